#include "planner/importers/terraform_references.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "planner/core/integer.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;
using Outcome = TerraformTargets::Outcome;

/// How many variables and outputs an expression may go through one behind the other, and in all.
constexpr std::size_t kLongestWay = 64;
constexpr std::size_t kMostSteps = 10'000;

constexpr auto kPassing = std::to_array<std::string_view>({"time_sleep", "terraform_data", "null_resource"});

/// A piece of `module.vpc["a.b"].private[0]`: a name, or what stands in brackets, without the quotes.
struct Part {
  std::string text;
  bool bracket = false;
  std::size_t end = 0;  ///< the offset behind it
};

std::vector<Part> parts_of(std::string_view reference) {
  std::vector<Part> parts;
  for (std::size_t i = 0; i < reference.size();) {
    if (reference[i] == '.') {
      ++i;
      continue;
    }
    if (reference[i] == '[') {
      const bool quoted = i + 1 < reference.size() && reference[i + 1] == '"';
      const auto end = quoted ? reference.find("\"]", i + 2) : reference.find(']', i + 1);
      if (end == std::string_view::npos) return parts;
      const std::size_t start = i + (quoted ? 2 : 1);
      i = end + (quoted ? 2 : 1);
      parts.push_back({std::string(reference.substr(start, end - start)), true, i});
      continue;
    }
    const auto end = std::min(reference.find_first_of(".[", i), reference.size());
    parts.push_back({std::string(reference.substr(i, end - i)), false, end});
    i = end;
  }
  return parts;
}

/// The references of an expression, each with what it selects: Terraform writes a reference and then everything in
/// front of its last part: `a.b[0].id`, `a.b[0]`, `a.b`.
std::vector<std::string> references_of(const DocumentNode& expression) {
  std::vector<std::string> out;
  const DocumentNode* const references = expression.find("references");
  if (references == nullptr) return out;
  for (const DocumentNode& item : references->items) {
    if (item.kind != Kind::scalar || item.scalar.empty()) continue;
    const bool prefix = !out.empty() && out.back().size() > item.scalar.size() &&
                        out.back().starts_with(item.scalar) &&
                        (out.back()[item.scalar.size()] == '.' || out.back()[item.scalar.size()] == '[');
    if (!prefix && std::ranges::find(out, item.scalar) == out.end()) out.push_back(item.scalar);
  }
  return out;
}

/// The expressions in a value of the configuration: one, or those of blocks in it.
void collect(const DocumentNode& node, std::vector<const DocumentNode*>& out) {
  if (node.kind == Kind::mapping && (node.find("references") != nullptr || node.find("constant_value") != nullptr)) {
    out.push_back(&node);
    return;
  }
  for (const DocumentNode& item : node.items) collect(item, out);
  for (const DocumentNode::Entry& entry : node.entries) collect(entry.value, out);
}

bool is_variable(std::string_view reference) {
  return reference.starts_with("var.") || reference.starts_with("each.value");
}

/// The name that a variable's reference ends with: subnet_ids of each.value.subnet_ids.
std::string last_name(std::string_view reference) {
  for (const auto parts = parts_of(reference); const Part& part : std::vector(parts.rbegin(), parts.rend())) {
    if (!part.bracket) return part.text;
  }
  return {};
}

/// Whether the second is what an expression falls back to when the first is not given.
bool falls_back(std::string_view first, std::string_view second) {
  if (!is_variable(first) || !is_variable(second)) return false;
  const std::string name = last_name(first);
  const std::string other = last_name(second);
  return name == other || (name == "control_plane_subnet_ids" && other == "subnet_ids");
}

template <class T>
void add_missing(std::vector<T>& into, const std::vector<T>& more) {
  for (const T& item : more) {
    if (std::ranges::find(into, item) == into.end()) into.push_back(item);
  }
}

bool same_resources(std::vector<const TerraformResource*> a, std::vector<const TerraformResource*> b) {
  std::ranges::sort(a);
  std::ranges::sort(b);
  return a == b;
}

std::string key_of(std::string_view module, std::string_view name) {
  return fmt::format("{} {}", module, name);
}

std::string name_of(const TerraformResource& resource) {
  return fmt::format("{}{}.{}", resource.data ? "data." : "", resource.type, resource.name);
}

}  // namespace

