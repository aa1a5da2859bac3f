#include "planner/plan/diff.hpp"

#include <string>
#include <vector>

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

constexpr std::string_view kDate = "2026-01-01";

SubnetScenarioSummary figures(std::string scenario, std::int64_t used, std::int64_t usable) {
  SubnetScenarioSummary made{.scenario = std::move(scenario), .used = IpCount(used), .free = IpCount(usable - used)};
  made.utilization = Share::from_basis_points(used * Share::kWhole / usable);
  made.missing_prefixes = PrefixCount(0);
  made.missing_singles = IpCount(0);
  made.fits = used <= usable;
  return made;
}

/// A subnet of 1000 usable addresses that uses so many in the scenarios steady, max, ...
SubnetSummary subnet_using(std::string name, const std::vector<std::int64_t>& used, std::string id = "") {
  static const std::vector<std::string> kScenarios = {"steady", "max", "az-loss"};
  SubnetSummary made{.name = std::move(name), .id = std::move(id), .usable = IpCount(1000)};
  for (std::size_t i = 0; i < used.size(); ++i) made.scenarios.push_back(figures(kScenarios[i], used[i], 1000));
  return made;
}

NodeGroupSummary group_holding(std::string name, std::int64_t addresses, std::int64_t max = 10) {
  NodeGroupSummary made{.name = std::move(name), .manager = "managed", .os = "linux", .types = {"m5.large"}};
  made.max = NodeCount(max);
  made.scenarios = {{.scenario = "steady", .addresses = IpCount(addresses)}};
  return made;
}

FindingSummary found(std::string rule, std::string subject, std::string message, Severity severity = Severity::error) {
  return {.rule = std::move(rule), .severity = severity, .subject = std::move(subject), .message = std::move(message)};
}

PlanSummary plan_with(std::vector<SubnetSummary> subnets) {
  PlanSummary plan{.name = "prod"};
  plan.subnets = std::move(subnets);
  return plan;
}

std::vector<std::string> names(const PlanDiff& diff) {
  std::vector<std::string> out;
  for (const SubnetDiff& one : diff.subnets) {
    out.push_back(std::string(to_string(one.subnet.kind)) + " " + one.subnet.latest().name);
  }
  return out;
}

std::string lines(const std::vector<FieldChange>& changes) {
  std::string out;
  for (const FieldChange& change : changes) {
    out += change.path + ": " + change.before.value_or("(none)") + " -> " + change.after.value_or("(none)") + "\n";
  }
  return out;
}

std::string lines(const RegressionCheck& check) {
  std::string out;
  for (const Regression& one : check.found) {
    out += std::string(to_string(one.kind)) + " " + one.subject + ": " + one.message + "\n";
  }
  return out;
}

ClusterSpec cluster() {
  ClusterSpec spec;
  spec.policy = planning({ScenarioKind::steady, ScenarioKind::max});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24", "eu-west-1a"), subnet("b", "10.0.1.0/24", "eu-west-1b")};
  spec.node_groups = {group("general", {"m5.large"}, {.desired = 4, .max = 8, .pods_per_node = 10})};
  return spec;
}

}  // namespace

TEST_CASE("a plan does not differ from itself") {
  const PlanSummary plan = summary_of(planned(cluster()), kDate);
  const PlanDiff diff = diff_plans(plan, plan);
  CHECK_FALSE(diff.changed());
  CHECK(diff.subnets.size() == 2);
  CHECK(regressions(diff, Share()).found.empty());
}

TEST_CASE("a summary has the figures of its plan") {
  const ClusterPlan plan = planned(cluster());
  const PlanSummary summary = summary_of(plan, kDate);
  REQUIRE(summary.subnets.size() == 2);
  CHECK(summary.subnets[0].name == "a");
  CHECK(summary.subnets[0].scenarios[1].used == of_subnet(plan, "a", 1).demand.total());
  CHECK(summary.subnets[0].scenarios[1].scenario == "max");
  CHECK(summary.node_groups[0].max == NodeCount(8));
  REQUIRE(summary.node_groups[0].worst() != nullptr);
  CHECK(summary.node_groups[0].worst()->scenario == "max");
  REQUIRE(summary.exhaustion.has_value());
  CHECK(summary.exhaustion->nodes == plan.exhaustion->nodes);
  CHECK(summary.settings[1] == PlanSetting{"catalog.date", "2026-01-01"});
}

TEST_CASE("subnets stand by how far their worst share moved, then by addresses and name") {
  const PlanDiff diff = diff_plans(
      plan_with({subnet_using("same", {100, 200}), subnet_using("z", {100, 200}), subnet_using("a", {100, 200}),
                 subnet_using("little", {100, 200}), subnet_using("below", {100, 200}), subnet_using("gone", {0, 150})}),
      plan_with({subnet_using("same", {100, 200}), subnet_using("z", {100, 300}), subnet_using("a", {100, 300}),
                 subnet_using("little", {100, 199}), subnet_using("below", {180, 200}), subnet_using("new", {0, 400})}));
  CHECK(names(diff) == std::vector<std::string>{"added new", "removed gone", "changed a", "changed z", "changed little",
                                                "changed below", "same same"});
}

