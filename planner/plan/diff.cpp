#include "planner/plan/diff.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <functional>
#include <map>
#include <tuple>
#include <utility>

#include "planner/core/counted.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

// --- A plan's summary

class Summary {
 public:
  Summary(const ClusterPlan& plan, std::string_view catalog_date) : plan_(plan) {
    out_.name = plan.name;
    out_.fits = plan.fits;
    out_.verdict = plan.verdict;
    settings(catalog_date);
    for (const ScenarioPlan& made : plan.scenarios) scenario(made);
    for (const SubnetPlan& made : plan.subnets) subnet(made);
    for (const NodeGroupPlan& made : plan.node_groups) node_group(made);
    if (plan.exhaustion) exhaustion(*plan.exhaustion);
    for (const Finding& found : plan.findings) finding(found);
  }

  [[nodiscard]] PlanSummary take() { return std::move(out_); }

 private:
  void setting(std::string path, std::string value) { out_.settings.push_back({std::move(path), std::move(value)}); }
  void setting(std::string path, std::int64_t value) { setting(std::move(path), fmt::format("{}", value)); }
  void flag(std::string path, bool value) { setting(std::move(path), std::string(value ? "true" : "false")); }

  /// In the order of the result.
  void settings(std::string_view catalog_date) {
    const CniConfig& cni = plan_.cni;
    setting("cluster.platform", std::string(to_string(plan_.platform)));
    setting("catalog.date", std::string(catalog_date));
    setting("cni.ip_family", std::string(cni.ip_family == IpFamily::ipv6 ? "ipv6" : "ipv4"));
    flag("cni.prefix_delegation", cni.prefix_delegation);
    flag("cni.custom_networking", cni.custom_networking);
    flag("cni.pod_eni", cni.pod_eni);
    flag("cni.subnet_discovery", cni.subnet_discovery);
    flag("cni.multi_nic", cni.multi_nic);
    flag("cni.provisioning", cni.provisioning);
    flag("cni.manages_cordoned_nodes", cni.manages_cordoned_nodes);
    if (cni.max_enis) setting("cni.max_enis", cni.max_enis->value());
    setting("cni.warm_eni_target", cni.warm_eni_target);
    setting("cni.warm_ip_target", cni.warm_ip_target);
    setting("cni.minimum_ip_target", cni.minimum_ip_target);
    setting("cni.warm_prefix_target", cni.warm_prefix_target);
    setting("cni.ip_cooldown_seconds", cni.ip_cooldown_seconds);
    flag("cni.windows.prefix_delegation", cni.windows.prefix_delegation);
    setting("cni.windows.warm_ip_target", cni.windows.warm_ip_target);
    setting("cni.windows.minimum_ip_target", cni.windows.minimum_ip_target);
    setting("cni.windows.warm_prefix_target", cni.windows.warm_prefix_target);
    setting("policy.warn_at", setting_text(plan_.warn_at));
    setting("policy.fail_at", setting_text(plan_.fail_at));
    if (plan_.growth) {
      setting("growth.pods_per_month", setting_text(plan_.growth->pods_per_month));
      setting("growth.months", plan_.growth->months);
    }
  }

  [[nodiscard]] const std::string& name_of(std::size_t scenario) const { return plan_.scenarios[scenario].name; }

  void scenario(const ScenarioPlan& made) {
    out_.scenarios.push_back({.name = made.name,
                              .kind = std::string(to_string(made.kind)),
                              .variant = made.variant,
                              .fits = made.fits,
                              .nodes = made.nodes,
                              .pods = made.pods,
                              .used = made.total.total()});
  }

  void subnet(const SubnetPlan& made) {
    SubnetSummary& out = out_.subnets.emplace_back(SubnetSummary{
        .name = made.label,
        .id = made.id,
        .az = made.az,
        .cidr = made.cidr ? made.cidr->to_string() : std::string(),
        .usable = made.usable,
        .scenarios = {}});
    const bool known = made.usable.has_value();
    for (const SubnetScenario& in : made.scenarios) {
      out.scenarios.push_back({.scenario = name_of(in.scenario),
                               .variant = in.variant,
                               .used = in.demand.total(),
                               .free = in.free,
                               .utilization = in.utilization,
                               .prefixes = in.demand.prefixes,
                               .missing_prefixes = known ? std::optional(in.missing_prefixes) : std::nullopt,
                               .missing_singles = known ? std::optional(in.missing_singles) : std::nullopt,
                               .fits = known ? std::optional(in.fits()) : std::nullopt});
    }
  }

