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

/// Reads one mapping of a document field by field, and gathers every error on the way instead of stopping at the
/// first. Each getter returns nothing when the key is absent or its value is wrong (the error is then noted).
/// `subject` names the mapping in messages: `node group "web"`.
class MappingReader {
 public:
  MappingReader(const DocumentNode& node, std::string subject, Diagnostics& diagnostics);

  /// Whether the node is a mapping at all; an error is noted when it is not.
  [[nodiscard]] bool valid() const { return valid_; }
  [[nodiscard]] const std::string& subject() const { return subject_; }
  void set_subject(std::string subject) { subject_ = std::move(subject); }
  [[nodiscard]] Location location() const { return node_->location; }

  /// The raw node under a key, or null. Marks the key as known, as every getter does.
  [[nodiscard]] const DocumentNode* node(std::string_view key);

  Given<std::string> text(std::string_view key);
  Given<bool> boolean(std::string_view key);
  /// An integer within [least, most].
  Given<std::int64_t> integer(std::string_view key, std::int64_t least, std::int64_t most);
  /// "80%", "33.5%"; a bare number is an error that says so.
  Given<Share> share(std::string_view key);
  Given<Cidr> cidr(std::string_view key);
  /// A list of texts; one text alone is an error.
  std::vector<Located<std::string>> texts(std::string_view key);
  /// Calls `read` for every item of a list; an error is noted when the value is not a list.
  void each(std::string_view key, const std::function<void(const DocumentNode&)>& read);

  /// One word of a closed set: the index into `words`, or an error with the nearest word.
  Given<std::size_t> choice(std::string_view key, std::span<const std::string_view> words);

  /// Notes an error for every key that no getter asked for, with the nearest known key.
  void reject_unknown_keys();

  /// Notes an error at a place, in this mapping's name.
  void error(std::string code, std::string message, std::string way_out, Location at);

 private:
  const DocumentNode* node_;
  std::string subject_;
  Diagnostics* diagnostics_;
  std::vector<std::string_view> known_;
  bool valid_ = false;
};

}  // namespace cniplan
