#include "planner/importers/ec2_network.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/counted.hpp"
#include "planner/importers/aws_eks.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/net/ipv4_range.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::string_view kSubnets = "Subnets";
constexpr std::string_view kVpcs = "Vpcs";
constexpr std::string_view kInterfaces = "NetworkInterfaces";
constexpr std::string_view kReservations = "SubnetIpv4CidrReservations";
constexpr std::int64_t kMostAddresses = 65'536;
constexpr IpCount kReservedByAws{5};

bool holds(const DocumentNode& document, std::string_view list) {
  const DocumentNode* const node = document.find(list);
  return node != nullptr && node->kind == Kind::sequence && !is_kubernetes_object(document);
}

/// A subnet as it is described, before it is known what else is.
struct Described {
  SubnetSpec spec;
  Given<IpCount> available;
  std::string vpc;
  Location vpc_location{};
};

/// What of the outputs of the AWS CLI about a cluster tells its VPC.
struct ClusterPlace {
  std::set<std::string> vpcs;     ///< resourcesVpcConfig.vpcId
  std::set<std::string> subnets;  ///< ids that it, its node groups and its Fargate profiles name
};

std::string text_at(const DocumentNode* mapping, std::string_view key) {
  const DocumentNode* const node = mapping == nullptr ? nullptr : mapping->find(key);
  return node == nullptr || node->kind != Kind::scalar ? std::string() : node->scalar;
}

void add_texts(const DocumentNode* list, std::set<std::string>& out) {
  if (list == nullptr || list->kind != Kind::sequence) return;
  for (const DocumentNode& item : list->items) {
    if (item.kind == Kind::scalar) out.insert(item.scalar);
  }
}

/// What is wrong in these documents their own reader says.
ClusterPlace place_of_cluster(std::span<const DocumentNode* const> documents, std::string_view wanted) {
  ClusterPlace out;
  const auto is_other = [&](const std::string& cluster) { return !wanted.empty() && cluster != wanted; };
  for (const DocumentNode* document : documents) {
    if (const DocumentNode* const cluster = described_cluster(*document)) {
      const DocumentNode* const network = cluster->find("resourcesVpcConfig");
      if (is_other(text_at(cluster, "name"))) continue;
      if (std::string vpc = text_at(network, "vpcId"); !vpc.empty()) out.vpcs.insert(std::move(vpc));
      add_texts(network->find("subnetIds"), out.subnets);
      continue;
    }
    const DocumentNode* const group = described_nodegroup(*document);
    const DocumentNode* const nodes = group != nullptr ? group : described_fargate_profile(*document);
    if (nodes != nullptr && !is_other(text_at(nodes, "clusterName"))) add_texts(nodes->find("subnets"), out.subnets);
  }
  return out;
}

class Import {
 public:
  explicit Import(const ImporterInput& input) : input_(input) {}

  Result<PartialSpec, Diagnostics> run() {
    const auto each = [&](std::string_view list, auto read) {
      for (const DocumentNode* document : input_.documents) {
        if (!holds(*document, list)) continue;
        if (part_.spec.location.source < 0) part_.spec.location = document->location;
        MappingReader(*document, "", said_).each(list, [&](const DocumentNode& item) { read(item); });
      }
    };
    each(kSubnets, [&](const DocumentNode& item) { read_subnet(item); });
    find_vpc_of_cluster();
    if (vpc_of_cluster_.empty()) {
      check_one_vpc();
    } else {
      leave_out_other_subnets();
    }
    each(kVpcs, [&](const DocumentNode& item) { read_vpc(item); });
    choose_vpc();
    each(kReservations, [&](const DocumentNode& item) { read_reservation(item); });
    each(kInterfaces, [&](const DocumentNode& item) { read_interface(item); });
    if (has_errors(said_)) return failure(std::move(said_));
    finish();
    part_.warnings = std::move(said_);
    return std::move(part_);
  }

 private:
  void warn(std::string code, std::string message, std::string way_out, Location at) {
    said_.push_back({std::move(code), Severity::warning, std::move(message), std::move(way_out), at});
  }
  void note(ImportNote::Kind kind, std::string what, std::string because, Location at) {
    part_.notes.push_back({kind, std::move(what), std::move(because), at});
  }

  std::vector<TagSpec> read_tags(MappingReader& in, std::string_view key) {
    std::vector<TagSpec> tags;
    in.each(key, [&](const DocumentNode& item) {
      MappingReader tag(item, fmt::format("{}: {}", in.subject(), key), said_);
      if (!tag.valid()) return;
      const auto name = tag.text("Key");
      const auto value = tag.text("Value");
      if (name && value) tags.push_back({*name, *value});
    });
    return tags;
  }

