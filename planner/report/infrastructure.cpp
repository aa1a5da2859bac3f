#include "planner/report/infrastructure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <map>
#include <string_view>

#include "planner/core/counted.hpp"
#include "planner/core/ensure.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kElb = "kubernetes.io/role/elb";
constexpr std::string_view kInternalElb = "kubernetes.io/role/internal-elb";
constexpr std::string_view kCni = "kubernetes.io/role/cni";
constexpr std::size_t kCommentWidth = 100;

bool contains_word(std::string_view name, std::string_view word) {
  const auto same = [](char a, char b) { return std::tolower(static_cast<unsigned char>(a)) == b; };
  return std::ranges::search(name, word, same).begin() != name.end();
}

bool is_used(const SubnetSpec& subnet, SubnetUse use) {
  // Without uses a subnet is for nodes, as resolve() has it.
  if (!subnet.uses) return use == SubnetUse::nodes;
  return std::ranges::find(*subnet.uses, use, &Located<SubnetUse>::value) != subnet.uses->end();
}

/// Whether a role's tag counts: whatever its value, but for 0. Source: kubernetes-sigs/aws-load-balancer-controller
/// docs/deploy/subnet_discovery.md.
bool has_role(const SubnetSpec& subnet, std::string_view role) {
  return std::ranges::any_of(subnet.tags,
                             [&](const TagSpec& tag) { return tag.key.value == role && tag.value.value != "0"; });
}

bool is_public_by_itself(const SubnetSpec& subnet) {
  if (has_role(subnet, kElb)) return true;
  if (has_role(subnet, kInternalElb)) return false;
  const std::string name = label_of(subnet);
  if (contains_word(name, "public")) return true;
  if (contains_word(name, "private") || contains_word(name, "internal")) return false;
  const auto holds = [&](SubnetUse use) { return is_used(subnet, use); };
  return holds(SubnetUse::load_balancers) && !holds(SubnetUse::nodes) && !holds(SubnetUse::pods) &&
         !holds(SubnetUse::fargate) && !holds(SubnetUse::cni);
}

/// zone-a is the first one. Source: assumed_zones() in planner/spec/vpc_layout.hpp, and the CloudFormation importer.
std::optional<std::size_t> number_of_zone(std::string_view zone) {
  constexpr std::string_view kPrefix = "zone-";
  if (zone.size() != kPrefix.size() + 1 || !zone.starts_with(kPrefix)) return std::nullopt;
  const char letter = zone.back();
  if (letter < 'a' || letter > 'z') return std::nullopt;
  return static_cast<std::size_t>(letter - 'a');
}

/// "eu-west-1" of "eu-west-1a", "us-west-2" of the local zone "us-west-2-lax-1a"; empty for what is no zone's name.
std::string region_of(std::string_view zone) {
  const auto is_digit = [&](std::size_t i) { return zone[i] >= '0' && zone[i] <= '9'; };
  for (std::size_t i = 1; i + 1 < zone.size(); ++i) {
    if (zone[i - 1] != '-' || !is_digit(i)) continue;
    std::size_t end = i;
    while (end < zone.size() && is_digit(end)) ++end;
    const bool parts = std::ranges::count(zone.substr(0, i), '-') >= 2;
    const bool letter = end < zone.size() && (zone[end] == '-' || (zone[end] >= 'a' && zone[end] <= 'z'));
    return parts && letter ? std::string(zone.substr(0, end)) : std::string();
  }
  return {};
}

/// A name that is not taken yet: the name, or with a number behind it.
std::string fresh(const std::string& name, std::map<std::string, int>& times) {
  const int number = ++times[name];
  return number == 1 ? name : fmt::format("{}-{}", name, number);
}

class Builder {
 public:
  explicit Builder(const ClusterSpec& spec) : spec_(spec) {}

  Infrastructure run() {
    ensure(!spec_.vpc.cidrs.empty(), "the network that is written has a CIDR");
    out_.cluster_is_named = spec_.name.has_value();
    out_.cluster = spec_.name ? spec_.name->value : "cluster";
    out_.ipv6 = spec_.ip_family && spec_.ip_family->value == IpFamily::ipv6;
    out_.vpc = spec_.vpc.cidrs.front().value;
    for (std::size_t i = 1; i < spec_.vpc.cidrs.size(); ++i) out_.further_cidrs.push_back(spec_.vpc.cidrs[i].value);
    for (const SubnetSpec& subnet : spec_.vpc.subnets) add_subnet(subnet);
    add_nat_gateways();
    for (std::size_t i = 0; i < out_.subnets.size(); ++i) add_tags(spec_.vpc.subnets[i], out_.subnets[i]);
    add_route_tables();
    return std::move(out_);
  }

