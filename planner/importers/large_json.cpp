#include "planner/importers/large_json.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>

#include "planner/core/utf8.hpp"
#include "planner/importers/json_tree.hpp"

namespace cniplan {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr JsonTree::Limits kLimits = {.deepest = 100,
                                      .too_deep = "no program writes a file that nests so deep",
                                      .most_values = 3'000'000,
                                      .counted = "values",
                                      .too_many = "give it in parts, each of a VPC or a namespace"};

/// What makes most of the objects that kubectl prints, and that no importer reads: an object's history, what runs in a
/// container and how it fares.
constexpr auto kUnread = std::to_array<std::string_view>(
    {"managedFields", "volumeMounts", "volumes", "livenessProbe", "readinessProbe", "startupProbe", "lifecycle", "command",
     "args", "ports", "imagePullPolicy", "terminationMessagePath", "terminationMessagePolicy", "conditions",
     "containerStatuses", "initContainerStatuses", "ephemeralContainerStatuses", "podIPs", "hostIPs", "images",
     "daemonEndpoints"});

/// Mappings whose keys are names.
constexpr auto kNamed =
    std::to_array<std::string_view>({"labels", "annotations", "matchLabels", "nodeSelector", "data", "capacity",
                                     "allocatable", "requests", "limits"});

class LargeJson : JsonTree {
 public:
  LargeJson(const std::string& text, int source) : JsonTree(text, source, kLimits) {}

  Result<std::vector<DocumentNode>, Diagnostics> run() {
    ondemand::parser parser;
    return read_pages<ondemand::document>(parser, [this](ondemand::value& value) { return all_of(value, 0); });
  }

 private:
  using Member = std::optional<DocumentNode>;

  /// `named`: the keys are names that people chose, and all of them count.
  DocumentNode all_of(ondemand::value& value, std::size_t depth, bool named = false) {
    const std::string_view token = token_of(value);
    if (token.starts_with('[')) {
      return list(value, depth, [&](ondemand::value& element) -> Member { return all_of(element, depth + 1); });
    }
    if (!token.starts_with('{')) return tree(value, depth);
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> Member {
      if (!named && std::ranges::find(kUnread, key) != kUnread.end()) return std::nullopt;
      return all_of(member, depth + 1, std::ranges::find(kNamed, key) != kNamed.end());
    });
  }
};

}  // namespace

bool is_large_json(std::string_view text) {
  if (text.size() <= kLargestYaml) return false;
  if (text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
  const auto first = text.find_first_not_of(" \t\r\n");
  return first != std::string_view::npos && text[first] == '{';
}

Result<std::vector<DocumentNode>, Diagnostics> read_large_json(std::string_view text, int source) {
  std::string padded;
  padded.reserve(text.size() + kJsonPadding);
  padded = text;
  return LargeJson(padded, source).run();
}

}  // namespace cniplan