TerraformReferences::TerraformReferences(const TerraformDocument& document) : document_(&document) {
  modules_[""].configuration = &document.configuration;
  for (const TerraformResource& resource : document.resources) {
    instances_[key_of(resource.module_address, name_of(resource))].push_back(&resource);
    add_module(resource.module_address);
  }
}

/// Adds a module's instance and those around it.
void TerraformReferences::add_module(const std::string& address) {
  if (modules_.contains(address)) return;
  // The last `module.name[index]` of the address.
  const auto parts = parts_of(address);
  if (parts.size() > 3 * kLongestWay) return;
  std::size_t name = parts.size();
  for (std::size_t i = 0; i + 1 < parts.size(); ++i) {
    if (!parts[i].bracket && parts[i].text == "module" && !parts[i + 1].bracket) name = ++i;
  }
  if (name >= parts.size()) return;
  Module added{.name = parts[name].text};
  if (name >= 2) added.parent = address.substr(0, parts[name - 2].end);
  if (name + 1 < parts.size() && parts[name + 1].bracket) added.index = parts[name + 1].text;
  add_module(added.parent);
  const Module* const parent = module(added.parent);
  const DocumentNode* const calls =
      parent != nullptr && parent->configuration != nullptr ? parent->configuration->find("module_calls") : nullptr;
  added.call = calls != nullptr ? calls->find(added.name) : nullptr;
  added.configuration = added.call != nullptr ? added.call->find("module") : nullptr;
  modules_.emplace(address, std::move(added));
}

const TerraformReferences::Module* TerraformReferences::module(const std::string& address) const {
  const auto found = modules_.find(address);
  return found == modules_.end() ? nullptr : &found->second;
}

const DocumentNode* TerraformReferences::configuration_of(const TerraformResource& resource) const {
  const Module* const in = module(resource.module_address);
  const DocumentNode* const resources =
      in != nullptr && in->configuration != nullptr ? in->configuration->find("resources") : nullptr;
  if (resources == nullptr) return nullptr;
  const std::string name = name_of(resource);
  const auto found = std::ranges::find_if(resources->items, [&](const DocumentNode& item) {
    const DocumentNode* const address = item.find("address");
    return address != nullptr && address->scalar == name;
  });
  return found == resources->items.end() ? nullptr : &*found;
}

std::vector<const DocumentNode*> TerraformReferences::expressions_of(const TerraformResource& resource,
                                                                     TerraformPath path) const {
  std::vector<const DocumentNode*> at;
  const DocumentNode* const configuration = configuration_of(resource);
  const DocumentNode* const expressions =
      configuration != nullptr ? configuration->find("expressions") : nullptr;
  if (expressions != nullptr) at.push_back(expressions);
  for (const std::string_view name : path) {
    std::vector<const DocumentNode*> below;
    for (const DocumentNode* const node : at) {
      // A block is a list of its occurrences.
      if (const DocumentNode* const found = node->find(name)) below.push_back(found);
      for (const DocumentNode& block : node->items) {
        if (const DocumentNode* const found = block.find(name)) below.push_back(found);
      }
    }
    at = std::move(below);
  }
  std::vector<const DocumentNode*> out;
  for (const DocumentNode* const node : at) collect(*node, out);
  return out;
}

TerraformReferences::Scope TerraformReferences::scope_of(const TerraformResource& resource) const {
  const DocumentNode* const configuration = configuration_of(resource);
  return {.module = resource.module_address,
          .for_each = configuration != nullptr ? configuration->find("for_each_expression") : nullptr,
          .for_each_module = resource.module_address,
          .index = resource.index};
}

TerraformTargets TerraformReferences::list(const TerraformResource& resource, TerraformPath path,
                                           std::span<const std::string_view> types) const {
  std::size_t steps = 0;
  return look_up(resource, path, {.types = types, .one = false, .steps = &steps});
}

TerraformTargets TerraformReferences::one(const TerraformResource& resource, TerraformPath path,
                                          std::span<const std::string_view> types) const {
  std::size_t steps = 0;
  TerraformTargets targets = look_up(resource, path, {.types = types, .one = true, .steps = &steps});
  if (targets.outcome == Outcome::found && targets.resources.size() > 1) {
    targets.outcome = Outcome::ambiguous;
    targets.why = fmt::format("it may be any of {} resources, {} the first", targets.resources.size(),
                              targets.resources.front()->address);
  }
  return targets;
}

