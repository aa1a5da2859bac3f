#include "planner/plan/group_max_pods.hpp"

#include <algorithm>

#include "planner/capacity/max_pods.hpp"
#include "planner/capacity/max_pods_expression.hpp"

namespace cniplan {
namespace {

struct OfType {
  PodCount value;
  MaxPodsSource source;
  std::optional<Diagnostic> expression_fault;
};

OfType by_expression(const std::string& text, const InstanceType& type) {
  const auto compiled = CompiledMaxPodsExpression::compile(text);
  const auto value = compiled ? compiled->evaluate(type) : failure(compiled.error());
  if (!value) return {nodeadm_max_pods(type), MaxPodsSource::eni_formula, value.error()};
  return {*value, MaxPodsSource::expression, std::nullopt};
}

OfType asked_for(const ClusterModel& model, const NodeGroupModel& group, const InstanceType& type) {
  if (const auto* number = std::get_if<PodCount>(&group.max_pods)) return {*number, MaxPodsSource::given, {}};
  if (const auto* expression = std::get_if<MaxPodsExpression>(&group.max_pods)) {
    return by_expression(expression->text, type);
  }
  if (group.os == NodeOs::windows) return {kKubeletMaxPods, MaxPodsSource::windows_default, {}};
  if (group.manager == NodeManager::auto_mode) {
    const auto allowed = max_pods(type, {.cni = cni_of(model, group)}).max_pods;
    return {std::min(allowed.value_or(kKubeletMaxPods), kKubeletMaxPods), MaxPodsSource::auto_mode, {}};
  }
  return {nodeadm_max_pods(type), MaxPodsSource::eni_formula, {}};
}

/// As asked for, and at most what EKS enforces.
OfType enforced(const ClusterModel& model, const NodeGroupModel& group, const InstanceType& type) {
  OfType now = asked_for(model, group, type);
  const auto cap = pod_cap(type);
  const bool is_enforced =
      group.manager == NodeManager::managed && !group.custom_ami && group.os != NodeOs::windows && cap.has_value();
  if (is_enforced && now.value > *cap) {
    now.value = *cap;
    now.source = MaxPodsSource::managed_cap;
  }
  return now;
}

}  // namespace

CniConfig cni_of(const ClusterModel& model, const NodeGroupModel& group) {
  if (group.manager != NodeManager::auto_mode) return model.cni;
  CniConfig cni;
  cni.ip_family = model.cni.ip_family;
  cni.prefix_delegation = true;
  return cni;
}

GroupMaxPods group_max_pods(const ClusterModel& model, const NodeGroupModel& group) {
  GroupMaxPods lowest;
  for (std::size_t i = 0; i < group.types.size(); ++i) {
    OfType now = enforced(model, group, group.types[i]);
    if (i == 0 || now.value < lowest.value) {
      lowest.value = now.value;
      lowest.source = now.source;
      lowest.type = i;
      lowest.expression_fault = std::move(now.expression_fault);
    }
    const auto pod_ips = max_pods(group.types[i], {.cni = cni_of(model, group), .os = group.os}).pod_ips;
    if (pod_ips) lowest.pod_ips = lowest.pod_ips ? std::min(*lowest.pod_ips, *pod_ips) : *pod_ips;
  }
  return lowest;
}

PodCount max_pods_of(const ClusterModel& model, const NodeGroupModel& group, const InstanceType& type) {
  return enforced(model, group, type).value;
}

}  // namespace cniplan
