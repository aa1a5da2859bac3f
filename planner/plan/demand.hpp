#pragma once

#include <functional>
#include <optional>
#include <vector>

#include "planner/capacity/node_limits.hpp"
#include "planner/capacity/prefix_supply.hpp"
#include "planner/capacity/subnet_capacity.hpp"
#include "planner/model/cluster_model.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/fleet.hpp"

namespace cniplan {

/// A node of a group with its load, as the instance type that takes most addresses (the first of equals).
struct WorstNode {
  NodeIpUsage usage;
  std::size_t type = 0;
  IpCount least_ips;  ///< what the type that takes fewest holds
};

/// What requests find in a subnet before the cluster takes anything.
struct SubnetRoom {
  bool known = false;          ///< its CIDR is
  IpCount usable;              ///< size less the five
  SharedSpace space;           ///< beside listed addresses of others and CIDR reservations
  IpCount others_in_space;     ///< of the others' addresses, those that `space` has left out already
  bool has_prefix_reservation = false;

  /// Single addresses that come to the space: everything but prefixes, and but what `space` has left out.
  [[nodiscard]] IpCount singles(IpCount total, PrefixCount prefixes) const {
    return total - ips_in(prefixes) - others_in_space;
  }
  /// Whole /28 blocks wanted beyond those that can be had at best; 0 where no prefix is wanted.
  [[nodiscard]] PrefixCount missing_prefixes(IpCount total, PrefixCount prefixes) const;
  /// Single addresses wanted beyond those that EC2 hands out singly, which are never those of a prefix reservation.
  /// Source: docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html.
  [[nodiscard]] IpCount missing_singles(IpCount total, PrefixCount prefixes) const;
};
[[nodiscard]] SubnetRoom room_of(const SubnetModel& subnet);

/// Addresses of one subnet without their owners.
struct SubnetTotal {
  IpCount ips;
  PrefixCount prefixes;  ///< whole /28 blocks among them

  SubnetTotal& operator+=(const SubnetTotal& other) {
    ips += other.ips;
    prefixes += other.prefixes;
    return *this;
  }
};

/// The same for all subnets, with the nodes that hold them.
struct FleetTotal {
  std::vector<SubnetTotal> subnets;
  NodeCount nodes;
  EniCount enis;         ///< of nodes, their trunk and branch ENIs with them
  PrefixCount prefixes;  ///< over all subnets
};

/// Which nodes of a group there are, and where none can be.
struct GroupRuns {
  NodeRuns runs;
  std::optional<ZoneIndex> lost_zone;
};

/// What nodes and Pods take of subnets. Per node: the closed forms of node_ip_usage(), of several instance types the one
/// that takes most. Nodes go to their group's places in turn. With subnet discovery the primary ENI and the trunk and
/// branch ENIs stay in the node's own subnet; every further ENI goes to the subnet with most free addresses among the
/// node's own and the tagged ones of its zone that has room for it (the first of equals; the fullest's neighbour when none
/// has), counting what is there already, group by group.
/// Nodes that were asked for lately are remembered: one object is for one thread.
/// Source: aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go (createENI, GetVpcSubnets).
class NodeDemand {
 public:
  NodeDemand(const ClusterModel& model, const std::vector<GroupMaxPods>& max_pods);

  [[nodiscard]] const ClusterModel& model() const { return model_; }
  [[nodiscard]] const SubnetRoom& room(SubnetIndex subnet) const { return rooms_[subnet]; }
  /// Pods on the Pod network that max Pods lets onto a node of the group.
  [[nodiscard]] PodCount pods_per_node(NodeGroupIndex group) const { return groups_[group].room; }

  /// A node of the group with the Pods of the run; a drained one's Pods are counted as warm. It stays what it is until
  /// other nodes of the group are asked for.
  [[nodiscard]] const WorstNode& node(NodeGroupIndex group, const NodeRun& run) const;

  /// Adds what the groups take to what is in `demand` or `total` already; one entry of these per subnet.
  void add(std::vector<SubnetDemand>& demand, const std::vector<GroupRuns>& groups) const;
  void add(FleetTotal& total, const std::function<GroupRuns(NodeGroupIndex)>& runs_of) const;

