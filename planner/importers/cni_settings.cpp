#include "planner/importers/cni_settings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <list>
#include <map>
#include <span>
#include <string>
#include <utility>

#include "planner/core/spelling.hpp"
#include "planner/importers/container_env.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/embedded_document.hpp"
#include "planner/importers/helm_values.hpp"
#include "planner/importers/quotable_lines.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kAwsNode = "aws-node";
constexpr std::string_view kConfigMap = "amazon-vpc-cni";
constexpr std::string_view kAddon = "vpc-cni";
constexpr std::string_view kChart = "aws-vpc-cni";

std::string_view scalar_at(const DocumentNode& node, std::string_view key) {
  const DocumentNode* const value = node.find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string_view() : value->scalar;
}

/// The node under a path of keys, or null.
const DocumentNode* node_at(const DocumentNode& node, std::span<const std::string_view> path) {
  const DocumentNode* found = &node;
  for (const std::string_view key : path) {
    found = found->find(key);
    if (found == nullptr) return nullptr;
  }
  return found;
}

/// A document, or an item of a Kubernetes List.
struct Object {
  const DocumentNode* node = nullptr;
  std::string_view
      kind;  ///< Kubernetes' kind, of an item that has none the List's; empty: no Kubernetes object
  std::string_view name;
  Location location{};  ///< of the name, or of the whole
};

const DocumentNode* containers_of(const DocumentNode& daemon_set) {
  static constexpr std::array<std::string_view, 4> kPath = {"spec", "template", "spec", "containers"};
  return node_at(daemon_set, kPath);
}

std::vector<const DocumentNode*> aws_node_containers(const DocumentNode& daemon_set) {
  std::vector<const DocumentNode*> out;
  const DocumentNode* const containers = containers_of(daemon_set);
  if (containers == nullptr) return out;
  for (const DocumentNode& container : containers->items) {
    if (scalar_at(container, "name") == kAwsNode) out.push_back(&container);
  }
  return out;
}

/// "DaemonSet "kube-proxy"", or what else it seems to be.
std::string describe(const Object& object) {
  if (object.kind.empty()) return seems_to_be(*object.node);
  return object.name.empty() ? std::string(object.kind) : fmt::format("{} \"{}\"", object.kind, object.name);
}

/// The documents, with Lists taken apart. Source: kubernetes/apimachinery pkg/apis/meta/v1/types.go, List.
void gather(const DocumentNode& node, std::string_view kind_of_list, std::vector<Object>& objects) {
  if (node.kind == Kind::sequence && !node.items.empty()) {
    for (const DocumentNode& item : node.items) gather(item, kind_of_list, objects);
    return;
  }
  Object object{.node = &node, .kind = scalar_at(node, "kind"), .location = node.location};
  if (object.kind.empty()) object.kind = kind_of_list;
  constexpr std::string_view kList = "List";
  const DocumentNode* const items = node.find("items");
  if (object.kind.ends_with(kList) && items != nullptr && items->kind == Kind::sequence &&
      !items->items.empty()) {
    std::string_view of = object.kind;
    of.remove_suffix(kList.size());
    gather(*items, of, objects);
    return;
  }
  if (const DocumentNode* const metadata = node.find("metadata")) {
    object.name = scalar_at(*metadata, "name");
    if (!object.name.empty()) object.location = metadata->find("name")->location;
  }
  objects.push_back(object);
}

/// The names, or the first of them and how many more there are.
std::string first_few(const std::vector<std::string>& names) {
  constexpr std::size_t kFew = 5;
  if (names.size() <= kFew) return fmt::format("{}", fmt::join(names, ", "));
  return fmt::format("{} and {} more", fmt::join(std::span(names).first(kFew), ", "), names.size() - kFew);
}

/// The names whose values differ between two sets of settings.
std::vector<std::string> differences(const std::vector<EnvSpec>& a, const std::vector<EnvSpec>& b) {
  std::map<std::string, std::array<std::optional<std::string>, 2>> values;
  for (const EnvSpec& variable : a) values[variable.name.value][0] = variable.value.value;
  for (const EnvSpec& variable : b) values[variable.name.value][1] = variable.value.value;
  std::vector<std::string> out;
  for (const auto& [name, value] : values) {
    if (value[0] != value[1]) out.push_back(name);
  }
  return out;
}

class Import {
 public:
  explicit Import(std::span<const DocumentNode> documents) : documents_(documents) {}

  Result<WithWarnings<CniSettings>, Diagnostics> run();

