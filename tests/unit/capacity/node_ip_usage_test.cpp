#include "planner/capacity/node_ip_usage.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

InstanceType type_with(int enis, int ipv4_per_eni) {
  InstanceType type;
  type.enis = static_cast<std::uint16_t>(enis);
  type.ipv4_per_eni = static_cast<std::uint16_t>(ipv4_per_eni);
  type.hypervisor = Hypervisor::nitro;
  type.trunking = true;
  type.branch_enis = 9;
  return type;
}

const InstanceType kM5_12xlarge = type_with(8, 30);
const InstanceType kC5_2xlarge = type_with(4, 15);
const InstanceType kC5Large = type_with(3, 10);

NodeIpUsage usage(const InstanceType& type, const CniConfig& cni, std::int64_t pods, std::int64_t max_pods) {
  return node_ip_usage(type, cni, NodeOs::linux, {.pods = PodCount(pods), .max_pods = PodCount(max_pods)});
}

}  // namespace

TEST_CASE("AWS's calculator sheet counts a node wrong, and the code decides") {
  struct Row {
    std::string name;
    InstanceType type;
    std::int64_t pods;
    std::int64_t max_pods;
    std::int64_t warm_ip_target;
    std::int64_t documented;  // aws/aws-eks-best-practices latest/bpg/networking/subnet-calc/subnet-calc.xlsx
    std::int64_t computed;
  };
  const auto row = GENERATE(values<Row>({
      {"m5.12xlarge, defaults", kM5_12xlarge, 100, 234, 0, 152, 150},
      {"c5.2xlarge, defaults", kC5_2xlarge, 30, 58, 0, 47, 60},
      {"m5.12xlarge, WARM_IP_TARGET=1", kM5_12xlarge, 100, 234, 1, 122, 105},
      {"c5.2xlarge, WARM_IP_TARGET=1", kC5_2xlarge, 30, 58, 1, 32, 34},
  }));
  CAPTURE(row.name, row.documented);
  CniConfig cni;
  cni.warm_ip_target = row.warm_ip_target;
  CHECK(usage(row.type, cni, row.pods, row.max_pods).total() == IpCount(row.computed));
}

TEST_CASE("the labels of a node's addresses add up") {
  const auto one_pod = usage(kC5Large, CniConfig{}, 1, 29);
  CHECK(one_pod.node_subnet ==
        SubnetShare{.primary = IpCount(2), .assigned = IpCount(1), .warm = IpCount(17)});
  CHECK(one_pod.total() == IpCount(20));
  CHECK(usage(kC5Large, CniConfig{}, 0, 29).total() == IpCount(10));
}

TEST_CASE("more Pods never take fewer addresses, and no node passes what its ENIs can hold") {
  for (const bool prefixes : {false, true}) {
    for (const bool custom : {false, true}) {
      for (const std::int64_t w : {0, 1, 5, 40}) {
        for (const std::int64_t m : {0, 1, 30}) {
          CniConfig cni;
          cni.prefix_delegation = prefixes;
          cni.custom_networking = custom;
          cni.warm_ip_target = w;
          cni.minimum_ip_target = m;
          CAPTURE(prefixes, custom, w, m);
          IpCount before;
          for (std::int64_t pods = 0; pods <= 300; ++pods) {
            const auto now = usage(kM5_12xlarge, cni, pods, 250);
            CAPTURE(pods);
            CHECK(now.total() >= before);
            CHECK(now.total() <= IpCount(8 + 8 * 29 * (prefixes ? 16 : 1)));
            CHECK(now.pod_subnet.assigned + now.node_subnet.assigned + IpCount(now.pods_without_address.value()) ==
                  IpCount(pods));
            before = now.total();
          }
        }
      }
    }
  }
}
