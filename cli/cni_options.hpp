#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "cli/options.hpp"
#include "planner/core/location.hpp"
#include "planner/core/terms.hpp"
#include "planner/importers/cni_settings.hpp"
#include "planner/model/cni_config.hpp"

namespace cniplan::cli {

/// The settings of the VPC CNI, as typed.
struct CniOptions {
  std::string file;
  std::vector<std::string> env;        ///< KEY=VALUE
  std::vector<std::string> configmap;  ///< KEY=VALUE
  bool prefix_delegation = false;
  bool custom_networking = false;
  bool pod_eni = false;
  std::string ip_family;
};

/// Declares --cni, --env, --configmap and the short forms of common variables in the option group of that
/// name.
void add_cni_options(CLI::App& app, CniOptions& options, const std::string& group);

/// What the options amount to for a node.
struct NodeCni {
  CniConfig config;
  /// What the user set, and a file sets otherwise than the published manifest: variables of aws-node, and for
  /// Windows keys of the ConfigMap without "windows-".
  std::vector<std::string> given;
};

/// The settings of --cni; nothing, with the reason on io.err, when the file cannot be used. `options.file` is not
/// empty.
[[nodiscard]] std::optional<CniSettings> read_cni_file(const CniOptions& options, const OutputOptions& output,
                                                       std::string_view command, Sources& sources, Io& io);

/// As read_cni_options(), with the settings of a file that has been read; `name` is what messages call it. No file,
/// null: the options alone.
[[nodiscard]] std::optional<NodeCni> merge_cni_options(const CniOptions& options, const CniSettings* file,
                                                       std::string_view name, NodeOs os,
                                                       const OutputOptions& output, std::string_view command,
                                                       Sources& sources, Io& io);

/// Settings as aws-node, or for Windows the resource controller, reads them; single ones of the options take
/// the place of the file's. What there is to say goes to io.err (errors always, remarks unless quiet), with
/// its place in the file or the option's text, which `sources` keeps. Nothing when the file cannot be used,
/// when options are wrong or contradict each other, or when aws-node refuses to start with the settings.
[[nodiscard]] std::optional<NodeCni> read_cni_options(const CniOptions& options, NodeOs os,
                                                      const OutputOptions& output, std::string_view command,
                                                      Sources& sources, Io& io);

}  // namespace cniplan::cli