bool TerraformReferences::depends_on_resources(const TerraformResource& resource, TerraformPath path) const {
  std::size_t steps = 0;
  const TerraformTargets targets = look_up(resource, path, {.types = {}, .one = false, .steps = &steps});
  return targets.outcome != Outcome::none;
}

std::vector<const TerraformResource*> TerraformReferences::of_call(const TerraformResource& resource,
                                                                   std::span<const std::string_view> types) const {
  const Module* const called = module(resource.module_address);
  const DocumentNode* const given =
      called != nullptr && called->call != nullptr ? called->call->find("expressions") : nullptr;
  std::vector<const DocumentNode*> expressions;
  if (given != nullptr) collect(*given, expressions);
  std::size_t steps = 0;
  const Wanted wanted{.types = types, .one = false, .steps = &steps};
  std::vector<const TerraformResource*> out;
  for (const DocumentNode* const expression : expressions) {
    const Scope caller{.module = called->parent,
                       .for_each = called->call->find("for_each_expression"),
                       .for_each_module = called->parent,
                       .index = called->index};
    add_missing(out, follow_expression(*expression, caller, wanted, 0).resources);
  }
  return out;
}

std::string TerraformReferences::text(const TerraformResource& resource, TerraformPath path) const {
  std::string out;
  for (const DocumentNode* const expression : expressions_of(resource, path)) {
    for (const std::string& reference : references_of(*expression)) out += fmt::format("{} ", reference);
  }
  return out;
}

TerraformTargets TerraformReferences::look_up(const TerraformResource& resource, TerraformPath path,
                                              const Wanted& wanted) const {
  TerraformTargets targets;
  Found all;
  for (const DocumentNode* const expression : expressions_of(resource, path)) {
    Found found = follow_expression(*expression, scope_of(resource), wanted, 0);
    add_missing(all.resources, found.resources);
    all.uncertain |= found.uncertain;
    if (all.ambiguous.empty()) all.ambiguous = std::move(found.ambiguous);
    if (all.opaque.empty()) all.opaque = std::move(found.opaque);
    if (all.other.empty()) all.other = std::move(found.other);
  }
  if (!all.ambiguous.empty() || all.uncertain) {
    targets.outcome = Outcome::ambiguous;
    targets.why = std::move(all.ambiguous);
  } else if (!all.resources.empty()) {
    targets.outcome = Outcome::found;
    targets.resources = std::move(all.resources);
    targets.why = std::move(all.opaque);
  } else if (!all.opaque.empty() || !all.other.empty()) {
    targets.outcome = Outcome::opaque;
    targets.why = all.opaque.empty() ? std::move(all.other) : std::move(all.opaque);
  }
  return targets;
}

TerraformReferences::Found TerraformReferences::follow_expression(const DocumentNode& expression, const Scope& scope,
                                                                  const Wanted& wanted, std::size_t depth) const {
  Found all;
  if (depth > kLongestWay || ++*wanted.steps > kMostSteps) {
    all.opaque = "a chain of variables without an end";
    return all;
  }
  const auto references = references_of(expression);
  const auto has = [&](std::string_view name) {
    return std::ranges::any_of(references, [&](const auto& reference) { return reference.starts_with(name); });
  };
  const bool counted = has("count.index");
  const bool own_index = counted || has("each.");
  struct Way {
    const std::string* reference;
    Found found;
  };
  std::vector<Way> ways;
  for (const std::string& reference : references) {
    Found found = follow(reference, scope, wanted, own_index, depth);
    if (all.opaque.empty()) all.opaque = found.opaque;
    if (all.other.empty()) all.other = found.other;
    if (all.ambiguous.empty()) all.ambiguous = found.ambiguous;
    if (!found.resources.empty()) ways.push_back({&reference, std::move(found)});
  }
  const bool direct =
      std::ranges::none_of(ways, [](const Way& way) { return is_variable(*way.reference); });
  for (std::size_t i = 0; i < ways.size(); ++i) {
    Way& way = ways[i];
    if (i == 0 || direct) {
      add_missing(all.resources, way.found.resources);
      all.uncertain |= way.found.uncertain;
      continue;
    }
    const bool same = same_resources(all.resources, way.found.resources);
    if (same) {
      all.uncertain &= way.found.uncertain;
      continue;
    }
    if (falls_back(*ways.front().reference, *way.reference) && !ways.front().found.uncertain) continue;
    all.uncertain = true;
    if (all.ambiguous.empty()) {
      all.ambiguous =
          fmt::format("{} and {} lead to different resources", *ways.front().reference, *way.reference);
    }
  }
  if (all.uncertain && all.ambiguous.empty() && !ways.empty()) {
    all.ambiguous = fmt::format("what {} has is not told apart in a plan", *ways.front().reference);
  }
  const auto number = scope.index ? parse_integer(*scope.index) : std::nullopt;
  if (wanted.one && counted && number && *number >= 0 && all.resources.size() > 1) {
    all.resources = {all.resources[static_cast<std::size_t>(*number) % all.resources.size()]};
  }
  return all;
}

