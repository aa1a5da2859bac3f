#include "planner/importers/cloudformation_values.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <initializer_list>
#include <utility>

#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;
using ValueKind = TemplateValue::Kind;

constexpr char kRegion = '\x01';
constexpr char kResource = '\x02';
constexpr char kUnknown = '\x03';
constexpr char kEncoded = '\x04';

/// CloudFormation takes templates of at most 1 MB; these are far beyond what one can need.
constexpr std::size_t kDeepest = 64;
constexpr std::size_t kMostSteps = 1'000'000;
constexpr std::size_t kLongestText = std::size_t{1} << 16;
constexpr std::size_t kMostItems = 4096;

TemplateValue text_value(std::string text, Location at) {
  return {.kind = ValueKind::text, .text = std::move(text), .location = at};
}
TemplateValue unknown(std::string_view why, Location at) {
  return text_value(fmt::format("{}{}{}", kUnknown, why, kUnknown), at);
}

/// What a text says of the first thing in it that is not known: that itself, a resource, or the Region.
std::optional<std::string> unknown_text(std::string_view text) {
  if (const auto start = text.find(kUnknown); start != std::string_view::npos) {
    return std::string(text.substr(start + 1, text.find(kUnknown, start + 1) - start - 1));
  }
  if (const auto start = text.find(kResource); start != std::string_view::npos) {
    return std::string(text.substr(start + 1, text.find(kResource, start + 1) - start - 1));
  }
  if (text.find(kRegion) != std::string_view::npos) return "AWS::Region";
  return std::nullopt;
}

/// The tags that stand for functions. Source: intrinsic-function-reference.html and the page of each function.
struct Tag {
  std::string_view tag;
  std::string_view function;
};
constexpr auto kTags = std::to_array<Tag>({{"!Ref", "Ref"},
                                           {"!Condition", "Condition"},
                                           {"!GetAtt", "Fn::GetAtt"},
                                           {"!Sub", "Fn::Sub"},
                                           {"!Join", "Fn::Join"},
                                           {"!Split", "Fn::Split"},
                                           {"!Select", "Fn::Select"},
                                           {"!Cidr", "Fn::Cidr"},
                                           {"!FindInMap", "Fn::FindInMap"},
                                           {"!If", "Fn::If"},
                                           {"!GetAZs", "Fn::GetAZs"},
                                           {"!Base64", "Fn::Base64"},
                                           {"!ImportValue", "Fn::ImportValue"},
                                           {"!Transform", "Fn::Transform"},
                                           {"!And", "Fn::And"},
                                           {"!Or", "Fn::Or"},
                                           {"!Not", "Fn::Not"},
                                           {"!Equals", "Fn::Equals"},
                                           {"!Length", "Fn::Length"},
                                           {"!ToJsonString", "Fn::ToJsonString"}});

std::string_view function_of_tag(std::string_view tag) {
  const auto row = std::ranges::find(kTags, tag, &Tag::tag);
  return row == kTags.end() ? std::string_view() : row->function;
}

}  // namespace

std::optional<std::string> unknown_part(const TemplateValue& value) {
  if (value.kind == ValueKind::text) return unknown_text(value.text);
  for (const TemplateValue& item : value.items) {
    if (auto why = unknown_part(item)) return why;
  }
  return std::nullopt;
}

std::optional<ResourceReference> resource_of(std::string_view text) {
  if (text.size() < 3 || text.front() != kResource || text.find(kResource, 1) != text.size() - 1) return std::nullopt;
  text = text.substr(1, text.size() - 2);
  const auto point = text.find('.');
  if (point == std::string_view::npos) return ResourceReference{std::string(text), {}};
  return ResourceReference{std::string(text.substr(0, point)), std::string(text.substr(point + 1))};
}

std::string with_region(std::string_view text, std::string_view region) {
  std::string out;
  for (const char c : text) {
    if (c == kRegion) {
      out += region;
    } else {
      out += c;
    }
  }
  return out;
}

TemplateValues::TemplateValues(const DocumentNode& document, Diagnostics& diagnostics)
    : document_(&document), diagnostics_(&diagnostics) {}

TemplateValue TemplateValues::wrong(std::string message, std::string way_out, Location at) {
  if (said_.emplace(at.line, at.column).second) {
    diagnostics_->push_back({.code = "cloudformation.function",
                             .message = std::move(message),
                             .way_out = std::move(way_out),
                             .location = at});
  }
  return unknown("a function that is wrong", at);
}

