#include "planner/importers/aws_eks.hpp"

#include <string>

#include "tests/support/catch.hpp"
#include "tests/unit/importers/import_text.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

const NamedText kCluster{"cluster.json",
                         "{\"cluster\": {\"name\": \"shop\", \"resourcesVpcConfig\": {\"subnetIds\": [\"subnet-1\", \"subnet-2\"]}, "
                         "\"kubernetesNetworkConfig\": {\"ipFamily\": \"ipv6\", \"serviceIpv6Cidr\": \"fd00::/108\"}}}"};
const NamedText kSubnets{"subnets.json",
                         "{\"Subnets\": [{\"SubnetId\": \"subnet-1\", \"VpcId\": \"vpc-1\", \"AvailabilityZone\": \"z1\", \"CidrBlock\": "
                         "\"10.0.0.0/24\"}, {\"SubnetId\": \"subnet-2\", \"VpcId\": \"vpc-1\", \"AvailabilityZone\": \"z2\", "
                         "\"CidrBlock\": \"10.0.1.0/24\"}]}"};

NamedText group(std::string rest) {
  return {"nodegroup.json",
          "{\"nodegroup\": {\"nodegroupName\": \"web\", \"clusterName\": \"shop\", \"scalingConfig\": {\"minSize\": 1, \"maxSize\": "
          "5, \"desiredSize\": 3}, \"subnets\": [\"subnet-1\"]" +
              rest + "}}"};
}

}  // namespace

TEST_CASE("a described cluster has its control plane's subnets, its family and its node groups") {
  const auto out = import_texts({kCluster, group(", \"instanceTypes\": [\"m5.large\"], \"amiType\": \"CUSTOM\", \"updateConfig\": "
                                                 "{\"maxUnavailable\": 2, \"updateStrategy\": \"MINIMAL\"}"),
                                 kSubnets});
  CHECK(out.spec ==
        "cluster shop eks ipv6\n"
        "subnet - id subnet-1 az z1 10.0.0.0/24 [controlPlane nodes]\n"
        "subnet - id subnet-2 az z2 10.0.1.0/24 [controlPlane]\n"
        "group web managed linux [m5.large] nodes 1/3/5 [subnet-1] unavailable 2 custom-ami\n"
        "addons [vpc-cni kube-proxy coredns]\n");
  CHECK(out.said.empty());
}

TEST_CASE("how large subnets are is missed only where no other file says it") {
  CHECK(import_texts({kCluster, group("")}).said.contains("how large the subnets subnet-1, subnet-2 is not in the file"));
  CHECK_FALSE(import_texts({kCluster, group(""), kSubnets}).said.contains("how large"));
}

TEST_CASE("of a launch template the version counts that the node group names, else the default one") {
  const auto versions = [](std::string_view named) {
    return import_texts(
               {kCluster, kSubnets,
                group(fmt::format(", \"launchTemplate\": {{\"id\": \"lt-1\", \"version\": \"{}\"}}", named)),
                {"templates.json",
                 "{\"LaunchTemplateVersions\": [{\"LaunchTemplateId\": \"lt-1\", \"VersionNumber\": 2, \"DefaultVersion\": true, "
                 "\"LaunchTemplateData\": {\"InstanceType\": \"c5.large\"}}, {\"LaunchTemplateId\": \"lt-1\", \"VersionNumber\": 3, "
                 "\"DefaultVersion\": false, \"LaunchTemplateData\": {\"InstanceType\": \"c6i.large\", \"ImageId\": "
                 "\"ami-1\"}}]}"}})
        .spec;
  };
  CHECK(versions("3").contains("[c6i.large] nodes 1/3/5 [subnet-1] custom-ami"));
  CHECK(versions("2").contains("[c5.large] nodes 1/3/5 [subnet-1]\n"));
  CHECK(versions("$Default").contains("[c5.large]"));
}

TEST_CASE("a launch template alone asks for its node group") {
  CHECK(import_texts({{"lt.json",
                       "{\"LaunchTemplateVersions\": [{\"LaunchTemplateId\": \"lt-1\", \"VersionNumber\": 1, "
                       "\"DefaultVersion\": true, \"LaunchTemplateData\": {\"InstanceType\": \"c5.large\"}}]}"}})
            .said ==
        "lt.json:1:29: launch template lt-1: alone it makes no nodes, and no node group here uses it; give \"aws eks "
        "describe-nodegroup\" of its node group beside it\n");
}

TEST_CASE("instances are the nodes of groups that nobody describes") {
  const auto instance = [](std::string_view id, std::string_view type, std::string_view state, std::string_view tags) {
    return fmt::format("{{\"InstanceId\": \"{}\", \"InstanceType\": \"{}\", \"SubnetId\": \"subnet-1\", \"State\": {{\"Name\": "
                       "\"{}\"}}, \"Tags\": [{}]}}",
                       id, type, state, tags);
  };
  const auto tag = [](std::string_view key, std::string_view value) {
    return fmt::format("{{\"Key\": \"{}\", \"Value\": \"{}\"}}", key, value);
  };
  const std::string ours = tag("kubernetes.io/cluster/shop", "owned") + ", ";
  const std::string all =
      "{\"Reservations\": [{\"Instances\": [" + instance("i-1", "m5.large", "running", ours + tag("karpenter.sh/nodepool", "spot")) +
      ", " + instance("i-2", "m6g.large", "pending", ours + tag("karpenter.sh/nodepool", "spot")) + ", " +
      instance("i-3", "m6g.large", "terminated", ours + tag("karpenter.sh/nodepool", "spot")) + ", " +
      instance("i-4", "t3.nano", "running", tag("Name", "bastion")) + "]}, {\"Instances\": [" +
      instance("i-5", "m5.large", "running", tag("eks:cluster-name", "shop") + ", " + tag("eks:nodegroup-name", "web")) + "]}]}";
  const auto out = import_texts({{"instances.json", all}, group(", \"instanceTypes\": [\"m5.large\"]"), kCluster, kSubnets});
  CHECK(out.spec.contains("group web managed linux [m5.large] nodes 1/3/5 [subnet-1]\n"));
  CHECK(out.spec.contains("group spot karpenter linux [m5.large m6g.large] nodes -/2/- [subnet-1]\n"));
  CHECK(out.notes.contains("ignored: instance i-3 (it is terminated)"));
  CHECK(out.notes.contains("ignored: instance i-4 (no tag says that it is a cluster's node"));
  CHECK(out.notes.contains("ignored: 1 instance of node group \"web\" (the node group is described)"));
}

TEST_CASE("outputs of the AWS CLI with wrong values are refused where these stand") {
  CHECK(import_texts({{"a.json", "{\"nodegroup\": {\"nodegroupName\": \"web\", \"scalingConfig\": {\"minSize\": \"three\"}}}"}})
            .said.contains("minSize"));
  CHECK(import_texts({{"a.json", "{\"cluster\": {\"name\": 3, \"resourcesVpcConfig\": {\"subnetIds\": \"subnet-1\"}}}"}})
            .said.contains("subnetIds"));
  CHECK(import_texts({{"a.json", "{\"Reservations\": [3]}"}}).said.contains("an item of Reservations"));
  // No instance, no node group: nothing to plan, but no fault.
  CHECK(import_texts({kCluster, {"a.json", "{\"Reservations\": []}"}}).spec.starts_with("cluster shop"));
}
