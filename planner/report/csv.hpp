#pragma once

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <span>
#include <string>
#include <string_view>

namespace cniplan::report {

/// Writes comma-separated values as RFC 4180 has them, but with lines that end in a single newline.
class CsvWriter {
 public:
  /// `expected_bytes` is a guess at the length of the whole, so that its memory is asked for once.
  explicit CsvWriter(std::initializer_list<std::string_view> header, std::size_t expected_bytes = 0)
      : CsvWriter(std::span(header.begin(), header.size()), expected_bytes) {}
  explicit CsvWriter(std::span<const std::string_view> header, std::size_t expected_bytes = 0)
      : out_(expected_bytes, '\0') {
    for (const auto name : header) field(name);
    end_row();
  }

  void field(std::string_view text) {
    // Quoted, it is at most twice as long, between two quotes.
    char* at = start_field(2 * text.size() + 2);
    if (std::ranges::none_of(text, [](char c) { return c == ',' || c == '"' || c == '\r' || c == '\n'; })) {
      at = std::ranges::copy(text, at).out;
    } else {
      *at++ = '"';
      for (const char c : text) {
        if (c == '"') *at++ = '"';
        *at++ = c;
      }
      *at++ = '"';
    }
    end_at(at);
  }

  void field(std::int64_t number) {
    constexpr std::size_t kLongest = 20;
    char* const at = start_field(kLongest);
    end_at(std::to_chars(at, at + kLongest, number).ptr);
  }

  /// What is unknown is an empty field.
  void field(std::optional<std::int64_t> number) {
    if (number) {
      field(*number);
    } else {
      field(std::string_view());
    }
  }

  void end_row() {
    char* const at = room_for(1);
    *at = '\n';
    end_at(at + 1);
    row_is_empty_ = true;
  }

  [[nodiscard]] std::string take() {
    out_.resize(used_);
    return std::move(out_);
  }

 private:
  /// Where to write next; so many bytes are there.
  char* room_for(std::size_t bytes) {
    if (out_.size() - used_ < bytes) out_.resize(std::max(2 * out_.size(), used_ + bytes + 4096));
    return out_.data() + used_;
  }

  char* start_field(std::size_t longest) {
    char* at = room_for(longest + 1);
    if (!row_is_empty_) *at++ = ',';
    row_is_empty_ = false;
    return at;
  }

  void end_at(const char* end) { used_ = static_cast<std::size_t>(end - out_.data()); }

  std::string out_;       // as long as its memory; what is written is the first used_ bytes
  std::size_t used_ = 0;
  bool row_is_empty_ = true;
};

}  // namespace cniplan::report
