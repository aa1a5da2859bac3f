#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// One instance of a resource, as a plan or a state of Terraform has it. Of its attributes only those are kept that
/// concern addresses, so that nothing else, and no secret among it, is held.
struct TerraformResource {
  std::string address;         ///< module.vpc.aws_subnet.private[0]
  std::string module_address;  ///< module.vpc; empty for the root module
  bool data = false;           ///< looked up, not made
  std::string type;
  std::string name;
  std::optional<std::string> index;  ///< of `count`, a number, or the key of `for_each`
  DocumentNode values;               ///< a mapping of attributes
  DocumentNode unknown;              ///< of a plan, what is known only after apply: true in the shape of the attributes
  DocumentNode sensitive;            ///< what Terraform marks as sensitive, in the same shape
  Location location{};
};

/// The output of `terraform show -json` of a plan or a state, or a state file, as far as it concerns addresses.
struct TerraformDocument {
  bool plan = false;
  std::vector<TerraformResource> resources;  ///< in the order of the file, each address once
  DocumentNode configuration;                ///< of a plan: its root module
  std::map<std::string, int, std::less<>> unread;  ///< types that take addresses but are not read, with their number
  Location location{};
};

/// Reads JSON of Terraform into trees of the shape that it has, in one pass over the text, which may be of any size:
/// what terraform_document() does not read is skipped without a copy. Needs memory for a copy of the text, an index of
/// it and what is kept, which is limited. No place has a length, since a line of such a file may hold anybody's
/// secret. Errors: broken JSON, duplicate keys, nesting deeper than 200, more than 2,000,000 values that are kept.
[[nodiscard]] Result<std::vector<DocumentNode>, Diagnostics> read_terraform_json(std::string_view text, int source);

/// Whether a text looks like JSON of Terraform: an object that names a format_version and values or a version of
/// Terraform, or a state file.
[[nodiscard]] bool is_terraform_json(std::string_view text);
/// The state as Terraform stores it, terraform.tfstate: no format of `terraform show`, but what people have.
[[nodiscard]] bool is_terraform_state_file(const DocumentNode& document);
/// Whether a document is one of them.
[[nodiscard]] bool is_terraform_document(const DocumentNode& document);

/// The resources of a plan or a state. Errors: another kind of document, a format_version that is not 0 or 1, a state
/// file that is not of version 4, values of the wrong kind, an address that stands in it twice.
/// Source: https://developer.hashicorp.com/terraform/internals/json-format; hashicorp/terraform
/// internal/states/statefile/version4.go
[[nodiscard]] Result<TerraformDocument, Diagnostics> terraform_document(const DocumentNode& document);

}  // namespace cniplan
