#include "cli/io.hpp"

#include <fmt/format.h>

namespace cniplan::cli {

ExitCode refuse(Io& io, std::string_view command, const UsageError& error) {
  io.err += fmt::format("cniplan{}{}: {}", command.empty() ? "" : " ", command, error.message);
  if (!error.way_out.empty()) io.err += fmt::format("; {}", error.way_out);
  io.err += '\n';
  return ExitCode::usage;
}

}  // namespace cniplan::cli
