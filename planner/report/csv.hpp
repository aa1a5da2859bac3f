#pragma once

#include <charconv>
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan::report {

/// Writes comma-separated values as RFC 4180 has them, but with lines that end in a single newline.
class CsvWriter {
 public:
  explicit CsvWriter(std::initializer_list<std::string_view> header) {
    for (const auto name : header) field(name);
    end_row();
  }

  void reserve(std::size_t bytes) { out_.reserve(bytes); }

  void field(std::string_view text) {
    separate();
    if (text.find_first_of(",\"\r\n") == std::string_view::npos) {
      out_ += text;
      return;
    }
    out_ += '"';
    for (const char c : text) {
      if (c == '"') out_ += '"';
      out_ += c;
    }
    out_ += '"';
  }

  void field(std::int64_t number) {
    separate();
    char digits[20];
    const auto end = std::to_chars(digits, digits + sizeof digits, number).ptr;
    out_.append(digits, static_cast<std::size_t>(end - digits));
  }

  /// What is unknown is an empty field.
  void field(std::optional<std::int64_t> number) {
    if (number) {
      field(*number);
    } else {
      separate();
    }
  }

  void end_row() {
    out_ += '\n';
    row_is_empty_ = true;
  }

  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  void separate() {
    if (!row_is_empty_) out_ += ',';
    row_is_empty_ = false;
  }

  std::string out_;
  bool row_is_empty_ = true;
};

}  // namespace cniplan::report
