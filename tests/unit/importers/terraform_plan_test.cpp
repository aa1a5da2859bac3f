#include "planner/importers/terraform_plan.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "planner/importers/terraform_document.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/cloud_text.hpp"

using namespace cniplan;

namespace {

/// What became of a file: the spec as text, empty when there is none, and everything that was said.
struct Read {
  std::string spec;
  std::string said;
};

Read read_text(const std::string& name, const std::string& text, std::string_view cluster = {}) {
  Sources sources;
  const int source = sources.add(name, text);
  const auto documents = read_terraform_json(text, source);
  if (!documents) return {"", report::to_text(documents.error(), sources)};
  const auto imported = read_terraform(documents->front(), cluster);
  if (!imported) return {"", report::to_text(imported.error(), sources)};
  return {test::cloud_text(imported->spec), report::to_text(imported->warnings, sources)};
}

std::string fixture(const std::string& name) {
  std::ifstream file(fmt::format("{}/tests/fixtures/terraform/{}", CNIPLAN_SOURCE_DIR, name));
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

Read read_fixture(const std::string& name, std::string_view cluster = {}) {
  return read_text(name, fixture(name), cluster);
}

}  // namespace

TEST_CASE("a plan of the vpc and eks modules is a cluster, with what is known only after apply told by references") {
  const Read read = read_fixture("plan-modules.json");
  CHECK(read.spec == R"(cluster orchard eks ipv4 service 172.20.0.0/16
vpc 10.20.0.0/16
vpc 100.64.0.0/16
subnet orchard-private-eu-west-1a id - az eu-west-1a 10.20.0.0/20 [nodes loadBalancers fargate]
subnet orchard-private-eu-west-1b id - az eu-west-1b 10.20.16.0/20 [nodes loadBalancers fargate]
subnet orchard-private-eu-west-1c id - az eu-west-1c 10.20.32.0/20 [nodes loadBalancers fargate]
subnet orchard-public-eu-west-1a id - az eu-west-1a 10.20.48.0/24 [loadBalancers]
subnet orchard-public-eu-west-1b id - az eu-west-1b 10.20.49.0/24 [loadBalancers]
subnet orchard-public-eu-west-1c id - az eu-west-1c 10.20.50.0/24 [loadBalancers]
subnet orchard-intra-eu-west-1a id - az eu-west-1a 10.20.52.0/24 [controlPlane]
subnet orchard-intra-eu-west-1b id - az eu-west-1b 10.20.53.0/24 [controlPlane]
subnet orchard-intra-eu-west-1c id - az eu-west-1c 10.20.54.0/24 [controlPlane]
subnet orchard-db-eu-west-1a id - az eu-west-1a 10.20.56.0/24 []
subnet orchard-db-eu-west-1b id - az eu-west-1b 10.20.57.0/24 []
subnet orchard-db-eu-west-1c id - az eu-west-1c 10.20.58.0/24 []
env ENABLE_PREFIX_DELEGATION=true
env WARM_PREFIX_TARGET=1
group general managed linux [m6i.2xlarge m6a.2xlarge] nodes 3/6/30 [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c] unavailable 33%
group system managed bottlerocket [m7g.large] nodes 2/2/4 [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c] maxPods 58 unavailable 1
group batch self-managed linux [c6i.4xlarge c6a.4xlarge] nodes 0/2/20 [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c] maxPods 110 custom-ami
fargate jobs pods -/-/- [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c]
addons [vpc-cni coredns kube-proxy aws-ebs-csi-driver]
endpoint orchard-nat-eu-west-1a nat-gateway [orchard-public-eu-west-1a]
endpoint orchard-nat-eu-west-1b nat-gateway [orchard-public-eu-west-1b]
endpoint orchard-nat-eu-west-1c nat-gateway [orchard-public-eu-west-1c]
endpoint ecr.api interface-endpoint [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c]
endpoint ecr.dkr interface-endpoint [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c]
endpoint sts interface-endpoint [orchard-private-eu-west-1a orchard-private-eu-west-1b orchard-private-eu-west-1c]
endpoint orders rds [orchard-db-eu-west-1a orchard-db-eu-west-1b orchard-db-eu-west-1c]
balancer orchard-public alb orchard-public-eu-west-1a orchard-public-eu-west-1b orchard-public-eu-west-1c
)");
  CHECK(read.said == R"(plan-modules.json:1:1: warning: these take addresses as well, and nothing is planned for them: aws_elasticache_replication_group; count their addresses as used in their subnets, in a spec of your own
plan-modules.json:60:36: warning: Karpenter may make nodes in orchard-private-eu-west-1a, orchard-private-eu-west-1b, orchard-private-eu-west-1c, but its NodePools are not in the file; give them beside it, or plan them in a spec of your own: node groups with manager: karpenter
plan-modules.json:717:19: warning: module.endpoints.aws_vpc_endpoint.this["ecr_api"] and 2 more: subnet_ids also goes through local.endpoints, which a plan does not show; check it, or give the state after apply
)");
}

TEST_CASE("counts, keys of for_each and literal indexes lead to the right instance") {
  const Read read = read_fixture("plan-flat.json");
  CHECK(read.spec == R"(cluster flat eks ipv4
vpc 10.0.0.0/16
subnet aws_subnet.private[0] id - az us-east-1a 10.0.0.0/20 [controlPlane nodes loadBalancers cni]
subnet aws_subnet.private[1] id - az us-east-1b 10.0.16.0/20 [controlPlane nodes loadBalancers cni]
subnet aws_subnet.public["us-east-1a"] id - az us-east-1a 10.0.32.0/24 [controlPlane]
subnet aws_subnet.public["us-east-1b"] id - az us-east-1b 10.0.33.0/24 [controlPlane]
group workers managed linux [t3.medium] nodes 1/2/3 [aws_subnet.private[0] aws_subnet.private[1]]
group zonal-a managed linux [t3.large] nodes 1/1/1 [aws_subnet.private[0]] unavailable 1 custom-ami
addons [vpc-cni kube-proxy coredns]
endpoint nat-0 nat-gateway [aws_subnet.public["us-east-1a"]]
endpoint nat-1 nat-gateway [aws_subnet.public["us-east-1b"]]
endpoint a lambda [aws_subnet.private[0] aws_subnet.private[1]]
endpoint aws_efs_mount_target.data[0] efs [aws_subnet.private[0]]
endpoint aws_efs_mount_target.data[1] efs [aws_subnet.private[1]]
endpoint hub transit-gateway [aws_subnet.private[0] aws_subnet.private[1]]
reservation aws_subnet.private[0] 10.0.8.0/21 prefix
used aws_subnet.private[1] 1
used aws_subnet.public["us-east-1a"] 10.0.32.10
used aws_subnet.public["us-east-1b"] 10.0.33.20
used aws_subnet.public["us-east-1b"] 10.0.33.21
balancer inner nlb aws_subnet.private[0] aws_subnet.private[1]
)");
  CHECK(read.said == R"(plan-flat.json:125:17: warning: node group "workers": no instance type is given, so that EKS takes t3.medium; give its instance types
plan-flat.json:271:17: warning: no tag says that aws_autoscaling_group.web are nodes of a cluster, so that their addresses are not planned; count them as used in their subnets, or tag them kubernetes.io/cluster/NAME
)");
}

TEST_CASE("what references leave open is said and not guessed") {
  const Read read = read_fixture("plan-opaque.json");
  CHECK(read.spec == R"(cluster module.cluster.aws_eks_cluster.this eks ipv4
vpc 10.1.0.0/16
subnet module.network.aws_subnet.private[0] id - az eu-west-1a 10.1.0.0/24 [nodes]
subnet module.network.aws_subnet.public[0] id - az eu-west-1a 10.1.10.0/24 []
subnet module.network.aws_subnet.private[1] id - az eu-west-1b 10.1.1.0/24 [nodes]
subnet module.network.aws_subnet.public[1] id - az eu-west-1b 10.1.11.0/24 []
group workers managed linux [m5.large] nodes 1/2/3 []
group other managed linux [m5.large] nodes 1/2/3 [module.network.aws_subnet.private[0] module.network.aws_subnet.private[1]]
addons [vpc-cni kube-proxy coredns]
endpoint aws_nat_gateway.two nat-gateway [module.network.aws_subnet.public[1]]
)");
  CHECK(read.said == R"(plan-opaque.json:88:19: warning: module.cluster.aws_eks_cluster.this: vpc_config.subnet_ids is known only after apply, and var.private_ids and var.public_ids lead to different resources, so that the control plane's addresses are not planned; give the state after apply (terraform show -json), or plan it in a spec of your own
plan-opaque.json:102:19: warning: module.cluster.aws_eks_node_group.this["workers"]: subnet_ids is known only after apply, and a plan does not show what local.node_subnets holds, so that its nodes are planned in all subnets that are used for nodes; give the state after apply (terraform show -json), or plan it in a spec of your own
plan-opaque.json:126:19: warning: module.cluster.aws_eks_node_group.other: subnet_ids also goes through local.more, which a plan does not show; check it, or give the state after apply
plan-opaque.json:154:17: warning: aws_nat_gateway.one: subnet_id is known only after apply, and it may be any of 2 resources, module.network.aws_subnet.public[0] the first, so that it is left out; give the state after apply (terraform show -json), or plan it in a spec of your own
)");
}

TEST_CASE("a network that is looked up counts with what the plan knows of it") {
  const Read read = read_fixture("plan-looked-up-network.json");
  CHECK(read.spec == R"(cluster tenant eks ipv6
vpc 10.50.0.0/16
vpc 100.70.0.0/16
subnet shared-private-a id subnet-0d1 az eu-west-1a 10.50.0.0/20 [controlPlane nodes]
subnet shared-private-b id subnet-0d2 az eu-west-1b 10.50.16.0/20 [controlPlane nodes]
subnet - id subnet-0d3 az - - [nodes]
group a managed linux [m6g.large] nodes 3/3/9 [shared-private-a shared-private-b subnet-0d3]
addons [vpc-cni kube-proxy coredns]
)");
  CHECK(read.said == R"(plan-looked-up-network.json:45:8: warning: how large subnet subnet-0d3 is not in the file, only what the cluster takes of it is planned; give the output of "aws ec2 describe-subnets" beside it, or plan in a spec of your own
plan-looked-up-network.json:211:18: warning: what others hold in shared-private-a, shared-private-b, subnet-0d3 is not in the file, as they were made elsewhere; give the output of "aws ec2 describe-network-interfaces" beside it
)");
}

TEST_CASE("a state has every id, and references are ids") {
  const Read read = read_fixture("state.json");
  CHECK(read.spec == R"(cluster harbour eks-auto ipv4 service 10.100.0.0/16
vpc 10.30.0.0/16
subnet harbour-private-a id subnet-0a000000000000000 az eu-north-1a 10.30.0.0/18 [controlPlane nodes loadBalancers]
subnet harbour-private-b id subnet-0a000000000000001 az eu-north-1b 10.30.64.0/18 [controlPlane nodes loadBalancers]
subnet harbour-public id subnet-0b000000000000000 az eu-north-1a 10.30.128.0/24 [loadBalancers]
subnet - id subnet-0ccccccccccccccc1 az - - []
group windows managed windows [m5.xlarge] nodes 1/1/2 [harbour-private-b] unavailable 2
addons []
endpoint sts interface-endpoint [harbour-private-a subnet-0ccccccccccccccc1]
used harbour-public 10.30.128.9
)");
  CHECK(read.said == R"(state.json:119:20: warning: Auto Mode makes nodes as Pods need them; how many is not in the file; plan them in a spec of your own: node groups with manager: auto
state.json:126:32: warning: hybrid nodes and their Pods have addresses of remote networks, which are not the VPC's; nothing is planned for them here
state.json:174:15: warning: node group "windows": launch template lt-0ffff is not in the file, its AMI and max Pods are unknown; set maxPods in a spec of your own where it has one
state.json:202:8: warning: how large subnet subnet-0ccccccccccccccc1 is not in the file, only what the cluster takes of it is planned; give the output of "aws ec2 describe-subnets" beside it, or plan in a spec of your own
state.json:202:8: warning: what others hold in subnet-0ccccccccccccccc1 is not in the file, as it was made elsewhere; give the output of "aws ec2 describe-network-interfaces" beside it
)");
}

TEST_CASE("a state as Terraform stores it says what terraform show says of it") {
  const Read shown = read_fixture("state.json");
  const Read stored = read_fixture("terraform.tfstate");
  CHECK(stored.spec == shown.spec);
  const auto without_places = [](const std::string& said) {
    std::string out;
    for (std::size_t at = 0; at < said.size();) {
      const auto end = said.find('\n', at) + 1;
      const std::string line = said.substr(at, end - at);
      out += line.substr(line.find(": "));
      at = end;
    }
    return out;
  };
  CHECK(without_places(stored.said) == without_places(shown.said));
}

TEST_CASE("instances of a state file have the addresses that Terraform shows, unless they are deposed") {
  const std::string text = R"({"version":4,"terraform_version":"1.9.8","serial":3,"lineage":"l","outputs":{},"resources":[
{"module":"module.a[\"x\"]","mode":"managed","type":"aws_vpc","name":"v","instances":[{"attributes":{"cidr_block":"10.0.0.0/16"}}]},
{"mode":"managed","type":"aws_subnet","name":"s","instances":[{"index_key":0,"attributes":{}},{"index_key":1,"deposed":"0a","attributes":{}}]},
{"mode":"data","type":"aws_subnet","name":"s","instances":[{"index_key":"k","attributes":{"id":"subnet-1"}}]},
{"mode":"managed","type":"aws_launch_template","name":"t","instances":[{"attributes":{"id":"lt-1","user_data":"c2VjcmV0"},
  "sensitive_attributes":[[{"type":"get_attr","value":"user_data"}]]}]},
{"mode":"managed","type":"aws_msk_cluster","name":"m","instances":[{"attributes":{}}]},
{"mode":"managed","type":"aws_s3_bucket","name":"b","instances":[{"attributes":{}}]}]})";
  const auto documents = read_terraform_json(text, 0);
  REQUIRE(documents);
  CHECK(is_terraform_json(text));
  CHECK(is_terraform_document(documents->front()));
  const auto document = terraform_document(documents->front());
  REQUIRE(document);
  std::string addresses;
  for (const TerraformResource& resource : document->resources) addresses += resource.address + "\n";
  CHECK(addresses == R"(module.a["x"].aws_vpc.v
aws_subnet.s[0]
data.aws_subnet.s["k"]
aws_launch_template.t
)");
  CHECK_FALSE(document->plan);
  CHECK(document->unread.at("aws_msk_cluster") == 1);
  CHECK(document->resources.back().sensitive.find("user_data") != nullptr);
}

