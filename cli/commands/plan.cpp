#include <fmt/format.h>

#include <algorithm>
#include <limits>
#include <utility>

#include "cli/commands/commands.hpp"
#include "cli/fail_on.hpp"
#include "cli/finding_options.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/scenario_list.hpp"
#include "cli/spec_input.hpp"
#include "cli/version.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/model/pod_network_model.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/plan_checks.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/plan/pod_network.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/findings_report.hpp"
#include "planner/report/plan_report.hpp"
#include "planner/report/pod_network_report.hpp"
#include "planner/report/prometheus.hpp"
#include "planner/report/result_tables.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "plan";
constexpr std::string_view kFormats[] = {"table", "json",  "ndjson", "csv",    "markdown",  "html",
                                         "junit", "sarif", "github", "gitlab", "prometheus"};

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "What a cluster takes of each subnet, what is there, and when it runs out.\n"
        "FILE is a cniplan spec or any file that \"cniplan import --help\" names, several\n"
        "say more together; - is standard input.",
    .usage = "cniplan plan FILE... [options]",
    .examples =
        "  cniplan plan cluster.yaml\n"
        "  cniplan plan cluster.yaml --scenarios all --explain\n"
        "  eksctl create cluster --dry-run | cniplan plan -\n"
        "  cniplan plan cluster.yaml --fail-on warning -o json=plan.json\n"
        "  cniplan plan cluster.yaml -o html=report.html -o csv=folder-of-tables\n",
};

struct Typed {
  SpecInputOptions input;
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

/// How to print, as meant.
struct Printing {
  bool explain = false;
  bool quiet = false;
  bool colour = false;
  report::ReportFrame frame{};
};

/// A cluster of EKS Anywhere or EKS Distro: it has no VPC, but a network of its own for its Pods.
ExitCode plan_pods(const SpecImport& imported, const Printing& printing, const FailOn& fail_on, const Sources& sources,
                   Outputs& outputs, Io& io) {
  const auto model = resolve_pod_network(imported.spec);
  if (!printing.quiet || !model) io.err += report::to_text(imported.warnings, sources);
  if (!model) return refuse(io, model.error(), sources);
  if (!printing.quiet) io.err += report::to_text(model->warnings, sources);
  const PodNetworkPlan plan = plan_pod_network(model->value);
  const auto render = [&](std::string_view format) {
    const report::PodNetworkReportOptions options{
        .sources = sources,
        .explain = printing.explain,
        .colour = printing.colour && format == "table",
        .frame = printing.frame,
        .imported = &imported};
    if (report::is_findings_format(format)) {
      return report::to_findings_format({.command = kCommand,
                                         .of = plan.name,
                                         .findings = plan.findings,
                                         .sources = sources,
                                         .fails_from = fail_on.threshold(),
                                         .frame = printing.frame,
                                         .version = kVersion},
                                        format);
    }
    if (format == "json") return report::to_json(plan, options);
    if (format == "markdown") return report::to_markdown(plan, options);
    if (format == "html") return report::to_html(plan, options);
    return report::to_table(plan, options);
  };
  if (auto written = outputs.write(io, render); !written) return refuse(io, kCommand, written.error());
  return fail_on.exit_code(plan.findings);
}

/// Whether the result goes out in the format, to standard output or into a file.
bool prints_as(std::string_view format, const OutputOptions& options) {
  const auto is_format = [&](std::string_view output) { return output.substr(0, output.find('=')) == format; };
  return is_format(options.format) || std::ranges::any_of(options.outputs, is_format);
}

/// What can be drawn is in JSON too, for others to draw.
bool prints_charts(const OutputOptions& options) { return prints_as("json", options) || prints_as("html", options); }

/// Tables and Markdown have them with --explain; HTML, JSON, its lines and the tables of CSV always.
bool prints_derivations(const OutputOptions& options) {
  return options.explain || prints_charts(options) || prints_as("ndjson", options) || prints_as("csv", options);
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

}  // namespace

ExitCode run_plan(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  add_spec_input_options(app, typed.input, "Plan");
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
  add_frame_options(app, typed.output);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;
  take_instance_types(typed.input, typed.catalog);

  const auto settings = spec_input_settings(typed.input);
  if (!settings) return refuse(io, kCommand, settings.error());
  const auto fail_on = FailOn::parse(typed.fail_on);
  if (!fail_on) return refuse(io, kCommand, fail_on.error());
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kCommand, colour.error());
  const auto frame = frame_of(typed.output);
  if (!frame) return refuse(io, kCommand, frame.error());
  const auto sampling = sampling_of(typed);
  if (!sampling) return refuse(io, kCommand, sampling.error());
  Outputs outputs;
  if (auto opened = outputs.open(typed.output, kFormats, Outputs::Csv::several_tables); !opened) return refuse(io, kCommand, opened.error());
  const auto review = FindingReview::prepare(typed.findings, outputs, kCommand, io);
  if (!review) return ExitCode::usage;

