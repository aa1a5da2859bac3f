#include "planner/report/schema.hpp"

#include <array>

namespace cniplan::report {
namespace {

constexpr std::string_view kBaseline =
#include "baseline_schema.inc"
    ;

constexpr std::string_view kCheckNodes =
#include "check-nodes_schema.inc"
    ;

constexpr std::string_view kCompare =
#include "compare_schema.inc"
    ;

constexpr std::string_view kDiff =
#include "diff_schema.inc"
    ;

constexpr std::string_view kImport =
#include "import_schema.inc"
    ;

constexpr std::string_view kInstances =
#include "instances_schema.inc"
    ;

constexpr std::string_view kMaxPods =
#include "max-pods_schema.inc"
    ;

constexpr std::string_view kMaxPodsModes =
#include "max-pods-modes_schema.inc"
    ;

constexpr std::string_view kNode =
#include "node_schema.inc"
    ;

constexpr std::string_view kNodeBatch =
#include "node-batch_schema.inc"
    ;

constexpr std::string_view kNodeCurve =
#include "node-curve_schema.inc"
    ;

constexpr std::string_view kPlan =
#include "plan_schema.inc"
    ;

constexpr std::string_view kPodNetwork =
#include "pod-network_schema.inc"
    ;

constexpr std::string_view kRules =
#include "rules_schema.inc"
    ;

constexpr std::string_view kSize =
#include "size_schema.inc"
    ;

constexpr std::string_view kSpec =
#include "spec_schema.inc"
    ;

constexpr std::string_view kSubnet =
#include "subnet_schema.inc"
    ;

constexpr std::array<Schema, 17> kSchemas = {
    {{"baseline", "what --write-baseline writes and --baseline reads", kBaseline},
     {"check-nodes", "what cniplan check-nodes --format json prints", kCheckNodes},
     {"compare", "what cniplan compare --format json prints", kCompare},
     {"diff", "what cniplan diff --format json prints", kDiff},
     {"import", "what cniplan import --format json prints", kImport},
     {"instances", "what cniplan instances --format json prints", kInstances},
     {"max-pods", "what cniplan max-pods --format json prints", kMaxPods},
     {"max-pods-modes", "what cniplan max-pods --every-mode --format json prints", kMaxPodsModes},
     {"node", "what cniplan node --format json prints", kNode},
     {"node-batch", "a line of what cniplan node --batch prints", kNodeBatch},
     {"node-curve", "what cniplan node --curve --format json prints", kNodeCurve},
     {"plan", "what cniplan plan --format json prints", kPlan},
     {"pod-network", "what cniplan plan --format json prints of EKS Anywhere or Distro", kPodNetwork},
     {"rules", "what cniplan rules and explain print with --format json", kRules},
     {"size", "what cniplan size --format json prints", kSize},
     {"spec", "what a cluster spec may hold", kSpec},
     {"subnet", "what cniplan subnet --format json prints", kSubnet}}};

}  // namespace

std::span<const Schema> schemas() {
  return kSchemas;
}

}  // namespace cniplan::report
