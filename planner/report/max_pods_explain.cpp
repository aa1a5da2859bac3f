#include "planner/report/max_pods_explain.hpp"

#include <fmt/format.h>

#include "planner/core/format.hpp"

namespace cniplan::report {
namespace {

std::string usable_enis(const MaxPods& f, const MaxPodsSettings& settings) {
  if (settings.os == NodeOs::windows) return fmt::format("{}: Windows uses the primary ENI only", f.usable_enis);
  std::string terms = f.allowed_enis < f.enis
                          ? fmt::format("min({} ENIs of the default card, MAX_ENI {})", f.enis, f.allowed_enis)
                          : fmt::format("{} ENIs of the default card", f.enis);
  if (f.reserved_enis > EniCount(0)) terms += fmt::format(" - {} reserved", f.reserved_enis);
  if (f.trunk_enis > EniCount(0)) terms += fmt::format(" - {} trunk", f.trunk_enis);
  if (f.bare_primary_enis > EniCount(0)) terms += fmt::format(" - {} primary (custom networking)", f.bare_primary_enis);
  return fmt::format("{} = {}", terms, f.usable_enis);
}

std::string pod_ips(const MaxPods& f) {
  if (!f.pod_ips) return "one /80 on the primary ENI: 2^48 addresses, no limit in practice";
  if (f.ips_per_slot == 1) return fmt::format("{} ENIs * ({} - 1) addresses = {}", f.usable_enis, f.ipv4_per_eni, *f.pod_ips);
  return fmt::format("{} ENIs * ({} - 1) prefixes * {} addresses = {}", f.usable_enis, f.ipv4_per_eni, f.ips_per_slot,
                     *f.pod_ips);
}

std::string max_pods_formula(const MaxPods& f) {
  if (!f.max_pods) return "addresses set no limit";
  if (f.usable_enis == EniCount(0)) return "0, as no ENI has addresses for Pods";
  if (f.host_network_pods == PodCount(0)) return fmt::format("{}, one for each address", *f.max_pods);
  return fmt::format("{} + {} on the host network = {}", *f.pod_ips, f.host_network_pods, *f.max_pods);
}

std::string cap(const MaxPodsRow& row) {
  return row.vcpus ? fmt::format("{} for {} vCPUs", *row.figures.pod_cap, *row.vcpus)
                   : std::string("110 or 250 by the vCPUs, which are unknown");
}

std::string recommended(const MaxPodsRow& row) {
  const MaxPods& f = row.figures;
  const std::string value = f.recommended_max_pods ? fmt::format("{}", *f.recommended_max_pods) : "unknown";
  if (!f.max_pods) return row.vcpus ? cap(row) : fmt::format("{} = {}", cap(row), value);
  return fmt::format("min({}, {}) = {}", *f.max_pods, cap(row), value);
}

std::string default_value(const MaxPodsRow& row, const MaxPodsSettings& settings) {
  const MaxPods& f = row.figures;
  const std::string own =
      settings.os == NodeOs::windows
          ? fmt::format("{}, kubelet's default", f.uncapped_default)
          : fmt::format("{} * ({} - 1) + {} = {}, nodeadm's formula whatever the CNI's mode", f.enis, f.ipv4_per_eni,
                        kHostNetworkPods, f.uncapped_default);
  if (!settings.managed_node_group) return own;
  return fmt::format("{}; at most {} in a managed node group: {}", own, cap(row),
                     f.default_max_pods ? fmt::format("{}", *f.default_max_pods) : "unknown");
}

}  // namespace

std::vector<ExplainedFigure> explain(const MaxPodsRow& row, const MaxPodsSettings& settings) {
  const MaxPods& f = row.figures;
  std::vector<ExplainedFigure> lines;
  if (f.bound == MaxPodsBound::cni_refuses) {
    lines.push_back({"max_pods", "0, as aws-node does not start on this type with these settings"});
  } else {
    lines.push_back({"usable_enis", usable_enis(f, settings)});
    lines.push_back({"pod_ips", pod_ips(f)});
    lines.push_back({"max_pods", max_pods_formula(f)});
    lines.push_back({"recommended_max_pods", recommended(row)});
  }
  lines.push_back({"default_max_pods", default_value(row, settings)});
  if (f.expression_max_pods) {
    lines.push_back({"expression_max_pods",
                     settings.managed_node_group
                         ? fmt::format("the expression's value, at most {}, is {}", cap(row), *f.expression_max_pods)
                         : fmt::format("the expression's value is {}", *f.expression_max_pods)});
  }
  if (f.branch_enis > EniCount(0)) {
    lines.push_back({"branch_enis", fmt::format("{} Pods with security groups of their own; they take none of the {} "
                                                "addresses, and count towards kubelet's max Pods",
                                                f.branch_enis,
                                                f.pod_ips ? fmt::format("{}", *f.pod_ips) : "node's")});
  }
  if (f.kube_reserved_memory_mib) {
    const bool of_expression = f.expression_max_pods.has_value();
    const PodCount pods = of_expression ? *f.expression_max_pods : *f.recommended_max_pods;
    lines.push_back({"kube_reserved_memory_mib",
                     fmt::format("11 MiB * {} + 255 MiB = {} MiB, for the {} value", pods, *f.kube_reserved_memory_mib,
                                 of_expression ? "expression's" : "recommended")});
  }
  return lines;
}

}  // namespace cniplan::report
