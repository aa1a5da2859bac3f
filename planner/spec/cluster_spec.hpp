#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/core/share.hpp"
#include "planner/core/terms.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_range.hpp"
#include "planner/spec/given.hpp"

namespace cniplan {

/// What is wanted, as the user wrote it or as another tool's file says it: everything optional that may be left
/// out, every value with its place. Names still refer to things by text; resolve() makes the ClusterModel of it.

enum class SubnetUse { control_plane, nodes, load_balancers, pods, fargate, cni };

enum class ReservationType { prefix, explicit_use };

/// A subnet CIDR reservation: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html
struct ReservationSpec {
  Given<Cidr> cidr;
  Given<ReservationType> type;
  Location location{};
};

struct SubnetSpec {
  Given<std::string> name;
  Given<std::string> id;
  Given<std::string> az;
  Given<Cidr> cidr;
  std::optional<std::vector<Located<SubnetUse>>> uses;
  Given<IpCount> used_count;                     ///< addresses taken by others, as a number
  std::vector<Located<Ipv4Range>> used_ranges;   ///< or as addresses and CIDRs
  std::vector<ReservationSpec> reservations;
  Location location{};
};

struct EnvSpec {
  Located<std::string> name;
  Located<std::string> value;
};

struct EniConfigSpec {
  Located<std::string> az;
  Located<std::string> subnet;
};

struct CniSpec {
  std::vector<EnvSpec> env;  ///< the aws-node container's variables, verbatim, in order
  std::vector<EniConfigSpec> eni_configs;
};

/// min <= desired <= max is checked by resolve().
struct RangeSpec {
  Given<std::int64_t> min;
  Given<std::int64_t> desired;
  Given<std::int64_t> max;
  Location location{};
};

struct MaxPodsAuto {};
struct MaxPodsExpression {
  std::string text;
};
using MaxPodsSpec = std::variant<MaxPodsAuto, PodCount, MaxPodsExpression>;

enum class UpdateStrategy { default_strategy, minimal };

struct UpdateSpec {
  Given<std::variant<NodeCount, Share>> max_unavailable;  ///< Karpenter: the disruption budget
  Given<UpdateStrategy> strategy;
};

struct NodeGroupSpec {
  Given<std::string> name;
  Given<NodeManager> manager;
  Given<NodeOs> os;
  std::vector<Located<std::string>> instance_types;
  RangeSpec nodes;
  std::vector<Located<std::string>> subnets;  ///< names or ids; empty: all subnets used for nodes
  Given<MaxPodsSpec> max_pods;
  Given<PodCount> pods_per_node;
  UpdateSpec update;
  /// A managed node group with an AMI of the user's own: EKS then enforces no max Pods. No key of our spec.
  bool custom_ami = false;
  Location location{};
};

struct FargateProfileSpec {
  Given<std::string> name;
  std::vector<Located<std::string>> subnets;  ///< empty: all subnets used for Fargate
  RangeSpec pods;
  Location location{};
};

struct DaemonSetSpec {
  Given<std::string> name;
  Given<bool> host_network;
  std::vector<Located<std::string>> node_groups;  ///< empty: all
  Location location{};
};

struct ResourceRequestsSpec {
  Given<std::int64_t> cpu_millis;
  Given<std::int64_t> memory_bytes;
};

struct WorkloadSpec {
  Given<std::string> name;
  RangeSpec replicas;
  Given<bool> pod_eni;
  Given<bool> host_network;
  ResourceRequestsSpec requests;
  std::vector<Located<std::string>> node_groups;  ///< empty: all
  Location location{};
};

enum class LoadBalancerType { alb, nlb };

struct LoadBalancerSpec {
  Given<std::string> name;
  Given<LoadBalancerType> type;
  std::vector<Located<std::string>> subnets;  ///< empty: all subnets used for load balancers
  Location location{};
};

/// Something with one address in each of its subnets: an interface endpoint, a NAT gateway.
struct EndpointSpec {
  Given<std::string> name;
  std::vector<Located<std::string>> subnets;
  Location location{};
};

struct GrowthSpec {
  Given<Share> pods_per_month;
  Given<std::int64_t> months;
};

enum class ScenarioName { steady, max };

struct PolicySpec {
  Given<Share> warn_at;
  Given<Share> fail_at;
  std::optional<std::vector<Located<ScenarioName>>> scenarios;
};

struct VpcSpec {
  std::vector<Located<Cidr>> cidrs;
  std::vector<SubnetSpec> subnets;
  Location location{};
};

struct ClusterSpec {
  Given<std::string> name;
  Given<Platform> platform;
  Given<IpFamily> ip_family;
  Given<Cidr> service_cidr;
  VpcSpec vpc;
  CniSpec cni;
  std::vector<NodeGroupSpec> node_groups;
  std::vector<FargateProfileSpec> fargate_profiles;
  std::optional<std::vector<Located<std::string>>> addons;
  std::vector<DaemonSetSpec> daemon_sets;
  std::vector<WorkloadSpec> workloads;
  std::vector<LoadBalancerSpec> load_balancers;
  std::vector<EndpointSpec> endpoints;
  GrowthSpec growth;
  PolicySpec policy;
  /// The source has no notion of Pods (eksctl): groups without podsPerNode are planned with full nodes.
  bool pods_unknown = false;
  Location location{};
};

}  // namespace cniplan
