#include "planner/report/node_batch_writer.hpp"

#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "planner/plan/cluster_plan.hpp"

namespace cniplan::report {
namespace {

/// Writes members of nested objects straight into a text: a JSON tree per line would take longer than the
/// answer. Keys are plain.
class Members {
 public:
  explicit Members(std::string& out) : out_(out) { out_ += '{'; }

  void number(std::string_view key, std::int64_t value) {
    name(key);
    append(value);
  }
  void text(std::string_view key, std::string_view plain) {
    name(key);
    out_ += '"';
    out_ += plain;
    out_ += '"';
  }
  void boolean(std::string_view key, bool value) {
    name(key);
    out_ += value ? "true" : "false";
  }
  void json(std::string_view key, std::string_view value) {
    name(key);
    out_ += value;
  }
  template <class Write>
  void object(std::string_view key, Write write) {
    name(key);
    Members members(out_);
    write(members);
    members.end();
  }
  template <class Items, class Value>
  void numbers(std::string_view key, const Items& items, Value value) {
    name(key);
    char separator = '[';
    for (const auto& item : items) {
      out_ += separator;
      append(value(item));
      separator = ',';
    }
    if (separator == '[') out_ += '[';
    out_ += ']';
  }
  template <class Quantity>
  void bounds(std::string_view key, const Bounds<Quantity>& bounds) {
    numbers(key, std::array{bounds.least.value(), bounds.most.value()},
            [](std::int64_t value) { return value; });
  }
  void end() { out_ += '}'; }

 private:
  void name(std::string_view key) {
    if (!first_) out_ += ',';
    first_ = false;
    out_ += '"';
    out_ += key;
    out_ += "\":";
  }
  void append(std::int64_t value) {
    std::array<char, 20> digits;
    const auto end = std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr;
    out_.append(digits.data(), static_cast<std::size_t>(end - digits.data()));
  }