TerraformReferences::Found TerraformReferences::follow(const std::string& reference, const Scope& scope,
                                                       const Wanted& wanted, bool own_index, std::size_t depth) const {
  const auto parts = parts_of(reference);
  if (parts.size() < 2 || parts.front().bracket) return {};
  const std::string& root = parts.front().text;
  if (root == "var") {
    return follow_variable(std::vector{parts[1].text}, std::string_view(reference).substr(parts[1].end), scope, wanted,
                           depth);
  }
  if (root == "each") return parts[1].text == "value" ? follow_each_value(scope, wanted, depth) : Found{};
  if (root == "local") return {.opaque = fmt::format("local.{}", parts[1].text)};
  if (root == "count" || root == "path" || root == "terraform" || root == "self") return {};
  if (root == "module") return follow_output(reference, scope, wanted, own_index, depth);
  return instances(reference, scope, wanted, own_index, depth);
}

/// A variable of a module is what the call says, where it stands.
TerraformReferences::Found TerraformReferences::follow_variable(std::span<const std::string> names,
                                                                std::string_view rest, const Scope& scope,
                                                                const Wanted& wanted, std::size_t depth) const {
  const Module* const called = module(scope.module);
  if (called == nullptr || called->call == nullptr) return {};  // the root module's: a constant
  const DocumentNode* const expressions = called->call->find("expressions");
  const DocumentNode* const expression = expressions != nullptr ? expressions->find(names.front()) : nullptr;
  if (expression == nullptr) return {};  // its default: a constant
  const Scope caller{.module = called->parent,
                     .for_each = called->call->find("for_each_expression"),
                     .for_each_module = called->parent,
                     .index = called->index};
  const auto references = references_of(*expression);
  if (rest.empty()) return follow_expression(*expression, caller, wanted, depth + 1);
  // Of an object that is handed on as a whole, its member is meant.
  if (references.size() == 1 && depth < kLongestWay) {
    return follow(references.front() + std::string(rest), caller, wanted, false, depth + 1);
  }
  Found found = follow_expression(*expression, caller, wanted, depth + 1);
  found.uncertain |= !found.resources.empty();
  return found;
}

/// each.value is a part of what for_each goes over: the instance of the same key when that is a resource, else
/// something in it.
TerraformReferences::Found TerraformReferences::follow_each_value(const Scope& scope, const Wanted& wanted,
                                                                  std::size_t depth) const {
  if (scope.for_each == nullptr) return {};
  Found found;
  const Scope around{.module = scope.for_each_module, .index = scope.index};
  if (depth > kLongestWay) return {.opaque = "a chain of variables without an end"};
  const auto references = references_of(*scope.for_each);
  for (const std::string& reference : references) {
    Found way = follow(reference, around, wanted, true, depth + 1);
    add_missing(found.resources, way.resources);
    // A local beside others is the condition that they are under.
    if (references.size() == 1) found.opaque = std::move(way.opaque);
    if (found.other.empty()) found.other = std::move(way.other);
  }
  const bool by_key = found.resources.size() == 1 && found.resources.front()->index == scope.index;
  found.uncertain = !found.resources.empty() && !by_key;
  return found;
}

