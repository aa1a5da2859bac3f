#include "planner/report/infrastructure_report.hpp"

#include <algorithm>
#include <string>
#include <variant>

#include "planner/importers/import.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/spec_yaml.hpp"
#include "planner/spec/spec_tree.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::report;
using namespace cniplan::test;
using Use = SubnetUse;

namespace {

/// What the importers make of files.
SpecImport imported(const std::vector<std::string>& files) {
  Sources sources;
  std::vector<int> texts;
  for (const std::string& file : files) texts.push_back(sources.add("file", file));
  const Catalog catalog = Catalog::embedded();
  auto read = import_spec(sources, texts, {.catalog = catalog, .nodes_per_pool = std::nullopt});
  if (!read) UNSCOPED_INFO(to_text(read.error(), sources));
  REQUIRE(read.has_value());
  return *std::move(read);
}

/// The plan as its JSON, without a word about where the input says something.
std::string plan_of(ClusterSpec spec) {
  std::ranges::stable_sort(spec.vpc.subnets, {}, [](const SubnetSpec& subnet) { return subnet.name->value; });
  std::ranges::stable_sort(spec.node_groups, {}, [](const NodeGroupSpec& group) { return group.name->value; });
  const Sources sources;
  return to_table(plan_cluster(resolved(spec)), {.sources = sources, .explain = true});
}

/// A cluster with all that an eksctl file can say.
ClusterSpec sayable() {
  ClusterSpec spec;
  spec.name = Located<std::string>{"shop"};
  spec.pods_unknown = true;
  spec.service_cidr = Located<Cidr>{cidr("172.20.0.0/16")};
  spec.vpc.cidrs = {{cidr("10.0.0.0/16")}};
  spec.vpc.subnets = {subnet("a", "10.0.0.0/20", "eu-west-1a", {Use::control_plane, Use::nodes}),
                      subnet("b", "10.0.16.0/20", "eu-west-1b", {Use::control_plane, Use::nodes})};
  spec.node_groups = {group("web", {"m5.large", "m5a.large"}, {.desired = 3, .max = 9})};
  spec.addons.emplace({Located<std::string>{"coredns"}});
  return spec;
}

void add_public(ClusterSpec& spec, std::vector<Use> uses) {
  spec.vpc.subnets.push_back(subnet("public-a", "10.0.32.0/24", "eu-west-1a", uses));
  spec.vpc.subnets.push_back(subnet("public-b", "10.0.33.0/24", "eu-west-1b", uses));
}

void set_max_pods(ClusterSpec& spec, MaxPodsSpec max_pods) {
  spec.node_groups.front().max_pods = Located<MaxPodsSpec>{std::move(max_pods)};
}

Given<std::variant<NodeCount, Share>> unavailable(std::variant<NodeCount, Share> value) {
  return Located<std::variant<NodeCount, Share>>{value};
}

struct Variant {
  const char* name;
  void (*change)(ClusterSpec& spec);
};

/// Ways in which a cluster that eksctl can say differs from the simplest.
const Variant kVariants[] = {
    {"the simplest", [](ClusterSpec&) {}},
    {"public subnets for load balancers and the control plane",
     [](ClusterSpec& spec) {
       add_public(spec, {Use::control_plane, Use::load_balancers});
     }},
    {"the control plane on private subnets alone", [](ClusterSpec& spec) { add_public(spec, {Use::load_balancers}); }},
    {"the control plane in its own subnets",
     [](ClusterSpec& spec) {
       for (SubnetSpec& subnet : spec.vpc.subnets) subnet.uses = {{{Use::nodes}}};
       spec.vpc.subnets.push_back(subnet("control-a", "10.0.64.0/28", "eu-west-1a", {Use::control_plane}));
       spec.vpc.subnets.push_back(subnet("control-b", "10.0.64.16/28", "eu-west-1b", {Use::control_plane}));
     }},
    {"nodes in public subnets",
     [](ClusterSpec& spec) {
       add_public(spec, {Use::control_plane, Use::load_balancers});
       spec.node_groups.push_back(group("edge", {"c5.large"}, {.desired = 2, .subnets = {"public-a", "public-b"}}));
     }},
    {"nodes in public and private subnets",
     [](ClusterSpec& spec) {
       add_public(spec, {Use::control_plane, Use::load_balancers});
       spec.node_groups.push_back(group("both", {"c5.large"}, {.desired = 2, .subnets = {"public-a", "b"}}));
     }},
    {"one subnet of several", [](ClusterSpec& spec) { spec.node_groups.front().subnets = {{"b"}}; }},
    {"a self-managed group of several types",
     [](ClusterSpec& spec) { spec.node_groups.front().manager = Located<NodeManager>{NodeManager::self_managed}; }},
    {"a self-managed group of one type",
     [](ClusterSpec& spec) {
       spec.node_groups.front().manager = Located<NodeManager>{NodeManager::self_managed};
       spec.node_groups.front().instance_types.pop_back();
     }},
    {"Bottlerocket", [](ClusterSpec& spec) { spec.node_groups.front().os = Located<NodeOs>{NodeOs::bottlerocket}; }},
    {"Windows",
     [](ClusterSpec& spec) {
       spec.node_groups.push_back(group("win", {"m5.large"}, {.desired = 2}));
       spec.node_groups.back().os = Located<NodeOs>{NodeOs::windows};
     }},
    {"max Pods", [](ClusterSpec& spec) { set_max_pods(spec, PodCount(17)); }},
    {"max Pods, as the AMI has it", [](ClusterSpec& spec) { set_max_pods(spec, MaxPodsAuto{}); }},
    {"max Pods by an expression",
     [](ClusterSpec& spec) { set_max_pods(spec, MaxPodsExpression{"default_enis * (ips_per_eni - 1)"}); }},
    {"max Pods of a custom AMI",
     [](ClusterSpec& spec) {
       set_max_pods(spec, PodCount(17));
       spec.node_groups.front().custom_ami = true;
     }},
    {"a custom AMI without max Pods", [](ClusterSpec& spec) { spec.node_groups.front().custom_ami = true; }},
    {"updates of several nodes",
     [](ClusterSpec& spec) { spec.node_groups.front().update.max_unavailable = unavailable(NodeCount(3)); }},
    {"updates of a share of the nodes",
     [](ClusterSpec& spec) { spec.node_groups.front().update.max_unavailable = unavailable(Share::from_percent(34)); }},
    {"settings of the CNI",
     [](ClusterSpec& spec) {
       spec.cni.env = {variable("ENABLE_PREFIX_DELEGATION", "true"), variable("WARM_PREFIX_TARGET", "2")};
     }},
    {"further add-ons",
     [](ClusterSpec& spec) {
       spec.addons.emplace({Located<std::string>{"aws-ebs-csi-driver"}, Located<std::string>{"metrics-server"}});
     }},
    {"no list of add-ons", [](ClusterSpec& spec) { spec.addons.reset(); }},
    {"no add-ons at all", [](ClusterSpec& spec) { spec.addons.emplace(); }},
    {"Fargate",
     [](ClusterSpec& spec) {
       spec.vpc.subnets[1].uses->push_back({Use::fargate});
       spec.fargate_profiles.push_back({.name = Located<std::string>{"batch"}});
     }},
    {"IPv6",
     [](ClusterSpec& spec) {
       spec.ip_family = Located<IpFamily>{IpFamily::ipv6};
       spec.service_cidr.reset();
       spec.cni.env = {variable("ENABLE_IPv6", "true")};
     }},
    {"Auto Mode",
     [](ClusterSpec& spec) {
       spec.platform = Located<Platform>{Platform::eks_auto};
       spec.addons.emplace();
     }},
    {"several CIDRs and custom networking",
     [](ClusterSpec& spec) {
       spec.vpc.cidrs.push_back({cidr("100.64.0.0/16")});
       spec.vpc.subnets.push_back(subnet("pods-a", "100.64.0.0/20", "eu-west-1a", {Use::pods}));
       spec.vpc.subnets.push_back(subnet("pods-b", "100.64.16.0/20", "eu-west-1b", {Use::pods}));
       spec.cni.env = {variable("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true")};
       spec.cni.eni_configs = {{{"eu-west-1a"}, {"pods-a"}}, {{"eu-west-1b"}, {"pods-b"}}};
     }},
    {"zones that have no names",
     [](ClusterSpec& spec) {
       spec.vpc.subnets[0].az = Located<std::string>{"zone-a"};
       spec.vpc.subnets[1].az = Located<std::string>{"zone-b"};
     }},
    {"names that end like zones",
     [](ClusterSpec& spec) {
       spec.vpc.subnets[0].name = Located<std::string>{"eu-west-1z"};
       spec.vpc.subnets[1].name = Located<std::string>{"nodes-1b"};
       spec.vpc.subnets[0].az = Located<std::string>{"zone-a"};
       spec.vpc.subnets[1].az = Located<std::string>{"zone-b"};
     }},
    {"names that mean something in YAML",
     [](ClusterSpec& spec) {
       spec.name = Located<std::string>{"a: \"b\" #c"};
       spec.vpc.subnets[0].name = Located<std::string>{"true"};
       spec.vpc.subnets[1].name = Located<std::string>{"x\ny: [\u2028 1"};
       spec.node_groups.front().name = Located<std::string>{"- g"};
     }},
};

}  // namespace

