#include "planner/importers/eks_anywhere.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string>
#include <string_view>

#include "planner/core/integer.hpp"
#include "planner/importers/document_reader.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::int64_t kMostNodes = 1'000'000;
constexpr std::int64_t kMostPods = 1'000'000;
/// Source: aws/eks-anywhere pkg/constants, DefaultNodeCidrMaskSize; kubeadm's node-cidr-mask-size-ipv4.
constexpr std::int64_t kDefaultNodePrefixLength = 24;

/// What both kinds of file have.
class Part {
 public:
  explicit Part(Platform platform, const DocumentNode& document) {
    part_.spec.location = document.location;
    part_.spec.platform = Located<Platform>{platform, document.location};
    part_.spec.pods_unknown = true;
  }

  [[nodiscard]] ClusterSpec& spec() { return part_.spec; }
  [[nodiscard]] Diagnostics& said() { return said_; }

  void derived(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::derived, std::move(what), std::move(because), at});
  }
  void ignored(std::string what, std::string because, Location at) {
    part_.notes.push_back({ImportNote::Kind::ignored, std::move(what), std::move(because), at});
  }
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    said_.push_back({std::move(code), Severity::warning, std::move(message), std::move(way_out), at});
  }

  [[nodiscard]] const DocumentNode* mapping(MappingReader& in, std::string_view key) {
    const DocumentNode* const node = in.node(key);
    if (node == nullptr || node->kind == Kind::mapping) return node;
    in.error("type.mapping", fmt::format("{} must be a mapping, but is {}", key, kind_name(*node)),
             "write \"key: value\" lines below it", node->location);
    return nullptr;
  }

  /// An IPv4 network; one of IPv6 is noted and left out.
  Given<Cidr> network(MappingReader& in, const DocumentNode& node, const std::string& what) {
    if (node.kind == Kind::scalar && node.scalar.contains(':')) {
      ignored(fmt::format("{} {}", what, node.scalar), "networks of IPv6 are not planned", node.location);
      return std::nullopt;
    }
    return in.cidr_of(node, what);
  }

  void set_node_prefix_length(Given<std::int64_t> length) {
    PodNetworkSpec& network = part_.spec.pod_network;
    network.node_prefix_length = length;
    if (length || network.cidrs.empty()) return;
    network.node_prefix_length = Located<std::int64_t>{kDefaultNodePrefixLength, Location{}};
    derived(fmt::format("podNetwork: nodePrefixLength {}", kDefaultNodePrefixLength), "a node's block unless set",
            network.location);
  }

  Result<PartialSpec, Diagnostics> take() {
    if (has_errors(said_)) return failure(std::move(said_));
    part_.warnings = std::move(said_);
    return std::move(part_);
  }

 private:
  PartialSpec part_;
  Diagnostics said_;
};

Given<std::string> metadata_name(Part& part, MappingReader& root) {
  const DocumentNode* const metadata = part.mapping(root, "metadata");
  if (metadata == nullptr) return std::nullopt;
  return MappingReader(*metadata, "metadata", part.said()).text("name");
}

void read_blocks(Part& part, MappingReader& network, std::string_view key, std::vector<Located<Cidr>>& out) {
  const DocumentNode* const node = part.mapping(network, key);
  if (node == nullptr) return;
  MappingReader in(*node, fmt::format("{}.{}", network.subject(), key), part.said());
  in.each("cidrBlocks", [&](const DocumentNode& item) {
    if (const auto cidr = part.network(in, item, "an item of cidrBlocks")) out.push_back(*cidr);
  });
}

void read_cluster_network(Part& part, MappingReader& spec) {
  const DocumentNode* const node = part.mapping(spec, "clusterNetwork");
  if (node == nullptr) {
    spec.error("key.missing", "clusterNetwork is missing", "give the networks of Pods and Services", spec.location());
    return;
  }
  MappingReader in(*node, "clusterNetwork", part.said());
  PodNetworkSpec& pods = part.spec().pod_network;
  pods.location = node->location;
  read_blocks(part, in, "pods", pods.cidrs);
  std::vector<Located<Cidr>> services;
  read_blocks(part, in, "services", services);
  // Source: cluster.go, validateNetworking.
  const auto one_only = [&](const std::vector<Located<Cidr>>& cidrs, std::string_view what) {
    if (cidrs.size() < 2) return;
    in.error("eks-anywhere.cidr-blocks", fmt::format("{}.cidrBlocks has {} networks, EKS Anywhere takes one", what, cidrs.size()),
             "leave one of them", cidrs[1].location);
  };
  one_only(pods.cidrs, "pods");
  one_only(services, "services");
  if (!services.empty()) part.spec().service_cidr = services.front();
  if (pods.cidrs.empty() && !has_errors(part.said())) {
    in.error("eks-anywhere.no-pod-network", "pods.cidrBlocks is missing or empty", "write [192.168.0.0/16]", node->location);
  }
  Given<std::int64_t> length;
  if (const DocumentNode* const nodes = part.mapping(in, "nodes")) {
    length = MappingReader(*nodes, "clusterNetwork.nodes", part.said()).integer("cidrMaskSize", 1, 32);
  }
  part.set_node_prefix_length(length);
  if (const DocumentNode* const cni = part.mapping(in, "cniConfig")) {
    const DocumentNode* const cilium = cni->find("cilium");
    const DocumentNode* const routing = cilium != nullptr ? cilium->find("routingMode") : nullptr;
    part.ignored(fmt::format("clusterNetwork.cniConfig{}",
                             routing != nullptr ? fmt::format(": routingMode {}", routing->scalar) : std::string()),
                 "Pods get a block of the Pod network on each node whichever way they are routed", cni->location);
  }
}

