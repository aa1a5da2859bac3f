#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/cluster_spec.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// What a stack of cloud resources holds that concerns addresses, whoever describes it: Terraform or CloudFormation.
/// Resources refer to each other by key (the resource's address or logical id), by id or by name; what is empty is
/// not known, and the reader has said why.

struct CloudVpc {
  std::string key;
  Given<std::string> id;
  std::vector<Located<Cidr>> cidrs;
  Location location{};
};

/// What a message says of a list of which a part is not known.
inline constexpr std::string_view kOnlyKnown = ", so that only the others of it count";

struct CloudSubnet {
  std::string key;
  Given<std::string> id;
  Given<std::string> name;  ///< its tag Name
  Given<std::string> az;
  Given<Cidr> cidr;
  std::string vpc;  ///< empty: not known
  Given<bool> load_balancers;  ///< tagged kubernetes.io/role/elb or internal-elb
  bool internal = false;       ///< tagged kubernetes.io/role/internal-elb: a private subnet
  Given<bool> cni;             ///< tagged kubernetes.io/role/cni
  Given<bool> karpenter;       ///< tagged karpenter.sh/discovery
  bool looked_up = false;      ///< there before, not made by the stack
  std::vector<TagSpec> tags;   ///< all whose values are known
  std::vector<ReservationSpec> reservations;
  Location location{};
};

struct CloudCluster {
  std::string key;
  Given<std::string> name;
  std::vector<Located<std::string>> subnets;  ///< of the control plane
  Given<IpFamily> ip_family;
  Given<Cidr> service_cidr;
  Given<bool> auto_mode;
  Given<bool> hybrid;         ///< has remote networks
  Given<bool> on_outposts;
  bool default_addons = true; ///< EKS installs vpc-cni, kube-proxy and coredns itself
  Location location{};
};

/// A launch template, or a launch configuration.
struct CloudTemplate {
  std::string key;
  Given<std::string> id;
  Given<std::string> name;
  Given<std::string> instance_type;
  Given<MaxPodsSpec> max_pods;
  bool custom_image = false;
  Given<bool> requirements;  ///< attributes of instance types in place of types
  Location location{};
};

struct CloudNodeGroup {
  std::string key;
  NodeGroupSpec group;           ///< subnets by reference
  std::string cluster;           ///< empty: not known
  Given<std::string> launch_template;
  bool default_type = false;     ///< without any type given, EKS takes its own
  bool types_unknown = false;    ///< the reader has said that the types are not in the file
};

struct CloudAddon {
  std::string cluster;
  Located<std::string> name;
  DocumentNode configuration;  ///< a text, or null
};

struct CloudFargateProfile {
  std::string cluster;
  FargateProfileSpec profile;
};

/// Addresses of a subnet that something else than the cluster holds.
struct CloudAddresses {
  Located<std::string> subnet;
  IpCount count;                                ///< whose addresses are not known
  std::vector<Located<Ipv4Range>> addresses;    ///< that are known
};

struct CloudStack {
  std::string_view writer;    ///< "Terraform"
  std::vector<CloudVpc> vpcs;
  std::vector<CloudSubnet> subnets;
  std::vector<CloudCluster> clusters;
  std::vector<CloudTemplate> templates;
  std::vector<CloudNodeGroup> node_groups;
  std::vector<CloudAddon> addons;
  std::vector<CloudFargateProfile> fargate_profiles;
  std::vector<LoadBalancerSpec> load_balancers;
  std::vector<EndpointSpec> endpoints;
  std::vector<CloudAddresses> addresses;
  std::vector<ImportNote> notes;
  Location location{};
};

/// The cluster of a stack, or what there is of one: `cluster` names the one that is asked for, by its name or key;
/// empty: the only one. `said` is what the reader has noted. Subnets take their uses from what refers to them and from
/// their tags, and their names from the tag Name where it is one subnet's alone, else from the key.
/// Warnings: subnets of unknown size, what is left out, launch templates without a type, node groups of other
/// clusters. Errors, beside those in `said`: several clusters, none of the name, several VPCs without a cluster,
/// nothing that concerns addresses, faults of the vpc-cni add-on's configuration.
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (tags of subnets);
/// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html (instanceTypes: t3.medium);
/// https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateCluster.html (bootstrapSelfManagedAddons).
[[nodiscard]] Result<PartialSpec, Diagnostics> to_spec(CloudStack stack, std::string_view cluster, Diagnostics said);

/// Notes a tag of a subnet, and what it says of the subnet's name and uses. A value that is not known is empty.
void read_subnet_tag(CloudSubnet& subnet, const Located<std::string>& tag, const Located<std::string>& value);

/// What a type of AMI runs, and whether it is the user's own: AL2023_x86_64_STANDARD, BOTTLEROCKET_ARM_64,
/// WINDOWS_CORE_2022_x86_64, CUSTOM.
/// Source: https://docs.aws.amazon.com/eks/latest/APIReference/API_CreateNodegroup.html, amiType.
void read_ami_type(NodeGroupSpec& group, const Located<std::string>& ami_type);

}  // namespace cniplan