TEST_CASE("an eksctl file is planned as the spec that it was written of") {
  const auto variant = GENERATE(from_range(std::begin(kVariants), std::end(kVariants)));
  CAPTURE(variant.name);
  ClusterSpec spec = sayable();
  variant.change(spec);
  const std::string file = to_eksctl(spec);
  CAPTURE(file);
  const SpecImport read = imported({file});
  CHECK(plan_of(read.spec) == plan_of(spec));
  for (const Diagnostic& warning : read.warnings) CHECK(warning.code != "eksctl.unknown-key");
}

TEST_CASE("a spec that is read again is planned as before") {
  const auto variant = GENERATE(from_range(std::begin(kVariants), std::end(kVariants)));
  CAPTURE(variant.name);
  ClusterSpec spec = sayable();
  variant.change(spec);
  spec.vpc.subnets[0].used_count = Located<IpCount>{IpCount(7)};
  spec.vpc.subnets[0].reservations = {
      {.cidr = Located<Cidr>{Cidr::containing(spec.vpc.subnets[0].cidr->value.network(), 24)},
       .type = Located<ReservationType>{ReservationType::explicit_use}}};
  const std::string file = to_yaml(spec_tree(spec), {});
  CAPTURE(file);
  CHECK(plan_of(imported({file}).spec) == plan_of(spec));
}

