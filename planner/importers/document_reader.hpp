#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/core/share.hpp"
#include "planner/importers/document.hpp"
#include "planner/net/cidr.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// What `key:` with nothing behind it, or with null, means: most tools take it as if the key were not there;
/// in our own spec it is an error, since a value may have been forgotten.
enum class EmptyValues { absent, wrong };

/// Reads one mapping of a document field by field, and gathers every error on the way instead of stopping at
/// the first. Each getter returns nothing when the key is absent or its value is wrong (the error is then
/// noted). `subject` names the mapping in messages: `node group "web"`; empty for a document as a whole.
class MappingReader {
 public:
  MappingReader(const DocumentNode& node, std::string subject, Diagnostics& diagnostics,
                EmptyValues empty_values = EmptyValues::absent);

  /// Whether the node is a mapping at all; an error is noted when it is not.
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }
  void set_subject(std::string subject) { subject_ = std::move(subject); }
  [[nodiscard]] Location location() const { return node_->location; }

  /// The raw node under a key; null when there is none or it is empty. Marks the key as known, as every
  /// getter does.
  [[nodiscard]] const DocumentNode* node(std::string_view key);

  /// A text. A plain scalar that YAML takes for a number or a truth value is an error: it needs quotes.
  Given<std::string> text(std::string_view key);
  /// `true` or `false`; "yes", "on" and the like are errors.
  Given<bool> boolean(std::string_view key);
  /// An integer within [least, most].
  Given<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// "80%", "33.5%"; a bare number is an error that says so.
  Given<Share> share(std::string_view key);
  Given<Cidr> cidr(std::string_view key);
  /// A list of texts; one text alone is an error.
  std::vector<Located<std::string>> texts(std::string_view key);
  /// Calls `read` for every item of a list; an error is noted when the value is not a list. An empty item is
  /// an error.
  void each(std::string_view key, const std::function<void(const DocumentNode&)>& read);

  /// One word of a closed set: the index into `words`, or an error with the nearest word.
  Given<std::size_t> choice(std::string_view key, std::span<const std::string_view> words);

  /// Notes an error for every key that no getter asked for, with the nearest known key.
  void reject_unknown_keys();

  /// The text of a node, as text() reads it; `what` names it in messages.
  Given<std::string> text_of(const DocumentNode& value, std::string_view what);
  /// The number of a node, as integer() reads it.
  Given<std::int64_t> integer_of(const DocumentNode& value, std::string_view what, std::int64_t least,
                                 std::int64_t most);
  /// The CIDR of a node, as cidr() reads it.
  Given<Cidr> cidr_of(const DocumentNode& value, std::string_view what);
  /// The word of a node, as choice() reads it.
  Given<std::size_t> choice_of(const DocumentNode& value, std::string_view what,
                               std::span<const std::string_view> words);

  /// Notes an error at a place, in this mapping's name.
  void error(std::string code, std::string message, std::string way_out, Location at);

 private:
  const DocumentNode* node_;
  std::string subject_;
  Diagnostics* diagnostics_;
  EmptyValues empty_values_;
  std::vector<std::string_view> known_;
  bool valid_ = false;
};

/// What a node is, for messages: "a list", "a number", "nothing".
[[nodiscard]] std::string_view kind_name(const DocumentNode& node);

/// Whether YAML takes a scalar for a number, true/false or null, and not for text.
/// Source: YAML 1.2.2, section 10.3.2 (core schema).
[[nodiscard]] bool is_text(const DocumentNode& node);

}  // namespace cniplan
