#include "planner/catalog/pattern.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <optional>

#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

constexpr auto kNone = std::string_view::npos;

/// Where the set that starts at `pattern[start]` ends: at its `]`; kNone when it is not closed. A `]` that comes first
/// belongs to the set.
std::size_t end_of_set(std::string_view pattern, std::size_t start) {
  std::size_t first = start + 1;
  if (first < pattern.size() && pattern[first] == '!') ++first;
  return first < pattern.size() ? pattern.find(']', first + 1) : kNone;
}

bool set_holds(std::string_view set, char c) {
  const bool negated = set.starts_with('!');
  if (negated) set.remove_prefix(1);
  for (std::size_t i = 0; i < set.size(); ++i) {
    const bool range = i + 2 < set.size() && set[i + 1] == '-';
    const char last = range ? set[i + 2] : set[i];
    if (set[i] <= c && c <= last) return !negated;
    if (range) i += 2;
  }
  return negated;
}

/// How many characters of the pattern, from `at` on, match this one character: 0 when they do not.
std::size_t match_one(std::string_view pattern, std::size_t at, char c) {
  if (pattern[at] == '?') return 1;
  if (pattern[at] == '[') {
    if (const auto end = end_of_set(pattern, at); end != kNone) {
      return set_holds(pattern.substr(at + 1, end - at - 1), c) ? end - at + 1 : 0;
    }
  }
  return pattern[at] == c ? 1 : 0;
}

/// The nearest thing to a pattern that matches nothing: the same pattern of a family that exists, or a type.
std::string suggestion_for(const Catalog& catalog, std::string_view pattern) {
  const auto dot = pattern.find('.');
  const auto family = pattern.substr(0, dot);
  if (dot != kNone && !is_pattern(family)) {
    std::vector<std::string_view> families;
    for (const InstanceType& type : catalog.types()) {
      if (families.empty() || families.back() != type.family()) families.push_back(type.family());
    }
    if (const auto nearest = nearest_name(family, families); nearest && *nearest != family) {
      return fmt::format("did you mean \"{}{}\"?", *nearest, pattern.substr(dot));
    }
  }
  return catalog.suggestion(pattern);
}

Diagnostic not_there(const Catalog& catalog, std::string_view text) {
  const bool pattern = is_pattern(text);
  Diagnostic diagnostic{.code = pattern ? "catalog.no-match" : "catalog.unknown-type"};
  if (text.empty()) {
    diagnostic.message = "the name of an instance type is empty";
  } else if (pattern) {
    diagnostic.message = fmt::format("no instance type matches \"{}\"", text);
    diagnostic.way_out = suggestion_for(catalog, text);
  } else {
    diagnostic.message = fmt::format("unknown instance type \"{}\"", text);
    diagnostic.way_out = suggestion_for(catalog, text);
  }
  if (diagnostic.way_out.empty()) {
    diagnostic.way_out = "\"cniplan instances\" lists what there is, --instance-types FILE adds to it";
  }
  return diagnostic;
}

bool naturally(const InstanceType* a, const InstanceType* b) { return a->natural_order < b->natural_order; }

}  // namespace

bool is_pattern(std::string_view text) { return text.find_first_of("*?[") != kNone; }

bool matches_pattern(std::string_view pattern, std::string_view name) {
  std::size_t at = 0;
  std::size_t i = 0;
  // Behind the last star, and where in the name it gave way: the only place to go back to.
  std::size_t star = kNone;
  std::size_t taken = 0;
  while (i < name.size()) {
    if (at < pattern.size() && pattern[at] == '*') {
      star = ++at;
      taken = i;
      continue;
    }
    const auto step = at < pattern.size() ? match_one(pattern, at, name[i]) : 0;
    if (step > 0) {
      at += step;
      ++i;
    } else if (star != kNone) {
      at = star;
      i = ++taken;
    } else {
      return false;
    }
  }
  return pattern.find_first_not_of('*', at) == kNone;
}

Result<std::vector<const InstanceType*>, Diagnostics> select_types(const Catalog& catalog,
                                                                   const std::vector<std::string>& patterns) {
  const auto types = catalog.types();
  std::vector<const InstanceType*> selected;
  std::vector<bool> taken(types.size());
  Diagnostics errors;
  const auto take = [&](const InstanceType& type) {
    const auto index = static_cast<std::size_t>(&type - types.data());
    if (!taken[index]) selected.push_back(&type);
    taken[index] = true;
  };
  for (const std::string& pattern : patterns) {
    std::vector<const InstanceType*> matched;
    if (!is_pattern(pattern)) {
      if (const InstanceType* const type = catalog.find(pattern)) matched.push_back(type);
    } else {
      for (const InstanceType& type : types) {
        if (matches_pattern(pattern, type.name.view())) matched.push_back(&type);
      }
      std::ranges::sort(matched, naturally);
    }
    if (matched.empty()) errors.push_back(not_there(catalog, pattern));
    for (const InstanceType* const type : matched) take(*type);
  }
  if (!errors.empty()) return failure(std::move(errors));
  return selected;
}

std::vector<const InstanceType*> all_types(const Catalog& catalog) {
  // The ranks are 0, 1, 2 ... without gaps, so that each type's place is known.
  std::vector<const InstanceType*> types(catalog.types().size());
  for (const InstanceType& type : catalog.types()) types[type.natural_order] = &type;
  return types;
}

}  // namespace cniplan
