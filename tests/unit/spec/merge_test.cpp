#include "planner/spec/merge.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/spec_text.hpp"

using namespace cniplan;

namespace {

constexpr Location kFirst{.source = 0, .line = 3, .column = 5};
constexpr Location kSecond{.source = 1, .line = 7, .column = 9};
constexpr Location kDerived{};

Sources two_files() {
  Sources sources;
  sources.add("a.yaml", "");
  sources.add("b.yaml", "");
  return sources;
}

Located<std::string> text(const char* value, Location at) { return {value, at}; }
Located<std::int64_t> number(std::int64_t value, Location at) { return {value, at}; }
Located<Cidr> network(const char* value, Location at) { return {*Cidr::parse(value), at}; }

NodeGroupSpec group(const char* name, Location at) {
  NodeGroupSpec out{.location = at};
  out.name = text(name, at);
  return out;
}

SubnetSpec subnet(const char* name, const char* id, const char* cidr, Location at) {
  SubnetSpec out{.location = at};
  if (*name != '\0') out.name = text(name, at);
  if (*id != '\0') out.id = text(id, at);
  if (*cidr != '\0') out.cidr = network(cidr, at);
  return out;
}

/// Both specs as one, and what was wrong with that.
struct Merged {
  ClusterSpec spec;
  std::string said;
};
Merged merged(ClusterSpec into, ClusterSpec from) {
  const Sources sources = two_files();
  Merged out;
  for (const Diagnostic& diagnostic : merge(into, std::move(from), sources)) {
    out.said += place_name(diagnostic.location, sources) + ": " + diagnostic.message + "\n";
  }
  out.spec = std::move(into);
  return out;
}

}  // namespace

TEST_CASE("of two values for one thing the one that somebody wrote stays, and two that differ are a conflict") {
  struct Row {
    const char* name;
    Given<IpFamily> first;
    Given<IpFamily> second;
    std::string family;
    std::string said;
  };
  const auto given = [](IpFamily family, Location at) { return Given<IpFamily>(Located<IpFamily>{family, at}); };
  const auto row = GENERATE_COPY(values<Row>({
      {"only the first", given(IpFamily::ipv6, kFirst), std::nullopt, "ipv6", ""},
      {"only the second", std::nullopt, given(IpFamily::ipv6, kSecond), "ipv6", ""},
      {"equal", given(IpFamily::ipv6, kFirst), given(IpFamily::ipv6, kSecond), "ipv6", ""},
      {"a default first", given(IpFamily::ipv4, kDerived), given(IpFamily::ipv6, kSecond), "ipv6", ""},
      {"a default second", given(IpFamily::ipv6, kFirst), given(IpFamily::ipv4, kDerived), "ipv6", ""},
      {"two defaults", given(IpFamily::ipv4, kDerived), given(IpFamily::ipv6, kDerived), "ipv4", ""},
      {"two that differ", given(IpFamily::ipv4, kFirst), given(IpFamily::ipv6, kSecond), "ipv4",
       "b.yaml:7:9: cluster: ipFamily is ipv6 here and ipv4 in a.yaml:3:5\n"},
  }));
  CAPTURE(row.name);
  ClusterSpec first;
  first.ip_family = row.first;
  ClusterSpec second;
  second.ip_family = row.second;
  const Merged out = merged(first, second);
  CHECK(spec_text(out.spec) == "cluster - - " + row.family + "\n");
  CHECK(out.said == row.said);
}

TEST_CASE("a value that was a default takes the place where somebody writes the same") {
  ClusterSpec first;
  first.ip_family = Located<IpFamily>{IpFamily::ipv4, kDerived};
  ClusterSpec second;
  second.ip_family = Located<IpFamily>{IpFamily::ipv4, kSecond};
  CHECK(merged(first, second).spec.ip_family->location == kSecond);
}

TEST_CASE("node groups of one name are one") {
  ClusterSpec first;
  first.node_groups = {group("web", kFirst), group("db", kFirst)};
  first.node_groups[0].instance_types = {text("m5.large", kFirst)};
  first.node_groups[0].nodes = {number(2, kDerived), number(2, kDerived), number(2, kDerived), kDerived};
  ClusterSpec second;
  second.node_groups = {group("web", kSecond), group("new", kSecond)};
  second.node_groups[0].nodes = {std::nullopt, number(5, kSecond), std::nullopt, kSecond};
  second.node_groups[0].custom_ami = true;
  const Merged out = merged(first, second);
  CHECK(spec_text(out.spec) ==
        "cluster - - -\n"
        "group web - - [m5.large] nodes -/5/- [] custom-ami\n"
        "group db - - [] nodes -/-/- []\n"
        "group new - - [] nodes -/-/- []\n");
  CHECK(out.said.empty());
}

