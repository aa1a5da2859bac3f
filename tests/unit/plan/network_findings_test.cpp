#include "planner/plan/network_findings.hpp"

#include <fmt/format.h>

#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

Located<Cidr> at_line(std::string_view block, int line) {
  return {cidr(block), Location{.source = 0, .line = line, .column = 3}};
}

ClusterSpec with_vpc(const std::vector<std::string>& blocks) {
  ClusterSpec spec;
  int line = 10;
  for (const std::string& block : blocks) spec.vpc.cidrs.push_back(at_line(block, line++));
  return spec;
}

PeerSpec peer(std::string name, const std::vector<std::string>& blocks) {
  PeerSpec made;
  made.name = Located<std::string>{std::move(name)};
  int line = 40;
  for (const std::string& block : blocks) made.cidrs.push_back(at_line(block, line++));
  return made;
}

EndpointSpec endpoint(std::string name, EndpointType type, const std::vector<std::string>& subnets) {
  EndpointSpec made;
  made.name = Located<std::string>{std::move(name)};
  made.type = Located<EndpointType>{type};
  for (const std::string& subnet : subnets) made.subnets.push_back({subnet});
  return made;
}

/// "error VPC CIDR \"x\": message; remedy" of each finding of a rule.
std::vector<std::string> said(const ClusterSpec& spec, std::string_view rule) {
  std::vector<std::string> lines;
  for (const Finding& finding : network_findings(resolved(spec))) {
    if (finding.rule->id != rule) continue;
    lines.push_back(fmt::format("{} {}: {}; {}", to_string(finding.severity), finding.subject,
                                finding.message, finding.remedy));
  }
  return lines;
}
using Lines = std::vector<std::string>;

/// A VPC of one subnet, so that resolve() lays out nothing by itself.
ClusterSpec one_subnet(ClusterSpec spec, std::string_view block) {
  spec.vpc.subnets = {subnet("a", block, "eu-west-1a")};
  return spec;
}

}  // namespace

TEST_CASE("AWS's table of secondary CIDRs, row by row") {
  struct Row {
    const char* name;
    std::vector<std::string> cidrs;
    const char* verdict;  // of the last one: "", "error" or "warning"
  };
  const auto row = GENERATE(values<Row>({
      {"more of the same range", {"10.20.0.0/16", "10.21.0.0/16"}, ""},
      {"shared space beside 10/8", {"10.20.0.0/16", "100.64.0.0/16"}, ""},
      {"public beside 10/8", {"10.20.0.0/16", "54.12.0.0/16"}, ""},
      {"172.16/12 beside 10/8", {"10.20.0.0/16", "172.16.0.0/16"}, "error"},
      {"192.168/16 beside 10/8", {"10.20.0.0/16", "192.168.4.0/24"}, "error"},
      {"198.19/16 beside 10/8", {"10.20.0.0/16", "198.19.0.0/16"}, "warning"},
      {"198.18/16 beside 10/8", {"10.20.0.0/16", "198.18.0.0/16"}, ""},
      {"10.0/16 with 10.0/15 there", {"10.1.0.0/16", "10.0.0.0/16"}, "error"},
      {"10.0/16 with its other half there", {"10.0.0.0/17", "10.0.128.0/17"}, "error"},
      {"10.1/16 with 10.0/16 there", {"10.0.0.0/16", "10.1.0.0/16"}, ""},
      {"10.0/16 with none of 10.0/15 there", {"10.2.0.0/16", "10.0.0.0/16"}, ""},
      {"10.0/16 with a secondary of 10.0/15 there", {"10.2.0.0/16", "10.1.0.0/16", "10.0.0.0/16"}, "error"},
      {"10/8 beside 172.16/12", {"172.18.0.0/16", "10.0.0.0/16"}, "error"},
      {"192.168/16 beside 172.16/12", {"172.18.0.0/16", "192.168.0.0/16"}, "error"},
      {"172.31/16 beside 172.16/12", {"172.18.0.0/16", "172.31.0.0/16"}, "error"},
      {"172.16/12 beside 172.31/16", {"172.31.0.0/16", "172.30.0.0/16"}, ""},
      {"198.19/16 beside 172.16/12", {"172.18.0.0/16", "198.19.0.0/17"}, "warning"},
      {"10/8 beside 192.168/16", {"192.168.0.0/20", "10.4.0.0/16"}, "error"},
      {"172.16/12 beside 192.168/16", {"192.168.0.0/20", "172.20.0.0/16"}, "error"},
      {"198.19/16 beside 192.168/16", {"192.168.0.0/20", "198.19.0.0/16"}, "warning"},
      {"RFC 1918 beside 198.19/16", {"198.19.0.0/16", "10.4.0.0/16"}, "error"},
      {"shared space beside 198.19/16", {"198.19.0.0/16", "100.64.0.0/16"}, ""},
      {"RFC 1918 beside shared space", {"100.64.0.0/16", "192.168.0.0/16"}, "error"},
      {"198.19/16 beside shared space", {"100.64.0.0/16", "198.19.0.0/16"}, "warning"},
      {"RFC 1918 beside a public one", {"54.12.0.0/16", "10.0.0.0/16"}, "error"},
      {"public beside a public one", {"54.12.0.0/16", "54.13.0.0/16"}, ""},
      {"link-local", {"10.0.0.0/16", "169.254.0.0/16"}, "error"},
      {"link-local as the primary one", {"169.254.0.0/16"}, "error"},
  }));
  CAPTURE(row.name);
  const ClusterModel model = resolved(one_subnet(with_vpc(row.cidrs), row.cidrs.front()));
  std::string verdict;
  for (const Finding& finding : network_findings(model)) {
    if (finding.rule->id != "vpc.secondary-cidr") continue;
    CHECK(verdict.empty());
    verdict = to_string(finding.severity);
    CHECK(finding.subject == fmt::format("VPC CIDR \"{}\"", row.cidrs.back()));
    CHECK(finding.location == model.vpc_cidrs.back().location);
  }
  CHECK(verdict == row.verdict);
}

