#include "planner/plan/network_findings.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/core/counted.hpp"
#include "planner/core/format.hpp"
#include "planner/core/proportion.hpp"

namespace cniplan {
namespace {

constexpr Cidr range(std::uint32_t a, std::uint32_t b, int prefix_length) {
  return Cidr::containing(Ipv4Address(a << 24 | b << 16), prefix_length);
}

// Ranges with a meaning of their own: RFC 1918, RFC 6598, RFC 2544, RFC 3927.
constexpr Cidr kTen = range(10, 0, 8);
constexpr Cidr kOneSevenTwo = range(172, 16, 12);
constexpr Cidr kOneNineTwo = range(192, 168, 16);
constexpr Cidr kShared = range(100, 64, 10);
constexpr Cidr kBenchmarking = range(198, 18, 15);
constexpr Cidr kBenchmarkingUpper = range(198, 19, 16);
constexpr Cidr kLinkLocal = range(169, 254, 16);
constexpr std::array kPrivateRanges = {kTen, kOneSevenTwo, kOneNineTwo, kShared, kBenchmarking};

/// Docker's bridge, AWS Cloud9, Amazon SageMaker.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html ("Important")
constexpr Cidr kDockerRange = range(172, 17, 16);

/// Ids of zones in which EKS takes no subnet for a control plane.
/// Source: https://docs.aws.amazon.com/eks/latest/userguide/network-reqs.html
constexpr std::array<std::string_view, 3> kRefusedZones = {"use1-az3", "usw1-az2", "cac1-az3"};

/// A secondary CIDR that AWS does not let be added to a VPC with such a primary one.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/vpc-cidr-blocks.html, "IPv4 CIDR block
/// association restrictions" (a copy of 2025). On 198.19.0.0/16 the EKS best practices guide disagrees, which
/// recommends it for Pods of any VPC:
/// https://docs.aws.amazon.com/eks/latest/best-practices/custom-networking.html.
struct Restriction {
  std::optional<Cidr> primary;  ///< empty: public, or of 100.64.0.0/10
  Cidr added;
  bool disputed = false;
};
constexpr std::array<Restriction, 17> kRestrictions = {{
    {kTen, kOneSevenTwo},
    {kTen, kOneNineTwo},
    {kTen, kBenchmarkingUpper, true},
    {kOneSevenTwo, kTen},
    {kOneSevenTwo, kOneNineTwo},
    {kOneSevenTwo, range(172, 31, 16)},
    {kOneSevenTwo, kBenchmarkingUpper, true},
    {kOneNineTwo, kTen},
    {kOneNineTwo, kOneSevenTwo},
    {kOneNineTwo, kBenchmarkingUpper, true},
    {kBenchmarkingUpper, kTen},
    {kBenchmarkingUpper, kOneSevenTwo},
    {kBenchmarkingUpper, kOneNineTwo},
    {std::nullopt, kTen},
    {std::nullopt, kOneSevenTwo},
    {std::nullopt, kOneNineTwo},
    {std::nullopt, kBenchmarkingUpper, true},
}};

/// With any CIDR of the first range nothing of the second can be added. Source: the same table,
/// row 10.0.0.0/8.
constexpr Cidr kTenLowest = range(10, 0, 15);
constexpr Cidr kTenZero = range(10, 0, 16);

/// The row of the table that a primary CIDR stands in; empty: public, or of 100.64.0.0/10.
std::optional<Cidr> row_of(const Cidr& primary) {
  for (const Cidr& row : {kTen, kOneSevenTwo, kOneNineTwo, kBenchmarkingUpper}) {
    if (row.contains(primary)) return row;
  }
  return std::nullopt;
}

/// "us-west-2-lax-1a", "usw2-lax1-az1": no Availability Zone of a Region, whose name ends in the Region's
/// number and one letter, and whose id has one dash.
bool is_availability_zone(std::string_view zone) {
  const auto digit = zone.find_first_of("0123456789");
  const bool is_name = digit != std::string_view::npos && digit + 2 == zone.size();
  return is_name || std::ranges::count(zone, '-') == 1;
}

class NetworkFindings {
 public:
  explicit NetworkFindings(const ClusterModel& model) : model_(model) {}

