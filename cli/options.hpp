#pragma once

#include <CLI/CLI.hpp>

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io.hpp"
#include "planner/core/result.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::cli {

/// Options as typed: CLI11 gathers texts and flags, and this file and each command's settings turn them into
/// values, so that every message about them is ours.

/// What a command's help says beside its options.
struct HelpText {
  std::string_view command;   ///< "max-pods"
  std::string_view answers;   ///< what question it answers, one or two lines
  std::string_view usage;     ///< "cniplan max-pods TYPE... [options]"
  std::string_view examples;  ///< lines, each a command and what it shows
};

/// An option's group in the help; options of group "" are hidden.
inline constexpr const char* kOutputGroup = "Output";

/// Reads the arguments behind the command's name into the app's options. Something to return when there is
/// nothing left to do: help was asked for, or the arguments are wrong.
[[nodiscard]] std::optional<ExitCode> parse(CLI::App& app, Arguments arguments, const HelpText& help, Io& io);

/// --format, -o, --quiet, --color, --explain, as typed.
struct OutputOptions {
  std::string format;
  std::vector<std::string> outputs;
  std::string color = "auto";
  bool explain = false;
  bool quiet = false;
  std::string title;
  std::string link;
};

/// Declares --format and -o; `formats` are those of the command, the first the default.
void add_format_options(CLI::App& app, OutputOptions& options, std::span<const std::string_view> formats);

/// Declares --color.
void add_color_option(CLI::App& app, OutputOptions& options);

/// Declares --title and --link, of commands whose results become reports.
void add_frame_options(CLI::App& app, OutputOptions& options);

/// Both as meant; an error for a link that is no address of the web. Views into `options`.
[[nodiscard]] Result<report::ReportFrame, UsageError> frame_of(const OutputOptions& options);

/// Declares all output options but these two.
void add_output_options(CLI::App& app, OutputOptions& options, std::span<const std::string_view> formats);

/// One result to write: format, and the file (empty: standard output).
struct OutputRequest {
  std::string format;
  std::string path;
};

/// What to write where: --format for standard output first, then each -o FORMAT=FILE. An unknown format is an
/// error with the nearest one, and so is a file that is named twice.
[[nodiscard]] Result<std::vector<OutputRequest>, UsageError> output_requests(
    const OutputOptions& options, std::span<const std::string_view> formats);

/// Whether a table on standard output may be coloured.
[[nodiscard]] Result<bool, UsageError> use_colour(const OutputOptions& options, const Io& io);

/// A whole number within [least, most], for the option of that name.
[[nodiscard]] Result<std::int64_t, UsageError> whole_number(std::string_view option, std::string_view text,
                                                            std::int64_t least, std::int64_t most);

/// One of the words, for the option of that name: its index, or an error with the nearest word.
[[nodiscard]] Result<std::size_t, UsageError> one_of(std::string_view option, std::string_view text,
                                                     std::span<const std::string_view> words);

}  // namespace cniplan::cli
