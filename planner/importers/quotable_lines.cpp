#include "planner/importers/quotable_lines.hpp"

#include <algorithm>
#include <array>
#include <string_view>

#include "planner/importers/helm_values.hpp"
#include "planner/spec/cni_variables.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

template <class Value, class Range>
bool is_one_of(const Value& value, const Range& range) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

/// Keys whose values tell what something is.
constexpr std::array<std::string_view, 5> kNames = {"kind", "apiVersion", "name", "namespace", "addonName"};

bool is_setting(std::string_view key) {
  return is_one_of(key, kAddressVariables) || is_windows_setting(key);
}

}  // namespace

void QuotableLines::add(const DocumentNode& document, std::span<const DocumentNode* const> read_texts) {
  if (document.kind == Kind::scalar && !is_one_of(&document, read_texts))
    other_.insert(document.location.line);
  for (const DocumentNode& item : document.items) add(item, read_texts);
  const DocumentNode* const name = document.find("name");
  const bool is_variable = name != nullptr && is_one_of(name->scalar, kAddressVariables);
  for (const DocumentNode::Entry& entry : document.entries) {
    const bool harmless =
        entry.value.kind == Kind::scalar &&
        (is_one_of(entry.key, kNames) || is_setting(entry.key) || (is_variable && entry.key == "value"));
    if (!harmless) add(entry.value, read_texts);
  }
}

Location QuotableLines::shown(Location at) const {
  if (other_.contains(at.line)) at.length = 0;
  return at;
}

}  // namespace cniplan