TEST_CASE("all conflicts of two specs are said at once") {
  ClusterSpec first;
  first.name = text("one", kFirst);
  first.node_groups = {group("web", kFirst)};
  first.node_groups[0].instance_types = {text("m5.large", kFirst)};
  first.node_groups[0].nodes.desired = number(3, kFirst);
  first.node_groups[0].max_pods = Located<MaxPodsSpec>{PodCount(29), kFirst};
  first.cni.env = {{text("WARM_IP_TARGET", kFirst), text("1", kFirst)}};
  ClusterSpec second;
  second.name = text("two", kSecond);
  second.node_groups = {group("web", kSecond)};
  second.node_groups[0].instance_types = {text("m5.large", kSecond), text("m5.xlarge", kSecond)};
  second.node_groups[0].nodes.desired = number(4, kSecond);
  second.node_groups[0].max_pods = Located<MaxPodsSpec>{MaxPodsExpression{"max_pods"}, kSecond};
  second.cni.env = {{text("WARM_IP_TARGET", kSecond), text("2", kSecond)}};
  CHECK(merged(first, second).said ==
        "b.yaml:7:9: cluster: name is \"two\" here and \"one\" in a.yaml:3:5\n"
        "b.yaml:7:9: cni.env: WARM_IP_TARGET is \"2\" here and \"1\" in a.yaml:3:5\n"
        "b.yaml:7:9: node group \"web\": instanceTypes is [m5.large, m5.xlarge] here and [m5.large] in a.yaml:3:5\n"
        "b.yaml:7:9: node group \"web\": nodes.desired is 4 here and 3 in a.yaml:3:5\n"
        "b.yaml:7:9: node group \"web\": maxPods is \"max_pods\" here and 29 in a.yaml:3:5\n");
}

TEST_CASE("a subnet is the same by id, by name or by CIDR") {
  struct Row {
    const char* name;
    SubnetSpec first;
    SubnetSpec second;
    std::string subnets;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"by id", subnet("a", "subnet-1", "", kFirst), subnet("", "subnet-1", "10.0.0.0/24", kSecond),
       "subnet a id subnet-1 az - 10.0.0.0/24 []\n", ""},
      {"by name", subnet("a", "", "", kFirst), subnet("a", "subnet-1", "10.0.0.0/24", kSecond),
       "subnet a id subnet-1 az - 10.0.0.0/24 []\n", ""},
      {"by CIDR, under the first name", subnet("a", "", "10.0.0.0/24", kFirst), subnet("b", "subnet-1", "10.0.0.0/24", kSecond),
       "subnet a id subnet-1 az - 10.0.0.0/24 []\n", ""},
      {"a name that is the other's id", subnet("subnet-1", "", "10.0.0.0/24", kFirst), subnet("", "subnet-1", "", kSecond),
       "subnet subnet-1 id subnet-1 az - 10.0.0.0/24 []\n", ""},
      {"other ids are other subnets", subnet("a", "subnet-1", "10.0.0.0/24", kFirst),
       subnet("b", "subnet-2", "10.0.0.0/24", kSecond),
       "subnet a id subnet-1 az - 10.0.0.0/24 []\nsubnet b id subnet-2 az - 10.0.0.0/24 []\n", ""},
      {"one name, two CIDRs", subnet("a", "", "10.0.0.0/24", kFirst), subnet("a", "", "10.0.1.0/24", kSecond),
       "subnet a id - az - 10.0.0.0/24 []\n",
       "b.yaml:7:9: subnet \"a\": cidr is 10.0.1.0/24 here and 10.0.0.0/24 in a.yaml:3:5\n"},
  }));
  CAPTURE(row.name);
  ClusterSpec first;
  first.vpc.subnets = {row.first};
  ClusterSpec second;
  second.vpc.subnets = {row.second};
  const Merged out = merged(first, second);
  CHECK(spec_text(out.spec) == "cluster - - -\n" + row.subnets);
  CHECK(out.said == row.said);
}

