#include "planner/importers/kubernetes_objects.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <span>
#include <tuple>
#include <utility>

#include "planner/importers/document_reader.hpp"
#include "planner/spec/quantity.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::int64_t kMostPods = 10'000'000;
constexpr std::int64_t kMostPodsPerNode = 100'000;
/// Sums of requests stay far within 64 bits.
constexpr std::int64_t kMostOfAContainer = std::int64_t{1} << 50;
constexpr std::string_view kPodEni = "vpc.amazonaws.com/pod-eni";

Location hidden(Location at) {
  at.length = 0;
  return at;
}

/// The text under a key of a mapping whose other values concern nobody: annotations hold secrets, so that
/// what is wrong with one is not shown.
std::string annotation(const DocumentNode* annotations, std::string_view key) {
  const DocumentNode* const value = annotations == nullptr ? nullptr : annotations->find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string() : value->scalar;
}

std::string value_of(const Given<std::string>& given) {
  return given ? given->value : std::string();
}

struct Amounts {
  std::int64_t cpu_millis = 0;
  std::int64_t memory_bytes = 0;

  Amounts& operator+=(const Amounts& other) {
    cpu_millis += other.cpu_millis;
    memory_bytes += other.memory_bytes;
    return *this;
  }
};

Amounts most_of(const Amounts& a, const Amounts& b) {
  return {std::max(a.cpu_millis, b.cpu_millis), std::max(a.memory_bytes, b.memory_bytes)};
}

/// A document and what is said of it.
class ObjectReader {
 public:
  ObjectReader(const DocumentNode& document, std::string_view kind, Diagnostics& said)
      : said_(said), before_(said.size()), root_(document, std::string(kind), said) {
    const DocumentNode* const metadata = root_.node("metadata");
    if (metadata != nullptr) {
      MappingReader in(*metadata, fmt::format("{}: metadata", kind), said);
      if (const auto name = in.text("name")) {
        name_.name = name->value;
        name_.location = hidden(name->location);
      }
      name_.space = value_of(in.text("namespace"));
      labels_ = mapping(in, "labels");
      annotations_ = mapping(in, "annotations");
      owners_ = in.node("ownerReferences");
      name_.from_server = in.node("uid") != nullptr || in.node("creationTimestamp") != nullptr;
    }
    const DocumentNode* const status = root_.node("status");
    name_.from_server = name_.from_server || (status != nullptr && !status->entries.empty());
    if (said_.size() == before_ && name_.name.empty()) {
      root_.error("kubectl.no-name", "metadata.name is missing", "give what kubectl prints, unchanged",
                  root_.location());
    }
    if (!name_.name.empty()) root_.set_subject(fmt::format("{} \"{}\"", kind, name_.full()));
  }

  ~ObjectReader() {
    // Whatever stands on the line of a mistake stays unseen.
    for (std::size_t i = before_; i < said_.size(); ++i) said_[i].location.length = 0;
  }
  ObjectReader(const ObjectReader&) = delete;
  ObjectReader& operator=(const ObjectReader&) = delete;

  [[nodiscard]] bool good() const { return said_.size() == before_; }
  [[nodiscard]] const ObjectName& name() const { return name_; }
  [[nodiscard]] const DocumentNode* labels() const { return labels_; }
  [[nodiscard]] const DocumentNode* annotations() const { return annotations_; }
  [[nodiscard]] MappingReader& root() { return root_; }

  /// A mapping of this document; an empty one when there is none.
  MappingReader in(MappingReader& parent, std::string_view key) {
    const DocumentNode* const node = parent.node(key);
    return reader(node != nullptr ? *node : kNothing, key);
  }

  MappingReader labels_reader() {
    return reader(labels_ != nullptr ? *labels_ : kNothing, "metadata.labels");
  }

