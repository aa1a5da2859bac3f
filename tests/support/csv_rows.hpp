#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cniplan::test {

/// The rows of a CSV file below the source tree, without its header line and without comment lines; cells are
/// plain, never quoted. Fails the test when the file cannot be read.
[[nodiscard]] std::vector<std::vector<std::string>> csv_rows(std::string_view path_in_source_tree);

}  // namespace cniplan::test
