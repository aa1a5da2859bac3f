#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>
#include <span>

#include "cli/cluster_input.hpp"
#include "cli/commands/commands.hpp"
#include "cli/fail_on.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/scenario_list.hpp"
#include "cli/version.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/decimal.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/plan_checks.hpp"
#include "planner/plan/size.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/findings_report.hpp"
#include "planner/report/import_report.hpp"
#include "planner/report/infrastructure_report.hpp"
#include "planner/report/prometheus.hpp"
#include "planner/report/result_tables.hpp"
#include "planner/report/size_report.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "size";
constexpr auto kFormats = [] {
  constexpr std::array<std::string_view, 12> kOwn = {"table", "json",  "ndjson", "csv",    "markdown",   "html",
                                                     "junit", "sarif", "github", "gitlab", "prometheus", "spec"};
  std::array<std::string_view, kOwn.size() + std::size(report::kInfrastructureFormats)> formats;
  const auto next = std::ranges::copy(kOwn, formats.begin()).out;
  std::ranges::transform(report::kInfrastructureFormats, next, &report::InfrastructureFormat::name);
  return formats;
}();
/// Those that are files to use, and not what there is to say of a size: --emit takes them.
constexpr std::span<const std::string_view> kEmitted = std::span(kFormats).subspan(11);

bool is_emitted(std::string_view format) { return std::ranges::find(kEmitted, format) != kEmitted.end(); }

constexpr const char* kSize = "Size";

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "The smallest subnets that hold a cluster in every scenario, and their places in\n"
        "the VPC. FILE is a cniplan spec or any file that \"cniplan import --help\" names,\n"
        "several say more together. Subnets that have a CIDR stay as they are; where FILE\n"
        "has none at all, each zone gets those that a cluster wants.",
    .usage =
        "cniplan size FILE... [options]\n"
        "       cniplan size --pods N --type TYPE --vpc CIDR [options]",
    .examples =
        "  cniplan size --pods 3000 --type m6i.2xlarge --azs 3 --vpc 10.20.0.0/16\n"
        "  cniplan size --nodes 40 --type m5.large --vpc 10.20.0.0/20 --public --albs 2\n"
        "  cniplan size cluster.yaml --exclude 10.20.192.0/18 --format json\n"
        "  cniplan size cluster.yaml --emit terraform -o spec=sized.yaml\n",
};

struct Typed {
  ClusterInputOptions cluster;
  bool anew = false;
  std::string emit;
  std::string headroom;
  std::string growth;
  std::string months;
  std::string scenarios;
  std::vector<std::string> exclude;
  std::string layout = "best-fit";
  bool per_zone = false;
  std::string fragmentation = "expected";
  std::string fail_on = "error";
  CatalogOptions catalog;
  OutputOptions output;
};

void add_size_options(CLI::App& app, Typed& typed) {
  const auto option = [&](const char* name, std::string& value, const char* text, const char* type) {
    app.add_option(name, value, text)->type_name(type)->group(kSize);
  };
  option("--headroom", typed.headroom, "Share of a subnet to stay free [100 % less warnAt: 20%]", "SHARE");
  option("--growth", typed.growth, "Growth of the Pods, as 5%/month", "SHARE");
  option("--months", typed.months, "For so many months of growth [12]", "N");
  option("--scenarios", typed.scenarios, "Scenarios to hold, separated by commas, or all", "LIST");
  app.add_option("--exclude", typed.exclude, "Leave a range of the VPC alone; any number of times")
      ->type_name("CIDR")
      ->allow_extra_args(false)
      ->group(kSize);
  option("--layout", typed.layout, "best-fit, in-order, or eksctl's equal blocks [best-fit]", "LAYOUT");
  app.add_flag("--anew", typed.anew, "Size and place subnets that have a CIDR in FILE, too")->group(kSize);
  app.add_flag("--per-zone", typed.per_zone, "Each zone its own size, not the largest one's")->group(kSize);
  option("--emit", typed.emit, "Write files that make it: spec, terraform, terraform-json, cloudformation, eksctl",
         "FORMAT");
  option("--fragmentation", typed.fragmentation, "Of /28 blocks: expected, worst or best [expected]", "CASE");
}

/// "20%" or "20 %", with two decimals at most.
Result<Share, UsageError> share_of(std::string_view option, std::string_view text) {
  const std::string_view typed = text;
  const bool is_share = text.ends_with('%');
  if (is_share) text.remove_suffix(1);
  while (text.ends_with(' ')) text.remove_suffix(1);
  constexpr std::int64_t kMost = 1'000'000;
  const auto points = parse_decimal(text, 2);
  if (!is_share || text.empty() || !points || *points > kMost) {
    return failure(UsageError{fmt::format("{}: \"{}\" is not a share", option, typed), "write it as 20%"});
  }
  return Share::from_basis_points(*points);
}