  /// The one that controls it: kind and name.
  std::pair<std::string, std::string> controller() {
    std::pair<std::string, std::string> out;
    each(owners_, "metadata.ownerReferences", [&](const DocumentNode& item) {
      MappingReader owner = reader(item, "metadata.ownerReferences");
      const auto kind = owner.text("kind");
      const auto name = owner.text("name");
      const auto controls = owner.boolean("controller");
      if (controls && controls->value && kind && name) out = {kind->value, name->value};
    });
    return out;
  }

  PodShape read_pod(MappingReader& spec, const DocumentNode* annotations, const DocumentNode* labels) {
    PodShape out;
    out.labels = labels;
    const auto host_network = spec.boolean("hostNetwork");
    out.host_network = host_network && host_network->value;
    out.placement = read_placement(spec);
    out.pod_eni = annotations != nullptr && annotations->find(kPodEni) != nullptr;

    Amounts together;
    each(spec.node("containers"), "containers",
         [&](const DocumentNode& item) { together += container(item, out); });
    Amounts sidecars;
    Amounts starting;
    each(spec.node("initContainers"), "initContainers", [&](const DocumentNode& item) {
      Amounts needs = container(item, out);
      const DocumentNode* const policy = item.find("restartPolicy");
      if (policy != nullptr && policy->kind == Kind::scalar && policy->scalar == "Always") {
        sidecars += needs;
        starting = most_of(starting, sidecars);
      } else {
        needs += sidecars;
        starting = most_of(starting, needs);
      }
    });
    together += sidecars;
    together = most_of(together, starting);
    if (spec.node("resources") != nullptr) {
      MappingReader resources = in(spec, "resources");
      if (resources.node("requests") != nullptr) {
        MappingReader requests = in(resources, "requests");
        if (const auto cpu = cpu_of(requests)) together.cpu_millis = *cpu;
        if (const auto memory = memory_of(requests)) together.memory_bytes = *memory;
      }
    }
    if (spec.node("overhead") != nullptr) {
      MappingReader overhead = in(spec, "overhead");
      together += {cpu_of(overhead).value_or(0), memory_of(overhead).value_or(0)};
    }
    out.cpu_millis = together.cpu_millis;
    out.memory_bytes = together.memory_bytes;
    return out;
  }

  PodPlacement read_placement(MappingReader& spec) {
    PodPlacement out;
    out.node_selector = mapping(spec, "nodeSelector");
    out.tolerations = list(spec, "tolerations");
    if (spec.node("affinity") == nullptr) return out;
    MappingReader affinity = in(spec, "affinity");
    if (affinity.node("nodeAffinity") == nullptr) return out;
    MappingReader to_nodes = in(affinity, "nodeAffinity");
    constexpr std::string_view kRequired = "requiredDuringSchedulingIgnoredDuringExecution";
    if (to_nodes.node(kRequired) == nullptr) return out;
    MappingReader required = in(to_nodes, kRequired);
    out.required_terms = list(required, "nodeSelectorTerms");
    return out;
  }

  /// spec.template of a controller.
  PodShape read_template(MappingReader& spec) {
    MappingReader pod_template = in(spec, "template");
    const DocumentNode* annotations = nullptr;
    const DocumentNode* labels = nullptr;
    if (pod_template.node("metadata") != nullptr) {
      MappingReader metadata = in(pod_template, "metadata");
      annotations = mapping(metadata, "annotations");
      labels = mapping(metadata, "labels");
    }
    MappingReader pod = in(pod_template, "spec");
    return read_pod(pod, annotations, labels);
  }

  const DocumentNode* mapping(MappingReader& parent, std::string_view key) {
    const DocumentNode* const node = parent.node(key);
    if (node == nullptr) return nullptr;
    return reader(*node, key).valid() ? node : nullptr;
  }

  /// A list of mappings under a key.
  const DocumentNode* list(MappingReader& parent, std::string_view key) {
    const DocumentNode* const node = parent.node(key);
    const auto said_before = said_.size();
    each(node, key, [](const DocumentNode&) {});
    return said_.size() == said_before ? node : nullptr;
  }

 private:
  static const DocumentNode kNothing;

