#include "planner/importers/nodeadm.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <utility>
#include <vector>

#include "planner/core/integer.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_reader.hpp"

namespace cniplan {
namespace {

constexpr std::int64_t kMostPods = 1'000'000;
constexpr std::string_view kGroup = "node.eks.aws";
constexpr std::string_view kKind = "NodeConfig";

/// The number of a flag "--max-pods=20".
std::optional<std::int64_t> max_pods_flag(std::string_view flag) {
  constexpr std::string_view kFlag = "--max-pods=";
  if (!flag.starts_with(kFlag)) return std::nullopt;
  const auto value = parse_integer(flag.substr(kFlag.size()));
  return value && *value >= 1 && *value <= kMostPods ? value : std::nullopt;
}

/// What stands between the parts of a MIME message; nothing when the text is none.
std::optional<std::string_view> mime_boundary(std::string_view text) {
  constexpr std::string_view kMark = "boundary=";
  const auto mark = text.find(kMark);
  if (mark == std::string_view::npos) return std::nullopt;
  std::string_view boundary = text.substr(mark + kMark.size());
  boundary = boundary.substr(0, boundary.find_first_of("\r\n;"));
  if (boundary.size() >= 2 && boundary.front() == '"') boundary = boundary.substr(1, boundary.find('"', 1) - 1);
  return boundary;
}

/// What a line of a MIME message is.
enum class MimeLine : std::uint8_t { before, boundary, header, end_of_headers, body };

/// Calls `read(what, line)` for every line of a message with that boundary.
/// Source: RFC 2046, section 5.1; https://awslabs.github.io/amazon-eks-ami/nodeadm/
template <class Read>
void each_mime_line(std::string_view text, std::string_view boundary, Read read) {
  const std::string between = fmt::format("--{}", boundary);
  MimeLine last = MimeLine::before;
  while (!text.empty()) {
    const auto end = std::min(text.find('\n'), text.size());
    std::string_view line = text.substr(0, end);
    text.remove_prefix(std::min(end + 1, text.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.starts_with(between)) {
      last = MimeLine::boundary;
    } else if (last == MimeLine::boundary || last == MimeLine::header) {
      last = line.empty() ? MimeLine::end_of_headers : MimeLine::header;
    } else if (last == MimeLine::end_of_headers) {
      last = MimeLine::body;
    }
    read(last, line);
  }
}

/// The parts of a MIME message without their headers, or the text itself when it is none.
std::vector<std::string> mime_parts(std::string_view text) {
  const auto boundary = mime_boundary(text);
  if (!boundary) return {std::string(text)};
  if (boundary->empty()) return {};
  std::vector<std::string> parts;
  each_mime_line(text, *boundary, [&](MimeLine what, std::string_view line) {
    if (what == MimeLine::boundary) parts.emplace_back();
    if (what != MimeLine::body) return;
    parts.back() += line;
    parts.back() += '\n';
  });
  return parts;
}

/// Whether a group's nodes are booted by nodeadm and may have that NodeConfig.
bool may_have(const NodeGroupSpec& group) {
  const bool linux_nodes = !group.os || group.os->value == NodeOs::linux;
  const bool own = !group.manager || group.manager->value == NodeManager::managed ||
                   group.manager->value == NodeManager::self_managed;
  return linux_nodes && own && group.name;
}

}  // namespace

Given<MaxPodsSpec> max_pods_of_node_config(const DocumentNode& document, Diagnostics& diagnostics) {
  MappingReader root(document, "NodeConfig", diagnostics);
  if (!root.valid()) return std::nullopt;
  const DocumentNode* const spec = root.node("spec");
  if (spec == nullptr) return std::nullopt;
  MappingReader spec_reader(*spec, "NodeConfig: spec", diagnostics);
  const DocumentNode* const kubelet = spec_reader.valid() ? spec_reader.node("kubelet") : nullptr;
  if (kubelet == nullptr) return std::nullopt;
  MappingReader kubelet_reader(*kubelet, "NodeConfig: spec.kubelet", diagnostics);
  if (!kubelet_reader.valid()) return std::nullopt;
  Given<MaxPodsSpec> found;
  if (const auto expression = kubelet_reader.text("maxPodsExpression"); expression && !expression->value.empty()) {
    found = Located<MaxPodsSpec>{MaxPodsExpression{expression->value}, expression->location};
  }
  if (const DocumentNode* const config = kubelet_reader.node("config")) {
    MappingReader config_reader(*config, "NodeConfig: spec.kubelet.config", diagnostics);
    const auto pods = config_reader.valid() ? config_reader.integer("maxPods", 1, kMostPods) : std::nullopt;
    if (pods) found = Located<MaxPodsSpec>{PodCount(pods->value), pods->location};
  }
  for (const auto& flag : kubelet_reader.texts("flags")) {
    if (const auto pods = max_pods_flag(flag.value)) found = Located<MaxPodsSpec>{PodCount(*pods), flag.location};
  }
  return found;
}

std::optional<MaxPodsSpec> max_pods_of_user_data(std::string_view user_data) {
  std::optional<MaxPodsSpec> found;
  for (const std::string& part : mime_parts(user_data)) {
    if (!part.contains(kKind)) continue;
    const auto documents = read_documents(part, -1);
    if (!documents) continue;
    for (const DocumentNode& document : *documents) {
      if (!is_object(document, kGroup, kKind)) continue;
      Diagnostics faults;
      if (const auto max_pods = max_pods_of_node_config(document, faults)) found = max_pods->value;
    }
  }
  return found;
}

std::optional<std::string> node_configs_of_mime(std::string_view text) {
  if (!text.starts_with("MIME-Version:") && !text.starts_with("Content-Type: multipart/")) return std::nullopt;
  const auto boundary = mime_boundary(text);
  if (!boundary || boundary->empty()) return std::nullopt;
  bool wanted = false;
  bool any = false;
  std::string out;
  each_mime_line(text, *boundary, [&](MimeLine what, std::string_view line) {
    if (what == MimeLine::boundary) wanted = false;
    if (what == MimeLine::header && line == "Content-Type: application/node.eks.aws") wanted = true;
    // The line that ends the headers keeps one document from the one before.
    if (what == MimeLine::end_of_headers && wanted && std::exchange(any, true)) out += "---";
    if (what == MimeLine::body && wanted && line != "---") out += line;
    out += '\n';
  });
  return any ? out : std::string();
}

Result<PartialSpec, Diagnostics> read_node_config(const ImporterInput& input) {
  PartialSpec part;
  const DocumentNode& document = *input.documents.front();
  const auto max_pods = max_pods_of_node_config(document, part.warnings);
  if (has_errors(part.warnings)) return failure(std::move(part.warnings));
  if (!max_pods) {
    part.notes.push_back({ImportNote::Kind::ignored, "NodeConfig", "it does not set max Pods", document.location});
    return part;
  }
  std::vector<std::string> candidates;
  for (const NodeGroupSpec& group : input.known.node_groups) {
    if (may_have(group)) candidates.push_back(group.name->value);
  }
  if (candidates.size() != 1) {
    part.warnings.push_back(
        {.code = "nodeadm.which-group",
         .severity = Severity::warning,
         .message = candidates.empty()
                        ? std::string("NodeConfig: no file names a node group whose nodes could boot with it")
                        : fmt::format("NodeConfig: which of the node groups {} boots with it is in no file",
                                      fmt::join(candidates, ", ")),
         .way_out = "give the group its maxPods in a spec: {nodeGroups: [{name: ..., maxPods: ...}]}",
         .location = max_pods->location});
    return part;
  }
  NodeGroupSpec group{.location = document.location};
  group.name = Located<std::string>{candidates.front(), Location{}};
  group.max_pods = max_pods;
  part.spec.node_groups.push_back(std::move(group));
  part.notes.push_back({ImportNote::Kind::derived, fmt::format("node group \"{}\": maxPods", candidates.front()),
                        "it is the only group whose nodes could boot with this NodeConfig", document.location});
  return part;
}

}  // namespace cniplan
