#pragma once

#include "cli/io.hpp"

namespace cniplan::cli {

/// Runs the program: `arguments` are those behind its name. Only the chosen command's options are ever set up.
[[nodiscard]] ExitCode run(Arguments arguments, Io& io);

}  // namespace cniplan::cli
