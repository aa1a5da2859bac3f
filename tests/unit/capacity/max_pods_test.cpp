#include "planner/capacity/max_pods.hpp"

#include <algorithm>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

struct TypeOptions {
  const char* name = "m5.large";
  int enis = 3;
  int ipv4 = 10;
  std::optional<std::int32_t> vcpus = 2;
  Hypervisor hypervisor = Hypervisor::nitro;
  bool bare_metal = false;
  bool trunking = true;
  int branch_enis = 9;
  Architecture arch = Architecture::amd64;
};

InstanceType make_type(const TypeOptions& options) {
  InstanceType type;
  type.name = *InstanceTypeName::make(options.name);
  type.enis = static_cast<std::uint16_t>(options.enis);
  type.ipv4_per_eni = static_cast<std::uint16_t>(options.ipv4);
  type.vcpus = options.vcpus;
  type.hypervisor = options.hypervisor;
  type.bare_metal = options.bare_metal;
  type.trunking = options.trunking;
  type.branch_enis = static_cast<std::uint16_t>(options.branch_enis);
  type.arch = options.arch;
  return type;
}

const InstanceType kM5Large = make_type({});
const InstanceType kM4Large = make_type({.name = "m4.large", .enis = 2, .hypervisor = Hypervisor::xen, .trunking = false});
const InstanceType kT3Xlarge = make_type({.name = "t3.xlarge", .enis = 4, .ipv4 = 15, .vcpus = 4, .trunking = false});
const InstanceType kC54xlarge =
    make_type({.name = "c5.4xlarge", .enis = 8, .ipv4 = 30, .vcpus = 16, .branch_enis = 54});
const InstanceType kP548xlarge =
    make_type({.name = "p5.48xlarge", .enis = 2, .ipv4 = 50, .vcpus = 192, .branch_enis = 120});
const InstanceType kM5Metal = make_type(
    {.name = "m5.metal", .enis = 15, .ipv4 = 50, .vcpus = 96, .hypervisor = Hypervisor::unknown, .bare_metal = true});

std::int64_t number(std::optional<PodCount> pods) { return pods ? pods->value() : -1; }

MaxPodsRemarks only(MaxPodsRemark remark) {
  MaxPodsRemarks remarks;
  remarks.add(remark);
  return remarks;
}

}  // namespace