TEST_CASE("a subnet is the same one by its id, whatever its name, and by its name where ids say nothing") {
  const PlanDiff renamed = diff_plans(plan_with({subnet_using("a", {1}, "subnet-1"), subnet_using("b", {1}, "subnet-2")}),
                                      plan_with({subnet_using("b", {1}, "subnet-1"), subnet_using("c", {1}, "subnet-2")}));
  REQUIRE(renamed.subnets.size() == 2);
  CHECK(renamed.subnets[0].subnet.before->name == "a");
  CHECK(renamed.subnets[0].subnet.after->name == "b");
  CHECK(renamed.subnets[1].subnet.before->name == "b");
  const PlanDiff one_id = diff_plans(plan_with({subnet_using("a", {1})}), plan_with({subnet_using("a", {1}, "subnet-1")}));
  CHECK(names(one_id) == std::vector<std::string>{"changed a"});
  CHECK(lines(one_id.input.changes) == "subnets[a].id: (none) -> subnet-1\n");
}

TEST_CASE("the worst share counts scenarios that both plans have") {
  const PlanDiff diff =
      diff_plans(plan_with({subnet_using("a", {100, 200})}), plan_with({subnet_using("a", {100, 250, 900})}));
  REQUIRE(diff.subnets.size() == 1);
  CHECK(diff.subnets[0].worst_before == Share::from_percent(20));
  CHECK(diff.subnets[0].worst_after == Share::from_percent(25));
  CHECK(diff.subnets[0].rise() == 500);
  CHECK(diff.subnets[0].scenarios[2].kind == ChangeKind::added);
}

TEST_CASE("a subnet of unknown size has no share that could rise") {
  SubnetSummary unknown{.name = "a", .scenarios = {{.scenario = "steady", .used = IpCount(5)}}};
  SubnetSummary more = unknown;
  more.scenarios[0].used = IpCount(5000);
  const PlanDiff diff = diff_plans(plan_with({unknown}), plan_with({more}));
  CHECK(diff.subnets[0].subnet.kind == ChangeKind::changed);
  CHECK_FALSE(diff.subnets[0].rise().has_value());
  CHECK(regressions(diff, Share()).found.empty());
}

TEST_CASE("node groups stand by the addresses of their worst scenario, then by their most nodes") {
  PlanSummary before{.node_groups = {group_holding("a", 10), group_holding("b", 10), group_holding("c", 10)}};
  PlanSummary after{.node_groups = {group_holding("c", 90), group_holding("b", 10, 20), group_holding("d", 40)}};
  const PlanDiff diff = diff_plans(before, after);
  std::string order;
  for (const auto& one : diff.node_groups) order += std::string(to_string(one.kind)) + " " + one.latest().name + "; ";
  CHECK(order == "changed c; added d; removed a; changed b; ");
}

TEST_CASE("findings belong together by rule and subject, and another message is a change") {
  PlanSummary before{.findings = {found("a.gone", "VPC", "x"), found("b.same", "VPC", "x"), found("c.more", "VPC", "5"),
                                  found("d.twice", "VPC", "1"), found("d.twice", "VPC", "2")}};
  PlanSummary after{.findings = {found("z.new", "VPC", "x", Severity::info), found("y.new", "VPC", "x"),
                                 found("b.same", "VPC", "x"), found("c.more", "VPC", "6"), found("d.twice", "VPC", "1"),
                                 found("d.twice", "VPC", "2"), found("b.same", "other", "x")}};
  const PlanDiff diff = diff_plans(before, after);
  std::string order;
  for (const auto& one : diff.findings) {
    order += std::string(to_string(one.kind)) + " " + one.latest().rule + " " + one.latest().subject + "\n";
  }
  CHECK(order ==
        "added b.same other\nadded y.new VPC\nadded z.new VPC\nchanged c.more VPC\nremoved a.gone VPC\nsame b.same VPC\n"
        "same d.twice VPC\nsame d.twice VPC\n");
}

TEST_CASE("of results the input is what they record") {
  ClusterSpec changed = cluster();
  changed.cni.env = {variable("WARM_IP_TARGET", "5")};
  changed.node_groups[0].nodes.max = Located<std::int64_t>{9};
  changed.node_groups[0].max_pods = Located<MaxPodsSpec>{PodCount(20)};
  changed.policy.warn_at = Located<Share>{Share::from_basis_points(7250)};
  changed.policy.scenarios->pop_back();
  changed.vpc.subnets[1].cidr = Located<Cidr>{cidr("10.0.2.0/23")};
  changed.node_groups.push_back(group("gpu", {"g5.xlarge"}, {.desired = 1, .pods_per_node = 2, .subnets = {"a"}}));
  const PlanDiff diff =
      diff_plans(summary_of(planned(cluster()), kDate), summary_of(planned(changed), "2026-02-01"));
  CHECK(diff.input.knowledge == InputKnowledge::results);
  CHECK_FALSE(diff.input.is_sole_cause());
  CHECK(lines(diff.input.changes) ==
        "catalog.date: 2026-01-01 -> 2026-02-01\n"
        "cni.warm_ip_target: 0 -> 5\n"
        "policy.warn_at: 80 % -> 72.5 %\n"
        "scenarios: [steady, max] -> [steady]\n"
        "subnets[b].cidr: 10.0.1.0/24 -> 10.0.2.0/23\n"
        "node_groups[general].nodes.max: 8 -> 9\n"
        "node_groups[general].max_pods: (none) -> 20\n"
        "node_groups[gpu]: (none) -> {manager: managed, os: linux, instance_types: [g5.xlarge], nodes: {min: 1, desired: 1, "
        "max: 1}, subnets: [a]}\n");
}