  void node_group(const NodeGroupPlan& made) {
    const bool has_max_pods = !made.types.empty();
    NodeGroupSummary out{.name = made.name,
                         .manager = std::string(to_string(made.manager)),
                         .os = std::string(to_string(made.os)),
                         .types = made.types,
                         .min = made.nodes.min,
                         .desired = made.nodes.desired,
                         .max = made.nodes.max,
                         .subnets = made.subnets,
                         .max_pods = has_max_pods ? std::optional(made.max_pods) : std::nullopt,
                         .max_pods_source = has_max_pods ? std::string(to_string(made.max_pods_source)) : std::string(),
                         .scenarios = {}};
    for (const NodeGroupScenario& in : made.scenarios) {
      out.scenarios.push_back({.scenario = name_of(in.scenario),
                               .nodes = in.nodes,
                               .pods = in.pods + in.branch_pods,
                               .addresses = in.addresses});
    }
    out_.node_groups.push_back(std::move(out));
  }

  void exhaustion(const Exhaustion& made) {
    out_.exhaustion = {.nodes = made.nodes,
                       .pods = made.pods,
                       .resource = std::string(to_string(made.first.resource)),
                       .subnet = made.first.subnet,
                       .scenario = name_of(made.first.scenario),
                       .variant = made.first.variant};
  }

  void finding(const Finding& found) {
    out_.findings.push_back({.rule = std::string(found.rule->id),
                             .severity = found.severity,
                             .subject = found.subject,
                             .message = found.message,
                             .remedy = found.remedy,
                             .state = found.state});
  }

  const ClusterPlan& plan_;
  PlanSummary out_;
};

// --- What belongs together

template <class Thing>
BeforeAfter<Thing> compared(const Thing* before, const Thing* after) {
  BeforeAfter<Thing> out;
  if (before != nullptr) out.before = *before;
  if (after != nullptr) out.after = *after;
  out.kind = before == nullptr  ? ChangeKind::added
             : after == nullptr ? ChangeKind::removed
             : *before == *after ? ChangeKind::same
                                 : ChangeKind::changed;
  return out;
}

/// Pairs of things that `keys` call alike, the first with the first, by each key in turn; those of `after` in its order,
/// then what is left of `before`. An empty key stands for nothing.
template <class Thing>
class Pairs {
 public:
  using Key = std::function<std::string(const Thing&)>;

  Pairs(const std::vector<Thing>& before, const std::vector<Thing>& after) : before_(before), after_(after) {
    partners_.resize(after.size(), nullptr);
    taken_.resize(before.size(), false);
  }

  Pairs& by(const Key& key) {
    std::multimap<std::string, std::size_t> known;
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (std::string name = taken_[i] ? std::string() : key(before_[i]); !name.empty()) {
        known.emplace(std::move(name), i);
      }
    }
    for (std::size_t i = 0; i < after_.size(); ++i) {
      if (partners_[i] != nullptr) continue;
      const std::string name = key(after_[i]);
      const auto first = known.lower_bound(name);
      if (first == known.end() || first->first != name) continue;
      partners_[i] = &before_[first->second];
      taken_[first->second] = true;
      known.erase(first);
    }
    return *this;
  }

  [[nodiscard]] std::vector<std::pair<const Thing*, const Thing*>> all() const {
    std::vector<std::pair<const Thing*, const Thing*>> out;
    for (std::size_t i = 0; i < after_.size(); ++i) out.emplace_back(partners_[i], &after_[i]);
    for (std::size_t i = 0; i < before_.size(); ++i) {
      if (!taken_[i]) out.emplace_back(&before_[i], nullptr);
    }
    return out;
  }

  [[nodiscard]] std::vector<BeforeAfter<Thing>> compared_all() const {
    std::vector<BeforeAfter<Thing>> out;
    for (const auto& [before, after] : all()) out.push_back(compared(before, after));
    return out;
  }

 private:
  const std::vector<Thing>& before_;
  const std::vector<Thing>& after_;
  std::vector<const Thing*> partners_;
  std::vector<bool> taken_;
};

