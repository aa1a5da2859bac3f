#include "planner/importers/container_env.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/spec/cni_variables.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

/// Where a variable's value comes from when it is not in the file. Source: kubernetes/api core/v1/types.go,
/// EnvVarSource.
struct Elsewhere {
  std::string_view key;
  std::string_view what;
};
constexpr std::array<Elsewhere, 5> kElsewhere = {{{"configMapKeyRef", "a ConfigMap"},
                                                  {"secretKeyRef", "a Secret"},
                                                  {"fieldRef", "a field of the Pod"},
                                                  {"resourceFieldRef", "a resource of the container"},
                                                  {"fileKeyRef", "a file"}}};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::ranges::find(words, text) != words.end();
}

std::string_view source_of(const DocumentNode& value_from) {
  const auto found = std::ranges::find_if(
      kElsewhere, [&](const Elsewhere& row) { return value_from.find(row.key) != nullptr; });
  return found == kElsewhere.end() ? std::string_view("elsewhere") : found->what;
}

}  // namespace

bool concerns_addresses(std::string_view variable) {
  if (is_one_of(variable, kAddressVariables)) return true;
  return !is_one_of(variable, kAwsNodeVariables) && nearest_name(variable, kAddressVariables).has_value();
}

std::optional<bool> yaml_1_1_boolean(const DocumentNode& scalar) {
  static constexpr std::array<std::string_view, 11> kTrue = {"true", "True", "TRUE", "yes", "Yes", "YES",
                                                             "on",   "On",   "ON",   "y",   "Y"};
  static constexpr std::array<std::string_view, 11> kFalse = {"false", "False", "FALSE", "no", "No", "NO",
                                                              "off",   "Off",   "OFF",   "n",  "N"};
  if (scalar.kind != Kind::scalar || scalar.quoted) return std::nullopt;
  if (is_one_of(scalar.scalar, kTrue)) return true;
  if (is_one_of(scalar.scalar, kFalse)) return false;
  return std::nullopt;
}

void ContainerEnv::add_list(const DocumentNode& list, std::string_view key) {
  if (list.kind != Kind::sequence) {
    note(Severity::error, "cni.env", fmt::format("{} must be a list, but is {}", key, kind_name(list)),
         "write items with name and value", list.location);
    return;
  }
  if (list.items.size() > kMostVariables) {
    note(Severity::error, "cni.env", fmt::format("{} has {} items", key, list.items.size()),
         fmt::format("at most {} are read", kMostVariables), list.location);
    return;
  }
  for (std::size_t i = 0; i < list.items.size(); ++i) {
    add_entry(list.items[i], fmt::format("item {} of {}", i + 1, key));
  }
}

void ContainerEnv::add_entry(const DocumentNode& entry, std::string_view what) {
  if (entry.kind != Kind::mapping) {
    note(Severity::error, "cni.env",
         fmt::format("{} must have name and value, but is {}", what, kind_name(entry)),
         "write name: and value:", entry.location);
    return;
  }
  const DocumentNode* const name = entry.find("name");
  if (name == nullptr || name->kind == Kind::null || (name->kind == Kind::scalar && name->scalar.empty())) {
    note(Severity::error, "cni.env", fmt::format("{} has no name", what), "add \"name:\", or remove the item",
         entry.location);
    return;
  }
  if (!is_text(*name)) {
    note(Severity::error, "cni.env",
         fmt::format("the name of {} must be text, but is {}", what, kind_name(*name)),
         "write the name of a variable", name->location);
    return;
  }
  if (!concerns_addresses(name->scalar)) return;
  const Located<std::string> variable{name->scalar, name->location};
  const DocumentNode* const from = entry.find("valueFrom");
  if (from != nullptr && from->kind != Kind::null) {
    set({{variable, {}}, fmt::format("comes from {}", source_of(*from))});
    return;
  }
  const DocumentNode* const value = entry.find("value");
  if (value == nullptr || value->kind == Kind::null) {
    set({{variable, {"", value == nullptr ? name->location : value->location}}, ""});
  } else if (!is_text(*value) || yaml_1_1_boolean(*value)) {
    const bool quotes_help = value->kind == Kind::scalar;
    note(Severity::error, "cni.env",
         fmt::format("{} must be text, but is {}", variable.value,
                     yaml_1_1_boolean(*value) ? "true or false" : kind_name(*value)),
         quotes_help ? "put the value in quotes: Kubernetes takes nothing else" : "write a text",
         value->location);
  } else if (value->scalar.find("$(") != std::string::npos) {
    set({{variable, {}}, "refers to another variable"});
  } else {
    set({{variable, {value->scalar, value->location}}, ""});
  }
}

void ContainerEnv::add(EnvSpec variable) {
  if (concerns_addresses(variable.name.value)) set({std::move(variable), ""});
}

void ContainerEnv::set(Variable variable) {
  if (variables_.size() > kMostVariables) return;
  const auto& [name, at] = variable.spec.name;
  if (variables_.size() == kMostVariables) {
    note(Severity::error, "cni.env", "there are too many variables",
         fmt::format("at most {} are read", kMostVariables), at);
  }
  const auto earlier =
      std::ranges::find_if(variables_, [&](const Variable& other) { return other.spec.name.value == name; });
  if (earlier != variables_.end()) {
    note(Severity::warning, "cni.variable-twice", fmt::format("{} is given twice, and the last counts", name),
         "remove the one that is not meant", at);
    variables_.erase(earlier);
  }
  variables_.push_back(std::move(variable));
}

std::vector<EnvSpec> ContainerEnv::take() {
  std::vector<EnvSpec> env;
  for (Variable& variable : variables_) {
    if (variable.unknown_because.empty()) {
      env.push_back(std::move(variable.spec));
      continue;
    }
    const auto& [name, at] = variable.spec.name;
    note(Severity::warning, "cni.value-from",
         fmt::format("{} {}, which is not read: it counts as not set", name, variable.unknown_because),
         "write its value here to have it counted", at);
  }
  variables_.clear();
  return env;
}

void ContainerEnv::note(Severity severity, std::string code, std::string message, std::string way_out,
                        Location at) {
  diagnostics_->push_back({.code = std::move(code),
                           .severity = severity,
                           .message = fmt::format("{}: {}", subject_, message),
                           .way_out = std::move(way_out),
                           .location = at});
}

}  // namespace cniplan
