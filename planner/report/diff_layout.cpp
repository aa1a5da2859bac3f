#include "planner/report/diff_layout.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/counted.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/format.hpp"
#include "planner/report/plan_layout.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kNone = "(none)";

std::string text_of(std::string_view text, const DiffExtent& extent) {
  return shortened(printable(text), extent.widest_text);
}

std::string value_of(std::string_view text, const DiffExtent& extent) {
  return shortened(printable(text), extent.widest_value);
}

template <class Thing, class Kind>
Shown<Thing> selected(const std::vector<Thing>& things, Kind kind_of, std::string_view what, const DiffExtent& extent) {
  Shown<Thing> shown;
  std::size_t left_out = 0;
  for (const Thing& thing : things) {
    if (kind_of(thing) == ChangeKind::same && !extent.all) continue;
    if (shown.items.size() < extent.most_items) {
      shown.items.push_back(&thing);
    } else {
      ++left_out;
    }
  }
  if (left_out > 0) shown.left_out_text = fmt::format("... and {} more {}; --format json has all", left_out, what);
  return shown;
}

template <class Thing>
ChangeKind kind_of(const BeforeAfter<Thing>& thing) {
  return thing.kind;
}

/// "a -> b", or what it is where it did not change.
std::string arrow(std::string_view before, std::string_view after) {
  return before == after ? std::string(after) : fmt::format("{} -> {}", before, after);
}

std::string signed_text(std::int64_t difference) {
  return difference == 0 ? std::string() : fmt::format("{:+}", difference);
}

/// "+4.87": hundredths of a percent as percentage points.
std::string points_text(std::int64_t basis_points) {
  constexpr int kDecimals = 2;
  if (basis_points == 0) return "";
  return fmt::format("{}{}", basis_points < 0 ? "-" : "+",
                     format_decimal(basis_points < 0 ? -basis_points : basis_points, kDecimals));
}

/// "30 -> 40 (+10)" of something that both plans have, its figure alone of another.
template <class Thing, class Amount>
std::string amount_text(const BeforeAfter<Thing>& thing, Amount Thing::* amount) {
  if (!thing.before || !thing.after || (*thing.before).*amount == (*thing.after).*amount) {
    return fmt::format("{}", thing.latest().*amount);
  }
  const Amount before = (*thing.before).*amount;
  const Amount after = (*thing.after).*amount;
  return fmt::format("{} -> {} ({:+})", before, after, after.value() - before.value());
}

/// The same of texts, made of each side.
template <class Thing, class Text>
std::string side_text(const BeforeAfter<Thing>& thing, Text text) {
  if (!thing.before || !thing.after) return text(thing.latest());
  return arrow(text(*thing.before), text(*thing.after));
}

std::string names_text(const std::vector<std::string>& names, const DiffExtent& extent) {
  if (names.empty()) return std::string(kNone);
  return value_of(fmt::format("{}", fmt::join(names, ", ")), extent);
}

std::string share_of(const SubnetScenarioSummary& figures) {
  if (!figures.utilization) return "unknown";
  // With an address free it never reads as the whole.
  constexpr Share kAlmost = Share::from_basis_points(Share::kWhole - 1);
  const bool has_room = figures.free && *figures.free > IpCount(0);
  return share_text(has_room ? std::min(*figures.utilization, kAlmost) : *figures.utilization);
}

std::string free_of(const SubnetScenarioSummary& figures) {
  return figures.free ? fmt::format("{}", *figures.free) : "unknown";
}

using ScenarioDiff = BeforeAfter<SubnetScenarioSummary>;

/// Like "lacks 3 whole /28 blocks, 0 before", where either side lacks some.
template <class Amount>
void note_missing(const ScenarioDiff& scenario, std::optional<Amount> SubnetScenarioSummary::* missing,
                  std::string_view what, std::vector<std::string>& notes) {
  const auto of = [&](const std::optional<SubnetScenarioSummary>& side) {
    return side ? (*side.*missing).value_or(Amount()) : Amount();
  };
  const Amount before = of(scenario.before);
  const Amount after = of(scenario.after);
  if (before == Amount() && after == Amount()) return;
  const auto amount = [&](Amount some) { return some == Amount() ? "none" : counted(some); };
  if (!scenario.after) {
    notes.push_back(fmt::format("lacked {}{}", amount(before), what));
  } else if (!scenario.before || before == after) {
    notes.push_back(fmt::format("lacks {}{}", amount(after), what));
  } else {
    notes.push_back(fmt::format("lacks {}{}, {} before", amount(after), what, amount(before)));
  }
}

