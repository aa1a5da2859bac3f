#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/cni_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/fail_on.hpp"
#include "cli/file_io.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"
#include "planner/audit/check_nodes.hpp"
#include "planner/capacity/max_pods_expression.hpp"
#include "planner/core/counted.hpp"
#include "planner/importers/kubectl_reader.hpp"
#include "planner/importers/max_pods_expression_file.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/findings_report.hpp"
#include "planner/report/node_check_report.hpp"
#include "planner/report/prometheus.hpp"
#include "planner/report/result_tables.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 11> kFormats = {"table", "json",  "ndjson", "csv",    "markdown",  "html",
                                                       "junit", "sarif", "github", "gitlab", "prometheus"};

constexpr HelpText kHelp = {
    .command = "check-nodes",
    .answers =
        "Each node's max Pods against what its ENIs can address under the cluster's\n"
        "settings of the VPC CNI; what the nodes run, and what they can still take.\n"
        "FILE is what kubectl prints (JSON of any size, or YAML) of nodes, pods,\n"
        "daemonsets, cninodes and eniconfigs, together or apart; beside it what\n"
        "\"aws ec2 describe-subnets\" prints, and the CNI's settings as --cni takes them.\n"
        "- is standard input; gzip is unpacked.",
    .usage = "cniplan check-nodes FILE... [options]",
    .examples =
        "  kubectl get nodes,pods,ds -A -o json | cniplan check-nodes -\n"
        "  cniplan check-nodes nodes.json pods.json --cni aws-node.yaml\n"
        "  cniplan check-nodes nodes.json --prefix-delegation --since 2026-05-01\n"
        "  cniplan check-nodes nodes.json --expression 'max_pods - 5' --format csv\n"
        "  cniplan check-nodes dump.json --fail-on warning -o junit=nodes.xml\n"};

struct Typed {
  std::vector<std::string> files;
  std::string since;
  std::optional<std::string> expression;
  std::string fail_on = "error";
  CniOptions cni;
  CatalogOptions catalog;
  OutputOptions output;
};

void declare(CLI::App& app, Typed& typed) {
  app.add_option("FILE", typed.files);
  constexpr const char* kNodes = "Nodes";
  app.add_option(
         "--since", typed.since,
         "When prefix delegation was turned on: nodes that are older have to be replaced, as 2026-05-01 or "
         "2026-05-01T12:00:00Z")
      ->type_name("TIME")
      ->take_last()
      ->group(kNodes);
  app.add_option(
         "--expression", typed.expression,
         "Also what this maxPodsExpression gives on each node; or a file that holds one, as nodeadm's "
         "NodeConfig")
      ->type_name("EXPR|FILE")
      ->take_last()
      ->group(kNodes);
  add_fail_on_option(app, typed.fail_on, kNodes);
  add_catalog_options(app, typed.catalog, kNodes);
  add_cni_options(app, typed.cni,
                  "VPC CNI (what the files say of the DaemonSet aws-node, unless given here)");
  add_output_options(app, typed.output, kFormats);
  add_frame_options(app, typed.output);
}

ExitCode refuse_all(Io& io, const Diagnostics& errors, const Sources& sources) {
  io.err += report::to_text(errors, sources);
  return ExitCode::usage;
}

void say(Io& io, const Typed& typed, const Diagnostics& remarks, const Sources& sources) {
  if (!typed.output.quiet) io.err += report::to_text(remarks, sources);
}

/// The expression, from the option or the file that it names; its faults and remarks are said. `text` gets
/// it.
std::optional<CompiledMaxPodsExpression> expression_of(const Typed& typed, std::string& text,
                                                       Sources& sources, Io& io) {
  text = *typed.expression;
  // A text with these is no name of a file that anybody has.
  const bool may_be_file = text.find_first_of("?*+()<>=|&% ") == std::string::npos;
  Result<std::string, UsageError> content = failure(UsageError{});
  if (may_be_file) content = read_file(text);
  if (content) {
    const int file = sources.add(text, *std::move(content));
    auto expression = read_max_pods_expression(sources.text(file), file);
    if (!expression) {
      // User data may hold secrets.
      for (Diagnostic& fault : expression.error()) fault.location.length = 0;
      static_cast<void>(refuse_all(io, expression.error(), sources));
      return std::nullopt;
    }
    text = *std::move(expression);
  }
  const int source = sources.add("--expression", text);
  auto compiled = CompiledMaxPodsExpression::compile(text);
  if (!compiled) {
    compiled.error().location.source = source;
    static_cast<void>(refuse_all(io, {compiled.error()}, sources));
    return std::nullopt;
  }
  for (Diagnostic warning : compiled->warnings()) {
    warning.location.source = source;
    say(io, typed, {warning}, sources);
  }
  return *std::move(compiled);
}

