#include "planner/report/infrastructure.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::report;
using namespace cniplan::test;
using Use = SubnetUse;

namespace {

ClusterSpec spec_with(std::vector<SubnetSpec> subnets) {
  ClusterSpec spec;
  spec.vpc.cidrs.push_back({cidr("10.0.0.0/16")});
  spec.vpc.subnets = std::move(subnets);
  return spec;
}

EndpointSpec nat(std::string name, std::vector<std::string> subnets) {
  EndpointSpec gateway{.name = Located<std::string>{std::move(name)},
                       .type = Located<EndpointType>{EndpointType::nat_gateway}};
  for (std::string& subnet : subnets) gateway.subnets.push_back({std::move(subnet)});
  return gateway;
}

SubnetSpec tagged(SubnetSpec subnet, std::string key, std::string value) {
  subnet.tags.push_back({{std::move(key)}, {std::move(value)}});
  return subnet;
}

std::string tags_of(const InfrastructureSubnet& subnet) {
  std::string out;
  for (const auto& [key, value] : subnet.tags) out += fmt::format("{}={} ", key, value);
  return out;
}

/// "subnet -> table" for each of them, "-" without one.
std::string routes_of(const Infrastructure& network) {
  std::string out;
  for (const InfrastructureSubnet& subnet : network.subnets) {
    out += fmt::format("{} -> {}\n", subnet.name,
                       subnet.route_table ? network.route_tables[*subnet.route_table].name : "-");
  }
  return out;
}

}  // namespace

TEST_CASE("what makes a subnet public") {
  struct Row {
    const char* name;
    SubnetSpec subnet;
    bool is_public;
  };
  const auto row = GENERATE(values<Row>({
      {"its name", subnet("Public-a", "10.0.0.0/24"), true},
      {"nodes' subnets are private", subnet("a", "10.0.0.0/24"), false},
      {"load balancers alone", subnet("edge", "10.0.0.0/24", "", {Use::load_balancers}), true},
      {"load balancers and the control plane",
       subnet("edge", "10.0.0.0/24", "", {Use::load_balancers, Use::control_plane}), true},
      {"load balancers and nodes", subnet("a", "10.0.0.0/24", "", {Use::load_balancers, Use::nodes}), false},
      {"a name that says private", subnet("private-lb", "10.0.0.0/24", "", {Use::load_balancers}), false},
      {"a name that says internal", subnet("internal-lb", "10.0.0.0/24", "", {Use::load_balancers}), false},
      {"the tag elb", tagged(subnet("a", "10.0.0.0/24"), "kubernetes.io/role/elb", "1"), true},
      {"the tag elb, switched off", tagged(subnet("a", "10.0.0.0/24"), "kubernetes.io/role/elb", "0"), false},
      {"the tag internal-elb",
       tagged(subnet("public-a", "10.0.0.0/24", "", {Use::load_balancers}), "kubernetes.io/role/internal-elb", "1"),
       false},
      {"the control plane alone", subnet("a", "10.0.0.0/24", "", {Use::control_plane}), false},
  }));
  CAPTURE(row.name);
  const Infrastructure network = infrastructure_of(spec_with({row.subnet}));
  CHECK(network.subnets.front().is_public == row.is_public);
  CHECK(network.internet_gateway == row.is_public);
}

TEST_CASE("a NAT gateway makes its subnet public, and is the way out of its zone") {
  ClusterSpec spec =
      spec_with({subnet("a", "10.0.0.0/24", "z1"), subnet("b", "10.0.1.0/24", "z2"), subnet("c", "10.0.2.0/24", "z3"),
                 subnet("out-1", "10.0.3.0/28", "z1", {}), subnet("out-2", "10.0.3.16/28", "z2", {})});
  spec.endpoints = {nat("nat", {"out-1", "out-2"})};
  const Infrastructure network = infrastructure_of(spec);
  CHECK(routes_of(network) == "a -> via-out-1\nb -> via-out-2\nc -> via-out-1\nout-1 -> public\nout-2 -> public\n");
  REQUIRE(network.nat_gateways.size() == 2);
  CHECK(network.nat_gateways[0].tag == "nat-out-1");
  CHECK(network.nat_gateways[1].name == "out-2");
}

TEST_CASE("two NAT gateways in one subnet have two names") {
  ClusterSpec spec = spec_with({subnet("out", "10.0.0.0/24")});
  spec.endpoints = {nat("one", {"out"}), nat("two", {"out"})};
  const Infrastructure network = infrastructure_of(spec);
  REQUIRE(network.nat_gateways.size() == 2);
  CHECK(network.nat_gateways[0].name == "out");
  CHECK(network.nat_gateways[1].name == "out-2");
  CHECK(network.nat_gateways[1].tag == "two");
}

