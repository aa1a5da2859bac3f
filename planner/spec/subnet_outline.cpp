#include "planner/spec/subnet_outline.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <initializer_list>
#include <set>
#include <string_view>

namespace cniplan {
namespace {

/// What a zone adds to the names of its subnets.
std::vector<std::string> suffixes(const std::vector<std::string>& zones) {
  std::set<char> letters;
  for (const std::string& zone : zones) {
    if (!zone.empty()) letters.insert(zone.back());
  }
  if (letters.size() != zones.size()) return zones;
  std::vector<std::string> short_ones;
  for (const std::string& zone : zones) short_ones.emplace_back(1, zone.back());
  return short_ones;
}

/// Whether the container's variable says so; ipamd reads it with Go's strconv.ParseBool.
bool is_on(const CniSpec& cni, std::string_view variable) {
  static constexpr std::string_view kTrue[] = {"1", "t", "T", "true", "TRUE", "True"};
  return std::ranges::any_of(cni.env, [&](const EnvSpec& env) {
    return env.name.value == variable && std::ranges::find(kTrue, env.value.value) != std::end(kTrue);
  });
}

class Outline {
 public:
  Outline(ClusterSpec& spec, const SubnetOutline& outline)
      : spec_(spec), outline_(outline), suffixes_(suffixes(outline.zones)) {}

  void run() {
    const bool own_pod_subnets = is_on(spec_.cni, "AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
    std::vector<SubnetUse> of_nodes = {SubnetUse::nodes};
    if (!spec_.fargate_profiles.empty()) of_nodes.push_back(SubnetUse::fargate);
    if (outline_.as_eksctl) {
      add_each("public", {SubnetUse::control_plane, SubnetUse::load_balancers});
      of_nodes.insert(of_nodes.begin(), SubnetUse::control_plane);
      add_each("private", of_nodes);
    } else {
      if (!outline_.public_subnets) of_nodes.push_back(SubnetUse::load_balancers);
      add_each("nodes", of_nodes);
      if (outline_.public_subnets) add_each("public", {SubnetUse::load_balancers});
    }
    if (own_pod_subnets) add_pod_subnets();
    if (!outline_.as_eksctl) add_each("control-plane", {SubnetUse::control_plane});
    if (outline_.public_subnets) add_nat_gateways();
  }

 private:
  [[nodiscard]] std::string name(std::string_view kind, std::size_t zone) const {
    return fmt::format("{}-{}", kind, suffixes_[zone]);
  }

  void add_each(std::string_view kind, const std::vector<SubnetUse>& uses) {
    for (std::size_t z = 0; z < outline_.zones.size(); ++z) {
      SubnetSpec subnet;
      subnet.name = Located<std::string>{name(kind, z)};
      subnet.az = Located<std::string>{outline_.zones[z]};
      subnet.uses.emplace();
      for (const SubnetUse use : uses) subnet.uses->push_back({use});
      spec_.vpc.subnets.push_back(std::move(subnet));
    }
  }

  void add_pod_subnets() {
    add_each("pods", {SubnetUse::pods});
    if (!spec_.cni.eni_configs.empty()) return;
    for (std::size_t z = 0; z < outline_.zones.size(); ++z) {
      spec_.cni.eni_configs.push_back({{outline_.zones[z]}, {name("pods", z)}});
    }
  }

  void add_nat_gateways() {
    EndpointSpec nat{.name = Located<std::string>{"nat"},
                     .type = Located<EndpointType>{EndpointType::nat_gateway}};
    for (std::size_t z = 0; z < outline_.zones.size(); ++z) nat.subnets.push_back({name("public", z)});
    spec_.endpoints.push_back(std::move(nat));
  }

  ClusterSpec& spec_;
  const SubnetOutline& outline_;
  const std::vector<std::string> suffixes_;  // of the names, by zone
};

}  // namespace

void outline_subnets(ClusterSpec& spec, const SubnetOutline& outline) { Outline(spec, outline).run(); }

std::vector<std::string> unnamed_zones(std::size_t count) {
  std::vector<std::string> zones;
  for (std::size_t z = 0; z < count; ++z) zones.push_back(fmt::format("zone-{}", static_cast<char>('a' + z)));
  return zones;
}

}  // namespace cniplan