TEST_CASE("a state file that cannot be read is an error with a way out") {
  struct Row {
    std::string version;
    std::string resources;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"3", "[]", "f.json:1:12: this state is not of version 4; Terraform before 0.12 wrote others; give what Terraform 0.12 or later makes of it: terraform show -json\n"},
      {"4", R"([{"mode":"managed","type":"aws_vpc","name":"v","instances":[{"attributes_flat":{"id":"vpc-1"}}]}])",
       "f.json:1:69: aws_vpc v is stored as Terraform before 0.12 did; give what Terraform 0.12 or later makes of it: terraform show -json\n"},
      {"4", R"([{"mode":"managed","type":"aws_vpc","instances":[]}])",
       "f.json:1:69: a resource has no type or no name; give the output of: terraform show -json PLAN\n"},
      {"4", R"([7])", "f.json:1:69: a resource must be an object, but is a number; give the output of: terraform show -json PLAN\n"},
      {R"(4,"serial":1,"encrypted_data":"x")", "[]", "f.json:1:42: this state is encrypted; give it in the open: tofu show -json\n"},
      {"4", "[]", "f.json:1:1: the file has no VPC, subnet, EKS cluster or node group; give the plan or state that makes them\n"},
  }));
  const Read read = read_text("f.json", fmt::format(R"({{"version":{},"terraform_version":"1.9.8","lineage":"l","resources":{}}})",
                                                    row.version, row.resources));
  CHECK(read.spec.empty());
  CHECK(read.said == row.said);
}

