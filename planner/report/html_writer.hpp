#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cniplan::report {

/// Writes HTML in UTF-8. Whatever a text holds, it comes out as a text: markup is escaped; control characters, which HTML
/// cannot have, and bytes that are no UTF-8 become U+FFFD. Characters that turn the direction of what follows stand alone in
/// a <bdi> each: they are there, and turn nothing.
class HtmlWriter {
 public:
  /// An element; attributes and what is inside follow. One that holds nothing (<meta>) is not closed.
  HtmlWriter& open(std::string_view element);
  /// Of the element opened last, before anything inside it.
  HtmlWriter& attribute(std::string_view name, std::string_view value);
  HtmlWriter& attribute(std::string_view name, std::int64_t value);
  /// One that is there or not, "open".
  HtmlWriter& attribute(std::string_view name);
  HtmlWriter& text(std::string_view text);
  void close();

  /// An element with a text and no attribute.
  HtmlWriter& element(std::string_view element, std::string_view text);
  /// The same with a class.
  HtmlWriter& element(std::string_view element, std::string_view css_class, std::string_view text);
  /// A name as somebody gave it: whichever direction it is written in, what stands around it keeps its own.
  HtmlWriter& name(std::string_view name);

  /// The text of a <style> or <script>, as it is: it is the program's own and must not end the element.
  HtmlWriter& source(std::string_view source);
  /// What another writer made, all its elements closed.
  HtmlWriter& append(HtmlWriter&& part);

  /// All of it, all elements closed.
  [[nodiscard]] std::string take();

 private:
  void end_start_tag();
  void escaped(std::string_view text, bool in_attribute);

  std::string out_;
  std::vector<std::string> open_;
  bool in_start_tag_ = false;
};

}  // namespace cniplan::report
