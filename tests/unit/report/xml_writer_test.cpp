#include "planner/report/xml_writer.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("elements stand a line each, and those without content close themselves") {
  report::XmlWriter xml;
  xml.open("a");
  xml.attribute("n", 7);
  xml.open("b");
  xml.text("x");
  xml.close();
  xml.open("c");
  CHECK(xml.take() ==
        "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n"
        "<a n=\"7\">\n"
        "  <b>x</b>\n"
        "  <c/>\n"
        "</a>\n");
}

TEST_CASE("no text breaks the document") {
  struct Row {
    std::string name;
    std::string text;
    std::string in_attribute;
    std::string in_text;
  };
  const auto row = GENERATE(values<Row>({
      {"markup", "<&>\"'", "&lt;&amp;&gt;&quot;'", "&lt;&amp;&gt;\"'"},
      {"a CDATA end", "]]>", "]]&gt;", "]]&gt;"},
      {"line ends", "a\r\nb\tc", "a&#13;&#10;b&#9;c", "a&#13;\nb\tc"},
      {"control characters", std::string("a\x01\x1b\0z", 5), "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz",
       "a\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBDz"},
      {"no UTF-8", "a\xffz", "a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz"},
      {"no character", "a\xEF\xBF\xBFz", "a\xEF\xBF\xBDz", "a\xEF\xBF\xBDz"},
      {"UTF-8", "\xC3\xA4\xF0\x9F\x98\x80", "\xC3\xA4\xF0\x9F\x98\x80", "\xC3\xA4\xF0\x9F\x98\x80"},
  }));
  CAPTURE(row.name);
  report::XmlWriter xml;
  xml.open("a");
  xml.attribute("n", row.text);
  xml.text(row.text);
  CHECK(xml.take() == "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<a n=\"" + row.in_attribute + "\">" +
                          row.in_text + "</a>\n");
}
