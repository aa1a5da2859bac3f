#include "planner/report/wrap.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan::report;

TEST_CASE("lines break at blanks") {
  CHECK(wrapped("one two three", 9, "- ", "  ") == "- one two\n  three\n");
  CHECK(wrapped("", 9) == "\n");
}

TEST_CASE("a word longer than a line is broken, after a hyphen where one is near the end") {
  CHECK(wrapped("abcdefghij", 4) == "abcd\nefgh\nij\n");
  CHECK(wrapped("is control-plane-update", 12, "", "  ") == "is\n  control-\n  plane-\n  update\n");
  CHECK(wrapped("a-bcdefghij", 6) == "a-bcde\nfghij\n");
  CHECK(wrapped("\xC3\xA9\xC3\xA9\xC3\xA9", 2) == "\xC3\xA9\xC3\xA9\n\xC3\xA9\n");
}

TEST_CASE("an address of the web stands whole") {
  CHECK(wrapped("see https://docs.aws.amazon.com/vpc/", 10) == "see\nhttps://docs.aws.amazon.com/vpc/\n");
}
