#include "planner/audit/node_check.hpp"

#include <fmt/format.h>

namespace cniplan {

std::string_view to_string(NodeGroupKind kind) {
  switch (kind) {
    case NodeGroupKind::managed:
      return "managed";
    case NodeGroupKind::eksctl:
      return "eksctl";
    case NodeGroupKind::node_pool:
      return "node-pool";
    case NodeGroupKind::none:
      return "none";
  }
  return "";
}

std::string_view to_string(NodeHost host) {
  switch (host) {
    case NodeHost::ec2:
      return "ec2";
    case NodeHost::auto_mode:
      return "auto-mode";
    case NodeHost::fargate:
      return "fargate";
    case NodeHost::hybrid:
      return "hybrid";
    case NodeHost::elsewhere:
      return "elsewhere";
  }
  return "";
}

std::string_view to_string(NodeVerdict verdict) {
  switch (verdict) {
    case NodeVerdict::fits:
      return "fits";
    case NodeVerdict::above_recommended:
      return "above-recommended";
    case NodeVerdict::below_addresses:
      return "below-addresses";
    case NodeVerdict::older_than_prefixes:
      return "older-than-prefixes";
    case NodeVerdict::above_addresses:
      return "above-addresses";
    case NodeVerdict::cni_refuses:
      return "cni-refuses";
    case NodeVerdict::unknown_type:
      return "unknown-type";
    case NodeVerdict::unknown_max_pods:
      return "unknown-max-pods";
    case NodeVerdict::not_judged:
      return "not-judged";
  }
  return "";
}

std::string_view to_string(RoomStop stop) {
  switch (stop) {
    case RoomStop::max_pods:
      return "max-pods";
    case RoomStop::addresses:
      return "addresses";
    case RoomStop::subnet:
      return "subnet";
  }
  return "";
}

std::string_view word_of(NodeOs os) {
  switch (os) {
    case NodeOs::linux:
      return "linux";
    case NodeOs::bottlerocket:
      return "bottlerocket";
    case NodeOs::windows:
      return "windows";
  }
  return "";
}

std::string name_of(const CheckedGroup& group) {
  std::string name = group.name.empty() ? std::string("ungrouped") : group.name;
  if (group.host == NodeHost::fargate) name = "Fargate";
  if (group.host == NodeHost::hybrid && group.name.empty()) name = "hybrid nodes";
  if (group.host == NodeHost::elsewhere && group.name.empty()) name = "nodes not on EC2";
  return group.instance_type.empty() ? name : fmt::format("{} ({})", name, group.instance_type);
}

}  // namespace cniplan