TerraformReferences::Found TerraformReferences::follow_output(const std::string& reference, const Scope& scope,
                                                              const Wanted& wanted, bool own_index,
                                                              std::size_t depth) const {
  const auto parts = parts_of(reference);
  std::size_t at = 2;
  std::optional<std::string> index;
  if (at < parts.size() && parts[at].bracket) index = parts[at++].text;
  if (at >= parts.size() || depth > kLongestWay) return {.opaque = reference};
  const std::string& output = parts[at++].text;

  std::vector<const std::string*> called;
  bool has_own = false;
  for (const auto& [address, candidate] : modules_) {
    if (candidate.call == nullptr || candidate.parent != scope.module || candidate.name != parts[1].text) continue;
    if (index && candidate.index != index) continue;
    called.push_back(&address);
    has_own |= own_index && candidate.index && candidate.index == scope.index;
  }
  Found found;
  const auto follow_in = [&](const std::string& address, const DocumentNode* configuration) {
    const DocumentNode* const outputs = configuration != nullptr ? configuration->find("outputs") : nullptr;
    const DocumentNode* const named = outputs != nullptr ? outputs->find(output) : nullptr;
    const DocumentNode* const expression = named != nullptr ? named->find("expression") : nullptr;
    if (expression == nullptr) return;
    Found way = follow_expression(*expression, {.module = address}, wanted, depth + 1);
    add_missing(found.resources, way.resources);
    found.uncertain |= way.uncertain;
    if (found.ambiguous.empty()) found.ambiguous = std::move(way.ambiguous);
    if (found.opaque.empty()) found.opaque = std::move(way.opaque);
    if (found.other.empty()) found.other = std::move(way.other);
  };
  for (const std::string* const address : called) {
    const Module& candidate = modules_.at(*address);
    if (has_own && candidate.index != scope.index) continue;
    follow_in(*address, candidate.configuration);
  }
  // An item of the list, or of the map.
  if (at < parts.size() && parts[at].bracket && !found.resources.empty()) {
    const auto number = parse_integer(parts[at].text);
    std::vector<const TerraformResource*> selected;
    if (number && *number >= 0 && static_cast<std::size_t>(*number) < found.resources.size()) {
      selected.push_back(found.resources[static_cast<std::size_t>(*number)]);
    } else {
      std::ranges::copy_if(found.resources, std::back_inserter(selected),
                           [&](const auto* resource) { return resource->index == parts[at].text; });
    }
    found.uncertain |= selected.empty();
    if (!selected.empty()) found.resources = std::move(selected);
  }
  return found;
}

TerraformReferences::Found TerraformReferences::instances(const std::string& reference, const Scope& scope,
                                                          const Wanted& wanted, bool own_index,
                                                          std::size_t depth) const {
  const auto parts = parts_of(reference);
  const bool data = parts.front().text == "data";
  const std::size_t type = data ? 1 : 0;
  if (parts.size() < type + 2) return {};
  const std::size_t name = type + 1;
  const std::string full = fmt::format("{}{}.{}", data ? "data." : "", parts[type].text, parts[name].text);
  std::optional<std::string> index;
  if (name + 1 < parts.size() && parts[name + 1].bracket) index = parts[name + 1].text;

  const auto all = instances_.find(key_of(scope.module, full));
  const bool known = all != instances_.end();
  const bool is_wanted =
      wanted.types.empty() || std::ranges::find(wanted.types, parts[type].text) != wanted.types.end();
  if (!is_wanted) {
    Found found;
    const bool passing = std::ranges::find(kPassing, parts[type].text) != kPassing.end();
    if (!passing || !known || depth > kLongestWay) {
      found.other = full;
      return found;
    }
    for (const TerraformResource* const resource : all->second) {
      const DocumentNode* const configuration = configuration_of(*resource);
      std::vector<const DocumentNode*> expressions;
      if (configuration != nullptr) {
        if (const DocumentNode* const node = configuration->find("expressions")) collect(*node, expressions);
      }
      for (const DocumentNode* const expression : expressions) {
        Found way = follow_expression(*expression, scope_of(*resource), wanted, depth + 1);
        add_missing(found.resources, way.resources);
        found.uncertain |= way.uncertain;
      }
    }
    return found;
  }
  if (!known) return {.other = full};
  Found found;
  for (const TerraformResource* const resource : all->second) {
    if (!index || resource->index == index) found.resources.push_back(resource);
  }
  const auto own = std::ranges::find_if(found.resources, [&](const auto* resource) {
    return resource->index && resource->index == scope.index;
  });
  if (own_index && !index && own != found.resources.end()) found.resources = {*own};
  return found;
}

}  // namespace cniplan
