#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <vector>

#include "cli/commands/commands.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/version.hpp"
#include "planner/catalog/pattern.hpp"
#include "planner/catalog/query.hpp"
#include "planner/core/decimal.hpp"
#include "planner/core/spelling.hpp"
#include "planner/report/instances_report.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"table", "json", "ndjson", "csv", "markdown"};

constexpr HelpText kHelp = {
    .command = "instances",
    .answers = "Which EC2 instance types there are, with what counts for addresses: ENIs, IPv4\n"
               "addresses per ENI, max Pods with secondary IPs, and what they cost.\n"
               "A range is N, MIN..MAX, MIN.. or ..MAX; an unknown value is in no range.",
    .usage = "cniplan instances [PATTERN...] [options]",
    .examples = "  cniplan instances 'm6i.*' 'c[67]g.?xlarge'\n"
                "  cniplan instances --arch arm64 --vcpus 4..8 --sort price --limit 10\n"
                "  cniplan instances --max-pods 110.. --sort -pods-per-usd --limit 5\n"};

constexpr const char* kFilters = "Filters";
constexpr const char* kOrder = "Order";

/// As typed.
struct Typed {
  std::vector<std::string> patterns;
  std::vector<std::string> families;
  std::string arch;
  std::string vcpus;
  std::string memory;
  std::string enis;
  std::string ipv4_per_eni;
  std::string max_pods;
  std::string price;
  bool nitro = false;
  bool trunking = false;
  bool gpu = false;
  std::string sort;
  bool descending = false;
  std::string limit;
};

void declare(CLI::App& app, Typed& typed) {
  app.add_option("PATTERN", typed.patterns, "Names of instance types, or patterns with * ? [...]");
  const auto text = [&](const char* name, std::string& value, const char* type_name, const char* what,
                        const char* group) { app.add_option(name, value, what)->type_name(type_name)->group(group); };
  app.add_option("--family", typed.families, "Only of this family, as m6i; any number of times")
      ->type_name("FAMILY")
      ->allow_extra_args(false)
      ->group(kFilters);
  text("--arch", typed.arch, "ARCH", "amd64 or arm64", kFilters);
  text("--vcpus", typed.vcpus, "RANGE", "vCPUs", kFilters);
  text("--memory", typed.memory, "RANGE", "Memory in GiB", kFilters);
  text("--enis", typed.enis, "RANGE", "ENIs of the default network card", kFilters);
  text("--ipv4-per-eni", typed.ipv4_per_eni, "RANGE", "IPv4 addresses per ENI, the primary one included", kFilters);
  text("--max-pods", typed.max_pods, "RANGE", "ENIs * (IPv4 per ENI - 1) + 2", kFilters);
  app.add_flag("--nitro", typed.nitro, "Only what can hold prefixes: Nitro, bare metal included")->group(kFilters);
  app.add_flag("--trunking", typed.trunking, "Only with branch ENIs, for security groups for Pods")->group(kFilters);
  app.add_flag("--gpu", typed.gpu, "Only with a GPU")->group(kFilters);
  text("--price", typed.price, "MAX", "At most so many USD an hour (Linux on demand, us-east-1)", kFilters);
  text("--sort", typed.sort, "COLUMN",
       "type, arch, vcpus, memory, gpus, hypervisor, enis, ipv4-per-eni, max-pods, branch-enis, network-cards, price "
       "or pods-per-usd; -COLUMN for the largest first [type]",
       kOrder);
  app.add_flag("--descending", typed.descending, "The largest first")->group(kOrder);
  text("--limit", typed.limit, "N", "Only the first N", kOrder);
}