  std::vector<Finding> run() {
    about_vpc_cidrs();
    about_service_network();
    about_peers();
    about_public_ranges();
    about_quotas();
    about_control_plane();
    about_zones();
    std::ranges::stable_sort(found_, {}, &Finding::severity);
    return std::move(found_);
  }

 private:
  void add(RuleRef rule, std::string subject, std::string message, std::string remedy, Location at) {
    found_.push_back({.rule = rule,
                      .subject = std::move(subject),
                      .message = std::move(message),
                      .remedy = std::move(remedy),
                      .location = at});
  }

  /// " (line 12)" of the place that a finding names beside its own, where both are in one file.
  [[nodiscard]] static std::string place(Location other, Location own) {
    return other.line > 0 && other.source == own.source ? fmt::format(" (line {})", other.line) : "";
  }

  [[nodiscard]] static std::string subject_of(const SubnetModel& subnet) {
    return fmt::format("subnet \"{}\"", subnet.label);
  }
  [[nodiscard]] static std::string subject_of(const Located<Cidr>& cidr) {
    return fmt::format("VPC CIDR \"{}\"", cidr.value.to_string());
  }
  [[nodiscard]] std::string subject_of(const PeerModel& peer) const {
    if (!peer.name.empty()) return fmt::format("peer \"{}\"", peer.name);
    return fmt::format("peer \"#{}\"", &peer - model_.peers.data() + 1);
  }

  /// A network of the cluster's own, as messages call it.
  struct Own {
    Cidr cidr;
    std::string name;
    std::string subject;
    Location location;
  };

  /// What the VPC is made of: its CIDRs; where the spec gives none, its subnets.
  [[nodiscard]] std::vector<Own> vpc_networks() const {
    std::vector<Own> networks;
    for (const auto& cidr : model_.vpc_cidrs) {
      networks.push_back(
          {cidr.value, cidr.value.to_string() + " of the VPC", subject_of(cidr), cidr.location});
    }
    if (!networks.empty()) return networks;
    for (const SubnetModel& subnet : model_.subnets) {
      if (!subnet.cidr) continue;
      networks.push_back({*subnet.cidr, fmt::format("{} of {}", subnet.cidr->to_string(), subject_of(subnet)),
                          subject_of(subnet), subnet.location});
    }
    return networks;
  }

  void about_vpc_cidrs() {
    const auto& cidrs = model_.vpc_cidrs;
    for (std::size_t i = 0; i < cidrs.size(); ++i) {
      if (kLinkLocal.contains(cidrs[i].value)) {
        add("vpc.secondary-cidr", subject_of(cidrs[i]), "169.254.0.0/16 is link-local and never a VPC's",
            "use a private range", cidrs[i].location);
      } else if (i > 0) {
        about_secondary_cidr(i);
      }
    }
  }

  void about_secondary_cidr(std::size_t index) {
    const Located<Cidr>& primary = model_.vpc_cidrs.front();
    const Located<Cidr>& added = model_.vpc_cidrs[index];
    const std::optional<Cidr> row = row_of(primary.value);
    for (const Restriction& restriction : kRestrictions) {
      if (restriction.primary != row || !restriction.added.contains(added.value)) continue;
      const RuleRef rule = "vpc.secondary-cidr";
      const std::string barred = fmt::format(
          "AWS's table of restrictions bars {} from a VPC whose primary CIDR is {}{}, {}",
          restriction.added.to_string(), primary.value.to_string(), place(primary.location, added.location),
          row ? "of " + row->to_string() : "public or of 100.64.0.0/10");
      found_.push_back(
          {.rule = rule,
           .severity = restriction.disputed ? rule->milder.value() : rule->severity,
           .subject = subject_of(added),
           .message = restriction.disputed
                          ? barred + ", while the EKS best practices guide recommends it for Pods"
                          : barred,
           .remedy = row && row != kBenchmarkingUpper
                         ? fmt::format("use 100.64.0.0/10 or more of {}", row->to_string())
                         : "use 100.64.0.0/10",
           .location = added.location});
      return;
    }
    if (!kTenZero.contains(added.value)) return;
    for (std::size_t i = 0; i < index; ++i) {
      const Located<Cidr>& before = model_.vpc_cidrs[i];
      if (!kTenLowest.contains(before.value)) continue;
      add("vpc.secondary-cidr", subject_of(added),
          fmt::format(
              "nothing of 10.0.0.0/16 can be added to a VPC that has a CIDR of 10.0.0.0/15, as {}{} is",
              before.value.to_string(), place(before.location, added.location)),
          "use 10.2.0.0 and above, or 100.64.0.0/10", added.location);
      return;
    }
  }