/// Reads all files; false, with everything that is wrong with them said, when one cannot be used.
bool read_files(const Typed& typed, KubectlReader& reader, Sources& sources, Io& io) {
  bool good = true;
  for (const std::string& path : typed.files) {
    // No text is kept, nor shown: it may be of any length, and hold secrets.
    reader.begin(sources.add(display_name(path), ""), display_name(path));
    const auto read = read_pieces(path, [&](std::string_view piece) { return reader.feed(piece); });
    if (!read) {
      static_cast<void>(refuse(io, kHelp.command, read.error()));
      good = false;
      continue;
    }
    reader.end();
  }
  Diagnostics said = reader.take_diagnostics();
  if (has_errors(said)) good = false;
  if (typed.output.quiet)
    std::erase_if(said, [](const Diagnostic& one) { return one.severity != Severity::error; });
  io.err += report::to_text(said, sources);
  return good;
}

/// The settings by which nodes are judged, and where they are from.
struct Judged {
  CniConfig cni;
  CniOrigin origin;
  bool by_options = false;  ///< some were given as options
};

std::optional<Judged> settings_of(const Typed& typed, const KubectlReader& reader,
                                  const ClusterInventory& inventory, Sources& sources, Io& io) {
  std::optional<CniSettings> file;
  Judged judged;
  if (!typed.cni.file.empty()) {
    file = read_cni_file(typed.cni, typed.output, kHelp.command, sources, io);
    if (!file) return std::nullopt;
    judged.origin.text = fmt::format("{} in {}", to_string(file->kind), display_name(typed.cni.file));
    if (reader.has_cni_settings()) {
      say(io, typed,
          {{.code = "check-nodes.two-settings",
            .severity = Severity::warning,
            .message = "the files hold the DaemonSet aws-node or its ConfigMap as well as --cni",
            .way_out = "--cni counts; leave it out to take theirs"}},
          sources);
    }
  } else {
    auto found = reader.cni_settings();
    if (!found) {
      static_cast<void>(refuse_all(io, found.error(), sources));
      return std::nullopt;
    }
    say(io, typed, found->warnings, sources);
    file = std::move(found->value);
    if (file && file->env) judged.origin.text = fmt::format("{} in the files", to_string(file->kind));
  }
  // A ConfigMap alone says nothing about Linux.
  const CniSettings* const for_linux = file && file->env ? &*file : nullptr;
  judged.by_options = !typed.cni.env.empty() || typed.cni.prefix_delegation || typed.cni.custom_networking ||
                      typed.cni.pod_eni || !typed.cni.ip_family.empty();
  if (for_linux == nullptr) {
    judged.origin = {.text = judged.by_options ? "the published manifest, with the options given"
                                               : "the published manifest's, as no file has others",
                     .assumed = true};
  } else if (judged.by_options) {
    judged.origin.text += ", with the options given";
  }
  CniOptions options = typed.cni;
  options.configmap.clear();
  auto linux_cni = merge_cni_options(options, for_linux, "the file", NodeOs::linux, typed.output,
                                     kHelp.command, sources, io);
  if (!linux_cni) return std::nullopt;
  judged.cni = linux_cni->config;
  const bool has_windows = std::ranges::any_of(
      inventory.nodes(), [](const ObservedNode& node) { return node.os == NodeOs::windows; });
  if (has_windows || !typed.cni.configmap.empty()) {
    CniOptions for_windows;
    for_windows.configmap = typed.cni.configmap;
    const CniSettings* const configmap = file && file->configmap ? &*file : nullptr;
    auto windows_cni = merge_cni_options(for_windows, configmap, "the file", NodeOs::windows, typed.output,
                                         kHelp.command, sources, io);
    if (!windows_cni) return std::nullopt;
    judged.cni.windows = windows_cni->config.windows;
  }
  return judged;
}

/// What the result cannot say by itself.
Diagnostics remarks_on(const ClusterInventory& inventory, const Judged& judged) {
  Diagnostics remarks;
  const auto remark = [&](std::string code, Severity severity, std::string message, std::string way_out) {
    remarks.push_back({.code = std::move(code),
                       .severity = severity,
                       .message = std::move(message),
                       .way_out = std::move(way_out)});
  };
  if (judged.origin.assumed && !judged.by_options && !inventory.nodes().empty()) {
    remark("check-nodes.assumed-cni", Severity::warning,
           "no file has the settings of the VPC CNI; those of the published manifest are taken",
           "add the DaemonSets (kubectl get nodes,pods,ds -A -o json), or give --cni FILE");
  }
  const auto strays = inventory.strays();
  if (strays.pods > PodCount(0)) {
    remark("check-nodes.strays", Severity::warning,
           fmt::format("{} are on {} that no file lists", counted(strays.pods), counted(strays.nodes)),
           "give all nodes to have them counted");
  }
  if (inventory.repeated_pods() > PodCount(0)) {
    remark("check-nodes.repeated", Severity::warning,
           fmt::format("{} stand twice in the files", counted(inventory.repeated_pods())),
           "each is counted once");
  }
  const bool all_ipv6 =
      !inventory.nodes().empty() &&
      std::ranges::all_of(inventory.nodes(), [](const ObservedNode& node) { return node.ipv6; });
  if (all_ipv6 && judged.cni.ip_family == IpFamily::ipv4) {
    remark("check-nodes.ipv6", Severity::warning,
           "all nodes have IPv6 addresses, and the settings are those of an IPv4 cluster",
           "give --ip-family ipv6, or the DaemonSet aws-node");
  }
  return remarks;
}

