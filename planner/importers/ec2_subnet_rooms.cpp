#include "planner/importers/ec2_subnet_rooms.hpp"

#include <fmt/format.h>

#include "planner/importers/document_reader.hpp"

namespace cniplan {
namespace {

/// No subnet is larger than a /16.
constexpr std::int64_t kMostAddresses = 65'536;

/// Whether aws-node may put ENIs of nodes in other subnets into this one.
/// Source: https://docs.aws.amazon.com/eks/latest/best-practices/subnets.html
bool is_discovered(MappingReader& subnet, Diagnostics& said) {
  bool found = false;
  subnet.each("Tags", [&](const DocumentNode& item) {
    MappingReader tag(item, fmt::format("{}: Tags", subnet.subject()), said);
    if (!tag.valid()) return;
    const auto key = tag.text("Key");
    if (!key || key->value != "kubernetes.io/role/cni") return;
    const auto value = tag.text("Value");
    found = value && value->value == "1";
  });
  return found;
}

}  // namespace

Result<std::vector<KnownSubnetRoom>, Diagnostics> read_subnet_rooms(const DocumentNode& document) {
  std::vector<KnownSubnetRoom> rooms;
  Diagnostics said;
  MappingReader(document, "", said).each("Subnets", [&](const DocumentNode& item) {
    MappingReader in(item, "an item of Subnets", said);
    if (!in.valid()) return;
    const auto missing = [&](std::string_view key) {
      if (item.find(key) == nullptr) {
        in.error("key.missing", fmt::format("{} is missing", key),
                 "give the whole output of aws ec2 describe-subnets", item.location);
      }
    };
    const auto id = in.text("SubnetId");
    if (!id) return missing("SubnetId");
    in.set_subject(fmt::format("subnet {}", id->value));
    const auto cidr = in.cidr("CidrBlock");
    const auto free = in.integer("AvailableIpAddressCount", 0, kMostAddresses);
    if (!cidr) return;  // of IPv6 only, unless that has been said to be wrong
    if (!free) return missing("AvailableIpAddressCount");
    const auto zone = in.text("AvailabilityZone");
    rooms.push_back({.id = id->value,
                     .cidr = cidr->value,
                     .free = IpCount(free->value),
                     .free_prefixes = std::nullopt,
                     .zone = zone ? zone->value : std::string(),
                     .discovered = is_discovered(in, said),
                     .location = item.location});
  });
  if (!said.empty()) return failure(std::move(said));
  return rooms;
}

}  // namespace cniplan