TEST_CASE("a barred secondary CIDR is told with the primary one, its place and what would do") {
  CHECK(
      said(one_subnet(with_vpc({"10.20.0.0/16", "192.168.0.0/16"}), "10.20.0.0/20"), "vpc.secondary-cidr") ==
      Lines{
          "error VPC CIDR \"192.168.0.0/16\": AWS's table of restrictions bars 192.168.0.0/16 from a VPC "
          "whose "
          "primary CIDR is 10.20.0.0/16 (line 10), of 10.0.0.0/8; use 100.64.0.0/10 or more of 10.0.0.0/8"});
  CHECK(said(one_subnet(with_vpc({"100.64.0.0/16", "198.19.0.0/16"}), "100.64.0.0/20"),
             "vpc.secondary-cidr") == Lines{"warning VPC CIDR \"198.19.0.0/16\": AWS's table of restrictions "
                                            "bars 198.19.0.0/16 from a VPC whose "
                                            "primary CIDR is 100.64.0.0/16 (line 10), public or of "
                                            "100.64.0.0/10, while the EKS best practices guide "
                                            "recommends it for Pods; use 100.64.0.0/10"});
  CHECK(
      said(one_subnet(with_vpc({"10.1.0.0/16", "10.0.8.0/24"}), "10.1.0.0/20"), "vpc.secondary-cidr") ==
      Lines{"error VPC CIDR \"10.0.8.0/24\": nothing of 10.0.0.0/16 can be added to a VPC that has a CIDR of "
            "10.0.0.0/15, as 10.1.0.0/16 (line 10) is; use 10.2.0.0 and above, or 100.64.0.0/10"});
}

TEST_CASE("a peer that overlaps the VPC, a subnet or the service network is told with both places") {
  ClusterSpec spec = one_subnet(with_vpc({"10.20.0.0/16", "100.64.0.0/16"}), "10.20.0.0/20");
  spec.service_cidr = at_line("172.20.0.0/16", 5);
  spec.vpc.peers = {peer("office", {"10.0.0.0/8"}), peer("data", {"10.30.0.0/16", "172.20.8.0/24"}),
                    peer("", {"0.0.0.0/0"})};
  CHECK(said(spec, "network.peer-overlap") ==
        Lines{"error peer \"office\": 10.0.0.0/8 overlaps 10.20.0.0/16 of the VPC (line 10); give one of "
              "them another "
              "range",
              "error peer \"data\": 172.20.8.0/24 overlaps the service network 172.20.0.0/16 (line 5): Pods "
              "cannot "
              "reach what is there; give the service network another range",
              "error peer \"#3\": 0.0.0.0/0 overlaps 10.20.0.0/16 of the VPC (line 10), and 1 other network; "
              "give one "
              "of them another range",
              "error peer \"#3\": 0.0.0.0/0 overlaps the service network 172.20.0.0/16 (line 5): Pods cannot "
              "reach "
              "what is there; give the service network another range"});
}

