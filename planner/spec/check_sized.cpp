#include "planner/spec/check_sized.hpp"

#include <fmt/format.h>

namespace cniplan {
namespace {

constexpr std::string_view kSizeGivesIt = "`cniplan size` gives it one";

bool has_own_pod_network(const ClusterSpec& spec) {
  if (!spec.platform) return false;
  return spec.platform->value == Platform::eks_anywhere || spec.platform->value == Platform::eks_distro;
}

}  // namespace

Diagnostics check_sized(const ClusterSpec& spec) {
  Diagnostics errors;
  const auto error = [&](std::string code, std::string message, std::string way_out, Location at) {
    errors.push_back(
        {.code = std::move(code), .message = std::move(message), .way_out = std::move(way_out), .location = at});
  };
  if (has_own_pod_network(spec)) {
    error("sized.no-vpc", "cluster: its Pods take no addresses of a VPC, so there is no network of AWS to write",
          "print it as a spec", spec.platform->location);
    return errors;
  }
  const Location vpc = spec.vpc.location.source < 0 ? spec.location : spec.vpc.location;
  if (spec.vpc.cidrs.empty()) {
    error("sized.vpc-cidr", "vpc: it has no CIDR", "list vpc.cidrs, or let `cniplan size` choose", vpc);
  }
  if (spec.vpc.subnets.empty()) {
    error("sized.no-subnets", "vpc: it has no subnets", "list vpc.subnets, or let `cniplan size` lay them out", vpc);
  }
  for (const SubnetSpec& subnet : spec.vpc.subnets) {
    if (subnet.cidr) continue;
    const Given<std::string>& name = subnet.name ? subnet.name : subnet.id;
    error("sized.subnet-cidr",
          name ? fmt::format("subnet \"{}\": it has no CIDR", name->value) : "subnet: it has no CIDR",
          std::string(kSizeGivesIt), subnet.location);
  }
  sort_by_location(errors);
  return errors;
}

}  // namespace cniplan
