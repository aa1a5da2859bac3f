#include "planner/core/utf16.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::string decoded(std::string_view text, std::size_t piece = 1'000) {
  auto decoder = Utf16Decoder::for_text(text);
  REQUIRE(decoder.has_value());
  std::string out;
  for (std::size_t at = 0; at < text.size(); at += piece) out += decoder->feed(text.substr(at, piece));
  return out + decoder->finish();
}

}  // namespace

TEST_CASE("UTF-16 of either byte order becomes UTF-8, in pieces of any size") {
  using namespace std::string_view_literals;
  struct Row {
    std::string_view text;
    std::string utf8;  // behind the mark
  };
  const auto row = GENERATE(values<Row>({
      {"\xFF\xFE"sv, ""},
      {"\xFF\xFE{\0}\0"sv, "{}"},
      {"\xFE\xFF\0{\0}"sv, "{}"},
      {"\xFF\xFE\xE4\0\xAC\x20"sv, "\xC3\xA4\xE2\x82\xAC"},
      {"\xFF\xFE\x3D\xD8\x00\xDE!\0"sv, "\xF0\x9F\x98\x80!"},
      {"\xFE\xFF\xD8\x3D\xDE\x00"sv, "\xF0\x9F\x98\x80"},
      {"\xFF\xFE\x3D\xD8!\0"sv, "\xEF\xBF\xBD!"},
      {"\xFF\xFE\x00\xDE!\0"sv, "\xEF\xBF\xBD!"},
      {"\xFF\xFE!\0\x3D\xD8"sv, "!\xEF\xBF\xBD"},
      {"\xFF\xFE!\0!"sv, "!\xEF\xBF\xBD"},
  }));
  for (const std::size_t piece : {1U, 3U, 100U}) {
    CAPTURE(piece, row.utf8);
    CHECK(decoded(row.text, piece) == "\xEF\xBB\xBF" + row.utf8);
  }
}

TEST_CASE("what has no mark of UTF-16 is none") {
  CHECK_FALSE(Utf16Decoder::for_text("").has_value());
  CHECK_FALSE(Utf16Decoder::for_text("\xEF\xBB\xBF{}").has_value());
  CHECK_FALSE(Utf16Decoder::for_text("\xFF").has_value());
}