TEST_CASE("without CIDRs of the VPC its subnets stand for it") {
  ClusterSpec spec = one_subnet({}, "10.20.0.0/20");
  spec.vpc.subnets.push_back(subnet("b", "172.20.16.0/20", "eu-west-1b"));
  spec.vpc.subnets.push_back(subnet("c", "8.8.0.0/20", "eu-west-1c"));
  spec.service_cidr = at_line("172.20.0.0/16", 5);
  spec.vpc.peers = {peer("office", {"10.20.8.0/24"})};
  CHECK(said(spec, "network.peer-overlap") == Lines{"error peer \"office\": 10.20.8.0/24 overlaps "
                                                    "10.20.0.0/20 of subnet \"a\"; give one of them another "
                                                    "range"});
  CHECK(said(spec, "network.service-overlap") ==
        Lines{"error subnet \"b\": 172.20.16.0/20 overlaps the service network 172.20.0.0/16; give the "
              "service network "
              "a range outside of the VPC"});
  CHECK(said(spec, "network.public-range") == Lines{"info subnet \"c\": 8.8.0.0/20 is no private range: who "
                                                    "owns it in the Internet cannot be reached from "
                                                    "the VPC, and nobody outside of it reaches Pods by their "
                                                    "addresses; use a private range, unless this one "
                                                    "is your own"});
}

TEST_CASE("Docker's range is found wherever it is used") {
  ClusterSpec spec = one_subnet(with_vpc({"172.17.0.0/16"}), "172.17.0.0/20");
  spec.vpc.peers = {peer("office", {"172.17.4.0/24", "10.0.0.0/8"})};
  CHECK(said(spec, "network.docker-range") == Lines{"warning VPC CIDR \"172.17.0.0/16\": 172.17.0.0/16 has "
                                                    "addresses of 172.17.0.0/16, which Docker's bridge, "
                                                    "AWS Cloud9 and SageMaker use; use another range",
                                                    "warning peer \"office\": 172.17.4.0/24 has addresses of "
                                                    "172.17.0.0/16, which Docker's bridge, AWS Cloud9 "
                                                    "and SageMaker use; use another range"});
  ClusterSpec service = one_subnet(with_vpc({"10.0.0.0/16"}), "10.0.0.0/20");
  service.service_cidr = at_line("172.16.0.0/12", 5);
  CHECK(said(service, "network.docker-range").size() == 1);
}

TEST_CASE("private ranges of RFC 1918, RFC 6598 and RFC 2544 are not public, others are") {
  const auto [block, is_public] = GENERATE(table<std::string, bool>({{"10.255.0.0/16", false},
                                                                     {"172.31.0.0/16", false},
                                                                     {"172.32.0.0/16", true},
                                                                     {"192.168.0.0/16", false},
                                                                     {"192.169.0.0/16", true},
                                                                     {"100.127.0.0/16", false},
                                                                     {"100.128.0.0/16", true},
                                                                     {"198.19.0.0/16", false},
                                                                     {"198.20.0.0/16", true}}));
  CAPTURE(block);
  CHECK(said(one_subnet(with_vpc({block}), block), "network.public-range").size() == (is_public ? 1U : 0U));
}

TEST_CASE("quotas of the VPC are AWS's, or those of the spec") {
  ClusterSpec spec =
      with_vpc({"10.20.0.0/16", "10.21.0.0/16", "10.22.0.0/16", "10.23.0.0/16", "10.24.0.0/16"});
  spec = one_subnet(std::move(spec), "10.20.0.0/20");
  CHECK(said(spec, "vpc.cidrs-above-quota").empty());
  spec.vpc.cidrs.push_back(at_line("10.25.0.0/16", 30));
  CHECK(said(spec, "vpc.cidrs-above-quota") ==
        Lines{"error VPC: 6 CIDRs are above the quota of 5; have the quota raised, at most to 50, and set "
              "quotas.cidrsPerVpc"});
  CHECK(network_findings(resolved(spec)).front().location.line == 30);
  spec.quotas.cidrs_per_vpc = Located<std::int64_t>{6};
  CHECK(said(spec, "vpc.cidrs-above-quota").empty());

  spec.quotas.subnets_per_vpc = Located<std::int64_t>{1};
  CHECK(said(spec, "vpc.subnets-above-quota").empty());
  spec.vpc.subnets.push_back(subnet("b", "10.21.0.0/20", "eu-west-1b"));
  CHECK(said(spec, "vpc.subnets-above-quota") == Lines{"error VPC: 2 subnets are above the quota of 1; have "
                                                       "the quota raised and set quotas.subnetsPerVpc"});
}

