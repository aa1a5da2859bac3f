#include "planner/importers/karpenter_requirements.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "planner/catalog/query.hpp"
#include "planner/core/integer.hpp"

namespace cniplan {
namespace {

using State = TypeLabel::State;

constexpr std::string_view kAws = "karpenter.k8s.aws/";
constexpr std::string_view kAutoMode = "eks.amazonaws.com/";

/// Labels of types that the catalog does not have.
constexpr auto kUnknownLabels = std::to_array<std::string_view>(
    {"instance-cpu-manufacturer", "instance-cpu-sustained-clock-speed-mhz", "instance-ebs-bandwidth",
     "instance-network-bandwidth", "instance-local-nvme", "instance-accelerator-name",
     "instance-accelerator-manufacturer", "instance-accelerator-count", "instance-encryption-in-transit-supported",
     "nitro-sandbox"});
constexpr auto kGpuLabels =
    std::to_array<std::string_view>({"instance-gpu-name", "instance-gpu-manufacturer", "instance-gpu-memory"});

/// Categories of types with AWS Neuron or Habana Gaudi. Source: filter.go, exoticInstanceFilter;
/// https://docs.aws.amazon.com/ec2/latest/instancetypes/ac.html
constexpr auto kAcceleratedCategories = std::to_array<std::string_view>({"inf", "trn", "dl"});

/// The oldest generation of each category in the list of types that EKS Auto Mode supports; see
/// auto_mode_launches().
struct OldestGeneration {
  std::string_view category;
  std::int64_t generation;
};
constexpr auto kAutoModeFamilies = std::to_array<OldestGeneration>({{"c", 4},
                                                                    {"m", 4},
                                                                    {"r", 4},
                                                                    {"t", 2},
                                                                    {"z", 1},
                                                                    {"x", 2},
                                                                    {"i", 3},
                                                                    {"is", 4},
                                                                    {"im", 4},
                                                                    {"d", 3},
                                                                    {"p", 3},
                                                                    {"g", 4},
                                                                    {"gr", 6},
                                                                    {"inf", 1},
                                                                    {"trn", 1},
                                                                    {"hpc", 8}});
constexpr auto kAutoModeTooSmall = std::to_array<std::string_view>({"nano", "micro", "small"});

template <class Range>
bool contains(const Range& range, std::string_view value) {
  return std::ranges::find(range, value) != std::ranges::end(range);
}

bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// The name's parts of Karpenter's instanceTypeScheme; nothing when it does not match.
struct NameParts {
  std::string_view category;
  std::string_view generation;
};
std::optional<NameParts> parts_of(std::string_view name) {
  const std::string_view family = name.substr(0, name.rfind('.'));
  if (family.size() == name.size()) return std::nullopt;
  std::size_t at = 0;
  while (at < family.size() && family[at] >= 'a' && family[at] <= 'z') ++at;
  if (at == 0) return std::nullopt;
  const std::string_view category = family.substr(0, at);
  const auto digits_from = [&](std::size_t from) {
    std::size_t end = from;
    while (end < family.size() && is_digit(family[end])) ++end;
    return family.substr(from, end - from);
  };
  if (at < family.size() && family[at] == '-') {
    const std::string_view terabytes = digits_from(at + 1);
    const std::size_t behind = at + 1 + terabytes.size();
    if (!terabytes.empty() && family.substr(behind).starts_with("tb")) at = behind + 2;
  }
  const std::string_view generation = digits_from(at);
  if (generation.empty()) return std::nullopt;
  return NameParts{category, generation};
}

TypeLabel known(std::string value) { return {State::known, std::move(value)}; }
TypeLabel absent() { return {State::absent, {}}; }
TypeLabel unknown() { return {State::unknown, {}}; }

template <class Number>
TypeLabel number_or_unknown(const std::optional<Number>& number) {
  return number ? known(std::to_string(*number)) : unknown();
}

TypeLabel aws_label(const InstanceType& type, std::string_view label) {
  const std::string_view name = type.name.view();
  const auto parts = parts_of(name);
  if (label == "instance-category") return parts ? known(std::string(parts->category)) : absent();
  if (label == "instance-generation") return parts ? known(std::string(parts->generation)) : absent();
  if (label == "instance-family") return known(std::string(type.family()));
  if (label == "instance-size") {
    return name.contains('.') ? known(std::string(name.substr(name.find('.') + 1))) : absent();
  }
  if (label == "instance-capability-flex") return known(type.family().contains("-flex") ? "true" : "false");
  if (label == "instance-cpu") return number_or_unknown(type.vcpus);
  if (label == "instance-memory") return number_or_unknown(type.memory_mib);
  if (label == "instance-hypervisor") {
    if (type.hypervisor != Hypervisor::unknown) return known(std::string(to_string(type.hypervisor)));
    return type.bare_metal ? known("") : unknown();
  }
  if (label == "instance-gpu-count") return type.gpus > 0 ? known(std::to_string(type.gpus)) : absent();
  if (contains(kGpuLabels, label)) return type.gpus > 0 ? unknown() : absent();
  if (contains(kUnknownLabels, label)) return unknown();
  return {};
}

/// EC2's processor-info.supported-architecture of these is neither x86_64 nor arm64 but x86_64_mac or arm64_mac.
bool is_offered(const InstanceType& type) {
  const auto parts = parts_of(type.name.view());
  return !parts || parts->category != "mac";
}

std::string_view size_of(const InstanceType& type) {
  const std::string_view name = type.name.view();
  return name.substr(name.find('.') + 1);
}

}  // namespace

bool is_exotic(const InstanceType& type) {
  const auto parts = parts_of(type.name.view());
  const bool accelerated = parts && contains(kAcceleratedCategories, parts->category);
  return type.gpus > 0 || accelerated || size_of(type).contains("metal");
}

bool has_neuron(const InstanceType& type) {
  const auto parts = parts_of(type.name.view());
  return parts && (parts->category == "inf" || parts->category == "trn");
}

bool auto_mode_launches(const InstanceType& type) {
  if (type.vcpus && *type.vcpus <= 1) return false;
  if (contains(kAutoModeTooSmall, size_of(type))) return false;
  const auto parts = parts_of(type.name.view());
  if (!parts) return false;
  const auto oldest = std::ranges::find(kAutoModeFamilies, parts->category, &OldestGeneration::category);
  const auto generation = parse_integer(parts->generation);
  return oldest != kAutoModeFamilies.end() && generation && *generation >= oldest->generation;
}

std::string canonical_label(std::string_view key) {
  if (key == "beta.kubernetes.io/instance-type") return "node.kubernetes.io/instance-type";
  if (key == "beta.kubernetes.io/arch") return "kubernetes.io/arch";
  if (key == "beta.kubernetes.io/os") return "kubernetes.io/os";
  if (key == "failure-domain.beta.kubernetes.io/zone") return "topology.kubernetes.io/zone";
  if (key.starts_with(kAutoMode)) return std::string(kAws) + std::string(key.substr(kAutoMode.size()));
  return std::string(key);
}

TypeLabel label_of(const InstanceType& type, std::string_view key) {
  if (key == "node.kubernetes.io/instance-type") return known(std::string(type.name.view()));
  if (key == "kubernetes.io/arch") {
    return type.arch == Architecture::unknown ? unknown() : known(std::string(to_string(type.arch)));
  }
  return key.starts_with(kAws) ? aws_label(type, key.substr(kAws.size())) : TypeLabel{};
}

bool satisfies(const TypeLabel& label, const KarpenterRequirement& requirement) {
  if (label.state == State::irrelevant || label.state == State::unknown) return true;
  const bool has_label = label.state == State::known;
  const auto compare = [&](auto holds) {
    const auto value = parse_integer(label.value);
    const auto bound = requirement.values.empty() ? std::nullopt : parse_integer(requirement.values.front());
    return has_label && value && bound && holds(*value, *bound);
  };
  switch (requirement.op) {
    case RequirementOperator::in: return has_label && contains(requirement.values, label.value);
    case RequirementOperator::not_in: return !has_label || !contains(requirement.values, label.value);
    case RequirementOperator::exists: return has_label;
    case RequirementOperator::does_not_exist: return !has_label;
    case RequirementOperator::gt: return compare([](auto value, auto bound) { return value > bound; });
    case RequirementOperator::lt: return compare([](auto value, auto bound) { return value < bound; });
    case RequirementOperator::gte: return compare([](auto value, auto bound) { return value >= bound; });
    case RequirementOperator::lte: return compare([](auto value, auto bound) { return value <= bound; });
  }
  return false;
}

KarpenterTypes resolve_requirements(const Catalog& catalog,
                                    std::span<const KarpenterRequirement> requirements,
                                    KarpenterOperator by) {
  KarpenterTypes out;
  for (const InstanceType& type : catalog.types()) {
    if (!is_offered(type)) continue;
    bool all = true;
    bool missing_value = false;
    for (const KarpenterRequirement& requirement : requirements) {
      const TypeLabel label = label_of(type, requirement.key);
      all = all && satisfies(label, requirement);
      if (label.state != State::unknown) continue;
      // A value that the catalog has of other types is missing of this one; a label that it never has decides nothing.
      const bool never = requirement.key.starts_with(kAws) &&
                         (contains(kUnknownLabels, std::string_view(requirement.key).substr(kAws.size())) ||
                          contains(kGpuLabels, std::string_view(requirement.key).substr(kAws.size())));
      missing_value = missing_value || !never;
      if (never && !contains(out.undecided, requirement.key)) out.undecided.push_back(requirement.key);
    }
    if (!all) continue;
    // Before generic types are told from others: only what is launched can stand in for the rest.
    if (by == KarpenterOperator::auto_mode && !auto_mode_launches(type)) {
      out.not_launched.push_back(&type);
      continue;
    }
    (missing_value ? out.unknown : out.types).push_back(&type);
  }
  const auto by_natural_order = [](std::vector<const InstanceType*>& types) {
    std::ranges::sort(types, {}, [](const InstanceType* type) { return std::pair(type->natural_order, type->name); });
  };
  by_natural_order(out.types);
  by_natural_order(out.unknown);
  by_natural_order(out.not_launched);
  const bool flexible = std::ranges::any_of(requirements, [](const auto& one) { return one.min_values.has_value(); });
  if (!flexible) {
    const auto generic =
        std::ranges::stable_partition(out.types, [](const InstanceType* type) { return !is_exotic(*type); });
    // Where there is nothing else, it launches these.
    if (generic.begin() != out.types.begin()) {
      out.exotic.assign(generic.begin(), generic.end());
      out.types.erase(generic.begin(), generic.end());
    }
  }
  return out;
}

}  // namespace cniplan