std::vector<std::string> notes_of(const ScenarioDiff& scenario) {
  std::vector<std::string> notes;
  if (scenario.before && scenario.after && scenario.before->prefixes != scenario.after->prefixes) {
    notes.push_back(fmt::format("whole /28 blocks wanted: {}", amount_text(scenario, &SubnetScenarioSummary::prefixes)));
  }
  note_missing(scenario, &SubnetScenarioSummary::missing_prefixes, "", notes);
  note_missing(scenario, &SubnetScenarioSummary::missing_singles, " outside of prefix reservations", notes);
  const auto fits = [](const std::optional<SubnetScenarioSummary>& side) { return side && side->fits == true; };
  const auto lacks = [](const std::optional<SubnetScenarioSummary>& side) { return side && side->fits == false; };
  if (fits(scenario.before) && lacks(scenario.after)) notes.emplace_back("does not fit any more");
  if (lacks(scenario.before) && fits(scenario.after)) notes.emplace_back("fits now");
  return notes;
}

/// "az-loss (eu-west-1a -> eu-west-1b)", "busy, new".
std::string label_of(const ScenarioDiff& scenario, bool subnet_in_both, const DiffExtent& extent) {
  std::string label = shown_name(scenario.latest().scenario, extent);
  const auto variant = [&](const SubnetScenarioSummary& side) {
    return side.variant.empty() ? std::string(kNone) : shown_name(side.variant, extent);
  };
  if (const std::string text = side_text(scenario, variant); text != kNone) label += fmt::format(" ({})", text);
  if (subnet_in_both && scenario.kind == ChangeKind::added) label += " (new)";
  if (subnet_in_both && scenario.kind == ChangeKind::removed) label += " (gone)";
  return label;
}

SubnetDiffRow row_of(const ScenarioDiff& scenario, bool subnet_in_both, const DiffExtent& extent) {
  SubnetDiffRow row{.label = label_of(scenario, subnet_in_both, extent)};
  const auto used = [](const SubnetScenarioSummary& side) { return fmt::format("{}", side.used); };
  row.used = side_text(scenario, used);
  const auto amount = [](const std::optional<SubnetScenarioSummary>& side) { return side ? side->used.value() : 0; };
  row.moved = signed_text(amount(scenario.after) - amount(scenario.before));
  row.free = side_text(scenario, free_of);
  row.share = side_text(scenario, share_of);
  const auto share = [](const std::optional<SubnetScenarioSummary>& side) {
    return side ? side->utilization : std::optional(Share());
  };
  const auto before = share(scenario.before);
  const auto after = share(scenario.after);
  if (before && after) row.points = points_text(after->basis_points() - before->basis_points());
  row.notes = notes_of(scenario);
  return row;
}

bool same_figures(const SubnetDiffRow& a, const SubnetDiffRow& b) {
  return a.used == b.used && a.free == b.free && a.share == b.share && a.notes == b.notes;
}

/// "max Pods" of a node group, with where it is from.
std::string max_pods_of(const NodeGroupSummary& group) {
  return group.max_pods ? fmt::format("{} ({})", *group.max_pods, printable(group.max_pods_source)) : std::string(kNone);
}

std::string size_of(const NodeGroupSummary& group) {
  return fmt::format("{} / {} / {}", group.min, group.desired, group.max);
}

std::string worst_of(const NodeGroupSummary& group, const DiffExtent& extent) {
  const NodeGroupScenarioSummary* const worst = group.worst();
  if (worst == nullptr) return std::string(kNone);
  return fmt::format("{} in {}", worst->addresses, shown_name(worst->scenario, extent));
}

