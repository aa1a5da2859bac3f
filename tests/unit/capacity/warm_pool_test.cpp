#include "planner/capacity/warm_pool.hpp"

#include "planner/capacity/ipamd.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/node_vectors.hpp"

using namespace cniplan;
using test::Json;

namespace {

template <class Quantity>
void check_inside(const Json& sampled, const char* figure, const Bounds<Quantity>& bounds) {
  if (!sampled.contains(figure)) return;
  CAPTURE(figure, sampled.at(figure), bounds.least.value(), bounds.most.value());
  CHECK(sampled.at(figure).at(0).get<std::int64_t>() >= bounds.least.value());
  CHECK(sampled.at(figure).at(1).get<std::int64_t>() <= bounds.most.value());
}

/// Orders that others drew at random lie within our bounds.
void check_inside(const Json& sampled, const NodeRange& range) {
  check_inside(sampled, "enis", range.enis);
  check_inside(sampled, "pool_ips", range.pool);
  check_inside(sampled, "warm_ips", range.warm);
  check_inside(sampled, "addresses_total", range.total);
  check_inside(sampled, "pods_without_address", range.pods_without_address);
}

constexpr int kSettled = 30;  // quiet turns after which nothing changes any more

/// The node under another order: its Pods come, and then all but `left` go.
class Untidy {
 public:
  Untidy(const NodeSetup& node, MapOrder order, std::uint64_t seed, PodArrival arrival)
      : ipamd_(node, order, seed) {
    if (node.cni.pod_eni) settle();
    ipamd_.add_branch_pods(node.load.branch_pods.value());
    if (arrival == PodArrival::one_by_one) {
      settle();
      for (std::int64_t pod = 0; pod < node.load.pods.value(); ++pod) {
        ipamd_.add_pods(1);
        while (ipamd_.turn()) {
        }
      }
    } else {
      ipamd_.add_pods(node.load.pods.value());
    }
    settle();
  }

  /// False: the pool goes on growing and shrinking, which a tidy one need not.
  bool settles() const { return settles_; }
  NodeIpUsage usage() const { return ipamd_.usage(); }
  NodeIpUsage usage_after(std::int64_t leaving) {
    ipamd_.remove_pods(leaving);
    settle();
    return ipamd_.usage();
  }

 private:
  void settle() {
    const std::int64_t last = ipamd_.turns() + 1'000;
    int quiet = 0;
    while (quiet < kSettled && ipamd_.turns() < last) quiet = ipamd_.turn() ? 0 : quiet + 1;
    settles_ = settles_ && quiet == kSettled;
  }

  Ipamd ipamd_;
  bool settles_ = true;
};

template <class Quantity>
bool inside(Quantity value, const Bounds<Quantity>& bounds) {
  return bounds.least <= value && value <= bounds.most;
}

void check_inside(const NodeIpUsage& usage, const NodeRange& range) {
  CAPTURE(usage.pool().value(), range.pool.least.value(), range.pool.most.value());
  CAPTURE(usage.enis.value(), range.enis.least.value(), range.enis.most.value());
  CHECK(inside(usage.pool(), range.pool));
  CHECK(inside(usage.enis, range.enis));
  CHECK(inside(usage.pool() - usage.assigned(), range.warm));
  CHECK(inside(usage.total(), range.total));
  CHECK(inside(usage.pods_without_address, range.pods_without_address));
}

/// The Linux nodes among the vectors whose pools settle, every so many of them.
std::vector<NodeSetup> some_nodes(std::size_t every) {
  std::vector<NodeSetup> nodes;
  std::size_t number = 0;
  for (const Json& vector : test::json_lines("tests/upstream/warm-pool.jsonl")) {
    if (++number % every != 0 || vector.at("answer").value("steady", false) == false) continue;
    if (vector.at("answer").at("mode") == "ipv6" || vector.contains("node_subnet_free")) continue;
    nodes.push_back(*test::setup_of(vector));
  }
  return nodes;
}

}  // namespace

TEST_CASE("no order of Go's maps, and no Pods that leave, lead out of the bounds") {
  const MapOrder order = GENERATE(MapOrder::spread, MapOrder::random);
  const auto seed = static_cast<std::uint64_t>(GENERATE(1, 2, 3));
  if (order == MapOrder::spread && seed > 1) return;
  for (const NodeSetup& node : some_nodes(5)) {
    if (node.load.pods.value() > 150) continue;
    CAPTURE(node.load.pods.value(), node.limits.enis, node.limits.ipv4_per_eni, node.cni.warm_ip_target,
            node.cni.minimum_ip_target, node.cni.warm_eni_target, node.cni.warm_prefix_target,
            node.cni.prefix_delegation, node.cni.custom_networking, static_cast<int>(order), seed);
    const SettledNode tidy = settle(node, PodArrival::one_by_one);
    for (const PodArrival arrival : {PodArrival::one_by_one, PodArrival::all_at_once}) {
      const SettledNode arrived = settle(node, arrival);
      Untidy untidy(node, order, seed, arrival);
      if (!untidy.settles()) continue;
      if (const auto range = range_on_the_way_up(node, tidy.usage)) {
        check_inside(untidy.usage(), *range);
      } else if (node.limits.network_cards == 1 || !node.cni.multi_nic) {
        // Chance has no part: everything but the place of the Pods is the same.
        CHECK(untidy.usage().total() == arrived.usage.total());
        CHECK(untidy.usage().enis == arrived.usage.enis);
      }
      const std::int64_t left = node.load.pods.value() / 3;
      const SettledNode down = settle_after_leaving(node, PodCount(left));
      if (!down.usage.settles || arrived.usage != tidy.usage) continue;
      const NodeIpUsage after = untidy.usage_after(node.load.pods.value() - left);
      if (untidy.settles()) check_inside(after, range_after_leaving(node, tidy.usage, down.usage));
    }
  }
}

