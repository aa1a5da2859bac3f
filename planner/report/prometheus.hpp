#pragma once

#include <cstdint>
#include <initializer_list>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/audit/node_check.hpp"
#include "planner/capacity/max_pods_result.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/size_result.hpp"

namespace cniplan::report {

/// Gauges in Prometheus' text format 0.0.4, for the textfile collector of node_exporter: each metric's help and type once,
/// its samples together. Values are whole numbers; what is unknown has no sample. Shares are ratios of hundredths of a
/// percent. Source: prometheus.io/docs/instrumenting/exposition_formats.
class PrometheusWriter {
 public:
  struct Label {
    std::string_view name;   ///< the program's own
    std::string_view value;  ///< anything; escaped
  };

  /// A metric, of which samples follow. None is written for a metric without samples.
  void metric(std::string_view name, std::string_view help);
  void sample(std::initializer_list<Label> labels, std::int64_t value);
  void sample(std::span<const Label> labels, std::int64_t value);

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  std::string name_;
  std::string head_;  // of the metric, until its first sample
  std::string out_;
};

/// cniplan_fits, cniplan_subnet_* (usable, used, free, lacking prefixes, by scenario), cniplan_scenario_*,
/// cniplan_max_nodes, cniplan_node_group_*, cniplan_findings.
[[nodiscard]] std::string to_prometheus(const ClusterPlan& plan);
/// cniplan_fits, cniplan_subnet_* of the subnets to create, cniplan_findings.
[[nodiscard]] std::string to_prometheus(const SizeResult& result);
/// cniplan_node_max_pods and cniplan_node_* of every node, cniplan_nodes by verdict, cniplan_findings.
[[nodiscard]] std::string to_prometheus(const NodeCheck& check);
/// cniplan_max_pods and its like by instance type.
[[nodiscard]] std::string to_prometheus(const MaxPodsResult& result);

}  // namespace cniplan::report