  void about_service_network() {
    if (!model_.service_cidr) return;
    const auto& service = *model_.service_cidr;
    about_docker_range(service.value, "service network", service.location);
    if (!model_.vpc_cidrs.empty()) return;  // an error of the spec then
    for (const SubnetModel& subnet : model_.subnets) {
      if (!subnet.cidr || !subnet.cidr->overlaps(service.value)) continue;
      add("network.service-overlap", subject_of(subnet),
          fmt::format("{} overlaps the service network {}{}", subnet.cidr->to_string(),
                      service.value.to_string(), place(service.location, subnet.location)),
          "give the service network a range outside of the VPC", subnet.location);
    }
  }

  void about_docker_range(const Cidr& cidr, std::string subject, Location at) {
    if (!cidr.overlaps(kDockerRange)) return;
    add("network.docker-range", std::move(subject),
        fmt::format("{} has addresses of 172.17.0.0/16, which Docker's bridge, AWS Cloud9 and SageMaker use",
                    cidr.to_string()),
        "use another range", at);
  }

  void about_peers() {
    const std::vector<Own> own = vpc_networks();
    for (const Own& network : own) about_docker_range(network.cidr, network.subject, network.location);
    for (const PeerModel& peer : model_.peers) {
      for (const auto& cidr : peer.cidrs) {
        about_docker_range(cidr.value, subject_of(peer), cidr.location);
        about_overlaps(peer, cidr, own);
      }
    }
  }

  /// One finding for the first of the VPC's networks that a peer's overlaps, with the number of the others.
  void about_overlaps(const PeerModel& peer, const Located<Cidr>& cidr, const std::vector<Own>& own) {
    const Own* first = nullptr;
    std::int64_t others = 0;
    for (const Own& network : own) {
      if (!network.cidr.overlaps(cidr.value)) continue;
      if (first != nullptr) ++others;
      if (first == nullptr) first = &network;
    }
    if (first != nullptr) {
      const std::string more =
          others == 0 ? "" : fmt::format(", and {}", counted(others, "other network", "other networks"));
      add("network.peer-overlap", subject_of(peer),
          fmt::format("{} overlaps {}{}{}", cidr.value.to_string(), first->name,
                      place(first->location, cidr.location), more),
          "give one of them another range", cidr.location);
    }
    if (model_.service_cidr && model_.service_cidr->value.overlaps(cidr.value)) {
      add("network.peer-overlap", subject_of(peer),
          fmt::format("{} overlaps the service network {}{}: Pods cannot reach what is there",
                      cidr.value.to_string(), model_.service_cidr->value.to_string(),
                      place(model_.service_cidr->location, cidr.location)),
          "give the service network another range", cidr.location);
    }
  }

  void about_public_ranges() {
    for (const Own& network : vpc_networks()) {
      const bool is_private = std::ranges::any_of(
          kPrivateRanges, [&](const Cidr& known) { return known.contains(network.cidr); });
      if (is_private || kLinkLocal.contains(network.cidr)) continue;
      add("network.public-range", network.subject,
          fmt::format(
              "{} is no private range: who owns it in the Internet cannot be reached from the VPC, and "
              "nobody outside of it reaches Pods by their addresses",
              network.cidr.to_string()),
          "use a private range, unless this one is your own", network.location);
    }
  }