namespace {

/// A state file with these resources, an instance each: "type.name {attributes}".
std::string state_of(const std::string& resources) {
  return R"({"version":4,"terraform_version":"1.9.8","lineage":"l","resources":[)" + resources + "]}";
}
std::string resource_of(const std::string& mode, const std::string& type, const std::string& name,
                        const std::string& attributes) {
  return fmt::format(R"({{"mode":"{}","type":"{}","name":"{}","instances":[{{"attributes":{{{}}}}}]}})", mode, type, name,
                     attributes);
}
const std::string kNetwork =
    resource_of("managed", "aws_vpc", "v", R"("id":"vpc-1","cidr_block":"10.0.0.0/16")") + "," +
    resource_of("managed", "aws_subnet", "a",
                R"("id":"subnet-a","vpc_id":"vpc-1","cidr_block":"10.0.0.0/20","availability_zone":"eu-west-1a")") +
    "," +
    resource_of("managed", "aws_eks_cluster", "c", R"("id":"c","name":"c","vpc_config":[{"subnet_ids":["subnet-a"]}])") +
    "," +
    resource_of("managed", "aws_eks_node_group", "g",
                R"("cluster_name":"c","node_group_name":"g","instance_types":["m5.large"],"subnet_ids":["subnet-a"],
"scaling_config":[{"min_size":1,"desired_size":2,"max_size":3}])");

}  // namespace

