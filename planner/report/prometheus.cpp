#include "planner/report/prometheus.hpp"

#include <fmt/format.h>

#include <array>
#include <map>
#include <optional>

#include "planner/core/utf8.hpp"

namespace cniplan::report {
namespace {

using Label = PrometheusWriter::Label;

/// A label's value: backslash, quote and newline are escaped, and what is no UTF-8 becomes U+FFFD.
void append_escaped(std::string& out, std::string_view text) {
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    if (size == 0) {
      out += "\xEF\xBF\xBD";
    } else if (character == "\\") {
      out += "\\\\";
    } else if (character == "\"") {
      out += "\\\"";
    } else if (character == "\n") {
      out += "\\n";
    } else {
      out += character;
    }
    text.remove_prefix(character.size());
  }
}

/// Findings by rule and severity, and by whether they are open; a 0 for each severity when there are none.
void findings(PrometheusWriter& out, std::string_view cluster, std::span<const Finding> all) {
  std::map<std::array<std::string_view, 3>, std::int64_t> counts;
  for (const Finding& finding : all) {
    ++counts[{finding.rule->id, to_string(finding.severity), to_string(finding.state)}];
  }
  std::array<std::int64_t, 3> open{};
  for (const Finding& finding : all) {
    if (finding.state == FindingState::open) ++open.at(static_cast<std::size_t>(finding.severity));
  }
  out.metric("cniplan_open_findings", "Findings that nobody accepted and no baseline knows, by severity.");
  for (const Severity severity : {Severity::error, Severity::warning, Severity::info}) {
    out.sample({{"cluster", cluster}, {"severity", to_string(severity)}}, open.at(static_cast<std::size_t>(severity)));
  }
  out.metric("cniplan_findings", "Findings by rule, severity and state.");
  for (const auto& [key, count] : counts) {
    out.sample({{"cluster", cluster}, {"rule", key[0]}, {"severity", key[1]}, {"state", key[2]}}, count);
  }
}

void fits(PrometheusWriter& out, std::string_view cluster, bool value) {
  out.metric("cniplan_fits", "Whether no subnet lacks anything in any scenario: 1 or 0.");
  out.sample({{"cluster", cluster}}, value ? 1 : 0);
}

class PlanGauges {
 public:
  explicit PlanGauges(const ClusterPlan& plan) : plan_(plan) {}

  std::string run() {
    fits(out_, plan_.name, plan_.fits);
    out_.metric("cniplan_subnet_usable_addresses", "Addresses of the subnet less the five that AWS reserves.");
    for (const SubnetPlan& subnet : plan_.subnets) {
      if (subnet.usable) out_.sample(labels(subnet), subnet.usable->value());
    }
    of_scenarios("cniplan_subnet_used_addresses", "Addresses that the cluster takes of the subnet.",
                 [](const SubnetPlan&, const SubnetScenario& made) { return std::optional(made.demand.total().value()); });
    of_scenarios("cniplan_subnet_free_addresses", "Usable less used, negative when they lack.",
                 [](const SubnetPlan&, const SubnetScenario& made) {
                   return made.free ? std::optional(made.free->value()) : std::nullopt;
                 });
    of_scenarios("cniplan_subnet_utilization_basis_points", "Used of usable in hundredths of a percent, rounded up.",
                 [](const SubnetPlan&, const SubnetScenario& made) {
                   return made.utilization ? std::optional(made.utilization->basis_points()) : std::nullopt;
                 });
    of_scenarios("cniplan_subnet_prefixes", "Whole /28 blocks among the used addresses.",
                 [](const SubnetPlan&, const SubnetScenario& made) { return std::optional(made.demand.prefixes.value()); });
    of_scenarios("cniplan_subnet_missing_prefixes", "Whole /28 blocks that lack even at best.",
                 [](const SubnetPlan& subnet, const SubnetScenario& made) {
                   return subnet.usable ? std::optional(made.missing_prefixes.value()) : std::nullopt;
                 });
    scenarios();
    most_nodes();
    groups();
    findings(out_, plan_.name, plan_.findings);
    return out_.take();
  }