TemplateValues::Function TemplateValues::function_of(const DocumentNode& node) {
  if (!node.tag.empty()) return {.name = function_of_tag(node.tag), .argument = &node, .tagged = true};
  if (node.kind != Kind::mapping || node.entries.size() != 1) return {};
  const DocumentNode::Entry& entry = node.entries.front();
  if (entry.key == "Ref" || entry.key == "Condition" || entry.key.starts_with("Fn::")) {
    return {.name = entry.key, .argument = &entry.value};
  }
  return {};
}

TemplateValue TemplateValues::value(const DocumentNode& node) {
  return evaluate(node);
}

TemplateValue TemplateValues::evaluate(const DocumentNode& node, bool ignore_tag) {
  if (depth_ >= kDeepest || ++steps_ > kMostSteps) return unknown("a value that depends on itself", node.location);
  ++depth_;
  TemplateValue out{.location = node.location};
  const Function function = ignore_tag ? Function{} : function_of(node);
  if (!node.tag.empty() && !ignore_tag && function.name.empty()) {
    std::array<std::string_view, kTags.size()> known{};
    std::ranges::transform(kTags, known.begin(), &Tag::tag);
    std::string way_out = did_you_mean(node.tag, known);
    if (way_out.empty()) way_out = "use one of CloudFormation's functions";
    out = wrong(fmt::format("CloudFormation has no tag \"{}\"", node.tag), std::move(way_out), node.location);
  } else if (!function.name.empty()) {
    out = call(function, node.location);
    out.location = node.location;
  } else if (node.kind == Kind::scalar) {
    out.kind = ValueKind::text;
    out.text = node.scalar;
  } else if (node.kind == Kind::sequence) {
    out.kind = ValueKind::list;
    for (const DocumentNode& item : node.items) {
      TemplateValue evaluated = evaluate(item);
      if (evaluated.kind != ValueKind::none) out.items.push_back(std::move(evaluated));
    }
  } else if (node.kind == Kind::mapping) {
    out.kind = ValueKind::mapping;
    out.node = &node;
  }
  --depth_;
  return out;
}

TemplateValue TemplateValues::at(const DocumentNode& mapping, std::initializer_list<std::string_view> path) {
  TemplateValue found{.kind = ValueKind::mapping, .node = &mapping, .location = mapping.location};
  for (const std::string_view key : path) {
    if (found.kind != ValueKind::mapping) return found.kind == ValueKind::text && unknown_part(found) ? found : TemplateValue{};
    const DocumentNode* const node = found.node->find(key);
    if (node == nullptr) return {};
    found = evaluate(*node);
  }
  return found;
}

TemplateValue TemplateValues::call(const Function& function, Location at) {
  const std::string_view name = function.name;
  if (name == "Ref") {
    if (function.argument->kind == Kind::scalar) return reference(function.argument->scalar, at);
    return wrong("Ref takes a name", "write the logical id of a resource, or a parameter's name", at);
  }
  if (name == "Fn::GetAtt") return attribute(function, at);
  if (name == "Fn::Sub") return substitute(function, at);
  if (name == "Fn::Join") return join(function, at);
  if (name == "Fn::Split") return split(function, at);
  if (name == "Fn::Select") return select(function, at);
  if (name == "Fn::Cidr") return cidr(function, at);
  if (name == "Fn::FindInMap") return find_in_map(function, at);
  if (name == "Fn::If") return choose(function, at);
  if (name == "Fn::GetAZs") return zones(function, at);
  if (name == "Fn::Base64") {
    TemplateValue encoded = evaluate(*function.argument, function.tagged);
    if (encoded.kind == ValueKind::text) encoded.text.insert(0, 1, kEncoded);
    return encoded;
  }
  if (name == "Fn::ImportValue") {
    const TemplateValue exported = evaluate(*function.argument, function.tagged);
    if (exported.kind != ValueKind::text || unknown_part(exported)) return unknown("an export of another stack", at);
    return unknown(fmt::format("the export \"{}\" of another stack", exported.text), at);
  }
  return unknown(name, at);
}

