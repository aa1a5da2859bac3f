#include "planner/importers/kubectl_nodes.hpp"

#include <fmt/format.h>

#include <array>
#include <bitset>

#include "planner/importers/json_walk.hpp"
#include "planner/importers/kubectl_values.hpp"

namespace cniplan {
namespace {

enum class TextKind : std::uint8_t { label, annotation };

/// Where a label or an annotation of a node goes.
struct TextField {
  std::string_view name;
  std::string ObservedNode::*field;
  int rank = 0;  ///< of several texts for one field the one with the lowest counts
  TextKind kind = TextKind::label;
};
constexpr auto kTexts = std::to_array<TextField>({
    {"node.kubernetes.io/instance-type", &ObservedNode::instance_type},
    {"beta.kubernetes.io/instance-type", &ObservedNode::instance_type, 1},
    {"topology.kubernetes.io/zone", &ObservedNode::zone},
    {"failure-domain.beta.kubernetes.io/zone", &ObservedNode::zone, 1},
    {"eks.amazonaws.com/nodegroup", &ObservedNode::managed_group},
    {"alpha.eksctl.io/nodegroup-name", &ObservedNode::eksctl_group},
    {"karpenter.sh/nodepool", &ObservedNode::node_pool},
    {"karpenter.sh/provisioner-name", &ObservedNode::node_pool, 1},
    {"vpc.amazonaws.com/externalEniConfig", &ObservedNode::eni_config},
    {"k8s.amazonaws.com/eniConfig", &ObservedNode::eni_config, 1, TextKind::annotation},
    {"k8s.amazonaws.com/eniConfig", &ObservedNode::eni_config, 2},
});
constexpr std::string_view kComputeType = "eks.amazonaws.com/compute-type";
constexpr std::string_view kOs = "kubernetes.io/os";

/// What tells a node's host and OS, until all of it has been read.
struct Hints {
  std::string compute_type;
  std::string provider_id;
  std::string os_label;
  std::string operating_system;
  std::string os_image;
};

NodeHost host_of(const Hints& hints, const ObservedNode& node) {
  if (hints.compute_type == "fargate") return NodeHost::fargate;
  if (hints.compute_type == "hybrid" || hints.provider_id.starts_with("eks-hybrid:")) return NodeHost::hybrid;
  if (hints.compute_type == "auto") return NodeHost::auto_mode;
  if (hints.provider_id.starts_with("aws:")) {
    return hints.provider_id.contains("/fargate-") ? NodeHost::fargate : NodeHost::ec2;
  }
  return hints.provider_id.empty() && !node.instance_type.empty() ? NodeHost::ec2 : NodeHost::elsewhere;
}

NodeOs os_of(const Hints& hints) {
  const std::string& name = hints.operating_system.empty() ? hints.os_label : hints.operating_system;
  if (name == "windows") return NodeOs::windows;
  return hints.os_image.starts_with("Bottlerocket") ? NodeOs::bottlerocket : NodeOs::linux;
}

}  // namespace

class NodeReader::Reading {
 public:
  std::optional<ObservedNode> read(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    node_ = {};
    hints_ = {};
    ranks_.fill(kNoRank);
    seen_.reset();
    seen_texts_.reset();
    const std::size_t before = notes.size();
    read_piece(index_, piece, notes, [this](const JsonValue& value) { read_node(value); });
    if (notes.size() == before && node_.name.empty()) {
      notes.error("kubectl.no-name", "this Node has no metadata.name", "give what kubectl prints, unchanged",
                  piece.text.substr(0, 1));
    }
    if (notes.size() > before) {
      notes.name_subject(before,
                         node_.name.empty() ? std::string("a Node") : fmt::format("Node {}", node_.name));
      return std::nullopt;
    }
    node_.host = host_of(hints_, node_);
    node_.os = os_of(hints_);
    return std::move(node_);
  }

 private:
  static constexpr int kNoRank = 3;
  /// Keys that are read, each once.
  enum Key : std::size_t {
    metadata,
    spec,
    status,
    name,
    labels,
    annotations,
    created,
    provider_id,
    unschedulable,
    capacity,
    allocatable,
    kKeys
  };

  bool first(Key key, std::string_view called, const JsonValue& member) {
    return first_time(*notes_, seen_, key, called, member);
  }