const std::string& name_of(const SubnetSummary& subnet) { return subnet.name; }
const std::string& name_of(const NodeGroupSummary& group) { return group.name; }

std::int64_t distance(std::int64_t a, std::int64_t b) { return a < b ? b - a : a - b; }

// --- Subnets

std::optional<Share> worst_share(const std::vector<BeforeAfter<SubnetScenarioSummary>>& scenarios,
                                 std::optional<SubnetScenarioSummary> BeforeAfter<SubnetScenarioSummary>::* side,
                                 bool common_only) {
  std::optional<Share> worst;
  for (const auto& scenario : scenarios) {
    if (common_only && !(scenario.before && scenario.after)) continue;
    const auto& figures = scenario.*side;
    if (figures && figures->utilization) worst = std::max(worst.value_or(Share()), *figures->utilization);
  }
  return worst;
}

SubnetDiff diff_subnet(const SubnetSummary* before, const SubnetSummary* after) {
  static const std::vector<SubnetScenarioSummary> kNone;
  using Scenario = BeforeAfter<SubnetScenarioSummary>;
  SubnetDiff out{.subnet = compared(before, after),
                 .scenarios = Pairs<SubnetScenarioSummary>(before != nullptr ? before->scenarios : kNone,
                                                           after != nullptr ? after->scenarios : kNone)
                                  .by(&SubnetScenarioSummary::scenario)
                                  .compared_all(),
                 .worst_before = {},
                 .worst_after = {}};
  const bool common = std::ranges::any_of(out.scenarios, [](const Scenario& one) { return one.before && one.after; });
  out.worst_before = worst_share(out.scenarios, &Scenario::before, common);
  out.worst_after = worst_share(out.scenarios, &Scenario::after, common);
  return out;
}

/// How much a subnet's figures moved.
std::tuple<std::int64_t, std::int64_t> weight_of(const SubnetDiff& diff) {
  const auto points = [](const std::optional<Share>& share) { return share ? share->basis_points() : 0; };
  std::int64_t moved = 0;
  for (const auto& scenario : diff.scenarios) {
    const auto used = [](const auto& side) { return side ? side->used.value() : 0; };
    moved = std::max(moved, distance(used(scenario.before), used(scenario.after)));
  }
  return {distance(points(diff.worst_before), points(diff.worst_after)), moved};
}

// --- Node groups

std::tuple<std::int64_t, std::int64_t> weight_of(const BeforeAfter<NodeGroupSummary>& diff) {
  const auto addresses = [](const std::optional<NodeGroupSummary>& group) {
    const auto* const worst = group ? group->worst() : nullptr;
    return worst == nullptr ? 0 : worst->addresses.value();
  };
  const auto nodes = [](const std::optional<NodeGroupSummary>& group) { return group ? group->max.value() : 0; };
  return {distance(addresses(diff.before), addresses(diff.after)), distance(nodes(diff.before), nodes(diff.after))};
}

/// Largest weights first, equal ones by name; what did not change comes last.
template <class Diff, class Outer>
void sort_by_weight(std::vector<Diff>& diffs, const Outer& outer) {
  std::ranges::stable_sort(diffs, [&](const Diff& a, const Diff& b) {
    const bool a_is_same = outer(a).kind == ChangeKind::same;
    const bool b_is_same = outer(b).kind == ChangeKind::same;
    if (a_is_same != b_is_same) return b_is_same;
    const auto weight_of_a = weight_of(a);
    const auto weight_of_b = weight_of(b);
    if (weight_of_a != weight_of_b) return weight_of_a > weight_of_b;
    return name_of(outer(a).latest()) < name_of(outer(b).latest());
  });
}

// --- Input, as far as results record it

