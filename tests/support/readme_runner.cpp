// Runs what the README shows: readme_runner PROGRAM README
//
// In every block marked `console`, a line "$ ..." is a command and the lines below it are what it prints. Each command
// runs in the project's directory, where `cniplan` is the program, and must print just that. UPDATE_GOLDEN=1 rewrites
// the README; CNIPLAN_PROGRAM=FILE tries another build of the program.

#include <sys/wait.h>

#include <array>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <string_view>

namespace fs = std::filesystem;

namespace {

/// Both output streams of a shell command; its exit code is 0, or 1 for a finding.
std::string output_of(const std::string& command) {
  std::FILE* const pipe = ::popen(("exec 2>&1 </dev/null; " + command).c_str(), "r");
  if (pipe == nullptr) throw std::runtime_error("cannot run " + command);
  std::string out;
  std::array<char, 4096> piece{};
  while (const std::size_t got = std::fread(piece.data(), 1, piece.size(), pipe)) out.append(piece.data(), got);
  const int status = ::pclose(pipe);
  if (!WIFEXITED(status) || WEXITSTATUS(status) > 1) throw std::runtime_error(command + " fails:\n" + out);
  return out;
}

/// The text with what its commands really print.
std::string with_real_output(std::string_view text) {
  std::istringstream in{std::string(text)};
  std::string out;
  bool console = false;
  int commands = 0;
  for (std::string line; std::getline(in, line);) {
    if (line.starts_with("```")) {
      console = line == "```console";
      out += line + "\n";
    } else if (!console) {
      out += line + "\n";
    } else if (line.starts_with("$ ")) {
      ++commands;
      out += line + "\n" + output_of(line.substr(2));
    }
  }
  if (commands == 0) throw std::runtime_error("no command found");
  return out;
}

int run(const fs::path& given_program, const fs::path& readme) {
  const char* const other = std::getenv("CNIPLAN_PROGRAM");
  const fs::path program = fs::canonical(other == nullptr || *other == '\0' ? given_program : fs::path(other));
  const std::string path = program.parent_path().string() + ":/usr/local/bin:/usr/bin:/bin";
  if (::setenv("PATH", path.c_str(), 1) != 0) throw std::runtime_error("cannot set PATH");
  fs::current_path(readme.parent_path());

  std::ifstream in(readme, std::ios::binary);
  const std::string shown{std::istreambuf_iterator<char>(in), {}};
  const std::string real = with_real_output(shown);
  if (shown == real) return 0;
  const char* const update = std::getenv("UPDATE_GOLDEN");
  if (update != nullptr && std::string_view(update) == "1") {
    std::ofstream(readme, std::ios::binary) << real;
    return 0;
  }
  std::istringstream expected(shown);
  std::istringstream actual(real);
  std::string one;
  std::string two;
  int line = 0;
  do {
    ++line;
    one.clear();
    two.clear();
    std::getline(expected, one);
    std::getline(actual, two);
  } while (one == two);
  std::cout << readme.filename().string() << ":" << line << ": shown and printed:\n- " << one << "\n+ " << two
            << "\nUPDATE_GOLDEN=1 writes what is printed; read it.\n";
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: readme_runner PROGRAM README\n";
    return 2;
  }
  try {
    return run(argv[1], argv[2]);
  } catch (const std::exception& error) {
    std::cerr << "readme_runner: " << error.what() << '\n';
    return 2;
  }
}