/// A range in units of 10^-places, or what is wrong with it.
Result<Bounds, UsageError> range_of(std::string_view option, std::string_view text, int places) {
  const auto wrong = [&] {
    return failure(UsageError{fmt::format("{}: \"{}\" is not a range", option, text),
                              "write N, MIN..MAX, MIN.. or ..MAX"});
  };
  const auto dots = text.find("..");
  const auto first = text.substr(0, dots);
  const auto second = dots == std::string_view::npos ? first : text.substr(dots + 2);
  if (first.empty() && second.empty()) return wrong();
  Bounds bounds;
  if (!first.empty()) {
    bounds.least = parse_decimal(first, places);
    if (!bounds.least) return wrong();
  }
  if (!second.empty()) {
    bounds.most = parse_decimal(second, places);
    if (!bounds.most) return wrong();
  }
  if (bounds.least && bounds.most && *bounds.least > *bounds.most) {
    return failure(UsageError{fmt::format("{}: {} holds no number", option, text),
                              fmt::format("did you mean {}..{}?", second, first)});
  }
  return bounds;
}

/// A range of GiB as one of MiB, those that lie within.
Result<Bounds, UsageError> memory_of(std::string_view text) {
  constexpr int kPlaces = 3;
  constexpr std::int64_t kThousandths = 1000;
  constexpr std::int64_t kMibPerGib = 1024;
  constexpr std::int64_t kMostGib = 1'000'000'000;
  auto bounds = range_of("--memory", text, kPlaces);
  if (!bounds) return bounds;
  for (auto* const bound : {&bounds->least, &bounds->most}) {
    if (*bound && **bound > kMostGib * kThousandths) *bound = kMostGib * kThousandths;
  }
  if (bounds->least) bounds->least = (*bounds->least * kMibPerGib + kThousandths - 1) / kThousandths;
  if (bounds->most) bounds->most = *bounds->most * kMibPerGib / kThousandths;
  return bounds;
}

Result<void, UsageError> check_families(const Catalog& catalog, const std::vector<std::string>& families) {
  if (families.empty()) return {};
  std::vector<std::string_view> known;
  for (const InstanceType& type : catalog.types()) known.push_back(type.family());
  for (const std::string& family : families) {
    if (std::ranges::find(known, family) != known.end()) continue;
    std::string way_out = did_you_mean(family, known);
    if (way_out.empty()) way_out = "a family is the part of a type's name before the dot, as m6i";
    return failure(UsageError{fmt::format("--family: unknown family \"{}\"", family), way_out});
  }
  return {};
}

