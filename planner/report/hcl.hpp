#pragma once

#include <string>
#include <utility>
#include <vector>

namespace cniplan::report {

/// A value in Terraform's language.
struct HclValue {
  enum class Kind {
    text,        ///< a text as it is: nothing in it is evaluated
    number,      ///< in digits
    boolean,     ///< true or false
    expression,  ///< aws_vpc.main.id, cidrsubnet(...)
    address,     ///< of a resource, where Terraform wants one and no value of it: depends_on
    list,
    object,
  };
  Kind kind = Kind::text;
  std::string scalar;
  std::vector<HclValue> items;
  std::vector<std::pair<std::string, HclValue>> entries;

  [[nodiscard]] static HclValue of(Kind kind, std::string scalar) {
    return {.kind = kind, .scalar = std::move(scalar), .items = {}, .entries = {}};
  }
  [[nodiscard]] static HclValue text(std::string value) { return of(Kind::text, std::move(value)); }
  [[nodiscard]] static HclValue yes() { return of(Kind::boolean, "true"); }
  [[nodiscard]] static HclValue expression(std::string code) { return of(Kind::expression, std::move(code)); }
  [[nodiscard]] static HclValue list(std::vector<HclValue> items) {
    return {.kind = Kind::list, .scalar = {}, .items = std::move(items), .entries = {}};
  }
};

/// A block: its type and labels, its attributes, the blocks in it.
struct HclBlock {
  std::vector<std::string> header;  ///< resource, aws_subnet, private_a
  std::vector<std::pair<std::string, HclValue>> attributes;
  std::vector<HclBlock> blocks;
};

/// A file of Terraform's configuration.
struct HclFile {
  std::vector<std::string> remarks;
  std::vector<HclBlock> blocks;
};

/// In the native syntax, as `terraform fmt` lays it out.
/// Source: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
[[nodiscard]] std::string to_hcl(const HclFile& file);

/// The same in JSON syntax; blocks of one type and label stand together, remarks under the key "//".
/// Source: https://developer.hashicorp.com/terraform/language/syntax/json
[[nodiscard]] std::string to_hcl_json(const HclFile& file);

}  // namespace cniplan::report
