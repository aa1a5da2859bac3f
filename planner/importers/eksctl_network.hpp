#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/terms.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/spec/cluster_spec.hpp"

namespace cniplan {

/// eksctl's SubnetTopology: with or without a route to the internet gateway.
enum class EksctlTopology { public_subnet, private_subnet };

/// What other parts of the file say that decides which subnets there are and what goes into them.
struct EksctlFacts {
  std::string region;
  Location region_location{};
  Location vpc_location{};  ///< of the key, where there is one
  IpFamily ip_family = IpFamily::ipv4;
  bool fully_private = false;                ///< privateCluster.enabled
  bool auto_mode = false;                    ///< autoModeConfig.enabled
  bool on_outposts = false;                  ///< the control plane runs on an Outpost
  std::vector<std::string> zones_of_groups;  ///< availabilityZones of the node groups
};

/// Where a node group wants to be.
struct EksctlPlacement {
  std::string subject;
  Location location{};
  EksctlTopology topology = EksctlTopology::public_subnet;
  std::vector<Located<std::string>> zones;
  std::vector<Located<std::string>> local_zones;
  std::vector<Located<std::string>> subnets;
};

/// The subnets of an eksctl file, given or made, and what eksctl puts into them. Subnets are named as the
/// file names them, those named by their zone "public-<zone>" and "private-<zone>".
class EksctlNetwork {
 public:
  EksctlNetwork(EksctlFacts facts, Diagnostics& diagnostics)
      : facts_(std::move(facts)), diagnostics_(&diagnostics) {}

  /// Reads availabilityZones, localZones and vpc of the file as a whole.
  void read(MappingReader& root);

  /// The subnets of a node group: those it names, those of the zones it names, or all of its topology outside
  /// local zones. They are then used for nodes. Errors: subnets and zones that are not there. Source:
  /// pkg/cfn/builder/nodegroup.go, AssignSubnets; pkg/vpc/vpc.go, SelectNodeGroupSubnets.
  std::vector<Located<std::string>> place_group(const EksctlPlacement& placement);

  /// The subnet that the file names by key or id; one that only AWS knows is added without a CIDR.
  Located<std::string> subnet(const Located<std::string>& reference, SubnetUse use);

  /// Names of all subnets of a topology outside local zones.
  [[nodiscard]] std::vector<Located<std::string>> names(EksctlTopology topology) const;

  /// The same, which are then used so.
  std::vector<Located<std::string>> use_all(EksctlTopology topology, SubnetUse use);

  /// Whether the VPC or its subnets were there before eksctl.
  [[nodiscard]] bool existing() const { return existing_; }

  /// Single addresses that eksctl's NAT gateways and its transit gateway attachment take.
  [[nodiscard]] const std::vector<EndpointSpec>& gateways() const { return gateways_; }
  void attach_transit_gateway(Location at);

  /// Says what is unknown about the subnets, and hands them out. Call last.
  [[nodiscard]] VpcSpec finish();

 private:
  struct Subnet {
    std::string key;
    std::optional<EksctlTopology> topology;  ///< empty: not one of vpc.subnets, only AWS knows it
    bool in_local_zone = false;
    SubnetSpec spec;
  };

  void read_subnets(const DocumentNode& subnets);
  void read_topology(const DocumentNode& mapping, const DocumentNode* other, EksctlTopology topology);
  void make_subnets(MappingReader& root, const std::vector<Located<std::string>>& zones,
                    const std::vector<Located<std::string>>& local_zones);
  void add_nat_gateways(MappingReader& vpc, std::string_view first_zone);
  void place_control_plane(MappingReader& vpc);
  void place_load_balancers();
  [[nodiscard]] std::vector<Located<std::string>> zones_or_assumed(std::vector<Located<std::string>> given);
  [[nodiscard]] Subnet* find(std::string_view key_or_id, EksctlTopology preferred);
  Subnet& add_unknown(const Located<std::string>& id);
  Located<std::string> use_subnet(Subnet& subnet, SubnetUse use, Location at);
  void error(std::string code, std::string message, std::string way_out, Location at);
  void warn(std::string code, std::string message, std::string way_out, Location at);

  EksctlFacts facts_;
  Diagnostics* diagnostics_;
  bool existing_ = false;
  Given<std::string> vpc_id_;
  std::vector<Located<Cidr>> cidrs_;
  std::vector<Subnet> subnets_;
  std::vector<EndpointSpec> gateways_;
  Location location_{};
};

}  // namespace cniplan
