#pragma once

#include <string>
#include <string_view>

namespace cniplan::report {

/// A text broken at blanks into lines of at most `width` columns. The first line starts with `first`, the others with
/// `next`; both count towards the width. A word longer than a line is broken, after a hyphen or the
/// like in the second half of the line, else where the line ends; a URL stands whole. Ends with a newline.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view first = "",
                                  std::string_view next = "");

}  // namespace cniplan::report
