#include "cli/options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <ranges>

#include "cli/help.hpp"
#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/report/printable.hpp"

namespace cniplan::cli {
namespace {

UsageError unknown_option(const CLI::App& app, const std::string& typed) {
  const std::string name = typed.substr(0, typed.find('='));
  std::vector<std::string> names;
  for (const CLI::Option* option : app.get_options()) {
    for (const std::string& long_name : option->get_lnames()) names.push_back("--" + long_name);
    for (const std::string& short_name : option->get_snames()) names.push_back("-" + short_name);
  }
  const std::vector<std::string_view> views(names.begin(), names.end());
  std::string way_out = did_you_mean(name, views);
  if (way_out.empty()) way_out = "--help lists the options";
  return {fmt::format("unknown option \"{}\"", name), way_out};
}

bool looks_like_option(const std::string& text) {
  return text.size() > 1 && text[0] == '-' && !(text[1] >= '0' && text[1] <= '9');
}

std::string joined(std::span<const std::string_view> words) { return fmt::format("{}", fmt::join(words, ", ")); }

}  // namespace

std::optional<ExitCode> parse(CLI::App& app, Arguments arguments, const HelpText& help, Io& io) {
  app.set_help_flag("");
  bool wants_help = false;
  app.add_flag("-h,--help", wants_help, "This help")->group(kOutputGroup);
  app.allow_extras();
  std::vector<std::string> reversed(arguments.rbegin(), arguments.rend());
  try {
    app.parse(std::move(reversed));
  } catch (const CLI::ArgumentMismatch& error) {
    if (std::ranges::find(arguments, std::string_view("--help"), [](const char* a) { return std::string_view(a); }) !=
        arguments.end()) {
      io.out += help_text(app, help);
      return ExitCode::done;
    }
    const std::string_view what = error.what();
    return refuse(io, help.command, {fmt::format("option {} needs a value", what.substr(0, what.find(':'))),
                                     "--help shows what it takes"});
  } catch (const CLI::ParseError& error) {
    return refuse(io, help.command, {error.what(), "--help shows how to use it"});
  }
  if (wants_help) {
    io.out += help_text(app, help);
    return ExitCode::done;
  }
  for (const std::string& extra : app.remaining()) {
    if (extra == "--") continue;
    if (looks_like_option(extra)) return refuse(io, help.command, unknown_option(app, extra));
    return refuse(io, help.command, {fmt::format("unexpected argument \"{}\"", extra), "--help shows how to use it"});
  }
  return std::nullopt;
}

void add_format_options(CLI::App& app, OutputOptions& options, std::span<const std::string_view> formats) {
  app.add_option("--format", options.format, fmt::format("What to print: {} [{}]", joined(formats), formats.front()))
      ->type_name("FORMAT")
      ->group(kOutputGroup);
  app.add_option("-o,--output", options.outputs, "Also write a format to a file; any number of times")
      ->type_name("FORMAT=FILE")
      ->allow_extra_args(false)
      ->group(kOutputGroup);
}

void add_color_option(CLI::App& app, OutputOptions& options) {
  app.add_option("--color", options.color, "Colour: auto, always or never [auto]")
      ->type_name("WHEN")
      ->group(kOutputGroup);
}

void add_frame_options(CLI::App& app, OutputOptions& options) {
  app.add_option("--title", options.title, "The report's heading, in place of its own")
      ->type_name("TEXT")
      ->take_last()
      ->group(kOutputGroup);
  app.add_option("--link", options.link, "Where the report was made, as the CI run's page")
      ->type_name("URL")
      ->take_last()
      ->group(kOutputGroup);
}

Result<report::ReportFrame, UsageError> frame_of(const OutputOptions& options) {
  const std::string_view link = options.link;
  if (!link.empty()) {
    const bool is_web = link.starts_with("https://") || link.starts_with("http://");
    // Blanks, control characters and these end an address in one format or another.
    const bool is_plain = std::ranges::none_of(
        link, [](unsigned char c) { return c <= ' ' || c == 0x7F || c == '<' || c == '>' || c == '"' || c == '\\'; });
    if (!is_web || !is_plain) {
      return failure(UsageError{fmt::format("--link: \"{}\" is no address of the web", report::printable(link)),
                                "write it like https://ci.example.com/runs/17, with blanks as %20"});
    }
  }
  return report::ReportFrame{.title = options.title, .link = link};
}

void add_output_options(CLI::App& app, OutputOptions& options, std::span<const std::string_view> formats) {
  add_format_options(app, options, formats);
  app.add_flag("--explain", options.explain, "Each figure with its formula and the values filled in")
      ->group(kOutputGroup);
  app.add_flag("-q,--quiet", options.quiet, "No remarks on standard error")->group(kOutputGroup);
  add_color_option(app, options);
}

Result<std::vector<OutputRequest>, UsageError> output_requests(const OutputOptions& options,
                                                               std::span<const std::string_view> formats) {
  const auto known = [&](std::string_view option, const std::string& format) -> Result<void, UsageError> {
    if (auto index = one_of(option, format, formats); !index) return failure(index.error());
    return {};
  };
  std::vector<OutputRequest> requests;
  requests.push_back({options.format.empty() ? std::string(formats.front()) : options.format, ""});
  if (auto ok = known("--format", requests.front().format); !ok) return failure(ok.error());
  for (const std::string& output : options.outputs) {
    const auto equals = output.find('=');
    if (equals == std::string::npos || equals + 1 == output.size()) {
      return failure(UsageError{fmt::format("--output: \"{}\" names no file", output),
                                "write FORMAT=FILE, for example json=plan.json"});
    }
    requests.push_back({output.substr(0, equals), output.substr(equals + 1)});
    if (auto ok = known("--output", requests.back().format); !ok) return failure(ok.error());
    const std::string& path = requests.back().path;
    if (std::ranges::count(requests, path, &OutputRequest::path) > 1) {
      return failure(UsageError{fmt::format("--output: {} is written twice", path), "give each format a file of its own"});
    }
  }
  return requests;
}

Result<bool, UsageError> use_colour(const OutputOptions& options, const Io& io) {
  static constexpr std::string_view kWhen[] = {"auto", "always", "never"};
  const auto when = one_of("--color", options.color, kWhen);
  if (!when) return failure(when.error());
  if (*when == 1) return true;
  if (*when == 2) return false;
  return io.out_is_terminal && io.colour_allowed;
}

Result<std::int64_t, UsageError> whole_number(std::string_view option, std::string_view text, std::int64_t least,
                                              std::int64_t most) {
  const auto number = parse_integer(text);
  const std::string_view digits = text.substr(text.starts_with('-') ? 1 : 0);
  if (!number && !digits.empty() && digits.find_first_not_of("0123456789") == std::string_view::npos) {
    return failure(UsageError{fmt::format("{}: {} is out of range", option, text),
                              fmt::format("give a number from {} to {}", least, most)});
  }
  if (!number) {
    return failure(UsageError{fmt::format("{}: \"{}\" is not a whole number", option, text),
                              fmt::format("give a number from {} to {}", least, most)});
  }
  if (*number < least || *number > most) {
    return failure(UsageError{fmt::format("{}: {} is out of range", option, *number),
                              fmt::format("give a number from {} to {}", least, most)});
  }
  return *number;
}

Result<std::size_t, UsageError> one_of(std::string_view option, std::string_view text,
                                       std::span<const std::string_view> words) {
  const auto found = std::ranges::find(words, text);
  if (found != words.end()) return static_cast<std::size_t>(found - words.begin());
  std::string way_out = did_you_mean(text, words);
  if (way_out.empty()) way_out = fmt::format("it is one of {}", joined(words));
  return failure(UsageError{fmt::format("{}: unknown value \"{}\"", option, text), way_out});
}

}  // namespace cniplan::cli