TEST_CASE("a CloudFormation template has the spec's network") {
  const auto variant = GENERATE(from_range(std::begin(kVariants), std::end(kVariants)));
  CAPTURE(variant.name);
  ClusterSpec spec = sayable();
  variant.change(spec);
  spec.vpc.subnets[0].reservations = {
      {.cidr = Located<Cidr>{Cidr::containing(spec.vpc.subnets[0].cidr->value.network(), 24)},
       .type = Located<ReservationType>{ReservationType::explicit_use}},
      {.cidr =
           Located<Cidr>{Cidr::containing(Ipv4Address(spec.vpc.subnets[0].cidr->value.network().value() + 1024), 28)}}};
  const std::string file = to_cloudformation(spec);
  CAPTURE(file);
  const VpcSpec read = imported({file}).spec.vpc;
  REQUIRE(read.cidrs.size() == spec.vpc.cidrs.size());
  for (std::size_t i = 0; i < read.cidrs.size(); ++i) CHECK(read.cidrs[i].value == spec.vpc.cidrs[i].value);
  REQUIRE(read.subnets.size() == spec.vpc.subnets.size());
  for (std::size_t i = 0; i < read.subnets.size(); ++i) {
    const SubnetSpec& given = spec.vpc.subnets[i];
    CHECK(read.subnets[i].az->value == given.az->value);
    CHECK(read.subnets[i].cidr->value == given.cidr->value);
    CHECK(read.subnets[i].name->value == given.name->value);
    const auto has = [](const SubnetSpec& subnet, Use use) {
      return std::ranges::find(*subnet.uses, use, &Located<Use>::value) != subnet.uses->end();
    };
    CHECK(has(read.subnets[i], Use::load_balancers) == has(given, Use::load_balancers));
    CHECK(has(read.subnets[i], Use::cni) == has(given, Use::cni));
    REQUIRE(read.subnets[i].reservations.size() == given.reservations.size());
    for (std::size_t j = 0; j < given.reservations.size(); ++j) {
      const ReservationSpec& reservation = read.subnets[i].reservations[j];
      CHECK(reservation.cidr->value == given.reservations[j].cidr->value);
      CHECK(reservation.type->value == given.reservations[j].type.value_or(Located<ReservationType>{}).value);
    }
  }
}

