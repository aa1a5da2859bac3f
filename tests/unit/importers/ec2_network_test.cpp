#include "planner/importers/ec2_network.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

const NamedText kSpec{"spec.yaml", "nodeGroups: [{name: web, instanceTypes: [m5.large], nodes: {desired: 1}}]\n"};

std::string subnet(const char* id, const char* zone, const char* cidr, const char* rest) {
  return fmt::format("{{\"SubnetId\": \"{}\", \"VpcId\": \"vpc-1\", \"AvailabilityZone\": \"{}\", \"CidrBlock\": \"{}\"{}}}", id,
                     zone, cidr, rest);
}

std::string tags(const char* name, const char* key = "", const char* value = "") {
  return fmt::format(", \"Tags\": [{{\"Key\": \"Name\", \"Value\": \"{}\"}}{}]", name,
                     *key == '\0' ? "" : fmt::format(", {{\"Key\": \"{}\", \"Value\": \"{}\"}}", key, value));
}

std::string subnets_of(const std::string& spec) {
  std::string out;
  for (std::size_t start = 0; start < spec.size();) {
    const auto end = spec.find('\n', start) + 1;
    const std::string line = spec.substr(start, end - start);
    if (line.starts_with("subnet ") || line.starts_with("vpc ")) out += line;
    start = end;
  }
  return out;
}

}  // namespace

TEST_CASE("subnets have the names, zones and uses that their tags give them") {
  const std::string subnets =
      "{\"Subnets\": [" + subnet("subnet-1", "z1", "10.0.0.0/24", tags("private-a", "kubernetes.io/role/internal-elb", "1").c_str()) +
      ", " + subnet("subnet-2", "z2", "10.0.1.0/24", tags("twice", "karpenter.sh/discovery", "shop").c_str()) + ", " +
      subnet("subnet-3", "z3", "10.0.2.0/24", tags("twice").c_str()) + "]}";
  const std::string vpcs =
      "{\"Vpcs\": [{\"VpcId\": \"vpc-0\", \"CidrBlock\": \"172.31.0.0/16\"}, {\"VpcId\": \"vpc-1\", \"CidrBlock\": "
      "\"10.0.0.0/16\", \"CidrBlockAssociationSet\": [{\"CidrBlock\": \"10.0.0.0/16\", \"CidrBlockState\": {\"State\": "
      "\"associated\"}}, {\"CidrBlock\": \"100.64.0.0/16\", \"CidrBlockState\": {\"State\": \"associated\"}}, {\"CidrBlock\": "
      "\"100.65.0.0/16\", \"CidrBlockState\": {\"State\": \"disassociated\"}}]}]}";
  const auto out = import_texts({kSpec, {"vpcs.json", vpcs}, {"subnets.json", subnets}});
  CHECK(subnets_of(out.spec) ==
        "vpc 10.0.0.0/16\nvpc 100.64.0.0/16\n"
        "subnet private-a id subnet-1 az z1 10.0.0.0/24 [nodes loadBalancers]\n"
        "subnet - id subnet-2 az z2 10.0.1.0/24 [nodes]\n"
        "subnet - id subnet-3 az z3 10.0.2.0/24 []\n");
  CHECK(out.said.empty());
  CHECK(out.notes.contains("ignored: VPC vpc-0 (the subnets are of another one)"));
}

TEST_CASE("what is in use is counted, or listed where the interfaces are given") {
  Sources sources;
  const Catalog catalog = Catalog::embedded();
  const auto spec_of = [&](const std::vector<std::string>& inputs) {
    std::vector<int> texts;
    for (const std::string& input : inputs) texts.push_back(sources.add("x.json", input));
    const auto imported = import_spec(sources, texts, {.catalog = catalog, .nodes_per_pool = std::nullopt});
    REQUIRE(imported.has_value());
    return imported->spec.vpc.subnets.front();
  };
  const std::string subnets =
      "{\"Subnets\": [" + subnet("subnet-1", "z1", "10.0.0.0/24", ", \"AvailableIpAddressCount\": 200") + "]}";
  const std::string reservation =
      "{\"SubnetIpv4CidrReservations\": [{\"SubnetId\": \"subnet-1\", \"Cidr\": \"10.0.0.16/28\", \"ReservationType\": "
      "\"explicit\"}]}";
  const std::string interfaces =
      "{\"NetworkInterfaces\": [{\"NetworkInterfaceId\": \"eni-1\", \"SubnetId\": \"subnet-1\", \"PrivateIpAddresses\": "
      "[{\"PrivateIpAddress\": \"10.0.0.9\"}], \"Ipv4Prefixes\": [{\"Ipv4Prefix\": \"10.0.0.32/28\"}]}]}";
  CHECK(spec_of({subnets}).used_count->value == IpCount(51));
  CHECK(spec_of({subnets, reservation}).used_count->value == IpCount(35));
  const SubnetSpec listed = spec_of({subnets, interfaces});
  CHECK_FALSE(listed.used_count.has_value());
  REQUIRE(listed.used_ranges.size() == 2);
  CHECK(listed.used_ranges[0].value.to_string() == "10.0.0.9");
  CHECK(listed.used_ranges[1].value.to_string() == "10.0.0.32/28");
}