void read_worker_group(Part& part, const DocumentNode& node, std::size_t index) {
  MappingReader in(node, "worker node group", part.said());
  if (!in.valid()) return;
  NodeGroupSpec group{.location = node.location};
  group.name = in.text("name");
  if (!group.name) {
    // Source: cluster.go, SetWorkerNodeGroupDefaults.
    group.name = Located<std::string>{fmt::format("md-{}", index), Location{}};
    part.derived(fmt::format("node group \"{}\": its name", group.name->value), "EKS Anywhere's default", node.location);
  }
  in.set_subject(fmt::format("worker node group \"{}\"", group.name->value));
  group.nodes.location = node.location;
  group.nodes.desired = in.integer("count", 0, kMostNodes);
  if (const DocumentNode* const scaling = part.mapping(in, "autoscalingConfiguration")) {
    MappingReader bounds(*scaling, in.subject() + ": autoscalingConfiguration", part.said());
    group.nodes.min = bounds.integer("minCount", 0, kMostNodes);
    group.nodes.max = bounds.integer("maxCount", 0, kMostNodes);
  }
  if (!group.nodes.desired) {
    const std::int64_t count = group.nodes.min ? group.nodes.min->value : 1;
    group.nodes.desired = Located<std::int64_t>{count, Location{}};
    part.derived(fmt::format("node group \"{}\": nodes.desired {}", group.name->value, count),
                 group.nodes.min ? "minCount, without count" : "EKS Anywhere's default", node.location);
  }
  if (const DocumentNode* const kubelet = part.mapping(in, "kubeletConfiguration")) {
    const auto max_pods =
        MappingReader(*kubelet, in.subject() + ": kubeletConfiguration", part.said()).integer("maxPods", 1, kMostPods);
    if (max_pods) group.max_pods = Located<MaxPodsSpec>{PodCount(max_pods->value), max_pods->location};
  }
  if (const DocumentNode* const rollout = part.mapping(in, "upgradeRolloutStrategy")) {
    part.ignored(fmt::format("node group \"{}\": upgradeRolloutStrategy", group.name->value),
                 "updates of these nodes are not planned", rollout->location);
  }
  part.spec().node_groups.push_back(std::move(group));
}

/// "10.0.0.0/16,fd00::/56"
void read_subnets(Part& part, MappingReader& in, std::string_view key, std::vector<Located<Cidr>>& out) {
  const auto text = in.text(key);
  if (!text) return;
  std::string_view rest = text->value;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    DocumentNode item{.kind = Kind::scalar, .location = text->location, .scalar = std::string(rest.substr(0, comma))};
    if (const auto cidr = part.network(in, item, std::string(key))) out.push_back(*cidr);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
  }
}

/// extraArgs is a mapping up to v1beta3 and a list of names and values from v1beta4 on.
Given<std::int64_t> node_prefix_length(Part& part, MappingReader& root) {
  const DocumentNode* const manager = part.mapping(root, "controllerManager");
  const DocumentNode* const arguments = manager != nullptr ? manager->find("extraArgs") : nullptr;
  if (arguments == nullptr) return std::nullopt;
  const auto value_of = [&](std::string_view name) -> const DocumentNode* {
    if (const DocumentNode* const value = arguments->find(name)) return value;
    for (const DocumentNode& item : arguments->items) {
      const DocumentNode* const key = item.find("name");
      if (key != nullptr && key->scalar == name) return item.find("value");
    }
    return nullptr;
  };
  const DocumentNode* value = value_of("node-cidr-mask-size");
  if (value == nullptr) value = value_of("node-cidr-mask-size-ipv4");
  if (value == nullptr) return std::nullopt;
  const auto length = parse_integer(value->scalar);
  if (length && *length >= 1 && *length <= 32) return Located<std::int64_t>{*length, value->location};
  root.error("range.integer", "controllerManager.extraArgs: node-cidr-mask-size is no prefix length",
             "write a number from 1 to 32, in quotes", value->location);
  return std::nullopt;
}

}  // namespace