class RecordedInput {
 public:
  void settings(const std::vector<PlanSetting>& before, const std::vector<PlanSetting>& after) {
    for (const auto& [old_one, new_one] :
         Pairs<PlanSetting>(before, after).by(&PlanSetting::path).all()) {
      const auto value = [](const PlanSetting* setting) {
        return setting == nullptr ? std::nullopt : std::optional(setting->value);
      };
      note(old_one != nullptr ? old_one->path : new_one->path, value(old_one), value(new_one));
    }
  }

  void scenarios(const std::vector<ScenarioSummary>& before, const std::vector<ScenarioSummary>& after) {
    const auto names = [](const std::vector<ScenarioSummary>& scenarios) {
      std::vector<std::string> out;
      for (const ScenarioSummary& one : scenarios) {
        out.push_back(one.name == one.kind ? one.name : fmt::format("{} from {}", one.name, one.kind));
      }
      return list(out);
    };
    note("scenarios", names(before), names(after));
  }

  void subnet(const BeforeAfter<SubnetSummary>& diff) {
    const std::string path = fmt::format("subnets[{}]", diff.before ? diff.before->name : diff.after->name);
    if (!diff.before || !diff.after) return whole(path, diff, subnet_text);
    note(path + ".name", diff.before->name, diff.after->name);
    note(path + ".id", given(diff.before->id), given(diff.after->id));
    note(path + ".az", given(diff.before->az), given(diff.after->az));
    note(path + ".cidr", given(diff.before->cidr), given(diff.after->cidr));
  }

  void node_group(const BeforeAfter<NodeGroupSummary>& diff) {
    const std::string path = fmt::format("node_groups[{}]", diff.latest().name);
    if (!diff.before || !diff.after) return whole(path, diff, group_text);
    const NodeGroupSummary& before = *diff.before;
    const NodeGroupSummary& after = *diff.after;
    note(path + ".manager", before.manager, after.manager);
    note(path + ".os", before.os, after.os);
    note(path + ".instance_types", list(before.types), list(after.types));
    note(path + ".nodes.min", number(before.min), number(after.min));
    note(path + ".nodes.desired", number(before.desired), number(after.desired));
    note(path + ".nodes.max", number(before.max), number(after.max));
    note(path + ".subnets", list(before.subnets), list(after.subnets));
    note(path + ".max_pods", wanted_max_pods(before), wanted_max_pods(after));
  }

  [[nodiscard]] std::vector<FieldChange> take() { return std::move(changes_); }

 private:
  void note(const std::string& path, std::optional<std::string> before, std::optional<std::string> after) {
    if (before != after) changes_.push_back({path, std::move(before), std::move(after)});
  }

  template <class Thing>
  void whole(const std::string& path, const BeforeAfter<Thing>& diff, std::string (*text)(const Thing&)) {
    note(path, diff.before ? std::optional(text(*diff.before)) : std::nullopt,
         diff.after ? std::optional(text(*diff.after)) : std::nullopt);
  }

  static std::optional<std::string> given(const std::string& text) {
    return text.empty() ? std::nullopt : std::optional(text);
  }
  static std::string number(NodeCount nodes) { return fmt::format("{}", nodes); }
  static std::string list(const std::vector<std::string>& items) { return fmt::format("[{}]", fmt::join(items, ", ")); }

  static std::string subnet_text(const SubnetSummary& subnet) {
    std::vector<std::string> parts;
    if (!subnet.id.empty()) parts.push_back(fmt::format("id: {}", subnet.id));
    if (!subnet.az.empty()) parts.push_back(fmt::format("az: {}", subnet.az));
    if (!subnet.cidr.empty()) parts.push_back(fmt::format("cidr: {}", subnet.cidr));
    return fmt::format("{{{}}}", fmt::join(parts, ", "));
  }

  static std::string group_text(const NodeGroupSummary& group) {
    return fmt::format("{{manager: {}, os: {}, instance_types: {}, nodes: {{min: {}, desired: {}, max: {}}}, subnets: {}}}",
                       group.manager, group.os, list(group.types), group.min, group.desired, group.max,
                       list(group.subnets));
  }

