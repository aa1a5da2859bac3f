#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <string>
#include <vector>

#include "cli/cni_options.hpp"
#include "cli/commands/commands.hpp"
#include "cli/commands/node_batch.hpp"
#include "cli/fail_on.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"
#include "planner/capacity/max_pods.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/plan/plan_checks.hpp"
#include "planner/plan/plan_node.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/findings_report.hpp"
#include "planner/report/node_report.hpp"
#include "planner/report/result_tables.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 10> kFormats = {"table", "json",  "ndjson", "csv",    "markdown",
                                                       "html",  "junit", "sarif",  "github", "gitlab"};

constexpr HelpText kHelp = {
    .command = "node",
    .answers =
        "What one node holds of its subnets: ENIs, addresses assigned, warm and wasted,\n"
        "the EC2 calls to get there, and the time until it is ready. Wasted are primary\n"
        "addresses, and what Pods leave of the prefixes that hold one.",
    .usage =
        "cniplan node TYPE --pods N [options]\n"
        "       cniplan node TYPE --curve [options]\n"
        "       cniplan node --batch FILE [--leave-out FIELD,...] [-o ndjson=FILE]",
    .examples =
        "  cniplan node m5.large --pods 20\n"
        "  cniplan node m5.large --pods 20 --env WARM_IP_TARGET=5 --burst --down-to 3\n"
        "  cniplan node m5.large --curve --prefix-delegation --format csv\n"
        "  cniplan node m5.large --pods 20 --subnet-free 25 --fail-on warning\n"
        "  cniplan node t3.large --pods 5 --os windows --configmap warm-ip-target=2\n"
        "  echo '{\"id\":1,\"type\":\"m5.large\",\"pods\":20}' | cniplan node --batch -\n"};

/// So many Pods no node has; more are a slip of the keyboard.
constexpr std::int64_t kMostPods = 100'000;
constexpr std::int64_t kMostNodes = 100'000;
/// Each point of a curve is a node of its own to fill.
constexpr std::int64_t kMostPoints = 10'000;
/// What the largest subnet, a /16, has.
constexpr std::int64_t kMostFree = 65'531;
constexpr std::int64_t kMostFreePrefixes = 4'094;

/// As typed.
struct Typed {
  std::vector<std::string> types;
  std::string pods;
  std::string branch_pods;
  std::string max_pods;
  std::string os;
  std::string unmanaged_enis;

  CniOptions cni;

  std::string subnet_free;
  std::string subnet_free_prefixes;

  bool burst = false;
  std::string down_to;
  std::string fleet;
  bool curve = false;
  std::string plot = "auto";
  std::string fail_on = "never";

  std::string batch;
  std::vector<std::string> leave_out;

  CatalogOptions catalog;
  OutputOptions output;
};

