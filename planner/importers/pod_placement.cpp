#include "planner/importers/pod_placement.hpp"

#include <algorithm>
#include <array>
#include <optional>
#include <span>

#include "planner/core/integer.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

std::optional<std::string_view> text_under(const DocumentNode* mapping, std::string_view key) {
  const DocumentNode* const node = mapping == nullptr ? nullptr : mapping->find(key);
  if (node == nullptr || node->kind != Kind::scalar) return std::nullopt;
  return node->scalar;
}

/// A list's items; none of what is no list.
std::span<const DocumentNode> items_of(const DocumentNode* list) {
  if (list == nullptr || list->kind != Kind::sequence) return {};
  return list->items;
}

bool has_labels(const DocumentNode& selector, const DocumentNode* labels) {
  return std::ranges::all_of(selector.entries, [&](const DocumentNode::Entry& entry) {
    return entry.value.kind == Kind::scalar && text_under(labels, entry.key) == entry.value.scalar;
  });
}

/// One of a term's matchExpressions or matchFields; nothing for `value`: there is no such label.
bool satisfies(const DocumentNode& expression, std::optional<std::string_view> value) {
  const std::string_view wanted = text_under(&expression, "operator").value_or("");
  const auto values = items_of(expression.find("values"));
  const bool listed =
      value && std::ranges::any_of(values, [&](const DocumentNode& item) { return item.scalar == *value; });
  if (wanted == "In") return listed;
  if (wanted == "NotIn") return !listed;
  if (wanted == "Exists") return value.has_value();
  if (wanted == "DoesNotExist") return !value;
  if (wanted != "Gt" && wanted != "Lt") return false;
  const auto number = value ? parse_integer(*value) : std::nullopt;
  const auto bound = values.size() == 1 ? parse_integer(values.front().scalar) : std::nullopt;
  if (!number || !bound) return false;
  return wanted == "Gt" ? *number > *bound : *number < *bound;
}

bool satisfies_term(const DocumentNode& term, const PlacementNode& node) {
  const auto expressions = items_of(term.find("matchExpressions"));
  const auto fields = items_of(term.find("matchFields"));
  // A term without either is satisfied by no node.
  if (expressions.empty() && fields.empty()) return false;
  return std::ranges::all_of(expressions,
                             [&](const DocumentNode& expression) {
                               return satisfies(expression,
                                                text_under(node.labels, text_under(&expression, "key").value_or("")));
                             }) &&
         std::ranges::all_of(fields, [&](const DocumentNode& field) {
           const bool is_name = text_under(&field, "key") == "metadata.name";
           return satisfies(field, is_name ? std::optional(node.name) : std::nullopt);
         });
}

/// Whether a taint comes and goes with the state of its node.
bool is_passing(std::string_view key) {
  constexpr auto kPrefixes = std::to_array<std::string_view>(
      {"node.kubernetes.io/", "node.cloudprovider.kubernetes.io/", "karpenter.sh/"});
  return key.ends_with("agent-not-ready") ||
         std::ranges::any_of(kPrefixes, [&](std::string_view prefix) { return key.starts_with(prefix); });
}

bool tolerates(const DocumentNode& toleration, const DocumentNode& taint) {
  const std::string_view effect = text_under(&toleration, "effect").value_or("");
  if (!effect.empty() && effect != text_under(&taint, "effect")) return false;
  const std::string_view key = text_under(&toleration, "key").value_or("");
  if (!key.empty() && key != text_under(&taint, "key")) return false;
  const std::string_view wanted = text_under(&toleration, "operator").value_or("");
  if (wanted == "Exists") return true;
  if (!wanted.empty() && wanted != "Equal") return false;
  return !key.empty() && text_under(&toleration, "value").value_or("") == text_under(&taint, "value").value_or("");
}

bool is_kept_away(const DocumentNode& taint, const DocumentNode* tolerations) {
  const std::string_view effect = text_under(&taint, "effect").value_or("");
  if (effect != "NoSchedule" && effect != "NoExecute") return false;
  if (is_passing(text_under(&taint, "key").value_or(""))) return false;
  return std::ranges::none_of(items_of(tolerations),
                              [&](const DocumentNode& toleration) { return tolerates(toleration, taint); });
}

bool names_os(std::string_view key) { return key == "kubernetes.io/os" || key == "beta.kubernetes.io/os"; }

}  // namespace

bool may_run_on(const PodPlacement& pods, const PlacementNode& node) {
  if (pods.node_selector != nullptr && !has_labels(*pods.node_selector, node.labels)) return false;
  if (pods.required_terms != nullptr &&
      std::ranges::none_of(items_of(pods.required_terms),
                           [&](const DocumentNode& term) { return satisfies_term(term, node); })) {
    return false;
  }
  return std::ranges::none_of(items_of(node.taints),
                              [&](const DocumentNode& taint) { return is_kept_away(taint, pods.tolerations); });
}

bool asks_for_more_than_linux(const PodPlacement& pods) {
  if (pods.node_selector != nullptr &&
      !std::ranges::all_of(pods.node_selector->entries, [](const DocumentNode::Entry& entry) {
        return names_os(entry.key) && entry.value.scalar == "linux";
      })) {
    return true;
  }
  return std::ranges::any_of(items_of(pods.required_terms), [](const DocumentNode& term) {
    if (!items_of(term.find("matchFields")).empty()) return true;
    return !std::ranges::all_of(items_of(term.find("matchExpressions")), [](const DocumentNode& expression) {
      const auto values = items_of(expression.find("values"));
      return names_os(text_under(&expression, "key").value_or("")) &&
             text_under(&expression, "operator") == "In" && values.size() == 1 && values.front().scalar == "linux";
    });
  });
}

}  // namespace cniplan
