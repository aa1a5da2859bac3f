#include <fmt/format.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <span>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include "cli/cluster_input.hpp"
#include "cli/commands/commands.hpp"
#include "cli/file_io.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/scenario_list.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/compare.hpp"
#include "planner/report/compare_report.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/result_tables.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "compare";
constexpr std::string_view kFormats[] = {"table", "json", "ndjson", "csv", "markdown", "html"};
constexpr const char* kCompare = "Compare";

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "The same Pods in other CNI modes, with other warm pools and on other instance\n"
        "types: addresses, waste, EC2 calls, time until ready, price; and which of these\n"
        "are worth a choice. FILE is a cniplan spec or any file that\n"
        "\"cniplan import --help\" names, several say more together.",
    .usage =
        "cniplan compare FILE... [options]\n"
        "       cniplan compare --pods N --type TYPE [options]",
    .examples =
        "  cniplan compare cluster.yaml --recommend\n"
        "  cniplan compare cluster.yaml --types 'm6i.*' --types 'm7g.*' --top 10\n"
        "  cniplan compare --pods 3000 --cpu 250m --memory 512Mi --type m6i.2xlarge \\\n"
        "      --types all --objectives price,addresses --explain\n"
        "  cniplan compare cluster.yaml --mode prefix-delegation \\\n"
        "      --warm WARM_IP_TARGET=2,MINIMUM_IP_TARGET=pods --warm WARM_PREFIX_TARGET=1\n",
};

struct Typed {
  ClusterInputOptions cluster;
  std::vector<std::string> types;
  std::string arch;
  std::vector<std::string> modes;
  std::vector<std::string> warm;
  std::string objectives;
  std::string scenarios;
  std::string top;
  std::string threads;
  bool dominated = false;
  bool recommend = false;
  CatalogOptions catalog;
  OutputOptions output;
};

void add_compare_options(CLI::App& app, Typed& typed) {
  app.add_option("--types", typed.types, "Types to compare, patterns too, or all [those of the cluster]")
      ->type_name("TYPE")
      ->allow_extra_args(false)
      ->group(kCompare);
  app.add_option("--arch", typed.arch, "Of these only amd64 or arm64")->type_name("ARCH")->group(kCompare);
  app.add_option("--mode", typed.modes, "CNI mode to compare; any number of times [all]")
      ->type_name("MODE")
      ->allow_extra_args(false)
      ->group(kCompare);
  app.add_option("--warm", typed.warm,
                 "Warm pool to compare, VARIABLE=N,...; any number of times [six usual]")
      ->type_name("LIST")
      ->allow_extra_args(false)
      ->group(kCompare);
  app.add_option("--objectives", typed.objectives, "What to compare by [addresses,price,ready]")
      ->type_name("LIST")
      ->group(kCompare);
  app.add_option("--scenarios", typed.scenarios, "Scenarios to hold, separated by commas, or all")
      ->type_name("LIST")
      ->group(kCompare);
  app.add_option("--top", typed.top, "Only the first N")->type_name("N")->group(kCompare);
  app.add_flag("--dominated", typed.dominated, "Those that others beat in everything, too")->group(kCompare);
  app.add_flag("--recommend", typed.recommend, "Name one, and what it gives up")->group(kCompare);
  app.add_option("--threads", typed.threads, "Threads; the result is the same for any [all]")
      ->type_name("N")
      ->group(kCompare);
}

std::vector<std::string> split(std::string_view list) {
  std::vector<std::string> words;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    words.emplace_back(list.substr(from, comma - from));
    from = comma + 1;
  }
  return words;
}

constexpr std::array<std::string_view, 4> kTargets = {"WARM_ENI_TARGET", "WARM_IP_TARGET", "MINIMUM_IP_TARGET",
                                                      "WARM_PREFIX_TARGET"};

/// "WARM_IP_TARGET=5,MINIMUM_IP_TARGET=pods", or "defaults".
Result<WarmSetting, UsageError> warm_setting(const std::string& text) {
  WarmSetting setting;
  if (text == "defaults") return setting;
  for (const std::string& part : split(text)) {
    const std::size_t equals = part.find('=');
    const std::string name = part.substr(0, equals);
    const auto target = std::ranges::find(kTargets, name);
    if (target == kTargets.end()) {
      std::string way_out = did_you_mean(name, kTargets);
      if (way_out.empty()) way_out = fmt::format("the targets are {}", fmt::join(kTargets, ", "));
      return failure(UsageError{fmt::format("--warm: \"{}\" is no target of the warm pool", name), way_out});
    }
    const std::string value = equals == std::string::npos ? "" : part.substr(equals + 1);
    if (name == "MINIMUM_IP_TARGET" && value == "pods") {
      setting.minimum_is_pods = true;
      continue;
    }
    constexpr std::int64_t kMost = 100'000;
    const auto number = parse_integer(value);
    if (!number || *number < 0 || *number > kMost) {
      return failure(UsageError{fmt::format("--warm: \"{}\" is no value of {}", value, name),
                                fmt::format("write a whole number from 0 to {}{}", kMost,
                                            name == "MINIMUM_IP_TARGET" ? ", or pods" : "")});
    }
    if (name == "WARM_ENI_TARGET") setting.warm_eni_target = *number;
    if (name == "WARM_IP_TARGET") setting.warm_ip_target = *number;
    if (name == "MINIMUM_IP_TARGET") setting.minimum_ip_target = *number;
    if (name == "WARM_PREFIX_TARGET") setting.warm_prefix_target = *number;
  }
  return setting;
}