/// The arguments of a function that takes a list.
std::vector<TemplateValue> TemplateValues::arguments(const Function& function) {
  std::vector<TemplateValue> out;
  if (function.argument->kind != Kind::sequence) return out;
  for (const DocumentNode& item : function.argument->items) out.push_back(evaluate(item));
  return out;
}

TemplateValue TemplateValues::reference(std::string_view name, Location at) {
  // Source: pseudo-parameter-reference.html.
  if (name == "AWS::Region") return text_value(std::string(1, kRegion), at);
  if (name == "AWS::NoValue") return {.location = at};
  if (name.starts_with("AWS::")) return unknown(name, at);
  const DocumentNode* const parameters = document_->find("Parameters");
  if (const DocumentNode* const declared = parameters != nullptr ? parameters->find(name) : nullptr) {
    return parameter(name, *declared, at);
  }
  const DocumentNode* const resources = document_->find("Resources");
  if (resources != nullptr && resources->find(name) != nullptr) {
    return text_value(fmt::format("{}{}{}", kResource, name, kResource), at);
  }
  std::vector<std::string_view> known;
  for (const DocumentNode* const section : {parameters, resources}) {
    if (section == nullptr) continue;
    for (const DocumentNode::Entry& entry : section->entries) known.push_back(entry.key);
  }
  std::string way_out = did_you_mean(name, known);
  if (way_out.empty()) way_out = "name a parameter or a resource of the template";
  return wrong(fmt::format("\"{}\" is neither a parameter nor a resource", name), std::move(way_out), at);
}

TemplateValue TemplateValues::parameter(std::string_view name, const DocumentNode& declared, Location at) {
  const DocumentNode* const type = declared.find("Type");
  const DocumentNode* const secret = declared.find("NoEcho");
  const DocumentNode* const given = declared.find("Default");
  if (secret != nullptr && (secret->scalar == "true" || secret->scalar == "True")) {
    return unknown(fmt::format("the secret parameter {}", name), at);
  }
  if (given == nullptr || given->kind != Kind::scalar) {
    return unknown(fmt::format("parameter {}, which has no default", name), at);
  }
  const std::string_view kind = type == nullptr ? std::string_view() : std::string_view(type->scalar);
  if (kind.starts_with("AWS::SSM::Parameter::Value")) {
    return unknown(fmt::format("parameter {}, which is looked up in the Parameter Store", name), at);
  }
  if (kind != "CommaDelimitedList" && !kind.starts_with("List<")) return text_value(given->scalar, at);
  TemplateValue list{.kind = ValueKind::list, .location = at};
  std::string_view rest = given->scalar;
  while (!rest.empty()) {
    const auto comma = std::min(rest.find(','), rest.size());
    std::string_view item = rest.substr(0, comma);
    rest.remove_prefix(std::min(comma + 1, rest.size()));
    const auto start = item.find_first_not_of(' ');
    if (start == std::string_view::npos) continue;
    item = item.substr(start, item.find_last_not_of(' ') - start + 1);
    list.items.push_back(text_value(std::string(item), at));
    if (list.items.size() >= kMostItems) break;
  }
  return list;
}

TemplateValue TemplateValues::attribute(const Function& function, Location at) {
  const DocumentNode& argument = *function.argument;
  if (argument.kind == Kind::scalar) {
    const auto point = argument.scalar.find('.');
    if (point == std::string::npos) {
      return wrong("Fn::GetAtt takes a resource and an attribute", "write Resource.Attribute", at);
    }
    return attribute_of(std::string_view(argument.scalar).substr(0, point),
                        std::string_view(argument.scalar).substr(point + 1), at);
  }
  if (argument.items.size() != 2 || argument.items.front().kind != Kind::scalar) {
    return wrong("Fn::GetAtt takes a resource and an attribute", "write [Resource, Attribute]", at);
  }
  const TemplateValue name = evaluate(argument.items[1]);
  if (const auto why = unknown_part(name)) return unknown(*why, at);
  return attribute_of(argument.items.front().scalar, name.text, at);
}