  MappingReader reader(const DocumentNode& node, std::string_view what) {
    return MappingReader(node, fmt::format("{}: {}", root_.subject(), what), said_);
  }

  template <class Read>
  void each(const DocumentNode* list, std::string_view what, Read read) {
    if (list == nullptr || list->kind == Kind::null) return;
    if (list->kind != Kind::sequence) {
      root_.error("type.list", fmt::format("{} must be a list, but is {}", what, kind_name(*list)),
                  "give what kubectl prints, unchanged", list->location);
      return;
    }
    for (const DocumentNode& item : list->items) {
      if (reader(item, what).valid()) read(item);
    }
  }

  Amounts container(const DocumentNode& node, PodShape& pod) {
    MappingReader in_container = reader(node, "a container");
    if (in_container.node("resources") == nullptr) return {};
    MappingReader resources = in(in_container, "resources");
    std::optional<std::int64_t> cpu;
    std::optional<std::int64_t> memory;
    if (resources.node("requests") != nullptr) {
      MappingReader requests = in(resources, "requests");
      cpu = cpu_of(requests);
      memory = memory_of(requests);
      pod.pod_eni = pod.pod_eni || requests.node(kPodEni) != nullptr;
    }
    // A limit without a request is one. Source: kubernetes/kubernetes pkg/apis/core/v1/defaults.go,
    // SetDefaults_Pod.
    if (resources.node("limits") != nullptr) {
      MappingReader given = in(resources, "limits");
      if (!cpu) cpu = cpu_of(given);
      if (!memory) memory = memory_of(given);
      pod.pod_eni = pod.pod_eni || given.node(kPodEni) != nullptr;
    }
    return {cpu.value_or(0), memory.value_or(0)};
  }

  std::optional<std::int64_t> cpu_of(MappingReader& amounts) {
    return quantity(amounts, "cpu", parse_cpu_millis);
  }
  std::optional<std::int64_t> memory_of(MappingReader& amounts) {
    return quantity(amounts, "memory", parse_memory_bytes);
  }

  template <class Parse>
  std::optional<std::int64_t> quantity(MappingReader& amounts, std::string_view key, Parse parse) {
    const DocumentNode* const node = amounts.node(key);
    if (node == nullptr) return std::nullopt;
    const auto amount = node->kind == Kind::scalar ? parse(node->scalar) : failure(QuantityError::malformed);
    if (amount && *amount <= kMostOfAContainer) return *amount;
    amounts.error("kubectl.quantity", fmt::format("{} is no quantity of Kubernetes", key),
                  key == "cpu" ? "it is written as 500m or 2" : "it is written as 512Mi or 2Gi",
                  node->location);
    return std::nullopt;
  }

  Diagnostics& said_;
  std::size_t before_;
  MappingReader root_;
  ObjectName name_;
  const DocumentNode* labels_ = nullptr;
  const DocumentNode* annotations_ = nullptr;
  const DocumentNode* owners_ = nullptr;
};

const DocumentNode ObjectReader::kNothing = {.kind = Kind::mapping};

Given<std::int64_t> hidden(Given<std::int64_t> number) {
  if (number) number->location.length = 0;
  return number;
}

/// "web" of "web-5d78c9869d", the ReplicaSet of a Deployment: the suffix is a label of the Pod, or what
/// follows the last hyphen. Source: kubernetes/kubernetes pkg/controller/deployment/sync.go,
/// getNewReplicaSet.
std::string deployment_of(const std::string& replica_set, const DocumentNode* labels) {
  for (const std::string_view key : {"pod-template-hash", "rollouts-pod-template-hash"}) {
    const std::string suffix = "-" + annotation(labels, key);
    if (suffix.size() > 1 && replica_set.size() > suffix.size() && replica_set.ends_with(suffix)) {
      return replica_set.substr(0, replica_set.size() - suffix.size());
    }
  }
  return replica_set.substr(0, replica_set.rfind('-'));
}

/// A list's items; none of what is no list.
std::span<const DocumentNode> items_of(const DocumentNode* list) {
  if (list == nullptr || list->kind != Kind::sequence) return {};
  return list->items;
}