TEST_CASE("what is looked up as well as made is one thing") {
  const Read made = read_text("f.json", state_of(kNetwork));
  const std::string again =
      resource_of("data", "aws_vpc", "v", R"("id":"vpc-1","cidr_block":"10.0.0.0/16")") + "," +
      resource_of("data", "aws_subnet", "a",
                  R"("id":"subnet-a","vpc_id":"vpc-1","cidr_block":"10.0.0.0/20","availability_zone":"eu-west-1a")") +
      "," + resource_of("data", "aws_eks_cluster", "c", R"("id":"c","name":"c")");
  for (const std::string& both : {kNetwork + "," + again, again + "," + kNetwork}) {
    const Read read = read_text("f.json", state_of(both));
    CHECK(read.spec == made.spec);
    CHECK(read.said.empty());
  }
}

TEST_CASE("a cluster that is looked up twice is one, and clusters of one name are told by their addresses") {
  const std::string one = resource_of("data", "aws_eks_cluster", "one", R"("id":"c","name":"c")");
  const std::string two = resource_of("data", "aws_eks_cluster", "two", R"("id":"c","name":"c")");
  CHECK(read_text("f.json", state_of(one + "," + two)).said.empty());
  const std::string plan = R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"module.a.aws_eks_cluster.c","type":"aws_eks_cluster","name":"c","values":{"name":"test"}},
{"address":"module.b.aws_eks_cluster.c","type":"aws_eks_cluster","name":"c","values":{"name":"test"}}]}}})";
  CHECK(read_text("f.json", plan).said ==
        "f.json:3:12: the file has 2 clusters, and one is planned at a time: module.a.aws_eks_cluster.c, "
        "module.b.aws_eks_cluster.c; name it as it stands here: --cluster NAME\n");
  CHECK(read_text("f.json", plan, "test").said ==
        "f.json:3:12: the file has 2 clusters \"test\", and one is planned at a time: module.a.aws_eks_cluster.c, "
        "module.b.aws_eks_cluster.c; name it as it stands here: --cluster NAME\n");
  CHECK(read_text("f.json", plan, "module.b.aws_eks_cluster.c").spec.starts_with("cluster test eks"));
}

