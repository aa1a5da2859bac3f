#include <unistd.h>

#include <csignal>
#include <cstdlib>
#include <exception>
#include <string_view>

#include "cli/app.hpp"
#include "cli/file_io.hpp"

namespace {

bool colour_allowed() {
  const char* const no_color = std::getenv("NO_COLOR");
  const char* const term = std::getenv("TERM");
  return (no_color == nullptr || *no_color == '\0') && !(term != nullptr && std::string_view(term) == "dumb");
}

}  // namespace

int main(int argc, char** argv) {
  using namespace cniplan::cli;
  // A reader that went away is an ordinary end of output, not a reason to be killed.
  std::signal(SIGPIPE, SIG_IGN);
  Io io;
  io.out_is_terminal = ::isatty(STDOUT_FILENO) == 1;
  io.err_is_terminal = ::isatty(STDERR_FILENO) == 1;
  io.colour_allowed = colour_allowed();
  ExitCode code = ExitCode::fault;
  try {
    code = run(Arguments(argv + 1, argv + argc), io);
  } catch (const std::exception& error) {
    io.out.clear();
    io.err += "cniplan: this is a bug of cniplan, not of your input: ";
    io.err += error.what();
    io.err += '\n';
    code = ExitCode::fault;
  }
  if (code == ExitCode::usage || code == ExitCode::fault) io.out.clear();
  write_all(STDERR_FILENO, io.err);
  if (!write_all(STDOUT_FILENO, io.out)) {
    write_all(STDERR_FILENO, "cniplan: cannot write to standard output\n");
    return static_cast<int>(ExitCode::usage);
  }
  return static_cast<int>(code);
}
