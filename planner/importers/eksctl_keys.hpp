#pragma once

#include <array>
#include <span>
#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/spec/given.hpp"

namespace cniplan {

/// The keys of eksctl's closed schema, for the objects that the importer looks into.
/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/assets/schema.json (commit 99984ad, 2026-08-22).

inline constexpr auto kEksctlClusterConfigKeys =
    std::to_array<std::string_view>({// the file as a whole
                                     "accessConfig",
                                     "addons",
                                     "addonsConfig",
                                     "apiVersion",
                                     "autoModeConfig",
                                     "availabilityZones",
                                     "capabilities",
                                     "cloudWatch",
                                     "controlPlaneScalingConfig",
                                     "fargateProfiles",
                                     "gitops",
                                     "iam",
                                     "iamIdentityMappings",
                                     "identityProviders",
                                     "karpenter",
                                     "kind",
                                     "kubeAPIServerConfig",
                                     "kubeControllerManagerConfig",
                                     "kubeSchedulerConfig",
                                     "kubernetesNetworkConfig",
                                     "localZones",
                                     "managedNodeGroups",
                                     "metadata",
                                     "nodeGroups",
                                     "outpost",
                                     "privateCluster",
                                     "remoteNetworkConfig",
                                     "secretsEncryption",
                                     "upgradePolicy",
                                     "vpc",
                                     "zonalShiftConfig"});

inline constexpr auto kEksctlMetadataKeys = std::to_array<std::string_view>(
    {// metadata
     "annotations", "forceUpdateVersion", "name", "region", "rollbackConfig", "tags", "version"});

inline constexpr auto kEksctlKubernetesNetworkConfigKeys =
    std::to_array<std::string_view>({// kubernetesNetworkConfig
                                     "ipFamily", "serviceIPv4CIDR", "serviceIPv6CIDR"});

inline constexpr auto kEksctlVpcKeys = std::to_array<std::string_view>(
    {// vpc
     "autoAllocateIPv6", "cidr", "clusterEndpoints", "controlPlaneEgressMode", "controlPlaneOnPrivateSubnets",
     "controlPlaneSecurityGroupIDs", "controlPlaneSubnetIDs", "extraCIDRs", "extraIPv6CIDRs", "hostnameType",
     "id", "ipv6Cidr", "ipv6Pool", "manageSharedNodeSecurityGroupRules", "nat", "publicAccessCIDRs",
     "securityGroup", "sharedNodeSecurityGroup", "subnets"});

inline constexpr auto kEksctlSubnetsKeys = std::to_array<std::string_view>({// vpc.subnets
                                                                            "private", "public"});

inline constexpr auto kEksctlSubnetKeys = std::to_array<std::string_view>({// one subnet
                                                                           "az", "cidr", "id"});

inline constexpr auto kEksctlNatKeys = std::to_array<std::string_view>({// vpc.nat
                                                                        "gateway"});

inline constexpr auto kEksctlNodeGroupKeys = std::to_array<std::string_view>({// an item of nodeGroups
                                                                              "additionalVolumes",
                                                                              "ami",
                                                                              "amiFamily",
                                                                              "asgMetricsCollection",
                                                                              "asgSuspendProcesses",
                                                                              "availabilityZones",
                                                                              "bottlerocket",
                                                                              "capacityReservation",
                                                                              "classicLoadBalancerNames",
                                                                              "clusterDNS",
                                                                              "containerRuntime",
                                                                              "cpuCredits",
                                                                              "desiredCapacity",
                                                                              "disableIMDSv1",
                                                                              "disablePodIMDS",
                                                                              "ebsOptimized",
                                                                              "efaEnabled",
                                                                              "enableDetailedMonitoring",
                                                                              "enclaveEnabled",
                                                                              "iam",
                                                                              "instanceMarketOptions",
                                                                              "instanceName",
                                                                              "instancePrefix",
                                                                              "instanceSelector",
                                                                              "instanceType",
                                                                              "instancesDistribution",
                                                                              "kubeletExtraConfig",
                                                                              "labels",
                                                                              "localZones",
                                                                              "maxInstanceLifetime",
                                                                              "maxPodsPerNode",
                                                                              "maxSize",
                                                                              "minSize",
                                                                              "name",
                                                                              "outpostARN",
                                                                              "overrideBootstrapCommand",
                                                                              "placement",
                                                                              "preBootstrapCommands",
                                                                              "privateNetworking",
                                                                              "propagateASGTags",
                                                                              "securityGroups",
                                                                              "ssh",
                                                                              "subnets",
                                                                              "tags",
                                                                              "taints",
                                                                              "targetGroupARNs",
                                                                              "updateConfig",
                                                                              "volumeEncrypted",
                                                                              "volumeIOPS",
                                                                              "volumeKmsKeyID",
                                                                              "volumeName",
                                                                              "volumeSize",
                                                                              "volumeThroughput",
                                                                              "volumeType"});

inline constexpr auto kEksctlManagedNodeGroupKeys =
    std::to_array<std::string_view>({// an item of managedNodeGroups
                                     "additionalVolumes",
                                     "ami",
                                     "amiFamily",
                                     "asgSuspendProcesses",
                                     "availabilityZones",
                                     "bottlerocket",
                                     "capacityReservation",
                                     "desiredCapacity",
                                     "disableIMDSv1",
                                     "disablePodIMDS",
                                     "ebsOptimized",
                                     "efaEnabled",
                                     "enableDetailedMonitoring",
                                     "iam",
                                     "instanceMarketOptions",
                                     "instanceName",
                                     "instancePrefix",
                                     "instanceSelector",
                                     "instanceType",
                                     "instanceTypes",
                                     "labels",
                                     "launchTemplate",
                                     "maxPodsPerNode",
                                     "maxSize",
                                     "minSize",
                                     "name",
                                     "nodeRepairConfig",
                                     "outpostARN",
                                     "overrideBootstrapCommand",
                                     "placement",
                                     "preBootstrapCommands",
                                     "privateNetworking",
                                     "propagateASGTags",
                                     "releaseVersion",
                                     "securityGroups",
                                     "spot",
                                     "ssh",
                                     "subnets",
                                     "tags",
                                     "taints",
                                     "updateConfig",
                                     "volumeEncrypted",
                                     "volumeIOPS",
                                     "volumeKmsKeyID",
                                     "volumeName",
                                     "volumeSize",
                                     "volumeThroughput",
                                     "volumeType"});

inline constexpr auto kEksctlInstancesDistributionKeys = std::to_array<std::string_view>(
    {// instancesDistribution of a node group
     "capacityRebalance", "instanceTypes", "maxPrice", "onDemandBaseCapacity",
     "onDemandPercentageAboveBaseCapacity", "spotAllocationStrategy", "spotInstancePools"});

inline constexpr auto kEksctlInstanceSelectorKeys = std::to_array<std::string_view>(
    {// instanceSelector of a node group
     "allow", "cpuArchitecture", "deny", "gpus", "memory", "neuron_devices", "vCPUs"});

inline constexpr auto kEksctlUpdateConfigKeys =
    std::to_array<std::string_view>({// updateConfig of a node group
                                     "maxUnavailable", "maxUnavailablePercentage"});

inline constexpr auto kEksctlLaunchTemplateKeys =
    std::to_array<std::string_view>({// launchTemplate of a node group
                                     "id", "version"});

inline constexpr auto kEksctlAddonKeys = std::to_array<std::string_view>(
    {// an item of addons
     "attachPolicy", "attachPolicyARNs", "configurationValues", "name", "namespaceConfig", "owners",
     "permissionsBoundary", "podIdentityAssociations", "publishers", "resolveConflicts",
     "serviceAccountRoleARN", "tags", "types", "useDefaultPodIdentityAssociations", "version",
     "wellKnownPolicies"});

inline constexpr auto kEksctlAddonsConfigKeys =
    std::to_array<std::string_view>({// addonsConfig
                                     "autoApplyPodIdentityAssociations", "disableDefaultAddons"});

inline constexpr auto kEksctlFargateProfileKeys = std::to_array<std::string_view>(
    {// an item of fargateProfiles
     "name", "podExecutionRoleARN", "selectors", "status", "subnets", "tags"});

inline constexpr auto kEksctlAutoModeConfigKeys =
    std::to_array<std::string_view>({// autoModeConfig
                                     "enabled", "nodePools", "nodeRoleARN", "permissionsBoundaryARN"});

inline constexpr auto kEksctlPrivateClusterKeys =
    std::to_array<std::string_view>({// privateCluster
                                     "additionalEndpointServices", "enabled", "skipEndpointCreation"});

inline constexpr auto kEksctlRemoteNetworkConfigKeys =
    std::to_array<std::string_view>({// remoteNetworkConfig
                                     "iam", "remoteNodeNetworks", "remotePodNetworks", "vpcGatewayID"});

inline constexpr auto kEksctlOutpostKeys =
    std::to_array<std::string_view>({// outpost
                                     "controlPlaneInstanceType", "controlPlaneOutpostARN",
                                     "controlPlanePlacement", "etcdInstanceType", "etcdPlacement"});

/// The code of the warnings below.
inline constexpr std::string_view kUnknownEksctlKey = "eksctl.unknown-key";

/// A warning for every key of a mapping that is not among `keys`, with the nearest one. Source of `keys`:
/// above.
[[nodiscard]] Diagnostics unknown_eksctl_keys(const DocumentNode& mapping, std::string_view subject,
                                              std::span<const std::string_view> keys);

/// A text that is there and not empty: eksctl does not tell an empty text from none.
[[nodiscard]] Given<std::string> eksctl_text(MappingReader& reader, std::string_view key);

/// The text under `name`, which eksctl needs; none is an error.
[[nodiscard]] Given<std::string> eksctl_name(MappingReader& reader);

}  // namespace cniplan