/// What a resource's attribute is: a property where the two are the same, the resource itself where Ref gives that.
/// Source: the section "Return values" of the resource types' pages.
TemplateValue TemplateValues::attribute_of(std::string_view resource, std::string_view attribute, Location at) {
  const DocumentNode* const resources = document_->find("Resources");
  const DocumentNode* const node = resources != nullptr ? resources->find(resource) : nullptr;
  if (node == nullptr) return reference(resource, at);
  const DocumentNode* const type = node->find("Type");
  const std::string_view kind = type == nullptr ? std::string_view() : std::string_view(type->scalar);
  struct Same {
    std::string_view type;
    std::string_view attribute;
    std::string_view property;  // empty: the resource
  };
  constexpr auto kSame = std::to_array<Same>({{"AWS::EC2::VPC", "CidrBlock", "CidrBlock"},
                                              {"AWS::EC2::VPC", "VpcId", ""},
                                              {"AWS::EC2::Subnet", "AvailabilityZone", "AvailabilityZone"},
                                              {"AWS::EC2::Subnet", "CidrBlock", "CidrBlock"},
                                              {"AWS::EC2::Subnet", "VpcId", "VpcId"},
                                              {"AWS::EC2::Subnet", "SubnetId", ""},
                                              {"AWS::EC2::LaunchTemplate", "LaunchTemplateId", ""},
                                              {"AWS::EKS::Nodegroup", "ClusterName", "ClusterName"},
                                              {"AWS::EKS::Nodegroup", "NodegroupName", ""}});
  const auto row =
      std::ranges::find_if(kSame, [&](const Same& same) { return same.type == kind && same.attribute == attribute; });
  if (row == kSame.end()) return text_value(fmt::format("{}{}.{}{}", kResource, resource, attribute, kResource), at);
  if (row->property.empty()) return text_value(fmt::format("{}{}{}", kResource, resource, kResource), at);
  const DocumentNode* const properties = node->find("Properties");
  const DocumentNode* const property = properties != nullptr ? properties->find(row->property) : nullptr;
  if (property == nullptr) return unknown(fmt::format("{}.{}", resource, attribute), at);
  return evaluate(*property);
}

TemplateValue TemplateValues::substitute(const Function& function, Location at) {
  const DocumentNode& argument = *function.argument;
  const DocumentNode* text = &argument;
  const DocumentNode* variables = nullptr;
  if (argument.kind == Kind::sequence && !argument.items.empty()) {
    text = &argument.items[0];
    if (argument.items.size() > 1) variables = &argument.items[1];
  }
  if (text->kind != Kind::scalar) return wrong("Fn::Sub takes a text", "write a text with ${Name} in it", at);
  std::string out;
  std::string_view rest = text->scalar;
  while (!rest.empty()) {
    const auto start = rest.find("${");
    const auto end = start == std::string_view::npos ? start : rest.find('}', start);
    if (end == std::string_view::npos) break;
    out += rest.substr(0, start);
    std::string_view name = rest.substr(start + 2, end - start - 2);
    rest.remove_prefix(end + 1);
    if (name.starts_with('!')) {  // ${!Literal} is ${Literal}
      out += fmt::format("${{{}}}", name.substr(1));
      continue;
    }
    const auto first = name.find_first_not_of(' ');
    if (first != std::string_view::npos) name = name.substr(first, name.find_last_not_of(' ') - first + 1);
    TemplateValue value;
    const DocumentNode* const own = variables != nullptr ? variables->find(name) : nullptr;
    if (own != nullptr) {
      value = evaluate(*own);
    } else if (const auto point = name.find('.'); point != std::string_view::npos) {
      value = attribute_of(name.substr(0, point), name.substr(point + 1), at);
    } else {
      value = reference(name, at);
    }
    if (value.kind == ValueKind::list) value = unknown(fmt::format("the list {} in a text", name), at);
    out += value.text;
    if (out.size() > kLongestText) return unknown("a text that is too long", at);
  }
  out += rest;
  return text_value(std::move(out), at);
}

TemplateValue TemplateValues::join(const Function& function, Location at) {
  const auto given = arguments(function);
  if (given.size() != 2 || given[0].kind != ValueKind::text) {
    return wrong("Fn::Join takes a delimiter and a list", "write [\",\", [a, b]]", at);
  }
  if (given[1].kind == ValueKind::text) return given[1];  // a list that is not known
  std::string out;
  for (const TemplateValue& item : given[1].items) {
    if (&item != given[1].items.data()) out += given[0].text;
    out += item.text;
    if (out.size() > kLongestText) return unknown("a text that is too long", at);
  }
  return text_value(std::move(out), at);
}

