#include "planner/importers/detect.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <string>
#include <string_view>

#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kEksctlGroup = "eksctl.io";
constexpr std::string_view kClusterConfig = "ClusterConfig";

std::string_view scalar_at(const DocumentNode& document, std::string_view key) {
  const DocumentNode* const node = document.find(key);
  return node == nullptr || node->kind != DocumentNode::Kind::scalar ? std::string_view() : node->scalar;
}

bool has(const DocumentNode& document, std::string_view key) {
  return document.find(key) != nullptr;
}

/// A key that gives a kind of file away.
struct Mark {
  std::string_view key;
  std::string_view what;
};
constexpr std::array<Mark, 10> kMarks = {
    {{"Subnets", "the output of \"aws ec2 describe-subnets\""},
     {"NetworkInterfaces", "the output of \"aws ec2 describe-network-interfaces\""},
     {"Vpcs", "the output of \"aws ec2 describe-vpcs\""},
     {"VpcEndpoints", "the output of \"aws ec2 describe-vpc-endpoints\""},
     {"InstanceTypes", "the output of \"aws ec2 describe-instance-types\""},
     {"SubnetIpv4CidrReservations", "the output of \"aws ec2 get-subnet-cidr-reservations\""},
     {"terraform_version", "a Terraform plan or state"},
     {"AWSTemplateFormatVersion", "a CloudFormation template"},
     {"Resources", "a CloudFormation template"},
     {"$schema", "a JSON Schema"}}};

constexpr std::string_view kNodeGroups = "nodeGroups";
constexpr auto kSpecKeys = std::to_array<std::string_view>(
    {kNodeGroups, "vpc", "cni", "workloads", "fargateProfiles", "daemonSets", "cluster", "addons", "endpoints",
     "loadBalancers", "growth", "policy", "version", "podNetwork", "pods", "quotas", "compare"});

Diagnostic cannot_read(const DocumentNode& at, std::string what, std::string_view way_out = {}) {
  return {.code = "document.kind",
          .message = fmt::format("this is {}, which this version does not read", what),
          .way_out = way_out.empty() ? fmt::format("give {}", kReadableFiles) : std::string(way_out),
          .location = at.location};
}

bool lacks_eksctl_head(const DocumentNode& document) {
  return scalar_at(document, "kind") == "ClusterConfig" || (has(document, "metadata") && has(document, "nodeGroups"));
}

/// What another tool, or this one, wrote; empty when nothing gives it away.
std::string written_by_a_tool(const DocumentNode& document) {
  const std::string_view schema = scalar_at(document, "schema");
  if (schema.starts_with("cniplan/")) return fmt::format("a result of this program ({})", schema);
  const auto mark = std::ranges::find_if(kMarks, [&](const Mark& m) { return has(document, m.key); });
  return mark == kMarks.end() ? std::string() : std::string(mark->what);
}

/// Whether more of its keys are ours, rightly or wrongly spelt, than not; the reader then says what is wrong with the
/// others. Many programs' files have a version, or a cluster.
bool has_spec_keys(const DocumentNode& document) {
  if (has(document, kNodeGroups)) return true;
  std::ptrdiff_t exact = 0;
  std::ptrdiff_t near = 0;
  for (const DocumentNode::Entry& entry : document.entries) {
    if (std::ranges::find(kSpecKeys, entry.key) != kSpecKeys.end()) {
      ++exact;
    } else if (nearest_name(entry.key, kSpecKeys)) {
      ++near;
    }
  }
  if (exact > 1 && scalar_at(document, "version") == "1") return true;
  return 2 * (exact + near) > std::ssize(document.entries);
}

/// "karpenter.sh" of "karpenter.sh/v1"; the core group has no name.
std::string_view group_of(std::string_view api_version) {
  const auto slash = api_version.find('/');
  return slash == std::string_view::npos ? std::string_view() : api_version.substr(0, slash);
}

Diagnostic wrong_eksctl_kind(const DocumentNode& document, std::string_view kind) {
  constexpr std::array<std::string_view, 1> kKinds = {kClusterConfig};
  const DocumentNode* const node = document.find("kind");
  std::string way_out = did_you_mean(kind, kKinds);
  if (way_out.empty()) way_out = fmt::format("write kind: {}", kClusterConfig);
  return {.code = "document.kind",
          .message = fmt::format("eksctl has no kind \"{}\"", kind),
          .way_out = std::move(way_out),
          .location = node != nullptr ? node->location : document.location};
}

}  // namespace

bool is_object(const DocumentNode& document, std::string_view group, std::string_view kind) {
  const std::string_view api_version = scalar_at(document, "apiVersion");
  return !api_version.empty() && group_of(api_version) == group && scalar_at(document, "kind") == kind;
}

bool is_kubernetes_object(const DocumentNode& document) {
  return !scalar_at(document, "apiVersion").empty() && !scalar_at(document, "kind").empty();
}

bool is_eksctl_cluster_config(const DocumentNode& document) {
  return is_object(document, kEksctlGroup, kClusterConfig);
}

bool is_spec_file(const DocumentNode& document) {
  return !is_kubernetes_object(document) && group_of(scalar_at(document, "apiVersion")) != kEksctlGroup &&
         !lacks_eksctl_head(document) && written_by_a_tool(document).empty() && has_spec_keys(document);
}

std::string seems_to_be(const DocumentNode& document) {
  if (document.kind != DocumentNode::Kind::mapping) return std::string(kind_name(document));
  const std::string_view api_version = scalar_at(document, "apiVersion");
  const std::string_view kind = scalar_at(document, "kind");
  if (group_of(api_version) == kEksctlGroup) return fmt::format("an eksctl {}", kind);
  if (!api_version.empty() && !kind.empty()) return fmt::format("a Kubernetes {} ({})", kind, api_version);
  if (lacks_eksctl_head(document)) return "an eksctl ClusterConfig without its apiVersion and kind";
  if (std::string what = written_by_a_tool(document); !what.empty()) return what;
  if (has_spec_keys(document)) return "a spec of this program";
  if (document.entries.empty()) return "an empty mapping";
  return fmt::format("a mapping that begins with the key \"{}\"", document.entries.front().key);
}

Result<DocumentKind, Diagnostic> detect(const DocumentNode& document) {
  for (const Importer& importer : importers()) {
    if (importer.is(document)) return importer.kind;
  }
  const std::string_view api_version = scalar_at(document, "apiVersion");
  const std::string_view kind = scalar_at(document, "kind");
  if (group_of(api_version) == kEksctlGroup) return failure(wrong_eksctl_kind(document, kind));
  if (is_kubernetes_object(document)) return failure(cannot_read(*document.find("kind"), seems_to_be(document)));
  if (lacks_eksctl_head(document)) {
    return failure(cannot_read(document, seems_to_be(document),
                               "add apiVersion: eksctl.io/v1alpha5 and kind: ClusterConfig"));
  }
  if (has(document, "InstanceTypes")) {
    return failure(cannot_read(document, seems_to_be(document), "give it as --instance-types FILE"));
  }
  Diagnostic fault = cannot_read(document, seems_to_be(document));
  // Nobody knows what stands there.
  fault.location.length = 0;
  return failure(std::move(fault));
}

}  // namespace cniplan