TEST_CASE("pod addresses, max Pods and the recommended value follow from ENIs and mode") {
  struct Row {
    const char* name;
    InstanceType type;
    CniConfig cni;
    std::int64_t pod_ips, max_pods, recommended;
    MaxPodsBound bound;
  };
  // Source: the must-hold figures, aws/aws-eks-best-practices custom-networking.adoc (20, 290), sgpp.adoc (29).
  // latest/bpg/networking/custom-networking.adoc also says 29 for custom networking on m5.large and ipv6.adoc 460 for
  // prefixes; (3-1)*(10-1)+2 = 20 and 3*(10-1)*16+2 = 434 are what the code gives.
  const auto row = GENERATE(values<Row>({
      {"m5.large", kM5Large, {}, 27, 29, 29, MaxPodsBound::addresses},
      {"m5.large prefixes", kM5Large, {.prefix_delegation = true}, 432, 434, 110, MaxPodsBound::vcpu_cap},
      {"m5.large custom networking", kM5Large, {.custom_networking = true}, 18, 20, 20, MaxPodsBound::addresses},
      {"m5.large both", kM5Large, {.prefix_delegation = true, .custom_networking = true}, 288, 290, 110,
       MaxPodsBound::vcpu_cap},
      {"p5.48xlarge counts its default card", kP548xlarge, {}, 98, 100, 100, MaxPodsBound::addresses},
      {"c6in.32xlarge counts its default card",
       make_type({.name = "c6in.32xlarge", .enis = 8, .ipv4 = 50, .vcpus = 128}), {}, 392, 394, 250,
       MaxPodsBound::vcpu_cap},
      {"bare metal has prefixes", kM5Metal, {.prefix_delegation = true}, 11760, 11762, 250, MaxPodsBound::vcpu_cap},
      {"MAX_ENI 1", kM5Large, {.max_enis = EniCount(1)}, 9, 11, 11, MaxPodsBound::addresses},
      {"MAX_ENI above the type's", kM5Large, {.max_enis = EniCount(99)}, 27, 29, 29, MaxPodsBound::addresses},
      // The AMI's script said -7 here for 0 ENIs and 2 for this one, where no Pod ever gets an address.
      {"MAX_ENI 1 and custom networking", kM5Large, {.custom_networking = true, .max_enis = EniCount(1)}, 0, 0, 0,
       MaxPodsBound::no_usable_eni},
      {"MAX_ENI 2 and custom networking", kM5Large, {.custom_networking = true, .max_enis = EniCount(2)}, 9, 11, 11,
       MaxPodsBound::addresses},
  }));
  CAPTURE(row.name);
  const MaxPods result = max_pods(row.type, {.cni = row.cni});
  CHECK(result.pod_ips == IpCount(row.pod_ips));
  CHECK(number(result.max_pods) == row.max_pods);
  CHECK(number(result.recommended_max_pods) == row.recommended);
  CHECK(result.bound == row.bound);
  CHECK(result.remarks ==
        (row.bound == MaxPodsBound::no_usable_eni ? only(MaxPodsRemark::no_eni_left) : MaxPodsRemarks{}));
  CHECK(result.default_max_pods == nodeadm_max_pods(row.type));
}

TEST_CASE("the ceiling is 110 up to 30 vCPUs and 250 above") {
  struct Row {
    const char* name;
    std::optional<std::int32_t> vcpus;
    int enis;
    std::int64_t recommended;
    MaxPodsBound bound;
  };
  const auto row = GENERATE(values<Row>({
      {"30 vCPUs", 30, 15, 110, MaxPodsBound::vcpu_cap},
      {"31 vCPUs", 31, 30, 250, MaxPodsBound::vcpu_cap},
      {"unknown vCPUs, 29 Pods fit below either ceiling", std::nullopt, 3, 29, MaxPodsBound::addresses},
      {"unknown vCPUs, 110 Pods fit below either ceiling", std::nullopt, 12, 110, MaxPodsBound::addresses},
      {"unknown vCPUs, 119 Pods depend on them", std::nullopt, 13, -1, MaxPodsBound::unknown_vcpus},
  }));
  CAPTURE(row.name);
  const MaxPods result = max_pods(make_type({.enis = row.enis, .vcpus = row.vcpus}), {});
  CHECK(number(result.recommended_max_pods) == row.recommended);
  CHECK(result.bound == row.bound);
  CHECK(result.kube_reserved_memory_mib.has_value() == (row.recommended >= 0));
}

TEST_CASE("prefix delegation falls back where the type or the CNI cannot do it") {
  struct Row {
    const char* name;
    InstanceType type;
    std::optional<CniVersion> version;
    std::int64_t max_pods;
    std::optional<MaxPodsRemark> remark;
  };
  const auto row = GENERATE(values<Row>({
      {"Xen", kM4Large, std::nullopt, 20, MaxPodsRemark::prefixes_need_nitro},
      {"Xen and old CNI", kM4Large, CniVersion{1, 8, 0}, 20, MaxPodsRemark::prefixes_need_nitro},
      {"CNI 1.8", kM5Large, CniVersion{1, 8, 9}, 29, MaxPodsRemark::prefixes_need_newer_cni},
      {"CNI 1.9", kM5Large, CniVersion{1, 9, 0}, 434, std::nullopt},
      {"bare metal, CNI 1.10", kM5Metal, CniVersion{1, 10, 4}, 737, MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal},
      {"bare metal, CNI 1.11", kM5Metal, CniVersion{1, 11, 0}, 11762, std::nullopt},
  }));
  CAPTURE(row.name);
  const MaxPods result = max_pods(row.type, {.cni = {.prefix_delegation = true}, .cni_version = row.version});
  CHECK(number(result.max_pods) == row.max_pods);
  CHECK(result.remarks == (row.remark ? only(*row.remark) : MaxPodsRemarks{}));
}

