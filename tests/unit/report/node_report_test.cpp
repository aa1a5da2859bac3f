#include "planner/report/node_report.hpp"

#include <algorithm>
#include <sstream>
#include <string>
#include <vector>

#include "planner/report/grid.hpp"
#include "planner/report/node_layout.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

const Sources kNoSources;

report::NodeReportOptions plain() {
  return {.sources = kNoSources, .catalog = {.version = "0.1.0", .date = "2026-01-01"}};
}

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

NodeQuestion m5_large(std::int64_t pods) {
  return {.type = "m5.large",
          .setup = {.limits = {.enis = 3,
                               .ipv4_per_eni = 10,
                               .branch_enis = 9,
                               .prefix_delegation = true,
                               .trunking = true},
                    .load = {.pods = PodCount(pods), .max_pods = PodCount(29)}}};
}

/// An m5.large in secondary IP mode with so many Pods, packed onto so many ENIs.
SettledNode filled(std::int64_t pods, std::int64_t enis) {
  SettledNode node;
  node.usage.enis = EniCount(enis);
  node.usage.usable_enis = EniCount(3);
  node.usage.node_subnet = {.primary = IpCount(enis),
                            .assigned = IpCount(std::min(pods, 9 * enis)),
                            .warm = IpCount(std::max<std::int64_t>(0, 9 * enis - pods))};
  node.usage.pods_without_address = PodCount(std::max<std::int64_t>(0, pods - 9 * enis));
  for (std::int64_t i = 0; i < enis; ++i) {
    const std::int64_t assigned = std::clamp<std::int64_t>(pods - 9 * i, 0, 9);
    node.enis.push_back(
        {.primary = i == 0, .slots = 9, .assigned = IpCount(assigned), .warm = IpCount(9 - assigned)});
  }
  node.turns = 2;
  node.calls[Ec2Action::create_network_interface] = enis - 1;
  node.calls[Ec2Action::describe_subnets] = 1;
  return node;
}

NodePlan plan_of(std::int64_t pods, std::int64_t enis) {
  NodePlan plan{.question = m5_large(pods), .answer = filled(pods, enis)};
  plan.start.alone_ms = 10'000;
  return plan;
}

NodePlan never_settling() {
  NodePlan plan = plan_of(9, 2);
  plan.answer.usage.settles = false;
  plan.answer.low =
      PoolLow{.enis = EniCount(1), .pool = IpCount(9), .warm = IpCount(0), .total = IpCount(10)};
  plan.answer.calls_per_hour[Ec2Action::create_network_interface] = 56;
  return plan;
}

NodeCurve curve_of(std::int64_t last) {
  NodeCurve curve{.question = m5_large(last), .admitted = PodCount(last)};
  for (std::int64_t pods = 0; pods <= last; ++pods) {
    curve.points.push_back(
        {.pods = PodCount(pods), .answer = filled(pods, std::clamp<std::int64_t>((pods + 17) / 9, 1, 3))});
  }
  return curve;
}

}  // namespace

TEST_CASE("the headline answers: addresses, ENIs, and who has the addresses") {
  CHECK(report::headline(plan_of(20, 3)) ==
        "m5.large with 20 Pods holds 30 addresses on 3 ENIs: 20 assigned, 7 warm, 3 primary.");
  CHECK(report::headline(plan_of(1, 1)) ==
        "m5.large with 1 Pod holds 10 addresses on 1 ENI: 1 assigned, 8 warm, 1 primary.");
}

TEST_CASE("what Pods lack stands in the headline") {
  NodePlan plan = plan_of(30, 3);
  plan.question.setup.load.branch_pods = PodCount(11);
  plan.answer.usage.node_subnet.trunk = IpCount(1);
  plan.answer.usage.node_subnet.branch = IpCount(9);
  plan.answer.usage.branch_pods_without_eni = PodCount(2);
  CHECK(report::headline(plan) ==
        "m5.large with 30 Pods and 11 branch Pods holds 40 addresses on 3 ENIs, the trunk and 9 branch ENIs: "
        "27 "
        "assigned, 3 primary, 1 of the trunk, 9 of branch ENIs. 3 Pods get no address. 2 branch Pods get no "
        "branch ENI.");
}