/// Subnets as if nobody had placed them yet: what is in their CIDRs goes with these.
void forget_places(ClusterSpec& spec) {
  for (SubnetSpec& subnet : spec.vpc.subnets) {
    subnet.cidr.reset();
    subnet.reservations.clear();
    subnet.used_ranges.clear();
  }
}

/// The spec with the places of its subnets and their reservations.
void set_places(ClusterSpec& spec, const SizeResult& result) {
  for (std::size_t i = 0; i < spec.vpc.subnets.size(); ++i) {
    const SizedSubnet& sized = result.subnets[i];
    if (sized.given) continue;
    SubnetSpec& subnet = spec.vpc.subnets[i];
    subnet.cidr = Located<Cidr>{*sized.cidr};
    for (const Cidr& part : sized.reservations) {
      subnet.reservations.push_back(
          {.cidr = Located<Cidr>{part}, .type = Located<ReservationType>{ReservationType::prefix}});
    }
  }
}

class SizeCommand {
 public:
  SizeCommand(Typed& typed, Io& io) : typed_(typed), io_(io) {}

  ExitCode run() {
    const auto fail_on = FailOn::parse(typed_.fail_on);
    if (!fail_on) return refuse(io_, kCommand, fail_on.error());
    const auto colour = use_colour(typed_.output, io_);
    if (!colour) return refuse(io_, kCommand, colour.error());
    const auto frame = frame_of(typed_.output);
    if (!frame) return refuse(io_, kCommand, frame.error());
    if (!typed_.emit.empty()) {
      const auto emitted = one_of("--emit", typed_.emit, kEmitted);
      if (!emitted) return refuse(io_, kCommand, emitted.error());
      if (!typed_.output.format.empty()) {
        return refuse(io_, kCommand, {"--emit and --format both say what standard output gets",
                                      "give one of them, and -o FORMAT=FILE for the other"});
      }
      typed_.output.format = typed_.emit;
    }
    SizeRequest request;
    if (const auto error = read_request(request)) return refuse(io_, kCommand, *error);
    if (!faults_.empty()) return refuse_faults();
    Outputs outputs;
    if (auto opened = outputs.open(typed_.output, kFormats, Outputs::Csv::several_tables); !opened) return refuse(io_, kCommand, opened.error());
    const auto catalog = load_catalog(typed_.catalog, typed_.output, kCommand, io_);
    if (!catalog) return ExitCode::usage;
    auto imported = read_cluster_input(typed_.cluster, {.as_eksctl = request.layout == LayoutOrder::eksctl}, *catalog,
                                       kCommand, sources_, io_);
    if (!imported) return ExitCode::usage;
    ClusterSpec& spec = imported->spec;
    if (spec.vpc.cidrs.empty()) return refuse(io_, kCommand, {"FILE has no VPC", "give its CIDR with --vpc"});
    if (typed_.anew) forget_places(spec);
    if (const auto error = lay_over(spec)) return refuse(io_, kCommand, *error);
    auto model = resolve(spec, *catalog);
    if (!typed_.output.quiet || !model) io_.err += report::to_text(imported->warnings, sources_);
    if (!model) {
      faults_ = std::move(model.error());
      return refuse_faults();
    }
    if (!typed_.output.quiet) io_.err += report::to_text(model->warnings, sources_);
    request.model = std::move(model->value);

    SizeResult result = size_subnets(request);
    if (!result.fits) result.ways_out = ways_out(request, *catalog);
    if (outputs.any_format(is_emitted)) {
      if (!result.fits) {
        io_.err += fmt::format("{}\nNothing is written: not every subnet has a place. \"cniplan size\" without {} says more.\n",
                               result.verdict, typed_.emit.empty() ? "these formats" : "--emit");
        return ExitCode::finding;
      }
      set_places(spec, result);
    }
    const auto tables = [&] { return report::tables_of(result, sources_); };
    const auto render = [&](std::string_view format) {
      const report::SizeReportOptions options{.sources = sources_,
                                              .catalog_date = Catalog::date(),
                                              .explain = typed_.output.explain,
                                              .colour = *colour && format == "table",
                                              .frame = *frame,
                                              .imported = &*imported};
      if (report::is_findings_format(format)) {
        const auto checks = result.plan ? checks_of(*result.plan) : std::vector<RuleCheck>();
        return report::to_findings_format({.command = kCommand,
                                           .of = result.name,
                                           .findings = result.findings,
                                           .checks = checks,
                                           .sources = sources_,
                                           .fails_from = fail_on->threshold(),
                                           .frame = *frame,
                                           .version = kVersion},
                                          format);
      }
      if (format == "spec") return report::to_spec_yaml(*imported, {.sources = sources_});
      if (report::is_infrastructure_format(format)) return report::to_infrastructure(spec, format);
      if (format == "json") return report::to_json(result, options);
      if (format == "ndjson") return report::to_ndjson(tables());
      if (format == "csv") return report::to_csv(tables().front());
      if (format == "markdown") return report::to_markdown(result, options);
      if (format == "html") return report::to_html(result, options);
      if (format == "prometheus") return report::to_prometheus(result);
      return report::to_table(result, options);
    };
    if (auto written = outputs.write(io_, render, [&] { return report::to_csv_files(tables()); }); !written) {
      return refuse(io_, kCommand, written.error());
    }
    return fail_on->exit_code(result.findings);
  }

