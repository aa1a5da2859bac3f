#include "planner/importers/cni_part.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "planner/importers/cni_settings.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/embedded_document.hpp"
#include "planner/importers/helm_values.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kAwsNode = "aws-node";
constexpr std::string_view kVpcCni = "vpc-cni";
constexpr std::string_view kChart = "aws-vpc-cni";

std::string_view scalar_at(const DocumentNode& node, std::string_view key) {
  const DocumentNode* const value = node.find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string_view() : value->scalar;
}

std::string_view name_of(const DocumentNode& document) {
  const DocumentNode* const metadata = document.find("metadata");
  return metadata == nullptr ? std::string_view() : scalar_at(*metadata, "name");
}

/// The description itself, with or without `--query addon`.
const DocumentNode& addon_of(const DocumentNode& document) {
  const DocumentNode* const addon = document.find("addon");
  return addon != nullptr && addon->kind == Kind::mapping ? *addon : document;
}

const EnvSpec* find(const std::vector<EnvSpec>& env, std::string_view name) {
  const auto found = std::ranges::find_if(env, [&](const EnvSpec& variable) { return variable.name.value == name; });
  return found == env.end() ? nullptr : &*found;
}

bool is_true(const EnvSpec* variable) {
  return variable != nullptr && (variable->value.value == "true" || variable->value.value == "1");
}

/// A whole environment says what is set; a spec's is laid over the manifest. Where the manifest sets what ipamd would not,
/// the spec has to say it. Source: model/cni_config.hpp, UnsetVariables.
void complete(PartialSpec& part) {
  std::vector<EnvSpec>& env = part.spec.cni.env;
  const auto derive = [&](std::string_view name, std::string_view value) {
    env.push_back({{std::string(name), Location{}}, {std::string(value), Location{}}});
    part.notes.push_back({ImportNote::Kind::derived, fmt::format("cni.env: {} {}", name, value),
                          "aws-node does not set it, and ipamd's default differs from the manifest's value",
                          Location{}});
  };
  if (find(env, "WARM_PREFIX_TARGET") == nullptr) derive("WARM_PREFIX_TARGET", "0");
  const EnvSpec* const ipv6 = find(env, "ENABLE_IPv6");
  if (is_true(ipv6)) {
    part.spec.ip_family = Located<IpFamily>{IpFamily::ipv6, ipv6->value.location};
    if (find(env, "ENABLE_PREFIX_DELEGATION") == nullptr) derive("ENABLE_PREFIX_DELEGATION", "false");
  }
}

}  // namespace

bool is_aws_node_daemon_set(const DocumentNode& document) {
  if (scalar_at(document, "kind") != "DaemonSet") return false;
  if (name_of(document) == kAwsNode) return true;
  const DocumentNode* node = &document;
  for (const std::string_view key : {"spec", "template", "spec", "containers"}) {
    node = node->find(key);
    if (node == nullptr) return false;
  }
  return std::ranges::any_of(node->items, [](const DocumentNode& container) {
    return scalar_at(container, "name") == kAwsNode;
  });
}

bool is_vpc_cni_config_map(const DocumentNode& document) {
  return scalar_at(document, "kind") == "ConfigMap" && name_of(document) == "amazon-vpc-cni";
}

bool is_vpc_cni_values_file(const DocumentNode& document) {
  if (!scalar_at(document, "kind").empty()) return false;
  if (is_text(document)) {
    const auto values = read_embedded_documents(document);
    return values && is_vpc_cni_values(values->front());
  }
  const DocumentNode* const child = document.find(kChart);
  return (child != nullptr && child->kind == Kind::mapping) || is_vpc_cni_values(document);
}

bool is_eks_addon(const DocumentNode& document) {
  return scalar_at(document, "kind").empty() && !scalar_at(addon_of(document), "addonName").empty();
}

