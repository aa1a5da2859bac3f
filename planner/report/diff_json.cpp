#include <string_view>

#include "planner/report/diff_report.hpp"
#include "planner/report/json_writer.hpp"

namespace cniplan::report {
namespace {

constexpr auto kOneLine = JsonWriter::Layout::one_line;

std::string_view to_string(InputKnowledge knowledge) {
  return knowledge == InputKnowledge::specs ? "specs" : "results";
}

class DiffWriter {
 public:
  DiffWriter(const PlanDiff& diff, const DiffReportOptions& options) : diff_(diff), options_(options) {}

  std::string run() {
    json_.begin_object();
    json_.member("schema", "cniplan/diff/v1");
    head("before", options_.before, *diff_.name.before, diff_.fitted, diff_.verdict_before);
    head("after", options_.after, *diff_.name.after, diff_.fits, diff_.verdict_after);
    json_.member("changed", diff_.changed());
    regression();
    json_.begin_object("input");
    json_.member("compared", to_string(diff_.input.knowledge));
    json_.member("is_sole_cause", diff_.input.is_sole_cause() && diff_.plan_changed());
    fields("changes", diff_.input.changes);
    json_.end_object();
    fields("settings", diff_.settings);
    json_.begin_array("subnets");
    for (const SubnetDiff& one : diff_.subnets) subnet(one);
    json_.end_array();
    list("scenarios", diff_.scenarios, [this](const ScenarioSummary& side) { scenario(side); });
    list("node_groups", diff_.node_groups, [this](const NodeGroupSummary& side) { node_group(side); });
    json_.begin_object("exhaustion");
    exhaustion("before", diff_.exhaustion_before);
    exhaustion("after", diff_.exhaustion_after);
    json_.end_object();
    list("findings", diff_.findings, [this](const FindingSummary& side) { finding(side); });
    json_.end_object();
    return json_.take();
  }

 private:
  void head(std::string_view name, std::string_view file, std::string_view cluster, bool fits, std::string_view verdict) {
    json_.begin_object(name);
    json_.member("file", file);
    json_.member("cluster", cluster);
    json_.member("fits", fits);
    json_.member("verdict", verdict);
    json_.end_object();
  }

