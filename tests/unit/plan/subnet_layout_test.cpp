#include "planner/plan/subnet_layout.hpp"

#include <algorithm>
#include <string>

#include "planner/spec/vpc_layout.hpp"
#include "tests/support/random.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

SubnetLayoutRequest request(std::vector<std::string> space, std::vector<int> lengths, LayoutOrder order = LayoutOrder::best_fit,
                            std::vector<std::string> taken = {}) {
  SubnetLayoutRequest made{.order = order};
  for (const auto& text : space) made.space.push_back(cidr(text));
  for (const auto& text : taken) made.taken.push_back(cidr(text));
  for (const int length : lengths) made.wanted.push_back({.prefix_length = length});
  return made;
}

std::string places(const SubnetLayout& layout) {
  std::string text;
  for (const auto& place : layout.places) text += (text.empty() ? "" : " ") + (place ? place->to_string() : "-");
  return text;
}

std::string free_of(const SubnetLayout& layout) {
  std::string text;
  for (const Cidr& block : layout.free) text += (text.empty() ? "" : " ") + block.to_string();
  return text;
}

}  // namespace

TEST_CASE("blocks take their places by the order that is asked for") {
  struct Row {
    std::string name;
    SubnetLayoutRequest request;
    std::string places;
    std::string free;
  };
  const auto row = GENERATE(values<Row>({
      {"hashicorp/subnets keeps the order",
       request({"10.0.0.0/8"}, {16, 16, 12, 16, 16}, LayoutOrder::in_order),
       "10.0.0.0/16 10.1.0.0/16 10.16.0.0/12 10.32.0.0/16 10.33.0.0/16",
       "10.2.0.0/15 10.4.0.0/14 10.8.0.0/13 10.34.0.0/15 10.36.0.0/14 10.40.0.0/13 10.48.0.0/12 10.64.0.0/10 10.128.0.0/9"},
      {"largest first leaves large blocks whole",
       request({"10.0.0.0/8"}, {16, 16, 12, 16, 16}),
       "10.16.0.0/16 10.17.0.0/16 10.0.0.0/12 10.18.0.0/16 10.19.0.0/16",
       "10.20.0.0/14 10.24.0.0/13 10.32.0.0/11 10.64.0.0/10 10.128.0.0/9"},
      {"the smallest free block that holds it",
       request({"10.0.0.0/24"}, {26}, LayoutOrder::best_fit, {"10.0.0.0/26"}), "10.0.0.64/26", "10.0.0.128/25"},
      {"what is taken stays free of subnets",
       request({"10.0.0.0/24"}, {25, 26}, LayoutOrder::in_order, {"10.0.0.64/28"}), "10.0.0.128/25 -",
       "10.0.0.0/26 10.0.0.80/28 10.0.0.96/27"},
      {"no room", request({"10.0.0.0/24"}, {25, 25, 25}), "10.0.0.0/25 10.0.0.128/25 -", ""},
      {"the next CIDR when the first is full", request({"10.0.0.0/25", "100.64.0.0/24"}, {25, 25}),
       "10.0.0.0/25 100.64.0.0/25", "100.64.0.128/25"},
      {"no space at all", request({}, {28}), "-", ""},
      {"an excluded range around all of it", request({"10.0.0.0/24"}, {28}, LayoutOrder::best_fit, {"10.0.0.0/8"}), "-", ""},
      {"eksctl's blocks are large enough or no place", request({"10.0.0.0/20"}, {24, 22}, LayoutOrder::eksctl), "10.0.0.0/23 -",
       "10.0.2.0/23 10.0.4.0/22 10.0.8.0/21"},
  }));
  CAPTURE(row.name);
  const SubnetLayout layout = lay_out(row.request);
  CHECK(places(layout) == row.places);
  CHECK(free_of(layout) == row.free);
}

TEST_CASE("eksctl's own layout for three zones in 192.168.0.0/16 is eight /19") {
  const std::vector<std::string> zones = {"zone-a", "zone-b", "zone-c"};
  const auto eksctl = default_vpc_layout(kDefaultVpcCidr, zones, IpFamily::ipv4);
  REQUIRE(eksctl.has_value());
  const SubnetLayout layout = lay_out(request({"192.168.0.0/16"}, {28, 28, 28, 22, 22, 22}, LayoutOrder::eksctl));
  std::vector<Cidr> blocks;
  for (const ZoneBlock& block : eksctl->public_subnets) blocks.push_back(block.cidr);
  for (const ZoneBlock& block : eksctl->private_subnets) blocks.push_back(block.cidr);
  REQUIRE(layout.places.size() == blocks.size());
  for (std::size_t i = 0; i < blocks.size(); ++i) CHECK(layout.places[i] == blocks[i]);
  CHECK(free_of(layout) == "192.168.192.0/18");
}

TEST_CASE("a block comes from the CIDRs that it may come from, in their order") {
  SubnetLayoutRequest asked = request({"10.0.0.0/26", "100.64.0.0/26"}, {27, 27, 27, 27});
  asked.wanted[0].from = {1, 0};
  asked.wanted[1].from = {1, 0};
  asked.wanted[2].from = {1, 0};
  asked.wanted[3].from = {1};
  const SubnetLayout layout = lay_out(asked);
  CHECK(places(layout) == "100.64.0.0/27 100.64.0.32/27 10.0.0.0/27 -");
  CHECK(layout.lacking == IpCount(32));
}

TEST_CASE("whatever is wanted, places are aligned, disjoint and free, and nothing is lost") {
  const std::uint64_t seed = GENERATE(range(std::uint64_t{0}, std::uint64_t{200}));
  CAPTURE(seed);
  Random random(seed);
  SubnetLayoutRequest asked = request({"10.0.0.0/20", "10.1.0.0/22"}, {}, random.below(2) == 0 ? LayoutOrder::best_fit : LayoutOrder::in_order);
  const auto at = static_cast<std::uint32_t>(0x0A000000 + random.below(4096));
  asked.taken.push_back(Cidr::containing(Ipv4Address(at), 24 + static_cast<int>(random.below(5))));
  for (std::uint64_t i = random.below(12) + 1; i > 0; --i) asked.wanted.push_back({.prefix_length = 20 + static_cast<int>(random.below(9))});
  const SubnetLayout layout = lay_out(asked);
  std::vector<Cidr> all = asked.taken;
  IpCount sum;
  for (std::size_t i = 0; i < layout.places.size(); ++i) {
    if (!layout.places[i]) continue;
    const Cidr& place = *layout.places[i];
    CHECK(place.prefix_length() == asked.wanted[i].prefix_length);
    CHECK(std::ranges::any_of(asked.space, [&](const Cidr& space) { return space.contains(place); }));
    CHECK(std::ranges::none_of(all, [&](const Cidr& other) { return other.overlaps(place); }));
    all.push_back(place);
    sum += place.size();
  }
  for (const Cidr& block : layout.free) {
    CHECK(std::ranges::none_of(all, [&](const Cidr& other) { return other.overlaps(block); }));
    sum += block.size();
  }
  CHECK(sum + asked.taken.front().size() == asked.space[0].size() + asked.space[1].size());
  // What finds no place largest first finds none anywhere.
  if (asked.order != LayoutOrder::best_fit) return;
  for (std::size_t i = 0; i < layout.places.size(); ++i) {
    if (layout.places[i]) continue;
    CHECK(std::ranges::none_of(layout.free, [&](const Cidr& block) { return block.prefix_length() <= asked.wanted[i].prefix_length; }));
  }
}