TEST_CASE("of two specs one change is the cause, several are not") {
  ClusterSpec changed = cluster();
  changed.node_groups[0].nodes.max = Located<std::int64_t>{9};
  const PlanSummary before = summary_of(planned(cluster()), kDate);
  const PlanSummary after = summary_of(planned(changed), kDate);
  CHECK(diff_plans(before, after, std::vector<FieldChange>{{"a", "1", "2"}}).input.is_sole_cause());
  CHECK_FALSE(diff_plans(before, after, std::vector<FieldChange>{{"a", "1", "2"}, {"b", "1", "2"}}).input.is_sole_cause());
  CHECK_FALSE(diff_plans(before, after).input.is_sole_cause());
}

TEST_CASE("a subnet is a regression from the first hundredth of a percent above what is allowed") {
  const PlanDiff diff = diff_plans(plan_with({subnet_using("a", {100, 200}), subnet_using("b", {100, 300})}),
                                   plan_with({subnet_using("a", {100, 250}), subnet_using("b", {100, 200})}));
  CHECK(regressions(diff, Share::from_percent(5)).found.empty());
  CHECK(lines(regressions(diff, Share::from_basis_points(499))) ==
        "fuller subnet \"a\": its worst share rises from 20 % to 25 %, by 5 percentage points; 4.99 are allowed\n");
}

TEST_CASE("a subnet that appears is no regression, however full") {
  const PlanDiff diff = diff_plans(plan_with({}), plan_with({subnet_using("a", {100, 990})}));
  CHECK(regressions(diff, Share()).found.empty());
}

TEST_CASE("what fitted and does not is a regression, whatever is allowed") {
  PlanSummary before = plan_with({subnet_using("a", {100, 900}), subnet_using("b", {100, 900})});
  PlanSummary after = plan_with({subnet_using("a", {100, 1001}), subnet_using("b", {100, 900})});
  after.subnets[1].scenarios[1].fits = false;
  after.subnets[1].scenarios[1].missing_prefixes = PrefixCount(2);
  after.subnets[1].scenarios[1].missing_singles = IpCount(3);
  before.scenarios = {{.name = "steady"}, {.name = "max"}};
  after.scenarios = {{.name = "steady"}, {.name = "max", .fits = false}};
  after.fits = false;
  const Share whole = Share::from_percent(100);
  CHECK(lines(regressions(diff_plans(before, after), whole)) ==
        "fits-no-more the cluster: fitted before and does not now\n"
        "fits-no-more scenario \"max\": fitted before and does not now\n"
        "fits-no-more subnet \"a\": fitted in scenario max before and now lacks 1 address\n"
        "fits-no-more subnet \"b\": fitted in scenario max before and now lacks 2 whole /28 blocks and 3 addresses outside "
        "of its prefix reservations\n");
  CHECK(regressions(diff_plans(after, before), whole).found.empty());
  CHECK(regressions(diff_plans(after, after), whole).found.empty());
}

TEST_CASE("an open error that was none before is a regression") {
  struct Row {
    const char* name;
    std::vector<FindingSummary> before;
    FindingSummary after;
    const char* lines;
  };
  const FindingSummary error = found("subnet.full", "VPC", "lacks 1 address");
  FindingSummary warning = error;
  warning.severity = Severity::warning;
  FindingSummary accepted = error;
  accepted.state = FindingState::accepted;
  FindingSummary worse = error;
  worse.message = "lacks 2 addresses";
  const auto row = GENERATE_COPY(values<Row>({
      {"new", {}, error, "error-appeared VPC: lacks 1 address [subnet.full] appeared\n"},
      {"there before", {error}, error, ""},
      {"there before, worse now", {error}, worse, ""},
      {"a new warning", {}, warning, ""},
      {"new and accepted", {}, accepted, ""},
      {"a warning before", {warning}, error, "error-appeared VPC: lacks 1 address [subnet.full] is an open error now\n"},
      {"accepted before", {accepted}, error, "error-appeared VPC: lacks 1 address [subnet.full] is an open error now\n"},
  }));
  CAPTURE(row.name);
  const PlanDiff diff = diff_plans({.findings = row.before}, {.findings = {row.after}});
  CHECK(lines(regressions(diff, Share::from_percent(100))) == row.lines);
}