TEST_CASE("what a state has beside the cluster's own nodes is planned or said") {
  struct Row {
    std::string name;
    std::string resource;
    std::string spec;  // what is there of it
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"nodes of another cluster",
       resource_of("managed", "aws_eks_node_group", "o", R"("cluster_name":"other","subnet_ids":["subnet-a"])"), "",
       "aws_eks_node_group.o of \"other\" is not planned, as it is of another cluster; count the addresses as used in "
       "their subnets, in a spec of your own"},
      {"an Auto Scaling group of another cluster",
       resource_of("managed", "aws_autoscaling_group", "o",
                   R"("name":"o","min_size":1,"tag":[{"key":"kubernetes.io/cluster/other","value":"owned"}])"),
       "", "aws_autoscaling_group.o of \"other\" is not planned"},
      {"a NAT gateway with more addresses",
       resource_of("managed", "aws_nat_gateway", "n",
                   R"("subnet_id":"subnet-a","secondary_private_ip_addresses":["10.0.0.8","10.0.0.9"])"),
       "used aws_subnet.a 10.0.0.8\nused aws_subnet.a 10.0.0.9\n", ""},
      {"a network interface with prefixes",
       resource_of("managed", "aws_network_interface", "n",
                   R"("subnet_id":"subnet-a","private_ips":["10.0.0.8"],"ipv4_prefixes":["10.0.1.0/28"])"),
       "used aws_subnet.a 10.0.0.8\nused aws_subnet.a 10.0.1.0/28\n", ""},
      {"a network interface with a number of prefixes",
       resource_of("managed", "aws_network_interface", "n", R"("subnet_id":"subnet-a","ipv4_prefix_count":2)"),
       "used aws_subnet.a 33\n", ""},
      {"Helm",
       resource_of("managed", "helm_release", "k", R"("name":"x","chart":"oci://public.ecr.aws/karpenter/karpenter")"),
       "", "what is installed in the cluster is not read here: helm_release.k (chart karpenter); give the manifests or "
           "values beside the file, or what kubectl prints"},
      {"another chart", resource_of("managed", "helm_release", "k", R"("chart":"redis")"), "", ""},
      {"a manifest", resource_of("managed", "kubectl_manifest", "k", R"("kind":"NodePool","yaml_body":"secret")"), "",
       "kubectl_manifest.k (NodePool)"},
      {"a kind that is not read", resource_of("managed", "aws_batch_compute_environment", "b", ""), "",
       "these take addresses as well, and nothing is planned for them: aws_batch_compute_environment"},
  }));
  CAPTURE(row.name);
  const Read alone = read_text("f.json", state_of(kNetwork));
  const Read read = read_text("f.json", state_of(kNetwork + "," + row.resource));
  CHECK(alone.said.empty());
  CHECK(read.said.contains(row.said));
  CHECK(read.said.empty() == row.said.empty());
  CHECK_FALSE(read.said.contains("secret"));
  CAPTURE(read.spec);
  CHECK(read.spec.contains(row.spec));
}

