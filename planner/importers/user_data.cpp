#include "planner/importers/user_data.hpp"

#include <cstdint>

#include "planner/core/integer.hpp"
#include "planner/importers/nodeadm.hpp"

namespace cniplan {
namespace {

constexpr auto kNone = std::string_view::npos;
constexpr std::string_view kDigits = "0123456789";
constexpr std::int64_t kMostPods = 100'000;

std::optional<PodCount> pods(std::string_view digits) {
  const auto number = parse_integer(digits);
  if (!number || *number < 1 || *number > kMostPods) return std::nullopt;
  return PodCount(*number);
}

/// The number behind a word and one of some signs: `--max-pods=110`, `max-pods = 110`.
std::optional<PodCount> number_behind(std::string_view text, std::string_view word, std::string_view signs) {
  for (auto at = text.find(word); at != kNone; at = text.find(word, at + 1)) {
    std::string_view rest = text.substr(at + word.size());
    const auto start = rest.find_first_not_of(signs);
    if (start == kNone || start == 0) continue;
    rest.remove_prefix(start);
    if (const auto value = pods(rest.substr(0, rest.find_first_not_of(kDigits)))) return value;
  }
  return std::nullopt;
}

}  // namespace

std::optional<std::string> decode_base64(std::string_view text) {
  constexpr std::string_view kAlphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
  std::string out;
  out.reserve(text.size() / 4 * 3);
  std::uint32_t bits = 0;
  int held = 0;
  std::size_t digits = 0;
  std::size_t padding = 0;
  for (const char c : text) {
    if (c == ' ' || c == '\t' || c == '\r' || c == '\n') continue;
    if (c == '=') {
      ++padding;
      continue;
    }
    const auto value = kAlphabet.find(c);
    if (value == kNone || padding > 0) return std::nullopt;
    ++digits;
    bits = bits << 6 | static_cast<std::uint32_t>(value);
    held += 6;
    if (held < 8) continue;
    held -= 8;
    out += static_cast<char>(bits >> held & 0xFF);
  }
  if (digits % 4 == 1 || padding > 2 || (padding > 0 && (digits + padding) % 4 != 0)) return std::nullopt;
  return out;
}

std::optional<MaxPodsSpec> user_data_max_pods(std::string_view text) {
  if (auto of_node_config = max_pods_of_user_data(text)) return of_node_config;
  if (const auto flag = number_behind(text, "--max-pods", "= ")) return *flag;
  if (text.find("[settings.kubernetes]") == kNone) return std::nullopt;
  if (const auto setting = number_behind(text, "\nmax-pods", " \t=")) return *setting;
  return std::nullopt;
}

}  // namespace cniplan