TEST_CASE("a pool that never settles says so first, with both extremes") {
  CHECK(report::headline(never_settling()) ==
        "m5.large with 9 Pods never settles: it goes back and forth between 10 addresses on 1 ENI and 20 "
        "addresses on 2 "
        "ENIs, with 56 EC2 calls an hour. At the peak: 9 assigned, 9 warm, 2 primary.");
}

TEST_CASE("what a pool that never settles has called until some moment is not said") {
  const std::string json = report::to_ndjson(never_settling(), plain());
  CHECK(json.contains(R"("seconds_to_settle":null,"ec2_calls":null,"ec2_calls_per_hour":{"total":56)"));
  CHECK(json.contains(R"("low_point":{"enis":1,"pool":9,"warm":0,"total":10})"));
  CHECK(json.contains(R"("start":null,"fleet":null)"));
  CHECK_FALSE(report::to_table(never_settling(), plain()).contains("last call after"));
}

TEST_CASE("an IPv6 node holds IPv4 addresses for itself alone") {
  NodePlan plan = plan_of(50, 1);
  plan.answer.usage.mode = AddressMode::ipv6;
  plan.answer.usage.pods_without_address = PodCount(0);
  plan.answer.usage.node_subnet = {.primary = IpCount(1)};
  plan.answer.enis = {{.primary = true}};
  CHECK(report::headline(plan) ==
        "m5.large with 50 Pods holds 1 IPv4 address on 1 ENI: 1 primary. The Pods have IPv6 addresses of one "
        "/80.");
  CHECK(report::enis_grid(plan.answer).to_table() ==
        "ENI  Role     Addresses  Wasted\n"
        "  1  primary          1       1\n");
}

TEST_CASE("the calls of Windows nodes are the resource controller's, not none") {
  NodePlan plan = plan_of(5, 1);
  plan.question.setup.os = NodeOs::windows;
  plan.answer.usage.mode = AddressMode::windows_secondary_ip;
  plan.answer.calls = {};
  const std::string table = report::to_table(plan, plain());
  CHECK(
      table.contains("\nWindows, secondary IP mode, warm-ip-target=3, minimum-ip-target=3, max Pods 29.\n"));
  CHECK(table.contains("The VPC resource controller makes them"));
  CHECK(report::to_ndjson(plan, plain()).contains(R"("seconds_to_settle":null,"ec2_calls":null)"));
}

TEST_CASE("a burst and the way down stand beside the answer") {
  NodePlan plan = plan_of(20, 3);
  plan.burst = filled(20, 3);
  plan.down = NodeDown{.pods = PodCount(3),
                       .answer = filled(3, 1),
                       .range = {.enis = {EniCount(1), EniCount(3)},
                                 .pool = {IpCount(9), IpCount(27)},
                                 .warm = {IpCount(6), IpCount(24)},
                                 .total = {IpCount(10), IpCount(30)},
                                 .pods_without_address = {PodCount(0), PodCount(0)}}};
  CHECK(report::states_grid(report::states_of(plan)).to_table() ==
        "                   one by one  all at once  down to 3\n"
        "Pods                       20           20          3\n"
        "ENIs                        3            3          1\n"
        "assigned                   20           20          3\n"
        "warm                        7            7          6\n"
        "primary                     3            3          1\n"
        "total                      30           30         10\n"
        "  wasted                    3            3          1\n"
        "seconds to settle          10           10         10\n");
  CHECK(report::chance_texts(plan).front() ==
        "Down to 3 Pods: 1 to 3 ENIs and 10 to 30 addresses, 6 to 24 of them warm.");
  const auto rows = lines_of(report::to_csv(plan));
  REQUIRE(rows.size() == 4);
  CHECK(rows[0] ==
        "instance_type,answer,pods,branch_pods,max_pods,mode,settles,enis,prefixes,assigned,warm,cooling,"
        "primary,trunk,"
        "branch,total,wasted,least_total,most_total,node_subnet,pod_subnet,pods_without_address,branch_pods_"
        "without_eni,"
        "ec2_calls,mutating_ec2_calls,ec2_calls_per_hour,seconds_to_settle");
  CHECK(rows[1] ==
        "m5.large,one-by-one,20,0,29,secondary-ip,true,3,0,20,7,0,3,0,0,30,3,30,30,30,0,0,0,3,2,0,10");
  CHECK(rows[3] == "m5.large,down,3,0,29,secondary-ip,true,1,0,3,6,0,1,0,0,10,1,10,30,10,0,0,0,1,0,0,10");
}