template <class Value, std::size_t kSize>
std::array<std::string_view, kSize> words_of(const std::array<Value, kSize>& values) {
  std::array<std::string_view, kSize> words;
  std::ranges::transform(values, words.begin(), [](Value value) { return to_string(value); });
  return words;
}

constexpr std::array<Objective, kObjectives> kAllObjectives = {
    Objective::addresses, Objective::steady_addresses, Objective::waste, Objective::price, Objective::ready,
    Objective::calls,     Objective::nodes,            Objective::address_units, Objective::space};

/// The grid that is asked for, but for the types.
std::optional<UsageError> read_grid(const Typed& typed, CompareRequest& request) {
  const auto modes = words_of(kCniModes);
  for (const std::string& text : typed.modes) {
    const auto mode = one_of("--mode", text, modes);
    if (!mode) return mode.error();
    if (std::ranges::find(request.modes, kCniModes[*mode]) == request.modes.end()) {
      request.modes.push_back(kCniModes[*mode]);
    }
  }
  for (const std::string& text : typed.warm) {
    const auto setting = warm_setting(text);
    if (!setting) return setting.error();
    if (std::ranges::find(request.warm_settings, *setting) == request.warm_settings.end()) {
      request.warm_settings.push_back(*setting);
    }
  }
  if (!typed.objectives.empty()) {
    const auto objectives = words_of(kAllObjectives);
    for (const std::string& text : split(typed.objectives)) {
      const auto objective = one_of("--objectives", text, objectives);
      if (!objective) return objective.error();
      if (std::ranges::find(request.objectives, kAllObjectives[*objective]) == request.objectives.end()) {
        request.objectives.push_back(kAllObjectives[*objective]);
      }
    }
  }
  constexpr std::int64_t kMostThreads = 256;
  request.threads = std::max(1U, std::thread::hardware_concurrency());
  if (!typed.threads.empty()) {
    const auto threads = whole_number("--threads", typed.threads, 1, kMostThreads);
    if (!threads) return threads.error();
    request.threads = static_cast<unsigned>(*threads);
  }
  return std::nullopt;
}

/// What the spec says to compare, where no option does.
void take_from(const CompareSpec& spec, CompareRequest& request) {
  const auto take = [](const std::vector<Located<std::string>>& words, const auto& known, auto& into) {
    if (!into.empty()) return;
    for (const auto& word : words) {
      const auto value = std::ranges::find_if(known, [&](auto one) { return to_string(one) == word.value; });
      if (std::ranges::find(into, *value) == into.end()) into.push_back(*value);
    }
  };
  take(spec.modes, kCniModes, request.modes);
  take(spec.objectives, kAllObjectives, request.objectives);
  if (!request.warm_settings.empty()) return;
  for (const WarmPoolSpec& given : spec.warm_pools) {
    WarmSetting setting{.minimum_is_pods = given.minimum_is_pods && given.minimum_is_pods->value};
    const auto target = [](const Given<std::int64_t>& from, std::optional<std::int64_t>& into) {
      if (from) into = from->value;
    };
    target(given.warm_eni_target, setting.warm_eni_target);
    target(given.warm_ip_target, setting.warm_ip_target);
    target(given.minimum_ip_target, setting.minimum_ip_target);
    target(given.warm_prefix_target, setting.warm_prefix_target);
    const bool is_new = std::ranges::find(request.warm_settings, setting) == request.warm_settings.end();
    if (is_new) request.warm_settings.push_back(setting);
  }
}

/// The types to compare; empty: those that the cluster has.
std::optional<std::vector<InstanceType>> read_types(const Typed& typed, const CompareSpec& spec, const Catalog& catalog,
                                                    const Sources& sources, Io& io) {
  std::vector<std::string> names = typed.types;
  if (names.empty()) {
    for (const auto& type : spec.types) names.push_back(type.value);
  }
  std::vector<const InstanceType*> chosen;
  if (names == std::vector<std::string>{"all"}) {
    chosen = all_types(catalog);
  } else if (!names.empty()) {
    auto selected = select_types(catalog, names);
    if (!selected) {
      for (Diagnostic& diagnostic : selected.error()) {
        if (typed.types.empty()) diagnostic.location = spec.types.front().location;
      }
      io.err += report::to_text(selected.error(), sources);
      return std::nullopt;
    }
    chosen = *std::move(selected);
  }
  if (!typed.arch.empty()) {
    static constexpr std::array<std::string_view, 2> kArchs = {"amd64", "arm64"};
    const auto arch = one_of("--arch", typed.arch, kArchs);
    if (!arch || chosen.empty()) {
      refuse(io, kCommand, arch ? UsageError{"--arch: no types to compare are given", "give --types, or leave it out"} : arch.error());
      return std::nullopt;
    }
    const Architecture wanted = *arch == 0 ? Architecture::amd64 : Architecture::arm64;
    std::erase_if(chosen, [&](const InstanceType* type) { return type->arch != wanted; });
    if (chosen.empty()) {
      refuse(io, kCommand, {fmt::format("--arch: none of the types is {}", typed.arch), "leave it out, or name other types"});
      return std::nullopt;
    }
  }
  std::vector<InstanceType> types;
  for (const InstanceType* const type : chosen) types.push_back(*type);
  return types;
}