TEST_CASE("names that refer to a subnet follow it") {
  ClusterSpec first;
  first.vpc.subnets = {subnet("private-a", "", "10.0.0.0/24", kFirst)};
  first.node_groups = {group("web", kFirst)};
  first.node_groups[0].subnets = {text("private-a", kFirst)};
  ClusterSpec second;
  second.vpc.subnets = {subnet("eks-a", "subnet-1", "10.0.0.0/24", kSecond)};
  second.node_groups = {group("web", kSecond), group("db", kSecond), group("ids", kSecond)};
  second.node_groups[0].subnets = {text("subnet-1", kSecond)};
  second.node_groups[1].subnets = {text("eks-a", kSecond)};
  second.node_groups[2].subnets = {text("subnet-1", kSecond)};
  second.cni.eni_configs = {{text("zone", kSecond), text("eks-a", kSecond)}};
  const Merged out = merged(first, second);
  CHECK(spec_text(out.spec) ==
        "cluster - - -\n"
        "subnet private-a id subnet-1 az - 10.0.0.0/24 []\n"
        "eniConfig zone private-a\n"
        "group web - - [] nodes -/-/- [private-a]\n"
        "group db - - [] nodes -/-/- [private-a]\n"
        "group ids - - [] nodes -/-/- [private-a]\n");
  CHECK(out.said.empty());
}

TEST_CASE("lists that gather hold what either has") {
  ClusterSpec first;
  first.vpc.cidrs = {network("10.0.0.0/16", kFirst)};
  first.vpc.subnets = {subnet("a", "", "10.0.0.0/24", kFirst)};
  first.vpc.subnets[0].uses = std::vector<Located<SubnetUse>>{{SubnetUse::nodes, kFirst}};
  first.addons = std::vector<Located<std::string>>{text("coredns", kFirst)};
  ClusterSpec second;
  second.vpc.cidrs = {network("10.0.0.0/16", kSecond), network("100.64.0.0/16", kSecond)};
  second.vpc.subnets = {subnet("a", "", "", kSecond)};
  second.vpc.subnets[0].uses =
      std::vector<Located<SubnetUse>>{{SubnetUse::nodes, kSecond}, {SubnetUse::fargate, kSecond}};
  second.addons = std::vector<Located<std::string>>{text("metrics-server", kSecond)};
  CHECK(spec_text(merged(first, second).spec) ==
        "cluster - - -\nvpc 10.0.0.0/16\nvpc 100.64.0.0/16\n"
        "subnet a id - az - 10.0.0.0/24 [nodes fargate]\naddons [coredns metrics-server]\n");
}

TEST_CASE("add-ons that are only defaults give way to a list that somebody wrote") {
  ClusterSpec defaults;
  defaults.addons = std::vector<Located<std::string>>{text("coredns", kDerived), text("metrics-server", kDerived)};
  ClusterSpec written;
  written.addons = std::vector<Located<std::string>>{};
  CHECK(spec_text(merged(defaults, written).spec) == "cluster - - -\naddons []\n");
  CHECK(spec_text(merged(written, defaults).spec) == "cluster - - -\naddons []\n");
}

TEST_CASE("used addresses as a number and as a list do not add up in silence") {
  ClusterSpec first;
  first.vpc.subnets = {subnet("a", "", "10.0.0.0/24", kFirst)};
  first.vpc.subnets[0].used_count = Located<IpCount>{IpCount(3), kFirst};
  ClusterSpec second;
  second.vpc.subnets = {subnet("a", "", "", kSecond)};
  second.vpc.subnets[0].used_ranges = {{*Ipv4Range::parse("10.0.0.9"), kSecond}};
  CHECK(merged(first, second).said == "b.yaml:7:9: subnet \"a\": used is a list here and a number in a.yaml:3:5\n");
}

TEST_CASE("two things of one name within one spec stay two") {
  ClusterSpec first;
  first.node_groups = {group("web", kFirst)};
  ClusterSpec second;
  second.node_groups = {group("web", kSecond), group("web", kSecond)};
  CHECK(merged(first, second).spec.node_groups.size() == 2);
}

TEST_CASE("Pods are unknown until somebody names workloads") {
  ClusterSpec eksctl;
  eksctl.pods_unknown = true;
  ClusterSpec nodes_only;
  CHECK(merged(eksctl, nodes_only).spec.pods_unknown);
  ClusterSpec with_workload;
  with_workload.workloads.push_back({.name = text("api", kSecond)});
  CHECK_FALSE(merged(eksctl, with_workload).spec.pods_unknown);
  CHECK_FALSE(merged(with_workload, eksctl).spec.pods_unknown);
}
