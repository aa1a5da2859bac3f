#pragma once

#include <cstdint>
#include <optional>
#include <string_view>
#include <vector>

#include "planner/spec/setting.hpp"

namespace cniplan {

/// What a line of JSON asks about one node, as it was written: views into that line, and nothing where it is
/// silent.
struct NodeLine {
  std::string_view id;  ///< as JSON, with its quotes; empty when the line has none
  std::string_view os;
  std::string_view type;
  std::optional<std::int64_t> max_enis;
  std::optional<std::int64_t> ipv4_per_eni;
  std::optional<std::int64_t> branch_enis;
  std::optional<std::int64_t> network_cards;
  std::optional<bool> prefix_delegation;
  std::optional<bool> trunking;
  std::vector<Setting> env;        ///< what differs from the published manifest
  std::vector<Setting> configmap;  ///< of Windows nodes
  std::optional<std::int64_t> max_pods;
  std::optional<std::int64_t> pods;
  std::optional<std::int64_t> branch_pods;
  std::optional<std::int64_t> unmanaged_enis;
  std::optional<std::int64_t> node_subnet_free;
  std::optional<std::int64_t> node_subnet_free_prefixes;
  std::optional<std::int64_t> down_to;
};

}  // namespace cniplan