  /// Max Pods as it was asked for: what comes of types and settings is no input.
  static std::optional<std::string> wanted_max_pods(const NodeGroupSummary& group) {
    if (group.max_pods_source == to_string(MaxPodsSource::given) && group.max_pods) {
      return fmt::format("{}", *group.max_pods);
    }
    if (group.max_pods_source == to_string(MaxPodsSource::expression)) return "an expression";
    return std::nullopt;
  }

  std::vector<FieldChange> changes_;
};

// --- Findings

/// Those that appeared first, then what changed, is gone, is the same; within each errors first, then by rule and subject.
void sort(std::vector<BeforeAfter<FindingSummary>>& findings) {
  std::ranges::stable_sort(findings, {}, [](const BeforeAfter<FindingSummary>& one) {
    const FindingSummary& finding = one.latest();
    return std::tuple(one.kind, finding.severity, std::string_view(finding.rule), std::string_view(finding.subject));
  });
}

std::string fingerprint(const FindingSummary& finding) {
  // No rule has a line's end in its name.
  return fmt::format("{}\n{}", finding.rule, finding.subject);
}

// --- Regressions

/// "14.75": hundredths of a percent as percentage points.
std::string points_text(std::int64_t basis_points) {
  constexpr int kDecimals = 2;
  return format_decimal(basis_points, kDecimals);
}

std::string subject_of(const SubnetDiff& diff) { return fmt::format("subnet \"{}\"", diff.subnet.latest().name); }

template <class Figures>
bool fits_no_more(const BeforeAfter<Figures>& figures) {
  return figures.before && figures.after && figures.before->fits == true && figures.after->fits == false;
}

/// "39 addresses", "3 whole /28 blocks": what a subnet that does not fit is short of.
std::string lacking_text(const SubnetScenarioSummary& figures) {
  std::vector<std::string> parts;
  if (figures.free && *figures.free < IpCount(0)) parts.push_back(counted(IpCount(0) - *figures.free));
  if (figures.missing_prefixes.value_or(PrefixCount(0)) > PrefixCount(0)) {
    parts.push_back(counted(*figures.missing_prefixes));
  }
  if (figures.missing_singles.value_or(IpCount(0)) > IpCount(0)) {
    parts.push_back(fmt::format("{} outside of its prefix reservations", counted(*figures.missing_singles)));
  }
  return parts.empty() ? "room" : fmt::format("{}", fmt::join(parts, " and "));
}

void find_what_fits_no_more(const PlanDiff& diff, std::vector<Regression>& out) {
  constexpr auto kKind = RegressionKind::fits_no_more;
  if (diff.fitted && !diff.fits) out.push_back({kKind, "the cluster", "fitted before and does not now"});
  for (const auto& scenario : diff.scenarios) {
    if (!fits_no_more(scenario)) continue;
    out.push_back({kKind, fmt::format("scenario \"{}\"", scenario.after->name), "fitted before and does not now"});
  }
  for (const SubnetDiff& subnet : diff.subnets) {
    for (const auto& scenario : subnet.scenarios) {
      if (!fits_no_more(scenario)) continue;
      out.push_back({kKind, subject_of(subnet),
                     fmt::format("fitted in scenario {} before and now lacks {}", scenario.after->scenario,
                                 lacking_text(*scenario.after))});
    }
  }
}

void find_what_is_fuller(const PlanDiff& diff, Share allowed, std::vector<Regression>& out) {
  for (const SubnetDiff& subnet : diff.subnets) {
    const auto rise = subnet.rise();
    if (!subnet.subnet.before || !subnet.subnet.after || !rise || *rise <= allowed.basis_points()) continue;
    out.push_back({RegressionKind::fuller, subject_of(subnet),
                   fmt::format("its worst share rises from {} % to {} %, by {} percentage points; {} are allowed",
                               points_text(subnet.worst_before->basis_points()),
                               points_text(subnet.worst_after->basis_points()), points_text(*rise),
                               points_text(allowed.basis_points()))});
  }
}