 private:
  [[nodiscard]] std::array<Label, 4> labels(const SubnetPlan& subnet) {
    cidr_ = subnet.cidr ? subnet.cidr->to_string() : std::string();
    return {{{"cluster", plan_.name}, {"subnet", subnet.label}, {"az", subnet.az}, {"cidr", cidr_}}};
  }

  template <class Value>
  void of_scenarios(std::string_view name, std::string_view help, Value value) {
    out_.metric(name, help);
    for (const SubnetPlan& subnet : plan_.subnets) {
      const auto own = labels(subnet);
      for (const SubnetScenario& made : subnet.scenarios) {
        const auto number = value(subnet, made);
        if (number) out_.sample({own[0], own[1], own[2], own[3], {"scenario", plan_.scenarios[made.scenario].name}}, *number);
      }
    }
  }

  void scenarios() {
    const auto each = [&](std::string_view name, std::string_view help, auto value) {
      out_.metric(name, help);
      for (const ScenarioPlan& made : plan_.scenarios) {
        out_.sample({{"cluster", plan_.name}, {"scenario", made.name}}, value(made));
      }
    };
    each("cniplan_scenario_nodes", "Nodes in the scenario.", [](const ScenarioPlan& made) { return made.nodes.value(); });
    each("cniplan_scenario_pods", "Pods with an address of the VPC.",
         [](const ScenarioPlan& made) { return made.pods.value(); });
    each("cniplan_scenario_used_addresses", "Addresses of all subnets together.",
         [](const ScenarioPlan& made) { return made.total.total().value(); });
    each("cniplan_scenario_network_interfaces", "ENIs, without those of others.",
         [](const ScenarioPlan& made) { return made.network_interfaces.value(); });
    each("cniplan_scenario_network_address_units", "NAU of the VPC.",
         [](const ScenarioPlan& made) { return made.network_address_units; });
  }

  void most_nodes() {
    out_.metric("cniplan_most_nodes", "Nodes that still fit, all node groups growing in proportion.");
    if (plan_.exhaustion) out_.sample({{"cluster", plan_.name}}, plan_.exhaustion->nodes.value());
    out_.metric("cniplan_node_group_most_nodes", "Nodes of the group that still fit, it growing alone.");
    for (const NodeGroupPlan& group : plan_.node_groups) {
      if (group.exhaustion) {
        out_.sample({{"cluster", plan_.name}, {"node_group", group.name}}, group.exhaustion->nodes.value());
      }
    }
  }

  void groups() {
    out_.metric("cniplan_node_group_max_pods", "Max Pods of the group's nodes.");
    for (const NodeGroupPlan& group : plan_.node_groups) {
      if (!group.types.empty()) {
        out_.sample({{"cluster", plan_.name}, {"node_group", group.name}}, group.max_pods.value());
      }
    }
    out_.metric("cniplan_node_group_addresses", "Addresses of all nodes of the group.");
    for (const NodeGroupPlan& group : plan_.node_groups) {
      for (const NodeGroupScenario& made : group.scenarios) {
        out_.sample({{"cluster", plan_.name},
                     {"node_group", group.name},
                     {"scenario", plan_.scenarios[made.scenario].name}},
                    made.addresses.value());
      }
    }
  }

  const ClusterPlan& plan_;
  std::string cidr_;
  PrometheusWriter out_;
};

}  // namespace

void PrometheusWriter::metric(std::string_view name, std::string_view help) {
  name_ = name;
  head_ = fmt::format("# HELP {} {}\n# TYPE {} gauge\n", name, help, name);
}

void PrometheusWriter::sample(std::initializer_list<Label> labels, std::int64_t value) {
  sample(std::span(labels.begin(), labels.size()), value);
}

void PrometheusWriter::sample(std::span<const Label> labels, std::int64_t value) {
  out_ += head_;
  head_.clear();
  out_ += name_;
  char before = '{';
  for (const Label& label : labels) {
    // An empty label is as good as none.
    if (label.value.empty()) continue;
    out_ += before;
    out_ += label.name;
    out_ += "=\"";
    append_escaped(out_, label.value);
    out_ += '"';
    before = ',';
  }
  if (before == ',') out_ += '}';
  out_ += fmt::format(" {}\n", value);
}