 private:
  void sort_out(const Object& object);
  bool one_source();
  void read_objects();
  void read_addon(const Object& object);
  void read_values(const DocumentNode& values, const std::string& subject);
  [[nodiscard]] const DocumentNode* embedded(const DocumentNode& text, const std::string& subject);
  [[nodiscard]] std::vector<EnvSpec> env_of(const Object& daemon_set);
  [[nodiscard]] std::vector<EnvSpec> data_of(const Object& config_map);
  template <class Read>
  std::optional<std::vector<EnvSpec>> read_all(const std::vector<Object>& objects, std::string_view what,
                                               Read read);
  void not_such_a_file();
  void hide_secrets();
  void note(Severity severity, std::string code, std::string message, std::string way_out, Location at);

  std::span<const DocumentNode> documents_;
  std::list<std::vector<DocumentNode>> embedded_;
  std::vector<const DocumentNode*> read_texts_;
  std::vector<Object> objects_;
  std::vector<Object> daemon_sets_;
  std::vector<Object> config_maps_;
  std::vector<Object> addons_;
  std::vector<Object> other_addons_;
  std::vector<std::pair<const DocumentNode*, std::string>> values_;  // with what they are called
  CniSettings settings_;
  Diagnostics diagnostics_;
};

Result<WithWarnings<CniSettings>, Diagnostics> Import::run() {
  for (const DocumentNode& document : documents_) gather(document, "", objects_);
  for (const Object& object : objects_) sort_out(object);
  if (one_source()) {
    if (!values_.empty()) {
      settings_.kind = CniFileKind::helm_values;
      read_values(*values_.front().first, values_.front().second);
    } else if (!addons_.empty()) {
      settings_.kind = CniFileKind::eks_addon;
      read_addon(addons_.front());
    } else if (!daemon_sets_.empty() || !config_maps_.empty()) {
      read_objects();
    } else {
      not_such_a_file();
    }
  }
  hide_secrets();
  sort_by_location(diagnostics_);
  if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
  return WithWarnings<CniSettings>{std::move(settings_), std::move(diagnostics_)};
}

void Import::sort_out(const Object& object) {
  const DocumentNode& node = *object.node;
  if (object.kind == "DaemonSet") {
    if (object.name == kAwsNode || !aws_node_containers(node).empty()) daemon_sets_.push_back(object);
    return;
  }
  if (object.kind == "ConfigMap") {
    if (object.name == kConfigMap) config_maps_.push_back(object);
    return;
  }
  if (object.kind == "ClusterConfig" && scalar_at(node, "apiVersion").starts_with("eksctl.io/")) {
    const DocumentNode* const addons = node.find("addons");
    if (addons == nullptr) return;
    for (const DocumentNode& addon : addons->items) {
      if (scalar_at(addon, "name") != kAddon || addon.find("configurationValues") == nullptr) continue;
      addons_.push_back({.node = &addon, .name = kAddon, .location = addon.find("name")->location});
    }
    return;
  }
  if (!object.kind.empty()) return;
  if (is_text(node)) {
    // As `--query addon.configurationValues` prints it: a JSON text.
    const auto values = read_embedded_documents(node);
    if (!values || !is_vpc_cni_values(values->front())) return;
    read_texts_.push_back(&node);
    values_.emplace_back(&embedded_.emplace_back(*values).front(), "configurationValues");
    return;
  }
  const DocumentNode* const addon = node.find("addon");
  const DocumentNode& described = addon != nullptr && addon->kind == Kind::mapping ? *addon : node;
  if (const DocumentNode* const name = described.find("addonName")) {
    (scalar_at(described, "addonName") == kAddon ? addons_ : other_addons_)
        .push_back(
            {.node = &described, .name = scalar_at(described, "addonName"), .location = name->location});
    return;
  }
  const DocumentNode* const child = node.find(kChart);
  if (child != nullptr && child->kind == Kind::mapping) {
    values_.emplace_back(child, fmt::format("Helm values of {}", kChart));
  } else if (is_vpc_cni_values(node)) {
    values_.emplace_back(&node, "Helm values");
  }
}

/// Whether no more than one thing says what the settings are. Several DaemonSets are compared when they are
/// read.
bool Import::one_source() {
  std::vector<std::pair<std::string, Location>> sources;
  if (!daemon_sets_.empty()) sources.emplace_back("the DaemonSet aws-node", daemon_sets_.front().location);
  if (daemon_sets_.empty() && !config_maps_.empty()) {
    sources.emplace_back("the ConfigMap amazon-vpc-cni", config_maps_.front().location);
  }
  for (const auto& values : values_) sources.emplace_back(values.second, values.first->location);
  for (const Object& addon : addons_) sources.emplace_back("the add-on vpc-cni", addon.location);
  if (sources.size() < 2) return true;
  note(Severity::error, "cni.conflict",
       sources[0].first == sources[1].first
           ? fmt::format("the file holds {} twice", sources[0].first)
           : fmt::format("the file holds {} as well as {}", sources[1].first, sources[0].first),
       "give a file with one of them", sources[1].second);
  return false;
}

