#include "cli/io.hpp"

#include <fmt/format.h>

#include "planner/report/diagnostic_text.hpp"

namespace cniplan::cli {

ExitCode refuse(Io& io, std::string_view command, const UsageError& error) {
  // Arguments may hold any bytes; none of them steers the terminal.
  const Diagnostic said{
      .code = "usage",
      .message = fmt::format("cniplan{}{}: {}", command.empty() ? "" : " ", command, error.message),
      .way_out = error.way_out};
  io.err += report::to_text(said, Sources{});
  return ExitCode::usage;
}

}  // namespace cniplan::cli