/// The text under a key; nothing where there is no such key.
std::optional<std::string_view> text_under(const DocumentNode* mapping, std::string_view key) {
  const DocumentNode* const value = mapping == nullptr ? nullptr : mapping->find(key);
  if (value == nullptr || value->kind != Kind::scalar) return std::nullopt;
  return value->scalar;
}

/// An item of matchExpressions.
bool holds(const DocumentNode& expression, const DocumentNode* labels) {
  const auto value = text_under(labels, text_under(&expression, "key").value_or(""));
  const std::string_view wanted = text_under(&expression, "operator").value_or("");
  const bool listed = value && std::ranges::any_of(items_of(expression.find("values")), [&](const DocumentNode& item) {
                        return item.kind == Kind::scalar && item.scalar == *value;
                      });
  if (wanted == "In") return listed;
  if (wanted == "NotIn") return !listed;
  if (wanted == "Exists") return value.has_value();
  return wanted == "DoesNotExist" && !value;
}

std::vector<std::string> listed(std::string_view text) {
  std::vector<std::string> out;
  while (!text.empty()) {
    const auto comma = std::min(text.find(','), text.size());
    std::string_view item = text.substr(0, comma);
    while (item.starts_with(' ')) item.remove_prefix(1);
    while (item.ends_with(' ')) item.remove_suffix(1);
    if (!item.empty()) out.emplace_back(item);
    text.remove_prefix(std::min(comma + 1, text.size()));
  }
  return out;
}

}  // namespace

std::string ObjectName::full() const {
  return space.empty() ? name : fmt::format("{}/{}", space, name);
}

bool matches_labels(const DocumentNode& selector, const DocumentNode* labels) {
  const DocumentNode* const wanted = selector.find("matchLabels");
  const bool has_all =
      wanted == nullptr || std::ranges::all_of(wanted->entries, [&](const DocumentNode::Entry& entry) {
        return entry.value.kind == Kind::scalar && text_under(labels, entry.key) == entry.value.scalar;
      });
  return has_all && std::ranges::all_of(items_of(selector.find("matchExpressions")),
                                        [&](const DocumentNode& expression) { return holds(expression, labels); });
}

