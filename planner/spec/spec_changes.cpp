#include "planner/spec/spec_changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <string_view>
#include <utility>

#include "planner/spec/spec_tree.hpp"

namespace cniplan {
namespace {

using Kind = SpecNode::Kind;

const SpecNode kEmptyMapping;
const SpecNode kEmptyList = SpecNode::list();

const SpecNode* find(const SpecNode& mapping, std::string_view key) {
  const auto found = std::ranges::find(mapping.entries, key, &std::pair<std::string, SpecNode>::first);
  return found == mapping.entries.end() ? nullptr : &found->second;
}

/// A value on one line, as YAML has it in its flow style but for quotes. The entry `without` of a mapping is left out.
std::string flow_text(const SpecNode& node, std::string_view without = {}) {
  if (node.is_scalar()) return node.scalar;
  std::vector<std::string> parts;
  if (node.kind == Kind::sequence) {
    for (const SpecNode& item : node.items) parts.push_back(flow_text(item));
    return fmt::format("[{}]", fmt::join(parts, ", "));
  }
  for (const auto& [key, value] : node.entries) {
    if (key != without) parts.push_back(fmt::format("{}: {}", key, flow_text(value)));
  }
  return fmt::format("{{{}}}", fmt::join(parts, ", "));
}

bool is_mapping(const SpecNode* node) { return node != nullptr && node->kind == Kind::mapping; }
bool is_list(const SpecNode* node) { return node != nullptr && node->kind == Kind::sequence; }

/// Whether a list holds things, and not only words.
bool holds_things(const SpecNode* list) {
  return list != nullptr && !std::ranges::all_of(list->items, &SpecNode::is_scalar);
}

/// An item of a list of things, and what it is called in paths.
struct Thing {
  const SpecNode* node = nullptr;
  std::string_view label_key;  ///< the key whose value the label is; empty: none has one
  std::string label;
  std::string id;  ///< empty: it has none besides its label
};

std::vector<Thing> things_of(const SpecNode& list) {
  static constexpr std::array<std::string_view, 4> kLabelKeys = {"name", "id", "cidr", "rule"};
  std::vector<Thing> things;
  for (const SpecNode& item : list.items) {
    Thing thing{.node = &item};
    if (item.is_scalar()) thing.label = item.scalar;
    for (const std::string_view key : kLabelKeys) {
      const SpecNode* const value = find(item, key);
      if (value == nullptr || !value->is_scalar()) continue;
      if (thing.label_key.empty()) {
        thing.label_key = key;
        thing.label = value->scalar;
      } else if (key == "id") {
        thing.id = value->scalar;
      }
    }
    if (thing.label.empty()) thing.label = std::to_string(things.size());
    things.push_back(std::move(thing));
  }
  return things;
}

/// Which thing of the first list each of the second is, if any: by id, then by label, the first with the first.
std::vector<std::optional<std::size_t>> partners_of(const std::vector<Thing>& before, const std::vector<Thing>& after) {
  std::vector<std::optional<std::size_t>> partners(after.size());
  std::vector<bool> taken(before.size(), false);
  for (const auto name : {&Thing::id, &Thing::label}) {
    std::multimap<std::string_view, std::size_t> known;
    for (std::size_t i = 0; i < before.size(); ++i) {
      if (!taken[i] && !(before[i].*name).empty()) known.emplace(before[i].*name, i);
    }
    for (std::size_t i = 0; i < after.size(); ++i) {
      if (partners[i]) continue;
      const auto found = known.lower_bound(after[i].*name);
      if (found == known.end() || found->first != after[i].*name) continue;
      partners[i] = found->second;
      taken[found->second] = true;
      known.erase(found);
    }
  }
  return partners;
}

class Comparison {
 public:
  void compare(const SpecNode* before, const SpecNode* after, const std::string& path) {
    const bool mappings = (before == nullptr || is_mapping(before)) && (after == nullptr || is_mapping(after));
    const bool lists = (before == nullptr || is_list(before)) && (after == nullptr || is_list(after));
    if (before == nullptr && after == nullptr) return;
    if (mappings) {
      compare_mappings(before == nullptr ? kEmptyMapping : *before, after == nullptr ? kEmptyMapping : *after, path);
    } else if (lists && (holds_things(before) || holds_things(after))) {
      compare_things(before == nullptr ? kEmptyList : *before, after == nullptr ? kEmptyList : *after, path);
    } else {
      const auto text = [](const SpecNode* node) {
        return node == nullptr ? std::nullopt : std::optional(flow_text(*node));
      };
      note(path, text(before), text(after));
    }
  }

