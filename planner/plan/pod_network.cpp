#include "planner/plan/pod_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <string_view>

#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"

namespace cniplan {
namespace {

/// Source: https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/ (maxPods).
constexpr PodCount kKubeletMaxPods{110};
/// Source: aws/eks-anywhere pkg/api/v1alpha1/cluster.go, podSubnetNodeMaskMaxDiff; kubeadm has the same.
constexpr std::int64_t kMostDifference = 16;
constexpr std::int64_t kAddressBits = 32;

class Planner {
 public:
  explicit Planner(const PodNetworkModel& model) : asked_(model) {}

  PodNetworkPlan run() {
    count();
    if (!asked_.pod_cidrs.empty()) {
      about_lengths();
      about_nodes();
      about_pods_per_node();
      about_overlaps();
      about_changes();
    } else {
      add("pod-network.unknown", "Pod network", "its CIDR is in no file, so that nothing about it is planned",
          "give it, as podNetwork.cidrs in a spec", {});
    }
    std::ranges::stable_sort(plan_.findings, {}, &Finding::severity);
    plan_.verdict = verdict();
    return std::move(plan_);
  }

 private:
  void add(RuleRef rule, std::string subject, std::string message, std::string remedy, Location at) {
    plan_.findings.push_back({.rule = rule,
                              .subject = std::move(subject),
                              .message = std::move(message),
                              .remedy = std::move(remedy),
                              .location = at});
  }

  [[nodiscard]] std::int64_t length() const { return asked_.node_prefix_length.value; }

  /// Blocks of a node in a network of Pods.
  [[nodiscard]] std::int64_t blocks_in(const Cidr& cidr) const {
    const std::int64_t difference = length() - cidr.prefix_length();
    return difference < 0 ? 0 : std::int64_t{1} << difference;
  }

  [[nodiscard]] std::string verdict() const {
    if (asked_.pod_cidrs.empty()) return "Cannot say whether it fits: the Pod network is not known.";
    const auto errors = std::ranges::count(plan_.findings, Severity::error, &Finding::severity);
    const std::string room = fmt::format("{}, each with up to {}", counted(plan_.node_blocks, "node block", "node blocks"),
                                         counted(plan_.pods_per_node));
    if (plan_.nodes_desired > plan_.node_blocks) {
      return fmt::format("Does not fit: {} for {}.", counted(plan_.nodes_desired), room);
    }
    if (!plan_.fits) {
      return fmt::format("Fits with the {} desired, not with the {} at most: {}.", counted(plan_.nodes_desired),
                         plan_.nodes_max, room);
    }
    return errors > 0 ? fmt::format("The nodes fit, but there {} {} to mend: {} at most for {}.",
                                    errors == 1 ? "is" : "are", counted(errors, "error", "errors"),
                                    counted(plan_.nodes_max), room)
                      : fmt::format("Fits: {} at most for {}.", counted(plan_.nodes_max), room);
  }

  void count() {
    plan_.name = asked_.name;
    plan_.platform = asked_.platform;
    for (const auto& cidr : asked_.pod_cidrs) plan_.pod_cidrs.push_back(cidr.value);
    plan_.node_prefix_length = length();
    if (asked_.service_cidr) plan_.service_cidr = asked_.service_cidr->value;
    const std::int64_t bits = std::clamp<std::int64_t>(kAddressBits - length(), 0, kAddressBits);
    plan_.addresses_per_node = IpCount(std::int64_t{1} << bits);
    std::int64_t blocks = 0;
    for (const auto& cidr : asked_.pod_cidrs) {
      plan_.addresses += cidr.value.size();
      blocks += blocks_in(cidr.value);
    }
    plan_.node_blocks = NodeCount(blocks);
    PodCount smallest = kKubeletMaxPods;
    bool any = false;
    for (const PodNetworkNodes& group : asked_.nodes) {
      plan_.nodes_desired += group.desired;
      plan_.nodes_max += group.max;
      if (group.name.empty()) continue;
      const PodCount max_pods = group.max_pods.value_or(kKubeletMaxPods);
      smallest = any ? std::min(smallest, max_pods) : max_pods;
      any = true;
    }
    plan_.pods_per_node = std::min(smallest, PodCount(plan_.addresses_per_node.value()));
    plan_.fits = asked_.pod_cidrs.empty() || plan_.nodes_max <= plan_.node_blocks;
    plan_.derivations.push_back({"Pod network: addresses of a node's block", "2^(32 - node prefix length)",
                                 fmt::format("2^(32 - {}) = {}", length(), plan_.addresses_per_node)});
    for (const auto& cidr : asked_.pod_cidrs) {
      plan_.derivations.push_back(
          {fmt::format("Pod network {}: nodes with a block", cidr.value.to_string()),
           "2^(node prefix length - prefix length)",
           blocks_in(cidr.value) == 0
               ? fmt::format("0, as a /{} is larger than the network", length())
               : fmt::format("2^({} - {}) = {}", length(), cidr.value.prefix_length(), blocks_in(cidr.value))});
    }
    plan_.derivations.push_back(
        {"Pod network: Pods of a node", "min(addresses of a node's block, max Pods)",
         fmt::format("min({}, {}) = {}", plan_.addresses_per_node, smallest, plan_.pods_per_node)});
  }

