#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_set>
#include <utility>
#include <vector>

#include "planner/core/line_index.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/json_document.hpp"

namespace cniplan {

/// Whether a token is a number as JSON has them: 0, -12, 1.5, 2e-3. Source: RFC 8259, section 6.
[[nodiscard]] bool is_json_number(std::string_view token);

/// Makes document trees of JSON, of all of it or of what a reader chooses, within limits. As in json_document.hpp the
/// templates take simdjson's types as parameters. What derives from it says what becomes of a page.
class JsonTree {
 public:
  struct Limits {
    std::size_t deepest = 0;
    std::string_view too_deep;     ///< the way out
    std::size_t most_values = 0;   ///< that the trees may hold
    std::string_view counted;      ///< "values that concern addresses"
    std::string_view too_many;     ///< the way out
  };

 protected:
  JsonTree(const std::string& text, int source, const Limits& limits)
      : text_(text), lines_(text_.view(), source), notes_(text_.view(), source), limits_(limits) {}

  /// The tree that `root(value)` makes of each page of the text. Errors show no line of it, which may hold a secret.
  template <class Page, class Parser, class Root>
  Result<std::vector<DocumentNode>, Diagnostics> read_pages(Parser& parser, Root root) {
    std::vector<DocumentNode> documents;
    const auto read = [&](Page& page) {
      auto value = take(page.get_value());
      try {
        documents.push_back(root(value));
      } catch (const GiveUp&) {
        return false;
      }
      return true;
    };
    const auto restart = [&] {
      documents.clear();
      values_ = 0;
    };
    read_json_pages(parser, text_, notes_, read, restart);
    Diagnostics diagnostics = notes_.take();
    for (Diagnostic& diagnostic : diagnostics) diagnostic.location.length = 0;
    if (!diagnostics.empty()) return failure(std::move(diagnostics));
    return documents;
  }

  /// An object with those of its members for which `read(key, value)` gives a node.
  template <class Value, class Read>
  DocumentNode object(Value& value, std::size_t depth, Read read) {
    const std::string_view token = token_of(value);
    if (!token.starts_with('{')) return tree(value, depth);  // whoever reads the tree says what is wrong
    count(token, depth);
    DocumentNode node{.kind = DocumentNode::Kind::mapping, .location = place(token)};
    std::unordered_set<std::string> keys;
    for (auto result : take(value.get_object())) {
      auto field = take(result);
      const std::string_view at = key_of(field);
      std::string key(take(field.unescaped_key()));
      auto member = read(std::string_view(key), field.value());
      if (!member) continue;
      if (!keys.insert(key).second) note_second(key, at);
      node.entries.push_back({std::move(key), place(at), *std::move(member)});
    }
    return node;
  }

  /// A list of which `read(value)` gives the items.
  template <class Value, class Read>
  DocumentNode list(Value& value, std::size_t depth, Read read) {
    const std::string_view token = token_of(value);
    if (!token.starts_with('[')) return tree(value, depth);
    count(token, depth);
    DocumentNode node{.kind = DocumentNode::Kind::sequence, .location = place(token)};
    for (auto result : take(value.get_array())) {
      auto item = take(result);
      if (std::optional<DocumentNode> read_item = read(item)) node.items.push_back(*std::move(read_item));
    }
    return node;
  }

  /// A value as a whole.
  template <class Value>
  DocumentNode tree(Value& value, std::size_t depth) {
    const std::string_view token = token_of(value);
    if (token.starts_with('{')) {
      return object(value, depth, [&](std::string_view, Value& member) -> std::optional<DocumentNode> {
        return tree(member, depth + 1);
      });
    }
    if (token.starts_with('[')) {
      return list(value, depth, [&](Value& item) -> std::optional<DocumentNode> { return tree(item, depth + 1); });
    }
    count(token, depth);
    if (token.starts_with('"')) {
      return {.kind = DocumentNode::Kind::scalar,
              .location = place(token),
              .scalar = std::string(take(value.get_string())),
              .quoted = true};
    }
    return scalar(token);
  }

 private:
  /// A fault after which reading has no use; caught in read_pages().
  struct GiveUp {};

  [[nodiscard]] Location place(std::string_view token) const;
  void count(std::string_view token, std::size_t depth);
  void note_second(const std::string& key, std::string_view at);
  /// A number, a truth value or null. simdjson's own readers of these need more of its library than is loaded on first use.
  [[nodiscard]] DocumentNode scalar(std::string_view token) const;

  PaddedText text_;
  LineIndex lines_;
  JsonNotes notes_;
  Limits limits_;
  std::size_t values_ = 0;
};

}  // namespace cniplan
