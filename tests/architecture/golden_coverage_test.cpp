// What the program offers and no golden case tries.

#include <sys/wait.h>

#include <algorithm>
#include <array>
#include <cstdio>
#include <sstream>
#include <string>
#include <string_view>
#include <vector>

#include "tests/architecture/source_tree.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan::tests;

namespace {

/// What the program prints for these arguments; it must succeed.
std::string output_of(const std::string& arguments) {
  const std::string command = "'" CNIPLAN_PROGRAM "' " + arguments;
  std::FILE* const pipe = ::popen(command.c_str(), "r");
  REQUIRE(pipe != nullptr);
  std::string out;
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe)) out.append(piece.data(), got);
  CAPTURE(command);
  REQUIRE(WEXITSTATUS(::pclose(pipe)) == 0);
  return out;
}

constexpr std::string_view kNameCharacters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-";

/// The commands, as the rows below "Commands:" of the help name them.
std::vector<std::string> commands() {
  std::vector<std::string> names;
  std::istringstream help(output_of("--help"));
  bool listing = false;
  for (std::string line; std::getline(help, line);) {
    if (line == "Commands:") {
      listing = true;
    } else if (line.empty()) {
      listing = false;
    } else if (listing && line.starts_with("  ") && line[2] != ' ') {
      names.push_back(line.substr(2, line.find(' ', 2) - 2));
    }
  }
  return names;
}

/// An option's spellings, "-o" and "--output"; the last is its name.
using Spellings = std::vector<std::string>;

/// The options that a command's help lists, in the rows that start with one.
std::vector<Spellings> options_of(const std::string& command) {
  std::vector<Spellings> options;
  std::istringstream help(output_of(command + " --help"));
  for (std::string line; std::getline(help, line);) {
    auto start = line.find_first_not_of(' ');
    if (start == 0 || start == std::string::npos || line[start] != '-') continue;
    Spellings spellings;
    for (;;) {
      const auto end = line.find_first_not_of(kNameCharacters, start);
      spellings.push_back(line.substr(start, end - start));
      if (end == std::string::npos || !line.substr(end).starts_with(", -")) break;
      start = end + 2;
    }
    options.push_back(std::move(spellings));
  }
  return options;
}

/// The shell lines of all golden cases that run this command.
std::string lines_that_run(const std::string& command) {
  std::string lines;
  for (const SourceFile& file : files_below({"tests/golden"})) {
    if (!file.path.ends_with("/cmd")) continue;
    std::istringstream text(file.text);
    for (std::string line; std::getline(text, line);) {
      if (line.contains("cniplan " + command)) lines += line + "\n";
    }
  }
  return lines;
}

bool tries(const std::string& lines, const std::string& option) {
  for (auto at = lines.find(" " + option); at != std::string::npos; at = lines.find(" " + option, at + 1)) {
    const auto end = at + 1 + option.size();
    if (end == lines.size() || !kNameCharacters.contains(lines[end])) return true;
  }
  return false;
}

}  // namespace

TEST_CASE("every option of every command has a golden case") {
  REQUIRE_FALSE(commands().empty());
  std::vector<std::string> untried;
  for (const std::string& command : commands()) {
    const std::vector<Spellings> options = options_of(command);
    CAPTURE(command);
    CHECK(std::ranges::any_of(options, [](const Spellings& option) { return option.back() == "--help"; }));
    const std::string lines = lines_that_run(command);
    for (const Spellings& option : options) {
      const bool tried = std::ranges::any_of(option, [&](const std::string& name) { return tries(lines, name); });
      if (!tried) untried.push_back("cniplan " + command + " " + option.back());
    }
  }
  CHECK(untried == std::vector<std::string>{});
}

TEST_CASE("no line of any help is wider than 80 columns") {
  std::vector<std::string> wide;
  std::vector<std::string> all = commands();
  all.emplace_back();
  for (const std::string& command : all) {
    std::istringstream help(output_of(command + " --help"));
    for (std::string line; std::getline(help, line);) {
      if (line.size() > 80) wide.push_back(line);
    }
  }
  CHECK(wide == std::vector<std::string>{});
}
