#include <fmt/format.h>

#include "cli/commands/commands.hpp"
#include "cli/version.hpp"
#include "planner/catalog/catalog.hpp"

namespace cniplan::cli {

ExitCode run_version(Arguments arguments, Io& io) {
  if (!arguments.empty()) {
    return refuse(io, "", {fmt::format("unexpected argument \"{}\" behind --version", arguments.front()), ""});
  }
  io.out += fmt::format("cniplan {} (instance types of {})\n", kVersion, Catalog::date());
  return ExitCode::done;
}

}  // namespace cniplan::cli
