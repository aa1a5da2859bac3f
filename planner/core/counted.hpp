#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "planner/core/count.hpp"

namespace cniplan {

/// "1 node", "3 nodes".
[[nodiscard]] inline std::string counted(std::int64_t count, std::string_view one, std::string_view many) {
  return std::to_string(count) + " " + std::string(count == 1 ? one : many);
}
template <class Tag>
[[nodiscard]] std::string counted(Count<Tag> count, std::string_view one, std::string_view many) {
  return counted(count.value(), one, many);
}

[[nodiscard]] inline std::string counted(NodeCount nodes) { return counted(nodes, "node", "nodes"); }
[[nodiscard]] inline std::string counted(PodCount pods) { return counted(pods, "Pod", "Pods"); }
[[nodiscard]] inline std::string counted(EniCount enis) { return counted(enis, "ENI", "ENIs"); }
[[nodiscard]] inline std::string counted(IpCount ips) { return counted(ips, "address", "addresses"); }
[[nodiscard]] inline std::string counted(PrefixCount prefixes) {
  return counted(prefixes, "whole /28 block", "whole /28 blocks");
}

}  // namespace cniplan
