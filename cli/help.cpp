#include "cli/help.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace cniplan::cli {
namespace {

constexpr std::size_t kWidth = 80;
constexpr std::size_t kNameColumn = 30;

std::string option_names(const CLI::Option& option) {
  std::string names;
  for (const std::string& name : option.get_snames()) names += fmt::format("{}-{}", names.empty() ? "" : ", ", name);
  for (const std::string& name : option.get_lnames()) names += fmt::format("{}--{}", names.empty() ? "" : ", ", name);
  if (option.get_items_expected_max() > 0 && !option.get_type_name().empty()) names += " " + option.get_type_name();
  return names;
}

/// `text` broken at blanks so that lines behind the name column stay within the width.
std::string option_line(const std::string& names, std::string_view text) {
  std::string out = "  " + names;
  std::size_t column = out.size();
  const auto start_column = [&] {
    if (column + 2 > kNameColumn) {
      out += '\n';
      column = 0;
    }
    out.append(kNameColumn - column, ' ');
    column = kNameColumn;
  };
  start_column();
  bool first = true;
  while (!text.empty()) {
    const auto end = std::min(text.find(' '), text.size());
    const auto word = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (!first && column + 1 + word.size() > kWidth) {
      out += '\n';
      column = 0;
      start_column();
      first = true;
    }
    if (!first) {
      out += ' ';
      ++column;
    }
    out += word;
    column += word.size();
    first = false;
  }
  return out + '\n';
}

}  // namespace

std::string help_text(const CLI::App& app, const HelpText& help) {
  std::string out = fmt::format("{}\n\nUsage: {}\n", help.answers, help.usage);
  std::vector<std::string> groups;
  for (const CLI::Option* option : app.get_options()) {
    const std::string& group = option->get_group();
    if (!group.empty() && !option->get_positional() && std::ranges::find(groups, group) == groups.end()) {
      groups.push_back(group);
    }
  }
  // The output options are the same everywhere, so they come last.
  std::ranges::stable_partition(groups, [](const std::string& group) { return group != kOutputGroup; });
  for (const std::string& group : groups) {
    out += fmt::format("\n{}:\n", group);
    for (const CLI::Option* option : app.get_options()) {
      if (option->get_group() != group || option->get_positional()) continue;
      out += option_line(option_names(*option), option->get_description());
    }
  }
  if (!help.examples.empty()) out += fmt::format("\nExamples:\n{}", help.examples);
  if (!out.ends_with('\n')) out += '\n';
  return out;
}

}  // namespace cniplan::cli