std::string limit_of(const ExhaustionSummary& exhaustion, const DiffExtent& extent) {
  std::string text = printable(exhaustion.resource);
  std::ranges::replace(text, '-', ' ');
  if (!exhaustion.subnet.empty()) text += fmt::format(" of subnet {}", shown_name(exhaustion.subnet, extent));
  text += fmt::format(" in {}", shown_name(exhaustion.scenario, extent));
  if (!exhaustion.variant.empty()) text += fmt::format(" ({})", shown_name(exhaustion.variant, extent));
  return text;
}

/// "2 of 3 subnets"
template <class Things, class Kind>
void add_count(const Things& things, Kind kind, std::string_view one, std::string_view many,
               std::vector<std::string>& parts) {
  const auto changed = std::ranges::count_if(things, [&](const auto& thing) { return kind(thing) != ChangeKind::same; });
  if (changed == 0) return;
  parts.push_back(fmt::format("{} of {}", changed, counted(std::ssize(things), one, many)));
}

}  // namespace

std::string shown_name(std::string_view name, const DiffExtent& extent) {
  return shortened(printable(name), extent.widest_name);
}

std::string diff_headline(const PlanDiff& diff) {
  if (!diff.changed()) return "No change.";
  if (!diff.plan_changed()) return "No change of the plan, though its input differs.";
  if (diff.fitted) return diff.fits ? "It still fits." : "It fitted and does not fit any more.";
  return diff.fits ? "It did not fit and fits now." : "It still does not fit.";
}

std::string diff_summary(const PlanDiff& diff) {
  if (!diff.plan_changed()) return "";
  std::vector<std::string> parts;
  add_count(diff.subnets, [](const SubnetDiff& one) { return one.subnet.kind; }, "subnet", "subnets", parts);
  add_count(diff.scenarios, kind_of<ScenarioSummary>, "scenario", "scenarios", parts);
  add_count(diff.node_groups, kind_of<NodeGroupSummary>, "node group", "node groups", parts);
  if (diff.exhaustion_before != diff.exhaustion_after) parts.emplace_back("when it runs out");
  std::vector<std::string> findings;
  for (const auto& [kind, word] : {std::pair(ChangeKind::added, "appeared"), std::pair(ChangeKind::changed, "changed"),
                                   std::pair(ChangeKind::removed, "gone")}) {
    const auto count = std::ranges::count(diff.findings, kind, &BeforeAfter<FindingSummary>::kind);
    if (count == 0) continue;
    findings.push_back(findings.empty() ? fmt::format("{} {}", counted(count, "finding", "findings"), word)
                                        : fmt::format("{} {}", count, word));
  }
  std::string text;
  if (!parts.empty()) text = fmt::format("Changed: {}", fmt::join(parts, ", "));
  if (!findings.empty()) {
    text += fmt::format("{}{}", text.empty() ? "Only findings differ: " : "; ", fmt::join(findings, ", "));
  }
  return text.empty() ? text : text + ".";
}

std::string cause_text(const PlanDiff& diff) {
  const auto count = diff.input.changes.size();
  if (diff.input.knowledge == InputKnowledge::specs) {
    if (!diff.plan_changed()) return count == 0 ? "" : "None of this changes a figure of the plan.";
    if (count == 0) return "";
    return count == 1 ? "Nothing else of the input differs: this is the cause of all that follows."
                      : fmt::format("These {} fields differ; which of them causes what is not told apart.", count);
  }
  constexpr std::string_view kUnrecorded =
      "A result does not record all of its input: workloads, add-ons, Fargate profiles, load balancers, endpoints and "
      "reservations may differ as well. Compare the specs to see them.";
  if (!diff.changed()) return "";
  return count == 0 ? fmt::format("Of the settings that results record none differs. {}", kUnrecorded)
                    : std::string(kUnrecorded);
}

std::vector<std::string> regression_texts(const PlanDiff& diff, const DiffExtent& extent) {
  if (!diff.regression) return {};
  const auto allowed = setting_text(diff.regression->allowed);
  if (diff.regression->found.empty()) {
    return {fmt::format("No regression: all that fitted fits, no open error appeared, and no subnet's worst share rises "
                        "by more than {} of its usable addresses.", allowed)};
  }
  std::vector<std::string> texts;
  for (const Regression& one : diff.regression->found) {
    if (texts.size() == extent.most_items) {
      texts.push_back(fmt::format("... and {} more; --format json has all",
                                  diff.regression->found.size() - extent.most_items));
      break;
    }
    texts.push_back(text_of(fmt::format("{}: {}", one.subject, one.message), extent));
  }
  return texts;
}