  void regression() {
    if (!diff_.regression) return json_.member("regression", nullptr);
    json_.begin_object("regression");
    json_.member("allowed_basis_points", diff_.regression->allowed.basis_points());
    json_.begin_array("found");
    for (const Regression& one : diff_.regression->found) {
      json_.begin_object();
      json_.member("kind", cniplan::to_string(one.kind));
      json_.member("subject", one.subject);
      json_.member("message", one.message);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void fields(std::string_view name, const std::vector<FieldChange>& changes) {
    json_.begin_array(name);
    for (const FieldChange& change : changes) {
      json_.begin_object();
      json_.member("path", change.path);
      json_.member("before", change.before);
      json_.member("after", change.after);
      json_.end_object();
    }
    json_.end_array();
  }

  /// `write` adds the members of a side's object.
  template <class Thing, class Write>
  void sides(const BeforeAfter<Thing>& thing, Write write) {
    json_.member("change", cniplan::to_string(thing.kind));
    side("before", thing.before, write);
    side("after", thing.after, write);
  }
  template <class Thing, class Write>
  void side(std::string_view name, const std::optional<Thing>& thing, Write write) {
    if (!thing) return json_.member(name, nullptr);
    json_.begin_object(name);
    write(*thing);
    json_.end_object();
  }

  template <class Thing, class Write>
  void list(std::string_view name, const std::vector<BeforeAfter<Thing>>& things, Write write) {
    json_.begin_array(name);
    for (const BeforeAfter<Thing>& thing : things) {
      if (thing.kind == ChangeKind::same && !options_.all) continue;
      json_.begin_object();
      sides(thing, write);
      json_.end_object();
    }
    json_.end_array();
  }

  void texts(std::string_view name, const std::vector<std::string>& items) {
    json_.begin_array(name, kOneLine);
    for (const std::string& item : items) json_.element(item);
    json_.end_array();
  }

  static std::optional<std::int64_t> basis_points(const std::optional<Share>& share) {
    return share ? std::optional(share->basis_points()) : std::nullopt;
  }

  void subnet(const SubnetDiff& one) {
    if (one.subnet.kind == ChangeKind::same && !options_.all) return;
    json_.begin_object();
    sides(one.subnet, [this](const SubnetSummary& side) {
      json_.member("name", side.name);
      json_.text_or_null("id", side.id);
      json_.text_or_null("az", side.az);
      json_.text_or_null("cidr", side.cidr);
      json_.member("usable", side.usable);
    });
    json_.begin_object("worst_share_basis_points", kOneLine);
    json_.member("before", basis_points(one.worst_before));
    json_.member("after", basis_points(one.worst_after));
    json_.member("rise", one.rise());
    json_.end_object();
    json_.begin_array("scenarios");
    for (const auto& scenario : one.scenarios) {
      if (scenario.kind == ChangeKind::same && !options_.all) continue;
      json_.begin_object();
      json_.member("scenario", scenario.latest().scenario);
      sides(scenario, [this](const SubnetScenarioSummary& figures) { subnet_figures(figures); });
      difference(scenario);
      json_.end_object();
    }
    json_.end_array();
    json_.end_object();
  }

  void subnet_figures(const SubnetScenarioSummary& figures) {
    json_.text_or_null("variant", figures.variant);
    json_.member("fits", figures.fits);
    json_.member("used", figures.used);
    json_.member("free", figures.free);
    json_.member("utilization_basis_points", basis_points(figures.utilization));
    json_.member("prefixes", figures.prefixes);
    json_.member("missing_prefixes", figures.missing_prefixes);
    json_.member("missing_singles", figures.missing_singles);
  }

  /// After less before, of what both know.
  void difference(const BeforeAfter<SubnetScenarioSummary>& scenario) {
    if (!scenario.before || !scenario.after) return json_.member("difference", nullptr);
    const SubnetScenarioSummary& before = *scenario.before;
    const SubnetScenarioSummary& after = *scenario.after;
    const auto between = [](const auto& a, const auto& b) { return a && b ? std::optional(*b - *a) : std::nullopt; };
    json_.begin_object("difference", kOneLine);
    json_.member("used", after.used - before.used);
    json_.member("free", between(before.free, after.free));
    json_.member("utilization_basis_points",
                 between(basis_points(before.utilization), basis_points(after.utilization)));
    json_.member("prefixes", after.prefixes - before.prefixes);
    json_.member("missing_prefixes", between(before.missing_prefixes, after.missing_prefixes));
    json_.end_object();
  }

  void scenario(const ScenarioSummary& side) {
    json_.member("name", side.name);
    json_.member("kind", side.kind);
    json_.text_or_null("variant", side.variant);
    json_.member("fits", side.fits);
    json_.member("nodes", side.nodes);
    json_.member("pods", side.pods);
    json_.member("used", side.used);
  }

  void node_group(const NodeGroupSummary& side) {
    json_.member("name", side.name);
    json_.member("manager", side.manager);
    json_.member("os", side.os);
    texts("instance_types", side.types);
    json_.begin_object("nodes", kOneLine);
    json_.member("min", side.min);
    json_.member("desired", side.desired);
    json_.member("max", side.max);
    json_.end_object();
    texts("subnets", side.subnets);
    json_.member("max_pods", side.max_pods);
    json_.text_or_null("max_pods_source", side.max_pods_source);
    const NodeGroupScenarioSummary* const worst = side.worst();
    if (worst == nullptr) return json_.member("worst", nullptr);
    json_.begin_object("worst", kOneLine);
    json_.member("scenario", worst->scenario);
    json_.member("nodes", worst->nodes);
    json_.member("pods", worst->pods);
    json_.member("addresses", worst->addresses);
    json_.end_object();
  }

  void exhaustion(std::string_view name, const std::optional<ExhaustionSummary>& side) {
    this->side(name, side, [this](const ExhaustionSummary& made) {
      json_.member("nodes", made.nodes);
      json_.member("pods", made.pods);
      json_.begin_object("first", kOneLine);
      json_.member("resource", made.resource);
      json_.text_or_null("subnet", made.subnet);
      json_.member("scenario", made.scenario);
      json_.text_or_null("variant", made.variant);
      json_.end_object();
    });
  }

  void finding(const FindingSummary& side) {
    json_.member("rule", side.rule);
    json_.member("severity", cniplan::to_string(side.severity));
    json_.member("subject", side.subject);
    json_.member("message", side.message);
    json_.text_or_null("remedy", side.remedy);
    json_.member("state", cniplan::to_string(side.state));
  }

  const PlanDiff& diff_;
  const DiffReportOptions& options_;
  JsonWriter json_;
};

}  // namespace

std::string to_json(const PlanDiff& diff, const DiffReportOptions& options) { return DiffWriter(diff, options).run(); }

}  // namespace cniplan::report