TEST_CASE("NAT gateways count by zone, interface endpoints by VPC") {
  ClusterSpec spec = one_subnet(with_vpc({"10.20.0.0/16"}), "10.20.0.0/20");
  spec.vpc.subnets.push_back(subnet("b", "10.20.16.0/20", "eu-west-1b"));
  for (int i = 0; i < 5; ++i) {
    spec.endpoints.push_back(endpoint(fmt::format("nat-{}", i), EndpointType::nat_gateway, {"a", "b"}));
  }
  CHECK(said(spec, "vpc.nat-gateways-above-quota").empty());
  spec.endpoints.push_back(endpoint("nat-5", EndpointType::nat_gateway, {"b"}));
  CHECK(said(spec, "vpc.nat-gateways-above-quota") ==
        Lines{"error zone \"eu-west-1b\": 6 NAT gateways are above the quota of 5 a zone; have the quota "
              "raised and set "
              "quotas.natGatewaysPerZone"});
  CHECK(said(spec, "vpc.endpoints-above-quota").empty());
  for (int i = 0; i < 51; ++i) {
    spec.endpoints.push_back(endpoint(fmt::format("service-{}", i), EndpointType::interface_endpoint, {"a"}));
  }
  CHECK(said(spec, "vpc.endpoints-above-quota") ==
        Lines{"error VPC: 51 interface endpoints are above the quota of 50; have the quota raised and set "
              "quotas.interfaceEndpointsPerVpc"});
}

TEST_CASE("EKS makes no control plane in three zones, which only their ids tell") {
  const auto [zone, refused] = GENERATE(table<std::string, bool>({{"use1-az3", true},
                                                                  {"usw1-az2", true},
                                                                  {"cac1-az3", true},
                                                                  {"use1-az2", false},
                                                                  {"us-east-1c", false}}));
  CAPTURE(zone);
  ClusterSpec spec = with_vpc({"10.20.0.0/16"});
  spec.vpc.subnets = {subnet("a", "10.20.0.0/20", zone, {SubnetUse::control_plane, SubnetUse::nodes})};
  CHECK(said(spec, "control-plane.zone-refused") ==
        (refused ? Lines{fmt::format(
                       "error subnet \"a\": EKS makes no control plane in zone {}; give a subnet of "
                       "another zone the use controlPlane",
                       zone)}
                 : Lines{}));
  spec.platform = Located<Platform>{Platform::eks_distro};
  CHECK(said(spec, "control-plane.zone-refused").empty());
}

TEST_CASE("a zone with nodes and no subnet of the control plane is told once, local zones not at all") {
  ClusterSpec spec = with_vpc({"10.20.0.0/16"});
  spec.vpc.subnets = {subnet("a", "10.20.0.0/20", "us-west-2a", {SubnetUse::control_plane, SubnetUse::nodes}),
                      subnet("b", "10.20.16.0/20", "us-west-2b"),
                      subnet("b2", "10.20.32.0/20", "us-west-2b"),
                      subnet("local", "10.20.48.0/20", "us-west-2-lax-1a"),
                      subnet("local-id", "10.20.64.0/20", "usw2-lax1-az1"),
                      subnet("refused", "10.20.80.0/20", "usw1-az2")};
  spec.node_groups = {group("one", {"m5.large"}, {}), group("two", {"m5.large"}, {})};
  CHECK(said(spec, "control-plane.zone-not-covered") ==
        Lines{"info zone \"us-west-2b\": nodes stand in subnet \"b\", and no subnet of the zone is used for "
              "the control "
              "plane; once the cluster is made none can be added for it; give a subnet of the zone the use "
              "controlPlane, if it may be needed"});
}

