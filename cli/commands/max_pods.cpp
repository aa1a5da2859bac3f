#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"
#include "planner/capacity/max_pods_calculator.hpp"
#include "planner/capacity/max_pods_expression.hpp"
#include "planner/capacity/max_pods_result.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/core/format.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/max_pods_report.hpp"
#include "planner/report/prometheus.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 8> kFormats = {"table",    "json", "ndjson",     "csv",
                                                      "markdown", "html", "prometheus", "eni-max-pods"};

constexpr HelpText kHelp = {
    .command = "max-pods",
    .answers = "Max Pods of instance types under a VPC CNI configuration: what the ENIs allow,\n"
               "what AWS recommends of that, and what a node gets when nobody sets it.",
    .usage = "cniplan max-pods TYPE... [options]",
    .examples = "  cniplan max-pods m5.large 'c6i.*' --prefix-delegation\n"
                "  cniplan max-pods m5.large --custom-networking --explain\n"
                "  cniplan max-pods m5.large m6i.xlarge --group --managed-node-group\n"
                "  cniplan max-pods --all --format eni-max-pods > eni-max-pods.txt\n"
                "  cniplan max-pods --instance-type m5.large --cni-version 1.19.0\n"};

/// As typed.
struct Typed {
  std::vector<std::string> types;
  bool all = false;
  bool every_mode = false;
  bool group = false;

  bool prefix_delegation = false;
  bool custom_networking = false;
  bool pod_eni = false;
  std::string max_eni;
  std::string reserved_enis;
  std::string host_network_pods;
  std::string ip_family;
  std::string os;
  std::string cni_version;
  bool managed_node_group = false;
  std::optional<std::string> expression;

  std::optional<std::string> instance_type;
  bool instance_type_from_imds = false;
  bool cni_prefix_delegation = false;
  bool cni_custom_networking = false;
  std::string cni_max_eni;
  bool show_max_allowed = false;

  CatalogOptions catalog;
  OutputOptions output;
};

void declare(CLI::App& app, Typed& typed) {
  app.add_option("TYPE", typed.types, "Instance types, by name or glob");
  const auto flag = [&](const char* group, const char* name, bool& value, const char* what) {
    app.add_flag(name, value, what)->group(group);
  };
  const auto option = [&](const char* group, const char* name, auto& value, const char* type, const char* what) {
    app.add_option(name, value, what)->type_name(type)->take_last()->group(group);
  };
  constexpr const char* kTypes = "Types";
  flag(kTypes, "--all", typed.all, "Every type of the catalog");
  flag(kTypes, "--group", typed.group, "Also the types as one node group: the lowest values, and whose they are");
  flag(kTypes, "--every-mode", typed.every_mode,
       "Secondary IP and prefix delegation, without and with custom networking, side by side");

  add_catalog_options(app, typed.catalog, kTypes);

  constexpr const char* kCni = "VPC CNI and node";
  flag(kCni, "--prefix-delegation", typed.prefix_delegation, "ENIs hold /28 prefixes (ENABLE_PREFIX_DELEGATION)");
  flag(kCni, "--custom-networking", typed.custom_networking, "Pods in subnets of their own (ENIConfig)");
  flag(kCni, "--pod-eni", typed.pod_eni, "Security groups for Pods: a trunk and branch ENIs (ENABLE_POD_ENI)");
  option(kCni, "--max-eni", typed.max_eni, "N", "At most N ENIs (MAX_ENI)");
  option(kCni, "--reserved-enis", typed.reserved_enis, "N", "ENIs set aside for other uses [0]");
  option(kCni, "--host-network-pods", typed.host_network_pods, "N", "Pods that need no address of their own [2]");
  option(kCni, "--ip-family", typed.ip_family, "FAMILY", "ipv4 or ipv6 [ipv4]");
  option(kCni, "--os", typed.os, "OS", "linux, bottlerocket or windows [linux]");
  option(kCni, "--cni-version", typed.cni_version, "V", "Version of the VPC CNI [one that has every mode]");
  flag(kCni, "--managed-node-group", typed.managed_node_group,
       "An EKS managed node group without an AMI of one's own: 110 or 250 at most, whatever is set");
  option(kCni, "--expression", typed.expression, "EXPR",
         "nodeadm's maxPodsExpression, of default_enis, ips_per_eni and max_pods");

  constexpr const char* kScript = "As AWS's max-pods-calculator.sh (prints one number)";
  option(kScript, "--instance-type", typed.instance_type, "TYPE", "The type; needs --cni-version");
  flag("", "--instance-type-from-imds", typed.instance_type_from_imds, "");
  flag(kScript, "--cni-prefix-delegation-enabled", typed.cni_prefix_delegation, "As --prefix-delegation");
  flag(kScript, "--cni-custom-networking-enabled", typed.cni_custom_networking, "As --custom-networking");
  option(kScript, "--cni-max-eni", typed.cni_max_eni, "N", "As --max-eni");
  flag(kScript, "--show-max-allowed", typed.show_max_allowed, "Without the ceiling of 110 or 250");

  add_output_options(app, typed.output, kFormats);
  add_frame_options(app, typed.output);
}

