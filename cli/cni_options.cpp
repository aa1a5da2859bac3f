#include "cli/cni_options.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>

#include "cli/file_io.hpp"
#include "planner/core/line_index.hpp"
#include "planner/importers/cni_settings.hpp"
#include "planner/importers/document.hpp"
#include "planner/model/go_values.hpp"
#include "planner/model/windows_ipam.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kIpv4 = "ENABLE_IPv4";
constexpr std::string_view kIpv6 = "ENABLE_IPv6";
constexpr std::string_view kWindowsPrefixes = "enable-windows-prefix-delegation";
constexpr std::string_view kWindowsPrefix = "windows-";

/// An option that stands for one variable set to true.
struct ShortForm {
  std::string_view option;
  std::string_view variable;
  bool CniOptions::*given;
};
constexpr std::array<ShortForm, 3> kShortForms = {
    {{"--prefix-delegation", "ENABLE_PREFIX_DELEGATION", &CniOptions::prefix_delegation},
     {"--custom-networking", "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", &CniOptions::custom_networking},
     {"--pod-eni", "ENABLE_POD_ENI", &CniOptions::pod_eni}}};

const EnvSpec* find(std::span<const EnvSpec> entries, std::string_view name) {
  const auto found = std::ranges::find(entries, name, [](const EnvSpec& entry) { return entry.name.value; });
  return found == entries.end() ? nullptr : &*found;
}

/// KEY=VALUE texts with their places; a key stands once.
Result<std::vector<EnvSpec>, UsageError> read_pairs(std::string_view option,
                                                    const std::vector<std::string>& texts,
                                                    std::string_view example, Sources& sources) {
  std::vector<EnvSpec> entries;
  for (const std::string& text : texts) {
    const auto equals = text.find('=');
    if (equals == 0 || equals == std::string::npos) {
      return failure(UsageError{fmt::format("{}: \"{}\" is not KEY=VALUE", option, text),
                                fmt::format("write it as in {} {}", option, example)});
    }
    const int source = sources.add(std::string(option), text);
    const LineIndex places(text, source);
    std::string key = text.substr(0, equals);
    if (find(entries, key) != nullptr) {
      return failure(UsageError{fmt::format("{}: {} is given twice", option, key), "leave one of them out"});
    }
    entries.push_back({{std::move(key), places.at(0, equals)},
                       {text.substr(equals + 1),
                        places.at(equals + 1, std::max<std::size_t>(1, text.size() - equals - 1))}});
  }
  return entries;
}

UsageError contradiction(std::string_view one, std::string_view option, const EnvSpec& other) {
  return {fmt::format("{} contradicts {} {}={}", one, option, other.name.value, other.value.value),
          "leave one of them out"};
}

/// Sets a variable to true or false for an option that stands for it.
std::optional<UsageError> set(std::vector<EnvSpec>& entries, std::string_view option,
                              std::string_view entry_option, std::string_view name, bool value) {
  if (const EnvSpec* entry = find(entries, name)) {
    if (go_bool(entry->value.value) == value) return std::nullopt;
    return contradiction(option, entry_option, *entry);
  }
  entries.push_back({{std::string(name), {}}, {value ? "true" : "false", {}}});
  return std::nullopt;
}

/// --ip-family, with what it means for the variables; empty when it is not given.
Result<std::optional<IpFamily>, UsageError> read_ip_family(const CniOptions& options,
                                                           std::vector<EnvSpec>& env) {
  if (options.ip_family.empty()) return std::optional<IpFamily>();
  static constexpr std::array<std::string_view, 2> kFamilies = {"ipv4", "ipv6"};
  const auto word = one_of("--ip-family", options.ip_family, kFamilies);
  if (!word) return failure(word.error());
  const std::string option = fmt::format("--ip-family {}", options.ip_family);
  const bool ipv6 = *word == 1;
  for (const auto& [variable, value] : {std::pair(kIpv6, ipv6), std::pair(kIpv4, !ipv6)}) {
    if (auto error = set(env, option, "--env", variable, value)) return failure(*std::move(error));
  }
  return std::optional(ipv6 ? IpFamily::ipv6 : IpFamily::ipv4);
}

/// The entries of `over` in place of those of the same name, or behind the others.
void lay_over(std::vector<EnvSpec>& entries, const std::vector<EnvSpec>& over) {
  for (const EnvSpec& entry : over) {
    const auto same =
        std::ranges::find(entries, entry.name.value, [](const EnvSpec& e) { return e.name.value; });
    if (same == entries.end()) {
      entries.push_back(entry);
    } else {
      *same = entry;
    }
  }
}