void find_errors_that_appeared(const PlanDiff& diff, std::vector<Regression>& out) {
  for (const auto& finding : diff.findings) {
    if (!finding.after || !finding.after->is_open_error()) continue;
    if (finding.before && finding.before->is_open_error()) continue;
    out.push_back({RegressionKind::error_appeared, finding.after->subject,
                   fmt::format("{} [{}] {}", finding.after->message, finding.after->rule,
                               finding.before ? "is an open error now" : "appeared")});
  }
}

}  // namespace

std::string_view to_string(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added: return "added";
    case ChangeKind::changed: return "changed";
    case ChangeKind::removed: return "removed";
    case ChangeKind::same: return "same";
  }
  return "";
}

std::string_view to_string(RegressionKind kind) {
  switch (kind) {
    case RegressionKind::fits_no_more: return "fits-no-more";
    case RegressionKind::fuller: return "fuller";
    case RegressionKind::error_appeared: return "error-appeared";
  }
  return "";
}

std::optional<std::int64_t> SubnetDiff::rise() const {
  if (!worst_before || !worst_after) return std::nullopt;
  return worst_after->basis_points() - worst_before->basis_points();
}

bool PlanDiff::plan_changed() const {
  const auto differs = [](const auto& one) { return one.kind != ChangeKind::same; };
  return differs(name) || fitted != fits || verdict_before != verdict_after ||
         std::ranges::any_of(subnets, [](const SubnetDiff& one) { return one.subnet.kind != ChangeKind::same; }) ||
         std::ranges::any_of(scenarios, differs) || std::ranges::any_of(node_groups, differs) ||
         exhaustion_before != exhaustion_after || std::ranges::any_of(findings, differs);
}

PlanSummary summary_of(const ClusterPlan& plan, std::string_view catalog_date) {
  return Summary(plan, catalog_date).take();
}

PlanDiff diff_plans(const PlanSummary& before, const PlanSummary& after,
                    std::optional<std::vector<FieldChange>> spec_changes) {
  PlanDiff diff{.name = compared(&before.name, &after.name),
                .fitted = before.fits,
                .fits = after.fits,
                .verdict_before = before.verdict,
                .verdict_after = after.verdict,
                .exhaustion_before = before.exhaustion,
                .exhaustion_after = after.exhaustion};
  const auto subnets =
      Pairs<SubnetSummary>(before.subnets, after.subnets).by(&SubnetSummary::id).by(&SubnetSummary::name).all();
  for (const auto& [old_one, new_one] : subnets) diff.subnets.push_back(diff_subnet(old_one, new_one));
  diff.scenarios =
      Pairs<ScenarioSummary>(before.scenarios, after.scenarios).by(&ScenarioSummary::name).compared_all();
  diff.node_groups =
      Pairs<NodeGroupSummary>(before.node_groups, after.node_groups).by(&NodeGroupSummary::name).compared_all();
  diff.findings = Pairs<FindingSummary>(before.findings, after.findings).by(fingerprint).compared_all();

  RecordedInput settings;
  settings.settings(before.settings, after.settings);
  diff.settings = settings.take();
  if (spec_changes) {
    diff.input = {.knowledge = InputKnowledge::specs, .changes = *std::move(spec_changes)};
  } else {
    RecordedInput input;
    input.settings(before.settings, after.settings);
    input.scenarios(before.scenarios, after.scenarios);
    for (const SubnetDiff& subnet : diff.subnets) input.subnet(subnet.subnet);
    for (const auto& group : diff.node_groups) input.node_group(group);
    diff.input.changes = input.take();
  }

  sort_by_weight(diff.subnets, [](const SubnetDiff& one) -> const BeforeAfter<SubnetSummary>& { return one.subnet; });
  sort_by_weight(diff.node_groups,
                 [](const BeforeAfter<NodeGroupSummary>& one) -> const BeforeAfter<NodeGroupSummary>& { return one; });
  sort(diff.findings);
  return diff;
}

RegressionCheck regressions(const PlanDiff& diff, Share allowed) {
  RegressionCheck check{.allowed = allowed, .found = {}};
  find_what_fits_no_more(diff, check.found);
  find_what_is_fuller(diff, allowed, check.found);
  find_errors_that_appeared(diff, check.found);
  return check;
}

}  // namespace cniplan
