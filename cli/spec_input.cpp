#include "cli/spec_input.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "cli/file_io.hpp"
#include "planner/importers/ec2_instance_types.hpp"
#include "planner/importers/import.hpp"
#include "planner/report/diagnostic_text.hpp"

namespace cniplan::cli {
namespace {

void fill_in(ClusterSpec& spec, const SpecInputSettings& settings) {
  if (!settings.pods_per_node) return;
  for (NodeGroupSpec& group : spec.node_groups) {
    if (!group.pods_per_node) group.pods_per_node = Located<PodCount>{*settings.pods_per_node};
  }
}

/// Whether the first key of a JSON object says so.
bool lists_instance_types(std::string_view text) {
  constexpr std::string_view kBlanks = " \t\r\n";
  for (const std::string_view token : {"{", "\"InstanceTypes\""}) {
    text.remove_prefix(std::min(text.find_first_not_of(kBlanks), text.size()));
    if (!text.starts_with(token)) return false;
    text.remove_prefix(token.size());
  }
  return true;
}

}  // namespace

void take_instance_types(SpecInputOptions& options, CatalogOptions& catalog) {
  std::vector<std::string> others;
  std::vector<std::string> lists;
  for (const std::string& path : options.files) {
    const auto text = path == "-" ? failure(UsageError{}) : read_file(path);
    (text && lists_instance_types(*text) ? lists : others).push_back(path);
  }
  if (others.empty()) return;
  options.files = std::move(others);
  catalog.files.insert(catalog.files.end(), lists.begin(), lists.end());
}

bool has_instance_types_only(const SpecInputOptions& options) {
  return !options.files.empty() && std::ranges::all_of(options.files, [](const std::string& path) {
    const auto text = path == "-" ? failure(UsageError{}) : read_file(path);
    return text && lists_instance_types(*text);
  });
}

std::optional<SpecImport> instance_types_alone(const SpecInputSettings& settings, const Catalog& catalog, Io& io) {
  SpecImport out;
  for (const std::string& path : settings.files) {
    auto text = read_file(path);
    const auto types = read_ec2_instance_types(text ? *text : std::string(), 0, catalog);
    if (!types) {
      Sources sources;
      sources.add(display_name(path), text ? *std::move(text) : std::string());
      io.err += report::to_text(types.error(), sources);
      return std::nullopt;
    }
    out.warnings.push_back(
        {.code = "import.instance-types-only",
         .severity = Severity::warning,
         .message = fmt::format("{} lists instance types ({} of them), which say nothing of a cluster", display_name(path),
                                types->value.size()),
         .way_out = "give it beside a cluster's files, which then know these types"});
  }
  return out;
}

void add_spec_input_options(CLI::App& app, SpecInputOptions& options, const std::string& group) {
  app.add_option("file", options.files);
  app.add_option("--pods-per-node", options.pods_per_node,
                 "Pods on the Pod network of each node, where no FILE has them")
      ->type_name("N")
      ->group(group);
  app.add_option("--nodes-per-pool", options.nodes_per_pool,
                 "Nodes of each NodePool, where no FILE has them; at most its limits")
      ->type_name("N")
      ->group(group);
  app.add_option("--cluster", options.cluster, "Which cluster of a Terraform or CloudFormation FILE with several")
      ->type_name("NAME")
      ->group(group);
}

Result<SpecInputSettings, UsageError> spec_input_settings(const SpecInputOptions& options) {
  SpecInputSettings settings{.files = options.files, .cluster = options.cluster};
  if (settings.files.empty()) return failure(UsageError{"no file is given", "name one file or several"});
  if (std::ranges::count(settings.files, "-") > 1) {
    return failure(UsageError{"standard input is given twice", "name - once"});
  }
  if (!options.pods_per_node.empty()) {
    const auto number = whole_number("--pods-per-node", options.pods_per_node, 0, 100'000);
    if (!number) return failure(number.error());
    settings.pods_per_node = PodCount(*number);
  }
  if (!options.nodes_per_pool.empty()) {
    const auto number = whole_number("--nodes-per-pool", options.nodes_per_pool, 0, 1'000'000);
    if (!number) return failure(number.error());
    settings.nodes_per_pool = NodeCount(*number);
  }
  return settings;
}

std::optional<SpecImport> read_spec_input(const SpecInputSettings& settings, const Catalog& catalog,
                                          std::string_view command, Sources& sources, Io& io) {
  std::vector<int> texts;
  bool refused = false;
  for (const std::string& path : settings.files) {
    auto text = read_file(path);
    if (!text) {
      static_cast<void>(refuse(io, command, text.error()));
      refused = true;
      continue;
    }
    texts.push_back(sources.add(display_name(path), *std::move(text)));
  }
  if (refused) return std::nullopt;
  return import_spec_texts(texts, settings, catalog, sources, io);
}

std::optional<SpecImport> import_spec_texts(std::span<const int> texts, const SpecInputSettings& settings,
                                            const Catalog& catalog, const Sources& sources, Io& io) {
  auto imported = import_spec(
      sources, texts,
      {.catalog = catalog, .nodes_per_pool = settings.nodes_per_pool, .cluster = settings.cluster});
  if (!imported) {
    io.err += report::to_text(imported.error(), sources);
    return std::nullopt;
  }
  fill_in(imported->spec, settings);
  return *std::move(imported);
}

}  // namespace cniplan::cli
