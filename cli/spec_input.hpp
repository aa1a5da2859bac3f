#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/location.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::cli {

/// The files of a command that takes a spec, and what to take where they have nothing, as typed.
struct SpecInputOptions {
  std::vector<std::string> files;
  std::string pods_per_node;
  std::string nodes_per_pool;
  std::string cluster;
};

/// Declares FILE... and, in the option group of that name, --pods-per-node, --nodes-per-pool and --cluster.
void add_spec_input_options(CLI::App& app, SpecInputOptions& options, const std::string& group);

/// Moves those FILEs that list instance types, the output of "aws ec2 describe-instance-types", to the files of the catalog,
/// as if they stood behind --instance-types. Where there is no other FILE, and of standard input, nothing is moved.
void take_instance_types(SpecInputOptions& options, CatalogOptions& catalog);

/// Whether all FILEs list instance types.
[[nodiscard]] bool has_instance_types_only(const SpecInputOptions& options);

/// The options as meant; an error is a wrong one.
struct SpecInputSettings {
  std::vector<std::string> files;
  std::optional<PodCount> pods_per_node;
  std::optional<NodeCount> nodes_per_pool;
  std::string cluster;  ///< empty: the only one
};
[[nodiscard]] Result<SpecInputSettings, UsageError> spec_input_settings(const SpecInputOptions& options);

/// Reads all files into one spec; `sources` then holds their texts. --pods-per-node goes to the node groups without
/// podsPerNode, --nodes-per-pool to the NodePools whose number of nodes no file says, within their limits. What is wrong
/// goes to io.err, and nothing is returned then; remarks are in the result.
[[nodiscard]] std::optional<SpecImport> read_spec_input(const SpecInputSettings& settings, const Catalog& catalog,
                                                        std::string_view command, Sources& sources, Io& io);

/// What such FILEs say of a cluster, nothing, with a warning for each; nothing, with io.err filled, when one is broken.
[[nodiscard]] std::optional<SpecImport> instance_types_alone(const SpecInputSettings& settings, const Catalog& catalog,
                                                             Io& io);

/// The same of texts that `sources` holds already, by their numbers; the settings' files are not looked at.
[[nodiscard]] std::optional<SpecImport> import_spec_texts(std::span<const int> texts, const SpecInputSettings& settings,
                                                          const Catalog& catalog, const Sources& sources, Io& io);

}  // namespace cniplan::cli
