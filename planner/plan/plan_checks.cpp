#include "planner/plan/plan_checks.hpp"

#include <algorithm>
#include <initializer_list>
#include <map>
#include <string>
#include <utility>

namespace cniplan {
namespace {

std::string quoted(std::string_view kind, std::string_view name) {
  std::string out(kind);
  out += " \"";
  out += name;
  out += '"';
  return out;
}

/// The checks of a list of findings: those that are asked for, then one for every finding that none of them has.
class Checks {
 public:
  explicit Checks(const std::vector<Finding>& findings) : findings_(findings) {
    for (std::size_t i = 0; i < findings.size(); ++i) {
      numbers_[{findings[i].subject, findings[i].rule->id}].push_back(i);
    }
  }

  void add(const std::string& subject, std::initializer_list<RuleRef> rules) {
    for (const RuleRef rule : rules) add(subject, rule);
  }

  std::vector<RuleCheck> take() {
    for (const Finding& finding : findings_) {
      if (numbers_.contains({finding.subject, finding.rule->id})) add(finding.subject, finding.rule);
    }
    return std::move(checks_);
  }

 private:
  void add(const std::string& subject, RuleRef rule) {
    RuleCheck check{.rule = rule, .subject = subject};
    if (auto found = numbers_.extract({subject, rule->id})) check.findings = std::move(found.mapped());
    checks_.push_back(std::move(check));
  }

  const std::vector<Finding>& findings_;
  std::map<std::pair<std::string, std::string_view>, std::vector<std::size_t>> numbers_;  // not yet in a check
  std::vector<RuleCheck> checks_;
};

void add_subnet(Checks& checks, const SubnetPlan& subnet) {
  const std::string subject = quoted("subnet", subnet.label);
  checks.add(subject, {"subnet.size-unknown"});
  if (!subnet.usable) return;
  checks.add(subject, {"subnet.full", "subnet.above-fail-share", "subnet.above-warn-share"});
  const bool has_prefixes = std::ranges::any_of(subnet.scenarios, [](const SubnetScenario& made) {
    return made.demand.prefixes > PrefixCount(0);
  });
  if (has_prefixes) {
    checks.add(subject, {"subnet.prefixes-short", "subnet.singles-short", "subnet.prefixes-unlikely",
                         "subnet.prefixes-worst-case", "subnet.no-prefix-reservation"});
  }
  const auto holds = [&](AddressOwner owner) {
    return std::ranges::any_of(subnet.scenarios,
                               [&](const SubnetScenario& made) { return made.demand[owner] > IpCount(0); });
  };
  if (holds(AddressOwner::control_plane)) checks.add(subject, {"control-plane.room", "control-plane.zone-refused"});
  if (holds(AddressOwner::alb) || holds(AddressOwner::nlb)) checks.add(subject, {"load-balancer.room"});
  checks.add(subject, {"network.service-overlap"});
  if (subnet.growth) checks.add(subject, {"growth.crosses-warn", "growth.crosses-fail"});
}

void add_group(Checks& checks, const NodeGroupPlan& group, const ClusterPlan& plan) {
  const std::string subject = quoted("node group", group.name);
  if (group.manager == NodeManager::hybrid || group.types.empty()) return;
  checks.add(subject, {"pods.above-max-pods", "pods.without-address", "max-pods.above-addresses",
                       "max-pods.above-recommended", "max-pods.capped", "max-pods.reserves-memory",
                       "max-pods.expression", "node-group.nodes-above-quota", "zone.unbalanced"});
  if (group.types.size() > 1) checks.add(subject, {"node-group.lowest-type-binds"});
  if (plan.cni.pod_eni) checks.add(subject, {"pods.without-branch-eni"});
  if (plan.cni.prefix_delegation) checks.add(subject, {"cni.prefixes-need-nitro"});
  if (group.os == NodeOs::windows) {
    checks.add(subject, {"windows.ignored-key", "windows.minimum-without-warm", "windows.prefixes-need-nitro"});
  } else if (group.manager == NodeManager::auto_mode) {
    checks.add(subject, {"auto-mode.warm-pool-assumed"});
  } else {
    checks.add(subject, {"cni.ignored-target", "cni.minimum-without-warm", "cni.never-settles",
                         "cni.warm-ip-target-calls", "node-group.scale-out-throttled"});
  }
  const bool is_updated = std::ranges::any_of(plan.scenarios, [](const ScenarioPlan& made) {
    return made.kind == ScenarioKind::rolling_update;
  });
  if (is_updated) checks.add(subject, {"update.blocked", "update.no-surge"});
}

}  // namespace

std::vector<RuleCheck> checks_of(const ClusterPlan& plan) {
  Checks checks(plan.findings);
  for (const SubnetPlan& subnet : plan.subnets) add_subnet(checks, subnet);
  for (const NodeGroupPlan& group : plan.node_groups) add_group(checks, group, plan);
  checks.add("cluster", {"exhaustion.near", "cluster.nodes-untested", "cluster.pods-untested",
                         "cluster.node-groups-above-quota", "cluster.fargate-profiles-above-quota"});
  checks.add("control plane", {"control-plane.no-subnet", "control-plane.one-zone"});
  checks.add("VPC", {"vpc.nau-above-quota", "vpc.cidrs-above-quota", "vpc.subnets-above-quota",
                     "vpc.endpoints-above-quota"});
  checks.add("Region", {"region.enis-above-quota"});
  return checks.take();
}

std::vector<RuleCheck> checks_of(const NodePlan& plan) {
  Checks checks(plan.findings);
  const std::string subject = "node " + plan.question.type;
  checks.add(subject, {"pods.without-address", "max-pods.above-addresses", "node.asks-full-subnet"});
  if (plan.question.setup.os == NodeOs::windows) {
    checks.add(subject, {"windows.ignored-key", "windows.minimum-without-warm", "windows.prefixes-need-nitro"});
  } else {
    checks.add(subject, {"cni.ignored-target", "cni.empty-enis-stay", "cni.minimum-without-warm", "cni.never-settles",
                         "cni.no-warm-prefix", "cni.prefixes-need-nitro", "cni.warm-ip-target-calls",
                         "cni.warm-ip-target-throttled", "cni.refuses-to-start", "node.not-ready"});
  }
  return checks.take();
}

}  // namespace cniplan