/// What every manifest sets nobody chose.
bool is_of_the_manifest(const EnvSpec& entry) {
  return (entry.name.value == "WARM_ENI_TARGET" || entry.name.value == "WARM_PREFIX_TARGET") &&
         entry.value.value == "1";
}

/// Prints what is said: errors always, remarks unless quiet.
void say(Diagnostics said, const OutputOptions& output, const Sources& sources, Io& io) {
  // That they are the CNI's settings goes without saying: they have no section here, as in a spec.
  constexpr std::string_view kSection = "cni.env: ";
  for (Diagnostic& diagnostic : said) {
    if (diagnostic.message.starts_with(kSection)) diagnostic.message.erase(0, kSection.size());
  }
  if (output.quiet) std::erase_if(said, [](const Diagnostic& d) { return d.severity != Severity::error; });
  io.err += report::to_text(said, sources);
}

Result<std::vector<EnvSpec>, UsageError> windows_entries(const CniOptions& options, Sources& sources) {
  for (const ShortForm& form : kShortForms) {
    // Prefixes are the one thing that Windows nodes have as well.
    if (options.*form.given && form.given != &CniOptions::prefix_delegation) {
      return failure(UsageError{fmt::format("{} does not go with --os windows", form.option),
                                "Windows nodes have neither custom networking nor security groups for Pods"});
    }
  }
  if (!options.env.empty()) {
    return failure(UsageError{"--env does not go with --os windows, where aws-node does not run",
                              "give the entries of the ConfigMap amazon-vpc-cni, for example --configmap "
                              "warm-ip-target=5"});
  }
  if (options.ip_family == "ipv6") {
    return failure(UsageError{"--ip-family ipv6 does not go with --os windows", "leave one of them out"});
  }
  auto entries = read_pairs("--configmap", options.configmap, "warm-ip-target=5", sources);
  if (!entries) return entries;
  if (options.prefix_delegation) {
    if (auto error = set(*entries, "--prefix-delegation", "--configmap", kWindowsPrefixes, true)) {
      return failure(*std::move(error));
    }
  }
  return entries;
}

std::optional<NodeCni> windows_cni(const std::vector<EnvSpec>& over, std::vector<EnvSpec> entries,
                                   const OutputOptions& output, const Sources& sources, Io& io) {
  lay_over(entries, over);
  auto made = make_windows_ipam(entries);
  say(std::move(made.warnings), output, sources, io);
  NodeCni cni;
  cni.config.windows = made.value;
  for (const EnvSpec& entry : entries) {
    const std::string& key = entry.name.value;
    cni.given.push_back(key.starts_with(kWindowsPrefix) ? key.substr(kWindowsPrefix.size()) : key);
  }
  return cni;
}

}  // namespace

std::optional<CniSettings> read_cni_file(const CniOptions& options, const OutputOptions& output,
                                         std::string_view command, Sources& sources, Io& io) {
  auto text = read_file(options.file);
  if (!text) {
    static_cast<void>(refuse(io, command, text.error()));
    return std::nullopt;
  }
  const int source = sources.add(display_name(options.file), *std::move(text));
  const auto documents = read_documents(sources.text(source), source, kCniFiles);
  if (!documents) {
    say(documents.error(), output, sources, io);
    return std::nullopt;
  }
  auto settings = read_cni_settings(*documents);
  if (!settings) {
    say(std::move(settings.error()), output, sources, io);
    return std::nullopt;
  }
  say(std::move(settings->warnings), output, sources, io);
  return std::move(settings->value);
}

