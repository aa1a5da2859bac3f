#include "tests/architecture/source_tree.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string_view>

namespace cniplan::tests {
namespace {

namespace fs = std::filesystem;

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::vector<SourceFile> files_below(const std::vector<std::string>& folders) {
  const fs::path root = CNIPLAN_SOURCE_DIR;
  std::vector<SourceFile> files;
  for (const std::string& folder : folders) {
    if (!fs::exists(root / folder)) continue;
    for (const auto& entry : fs::recursive_directory_iterator(root / folder)) {
      if (!entry.is_regular_file()) continue;
      std::string text = read(entry.path());
      const bool binary = text.find('\0') != std::string::npos;
      if (!binary) files.push_back({fs::relative(entry.path(), root).generic_string(), std::move(text)});
    }
  }
  std::ranges::sort(files, {}, &SourceFile::path);
  return files;
}

std::vector<SourceFile> cpp_files_below(const std::vector<std::string>& folders) {
  std::vector<SourceFile> files = files_below(folders);
  std::erase_if(files, [](const SourceFile& f) { return !f.path.ends_with(".hpp") && !f.path.ends_with(".cpp"); });
  return files;
}

std::vector<std::string> includes_of(const SourceFile& file) {
  std::vector<std::string> includes;
  std::string_view rest = file.text;
  while (!rest.empty()) {
    const std::string_view line = rest.substr(0, rest.find('\n'));
    rest.remove_prefix(std::min(line.size() + 1, rest.size()));
    if (!line.starts_with("#include ")) continue;
    const auto open = line.find_first_of("<\"");
    const auto close = line.find_last_of(">\"");
    if (open != std::string_view::npos && close > open) {
      includes.emplace_back(line.substr(open + 1, close - open - 1));
    }
  }
  return includes;
}

}  // namespace cniplan::tests
