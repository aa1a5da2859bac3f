#pragma once

#include <string>
#include <vector>

namespace cniplan::tests {

/// A text file of the project, by its path from the project's root ("planner/net/cidr.hpp").
struct SourceFile {
  std::string path;
  std::string text;
};

/// Every text file below the named folders of the project, in order of path.
[[nodiscard]] std::vector<SourceFile> files_below(const std::vector<std::string>& folders);

/// The C++ files among them.
[[nodiscard]] std::vector<SourceFile> cpp_files_below(const std::vector<std::string>& folders);

/// What a file includes, without quotes or brackets, in its order.
[[nodiscard]] std::vector<std::string> includes_of(const SourceFile& file);

}  // namespace cniplan::tests
