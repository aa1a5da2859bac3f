// Who may include what. A rule that stands in the way is changed here, in the open, with a reason.

#include <algorithm>
#include <map>
#include <ranges>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "tests/architecture/source_tree.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan::tests;

namespace {

using Names = std::set<std::string_view>;

/// The rooms that each room of planner/ may include, beside itself.
const std::map<std::string_view, Names> kRooms = {
    {"core", {}},
    {"net", {"core"}},
    {"catalog", {"core"}},
    {"spec", {"core", "net"}},
    {"inventory", {"core", "net"}},
    // findings: a spec sets and accepts rules by their ids, and resolve() refuses those that are not there.
    {"model", {"core", "net", "catalog", "spec", "inventory", "findings"}},
    {"capacity", {"core", "net", "catalog", "model"}},
    {"findings", {"core"}},
    {"plan", {"core", "net", "catalog", "model", "capacity", "findings"}},
    {"audit", {"core", "net", "catalog", "inventory", "model", "capacity", "findings"}},
    {"sim", {"core", "net", "catalog", "model", "capacity", "findings"}},
    {"history", {"core", "net"}},
    {"importers", {"core", "net", "catalog", "spec", "inventory"}},
    {"report", {"core", "net", "catalog", "findings"}},
};

/// Headers that hold results and nothing that computes: these rooms may include them as well. A spec is a result where it
/// was made of several files or by filling in sizes, as a tree of our format too, with the words it is written in and
/// what its ranges say. An audit explains its figures with the same derivations as a plan.
const Names kReadersOfResults = {"audit", "history", "importers", "report"};
const Names kResultTypes = {"planner/audit/node_check.hpp",
                            "planner/capacity/max_pods_result.hpp", "planner/capacity/subnet_capacity.hpp",
                            "planner/capacity/wasted_ips.hpp",      "planner/findings/baseline.hpp",
                            "planner/plan/cluster_plan.hpp",        "planner/plan/diff_result.hpp",
                            "planner/plan/derivation.hpp",          "planner/plan/node_batch.hpp",
                            "planner/plan/node_plan.hpp",           "planner/plan/plan_charts.hpp",
                            "planner/plan/plan_summary.hpp",
                            "planner/plan/pod_network.hpp",
                            "planner/plan/size_result.hpp",         "planner/plan/compare_result.hpp",
                            "planner/spec/cluster_spec.hpp",        "planner/spec/complete_range.hpp",
                            "planner/spec/imported.hpp",            "planner/spec/spec_tree.hpp",
                            "planner/spec/words.hpp"};

/// Headers of other projects: where they may be included, by the start of the path and its end.
struct Confined {
  std::string_view header;  // the start of what is included
  std::string_view folder;
  std::string_view ending;
};
constexpr Confined kThirdParty[] = {
    {"CLI/", "cli/", ""},
    {"zlib.h", "cli/", ".cpp"},
    {"yaml-cpp/", "planner/importers/", ".cpp"},
    {"simdjson", "planner/importers/", ".cpp"},
    {"nlohmann/", "planner/report/", ".cpp"},
    {"boost/", "planner/net/", ".cpp"},
    {"catch2/", "tests/support/", ""},
    {"benchmark/", "bench/", ".cpp"},
};

/// Outside cli/ no code touches streams, files, the environment, the clock or chance.
/// An input stream over a text in memory is what yaml-cpp reads from.
const Names kOnlyInCli = {
    "iostream",   "fstream",  "ostream",  "iomanip",  "filesystem", "chrono",
    "ctime",      "random",   "cstdlib",  "stdlib.h", "cstdio",  "stdio.h",   "csignal", "unistd.h",   "fcntl.h",
    "sys/stat.h", "signal.h", "locale",   "clocale",  "print",   "time.h",    "syncstream",
};

std::string_view room_of(std::string_view path) {
  constexpr std::string_view kPlanner = "planner/";
  if (!path.starts_with(kPlanner)) return {};
  path.remove_prefix(kPlanner.size());
  return path.substr(0, path.find('/'));
}

bool is_header(const SourceFile& file) { return file.path.ends_with(".hpp"); }

std::string forbidden(const SourceFile& file, std::string_view include) {
  return file.path + " includes " + std::string(include);
}

}  // namespace

TEST_CASE("a room includes only the rooms below it") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner"})) {
    const std::string_view room = room_of(file.path);
    if (!kRooms.contains(room)) {
      faults.push_back(file.path + " is in no room that house rules know");
      continue;
    }
    for (const std::string& include : includes_of(file)) {
      const std::string_view other = room_of(include);
      if (other.empty() || other == room || kRooms.at(room).contains(other)) continue;
      if (kReadersOfResults.contains(room) && kResultTypes.contains(include)) continue;
      faults.push_back(forbidden(file, include));
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("the planner knows nothing of the program, and neither of them of the tests") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner", "cli"})) {
    for (const std::string& include : includes_of(file)) {
      const bool up = include.starts_with("cli/") && file.path.starts_with("planner/");
      if (up || include.starts_with("tests/") || include.starts_with("bench/")) {
        faults.push_back(forbidden(file, include));
      }
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("what is included from the project stands by its path from the root") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner", "cli", "tests", "bench"})) {
    if (file.path.starts_with("tests/consumer/")) continue;  // includes the installed headers
    for (const std::string& include : includes_of(file)) {
      const bool ours = include.ends_with(".hpp") && !include.starts_with("CLI/") && !include.starts_with("boost/") &&
                        !include.starts_with("catch2/") && !include.starts_with("nlohmann/");
      const bool from_root = include.starts_with("planner/") || include.starts_with("cli/") ||
                             include.starts_with("tests/") || include.starts_with("bench/");
      if (ours && !from_root) faults.push_back(forbidden(file, include));
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("each library of others is included in one place only") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner", "cli", "bench"})) {
    for (const std::string& include : includes_of(file)) {
      for (const Confined& library : kThirdParty) {
        if (!include.starts_with(library.header)) continue;
        if (file.path.starts_with(library.folder) && file.path.ends_with(library.ending)) continue;
        faults.push_back(forbidden(file, include));
      }
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("a public header shows no type of another project") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner"})) {
    if (!is_header(file) || file.path == "planner/core/format.hpp") continue;
    for (const std::string& include : includes_of(file)) {
      const bool standard = include.find_first_of("./") == std::string::npos;
      if (!standard && room_of(include).empty()) faults.push_back(forbidden(file, include));
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("only the program touches files, streams, the environment, the clock and chance") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner"})) {
    for (const std::string& include : includes_of(file)) {
      if (kOnlyInCli.contains(include) || include.starts_with("sys/")) faults.push_back(forbidden(file, include));
    }
    for (const std::string_view word : {"getenv(", "system_clock", "steady_clock", "random_device", "fopen("}) {
      if (file.text.contains(word)) faults.push_back(file.path + " uses " + std::string(word));
    }
  }
  CHECK(faults == std::vector<std::string>{});
}

TEST_CASE("every header is guarded once, the same way") {
  std::vector<std::string> faults;
  for (const SourceFile& file : cpp_files_below({"planner", "cli", "tests", "bench"})) {
    if (is_header(file) && !file.text.starts_with("#pragma once\n")) faults.push_back(file.path);
  }
  CHECK(faults == std::vector<std::string>{});
}