TEST_CASE("where chance has no part nothing is said of it") {
  NodePlan plan = plan_of(20, 3);
  const IpCount total(30);
  plan.range = NodeRange{.enis = {EniCount(3), EniCount(3)},
                         .pool = {IpCount(27), IpCount(27)},
                         .warm = {IpCount(7), IpCount(7)},
                         .total = {total, total},
                         .pods_without_address = {PodCount(0), PodCount(0)}};
  CHECK(report::chance_texts(plan).empty());
}

TEST_CASE("custom networking shows both subnets") {
  NodePlan plan = plan_of(20, 3);
  CHECK_FALSE(report::has_two_subnets(plan));
  plan.question.setup.cni.custom_networking = true;
  plan.answer.usage.pod_subnet = plan.answer.usage.node_subnet;
  plan.answer.usage.pod_subnet.primary = IpCount(2);
  plan.answer.usage.node_subnet = {.primary = IpCount(1)};
  CHECK(report::has_two_subnets(plan));
  CHECK(report::subnets_grid(plan).to_table() ==
        "Subnet           Primary  Assigned  Warm  Trunk  Branch  Total\n"
        "the node's own         1         0     0      0       0      1\n"
        "the ENIConfig's        2        20     7      0       0     29\n");
}

TEST_CASE("of many ENIs those that are alike share a line") {
  SettledNode node = filled(9, 1);
  for (std::int64_t card = 1; card < 32; ++card) {
    node.enis.push_back({.network_card = card, .slots = 1, .warm = IpCount(1)});
  }
  node.enis.back().warm = IpCount(3);
  CHECK(report::enis_grid(node).to_table() ==
        " ENI  Role             Card  Secondary  Addresses  Assigned  Warm  Wasted\n"
        "   1  primary             0          9         10         9     0       1\n"
        "2-31  secondary, each  1-30          1          2         0     1       1\n"
        "  32  secondary          31          1          4         0     3       1\n");
}

TEST_CASE("a fleet's start names the bucket that holds it up") {
  NodePlan plan = plan_of(20, 3);
  plan.fleet = NodeFleet{.nodes = NodeCount(100),
                         .start = {.alone_ms = 10'000,
                                   .first_ms = 40'200,
                                   .last_ms = 290'000,
                                   .floor_ms = 280'001,
                                   .bucket = "AttachNetworkInterface",
                                   .bucket_size = 50,
                                   .refill_per_second = 5,
                                   .calls = 1450}};
  const auto texts = report::start_texts(plan);
  REQUIRE(texts.size() == 2);
  CHECK(texts[0] == "Alone, its Pods all at once, the node makes its last call after 10 s.");
  CHECK(texts[1] ==
        "Of 100 nodes that start together the first is ready after 40.2 s, the last after 4 min 50 s. EC2's "
        "request limits "
        "allow no less than 4 min 41 s: 1450 AttachNetworkInterface of a bucket that holds 50 and gets 5 a "
        "second.");
  plan.fleet->start.bucket = "";
  CHECK(report::start_texts(plan)[1].ends_with(" No request limit of EC2's holds them up."));
}

