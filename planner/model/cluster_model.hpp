#pragma once

#include <optional>
#include <string>
#include <vector>

#include "planner/catalog/instance_type.hpp"
#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/share.hpp"
#include "planner/core/terms.hpp"
#include "planner/model/cni_config.hpp"
#include "planner/net/cidr.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Everything decided: defaults applied, instance types found, names turned into indices, CIDRs disjoint. Only
/// resolve() makes one, so code after it never asks whether something is set.

/// An index into ClusterModel::subnets or ::node_groups.
using SubnetIndex = std::size_t;
using NodeGroupIndex = std::size_t;

struct SubnetModel {
  std::string label;        ///< the name by which people know it: name, or else id
  std::string id;           ///< empty when not given
  std::string az;           ///< empty when not given
  std::optional<Cidr> cidr;  ///< empty: its size is not known, only what the cluster takes of it
  IpCount others;           ///< addresses that something else holds, or that are reserved for explicit use
  IpCount prefix_reserved;  ///< usable addresses in reservations of type `prefix`
  Location location{};
};

struct GroupSize {
  NodeCount min;
  NodeCount desired;
  NodeCount max;
};

struct PodRange {
  PodCount desired;
  PodCount max;
};

/// One node group's place: the subnet its nodes stand in, and the one its Pods' ENIs go to.
struct Placement {
  SubnetIndex nodes;
  SubnetIndex pods;  ///< the ENIConfig's with custom networking, else the same
};

struct NodeGroupModel {
  std::string name;
  NodeManager manager = NodeManager::managed;
  NodeOs os = NodeOs::linux;
  std::vector<InstanceType> types;  ///< in the order of the spec; never empty
  GroupSize nodes;
  std::vector<Placement> placements;  ///< zones in turn, then the subnets of a zone in turn; empty: hybrid nodes
  MaxPodsSpec max_pods;               ///< as asked for; EKS's ceiling and the types decide what comes of it
  Location max_pods_location{};
  bool custom_ami = false;            ///< managed nodes with an AMI of the user's own: no enforced ceiling
  std::optional<PodCount> pods_per_node;  ///< Pods on the Pod network; empty: from workloads, daemonSets, addons
  bool full_nodes = false;                ///< pods_per_node was not given and the source knows no workloads
  PodCount daemon_pods;                   ///< of every node: DaemonSet Pods on the Pod network
  PodCount host_network_pods;             ///< of every node: Pods on the host network
  Location location{};
};

/// Pods that are placed on node groups: a workload, or the Deployment of an add-on.
struct WorkloadModel {
  std::string name;
  PodRange replicas;
  bool pod_eni = false;
  bool host_network = false;
  bool addon = false;                       ///< of an add-on, not of the user
  std::vector<NodeGroupIndex> node_groups;  ///< those that take it, in order
  Location location{};
};

struct FargateProfileModel {
  std::string name;
  PodRange pods;
  std::vector<SubnetIndex> subnets;
};

struct LoadBalancerModel {
  std::string name;
  LoadBalancerType type = LoadBalancerType::alb;
  std::vector<SubnetIndex> subnets;
};

struct EndpointModel {
  std::string name;
  std::vector<SubnetIndex> subnets;
};

struct PolicyModel {
  Share warn_at = Share::from_percent(80);
  Share fail_at = Share::from_percent(95);
  std::vector<ScenarioName> scenarios;
};

struct ClusterModel {
  std::string name;
  Platform platform = Platform::eks;
  CniConfig cni;
  std::vector<SubnetModel> subnets;
  std::vector<SubnetIndex> control_plane_subnets;
  std::vector<NodeGroupModel> node_groups;
  std::vector<WorkloadModel> workloads;
  std::vector<FargateProfileModel> fargate_profiles;
  std::vector<LoadBalancerModel> load_balancers;
  std::vector<EndpointModel> endpoints;
  PolicyModel policy;
};

}  // namespace cniplan
