#include "planner/importers/json_tree.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>

namespace cniplan {
namespace {

constexpr std::size_t kMostFaults = 100;

}  // namespace

bool is_json_number(std::string_view token) {
  const auto digits = [&]() {
    const auto end = std::min(token.find_first_not_of("0123456789"), token.size());
    token.remove_prefix(end);
    return end;
  };
  const auto skip = [&](std::string_view any_of) {
    const bool there = !token.empty() && any_of.contains(token.front());
    if (there) token.remove_prefix(1);
    return there;
  };
  static_cast<void>(skip("-"));
  const bool zero = token.starts_with('0');
  const std::size_t whole = digits();
  if (whole == 0 || (zero && whole > 1)) return false;
  if (skip(".") && digits() == 0) return false;
  if (skip("eE")) {
    static_cast<void>(skip("+-"));
    if (digits() == 0) return false;
  }
  return token.empty();
}

Location JsonTree::place(std::string_view token) const {
  Location at = lines_.at(static_cast<std::size_t>(token.data() - text_.view().data()), 1);
  at.length = 0;
  return at;
}

void JsonTree::count(std::string_view token, std::size_t depth) {
  if (depth > limits_.deepest) {
    notes_.error("document.nesting", fmt::format("values are nested more than {} deep", limits_.deepest),
                 std::string(limits_.too_deep), token);
    throw GiveUp{};
  }
  if (++values_ > limits_.most_values) {
    notes_.error("document.too-large", fmt::format("the file holds more than {} {}", limits_.most_values, limits_.counted),
                 std::string(limits_.too_many), token);
    throw GiveUp{};
  }
}

void JsonTree::note_second(const std::string& key, std::string_view at) {
  if (notes_.size() >= kMostFaults) throw GiveUp{};
  notes_.error("document.duplicate-key", fmt::format("the key \"{}\" stands here a second time", key),
               "keep one of them", at);
}

DocumentNode JsonTree::scalar(std::string_view token) const {
  DocumentNode node{.location = place(token)};
  if (is_null(token)) return node;
  if (token != "true" && token != "false" && !is_json_number(token)) throw BrokenJson{simdjson::NUMBER_ERROR};
  node.kind = DocumentNode::Kind::scalar;
  node.scalar = token;
  return node;
}

}  // namespace cniplan
