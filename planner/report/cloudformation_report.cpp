#include <fmt/format.h>

#include "planner/report/identifiers.hpp"
#include "planner/report/infrastructure.hpp"
#include "planner/report/infrastructure_report.hpp"
#include "planner/report/printable.hpp"
#include "planner/report/spec_yaml.hpp"
#include "planner/spec/spec_tree.hpp"
#include "planner/spec/words.hpp"

namespace cniplan::report {
namespace {

constexpr std::string_view kAnyIpv4 = "0.0.0.0/0";
constexpr std::string_view kAnyIpv6 = "::/0";

template <class Things>
std::vector<std::string> ids_for(const Things& things, std::string_view prefix, std::string_view kind) {
  std::vector<std::string> names;
  for (const auto& thing : things) names.push_back(thing.name);
  std::vector<std::string> ids = identifiers(names, IdentifierStyle::letters_and_digits, kind);
  for (std::string& id : ids) id.insert(0, prefix);
  return ids;
}

SpecNode text(std::string_view value) { return SpecNode::text(std::string(value)); }

/// A function of CloudFormation and what it is given.
SpecNode call(std::string_view function, SpecNode argument) {
  SpecNode node;
  node.one_line = true;
  node.add(std::string(function), std::move(argument));
  return node;
}
SpecNode short_list(std::vector<SpecNode> items) {
  SpecNode node = SpecNode::short_list();
  node.items = std::move(items);
  return node;
}
SpecNode reference_to(const std::string& id) { return call("Ref", text(id)); }
SpecNode attribute(const std::string& id, std::string_view name) {
  return call("Fn::GetAtt", short_list({text(id), text(name)}));
}
SpecNode select(std::size_t number, SpecNode list) {
  return call("Fn::Select", short_list({SpecNode::number(static_cast<std::int64_t>(number)), std::move(list)}));
}

SpecNode tag(std::string_view key, std::string_view value) {
  SpecNode node;
  node.one_line = true;
  node.add("Key", text(key));
  node.add("Value", text(value));
  return node;
}
SpecNode named(std::string_view name) {
  SpecNode tags = SpecNode::list();
  tags.items.push_back(tag("Name", name));
  return tags;
}

class Builder {
 public:
  Builder(const ClusterSpec& spec, const Infrastructure& network) : network_(network) {
    remarks_ = network_remarks(spec, network);
    subnets_ = ids_for(network.subnets, "Subnet", "subnet");
    gateways_ = ids_for(network.nat_gateways, "", "nat");
    tables_ = ids_for(network.route_tables, "", "routes");
    std::vector<std::string> cidrs;
    for (const Cidr& cidr : network.further_cidrs) cidrs.push_back(cidr.to_string());
    cidrs_ = identifiers(cidrs, IdentifierStyle::letters_and_digits, "cidr");
    for (std::string& id : cidrs_) id.insert(0, "Vpc");
  }

  std::string run() {
    add_vpc();
    for (std::size_t i = 0; i < subnets_.size(); ++i) add_subnet(i);
    add_reservations();
    add_ways_out();
    add_outputs();
    SpecNode root;
    root.add("AWSTemplateFormatVersion", text("2010-09-09"));
    root.add("Description", text(fmt::format("The network of cluster {}", printable(network_.cluster))));
    root.add("Resources", std::move(resources_));
    root.add("Outputs", std::move(outputs_));
    std::string out;
    for (const std::string& remark : remarks_) out += comment_of(remark);
    return out + to_yaml(root, {});
  }

 private:
  void add(const std::string& id, std::string_view type, SpecNode properties,
           const std::vector<std::string>& after = {}) {
    SpecNode resource;
    resource.add("Type", text(type));
    if (!after.empty()) {
      std::vector<SpecNode> items;
      for (const std::string& other : after) items.push_back(text(other));
      resource.add("DependsOn", short_list(std::move(items)));
    }
    if (!properties.entries.empty()) resource.add("Properties", std::move(properties));
    resources_.add(id, std::move(resource));
  }

  static SpecNode in_vpc() {
    SpecNode properties;
    properties.add("VpcId", reference_to(std::string(kVpc)));
    return properties;
  }

