// Runs one golden case: golden_runner PROGRAM CASE_DIRECTORY
//
// A case is a directory with `cmd` (shell lines, in which `cniplan` is the program), the inputs it reads, and what
// must come out: `stdout.golden`, `stderr.golden`, `exit`, and in `files.golden/` the files that it writes. The
// lines run in a fresh directory that holds a copy of the inputs, beside links to the project's `data` and `tests`.
// UPDATE_GOLDEN=1 rewrites what must come out; CNIPLAN_PROGRAM=FILE tries another build of the program.

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <cstdlib>
#include <cstring>
#include <exception>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace fs = std::filesystem;

namespace {

constexpr std::chrono::seconds kTimeLimit{60};
constexpr int kTimedOut = -1;

/// The files of a case that are not its inputs.
constexpr std::array<std::string_view, 5> kOwnFiles = {"cmd", "exit", "stdout.golden", "stderr.golden", "files.golden"};

/// The project's folders that every case finds in its directory.
constexpr std::array<std::string_view, 2> kLinks = {"data", "tests"};

std::string environment(const char* name) {
  const char* const value = std::getenv(name);
  return value == nullptr ? "" : value;
}

std::string read(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  if (!in) throw std::runtime_error("cannot read " + path.string());
  return {std::istreambuf_iterator<char>(in), {}};
}

void write(const fs::path& path, std::string_view content) {
  std::ofstream out(path, std::ios::binary);
  out.write(content.data(), static_cast<std::streamsize>(content.size()));
  out.close();
  if (!out) throw std::runtime_error("cannot write " + path.string());
}

/// A directory that goes when the run ends.
class TemporaryDirectory {
 public:
  TemporaryDirectory() {
    std::string pattern = (fs::temp_directory_path() / "cniplan-golden-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("cannot create " + pattern);
    path_ = pattern;
  }
  TemporaryDirectory(const TemporaryDirectory&) = delete;
  TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
  ~TemporaryDirectory() {
    std::error_code ignored;
    fs::remove_all(path_, ignored);
  }

  [[nodiscard]] const fs::path& path() const { return path_; }

 private:
  fs::path path_;
};

struct Case {
  fs::path program;
  fs::path directory;
};

/// What a run printed and left, all in one directory: `stdout`, `stderr` and the directory `work` it ran in.
struct Outcome {
  fs::path directory;
  int exit = 0;  ///< 128 + the signal's number when it was killed, as a shell counts
};

void copy_inputs(const Case& test, const fs::path& work) {
  fs::create_directory(work);
  for (const auto& entry : fs::directory_iterator(test.directory)) {
    const std::string name = entry.path().filename().string();
    if (std::ranges::find(kOwnFiles, name) != kOwnFiles.end()) continue;
    fs::copy(entry.path(), work / name, fs::copy_options::recursive);
  }
  for (const std::string_view link : kLinks) {
    const fs::path target = fs::path(CNIPLAN_SOURCE_DIR) / link;
    if (fs::exists(target) && !fs::exists(work / link)) fs::create_directory_symlink(target, work / link);
  }
}

/// Only what a case is told may reach it: no terminal, no locale, no colour wishes of who runs the tests.
std::vector<std::string> clean_environment(const Case& test, const fs::path& work) {
  return {
      "PATH=" + test.program.parent_path().string() + ":/usr/local/bin:/usr/bin:/bin",
      "HOME=" + work.string(),
      "LC_ALL=C.UTF-8",
      "TZ=UTC",
      "COLUMNS=80",
      // A sanitizer's finding must not look like the program's own exit code 1.
      "ASAN_OPTIONS=exitcode=99",
      "UBSAN_OPTIONS=exitcode=99:print_stacktrace=1",
  };
}

[[noreturn]] void become_shell(const Case& test, const Outcome& outcome) {
  const fs::path work = outcome.directory / "work";
  const std::string script = (test.directory / "cmd").string();
  const auto redirect = [](const fs::path& path, int flags, int descriptor) {
    const int file = ::open(path.c_str(), flags, 0600);
    if (file < 0 || ::dup2(file, descriptor) < 0) ::_exit(126);
  };
  redirect("/dev/null", O_RDONLY, STDIN_FILENO);
  redirect(outcome.directory / "stdout", O_WRONLY | O_CREAT | O_TRUNC, STDOUT_FILENO);
  redirect(outcome.directory / "stderr", O_WRONLY | O_CREAT | O_TRUNC, STDERR_FILENO);
  if (::setpgid(0, 0) != 0 || ::chdir(work.c_str()) != 0) ::_exit(126);
  std::vector<std::string> variables = clean_environment(test, work);
  std::vector<char*> environment;
  for (std::string& variable : variables) environment.push_back(variable.data());
  environment.push_back(nullptr);
  ::execle("/bin/sh", "sh", script.c_str(), static_cast<char*>(nullptr), environment.data());
  ::_exit(127);
}

Outcome run(const Case& test, const fs::path& directory) {
  Outcome outcome{.directory = directory};
  copy_inputs(test, directory / "work");
  const pid_t child = ::fork();
  if (child < 0) throw std::runtime_error("cannot start a process");
  if (child == 0) become_shell(test, outcome);
  const auto end = std::chrono::steady_clock::now() + kTimeLimit;
  int status = 0;
  for (;;) {
    const pid_t ended = ::waitpid(child, &status, WNOHANG);
    if (ended == child) break;
    if (ended < 0 && errno != EINTR) throw std::runtime_error(std::strerror(errno));
    if (std::chrono::steady_clock::now() > end) {
      ::kill(-child, SIGKILL);
      ::waitpid(child, &status, 0);
      outcome.exit = kTimedOut;
      return outcome;
    }
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  outcome.exit = WIFEXITED(status) ? WEXITSTATUS(status) : 128 + WTERMSIG(status);
  return outcome;
}

/// The files that the run left in its directory and that were not there before, or not like that.
std::set<fs::path> written_files(const Case& test, const fs::path& work) {
  std::set<fs::path> files;
  for (const auto& entry : fs::recursive_directory_iterator(work)) {
    if (entry.is_symlink() || !entry.is_regular_file()) continue;
    const fs::path name = fs::relative(entry.path(), work);
    const fs::path input = test.directory / name;
    if (!fs::exists(input) || read(input) != read(entry.path())) files.insert(name);
  }
  return files;
}

std::set<fs::path> files_below(const fs::path& directory) {
  std::set<fs::path> files;
  if (!fs::exists(directory)) return files;
  for (const auto& entry : fs::recursive_directory_iterator(directory)) {
    if (entry.is_regular_file()) files.insert(fs::relative(entry.path(), directory));
  }
  return files;
}

std::string quoted(const fs::path& path) {
  std::string out = "'";
  for (const char c : path.string()) out += c == '\'' ? std::string("'\\''") : std::string(1, c);
  return out + "'";
}

/// Prints how a file differs from what was expected.
void show_difference(const fs::path& expected, const fs::path& actual) {
  std::cout << "--- " << expected.filename().string() << " differs (- expected, + came out)\n" << std::flush;
  const std::string command = "diff -u " + quoted(expected) + " " + quoted(actual) + " | tail -n +3 | head -n 200";
  if (std::system(command.c_str()) != 0) std::cout << "(cannot show the difference)\n";
}

/// Whether a file is as expected; says it when not.
bool same(const fs::path& expected, const fs::path& actual) {
  if (!fs::exists(expected)) {
    std::cout << "--- missing: " << expected.filename().string() << "; UPDATE_GOLDEN=1 writes it. What came out:\n"
              << read(actual);
    return false;
  }
  if (read(expected) == read(actual)) return true;
  show_difference(expected, actual);
  return false;
}

bool matches(const Case& test, const Outcome& outcome) {
  bool good = same(test.directory / "stdout.golden", outcome.directory / "stdout");
  good = same(test.directory / "stderr.golden", outcome.directory / "stderr") && good;
  write(outcome.directory / "exit", std::to_string(outcome.exit) + "\n");
  good = same(test.directory / "exit", outcome.directory / "exit") && good;
  const fs::path golden = test.directory / "files.golden";
  const fs::path work = outcome.directory / "work";
  const auto written = written_files(test, work);
  for (const fs::path& name : written) good = same(golden / name, work / name) && good;
  for (const fs::path& name : files_below(golden)) {
    if (written.contains(name)) continue;
    std::cout << "--- not written: " << name.string() << '\n';
    good = false;
  }
  return good;
}

void update(const Case& test, const Outcome& outcome) {
  write(test.directory / "stdout.golden", read(outcome.directory / "stdout"));
  write(test.directory / "stderr.golden", read(outcome.directory / "stderr"));
  write(test.directory / "exit", std::to_string(outcome.exit) + "\n");
  const fs::path golden = test.directory / "files.golden";
  fs::remove_all(golden);
  for (const fs::path& name : written_files(test, outcome.directory / "work")) {
    fs::create_directories((golden / name).parent_path());
    write(golden / name, read(outcome.directory / "work" / name));
  }
}

int run_case(Case test) {
  if (const std::string other = environment("CNIPLAN_PROGRAM"); !other.empty()) test.program = other;
  test.program = fs::canonical(test.program);
  if (test.program.filename() != "cniplan") throw std::runtime_error("the program must be called cniplan");
  test.directory = fs::canonical(test.directory);
  const TemporaryDirectory temporary;
  const Outcome outcome = run(test, temporary.path());
  const bool updating = environment("UPDATE_GOLDEN") == "1";
  if (outcome.exit == kTimedOut) {
    std::cout << "--- killed after " << kTimeLimit.count() << " seconds\n";
  } else if (updating) {
    update(test, outcome);
    return 0;
  } else if (matches(test, outcome)) {
    return 0;
  }
  std::cout << "--- " << test.directory.string() << "/cmd was:\n" << read(test.directory / "cmd");
  return 1;
}

}  // namespace

int main(int argc, char** argv) {
  if (argc != 3) {
    std::cerr << "usage: golden_runner PROGRAM CASE_DIRECTORY\n";
    return 2;
  }
  try {
    return run_case({.program = argv[1], .directory = argv[2]});
  } catch (const std::exception& error) {
    std::cerr << "golden_runner: " << error.what() << '\n';
    return 2;
  }
}
