#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <string>
#include <string_view>

#include "planner/findings/rule.hpp"

namespace cniplan {

/// Every rule of the program, by id. It stands in a header so that a finding's rule is looked up by the
/// compiler.
inline constexpr auto kRules = std::to_array<Rule>({
    {.id = "auto-mode.warm-pool-assumed",
     .severity = Severity::info,
     .meaning =
         "AWS does not publish the warm pool of EKS Auto Mode, so that what its nodes hold beyond their "
         "Pods is assumed.",
     .threshold = "Every node group of EKS Auto Mode; planned with one warm /28 prefix a node.",
     .remedy = "Leave room for a larger pool: each further warm prefix takes 16 addresses a node.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/auto-networking.html",
                "aws/containers-roadmap issue 2488"}},
    {.id = "cni.empty-enis-stay",
     .severity = Severity::info,
     .meaning =
         "Prefixes under IP targets: ENIs whose prefixes were all given back stay attached, each with an ENI "
         "slot and its primary address.",
     .threshold = "At least one ENI without a prefix after the Pods went down to 1, or to --down-to N.",
     .remedy = "Set WARM_PREFIX_TARGET to \"0\", which IP targets allow, or count these ENIs in.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/datastore/data_store.go (v1.23.1)"}},
    {.id = "cni.ignored-target",
     .severity = Severity::warning,
     .meaning = "A warm target is set that other settings, the mode or the OS leave without effect.",
     .threshold =
         "WARM_ENI_TARGET beside an IP target or with prefixes; WARM_PREFIX_TARGET beside an IP target or "
         "without prefixes; any of them in IPv6 or on Windows. Only what was given counts, not defaults.",
     .remedy = "Leave the target out, or leave out what overrides it.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)",
                "https://github.com/aws/amazon-vpc-cni-k8s/blob/master/README.md"}},
    {.id = "cni.minimum-without-warm",
     .severity = Severity::error,
     .meaning =
         "MINIMUM_IP_TARGET without WARM_IP_TARGET: the node holds that many addresses and asks for no more, "
         "so that Pods beyond it never get one.",
     .threshold =
         "The pool stops below the Pods that max Pods lets onto the node, and below what its ENIs can hold.",
     .remedy = "Set WARM_IP_TARGET to at least 1.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.never-settles",
     .severity = Severity::warning,
     .meaning =
         "The node's pool grows and shrinks for ever, with EC2 calls all the time. It is planned with its "
         "peak.",
     .threshold =
         "No steady state for the node's Pods: WARM_ENI_TARGET or WARM_PREFIX_TARGET is 0 without IP "
         "targets, or ENABLE_MULTI_NIC is on with prefix delegation.",
     .remedy = "Set the target to 1, or WARM_IP_TARGET; leave ENABLE_MULTI_NIC or prefix delegation off.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.no-warm-prefix",
     .severity = Severity::warning,
     .meaning =
         "Prefix delegation with nothing to keep warm: a literal 0 keeps aws-node from starting, and with "
         "another value that counts as 0 a Pod waits whenever all prefixes are taken.",
     .threshold = "WARM_PREFIX_TARGET counts as 0, and neither WARM_IP_TARGET nor MINIMUM_IP_TARGET is set.",
     .remedy = "Set WARM_PREFIX_TARGET to \"1\".",
     .source = {"aws/amazon-vpc-cni-k8s cmd/aws-vpc-cni/main.go (v1.23.1)",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.prefixes-need-nitro",
     .severity = Severity::warning,
     .meaning = "Prefix delegation is on, and the instance type is neither Nitro nor bare metal: its nodes "
                "fall back "
                "to secondary IP mode with only a line in a log.",
     .threshold = "Any node of such a type in an IPv4 cluster.",
     .remedy = "Use a Nitro instance type.",
     .source = {"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html",
                "aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go (v1.23.1)"}},
    {.id = "cni.refuses-to-start",
     .severity = Severity::error,
     .meaning =
         "aws-node does not start with these settings on this instance type, so that no Pod gets an address.",
     .threshold = "An IPv6 cluster, and a type that is neither Nitro nor bare metal.",
     .remedy = "Use a Nitro instance type.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/ipv6.html",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.trunk-never-comes",
     .severity = Severity::warning,
     .meaning =
         "ENABLE_POD_ENI is on and the instance type can have a trunk ENI, and yet the node never gets one: "
         "security groups for Pods do not work on it.",
     .threshold = "No ENI slot (MAX_ENI, unmanaged ENIs) or no address of the subnet is left for the trunk.",
     .remedy = "Make room for it or raise MAX_ENI, or leave ENABLE_POD_ENI off on such nodes.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.trunk-slot-lost",
     .severity = Severity::warning,
     .meaning = "ENABLE_POD_ENI keeps an ENI slot for a trunk that the instance type never gets.",
     .threshold =
         "The type is missing from the CNI's copy of the resource controller's table, and the node has fewer "
         "usable ENIs than with ENABLE_POD_ENI off.",
     .remedy = "Leave ENABLE_POD_ENI off on such nodes, or use a type that the table lists.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/awsutils/awsutils.go (v1.23.1), IsTrunkingCompatible",
                "aws/amazon-vpc-resource-controller-k8s pkg/aws/vpc/limits.go"}},
    {.id = "cni.warm-ip-target-calls",
     .severity = Severity::info,
     .meaning =
         "WARM_IP_TARGET without MINIMUM_IP_TARGET asks EC2 for a few addresses at a time, so that the node "
         "makes many calls while its Pods come.",
     .threshold =
         "MINIMUM_IP_TARGET = Pods + WARM_IP_TARGET takes fewer mutating calls and serves the same Pods.",
     .remedy = "Set that MINIMUM_IP_TARGET too where many nodes start together.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/ip-opt.html",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "cni.warm-ip-target-throttled",
     .severity = Severity::warning,
     .meaning =
         "WARM_IP_TARGET without MINIMUM_IP_TARGET: EC2's request limits hold up nodes that start together.",
     .threshold = "With --fleet N, the last node is ready later than a node alone, and sooner with "
                  "MINIMUM_IP_TARGET = Pods + WARM_IP_TARGET.",
     .remedy = "Set that MINIMUM_IP_TARGET too.",
     .source = {"https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "control-plane.no-subnet",
     .severity = Severity::info,
     .meaning =
         "No subnet is used for the control plane, so that the ENIs that EKS makes for it are not planned.",
     .threshold = "No subnet with the use controlPlane; EKS makes 2 to 4 ENIs.",
     .remedy = "Give at least two subnets in two zones the use controlPlane.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "control-plane.one-zone",
     .severity = Severity::error,
     .meaning = "The subnets of the control plane are in one zone; EKS refuses such a cluster.",
     .threshold = "Fewer than 2 zones.",
     .remedy = "Give a subnet of another zone the use controlPlane.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "control-plane.room",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning =
         "A subnet of the control plane has too few addresses left for it. An update of the cluster makes "
         "new ENIs before the old ones go, and can fail without room.",
     .threshold =
         "Addresses free or held by the control plane, in the worst scenario: below 6 an error, below 16 a "
         "warning where others use the subnet too.",
     .remedy = "Give the control plane subnets of its own, a /28 each.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "load-balancer.room",
     .severity = Severity::error,
     .meaning = "A subnet has too few addresses left for a load balancer to be made in it.",
     .threshold = "Fewer than 8 addresses free or held by load balancers, in any scenario.",
     .remedy = "Use another subnet for load balancers.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html"}},
    {.id = "max-pods.above-addresses",
     .severity = Severity::warning,
     .meaning = "Max Pods lets more Pods onto a node than its ENIs have addresses for; the others hang in "
                "ContainerCreating.",
     .threshold =
         "Max Pods, less Pods on the host network and on branch ENIs, is above the addresses for Pods. Not "
         "on Windows, where the scheduler counts addresses.",
     .remedy = "Lower max Pods to the addresses plus Pods on the host network, or turn prefix delegation on.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
                "aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go"}},
    {.id = "max-pods.capped",
     .severity = Severity::warning,
     .meaning =
         "EKS enforces its own max Pods on managed node groups without an AMI of one's own, whatever the "
         "spec says.",
     .threshold = "maxPods is above 110 on types of up to 30 vCPUs, or above 250 on larger ones.",
     .remedy = "Use an AMI of your own, or plan with that value.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"}},
    {.id = "max-pods.expression",
     .severity = Severity::error,
     .meaning =
         "The expression for max Pods has no value on an instance type of the node group; nodeadm then sets "
         "its default.",
     .threshold = "A syntax error, an unknown name, or a value out of range.",
     .remedy = "Correct the expression; cniplan max-pods --expression tries it.",
     .source = {"awslabs/amazon-eks-ami nodeadm/internal/kubelet/eni_max_pods.go",
                "google/cel-spec doc/langdef.md"}},
    {.id = "node.asks-full-subnet",
     .severity = Severity::warning,
     .meaning =
         "The node's pool is short and its subnet is full, so that it asks EC2 for addresses over and over. "
         "The refused calls count against the request limits of the whole account.",
     .threshold = "At least one mutating call an hour once nothing changes any more.",
     .remedy = "Give the subnet more free addresses, or the node lower targets.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)",
                "https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html"}},
    {.id = "node.not-ready",
     .severity = Severity::error,
     .meaning = "The node gets no address for any Pod when it starts, so that node init fails and it stays "
                "NotReady.",
     .threshold =
         "The primary ENI serves no Pods (custom networking, or a subnet excluded from discovery), and no "
         "other ENI gets an address.",
     .remedy =
         "Use a type with more ENIs, raise MAX_ENI, or give the subnet of new ENIs room and the right tag.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1), nodeInit",
                "https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html"}},
    {.id = "pods.above-max-pods",
     .severity = Severity::error,
     .meaning = "More Pods are planned for a node than kubelet admits.",
     .threshold =
         "Pods of the fullest node, those on the host network and on branch ENIs included, are above max "
         "Pods.",
     .remedy = "Plan fewer Pods a node, or raise maxPods.",
     .source = {"https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"}},
    {.id = "pods.assumed-full",
     .severity = Severity::info,
     .meaning =
         "The file does not say how many Pods run, so that its node groups are planned with full nodes.",
     .threshold = "A node group of a file that has no place for Pods, such as an eksctl ClusterConfig.",
     .remedy = "Give --pods-per-node N to plan with another number.",
     .source = {"planner/importers/README.md"}},
    {.id = "pods.no-room",
     .severity = Severity::error,
     .meaning = "Pods of a workload find no node with room under max Pods; they would stay Pending.",
     .threshold = "At least 1 Pod of the workload, in any scenario.",
     .remedy = "Plan more nodes, or a higher max Pods.",
     .source = {"https://kubernetes.io/docs/reference/config-api/kubelet-config.v1beta1/"}},
    {.id = "pods.none-given",
     .severity = Severity::info,
     .meaning =
         "The spec names no Pods, so that a nearly empty cluster is planned, with the add-ons' Pods alone.",
     .threshold = "Node groups without podsPerNode, and no workloads.",
     .remedy = "Give podsPerNode, or workloads.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "pods.without-address",
     .severity = Severity::error,
     .meaning = "Pods of a node get no address and hang in ContainerCreating.",
     .threshold =
         "At least 1 Pod of the fullest node: its ENIs, its pool's settings or its subnet give no more "
         "addresses.",
     .remedy =
         "Plan fewer Pods a node, turn prefix delegation on, or use a larger instance type; the finding says "
         "what stopped the pool.",
     .source = {"aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)",
                "https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"}},
    {.id = "pods.without-branch-eni",
     .severity = Severity::error,
     .meaning = "Pods with security groups of their own get no branch ENI and do not start.",
     .threshold =
         "At least 1 such Pod of the fullest node beyond the type's branch ENIs; all of them without a "
         "trunk.",
     .remedy = "Use an instance type with more branch ENIs, or more nodes; set ENABLE_POD_ENI.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/security-groups-for-pods.html",
                "aws/amazon-vpc-resource-controller-k8s pkg/aws/vpc/limits.go"}},
    {.id = "subnet.above-fail-share",
     .severity = Severity::error,
     .meaning = "A subnet holds the demand, and less is free than the policy demands.",
     .threshold =
         "Used addresses / usable addresses in the worst scenario: at least policy.failAt, 95 % by default.",
     .remedy = "Make the subnet as large as the finding says, or keep fewer addresses warm.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "subnet.above-warn-share",
     .severity = Severity::warning,
     .meaning = "A subnet holds the demand, and little is free.",
     .threshold =
         "Used addresses / usable addresses in the worst scenario: at least policy.warnAt, 80 % by default, "
         "and below policy.failAt.",
     .remedy = "Make the subnet as large as the finding says, or keep fewer addresses warm.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "subnet.full",
     .severity = Severity::error,
     .meaning = "A subnet has fewer addresses than the cluster takes of it.",
     .threshold = "Demand in the worst scenario is above the usable addresses, 2^(32 - n) - 5 of a /n.",
     .remedy =
         "Make the subnet as large as the finding says, keep fewer addresses warm, or spread the nodes over "
         "more subnets.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"}},
    {.id = "subnet.prefixes-short",
     .severity = Severity::error,
     .meaning =
         "A subnet has addresses enough and too few whole /28 blocks for the prefixes of its nodes. EC2 then "
         "answers InsufficientCidrBlocks.",
     .threshold =
         "Prefixes + ceil((single addresses - 27) / 16) is above the blocks without a reserved address, "
         "2^(28 - n) - 2 of a /n up to /26.",
     .remedy = "Make the subnet as large as the finding says, or keep fewer prefixes warm.",
     .source = {"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html",
                "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"}},
    {.id = "subnet.singles-short",
     .severity = Severity::error,
     .meaning =
         "A subnet has too few single addresses, because only prefixes are taken from its reservations.",
     .threshold = "Single addresses wanted in the worst scenario are above the usable ones outside of prefix "
                  "reservations.",
     .remedy = "Make the prefix reservation smaller.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html"}},
    {.id = "subnet.size-unknown",
     .severity = Severity::warning,
     .meaning =
         "Addresses are taken of a subnet whose CIDR is not known, so that nobody can say whether they fit.",
     .threshold = "At least 1 address wanted of a subnet without a CIDR.",
     .remedy = "Give the subnet's CIDR.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"}},
    {.id = "windows.ignored-key",
     .severity = Severity::warning,
     .meaning =
         "A key of the ConfigMap amazon-vpc-cni is set that other keys or the instance type leave without "
         "effect.",
     .threshold = "warm-prefix-target without prefixes or beside an IP target; IP targets of 0 beside "
                  "warm-prefix-target; any of them on a type without prefixes. Only what was given counts.",
     .remedy = "Leave out what has no effect.",
     .source = {"aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go (b8d4251)"}},
    {.id = "windows.minimum-without-warm",
     .severity = Severity::error,
     .meaning =
         "minimum-ip-target without warm-ip-target: the node holds that many addresses and asks for no more, "
         "so that Pods beyond it wait for ever.",
     .threshold = "The pool stops below the Pods that the node could hold.",
     .remedy = "Set warm-ip-target to at least 1.",
     .source = {"aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go (b8d4251)",
                "aws/amazon-vpc-resource-controller-k8s pkg/pool/pool.go (b8d4251)"}},
    {.id = "windows.prefixes-need-nitro",
     .severity = Severity::warning,
     .meaning =
         "Prefix delegation for Windows is on, and the instance type is neither Nitro nor bare metal: its "
         "nodes stay in secondary IP mode with the default targets.",
     .threshold = "Any Windows node of such a type.",
     .remedy = "Use a Nitro instance type.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/windows-networking.html",
                "aws/amazon-vpc-resource-controller-k8s pkg/config/loader.go (b8d4251)"}},
});

