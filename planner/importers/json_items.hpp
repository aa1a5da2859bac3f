#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/importers/json_bulk.hpp"
#include "planner/importers/json_index.hpp"

namespace cniplan {

/// A piece of JSON that was cut out of a text, whole from its first byte to its last.
struct JsonPiece {
  std::string_view text;
  Location place{};            ///< of its first byte
  JsonIndex* index = nullptr;  ///< where it has been indexed and checked already, with all of its escapes
  std::uint32_t token = 0;     ///< then its first token there
};

/// An object that stands on its own in JSON as kubectl prints it: a document, or an item of a list.
struct JsonItem {
  JsonPiece piece;
  std::string_view kind;         ///< its "kind", else that of the list around it as far as read; may be empty
  std::string_view api_version;  ///< its "apiVersion"
};

/// Cuts objects out of JSON that comes piece by piece, of any length and layout, in the memory of one object.
/// An object with a list "items" is a list of objects, however deep they nest; so is a list. Documents may
/// stand one behind the other, with or without "---" between them.
///
/// It knows strings and nesting everywhere, and the grammar down to the keys of each object; what is inside
/// an object it hands on unread. That and all else that was not an item goes through the two functions, which
/// may check it in full.
///
/// Text as kubectl lays it out, in lines, goes faster: of all objects that lie whole in a piece one index is
/// made, which checks them, and which those who read them go on to use. Only what that cannot take is passed
/// over byte by byte, as is what stands around the objects: what is handed on is the same.
class JsonItems {
 public:
  /// etcd takes objects of up to 1.5 MiB; printed with blanks they are not twice as long.
  static constexpr std::size_t kLongestItem = std::size_t{4} << 20U;
  static constexpr std::int64_t kDeepest = 1'000;

  struct Handlers {
    std::function<void(const JsonItem&)> item;
    /// What surrounds the items of a list, as an object of its own.
    std::function<void(const JsonPiece&)> rest;
  };

  /// `source` is the text's number in Sources.
  JsonItems(int source, Handlers handlers) : source_(source), handlers_(std::move(handlers)) {}

  /// The next bytes; they must stay until it returns. False: the text is broken, and no more of it is of use.
  bool feed(std::string_view piece);
  /// There are no more; false when the text is broken or ends too early.
  bool finish();

  /// Why it is broken.
  [[nodiscard]] const std::optional<Diagnostic>& fault() const { return fault_; }

 private:
  enum class State : std::uint8_t {
    root,            ///< between documents
    element_or_end,  ///< behind [
    element,         ///< behind a comma of a list
    after_element,
    key_or_end,  ///< behind {
    key,         ///< behind a comma of an object
    in_key,
    colon,
    member,  ///< behind the colon
    in_text,
    in_scalar,
    in_bulk,
    after_member,
  };
  struct Frame {
    bool is_list = false;    ///< a JSON list; else an object
    bool has_items = false;  ///< an object with a list "items"
    std::string kind;
    std::string api_version;
    Location place{};
  };

  /// Takes objects by an index of the text from here on. False: the one here has to be passed over by bytes.
  bool take_indexed();
  bool name_kind(JsonItem& item);
  bool step();
  bool at_value_of_list(char c);
  bool begin_key();
  bool in_string(bool collect);
  bool begin_member(char c);
  void begin_items();
  void end_member();
  bool end_object();
  bool end_list();
  bool open_object();
  bool open_list();
  void hold_from(const char* at);
  [[nodiscard]] std::size_t held() const;
  /// The text from where it is held on up to the current place.
  [[nodiscard]] JsonPiece take_held();
  void hand_on_rest(const std::string& text, const Location& place);
  [[nodiscard]] std::string_view kind_of_list() const;
  [[nodiscard]] Location place_of(const char* at);
  bool stop(std::string code, std::string message, std::string way_out, const Location& at);
  bool stop_here(std::string message, std::string way_out = "");
  bool stop_too_long();

  int source_;
  Handlers handlers_;
  std::optional<Diagnostic> fault_;

  const char* at_ = nullptr;  // in the piece that is being read
  const char* end_ = nullptr;
  State state_ = State::root;
  std::vector<Frame> frames_;
  JsonBulk bulk_;
  int dashes_ = 0;

  JsonIndex index_;
  const char* window_end_ = nullptr;  // of what is indexed at a time
  const char* lines_end_ = nullptr;   // of the last whole line in it
  int indexed_ = 0;                   // how often that was done
  const char* refused_ = nullptr;     // the object that an index could not take

  // A key or text, as far as anybody is interested.
  std::string word_;
  std::string key_;
  bool escaped_ = false;

  // What has to be kept of an object that is not complete: from mark_ on, and before it what earlier pieces
  // had.
  bool holding_ = false;
  const char* mark_ = nullptr;
  std::string hold_;
  Location held_place_{};

  // The last place that was asked for, so that no byte is counted twice.
  const char* counted_to_ = nullptr;
  int line_ = 1;
  int column_ = 1;
};

}  // namespace cniplan
