#pragma once

#include <optional>
#include <string>

#include "planner/core/count.hpp"
#include "planner/core/location.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

/// An ENIConfig: the subnet that Pods of a zone have their addresses of, with custom networking.
struct ObservedEniConfig {
  std::string name;
  std::string subnet;  ///< its id
  Location location{};
};

/// A CNINode: what aws-node has asked the VPC resource controller for on a node.
struct ObservedCniNode {
  std::string name;    ///< the node's
  bool trunk = false;  ///< SecurityGroupsForPods
  bool custom_networking = false;
  std::string eni_config;  ///< of custom networking; empty: not said
  Location location{};
};

/// What is known to be free in a subnet.
struct KnownSubnetRoom {
  std::string id;
  Cidr cidr;
  IpCount free;
  std::optional<PrefixCount> free_prefixes;  ///< whole free /28 blocks; empty: unknown
  std::string zone;                          ///< empty: unknown
  bool discovered =
      false;  ///< by its tag kubernetes.io/role/cni ENIs of nodes in other subnets may be put into it
  Location location{};
};

}  // namespace cniplan