  void read_subnet(const DocumentNode& node) {
    MappingReader in(node, "an item of Subnets", said_);
    if (!in.valid()) return;
    Described out;
    out.spec.location = node.location;
    out.spec.id = in.text("SubnetId");
    if (!out.spec.id) {
      if (node.find("SubnetId") == nullptr) in.error("key.missing", "SubnetId is missing", "give the whole output", node.location);
      return;
    }
    in.set_subject(fmt::format("subnet {}", out.spec.id->value));
    out.spec.az = in.text("AvailabilityZone");
    out.spec.cidr = in.cidr("CidrBlock");
    out.spec.tags = read_tags(in, "Tags");
    if (const auto available = in.integer("AvailableIpAddressCount", 0, kMostAddresses)) {
      out.available = Located<IpCount>{IpCount(available->value), available->location};
    }
    if (const auto vpc = in.text("VpcId")) {
      out.vpc = vpc->value;
      out.vpc_location = vpc->location;
    }
    const bool twice = std::ranges::any_of(subnets_, [&](const Described& other) {
      return other.spec.id->value == out.spec.id->value;
    });
    if (twice) return;  // pages overlap, and several commands print the same subnet
    if (!out.spec.cidr && node.find("CidrBlock") == nullptr) {
      note(ImportNote::Kind::ignored, fmt::format("subnet {}", out.spec.id->value), "it has no IPv4 network",
           node.location);
      return;
    }
    subnets_.push_back(std::move(out));
  }

  /// The VPC that describe-cluster names, or else the one in which all subnets are that the cluster and its nodes name;
  /// none where these are several.
  void find_vpc_of_cluster() {
    ClusterPlace place = place_of_cluster(input_.documents, input_.cluster);
    if (place.vpcs.empty()) {
      for (const Described& subnet : subnets_) {
        if (!subnet.vpc.empty() && place.subnets.contains(subnet.spec.id->value)) place.vpcs.insert(subnet.vpc);
      }
    }
    if (place.vpcs.size() == 1) vpc_of_cluster_ = *place.vpcs.begin();
  }

  void leave_out_other_subnets() {
    std::map<std::string, std::pair<std::int64_t, Location>> others;
    for (const Described& subnet : subnets_) {
      if (!is_elsewhere(subnet.vpc)) continue;
      ++others.try_emplace(subnet.vpc, 0, subnet.spec.location).first->second.first;
      elsewhere_.insert(subnet.spec.id->value);
    }
    if (others.empty()) return;
    if (elsewhere_.size() == subnets_.size()) {
      warn("ec2.other-vpc", fmt::format("the cluster is in {}, and no subnet here is", vpc_of_cluster_),
           fmt::format("list its subnets: aws ec2 describe-subnets --filters Name=vpc-id,Values={}", vpc_of_cluster_),
           others.begin()->second.second);
    }
    for (const auto& [vpc, subnets] : others) {
      note(ImportNote::Kind::ignored, fmt::format("{} of {}", counted(subnets.first, "subnet", "subnets"), vpc),
           fmt::format("the cluster is in {}", vpc_of_cluster_), subnets.second);
    }
    std::erase_if(subnets_, [&](const Described& subnet) { return is_elsewhere(subnet.vpc); });
  }

  [[nodiscard]] bool is_elsewhere(std::string_view vpc) const {
    return !vpc_of_cluster_.empty() && !vpc.empty() && vpc != vpc_of_cluster_;
  }

  void check_one_vpc() {
    for (const Described& subnet : subnets_) {
      if (subnet.vpc.empty() || subnet.vpc == subnets_.front().vpc) continue;
      said_.push_back({.code = "ec2.several-vpcs",
                       .message = fmt::format("subnet {} is in {}, others are in {}: a cluster has one VPC",
                                              subnet.spec.id->value, subnet.vpc, subnets_.front().vpc),
                       .way_out = "list one VPC's: aws ec2 describe-subnets --filters Name=vpc-id,Values=vpc-...",
                       .location = subnet.vpc_location});
      return;
    }
  }

