#include "planner/catalog/natural_order.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("families go by their numbers and sizes from nano to metal") {
  // Each name stands before all that follow.
  constexpr std::string_view kOrdered[] = {
      "a1.medium",      "c5.large",         "c5.xlarge",       "c5.2xlarge",         "c5.9xlarge",
      "c5.12xlarge",    "c5.metal",         "c5a.large",       "c5ad.large",         "c7g.medium",
      "c7g.metal",      "c7g-flex.large",   "c7gd.large",      "c8g.metal-24xl",     "c8g.metal-48xl",
      "c8g.mystery",    "c10g.large",       "g4dn.xlarge",     "gr6.4xlarge",        "mac2.metal",
      "mac2-m2.metal",  "mac-m4.metal",     "t3.nano",         "t3.micro",           "t3.small",
      "t3.medium",      "t3.large",         "t03.large",       "u7i-6tb.112xlarge",  "u7i-12tb.224xlarge",
      "u-6tb1.metal",   "u-12tb1.metal",    "z",               "z1d.large"};
  for (std::size_t i = 0; i < std::size(kOrdered); ++i) {
    for (std::size_t j = 0; j < std::size(kOrdered); ++j) {
      CAPTURE(kOrdered[i], kOrdered[j]);
      // "t03" and "t3" are the same number; which goes first is of no matter as long as it is one of them.
      if (kOrdered[i].starts_with("t03") || kOrdered[j].starts_with("t03")) continue;
      CHECK(std::is_lt(compare_naturally(kOrdered[i], kOrdered[j])) == (i < j));
      CHECK(std::is_eq(compare_naturally(kOrdered[i], kOrdered[j])) == (i == j));
    }
  }
  CHECK(std::is_neq(compare_naturally("t03.large", "t3.large")));
  CHECK(std::is_gt(compare_naturally("t03.large", "t3.medium")));
}

TEST_CASE("natural order takes any text") {
  CHECK(std::is_eq(compare_naturally("", "")));
  CHECK(std::is_lt(compare_naturally("", "a")));
  CHECK(std::is_gt(compare_naturally("a.", "a")));
  CHECK(std::is_gt(compare_naturally("99999999999999999999999999.large", "1.large")));
  CHECK(std::is_gt(compare_naturally("m5.99999999999999999999999999xlarge", "m5.metal")));
}