void Import::read_objects() {
  settings_.kind = daemon_sets_.empty() ? CniFileKind::config_map : CniFileKind::daemon_set;
  settings_.env =
      read_all(daemon_sets_, "DaemonSet aws-node", [&](const Object& object) { return env_of(object); });
  settings_.configmap = read_all(config_maps_, "ConfigMap amazon-vpc-cni",
                                 [&](const Object& object) { return data_of(object); });
}

template <class Read>
std::optional<std::vector<EnvSpec>> Import::read_all(const std::vector<Object>& objects,
                                                     std::string_view what, Read read) {
  std::optional<std::vector<EnvSpec>> out;
  std::size_t said_of_first = 0;
  for (const Object& object : objects) {
    const std::size_t said = diagnostics_.size();
    std::vector<EnvSpec> found = read(object);
    if (!out) {
      out = std::move(found);
      said_of_first = diagnostics_.size() - said;
      if (has_errors(diagnostics_)) break;
      continue;
    }
    const auto different = differences(*out, found);
    if (different.empty() && !has_errors(diagnostics_)) {
      // What was said of the first holds for this one.
      if (diagnostics_.size() - said == said_of_first) diagnostics_.resize(said);
      continue;
    }
    if (!different.empty()) {
      note(
          Severity::error, "cni.conflict",
          fmt::format("the {} stands twice in the file, with different {}", what, first_few(different)),
          "leave one of them", object.location);
    }
    break;
  }
  return out;
}

std::vector<EnvSpec> Import::env_of(const Object& daemon_set) {
  const std::string subject =
      fmt::format("DaemonSet {}", daemon_set.name.empty() ? kAwsNode : daemon_set.name);
  const DocumentNode* const all = containers_of(*daemon_set.node);
  const auto containers = aws_node_containers(*daemon_set.node);
  if (containers.empty()) {
    note(Severity::error, "cni.no-container", fmt::format("{}: there is no container {}", subject, kAwsNode),
         "give the whole DaemonSet, as \"kubectl get ds aws-node -n kube-system -o yaml\" prints it",
         all == nullptr ? daemon_set.location : all->location);
    return {};
  }
  if (containers.size() > 1) {
    note(Severity::error, "cni.no-container",
         fmt::format("{}: two containers have the name {}", subject, kAwsNode), "leave one of them",
         containers[1]->location);
    return {};
  }
  const DocumentNode& container = *containers.front();
  const DocumentNode* const from = container.find("envFrom");
  if (from != nullptr && from->kind != Kind::null && !(from->kind == Kind::sequence && from->items.empty())) {
    note(Severity::warning, "cni.env-from",
         fmt::format("{}: envFrom sets variables from elsewhere, which is not read", subject),
         "write those that concern addresses into env to have them counted", from->location);
  }
  ContainerEnv env(subject, diagnostics_);
  const DocumentNode* const list = container.find("env");
  if (list != nullptr && list->kind != Kind::null) env.add_list(*list, "env");
  return env.take();
}

std::vector<EnvSpec> Import::data_of(const Object& config_map) {
  std::vector<EnvSpec> out;
  const std::string subject = fmt::format("ConfigMap {}", kConfigMap);
  const DocumentNode* const data = config_map.node->find("data");
  if (data == nullptr || data->kind == Kind::null) return out;
  if (data->kind != Kind::mapping) {
    note(Severity::error, "cni.config-map",
         fmt::format("{}: data must be a mapping, but is {}", subject, kind_name(*data)),
         "write \"key: value\" lines", data->location);
    return out;
  }
  for (const DocumentNode::Entry& entry : data->entries) {
    const DocumentNode& value = entry.value;
    if (is_text(value) && !yaml_1_1_boolean(value)) {
      out.push_back({{entry.key, entry.key_location}, {value.scalar, value.location}});
    } else if (is_windows_setting(entry.key) && value.kind != Kind::null) {
      const bool quotes_help = value.kind == Kind::scalar;
      note(Severity::error, "cni.config-map",
           fmt::format("{}: {} must be text, but is {}", subject, entry.key,
                       yaml_1_1_boolean(value) ? "true or false" : kind_name(value)),
           quotes_help ? "put the value in quotes: Kubernetes takes nothing else" : "write a text",
           value.location);
    }
  }
  return out;
}