  void about_quotas() {
    const QuotaModel& quotas = model_.quotas;
    const auto count = [](const auto& list) { return static_cast<std::int64_t>(list.size()); };
    const auto beyond = [](const auto& list, std::int64_t quota) {
      return list[static_cast<std::size_t>(std::max<std::int64_t>(quota, 0))].location;
    };
    if (count(model_.vpc_cidrs) > quotas.cidrs_per_vpc) {
      add("vpc.cidrs-above-quota", "VPC",
          fmt::format("{} CIDRs are above the quota of {}", model_.vpc_cidrs.size(), quotas.cidrs_per_vpc),
          "have the quota raised, at most to 50, and set quotas.cidrsPerVpc",
          beyond(model_.vpc_cidrs, quotas.cidrs_per_vpc));
    }
    if (count(model_.subnets) > quotas.subnets_per_vpc) {
      add("vpc.subnets-above-quota", "VPC",
          fmt::format("{} subnets are above the quota of {}", model_.subnets.size(), quotas.subnets_per_vpc),
          "have the quota raised and set quotas.subnetsPerVpc",
          beyond(model_.subnets, quotas.subnets_per_vpc));
    }
    about_endpoints();
  }

  void about_endpoints() {
    std::int64_t interface_endpoints = 0;
    std::vector<std::int64_t> nat_gateways(model_.zones.size());
    for (const EndpointModel& endpoint : model_.endpoints) {
      if (endpoint.type == EndpointType::interface_endpoint) ++interface_endpoints;
      if (endpoint.type != EndpointType::nat_gateway) continue;
      for (const SubnetIndex subnet : endpoint.subnets) ++nat_gateways[model_.subnets[subnet].zone];
    }
    if (interface_endpoints > model_.quotas.interface_endpoints) {
      add("vpc.endpoints-above-quota", "VPC",
          fmt::format("{} interface endpoints are above the quota of {}", interface_endpoints,
                      model_.quotas.interface_endpoints),
          "have the quota raised and set quotas.interfaceEndpointsPerVpc", {});
    }
    for (ZoneIndex zone = 0; zone < nat_gateways.size(); ++zone) {
      if (nat_gateways[zone] <= model_.quotas.nat_gateways_per_zone) continue;
      add("vpc.nat-gateways-above-quota", fmt::format("zone \"{}\"", model_.zones[zone]),
          fmt::format("{} NAT gateways are above the quota of {} a zone", nat_gateways[zone],
                      model_.quotas.nat_gateways_per_zone),
          "have the quota raised and set quotas.natGatewaysPerZone", {});
    }
  }

  void about_control_plane() {
    if (model_.platform != Platform::eks && model_.platform != Platform::eks_auto) return;
    std::vector<bool> covered(model_.zones.size());
    for (const SubnetIndex index : model_.control_plane_subnets) {
      const SubnetModel& subnet = model_.subnets[index];
      covered[subnet.zone] = true;
      if (std::ranges::find(kRefusedZones, subnet.az) == kRefusedZones.end()) continue;
      add("control-plane.zone-refused", subject_of(subnet),
          fmt::format("EKS makes no control plane in zone {}", subnet.az),
          "give a subnet of another zone the use controlPlane", subnet.location);
    }
    if (model_.control_plane_subnets.empty()) return;  // a finding of its own
    for (const NodeGroupModel& group : model_.node_groups) {
      for (const Placement& placement : group.placements) {
        const SubnetModel& subnet = model_.subnets[placement.nodes];
        if (covered[subnet.zone]) continue;
        covered[subnet.zone] = true;  // said
        const bool refused = std::ranges::find(kRefusedZones, subnet.az) != kRefusedZones.end();
        if (refused || !is_availability_zone(subnet.az)) continue;  // EKS takes no subnet of it anyway
        add("control-plane.zone-not-covered", fmt::format("zone \"{}\"", subnet.az),
            fmt::format("nodes stand in {}, and no subnet of the zone is used for the control plane; once "
                        "the cluster "
                        "is made none can be added for it",
                        subject_of(subnet)),
            "give a subnet of the zone the use controlPlane, if it may be needed", subnet.location);
      }
    }
  }

  /// What a node group finds in a zone.
  struct ZoneRoom {
    ZoneIndex zone = 0;
    IpCount room;
  };
  /// A set of subnets, a bit each.
  using SubnetBits = std::vector<std::uint64_t>;
  static constexpr std::size_t kWordBits = 64;