  const auto catalog = load_catalog(typed.catalog, typed.output, kCommand, io);
  if (!catalog) return ExitCode::usage;
  Sources sources;
  auto imported = read_spec_input(*settings, *catalog, kCommand, sources, io);
  if (!imported) return ExitCode::usage;
  if (has_pod_network(imported->spec)) {
    for (const auto& [option, given] :
         {std::pair("--scenarios", &typed.scenarios), std::pair("--samples", &typed.samples),
          std::pair("--today", &typed.findings.today), std::pair("--baseline", &typed.findings.baseline),
          std::pair("--write-baseline", &typed.findings.write_baseline)}) {
      if (given->empty()) continue;
      return refuse(io, kCommand, {fmt::format("{} does not go with a cluster of EKS Anywhere or EKS Distro", option),
                                   "leave it out"});
    }
    return plan_pods(*imported,
                     {.explain = typed.output.explain,
                      .quiet = typed.output.quiet,
                      .colour = *colour,
                      .frame = *frame},
                     *fail_on, sources, outputs, io);
  }
  if (!typed.scenarios.empty()) {
    if (auto chosen = choose_scenarios(typed.scenarios, imported->spec.policy); !chosen) {
      return refuse(io, kCommand, chosen.error());
    }
  }
  const auto model = resolve(imported->spec, *catalog);
  if (!typed.output.quiet || !model) io.err += report::to_text(imported->warnings, sources);
  if (!model) return refuse(io, model.error(), sources);
  if (!typed.output.quiet) io.err += report::to_text(model->warnings, sources);

  const ClusterPlan plan = plan_cluster(model->value, {.derivations = prints_derivations(typed.output),
                                                       .charts = prints_charts(typed.output),
                                                       .sampling = *sampling,
                                                       .today = review->today(),
                                                       .baseline = review->baseline()});
  const auto tables = [&] { return report::tables_of(plan, sources); };
  const auto render = [&](std::string_view format) {
    const report::PlanReportOptions options{.sources = sources,
                                            .catalog_date = Catalog::date(),
                                            .explain = typed.output.explain,
                                            .colour = *colour && format == "table",
                                            .frame = *frame,
                                            .imported = &*imported};
    if (report::is_findings_format(format)) {
      const auto checks = checks_of(plan);
      return report::to_findings_format({.command = kCommand,
                                         .of = plan.name,
                                         .findings = plan.findings,
                                         .checks = checks,
                                         .sources = sources,
                                         .fails_from = fail_on->threshold(),
                                         .frame = *frame,
                                         .version = kVersion},
                                        format);
    }
    if (format == "json") return report::to_json(plan, options);
    if (format == "ndjson") return report::to_ndjson(tables());
    if (format == "csv") return report::to_csv(tables().front());
    if (format == "markdown") return report::to_markdown(plan, options);
    if (format == "html") return report::to_html(plan, options);
    if (format == "prometheus") return report::to_prometheus(plan);
    return report::to_table(plan, options);
  };
  if (auto done = review->conclude(plan.findings, outputs, typed.output.quiet, io); !done) {
    return refuse(io, kCommand, done.error());
  }
  if (auto written = outputs.write(io, render, [&] { return report::to_csv_files(tables()); }); !written) {
    return refuse(io, kCommand, written.error());
  }
  return fail_on->exit_code(plan.findings);
}

}  // namespace cniplan::cli
