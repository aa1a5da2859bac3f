#pragma once

#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// The cluster that a plan or a state of Terraform has, or as much of one as there is: the output of
/// `terraform show -json`, as read_terraform_json() gives it. `cluster` names the one that is asked for when there are
/// several, by its name or address; empty: the only one. What Terraform marks as sensitive is not read.
/// Values that Terraform knows only after apply are taken from what the configuration refers to, where that leaves no
/// choice (see TerraformReferences). Warnings: what is not known, with the resource's address; what is left out.
/// Errors, all in one run: those of terraform_document() and to_spec(), attributes of the wrong kind.
/// Source: https://developer.hashicorp.com/terraform/internals/json-format; hashicorp/terraform-provider-aws (v6).
[[nodiscard]] Result<PartialSpec, Diagnostics> read_terraform(const DocumentNode& document,
                                                              std::string_view cluster = {});

}  // namespace cniplan