void add_cni_options(CLI::App& app, CniOptions& options, const std::string& group) {
  const auto pairs = [&](const char* name, std::vector<std::string>& values, const char* what) {
    app.add_option(name, values, what)->type_name("KEY=VALUE")->allow_extra_args(false)->group(group);
  };
  app.add_option(
         "--cni", options.file,
         "The cluster's settings: the DaemonSet aws-node and the ConfigMap amazon-vpc-cni as kubectl prints "
         "them, Helm values, or \"aws eks describe-addon\"; - is standard input")
      ->type_name("FILE")
      ->take_last()
      ->group(group);
  pairs("--env", options.env,
        "A variable of the aws-node container, as WARM_IP_TARGET=5; any number of times");
  pairs("--configmap", options.configmap,
        "For Windows an entry of the ConfigMap amazon-vpc-cni, as warm-ip-target=5; any number of times");
  app.add_flag(
         "--prefix-delegation", options.prefix_delegation,
         "ENIs hold /28 prefixes (ENABLE_PREFIX_DELEGATION, on Windows enable-windows-prefix-delegation)")
      ->group(group);
  app.add_flag("--custom-networking", options.custom_networking,
               "Pods in a subnet of their own (AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG)")
      ->group(group);
  app.add_flag("--pod-eni", options.pod_eni,
               "Security groups for Pods: a trunk and branch ENIs (ENABLE_POD_ENI)")
      ->group(group);
  app.add_option("--ip-family", options.ip_family, "ipv4 or ipv6 [ipv4, or what ENABLE_IPv6 says]")
      ->type_name("FAMILY")
      ->take_last()
      ->group(group);
}

std::optional<NodeCni> merge_cni_options(const CniOptions& options, const CniSettings* file, std::string_view name,
                                         NodeOs os, const OutputOptions& output, std::string_view command,
                                         Sources& sources, Io& io) {
  const auto refused = [&](const UsageError& error) -> std::optional<NodeCni> {
    static_cast<void>(refuse(io, command, error));
    return std::nullopt;
  };
  const bool windows = os == NodeOs::windows;
  std::vector<EnvSpec> over;
  std::optional<IpFamily> family;
  if (windows) {
    auto entries = windows_entries(options, sources);
    if (!entries) return refused(entries.error());
    over = *std::move(entries);
  } else {
    if (!options.configmap.empty()) {
      return refused(
          {"--configmap is for Windows nodes, whose addresses the VPC resource controller manages",
           "give --os windows, or set a variable of aws-node, for example --env WARM_IP_TARGET=5"});
    }
    auto env = read_pairs("--env", options.env, "WARM_IP_TARGET=5", sources);
    if (!env) return refused(env.error());
    over = *std::move(env);
    for (const ShortForm& form : kShortForms) {
      if (!(options.*form.given)) continue;
      if (const auto error = set(over, form.option, "--env", form.variable, true)) return refused(*error);
    }
    const auto given_family = read_ip_family(options, over);
    if (!given_family) return refused(given_family.error());
    family = *given_family;
  }

  if (file != nullptr) {
    if (!windows && !file->env) {
      return refused({fmt::format("{} has no environment of aws-node", name), fmt::format("give {}", kCniFiles)});
    }
    if (windows && !file->configmap && !output.quiet) {
      io.err += report::to_text(Diagnostics{{"cni.no-configmap", Severity::warning,
                                             fmt::format("{} does not tell the ConfigMap amazon-vpc-cni", name),
                                             "the VPC resource controller's defaults are taken"}},
                                sources);
    }
  }
  const auto settings = [&](std::optional<std::vector<EnvSpec>> CniSettings::*of) {
    return file == nullptr ? std::vector<EnvSpec>() : (file->*of).value_or(std::vector<EnvSpec>());
  };
  if (windows) return windows_cni(over, settings(&CniSettings::configmap), output, sources, io);

  std::vector<EnvSpec> env = settings(&CniSettings::env);
  NodeCni cni;
  for (const EnvSpec& entry : env) {
    if (!is_of_the_manifest(entry) && find(over, entry.name.value) == nullptr)
      cni.given.push_back(entry.name.value);
  }
  for (const EnvSpec& entry : over) cni.given.push_back(entry.name.value);
  lay_over(env, over);
  auto made = make_cni_config(env, family.value_or(ip_family_of(env)),
                              file != nullptr ? UnsetVariables::ipamd : UnsetVariables::manifest);
  if (!made) {
    say(std::move(made.error()), output, sources, io);
    return std::nullopt;
  }
  say(std::move(made->warnings), output, sources, io);
  cni.config = made->value;
  return cni;
}

std::optional<NodeCni> read_cni_options(const CniOptions& options, NodeOs os, const OutputOptions& output,
                                        std::string_view command, Sources& sources, Io& io) {
  if (options.file.empty()) return merge_cni_options(options, nullptr, {}, os, output, command, sources, io);
  const auto file = read_cni_file(options, output, command, sources, io);
  if (!file) return std::nullopt;
  return merge_cni_options(options, &*file, display_name(options.file), os, output, command, sources, io);
}

}  // namespace cniplan::cli
