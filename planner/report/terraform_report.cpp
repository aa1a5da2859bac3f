#include <fmt/format.h>

#include "planner/report/hcl.hpp"
#include "planner/report/identifiers.hpp"
#include "planner/report/infrastructure.hpp"
#include "planner/report/infrastructure_report.hpp"
#include "planner/spec/words.hpp"

namespace cniplan::report {
namespace {

using Kind = HclValue::Kind;

constexpr std::string_view kProvider = "hashicorp/aws";
/// aws_eip has `domain` since 5.0: hashicorp/terraform-provider-aws CHANGELOG.md.
constexpr std::string_view kProviderVersion = ">= 5.0";
constexpr std::string_view kAnyIpv4 = "0.0.0.0/0";
constexpr std::string_view kAnyIpv6 = "::/0";

template <class Things>
std::vector<std::string> names_for(const Things& things, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  return identifiers(names, IdentifierStyle::snake_case, kind);
}

HclBlock resource(std::string_view type, const std::string& name) {
  return {.header = {"resource", std::string(type), name}, .attributes = {}, .blocks = {}};
}

class Builder {
 public:
  Builder(const ClusterSpec& spec, const Infrastructure& network) : network_(network) {
    file_.remarks = network_remarks(spec, network);
    if (network.region.empty()) {
      file_.remarks.emplace_back(
          "The Region is not in the plan: the provider takes it from AWS_REGION or its own block.");
    }
    subnets_ = names_for(network.subnets, "subnet");
    gateways_ = names_for(network.nat_gateways, "nat");
    tables_ = names_for(network.route_tables, "routes");
    std::vector<std::string> cidrs;
    for (const Cidr& cidr : network.further_cidrs) cidrs.push_back(cidr.to_string());
    cidrs_ = identifiers(cidrs, IdentifierStyle::snake_case, "cidr");
  }

  HclFile run() {
    add_provider();
    add_vpc();
    for (std::size_t i = 0; i < network_.subnets.size(); ++i) add_subnet(i);
    add_reservations();
    add_ways_out();
    add_outputs();
    return std::move(file_);
  }

 private:
  void add(HclBlock block) { file_.blocks.push_back(std::move(block)); }

  void add_provider() {
    HclValue requirement{.kind = Kind::object, .scalar = {}, .items = {}, .entries = {}};
    requirement.entries = {{"source", HclValue::text(std::string(kProvider))},
                           {"version", HclValue::text(std::string(kProviderVersion))}};
    HclBlock providers{.header = {"required_providers"}, .attributes = {{"aws", std::move(requirement)}}, .blocks = {}};
    add({.header = {"terraform"}, .attributes = {}, .blocks = {std::move(providers)}});
    if (!network_.region.empty()) {
      add({.header = {"provider", "aws"}, .attributes = {{"region", HclValue::text(network_.region)}}, .blocks = {}});
    }
    if (!network_.numbered_zones) return;
    // Without local zones, which nobody has asked for.
    HclBlock filter{.header = {"filter"},
                    .attributes = {{"name", HclValue::text("opt-in-status")},
                                   {"values", HclValue::list({HclValue::text("opt-in-not-required")})}},
                    .blocks = {}};
    add({.header = {"data", "aws_availability_zones", "available"},
         .attributes = {{"state", HclValue::text("available")}},
         .blocks = {std::move(filter)}});
  }

  static HclValue named(const std::string& name) {
    HclValue tags{.kind = Kind::object, .scalar = {}, .items = {}, .entries = {}};
    tags.entries.emplace_back("Name", HclValue::text(name));
    return tags;
  }
  static HclValue vpc_id() { return HclValue::expression("aws_vpc.main.id"); }
  static HclValue after(std::string address) {
    return HclValue::list({HclValue::of(Kind::address, std::move(address))});
  }

