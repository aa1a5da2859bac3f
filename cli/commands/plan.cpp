#include <fmt/format.h>

#include <algorithm>
#include <limits>

#include "cli/commands/commands.hpp"
#include "cli/fail_on.hpp"
#include "cli/file_io.hpp"
#include "cli/finding_options.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/eksctl.hpp"
#include "planner/importers/spec_file.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/plan_report.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "plan";
constexpr std::string_view kFormats[] = {"table", "json", "markdown"};

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "What a cluster takes of each subnet, what is there, and when it runs out.\n"
        "FILE is a cniplan spec or an eksctl ClusterConfig; - is standard input.",
    .usage = "cniplan plan FILE [options]",
    .examples =
        "  cniplan plan cluster.yaml\n"
        "  cniplan plan cluster.yaml --scenarios all --explain\n"
        "  eksctl create cluster --dry-run | cniplan plan -\n"
        "  cniplan plan cluster.yaml --fail-on warning -o json=plan.json\n",
};

struct Typed {
  std::vector<std::string> files;
  std::string pods_per_node;
  std::string scenarios;
  std::string samples;
  std::string seed;
  std::string fail_on = "error";
  FindingOptions findings;
  CatalogOptions catalog;
  OutputOptions output;
};

ExitCode refuse(Io& io, const Diagnostics& diagnostics, const Sources& sources) {
  io.err += report::to_text(diagnostics, sources);
  return ExitCode::usage;
}

Result<WithWarnings<ClusterSpec>, Diagnostics> read(std::string_view text, int source) {
  auto documents = read_documents(text, source);
  if (!documents) return failure(std::move(documents.error()));
  const DocumentNode& document = documents->front();
  const auto kind = detect(document);
  if (!kind) return failure(Diagnostics{kind.error()});
  auto spec = *kind == DocumentKind::spec ? read_spec(document) : read_eksctl(document);
  if (spec && documents->size() > 1) {
    spec->warnings.push_back({"document.more", Severity::warning,
                              fmt::format("the file has {} documents; only the first is planned", documents->size()),
                              "put each cluster into a file of its own", (*documents)[1].location});
  }
  return spec;
}

/// The simulation that is asked for, if any.
Result<std::optional<Sampling>, UsageError> sampling_of(const Typed& typed) {
  constexpr std::int64_t kMostSamples = 1'000'000;
  std::optional<Sampling> sampling;
  if (!typed.samples.empty()) {
    const auto samples = whole_number("--samples", typed.samples, 2, kMostSamples);
    if (!samples) return failure(samples.error());
    sampling = Sampling{.samples = *samples};
  }
  if (!typed.seed.empty()) {
    const auto seed = whole_number("--seed", typed.seed, 0, std::numeric_limits<std::int64_t>::max());
    if (!seed) return failure(seed.error());
    if (!sampling) return failure(UsageError{"--seed: nothing is simulated", "give --samples N too"});
    sampling->seed = static_cast<std::uint64_t>(*seed);
  }
  return sampling;
}

/// Puts the scenarios of a comma-separated list in the place of the policy's: built-in ones, and the policy's own by
/// their names; `all` is every one.
Result<bool, UsageError> choose_scenarios(std::string_view list, PolicySpec& policy) {
  std::vector<ScenarioSpec> known;
  for (const ScenarioKind kind : kScenarioKinds) known.push_back({.kind = {kind}});
  for (const ScenarioSpec& own : policy.scenarios.value_or(std::vector<ScenarioSpec>{})) {
    if (own.name) known.push_back(own);
  }
  const auto name_of = [](const ScenarioSpec& scenario) {
    return scenario.name ? std::string_view(scenario.name->value) : to_string(scenario.kind.value);
  };
  if (list == "all") {
    policy.scenarios = std::move(known);
    return true;
  }
  std::vector<std::string_view> names;
  for (const ScenarioSpec& scenario : known) names.push_back(name_of(scenario));
  std::vector<ScenarioSpec> chosen;
  for (std::size_t from = 0; from <= list.size();) {
    const std::size_t comma = std::min(list.find(',', from), list.size());
    const std::string_view word = list.substr(from, comma - from);
    from = comma + 1;
    const auto index = one_of("--scenarios", word, names);
    if (!index) return failure(index.error());
    const auto same = [&](const ScenarioSpec& scenario) { return name_of(scenario) == word; };
    if (std::ranges::none_of(chosen, same)) chosen.push_back(known[*index]);
  }
  policy.scenarios = std::move(chosen);
  return true;
}

}  // namespace