TEST_CASE("security groups for Pods take one ENI for the trunk and bring branch ENIs") {
  struct Row {
    const char* name;
    InstanceType type;
    CniConfig cni;
    std::int64_t pod_ips, max_pods, trunk, branch;
    std::optional<MaxPodsRemark> remark;
  };
  // latest/bpg/networking/sgpp.adoc keeps 27 addresses beside the branch ENIs of m5.large, and the CNI's README.md
  // 234 on c5.4xlarge; ipamd leaves the trunk's slot empty, so 18 and 203 are right.
  const auto row = GENERATE(values<Row>({
      {"m5.large", kM5Large, {.pod_eni = true}, 18, 20, 1, 9, std::nullopt},
      {"c5.4xlarge", kC54xlarge, {.pod_eni = true}, 203, 205, 1, 54, std::nullopt},
      {"prefixes", kM5Large, {.prefix_delegation = true, .pod_eni = true}, 288, 290, 1, 9, std::nullopt},
      {"custom networking", kM5Large, {.custom_networking = true, .pod_eni = true}, 9, 11, 1, 9, std::nullopt},
      {"no ENI left beside trunk and primary", kP548xlarge, {.custom_networking = true, .pod_eni = true}, 0, 0, 1, 0,
       MaxPodsRemark::no_eni_left},
      {"MAX_ENI 1 leaves no slot to the trunk", kM5Large, {.pod_eni = true, .max_enis = EniCount(1)}, 9, 11, 0, 0,
       MaxPodsRemark::trunk_finds_no_slot},
      {"a type that cannot trunk loses nothing", kT3Xlarge, {.pod_eni = true}, 56, 58, 0, 0,
       MaxPodsRemark::type_cannot_trunk},
      {"a type that the controller does not know loses a slot",
       make_type({.name = "hpc7a.12xlarge", .enis = 2, .ipv4 = 50, .vcpus = 24, .trunking = false}), {.pod_eni = true},
       49, 51, 1, 0, MaxPodsRemark::trunk_slot_kept_for_nothing},
  }));
  CAPTURE(row.name);
  const MaxPods result = max_pods(row.type, {.cni = row.cni});
  CHECK(result.pod_ips == IpCount(row.pod_ips));
  CHECK(number(result.max_pods) == row.max_pods);
  CHECK(result.trunk_enis == EniCount(row.trunk));
  CHECK(result.branch_enis == EniCount(row.branch));
  CHECK(result.remarks == (row.remark ? only(*row.remark) : MaxPodsRemarks{}));
  CHECK(max_pods(row.type, {}).branch_enis == EniCount(0));
}

TEST_CASE("reserved ENIs and host-network Pods change the sum, the default stays nodeadm's") {
  CHECK(number(max_pods(kM5Large, {.reserved_enis = EniCount(1)}).max_pods) == 20);
  CHECK(number(max_pods(kM5Large, {.reserved_enis = EniCount(1)}).default_max_pods) == 29);
  CHECK(number(max_pods(kM5Large, {.host_network_pods = PodCount(5)}).max_pods) == 32);
  CHECK(number(max_pods(kM5Large, {.host_network_pods = PodCount(5)}).default_max_pods) == 29);
  // Karpenter: 0, not the 2 host-network Pods.
  const MaxPods none = max_pods(kM5Large, {.reserved_enis = EniCount(7)});
  CHECK(none.pod_ips == IpCount(0));
  CHECK(number(none.max_pods) == 0);
  CHECK(number(none.recommended_max_pods) == 0);
  CHECK(none.bound == MaxPodsBound::no_usable_eni);
}

