#include "planner/importers/json_index.hpp"

#include <simdjson.h>

#include <algorithm>
#include <array>
#include <bit>

namespace cniplan {
namespace {

constexpr auto kNone = std::string_view::npos;

constexpr bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

/// What may stand behind a number or a word.
constexpr bool ends_scalar(char c) {
  return c == ',' || c == '}' || c == ']' || c == '\n' || c == '\r' || c == ' ' || c == '\t' || c == ':' ||
         c == '{' || c == '[' || c == '"';
}

/// The length of the number at the front of a text, 0 when it is none. Source: RFC 8259, section 6.
std::size_t length_of_number(std::string_view text) {
  std::size_t at = 0;
  const auto digits = [&] {
    const std::size_t start = at;
    while (at < text.size() && is_digit(text[at])) ++at;
    return at - start;
  };
  if (at < text.size() && text[at] == '-') ++at;
  const bool starts_with_zero = at < text.size() && text[at] == '0';
  const std::size_t whole = digits();
  if (whole == 0 || (starts_with_zero && whole > 1)) return 0;
  if (at < text.size() && text[at] == '.') {
    ++at;
    if (digits() == 0) return 0;
  }
  if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
    ++at;
    if (at < text.size() && (text[at] == '+' || text[at] == '-')) ++at;
    if (digits() == 0) return 0;
  }
  return at;
}

/// The length of the number, true, false or null at the front of a text, 0 when it is none.
std::size_t length_of_scalar(std::string_view text) {
  if (text.empty()) return 0;
  switch (text.front()) {
    case 't':
      return text.starts_with("true") ? 4 : 0;
    case 'f':
      return text.starts_with("false") ? 5 : 0;
    case 'n':
      return text.starts_with("null") ? 4 : 0;
    default:
      return length_of_number(text);
  }
}

/// Whether a text starts with one of these that ends where a token may end.
bool starts_with_scalar(std::string_view text) {
  const std::size_t length = length_of_scalar(text);
  return length > 0 && (length == text.size() || ends_scalar(text[length]));
}

}  // namespace

/// simdjson's first stage, which On-Demand and DOM both start with.
class JsonIndex::Finder {
 public:
  int find(std::string_view text) {
    if (!stage_ || stage_->capacity() < text.size()) {
      // Texts of about the same length come one after the other.
      const std::size_t capacity = std::max(std::bit_ceil(text.size()), std::size_t{1} << 16U);
      if (const auto error = simdjson::get_active_implementation()->create_dom_parser_implementation(
              capacity, kDeepest, stage_)) {
        return static_cast<int>(error);
      }
    }
    return static_cast<int>(stage_->stage1(reinterpret_cast<const std::uint8_t*>(text.data()), text.size(),
                                           simdjson::stage1_mode::regular));
  }
  [[nodiscard]] const std::uint32_t* starts() const { return stage_->structural_indexes.get(); }
  [[nodiscard]] std::uint32_t size() const { return stage_->n_structural_indexes; }

 private:
  std::unique_ptr<simdjson::internal::dom_parser_implementation> stage_;
};

JsonIndex::JsonIndex() = default;
JsonIndex::~JsonIndex() = default;

int JsonIndex::find_tokens(std::string_view text) {
  text_ = text;
  size_ = 0;
  unescaped_.clear();
  if (text.size() > kLongestText) return static_cast<int>(simdjson::CAPACITY);
  if (!finder_) finder_ = std::make_unique<Finder>();
  if (const int error = finder_->find(text)) return error;
  starts_ = finder_->starts();
  size_ = finder_->size();
  if (room_ < size_) {
    room_ = std::bit_ceil(std::size_t{size_});
    closes_ = std::make_unique_for_overwrite<std::uint32_t[]>(room_);
  }
  return 0;
}

std::string_view JsonIndex::token(std::uint32_t token) const {
  const std::size_t start = starts_[token];
  const char c = text_[start];
  if (c == '{' || c == '}' || c == '[' || c == ']' || c == ':' || c == ',') return text_.substr(start, 1);
  std::size_t end = token + 1 < size_ ? starts_[token + 1] : text_.size();
  while (text_[end - 1] == ' ' || text_[end - 1] == '\n' || text_[end - 1] == '\r' || text_[end - 1] == '\t')
    --end;
  return text_.substr(start, end - start);
}

std::optional<std::string_view> JsonIndex::string(std::uint32_t token) {
  const std::string_view quoted = this->token(token);
  const std::string_view written = quoted.substr(1, quoted.size() - 2);
  if (!written.contains('\\')) return written;
  std::string padded;
  padded.reserve(quoted.size() + simdjson::SIMDJSON_PADDING);
  padded = quoted;
  simdjson::ondemand::parser parser;
  auto document = parser.iterate(padded.data(), padded.size(), padded.capacity());
  if (document.error()) return std::nullopt;
  const auto unescaped = document.value_unsafe().get_string();
  if (unescaped.error()) return std::nullopt;
  return unescaped_.emplace_back(unescaped.value_unsafe());
}

JsonIndex::Checked JsonIndex::check_value(std::uint32_t first, std::uint32_t deepest) {
  std::array<std::uint32_t, kDeepest> open;  // NOLINT: written before it is read
  std::uint32_t depth = 0;
  bool in_object = false;
  std::uint32_t at = first;
  const char* const text = text_.data();
  const std::uint32_t* const starts = starts_;
  std::uint32_t* const closes = closes_.get();
  const std::uint32_t size = size_;
  const auto byte = [&](std::uint32_t token) { return token < size ? text[starts[token]] : '\0'; };
  char c = 0;

value:
  c = byte(at);
  if (c == '"') {
    ++at;
    goto behind_value;
  }
  if (c == '{' || c == '[') {
    if (depth >= deepest || depth == kDeepest) goto wrong;
    open[depth++] = at++;
    in_object = c == '{';
    c = byte(at);
    // The bracket that closes is two behind the one that opens, in ASCII.
    if (c == (in_object ? '}' : ']')) goto close;
    if (in_object) goto key;
    goto value;
  }
  if (at >= size || !starts_with_scalar(text_.substr(starts[at]))) goto wrong;
  ++at;

behind_value:
  if (depth == 0) return {.end = at, .is_value = true};
  c = byte(at);
  if (in_object) {
    if (c == ',') {
      ++at;
      goto key;
    }
    if (c == '}') goto close;
  } else {
    if (c == ',') {
      ++at;
      goto value;
    }
    if (c == ']') goto close;
  }
  goto wrong;

key:
  if (byte(at) != '"') goto wrong;
  ++at;
  if (byte(at) != ':') goto wrong;
  ++at;
  goto value;

close:
  closes[open[--depth]] = at++;
  if (depth > 0) in_object = text[starts[open[depth - 1]]] == '{';
  goto behind_value;

wrong:
  for (std::uint32_t level = 0; level < depth; ++level) closes[open[level]] = at;
  return {.end = at};
}

bool is_json_scalar(std::string_view token) {
  return !token.empty() && length_of_scalar(token) == token.size();
}

std::string_view wrong_escape(std::string_view text) {
  for (auto at = text.find('\\'); at != kNone; at = text.find('\\', at)) {
    const char escape = at + 1 < text.size() ? text[at + 1] : '\0';
    if (is_simple_escape(escape)) {
      at += 2;
      continue;
    }
    const auto hex = text.substr(std::min(at + 2, text.size()), 4);
    if (escape != 'u' || hex.size() < 4 || hex.find_first_not_of("0123456789abcdefABCDEF") != kNone) {
      return text.substr(at);
    }
    at += 6;
  }
  return {};
}

}  // namespace cniplan