 private:
  void add_subnet(const SubnetSpec& given) {
    ensure(given.cidr.has_value(), "a subnet of the network that is written has a CIDR");
    InfrastructureSubnet subnet{.name = label_of(given), .cidr = given.cidr->value};
    if (given.id) subnet.id = given.id->value;
    if (given.az) subnet.zone = {.name = given.az->value, .number = number_of_zone(given.az->value)};
    out_.numbered_zones |= subnet.zone.number.has_value();
    if (out_.region.empty()) out_.region = region_of(subnet.zone.name);
    for (std::size_t i = 0; i < out_.further_cidrs.size() && !out_.vpc.contains(subnet.cidr); ++i) {
      if (out_.further_cidrs[i].contains(subnet.cidr)) subnet.further_cidr = i;
    }
    if (given.uses) {
      for (const auto& use : *given.uses) subnet.uses.push_back(use.value);
    } else {
      subnet.uses.push_back(SubnetUse::nodes);
    }
    for (const ReservationSpec& reservation : given.reservations) {
      if (!reservation.cidr) continue;
      const Cidr cidr = reservation.cidr->value;
      out_.reservations.push_back({.name = fmt::format("{}-{}", subnet.name, cidr.to_string()),
                                   .subnet = out_.subnets.size(),
                                   .cidr = cidr,
                                   .type = reservation.type ? reservation.type->value : ReservationType::prefix});
    }
    subnet.is_public = is_public_by_itself(given);
    out_.subnets.push_back(std::move(subnet));
  }

  /// A gateway that names no subnet has none here: it would make the nodes' subnets public.
  void add_nat_gateways() {
    std::map<std::string, int> times;
    for (const EndpointSpec& endpoint : spec_.endpoints) {
      if (!endpoint.type || endpoint.type->value != EndpointType::nat_gateway || endpoint.subnets.empty()) continue;
      const std::vector<std::size_t> places = subnets_of(spec_, endpoint.subnets, SubnetUse::nodes);
      for (const std::size_t place : places) {
        InfrastructureSubnet& subnet = out_.subnets[place];
        subnet.is_public = true;
        const std::string name = endpoint.name ? endpoint.name->value : "nat";
        out_.nat_gateways.push_back({.name = fresh(subnet.name, times),
                                     .tag = places.size() == 1 ? name : fmt::format("{}-{}", name, subnet.name),
                                     .subnet = place});
      }
    }
  }

  void add_tags(const SubnetSpec& given, InfrastructureSubnet& subnet) const {
    const auto own = [&](std::string_view key) {
      return std::ranges::find(given.tags, key, [](const TagSpec& tag) { return std::string_view(tag.key.value); });
    };
    const auto add = [&](std::string key, std::string value) {
      if (own(key) == given.tags.end()) subnet.tags.emplace_back(std::move(key), std::move(value));
    };
    add("Name", subnet.name);
    if (out_.cluster_is_named) add(fmt::format("kubernetes.io/cluster/{}", out_.cluster), "shared");
    if (is_used(given, SubnetUse::load_balancers)) add(std::string(subnet.is_public ? kElb : kInternalElb), "1");
    if (is_used(given, SubnetUse::cni)) add(std::string(kCni), "1");
    for (const TagSpec& tag : given.tags) subnet.tags.emplace_back(tag.key.value, tag.value.value);
  }

  void add_route_tables() {
    out_.internet_gateway = std::ranges::any_of(out_.subnets, &InfrastructureSubnet::is_public);
    if (!out_.internet_gateway) return;
    out_.route_tables.push_back({.name = "public", .nat_gateway = std::nullopt});
    std::map<std::size_t, std::size_t> table_of;  // by NAT gateway
    for (std::size_t i = 0; i < out_.nat_gateways.size(); ++i) {
      table_of[i] = out_.route_tables.size();
      out_.route_tables.push_back({.name = "via-" + out_.nat_gateways[i].name, .nat_gateway = i});
    }
    for (InfrastructureSubnet& subnet : out_.subnets) {
      if (subnet.is_public) {
        subnet.route_table = 0;
      } else if (!out_.nat_gateways.empty()) {
        subnet.route_table = table_of[gateway_of(subnet)];
      }
    }
  }
  [[nodiscard]] std::size_t gateway_of(const InfrastructureSubnet& subnet) const {
    for (std::size_t i = 0; i < out_.nat_gateways.size(); ++i) {
      const InfrastructureSubnet& at = out_.subnets[out_.nat_gateways[i].subnet];
      if (!subnet.zone.name.empty() && at.zone.name == subnet.zone.name) return i;
    }
    return 0;
  }

  const ClusterSpec& spec_;
  Infrastructure out_;
};

template <class Things>
std::vector<std::string> names_of(const Things& things, std::string_view otherwise) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name ? thing.name->value : std::string(otherwise));
  return names;
}

}  // namespace

std::string label_of(const SubnetSpec& subnet) {
  if (subnet.name) return subnet.name->value;
  if (subnet.id) return subnet.id->value;
  return subnet.cidr ? subnet.cidr->value.to_string() : "subnet";
}