TEST_CASE("an eksctl file and the template of its network are planned as the spec with its NAT gateways") {
  ClusterSpec spec = sayable();
  add_public(spec, {Use::control_plane, Use::load_balancers});
  spec.vpc.subnets[0].reservations = {
      {.cidr = Located<Cidr>{cidr("10.0.8.0/21")}, .type = Located<ReservationType>{ReservationType::prefix}}};
  spec.endpoints = {{.name = Located<std::string>{"nat"},
                     .type = Located<EndpointType>{EndpointType::nat_gateway},
                     .subnets = {{"public-a"}}}};
  CHECK(plan_of(imported({to_eksctl(spec), to_cloudformation(spec)}).spec) == plan_of(spec));
}

TEST_CASE("what eksctl cannot say stands at the head of the file") {
  ClusterSpec spec = sayable();
  spec.node_groups.front().pods_per_node = Located<PodCount>{PodCount(12)};
  spec.node_groups.front().update.max_unavailable = unavailable(Share::from_percent(0));
  spec.node_groups.front().update.strategy = Located<UpdateStrategy>{UpdateStrategy::minimal};
  spec.node_groups.push_back(group("pool", {"m5.large"}, {.manager = NodeManager::karpenter}));
  spec.node_groups.push_back(group("unknown", {}, {}));
  spec.node_groups.push_back(group("bare", {"m5.large"}, {}));
  spec.node_groups.back().nodes = {};
  spec.node_groups.back().custom_ami = true;
  spec.node_groups.back().os = Located<NodeOs>{NodeOs::bottlerocket};
  spec.node_groups.back().max_pods = Located<MaxPodsSpec>{PodCount(20)};
  spec.vpc.subnets[0].used_count = Located<IpCount>{IpCount(7)};
  spec.vpc.subnets[0].uses->push_back({Use::cni});
  spec.growth.pods_per_month = Located<Share>{Share::from_percent(5)};
  spec.quotas.subnets_per_vpc = Located<std::int64_t>{300};
  spec.policy.warn_at = Located<Share>{Share::from_percent(70)};
  spec.workloads.push_back({.name = Located<std::string>{"api"}});
  spec.daemon_sets.push_back({.name = Located<std::string>{"logs"}});
  spec.load_balancers.push_back({.name = Located<std::string>{"front"}});
  spec.vpc.peers.push_back({.name = Located<std::string>{"office"}});
  const std::string file = to_eksctl(spec);
  const std::string head = file.substr(0, file.find("apiVersion"));
  CHECK(head == R"(# Cluster shop for eksctl, in a VPC and subnets that are there before: cniplan writes them for
#   Terraform and CloudFormation.
# REPLACE-WITH-VPC-ID: the VPC's id, output vpc_id of Terraform, VpcId of CloudFormation. In it
#   eksctl finds a subnet by its az and cidr.
# ami-REPLACE-WITH-YOURS: the id of your AMI.
# What a file of eksctl cannot say, and the spec beside it gives back (cniplan plan CLUSTER SPEC):
# - the update strategy minimal of node group web
# - maxUnavailable of node group web
# - node group pool, whose nodes Karpenter or Auto Mode makes: apply its NodePool
# - node group unknown, whose instance types are not known
# - node group bare's nodes, whose number is not known: eksctl starts with 2
# - max Pods of node group bare: set them in the AMI's own settings
# - Pods per node (web 12): --pods-per-node N gives one number for all
# - workloads api
# - DaemonSets logs
# - addresses that others hold in a
# - the tag kubernetes.io/role/cni, for subnet discovery, of a
# - load balancers front
# - peers office
# - growth
# - quotas
# - the policy
)");
}

TEST_CASE("resources of Terraform keep their names when a subnet is added") {
  ClusterSpec spec = sayable();
  const auto names = [](const ClusterSpec& of) {
    std::vector<std::string> out;
    const std::string text = to_terraform(of);
    for (auto at = text.find("\nresource "); at != std::string::npos; at = text.find("\nresource ", at + 1)) {
      out.push_back(text.substr(at, text.find('{', at) - at));
    }
    return out;
  };
  add_public(spec, {Use::load_balancers});
  const auto before = names(spec);
  spec.vpc.subnets.insert(spec.vpc.subnets.begin(), subnet("new", "10.0.48.0/24", "eu-west-1a"));
  const auto after = names(spec);
  for (const std::string& name : before) CHECK(std::ranges::find(after, name) != after.end());
  CHECK(after.size() == before.size() + 1);
}
