#include "planner/importers/eksctl_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/spelling.hpp"
#include "planner/importers/eksctl_keys.hpp"
#include "planner/spec/vpc_layout.hpp"

namespace cniplan {
namespace {

/// "eu-north-1a", and the local zone "us-west-2-lax-1a", in their region; in no region in particular,
/// whatever ends like a zone.
bool is_zone(std::string_view name, std::string_view region) {
  if (!name.starts_with(region) || name.size() < region.size() + 1) return false;
  const auto rest = name.substr(region.size());
  const bool letter_at_end = rest.back() >= 'a' && rest.back() <= 'z';
  const bool digit_before = name.size() > 1 && name[name.size() - 2] >= '0' && name[name.size() - 2] <= '9';
  return letter_at_end && digit_before && (region.empty() || rest.size() == 1 || rest.front() == '-');
}

std::string_view word(EksctlTopology topology) {
  switch (topology) {
    case EksctlTopology::public_subnet:
      return "public";
    case EksctlTopology::private_subnet:
      return "private";
  }
  return {};
}

EksctlTopology opposite(EksctlTopology topology) {
  return topology == EksctlTopology::public_subnet ? EksctlTopology::private_subnet
                                                   : EksctlTopology::public_subnet;
}

std::vector<std::string> values_of(const std::vector<Located<std::string>>& texts) {
  std::vector<std::string> out;
  for (const auto& text : texts) out.push_back(text.value);
  return out;
}

template <class Range>
auto texts_at(const Range& texts, Location at) {
  std::vector<Located<std::string>> out;
  for (const auto& text : texts) out.push_back({std::string(text), at});
  return out;
}

}  // namespace

void EksctlNetwork::read(MappingReader& root) {
  location_ = root.location();
  const auto zones = root.texts("availabilityZones");
  const auto local_zones = root.texts("localZones");
  static const DocumentNode kNoVpc{.kind = DocumentNode::Kind::mapping};
  const DocumentNode* const given = root.node("vpc");
  MappingReader vpc(given != nullptr ? *given : kNoVpc, "vpc", *diagnostics_);
  if (!vpc.valid()) return;
  if (given != nullptr) {
    location_ = facts_.vpc_location;
    std::ranges::move(unknown_eksctl_keys(*given, "vpc", kEksctlVpcKeys), std::back_inserter(*diagnostics_));
  }

  vpc_id_ = eksctl_text(vpc, "id");
  const auto cidr = vpc.cidr("cidr");
  std::vector<Located<Cidr>> extra_cidrs;
  vpc.each("extraCIDRs", [&](const DocumentNode& item) {
    if (const auto extra = vpc.cidr_of(item, "an item of extraCIDRs")) extra_cidrs.push_back(*extra);
  });
  if (const DocumentNode* const subnets = vpc.node("subnets")) read_subnets(*subnets);

  existing_ = vpc_id_ || !subnets_.empty();
  // Of a VPC that was there, the extra CIDRs alone would not be all that it has.
  if (cidr || !existing_) {
    cidrs_.push_back(cidr ? *cidr : Located<Cidr>{kDefaultVpcCidr, Location{}});
    cidrs_.insert(cidrs_.end(), extra_cidrs.begin(), extra_cidrs.end());
  }
  if (existing_ && subnets_.empty()) {
    error("eksctl.no-subnets",
          fmt::format("vpc: {} is there already, but the file names none of its subnets", vpc_id_->value),
          "list them under vpc.subnets", vpc_id_->location);
  } else if (existing_ && !zones.empty()) {
    error("eksctl.zones-and-subnets",
          "availabilityZones and vpc.subnets are both given, eksctl takes one of them",
          "remove availabilityZones: the subnets have their zones", zones.front().location);
  } else if (!existing_) {
    if (zones.size() == 1) {
      error("eksctl.one-zone", "availabilityZones names one zone, a cluster needs two", "name another one",
            zones.front().location);
    } else {
      make_subnets(root, zones_or_assumed(zones), local_zones);
      if (!subnets_.empty()) add_nat_gateways(vpc, subnets_.front().spec.az->value);
    }
  }
  place_control_plane(vpc);
  place_load_balancers();
}

/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/vpc.go, ClusterSubnets.
void EksctlNetwork::read_subnets(const DocumentNode& node) {
  MappingReader subnets(node, "vpc.subnets", *diagnostics_);
  if (!subnets.valid()) return;
  std::ranges::move(unknown_eksctl_keys(node, "vpc.subnets", kEksctlSubnetsKeys),
                    std::back_inserter(*diagnostics_));
  const DocumentNode* const of_public = subnets.node("public");
  const DocumentNode* const of_private = subnets.node("private");
  if (of_public != nullptr) read_topology(*of_public, of_private, EksctlTopology::public_subnet);
  if (of_private != nullptr) read_topology(*of_private, of_public, EksctlTopology::private_subnet);
}

/// A key that is a zone is that subnet's zone; any other key is only a name.
/// Source: eksctl-io/eksctl pkg/apis/eksctl.io/v1alpha5/vpc.go, AZSubnetMapping and AZSubnetMappingFromMap.
void EksctlNetwork::read_topology(const DocumentNode& node, const DocumentNode* other,
                                  EksctlTopology topology) {
  MappingReader mapping(node, fmt::format("vpc.subnets.{}", word(topology)), *diagnostics_);
  if (!mapping.valid()) return;
  static const DocumentNode kEmpty{.kind = DocumentNode::Kind::mapping};
  for (const DocumentNode::Entry& entry : node.entries) {
    const DocumentNode& value = entry.value.kind == DocumentNode::Kind::null ? kEmpty : entry.value;
    const std::string subject = fmt::format("{} subnet \"{}\"", word(topology), entry.key);
    MappingReader reader(value, subject, *diagnostics_);
    if (!reader.valid()) continue;
    std::ranges::move(unknown_eksctl_keys(value, subject, kEksctlSubnetKeys),
                      std::back_inserter(*diagnostics_));
    const auto az = eksctl_text(reader, "az");
    const bool key_is_zone = is_zone(entry.key, facts_.region) && (!az || az->value == entry.key);
    const bool ambiguous = key_is_zone || (other != nullptr && other->find(entry.key) != nullptr);
    const std::string name = ambiguous ? fmt::format("{}-{}", word(topology), entry.key) : entry.key;
    Subnet subnet{.key = entry.key, .topology = topology, .spec = {.location = entry.key_location}};
    subnet.spec.name = Located<std::string>{name, entry.key_location};
    subnet.spec.id = eksctl_text(reader, "id");
    subnet.spec.az = az;
    subnet.spec.cidr = reader.cidr("cidr");
    subnet.spec.uses.emplace();
    if (!subnet.spec.az && key_is_zone) subnet.spec.az = Located<std::string>{entry.key, entry.key_location};
    subnets_.push_back(std::move(subnet));
  }
}

/// Zones that node groups name are among those of the cluster, or eksctl would refuse them.
std::vector<Located<std::string>> EksctlNetwork::zones_or_assumed(std::vector<Located<std::string>> given) {
  if (!given.empty()) return given;
  std::vector<std::string> zones = facts_.zones_of_groups;
  const auto assumed = assumed_zones(facts_.region);
  const std::size_t wanted = facts_.on_outposts ? 1 : assumed.size();
  for (const std::string& zone : assumed) {
    if (zones.size() < wanted && std::ranges::find(zones, zone) == zones.end()) zones.push_back(zone);
  }
  std::ranges::sort(zones);
  if (facts_.on_outposts) {
    warn("eksctl.outpost-zone",
         fmt::format("the file does not say in which zone the Outpost is; taken as {}",
                     fmt::join(zones, ", ")),
         "the addresses are the same in any zone", facts_.region_location);
  } else {
    warn("eksctl.zones-assumed",
         fmt::format("no availabilityZones: eksctl picks them when it runs; taken as {}",
                     fmt::join(zones, ", ")),
         "name them under availabilityZones to be sure", facts_.region_location);
  }
  return texts_at(zones, Location{});
}

/// Source: eksctl-io/eksctl pkg/ctl/create/cluster.go, createOrImportVPC; pkg/vpc/vpc.go, SetSubnets. A fully
/// private cluster gets no public subnets, their blocks stay free: pkg/cfn/builder/vpc_ipv4.go, addResources.
void EksctlNetwork::make_subnets(MappingReader& root, const std::vector<Located<std::string>>& zones,
                                 const std::vector<Located<std::string>>& local_zones) {
  auto all_zones = zones;
  all_zones.insert(all_zones.end(), local_zones.begin(), local_zones.end());
  const Located<Cidr> vpc = cidrs_.front();
  const auto layout = default_vpc_layout(vpc.value, values_of(all_zones), facts_.ip_family);
  if (!layout) {
    const bool zones_are_wrong = layout.error() == VpcLayoutError::too_many_zones && !all_zones.empty();
    root.error("eksctl.vpc-layout",
               fmt::format("vpc {}: {}", vpc.value.to_string(), describe(layout.error())),
               zones_are_wrong ? "name fewer zones" : "choose another vpc.cidr, or give vpc.subnets",
               zones_are_wrong ? all_zones.back().location : vpc.location);
    return;
  }
  const auto add = [&](const std::vector<ZoneBlock>& blocks, EksctlTopology topology) {
    for (const ZoneBlock& block : blocks) {
      const auto zone = std::ranges::find(all_zones, block.az, &Located<std::string>::value);
      const auto is_local =
          std::ranges::find(local_zones, block.az, &Located<std::string>::value) != local_zones.end();
      Subnet subnet{.key = block.az, .topology = topology, .in_local_zone = is_local};
      subnet.spec.location = zone->location;
      subnet.spec.name = Located<std::string>{fmt::format("{}-{}", word(topology), block.az), zone->location};
      subnet.spec.az = *zone;
      subnet.spec.cidr = Located<Cidr>{block.cidr, vpc.location};
      subnet.spec.uses.emplace();
      subnets_.push_back(std::move(subnet));
    }
  };
  if (!facts_.fully_private) add(layout->public_subnets, EksctlTopology::public_subnet);
  add(layout->private_subnets, EksctlTopology::private_subnet);
}

/// One in the first zone's public subnet by default, one in each with HighlyAvailable, none in a fully
/// private cluster; an IPv6 cluster always has one. Source: eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go,
/// addNATGateways; vpc_ipv6.go, CreateTemplate.
void EksctlNetwork::add_nat_gateways(MappingReader& vpc, std::string_view first_zone) {
  enum Mode : std::size_t { highly_available, single, disable };
  constexpr std::array<std::string_view, 3> kModes = {"HighlyAvailable", "Single", "Disable"};
  std::size_t mode = single;
  Location at{};
  if (const DocumentNode* const node = vpc.node("nat")) {
    MappingReader nat(*node, "vpc.nat", *diagnostics_);
    if (!nat.valid()) return;
    std::ranges::move(unknown_eksctl_keys(*node, "vpc.nat", kEksctlNatKeys),
                      std::back_inserter(*diagnostics_));
    at = node->location;
    if (const auto gateway = nat.choice("gateway", kModes)) mode = gateway->value;
  }
  if (facts_.fully_private || (mode == disable && facts_.ip_family == IpFamily::ipv4)) return;
  if (facts_.ip_family == IpFamily::ipv6) mode = single;
  EndpointSpec gateway{.name = Located<std::string>{"nat-gateway", at},
                       .type = Located<EndpointType>{EndpointType::nat_gateway, at},
                       .location = at};
  for (const Subnet& subnet : subnets_) {
    const bool serves = mode == highly_available || subnet.spec.az->value == first_zone;
    if (subnet.topology == EksctlTopology::public_subnet && !subnet.in_local_zone && serves) {
      gateway.subnets.push_back({subnet.spec.name->value, at});
    }
  }
  if (!gateway.subnets.empty()) gateways_.push_back(std::move(gateway));
}

/// Source: eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go, addHybridNodesNetworking.
void EksctlNetwork::attach_transit_gateway(Location at) {
  EndpointSpec attachment{.name = Located<std::string>{"transit-gateway", at},
                          .type = Located<EndpointType>{EndpointType::transit_gateway, at},
                          .location = at};
  for (const Subnet& subnet : subnets_) {
    if (subnet.topology == EksctlTopology::private_subnet)
      attachment.subnets.push_back({subnet.spec.name->value, at});
  }
  gateways_.push_back(std::move(attachment));
}

/// Source: eksctl-io/eksctl pkg/cfn/builder/cluster.go, addResourcesForControlPlane; vpc_ipv4.go,
/// ControlPlaneSubnetRefs; vpc_existing.go (Auto Mode does not matter in an existing VPC).
void EksctlNetwork::place_control_plane(MappingReader& vpc) {
  const auto ids = vpc.texts("controlPlaneSubnetIDs");
  const auto on_private = vpc.boolean("controlPlaneOnPrivateSubnets");
  if (!ids.empty()) {
    for (const auto& id : ids) subnet(id, SubnetUse::control_plane);
    return;
  }
  if (facts_.on_outposts) return;  // instances of another kind, not the ENIs of EKS in a region
  const bool private_only = (facts_.auto_mode && !existing_) || (on_private && on_private->value);
  if (!private_only) use_all(EksctlTopology::public_subnet, SubnetUse::control_plane);
  use_all(EksctlTopology::private_subnet, SubnetUse::control_plane);
}

/// Public subnets are tagged kubernetes.io/role/elb. Source: eksctl-io/eksctl pkg/cfn/builder/vpc_ipv4.go,
/// addSubnets.
void EksctlNetwork::place_load_balancers() {
  if (use_all(EksctlTopology::public_subnet, SubnetUse::load_balancers).empty()) {
    use_all(EksctlTopology::private_subnet, SubnetUse::load_balancers);
  }
}

std::vector<Located<std::string>> EksctlNetwork::names(EksctlTopology topology) const {
  std::vector<Located<std::string>> out;
  for (const Subnet& subnet : subnets_) {
    if (subnet.topology != topology || subnet.in_local_zone) continue;
    out.push_back({subnet.spec.name->value, subnet.spec.location});
  }
  return out;
}

std::vector<Located<std::string>> EksctlNetwork::use_all(EksctlTopology topology, SubnetUse use) {
  for (Subnet& subnet : subnets_) {
    if (subnet.topology == topology && !subnet.in_local_zone) use_subnet(subnet, use, subnet.spec.location);
  }
  return names(topology);
}

EksctlNetwork::Subnet* EksctlNetwork::find(std::string_view key_or_id, EksctlTopology preferred) {
  for (const EksctlTopology topology : {preferred, opposite(preferred)}) {
    for (Subnet& subnet : subnets_) {
      if (subnet.topology == topology && subnet.key == key_or_id) return &subnet;
    }
    for (Subnet& subnet : subnets_) {
      if (subnet.topology == topology && subnet.spec.id && subnet.spec.id->value == key_or_id) return &subnet;
    }
  }
  for (Subnet& subnet : subnets_) {
    if (!subnet.topology && subnet.key == key_or_id) return &subnet;
  }
  return nullptr;
}

EksctlNetwork::Subnet& EksctlNetwork::add_unknown(const Located<std::string>& id) {
  Subnet subnet{.key = id.value, .spec = {.location = id.location}};
  subnet.spec.name = id;
  subnet.spec.id = id;
  subnet.spec.uses.emplace();
  subnets_.push_back(std::move(subnet));
  return subnets_.back();
}

Located<std::string> EksctlNetwork::use_subnet(Subnet& subnet, SubnetUse use, Location at) {
  auto& uses = *subnet.spec.uses;
  if (std::ranges::find(uses, use, &Located<SubnetUse>::value) == uses.end()) {
    uses.push_back({use, subnet.spec.location});
  }
  return {subnet.spec.name->value, at};
}

Located<std::string> EksctlNetwork::subnet(const Located<std::string>& reference, SubnetUse use) {
  Subnet* const known = find(reference.value, EksctlTopology::private_subnet);
  return use_subnet(known != nullptr ? *known : add_unknown(reference), use, reference.location);
}

std::vector<Located<std::string>> EksctlNetwork::place_group(const EksctlPlacement& placement) {
  std::vector<Located<std::string>> out;
  const EksctlTopology topology = placement.topology;

  for (const auto& reference : placement.subnets) {
    Subnet* const known = find(reference.value, topology);
    if (known != nullptr && known->topology == EksctlTopology::private_subnet &&
        known->topology != topology) {
      error("eksctl.private-subnet",
            fmt::format("{}: subnet \"{}\" is private, and the group is not", placement.subject,
                        reference.value),
            "set privateNetworking: true, or name a public subnet", reference.location);
    } else if (known != nullptr) {
      out.push_back(use_subnet(*known, SubnetUse::nodes, reference.location));
    } else if (reference.value.starts_with("subnet-")) {
      out.push_back(use_subnet(add_unknown(reference), SubnetUse::nodes, reference.location));
    } else {
      std::vector<std::string_view> keys;
      for (const Subnet& subnet : subnets_) keys.push_back(subnet.key);
      std::string fix = did_you_mean(reference.value, keys);
      if (fix.empty()) fix = "name one of vpc.subnets, or an id";
      error("eksctl.unknown-subnet",
            fmt::format("{}: there is no subnet \"{}\"", placement.subject, reference.value), std::move(fix),
            reference.location);
    }
  }

  auto zones = placement.zones;
  zones.insert(zones.end(), placement.local_zones.begin(), placement.local_zones.end());
  for (const auto& zone : zones) {
    bool found = false;
    std::vector<std::string_view> known;
    std::vector<Subnet*> without_zone;
    for (Subnet& subnet : subnets_) {
      if (subnet.topology != topology) continue;
      if (!subnet.spec.az) {
        without_zone.push_back(&subnet);
      } else if (subnet.spec.az->value == zone.value) {
        out.push_back(use_subnet(subnet, SubnetUse::nodes, zone.location));
        found = true;
      } else {
        known.push_back(subnet.spec.az->value);
      }
    }
    if (found) continue;
    std::string fix = did_you_mean(zone.value, known);
    if (!without_zone.empty()) {
      fix = "give \"az:\" in vpc.subnets where it is missing";
    } else if (fix.empty()) {
      fix =
          existing_ ? "name the zone of one of vpc.subnets" : "add it to availabilityZones, or to localZones";
    }
    error("eksctl.no-subnet-in-zone",
          fmt::format("{}: there is no {} subnet in zone {}", placement.subject, word(topology), zone.value),
          std::move(fix), zone.location);
  }

  if (!placement.subnets.empty() || !zones.empty()) return out;
  out = use_all(topology, SubnetUse::nodes);
  if (out.empty() && !subnets_.empty()) {
    error("eksctl.no-subnet-for-group",
          fmt::format("{}: there is no {} subnet", placement.subject, word(topology)),
          topology == EksctlTopology::public_subnet ? "set privateNetworking: true, or give public subnets"
                                                    : "give private subnets",
          placement.location);
  }
  for (auto& name : out) name.location = Location{};  // derived
  return out;
}

VpcSpec EksctlNetwork::finish() {
  std::vector<std::string> without_cidr;
  Location first{};
  for (const Subnet& subnet : subnets_) {
    if (subnet.spec.cidr) continue;
    if (without_cidr.empty()) first = subnet.spec.location;
    without_cidr.push_back(subnet.spec.id ? subnet.spec.id->value : subnet.key);
  }
  if (!without_cidr.empty()) {
    warn("eksctl.subnet-without-cidr",
         fmt::format("the size of {} is not in the file: {}",
                     without_cidr.size() == 1 ? "a subnet" : fmt::format("{} subnets", without_cidr.size()),
                     fmt::join(without_cidr, ", ")),
         "add \"cidr:\" in vpc.subnets; `aws ec2 describe-subnets` shows it as CidrBlock", first);
  }
  for (const Subnet& subnet : subnets_) {
    const auto& cidr = subnet.spec.cidr;
    const auto holds = [&](const Located<Cidr>& vpc) { return vpc.value.contains(cidr->value); };
    if (!existing_ || !cidr || cidrs_.empty() || std::ranges::any_of(cidrs_, holds)) continue;
    warn("eksctl.further-vpc-cidr",
         fmt::format("subnet \"{}\": {} is outside vpc.cidr, so the VPC has a CIDR that is not in the file",
                     subnet.key, cidr->value.to_string()),
         "add it to vpc.extraCIDRs; until then the subnet's own is taken", cidr->location);
    cidrs_.push_back(*cidr);
  }
  if (existing_) {
    warn("eksctl.existing-subnets",
         "the subnets were there before: addresses that others hold in them are not in the file and not "
         "counted",
         "compare with AvailableIpAddressCount of `aws ec2 describe-subnets`", location_);
  }
  VpcSpec vpc{.cidrs = cidrs_, .location = location_};
  for (Subnet& subnet : subnets_) vpc.subnets.push_back(std::move(subnet.spec));
  return vpc;
}

void EksctlNetwork::error(std::string code, std::string message, std::string way_out, Location at) {
  diagnostics_->push_back({.code = std::move(code),
                           .message = std::move(message),
                           .way_out = std::move(way_out),
                           .location = at});
}

void EksctlNetwork::warn(std::string code, std::string message, std::string way_out, Location at) {
  diagnostics_->push_back({.code = std::move(code),
                           .severity = Severity::warning,
                           .message = std::move(message),
                           .way_out = std::move(way_out),
                           .location = at});
}

}  // namespace cniplan
