// What the project's folders may hold.

#include <algorithm>
#include <filesystem>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/architecture/source_tree.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan::tests;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> kFolders = {".ci", "bench", "cli", "data", "planner", "tests"};

/// The nearest CMakeLists.txt at or above a file, by its folder's path; empty when there is none.
std::string listing_folder(const std::set<std::string>& paths, const std::string& file) {
  fs::path folder = fs::path(file).parent_path();
  while (!folder.empty() && !paths.contains((folder / "CMakeLists.txt").generic_string())) {
    folder = folder.parent_path();
  }
  return folder.generic_string();
}

/// Whether a CMake file names a file, as a word of its own.
bool names(const std::string& listing, const std::string& file) {
  constexpr std::string_view kBetween = " \t\r\n()\"";
  for (auto at = listing.find(file); at != std::string::npos; at = listing.find(file, at + 1)) {
    const bool starts = at == 0 || kBetween.contains(listing[at - 1]);
    const auto end = at + file.size();
    if (starts && (end == listing.size() || kBetween.contains(listing[end]))) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("the top level holds what a newcomer expects, and nothing else") {
  const std::set<std::string> allowed = {"CMakeLists.txt", "CMakePresets.json", "LICENSE", "README.md", "bench", "build",
                                         "cli",            "data",              "planner", "tests",     "vcpkg.json"};
  std::vector<std::string> faults;
  for (const auto& entry : fs::directory_iterator(CNIPLAN_SOURCE_DIR)) {
    const std::string name = entry.path().filename().string();
    if (!name.starts_with('.') && !allowed.contains(name) && name != "compile_commands.json") faults.push_back(name);
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("every source file is built, and every public header installed") {
  std::map<std::string, std::string> listings;
  std::set<std::string> paths;
  for (const SourceFile& file : files_below(kFolders)) {
    paths.insert(file.path);
    // A CMakeLists.txt and the files it includes from its folder, by that folder.
    if (file.path.ends_with("/CMakeLists.txt") || file.path.ends_with(".cmake")) {
      listings[fs::path(file.path).parent_path().generic_string()] += file.text;
    }
  }
  std::vector<std::string> faults;
  for (const std::string& path : paths) {
    const bool must_be_listed = path.ends_with(".cpp") || (path.ends_with(".hpp") && path.starts_with("planner/"));
    if (!must_be_listed) continue;
    const std::string folder = listing_folder(paths, path);
    std::string name = folder.empty() ? path : path.substr(folder.size() + 1);
    // cniplan_bench(x) stands for x_bench.cpp.
    if (folder == "bench") name = name.substr(0, name.find("_bench.cpp"));
    if (folder.empty() || !names(listings[folder], name)) faults.push_back(path);
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("no file names a place on somebody's machine") {
  // In halves, so that this file does not name them itself.
  const std::string slash = "/";
  const std::vector<std::string> places = {slash + "home/", slash + "root/", slash + "Users/", slash + "work/",
                                           slash + "mnt/",  slash + "opt/"};
  std::vector<std::string> faults;
  for (const SourceFile& file : files_below(kFolders)) {
    for (const std::string& place : places) {
      const auto at = file.text.find(place);
      if (at == std::string::npos) continue;
      // A part of a longer path or of an address is no place ("example.com/home/").
      const char before = at == 0 ? ' ' : file.text[at - 1];
      const bool within = std::isalnum(static_cast<unsigned char>(before)) != 0 || before == '.' || before == '}';
      if (!within) faults.push_back(file.path + " names " + place);
    }
  }
  CHECK(faults == std::vector<std::string>{});
}
