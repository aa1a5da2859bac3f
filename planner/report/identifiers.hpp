#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace cniplan::report {

/// How a kind of file writes the name of a thing in it: `snake_case` for Terraform, letters and digits for the logical
/// ids of CloudFormation.
enum class IdentifierStyle { snake_case, letters_and_digits };

/// An identifier for each name, all different: "private-a" is private_a, or PrivateA. It depends on the name alone, so
/// that another name beside it changes none; only names that would become the same identifier ("a-b", "a.b") get a hash
/// of theirs behind it. `kind` stands in front where a name begins with no letter: "10.0.0.0/24" is subnet_10_0_0_0_24.
[[nodiscard]] std::vector<std::string> identifiers(const std::vector<std::string>& names, IdentifierStyle style,
                                                   std::string_view kind);

}  // namespace cniplan::report
