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

std::string_view trimmed(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r";
  const auto first = text.find_first_not_of(kBlanks);
  if (first == kNone) return {};
  return text.substr(first, text.find_last_not_of(kBlanks) - first + 1);
}

/// Whether a place stands on a line of comment. A first line `#!` is none: a template may have lost the line
/// ends.
bool is_in_comment(std::string_view text, std::size_t at) {
  const auto end_before = text.rfind('\n', at);
  const std::size_t start = end_before == kNone ? 0 : end_before + 1;
  const std::string_view before = trimmed(text.substr(start, at - start));
  return before.starts_with('#') && !before.starts_with("#!");
}

/// The number of the flag: `--max-pods=110`, `--max-pods 110`.
std::optional<PodCount> number_of_flag(std::string_view text) {
  constexpr std::string_view kFlag = "--max-pods";
  for (auto at = text.find(kFlag); at != kNone; at = text.find(kFlag, at + 1)) {
    std::string_view rest = text.substr(at + kFlag.size());
    const auto start = rest.find_first_not_of("= ");
    if (start == kNone || start == 0 || is_in_comment(text, at)) continue;
    rest.remove_prefix(start);
    if (const auto value = pods(rest.substr(0, rest.find_first_not_of(kDigits)))) return value;
  }
  return std::nullopt;
}

/// settings.kubernetes.max-pods of TOML: below its table, below `[settings]`, or with the whole path on one
/// line.
std::optional<PodCount> number_of_setting(std::string_view text) {
  std::string table;
  while (!text.empty()) {
    const auto end = text.find('\n');
    const std::string_view line = trimmed(text.substr(0, end));
    text = end == kNone ? std::string_view{} : text.substr(end + 1);
    if (line.starts_with('[')) {
      const auto close = line.find(']');
      table = close == kNone ? line : trimmed(line.substr(1, close - 1));
      continue;
    }
    const auto equals = line.find('=');
    if (equals == kNone) continue;
    std::string key = table.empty() ? std::string() : table + ".";
    key += trimmed(line.substr(0, equals));
    if (key != "settings.kubernetes.max-pods") continue;
    const std::string_view value = trimmed(line.substr(equals + 1));
    return pods(value.substr(0, value.find_first_not_of(kDigits)));
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
  if (const auto flag = number_of_flag(text)) return *flag;
  if (const auto setting = number_of_setting(text)) return *setting;
  return std::nullopt;
}

}  // namespace cniplan
