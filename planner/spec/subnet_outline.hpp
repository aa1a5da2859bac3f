#pragma once

#include <span>
#include <string>
#include <vector>

#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Which subnets a cluster is to have in each zone, where nobody has listed them.
struct SubnetOutline {
  std::vector<std::string> zones;
  bool public_subnets = false;  ///< load balancers in public subnets, with a NAT gateway in each
  bool as_eksctl = false;       ///< the subnets that eksctl makes: a public and a private one a zone, which EKS uses too
};

/// Adds subnets without a CIDR to a spec that has none: "nodes-a", "nodes-b" and so on, for each zone one
///   nodes          Fargate Pods with them, and without public subnets load balancers
///   public         with public subnets: load balancers
///   pods           with custom networking (AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG), and the ENIConfig of the zone where the
///                  spec has none
///   control-plane  EKS's own network interfaces, as EKS's best practices want it
/// or as eksctl makes them, "public-a" ... then "private-a" ... A subnet is named after its zone's last letter where the
/// zones differ in it, else after the zone.
/// Sources: docs.aws.amazon.com/eks/latest/best-practices/subnets.html; eksctl-io/eksctl pkg/vpc/vpc.go, SetSubnets.
void outline_subnets(ClusterSpec& spec, const SubnetOutline& outline);

/// "zone-a", "zone-b" ...: zones of a Region that is not known.
[[nodiscard]] std::vector<std::string> unnamed_zones(std::size_t count);

}  // namespace cniplan