void declare(CLI::App& app, Typed& typed) {
  app.add_option("TYPE", typed.types, "Instance type");
  const auto flag = [&](const char* group, const char* name, bool& value, const char* what) {
    app.add_flag(name, value, what)->group(group);
  };
  const auto option = [&](const char* group, const char* name, std::string& value, const char* type,
                          const char* what) {
    app.add_option(name, value, what)->type_name(type)->take_last()->group(group);
  };
  constexpr const char* kNode = "Node";
  option(kNode, "--pods", typed.pods, "N", "Pods on the Pod network, branch Pods not among them");
  option(kNode, "--branch-pods", typed.branch_pods, "N", "Pods with security groups of their own [0]");
  option(kNode, "--max-pods", typed.max_pods, "N",
         "kubelet's max Pods [what \"cniplan max-pods\" recommends]");
  option(kNode, "--os", typed.os, "OS", "linux, bottlerocket or windows [linux]");
  option(kNode, "--unmanaged-enis", typed.unmanaged_enis, "N", "ENIs of others on it, tagged no_manage [0]");
  add_catalog_options(app, typed.catalog, kNode);

  add_cni_options(app, typed.cni, "VPC CNI");

  constexpr const char* kSubnet =
      "The subnet of the Pods' addresses (with custom networking the ENIConfig's)";
  option(kSubnet, "--subnet-free", typed.subnet_free, "N",
         "Addresses free in it when the node comes [enough]");
  option(kSubnet, "--subnet-free-prefixes", typed.subnet_free_prefixes, "N",
         "Whole free /28 blocks among them [as many as there is room for]");

  constexpr const char* kAnswer = "Answer";
  flag(kAnswer, "--burst", typed.burst, "Also when the Pods come all at once");
  option(kAnswer, "--down-to", typed.down_to, "N", "Also after all Pods but N have left");
  option(kAnswer, "--fleet", typed.fleet, "N", "Also how long N such nodes take that start together");
  flag(kAnswer, "--curve", typed.curve, "For each number of Pods, from none to --pods or else max Pods");
  option(kAnswer, "--plot", typed.plot, "WHEN",
         "The curve drawn: auto (on a terminal), always or never [auto]");
  add_fail_on_option(app, typed.fail_on, kAnswer);

  constexpr const char* kBatch = "Many nodes";
  option(kBatch, "--batch", typed.batch, "FILE",
         "A line of JSON for each node, with id, type, pods and as much of os, limits, env, configmap, "
         "max_pods, branch_pods, unmanaged_enis, node_subnet_free, node_subnet_free_prefixes and down.to as "
         "there is; - is standard input. A line of JSON for each answer, in order; exit 1 when there are "
         "errors among them");
  app.add_option("--leave-out", typed.leave_out,
                 "What is not worked out: burst, range, down, call_totals; any number of times")
      ->type_name("FIELD,...")
      ->allow_extra_args(false)
      ->delimiter(',')
      ->group(kBatch);

  add_output_options(app, typed.output, kFormats);
  add_frame_options(app, typed.output);
}

/// The numbers and words of the options, each by itself right.
struct Numbers {
  NodeOs os = NodeOs::linux;
  std::optional<PodCount> pods;
  PodCount branch_pods;
  std::optional<PodCount> max_pods;
  EniCount unmanaged_enis;
  NodeSubnet subnet;
  std::optional<PodCount> down_to;
  std::optional<NodeCount> fleet;
  bool plot = false;
};

