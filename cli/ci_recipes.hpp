#pragma once

#include <span>
#include <string>
#include <string_view>

namespace cniplan::cli {

/// A file by which a CI system plans a cluster: its text is a template of data/ci.
struct CiRecipe {
  std::string_view name;      ///< "github"
  std::string_view path;      ///< where it belongs in a repository
  std::string_view what;      ///< in a few words
  std::string_view next;      ///< what is left to do, a sentence
  std::string_view text;      ///< with places for what is filled in
};
[[nodiscard]] std::span<const CiRecipe> ci_recipes();

/// What is filled in.
struct CiSettings {
  std::span<const std::string> files;  ///< is_plain_path() of each
  std::string_view fail_on;
};

/// Whether a path can stand in a shell's command, in YAML and in a regular expression without being quoted: letters,
/// digits and ._/+- only, and it does not start with a dash.
[[nodiscard]] bool is_plain_path(std::string_view path);

/// The recipe with the settings in their places.
[[nodiscard]] std::string filled_in(const CiRecipe& recipe, const CiSettings& settings);

}  // namespace cniplan::cli
