#include "planner/importers/instance_selector.hpp"

#include <algorithm>
#include <array>
#include <cctype>

// g++ 12 sees members of its own std::regex used before they are set, which they are not.
#if defined(__GNUC__) && !defined(__clang__)
#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wmaybe-uninitialized"
#include <regex>
#pragma GCC diagnostic pop
#else
#include <regex>
#endif

#include "planner/core/decimal.hpp"

namespace cniplan {
namespace {

/// Families with AWS Neuron devices, by the letters in front of the generation.
constexpr auto kNeuronFamilies = std::to_array<std::string_view>({"inf", "trn"});
/// And those that have a part of a GPU at their smaller sizes, which EC2 counts as none.
constexpr auto kFractionalGpuFamilies = std::to_array<std::string_view>({"g6f", "gr6f"});

bool has_neuron_devices(const InstanceType& type) {
  return std::ranges::any_of(kNeuronFamilies,
                             [&](std::string_view family) { return type.family().starts_with(family); });
}

bool has_accelerator(const InstanceType& type) {
  return type.gpus > 0 || has_neuron_devices(type) ||
         std::ranges::find(kFractionalGpuFamilies, type.family()) != kFractionalGpuFamilies.end();
}

#if defined(__GLIBCXX__)
// Breadth first: no expression takes exponential time. Without it back-references would be known, which RE2 has not.
constexpr auto kSyntax = std::regex::ECMAScript | std::regex_constants::__polynomial;
#else
constexpr auto kSyntax = std::regex::ECMAScript;
#endif

/// What ECMAScript takes for something else than RE2 does: look-ahead, and letters that escape no character in RE2.
bool means_something_else(std::string_view text) {
  if (text.find("(?=") != std::string_view::npos || text.find("(?!") != std::string_view::npos) return true;
  for (std::size_t at = 0; at + 1 < text.size(); ++at) {
    if (text[at] != '\\') continue;
    ++at;
    // \d \D \s \S \w \W \b \B \t \n \f \v \r are one in both; other letters are not.
    constexpr std::string_view kShared = "dDsSwWbBtnfvr";
    if (std::isalnum(static_cast<unsigned char>(text[at])) != 0 &&
        kShared.find(text[at]) == std::string_view::npos) {
      return true;
    }
  }
  return false;
}

}  // namespace

struct InstanceTypePattern::Compiled {
  std::regex regex;
};

std::optional<InstanceTypePattern> InstanceTypePattern::make(std::string_view text) {
  if (text.size() > kLongest || means_something_else(text)) return std::nullopt;
  try {
    return InstanceTypePattern(
        std::make_shared<const Compiled>(Compiled{std::regex(text.begin(), text.end(), kSyntax)}));
  } catch (const std::regex_error&) {
    return std::nullopt;
  }
}

bool InstanceTypePattern::found_in(std::string_view name) const {
  return std::regex_search(name.begin(), name.end(), compiled_->regex);
}

std::optional<std::int64_t> selector_memory_mib(std::string_view text) {
  const auto digits = std::min(text.find_first_not_of("0123456789."), text.size());
  std::string number(text.substr(0, digits));
  std::string_view unit = text.substr(digits);
  if (unit.starts_with(' ')) {
    unit.remove_prefix(1);
    if (unit.empty()) return selector_memory_mib(number);
  }
  if (number.ends_with('.')) number.pop_back();
  constexpr int kDecimals = 3;
  const auto thousandths = parse_decimal(number, kDecimals);
  constexpr std::int64_t kThousand = 1000;
  // A PiB: beyond any instance, and no product below leaves 64 bits.
  if (!thousandths || *thousandths > kThousand * kThousand * kThousand) return std::nullopt;
  std::string lower(unit);
  std::ranges::transform(lower, lower.begin(),
                         [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const auto is = [&](char letter) {
    const std::string one(1, letter);
    return lower == one || lower == one + "b" || lower == one + "i" || lower == one + "ib";
  };
  constexpr std::int64_t kMibPerGib = 1024;
  if (is('m')) {
    if (*thousandths % kThousand != 0) return std::nullopt;
    return *thousandths / kThousand;
  }
  if (lower.empty() || is('g')) return *thousandths * kMibPerGib / kThousand;
  if (is('t')) return *thousandths * kMibPerGib * kMibPerGib / kThousand;
  return std::nullopt;
}

std::vector<const InstanceType*> select_instance_types(const Catalog& catalog,
                                                       const InstanceSelector& selector) {
  std::vector<const InstanceType*> selected;
  for (const InstanceType& type : catalog.types()) {
    const std::string_view name = type.name.view();
    if (type.arch != selector.arch || name.starts_with("mac")) continue;
    if (selector.vcpus && type.vcpus != *selector.vcpus) continue;
    if (selector.memory_mib && type.memory_mib != *selector.memory_mib) continue;
    if (selector.gpus && type.gpus != *selector.gpus) continue;
    if (selector.gpus == 0 && has_accelerator(type)) continue;
    if (selector.no_neuron_devices && has_neuron_devices(type)) continue;
    if (selector.allow && !selector.allow->found_in(name)) continue;
    if (selector.deny && selector.deny->found_in(name)) continue;
    selected.push_back(&type);
  }
  return selected;
}

}  // namespace cniplan
