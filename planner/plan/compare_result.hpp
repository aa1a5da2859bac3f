#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/core/count.hpp"
#include "planner/plan/cluster_plan.hpp"
#include "planner/plan/derivation.hpp"

namespace cniplan {

/// What alternatives are compared by. Less is better in all of them.
enum class Objective {
  addresses,         ///< of all subnets, in the scenario in which it is largest
  steady_addresses,  ///< the same in `steady`
  waste,             ///< held in `steady` and used by no Pod: warm, and the unused rest of prefixes
  price,             ///< of all nodes and the cluster for a month
  ready,             ///< until the last node of a scale-out is ready
  calls,             ///< EC2 calls of a scale-out
  nodes,             ///< in `steady`
  address_units,     ///< NAU of the VPC in `steady`
  space,             ///< sizes of the subnets of nodes and Pods together
};
inline constexpr std::size_t kObjectives = 9;
inline constexpr std::array<Objective, 3> kDefaultObjectives = {Objective::addresses, Objective::price,
                                                                Objective::ready};
/// "addresses", "steady-addresses", "waste", "price", "ready", "calls", "nodes", "nau", "space".
[[nodiscard]] std::string_view to_string(Objective objective);

/// Targets of aws-node's warm pool. Those that are not set stand at the manifest's values.
struct WarmSetting {
  std::optional<std::int64_t> warm_eni_target;
  std::optional<std::int64_t> warm_ip_target;
  std::optional<std::int64_t> minimum_ip_target;
  bool minimum_is_pods = false;  ///< MINIMUM_IP_TARGET is what a node has of Pods
  std::optional<std::int64_t> warm_prefix_target;

  /// "WARM_IP_TARGET=5,MINIMUM_IP_TARGET=pods"; "defaults" where nothing is set.
  [[nodiscard]] std::string to_text() const;
  friend bool operator==(const WarmSetting&, const WarmSetting&) = default;
};

/// The same workload on one instance type, in one mode, with one setting of the warm pool.
struct Alternative {
  std::string type;      ///< empty: the node groups keep theirs
  CniMode mode = CniMode::secondary_ip;
  std::size_t warm = 0;  ///< index into CompareResult::warm_settings
  bool current = false;  ///< the input as it is

  NodeCount nodes;          ///< in `steady`
  PodCount pods;            ///< on the Pod network, in `steady`
  PodCount max_pods;        ///< the lowest of the node groups'
  PodCount pods_per_node;   ///< on the fullest node
  IpCount steady_addresses;
  IpCount addresses;        ///< in the scenario that is worst
  std::size_t scenario = 0; ///< that scenario
  IpCount waste;
  std::int64_t calls = 0;     ///< EC2 calls while all nodes start at once, each with its Pods
  std::int64_t ready_ms = 0;  ///< until the last of them is ready, at least
  std::int64_t address_units = 0;
  std::optional<std::int64_t> price_micro_usd;  ///< a month of 730 hours, the cluster's own price with it
  std::optional<int> node_prefix_length;  ///< of the largest subnet of nodes; empty: even a /16 is too small
  std::optional<int> pod_prefix_length;   ///< of the largest subnet of Pods alone; empty: there is none, or as above
  IpCount space;             ///< of these subnets, the smallest that do
  bool too_large = false;    ///< even a /16 is too small for one of them

  bool on_front = false;                    ///< nothing of its IP family is as good in every objective and better in one
  std::optional<std::size_t> dominated_by;  ///< the first in order that is
  std::optional<std::size_t> same_as;       ///< the one on the front with the same value of every objective
  std::int64_t alike = 0;                   ///< of one on the front: how many have the same

  /// Pods that a /24's worth of addresses carries, in hundredths: 256 * Pods / addresses in `steady`.
  [[nodiscard]] std::int64_t pods_per_24_hundredths() const;
  /// Price of a Pod and month in micro-USD, rounded half up; nothing when a price is unknown, or there is no Pod.
  [[nodiscard]] std::optional<std::int64_t> price_per_pod_micro_usd() const;
  /// The value of an objective; nothing when it is unknown.
  [[nodiscard]] std::optional<std::int64_t> value_of(Objective objective) const;
};

/// Alternatives that are none, by why.
struct LeftOut {
  std::string reason;      ///< "no Pod fits onto a node"
  std::int64_t count = 0;  ///< combinations
  std::vector<std::string> types;  ///< of them, each once; empty: the node groups' own
};

struct Recommendation {
  std::size_t alternative = 0;
  std::vector<std::string> gives_up;  ///< what others are better in, by how much
};

struct CompareResult {
  std::string name;
  std::vector<std::string> scenarios;
  std::vector<WarmSetting> warm_settings;
  std::vector<Objective> objectives;
  PodCount pods;                          ///< of the workload: on the Pod network in `steady`, DaemonSets left out
  std::vector<Alternative> alternatives;  ///< best first, by the objectives in their order
  std::vector<LeftOut> left_out;          ///< the most first
  std::size_t front = 0;                  ///< how many are on the Pareto fronts
  std::optional<Recommendation> recommended;
  std::vector<Derivation> derivations;    ///< of the recommended one's figures
};

/// "m5.large, prefix-delegation, WARM_IP_TARGET=5"
[[nodiscard]] std::string alternative_text(const CompareResult& result, const Alternative& alternative);

/// A value with its unit: "1200", "12.50 USD", "4.300 s".
[[nodiscard]] std::string value_text(Objective objective, std::int64_t value);

}  // namespace cniplan
