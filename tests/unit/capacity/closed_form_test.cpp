#include <set>
#include <tuple>

#include "planner/capacity/ipamd.hpp"
#include "planner/capacity/warm_pool.hpp"
#include "planner/catalog/catalog.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// The catalog's types, one of each kind of limits.
std::vector<NodeLimits> limits_of_all_types() {
  std::vector<NodeLimits> all;
  std::set<std::tuple<std::int64_t, std::int64_t, bool, bool, bool>> seen;
  const Catalog catalog = Catalog::embedded();
  for (const InstanceType& type : catalog.types()) {
    NodeLimits limits = limits_of(type);
    limits.branch_enis = 7;
    const bool is_new = seen.insert({limits.enis, limits.ipv4_per_eni, limits.prefix_delegation,
                                     limits.trunking, limits.keeps_trunk_slot})
                            .second;
    if (is_new && limits.enis > 0 && limits.ipv4_per_eni > 0) all.push_back(limits);
  }
  return all;
}

struct Targets {
  const char* name;
  std::int64_t warm_eni;
  std::int64_t warm_ip;
  std::int64_t minimum_ip;
  std::int64_t warm_prefix;
};

constexpr Targets kSettings[] = {
    {"WARM_ENI_TARGET=1", 1, 0, 0, 1},
    {"WARM_ENI_TARGET=0", 0, 0, 0, 1},
    {"WARM_ENI_TARGET=2", 2, 0, 0, 2},
    {"WARM_ENI_TARGET=5", 5, 0, 0, 5},
    {"WARM_IP_TARGET=1", 1, 1, 0, 1},
    {"WARM_IP_TARGET=5", 1, 5, 0, 1},
    {"WARM_IP_TARGET=40", 1, 40, 0, 0},
    {"MINIMUM_IP_TARGET=10", 1, 0, 10, 1},
    {"both IP targets", 1, 2, 30, 1},
    {"both IP targets, large", 1, 17, 100, 3},
    {"IP targets of whole prefixes", 1, 16, 32, 1},
};

}  // namespace

TEST_CASE(
    "the closed form is the state machine's steady state, for every kind of type and every number of Pods") {
  const bool prefixes = GENERATE(false, true);
  const bool custom_networking = GENERATE(false, true);
  const bool pod_eni = GENERATE(false, true);
  const std::int64_t unmanaged = GENERATE(0, 1);
  const Targets setting = GENERATE(from_range(std::begin(kSettings), std::end(kSettings)));
  CAPTURE(prefixes, custom_networking, pod_eni, unmanaged, setting.name);

  // Max Pods in the middle, so that it stops growth on some types and not on others.
  const std::int64_t max_pods = unmanaged == 0 ? 58 : 110;
  const std::vector<NodeLimits> all = limits_of_all_types();
  CHECK(all.size() > 50);
  for (const NodeLimits& limits : all) {
    NodeSetup node;
    node.limits = limits;
    node.cni.prefix_delegation = prefixes;
    node.cni.custom_networking = custom_networking;
    node.cni.pod_eni = pod_eni;
    node.cni.warm_eni_target = setting.warm_eni;
    node.cni.warm_ip_target = setting.warm_ip;
    node.cni.minimum_ip_target = setting.minimum_ip;
    node.cni.warm_prefix_target = setting.warm_prefix;
    node.load = {.pods = PodCount(0), .branch_pods = PodCount(3), .max_pods = PodCount(max_pods)};
    node.conditions.unmanaged_enis = EniCount(unmanaged);
    if (!has_closed_form(node)) continue;

    Ipamd ipamd(node);
    const auto settle_quickly = [&] {
      while (ipamd.turn()) {
      }
    };
    if (pod_eni) settle_quickly();
    ipamd.add_branch_pods(3);
    settle_quickly();
    for (std::int64_t pods = 0; pods <= max_pods + 7; ++pods) {
      node.load.pods = PodCount(pods);
      if (pods > 0) {
        ipamd.add_pods(1);
        settle_quickly();
      }
      const NodeIpUsage closed = node_ip_usage(node);
      if (!closed.settles) continue;
      NodeIpUsage machine = ipamd.usage();
      const bool equal = closed == machine && turns_to_settle(node, closed) == ipamd.turn_of_last_change();
      if (equal) continue;
      CAPTURE(limits.enis, limits.ipv4_per_eni, limits.prefix_delegation, limits.trunking, pods);
      CAPTURE(closed.total().value(), machine.total().value(), closed.enis.value(), machine.enis.value());
      CHECK(turns_to_settle(node, closed) == ipamd.turn_of_last_change());
      REQUIRE(closed == machine);
    }
  }
}