TEST_CASE("without a NAT gateway private subnets have no way out, and without a public subnet nobody has") {
  CHECK(routes_of(infrastructure_of(spec_with({subnet("public-a", "10.0.0.0/24"), subnet("a", "10.0.1.0/24")}))) ==
        "public-a -> public\na -> -\n");
  const Infrastructure isolated = infrastructure_of(spec_with({subnet("a", "10.0.1.0/24")}));
  CHECK(routes_of(isolated) == "a -> -\n");
  CHECK(isolated.route_tables.empty());
}

TEST_CASE("a NAT gateway that names no subnet is not made, which is said") {
  ClusterSpec spec = spec_with({subnet("a", "10.0.0.0/24", "eu-west-1a")});
  spec.endpoints = {nat("nat", {})};
  const Infrastructure network = infrastructure_of(spec);
  CHECK(network.nat_gateways.empty());
  CHECK_FALSE(network.subnets.front().is_public);
  CHECK(network_remarks(spec, network)[1] ==
        "NAT gateway nat is not made, as the spec does not say in which public subnet.");
}

TEST_CASE("tags say what a subnet is for, and the spec's own come first in doubt") {
  ClusterSpec spec = spec_with({subnet("public-a", "10.0.0.0/24", "", {Use::load_balancers}),
                                subnet("a", "10.0.1.0/24", "", {Use::nodes, Use::load_balancers, Use::cni}),
                                tagged(tagged(subnet("b", "10.0.2.0/24"), "Name", "own"), "team", "x")});
  CHECK(tags_of(infrastructure_of(spec).subnets[0]) == "Name=public-a kubernetes.io/role/elb=1 ");
  spec.name = Located<std::string>{"shop"};
  const Infrastructure network = infrastructure_of(spec);
  CHECK(tags_of(network.subnets[1]) ==
        "Name=a kubernetes.io/cluster/shop=shared kubernetes.io/role/internal-elb=1 kubernetes.io/role/cni=1 ");
  CHECK(tags_of(network.subnets[2]) == "kubernetes.io/cluster/shop=shared Name=own team=x ");
}

TEST_CASE("zones without a name are numbered, and names tell the Region") {
  struct Row {
    const char* zone;
    int number;
    std::string region;
  };
  const auto row = GENERATE(values<Row>({
      {"zone-a", 0, ""},
      {"zone-c", 2, ""},
      {"zone-", -1, ""},
      {"zone-aa", -1, ""},
      {"eu-west-1a", -1, "eu-west-1"},
      {"us-gov-west-1b", -1, "us-gov-west-1"},
      {"us-west-2-lax-1a", -1, "us-west-2"},
      {"ap-southeast-10c", -1, "ap-southeast-10"},
      {"eu-1a", -1, ""},
      {"use1-az1", -1, ""},
      {"z1", -1, ""},
      {"eu-west-1", -1, ""},
  }));
  CAPTURE(row.zone);
  const Infrastructure network = infrastructure_of(spec_with({subnet("a", "10.0.0.0/24", row.zone)}));
  const auto number = network.subnets.front().zone.number;
  CHECK((number ? static_cast<int>(*number) : -1) == row.number);
  CHECK(network.region == row.region);
  CHECK(network.numbered_zones == (row.number >= 0));
}

TEST_CASE("a subnet knows which further CIDR of the VPC holds it") {
  ClusterSpec spec = spec_with({subnet("a", "10.0.0.0/24"), subnet("b", "100.65.0.0/24")});
  spec.vpc.cidrs.push_back({cidr("100.64.0.0/16")});
  spec.vpc.cidrs.push_back({cidr("100.65.0.0/16")});
  const Infrastructure network = infrastructure_of(spec);
  CHECK_FALSE(network.subnets[0].further_cidr.has_value());
  CHECK(network.subnets[1].further_cidr == 1);
}

TEST_CASE("names are found as names and ids, and without any by the use") {
  ClusterSpec spec = spec_with({subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24", "", {Use::pods})});
  spec.vpc.subnets[1].id = Located<std::string>{"subnet-0b"};
  using Places = std::vector<std::size_t>;
  CHECK(subnets_of(spec, {{"subnet-0b"}, {"a"}, {"b"}}, Use::nodes) == Places{1, 0});
  CHECK(subnets_of(spec, {}, Use::nodes) == Places{0});
  spec.vpc.subnets[1].uses.reset();
  CHECK(subnets_of(spec, {}, Use::nodes) == Places{0, 1});
}

TEST_CASE("a comment stays one, whatever ends a line") { CHECK(comment_of("a\u2028b\u2029c") == "# a?b?c\n"); }
