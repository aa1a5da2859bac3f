#include "planner/spec/vpc_layout.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<std::string> texts(const std::vector<ZoneBlock>& blocks) {
  std::vector<std::string> out;
  for (const ZoneBlock& block : blocks) out.push_back(block.az + " " + block.cidr.to_string());
  return out;
}

std::vector<std::string> texts(const std::vector<Cidr>& blocks) {
  std::vector<std::string> out;
  for (const Cidr& block : blocks) out.push_back(block.to_string());
  return out;
}

using Texts = std::vector<std::string>;

}  // namespace

TEST_CASE("three zones take six of the eight /19 of the default VPC, public subnets first") {
  const auto layout = default_vpc_layout(kDefaultVpcCidr, Texts{"a", "b", "c"}, IpFamily::ipv4);
  REQUIRE(layout);
  CHECK(texts(layout->public_subnets) == Texts{"a 192.168.0.0/19", "b 192.168.32.0/19", "c 192.168.64.0/19"});
  CHECK(texts(layout->private_subnets) ==
        Texts{"a 192.168.96.0/19", "b 192.168.128.0/19", "c 192.168.160.0/19"});
  CHECK(texts(layout->spare) == Texts{"192.168.192.0/19", "192.168.224.0/19"});
}

TEST_CASE("a VPC is cut into blocks by the number of zones and the IP family") {
  struct Row {
    std::string name;
    std::string vpc;
    int zones;
    IpFamily ip_family;
    std::string first_public;
    std::string first_private;
    std::size_t spare;
  };
  const auto row = GENERATE(values<Row>({
      {"one zone", "10.0.0.0/16", 1, IpFamily::ipv4, "10.0.0.0/19", "10.0.32.0/19", 6},
      {"two zones", "10.0.0.0/16", 2, IpFamily::ipv4, "10.0.0.0/19", "10.0.64.0/19", 4},
      {"four zones", "10.0.0.0/16", 4, IpFamily::ipv4, "10.0.0.0/19", "10.0.128.0/19", 0},
      {"five zones", "10.0.0.0/16", 5, IpFamily::ipv4, "10.0.0.0/20", "10.0.80.0/20", 6},
      {"eight zones", "10.0.0.0/16", 8, IpFamily::ipv4, "10.0.0.0/20", "10.0.128.0/20", 0},
      {"the smallest VPC", "10.0.0.0/24", 8, IpFamily::ipv4, "10.0.0.0/28", "10.0.0.128/28", 0},
      {"IPv6, two zones", "10.0.0.0/16", 2, IpFamily::ipv6, "10.0.0.0/19", "10.0.64.0/19", 4},
      {"IPv6, three zones", "10.0.0.0/16", 3, IpFamily::ipv6, "10.0.0.0/19", "10.0.96.0/19", 2},
      {"IPv6, four zones", "10.0.0.0/16", 4, IpFamily::ipv6, "10.0.0.0/20", "10.0.64.0/20", 8},
      {"IPv6, eight zones", "10.0.0.0/16", 8, IpFamily::ipv6, "10.0.0.0/21", "10.0.64.0/21", 16},
  }));
  CAPTURE(row.name);
  Texts zones;
  for (int i = 0; i < row.zones; ++i) zones.push_back("zone" + std::to_string(i));
  const auto layout = default_vpc_layout(*Cidr::parse(row.vpc), zones, row.ip_family);
  REQUIRE(layout);
  CHECK(layout->public_subnets.size() == zones.size());
  CHECK(layout->private_subnets.size() == zones.size());
  CHECK(layout->public_subnets.front().cidr.to_string() == row.first_public);
  CHECK(layout->private_subnets.front().cidr.to_string() == row.first_private);
  CHECK(layout->spare.size() == row.spare);
}

TEST_CASE("a zone named twice keeps the later block, as eksctl's map does") {
  const auto layout = default_vpc_layout(*Cidr::parse("10.0.0.0/16"), Texts{"a", "a", "b"}, IpFamily::ipv4);
  REQUIRE(layout);
  CHECK(texts(layout->public_subnets) == Texts{"a 10.0.32.0/19", "b 10.0.64.0/19"});
  CHECK(texts(layout->private_subnets) == Texts{"a 10.0.128.0/19", "b 10.0.160.0/19"});
  CHECK(texts(layout->spare) == Texts{"10.0.0.0/19", "10.0.96.0/19", "10.0.192.0/19", "10.0.224.0/19"});
}

TEST_CASE("what eksctl could not lay out is an error of its own") {
  struct Row {
    std::string name;
    std::string vpc;
    int zones;
    IpFamily ip_family;
    VpcLayoutError error;
    std::string text;
  };
  const auto row = GENERATE(values<Row>({
      {"no zone", "10.0.0.0/16", 0, IpFamily::ipv4, VpcLayoutError::no_zones,
       "there is no availability zone to make subnets in"},
      {"VPC too large", "10.0.0.0/15", 3, IpFamily::ipv4, VpcLayoutError::vpc_size,
       "eksctl makes subnets only in a VPC of /16 to /24"},
      {"VPC too small", "10.0.0.0/25", 3, IpFamily::ipv4, VpcLayoutError::vpc_size,
       "eksctl makes subnets only in a VPC of /16 to /24"},
      {"nine zones", "10.0.0.0/16", 9, IpFamily::ipv4, VpcLayoutError::too_many_zones,
       "eksctl makes at most 16 subnets, a public and a private one in each of 8 zones"},
      {"blocks too small", "10.0.0.0/24", 8, IpFamily::ipv6, VpcLayoutError::blocks_too_small,
       "the subnets would be smaller than /28, the smallest that AWS allows"},
  }));
  CAPTURE(row.name);
  const auto layout = default_vpc_layout(*Cidr::parse(row.vpc),
                                         Texts(static_cast<std::size_t>(row.zones), "z"), row.ip_family);
  REQUIRE_FALSE(layout);
  CHECK(layout.error() == row.error);
  CHECK(describe(layout.error()) == row.text);
}

TEST_CASE("the zones nobody named are the first of the region") {
  CHECK(assumed_zones("eu-north-1") == Texts{"eu-north-1a", "eu-north-1b", "eu-north-1c"});
  CHECK(assumed_zones("us-east-1") == Texts{"us-east-1a", "us-east-1b"});
  CHECK(assumed_zones("us-west-1") == Texts{"us-west-1a", "us-west-1b"});
  CHECK(assumed_zones("") == Texts{"zone-a", "zone-b", "zone-c"});
}