  void read_node(const JsonValue& value) {
    each_member(*notes_, "this", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "metadata" && first(metadata, key, member)) {
        read_metadata(member);
      } else if (key == "spec" && first(spec, key, member)) {
        read_spec(member);
      } else if (key == "status" && first(status, key, member)) {
        read_status(member);
      }
    });
  }

  void read_metadata(const JsonValue& value) {
    each_member(*notes_, "metadata", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "name" && first(name, "metadata.name", member)) {
        keep(node_.name, "metadata.name", member);
      } else if (key == "creationTimestamp" && first(created, key, member)) {
        node_.created = timestamp(*notes_, key, member);
      } else if (key == "labels" && first(labels, key, member)) {
        each_member(*notes_, key, member,
                    [&](std::string_view label, const JsonValue& text) { read_label(label, text); });
      } else if (key == "annotations" && first(annotations, key, member)) {
        each_member(*notes_, key, member, [&](std::string_view annotation, const JsonValue& text) {
          read_text(TextKind::annotation, annotation, text);
        });
      }
    });
  }

  void read_label(std::string_view label, const JsonValue& value) {
    if (label == kComputeType && first_text(kTexts.size(), label, value)) {
      keep(hints_.compute_type, label, value);
    } else if (label == kOs && first_text(kTexts.size() + 1, label, value)) {
      keep(hints_.os_label, label, value);
    } else {
      read_text(TextKind::label, label, value);
    }
  }

  void read_text(TextKind kind, std::string_view called, const JsonValue& value) {
    for (std::size_t i = 0; i < kTexts.size(); ++i) {
      const TextField& field = kTexts[i];
      if (field.name != called || field.kind != kind) continue;
      if (!first_text(i, called, value)) break;
      std::string text;
      keep(text, called, value);
      // Of one field the texts stand behind each other, the one that counts first.
      int& rank = ranks_[i - static_cast<std::size_t>(field.rank)];
      if (field.rank < rank) {
        rank = field.rank;
        node_.*field.field = std::move(text);
      }
      return;
    }
  }

  bool first_text(std::size_t text, std::string_view called, const JsonValue& value) {
    return first_time(*notes_, seen_texts_, text, called, value);
  }

  void read_spec(const JsonValue& value) {
    each_member(*notes_, "spec", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "providerID" && first(provider_id, key, member)) {
        keep(hints_.provider_id, key, member);
      } else if (key == "unschedulable" && first(unschedulable, key, member)) {
        node_.schedulable = !truth(*notes_, key, member).value_or(false);
      }
    });
  }

  void read_status(const JsonValue& value) {
    each_member(*notes_, "status", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "capacity" && first(capacity, key, member)) {
        read_amounts(key, member, node_.capacity);
      } else if (key == "allocatable" && first(allocatable, key, member)) {
        read_amounts(key, member, node_.allocatable);
      } else if (key == "addresses") {
        each_element(*notes_, key, member, [&](const JsonValue& address) { read_address(address); });
      } else if (key == "nodeInfo") {
        each_member(*notes_, key, member, [&](std::string_view info, const JsonValue& text) {
          if (info == "operatingSystem") {
            keep(hints_.operating_system, info, text);
          } else if (info == "osImage") {
            keep(hints_.os_image, info, text);
          }
        });
      }
    });
  }

  void read_amounts(std::string_view what, const JsonValue& value, NodeAmounts& amounts) {
    enum Amount : std::size_t { pods, branch_enis, windows_ips, kAmounts };
    std::bitset<kAmounts> seen;
    each_member(*notes_, what, value, [&](std::string_view key, const JsonValue& member) {
      const auto amount = [&](Amount which) -> std::optional<std::int64_t> {
        const std::string called = fmt::format("status.{}.{}", what, key);
        if (first_time(*notes_, seen, which, called, member)) return quantity(*notes_, called, member);
        return std::nullopt;
      };
      if (key == "pods") {
        if (const auto number = amount(pods)) amounts.pods = PodCount(*number);
      } else if (key == "vpc.amazonaws.com/pod-eni") {
        if (const auto number = amount(branch_enis)) amounts.branch_enis = EniCount(*number);
      } else if (key == "vpc.amazonaws.com/PrivateIPv4Address") {
        if (const auto number = amount(windows_ips)) amounts.windows_ips = IpCount(*number);
      }
    });
  }

  void read_address(const JsonValue& value) {
    std::string type;
    std::string address;
    each_member(*notes_, "an element of addresses", value,
                [&](std::string_view key, const JsonValue& member) {
                  if (key == "type") {
                    keep(type, key, member);
                  } else if (key == "address") {
                    keep(address, key, member);
                  }
                });
    if (type != "InternalIP") return;
    if (address.contains(':')) {
      node_.ipv6 = true;
    } else if (const auto parsed = Ipv4Address::parse(address); parsed && !node_.address) {
      node_.address = *parsed;
    }
  }

  void keep(std::string& into, std::string_view key, const JsonValue& value) {
    if (const auto text = shown_text(*notes_, key, value)) into = *text;
  }

  JsonIndex index_;
  JsonNotes* notes_ = nullptr;
  ObservedNode node_;
  Hints hints_;
  std::array<int, kTexts.size()> ranks_{};
  std::bitset<kKeys> seen_;
  std::bitset<kTexts.size() + 2> seen_texts_;
};

NodeReader::NodeReader() : reading_(std::make_unique<Reading>()) {}
NodeReader::~NodeReader() = default;

std::optional<ObservedNode> NodeReader::read(const JsonPiece& piece, JsonNotes& notes) {
  return reading_->read(piece, notes);
}

}  // namespace cniplan