std::optional<KubernetesNode> read_kubernetes_node(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "Node", said);
  KubernetesNode out{.name = in.name(), .labels = in.labels()};
  MappingReader labels = in.labels_reader();
  for (const std::string_view key :
       {"node.kubernetes.io/instance-type", "beta.kubernetes.io/instance-type"}) {
    if (!out.instance_type) out.instance_type = labels.text(key);
  }
  if (out.instance_type) out.instance_type->location.length = 0;
  for (const std::string_view key :
       {"topology.kubernetes.io/zone", "failure-domain.beta.kubernetes.io/zone"}) {
    if (out.zone.empty()) out.zone = value_of(labels.text(key));
  }
  const std::string compute_type = value_of(labels.text("eks.amazonaws.com/compute-type"));
  const auto node_group = labels.text("eks.amazonaws.com/nodegroup");
  auto node_pool = labels.text("karpenter.sh/nodepool");
  // Karpenter's name for it before v0.32.
  if (!node_pool) node_pool = labels.text("karpenter.sh/provisioner-name");
  const auto eksctl_group = labels.text("alpha.eksctl.io/nodegroup-name");
  MappingReader spec = in.in(in.root(), "spec");
  const std::string provider = value_of(spec.text("providerID"));
  out.taints = in.list(spec, "taints");

  if (compute_type == "fargate" || out.name.name.starts_with("fargate-ip-")) {
    out.host = KubernetesNodeHost::fargate;
  } else if (compute_type == "hybrid" || provider.starts_with("eks-hybrid:")) {
    out.host = KubernetesNodeHost::hybrid;
  } else if (compute_type == "auto") {
    out.host = KubernetesNodeHost::auto_mode;
    out.group = value_of(node_pool);
  } else if (node_group) {
    out.host = KubernetesNodeHost::managed;
    out.group = node_group->value;
  } else if (node_pool) {
    out.host = KubernetesNodeHost::karpenter;
    out.group = node_pool->value;
  } else if (eksctl_group) {
    out.group = eksctl_group->value;
  } else if (!out.instance_type && !provider.starts_with("aws:")) {
    out.host = KubernetesNodeHost::elsewhere;
  }

  MappingReader status = in.in(in.root(), "status");
  MappingReader info = in.in(status, "nodeInfo");
  std::string os = value_of(info.text("operatingSystem"));
  for (const std::string_view key : {"kubernetes.io/os", "beta.kubernetes.io/os"}) {
    if (os.empty()) os = value_of(labels.text(key));
  }
  if (os == "windows") {
    out.os = NodeOs::windows;
  } else if (value_of(info.text("osImage")).starts_with("Bottlerocket")) {
    out.os = NodeOs::bottlerocket;
  }
  MappingReader capacity = in.in(status, "capacity");
  if (const DocumentNode* const pods = capacity.node("pods")) {
    const auto number =
        pods->kind == Kind::scalar ? parse_memory_bytes(pods->scalar) : failure(QuantityError::malformed);
    if (!number || *number > kMostPodsPerNode) {
      capacity.error("kubectl.quantity", fmt::format("pods is no quantity from 0 to {}", kMostPodsPerNode),
                     "give what kubectl prints, unchanged", pods->location);
    } else if (*number > 0) {
      // kubelet has not reported yet when it is 0.
      out.max_pods = Located<std::int64_t>{*number, hidden(pods->location)};
    }
  }
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesController> read_kubernetes_controller(const DocumentNode& document,
                                                               Diagnostics& said) {
  const DocumentNode* const kind = document.find("kind");
  ObjectReader in(document, kind->scalar, said);
  KubernetesController out{.kind = kind->scalar, .name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  out.replicas = hidden(spec.integer("replicas", 0, kMostPods));
  out.pod = in.read_template(spec);
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesDaemonSet> read_kubernetes_daemon_set(const DocumentNode& document,
                                                              Diagnostics& said) {
  ObjectReader in(document, "DaemonSet", said);
  KubernetesDaemonSet out{.name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  out.pod = in.read_template(spec);
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesAutoscaler> read_kubernetes_autoscaler(const DocumentNode& document,
                                                               Diagnostics& said) {
  ObjectReader in(document, "HorizontalPodAutoscaler", said);
  KubernetesAutoscaler out{.name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  MappingReader target = in.in(spec, "scaleTargetRef");
  out.target_kind = value_of(target.text("kind"));
  out.target_name = value_of(target.text("name"));
  out.min = hidden(spec.integer("minReplicas", 0, kMostPods));
  out.max = hidden(spec.integer("maxReplicas", 1, kMostPods));
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesPod> read_kubernetes_pod(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "Pod", said);
  KubernetesPod out{.name = in.name()};
  std::tie(out.owner_kind, out.owner_name) = in.controller();
  if (out.owner_kind == "ReplicaSet") {
    out.owner_kind = "Deployment";
    out.owner_name = deployment_of(out.owner_name, in.labels());
  }
  out.fargate_profile = annotation(in.labels(), "eks.amazonaws.com/fargate-profile");
  out.is_static =
      out.owner_kind == "Node" ||
      (in.annotations() != nullptr && in.annotations()->find("kubernetes.io/config.mirror") != nullptr);
  MappingReader spec = in.in(in.root(), "spec");
  out.node_name = value_of(spec.text("nodeName"));
  out.pod = in.read_pod(spec, in.annotations(), in.labels());
  MappingReader status = in.in(in.root(), "status");
  const std::string phase = value_of(status.text("phase"));
  out.ended = phase == "Succeeded" || phase == "Failed";
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesBalancer> read_kubernetes_service(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "Service", said);
  KubernetesBalancer out{.kind = "Service", .name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  out.load_balancer_class = value_of(spec.text("loadBalancerClass"));
  const std::string type = annotation(in.annotations(), "service.beta.kubernetes.io/aws-load-balancer-type");
  constexpr std::array<std::string_view, 2> kClasses = {"service.k8s.aws/nlb", "eks.amazonaws.com/nlb"};
  constexpr std::array<std::string_view, 3> kTypes = {"nlb", "nlb-ip", "external"};
  if (std::ranges::find(kClasses, out.load_balancer_class) != kClasses.end()) {
    out.maker = KubernetesBalancer::Maker::nlb;
  } else if (out.load_balancer_class.empty()) {
    out.maker = std::ranges::find(kTypes, type) != kTypes.end() ? KubernetesBalancer::Maker::nlb
                                                                : KubernetesBalancer::Maker::classic;
  }
  out.subnets = listed(annotation(in.annotations(), "service.beta.kubernetes.io/aws-load-balancer-subnets"));
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesBalancer> read_kubernetes_ingress(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "Ingress", said);
  KubernetesBalancer out{.kind = "Ingress", .name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  out.load_balancer_class = value_of(spec.text("ingressClassName"));
  if (out.load_balancer_class.empty()) {
    out.load_balancer_class = annotation(in.annotations(), "kubernetes.io/ingress.class");
  }
  out.alb_annotations = in.annotations() != nullptr &&
                        std::ranges::any_of(in.annotations()->entries, [](const DocumentNode::Entry& entry) {
                          return entry.key.starts_with("alb.ingress.kubernetes.io/");
                        });
  out.group = annotation(in.annotations(), "alb.ingress.kubernetes.io/group.name");
  out.subnets = listed(annotation(in.annotations(), "alb.ingress.kubernetes.io/subnets"));
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesIngressClass> read_kubernetes_ingress_class(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "IngressClass", said);
  KubernetesIngressClass out{.name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  const std::string controller = value_of(spec.text("controller"));
  constexpr std::array<std::string_view, 2> kAlbs = {"ingress.k8s.aws/alb", "eks.amazonaws.com/alb"};
  out.is_alb = std::ranges::find(kAlbs, controller) != kAlbs.end();
  out.is_default = annotation(in.annotations(), "ingressclass.kubernetes.io/is-default-class") == "true";
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesSecurityGroupPolicy> read_kubernetes_security_group_policy(const DocumentNode& document,
                                                                                   Diagnostics& said) {
  ObjectReader in(document, "SecurityGroupPolicy", said);
  KubernetesSecurityGroupPolicy out{.name = in.name(), .location = hidden(document.location)};
  MappingReader spec = in.in(in.root(), "spec");
  if (const DocumentNode* const selector = in.mapping(spec, "podSelector")) {
    MappingReader reader = in.in(spec, "podSelector");
    static_cast<void>(in.mapping(reader, "matchLabels"));
    static_cast<void>(in.list(reader, "matchExpressions"));
    out.pod_selector = selector;
  }
  // The labels of ServiceAccounts are not read.
  out.pods_decide = out.pod_selector != nullptr && spec.node("serviceAccountSelector") == nullptr;
  if (!in.good()) return std::nullopt;
  return out;
}

std::optional<KubernetesCniNode> read_kubernetes_cni_node(const DocumentNode& document, Diagnostics& said) {
  ObjectReader in(document, "CNINode", said);
  KubernetesCniNode out{.name = in.name()};
  MappingReader spec = in.in(in.root(), "spec");
  if (const DocumentNode* const features = in.list(spec, "features")) {
    for (const DocumentNode& feature : features->items) {
      const DocumentNode* const name = feature.find("name");
      if (name == nullptr || name->kind != Kind::scalar) continue;
      if (name->scalar == "SecurityGroupsForPods") out.security_groups_for_pods = true;
      if (name->scalar == "CustomNetworking") out.custom_networking = true;
    }
  }
  if (!in.good()) return std::nullopt;
  return out;
}

}  // namespace cniplan