 private:
  ExitCode refuse_faults() {
    io_.err += report::to_text(faults_, sources_);
    return ExitCode::usage;
  }

  /// Everything but the cluster.
  std::optional<UsageError> read_request(SizeRequest& request) {
    static constexpr std::array<std::string_view, 3> kLayouts = {"best-fit", "in-order", "eksctl"};
    static constexpr std::array<std::string_view, 3> kCases = {"expected", "worst", "best"};
    const auto layout = one_of("--layout", typed_.layout, kLayouts);
    if (!layout) return layout.error();
    request.layout = static_cast<LayoutOrder>(*layout);
    const auto fragmentation = one_of("--fragmentation", typed_.fragmentation, kCases);
    if (!fragmentation) return fragmentation.error();
    request.fragmentation = static_cast<Fragmentation>(*fragmentation);
    request.zone_sizes = typed_.per_zone ? ZoneSizes::exact : ZoneSizes::equal;
    for (const std::string& text : typed_.exclude) {
      const auto cidr = cidr_of("--exclude", text, sources_);
      if (cidr) {
        request.exclude.push_back(cidr->value);
      } else {
        faults_.insert(faults_.end(), cidr.error().begin(), cidr.error().end());
      }
    }
    return std::nullopt;
  }

  /// What the options say of headroom, growth and scenarios, in place of the spec's.
  std::optional<UsageError> lay_over(ClusterSpec& spec) const {
    if (!typed_.headroom.empty()) {
      const auto headroom = share_of("--headroom", typed_.headroom);
      if (!headroom) return headroom.error();
      if (*headroom >= Share::from_percent(100)) return UsageError{"--headroom: nothing would be left to use", "give less than 100%"};
      const Share used = Share::from_basis_points(Share::kWhole - headroom->basis_points());
      spec.policy.warn_at = Located<Share>{used};
      if (spec.policy.fail_at && spec.policy.fail_at->value < used) spec.policy.fail_at->value = used;
    }
    if (!typed_.growth.empty()) {
      std::string_view text = typed_.growth;
      constexpr std::string_view kPerMonth = "/month";
      if (text.ends_with(kPerMonth)) text.remove_suffix(kPerMonth.size());
      const auto growth = share_of("--growth", text);
      if (!growth) return growth.error();
      spec.growth.pods_per_month = Located<Share>{*growth};
    }
    if (!typed_.months.empty()) {
      constexpr std::int64_t kMostMonths = 600;
      const auto months = whole_number("--months", typed_.months, 1, kMostMonths);
      if (!months) return months.error();
      if (!spec.growth.pods_per_month) return UsageError{"--months: nothing grows", "give --growth too"};
      spec.growth.months = Located<std::int64_t>{*months};
    }
    if (!typed_.scenarios.empty()) {
      if (auto chosen = choose_scenarios(typed_.scenarios, spec.policy); !chosen) return chosen.error();
    }
    return std::nullopt;
  }

  Typed& typed_;
  Io& io_;
  Sources sources_;
  Diagnostics faults_;
};

}  // namespace

ExitCode run_size(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  add_cluster_input_options(app, typed.cluster, ModeOptions::yes);
  add_size_options(app, typed);
  add_fail_on_option(app, typed.fail_on, kSize);
  add_catalog_options(app, typed.catalog, kSize);
  add_output_options(app, typed.output, kFormats);
  add_frame_options(app, typed.output);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;
  take_instance_types(typed.cluster.input, typed.catalog);
  return SizeCommand(typed, io).run();
}

}  // namespace cniplan::cli