Result<Numbers, UsageError> numbers_of(const Typed& typed, const Io& io) {
  Numbers numbers;
  std::optional<UsageError> error;
  const auto read = [&]<class Quantity>(std::optional<Quantity>& into, std::string_view option,
                                        const std::string& text, std::int64_t least, std::int64_t most) {
    if (error || text.empty()) return;
    const auto number = whole_number(option, text, least, most);
    if (number) {
      into = Quantity(*number);
    } else {
      error = number.error();
    }
  };
  std::optional<PodCount> branch_pods;
  std::optional<EniCount> unmanaged_enis;
  read(numbers.pods, "--pods", typed.pods, 0, kMostPods);
  read(branch_pods, "--branch-pods", typed.branch_pods, 0, kMostPods);
  read(numbers.max_pods, "--max-pods", typed.max_pods, 1, kMostPods);
  read(unmanaged_enis, "--unmanaged-enis", typed.unmanaged_enis, 0, 1'000);
  read(numbers.subnet.free, "--subnet-free", typed.subnet_free, 0, kMostFree);
  read(numbers.subnet.free_prefixes, "--subnet-free-prefixes", typed.subnet_free_prefixes, 0,
       kMostFreePrefixes);
  read(numbers.down_to, "--down-to", typed.down_to, 0, kMostPods);
  read(numbers.fleet, "--fleet", typed.fleet, 1, kMostNodes);
  if (error) return failure(*std::move(error));
  numbers.branch_pods = branch_pods.value_or(PodCount(0));
  numbers.unmanaged_enis = unmanaged_enis.value_or(EniCount(0));
  if (!typed.os.empty()) {
    static constexpr std::array<std::string_view, 3> kSystems = {"linux", "bottlerocket", "windows"};
    const auto os = one_of("--os", typed.os, kSystems);
    if (!os) return failure(os.error());
    numbers.os = std::array{NodeOs::linux, NodeOs::bottlerocket, NodeOs::windows}[*os];
  }
  static constexpr std::array<std::string_view, 3> kWhen = {"auto", "always", "never"};
  const auto plot = one_of("--plot", typed.plot, kWhen);
  if (!plot) return failure(plot.error());
  numbers.plot = *plot == 1 || (*plot == 0 && io.out_is_terminal);
  return numbers;
}

/// Options that contradict each other, or lack another.
std::optional<UsageError> contradiction(const Typed& typed, const Numbers& numbers) {
  if (typed.types.size() != 1) {
    return UsageError{typed.types.empty() ? std::string("no instance type is named")
                                          : fmt::format("{} instance types are named", typed.types.size()),
                      "name one, for example m5.large"};
  }
  if (!typed.curve && !numbers.pods) {
    return UsageError{"it is not said how many Pods the node has",
                      "give --pods N, or --curve for every number"};
  }
  if (typed.curve) {
    struct Other {
      std::string_view name;
      bool given;
    };
    for (const Other& other :
         {Other{"--burst", typed.burst}, Other{"--down-to", numbers.down_to.has_value()},
          Other{"--fleet", numbers.fleet.has_value()}, Other{"--explain", typed.output.explain}}) {
      if (other.given) {
        return UsageError{fmt::format("{} does not go with --curve", other.name),
                          "leave one of them out; --pods N answers for one number of Pods"};
      }
    }
  } else if (typed.plot != "auto") {
    return UsageError{"--plot goes with --curve only", "give --curve, or leave --plot out"};
  }
  if (numbers.down_to && *numbers.down_to > *numbers.pods) {
    return UsageError{
        fmt::format("--down-to: {} is more than the {} of --pods", *numbers.down_to, *numbers.pods),
        fmt::format("give a number from 0 to {}", *numbers.pods)};
  }
  const NodeSubnet& subnet = numbers.subnet;
  if (subnet.free && subnet.free_prefixes && ips_in(*subnet.free_prefixes) > *subnet.free) {
    return UsageError{
        fmt::format("--subnet-free-prefixes: {} would be {}, more than the {} of --subnet-free",
                    counted(*subnet.free_prefixes), counted(ips_in(*subnet.free_prefixes)), *subnet.free),
        fmt::format("give a number from 0 to {}", subnet.free->value() / kIpsPerPrefix)};
  }
  return std::nullopt;
}

/// Options that do not suit the settings of the CNI.
std::optional<UsageError> contradiction(const Numbers& numbers, const CniConfig& cni) {
  const bool windows = numbers.os == NodeOs::windows;
  if (numbers.branch_pods > PodCount(0) && (windows || !cni.pod_eni)) {
    return UsageError{"--branch-pods needs security groups for Pods",
                      windows ? "Windows nodes cannot have them" : "give --pod-eni (ENABLE_POD_ENI=true)"};
  }
  if (windows && numbers.fleet) {
    return UsageError{"--fleet does not go with --os windows",
                      "leave it out: the VPC resource controller makes the calls of all Windows nodes"};
  }
  const bool limited = numbers.subnet.free || numbers.subnet.free_prefixes;
  const bool ipv6 = cni.ip_family == IpFamily::ipv6;
  if (limited && (windows || ipv6)) {
    return UsageError{fmt::format("--subnet-free{} does not go with {}",
                                  numbers.subnet.free ? "" : "-prefixes", windows ? "--os windows" : "IPv6"),
                      windows ? "leave it out: Windows nodes are planned in subnets that never run out"
                              : "leave it out: the node takes one IPv4 address, whatever its Pods do"};
  }
  if (numbers.subnet.free_prefixes && !cni.prefix_delegation) {
    return UsageError{"--subnet-free-prefixes goes with prefix delegation only",
                      "give --prefix-delegation, or leave it out"};
  }
  return std::nullopt;
}

/// Options that do not suit the instance type.
std::optional<UsageError> contradiction(const Numbers& numbers, const InstanceType& type) {
  const std::int64_t most = std::max(0, type.enis - 1);
  if (numbers.unmanaged_enis <= EniCount(most)) return std::nullopt;
  return UsageError{fmt::format("--unmanaged-enis: {} has {} beside its primary one", type.name.view(),
                                counted(EniCount(most))),
                    fmt::format("give a number from 0 to {}", most)};
}

/// kubelet's max Pods, as given or as recommended; 0 where no ENI has addresses for Pods.
Result<PodCount, UsageError> max_pods_of(const InstanceType& type, const Numbers& numbers,
                                         const CniConfig& cni) {
  MaxPodsSettings settings{.cni = cni, .os = numbers.os, .reserved_enis = numbers.unmanaged_enis};
  if (numbers.os == NodeOs::windows) settings.cni.prefix_delegation = cni.windows.prefix_delegation;
  const MaxPods figures = max_pods(type, settings);
  if (figures.bound == MaxPodsBound::cni_refuses) {
    std::string why;
    for (std::size_t i = 0; i < kMaxPodsRemarks && why.empty(); ++i) {
      const auto remark = static_cast<MaxPodsRemark>(i);
      if (figures.remarks.contains(remark)) why = describe(remark);
    }
    return failure(
        UsageError{fmt::format("{}: {}", type.name.view(), why), "choose another type, or other settings"});
  }
  if (numbers.max_pods) return *numbers.max_pods;
  if (!figures.recommended_max_pods) {
    return failure(
        UsageError{fmt::format("what max Pods is recommended for {} depends on its vCPUs, which are unknown",
                               type.name.view()),
                   "give --max-pods N"});
  }
  return *figures.recommended_max_pods;
}

/// The most Pods on the Pod network that kubelet admits.
PodCount most_pods(PodCount max_pods, const Numbers& numbers) {
  const PodCount others =
      (numbers.os == NodeOs::windows ? PodCount(0) : kHostNetworkPods) + numbers.branch_pods;
  return std::max(PodCount(0), max_pods - others);
}

NodeQuestion question_about(const InstanceType& type, const Typed& typed, const Numbers& numbers,
                            const NodeCni& cni, PodCount max_pods) {
  NodeQuestion question{.type = std::string(type.name.view()),
                        .setup = {.limits = limits_of(type),
                                  .cni = cni.config,
                                  .os = numbers.os,
                                  .load = {.pods = numbers.pods.value_or(max_pods),
                                           .branch_pods = numbers.branch_pods,
                                           .max_pods = max_pods},
                                  .conditions = {.unmanaged_enis = numbers.unmanaged_enis}},
                        .given = cni.given,
                        .burst = typed.burst,
                        .down_to = numbers.down_to,
                        .fleet = numbers.fleet};
  NodeConditions& conditions = question.setup.conditions;
  (cni.config.custom_networking ? conditions.eni_config_subnet : conditions.node_subnet) = numbers.subnet;
  return question;
}

/// What goes beside the answer on standard error.
Diagnostics remarks_on(const NodeQuestion& question, std::optional<PodCount> given, PodCount most,
                       const OutputOptions& output) {
  Diagnostics remarks;
  const NodeLoad& load = question.setup.load;
  // Where no ENI has addresses for Pods a finding says so.
  if (given && *given > most && load.max_pods > PodCount(0)) {
    remarks.push_back(
        {"node.above-max-pods", Severity::warning,
         fmt::format("--pods: {} are more than the {} that max Pods {} leaves for the Pod network",
                     counted(load.pods), most, load.max_pods),
         "kubelet admits no more; raise --max-pods if the node's is higher"});
  }
  if (output.explain && output.outputs.empty() && output.format == "csv") {
    remarks.push_back({"node.explain", Severity::warning, "--explain: csv has no place for formulas",
                       "choose table, markdown, json or ndjson"});
  }
  return remarks;
}

/// The first option given that goes with a single node only.
std::optional<std::string_view> first_of_a_node(const Typed& typed) {
  struct Given {
    std::string_view name;
    bool given;
  };
  for (const Given& option : {Given{"TYPE", !typed.types.empty()},
                              Given{"--pods", !typed.pods.empty()},
                              Given{"--branch-pods", !typed.branch_pods.empty()},
                              Given{"--max-pods", !typed.max_pods.empty()},
                              Given{"--os", !typed.os.empty()},
                              Given{"--unmanaged-enis", !typed.unmanaged_enis.empty()},
                              Given{"--cni", !typed.cni.file.empty()},
                              Given{"--env", !typed.cni.env.empty()},
                              Given{"--configmap", !typed.cni.configmap.empty()},
                              Given{"--prefix-delegation", typed.cni.prefix_delegation},
                              Given{"--custom-networking", typed.cni.custom_networking},
                              Given{"--pod-eni", typed.cni.pod_eni},
                              Given{"--ip-family", !typed.cni.ip_family.empty()},
                              Given{"--subnet-free", !typed.subnet_free.empty()},
                              Given{"--subnet-free-prefixes", !typed.subnet_free_prefixes.empty()},
                              Given{"--burst", typed.burst},
                              Given{"--down-to", !typed.down_to.empty()},
                              Given{"--fleet", !typed.fleet.empty()},
                              Given{"--curve", typed.curve},
                              Given{"--plot", typed.plot != "auto"},
                              Given{"--fail-on", typed.fail_on != "never"},
                              Given{"--explain", typed.output.explain}}) {
    if (option.given) return option.name;
  }
  return std::nullopt;
}

/// Which of the fields of an answer are wanted.
Result<NodeBatchFields, UsageError> fields_of(const std::vector<std::string>& left_out) {
  static constexpr std::array<std::string_view, 4> kFields = {"burst", "range", "down", "call_totals"};
  NodeBatchFields fields;
  const std::array<bool*, 4> wanted = {&fields.burst, &fields.range, &fields.down, &fields.call_totals};
  for (const std::string& word : left_out) {
    const auto field = one_of("--leave-out", word, kFields);
    if (!field) return failure(field.error());
    *wanted[*field] = false;
  }
  return fields;
}

ExitCode run_batch(const Typed& typed, Io& io) {
  const auto wrong = [&](const UsageError& error) { return refuse(io, kHelp.command, error); };
  if (const auto other = first_of_a_node(typed)) {
    return wrong({fmt::format("{} does not go with --batch", *other), "every line says that for itself"});
  }
  const auto fields = fields_of(typed.leave_out);
  if (!fields) return wrong(fields.error());
  static constexpr std::array<std::string_view, 1> kBatchFormats = {"ndjson"};
  const auto requests = output_requests(typed.output, kBatchFormats);
  if (!requests) return wrong(requests.error());
  if (requests->size() > 2) {
    return wrong({"--batch writes one file", "give -o ndjson=FILE once, or none for standard output"});
  }
  const auto catalog = load_catalog(typed.catalog, typed.output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  return run_node_batch({.path = typed.batch, .output = requests->back().path, .fields = *fields}, *catalog,
                        io);
}

template <class Answer>
std::string render(const Answer& answer, std::string_view format, const report::NodeReportOptions& options) {
  if (format == "json") return report::to_json(answer, options);
  if (format == "ndjson") return report::to_ndjson(answer, options);
  if (format == "csv") return report::to_csv(answer);
  if (format == "markdown") return report::to_markdown(answer, options);
  if (format == "html") return report::to_html(answer, options);
  return report::to_table(answer, options);
}

}  // namespace

ExitCode run_node(Arguments arguments, Io& io) {
  CLI::App app;
  Typed typed;
  declare(app, typed);
  if (const auto done = parse(app, arguments, kHelp, io)) return *done;
  const auto wrong = [&](const UsageError& error) { return refuse(io, kHelp.command, error); };

  if (!typed.batch.empty()) return run_batch(typed, io);
  if (!typed.leave_out.empty()) {
    return wrong({"--leave-out goes with --batch only", "leave it out: a single node is worked out whole"});
  }

  const auto numbers = numbers_of(typed, io);
  if (!numbers) return wrong(numbers.error());
  const auto fail_on = FailOn::parse(typed.fail_on);
  if (!fail_on) return wrong(fail_on.error());
  const auto colour = use_colour(typed.output, io);
  if (!colour) return wrong(colour.error());
  const auto frame = frame_of(typed.output);
  if (!frame) return wrong(frame.error());
  if (const auto error = contradiction(typed, *numbers)) return wrong(*error);
  Sources sources;
  const auto cni = read_cni_options(typed.cni, numbers->os, typed.output, kHelp.command, sources, io);
  if (!cni) return ExitCode::usage;
  if (const auto error = contradiction(*numbers, cni->config)) return wrong(*error);
  Outputs outputs;
  if (const auto opened = outputs.open(typed.output, kFormats, Outputs::Csv::several_tables); !opened) return wrong(opened.error());

  const auto catalog = load_catalog(typed.catalog, typed.output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  const auto types = select_types(*catalog, typed.types);
  if (!types) {
    io.err += report::to_text(types.error(), sources);
    return ExitCode::usage;
  }
  if (types->size() != 1) {
    return wrong(
        {fmt::format("\"{}\" is {} instance types", typed.types.front(), types->size()), "name one"});
  }
  const InstanceType& type = *types->front();
  if (const auto error = contradiction(*numbers, type)) return wrong(*error);
  const auto max_pods = max_pods_of(type, *numbers, cni->config);
  if (!max_pods) return wrong(max_pods.error());

  const NodeQuestion question = question_about(type, typed, *numbers, *cni, *max_pods);
  const PodCount pods = question.setup.load.pods;
  if (typed.curve && pods > PodCount(kMostPoints)) {
    return wrong({fmt::format("--curve: {} are too many for a curve", counted(pods)),
                  fmt::format("give --pods N with at most {}", kMostPoints)});
  }
  if (!typed.output.quiet) {
    io.err += report::to_text(
        remarks_on(question, numbers->pods, most_pods(*max_pods, *numbers), typed.output), sources);
  }

  const auto options_for = [&](std::string_view format) {
    return report::NodeReportOptions{
        .sources = sources,
        .catalog = {std::string(kVersion), std::string(Catalog::date()), catalog->overlaid_types()},
        .explain = typed.output.explain,
        .colour = *colour && format == "table",
        .plot = numbers->plot,
        .frame = *frame};
  };
  const auto findings_of = [&](const std::vector<Finding>& findings) {
    return report::FindingsReport{.command = kHelp.command,
                                  .of = type.name.view(),
                                  .findings = findings,
                                  .sources = sources,
                                  .fails_from = fail_on->threshold(),
                                  .frame = *frame,
                                  .version = kVersion};
  };
  Result<void, UsageError> written;
  ExitCode exit_code = ExitCode::done;
  if (typed.curve) {
    const NodeCurve curve = node_curve(question);
    exit_code = fail_on->exit_code(curve.findings);
    written = outputs.write(
        io,
        [&](std::string_view format) {
          if (report::is_findings_format(format)) return report::to_findings_format(findings_of(curve.findings), format);
          return render(curve, format, options_for(format));
        },
        [&] {
          auto files = report::to_csv_files(std::array{report::findings_data(curve.findings, sources)});
          files.insert(files.begin(), {.name = "curve.csv", .text = report::to_csv(curve)});
          return files;
        });
  } else {
    const NodePlan plan = plan_node(question);
    exit_code = fail_on->exit_code(plan.findings);
    written = outputs.write(
        io,
        [&](std::string_view format) {
          if (!report::is_findings_format(format)) return render(plan, format, options_for(format));
          const auto checks = checks_of(plan);
          report::FindingsReport findings = findings_of(plan.findings);
          findings.checks = checks;
          return report::to_findings_format(findings, format);
        },
        [&] {
          auto files = report::to_csv_files(report::more_tables_of(plan, sources));
          files.insert(files.begin(), {.name = "answers.csv", .text = report::to_csv(plan)});
          return files;
        });
  }
  if (!written) return wrong(written.error());
  return exit_code;
}

}  // namespace cniplan::cli
