#pragma once

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <ranges>
#include <string>
#include <string_view>

#include "planner/core/ensure.hpp"
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
    {.id = "az-loss.not-survivable",
     .severity = Severity::warning,
     .meaning = "When a zone is lost, its nodes and Pods do not fit into the other zones, or there are none.",
     .threshold =
         "In scenario az-loss, for at least one zone: a subnet of another zone lacks addresses or /28 "
         "blocks, or Pods find no node. Or all nodes of the cluster or of a node group stand in one zone.",
     .remedy = "Give the subnets of the other zones more addresses, spread the nodes over more zones, or "
               "plan fewer Pods.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/zone-shift.html"}},
    {.id = "cluster.fargate-profiles-above-quota",
     .severity = Severity::warning,
     .meaning = "The cluster has more Fargate profiles than EKS lets it have by default.",
     .threshold = "More than 10 profiles; the threshold is the quota of the account.",
     .remedy = "Have the quota raised and set the threshold to it, or join profiles by more selectors.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html"},
     .setting = RuleThreshold{ThresholdUnit::count, 10}},
    {.id = "cluster.node-groups-above-quota",
     .severity = Severity::warning,
     .meaning = "The cluster has more managed node groups than EKS lets it have by default.",
     .threshold = "More than 30 managed node groups; the threshold is the quota of the account.",
     .remedy =
         "Have the quota raised and set the threshold to it, or use fewer and larger groups, or Karpenter.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html"},
     .setting = RuleThreshold{ThresholdUnit::count, 30}},
    {.id = "cluster.nodes-untested",
     .severity = Severity::warning,
     .meaning = "The cluster grows beyond the nodes that Kubernetes is designed and tested for.",
     .threshold = "More than 5,000 nodes in any scenario.",
     .remedy = "Split the workload over several clusters, use larger instance types, or ask AWS before.",
     .source = {"https://kubernetes.io/docs/setup/best-practices/cluster-large/"},
     .setting = RuleThreshold{ThresholdUnit::nodes, 5000}},
    {.id = "cluster.pods-untested",
     .severity = Severity::warning,
     .meaning = "The cluster grows beyond the Pods that Kubernetes is designed and tested for.",
     .threshold = "More than 150,000 Pods in any scenario, Pods on the host network left out.",
     .remedy = "Split the workload over several clusters, or ask AWS before.",
     .source = {"https://kubernetes.io/docs/setup/best-practices/cluster-large/"},
     .setting = RuleThreshold{ThresholdUnit::pods, 150000}},
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
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"},
     .setting = RuleThreshold{ThresholdUnit::addresses, 16}},
    {.id = "control-plane.zone-not-covered",
     .severity = Severity::info,
     .meaning = "Nodes stand in a zone without a subnet of the control plane. EKS accepts that, but other "
                "subnets can be given to the cluster later only in the zones that it has from the start.",
     .threshold = "A zone with subnets of node groups and none of the control plane.",
     .remedy = "Give a subnet of that zone the use controlPlane before the cluster is created, if it may be "
               "needed.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "control-plane.zone-refused",
     .severity = Severity::error,
     .meaning = "A subnet of the control plane is in a zone in which EKS makes no cluster.",
     .threshold = "A zone id of use1-az3, usw1-az2 or cac1-az3. The name of a zone, us-east-1a, does not "
                  "tell, as it is another zone in every account.",
     .remedy = "Give subnets of other zones the use controlPlane.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "exhaustion.near",
     .severity = Severity::warning,
     .meaning = "The cluster cannot grow as far as its node groups may: something runs out before they have "
                "their maximum of nodes.",
     .threshold =
         "The largest number of nodes that every scenario still fits is below the node groups' maximum.",
     .remedy = "Remove what the finding says runs out first, or lower the maximum.",
     .source = {"planner/plan/README.md"}},
    {.id = "growth.crosses-fail",
     .severity = Severity::warning,
     .milder = Severity::info,
     .meaning = "With the growth that the spec names a subnet comes to hold more than the policy allows, or "
                "lacks addresses.",
     .threshold = "The month in which it reaches policy.failAt or lacks anything: within 6 months a warning, "
                  "later only said.",
     .remedy = "Make the subnet larger before that month, or add another.",
     .source = {"data/schema/spec.schema.json"},
     .setting = RuleThreshold{ThresholdUnit::months, 6}},
    {.id = "growth.crosses-warn",
     .severity = Severity::info,
     .meaning = "With the growth that the spec names little of a subnet is left.",
     .threshold = "The month in which it reaches policy.warnAt, if it does within growth.months.",
     .remedy = "Plan a larger subnet, or another one.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "load-balancer.room",
     .severity = Severity::error,
     .meaning = "A subnet has too few addresses left for a load balancer to be made in it.",
     .threshold = "Fewer than 8 addresses free or held by load balancers, in any scenario.",
     .remedy = "Use another subnet for load balancers.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-load-balancing.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/alb-ingress.html"},
     .setting = RuleThreshold{ThresholdUnit::addresses, 8}},
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
    {.id = "max-pods.above-recommended",
     .severity = Severity::info,
     .meaning = "Max Pods is above what AWS recommends and EKS enforces on its own managed node groups. "
                "Kubernetes is designed for no more than 110 Pods a node.",
     .threshold = "Above 110 on types of up to 30 vCPUs, above 250 on larger ones, on nodes where EKS does "
                  "not enforce it: self-managed, Karpenter, or an AMI of one's own.",
     .remedy = "Set maxPods to at most that value.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
                "https://kubernetes.io/docs/setup/best-practices/cluster-large/"}},
    {.id = "max-pods.below-need",
     .severity = Severity::error,
     .meaning =
         "Pods find no node because of max Pods alone, while the ENIs of the nodes have addresses for them.",
     .threshold = "At least 1 Pod without a node, and on the group's fullest node addresses beyond max Pods.",
     .remedy = "Raise maxPods, at most to the addresses plus Pods on the host network.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"}},
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
    {.id = "max-pods.reserves-memory",
     .severity = Severity::warning,
     .meaning =
         "A raised max Pods makes nodeadm reserve much of a node's memory for kubelet, which Pods then lack.",
     .threshold = "Max Pods above what nodeadm sets by itself, and 11 MiB * max Pods + 255 MiB at least 25 % "
                  "of the memory of an instance type.",
     .remedy = "Set maxPods to what the nodes run, or use a type with more memory.",
     .source = {"awslabs/amazon-eks-ami nodeadm/internal/kubelet/config.go",
                "aws/karpenter-provider-aws pkg/providers/instancetype/types.go"},
     .setting = RuleThreshold{ThresholdUnit::percent, 2500}},
    {.id = "network.docker-range",
     .severity = Severity::warning,
     .meaning = "A network lies in 172.17.0.0/16, the range of Docker's bridge; AWS Cloud9 and SageMaker "
                "conflict with it.",
     .threshold = "A CIDR of the VPC or of a subnet, the service CIDR, or a peer's CIDR with an address of "
                  "172.17.0.0/16.",
     .remedy = "Use another range.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"}},
    {.id = "network.peer-overlap",
     .severity = Severity::error,
     .meaning =
         "A network that the VPC is to reach has addresses that the VPC or the cluster uses itself, so that "
         "they cannot be reached. A peering connection between overlapping VPCs cannot be made.",
     .threshold = "A CIDR of a peer that shares an address with a CIDR of the VPC, with a subnet outside of "
                  "these, or with the service CIDR.",
     .remedy = "Give one of them another range.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/peering/vpc-peering-basics.html",
                "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "network.public-range",
     .severity = Severity::info,
     .meaning =
         "Nodes or Pods have addresses of a range that is public in the Internet. The real owner's hosts "
         "cannot be reached from there, and aws-node translates (SNAT) only what leaves the VPC.",
     .threshold = "A CIDR of the VPC, or a subnet where none is given, outside of 10.0.0.0/8, 172.16.0.0/12, "
                  "192.168.0.0/16, 100.64.0.0/10 and 198.18.0.0/15.",
     .remedy = "Use a private range, unless the public one is your own.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"}},
    {.id = "network.service-overlap",
     .severity = Severity::error,
     .meaning =
         "A subnet has addresses of the service network, so that what has them cannot be reached from Pods.",
     .threshold = "A subnet that shares an address with serviceCidr.",
     .remedy = "Give the service network a range outside of the VPC.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html"}},
    {.id = "node-group.lowest-type-binds",
     .severity = Severity::info,
     .meaning = "A node group has several instance types, and the one with the lowest max Pods sets it for "
                "all, so that larger ones run fewer Pods than they could.",
     .threshold = "A type of the group has a higher max Pods than the value that all its nodes get.",
     .remedy = "Use types of one size in a group, or set maxPods.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html"}},
    {.id = "node-group.nodes-above-quota",
     .severity = Severity::warning,
     .meaning = "A managed node group may grow to more nodes than EKS lets it have by default.",
     .threshold = "A maximum above 450 nodes; the threshold is the quota of the account.",
     .remedy = "Have the quota raised and set the threshold to it, or split the group.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/service-quotas.html"},
     .setting = RuleThreshold{ThresholdUnit::nodes, 450}},
    {.id = "node-group.scale-out-throttled",
     .severity = Severity::warning,
     .meaning = "EC2's request limits hold up nodes that start together, so that their Pods wait for "
                "addresses. Other callers in the account and Region wait as well.",
     .threshold = "The group's nodes from desired to its maximum start together, and the slowest of EC2's "
                  "buckets takes at least 60 seconds: (calls - bucket size) / refill.",
     .remedy = "Let the group grow in smaller steps, set MINIMUM_IP_TARGET to what a node needs, use prefix "
               "delegation, or have the limits raised.",
     .source = {"https://docs.aws.amazon.com/ec2/latest/devguide/ec2-api-throttling.html",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"},
     .setting = RuleThreshold{ThresholdUnit::seconds, 60}},
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
    {.id = "nodes.above-addresses",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning =
         "kubelet admits more Pods to a node than its ENIs have addresses for; the others hang in "
         "ContainerCreating.",
     .threshold =
         "Max Pods, less Pods on the host network and on branch ENIs, is above the addresses for Pods; a "
         "warning where all branch ENIs in use would make it right. Not on Windows, where the scheduler counts "
         "addresses.",
     .remedy = "Lower max Pods to the addresses plus Pods on the host network, or turn prefix delegation on, and "
               "replace the nodes.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
                "aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go"}},
    {.id = "nodes.above-recommended",
     .severity = Severity::info,
     .meaning = "kubelet admits more Pods to a node than AWS recommends for its vCPUs.",
     .threshold = "Max Pods is above 110 on types of up to 30 vCPUs, or above 250 on larger ones, and the ENIs have "
                  "addresses for them.",
     .remedy = "Set max Pods to the recommended value, unless the nodes are known to bear more.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"}},
    {.id = "nodes.below-addresses",
     .severity = Severity::warning,
     .meaning = "kubelet admits fewer Pods to a node than its ENIs have addresses for: part of the node, and of the "
                "addresses that it holds, is wasted.",
     .threshold = "Max Pods is below min(addresses for Pods + 2, 110 up to 30 vCPUs, else 250).",
     .remedy = "Raise max Pods to that value where the Pods fit into the node's CPU and memory.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
                "awslabs/amazon-eks-ami nodeadm/internal/kubelet/eni_max_pods.go"}},
    {.id = "nodes.cni-node-differs",
     .severity = Severity::warning,
     .meaning = "A node's CNINode says that aws-node started on it with other settings than those that the nodes are "
                "judged by.",
     .threshold = "Custom networking or security groups for Pods are in spec.features and not in the settings, or custom "
                  "networking the other way round.",
     .remedy = "Give the cluster's present settings, or restart aws-node and replace the nodes that were made before the "
               "change.",
     .source = {"aws/amazon-vpc-resource-controller-k8s apis/vpcresources/v1alpha1/cninode_types.go",
                "aws/amazon-vpc-cni-k8s pkg/ipamd/ipamd.go (v1.23.1)"}},
    {.id = "nodes.host-network-pods",
     .severity = Severity::info,
     .meaning = "Nodes run other Pods on the host network than the two that the formula for max Pods counts, aws-node and "
                "kube-proxy. They take no address, and count towards max Pods.",
     .threshold = "More than 2 such Pods, where max Pods could be higher by them: below min(addresses for Pods + Pods on the "
                  "host network, 110 up to 30 vCPUs, else 250).",
     .remedy = "Raise max Pods by the Pods on the host network beyond two.",
     .source = {"aws/amazon-vpc-cni-k8s scripts/gen_vpc_ip_limits.go"}},
    {.id = "nodes.mixed-max-pods",
     .severity = Severity::warning,
     .meaning = "Nodes of one group and one type have different values of max Pods: some are older than a change, or are "
                "made by another launch template.",
     .threshold = "At least 2 values.",
     .remedy = "Replace the nodes with the old value.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/create-managed-node-group.html"}},
    {.id = "nodes.no-eni-config",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "Custom networking is on, and the ENIConfig that a node asks for is not there: it gets no ENI for Pods.",
     .threshold = "The name in the node's CNINode, or its label or annotation k8s.amazonaws.com/eniConfig, is none of the "
                  "ENIConfigs that were given; a warning where neither names one, and none is called as the zone or default.",
     .remedy = "Create the ENIConfig, or correct the node's label.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html",
                "aws/amazon-vpc-cni-k8s pkg/eniconfig/eniconfig.go (v1.23.1)"}},
    {.id = "nodes.not-judged",
     .severity = Severity::info,
     .meaning = "Nodes whose Pods have no addresses of a node's ENIs: Fargate, EKS Hybrid Nodes, nodes that are not on EC2. "
                "Their max Pods says nothing about the VPC.",
     .threshold = "At least one such node.",
     .remedy = "Plan Fargate Pods with one address of the profile's subnets each; the others take none of the VPC.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/fargate.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/hybrid-nodes-networking.html"}},
    {.id = "nodes.older-than-prefixes",
     .severity = Severity::warning,
     .milder = Severity::info,
     .meaning = "Prefix delegation is on, and nodes are older than that: kubelet keeps the max Pods it started with, and "
                "single addresses stay on ENIs where prefixes could be.",
     .threshold = "Max Pods is still ENIs * (addresses per ENI - 1) + 2 or its ceiling, and below what prefixes allow; made "
                  "before --since, or without that any such node. Of nodes made before --since with another value an info.",
     .remedy = "Replace the nodes; new ones need max Pods in their launch template or NodeClass where EKS does not set it.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/prefix-mode-linux.html",
                "https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html"}},
    {.id = "nodes.pods-without-address",
     .severity = Severity::error,
     .meaning = "Pods are scheduled to a node that has given away all addresses of its ENIs, and wait for one.",
     .threshold = "At least 1 Pod without an address on a node with more Pods on the Pod network than addresses for them.",
     .remedy = "Move Pods to other nodes, and lower max Pods or turn prefix delegation on.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/choosing-instance-type.html"}},
    {.id = "nodes.subnet-room",
     .severity = Severity::warning,
     .meaning = "Nodes of one subnet admit more Pods together than it has addresses for.",
     .threshold = "The Pods that the nodes can still take before their ENIs or max Pods stop them are more than the "
                  "subnet's free addresses and those that the nodes hold in reserve. Not judged where subnet discovery finds "
                  "other subnets in the zone.",
     .remedy = "Add a subnet or a secondary CIDR, or run fewer nodes there.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html"}},
    {.id = "nodes.unknown-max-pods",
     .severity = Severity::warning,
     .meaning = "Nodes do not say how many Pods kubelet admits, so that they cannot be judged.",
     .threshold = "Neither status.allocatable.pods nor status.capacity.pods.",
     .remedy = "Wait until kubelet has registered the node, and give whole objects.",
     .source = {"https://kubernetes.io/docs/reference/node/node-status/"}},
    {.id = "nodes.unknown-type",
     .severity = Severity::warning,
     .meaning = "Nodes of an instance type that the catalog does not have, or without a type, cannot be judged.",
     .threshold = "Any node on EC2 of such a type.",
     .remedy = "Give the output of \"aws ec2 describe-instance-types\" with --instance-types.",
     .source = {"https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html"}},
    {.id = "nodes.windows",
     .severity = Severity::info,
     .meaning = "Windows nodes use the addresses of one ENI, and the scheduler counts them: Pods beyond them stay Pending, "
                "whatever max Pods is.",
     .threshold = "At least one Windows node.",
     .remedy = "Use prefixes (enable-windows-prefix-delegation) or larger types for more Pods.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/windows-networking.html",
                "aws/amazon-vpc-resource-controller-k8s pkg/provider"}},
    {.id = "pod-network.block-size",
     .severity = Severity::error,
     .meaning = "A node's block of the Pod network is as large as the network or larger, or more than 16 bits smaller: "
                "the cluster is not made.",
     .threshold = "Node prefix length less prefix length below 1 or above 16.",
     .remedy = "Choose the node block between these bounds.",
     .source = {"aws/eks-anywhere pkg/api/v1alpha1/cluster.go",
                "https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
    {.id = "pod-network.immutable",
     .severity = Severity::info,
     .meaning = "The Pod network and the node block of EKS Anywhere and EKS Distro stay as they are made, and with them "
                "the most nodes and Pods that the cluster ever has.",
     .threshold = "Every cluster with a Pod network of its own.",
     .remedy = "Choose both for the largest cluster that you expect.",
     .source = {"https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
    {.id = "pod-network.nodes",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "The Pod network has fewer node blocks than the cluster has nodes: further nodes get no block, and their "
                "Pods no address.",
     .threshold = "More desired nodes than blocks, the control plane's among them; a warning when only the most nodes "
                  "are too many.",
     .remedy = "Make the cluster with a larger Pod network, or with smaller node blocks.",
     .source = {"https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
    {.id = "pod-network.overlap",
     .severity = Severity::error,
     .meaning = "Pods, Services and nodes have addresses in common, so that some of them are never reached.",
     .threshold = "Any overlap of the Pod network, the service network and the nodes' networks.",
     .remedy = "Give each a network of its own before the cluster is made.",
     .source = {"https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
    {.id = "pod-network.pods-per-node",
     .severity = Severity::error,
     .meaning = "kubelet lets more Pods onto a node than its block has addresses: the others hang in ContainerCreating.",
     .threshold = "Max Pods, 110 unless set, above 2^(32 - node prefix length).",
     .remedy = "Lower kubelet's maxPods, or make the cluster with larger node blocks.",
     .source = {"https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
    {.id = "pod-network.unknown",
     .severity = Severity::warning,
     .meaning = "The network of the Pods is in no file, so that neither nodes nor Pods can be counted against it.",
     .threshold = "EKS Anywhere or EKS Distro without a Pod CIDR.",
     .remedy = "Give podNetwork.cidrs in a spec.",
     .source = {"https://anywhere.eks.amazonaws.com/docs/getting-started/ports/"}},
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
    {.id = "pods.no-cpu",
     .severity = Severity::error,
     .meaning = "Pods of a workload find no node with enough CPU left; they would stay Pending.",
     .threshold = "At least 1 Pod in any scenario that a node has max Pods for, and no CPU.",
     .remedy = "Plan more or larger nodes, or lower requests.cpu.",
     .source = {"https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"}},
    {.id = "pods.no-memory",
     .severity = Severity::error,
     .meaning = "Pods of a workload find no node with enough memory left; they would stay Pending.",
     .threshold = "At least 1 Pod in any scenario that a node has max Pods for, and no memory.",
     .remedy = "Plan more or larger nodes, or lower requests.memory.",
     .source = {"https://kubernetes.io/docs/concepts/configuration/manage-resources-containers/"}},
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
    {.id = "policy.accept-expired",
     .severity = Severity::warning,
     .meaning = "Findings were accepted for a time that is over. They count again.",
     .threshold = "An entry of policy.accept with an expiry date before the day of --today.",
     .remedy = "Repair what was accepted, or decide anew and give another date.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "policy.accept-undated",
     .severity = Severity::info,
     .meaning = "Whether an acceptance has expired cannot be told, as the program does not know which day it "
                "is. Its findings count as accepted.",
     .threshold = "An entry of policy.accept with an expiry date, and no --today.",
     .remedy = "Give --today DATE, in CI \"--today $(date +%F)\".",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "policy.accept-unused",
     .severity = Severity::info,
     .meaning = "An entry of policy.accept matches no finding: what it accepted is gone, or it names another "
                "subject.",
     .threshold = "No finding of that rule and subject.",
     .remedy = "Remove the entry, or correct its subject.",
     .source = {"data/schema/spec.schema.json"}},
    {.id = "region.enis-above-quota",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "The cluster takes more network interfaces than the account may have in the Region, so that "
                "EC2 makes no more nodes and ENIs. Those of others in the Region come on top.",
     .threshold = "ENIs in the worst scenario above the quota, 5,000 by default, an error; at least 80 % of "
                  "it a warning.",
     .remedy =
         "Have the quota raised and set quotas.networkInterfacesPerRegion, use prefix delegation or larger "
         "instance types.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"},
     .setting = RuleThreshold{ThresholdUnit::percent, 8000}},
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
    {.id = "subnet.no-prefix-reservation",
     .severity = Severity::warning,
     .meaning =
         "Prefixes and single addresses come out of one subnet without a reservation. Single addresses "
         "scatter, and in the worst case each breaks a whole /28 block, so that prefixes lack.",
     .threshold =
         "No CIDR reservation of type prefix in the subnet, and more prefixes wanted than blocks are left "
         "when every single address breaks one of its own; likely enough to be had all the same.",
     .remedy = "Reserve a part of the subnet for prefixes, or give Pods a subnet of their own.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html",
                "https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html"}},
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
    {.id = "subnet.prefixes-unlikely",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "A subnet has whole /28 blocks enough at best, and single addresses that come to stand "
                "anywhere probably break too many of them.",
     .threshold = "The chance that all prefixes can be had beside the single addresses, each set of places "
                  "as likely as the others, is below 99 %: a warning from 50 % on, below that an error.",
     .remedy = "Reserve a part of the subnet for prefixes, or make it as large as the finding says.",
     .source = {"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html",
                "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html"},
     .setting = RuleThreshold{ThresholdUnit::percent, 9900}},
    {.id = "subnet.prefixes-worst-case",
     .severity = Severity::info,
     .meaning = "A subnet has a reservation for prefixes, and yields all of them probably, but not in the "
                "worst case, in which every single address breaks a /28 block outside of the reservation.",
     .threshold =
         "More prefixes wanted than blocks of the reservation and those that are then left outside of it.",
     .remedy = "Reserve a larger part of the subnet for prefixes.",
     .source = {"https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html",
                "https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html"}},
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
    {.id = "update.blocked",
     .severity = Severity::info,
     .meaning = "A disruption budget of 0 keeps Karpenter from replacing any node, so that an update of the "
                "group takes no addresses and never comes.",
     .threshold = "A node group of Karpenter whose budget is 0 nodes or 0 %.",
     .remedy = "Allow at least 1 node.",
     .source = {"https://karpenter.sh/docs/concepts/disruption/"}},
    {.id = "update.no-surge",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "The new nodes of an update do not fit into the subnets, so that it stops or goes on only as "
                "old nodes leave.",
     .threshold = "In scenario rolling-update: an error when they do not fit although this group updates "
                  "alone, a warning when only the updates of all groups at once do not.",
     .remedy = "Give the subnets more addresses, lower maxUnavailable, or set the update strategy minimal.",
     .source = {"https://docs.aws.amazon.com/eks/latest/userguide/managed-node-update-behavior.html",
                "https://karpenter.sh/docs/concepts/disruption/"}},
    {.id = "vpc.cidrs-above-quota",
     .severity = Severity::error,
     .meaning = "The VPC has more IPv4 CIDRs than the quota allows.",
     .threshold = "More CIDRs than quotas.cidrsPerVpc, 5 by default with the primary one; AWS raises it to "
                  "50 at most.",
     .remedy = "Have the quota raised and set quotas.cidrsPerVpc, or use fewer and larger CIDRs.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"}},
    {.id = "vpc.endpoints-above-quota",
     .severity = Severity::error,
     .meaning = "The VPC has more interface endpoints than the quota allows.",
     .threshold = "More interface endpoints than quotas.interfaceEndpointsPerVpc, 50 by default.",
     .remedy =
         "Have the quota raised and set quotas.interfaceEndpointsPerVpc, or share endpoints between VPCs.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"}},
    {.id = "vpc.nat-gateways-above-quota",
     .severity = Severity::error,
     .meaning = "A zone has more NAT gateways than the quota allows.",
     .threshold = "More NAT gateways in one zone than quotas.natGatewaysPerZone, 5 by default.",
     .remedy = "Have the quota raised and set quotas.natGatewaysPerZone, or use fewer.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"}},
    {.id = "vpc.nau-above-quota",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "The VPC takes more network address units (NAU) than the quota allows, so that no more "
                "addresses can be had.",
     .threshold = "NAU in the worst scenario above the quota, 64,000 by default, an error; at least 80 % of "
                  "it a warning. AWS raises it to 256,000 at most.",
     .remedy = "Have the quota raised and set quotas.networkAddressUnits, use prefix delegation, of which a "
               "prefix is one unit, or split the VPC.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html"},
     .setting = RuleThreshold{ThresholdUnit::percent, 8000}},
    {.id = "vpc.no-room",
     .severity = Severity::error,
     .meaning = "A subnet that is to be created has no place in the VPC, or would have to be larger than AWS lets a "
                "subnet be.",
     .threshold = "No free aligned block of the VPC's CIDRs has its size, or a /16 is too small for it.",
     .remedy = "Give the VPC a larger or another CIDR, or take one of the ways out that cniplan size computes.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html",
                "https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html"}},
    {.id = "vpc.peered-nau-above-quota",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "The VPC and the VPCs peered with it in the Region take more network address units (NAU) "
                "than the quota allows.",
     .threshold = "NAU of the VPC in the worst scenario and of all peers above the quota, 128,000 by "
                  "default, an error; at least 80 % of it a warning. AWS raises it to 512,000 at most.",
     .remedy = "Have the quota raised and set quotas.peeredNetworkAddressUnits, use prefix delegation, or "
               "connect VPCs by a transit gateway.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/network-address-usage.html"},
     .setting = RuleThreshold{ThresholdUnit::percent, 8000}},
    {.id = "vpc.secondary-cidr",
     .severity = Severity::error,
     .milder = Severity::warning,
     .meaning = "A secondary CIDR of the VPC is one that AWS does not let be added to it.",
     .threshold =
         "By the ranges of the primary and of the secondary CIDR, as AWS's table of restrictions has them; a "
         "warning where AWS's own pages disagree, as on 198.19.0.0/16 beside a private range.",
     .remedy = "Use 100.64.0.0/10, or the range that the primary CIDR is of.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html",
                "https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html"}},
    {.id = "vpc.subnets-above-quota",
     .severity = Severity::error,
     .meaning = "The VPC has more subnets than the quota allows.",
     .threshold = "More subnets than quotas.subnetsPerVpc, 200 by default.",
     .remedy = "Have the quota raised and set quotas.subnetsPerVpc, or use fewer and larger subnets.",
     .source = {"https://docs.aws.amazon.com/vpc/latest/userguide/amazon-vpc-limits.html"}},
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
    {.id = "zone.unbalanced",
     .severity = Severity::warning,
     .meaning = "The zones of a node group have unequal room. Nodes and Pods spread evenly over zones, so "
                "that the smallest one is full first and what is left in the others stays unused.",
     .threshold = "Addresses free for the cluster in the node group's subnets of the smallest zone, Pod "
                  "subnets with them: less than 75 % of the largest zone's.",
     .remedy = "Give every zone as many addresses.",
     .source = {"https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html"},
     .setting = RuleThreshold{ThresholdUnit::percent, 7500}},
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

/// The threshold of a rule under a user's settings, a range of values with `rule` and an optional
/// `threshold`: theirs where one names the rule, else the rule's own, in the rule's unit. Only for rules
/// whose threshold can be set.
template <std::ranges::input_range Settings>
[[nodiscard]] constexpr std::int64_t threshold_of(RuleRef rule, const Settings& settings) {
  ensure(rule->setting.has_value(), "only a threshold that can be set is looked up");
  for (const auto& setting : settings) {
    if (setting.rule == rule->id && setting.threshold) return *setting.threshold;
  }
  return rule->setting->value;
}

}  // namespace cniplan