struct Given {
  std::string_view name;
  bool given;
};

/// The options that AWS's script does not have.
std::optional<std::string_view> first_of_ours(const Typed& typed) {
  const std::array<Given, 19> ours = {{{"TYPE", !typed.types.empty()},
                                       {"--all", typed.all},
                                       {"--group", typed.group},
                                       {"--every-mode", typed.every_mode},
                                       {"--prefix-delegation", typed.prefix_delegation},
                                       {"--custom-networking", typed.custom_networking},
                                       {"--pod-eni", typed.pod_eni},
                                       {"--max-eni", !typed.max_eni.empty()},
                                       {"--reserved-enis", !typed.reserved_enis.empty()},
                                       {"--host-network-pods", !typed.host_network_pods.empty()},
                                       {"--ip-family", !typed.ip_family.empty()},
                                       {"--os", !typed.os.empty()},
                                       {"--managed-node-group", typed.managed_node_group},
                                       {"--expression", typed.expression.has_value()},
                                       {"--format", !typed.output.format.empty()},
                                       {"--output", !typed.output.outputs.empty()},
                                       {"--title", !typed.output.title.empty()},
                                       {"--link", !typed.output.link.empty()},
                                       {"--explain", typed.output.explain}}};
  for (const Given& option : ours) {
    if (option.given) return option.name;
  }
  return std::nullopt;
}

/// The options that only AWS's script has.
std::optional<std::string_view> first_of_the_script(const Typed& typed) {
  const std::array<Given, 4> script = {{{"--cni-prefix-delegation-enabled", typed.cni_prefix_delegation},
                                        {"--cni-custom-networking-enabled", typed.cni_custom_networking},
                                        {"--cni-max-eni", !typed.cni_max_eni.empty()},
                                        {"--show-max-allowed", typed.show_max_allowed}}};
  for (const Given& option : script) {
    if (option.given) return option.name;
  }
  return std::nullopt;
}

Result<CniVersion, UsageError> cni_version(const std::string& text) {
  if (const auto version = parse_cni_version(text)) return *version;
  return failure(UsageError{fmt::format("--cni-version: \"{}\" is not a version", text), "write it as in 1.19.0"});
}

void say(Io& io, const Typed& typed, const Diagnostics& warnings) {
  if (!typed.output.quiet) io.err += report::to_text(warnings, {});
}

ExitCode refuse_all(Io& io, const Diagnostics& errors, const Sources& sources) {
  io.err += report::to_text(errors, sources);
  return ExitCode::usage;
}

