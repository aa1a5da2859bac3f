#pragma once

#include <string>
#include <string_view>

namespace cniplan::report {

/// A text broken at blanks into lines of at most `width` columns. The first line starts with `first`, the others with
/// `next`; both count towards the width. A word that is longer than a line stands alone. Ends with a newline.
[[nodiscard]] std::string wrapped(std::string_view text, std::size_t width, std::string_view first = "",
                                  std::string_view next = "");

}  // namespace cniplan::report