TEST_CASE("on the way up a Pod more never means an address less, and the labels always add up") {
  for (NodeSetup node : some_nodes(7)) {
    const std::int64_t most = std::min<std::int64_t>(node.load.pods.value(), 120);
    IpCount before;
    for (std::int64_t pods = 0; pods <= most; ++pods) {
      node.load.pods = PodCount(pods);
      const SettledNode settled = settle_without_calls(node);
      const NodeIpUsage& usage = settled.usage;
      if (!usage.settles) continue;  // what it holds goes up and down
      CAPTURE(pods, usage.total().value(), before.value());
      CHECK(usage.total() >= before);
      before = usage.total();
      EniUse sum;
      for (const EniUse& eni : settled.enis) {
        CHECK(eni.slots <= node.limits.slots_per_eni());
        CHECK(eni.warm >= IpCount(0));
        sum.assigned += eni.assigned;
        sum.cooling += eni.cooling;
        sum.warm += eni.warm;
      }
      CHECK(sum.assigned == usage.assigned());
      CHECK(sum.assigned + sum.cooling + sum.warm == usage.pool());
      CHECK(EniCount(static_cast<std::int64_t>(settled.enis.size())) == usage.enis);
      CHECK(usage.assigned().value() + usage.pods_without_address.value() == pods);
      CHECK((usage.node_subnet.primary + usage.pod_subnet.primary).value() == usage.enis.value());
    }
  }
}

TEST_CASE(
    "2,000 random nodes hold what the decision functions of ipamd and the resource controller leave them "
    "with") {
  int checked = 0;
  for (const Json& vector : test::json_lines("tests/upstream/warm-pool.jsonl")) {
    CAPTURE(vector.dump());
    ++checked;
    const auto node = test::setup_of(vector);
    if (!node) {
      CHECK(vector.at("answer").at("mode") == "refused");
      continue;
    }
    const SettledNode one_by_one = settle(*node, PodArrival::one_by_one);
    const Json answer = test::answer_of(*node, one_by_one);
    CHECK(answer == vector.at("answer"));
    SettledNode without_calls = one_by_one;
    without_calls.calls = {};
    without_calls.calls_per_hour = {};
    CHECK(settle_without_calls(*node) == without_calls);
    const auto range = range_on_the_way_up(*node, one_by_one.usage);
    CHECK(range.has_value() == vector.contains("range"));
    if (has_closed_form(*node) && one_by_one.usage.settles) {
      CHECK(node_ip_usage(*node) == one_by_one.usage);
      CHECK(turns_to_settle(*node, one_by_one.usage) == one_by_one.turns);
    }
    if (has_closed_form(*node)) CHECK((arrival_may_matter(*node) || !vector.contains("burst")));
    if (range && vector.contains("range")) check_inside(vector.at("range"), *range);

    if (vector.contains("call_totals")) {
      const SettledNode burst = settle(*node, PodArrival::all_at_once);
      const Json& totals = vector.at("call_totals");
      CHECK(test::call_totals_of(one_by_one) == totals.at("one_by_one"));
      CHECK(test::call_totals_of(burst) == totals.at("burst"));
      Json expected = vector.contains("burst") ? vector.at("burst") : vector.at("answer");
      Json got = test::answer_of(*node, burst);
      if (!vector.contains("burst")) {
        // Only where the state differs do the answers say how many turns it took.
        expected.erase("turns_to_steady");
        got.erase("turns_to_steady");
      }
      CHECK(got == expected);
      CHECK(vector.at("arrival_order_matters") == vector.contains("burst"));
    }
    if (vector.contains("down")) {
      const Json& down = vector.at("down");
      const PodCount pods(down.at("to").get<std::int64_t>());
      const SettledNode after = settle_after_leaving(*node, pods);
      Json got = test::answer_of(*node, after);
      got.erase("turns_to_steady");
      CHECK(got == down.at("answer"));
      check_inside(down.at("range"), range_after_leaving(*node, one_by_one.usage, after.usage));
    }
  }
  CHECK(checked == 2000);
}