Result<PartialSpec, Diagnostics> read_eks_anywhere(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  Part part(Platform::eks_anywhere, document);
  MappingReader root(document, "", part.said());
  part.spec().name = metadata_name(part, root);
  const DocumentNode* const spec = part.mapping(root, "spec");
  if (spec == nullptr) {
    root.error("key.missing", "spec is missing", "give the whole document", document.location);
    return part.take();
  }
  MappingReader in(*spec, "spec", part.said());
  read_cluster_network(part, in);
  if (const DocumentNode* const control_plane = part.mapping(in, "controlPlaneConfiguration")) {
    MappingReader reader(*control_plane, "controlPlaneConfiguration", part.said());
    if (const auto count = reader.integer("count", 0, kMostNodes)) {
      part.spec().control_plane_nodes = Located<NodeCount>{NodeCount(count->value), count->location};
    }
  }
  if (!part.spec().control_plane_nodes) {
    part.spec().control_plane_nodes = Located<NodeCount>{NodeCount(1), Location{}};
    part.derived("cluster: controlPlaneNodes 1", "EKS Anywhere's default", document.location);
  }
  std::size_t index = 0;
  in.each("workerNodeGroupConfigurations", [&](const DocumentNode& node) { read_worker_group(part, node, index++); });
  if (const DocumentNode* const etcd = part.mapping(in, "externalEtcdConfiguration")) {
    part.ignored("externalEtcdConfiguration", "machines of etcd are no nodes and run no Pods", etcd->location);
  }
  return part.take();
}

Result<PartialSpec, Diagnostics> read_kubeadm(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  Part part(Platform::eks_distro, document);
  MappingReader root(document, "", part.said());
  part.spec().name = root.text("clusterName");
  if (const DocumentNode* const networking = part.mapping(root, "networking")) {
    MappingReader in(*networking, "networking", part.said());
    part.spec().pod_network.location = networking->location;
    read_subnets(part, in, "podSubnet", part.spec().pod_network.cidrs);
    std::vector<Located<Cidr>> services;
    read_subnets(part, in, "serviceSubnet", services);
    if (!services.empty()) part.spec().service_cidr = services.front();
  }
  if (!part.spec().service_cidr && !has_errors(part.said())) {
    // Source: cmd/kubeadm/app/apis/kubeadm/v1beta4/defaults.go, DefaultServicesSubnet.
    part.spec().service_cidr = Located<Cidr>{Cidr::containing(Ipv4Address(0x0A600000), 12), Location{}};
    part.derived("cluster: serviceCidr 10.96.0.0/12", "kubeadm's default", document.location);
  }
  part.set_node_prefix_length(node_prefix_length(part, root));
  if (part.spec().pod_network.cidrs.empty() && !has_errors(part.said())) {
    part.warn("kubeadm.no-pod-network", "networking.podSubnet is not set: the network of the Pods is the CNI's own choice",
              "set it, or give podNetwork in a spec", document.location);
  }
  return part.take();
}

Result<PartialSpec, Diagnostics> read_kubelet_configuration(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  PartialSpec part;
  part.spec.location = document.location;
  Diagnostics said;
  const auto warn = [&](std::string code, std::string message, std::string way_out, Location at) {
    said.push_back({std::move(code), Severity::warning, std::move(message), std::move(way_out), at});
  };
  MappingReader root(document, "KubeletConfiguration", said);
  const auto max_pods = root.integer("maxPods", 0, kMostPods);
  const auto pods_per_core = root.integer("podsPerCore", 0, kMostPods);
  if (has_errors(said)) return failure(std::move(said));
  const bool has_max_pods = max_pods && max_pods->value > 0;
  const bool has_pods_per_core = pods_per_core && pods_per_core->value > 0;
  const ClusterSpec& known = input.known;
  if (!known.platform || known.platform->value != Platform::eks_distro) {
    if (has_max_pods || has_pods_per_core) {
      warn("kubelet.nodes", "KubeletConfiguration: which nodes have it is in no file, so that it changes no max Pods",
           "give maxPods of their node groups in a spec, or the ClusterConfiguration of kubeadm beside it",
           document.location);
    }
  } else {
    if (has_pods_per_core) {
      warn("kubelet.pods-per-core",
           "KubeletConfiguration: podsPerCore is not planned, as no file says how many cores the nodes have",
           "set maxPods to the lower of maxPods and podsPerCore times cores", pods_per_core->location);
    }
    if (has_max_pods && known.node_groups.empty()) {
      warn("kubelet.no-groups",
           fmt::format("KubeletConfiguration: maxPods {} is of all nodes, but no file names a node group that takes it",
                       max_pods->value),
           "give nodeGroups in a spec", max_pods->location);
    }
    for (const NodeGroupSpec& group : known.node_groups) {
      if (!has_max_pods || group.max_pods || !group.name) continue;
      NodeGroupSpec out{.location = group.location};
      out.name = group.name;
      out.max_pods = Located<MaxPodsSpec>{PodCount(max_pods->value), max_pods->location};
      part.spec.node_groups.push_back(std::move(out));
      part.notes.push_back({ImportNote::Kind::derived,
                            fmt::format("node group \"{}\": maxPods {}", group.name->value, max_pods->value),
                            "kubeadm gives the KubeletConfiguration to all nodes", max_pods->location});
    }
  }
  part.warnings = std::move(said);
  return part;
}

}  // namespace cniplan
