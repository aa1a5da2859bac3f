#pragma once

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// Adds what `from` says to what `into` says, each value with its place.
/// - Equal values merge in silence. Of two different values for one thing, one that nobody wrote (a Location without a
///   source) gives way to one that somebody did, and of two that nobody wrote the first stays; two that were both
///   written are an error that names both places, for which `sources` has the names.
/// - Node groups, Fargate profiles, DaemonSets, workloads, load balancers and endpoints are the same when they have the
///   same name; variables of aws-node too, ENIConfigs by their zone, tags by their key. A subnet is the same by id, by
///   name, or, as a VPC has each network once, by CIDR; names that refer to it then follow.
/// - A list that stands for one value (the subnets of a node group, its instance types) is compared as one. Lists that
///   gather (the VPC's CIDRs, uses, add-ons, used addresses, reservations) hold what either has.
/// Two things of one name within one of the two specs stay two, which check_spec() finds.
[[nodiscard]] Diagnostics merge(ClusterSpec& into, ClusterSpec from, const Sources& sources);

/// A place as messages name it: "a.yaml:3:5", "a.yaml", or "a default" when it has no source.
[[nodiscard]] std::string place_name(const Location& location, const Sources& sources);

}  // namespace cniplan
