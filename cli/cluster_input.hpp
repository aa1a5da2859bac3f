#pragma once

#include <CLI/CLI.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/io.hpp"
#include "cli/spec_input.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/core/location.hpp"
#include "planner/core/result.hpp"
#include "planner/net/cidr.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan::cli {

/// A cluster as FILEs, or as a few options that describe a usual one: one node group in all zones. As typed.
struct ClusterInputOptions {
  SpecInputOptions input;
  std::string pods;
  std::vector<std::string> types;
  std::string azs;
  std::string vpc;
  std::string nodes;
  std::string cpu;
  std::string memory;
  bool prefix_delegation = false;
  std::string custom_networking;
  std::string ip_family;
  std::string albs;
  std::string nlbs;
  bool public_subnets = false;
};

/// Whether the options in place of FILE choose the CNI's mode, or the command looks at several.
enum class ModeOptions : bool { no, yes };

/// Declares FILE..., what goes with it, and the options in its place.
void add_cluster_input_options(CLI::App& app, ClusterInputOptions& options, ModeOptions mode);

/// What a command needs of a cluster.
struct ClusterInputNeeds {
  bool vpc_cidr = true;     ///< places in the VPC are asked for
  bool as_eksctl = false;   ///< subnets that nobody lists are those that eksctl makes
  /// Quick Pods are a workload with its requests, which other nodes can carry, and not so many of each node.
  bool pods_as_workload = false;
};

/// The cluster; a spec without subnets gets those of outline_subnets(), without CIDRs. Quick ones have nodes as given, or as
/// many as the Pods take: each as full as max Pods, its addresses, and the Pods' requests let it be. `sources` then holds
/// the files' texts and the options'. What is wrong goes to io.err, and nothing is returned then; remarks are in the result.
[[nodiscard]] std::optional<SpecImport> read_cluster_input(const ClusterInputOptions& options,
                                                           const ClusterInputNeeds& needs, const Catalog& catalog,
                                                           std::string_view command, Sources& sources, Io& io);

/// The CIDR that an option gives; errors point into its text.
[[nodiscard]] Result<Located<Cidr>, Diagnostics> cidr_of(std::string_view option, const std::string& text,
                                                         Sources& sources);

}  // namespace cniplan::cli