TEST_CASE("what an Auto Scaling group has beside its sizes is said") {
  const Read read = read_text("f.json", state_of(kNetwork + "," + resource_of("managed", "aws_autoscaling_group", "w",
      R"("name":"w","min_size":1,"max_size":2,"availability_zones":["eu-west-1a"],"warm_pool":[{"min_size":1}],
"desired_capacity_type":"vcpu","tag":[{"key":"kubernetes.io/cluster/c","value":"owned"}],
"mixed_instances_policy":[{"launch_template":[{"override":[{"instance_type":"m5.large","weighted_capacity":"2"}]}]}])")));
  for (const std::string said : {"the instances of its warm pool keep their addresses", "its sizes count vcpu and not nodes",
                                 "its sizes count weights of instance types", "it names zones and not subnets"}) {
    CHECK(read.said.contains("aws_autoscaling_group.w: " + said));
  }
}

TEST_CASE("a database whose group is known only after apply has the one that there is") {
  const auto plan = [](const std::string& groups) {
    return R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{"cidr_block":"10.0.0.0/16"}},
{"address":"aws_subnet.a","type":"aws_subnet","name":"a","values":{"cidr_block":"10.0.0.0/20"}},
{"address":"aws_db_instance.d","type":"aws_db_instance","name":"d","values":{"identifier":"d"}})" +
           groups + R"(]}},"resource_changes":[
{"address":"aws_db_instance.d","type":"aws_db_instance","change":{"after_unknown":{"db_subnet_group_name":true}}}]})";
  };
  const std::string one = R"(,{"address":"aws_db_subnet_group.x","type":"aws_db_subnet_group","name":"x","values":{"name":"x","subnet_ids":["aws_subnet.a"]}})";
  const std::string two = R"(,{"address":"aws_db_subnet_group.y","type":"aws_db_subnet_group","name":"y","values":{"name":"y","subnet_ids":["aws_subnet.a"]}})";
  CHECK(read_text("f.json", plan(one)).spec.contains("endpoint d rds [aws_subnet.a]"));
  CHECK(read_text("f.json", plan(one + two))
            .said.contains("aws_db_instance.d: which DB subnet group is its own is known only after apply, so that it is left out"));
}

TEST_CASE("several clusters in a file are an error that names them") {
  const Read read = read_fixture("plan-several-clusters.json");
  CHECK(read.spec.empty());
  CHECK(read.said == R"(plan-several-clusters.json:139:19: the file has 2 clusters, and one is planned at a time: east, west; name it: --cluster NAME
)");
}

TEST_CASE("the cluster that is asked for is taken, with its VPC") {
  const Read read = read_fixture("plan-several-clusters.json", "west");
  CHECK(read.spec == R"(cluster west eks ipv4
vpc 10.2.0.0/16
subnet module.west.aws_subnet.s[0] id - az eu-west-1a 10.2.0.0/20 [controlPlane nodes]
subnet module.west.aws_subnet.s[1] id - az eu-west-1b 10.2.16.0/20 [controlPlane nodes]
group workers managed linux [m5.large] nodes 1/2/3 [module.west.aws_subnet.s[0] module.west.aws_subnet.s[1]]
addons [vpc-cni kube-proxy coredns]
)");
  CHECK(read.said == R"(plan-several-clusters.json:1:1: warning: the cluster is in module.west.aws_vpc.v; what is in module.east.aws_vpc.v is left out; plan another VPC on its own
)");
}