std::vector<std::size_t> subnets_of(const ClusterSpec& spec, const std::vector<Located<std::string>>& names,
                                    SubnetUse use) {
  std::vector<std::size_t> places;
  const std::vector<SubnetSpec>& all = spec.vpc.subnets;
  const auto add_first = [&](auto is_meant) {
    const auto found = std::ranges::find_if(all, is_meant);
    if (found == all.end()) return;
    const auto place = static_cast<std::size_t>(found - all.begin());
    if (std::ranges::find(places, place) == places.end()) places.push_back(place);
  };
  for (const auto& name : names) {
    add_first([&](const SubnetSpec& subnet) {
      return label_of(subnet) == name.value || (subnet.id && subnet.id->value == name.value);
    });
  }
  if (!names.empty()) return places;
  for (std::size_t i = 0; i < all.size(); ++i) {
    if (is_used(all[i], use)) places.push_back(i);
  }
  return places;
}

std::vector<std::size_t> used_for(const Infrastructure& network, SubnetUse use) {
  std::vector<std::size_t> places;
  for (std::size_t i = 0; i < network.subnets.size(); ++i) {
    const std::vector<SubnetUse>& uses = network.subnets[i].uses;
    if (std::ranges::find(uses, use) != uses.end()) places.push_back(i);
  }
  return places;
}

Infrastructure infrastructure_of(const ClusterSpec& spec) { return Builder(spec).run(); }

std::string listed(const std::vector<std::string>& names) {
  std::string out;
  for (std::size_t i = 0; i < names.size(); ++i) {
    if (i > 0) out += i + 1 == names.size() ? " and " : ", ";
    out += printable(names[i]);
  }
  return out;
}

std::string comment_of(std::string remark) {
  // YAML 1.1 takes more than one character for the end of a line, and would go on behind a comment.
  for (const std::string_view line_break : {"\xE2\x80\xA8", "\xE2\x80\xA9"}) {
    for (auto at = remark.find(line_break); at != std::string::npos; at = remark.find(line_break, at)) {
      remark.replace(at, line_break.size(), "?");
    }
  }
  return wrapped(remark, kCommentWidth, "# ", "#   ");
}

std::vector<std::string> network_remarks(const ClusterSpec& spec, const Infrastructure& network) {
  std::vector<std::string> out;
  out.push_back(
      fmt::format("The network of cluster {}. The cluster itself is not made here; cniplan writes it for eksctl.",
                  printable(network.cluster)));
  std::vector<std::string> no_zone;
  std::vector<std::string> known;
  std::vector<std::string> used;
  for (std::size_t i = 0; i < network.subnets.size(); ++i) {
    const InfrastructureSubnet& subnet = network.subnets[i];
    if (subnet.zone.name.empty()) no_zone.push_back(subnet.name);
    if (!subnet.id.empty())
      known.push_back(subnet.name == subnet.id ? subnet.id : fmt::format("{} ({})", subnet.name, subnet.id));
    const SubnetSpec& given = spec.vpc.subnets[i];
    if (given.used_count || !given.used_ranges.empty()) used.push_back(subnet.name);
  }
  if (network.numbered_zones)
    out.emplace_back("zone-a is the first zone of the Region that it is made in, zone-b the second, and so on.");
  if (!no_zone.empty())
    out.push_back(fmt::format("The zone of {} is not known, so that AWS picks one.", listed(no_zone)));
  if (!known.empty()) {
    out.push_back(fmt::format("There already: {}. Import {} and the VPC first, or they are made once more.",
                              listed(known), known.size() == 1 ? "it" : "them"));
  }
  std::vector<std::string> endpoints;
  std::vector<std::string> homeless;
  for (const EndpointSpec& endpoint : spec.endpoints) {
    const bool nat = endpoint.type && endpoint.type->value == EndpointType::nat_gateway;
    if (nat && !endpoint.subnets.empty()) continue;
    (nat ? homeless : endpoints).push_back(endpoint.name ? endpoint.name->value : "one without a name");
  }
  std::vector<std::string> not_made;
  if (!endpoints.empty()) not_made.push_back("endpoints " + listed(endpoints));
  if (!spec.load_balancers.empty())
    not_made.push_back("load balancers " + listed(names_of(spec.load_balancers, "without a name")));
  if (!used.empty()) not_made.push_back("what others hold in " + listed(used));
  if (!not_made.empty()) {
    out.push_back(fmt::format("Counted in the plan and not made here: {}.", fmt::join(not_made, "; ")));
  }
  if (!homeless.empty()) {
    out.push_back(
        fmt::format("NAT gateway {} is not made, as the spec does not say in which public subnet.", listed(homeless)));
  }
  const bool has_private = !std::ranges::all_of(network.subnets, &InfrastructureSubnet::is_public);
  if (has_private && network.nat_gateways.empty()) {
    out.emplace_back(
        "There is no NAT gateway: from private subnets nothing reaches the internet, and nodes there need VPC "
        "endpoints.");
  }
  return out;
}

}  // namespace cniplan::report
