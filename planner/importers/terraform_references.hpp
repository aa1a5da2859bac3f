#pragma once

#include <map>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "planner/importers/terraform_document.hpp"

namespace cniplan {

/// What the configuration says about an attribute whose value Terraform knows only after apply.
struct TerraformTargets {
  enum class Outcome {
    found,      ///< `resources`; what else the expression goes through is in `why`
    none,       ///< no resource of the wanted types is referred to
    ambiguous,  ///< `why` says between what
    opaque,     ///< it goes through something that a plan does not show: `why` names it
  };
  Outcome outcome = Outcome::none;
  std::vector<const TerraformResource*> resources;  ///< in the order in which they are referred to, each once
  std::string why;
};

/// An attribute, or that of a block: {"vpc_config", "subnet_ids"}.
using TerraformPath = std::span<const std::string_view>;

/// Follows the references of a plan's configuration from an attribute to the resources behind it: within the
/// module, through variables to the calling module, through outputs into called ones. A plan shows what an
/// expression refers to, not what it does with that; taken for granted is that
///   - a list holds everything that it refers to (a splat, a concat), and of a counted resource the instance with
///     the same index when the expression has count.index, each.key or each.value;
///   - of several variables of one name (each.value.subnet_ids, var.defaults.subnet_ids, var.subnet_ids), and of
///     control_plane_subnet_ids and subnet_ids, the first that is given counts, as terraform-aws-modules/eks has it;
///   - otherwise two variables that lead to different resources are ambiguous.
/// Locals are not part of a plan. Source: https://developer.hashicorp.com/terraform/internals/json-format,
/// "Expression Representation"; terraform-aws-modules/terraform-aws-eks main.tf and node_groups.tf (v20, v21).
class TerraformReferences {
 public:
  /// `document` has to outlive this.
  explicit TerraformReferences(const TerraformDocument& document);

  /// The resources of one of `types` behind an attribute that takes a list.
  [[nodiscard]] TerraformTargets list(const TerraformResource& resource, TerraformPath path,
                                      std::span<const std::string_view> types) const;

  /// The one behind an attribute that takes one value: of a list that is referred to with count.index, the item of
  /// the resource's own number, in turn.
  [[nodiscard]] TerraformTargets one(const TerraformResource& resource, TerraformPath path,
                                     std::span<const std::string_view> types) const;

  /// Whether the expression of an attribute ends in any resource, wherever it leads: else it is a constant, or not
  /// given at all.
  [[nodiscard]] bool depends_on_resources(const TerraformResource& resource, TerraformPath path) const;

  /// The resources of one of `types` behind anything that the module of a resource is called with.
  [[nodiscard]] std::vector<const TerraformResource*> of_call(const TerraformResource& resource,
                                                              std::span<const std::string_view> types) const;

  /// The references of an attribute as the configuration has them, for telling two attributes apart.
  [[nodiscard]] std::string text(const TerraformResource& resource, TerraformPath path) const;

 private:
  /// An instance of a module.
  struct Module {
    const DocumentNode* configuration = nullptr;
    const DocumentNode* call = nullptr;  ///< none: the root module
    std::string name;                    ///< of the call
    std::string parent;
    std::optional<std::string> index;
  };
  /// What is looked for.
  struct Wanted {
    std::span<const std::string_view> types;  ///< none: any
    bool one = false;
    std::size_t* steps = nullptr;  ///< taken so far
  };
  /// Where an expression stands.
  struct Scope {
    std::string module;
    const DocumentNode* for_each = nullptr;  ///< of the resource or call; its own scope is `for_each_module`
    std::string for_each_module;
    std::optional<std::string> index;
  };
  struct Found {
    std::vector<const TerraformResource*> resources;
    bool uncertain = false;  ///< not all of them may be meant
    std::string ambiguous;
    std::string opaque;       ///< something that hides what is behind it
    std::string other;        ///< a resource of another type
  };

  void add_module(const std::string& address);
  [[nodiscard]] const Module* module(const std::string& address) const;
  [[nodiscard]] TerraformTargets look_up(const TerraformResource& resource, TerraformPath path,
                                         const Wanted& wanted) const;
  [[nodiscard]] std::vector<const DocumentNode*> expressions_of(const TerraformResource& resource,
                                                                TerraformPath path) const;
  [[nodiscard]] const DocumentNode* configuration_of(const TerraformResource& resource) const;
  [[nodiscard]] Scope scope_of(const TerraformResource& resource) const;
  [[nodiscard]] Found follow_expression(const DocumentNode& expression, const Scope& scope, const Wanted& wanted,
                                        std::size_t depth) const;
  [[nodiscard]] Found follow(const std::string& reference, const Scope& scope, const Wanted& wanted, bool own_index,
                             std::size_t depth) const;
  [[nodiscard]] Found follow_variable(std::span<const std::string> names, std::string_view rest, const Scope& scope,
                                      const Wanted& wanted, std::size_t depth) const;
  [[nodiscard]] Found follow_each_value(const Scope& scope, const Wanted& wanted, std::size_t depth) const;
  [[nodiscard]] Found follow_output(const std::string& reference, const Scope& scope, const Wanted& wanted,
                                    bool own_index, std::size_t depth) const;
  [[nodiscard]] Found instances(const std::string& reference, const Scope& scope, const Wanted& wanted, bool own_index,
                                std::size_t depth) const;

  const TerraformDocument* document_;
  std::map<std::string, Module, std::less<>> modules_;
  /// The instances of a resource, by its module and name: "module.vpc aws_subnet.private".
  std::unordered_map<std::string, std::vector<const TerraformResource*>> instances_;
};

}  // namespace cniplan
