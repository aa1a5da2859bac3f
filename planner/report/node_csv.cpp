#include "planner/capacity/wasted_ips.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/node_layout.hpp"
#include "planner/report/node_report.hpp"

namespace cniplan::report {
namespace {

constexpr std::size_t kBytesPerRow = 160;

class NodeCsv {
 public:
  NodeCsv(const NodeQuestion& question, std::size_t rows)
      : question_(question),
        csv_({"instance_type",
              "answer",
              "pods",
              "branch_pods",
              "max_pods",
              "mode",
              "settles",
              "enis",
              "prefixes",
              "assigned",
              "warm",
              "cooling",
              "primary",
              "trunk",
              "branch",
              "total",
              "wasted",
              "least_total",
              "most_total",
              "node_subnet",
              "pod_subnet",
              "pods_without_address",
              "branch_pods_without_eni",
              "ec2_calls",
              "mutating_ec2_calls",
              "ec2_calls_per_hour",
              "seconds_to_settle"},
             (rows + 2) * kBytesPerRow) {}

  /// `range` is what chance decides; of a pool that never settles the least total is its low point.
  void add(std::string_view answer, PodCount pods, const SettledNode& node, const NodeRange* range) {
    const NodeIpUsage& usage = node.usage;
    const SubnetShare labels = labels_of(usage);
    IpCount least = usage.total();
    IpCount most = usage.total();
    if (range != nullptr) {
      least = range->total.least;
      most = range->total.most;
    }
    if (node.low) least = std::min(least, node.low->total);
    csv_.field(question_.type);
    csv_.field(answer);
    csv_.field(pods.value());
    csv_.field(question_.setup.load.branch_pods.value());
    csv_.field(question_.setup.load.max_pods.value());
    csv_.field(to_string(usage.mode));
    csv_.field(usage.settles ? "true" : "false");
    csv_.field(usage.enis.value());
    csv_.field(usage.prefixes().value());
    csv_.field(labels.assigned.value());
    csv_.field(labels.warm.value());
    csv_.field(labels.cooling.value());
    csv_.field(labels.primary.value());
    csv_.field(labels.trunk.value());
    csv_.field(labels.branch.value());
    csv_.field(usage.total().value());
    csv_.field(wasted_ips(node).value());
    csv_.field(least.value());
    csv_.field(most.value());
    csv_.field(usage.node_subnet.total().value());
    csv_.field(usage.pod_subnet.total().value());
    csv_.field(usage.pods_without_address.value());
    csv_.field(usage.branch_pods_without_eni.value());
    const auto calls = calls_to_settle(node);
    csv_.field(calls ? std::optional(calls->total()) : std::nullopt);
    csv_.field(calls ? std::optional(calls->mutating()) : std::nullopt);
    csv_.field(node.calls_per_hour.total());
    csv_.field(seconds_to_settle(node));
    csv_.end_row();
  }

  [[nodiscard]] std::string take() { return csv_.take(); }

 private:
  const NodeQuestion& question_;
  CsvWriter csv_;
};

}  // namespace

std::string to_csv(const NodePlan& plan) {
  NodeCsv csv(plan.question, 3);
  for (const NodeState& state : states_of(plan)) {
    // Chance has the same part in both ways up.
    const NodeRange* range = plan.range ? &*plan.range : nullptr;
    if (plan.down && state.node == &plan.down->answer) range = &plan.down->range;
    csv.add(state.word, state.pods, *state.node, range);
  }
  return csv.take();
}

std::string to_csv(const NodeCurve& curve) {
  NodeCsv csv(curve.question, curve.points.size());
  for (const NodeCurvePoint& point : curve.points) {
    csv.add("one-by-one", point.pods, point.answer, point.range ? &*point.range : nullptr);
  }
  return csv.take();
}

}  // namespace cniplan::report
