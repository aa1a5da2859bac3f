#include "planner/report/html_writer.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "planner/core/ensure.hpp"
#include "planner/core/utf8.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kReplacement = "\xEF\xBF\xBD";

/// Elements that hold nothing and have no end tag.
/// Source: https://html.spec.whatwg.org/multipage/syntax.html#void-elements
constexpr auto kVoid = std::to_array<std::string_view>({"br", "col", "hr", "img", "input", "link", "meta"});

/// Elements inside a line, which must not get blanks around them.
constexpr auto kInline = std::to_array<std::string_view>(
    {"a", "b", "bdi", "button", "code", "em", "label", "output", "small", "span", "strong", "summary", "text", "title"});

bool is_void(std::string_view element) { return std::ranges::find(kVoid, element) != kVoid.end(); }
bool is_inline(std::string_view element) { return std::ranges::find(kInline, element) != kInline.end(); }

/// LRE, RLE, PDF, LRO, RLO (U+202A to U+202E) and LRI, RLI, FSI, PDI (U+2066 to U+2069).
/// Source: Unicode Standard Annex 9, explicit directional formatting characters
bool turns_direction(std::string_view character) {
  if (character.size() != 3 || !character.starts_with("\xE2")) return false;
  const auto second = static_cast<unsigned char>(character[1]);
  const auto third = static_cast<unsigned char>(character[2]);
  return (second == 0x80U && third >= 0xAAU && third <= 0xAEU) || (second == 0x81U && third >= 0xA6U && third <= 0xA9U);
}

/// What no text of HTML may hold: control characters but for tab and newline, and what is no character at all.
bool is_no_character(std::string_view character) {
  const auto first = static_cast<unsigned char>(character[0]);
  if (character.size() == 1) return (first < 0x20U && first != '\t' && first != '\n') || first == 0x7FU;
  if (character.size() == 2) return first == 0xC2U && static_cast<unsigned char>(character[1]) < 0xA0U;
  return character == "\xEF\xBF\xBE" || character == "\xEF\xBF\xBF";
}

}  // namespace

HtmlWriter& HtmlWriter::open(std::string_view element) {
  end_start_tag();
  if (!is_inline(element) && !out_.empty() && !out_.ends_with('\n')) out_ += '\n';
  out_ += '<';
  out_ += element;
  in_start_tag_ = true;
  open_.emplace_back(element);
  return *this;
}

HtmlWriter& HtmlWriter::attribute(std::string_view name, std::string_view value) {
  ensure(in_start_tag_, "an attribute stands in a start tag");
  out_ += ' ';
  out_ += name;
  out_ += "=\"";
  escaped(value, true);
  out_ += '"';
  return *this;
}

HtmlWriter& HtmlWriter::attribute(std::string_view name, std::int64_t value) {
  return attribute(name, std::to_string(value));
}

HtmlWriter& HtmlWriter::attribute(std::string_view name) {
  ensure(in_start_tag_, "an attribute stands in a start tag");
  out_ += ' ';
  out_ += name;
  return *this;
}

HtmlWriter& HtmlWriter::text(std::string_view text) {
  end_start_tag();
  escaped(text, false);
  return *this;
}

void HtmlWriter::close() {
  ensure(!open_.empty(), "what is closed is open");
  end_start_tag();
  const std::string element = std::move(open_.back());
  open_.pop_back();
  if (!is_void(element)) {
    out_ += "</";
    out_ += element;
    out_ += '>';
  }
  if (!is_inline(element)) out_ += '\n';
}

HtmlWriter& HtmlWriter::element(std::string_view element, std::string_view text) {
  open(element).text(text).close();
  return *this;
}

HtmlWriter& HtmlWriter::element(std::string_view element, std::string_view css_class, std::string_view text) {
  open(element).attribute("class", css_class).text(text).close();
  return *this;
}

HtmlWriter& HtmlWriter::name(std::string_view name) { return element("bdi", name); }

HtmlWriter& HtmlWriter::source(std::string_view source) {
  ensure(!source.contains("</") && !source.contains("<!--"), "a source does not end the element that it stands in");
  end_start_tag();
  out_ += source;
  return *this;
}

HtmlWriter& HtmlWriter::append(HtmlWriter&& part) {
  end_start_tag();
  out_ += part.take();
  return *this;
}

std::string HtmlWriter::take() {
  while (!open_.empty()) close();
  return std::exchange(out_, {});
}

void HtmlWriter::end_start_tag() {
  if (in_start_tag_) out_ += '>';
  in_start_tag_ = false;
}

void HtmlWriter::escaped(std::string_view text, bool in_attribute) {
  // A title is one text alone: it has no elements, and nothing around it to be turned.
  const bool is_alone = in_attribute || open_.empty() || open_.back() == "title";
  while (!text.empty()) {
    const std::size_t size = utf8_character(text);
    const std::string_view character = text.substr(0, std::max<std::size_t>(size, 1));
    if (size == 0 || is_no_character(character)) {
      out_ += kReplacement;
    } else if (character == "&") {
      out_ += "&amp;";
    } else if (character == "<") {
      out_ += "&lt;";
    } else if (character == ">") {
      out_ += "&gt;";
    } else if (character == "\"") {
      out_ += in_attribute ? "&quot;" : "\"";
    } else if (!is_alone && turns_direction(character)) {
      out_ += "<bdi>";
      out_ += character;
      out_ += "</bdi>";
    } else {
      out_ += character;
    }
    text.remove_prefix(character.size());
  }
}

}  // namespace cniplan::report