Result<InstanceQuery, UsageError> query_of(const Typed& typed) {
  InstanceQuery query;
  InstanceFilter& filter = query.filter;
  filter.families = typed.families;
  filter.only_nitro = typed.nitro;
  filter.only_trunking = typed.trunking;
  filter.only_gpu = typed.gpu;
  if (!typed.arch.empty()) {
    static constexpr std::array<std::string_view, 2> kArchitectures = {"amd64", "arm64"};
    const auto arch = one_of("--arch", typed.arch == "x86_64" ? "amd64" : typed.arch, kArchitectures);
    if (!arch) return failure(arch.error());
    filter.arch = *arch == 0 ? Architecture::amd64 : Architecture::arm64;
  }
  struct Range {
    std::string_view option;
    const std::string* text;
    Bounds* bounds;
  };
  for (const Range& range : {Range{"--vcpus", &typed.vcpus, &filter.vcpus}, Range{"--enis", &typed.enis, &filter.enis},
                             Range{"--ipv4-per-eni", &typed.ipv4_per_eni, &filter.ipv4_per_eni},
                             Range{"--max-pods", &typed.max_pods, &filter.max_pods}}) {
    if (range.text->empty()) continue;
    const auto bounds = range_of(range.option, *range.text, 0);
    if (!bounds) return failure(bounds.error());
    *range.bounds = *bounds;
  }
  if (!typed.memory.empty()) {
    const auto bounds = memory_of(typed.memory);
    if (!bounds) return failure(bounds.error());
    filter.memory_mib = *bounds;
  }
  if (!typed.price.empty()) {
    filter.price_micro_usd_hour.most = parse_decimal(typed.price, 6);
    if (!filter.price_micro_usd_hour.most) {
      return failure(UsageError{fmt::format("--price: \"{}\" is not an amount of USD", typed.price),
                                "give the most that an hour may cost, for example 0.25"});
    }
  }
  if (typed.descending) query.direction = SortDirection::descending;
  if (!typed.sort.empty()) {
    const bool reversed = typed.sort.starts_with('-');
    const auto column = one_of("--sort", std::string_view(typed.sort).substr(reversed ? 1 : 0), kInstanceColumns);
    if (!column) return failure(column.error());
    query.sort = static_cast<InstanceColumn>(*column);
    if (reversed) query.direction = SortDirection::descending;
  }
  if (!typed.limit.empty()) {
    const auto limit = whole_number("--limit", typed.limit, 1, 1'000'000'000);
    if (!limit) return failure(limit.error());
    query.limit = static_cast<std::size_t>(*limit);
  }
  return query;
}

std::string remarks(const InstanceList& list) {
  std::string out;
  if (!list.unknown_left.empty()) {
    constexpr std::size_t kNamed = 3;
    std::string names;
    for (std::size_t i = 0; i < std::min(list.unknown_left.size(), kNamed); ++i) {
      names += fmt::format("{}{}", i == 0 ? "" : ", ", list.unknown_left[i].view());
    }
    if (list.unknown_left.size() > kNamed) names += ", ...";
    out += fmt::format("cniplan instances: note: left out, because a value that a filter asks for is unknown: {} "
                       "type{} ({})\n",
                       list.unknown_left.size(), list.unknown_left.size() == 1 ? "" : "s", names);
  }
  if (list.matching == 0) {
    out += "cniplan instances: note: no instance type satisfies all filters\n";
  } else if (list.types.size() < list.matching) {
    out += fmt::format("cniplan instances: note: the first {} of {} types\n", list.types.size(), list.matching);
  }
  return out;
}

}  // namespace

ExitCode run_instances(Arguments arguments, Io& io) {
  CLI::App app;
  Typed typed;
  CatalogOptions catalog_options;
  OutputOptions output;
  declare(app, typed);
  add_catalog_options(app, catalog_options, "Catalog");
  add_output_options(app, output, kFormats);
  if (const auto done = parse(app, arguments, kHelp, io)) return *done;

  const auto query = query_of(typed);
  if (!query) return refuse(io, kHelp.command, query.error());
  if (const auto colour = use_colour(output, io); !colour) return refuse(io, kHelp.command, colour.error());
  Outputs outputs;
  if (const auto opened = outputs.open(output, kFormats); !opened) return refuse(io, kHelp.command, opened.error());
  const auto catalog = load_catalog(catalog_options, output, kHelp.command, io);
  if (!catalog) return ExitCode::usage;
  if (const auto known = check_families(*catalog, typed.families); !known) {
    return refuse(io, kHelp.command, known.error());
  }
  std::vector<const InstanceType*> types;
  if (typed.patterns.empty()) {
    types = all_types(*catalog);
  } else {
    auto selected = select_types(*catalog, typed.patterns);
    if (!selected) {
      for (const Diagnostic& error : selected.error()) {
        static_cast<void>(refuse(io, kHelp.command, {error.message, error.way_out}));
      }
      return ExitCode::usage;
    }
    types = *std::move(selected);
  }

  const InstanceList list = list_instances(*catalog, types, *query);
  const report::InstancesOptions options{.version = kVersion, .explain = output.explain};
  const auto written = outputs.write(io, [&](std::string_view format) {
    if (format == "json") return report::to_json(list, options);
    if (format == "ndjson") return report::to_ndjson(list, options);
    if (format == "csv") return report::to_csv(list, options);
    if (format == "markdown") return report::to_markdown(list, options);
    return report::to_table(list, options);
  });
  if (!written) return refuse(io, kHelp.command, written.error());
  if (!output.quiet) io.err += remarks(list);
  return ExitCode::done;
}

}  // namespace cniplan::cli
