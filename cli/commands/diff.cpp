#include <fmt/format.h>

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/file_io.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/spec_input.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/calendar_date.hpp"
#include "planner/core/decimal.hpp"
#include "planner/importers/result_file.hpp"
#include "planner/model/pod_network_model.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/diff.hpp"
#include "planner/plan/plan_cluster.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/diff_report.hpp"
#include "planner/spec/spec_changes.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "diff";
constexpr std::string_view kFormats[] = {"table", "json", "markdown", "html"};
constexpr const char* kDiff = "Diff";

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "What changed between two plans: of the input, and of each subnet, node group\n"
        "and finding. OLD and NEW are each a plan that \"cniplan plan -o json=FILE\" wrote,\n"
        "or a cniplan spec or any one file that \"cniplan import --help\" names, which is\n"
        "planned then; - is standard input.\n"
        "\n"
        "--fail-on-regression SHARE: exit code 1 when the cluster, a scenario or a subnet\n"
        "in one does not fit any more; when a subnet's worst share of used addresses, in\n"
        "the scenarios that both plans have, rises by more than SHARE percentage points;\n"
        "or when an open finding of severity error appeared.",
    .usage = "cniplan diff OLD NEW [options]",
    .examples =
        "  cniplan diff main.json cluster.yaml\n"
        "  git show main:cluster.yaml | cniplan diff - cluster.yaml --format markdown\n"
        "  cniplan diff old.json new.json --fail-on-regression 5% -o markdown=comment.md\n",
};

struct Typed {
  SpecInputOptions input;
  std::string fail_on_regression;
  std::string today;
  bool all = false;
  CatalogOptions catalog;
  OutputOptions output;
};

void declare(CLI::App& app, Typed& typed) {
  add_spec_input_options(app, typed.input, kDiff);
  app.add_flag("--all", typed.all, "Also what did not change")->group(kDiff);
  app.add_option("--fail-on-regression", typed.fail_on_regression, "Exit 1 when it got worse by more than so many points, as 5%")
      ->type_name("SHARE")
      ->group(kDiff);
  app.add_option("--today", typed.today, "The day that decides whether an acceptance in policy.accept has expired")
      ->type_name("DATE")
      ->group(kDiff);
  add_catalog_options(app, typed.catalog, kDiff);
  add_format_options(app, typed.output, kFormats);
  app.add_flag("-q,--quiet", typed.output.quiet, "No remarks on standard error")->group(kOutputGroup);
  add_color_option(app, typed.output);
  add_frame_options(app, typed.output);
}

std::optional<UsageError> wrong_sides(const std::vector<std::string>& files) {
  if (files.size() < 2) {
    return UsageError{files.empty() ? "no file is given" : "only one file is given", "name two, the old and the new one"};
  }
  if (files.size() > 2) {
    return UsageError{fmt::format("{} files are given, and a diff is of two", files.size()),
                      "where several files say a cluster together, plan them with \"cniplan plan -o json=FILE\" and "
                      "compare what that writes"};
  }
  if (files[0] == "-" && files[1] == "-") return UsageError{"standard input is given twice", "name - once"};
  return std::nullopt;
}

/// "5%", "2.5%" as a share; empty: nobody asked.
Result<std::optional<Share>, UsageError> allowed_rise(const std::string& text) {
  if (text.empty()) return std::nullopt;
  constexpr int kDecimals = 2;
  constexpr std::int64_t kMost = 1'000 * Share::kWhole;
  std::string_view number = text;
  const bool has_sign = number.ends_with('%');
  if (has_sign) number.remove_suffix(1);
  const auto basis_points = parse_decimal(number, kDecimals);
  if (!has_sign || !basis_points || *basis_points > kMost) {
    return failure(UsageError{fmt::format("--fail-on-regression: \"{}\" is no share", text),
                              "write percentage points by which a subnet may be fuller, as in 5% or 0.5%"});
  }
  return Share::from_basis_points(*basis_points);
}

/// A side of the diff: a plan, and the spec that it was made of here.
struct Side {
  std::string name;
  PlanSummary plan;
  std::optional<ClusterSpec> spec{};
};

/// Reads and plans sides; what is wrong with them goes to io.err.
class SideReader {
 public:
  SideReader(const Typed& typed, const SpecInputSettings& settings, const Catalog& catalog,
             std::optional<CalendarDate> today, Io& io)
      : typed_(typed), settings_(settings), catalog_(catalog), today_(today), io_(io) {}