/// AWS's script, number for number.
ExitCode run_calculator(const Typed& typed, Io& io) {
  const auto wrong = [&](std::string message, std::string way_out) {
    return refuse(io, kHelp.command, {std::move(message), std::move(way_out)});
  };
  if (typed.instance_type_from_imds) {
    return wrong("--instance-type-from-imds: there is no instance metadata to ask offline",
                 "name the type with --instance-type");
  }
  if (const auto ours = first_of_ours(typed)) {
    return wrong(fmt::format("{} does not go with --instance-type", *ours),
                 "that one takes the options of AWS's max-pods-calculator.sh only; name types without it for the rest");
  }
  if (typed.cni_version.empty()) {
    return wrong("--instance-type needs --cni-version, as AWS's script did", "give it, for example --cni-version 1.19.0");
  }
  const auto version = cni_version(typed.cni_version);
  if (!version) return refuse(io, kHelp.command, version.error());
  CalculatorInput input{.cni_version = *version,
                        .prefix_delegation = typed.cni_prefix_delegation,
                        .custom_networking = typed.cni_custom_networking,
                        .show_max_allowed = typed.show_max_allowed};
  if (!typed.cni_max_eni.empty()) {
    const auto enis = whole_number("--cni-max-eni", typed.cni_max_eni, 0, 1'000'000'000);
    if (!enis) return refuse(io, kHelp.command, enis.error());
    input.max_enis = EniCount(*enis);
  }
  const auto catalog = load_catalog(typed.catalog, typed.output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  const auto types = select_types(*catalog, {*typed.instance_type});
  if (!types) return refuse_all(io, types.error(), {});
  if (types->size() != 1) {
    return wrong(fmt::format("--instance-type: \"{}\" is {} types", *typed.instance_type, types->size()),
                 "name one, or give the pattern without --instance-type");
  }
  const auto answer = calculator_max_pods(*types->front(), input);
  if (!answer) return refuse_all(io, {answer.error()}, {});
  say(io, typed, answer->warnings);
  io.out += fmt::format("{}\n", answer->value);
  return ExitCode::done;
}

Result<MaxPodsSettings, UsageError> settings_of(const Typed& typed) {
  MaxPodsSettings settings;
  settings.cni.prefix_delegation = typed.prefix_delegation;
  settings.cni.custom_networking = typed.custom_networking;
  settings.cni.pod_eni = typed.pod_eni;
  settings.managed_node_group = typed.managed_node_group;
  if (!typed.max_eni.empty()) {
    const auto enis = whole_number("--max-eni", typed.max_eni, 1, 1'000);
    if (!enis) return failure(enis.error());
    settings.cni.max_enis = EniCount(*enis);
  }
  if (!typed.reserved_enis.empty()) {
    const auto enis = whole_number("--reserved-enis", typed.reserved_enis, 0, 1'000);
    if (!enis) return failure(enis.error());
    settings.reserved_enis = EniCount(*enis);
  }
  if (!typed.host_network_pods.empty()) {
    const auto pods = whole_number("--host-network-pods", typed.host_network_pods, 0, 10'000);
    if (!pods) return failure(pods.error());
    settings.host_network_pods = PodCount(*pods);
  }
  if (!typed.ip_family.empty()) {
    static constexpr std::array<std::string_view, 2> kFamilies = {"ipv4", "ipv6"};
    const auto family = one_of("--ip-family", typed.ip_family, kFamilies);
    if (!family) return failure(family.error());
    // EKS turns prefix delegation on in an IPv6 cluster; aws-node does not start without it.
    if (*family == 1) {
      settings.cni.ip_family = IpFamily::ipv6;
      settings.cni.prefix_delegation = true;
    }
  }
  if (!typed.os.empty()) {
    static constexpr std::array<std::string_view, 3> kSystems = {"linux", "bottlerocket", "windows"};
    const auto os = one_of("--os", typed.os, kSystems);
    if (!os) return failure(os.error());
    settings.os = std::array{NodeOs::linux, NodeOs::bottlerocket, NodeOs::windows}[*os];
  }
  if (!typed.cni_version.empty()) {
    const auto version = cni_version(typed.cni_version);
    if (!version) return failure(version.error());
    settings.cni_version = *version;
  }
  return settings;
}

/// Options that contradict each other.
std::optional<UsageError> contradiction(const Typed& typed, const MaxPodsSettings& settings) {
  if (const auto script = first_of_the_script(typed)) {
    return UsageError{fmt::format("{} goes with --instance-type only", *script),
                      "--help shows this command's own options beside those of AWS's script"};
  }
  if (typed.types.empty() && !typed.all) {
    return UsageError{"no instance type is named", "name some, for example m5.large or 'm6i.*', or give --all"};
  }
  if (!typed.types.empty() && typed.all) {
    return UsageError{fmt::format("\"{}\" does not go with --all", typed.types.front()), "leave one of them out"};
  }
  if (typed.every_mode) {
    const std::array<Given, 7> others = {{{"--prefix-delegation", typed.prefix_delegation},
                                          {"--custom-networking", typed.custom_networking},
                                          {"--expression", typed.expression.has_value()},
                                          {"--group", typed.group},
                                          {"--explain", typed.output.explain},
                                          {"--ip-family ipv6", settings.cni.ip_family == IpFamily::ipv6},
                                          {"--os windows", settings.os == NodeOs::windows}}};
    for (const Given& option : others) {
      if (option.given) {
        return UsageError{fmt::format("{} does not go with --every-mode", option.name), "leave one of them out"};
      }
    }
  }
  if (typed.expression && settings.os != NodeOs::linux) {
    return UsageError{fmt::format("--expression does not go with --os {}", typed.os),
                      "maxPodsExpression is nodeadm's, which runs on Amazon Linux"};
  }
  return std::nullopt;
}

CatalogVersion version_of(const Catalog& catalog) {
  return {std::string(kVersion), std::string(Catalog::date()), catalog.overlaid_types()};
}

std::string render(const MaxPodsResult& result, std::string_view format, report::Explain explain,
                   const report::ReportFrame& frame) {
  if (format == "json") return report::to_json(result, explain);
  if (format == "ndjson") return report::to_ndjson(result, explain);
  if (format == "csv") return report::to_csv(result);
  if (format == "markdown") return report::to_markdown(result, explain, frame);
  if (format == "html") return report::to_html(result, frame);
  if (format == "prometheus") return report::to_prometheus(result);
  if (format == "eni-max-pods") return report::to_eni_max_pods(result);
  return report::to_table(result, explain);
}

std::string render(const MaxPodsModesResult& result, std::string_view format, const report::ReportFrame& frame) {
  if (format == "json") return report::to_json(result);
  if (format == "ndjson") return report::to_ndjson(result);
  if (format == "csv") return report::to_csv(result);
  if (format == "markdown") return report::to_markdown(result, frame);
  if (format == "html") return report::to_html(result, frame);
  return report::to_table(result);
}

}  // namespace

ExitCode run_max_pods(Arguments arguments, Io& io) {
  CLI::App app;
  Typed typed;
  declare(app, typed);
  if (const auto done = parse(app, arguments, kHelp, io)) return *done;
  if (typed.instance_type || typed.instance_type_from_imds) return run_calculator(typed, io);

  const auto settings = settings_of(typed);
  if (!settings) return refuse(io, kHelp.command, settings.error());
  if (const auto error = contradiction(typed, *settings)) return refuse(io, kHelp.command, *error);

  Sources sources;
  std::optional<CompiledMaxPodsExpression> expression;
  const auto in_expression = [&](Diagnostic diagnostic) {
    diagnostic.location.source = 0;
    return diagnostic;
  };
  if (typed.expression) {
    sources.add("--expression", *typed.expression);
    auto compiled = CompiledMaxPodsExpression::compile(*typed.expression);
    if (!compiled) return refuse_all(io, {in_expression(compiled.error())}, sources);
    expression = *std::move(compiled);
    if (!typed.output.quiet) {
      for (const Diagnostic& warning : expression->warnings()) io.err += report::to_text(in_expression(warning), sources);
    }
  }

  Outputs outputs;
  const std::span<const std::string_view> formats(kFormats);
  const auto frame = frame_of(typed.output);
  if (!frame) return refuse(io, kHelp.command, frame.error());
  // Modes have no file format of AWS's, and no gauges.
  if (auto ok = outputs.open(typed.output, typed.every_mode ? formats.first(6) : formats); !ok) {
    return refuse(io, kHelp.command, ok.error());
  }
  if (const auto colour = use_colour(typed.output, io); !colour) return refuse(io, kHelp.command, colour.error());

  const auto catalog = load_catalog(typed.catalog, typed.output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  std::vector<const InstanceType*> types;
  if (typed.all) {
    types = all_types(*catalog);
  } else {
    auto selected = select_types(*catalog, typed.types);
    if (!selected) return refuse_all(io, selected.error(), sources);
    types = *std::move(selected);
  }

  Result<void, UsageError> written;
  if (typed.every_mode) {
    const MaxPodsModesResult result(version_of(*catalog), *settings, std::move(types));
    // Of the whole catalog everybody knows that some types cannot do some modes.
    if (!typed.all && !typed.output.quiet) say(io, typed, remarks_of(result));
    written = outputs.write(io, [&](std::string_view format) { return render(result, format, *frame); });
  } else {
    auto rows = max_pods_of(types, *settings, expression ? &*expression : nullptr);
    if (!rows) {
      for (Diagnostic& error : rows.error()) error.location.source = 0;
      return refuse_all(io, rows.error(), sources);
    }
    MaxPodsResult result{version_of(*catalog), *settings, typed.expression, *std::move(rows), std::nullopt};
    if (typed.group) result.group = group_of(result.types);
    say(io, typed, remarks_of(result.types));
    const auto explain = typed.output.explain ? report::Explain::yes : report::Explain::no;
    if (typed.output.explain && typed.output.outputs.empty() &&
        (typed.output.format == "csv" || typed.output.format == "eni-max-pods")) {
      say(io, typed,
          {{"max-pods.explain", Severity::warning, fmt::format("--explain: {} has no place for formulas", typed.output.format),
            "choose table, markdown, json or ndjson"}});
    }
    written = outputs.write(io, [&](std::string_view format) { return render(result, format, explain, *frame); });
  }
  if (!written) return refuse(io, kHelp.command, written.error());
  return ExitCode::done;
}

}  // namespace cniplan::cli