  void read_vpc(const DocumentNode& node) {
    MappingReader in(node, "an item of Vpcs", said_);
    if (!in.valid()) return;
    const auto id = in.text("VpcId");
    if (id) in.set_subject(fmt::format("VPC {}", id->value));
    Vpc vpc{.id = id ? id->value : "", .location = node.location, .cidrs = {}};
    if (const auto primary = in.cidr("CidrBlock")) vpc.cidrs.push_back(*primary);
    in.each("CidrBlockAssociationSet", [&](const DocumentNode& item) {
      MappingReader association(item, in.subject(), said_);
      if (!association.valid()) return;
      const auto cidr = association.cidr("CidrBlock");
      const DocumentNode* const state = association.node("CidrBlockState");
      const DocumentNode* const word = state != nullptr ? state->find("State") : nullptr;
      const bool associated = word == nullptr || word->scalar == "associated" || word->scalar == "associating";
      const bool known = cidr && std::ranges::any_of(vpc.cidrs, [&](const auto& other) { return other.value == cidr->value; });
      if (cidr && associated && !known) vpc.cidrs.push_back(*cidr);
    });
    vpcs_.push_back(std::move(vpc));
  }

  void choose_vpc() {
    if (vpcs_.empty()) return;
    std::string wanted = vpc_of_cluster_;
    if (wanted.empty() && !subnets_.empty()) wanted = subnets_.front().vpc;
    const bool is_only = vpcs_.size() == 1 && !is_elsewhere(vpcs_.front().id);
    const auto chosen = is_only ? vpcs_.begin() : std::ranges::find(vpcs_, wanted, &Vpc::id);
    if (chosen == vpcs_.end() && !vpc_of_cluster_.empty()) {
      warn("ec2.other-vpc", fmt::format("the cluster is in {}, which is not among the VPCs here", vpc_of_cluster_),
           fmt::format("give \"aws ec2 describe-vpcs --vpc-ids {}\"", vpc_of_cluster_), vpcs_.front().location);
      return;
    }
    if (chosen == vpcs_.end()) {
      warn("ec2.which-vpc", fmt::format("there are {} VPCs, and which one the cluster is in is in no file", vpcs_.size()),
           "give \"aws ec2 describe-subnets\" of its VPC too, or --vpc-ids vpc-...", vpcs_.front().location);
      return;
    }
    part_.spec.vpc.cidrs = chosen->cidrs;
    part_.spec.vpc.location = chosen->location;
    for (const Vpc& other : vpcs_) {
      if (&other == &*chosen) continue;
      note(ImportNote::Kind::ignored, fmt::format("VPC {}", other.id),
           vpc_of_cluster_.empty() ? "the subnets are of another one" : "the cluster is in another one",
           other.location);
    }
  }

  void read_reservation(const DocumentNode& node) {
    MappingReader in(node, fmt::format("an item of {}", kReservations), said_);
    if (!in.valid()) return;
    constexpr std::string_view kTypes[] = {"prefix", "explicit"};
    const auto subnet = in.text("SubnetId");
    ReservationSpec out{.cidr = in.cidr("Cidr"), .type = std::nullopt, .location = node.location};
    if (const auto type = in.choice("ReservationType", kTypes)) {
      out.type = Located<ReservationType>{static_cast<ReservationType>(type->value), type->location};
    }
    if (subnet && elsewhere_.contains(subnet->value)) return;
    if (subnet && out.cidr) subnet_of(*subnet).reservations.push_back(std::move(out));
  }

  void read_interface(const DocumentNode& node) {
    MappingReader in(node, "an item of NetworkInterfaces", said_);
    if (!in.valid()) return;
    const auto id = in.text("NetworkInterfaceId");
    if (id) in.set_subject(fmt::format("network interface {}", id->value));
    const auto subnet = in.text("SubnetId");
    if (!subnet || elsewhere_.contains(subnet->value)) return;
    if (const auto vpc = in.text("VpcId"); vpc && is_elsewhere(vpc->value)) return;
    SubnetSpec& spec = subnet_of(*subnet);
    in.each("PrivateIpAddresses", [&](const DocumentNode& item) {
      MappingReader address(item, in.subject(), said_);
      if (address.valid()) add_range(spec, address, "PrivateIpAddress");
    });
    in.each("Ipv4Prefixes", [&](const DocumentNode& item) {
      MappingReader prefix(item, in.subject(), said_);
      if (prefix.valid()) add_range(spec, prefix, "Ipv4Prefix");
    });
    has_interfaces_ = true;
    if (first_interface_.source < 0) first_interface_ = node.location;
  }

  void add_range(SubnetSpec& spec, MappingReader& in, std::string_view key) {
    const auto text = in.text(key);
    if (!text) return;
    const auto range = Ipv4Range::parse(text->value);
    if (range) {
      spec.used_ranges.push_back({*range, text->location});
    } else {
      in.error("address.malformed", fmt::format("{}: {}", key, describe(range.error(), text->value)),
               "give the output as it is", text->location);
    }
  }