  std::optional<Side> read(const std::string& path) {
    auto text = read_file(path);
    if (!text) {
      static_cast<void>(refuse(io_, kCommand, text.error()));
      return std::nullopt;
    }
    const int source = sources_.add(display_name(path), *std::move(text));
    return result_schema(sources_.text(source)) ? read_result(source) : plan_spec(source);
  }

 private:
  std::optional<Side> read_result(int source) {
    auto plan = read_plan_result(sources_.text(source), source);
    if (!plan) return wrong(plan.error());
    return Side{.name = std::string(sources_.name(source)), .plan = *std::move(plan)};
  }

  std::optional<Side> plan_spec(int source) {
    auto imported = import_spec_texts(std::array{source}, settings_, catalog_, sources_, io_);
    if (!imported) return std::nullopt;
    if (has_pod_network(imported->spec)) {
      return wrong({{.code = "diff.pod-network",
                     .message = "Pods of EKS Anywhere and EKS Distro have a network of their own, and diff compares "
                                "addresses of a VPC",
                     .way_out = "\"cniplan plan\" shows each of the two",
                     .location = {.source = source}}});
    }
    const auto model = resolve(imported->spec, catalog_);
    if (!typed_.output.quiet || !model) io_.err += report::to_text(imported->warnings, sources_);
    if (!model) return wrong(model.error());
    if (!typed_.output.quiet) io_.err += report::to_text(model->warnings, sources_);
    const ClusterPlan plan = plan_cluster(model->value, {.derivations = false, .sampling = {}, .today = today_});
    return Side{.name = std::string(sources_.name(source)),
                .plan = summary_of(plan, Catalog::date()),
                .spec = std::move(imported->spec)};
  }

  std::optional<Side> wrong(const Diagnostics& diagnostics) {
    io_.err += report::to_text(diagnostics, sources_);
    return std::nullopt;
  }

  const Typed& typed_;
  const SpecInputSettings& settings_;
  const Catalog& catalog_;
  std::optional<CalendarDate> today_;
  Io& io_;
  Sources sources_;
};

}  // namespace

ExitCode run_diff(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  declare(app, typed);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;

  if (const auto error = wrong_sides(typed.input.files)) return refuse(io, kCommand, *error);
  const auto settings = spec_input_settings(typed.input);
  if (!settings) return refuse(io, kCommand, settings.error());
  const auto allowed = allowed_rise(typed.fail_on_regression);
  if (!allowed) return refuse(io, kCommand, allowed.error());
  std::optional<CalendarDate> today;
  if (!typed.today.empty()) {
    today = CalendarDate::parse(typed.today);
    if (!today) {
      return refuse(io, kCommand, {fmt::format("--today: \"{}\" is no date", typed.today), "write it as 2027-01-31"});
    }
  }
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kCommand, colour.error());
  Outputs outputs;
  const auto frame = frame_of(typed.output);
  if (!frame) return refuse(io, kCommand, frame.error());
  if (auto opened = outputs.open(typed.output, kFormats); !opened) return refuse(io, kCommand, opened.error());
  const auto catalog = load_catalog(typed.catalog, typed.output, kCommand, io);
  if (!catalog) return ExitCode::usage;

  SideReader reader(typed, *settings, *catalog, today, io);
  const auto before = reader.read(typed.input.files[0]);
  const auto after = reader.read(typed.input.files[1]);
  if (!before || !after) return ExitCode::usage;

  std::optional<std::vector<FieldChange>> changes;
  if (before->spec && after->spec) changes = spec_changes(*before->spec, *after->spec);
  PlanDiff diff = diff_plans(before->plan, after->plan, std::move(changes));
  if (*allowed) diff.regression = regressions(diff, **allowed);
  const auto render = [&](std::string_view format) {
    const report::DiffReportOptions options{.before = before->name,
                                            .after = after->name,
                                            .all = typed.all,
                                            .colour = *colour && format == "table",
                                            .frame = *frame};
    if (format == "html") return report::to_html(diff, options);
    if (format == "json") return report::to_json(diff, options);
    if (format == "markdown") return report::to_markdown(diff, options);
    return report::to_table(diff, options);
  };
  if (auto written = outputs.write(io, render); !written) return refuse(io, kCommand, written.error());
  return diff.regression && !diff.regression->found.empty() ? ExitCode::finding : ExitCode::done;
}

}  // namespace cniplan::cli
