#pragma once

#include <string>
#include <vector>

#include "planner/catalog/catalog.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"

namespace cniplan {

/// The instance types of `aws ec2 describe-instance-types` output: the whole object, a bare list, one type alone,
/// or any number of these one behind the other. Keys that say nothing about addresses are skipped.
///
/// A type's ENIs are those of its default network card, never the sum over its cards; a type without a list of
/// cards has MaximumNetworkInterfaces of them, unless it says that it has several cards: that is an error.
/// What the output leaves out (trunk and branch ENIs and prices always, other values when it was filtered)
/// is taken from the type of the same name in `known`; a type that is not there counts as without trunking, and its
/// other values are unknown. Of one name the last entry counts; if entries differ, that is a warning.
///
/// `source` is the text's number in Sources. All errors come together: broken JSON, wrong types, numbers out of
/// range, names that are none, types without limits. Reads the text in place where it has spare capacity
/// (kJsonPadding), and needs memory for an index of it beside.
/// Source: https://docs.aws.amazon.com/AWSEC2/latest/APIReference/API_InstanceTypeInfo.html
[[nodiscard]] Result<WithWarnings<std::vector<InstanceType>>, Diagnostics> read_ec2_instance_types(
    const std::string& text, int source, const Catalog& known);

}  // namespace cniplan