TemplateValue TemplateValues::split(const Function& function, Location at) {
  const auto given = arguments(function);
  if (given.size() != 2 || given[0].kind != ValueKind::text || given[0].text.empty()) {
    return wrong("Fn::Split takes a delimiter and a text", "write [\",\", text]", at);
  }
  if (given[1].kind != ValueKind::text) return given[1];
  // What is not known as a whole may hold any number of items.
  if (given[1].text.find(kUnknown) != std::string::npos) return unknown(*unknown_part(given[1]), at);
  TemplateValue list{.kind = ValueKind::list, .location = at};
  std::string_view rest = given[1].text;
  while (true) {
    const auto next = rest.find(given[0].text);
    list.items.push_back(text_value(std::string(rest.substr(0, next)), at));
    if (next == std::string_view::npos || list.items.size() >= kMostItems) return list;
    rest.remove_prefix(next + given[0].text.size());
  }
}

TemplateValue TemplateValues::select(const Function& function, Location at) {
  auto given = arguments(function);
  if (given.size() != 2 || given[0].kind != ValueKind::text) {
    return wrong("Fn::Select takes an index and a list", "write [0, [a, b]]", at);
  }
  if (const auto why = unknown_part(given[0])) return unknown(*why, at);
  if (given[1].kind == ValueKind::text) {
    const auto why = unknown_part(given[1]);
    return why ? unknown(*why, at) : wrong("Fn::Select takes a list, but gets a text", "give a list", at);
  }
  const auto index = parse_integer(given[0].text);
  if (!index || *index < 0 || static_cast<std::size_t>(*index) >= given[1].items.size()) {
    return wrong(fmt::format("Fn::Select: there is no item {} in a list of {}", given[0].text, given[1].items.size()),
                 "the first item is 0", at);
  }
  return given[1].items[static_cast<std::size_t>(*index)];
}

/// Blocks of 2^cidrBits addresses, one behind the other from the start of ipBlock.
TemplateValue TemplateValues::cidr(const Function& function, Location at) {
  constexpr std::int64_t kMostBlocks = 256;
  const auto given = arguments(function);
  if (given.size() < 2 || given.size() > 3) {
    return wrong("Fn::Cidr takes a block, a number of blocks and their bits", "write [10.0.0.0/16, 6, 8]", at);
  }
  for (const TemplateValue& argument : given) {
    if (const auto why = unknown_part(argument)) return unknown(*why, at);
  }
  if (given.size() == 2) return unknown("the size that Fn::Cidr takes without cidrBits", at);
  const auto block = Cidr::parse(given[0].text);
  if (!block) {
    if (given[0].text.find(':') != std::string::npos) return unknown("an IPv6 block", at);
    return wrong(fmt::format("Fn::Cidr: {}", describe(block.error(), given[0].text)), way_out(block.error(), given[0].text),
                 at);
  }
  const auto count = parse_integer(given[1].text);
  const auto bits = parse_integer(given[2].text);
  if (!count || *count < 1 || *count > kMostBlocks || !bits || *bits < 0 || *bits > 32) {
    return wrong(fmt::format("Fn::Cidr: {} blocks of {} bits", given[1].text, given[2].text),
                 fmt::format("ask for 1 to {} blocks of 0 to 32 bits", kMostBlocks), at);
  }
  const std::int64_t size = std::int64_t{1} << *bits;
  if (*count * size > block->size().value()) {
    return wrong(fmt::format("Fn::Cidr: {} blocks of {} addresses do not fit into {}", *count, size, block->to_string()),
                 "ask for fewer or smaller blocks", at);
  }
  TemplateValue list{.kind = ValueKind::list, .location = at};
  for (std::int64_t i = 0; i < *count; ++i) {
    const Ipv4Address first(block->first().value() + static_cast<std::uint32_t>(i * size));
    list.items.push_back(text_value(Cidr::containing(first, 32 - static_cast<int>(*bits)).to_string(), at));
  }
  return list;
}