std::string render(const NodeCheck& check, std::string_view format, const report::NodeCheckOptions& options) {
  if (format == "json") return report::to_json(check, options);
  if (format == "ndjson") return report::to_ndjson(check, options);
  if (format == "csv") return report::to_csv(check);
  if (format == "markdown") return report::to_markdown(check, options);
  if (format == "html") return report::to_html(check, options);
  if (format == "prometheus") return report::to_prometheus(check);
  if (report::is_findings_format(format)) {
    return report::to_findings_format({.command = kHelp.command,
                                       .findings = check.findings,
                                       .checks = check.checks,
                                       .sources = options.sources,
                                       .fails_from = options.fails_from,
                                       .frame = options.frame,
                                       .version = kVersion},
                                      format);
  }
  return report::to_table(check, options);
}

}  // namespace

ExitCode run_check_nodes(Arguments arguments, Io& io) {
  CLI::App app;
  Typed typed;
  declare(app, typed);
  if (const auto done = parse(app, arguments, kHelp, io)) return *done;

  if (typed.files.empty()) {
    return refuse(io, kHelp.command,
                  {"no file is given", fmt::format("give what this prints: {}", kKubectlFiles)});
  }
  const auto standard_inputs = std::ranges::count(typed.files, "-") + (typed.cni.file == "-" ? 1 : 0);
  if (standard_inputs > 1) {
    return refuse(io, kHelp.command,
                  {"standard input is named twice", "name it once; one input may hold everything"});
  }
  const auto fail_on = FailOn::parse(typed.fail_on);
  if (!fail_on) return refuse(io, kHelp.command, fail_on.error());
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kHelp.command, colour.error());
  const auto frame = frame_of(typed.output);
  if (!frame) return refuse(io, kHelp.command, frame.error());
  NodeCheckSettings settings;
  if (!typed.since.empty()) {
    settings.since = parse_timestamp(typed.since);
    if (!settings.since) {
      return refuse(io, kHelp.command,
                    {fmt::format("--since: \"{}\" is no time", typed.since),
                     "write it as in 2026-05-01 or 2026-05-01T12:00:00Z"});
    }
  }
  Outputs outputs;
  if (auto opened = outputs.open(typed.output, kFormats, Outputs::Csv::several_tables); !opened)
    return refuse(io, kHelp.command, opened.error());
  if (std::string fault = KubectlReader::library_fault(); !fault.empty()) {
    return refuse(io, kHelp.command, {std::move(fault), "install the package libsimdjson-dev"});
  }

  Sources sources;
  std::optional<CompiledMaxPodsExpression> expression;
  if (typed.expression) {
    expression = expression_of(typed, settings.expression_text, sources, io);
    if (!expression) return ExitCode::usage;
    settings.expression = &*expression;
  }
  const auto catalog = load_catalog(typed.catalog, typed.output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  settings.catalog = {std::string(kVersion), std::string(Catalog::date()), catalog->overlaid_types()};

  ClusterInventory inventory;
  KubectlReader reader(inventory);
  if (!read_files(typed, reader, sources, io)) return ExitCode::usage;
  auto judged = settings_of(typed, reader, inventory, sources, io);
  if (!judged) return ExitCode::usage;
  say(io, typed, remarks_on(inventory, *judged), sources);
  settings.cni = judged->cni;
  settings.cni_origin = std::move(judged->origin);

  const NodeCheck check = check_nodes(inventory, *catalog, settings);
  const auto written = outputs.write(
      io,
      [&](std::string_view format) {
        return render(check, format,
                      {.sources = sources,
                       .explain = typed.output.explain,
                       .colour = *colour && format == "table",
                       .fails_from = fail_on->threshold(),
                       .frame = *frame});
      },
      [&] {
        auto files = report::to_csv_files(report::more_tables_of(check, sources));
        files.insert(files.begin(), {.name = "nodes.csv", .text = report::to_csv(check)});
        return files;
      });
  if (!written) return refuse(io, kHelp.command, written.error());
  return fail_on->exit_code(check.findings);
}

}  // namespace cniplan::cli
