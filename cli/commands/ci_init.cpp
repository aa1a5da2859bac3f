#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "cli/ci_recipes.hpp"
#include "cli/commands/commands.hpp"
#include "cli/fail_on.hpp"
#include "cli/file_io.hpp"
#include "cli/options.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan::cli {
namespace {

constexpr HelpText kHelp = {
    .command = "ci-init",
    .answers =
        "Writes a file that plans a cluster in CI, where it belongs in the repository:\n"
        "a report, findings beside the lines of the input, and a gate. Without SYSTEM it\n"
        "lists the systems. FILE is what \"cniplan plan\" is to read [cluster.yaml].",
    .usage = "cniplan ci-init SYSTEM [FILE...] [options]",
    .examples =
        "  cniplan ci-init github cluster.yaml\n"
        "  cniplan ci-init gitlab eksctl.yaml karpenter.yaml --fail-on warning\n"
        "  cniplan ci-init make --print\n"};

struct Typed {
  std::vector<std::string> words;  // SYSTEM, FILE...
  std::string fail_on = "error";
  bool print = false;
  bool force = false;
};

std::string list() {
  std::string out;
  for (const CiRecipe& recipe : ci_recipes()) {
    out += fmt::format("{:<11} {}\n{:<11} {}\n", recipe.name, recipe.path, "", recipe.what);
  }
  return out;
}

}  // namespace

ExitCode run_ci_init(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  app.add_option("SYSTEM", typed.words);
  constexpr const char* kGroup = "File";
  add_fail_on_option(app, typed.fail_on, kGroup);
  app.add_flag("--print", typed.print, "Print it to standard output, and write no file")->group(kGroup);
  app.add_flag("--force", typed.force, "Replace a file that is there")->group(kGroup);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;
  const auto wrong = [&](const UsageError& error) { return refuse(io, kHelp.command, error); };
  if (typed.words.empty()) {
    io.out += list();
    return ExitCode::done;
  }

  const auto recipes = ci_recipes();
  const auto recipe = std::ranges::find(recipes, typed.words.front(), &CiRecipe::name);
  if (recipe == recipes.end()) {
    std::vector<std::string_view> names;
    for (const CiRecipe& known : recipes) names.push_back(known.name);
    std::string way_out = did_you_mean(typed.words.front(), names);
    if (way_out.empty()) way_out = "\"cniplan ci-init\" lists those that there are";
    return wrong({fmt::format("unknown system \"{}\"", typed.words.front()), way_out});
  }
  if (const auto fail_on = FailOn::parse(typed.fail_on); !fail_on) return wrong(fail_on.error());
  std::vector<std::string> files(typed.words.begin() + 1, typed.words.end());
  if (files.empty()) files.emplace_back("cluster.yaml");
  for (const std::string& file : files) {
    if (is_plain_path(file)) continue;
    return wrong({fmt::format("\"{}\" would need quotes, which differ from file to file", file),
                  "name files with letters, digits and . _ / + - only, or edit what --print prints"});
  }

  const std::string text = filled_in(*recipe, {.files = files, .fail_on = typed.fail_on});
  if (typed.print) {
    io.out += text;
    return ExitCode::done;
  }
  const std::string path(recipe->path);
  if (is_present_file(path) && !typed.force) {
    return wrong({fmt::format("{} is there already", path), "--force replaces it, --print shows what it would be"});
  }
  OutputFiles output;
  const auto number = output.open(path);
  if (!number) return wrong(number.error());
  if (auto written = output.write(*number, text); !written) return wrong(written.error());
  if (auto done = output.commit(); !done) return wrong(done.error());
  io.out += fmt::format("{}: {}.\n{}\n", path, recipe->what, recipe->next);
  return ExitCode::done;
}

}  // namespace cniplan::cli