  static void insert(SubnetBits& bits, SubnetIndex subnet) {
    bits[subnet / kWordBits] |= std::uint64_t{1} << subnet % kWordBits;
  }

  /// Addresses free for the cluster, zone by zone; empty where a CIDR or a zone is not known.
  [[nodiscard]] std::vector<ZoneRoom> rooms_of(const SubnetBits& bits) const {
    std::map<ZoneIndex, IpCount> of_zone;
    for (SubnetIndex index = 0; index < model_.subnets.size(); ++index) {
      if ((bits[index / kWordBits] >> index % kWordBits & 1) == 0) continue;
      const SubnetModel& subnet = model_.subnets[index];
      if (!subnet.cidr || subnet.az.empty()) return {};
      of_zone[subnet.zone] += std::max(IpCount(0), usable_ips(*subnet.cidr) - subnet.others);
    }
    std::vector<ZoneRoom> rooms;
    for (const auto& [zone, room] : of_zone) rooms.push_back({zone, room});
    return rooms;
  }

  /// Node groups with the same subnets have the same to say, once. Where subnet discovery chooses, a node's
  /// own subnet and the tagged ones are one room.
  void about_zones() {
    std::map<SubnetBits, std::vector<std::size_t>> groups_of;
    std::vector<const SubnetBits*> in_order;
    const auto note = [&](SubnetBits subnets, std::size_t group) {
      const auto [entry, is_new] = groups_of.try_emplace(std::move(subnets));
      if (is_new) in_order.push_back(&entry->first);
      if (entry->second.empty() || entry->second.back() != group) entry->second.push_back(group);
    };
    const SubnetBits none(model_.subnets.size() / kWordBits + 1);
    for (std::size_t i = 0; i < model_.node_groups.size(); ++i) {
      SubnetBits nodes = none;
      SubnetBits pods = none;
      bool discovers = false;
      for (const Placement& placement : model_.node_groups[i].placements) {
        insert(nodes, placement.nodes);
        insert(pods, placement.pods);
        for (const SubnetIndex subnet : placement.discovered) insert(pods, subnet);
        discovers = discovers || !placement.discovered.empty();
      }
      if (nodes == none) continue;
      if (!discovers) note(std::move(nodes), i);
      note(std::move(pods), i);
    }
    for (const auto* subnets : in_order) about_rooms(rooms_of(*subnets), groups_of[*subnets]);
  }

  void about_rooms(const std::vector<ZoneRoom>& rooms, const std::vector<std::size_t>& groups) {
    if (rooms.size() < 2) return;
    const auto least = std::ranges::min_element(rooms, {}, &ZoneRoom::room);
    const auto most = std::ranges::max_element(rooms, {}, &ZoneRoom::room);
    const std::int64_t threshold = threshold_of("zone.unbalanced", model_.policy.rules);
    if (most->room == IpCount(0) ||
        proportion(least->room.value(), Share::kWhole, most->room.value()) >= threshold)
      return;
    IpCount total;
    for (const ZoneRoom& zone : rooms) total += zone.room;
    const NodeGroupModel& group = model_.node_groups[groups.front()];
    const auto others = static_cast<std::int64_t>(groups.size()) - 1;
    add("zone.unbalanced", fmt::format("node group \"{}\"", group.name),
        fmt::format(
            "zone {} has room for {} and zone {} for {}: nodes spread evenly, so that of {} only {} are of "
            "use{}",
            model_.zones[least->zone], counted(least->room), model_.zones[most->zone], most->room, total,
            least->room * static_cast<std::int64_t>(rooms.size()),
            others == 0
                ? ""
                : fmt::format(" (and to {})", counted(others, "other node group", "other node groups"))),
        fmt::format("give zone {} more addresses, or leave it out", model_.zones[least->zone]),
        group.location);
  }

  const ClusterModel& model_;
  std::vector<Finding> found_;
};

}  // namespace

std::vector<Finding> network_findings(const ClusterModel& model) {
  return NetworkFindings(model).run();
}

}  // namespace cniplan