TEST_CASE("JSON has the whole value, its schema first, and null where nothing is known or asked for") {
  const std::string json = report::to_json(plan_of(20, 3), plain());
  CHECK(json.starts_with(
      "{\n  \"schema\": \"cniplan/node/v1\",\n  \"catalog\": {\n    \"version\": \"0.1.0\""));
  for (const char* part : {R"("max_enis": null)", R"("free_prefixes": null)", R"("range": null)",
                           R"("burst": null)", R"("down": null)", R"("fleet": null)", R"("low_point": null)",
                           R"("total": 30)", R"("slowest_bucket": null)"}) {
    CAPTURE(part);
    CHECK(json.contains(part));
  }
  const std::string line = report::to_ndjson(plan_of(20, 3), plain());
  CHECK(std::ranges::count(line, '\n') == 1);
}

TEST_CASE("a curve's rows join Pod counts between which ENIs stay the same") {
  CHECK(report::headline(curve_of(27)) == "m5.large holds 10 addresses without Pods and 30 with 27 Pods.");
  CHECK(report::curve_grid(curve_of(27), report::CurveRows::steps).to_table() ==
        " Pods  ENIs  Addresses  Warm  Wasted\n"
        "    0     1         10     9       1\n"
        "  1-9     2         20  17-9       2\n"
        "10-27     3         30  17-0       3\n");
}

TEST_CASE("a curve says from where on Pods lack addresses, and where it never settles") {
  NodeCurve curve = curve_of(29);
  curve.points[9].answer.usage.settles = false;
  CHECK(report::headline(curve) ==
        "m5.large holds 10 addresses without Pods and 30 with 29 Pods. From 28 Pods on, Pods lack addresses. "
        "It never "
        "settles at 1 of these Pod counts.");
  CHECK(report::curve_grid(curve, report::CurveRows::steps).to_table() ==
        " Pods  ENIs  Addresses   Warm  Wasted\n"
        "    0     1         10      9       1\n"
        "  1-8     2         20  17-10       2\n"
        "    9     2         20      9       2  never settles: its peak\n"
        "10-27     3         30   17-0       3\n"
        "28-29     3         30      0       3  Pods lack addresses\n");
}

TEST_CASE("a curve is a line for each point in formats for machines") {
  const NodeCurve curve = curve_of(27);
  CHECK(lines_of(report::to_csv(curve)).size() == 29);
  const auto lines = lines_of(report::to_ndjson(curve, plain()));
  REQUIRE(lines.size() == 28);
  CHECK(lines[20].starts_with(R"({"pods":20,"mode":"secondary-ip","settles":true,"enis":3)"));
  CHECK(report::to_json(curve, plain()).starts_with("{\n  \"schema\": \"cniplan/node-curve/v1\""));
}

TEST_CASE("the plot shows the addresses held above those of Pods") {
  CHECK(report::plot(curve_of(4)) ==
        "  addresses\n"
        "  20 +    ................\n"
        "     |    ................\n"
        "  16 +    ................\n"
        "     |    ................\n"
        "     |    ................\n"
        "     |....................\n"
        "   8 +....................\n"
        "     |....................\n"
        "     |............########\n"
        "     |....################\n"
        "   0 +--------------------\n"
        "        0   1   2   3   4\n"
        "  Pods; # addresses that Pods have, . the others that the node holds\n");
}

TEST_CASE("no line of a table is wider than 80 columns, however large the node") {
  const std::int64_t pods = GENERATE(values<std::int64_t>({0, 1, 18, 79, 80, 737, 4000}));
  CAPTURE(pods);
  NodeCurve curve = curve_of(pods);
  for (NodeCurvePoint& point : curve.points) point.answer.usage.node_subnet.warm += IpCount(100'000);
  report::NodeReportOptions options = plain();
  options.plot = true;
  CHECK(widest(report::to_table(curve, options)) <= 80);
  NodePlan plan = plan_of(pods, 3);
  plan.answer.calls_per_hour[Ec2Action::modify_network_interface_attribute] = 1440;
  plan.answer.usage.settles = GENERATE(true, false);
  if (!plan.answer.usage.settles) plan.answer.low = PoolLow{.total = IpCount(100'000)};
  plan.burst = plan.answer;
  plan.down = NodeDown{.pods = PodCount(0), .answer = plan.answer, .range = {}};
  CHECK(widest(report::to_table(plan, options)) <= 80);
}