  /// The subnet of that id, added when the others do not have it.
  SubnetSpec& subnet_of(const Located<std::string>& id) {
    for (Described& subnet : subnets_) {
      if (subnet.spec.id->value == id.value) return subnet.spec;
    }
    Described added;
    added.spec.id = id;
    added.spec.location = id.location;
    added.spec.uses.emplace();
    subnets_.push_back(std::move(added));
    return subnets_.back().spec;
  }

  static bool is_of_kubernetes(const TagSpec& tag) {
    const std::string_view key = tag.key.value;
    return key.starts_with("kubernetes.io/") || key.starts_with("karpenter.sh/") ||
           key.starts_with("alpha.eksctl.io/");
  }

  void set_uses(SubnetSpec& subnet, bool any_tagged) {
    if (subnet.uses || !any_tagged) return;
    auto& uses = subnet.uses.emplace();
    if (std::ranges::none_of(subnet.tags, is_of_kubernetes)) return;
    uses.push_back({SubnetUse::nodes, Location{}});
    for (const TagSpec& tag : subnet.tags) {
      const bool on = tag.value.value == "1" || tag.value.value.empty();
      if (tag.key.value == "kubernetes.io/role/cni" && tag.value.value == "1") uses.push_back({SubnetUse::cni, tag.key.location});
      const bool balancers = tag.key.value == "kubernetes.io/role/elb" || tag.key.value == "kubernetes.io/role/internal-elb";
      if (balancers && on) uses.push_back({SubnetUse::load_balancers, tag.key.location});
    }
  }

  void finish() {
    std::map<std::string, int> names;
    for (const Described& subnet : subnets_) {
      for (const TagSpec& tag : subnet.spec.tags) {
        if (tag.key.value == "Name") ++names[tag.value.value];
      }
    }
    const bool any_tagged = std::ranges::any_of(subnets_, [](const Described& subnet) {
      return std::ranges::any_of(subnet.spec.tags, is_of_kubernetes);
    });
    std::vector<std::string> counted;
    Location first{};
    for (Described& subnet : subnets_) {
      SubnetSpec& spec = subnet.spec;
      for (const TagSpec& tag : spec.tags) {
        if (tag.key.value == "Name" && !tag.value.value.empty() && names[tag.value.value] == 1) spec.name = tag.value;
      }
      set_uses(spec, any_tagged);
      if (subnet.available && spec.cidr && !has_interfaces_) {
        IpCount held;
        for (const ReservationSpec& reservation : spec.reservations) {
          const bool is_explicit = reservation.type && reservation.type->value == ReservationType::explicit_use;
          if (is_explicit && reservation.cidr) held += reservation.cidr->value.size();
        }
        const IpCount used = spec.cidr->value.size() - kReservedByAws - subnet.available->value - held;
        if (used.value() > 0) {
          spec.used_count = Located<IpCount>{used, subnet.available->location};
          if (counted.empty()) first = subnet.available->location;
          counted.push_back(spec.id->value);
        }
      }
      part_.spec.vpc.subnets.push_back(std::move(spec));
    }
    if (any_tagged) {
      note(ImportNote::Kind::derived, "vpc: subnets: uses", "tags of Kubernetes, eksctl and Karpenter; without one, nothing",
           part_.spec.location);
    }
    if (!counted.empty() || has_interfaces_) {
      warn("ec2.own-addresses",
           "addresses that are in use count as others'; where the cluster runs already, its own nodes and Pods are among "
           "them and count twice",
           "leave out what is the cluster's own, or plan a cluster that is to come", has_interfaces_ ? first_interface_ : first);
    }
  }

  struct Vpc {
    std::string id;
    Location location{};
    std::vector<Located<Cidr>> cidrs;
  };

  const ImporterInput& input_;
  std::vector<Described> subnets_;
  std::vector<Vpc> vpcs_;
  std::string vpc_of_cluster_;       // empty where nothing tells
  std::set<std::string> elsewhere_;  // ids of subnets in other VPCs
  bool has_interfaces_ = false;
  Location first_interface_{};
  PartialSpec part_;
  Diagnostics said_;
};

}  // namespace

bool is_describe_subnets(const DocumentNode& document) { return holds(document, kSubnets); }
bool is_describe_vpcs(const DocumentNode& document) { return holds(document, kVpcs); }
bool is_describe_network_interfaces(const DocumentNode& document) { return holds(document, kInterfaces); }
bool is_subnet_cidr_reservations(const DocumentNode& document) { return holds(document, kReservations); }

bool tells_vpc_of_cluster(const DocumentNode& document) {
  return is_describe_cluster(document) || is_describe_nodegroup(document) || is_describe_fargate_profile(document);
}

Result<PartialSpec, Diagnostics> read_ec2_network(const ImporterInput& input) { return Import(input).run(); }

}  // namespace cniplan