void Import::read_addon(const Object& object) {
  const std::string subject = fmt::format("add-on \"{}\": configurationValues", kAddon);
  if (const DocumentNode* const schema = object.node->find("configurationSchema")) {
    note(Severity::error, "cni.file-kind",
         "this is the output of \"aws eks describe-addon-configuration\", which has no settings but their "
         "schema",
         "give the output of \"aws eks describe-addon\"", schema->location);
    return;
  }
  const DocumentNode* const configuration = object.node->find("configurationValues");
  const bool none = configuration == nullptr || configuration->kind == Kind::null ||
                    (configuration->kind == Kind::scalar &&
                     configuration->scalar.find_first_not_of(" \t\r\n") == std::string::npos);
  if (none) {
    read_values(DocumentNode{.kind = Kind::mapping}, subject);
  } else if (configuration->kind == Kind::mapping) {
    read_values(*configuration, subject);
  } else if (const DocumentNode* const values = embedded(*configuration, subject)) {
    read_values(*values, subject);
  }
}

const DocumentNode* Import::embedded(const DocumentNode& text, const std::string& subject) {
  if (!is_text(text)) {
    note(Severity::error, "cni.addon", fmt::format("{} must be text, but is {}", subject, kind_name(text)),
         "give the output of \"aws eks describe-addon\" as it is", text.location);
    return nullptr;
  }
  auto documents = read_embedded_documents(text);
  if (!documents) {
    for (Diagnostic& fault : documents.error()) {
      note(Severity::error, "cni.addon", fmt::format("{}: {}", subject, fault.message), fault.way_out,
           fault.location);
    }
    return nullptr;
  }
  read_texts_.push_back(&text);
  return &embedded_.emplace_back(*std::move(documents)).front();
}

void Import::read_values(const DocumentNode& values, const std::string& subject) {
  VpcCniChart chart = render_vpc_cni_chart(values, subject, diagnostics_);
  settings_.env = std::move(chart.env);
  settings_.configmap = std::move(chart.configmap);
  settings_.eni_configs = std::move(chart.eni_configs);
}

void Import::not_such_a_file() {
  if (!other_addons_.empty()) {
    const Object& addon = other_addons_.front();
    note(Severity::error, "cni.other-addon",
         addon.name.empty() ? std::string("addonName must be a name")
                            : fmt::format("this is the add-on \"{}\", not {}", addon.name, kAddon),
         fmt::format("give the output of \"aws eks describe-addon --addon-name {}\"", kAddon),
         addon.location);
    return;
  }
  std::vector<std::string> kinds;
  for (const Object& object : objects_) {
    std::string what = describe(object);
    if (std::ranges::find(kinds, what) == kinds.end()) kinds.push_back(std::move(what));
    constexpr std::size_t kMostShown = 5;
    if (kinds.size() > kMostShown) {
      kinds.back() = "others";
      break;
    }
  }
  const std::string way_out = fmt::format("give {}", kCniFiles);
  if (documents_.empty()) {
    note(Severity::error, "document.empty", "the file is empty", way_out, {});
    return;
  }
  const DocumentNode& first = documents_.front();
  if (objects_.size() == 1 && documents_.size() == 1 && objects_.front().node == &first) {
    note(Severity::error, "cni.file-kind",
         fmt::format("this is {}, which has no settings of the VPC CNI", seems_to_be(first)), way_out,
         objects_.front().location);
    return;
  }
  note(Severity::error, "cni.file-kind",
       fmt::format("the file holds no settings of the VPC CNI, but {}", fmt::join(kinds, ", ")), way_out,
       first.location);
}

void Import::hide_secrets() {
  QuotableLines lines;
  for (const DocumentNode& document : documents_) lines.add(document, read_texts_);
  for (const auto& documents : embedded_) {
    for (const DocumentNode& document : documents) lines.add(document);
  }
  for (Diagnostic& diagnostic : diagnostics_) diagnostic.location = lines.shown(diagnostic.location);
  for (auto* const variables : {&settings_.env, &settings_.configmap}) {
    if (!*variables) continue;
    for (EnvSpec& variable : **variables) {
      variable.name.location = lines.shown(variable.name.location);
      variable.value.location = lines.shown(variable.value.location);
    }
  }
}

void Import::note(Severity severity, std::string code, std::string message, std::string way_out,
                  Location at) {
  diagnostics_.push_back({.code = std::move(code),
                          .severity = severity,
                          .message = std::move(message),
                          .way_out = std::move(way_out),
                          .location = at});
}

}  // namespace

std::string_view to_string(CniFileKind kind) {
  switch (kind) {
    case CniFileKind::daemon_set:
      return "the DaemonSet aws-node";
    case CniFileKind::config_map:
      return "the ConfigMap amazon-vpc-cni";
    case CniFileKind::helm_values:
      return "Helm values of aws-vpc-cni";
    case CniFileKind::eks_addon:
      return "the add-on vpc-cni";
  }
  return {};
}

Result<WithWarnings<CniSettings>, Diagnostics> read_cni_settings(std::span<const DocumentNode> documents) {
  return Import(documents).run();
}

}  // namespace cniplan
