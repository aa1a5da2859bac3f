#include "planner/capacity/cni_version.hpp"

#include <fmt/format.h>

#include <array>
#include <charconv>

namespace cniplan {

std::optional<CniVersion> parse_cni_version(std::string_view text) {
  if (text.starts_with('v') || text.starts_with('V')) text.remove_prefix(1);
  const auto build = text.find_first_of("-+");
  if (build != std::string_view::npos) {
    if (build + 1 == text.size()) return std::nullopt;
    text = text.substr(0, build);
  }
  std::array<int, 3> numbers{};
  for (std::size_t i = 0; i < numbers.size(); ++i) {
    // from_chars takes a minus; a version has none.
    if (text.empty() || text.front() < '0' || text.front() > '9') return std::nullopt;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), numbers[i]);
    if (error != std::errc{}) return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()));
    if (text.empty()) return CniVersion{numbers[0], numbers[1], numbers[2]};
    if (text.front() != '.') return std::nullopt;
    text.remove_prefix(1);
  }
  return std::nullopt;
}

std::string to_string(const CniVersion& version) {
  return fmt::format("{}.{}.{}", version.major, version.minor, version.patch);
}

}  // namespace cniplan
