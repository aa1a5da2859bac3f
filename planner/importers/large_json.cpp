#include "planner/importers/large_json.hpp"

#include <simdjson.h>

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

class LargeJson : JsonTree {
 public:
  LargeJson(const std::string& text, int source) : JsonTree(text, source, kLimits) {}

  Result<std::vector<DocumentNode>, Diagnostics> run() {
    ondemand::parser parser;
    return read_pages<ondemand::document>(parser, [this](ondemand::value& value) { return all_of(value, 0); });
  }

 private:
  DocumentNode all_of(ondemand::value& value, std::size_t depth) {
    const auto inner = [&](ondemand::value& member) -> std::optional<DocumentNode> { return all_of(member, depth + 1); };
    const std::string_view token = token_of(value);
    if (token.starts_with('[')) return list(value, depth, inner);
    if (!token.starts_with('{')) return tree(value, depth);
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> std::optional<DocumentNode> {
      return key == "managedFields" ? std::nullopt : inner(member);
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