ExitCode run_plan(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  app.add_option("file", typed.files);
  app.add_option("--pods-per-node", typed.pods_per_node, "Pods on the Pod network of each node, where FILE has none")
      ->type_name("N")
      ->group("Plan");
  app.add_option("--scenarios", typed.scenarios,
                 "Scenarios to plan, separated by commas, or all: instead of those of FILE")
      ->type_name("LIST")
      ->group("Plan");
  app.add_option("--samples", typed.samples,
                 "Simulate so many times how prefixes fare among single addresses that come in any order")
      ->type_name("N")
      ->group("Plan");
  app.add_option("--seed", typed.seed, "Where the simulation's chance starts (default 0)")->type_name("N")->group("Plan");
  add_fail_on_option(app, typed.fail_on, "Findings");
  add_finding_options(app, typed.findings, "Findings");
  add_catalog_options(app, typed.catalog, "Plan");
  add_output_options(app, typed.output, kFormats);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;

  if (typed.files.size() != 1) {
    return refuse(io, kCommand,
                  {typed.files.empty() ? "no file is given" : fmt::format("{} files are given", typed.files.size()),
                   "name one spec or eksctl file"});
  }
  const auto fail_on = FailOn::parse(typed.fail_on);
  if (!fail_on) return refuse(io, kCommand, fail_on.error());
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kCommand, colour.error());
  std::optional<PodCount> pods_per_node;
  if (!typed.pods_per_node.empty()) {
    const auto number = whole_number("--pods-per-node", typed.pods_per_node, 0, 100'000);
    if (!number) return refuse(io, kCommand, number.error());
    pods_per_node = PodCount(*number);
  }
  const auto sampling = sampling_of(typed);
  if (!sampling) return refuse(io, kCommand, sampling.error());
  Outputs outputs;
  if (auto opened = outputs.open(typed.output, kFormats); !opened) return refuse(io, kCommand, opened.error());
  const auto review = FindingReview::prepare(typed.findings, outputs, kCommand, io);
  if (!review) return ExitCode::usage;

  auto text = read_file(typed.files.front());
  if (!text) return refuse(io, kCommand, text.error());
  Sources sources;
  const int source = sources.add(display_name(typed.files.front()), *std::move(text));
  auto spec = read(sources.text(source), source);
  if (!spec) return refuse(io, spec.error(), sources);
  for (NodeGroupSpec& group : spec->value.node_groups) {
    if (pods_per_node && !group.pods_per_node) group.pods_per_node = Located<PodCount>{*pods_per_node};
  }
  if (!typed.scenarios.empty()) {
    if (auto chosen = choose_scenarios(typed.scenarios, spec->value.policy); !chosen) {
      return refuse(io, kCommand, chosen.error());
    }
  }
  const auto catalog = load_catalog(typed.catalog, typed.output, kCommand, io);
  if (!catalog) return ExitCode::usage;
  const auto model = resolve(spec->value, *catalog);
  if (!typed.output.quiet || !model) io.err += report::to_text(spec->warnings, sources);
  if (!model) return refuse(io, model.error(), sources);
  if (!typed.output.quiet) io.err += report::to_text(model->warnings, sources);

  const ClusterPlan plan = plan_cluster(
      model->value, {.sampling = *sampling, .today = review->today(), .baseline = review->baseline()});
  const auto render = [&](std::string_view format) {
    const report::PlanReportOptions options{.sources = sources,
                                            .catalog_date = Catalog::date(),
                                            .explain = typed.output.explain,
                                            .colour = *colour && format == "table"};
    if (format == "json") return report::to_json(plan, options);
    if (format == "markdown") return report::to_markdown(plan, options);
    return report::to_table(plan, options);
  };
  if (auto done = review->conclude(plan.findings, outputs, typed.output.quiet, io); !done) {
    return refuse(io, kCommand, done.error());
  }
  if (auto written = outputs.write(io, render); !written) return refuse(io, kCommand, written.error());
  return fail_on->exit_code(plan.findings);
}

}  // namespace cniplan::cli
