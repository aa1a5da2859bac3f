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

constexpr std::string_view kReadable = "give a spec (\"cniplan schema spec\") or an eksctl ClusterConfig";

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
     {"InstanceTypes", "the output of \"aws ec2 describe-instance-types\""},
     {"Reservations", "the output of \"aws ec2 describe-instances\""},
     {"SubnetIpv4CidrReservations", "the output of \"aws ec2 get-subnet-cidr-reservations\""},
     {"terraform_version", "a Terraform plan or state"},
     {"AWSTemplateFormatVersion", "a CloudFormation template"},
     {"Resources", "a CloudFormation template"},
     {"$schema", "a JSON Schema"}}};

constexpr std::array<std::string_view, 13> kSpecKeys = {
    "nodeGroups", "vpc",       "cni",           "workloads", "fargateProfiles", "daemonSets", "cluster",
    "addons",     "endpoints", "loadBalancers", "growth",    "policy",          "version"};

Diagnostic cannot_read(const DocumentNode& at, std::string what, std::string_view way_out = kReadable) {
  return {.code = "document.kind",
          .message = fmt::format("this is {}, which this version does not read", what),
          .way_out = std::string(way_out),
          .location = at.location};
}

}  // namespace

Result<DocumentKind, Diagnostic> detect(const DocumentNode& document) {
  if (document.kind != DocumentNode::Kind::mapping)
    return failure(cannot_read(document, std::string(kind_name(document))));
  const std::string_view api_version = scalar_at(document, "apiVersion");
  const std::string_view kind = scalar_at(document, "kind");
  const std::string_view group = api_version.substr(0, api_version.find('/'));
  if (group == "eksctl.io") {
    constexpr std::array<std::string_view, 1> kKinds = {"ClusterConfig"};
    if (kind == kKinds.front()) return DocumentKind::eksctl_cluster_config;
    const DocumentNode* const node = document.find("kind");
    std::string way_out = did_you_mean(kind, kKinds);
    if (way_out.empty()) way_out = "write kind: ClusterConfig";
    return failure(Diagnostic{.code = "document.kind",
                              .message = fmt::format("eksctl has no kind \"{}\"", kind),
                              .way_out = std::move(way_out),
                              .location = node != nullptr ? node->location : document.location});
  }
  if (!api_version.empty() && !kind.empty()) {
    return failure(
        cannot_read(*document.find("kind"), fmt::format("a Kubernetes {} ({})", kind, api_version)));
  }
  if (kind == "ClusterConfig" || (has(document, "metadata") && has(document, "nodeGroups"))) {
    return failure(cannot_read(document, "an eksctl ClusterConfig without its apiVersion and kind",
                               "add apiVersion: eksctl.io/v1alpha5 and kind: ClusterConfig"));
  }
  if (const auto schema = scalar_at(document, "schema"); schema.starts_with("cniplan/")) {
    return failure(cannot_read(document, fmt::format("a result of this program ({})", schema)));
  }
  for (const Mark& mark : kMarks) {
    if (has(document, mark.key)) return failure(cannot_read(document, std::string(mark.what)));
  }
  // One key of ours is enough: the reader then says what is wrong with the others.
  if (std::ranges::any_of(kSpecKeys, [&](std::string_view key) { return has(document, key); }))
    return DocumentKind::spec;
  for (const DocumentNode::Entry& entry : document.entries) {
    if (nearest_name(entry.key, kSpecKeys)) return DocumentKind::spec;
  }
  if (document.entries.empty()) return failure(cannot_read(document, "an empty mapping"));
  return failure(cannot_read(
      document, fmt::format("a mapping that begins with the key \"{}\"", document.entries.front().key)));
}

}  // namespace cniplan