  [[nodiscard]] std::vector<FieldChange> take() { return std::move(changes_); }

 private:
  void note(const std::string& path, std::optional<std::string> before, std::optional<std::string> after) {
    if (before != after) changes_.push_back({path, std::move(before), std::move(after)});
  }

  void compare_mappings(const SpecNode& before, const SpecNode& after, const std::string& path) {
    const auto inner = [&](const std::string& key) { return path.empty() ? key : fmt::format("{}.{}", path, key); };
    // New keys stand where they are in the new one.
    auto next = after.entries.begin();
    const auto new_keys_up_to = [&](auto end) {
      for (; next < end; ++next) {
        if (find(before, next->first) == nullptr) compare(nullptr, &next->second, inner(next->first));
      }
    };
    for (const auto& [key, value] : before.entries) {
      const auto same = std::ranges::find(after.entries, key, &std::pair<std::string, SpecNode>::first);
      if (same != after.entries.end()) new_keys_up_to(same);
      compare(&value, same == after.entries.end() ? nullptr : &same->second, inner(key));
    }
    new_keys_up_to(after.entries.end());
  }

  void compare_things(const SpecNode& before, const SpecNode& after, const std::string& path) {
    const std::vector<Thing> old_things = things_of(before);
    const std::vector<Thing> new_things = things_of(after);
    const auto partners = partners_of(old_things, new_things);
    std::vector<const Thing*> of_old(old_things.size(), nullptr);
    std::vector<std::string_view> new_order;
    for (std::size_t i = 0; i < new_things.size(); ++i) {
      if (!partners[i]) continue;
      of_old[*partners[i]] = &new_things[i];
      new_order.push_back(old_things[*partners[i]].label);
    }
    std::vector<std::string_view> old_order;
    const auto inner = [&](const Thing& thing) { return fmt::format("{}[{}]", path, thing.label); };
    for (std::size_t i = 0; i < old_things.size(); ++i) {
      const Thing& thing = old_things[i];
      if (of_old[i] == nullptr) {
        note(inner(thing), flow_text(*thing.node, thing.label_key), std::nullopt);
      } else {
        old_order.push_back(thing.label);
        compare(thing.node, of_old[i]->node, inner(thing));
      }
    }
    for (std::size_t i = 0; i < new_things.size(); ++i) {
      const Thing& thing = new_things[i];
      if (!partners[i]) note(inner(thing), std::nullopt, flow_text(*thing.node, thing.label_key));
    }
    if (old_order != new_order) {
      note(path, fmt::format("[{}]", fmt::join(old_order, ", ")), fmt::format("[{}]", fmt::join(new_order, ", ")));
    }
  }

  std::vector<FieldChange> changes_;
};

/// What plans read of a spec.
SpecNode planned_tree(const ClusterSpec& spec) {
  SpecNode tree = spec_tree(spec);
  std::erase_if(tree.entries, [](const auto& entry) { return entry.first == "compare"; });
  return tree;
}

}  // namespace

std::vector<FieldChange> spec_changes(const ClusterSpec& before, const ClusterSpec& after) {
  const SpecNode old_tree = planned_tree(before);
  const SpecNode new_tree = planned_tree(after);
  Comparison comparison;
  comparison.compare(&old_tree, &new_tree, "");
  return comparison.take();
}

}  // namespace cniplan