/// How far it is, on a terminal, in a line that is gone in the end.
void show_progress(std::size_t done, std::size_t all) {
  constexpr std::size_t kPercent = 100;
  const std::size_t percent = done * kPercent / all;
  if (percent == (done - 1) * kPercent / all && done != all) return;
  write_all(STDERR_FILENO, done == all ? "\r\x1B[K" : fmt::format("\rcomparing: {} %", percent));
}

}  // namespace

ExitCode run_compare(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  add_cluster_input_options(app, typed.cluster, ModeOptions::no);
  add_compare_options(app, typed);
  add_catalog_options(app, typed.catalog, kCompare);
  add_output_options(app, typed.output, kFormats);
  add_frame_options(app, typed.output);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;
  take_instance_types(typed.cluster.input, typed.catalog);

  CompareRequest request;
  if (const auto error = read_grid(typed, request)) return refuse(io, kCommand, *error);
  report::CompareReportOptions options{.dominated = typed.dominated,
                                       .recommend = typed.recommend,
                                       .explain = typed.output.explain};
  if (!typed.top.empty()) {
    constexpr std::int64_t kMostShown = 1'000'000;
    const auto top = whole_number("--top", typed.top, 1, kMostShown);
    if (!top) return refuse(io, kCommand, top.error());
    options.top = static_cast<std::size_t>(*top);
  }
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kCommand, colour.error());
  const auto frame = frame_of(typed.output);
  if (!frame) return refuse(io, kCommand, frame.error());
  options.frame = *frame;
  Outputs outputs;
  if (auto opened = outputs.open(typed.output, kFormats, Outputs::Csv::several_tables); !opened) return refuse(io, kCommand, opened.error());

  const auto catalog = load_catalog(typed.catalog, typed.output, kCommand, io);
  if (!catalog) return ExitCode::usage;
  Sources sources;
  auto imported =
      read_cluster_input(typed.cluster, {.vpc_cidr = false, .pods_as_workload = true}, *catalog, kCommand, sources, io);
  if (!imported) return ExitCode::usage;
  take_from(imported->spec.compare, request);
  auto types = read_types(typed, imported->spec.compare, *catalog, sources, io);
  if (!types) return ExitCode::usage;
  request.types = *std::move(types);
  if (!typed.scenarios.empty()) {
    if (auto chosen = choose_scenarios(typed.scenarios, imported->spec.policy); !chosen) {
      return refuse(io, kCommand, chosen.error());
    }
  }
  auto model = resolve(imported->spec, *catalog);
  if (!typed.output.quiet || !model) io.err += report::to_text(imported->warnings, sources);
  if (!model) {
    io.err += report::to_text(model.error(), sources);
    return ExitCode::usage;
  }
  if (!typed.output.quiet) io.err += report::to_text(model->warnings, sources);
  request.model = std::move(model->value);
  request.with_current = !typed.cluster.input.files.empty();
  if (io.err_is_terminal && !typed.output.quiet) request.progress = show_progress;

  const CompareResult result = compare(request);
  if (result.pods == PodCount(0)) {
    return refuse(io, kCommand, {"there are no Pods whose nodes could be others",
                                 "give node groups their podsPerNode or workloads, or --pods-per-node"});
  }
  options.catalog_date = Catalog::date();
  options.sources = &sources;
  options.imported = &*imported;
  const auto render = [&](std::string_view format) {
    options.colour = *colour && format == "table";
    if (format == "json") return report::to_json(result, options);
    if (format == "ndjson") return report::to_ndjson(result, options);
    if (format == "csv") return report::to_csv(result, options);
    if (format == "markdown") return report::to_markdown(result, options);
    if (format == "html") return report::to_html(result, options);
    return report::to_table(result, options);
  };
  const auto tables = [&] {
    auto files = report::to_csv_files(report::more_tables_of(result));
    files.insert(files.begin(), {.name = "alternatives.csv", .text = report::to_csv(result, options)});
    return files;
  };
  if (auto written = outputs.write(io, render, tables); !written) return refuse(io, kCommand, written.error());
  return ExitCode::done;
}

}  // namespace cniplan::cli
