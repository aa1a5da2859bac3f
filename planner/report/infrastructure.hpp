#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "planner/net/cidr.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan::report {

/// An availability zone as the spec calls it.
struct InfrastructureZone {
  std::string name;                   ///< empty: not known
  std::optional<std::size_t> number;  ///< of zone-a, zone-b, ..., which no Region has: which of the Region's it is
};

struct InfrastructureReservation {
  std::string name;
  std::size_t subnet = 0;
  Cidr cidr;
  ReservationType type{};
};

struct InfrastructureSubnet {
  std::string name;  ///< as the spec calls it: its name, id or CIDR
  std::string id;    ///< of one that is there already; empty: not known
  InfrastructureZone zone;
  Cidr cidr;
  bool is_public = false;
  std::optional<std::size_t> further_cidr;  ///< which of the VPC's further CIDRs holds it; none: the first one
  std::vector<SubnetUse> uses;
  std::vector<std::pair<std::string, std::string>> tags;
  std::optional<std::size_t> route_table;  ///< none: the VPC's main one, which has no way out
};

/// A NAT gateway with an elastic address.
struct InfrastructureNatGateway {
  std::string name;  ///< of what it is in the file: its subnet's, which is one gateway's alone but for odd cases
  std::string tag;   ///< its tag Name
  std::size_t subnet = 0;
};

/// A route table with a way out.
struct InfrastructureRouteTable {
  std::string name;
  std::optional<std::size_t> nat_gateway;  ///< none: to the internet gateway
};

/// The network of a cluster as the files that make it share it: what there is, how it hangs together, what is public.
/// Things refer to each other by their places in the lists.
struct Infrastructure {
  std::string cluster;
  bool cluster_is_named = false;
  std::string region;  ///< of the zones' names; empty: not known
  bool ipv6 = false;
  Cidr vpc;
  std::vector<Cidr> further_cidrs;
  std::vector<InfrastructureSubnet> subnets;  ///< in the order of the spec
  std::vector<InfrastructureReservation> reservations;
  std::vector<InfrastructureNatGateway> nat_gateways;
  std::vector<InfrastructureRouteTable> route_tables;
  bool internet_gateway = false;
  bool numbered_zones = false;  ///< some zone is known by its number only
};

/// The network of a spec in which check_spec() and check_sized() find no fault.
/// A subnet is public when it is tagged kubernetes.io/role/elb or has a NAT gateway; else, without a tag
/// kubernetes.io/role/internal-elb, when "public" is a part of its name, or when it is used for load balancers and for
/// no nodes, Pods or Fargate, and "private" or "internal" is no part of its name. Where there is a public subnet, there
/// is an internet gateway. Private subnets go out by the NAT gateway of their zone, or else by the first one.
/// Tags are the spec's, and by the subnet's uses those of
/// https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html and
/// https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html (kubernetes.io/role/cni).
[[nodiscard]] Infrastructure infrastructure_of(const ClusterSpec& spec);

/// The places of the subnets with a use.
[[nodiscard]] std::vector<std::size_t> used_for(const Infrastructure& network, SubnetUse use);

/// The places of subnets that names or ids mean; without any, those of the use.
[[nodiscard]] std::vector<std::size_t> subnets_of(const ClusterSpec& spec,
                                                  const std::vector<Located<std::string>>& names, SubnetUse use);

/// How a subnet is called: by its name, else its id, else its CIDR.
[[nodiscard]] std::string label_of(const SubnetSpec& subnet);

/// Remarks for the head of a file that makes the network alone: what the plan counts and the file does not make, and
/// what is to be known before it is applied. Names in them are printable.
[[nodiscard]] std::vector<std::string> network_remarks(const ClusterSpec& spec, const Infrastructure& network);

/// A remark, whose names are printable, as comment lines of YAML or of Terraform's language.
[[nodiscard]] std::string comment_of(std::string remark);

/// "a, b and c", each printable.
[[nodiscard]] std::string listed(const std::vector<std::string>& names);

}  // namespace cniplan::report
