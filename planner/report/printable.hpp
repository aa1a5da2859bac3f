#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace cniplan::report {

/// A text of the user's as a terminal may show it. Control characters would move its cursor, and bytes that are no
/// UTF-8 may do anything: each shows as one "?". A tab keeps its one column as a blank. Marks of direction (right to
/// left) stay, and those left open are closed at the end, so that what stands beside the text keeps its order.
[[nodiscard]] std::string printable(std::string_view text);

/// A text of at most `width` columns, 4 or more: a longer one loses its middle, "a-very-long...-name", because names
/// that people give differ at their ends.
[[nodiscard]] std::string shortened(std::string_view text, std::size_t width);

}  // namespace cniplan::report
