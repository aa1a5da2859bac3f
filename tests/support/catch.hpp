#pragma once

// Catch2 2.13 (Debian 12) and 3 (Debian 13, Ubuntu 24.04) under one name.
#if __has_include(<catch2/catch_all.hpp>)
#include <catch2/catch_all.hpp>
#else
#include <catch2/catch.hpp>
#endif

#include <string>

#include "planner/core/count.hpp"

/// A failed check shows a count as its number.
template <class Tag>
struct Catch::StringMaker<cniplan::Count<Tag>> {
  static std::string convert(cniplan::Count<Tag> count) { return std::to_string(count.value()); }
};
