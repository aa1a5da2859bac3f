#include "cli/app.hpp"

#include <fmt/format.h>

#include <array>

#include "cli/commands/commands.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan::cli {
namespace {

struct Command {
  std::string_view name;
  std::string_view answers;
  ExitCode (*run)(Arguments, Io&);
};

// In the order of the help. A command stands here once it works as a whole.
constexpr auto kCommands = std::to_array<Command>({
    {"plan", "What a cluster takes of its subnets, and when they run out", run_plan},
    {"size", "The smallest subnets that hold a cluster, and their places", run_size},
    {"compare", "The same Pods in other CNI modes, warm pools and types, compared", run_compare},
    {"max-pods", "Max Pods of instance types under a CNI configuration", run_max_pods},
    {"node", "What one node holds: ENIs, addresses and who has them, EC2 calls", run_node},
    {"check-nodes", "Each node's max Pods against what its ENIs can address", run_check_nodes},
    {"diff", "What changed between two plans, and whether it is worse", run_diff},
    {"instances", "Which instance types there are: ENIs, addresses, max Pods, price", run_instances},
    {"import", "One spec of eksctl, Karpenter and other files, explained", run_import},
    {"subnet", "What CIDRs hold: usable addresses, free /28 blocks, what fits", run_subnet},
    {"rules", "Every finding that the program can raise, and how grave it is", run_rules},
    {"explain", "What a finding means, from where on, what to do, and who says so", run_explain},
    {"ci-init", "A workflow, job or hook that plans a cluster in CI", run_ci_init},
    {"schema", "The JSON Schema of a format", run_schema},
});

std::string help() {
  std::string out =
      "cniplan plans IP address capacity for Kubernetes clusters on the Amazon VPC CNI.\n"
      "It works offline, from files.\n\n"
      "Usage: cniplan COMMAND [options] [FILE...]\n\nCommands:\n";
  for (const Command& command : kCommands) out += fmt::format("  {:<11} {}\n", command.name, command.answers);
  out +=
      "\nOptions:\n"
      "  -h, --help     This help; \"cniplan COMMAND --help\" for a command's\n"
      "      --version  The program's version and the date of its instance types\n\n"
      "Exit codes: 0 done; 1 a finding reached --fail-on; 2 wrong usage or input;\n"
      "3 a fault of the program.\n\n"
      "Examples:\n"
      "  cniplan plan cluster.yaml\n"
      "  cniplan max-pods m5.large --prefix-delegation --explain\n"
      "  cniplan subnet 10.20.0.0/20 --split /24\n";
  return out;
}

}  // namespace

ExitCode run(Arguments arguments, Io& io) {
  if (arguments.empty()) {
    io.err += help();
    return ExitCode::usage;
  }
  const std::string_view name = arguments.front();
  const Arguments rest = arguments.subspan(1);
  for (const Command& command : kCommands) {
    if (command.name == name) return command.run(rest, io);
  }
  if (name == "--version") return run_version(rest, io);
  if (name == "--help" || name == "-h") {
    io.out += help();
    return ExitCode::done;
  }
  if (name == "help") {
    // "cniplan help plan" is what people try first.
    static constexpr std::array kHelp = {"--help"};
    for (const Command& command : kCommands) {
      if (!rest.empty() && command.name == rest.front()) return command.run(kHelp, io);
    }
    io.out += help();
    return ExitCode::done;
  }
  if (name.starts_with('-')) {
    static constexpr std::string_view kOptions[] = {"--help", "--version"};
    std::string way_out = did_you_mean(name, kOptions);
    if (way_out.empty()) way_out = "options come behind a command; --help lists the commands";
    return refuse(io, "", {fmt::format("unknown option \"{}\"", name), way_out});
  }
  std::array<std::string_view, kCommands.size()> names{};
  for (std::size_t i = 0; i < kCommands.size(); ++i) names[i] = kCommands[i].name;
  std::string way_out = did_you_mean(name, names);
  if (way_out.empty()) way_out = "--help lists the commands";
  return refuse(io, "", {fmt::format("unknown command \"{}\"", name), way_out});
}

}  // namespace cniplan::cli