TEST_CASE("Windows has the addresses of one ENI and no host-network Pods on them") {
  struct Row {
    const char* name;
    InstanceType type;
    CniConfig cni;
    std::int64_t max_pods, recommended;
    std::optional<MaxPodsRemark> remark;
  };
  // latest/bpg/networking/prefix-mode_windows.adoc says 244 for t3.xlarge; (15-1)*16 = 224.
  const auto row = GENERATE(values<Row>({
      {"m5.large", kM5Large, {}, 9, 9, std::nullopt},
      {"c5.large prefixes", kM5Large, {.prefix_delegation = true}, 144, 110, std::nullopt},
      {"t3.xlarge prefixes", kT3Xlarge, {.prefix_delegation = true}, 224, 110, std::nullopt},
      {"Xen prefixes", kM4Large, {.prefix_delegation = true}, 9, 9, MaxPodsRemark::prefixes_need_nitro},
      {"custom networking means nothing", kM5Large, {.custom_networking = true}, 9, 9,
       MaxPodsRemark::windows_has_one_eni},
      {"MAX_ENI means nothing", kM5Large, {.max_enis = EniCount(2)}, 9, 9, MaxPodsRemark::windows_has_one_eni},
  }));
  CAPTURE(row.name);
  const MaxPods result = max_pods(row.type, {.cni = row.cni, .os = NodeOs::windows});
  CHECK(number(result.max_pods) == row.max_pods);
  CHECK(number(result.recommended_max_pods) == row.recommended);
  CHECK(number(result.default_max_pods) == 110);
  CHECK(result.kube_reserved_memory_mib == std::nullopt);
  CHECK(result.remarks == (row.remark ? only(*row.remark) : MaxPodsRemarks{}));
}

TEST_CASE("IPv6 addresses are no limit, and a node that cannot do IPv6 has no Pods") {
  const CniConfig ipv6{.prefix_delegation = true, .ip_family = IpFamily::ipv6};
  const MaxPods result = max_pods(kM5Large, {.cni = ipv6});
  CHECK(result.pod_ips == std::nullopt);
  CHECK(result.max_pods == std::nullopt);
  CHECK(number(result.recommended_max_pods) == 110);
  CHECK(number(result.default_max_pods) == 29);
  CHECK(result.bound == MaxPodsBound::vcpu_cap);

  struct Row {
    const char* name;
    InstanceType type;
    MaxPodsSettings settings;
    MaxPodsRemark remark;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"Xen", kM4Large, {.cni = ipv6}, MaxPodsRemark::ipv6_needs_nitro},
      {"Windows", kM5Large, {.cni = ipv6, .os = NodeOs::windows}, MaxPodsRemark::ipv6_not_on_windows},
      {"CNI 1.10.0", kM5Large, {.cni = ipv6, .cni_version = CniVersion{1, 10, 0}}, MaxPodsRemark::ipv6_needs_newer_cni},
      {"bare metal, CNI 1.10.1", kM5Metal, {.cni = ipv6, .cni_version = CniVersion{1, 10, 1}},
       MaxPodsRemark::prefixes_need_newer_cni_on_bare_metal},
      {"custom networking", kM5Large, {.cni = {.custom_networking = true, .ip_family = IpFamily::ipv6}},
       MaxPodsRemark::ipv6_without_custom_networking},
  }));
  CAPTURE(row.name);
  const MaxPods refused = max_pods(row.type, row.settings);
  CHECK(refused.bound == MaxPodsBound::cni_refuses);
  CHECK(refused.pod_ips == IpCount(0));
  CHECK(number(refused.max_pods) == 0);
  CHECK(number(refused.recommended_max_pods) == 0);
  CHECK(refused.remarks == only(row.remark));
}

