#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/location.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// What a value of a CloudFormation template comes to. In a text stand, beside what is known,
///   \x01               the Region, which the template does not know;
///   \x02Name\x02       the resource of that logical id, or \x02Name.Attribute\x02 what AWS knows of it once it is made;
///   \x03why\x03        something that is not known, and why;
///   \x04               at the front: a text that Fn::Base64 encodes.
/// The functions below take them apart.
struct TemplateValue {
  enum class Kind { none, text, list, mapping };
  Kind kind = Kind::none;  ///< none: absent, null, or AWS::NoValue
  std::string text;
  std::vector<TemplateValue> items;
  const DocumentNode* node = nullptr;  ///< of a mapping: where its members are
  Location location{};
};

/// Why a value is not known; nothing when it is.
[[nodiscard]] std::optional<std::string> unknown_part(const TemplateValue& value);

/// The logical id when a value is a resource, and the attribute of it: empty for what Ref gives.
struct ResourceReference {
  std::string logical_id;
  std::string attribute;
};
[[nodiscard]] std::optional<ResourceReference> resource_of(std::string_view text);

/// A text in which the Region stands as another text.
[[nodiscard]] std::string with_region(std::string_view text, std::string_view region);

/// Works out the values of a template: Ref, Fn::GetAtt, Fn::Sub, Fn::Join, Fn::Split, Fn::Select, Fn::Cidr,
/// Fn::FindInMap, Fn::If, Fn::GetAZs, Fn::Base64, Fn::ImportValue, in the long form or as YAML tags; parameters are
/// their defaults. What depends on something else is not known, with the reason in it; a function whose arguments
/// cannot be right is an error. Nothing loops or grows without end.
/// Zones that Fn::GetAZs gives are the letters a to f behind the Region's name; whether that was used,
/// assumed_zones() tells.
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html,
/// pseudo-parameter-reference.html, intrinsic-function-reference-cidr.html; .../UserGuide/parameters-section-structure
class TemplateValues {
 public:
  /// Both have to outlive this.
  TemplateValues(const DocumentNode& document, Diagnostics& diagnostics);

  [[nodiscard]] TemplateValue value(const DocumentNode& node);
  /// The value under a path of keys in a mapping; none when a step is not there.
  [[nodiscard]] TemplateValue at(const DocumentNode& mapping, std::initializer_list<std::string_view> path);

  /// Whether a condition of the template holds; nothing when that is not known.
  [[nodiscard]] std::optional<bool> condition(std::string_view name, Location at);

  [[nodiscard]] const std::optional<Location>& assumed_zones() const { return assumed_zones_; }

 private:
  struct Function {
    std::string_view name;               // "Ref", "Fn::Sub"; empty: none
    const DocumentNode* argument = nullptr;
    bool tagged = false;                 // the argument is the node itself, less its tag
  };
  [[nodiscard]] static Function function_of(const DocumentNode& node);
  [[nodiscard]] TemplateValue evaluate(const DocumentNode& node, bool ignore_tag = false);
  [[nodiscard]] TemplateValue call(const Function& function, Location at);
  [[nodiscard]] std::vector<TemplateValue> arguments(const Function& function);
  [[nodiscard]] TemplateValue reference(std::string_view name, Location at);
  [[nodiscard]] TemplateValue parameter(std::string_view name, const DocumentNode& declared, Location at);
  [[nodiscard]] TemplateValue attribute(const Function& function, Location at);
  [[nodiscard]] TemplateValue attribute_of(std::string_view resource, std::string_view attribute, Location at);
  [[nodiscard]] TemplateValue substitute(const Function& function, Location at);
  [[nodiscard]] TemplateValue join(const Function& function, Location at);
  [[nodiscard]] TemplateValue split(const Function& function, Location at);
  [[nodiscard]] TemplateValue select(const Function& function, Location at);
  [[nodiscard]] TemplateValue cidr(const Function& function, Location at);
  [[nodiscard]] TemplateValue find_in_map(const Function& function, Location at);
  [[nodiscard]] TemplateValue choose(const Function& function, Location at);
  [[nodiscard]] TemplateValue zones(const Function& function, Location at);
  [[nodiscard]] std::optional<bool> holds(const DocumentNode& node);
  [[nodiscard]] TemplateValue wrong(std::string message, std::string way_out, Location at);

  const DocumentNode* document_;
  Diagnostics* diagnostics_;
  std::size_t depth_ = 0;
  std::size_t steps_ = 0;
  std::set<std::string, std::less<>> open_conditions_;
  std::map<std::string, std::optional<bool>, std::less<>> conditions_;
  std::optional<Location> assumed_zones_;
  std::set<std::pair<int, int>> said_;  // places that an error has been noted for
};

}  // namespace cniplan