TEST_CASE("of a whole account's subnets those count that are in the cluster's VPC") {
  const std::string network =
      "{\"Subnets\": [{\"SubnetId\": \"subnet-0\", \"VpcId\": \"vpc-0\", \"CidrBlock\": \"172.31.0.0/20\"}, "
      "{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/24\"}], \"Vpcs\": [{\"VpcId\": "
      "\"vpc-0\", \"CidrBlock\": \"172.31.0.0/16\"}, {\"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/16\"}], "
      "\"NetworkInterfaces\": [{\"SubnetId\": \"subnet-0\", \"PrivateIpAddresses\": [{\"PrivateIpAddress\": "
      "\"172.31.0.9\"}]}, {\"SubnetId\": \"subnet-9\", \"VpcId\": \"vpc-0\"}], \"SubnetIpv4CidrReservations\": "
      "[{\"SubnetId\": \"subnet-0\", \"Cidr\": \"172.31.0.16/28\", \"ReservationType\": \"prefix\"}]}";
  const auto cluster = [](const std::string& name, const std::string& place) {
    return "{\"cluster\": {\"name\": \"" + name + "\", \"resourcesVpcConfig\": {" + place + "}}}";
  };
  const auto nodes = [](const std::string& cluster_name, const std::string& subnet_id) {
    return "{\"nodegroup\": {\"nodegroupName\": \"web\", \"clusterName\": \"" + cluster_name + "\", \"subnets\": [\"" +
           subnet_id + "\"]}}";
  };
  const std::string vpc_0 = "\"vpcId\": \"vpc-0\"";
  const std::string vpc_1 = "\"vpcId\": \"vpc-1\"";
  const std::string ours = "vpc 10.0.0.0/16\nsubnet - id subnet-1 az - 10.0.0.0/24 []\n";
  struct Row {
    const char* name;
    std::vector<std::string> beside;
    std::string_view wanted;
    std::string read;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"by its id", {cluster("shop", vpc_1)}, "", ours},
      {"the id counts, and not the subnets of nodes", {cluster("shop", vpc_1), nodes("shop", "subnet-0")}, "", ours},
      {"by the control plane's subnets", {cluster("shop", "\"subnetIds\": [\"subnet-1\"]")}, "", ours},
      {"by the nodes' subnets", {nodes("shop", "subnet-1")}, "", ours},
      {"by those of the cluster that is asked for", {cluster("test", vpc_0), cluster("shop", vpc_1)}, "shop", ours},
      {"nothing tells", {}, "", "subnet subnet-1 is in vpc-1, others are in vpc-0: a cluster has one VPC"},
      {"clusters in both", {cluster("test", vpc_0), cluster("shop", vpc_1)}, "",
       "subnet subnet-1 is in vpc-1, others are in vpc-0: a cluster has one VPC"},
      {"nodes in both", {nodes("shop", "subnet-0"), nodes("shop", "subnet-1")}, "",
       "subnet subnet-1 is in vpc-1, others are in vpc-0: a cluster has one VPC"},
  }));
  CAPTURE(row.name);
  std::vector<DocumentNode> documents = *read_documents(network, 0);
  for (const std::string& text : row.beside) documents.push_back(read_documents(text, 0)->front());
  std::vector<const DocumentNode*> given;
  for (const DocumentNode& document : documents) given.push_back(&document);
  const Catalog catalog = Catalog::embedded();
  const auto read = read_ec2_network({.documents = given, .catalog = catalog, .known = {}, .cluster = row.wanted});
  if (!read) {
    REQUIRE(read.error().size() == 1);
    CHECK(read.error().front().message == row.read);
    return;
  }
  CHECK(subnets_of(spec_text(read->spec)) == row.read);
  CHECK(read->spec.vpc.subnets.front().used_ranges.empty());
  REQUIRE(read->notes.size() == 2);
  CHECK(read->notes[0].what == "1 subnet of vpc-0");
  CHECK(read->notes[0].because == "the cluster is in vpc-1");
  CHECK(read->notes[1].what == "VPC vpc-0");
  CHECK(read->notes[1].because == "the cluster is in another one");
}