std::string to_prometheus(const ClusterPlan& plan) { return PlanGauges(plan).run(); }

std::string to_prometheus(const SizeResult& result) {
  PrometheusWriter out;
  fits(out, result.name, result.fits);
  const auto each = [&](std::string_view name, std::string_view help, auto value) {
    out.metric(name, help);
    for (const SizedSubnet& subnet : result.subnets) {
      const std::string cidr = subnet.cidr ? subnet.cidr->to_string() : std::string();
      const std::optional<std::int64_t> number = value(subnet);
      if (number) {
        out.sample({{"cluster", result.name}, {"subnet", subnet.label}, {"az", subnet.az}, {"cidr", cidr}}, *number);
      }
    }
  };
  each("cniplan_subnet_usable_addresses", "Addresses of the subnet less the five that AWS reserves.",
       [](const SizedSubnet& subnet) { return subnet.usable ? std::optional(subnet.usable->value()) : std::nullopt; });
  each("cniplan_subnet_used_addresses", "Addresses that the cluster takes of it in the scenario that is worst for it.",
       [](const SizedSubnet& subnet) { return std::optional(subnet.demand.value()); });
  each("cniplan_subnet_prefix_length", "Prefix length of the smallest CIDR that does.",
       [](const SizedSubnet& subnet) {
         return subnet.prefix_length ? std::optional<std::int64_t>(*subnet.prefix_length) : std::nullopt;
       });
  out.metric("cniplan_lacking_addresses", "Sizes of the subnets that find no place, together.");
  out.sample({{"cluster", result.name}}, result.lacking.value());
  findings(out, result.name, result.findings);
  return out.take();
}

std::string to_prometheus(const NodeCheck& check) {
  PrometheusWriter out;
  const auto each = [&](std::string_view name, std::string_view help, auto value) {
    out.metric(name, help);
    for (const CheckedNode& node : check.nodes) {
      const CheckedGroup& group = check.groups[node.group];
      const std::optional<PodCount> number = value(node);
      if (number) {
        out.sample({{"node", node.name}, {"group", group.name}, {"instance_type", group.instance_type}},
                   number->value());
      }
    }
  };
  each("cniplan_node_max_pods", "What kubelet says that the node takes.",
       [](const CheckedNode& node) { return node.max_pods; });
  each("cniplan_node_addressable_pods", "Pods that its ENIs can address, those on the host network with them.",
       [](const CheckedNode& node) { return node.addresses ? node.addresses->max_pods : std::nullopt; });
  each("cniplan_node_pods", "Pods that it runs.", [](const CheckedNode& node) {
    return node.pods ? std::optional(node.pods->total()) : std::nullopt;
  });
  each("cniplan_node_room_pods", "Pods on the Pod network that it can still take.",
       [](const CheckedNode& node) { return node.room ? node.room->pods : std::nullopt; });
  std::map<std::string_view, std::int64_t> verdicts;
  for (const CheckedNode& node : check.nodes) ++verdicts[to_string(node.verdict)];
  out.metric("cniplan_nodes", "Nodes by what their max Pods is against their addresses.");
  for (const auto& [verdict, count] : verdicts) out.sample({{"verdict", verdict}}, count);
  findings(out, "", check.findings);
  return out.take();
}

std::string to_prometheus(const MaxPodsResult& result) {
  PrometheusWriter out;
  const auto each = [&](std::string_view name, std::string_view help, auto value) {
    out.metric(name, help);
    for (const MaxPodsRow& row : result.types) {
      const std::optional<PodCount> number = value(row.figures);
      if (number) out.sample({{"instance_type", row.instance_type.view()}}, number->value());
    }
  };
  each("cniplan_max_pods", "Pods that the type's ENIs can address, and those on the host network.",
       [](const MaxPods& made) { return made.max_pods; });
  each("cniplan_recommended_max_pods", "The same, at most what AWS recommends for its vCPUs.",
       [](const MaxPods& made) { return made.recommended_max_pods; });
  each("cniplan_default_max_pods", "What a node is told when nobody sets it.",
       [](const MaxPods& made) { return made.default_max_pods; });
  return out.take();
}

}  // namespace cniplan::report