/// The row with that id, or kRules.size().
[[nodiscard]] constexpr std::size_t rule_index(std::string_view id) {
  const auto* const found = std::ranges::lower_bound(kRules, id, {}, &Rule::id);
  const auto index = static_cast<std::size_t>(found - kRules.begin());
  return index < kRules.size() && kRules[index].id == id ? index : kRules.size();
}

/// The rule with that id, or nullptr.
[[nodiscard]] constexpr const Rule* find_rule(std::string_view id) {
  const std::size_t index = rule_index(id);
  return index < kRules.size() ? &kRules[index] : nullptr;
}

/// `did you mean "subnet.full"?` for a misspelt id, or empty.
[[nodiscard]] std::string suggestion_for_rule(std::string_view id);

/// Not constexpr, so that a compiler which comes to call it stops, and names it.
void no_rule_has_this_id();

/// A rule of the registry, written as its id: "subnet.full". An id that no row has does not compile.
class RuleRef {
 public:
  template <std::size_t N>
  consteval RuleRef(const char (&id)[N])  // NOLINT: implicit on purpose
      : rule_(&kRules[known_index({id, N - 1})]) {}

  [[nodiscard]] constexpr const Rule& operator*() const { return *rule_; }
  [[nodiscard]] constexpr const Rule* operator->() const { return rule_; }

  friend constexpr bool operator==(RuleRef, RuleRef) = default;

 private:
  static consteval std::size_t known_index(std::string_view id) {
    const std::size_t index = rule_index(id);
    if (index == kRules.size()) no_rule_has_this_id();
    return index;
  }

  const Rule* rule_;  // of kRules
};

}  // namespace cniplan
