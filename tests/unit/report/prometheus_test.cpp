#include "planner/report/prometheus.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;
using report::PrometheusWriter;

TEST_CASE("a metric has its help and type once, and none without samples") {
  PrometheusWriter out;
  out.metric("a", "Of a.");
  out.metric("b", "Of b.");
  out.sample({{"x", "1"}, {"y", ""}}, 7);
  out.sample({}, -3);
  CHECK(out.take() == "# HELP b Of b.\n# TYPE b gauge\nb{x=\"1\"} 7\nb -3\n");
}

TEST_CASE("labels hold anything") {
  PrometheusWriter out;
  out.metric("a", "Of a.");
  out.sample({{"x", "q\"\\\n\xFF\xE2\x80\xAE"}}, 1);
  CHECK(out.take() == "# HELP a Of a.\n# TYPE a gauge\na{x=\"q\\\"\\\\\\n\xEF\xBF\xBD\xE2\x80\xAE\"} 1\n");
}

TEST_CASE("a plan's gauges are its figures") {
  ClusterPlan plan;
  plan.name = "prod";
  plan.fits = false;
  plan.scenarios.push_back({.name = "steady", .nodes = NodeCount(2), .pods = PodCount(9)});
  SubnetPlan known{.label = "a", .az = "z1", .cidr = Cidr::parse("10.0.0.0/24").value(), .usable = IpCount(251)};
  SubnetScenario made;
  made.demand[AddressOwner::pods] = IpCount(9);
  made.free = IpCount(242);
  known.scenarios.push_back(made);
  SubnetPlan unknown{.label = "b"};
  made.free.reset();
  unknown.scenarios.push_back(made);
  plan.subnets = {known, unknown};
  plan.findings.push_back({.rule = "subnet.full", .subject = "a", .message = "m", .remedy = ""});
  const std::string text = report::to_prometheus(plan);
  const auto has = [&](std::string_view line) { return text.find(line) != std::string::npos; };
  CHECK(has("cniplan_fits{cluster=\"prod\"} 0\n"));
  CHECK(has("cniplan_subnet_usable_addresses{cluster=\"prod\",subnet=\"a\",az=\"z1\",cidr=\"10.0.0.0/24\"} 251\n"));
  CHECK(has("cniplan_subnet_used_addresses{cluster=\"prod\",subnet=\"b\",scenario=\"steady\"} 9\n"));
  CHECK(has("subnet=\"a\",az=\"z1\",cidr=\"10.0.0.0/24\",scenario=\"steady\"} 242\n"));
  CHECK_FALSE(has("cniplan_subnet_free_addresses{cluster=\"prod\",subnet=\"b\""));
  CHECK(has("cniplan_scenario_nodes{cluster=\"prod\",scenario=\"steady\"} 2\n"));
  CHECK(has("cniplan_open_findings{cluster=\"prod\",severity=\"error\"} 1\n"));
  CHECK(has("cniplan_open_findings{cluster=\"prod\",severity=\"warning\"} 0\n"));
  CHECK(has("cniplan_findings{cluster=\"prod\",rule=\"subnet.full\",severity=\"error\",state=\"open\"} 1\n"));
}
