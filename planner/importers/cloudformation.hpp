#pragma once

#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/spec/imported.hpp"

namespace cniplan {

/// Whether a document is a CloudFormation template: it says its AWSTemplateFormatVersion, or has Resources with types
/// of the form A::B::C.
[[nodiscard]] bool is_cloudformation(const DocumentNode& document);

/// The cluster that a CloudFormation template makes, or as much of one as it has. YAML is read with YamlTags::kept.
/// `cluster` names the one that is asked for when there are several, by its name or logical id; empty: the only one.
/// Parameters count with their defaults. Of a resource whose condition does not hold nothing is planned; one whose
/// condition is not known is planned, with a warning. Of a Region that is not known, the zones are zone-a, zone-b, ...
/// Warnings: what cannot be told from the template, with its place; what is left out. Errors, all in one run: another
/// kind of document, functions that cannot be right, values of the wrong kind, those of to_spec().
/// Source: https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/, a page for each type of resource.
[[nodiscard]] Result<PartialSpec, Diagnostics> read_cloudformation(const DocumentNode& document,
                                                                   std::string_view cluster = {});

}  // namespace cniplan