  /// Adds what one more set of nodes of one group takes on top of `base`; what is added alone is returned, subnet by
  /// subnet, each once.
  struct Added {
    SubnetIndex subnet;
    SubnetDemand demand;
  };
  [[nodiscard]] std::vector<Added> on_top(const std::vector<SubnetDemand>& base, NodeGroupIndex group,
                                          const GroupRuns& more) const;
  struct AddedTotal {
    SubnetIndex subnet;
    SubnetTotal total;
  };
  /// The same without owners; `nodes` and their ENIs are added to `count`.
  [[nodiscard]] std::vector<AddedTotal> on_top(const FleetTotal& base, NodeGroupIndex group, const GroupRuns& more,
                                               FleetTotal& count) const;

  /// Whether any group's ENIs choose among subnets, so that demand need not grow everywhere when nodes do.
  [[nodiscard]] bool discovers() const { return discovers_; }

 private:
  struct Group {
    CniConfig cni;
    std::vector<NodeLimits> limits;  // of each type
    PodCount max_pods;
    PodCount room;
    /// The places without those of a zone, for each zone in which the group stands; last all of them.
    struct Places {
      std::optional<ZoneIndex> lost_zone;
      std::vector<const Placement*> all;
    };
    std::vector<Places> places;

    struct Remembered {
      NodeRun run;
      WorstNode node;
    };
    static constexpr std::size_t kRemembered = 8;
    mutable std::vector<Remembered> remembered;  // the nodes asked for last
    mutable std::size_t next = 0;                // the one to forget
  };
  struct Deferred;
  template <class Ledger>
  void add_group(Ledger& ledger, NodeGroupIndex group, const GroupRuns& runs, std::vector<Deferred>& deferred) const;
  template <class Ledger>
  void place(Ledger& ledger, const std::vector<Deferred>& deferred) const;
  [[nodiscard]] const std::vector<const Placement*>& places(NodeGroupIndex group, std::optional<ZoneIndex> lost) const;

  const ClusterModel& model_;
  std::vector<Group> groups_;
  std::vector<SubnetRoom> rooms_;
  bool discovers_ = false;
};

/// What everything else takes of every subnet: control plane, Fargate, load balancers, endpoints, others. With
/// `lost_zone`, nothing of the subnets there; its Fargate Pods are in the profile's other subnets.
///   control plane: up to 4 ENIs, over its subnets in turn; while it is updated 5 addresses more in each
///   ALB: 8 addresses a subnet; in `max` and `full` up to 100 over its subnets, as evenly as integers allow
///   NLB, endpoint, NAT gateway: 1 a subnet;  Fargate: 1 a Pod, over the profile's subnets in turn
/// Sources: docs.aws.amazon.com/eks/latest/userguide/network-reqs.html (2 to 4 ENIs),
/// docs.aws.amazon.com/eks/latest/userguide/control-plane-logs.html ("at least 5 IPs in each subnet to be free"),
/// docs.aws.amazon.com/elasticloadbalancing/latest/application/application-load-balancers.html (8 free, up to 100),
/// docs.aws.amazon.com/eks/latest/userguide/fargate.html.
[[nodiscard]] std::vector<SubnetDemand> fixed_demand(const ClusterModel& model, const ScenarioModel& scenario,
                                                     std::optional<ZoneIndex> lost_zone = {});
/// Pods on Fargate in a scenario.
[[nodiscard]] PodCount fargate_pods(const FargateProfileModel& profile, const ScenarioModel& scenario);

inline constexpr std::int64_t kControlPlaneEnis = 4;
inline constexpr std::int64_t kControlPlaneUpdateIps = 5;
inline constexpr std::int64_t kAlbIpsPerSubnet = 8;
inline constexpr std::int64_t kAlbMostIps = 100;

/// ENIs behind a demand: every one has one address of its own that is no Pod's, but for Fargate, whose Pods' ENIs have
/// the Pod's. What `others` is, nobody knows.
[[nodiscard]] EniCount network_interfaces(const SubnetDemand& demand);

/// Network address units of the VPC: 1 an address outside of prefixes, 1 a prefix, 1 an ENI of a node beyond its first, 6
/// an NLB, an interface endpoint, a NAT gateway and the like in a subnet.
/// Source: docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html.
[[nodiscard]] std::int64_t network_address_units(const ClusterModel& model, const SubnetDemand& demand,
                                                 NodeCount nodes);
/// The part of it that gateways and endpoints have beyond their one address.
[[nodiscard]] std::int64_t units_of_gateways(const ClusterModel& model);

}  // namespace cniplan
