#pragma once

#include <fmt/format.h>

#include <string>

#include "planner/spec/cluster_spec.hpp"
#include "tests/support/spec_text.hpp"

namespace cniplan::test {

/// A spec as text, with what spec_text() does not show: reservations, used addresses and load balancers.
inline std::string cloud_text(const ClusterSpec& spec) {
  std::string out = spec_text(spec);
  for (const SubnetSpec& subnet : spec.vpc.subnets) {
    const std::string name = subnet.name ? subnet.name->value : subnet.id->value;
    for (const ReservationSpec& reservation : subnet.reservations) {
      const bool is_explicit = reservation.type && reservation.type->value == ReservationType::explicit_use;
      out += fmt::format("reservation {} {} {}\n", name, reservation.cidr->value.to_string(),
                         is_explicit ? "explicit" : "prefix");
    }
    if (subnet.used_count) out += fmt::format("used {} {}\n", name, subnet.used_count->value.value());
    for (const auto& range : subnet.used_ranges) out += fmt::format("used {} {}\n", name, range.value.to_string());
  }
  for (const LoadBalancerSpec& balancer : spec.load_balancers) {
    const bool network = balancer.type && balancer.type->value == LoadBalancerType::nlb;
    out += fmt::format("balancer {} {}", balancer.name->value, network ? "nlb" : "alb");
    for (const auto& subnet : balancer.subnets) out += fmt::format(" {}", subnet.value);
    out += "\n";
  }
  return out;
}

}  // namespace cniplan::test
