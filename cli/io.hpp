#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/exit_code.hpp"

namespace cniplan::cli {

using Arguments = std::span<const char* const>;

/// What a command says, gathered until it is done: standard output stays empty when it fails.
struct Io {
  std::string out;
  std::string err;
  bool out_is_terminal = false;
  bool err_is_terminal = false;
  bool colour_allowed = true;  ///< neither NO_COLOR nor TERM=dumb
};

/// Wrong usage: what is wrong and the way out.
struct UsageError {
  std::string message;
  std::string way_out;
};

/// Says a usage error in the program's form and gives its exit code. `command` is "max-pods", or empty.
ExitCode refuse(Io& io, std::string_view command, const UsageError& error);

}  // namespace cniplan::cli
