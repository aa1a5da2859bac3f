#include "planner/report/plan_report.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "planner/report/grid.hpp"
#include "planner/report/plan_layout.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/plan_values.hpp"

using namespace cniplan;
using namespace cniplan::tests;

namespace {

const Sources kNoSources;

report::PlanReportOptions plain() { return {.sources = kNoSources, .catalog_date = "2026-01-01"}; }

std::string table_of(const ClusterPlan& plan) { return report::to_table(plan, plain()); }

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream stream(text);
  for (std::string line; std::getline(stream, line);) lines.push_back(line);
  return lines;
}

std::size_t widest(const std::string& text) {
  std::size_t width = 0;
  for (const std::string& line : lines_of(text)) width = std::max(width, report::display_width(line));
  return width;
}

/// The lines of a section, without its heading.
std::string section(const std::string& table, const std::string& heading) {
  const auto start = table.find("\n\n" + heading + "\n");
  REQUIRE(start != std::string::npos);
  const std::string rest = table.substr(start + heading.size() + 3);
  // Sections start with a line that is not indented.
  std::string lines;
  for (const std::string& line : lines_of(rest)) {
    if (!line.empty() && line.front() != ' ') break;
    lines += line + "\n";
  }
  while (lines.ends_with("\n\n")) lines.pop_back();
  return lines;
}

SubnetScenario with_prefixes(std::int64_t wanted, std::int64_t worst, std::int64_t all_millionths) {
  SubnetScenario made = subnet_scenario_of(0, 1600, 4091);
  made.demand.prefixes = PrefixCount(wanted);
  made.prefix_outlook = PrefixOutlook{
      .supply = {.best = PrefixCount(wanted), .expected_millionths = wanted * 1'000'000, .worst = PrefixCount(worst)},
      .all_millionths = all_millionths};
  return made;
}

Finding finding(std::string subject) {
  return {.rule = "subnet.full", .subject = std::move(subject), .message = "lacks 1 address", .remedy = "make it larger"};
}

}  // namespace

// --- Figures

