#include "tests/support/csv_rows.hpp"

#include <fstream>

#include "tests/support/catch.hpp"

namespace cniplan::test {

std::vector<std::vector<std::string>> csv_rows(std::string_view path_in_source_tree) {
  const std::string path = std::string(CNIPLAN_SOURCE_DIR) + "/" + std::string(path_in_source_tree);
  std::ifstream file(path);
  INFO("reading " << path);
  REQUIRE(file.good());
  std::vector<std::vector<std::string>> rows;
  bool header = true;
  for (std::string line; std::getline(file, line);) {
    if (line.starts_with('#')) continue;
    if (std::exchange(header, false)) continue;
    auto& row = rows.emplace_back();
    for (std::size_t from = 0;;) {
      const auto comma = line.find(',', from);
      row.push_back(line.substr(from, comma - from));
      if (comma == std::string::npos) break;
      from = comma + 1;
    }
  }
  return rows;
}

}  // namespace cniplan::test