Result<PartialSpec, Diagnostics> read_cni_part(const ImporterInput& input) {
  PartialSpec part;
  std::vector<DocumentNode> documents;
  for (const DocumentNode* document : input.documents) {
    const std::string_view addon = scalar_at(addon_of(*document), "addonName");
    if (!is_eks_addon(*document) || addon == kVpcCni) {
      documents.push_back(*document);
      continue;
    }
    part.notes.push_back({ImportNote::Kind::ignored, fmt::format("add-on \"{}\"", addon),
                          "only vpc-cni's settings concern addresses", document->location});
    part.warnings.push_back({.code = "addon.not-listed",
                             .severity = Severity::warning,
                             .message = fmt::format("add-on \"{}\": its Pods are not counted by its description", addon),
                             .way_out = "list all add-ons in a spec: addons: [coredns, ...]",
                             .location = document->location});
  }
  if (documents.empty()) return part;
  auto settings = read_cni_settings(documents);
  if (!settings) return failure(std::move(settings.error()));
  part.warnings.insert(part.warnings.end(), settings->warnings.begin(), settings->warnings.end());
  part.spec.location = documents.front().location;
  if (settings->value.env) {
    part.spec.cni.env = *std::move(settings->value.env);
    complete(part);
  }
  for (EniConfigSpec& config : settings->value.eni_configs) {
    // Whatever other file lists the subnet knows more of it.
    SubnetSpec subnet{.location = config.subnet.location};
    subnet.id = config.subnet;
    subnet.az = Located<std::string>{config.az.value, Location{}};
    subnet.uses = std::vector<Located<SubnetUse>>{{SubnetUse::pods, Location{}}};
    part.spec.vpc.subnets.push_back(std::move(subnet));
    part.spec.cni.eni_configs.push_back(std::move(config));
  }
  // The chart renders a ConfigMap whether or not anybody sets it.
  const bool set = settings->value.configmap &&
                   std::ranges::any_of(*settings->value.configmap, [](const EnvSpec& data) {
                     return data.name.location.source >= 0;
                   });
  if (set) {
    const EnvSpec& first = settings->value.configmap->front();
    part.notes.push_back({ImportNote::Kind::ignored, "data of the ConfigMap amazon-vpc-cni",
                          "a spec has no settings of Windows nodes; cniplan node --os windows takes them",
                          first.name.location});
  }
  return part;
}

Result<PartialSpec, Diagnostics> read_eni_configs(const ImporterInput& input) {
  PartialSpec part;
  Diagnostics said;
  for (const DocumentNode* document : input.documents) {
    MappingReader root(*document, "ENIConfig", said);
    const DocumentNode* const metadata = root.node("metadata");
    Given<std::string> name;
    if (metadata != nullptr) {
      MappingReader in(*metadata, "ENIConfig: metadata", said);
      name = in.valid() ? in.text("name") : std::nullopt;
    }
    if (!name) {
      root.error("eni-config.no-name", "it has no metadata.name", "name it as its zone", root.location());
      continue;
    }
    root.set_subject(fmt::format("ENIConfig \"{}\"", name->value));
    const DocumentNode* const spec = root.node("spec");
    Given<std::string> subnet;
    if (spec != nullptr) {
      MappingReader in(*spec, root.subject(), said);
      subnet = in.valid() ? in.text("subnet") : std::nullopt;
    }
    if (!subnet || subnet->value.empty()) {
      if (!has_errors(said)) {
        root.error("eni-config.no-subnet", "spec.subnet is missing", "give the id of the Pods' subnet",
                   spec != nullptr ? spec->location : root.location());
      }
      continue;
    }
    const auto known = [&](const SubnetSpec& other) {
      return (other.id && other.id->value == subnet->value) || (other.name && other.name->value == subnet->value);
    };
    if (std::ranges::none_of(input.known.vpc.subnets, known) && std::ranges::none_of(part.spec.vpc.subnets, known)) {
      SubnetSpec added{.location = subnet->location};
      added.id = subnet;
      added.az = Located<std::string>{name->value, Location{}};
      added.uses = std::vector<Located<SubnetUse>>{{SubnetUse::pods, Location{}}};
      part.spec.vpc.subnets.push_back(std::move(added));
      said.push_back({.code = "eni-config.subnet-unknown",
                      .severity = Severity::warning,
                      .message = fmt::format("{}: no file says how large subnet {} is", root.subject(), subnet->value),
                      .way_out = "give a spec or another file that lists it with its CIDR",
                      .location = subnet->location});
    }
    part.spec.cni.eni_configs.push_back({*name, *subnet});
  }
  if (has_errors(said)) return failure(std::move(said));
  part.warnings = std::move(said);
  return part;
}

}  // namespace cniplan