TemplateValue TemplateValues::find_in_map(const Function& function, Location at) {
  const auto given = arguments(function);
  if (given.size() < 3 || given.size() > 4) {
    return wrong("Fn::FindInMap takes a map and two keys", "write [Map, Key, Key]", at);
  }
  const TemplateValue otherwise = given.size() == 4 && given[3].kind == ValueKind::mapping
                                      ? this->at(*given[3].node, {"DefaultValue"})
                                      : TemplateValue{};
  for (std::size_t i = 0; i < 3; ++i) {
    if (const auto why = unknown_part(given[i])) return unknown(*why, at);
  }
  const DocumentNode* node = document_->find("Mappings");
  for (std::size_t i = 0; i < 3 && node != nullptr; ++i) node = node->find(given[i].text);
  if (node != nullptr) return evaluate(*node);
  if (otherwise.kind != ValueKind::none) return otherwise;
  return wrong(fmt::format("Fn::FindInMap: the mappings have no {}", given[0].text + "." + given[1].text + "." + given[2].text),
               "name keys that are there", at);
}

TemplateValue TemplateValues::choose(const Function& function, Location at) {
  const DocumentNode& argument = *function.argument;
  if (argument.items.size() != 3 || argument.items[0].kind != Kind::scalar) {
    return wrong("Fn::If takes a condition and two values", "write [Condition, a, b]", at);
  }
  const auto chosen = condition(argument.items[0].scalar, at);
  if (!chosen) return unknown(fmt::format("the condition {}", argument.items[0].scalar), at);
  return evaluate(argument.items[*chosen ? 1 : 2]);
}

TemplateValue TemplateValues::zones(const Function& function, Location at) {
  TemplateValue region = evaluate(*function.argument, function.tagged);
  std::string prefix = region.kind == ValueKind::text && !region.text.empty() ? region.text : std::string(1, kRegion);
  if (prefix.find(kUnknown) != std::string::npos || prefix.find(kResource) != std::string::npos) {
    return unknown(*unknown_text(prefix), at);
  }
  if (!assumed_zones_) assumed_zones_ = at;
  TemplateValue list{.kind = ValueKind::list, .location = at};
  for (const char letter : std::string_view("abcdef")) list.items.push_back(text_value(prefix + letter, at));
  return list;
}

std::optional<bool> TemplateValues::condition(std::string_view name, Location at) {
  if (const auto known = conditions_.find(name); known != conditions_.end()) return known->second;
  const DocumentNode* const conditions = document_->find("Conditions");
  const DocumentNode* const node = conditions != nullptr ? conditions->find(name) : nullptr;
  if (node == nullptr) {
    std::vector<std::string_view> known;
    if (conditions != nullptr) {
      for (const DocumentNode::Entry& entry : conditions->entries) known.push_back(entry.key);
    }
    std::string way_out = did_you_mean(name, known);
    if (way_out.empty()) way_out = "add it under Conditions";
    static_cast<void>(wrong(fmt::format("there is no condition \"{}\"", name), std::move(way_out), at));
    return std::nullopt;
  }
  if (!open_conditions_.insert(std::string(name)).second) {
    static_cast<void>(wrong(fmt::format("the condition \"{}\" depends on itself", name), "take it out of itself", at));
    return std::nullopt;
  }
  const auto result = holds(*node);
  open_conditions_.erase(std::string(name));
  conditions_.emplace(name, result);
  return result;
}

/// Source: intrinsic-function-reference-conditions.html. What one part decides, the others need not be known for.
std::optional<bool> TemplateValues::holds(const DocumentNode& node) {
  if (depth_ >= kDeepest || ++steps_ > kMostSteps) return std::nullopt;
  const Function function = function_of(node);
  const std::string_view name = function.name;
  ++depth_;
  std::optional<bool> out;
  if (name == "Condition") {
    if (function.argument->kind == Kind::scalar) out = condition(function.argument->scalar, node.location);
  } else if (name == "Fn::Equals") {
    const auto given = arguments(function);
    if (given.size() != 2) {
      static_cast<void>(wrong("Fn::Equals takes two values", "write [a, b]", node.location));
    } else if (!unknown_part(given[0]) && !unknown_part(given[1])) {
      out = given[0].text == given[1].text;
    }
  } else if (name == "Fn::Not" && function.argument->items.size() == 1) {
    if (const auto inner = holds(function.argument->items.front())) out = !*inner;
  } else if (name == "Fn::And" || name == "Fn::Or") {
    const bool decides = name == "Fn::Or";
    bool all_known = true;
    for (const DocumentNode& item : function.argument->items) {
      const auto inner = holds(item);
      all_known &= inner.has_value();
      if (inner && *inner == decides) out = decides;
    }
    if (!out && all_known) out = !decides;
  }
  --depth_;
  return out;
}

}  // namespace cniplan