Shown<FieldChange> fields_to_show(const std::vector<FieldChange>& fields, const DiffExtent& extent) {
  return selected(fields, [](const FieldChange&) { return ChangeKind::changed; }, "fields", extent);
}

ChangeLine field_line(const FieldChange& field, const DiffExtent& extent) {
  const auto value = [&](const std::optional<std::string>& side) {
    if (!side) return std::string(kNone);
    return side->empty() ? std::string("\"\"") : value_of(*side, extent);
  };
  return {value_of(field.path, extent), fmt::format("{} -> {}", value(field.before), value(field.after))};
}

bool shows_settings(const PlanDiff& diff) {
  return diff.input.knowledge == InputKnowledge::specs && !diff.settings.empty();
}

Shown<SubnetDiff> subnets_to_show(const PlanDiff& diff, const DiffExtent& extent) {
  return selected(diff.subnets, [](const SubnetDiff& one) { return one.subnet.kind; }, "subnets", extent);
}

std::string_view mark(ChangeKind kind) {
  switch (kind) {
    case ChangeKind::added: return "new";
    case ChangeKind::removed: return "gone";
    case ChangeKind::changed:
    case ChangeKind::same: return "";
  }
  return "";
}

std::string subnet_mark(const SubnetDiff& subnet, const DiffExtent& extent) {
  const auto& [kind, before, after] = subnet.subnet;
  if (before && after && before->name != after->name) return fmt::format("was {}", shown_name(before->name, extent));
  return std::string(mark(kind));
}

std::string subnet_place(const SubnetDiff& subnet, const DiffExtent& extent) {
  std::string text = side_text(subnet.subnet, [&](const SubnetSummary& side) {
    return side.cidr.empty() ? std::string("size unknown") : shown_name(side.cidr, extent);
  });
  const std::string zone = side_text(subnet.subnet, [&](const SubnetSummary& side) {
    return side.az.empty() ? std::string(kNone) : shown_name(side.az, extent);
  });
  if (zone != kNone) text += fmt::format(", {}", zone);
  const std::string usable = side_text(subnet.subnet, [](const SubnetSummary& side) {
    return side.usable ? fmt::format("{}", *side.usable) : std::string(kNone);
  });
  if (usable != kNone) text += fmt::format(", {} usable", usable);
  return text;
}

std::vector<SubnetDiffRow> subnet_rows(const SubnetDiff& subnet, const DiffExtent& extent) {
  const bool in_both = subnet.subnet.before && subnet.subnet.after;
  std::vector<SubnetDiffRow> rows;
  for (const ScenarioDiff& scenario : subnet.scenarios) {
    if (scenario.kind == ChangeKind::same && !extent.all) continue;
    SubnetDiffRow row = row_of(scenario, in_both, extent);
    const auto like = std::ranges::find_if(rows, [&](const SubnetDiffRow& other) { return same_figures(other, row); });
    if (like == rows.end()) {
      rows.push_back(std::move(row));
    } else {
      like->label += ", " + row.label;
    }
  }
  return rows;
}

Shown<BeforeAfter<ScenarioSummary>> scenarios_to_show(const PlanDiff& diff, const DiffExtent& extent) {
  return selected(diff.scenarios, kind_of<ScenarioSummary>, "scenarios", extent);
}

std::vector<std::string> scenario_row(const BeforeAfter<ScenarioSummary>& scenario, const DiffExtent& extent) {
  std::string name = shown_name(scenario.latest().name, extent);
  const std::string variant = side_text(scenario, [&](const ScenarioSummary& side) {
    return side.variant.empty() ? std::string(kNone) : shown_name(side.variant, extent);
  });
  if (variant != kNone) name += fmt::format(" ({})", variant);
  if (!mark(scenario.kind).empty()) name += fmt::format(" ({})", mark(scenario.kind));
  return {std::move(name),
          side_text(scenario, [](const ScenarioSummary& side) { return fmt::format("{}", side.nodes); }),
          side_text(scenario, [](const ScenarioSummary& side) { return fmt::format("{}", side.pods); }),
          amount_text(scenario, &ScenarioSummary::used),
          side_text(scenario, [](const ScenarioSummary& side) { return std::string(side.fits ? "yes" : "no"); })};
}

