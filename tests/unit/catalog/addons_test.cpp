#include "planner/catalog/addons.hpp"

#include <algorithm>
#include <string_view>
#include <tuple>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

const AddonWorkload& only(std::string_view addon) {
  const auto rows = addon_workloads(addon);
  REQUIRE(rows.size() == 1);
  return rows.front();
}

}  // namespace

TEST_CASE("the workloads of add-ons are sorted and each stands there once") {
  const auto key = [](const AddonWorkload& row) { return std::tuple(row.addon, row.workload); };
  const auto rows = addon_workloads();
  CHECK(rows.size() == 26);
  CHECK(std::ranges::is_sorted(rows, {}, key));
  CHECK(std::ranges::adjacent_find(rows, {}, key) == rows.end());
}

TEST_CASE("a workload of an add-on has either replicas or one Pod per node") {
  for (const AddonWorkload& row : addon_workloads()) {
    CAPTURE(row.addon);
    CAPTURE(row.workload);
    CHECK((row.pods_per_cluster == 0) != (row.pods_per_node == 0));
    CHECK(row.pods_per_node <= 1);
  }
}

TEST_CASE("an add-on is found by its whole name") {
  CHECK(addon_workloads("aws-ebs-csi").empty());
  CHECK(addon_workloads("").empty());
  CHECK(addon_workloads("zzz").empty());
  CHECK(only("coredns").pods_per_cluster == 2);
  CHECK(only("cluster-autoscaler").pods_per_cluster == 1);
  CHECK(only("vpc-cni") == AddonWorkload{.addon = "vpc-cni",
                                         .workload = "aws-node",
                                         .pods_per_node = 1,
                                         .host_network = true,
                                         .on_auto_mode = false,
                                         .on_hybrid_nodes = false});
}

TEST_CASE("an add-on can run several workloads, one of them on Windows only") {
  const auto rows = addon_workloads("aws-ebs-csi-driver");
  REQUIRE(rows.size() == 3);
  CHECK(rows[0].pods_per_cluster == 2);
  CHECK(rows[1].os == AddonOs::linux_nodes);
  CHECK(rows[2].os == AddonOs::windows_nodes);
  CHECK_FALSE(rows[2].host_network);
}