TEST_CASE("a whole account's subnets are read beside the cluster's description, whichever comes first") {
  const NamedText subnets{
      "subnets.json",
      "{\"Subnets\": [{\"SubnetId\": \"subnet-0\", \"VpcId\": \"vpc-0\", \"CidrBlock\": \"172.31.0.0/20\"}, "
      "{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/24\", \"AvailabilityZone\": "
      "\"z1\"}]}"};
  const NamedText cluster{"cluster.json",
                          "{\"cluster\": {\"name\": \"shop\", \"resourcesVpcConfig\": {\"vpcId\": \"vpc-1\", "
                          "\"subnetIds\": [\"subnet-1\"]}}}"};
  const auto out = import_texts({kSpec, subnets, cluster});
  CHECK(subnets_of(out.spec) == "subnet - id subnet-1 az z1 10.0.0.0/24 [controlPlane]\n");
  CHECK(out.notes.contains("ignored: 1 subnet of vpc-0 (the cluster is in vpc-1)\n"));
  CHECK(import_texts({cluster, subnets, kSpec}).spec.contains("subnet - id subnet-1 az z1 10.0.0.0/24 [controlPlane]\n"));
  CHECK_FALSE(import_texts({cluster, subnets, kSpec}).spec.contains("subnet-0"));
}

TEST_CASE("a file of another VPC than the cluster's is said") {
  const std::string other =
      "{\"Subnets\": [{\"SubnetId\": \"subnet-0\", \"VpcId\": \"vpc-0\", \"CidrBlock\": \"172.31.0.0/20\"}], "
      "\"Vpcs\": [{\"VpcId\": \"vpc-0\", \"CidrBlock\": \"172.31.0.0/16\"}]}";
  const auto network = read_documents(other, 0);
  const auto cluster = read_documents("{cluster: {name: shop, resourcesVpcConfig: {vpcId: vpc-1}}}", 0);
  const std::vector<const DocumentNode*> given = {&network->front(), &cluster->front()};
  const Catalog catalog = Catalog::embedded();
  const auto read = read_ec2_network({.documents = given, .catalog = catalog, .known = {}});
  REQUIRE(read.has_value());
  CHECK(read->spec.vpc.subnets.empty());
  CHECK(read->spec.vpc.cidrs.empty());
  REQUIRE(read->warnings.size() == 2);
  CHECK(read->warnings[0].message == "the cluster is in vpc-1, and no subnet here is");
  CHECK(read->warnings[0].way_out ==
        "list its subnets: aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-1");
  CHECK(read->warnings[1].message == "the cluster is in vpc-1, which is not among the VPCs here");
  CHECK(read->warnings[1].way_out == "give \"aws ec2 describe-vpcs --vpc-ids vpc-1\"");
}

TEST_CASE("what the AWS CLI's outputs leave open is said") {
  struct Row {
    const char* name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"two VPCs", "{\"Vpcs\": [{\"VpcId\": \"vpc-1\"}, {\"VpcId\": \"vpc-2\"}]}",
       "warning: there are 2 VPCs, and which one the cluster is in is in no file"},
      {"subnets of two VPCs",
       "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"CidrBlock\": \"10.0.0.0/24\"}, {\"SubnetId\": "
       "\"subnet-2\", \"VpcId\": \"vpc-2\", \"CidrBlock\": \"10.0.0.0/24\"}]}",
       "subnet subnet-2 is in vpc-2, others are in vpc-1: a cluster has one VPC"},
      {"a subnet without its id", "{\"Subnets\": [{\"CidrBlock\": \"10.0.0.0/24\"}]}", "SubnetId is missing"},
      {"a wrong CIDR", "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"CidrBlock\": \"10.0.0.1/24\"}]}",
       "10.0.0.1/24 has host bits set"},
      {"a number as text", "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"CidrBlock\": \"10.0.0.0/24\", "
                           "\"AvailableIpAddressCount\": \"many\"}]}",
       "AvailableIpAddressCount: \"many\" is not a whole number"},
      {"a subnet of IPv6 alone", "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"Ipv6Native\": true}]}", ""},
      {"addresses in use",
       "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"CidrBlock\": \"10.0.0.0/24\", \"AvailableIpAddressCount\": 9}]}",
       "its own nodes and Pods are among them and count twice"},
      {"an address that is none",
       "{\"NetworkInterfaces\": [{\"SubnetId\": \"subnet-1\", \"PrivateIpAddresses\": [{\"PrivateIpAddress\": \"10.0.0\"}]}]}",
       "PrivateIpAddress: "},
  }));
  CAPTURE(row.name);
  const auto out = import_texts({kSpec, {"x.json", row.text}});
  CHECK((row.said.empty() ? out.said.empty() : out.said.contains(row.said)));
}
