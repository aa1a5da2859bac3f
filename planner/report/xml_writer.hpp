#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace cniplan::report {

/// Writes XML 1.0 in UTF-8, an element a line, two blanks a level. Whatever a text holds, what comes out is
/// well-formed: markup is escaped, and what XML cannot have (control characters, bytes that are no UTF-8)
/// becomes U+FFFD.
class XmlWriter {
 public:
  XmlWriter() : out_("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n") {}

  void open(std::string_view element);
  /// Of the element opened last, before anything inside it.
  void attribute(std::string_view name, std::string_view value);
  void attribute(std::string_view name, std::int64_t value);
  /// What an element holds that has no elements inside.
  void text(std::string_view text);
  void close();

  /// The document, all elements closed.
  [[nodiscard]] std::string take();

 private:
  void end_start_tag();
  void indent();
  void escaped(std::string_view text, bool in_attribute);

  struct Element {
    std::string name;
    bool has_elements = false;
    bool has_text = false;
  };
  std::string out_;
  std::vector<Element> open_;
  bool in_start_tag_ = false;
};

}  // namespace cniplan::report
