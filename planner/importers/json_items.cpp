#include "planner/importers/json_items.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "planner/core/line_index.hpp"
#include "planner/importers/json_walk.hpp"

namespace cniplan {
namespace {

constexpr std::size_t kMostFrames = 100;
/// As much as a core's own cache holds of a text with its index.
constexpr std::ptrdiff_t kIndexed = std::ptrdiff_t{1} << 18U;
constexpr std::ptrdiff_t kLongestLine = std::ptrdiff_t{1} << 14U;
/// A list that starts in a text, or an object that is wrong, has the rest of it indexed anew; so often.
constexpr int kMostIndexed = 8;
/// No key or kind that matters is longer.
constexpr std::size_t kLongestWord = 100;

constexpr bool is_blank(char c) {
  return c == ' ' || c == '\n' || c == '\r' || c == '\t';
}

constexpr std::string_view kWholeOutput = "give what kubectl prints with -o json";

std::string shown(char c) {
  if (c == '"') return "a quote";
  const auto byte = static_cast<unsigned char>(c);
  return byte > 0x20 && byte < 0x7F ? fmt::format("\"{}\"", c) : fmt::format("the byte 0x{:02x}", byte);
}

/// A control character in a string of a JSON text whose strings may not be closed.
std::optional<std::size_t> control_character(std::string_view text) {
  bool in_string = false;
  for (std::size_t i = 0; i < text.size(); ++i) {
    if (in_string && text[i] == '\\') {
      ++i;
    } else if (text[i] == '"') {
      in_string = !in_string;
    } else if (in_string && static_cast<unsigned char>(text[i]) < 0x20) {
      return i;
    }
  }
  return std::nullopt;
}

}  // namespace

bool JsonItems::feed(std::string_view piece) {
  if (fault_) return false;
  at_ = piece.data();
  end_ = at_ + piece.size();
  counted_to_ = at_;
  mark_ = at_;
  window_end_ = at_;
  refused_ = nullptr;
  while (at_ != end_) {
    if (!step()) return false;
  }
  if (holding_) {
    hold_.append(mark_, end_);
    mark_ = end_;
    if (hold_.size() > kLongestItem) return stop_too_long();
  }
  static_cast<void>(place_of(end_));
  return true;
}

bool JsonItems::finish() {
  if (fault_) return false;
  at_ = end_;
  if (dashes_ == 1 || dashes_ == 2) return stop_here("this is not JSON", std::string(kWholeOutput));
  if (frames_.empty()) return true;
  if (const auto control = control_character(hold_); holding_ && control) return stop_too_long();
  const Frame& frame = frames_.back();
  return stop("json.truncated",
              fmt::format("the JSON ends inside the {} that starts in line {}, column {}",
                          frame.is_list ? "list" : "object", frame.place.line, frame.place.column),
              "the file may have been cut off", place_of(end_));
}

bool JsonItems::step() {
  // Text and bulk take blanks as they come.
  if (state_ == State::in_bulk) {
    at_ = pass_over(at_, end_, bulk_);
    if (bulk_.depth > bulk_.deepest) {
      --at_;
      return stop_here(fmt::format("this is nested deeper than {} levels", kDeepest),
                       "no output of kubectl is");
    }
    if (bulk_.depth == 0) end_member();
    return true;
  }
  if (state_ == State::in_key || state_ == State::in_text)
    return in_string(state_ == State::in_key || key_ == "kind" || key_ == "apiVersion");
  const char c = *at_;
  if (state_ == State::in_scalar) {
    if (is_blank(c) || c == ',' || c == '}' || c == ']') {
      end_member();
    } else {
      ++at_;
    }
    return true;
  }
  if (is_blank(c)) {
    if (dashes_ == 1 || dashes_ == 2) return stop_here("this is not JSON", std::string(kWholeOutput));
    dashes_ = 0;
    at_ = std::find_if_not(at_ + 1, end_, is_blank);
    return true;
  }
  switch (state_) {
    case State::root:
      if (c == '-' && dashes_ < 3) {
        ++dashes_;
        ++at_;
        return true;
      }
      if (dashes_ == 1 || dashes_ == 2) return stop_here("this is not JSON", std::string(kWholeOutput));
      dashes_ = 0;
      if (c == '{') return open_object();
      if (c == '[') return open_list();
      return stop_here(fmt::format("{} starts neither an object nor a list", shown(c)),
                       std::string(kWholeOutput));
    case State::element_or_end:
      if (c == ']') return end_list();
      return at_value_of_list(c);
    case State::element:
      return at_value_of_list(c);
    case State::after_element:
      if (c == ']') return end_list();
      if (c != ',') return stop_here(fmt::format("expected a comma or ], found {}", shown(c)));
      state_ = State::element;
      ++at_;
      return true;
    case State::key_or_end:
      if (c == '}') return end_object();
      return begin_key();
    case State::key:
      return begin_key();
    case State::colon:
      if (c != ':') return stop_here(fmt::format("expected a colon, found {}", shown(c)));
      state_ = State::member;
      ++at_;
      return true;
    case State::member:
      return begin_member(c);
    case State::after_member:
      if (c == '}') return end_object();
      if (c != ',') return stop_here(fmt::format("expected a comma or }}, found {}", shown(c)));
      state_ = State::key;
      ++at_;
      return true;
    case State::in_key:
    case State::in_text:
    case State::in_scalar:
    case State::in_bulk:
      break;
  }
  return true;
}

bool JsonItems::at_value_of_list(char c) {
  if (c == '{') return open_object();
  if (c == '[') return open_list();
  return stop_here(fmt::format("expected an object of Kubernetes, found {}", shown(c)),
                   std::string(kWholeOutput));
}

bool JsonItems::open_object() {
  if (take_indexed()) return true;
  if (frames_.size() == kMostFrames)
    return stop_here(fmt::format("lists stand in lists more than {} deep", kMostFrames),
                     "no output of kubectl is");
  frames_.push_back({.place = place_of(at_)});
  hold_from(at_);
  ++at_;
  state_ = State::key_or_end;
  return true;
}

bool JsonItems::take_indexed() {
  if (at_ >= window_end_) {
    window_end_ = at_ + std::min(kIndexed, end_ - at_);
    // At the end of a line no string is open: it could not hold a newline. Longer lines are no layout of
    // kubectl's.
    const char* const near = window_end_ - std::min(kLongestLine, window_end_ - at_);
    const auto last_line = std::string_view(near, window_end_).rfind('\n');
    lines_end_ = last_line == std::string_view::npos ? at_ : near + last_line;
    indexed_ = 0;
  }
  if (at_ >= lines_end_ || indexed_ == kMostIndexed || at_ == refused_) return false;
  ++indexed_;
  const std::string_view text(at_, lines_end_);
  if (index_.find_tokens(text) != 0 || !wrong_escape(text).empty()) return false;

  const bool in_list = !frames_.empty();
  const auto deepest = static_cast<std::uint32_t>(kDeepest - static_cast<std::int64_t>(frames_.size()));
  bool taken = false;
  refused_ = at_;
  for (std::uint32_t token = 0;;) {
    const JsonIndex::Checked checked = index_.check_value(token, deepest);
    if (!checked.is_value) break;
    const std::size_t start = index_.offset(token);
    const std::size_t end = index_.offset(checked.end - 1) + 1;
    JsonItem item{.piece = {.text = text.substr(start, end - start),
                            .place = place_of(text.data() + start),
                            .index = &index_,
                            .token = token}};
    if (!name_kind(item)) break;
    at_ = text.data() + end;
    state_ = in_list ? State::after_element : State::root;
    taken = true;
    handlers_.item(item);

    token = checked.end;
    const auto is_next = [&](char c) { return token < index_.size() && index_.first_byte(token) == c; };
    if (in_list) {
      if (!is_next(',')) break;
      at_ = text.data() + index_.offset(token) + 1;
      state_ = State::element;
      ++token;
    }
    if (!is_next('{')) break;
    at_ = text.data() + index_.offset(token);
    refused_ = at_;
  }
  return taken;
}

/// False: it is a list of objects, or says its kind twice or at length.
bool JsonItems::name_kind(JsonItem& item) {
  bool simple = true;
  const JsonValue object(index_, item.piece.token);
  object.each_member([&](std::string_view key, const JsonValue& value) {
    if (key == "items" && value.first_byte() == '[') simple = false;
    if (key != "kind" && key != "apiVersion") return;
    if (!value.is_text()) return;
    std::string_view written = value.token();
    written = written.substr(1, written.size() - 2);
    if (written.size() > kLongestWord || (key == "kind" && !item.kind.empty())) simple = false;
    (key == "kind" ? item.kind : item.api_version) = written;
  });
  if (item.kind.empty()) item.kind = kind_of_list();
  return simple;
}

bool JsonItems::open_list() {
  if (frames_.size() == kMostFrames)
    return stop_here(fmt::format("lists stand in lists more than {} deep", kMostFrames),
                     "no output of kubectl is");
  frames_.push_back({.is_list = true, .place = place_of(at_)});
  ++at_;
  state_ = State::element_or_end;
  return true;
}

bool JsonItems::begin_key() {
  if (*at_ != '"') return stop_here(fmt::format("expected a key in quotes, found {}", shown(*at_)));
  // Of a list that has had its items each member is handed on by itself.
  if (frames_.back().has_items) hold_from(at_);
  word_.clear();
  escaped_ = false;
  ++at_;
  state_ = State::in_key;
  return true;
}

bool JsonItems::in_string(bool collect) {
  for (; at_ != end_; ++at_) {
    const char c = *at_;
    if (escaped_) {
      escaped_ = false;
    } else if (c == '\\') {
      escaped_ = true;
    } else if (c == '"') {
      break;
    } else if (static_cast<unsigned char>(c) < 0x20) {
      return stop_here("a control character stands inside a text", "a quote may be missing before it");
    }
    if (collect && word_.size() < kLongestWord) word_ += c;
  }
  if (at_ == end_) return true;
  ++at_;
  if (state_ == State::in_key) {
    key_ = word_;
    state_ = State::colon;
  } else {
    Frame& frame = frames_.back();
    if (key_ == "kind" && !frame.kind.empty())
      return stop_here("\"kind\" stands twice in one object", "leave one of them");
    if (key_ == "kind") frame.kind = word_;
    if (key_ == "apiVersion") frame.api_version = word_;
    end_member();
  }
  return true;
}

bool JsonItems::begin_member(char c) {
  if (c == '[' && key_ == "items") {
    if (frames_.back().has_items) return stop_here("\"items\" stands twice in one list");
    begin_items();
    return open_list();
  }
  word_.clear();
  if (c == '"') {
    escaped_ = false;
    ++at_;
    state_ = State::in_text;
  } else if (c == '{' || c == '[') {
    const auto outside = static_cast<std::int64_t>(frames_.size());
    bulk_ = {.deepest = kDeepest - outside};
    state_ = State::in_bulk;
  } else if (c == ',' || c == '}' || c == ']' || c == ':') {
    return stop_here(fmt::format("expected a value, found {}", shown(c)));
  } else {
    state_ = State::in_scalar;
  }
  return true;
}

/// What stood before the items goes its way; from here on nothing of the list itself is kept.
void JsonItems::begin_items() {
  const Location place = held_place_;
  JsonPiece head = take_held();
  hand_on_rest(std::string(head.text) + "null}", place);
  frames_.back().has_items = true;
}

void JsonItems::end_member() {
  state_ = State::after_member;
  if (!frames_.back().has_items) return;
  const Location place = held_place_;
  const JsonPiece member = take_held();
  hand_on_rest("{" + std::string(member.text) + "}", place);
}

bool JsonItems::end_object() {
  ++at_;
  const Frame& frame = frames_.back();
  if (!frame.has_items) {
    if (held() > kLongestItem) return stop_too_long();
    JsonItem item{.piece = take_held(), .kind = frame.kind, .api_version = frame.api_version};
    if (item.kind.empty()) item.kind = kind_of_list();
    handlers_.item(item);
    hold_.clear();
  }
  frames_.pop_back();
  state_ = frames_.empty() ? State::root : State::after_element;
  return true;
}

bool JsonItems::end_list() {
  ++at_;
  frames_.pop_back();
  if (frames_.empty()) {
    state_ = State::root;
  } else if (frames_.back().is_list) {
    state_ = State::after_element;
  } else {
    state_ = State::after_member;
  }
  return true;
}

void JsonItems::hold_from(const char* at) {
  holding_ = true;
  hold_.clear();
  mark_ = at;
  held_place_ = place_of(at);
}

std::size_t JsonItems::held() const {
  return hold_.size() + static_cast<std::size_t>(at_ - mark_);
}

JsonPiece JsonItems::take_held() {
  holding_ = false;
  if (hold_.empty()) return {.text = {mark_, held()}, .place = held_place_};
  hold_.append(mark_, at_);
  return {.text = hold_, .place = held_place_};
}

void JsonItems::hand_on_rest(const std::string& text, const Location& place) {
  hold_.clear();
  handlers_.rest({.text = text, .place = place});
}

/// Of a list "NodeList" as much as "Node"; a plain "List" says nothing.
std::string_view JsonItems::kind_of_list() const {
  constexpr std::string_view kList = "List";
  for (std::size_t i = frames_.size(); i-- > 0;) {
    std::string_view kind = frames_[i].kind;
    if (!frames_[i].has_items || kind.empty()) continue;
    if (kind.ends_with(kList)) kind.remove_suffix(kList.size());
    return kind;
  }
  return {};
}

Location JsonItems::place_of(const char* at) {
  if (at == nullptr || at < counted_to_)
    return {.source = source_, .line = line_, .column = column_, .length = 0};
  const std::string_view passed(counted_to_, static_cast<std::size_t>(at - counted_to_));
  constexpr auto kMost = static_cast<std::size_t>(std::numeric_limits<int>::max());
  if (const std::size_t lines = newlines_between(counted_to_, at); lines > 0) {
    line_ = static_cast<int>(std::min(static_cast<std::size_t>(line_) + lines, kMost));
    column_ = 1 + static_cast<int>(std::min(characters_in(passed.substr(passed.rfind('\n') + 1)), kMost - 1));
  } else {
    column_ = static_cast<int>(std::min(static_cast<std::size_t>(column_) + characters_in(passed), kMost));
  }
  counted_to_ = at;
  return {.source = source_, .line = line_, .column = column_, .length = 0};
}

bool JsonItems::stop(std::string code, std::string message, std::string way_out, const Location& at) {
  fault_ = Diagnostic{
      .code = std::move(code), .message = std::move(message), .way_out = std::move(way_out), .location = at};
  holding_ = false;
  hold_ = {};
  return false;
}

bool JsonItems::stop_here(std::string message, std::string way_out) {
  return stop("json.syntax", std::move(message), std::move(way_out), place_of(at_));
}

/// Most often a quote is missing, and the text behind it is taken for a string.
bool JsonItems::stop_too_long() {
  const std::string text = hold_.empty() ? std::string(mark_, held()) : hold_;
  if (const auto control = control_character(text)) {
    const LineIndex lines(text, source_);
    Location at = lines.at(*control);
    if (at.line == 1) at.column += held_place_.column - 1;
    at.line += held_place_.line - 1;
    at.length = 0;
    return stop("json.syntax", "a control character stands inside a text", "a quote may be missing before it",
                at);
  }
  return stop("json.too-long",
              fmt::format("the object that starts here is longer than {} MiB", kLongestItem >> 20U),
              fmt::format("no object of Kubernetes is; {}", kWholeOutput), held_place_);
}

}  // namespace cniplan