  void about_lengths() {
    for (const auto& cidr : asked_.pod_cidrs) {
      const std::int64_t difference = length() - cidr.value.prefix_length();
      if (difference >= 1 && difference <= kMostDifference) continue;
      add("pod-network.block-size", "Pod network",
          difference < 1
              ? fmt::format("a node's block of /{} is not smaller than {}, so that the cluster is not made", length(),
                            cidr.value.to_string())
              : fmt::format("{} and a node's block of /{} are {} bits apart, and Kubernetes takes at most {}, so that "
                            "the cluster is not made",
                            cidr.value.to_string(), length(), difference, kMostDifference),
          fmt::format("choose a block from /{} to /{}", cidr.value.prefix_length() + 1,
                      std::min<std::int64_t>(cidr.value.prefix_length() + kMostDifference, kAddressBits)),
          asked_.node_prefix_length.location.source >= 0 ? asked_.node_prefix_length.location : cidr.location);
    }
  }

  void about_nodes() {
    const NodeCount fit = plan_.node_blocks;
    if (fit.value() == 0 || plan_.nodes_max <= fit) return;
    const bool desired_fit = plan_.nodes_desired <= fit;
    Finding finding{.rule = "pod-network.nodes",
                    .subject = "Pod network",
                    .message = fmt::format("blocks for {}, and {} {}, those of the control plane among them",
                                           counted(fit),
                                           desired_fit ? plan_.nodes_max.value() : plan_.nodes_desired.value(),
                                           desired_fit ? "may run" : "are to run"),
                    .remedy = remedy_for(desired_fit ? plan_.nodes_max : plan_.nodes_desired),
                    .location = asked_.pod_cidrs.front().location};
    if (desired_fit) finding.severity = Severity::warning;
    plan_.findings.push_back(std::move(finding));
  }

  /// The longest block length that has room for so many nodes, and the shortest Pod network that has.
  [[nodiscard]] std::string remedy_for(NodeCount nodes) const {
    std::int64_t bits = 0;
    while ((std::int64_t{1} << bits) < nodes.value()) ++bits;
    const std::int64_t network = length() - bits;
    const std::int64_t block = asked_.pod_cidrs.front().value.prefix_length() + bits;
    std::string out;
    if (network >= 1) out = fmt::format("make the cluster with a Pod network of /{} or larger", network);
    if (block <= kAddressBits && bits <= kMostDifference) {
      out += fmt::format("{}with node blocks of /{}", out.empty() ? "make the cluster " : ", or ", block);
    }
    return out.empty() ? "make two clusters of it" : out;
  }

  void about_pods_per_node() {
    const std::int64_t addresses = plan_.addresses_per_node.value();
    for (const PodNetworkNodes& group : asked_.nodes) {
      if (group.name.empty()) continue;
      const PodCount max_pods = group.max_pods.value_or(kKubeletMaxPods);
      if (max_pods.value() <= addresses) continue;
      add("pod-network.pods-per-node", fmt::format("node group \"{}\"", group.name),
          fmt::format("{} Pods are let onto a node whose block has {} addresses; the others never get one",
                      max_pods.value(), addresses),
          fmt::format("set kubelet's maxPods to {} or less, or make the cluster with larger node blocks", addresses),
          group.location);
    }
  }

  void about_overlaps() {
    struct Network {
      std::string what;
      const Located<Cidr>* cidr;
    };
    std::vector<Network> networks;
    for (const auto& cidr : asked_.pod_cidrs) networks.push_back({"the Pod network", &cidr});
    if (asked_.service_cidr) networks.push_back({"the service network", &*asked_.service_cidr});
    for (const auto& cidr : asked_.node_cidrs) networks.push_back({"the nodes' network", &cidr});
    for (std::size_t i = 0; i < networks.size(); ++i) {
      for (std::size_t j = i + 1; j < networks.size(); ++j) {
        const bool both_of_nodes = networks[i].what == "the nodes' network" && networks[j].what == networks[i].what;
        if (both_of_nodes || !networks[i].cidr->value.overlaps(networks[j].cidr->value)) continue;
        add("pod-network.overlap", "Pod network",
            fmt::format("{} {} overlaps {} {}", networks[j].what, networks[j].cidr->value.to_string(), networks[i].what,
                        networks[i].cidr->value.to_string()),
            "give each addresses of its own before the cluster is made", networks[j].cidr->location);
      }
    }
  }

  /// Source: the same page: pods.cidrBlocks, services.cidrBlocks and nodes.cidrMaskSize are immutable.
  void about_changes() {
    add("pod-network.immutable", "Pod network",
        fmt::format("{} in blocks of /{} cannot be changed once the cluster is made: it never has more than {}, each "
                    "with {}",
                    asked_.pod_cidrs.front().value.to_string(), length(), counted(plan_.node_blocks),
                    counted(plan_.pods_per_node)),
        "choose both for the largest cluster that you expect", asked_.pod_cidrs.front().location);
  }

  const PodNetworkModel& asked_;
  PodNetworkPlan plan_;
};

}  // namespace

PodNetworkPlan plan_pod_network(const PodNetworkModel& model) { return Planner(model).run(); }

}  // namespace cniplan