TEST_CASE("zones with unequal room are told once for all node groups that share them") {
  ClusterSpec spec = with_vpc({"10.20.0.0/16"});
  spec.vpc.subnets = {subnet("a", "10.20.0.0/20", "eu-west-1a"), subnet("b", "10.20.16.0/20", "eu-west-1b"),
                      subnet("c", "10.20.32.0/24", "eu-west-1c")};
  spec.node_groups = {group("one", {"m5.large"}, {}), group("two", {"m5.large"}, {}),
                      group("even", {"m5.large"}, {.subnets = {"a", "b"}})};
  CHECK(
      said(spec, "zone.unbalanced") ==
      Lines{"warning node group \"one\": zone eu-west-1c has room for 251 addresses and zone eu-west-1a for "
            "4091: "
            "nodes spread evenly, so that of 8433 only 753 are of use (and to 1 other node group); give zone "
            "eu-west-1c more addresses, or leave it out"});
  spec.policy.rules.push_back({.rule = {"zone.unbalanced"}, .threshold = Located<Amount>{Share::from_percent(6)}});
  CHECK(said(spec, "zone.unbalanced").empty());
}

TEST_CASE("what others hold is no room, and unknown sizes or zones are not compared") {
  ClusterSpec spec = with_vpc({"10.20.0.0/16"});
  spec.vpc.subnets = {subnet("a", "10.20.0.0/24", "eu-west-1a"), subnet("b", "10.20.1.0/24", "eu-west-1b")};
  spec.node_groups = {group("one", {"m5.large"}, {})};
  CHECK(said(spec, "zone.unbalanced").empty());
  spec.vpc.subnets[1].used_count = Located<IpCount>{IpCount(100)};
  CHECK(said(spec, "zone.unbalanced").size() == 1);
  ClusterSpec nowhere = spec;
  nowhere.vpc.subnets[0].az.reset();
  CHECK(said(nowhere, "zone.unbalanced").empty());
  spec.vpc.subnets[0].cidr.reset();
  CHECK(said(spec, "zone.unbalanced").empty());
}

TEST_CASE("subnets that discovery may use are room as well, and ENIConfigs' subnets a room of their own") {
  ClusterSpec spec = with_vpc({"10.20.0.0/16", "100.64.0.0/16"});
  spec.vpc.subnets = {subnet("a", "10.20.0.0/24", "eu-west-1a"), subnet("b", "10.20.1.0/25", "eu-west-1b"),
                      subnet("more-b", "100.64.0.0/25", "eu-west-1b", {SubnetUse::cni})};
  spec.node_groups = {group("one", {"m5.large"}, {})};
  CHECK(said(spec, "zone.unbalanced").empty());

  spec.vpc.subnets = {subnet("a", "10.20.0.0/24", "eu-west-1a"), subnet("b", "10.20.1.0/24", "eu-west-1b"),
                      subnet("pods-a", "100.64.0.0/20", "eu-west-1a", {SubnetUse::pods}),
                      subnet("pods-b", "100.64.16.0/21", "eu-west-1b", {SubnetUse::pods})};
  spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
  spec.cni.eni_configs = {{{"eu-west-1a"}, {"pods-a"}}, {{"eu-west-1b"}, {"pods-b"}}};
  CHECK(said(spec, "zone.unbalanced") == Lines{"warning node group \"one\": zone eu-west-1b has room for "
                                               "2043 addresses and zone eu-west-1a for 4091: "
                                               "nodes spread evenly, so that of 6134 only 4086 are of use; "
                                               "give zone eu-west-1b more addresses, or leave "
                                               "it out"});
}

TEST_CASE("a plain VPC in private space has nothing to be told") {
  ClusterSpec spec = with_vpc({"10.20.0.0/16", "100.64.0.0/16"});
  const std::vector<SubnetUse> uses = {SubnetUse::control_plane, SubnetUse::nodes};
  spec.vpc.subnets = {subnet("a", "10.20.0.0/20", "eu-west-1a", uses),
                      subnet("b", "10.20.16.0/20", "eu-west-1b", uses)};
  spec.service_cidr = at_line("172.20.0.0/16", 5);
  spec.vpc.peers = {peer("office", {"10.30.0.0/16"})};
  spec.node_groups = {group("one", {"m5.large"}, {})};
  CHECK(network_findings(resolved(spec)).empty());
}
