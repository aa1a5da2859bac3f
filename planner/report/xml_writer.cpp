#include "planner/report/xml_writer.hpp"

#include "planner/core/ensure.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Characters of UTF-8 that XML 1.0 leaves out beside control characters: U+FFFE and U+FFFF.
bool is_no_character(std::string_view character) {
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

}  // namespace

void XmlWriter::open(std::string_view element) {
  end_start_tag();
  if (!open_.empty()) open_.back().has_elements = true;
  indent();
  out_ += '<';
  out_ += element;
  open_.push_back({.name = std::string(element)});
  in_start_tag_ = true;
}

void XmlWriter::attribute(std::string_view name, std::string_view value) {
  ensure(in_start_tag_, "an attribute stands in a start tag");
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  escaped(value, true);
  out_ += '"';
}

void XmlWriter::attribute(std::string_view name, std::int64_t value) {
  attribute(name, std::to_string(value));
}

void XmlWriter::text(std::string_view text) {
  if (in_start_tag_) out_ += '>';
  in_start_tag_ = false;
  open_.back().has_text = true;
  escaped(text, false);
}

void XmlWriter::close() {
  const Element element = std::move(open_.back());
  open_.pop_back();
  if (in_start_tag_) {
    out_ += "/>\n";
    in_start_tag_ = false;
    return;
  }
  if (!element.has_text) indent();
  out_ += "</";
  out_ += element.name;
  out_ += ">\n";
}

std::string XmlWriter::take() {
  while (!open_.empty()) close();
  return std::move(out_);
}

void XmlWriter::end_start_tag() {
  if (in_start_tag_) out_ += ">\n";
  in_start_tag_ = false;
}

void XmlWriter::indent() {
  out_.append(open_.size() * 2, ' ');
}

void XmlWriter::escaped(std::string_view text, bool in_attribute) {
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const std::string_view character = text.substr(0, size == 0 ? 1 : size);
    const char c = character.front();
    if (size == 0 || is_no_character(character)) {
      out_ += kReplacement;
    } else if (c == '&') {
      out_ += "&amp;";
    } else if (c == '<') {
      out_ += "&lt;";
    } else if (c == '>') {
      out_ += "&gt;";
    } else if (c == '"' && in_attribute) {
      out_ += "&quot;";
    } else if (c == '\n' || c == '\t') {
      // As they stand a reader would make blanks of them.
      if (in_attribute) {
        out_ += c == '\n' ? "&#10;" : "&#9;";
      } else {
        out_ += c;
      }
    } else if (c == '\r') {
      out_ += "&#13;";
    } else if (static_cast<unsigned char>(c) < 0x20) {
      out_ += kReplacement;
    } else {
      out_ += character;
    }
    text.remove_prefix(character.size());
  }
}

}  // namespace cniplan::report