  void add_vpc() {
    SpecNode vpc;
    vpc.add("CidrBlock", text(network_.vpc.to_string()));
    vpc.add("EnableDnsHostnames", SpecNode::boolean(true));
    vpc.add("EnableDnsSupport", SpecNode::boolean(true));
    vpc.add("Tags", named(network_.cluster));
    add(std::string(kVpc), "AWS::EC2::VPC", std::move(vpc));
    for (std::size_t i = 0; i < cidrs_.size(); ++i) {
      SpecNode block = in_vpc();
      block.add("CidrBlock", text(network_.further_cidrs[i].to_string()));
      add(cidrs_[i], "AWS::EC2::VPCCidrBlock", std::move(block));
    }
    if (!network_.ipv6) return;
    SpecNode block = in_vpc();
    block.add("AmazonProvidedIpv6CidrBlock", SpecNode::boolean(true));
    add(std::string(kIpv6), "AWS::EC2::VPCCidrBlock", std::move(block));
  }

  void add_subnet(std::size_t place) {
    const InfrastructureSubnet& subnet = network_.subnets[place];
    SpecNode properties = in_vpc();
    if (subnet.zone.number) {
      properties.add("AvailabilityZone", select(*subnet.zone.number, call("Fn::GetAZs", text(""))));
    } else if (!subnet.zone.name.empty()) {
      properties.add("AvailabilityZone", text(subnet.zone.name));
    }
    properties.add("CidrBlock", text(subnet.cidr.to_string()));
    std::vector<std::string> after;
    if (subnet.further_cidr) after.push_back(cidrs_[*subnet.further_cidr]);
    if (network_.ipv6) {
      const auto count = static_cast<std::int64_t>(network_.subnets.size());
      SpecNode blocks = call("Fn::Cidr", short_list({select(0, attribute(std::string(kVpc), "Ipv6CidrBlocks")),
                                                     SpecNode::number(count), SpecNode::number(64)}));
      properties.add("Ipv6CidrBlock", select(place, std::move(blocks)));
      properties.add("AssignIpv6AddressOnCreation", SpecNode::boolean(true));
      after.emplace_back(kIpv6);
    }
    if (subnet.is_public) properties.add("MapPublicIpOnLaunch", SpecNode::boolean(true));
    SpecNode tags = SpecNode::list();
    for (const auto& [key, value] : subnet.tags) tags.items.push_back(tag(key, value));
    properties.add("Tags", std::move(tags));
    add(subnets_[place], "AWS::EC2::Subnet", std::move(properties), after);
  }

  void add_reservations() {
    if (!network_.reservations.empty()) {
      remarks_.emplace_back(
          "Where CloudFormation does not know AWS::EC2::SubnetCidrReservation yet, leave these resources out and make "
          "each "
          "with: aws ec2 create-subnet-cidr-reservation --subnet-id ID --reservation-type TYPE --cidr CIDR");
    }
    const auto ids = ids_for(network_.reservations, "Reservation", "reservation");
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const InfrastructureReservation& reservation = network_.reservations[i];
      SpecNode properties;
      properties.add("SubnetId", reference_to(subnets_[reservation.subnet]));
      properties.add("Cidr", text(reservation.cidr.to_string()));
      properties.add("ReservationType", text(word(kReservationTypeWords, reservation.type)));
      add(ids[i], "AWS::EC2::SubnetCidrReservation", std::move(properties));
    }
  }

  void add_ways_out() {
    if (!network_.internet_gateway) return;
    SpecNode gateway;
    gateway.add("Tags", named(network_.cluster));
    add("InternetGateway", "AWS::EC2::InternetGateway", std::move(gateway));
    SpecNode attachment = in_vpc();
    attachment.add("InternetGatewayId", reference_to("InternetGateway"));
    add(std::string(kAttachment), "AWS::EC2::VPCGatewayAttachment", std::move(attachment));
    if (network_.ipv6 && !network_.nat_gateways.empty()) {
      add(std::string(kEgress), "AWS::EC2::EgressOnlyInternetGateway", in_vpc());
    }
    for (std::size_t i = 0; i < gateways_.size(); ++i) {
      const InfrastructureNatGateway& nat = network_.nat_gateways[i];
      SpecNode address;
      address.add("Domain", text("vpc"));
      address.add("Tags", named(nat.tag));
      add("NatAddress" + gateways_[i], "AWS::EC2::EIP", std::move(address), {std::string(kAttachment)});
      SpecNode properties;
      properties.add("AllocationId", attribute("NatAddress" + gateways_[i], "AllocationId"));
      properties.add("SubnetId", reference_to(subnets_[nat.subnet]));
      properties.add("Tags", named(nat.tag));
      add("NatGateway" + gateways_[i], "AWS::EC2::NatGateway", std::move(properties));
    }
    for (std::size_t i = 0; i < tables_.size(); ++i) add_table(i);
    for (std::size_t i = 0; i < subnets_.size(); ++i) {
      if (!network_.subnets[i].route_table) continue;
      SpecNode properties;
      properties.add("SubnetId", reference_to(subnets_[i]));
      properties.add("RouteTableId", reference_to("RouteTable" + tables_[*network_.subnets[i].route_table]));
      add("RouteTableAssociation" + subnets_[i], "AWS::EC2::SubnetRouteTableAssociation", std::move(properties));
    }
  }