  void add_vpc() {
    HclBlock vpc = resource("aws_vpc", "main");
    vpc.attributes = {{"cidr_block", HclValue::text(network_.vpc.to_string())},
                      {"enable_dns_hostnames", HclValue::yes()},
                      {"enable_dns_support", HclValue::yes()}};
    if (network_.ipv6) vpc.attributes.emplace_back("assign_generated_ipv6_cidr_block", HclValue::yes());
    vpc.attributes.emplace_back("tags", named(network_.cluster));
    add(std::move(vpc));
    for (std::size_t i = 0; i < cidrs_.size(); ++i) {
      HclBlock block = resource("aws_vpc_ipv4_cidr_block_association", cidrs_[i]);
      block.attributes = {{"vpc_id", vpc_id()}, {"cidr_block", HclValue::text(network_.further_cidrs[i].to_string())}};
      add(std::move(block));
    }
  }

  void add_subnet(std::size_t place) {
    const InfrastructureSubnet& subnet = network_.subnets[place];
    HclBlock block = resource("aws_subnet", subnets_[place]);
    const auto set = [&](std::string key, HclValue value) {
      block.attributes.emplace_back(std::move(key), std::move(value));
    };
    set("vpc_id", vpc_id());
    if (subnet.zone.number) {
      set("availability_zone",
          HclValue::expression(fmt::format("data.aws_availability_zones.available.names[{}]", *subnet.zone.number)));
    } else if (!subnet.zone.name.empty()) {
      set("availability_zone", HclValue::text(subnet.zone.name));
    }
    set("cidr_block", HclValue::text(subnet.cidr.to_string()));
    if (network_.ipv6) {
      set("ipv6_cidr_block",
          HclValue::expression(fmt::format("cidrsubnet(aws_vpc.main.ipv6_cidr_block, 8, {})", place)));
      set("assign_ipv6_address_on_creation", HclValue::yes());
    }
    if (subnet.is_public) set("map_public_ip_on_launch", HclValue::yes());
    HclValue tags{.kind = Kind::object, .scalar = {}, .items = {}, .entries = {}};
    for (const auto& [key, value] : subnet.tags) tags.entries.emplace_back(key, HclValue::text(value));
    set("tags", std::move(tags));
    if (subnet.further_cidr)
      set("depends_on", after("aws_vpc_ipv4_cidr_block_association." + cidrs_[*subnet.further_cidr]));
    add(std::move(block));
  }
  [[nodiscard]] HclValue subnet_id(std::size_t place) const {
    return HclValue::expression(fmt::format("aws_subnet.{}.id", subnets_[place]));
  }

  void add_reservations() {
    const auto names = names_for(network_.reservations, "reservation");
    for (std::size_t i = 0; i < names.size(); ++i) {
      const InfrastructureReservation& reservation = network_.reservations[i];
      HclBlock block = resource("aws_ec2_subnet_cidr_reservation", names[i]);
      block.attributes = {
          {"subnet_id", subnet_id(reservation.subnet)},
          {"cidr_block", HclValue::text(reservation.cidr.to_string())},
          {"reservation_type", HclValue::text(std::string(word(kReservationTypeWords, reservation.type)))}};
      add(std::move(block));
    }
  }

  void add_ways_out() {
    if (!network_.internet_gateway) return;
    HclBlock gateway = resource("aws_internet_gateway", "main");
    gateway.attributes = {{"vpc_id", vpc_id()}, {"tags", named(network_.cluster)}};
    add(std::move(gateway));
    const bool private_ipv6 = network_.ipv6 && !network_.nat_gateways.empty();
    if (private_ipv6) {
      HclBlock egress = resource("aws_egress_only_internet_gateway", "main");
      egress.attributes = {{"vpc_id", vpc_id()}, {"tags", named(network_.cluster)}};
      add(std::move(egress));
    }
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
      const InfrastructureNatGateway& nat = network_.nat_gateways[i];
      HclBlock address = resource("aws_eip", gateways_[i]);
      address.attributes = {{"domain", HclValue::text("vpc")}, {"tags", named(nat.tag)}};
      add(std::move(address));
      HclBlock block = resource("aws_nat_gateway", gateways_[i]);
      block.attributes = {{"allocation_id", HclValue::expression(fmt::format("aws_eip.{}.id", gateways_[i]))},
                          {"subnet_id", subnet_id(nat.subnet)},
                          {"tags", named(nat.tag)},
                          {"depends_on", after("aws_internet_gateway.main")}};
      add(std::move(block));
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) add_table(i);
    for (std::size_t i = 0; i < subnets_.size(); ++i) {
      if (!network_.subnets[i].route_table) continue;
      HclBlock block = resource("aws_route_table_association", subnets_[i]);
      block.attributes = {{"subnet_id", subnet_id(i)}, {"route_table_id", table_id(*network_.subnets[i].route_table)}};
      add(std::move(block));
    }
  }
  [[nodiscard]] HclValue table_id(std::size_t place) const {
    return HclValue::expression(fmt::format("aws_route_table.{}.id", tables_[place]));
  }

