#include <fmt/format.h>

#include <algorithm>

#include "cli/commands/commands.hpp"
#include "cli/options.hpp"
#include "planner/core/spelling.hpp"
#include "planner/report/schema.hpp"

namespace cniplan::cli {
namespace {

constexpr HelpText kHelp{
    .command = "schema",
    .answers =
        "The JSON Schema of a format, for editors and for checks in CI. Without a name it\n"
        "lists the schemas.",
    .usage = "cniplan schema [NAME] [options]",
    .examples =
        "  cniplan schema\n"
        "  cniplan schema spec > spec.schema.json\n"
        "  cniplan schema plan > plan.schema.json\n\n"
        "An editor with a YAML language server takes it from a spec's first line:\n"
        "  # yaml-language-server: $schema=spec.schema.json\n"};

}  // namespace

ExitCode run_schema(Arguments arguments, Io& io) {
  CLI::App app;
  std::vector<std::string> names;
  app.add_option("NAME", names);
  if (const auto code = parse(app, arguments, kHelp, io)) return *code;
  if (names.empty()) {
    std::size_t width = 0;
    for (const report::Schema& schema : report::schemas()) width = std::max(width, schema.name.size());
    for (const report::Schema& schema : report::schemas()) {
      io.out += fmt::format("{:<{}}  {}\n", schema.name, width, schema.describes);
    }
    return ExitCode::done;
  }
  if (names.size() > 1) {
    return refuse(io, kHelp.command,
                  {fmt::format("unexpected argument \"{}\"", names[1]), "name one schema"});
  }
  const auto schemas = report::schemas();
  const auto found = std::ranges::find(schemas, names.front(), &report::Schema::name);
  if (found == schemas.end()) {
    std::vector<std::string_view> known;
    for (const report::Schema& schema : schemas) known.push_back(schema.name);
    std::string way_out = did_you_mean(names.front(), known);
    if (way_out.empty()) way_out = "\"cniplan schema\" lists them";
    return refuse(io, kHelp.command, {fmt::format("unknown schema \"{}\"", names.front()), way_out});
  }
  io.out += found->text;
  return ExitCode::done;
}

}  // namespace cniplan::cli
