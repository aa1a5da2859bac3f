#pragma once

namespace cniplan::cli {

/// The program's exit codes; nothing else ever leaves it.
enum class ExitCode {
  done = 0,
  finding = 1,  ///< a finding reached --fail-on
  usage = 2,    ///< wrong usage or unusable input; standard output is empty
  fault = 3,    ///< a fault of the program itself
};

}  // namespace cniplan::cli