TEST_CASE("what cannot be a plan or a state is an error with its place") {
  const std::string open(10'000, '[');
  const std::string close(10'000, ']');
  const auto plan = [](const std::string& resources) {
    return R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[)" + resources + "]}}}";
  };
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"empty", "", "f.json: the file is empty; give the whole output of the command, as JSON\n"},
      {"no JSON", "hello", "f.json:1:1: this is not JSON; give the whole output of the command, as JSON\n"},
      {"cut off", R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[{"address":"a)",
       "f.json:1:82: the JSON ends inside the text that starts here; the file may have been cut off\n"},
      {"a list", "[1]", "f.json:1:1: a plan or a state is an object, but this is a list; give the output of: terraform show -json PLAN\n"},
      {"another kind", R"({"Vpcs":[]})",
       "f.json:1:1: this JSON has no \"format_version\", as a plan or a state of Terraform has; give the output of: "
       "terraform show -json PLAN\n"},
      {"nothing in it", R"({"format_version":"1.2"})",
       "f.json:1:1: the file has neither \"planned_values\" nor \"values\"; give the output of: terraform show -json PLAN\n"},
      {"an unknown version", R"({"format_version":"2.0","planned_values":{}})",
       "f.json:1:19: format_version 2.0 is not known; versions 0 and 1 are read, which Terraform 0.12 and later write\n"},
      {"nothing that concerns addresses", plan(R"({"address":"aws_s3_bucket.b","type":"aws_s3_bucket","name":"b"})"),
       "f.json:1:1: the file has no VPC, subnet, EKS cluster or node group; give the plan or state that makes them\n"},
      {"a module that is a text", R"({"format_version":"1.2","planned_values":{"root_module":"x"}})",
       "f.json:1:57: a module must be an object, but is text; give the output of: terraform show -json PLAN\n"},
      {"values of the wrong kinds",
       plan(R"({"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{"cidr_block":16}},)"
            R"({"address":"aws_subnet.s","type":"aws_subnet","name":"s","values":{"cidr_block":"10.0.0.1/24","availability_zone":3}},)"
            R"({"address":"aws_eks_cluster.c","type":"aws_eks_cluster","name":"c","values":{"name":"c","vpc_config":[{"subnet_ids":"x"}]}},)"
            R"({"address":"aws_eks_node_group.g","type":"aws_eks_node_group","name":"g","values":{"cluster_name":"c","instance_types":[5],"scaling_config":[{"min_size":"two","max_size":-1}]}})"),
       R"(f.json:1:145: aws_vpc.v: 16 has 1 octet; an IPv4 address has four, like 10.0.0.0/16
f.json:1:230: aws_subnet.s: 10.0.0.1/24 has host bits set; did you mean 10.0.0.0/24?
f.json:1:264: aws_subnet.s: availability_zone must be text, but is a number; write "3" with quotes
f.json:1:384: aws_eks_cluster.c: vpc_config.subnet_ids must be a list, but is text; give the output of: terraform show -json PLAN
f.json:1:512: aws_eks_node_group.g: an item of instance_types must be text, but is a number; write "5" with quotes
f.json:1:545: aws_eks_node_group.g: scaling_config: min_size: "two" is not a whole number; write a whole number from 0 to 1000000
f.json:1:562: aws_eks_node_group.g: scaling_config: max_size: -1 is out of range; write a whole number from 0 to 1000000
)"},
      {"a resource twice",
       plan(R"({"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{}},{"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{}})"),
       "f.json:1:146: aws_vpc.v stands in the file twice; give the output of: terraform show -json PLAN\n"},
      {"a key twice",
       plan(R"({"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{"tags":{"a":"1","a":"2"}}})"),
       "f.json:1:149: the key \"a\" stands here a second time; keep one of them\n"},
      {"nested too deep where it is read",
       plan(R"({"address":"aws_vpc.v","type":"aws_vpc","name":"v","values":{"tags":)" + open + close + "}}"),
       "f.json:1:334: values are nested more than 200 deep; Terraform writes no file that nests so deep\n"},
      {"nested too deep where it is not read, which does not matter", R"({"x":)" + open + close + R"(,"format_version":"1.2","values":{}})",
       "f.json:1:1: the file has no VPC, subnet, EKS cluster or node group; give the plan or state that makes them\n"},
  }));
  CAPTURE(row.name);
  const Read read = read_text("f.json", row.text);
  CHECK(read.spec.empty());
  CHECK(read.said == row.said);
}