Shown<BeforeAfter<NodeGroupSummary>> groups_to_show(const PlanDiff& diff, const DiffExtent& extent) {
  return selected(diff.node_groups, kind_of<NodeGroupSummary>, "node groups", extent);
}

std::vector<ChangeLine> group_lines(const BeforeAfter<NodeGroupSummary>& group, const DiffExtent& extent) {
  std::vector<ChangeLine> lines;
  const auto add = [&](std::string_view what, auto text) {
    const bool in_both = group.before && group.after;
    if (in_both && !extent.all && text(*group.before) == text(*group.after)) return;
    lines.emplace_back(what, side_text(group, text));
  };
  add("manager, system", [](const NodeGroupSummary& side) {
    return fmt::format("{}, {}", printable(side.manager), printable(side.os));
  });
  add("instance types", [&](const NodeGroupSummary& side) { return names_text(side.types, extent); });
  add("nodes (min / desired / max)", size_of);
  add("max Pods", max_pods_of);
  add("subnets", [&](const NodeGroupSummary& side) { return names_text(side.subnets, extent); });
  add("addresses at worst", [&](const NodeGroupSummary& side) { return worst_of(side, extent); });
  if (lines.empty()) lines.emplace_back("figures", "changed in scenarios that are not its worst");
  return lines;
}

std::vector<ChangeLine> exhaustion_lines(const PlanDiff& diff, const DiffExtent& extent) {
  const auto& before = diff.exhaustion_before;
  const auto& after = diff.exhaustion_after;
  if ((before == after && !extent.all) || (!before && !after)) return {};
  const BeforeAfter<ExhaustionSummary> both{.kind = ChangeKind::changed, .before = before, .after = after};
  std::vector<ChangeLine> lines;
  if (!before) lines.emplace_back("limit", "none before: the node groups filled nothing");
  if (!after) lines.emplace_back("limit", "none any more: the node groups fill nothing");
  lines.emplace_back("nodes that fit", amount_text(both, &ExhaustionSummary::nodes));
  lines.emplace_back("their Pods", amount_text(both, &ExhaustionSummary::pods));
  lines.emplace_back("what the next node lacks",
                     side_text(both, [&](const ExhaustionSummary& side) { return limit_of(side, extent); }));
  return lines;
}

Shown<BeforeAfter<FindingSummary>> findings_to_show(const PlanDiff& diff, const DiffExtent& extent) {
  return selected(diff.findings, kind_of<FindingSummary>, "findings", extent);
}

std::string_view finding_mark(ChangeKind kind) {
  return kind == ChangeKind::changed ? "changed" : kind == ChangeKind::same ? "same" : mark(kind);
}

std::string finding_text(const FindingSummary& finding, const DiffExtent& extent) {
  return text_of(fmt::format("{}: {}", finding.subject, finding.message), extent);
}

std::vector<std::string> finding_notes(const BeforeAfter<FindingSummary>& finding, const DiffExtent& extent) {
  std::vector<std::string> notes;
  const FindingSummary& latest = finding.latest();
  if (finding.kind == ChangeKind::changed) {
    const FindingSummary& before = *finding.before;
    if (before.message != latest.message) notes.push_back(text_of(fmt::format("before: {}", before.message), extent));
    if (before.severity != latest.severity) notes.push_back(fmt::format("severity before: {}", to_string(before.severity)));
    if (before.state != latest.state) notes.push_back(fmt::format("before: {}", to_string(before.state)));
    if (notes.empty()) notes.emplace_back("the remedy changed");
  }
  if (latest.state != FindingState::open) notes.emplace_back(to_string(latest.state));
  if (finding.after && finding.kind != ChangeKind::same && !latest.remedy.empty()) {
    notes.push_back(text_of(latest.remedy, extent));
  }
  return notes;
}

}  // namespace cniplan::report