  void add_table(std::size_t place) {
    const InfrastructureRouteTable& table = network_.route_tables[place];
    HclBlock block = resource("aws_route_table", tables_[place]);
    block.attributes = {{"vpc_id", vpc_id()}, {"tags", named(fmt::format("{}-{}", network_.cluster, table.name))}};
    add(std::move(block));
    HclBlock route = resource("aws_route", tables_[place]);
    route.attributes = {{"route_table_id", table_id(place)},
                        {"destination_cidr_block", HclValue::text(std::string(kAnyIpv4))}};
    if (table.nat_gateway) {
      const auto id = HclValue::expression(fmt::format("aws_nat_gateway.{}.id", gateways_[*table.nat_gateway]));
      route.attributes.emplace_back("nat_gateway_id", id);
    } else {
      route.attributes.emplace_back("gateway_id", HclValue::expression("aws_internet_gateway.main.id"));
    }
    add(std::move(route));
    if (!network_.ipv6) return;
    HclBlock ipv6 = resource("aws_route", tables_[place] + "_ipv6");
    ipv6.attributes = {{"route_table_id", table_id(place)},
                       {"destination_ipv6_cidr_block", HclValue::text(std::string(kAnyIpv6))}};
    if (table.nat_gateway) {
      ipv6.attributes.emplace_back("egress_only_gateway_id",
                                   HclValue::expression("aws_egress_only_internet_gateway.main.id"));
    } else {
      ipv6.attributes.emplace_back("gateway_id", HclValue::expression("aws_internet_gateway.main.id"));
    }
    add(std::move(ipv6));
  }

  void add_outputs() {
    add({.header = {"output", "vpc_id"}, .attributes = {{"value", vpc_id()}}, .blocks = {}});
    HclValue ids{.kind = Kind::object, .scalar = {}, .items = {}, .entries = {}};
    for (std::size_t i = 0; i < subnets_.size(); ++i) ids.entries.emplace_back(network_.subnets[i].name, subnet_id(i));
    add({.header = {"output", "subnet_ids"},
         .attributes = {{"description", HclValue::text("By the name that the plan gives the subnet")},
                        {"value", std::move(ids)}},
         .blocks = {}});
    constexpr std::pair<SubnetUse, std::string_view> kOutputs[] = {
        {SubnetUse::control_plane, "control_plane_subnet_ids"},
        {SubnetUse::nodes, "node_subnet_ids"},
        {SubnetUse::load_balancers, "load_balancer_subnet_ids"},
        {SubnetUse::pods, "pod_subnet_ids"},
        {SubnetUse::fargate, "fargate_subnet_ids"},
        {SubnetUse::cni, "cni_discovery_subnet_ids"}};
    for (const auto& [use, name] : kOutputs) {
      std::vector<HclValue> of_use;
      for (const std::size_t place : used_for(network_, use)) of_use.push_back(subnet_id(place));
      if (of_use.empty()) continue;
      add({.header = {"output", std::string(name)},
           .attributes = {{"value", HclValue::list(std::move(of_use))}},
           .blocks = {}});
    }
  }

  const Infrastructure& network_;
  HclFile file_;
  std::vector<std::string> subnets_;  // names in Terraform, in the order of the network's
  std::vector<std::string> gateways_;
  std::vector<std::string> tables_;
  std::vector<std::string> cidrs_;
};

HclFile terraform_file(const ClusterSpec& spec) {
  const Infrastructure network = infrastructure_of(spec);
  return Builder(spec, network).run();
}

}  // namespace

std::string to_terraform(const ClusterSpec& spec) { return to_hcl(terraform_file(spec)); }

std::string to_terraform_json(const ClusterSpec& spec) { return to_hcl_json(terraform_file(spec)); }

}  // namespace cniplan::report