  void add_table(std::size_t place) {
    const InfrastructureRouteTable& table = network_.route_tables[place];
    SpecNode properties = in_vpc();
    properties.add("Tags", named(fmt::format("{}-{}", network_.cluster, table.name)));
    add("RouteTable" + tables_[place], "AWS::EC2::RouteTable", std::move(properties));
    // A route to the internet gateway can be made once that is attached.
    const std::vector<std::string> after =
        table.nat_gateway ? std::vector<std::string>() : std::vector<std::string>{std::string(kAttachment)};
    const auto route = [&](std::string_view destination, std::string_view cidr) {
      SpecNode out;
      out.add("RouteTableId", reference_to("RouteTable" + tables_[place]));
      out.add(std::string(destination), text(cidr));
      return out;
    };
    SpecNode ipv4 = route("DestinationCidrBlock", kAnyIpv4);
    if (table.nat_gateway) {
      ipv4.add("NatGatewayId", reference_to("NatGateway" + gateways_[*table.nat_gateway]));
    } else {
      ipv4.add("GatewayId", reference_to("InternetGateway"));
    }
    add("Route" + tables_[place], "AWS::EC2::Route", std::move(ipv4), after);
    if (!network_.ipv6) return;
    SpecNode ipv6 = route("DestinationIpv6CidrBlock", kAnyIpv6);
    if (table.nat_gateway) {
      ipv6.add("EgressOnlyInternetGatewayId", reference_to(std::string(kEgress)));
    } else {
      ipv6.add("GatewayId", reference_to("InternetGateway"));
    }
    add("RouteIpv6" + tables_[place], "AWS::EC2::Route", std::move(ipv6), after);
  }

  void add_output(const std::string& id, SpecNode value) {
    SpecNode output;
    output.add("Value", std::move(value));
    outputs_.add(id, std::move(output));
  }
  void add_outputs() {
    add_output("VpcId", reference_to(std::string(kVpc)));
    for (const std::string& subnet : subnets_) add_output(subnet + "Id", reference_to(subnet));
    constexpr std::pair<SubnetUse, std::string_view> kOutputs[] = {{SubnetUse::control_plane, "ControlPlaneSubnetIds"},
                                                                   {SubnetUse::nodes, "NodeSubnetIds"},
                                                                   {SubnetUse::load_balancers, "LoadBalancerSubnetIds"},
                                                                   {SubnetUse::pods, "PodSubnetIds"},
                                                                   {SubnetUse::fargate, "FargateSubnetIds"},
                                                                   {SubnetUse::cni, "CniDiscoverySubnetIds"}};
    for (const auto& [use, name] : kOutputs) {
      std::vector<SpecNode> of_use;
      for (const std::size_t place : used_for(network_, use)) of_use.push_back(reference_to(subnets_[place]));
      if (of_use.empty()) continue;
      add_output(std::string(name), call("Fn::Join", short_list({text(","), short_list(std::move(of_use))})));
    }
  }

  static constexpr std::string_view kVpc = "Vpc";
  static constexpr std::string_view kIpv6 = "VpcIpv6Cidr";
  static constexpr std::string_view kAttachment = "InternetGatewayAttachment";
  static constexpr std::string_view kEgress = "EgressOnlyInternetGateway";

  const Infrastructure& network_;
  std::vector<std::string> remarks_;
  SpecNode resources_;
  SpecNode outputs_;
  std::vector<std::string> subnets_;   // logical ids, in the order of the network's
  std::vector<std::string> gateways_;  // without what they are in front
  std::vector<std::string> tables_;
  std::vector<std::string> cidrs_;
};

}  // namespace

std::string to_cloudformation(const ClusterSpec& spec) {
  const Infrastructure network = infrastructure_of(spec);
  return Builder(spec, network).run();
}

}  // namespace cniplan::report