  std::string& out_;
  bool first_ = true;
};

enum class Turns { write, leave_out };

void write_windows(Members& to, const NodeSetup& node, const NodeIpUsage& usage) {
  const bool prefixes = usage.mode == AddressMode::windows_prefix;
  to.number("pool_ips", usage.pool().value());
  to.number("assigned_ips", usage.assigned().value());
  to.number("warm_ips", (usage.pool() - usage.assigned()).value());
  to.number("pods_without_address", usage.pods_without_address.value());
  to.number("capacity", node.limits.slots_per_eni() * (prefixes ? kIpsPerPrefix : 1));
  to.number("addresses_total", usage.total().value());
  if (prefixes) {
    to.number("prefixes", usage.prefixes().value());
    to.number("unused_prefixes", usage.unused_prefixes.value());
  } else {
    to.number("secondary_ips", usage.pool().value());
  }
}

void write_answer(Members& to, const NodeSetup& node, const SettledNode& settled, Turns turns) {
  const NodeIpUsage& usage = settled.usage;
  to.text("mode", to_string(usage.mode));
  if (node.os == NodeOs::windows) {
    write_windows(to, node, usage);
    return;
  }
  const bool ipv6 = usage.mode == AddressMode::ipv6;
  to.number("enis", usage.enis.value());
  to.number("trunk_enis", (usage.node_subnet.trunk + usage.pod_subnet.trunk).value());
  if (!ipv6) to.number("pool_ips", usage.pool().value());
  to.number("assigned_ips", ipv6 ? node.load.pods.value() : usage.assigned().value());
  if (!ipv6) to.number("warm_ips", (usage.pool() - usage.assigned()).value());
  to.number("pods_without_address", usage.pods_without_address.value());
  to.object("addresses", [&](Members& addresses) {
    addresses.number("node", usage.node_subnet.total().value());
    if (node.cni.custom_networking) addresses.number("pod", usage.pod_subnet.total().value());
  });
  to.number("addresses_total", usage.total().value());
  to.boolean("steady", usage.settles);
  if (ipv6) {
    to.number("ipv6_prefixes_80", usage.enis.value());
  } else {
    const bool prefixes = usage.mode == AddressMode::prefix;
    to.number(prefixes ? "prefixes" : "secondary_ips",
              prefixes ? usage.prefixes().value() : usage.pool().value());
    to.numbers(prefixes ? "prefixes_per_eni" : "secondary_ips_per_eni", settled.enis,
               [](const EniUse& eni) { return eni.slots; });
  }
  if (node.load.branch_pods > PodCount(0)) {
    to.number("branch_pods", (node.load.branch_pods - usage.branch_pods_without_eni).value());
    to.number("branch_pods_without_eni", usage.branch_pods_without_eni.value());
  }
  if (settled.low) {
    to.object("oscillates_to", [&](Members& low) {
      low.number("enis", settled.low->enis.value());
      low.number("pool_ips", settled.low->pool.value());
      low.number("warm_ips", settled.low->warm.value());
      low.number("addresses_total", settled.low->total.value());
    });
  } else if (!ipv6 && turns == Turns::write) {
    to.number("turns_to_steady", settled.turns);
  }
}

void write_by_action(Members& to, const Ec2Calls& calls) {
  for (std::size_t i = 0; i < kEc2Actions; ++i) {
    const auto action = static_cast<Ec2Action>(i);
    if (calls[action] != 0) to.number(to_string(action), calls[action]);
  }
}

void write_calls(Members& to, const SettledNode& settled) {
  to.object("by_action", [&](Members& by_action) { write_by_action(by_action, settled.calls); });
  to.number("total", settled.calls.total());
  to.number("mutating", settled.calls.mutating());
  if (settled.calls_per_hour.total() == 0) return;
  to.object(settled.usage.settles ? "ec2_calls_per_hour_while_stuck" : "oscillation_per_hour",
            [&](Members& by_action) { write_by_action(by_action, settled.calls_per_hour); });
}

void write_range(Members& to, const NodeSetup& node, const NodeRange& range) {
  const bool windows = node.os == NodeOs::windows;
  if (!windows) to.bounds("enis", range.enis);
  to.bounds("pool_ips", range.pool);
  to.bounds("warm_ips", range.warm);
  to.bounds("addresses_total", range.total);
  if (!windows) to.bounds("pods_without_address", range.pods_without_address);
}

}  // namespace

void append_node_answer(std::string& out, std::string_view id, const NodeBatchAnswer& answered,
                        const NodeBatchFields& fields) {
  const NodeSetup& node = answered.node;
  Members line(out);
  line.json("id", id.empty() ? "null" : id);
  if (answered.refused) {
    line.object("answer", [&](Members& to) {
      to.text("mode", "refused");
      std::string reasons = "[\"";
      reasons += reason_of(*answered.refused);
      reasons += "\"]";
      to.json("refused", reasons);
    });
    line.end();
    out += '\n';
    return;
  }
  line.object("answer", [&](Members& to) { write_answer(to, node, answered.answer, Turns::write); });
  if (node.os != NodeOs::windows && (fields.burst || fields.call_totals)) {
    line.boolean("arrival_order_matters", answered.burst_differs);
    if (fields.burst && answered.burst_differs) {
      line.object("burst", [&](Members& to) { write_answer(to, node, *answered.burst, Turns::write); });
    }
  }
  if (node.os != NodeOs::windows && fields.call_totals) {
    line.object("call_totals", [&](Members& totals) {
      totals.object("one_by_one", [&](Members& to) { write_calls(to, answered.answer); });
      // With IPv6 there is no pool that could grow another way.
      totals.object(
          "burst", [&](Members& to) { write_calls(to, answered.burst ? *answered.burst : answered.answer); });
    });
  }
  if (fields.range && answered.range) {
    line.object("range", [&](Members& to) { write_range(to, node, *answered.range); });
  }
  if (answered.down) {
    line.object("down", [&](Members& down) {
      down.number("to", answered.down->to.value());
      down.object("answer",
                  [&](Members& to) { write_answer(to, node, answered.down->answer, Turns::leave_out); });
      if (fields.range)
        down.object("range", [&](Members& to) { write_range(to, node, answered.down->range); });
    });
  }
  line.end();
  out += '\n';
}

void append_node_error(std::string& out, std::string_view id, std::string_view error) {
  Members line(out);
  line.json("id", id.empty() ? "null" : id);
  // What is quoted from the line may be anything; bytes that are no UTF-8 become U+FFFD.
  line.json(
      "error",
      nlohmann::json(std::string(error)).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace));
  line.end();
  out += '\n';
}

}  // namespace cniplan::report