TEST_CASE("a managed node group caps the default and the expression, not what the ENIs allow") {
  const MaxPodsSettings managed{.managed_node_group = true};
  const MaxPods big = max_pods(kC54xlarge, managed, PodCount(200));
  CHECK(number(big.max_pods) == 234);
  CHECK(number(big.recommended_max_pods) == 110);
  CHECK(number(big.default_max_pods) == 110);
  CHECK(number(big.expression_max_pods) == 110);
  CHECK(big.bound == MaxPodsBound::managed_node_group_cap);
  CHECK(number(max_pods(kC54xlarge, {}, PodCount(200)).default_max_pods) == 234);
  CHECK(number(max_pods(kC54xlarge, {}, PodCount(200)).expression_max_pods) == 200);
  const InstanceType unknown = make_type({.enis = 8, .ipv4 = 30, .vcpus = std::nullopt});
  CHECK(max_pods(unknown, managed, PodCount(200)).default_max_pods == std::nullopt);
  CHECK(max_pods(unknown, managed, PodCount(200)).expression_max_pods == std::nullopt);
}

TEST_CASE("memory is reserved for the recommended value, or for the expression's") {
  CHECK(max_pods(kM5Large, {}).kube_reserved_memory_mib == 11 * 29 + 255);
  CHECK(max_pods(kM5Large, {.cni = {.prefix_delegation = true}}).kube_reserved_memory_mib == 11 * 110 + 255);
  CHECK(max_pods(kM5Large, {}, PodCount(58)).kube_reserved_memory_mib == 11 * 58 + 255);
}

TEST_CASE("no figure is negative, whatever the settings, and the brief figures are the same") {
  for (int enis = 0; enis <= 3; ++enis) {
    for (int ipv4 = 0; ipv4 <= 3; ++ipv4) {
      for (unsigned bits = 0; bits < 64; ++bits) {
        MaxPodsSettings settings;
        settings.cni.prefix_delegation = (bits & 1) != 0;
        settings.cni.custom_networking = (bits & 2) != 0;
        settings.cni.pod_eni = (bits & 4) != 0;
        if ((bits & 8) != 0) settings.cni.max_enis = EniCount(1);
        if ((bits & 16) != 0) settings.reserved_enis = EniCount(2);
        if ((bits & 32) != 0) settings.os = NodeOs::windows;
        const MaxPods result = max_pods(make_type({.enis = enis, .ipv4 = ipv4}), settings);
        CAPTURE(enis, ipv4, bits);
        const MaxPodsInBrief brief = max_pods_in_brief(make_type({.enis = enis, .ipv4 = ipv4}), settings);
        CHECK(brief.max_pods == result.max_pods);
        CHECK(brief.recommended_max_pods == result.recommended_max_pods);
        CHECK(brief.bound == result.bound);
        CHECK(brief.remarks == result.remarks);
        CHECK(result.usable_enis >= EniCount(0));
        CHECK(result.pod_ips >= IpCount(0));
        CHECK(result.max_pods >= PodCount(0));
        CHECK(result.default_max_pods >= PodCount(0));
      }
    }
  }
}

TEST_CASE("every bound and remark has a word of its own") {
  std::vector<std::string_view> words;
  for (std::size_t i = 0; i < kMaxPodsRemarks; ++i) {
    words.push_back(to_string(static_cast<MaxPodsRemark>(i)));
    CHECK_FALSE(describe(static_cast<MaxPodsRemark>(i)).empty());
  }
  for (const auto bound : {MaxPodsBound::addresses, MaxPodsBound::vcpu_cap, MaxPodsBound::managed_node_group_cap,
                           MaxPodsBound::no_usable_eni, MaxPodsBound::cni_refuses, MaxPodsBound::unknown_vcpus}) {
    words.push_back(to_string(bound));
  }
  std::ranges::sort(words);
  CHECK(std::ranges::adjacent_find(words) == words.end());
  CHECK_FALSE(words.front().empty());
}