TEST_CASE("a share is rounded up, and what is less than the whole never reads as the whole") {
  struct Row {
    std::int64_t basis_points;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({{0, "0.0 %"},
                                         {1, "0.1 %"},
                                         {3'926, "39.3 %"},
                                         {9'990, "99.9 %"},
                                         {9'991, "99.91 %"},
                                         {9'999, "99.99 %"},
                                         {10'000, "100.0 %"},
                                         {10'001, "100.1 %"},
                                         {123'456, "1234.6 %"}}));
  CAPTURE(row.basis_points);
  CHECK(report::share_text(Share::from_basis_points(row.basis_points)) == row.text);
}

TEST_CASE("a subnet with a free address is never 100 % used") {
  const SubnetScenario nearly = subnet_scenario_of(0, 65'530, 65'531);
  REQUIRE(nearly.utilization == Share::from_percent(100));  // rounded up to a hundredth
  CHECK(report::utilization_text(nearly) == "99.99 %");
  CHECK(report::utilization_text(subnet_scenario_of(0, 65'531, 65'531)) == "100.0 %");
  CHECK(report::utilization_text(subnet_scenario_of(0, 1, std::nullopt)) == "unknown");
}

TEST_CASE("only what is certain has a chance of 100 %, and what can happen one above 0") {
  struct Row {
    std::int64_t millionths;
    const char* text;
  };
  const auto row = GENERATE(values<Row>({{1'000'000, "100 %"},
                                         {999'999, "99.9 %"},
                                         {973'456, "97.3 %"},
                                         {1'000, "0.1 %"},
                                         {999, "below 0.1 %"},
                                         {1, "below 0.1 %"},
                                         {0, "0 %"}}));
  CAPTURE(row.millionths);
  CHECK(report::chance_text(row.millionths) == row.text);
}

TEST_CASE("a share of the user's is what they wrote") {
  CHECK(report::exact_share_text(Share::from_percent(80)) == "80 %");
  CHECK(report::exact_share_text(Share::from_basis_points(3'325)) == "33.25 %");
  CHECK(report::exact_share_text(Share::from_basis_points(3'320)) == "33.2 %");
  CHECK(report::exact_share_text(Share::from_basis_points(3'305)) == "33.05 %");
}

// --- Subnets

TEST_CASE("scenarios that say the same share a line") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets = {subnet_of("only", "10.0.0.0/23", {360, 360})};
  CHECK(section(table_of(plan), "Subnets") ==
        "  only  10.0.0.0/23  eu-west-1a  507 usable\n"
        "    steady, max  360 used  147 free  71.1 %  [##################......]\n");
}

TEST_CASE("the variant stands with its scenario, bars give room to names") {
  ClusterPlan plan = plan_of_all_scenarios();
  plan.subnets.pop_back();
  CHECK(section(table_of(plan), "Subnets") ==
        "  private-a  10.20.0.0/20  eu-west-1a  4091 usable\n"
        "    steady                       637 used  3454 free  15.6 %  [###.............]\n"
        "    max                         1606 used  2485 free  39.3 %  [#######.........]\n"
        "    full                        4000 used    91 free  97.8 %  [###############.]\n"
        "    cold-start                   100 used  3991 free   2.5 %  [#...............]\n"
        "    rolling-update               700 used  3391 free  17.2 %  [###.............]\n"
        "    az-loss without eu-west-1a   955 used  3136 free  23.4 %  [####............]\n"
        "    blue-green of general       1300 used  2791 free  31.8 %  [######..........]\n"
        "    control-plane-update         645 used  3446 free  15.8 %  [###.............]\n");
}

TEST_CASE("which variant it is does not matter where a scenario without any says the same") {
  ClusterPlan plan = plan_of_all_scenarios();
  plan.subnets = {subnet_of("public-a", "10.20.128.0/24", {8, 34, 34, 8, 8, 8, 8, 16})};
  plan.subnets[0].scenarios[5].variant = "eu-west-1b";
  CHECK(section(table_of(plan), "Subnets") ==
        "  public-a  10.20.128.0/24  eu-west-1a  251 usable\n"
        "    steady, cold-start,     8 used  243 free   3.2 %  [#.......................]\n"
        "      rolling-update,\n"
        "      az-loss, blue-green\n"
        "    max, full              34 used  217 free  13.6 %  [####....................]\n"
        "    control-plane-update   16 used  235 free   6.4 %  [##......................]\n");
}

TEST_CASE("what a subnet lacks stands below its line") {
  ClusterPlan plan = plan_of_two_scenarios();
  SubnetScenario& max = plan.subnets[0].scenarios[1];
  max = subnet_scenario_of(1, 4200, 4091);
  max.demand.prefixes = PrefixCount(200);
  max.missing_prefixes = PrefixCount(12);
  max.missing_singles = IpCount(1);
  CHECK(section(table_of(plan), "Subnets") ==
        "  private-a  10.20.0.0/20  eu-west-1a  4091 usable\n"
        "    steady     637 used  3454 free   15.6 %  [####....................]\n"
        "    max       4200 used  -109 free  102.7 %  [########################]\n"
        "              lacks 109 addresses\n"
        "              lacks 12 of 200 whole /28 blocks\n"
        "              lacks 1 single address outside of prefix reservations\n");
}

TEST_CASE("the chance of prefixes is said only where they are neither certain nor lacking") {
  using Notes = std::vector<std::string>;
  CHECK(report::subnet_notes(with_prefixes(61, 61, 1'000'000)) == Notes{});
  CHECK(report::subnet_notes(with_prefixes(61, 49, 973'456)) ==
        Notes{"all 61 prefixes: 97.3 % likely; at worst 12 lack"});
  CHECK(report::subnet_notes(with_prefixes(1, 0, 999'999)) == Notes{"1 prefix: 99.9 % likely; at worst 1 lacks"});
  SubnetScenario lacking = with_prefixes(61, 49, 0);
  lacking.missing_prefixes = PrefixCount(3);
  CHECK(report::subnet_notes(lacking) == Notes{"lacks 3 of 61 whole /28 blocks"});
  SubnetScenario sampled = with_prefixes(61, 61, 1'000'000);
  sampled.sampled_outlook = SampledOutlook{
      .outlook = {.all_millionths = 981'200}, .samples = 1'000, .all_error_millionths = 4'312};
  CHECK(report::subnet_notes(sampled) ==
        Notes{"coming in any order: 98.1 % likely (1000 samples, standard error 0.5 %)"});
}

TEST_CASE("a line that looks the same but has another chance stands alone") {
  SubnetPlan subnet = subnet_of("a", "10.20.0.0/20", {});
  subnet.scenarios = {with_prefixes(61, 49, 973'456), with_prefixes(61, 49, 900'000)};
  subnet.scenarios[1].scenario = 1;
  CHECK(report::subnet_lines(subnet).size() == 2);
}

TEST_CASE("a subnet of unknown size has its demand and nothing made up") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets = {subnet_of("subnet-0e1", "", {45, 45})};
  plan.subnets[0].az.clear();
  CHECK(section(table_of(plan), "Subnets") ==
        "  subnet-0e1  size unknown\n"
        "    steady, max  45 used\n");
}

TEST_CASE("subnets that lack something come first, then uncertain ones, then the fullest; unknown ones last") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets = {subnet_of("unknown", "", {9000, 9000}), subnet_of("half-b", "10.0.0.0/24", {125, 125}),
                  subnet_of("half-a", "10.0.0.0/24", {125, 125}), subnet_of("full", "10.0.0.0/24", {251, 251}),
                  subnet_of("uncertain", "10.0.0.0/20", {10, 10}), subnet_of("lacks", "10.0.0.0/24", {10, 10})};
  plan.subnets[4].scenarios[1] = with_prefixes(61, 49, 973'456);
  plan.subnets[5].scenarios[0].missing_prefixes = PrefixCount(1);
  CHECK(report::subnets_to_show(plan).shown == std::vector<std::size_t>{5, 4, 3, 2, 1, 0});
}

TEST_CASE("forty subnets are all shown, of more the forty that weigh most") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets.clear();
  for (int i = 0; i < 300; ++i) {
    plan.subnets.push_back(subnet_of("subnet-" + std::to_string(i), "10.0.0.0/24", {i % 250, i % 250}));
  }
  report::Selection shown = report::subnets_to_show(plan);
  REQUIRE(shown.shown.size() == 40);
  CHECK(shown.shown.front() == 249);
  CHECK(shown.left_out_text == "... and 260 more subnets, none above 83.3 %; --format json has all");
  for (SubnetPlan& subnet : plan.subnets) subnet.scenarios[0].missing_singles = IpCount(1);
  CHECK(report::subnets_to_show(plan).left_out_text ==
        "... and 260 more subnets, of which 260 lack something; --format json has all");
  plan.subnets.resize(40);
  shown = report::subnets_to_show(plan);
  CHECK(shown.shown.size() == 40);
  CHECK(shown.left_out_text.empty());
}

// --- Scenarios, node groups, owners

TEST_CASE("each scenario has the cluster's figures, and says when it does not fit") {
  ClusterPlan plan = plan_of_all_scenarios();
  plan.scenarios.erase(plan.scenarios.begin() + 1, plan.scenarios.begin() + 5);
  plan.scenarios.resize(2);
  for (SubnetPlan& subnet : plan.subnets) subnet.scenarios.resize(2);
  for (NodeGroupPlan& group : plan.node_groups) group.scenarios.resize(2);
  plan.scenarios[1].fits = false;
  CHECK(section(table_of(plan), "Scenarios") ==
        "                                nodes  Pods  addresses  ENIs  NAU  fits\n"
        "    steady                         30   960        990    34   94   yes\n"
        "    az-loss without eu-west-1b     30   960        990    34   94    NO\n");
}

TEST_CASE("node groups say what updates add, and addresses as a range over their types") {
  ClusterPlan plan = plan_of_all_scenarios();
  plan.node_groups.pop_back();
  NodeGroupPlan& group = plan.node_groups[0];
  group.types = {"m5.large", "m5.xlarge"};
  group.os = NodeOs::bottlerocket;
  group.scenarios[1].least_addresses = IpCount(900);
  group.scenarios[1].least_ips = IpCount(15);
  CHECK(section(table_of(plan), "Node groups") ==
        "                                                           Pods a  IPs a  ENIs a\n"
        "                            nodes  extra  Pods  addresses    node   node    node\n"
        "  general  (managed, bottlerocket, 2 instance types)  max Pods 29 by m5.large\n"
        "    steady, full,              24      0   480        720      20     30       3\n"
        "      cold-start, az-loss,\n"
        "      control-plane-update\n"
        "    max                        60      0  1200   900-1800      20  15-30       3\n"
        "    rolling-update             34     10   680       1020      20     30       3\n"
        "    blue-green of general      48      0   960       1440      20     30       3\n");
}

TEST_CASE("of more than forty node groups the ten with the most addresses are shown") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.node_groups.clear();
  for (int i = 1; i <= 1'000; ++i) plan.node_groups.push_back(group_of("group-" + std::to_string(i), {i, i}));
  const report::Selection shown = report::groups_to_show(plan);
  REQUIRE(shown.shown.size() == 10);
  CHECK(plan.node_groups[shown.shown.front()].name == "group-1000");
  CHECK(shown.left_out_text ==
        "... and 990 more node groups, none with more than 29730 addresses; --format json has all");
  plan.node_groups.resize(40);
  CHECK(report::groups_to_show(plan).shown.size() == 40);
}

TEST_CASE("owners that hold nothing have no row; eight scenarios stand side by side") {
  CHECK(section(table_of(plan_of_all_scenarios()), "Addresses by owner") ==
        "                                                               control-\n"
        "                              cold-  rolling-           blue-    plane-\n"
        "  Held by  steady  max  full  start    update  az-loss  green    update\n"
        "  primary      30   30    30     30        30       30     30        30\n"
        "  pods        960  960   960    960       960      960    960       960\n"
        "  total       990  990   990    990       990      990    990       990\n");
}

TEST_CASE("scenarios without room beside the others stand below them") {
  ClusterPlan plan = plan_of_two_scenarios();
  for (int i = 0; i < 9; ++i) plan.scenarios.push_back(scenario_of("black-friday-" + std::to_string(i), ScenarioKind::max));
  const std::string owners = section(table_of(plan), "Addresses by owner");
  CHECK(widest(owners) <= 80);
  CHECK(owners.contains("friday-0"));
  CHECK(owners.contains("friday-8"));
  std::size_t blocks = 0;
  for (const std::string& line : lines_of(owners)) blocks += line.starts_with("  total") ? 1U : 0U;
  CHECK(blocks == 2);
}

// --- Exhaustion

TEST_CASE("what stops the growth is said in the words of its resource") {
  struct Row {
    Resource resource;
    const char* text;
  };
  const auto row = GENERATE(values<Row>(
      {{Resource::addresses, "addresses in subnet private-a, in scenario max"},
       {Resource::prefixes, "whole /28 blocks in subnet private-a, in scenario max"},
       {Resource::single_addresses,
        "single addresses outside of the prefix reservations of subnet private-a, in scenario max"},
       {Resource::enis, "addresses on its ENIs"},
       {Resource::max_pods, "room below its max Pods"},
       {Resource::branch_enis, "branch ENIs"},
       {Resource::network_interfaces, "network interfaces in the Region's quota, in scenario max"},
       {Resource::network_address_units, "network address units in the VPC's quota, in scenario max"}}));
  CAPTURE(row.text);
  ClusterPlan plan = plan_of_two_scenarios();
  plan.exhaustion = Exhaustion{.nodes = NodeCount(206), .pods = PodCount(1)};
  plan.exhaustion->nodes_of_group = {NodeCount(206)};
  plan.exhaustion->first = {.resource = row.resource, .subnet = "private-a", .scenario = 1};
  CHECK(report::exhaustion_texts(plan) ==
        std::vector<std::string>{"When the node groups grow in proportion, 206 nodes with 1 Pod still fit (24 desired, "
                                 "60 at most); the next node lacks " +
                                 std::string(row.text) + "."});
}

TEST_CASE("what would stop the growth next is said as well, and what nobody knows") {
  ClusterPlan plan = plan_of_all_scenarios();
  plan.exhaustion = Exhaustion{.nodes = NodeCount(206), .pods = PodCount(4120)};
  plan.exhaustion->first = {.resource = Resource::prefixes, .subnet = "private-a", .scenario = 5, .variant = "eu-west-1b"};
  plan.exhaustion->second_nodes = NodeCount(260);
  plan.exhaustion->second = Limit{.resource = Resource::addresses, .subnet = "private-b", .scenario = 1};
  plan.subnets.push_back(subnet_of("subnet-0e1", "", {45}));
  CHECK(report::exhaustion_texts(plan) ==
        std::vector<std::string>{
            "When the node groups grow in proportion, 206 nodes with 4120 Pods still fit (30 desired, 30 at most); the "
            "next node lacks whole /28 blocks in subnet private-a, in scenario az-loss without eu-west-1b.",
            "Were that no limit, 260 nodes would fit; the next would lack addresses in subnet private-b, in scenario "
            "max.",
            "1 subnet of unknown size may be full before."});
  plan.exhaustion->second_nodes = NodeCount(206);
  CHECK(report::exhaustion_texts(plan)[1] ==
        "Were that no limit, the next node would lack addresses in subnet private-b, in scenario max.");
}

TEST_CASE("fewer nodes than are desired are not called growth") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.exhaustion = Exhaustion{.nodes = NodeCount(23), .pods = PodCount(460)};
  plan.exhaustion->first = {.resource = Resource::addresses, .subnet = "private-a", .scenario = 1};
  CHECK(report::exhaustion_texts(plan) ==
        std::vector<std::string>{"Of the 24 nodes desired, the node groups in proportion, only 23 with 460 Pods fit; "
                                 "the next node lacks addresses in subnet private-a, in scenario max."});
}

TEST_CASE("groups that come closest to their end come first, ten at most") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.node_groups.clear();
  for (int i = 0; i < 1'000; ++i) {
    NodeGroupPlan group = group_of("group-" + std::to_string(i), {10, 20});
    group.exhaustion = Exhaustion{.nodes = NodeCount(1'100 - i), .pods = PodCount(1)};
    group.pod_exhaustion = PodExhaustion{.nodes = NodeCount(20), .pods = PodCount(400), .pods_a_node = PodCount(20 + i)};
    plan.node_groups.push_back(std::move(group));
  }
  const report::Selection nodes = report::exhaustions_to_show(plan);
  REQUIRE(nodes.shown.size() == 10);
  CHECK(nodes.shown.front() == 999);
  CHECK(nodes.left_out_text == "... and 990 more node groups with more room; --format json has all");
  const report::Selection pods = report::pod_exhaustions_to_show(plan);
  REQUIRE(pods.shown.size() == 10);
  CHECK(pods.shown.front() == 0);
  plan.node_groups[999].exhaustion.reset();
  CHECK(report::exhaustions_to_show(plan).shown.front() == 998);
}

TEST_CASE("each group's end stands in a row, what would stop it next below") {
  ClusterPlan plan = plan_of_all_scenarios();
  const Limit blocks{.resource = Resource::prefixes, .subnet = "private-a", .scenario = 5, .variant = "eu-west-1b"};
  const Limit addresses{.resource = Resource::addresses, .subnet = "private-b", .scenario = 1};
  for (NodeGroupPlan& group : plan.node_groups) {
    group.exhaustion = Exhaustion{.nodes = NodeCount(206), .pods = PodCount(4120), .first = blocks};
    group.exhaustion->second_nodes = NodeCount(260);
    group.exhaustion->second = addresses;
    group.pod_exhaustion = PodExhaustion{.nodes = NodeCount(60), .pods = PodCount(1740), .pods_a_node = PodCount(29)};
    group.pod_exhaustion->limit = {.resource = Resource::max_pods, .scenario = 1};
  }
  plan.node_groups[1].exhaustion->second.reset();
  CHECK(section(table_of(plan), "When it runs out") ==
        "  These node groups fill no subnet whose size is known.\n"
        "\n"
        "  Most nodes of each node group alone:\n"
        "  Node group  desired  max  most  Pods  one node more lacks\n"
        "  general          24   24   206  4120  /28 blocks in private-a (az-loss without\n"
        "                                        eu-west-1b)\n"
        "                             260        else addresses in private-b (max)\n"
        "  web               6    6   206  4120  /28 blocks in private-a (az-loss without\n"
        "                                        eu-west-1b)\n"
        "\n"
        "  Most Pods on the nodes of each node group:\n"
        "                       Pods\n"
        "  Node group  nodes  a node  Pods  one Pod more a node lacks\n"
        "  general        60      29  1740  max Pods\n"
        "  web            60      29  1740  max Pods\n");
}

// --- Growth, findings

TEST_CASE("growth names the months in which subnets cross a threshold, the first to fail first") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.growth = GrowthPlan{.pods_per_month = Share::from_percent(8), .months = 2};
  plan.subnets = {subnet_of("later", "10.0.0.0/20", {1, 1}), subnet_of("now", "10.0.0.0/20", {1, 1}),
                  subnet_of("never", "10.0.0.0/20", {1, 1}), subnet_of("unknown", "", {1, 1})};
  plan.subnets[0].growth = SubnetGrowth{.demand = {IpCount(3000), IpCount(3240), IpCount(3500)}, .warn_month = 2};
  plan.subnets[1].growth = SubnetGrowth{.demand = {IpCount(3700), IpCount(3996), IpCount(4316)}, .warn_month = 0, .fail_month = 1};
  plan.subnets[2].growth = SubnetGrowth{.demand = {IpCount(1), IpCount(1), IpCount(1)}};
  CHECK(section(table_of(plan), "Growth") ==
        "  With 8 % more Pods a month, 2 subnets reach 80 % or lack something within 2\n"
        "  months; 1 stays below.\n"
        "  Of 1 subnet of unknown size nobody can say it.\n"
        "                                               95 % or\n"
        "                                        80 %   lacking\n"
        "  Subnet  usable   now  in month 2  in month  in month\n"
        "  now       4091  3700        4316       now         1\n"
        "  later     4091  3000        3500         2         -\n");
  plan.subnets.erase(plan.subnets.begin(), plan.subnets.begin() + 2);
  plan.subnets.pop_back();
  CHECK(section(table_of(plan), "Growth") ==
        "  With 8 % more Pods a month, no subnet reaches 80 % or lacks anything within 2\n"
        "  months.\n");
}

TEST_CASE("of very many findings each rule shows ten, and says how many more there are") {
  ClusterPlan plan = plan_of_two_scenarios();
  for (int i = 0; i < 40; ++i) plan.findings.push_back(finding("subnet \"" + std::to_string(i) + "\""));
  CHECK(report::findings_to_show(plan).shown.size() == 40);
  plan.findings.push_back(finding("subnet \"last\""));
  const report::FindingSelection shown = report::findings_to_show(plan);
  CHECK(shown.shown.size() == 10);
  CHECK(shown.left_out_texts ==
        std::vector<std::string>{"... and 31 more of subnet.full; --format json has all"});
}

// --- Names of all kinds

TEST_CASE("no name makes a table wider than 80 columns, or leaves it") {
  const std::vector<std::string> names = {
      std::string(300, 'x'),
      "a name with blanks and \"quotes\" that goes on and on and on, longer than any line of a terminal ever is",
      "\xE6\x97\xA5\xE6\x9C\xAC\xE8\xAA\x9E\xE3\x81\xAE\xE5\x90\x8D\xE5\x89\x8D" + std::string(90, '-'),
      "escape \x1b[2J and\nnew line\tand bell\a" + std::string(60, 'y'),
      "broken \xFF\xC3 bytes" + std::string(100, '/')};
  const std::size_t at = GENERATE(range(std::size_t{0}, std::size_t{5}));
  const std::string& name = names[at];
  CAPTURE(name);
  ClusterPlan plan = plan_of_all_scenarios();
  plan.name = name;
  plan.verdict = "Fits: the fullest is subnet " + name + ".";
  for (std::size_t i = 0; i < plan.scenarios.size(); ++i) {
    plan.scenarios[i].name = name + std::to_string(i);
    plan.scenarios[i].variant = name;
  }
  const Limit limit{.resource = Resource::single_addresses, .subnet = name, .scenario = 5, .variant = name};
  for (SubnetPlan& subnet : plan.subnets) {
    subnet.label = name;
    subnet.az = name;
    for (SubnetScenario& scenario : subnet.scenarios) scenario.variant = name;
    subnet.scenarios[0] = subnet_scenario_of(0, 123'456'789, 4091, name);
    subnet.growth = SubnetGrowth{.demand = {IpCount(123'456'789)}, .warn_month = 1, .fail_month = 2};
  }
  for (NodeGroupPlan& group : plan.node_groups) {
    group.name = name;
    group.types = {name, name};
    group.max_pods_type = name;
    group.exhaustion = Exhaustion{.nodes = NodeCount(1), .pods = PodCount(1), .first = limit};
    group.exhaustion->second_nodes = NodeCount(2);
    group.exhaustion->second = limit;
    group.pod_exhaustion = PodExhaustion{.nodes = NodeCount(1), .limit = limit};
  }
  plan.exhaustion = plan.node_groups[0].exhaustion;
  plan.growth = GrowthPlan{.pods_per_month = Share::from_percent(8), .months = 12};
  plan.findings = {finding("subnet \"" + name + "\"")};
  plan.derivations = {{.figure = "subnet \"" + name + "\"", .formula = name, .values = name}};
  report::PlanReportOptions options = plain();
  options.explain = true;
  const std::string table = report::to_table(plan, options);
  for (const std::string& line : lines_of(table)) {
    CAPTURE(line);
    CHECK(report::display_width(line) <= 80);
  }
  CHECK(std::ranges::none_of(table, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }));
  const std::string markdown = report::to_markdown(plan, options);
  CHECK(std::ranges::none_of(markdown, [](char c) { return (c >= 0 && c < ' ' && c != '\n') || c == '\x7f'; }));
}

TEST_CASE("scenarios whose names differ in the middle only can still be told apart") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.scenarios[0].name = "an-hour-of-very-many-orders-a-second-in-december";
  plan.scenarios[1].name = "an-hour-of-very-few-orders-a-second-in-december";
  CHECK(report::scenario_names(plan, 24) == std::vector<std::string>{"an-hour-of-ver...ecember", "an-hour-of-v...cember #2"});
  CHECK(report::scenario_names(plan) == std::vector<std::string>{plan.scenarios[0].name, plan.scenarios[1].name});
}

// --- Colour, Markdown

TEST_CASE("without colour no line has an escape, with it the lines read the same") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.fits = false;
  plan.subnets[0].scenarios[1] = subnet_scenario_of(1, 4200, 4091);
  plan.findings = {finding("subnet \"private-a\"")};
  report::PlanReportOptions coloured = plain();
  coloured.colour = true;
  std::string painted = report::to_table(plan, coloured);
  CHECK(painted.contains("\x1b[31m"));
  for (auto at = painted.find('\x1b'); at != std::string::npos; at = painted.find('\x1b')) {
    painted.erase(at, painted.find('m', at) - at + 1);
  }
  CHECK(painted == table_of(plan));
}

TEST_CASE("Markdown says what tables say, with names that stay text") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.name = "pay|ments <b>";
  plan.subnets[0].scenarios[1] = with_prefixes(61, 49, 973'456);
  plan.subnets[0].scenarios[1].scenario = 1;
  const std::string markdown = report::to_markdown(plan, plain());
  CHECK(markdown.starts_with(
      "<!-- cniplan plan pay_ments__b_ -->\n## IP address plan of pay\\|ments \\<b>\n"));
  CHECK(markdown.contains("| private-a | eu-west-1a | 10.20.0.0/20 | 4091 | steady | 637 | 3454 | 15.6 % |  |\n"
                          "| private-a | eu-west-1a | 10.20.0.0/20 | 4091 | max | 1600 | 2491 | 39.2 % | all 61 "
                          "prefixes: 97.3 % likely; at worst 12 lack |\n"));
}

// --- JSON

TEST_CASE("JSON names scenarios, and unknown figures are null") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.subnets = {subnet_of("subnet-0e1", "", {45, 45})};
  plan.node_groups[0].exhaustion = Exhaustion{
      .nodes = NodeCount(7), .pods = PodCount(140), .first = {.resource = Resource::network_interfaces, .scenario = 1}};
  const std::string json = report::to_json(plan, plain());
  CHECK(json.starts_with("{\n  \"schema\": \"cniplan/plan/v1\",\n"));
  CHECK(json.contains("\"cidr\": null,\n      \"size\": null,\n      \"usable\": null,\n"));
  CHECK(json.contains("          \"scenario\": \"max\",\n          \"variant\": null,\n          \"fits\": null,\n"
                      "          \"used\": 45,\n          \"free\": null,\n"));
  CHECK(json.contains("\"first\": {\"resource\": \"network-interfaces\", \"subnet\": null, \"scenario\": \"max\", "
                      "\"variant\": null},\n        \"second_nodes\": null,\n        \"second\": null\n"));
}

TEST_CASE("JSON escapes what names hold") {
  ClusterPlan plan = plan_of_two_scenarios();
  plan.name = "a\"b\\c\n\x01\xFF";
  CHECK(report::to_json(plan, plain()).contains("{\"name\": \"a\\\"b\\\\c\\n\\u0001\xEF\xBF\xBD\", "));
}
