#pragma once

#include <cstddef>
#include <string_view>

namespace cniplan::report {

/// How many columns of a terminal a UTF-8 text takes: two for a wide character (Chinese, Japanese, Korean, most emoji),
/// none for a mark that joins the one before, else one; one too for a byte that starts no character.
/// Source: The Unicode Standard 15, EastAsianWidth.txt (W and F), general categories Mn, Me and Cf; in blocks, where
/// single characters of a block differ the wider counts.
[[nodiscard]] std::size_t display_width(std::string_view text);

/// The first characters of a text that take at most so many columns; the first one at least.
[[nodiscard]] std::string_view first_columns(std::string_view text, std::size_t columns);

}  // namespace cniplan::report
