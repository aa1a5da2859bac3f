#include "planner/importers/user_data.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <vector>

#include "planner/core/integer.hpp"
#include "planner/importers/document.hpp"

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

/// The parts of a MIME message without their headers, or the text as it is.
std::vector<std::string_view> parts_of(std::string_view text) {
  constexpr std::string_view kBoundary = "boundary=";
  const auto header = text.find(kBoundary);
  if (header == kNone || text.find("MIME-Version") == kNone) return {text};
  std::string_view boundary = text.substr(header + kBoundary.size());
  boundary = boundary.substr(0, boundary.find_first_of("\r\n;"));
  if (boundary.starts_with('"')) boundary = boundary.substr(1, boundary.find('"', 1) - 1);
  if (boundary.empty()) return {text};
  const std::string delimiter = fmt::format("--{}", boundary);
  std::vector<std::string_view> parts;
  for (auto at = text.find(delimiter); at != kNone;) {
    const auto next = text.find(delimiter, at + delimiter.size());
    std::string_view part = text.substr(at + delimiter.size(), next == kNone ? kNone : next - at - delimiter.size());
    const auto unix_end = part.find("\n\n");
    const auto dos_end = part.find("\r\n\r\n");
    const auto body = std::min(unix_end == kNone ? kNone : unix_end + 2, dos_end == kNone ? kNone : dos_end + 4);
    if (body != kNone) parts.push_back(part.substr(body));
    at = next;
  }
  return parts;
}

/// Kubelet's own value wins over the expression. Source: awslabs/amazon-eks-ami nodeadm/internal/kubelet/config.go.
std::optional<MaxPodsSpec> of_node_config(std::string_view text) {
  const auto documents = read_documents(text, -1);
  if (!documents) return std::nullopt;
  for (const DocumentNode& document : *documents) {
    const DocumentNode* const spec = document.find("spec");
    const DocumentNode* const kubelet = spec != nullptr ? spec->find("kubelet") : nullptr;
    if (kubelet == nullptr) continue;
    const DocumentNode* const config = kubelet->find("config");
    const DocumentNode* const number = config != nullptr ? config->find("maxPods") : nullptr;
    if (number != nullptr) {
      if (const auto value = pods(number->scalar)) return *value;
    }
    const DocumentNode* const flags = kubelet->find("flags");
    for (const DocumentNode& flag : flags != nullptr ? flags->items : std::vector<DocumentNode>{}) {
      constexpr std::string_view kFlag = "--max-pods=";
      if (!flag.scalar.starts_with(kFlag)) continue;
      if (const auto value = pods(std::string_view(flag.scalar).substr(kFlag.size()))) return *value;
    }
    const DocumentNode* const expression = kubelet->find("maxPodsExpression");
    if (expression != nullptr && !expression->scalar.empty()) return MaxPodsExpression{expression->scalar};
  }
  return std::nullopt;
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
  for (const std::string_view part : parts_of(text)) {
    if (part.find("node.eks.aws") != kNone) {
      if (const auto found = of_node_config(part)) return found;
    }
  }
  for (const std::string_view part : parts_of(text)) {
    if (const auto flag = number_behind(part, "--max-pods", "= ")) return *flag;
    const bool bottlerocket = part.find("[settings.kubernetes]") != kNone;
    if (!bottlerocket) continue;
    if (const auto setting = number_behind(part, "\nmax-pods", " \t=")) return *setting;
  }
  return std::nullopt;
}

}  // namespace cniplan