TEST_CASE("a plan whose keys a tool has sorted reads the same") {
  // `jq -S` puts a resource's values before its type.
  const Read read = read_text("f.json", R"({"configuration":{"root_module":{"resources":[
{"address":"aws_subnet.s","expressions":{"vpc_id":{"references":["aws_vpc.v.id","aws_vpc.v"]}},"mode":"managed","name":"s","type":"aws_subnet"}]}},
"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"aws_subnet.s","mode":"managed","name":"s","sensitive_values":{},"type":"aws_subnet","values":{"availability_zone":"eu-west-1a","cidr_block":"10.0.0.0/24"}},
{"address":"aws_vpc.v","mode":"managed","name":"v","sensitive_values":{},"type":"aws_vpc","values":{"cidr_block":"10.0.0.0/16","secret":"hush"}}]}},
"resource_changes":[{"address":"aws_subnet.s","change":{"after_unknown":{"vpc_id":true}},"mode":"managed","name":"s","type":"aws_subnet"}]}
)");
  CHECK(read.spec == "cluster - eks -\nvpc 10.0.0.0/16\nsubnet aws_subnet.s id - az eu-west-1a 10.0.0.0/24 []\n");
  CHECK(read.said.empty());
}

TEST_CASE("what is sensitive is neither read nor shown") {
  const Read read = read_text("f.json", R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"aws_subnet.s","mode":"managed","type":"aws_subnet","name":"s","values":{"availability_zone":"eu-west-1a","cidr_block":"10.0.0.0/24","tags":{"Name":"hush"}},"sensitive_values":{"cidr_block":true,"tags":{"Name":true}}},
{"address":"aws_eks_addon.cni","mode":"managed","type":"aws_eks_addon","name":"cni","values":{"addon_name":"vpc-cni","cluster_name":"c","configuration_values":"{\"env\":{\"WARM_IP_TARGET\":\"hush\"}}"},"sensitive_values":{"configuration_values":true}}]}}}
)");
  CHECK(read.spec == R"(cluster c eks -
subnet aws_subnet.s id - az eu-west-1a - []
addons [vpc-cni kube-proxy coredns]
)");
  CHECK(read.said == R"(f.json:2:12: warning: aws_subnet.s: what is sensitive is not read: cidr_block, tags; plan what it says in a spec of your own
f.json:2:12: warning: how large subnet aws_subnet.s is not in the file, only what the cluster takes of it is planned; give the output of "aws ec2 describe-subnets" beside it, or plan in a spec of your own
f.json:3:12: warning: aws_eks_addon.cni: what is sensitive is not read: configuration_values; plan what it says in a spec of your own
)");
}

TEST_CASE("no secret of a plan appears in what is said of it, however broken it is") {
  const std::string whole = fixture("plan-modules.json");
  test::InputMutator mutator(20'260'101);
  for (int i = 0; i < 100; ++i) {
    const std::string text = mutator.mutate(whole);
    const Read read = read_text("f.json", text);
    CAPTURE(i);
    CHECK((read.spec.empty() ? !read.said.empty() : true));
    for (const std::string secret : {"hunter2", "hush-hush", "SECRET"}) {
      CHECK(read.said.find(secret) == std::string::npos);
      CHECK(read.spec.find(secret) == std::string::npos);
    }
  }
}

TEST_CASE("a chain of variables that branches at every module ends") {
  // Each of 60 modules takes two variables that both come from the two of the one around it.
  std::string open;
  std::string close;
  std::string address;
  for (int i = 0; i < 60; ++i) {
    open += R"({"module_calls":{"m":{"expressions":{"a":{"references":["var.a","var.b"]},"b":{"references":["var.a","var.b"]}},"module":)";
    close += "}}}";
    address += i == 0 ? "module.m" : ".module.m";
  }
  const std::string text =
      R"({"format_version":"1.2","planned_values":{"root_module":{"child_modules":[{"address":")" + address +
      R"(","resources":[{"address":")" + address +
      R"(.aws_eks_cluster.c","mode":"managed","type":"aws_eks_cluster","name":"c","values":{"name":"c"}}]}]}},)"
      R"("resource_changes":[{"address":")" + address +
      R"(.aws_eks_cluster.c","mode":"managed","type":"aws_eks_cluster","name":"c","change":{"after_unknown":{"vpc_config":true}}}],)"
      R"("configuration":{"root_module":)" + open +
      R"({"resources":[{"address":"aws_eks_cluster.c","type":"aws_eks_cluster","expressions":{"vpc_config":[{"subnet_ids":{"references":["var.a","var.b"]}}]}}]})" +
      close + "}}";
  const Read read = read_text("f.json", text);
  CHECK(read.spec == "cluster c eks ipv4\naddons [vpc-cni kube-proxy coredns]\n");
  CHECK(read.said.find("a chain of variables without an end") != std::string::npos);
}
