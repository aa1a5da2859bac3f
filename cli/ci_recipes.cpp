#include "cli/ci_recipes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace cniplan::cli {
namespace {

constexpr std::string_view kGetCniplan =
#include "get-cniplan.sh.inc"
    ;

constexpr std::array<CiRecipe, 5> kRecipes = {{
    {.name = "github",
     .path = ".github/workflows/cniplan.yml",
     .what = "a GitHub Actions workflow: summary, code scanning, comment",
     .next = "Set the repository's variable CNIPLAN_SOURCE or CNIPLAN_URL; the file's head says how.",
     .text =
#include "github.yml.inc"
    },
    {.name = "gitlab",
     .path = ".gitlab/cniplan.yml",
     .what = "a GitLab CI job: test cases, code quality, report",
     .next = "Include it in .gitlab-ci.yml, and set CNIPLAN_SOURCE or CNIPLAN_URL; the file's head says how.",
     .text =
#include "gitlab.yml.inc"
    },
    {.name = "jenkins",
     .path = "Jenkinsfile",
     .what = "a Jenkins pipeline: test cases, findings, report",
     .next = "The agent has to have cniplan in its PATH.",
     .text =
#include "jenkins.groovy.inc"
    },
    {.name = "pre-commit",
     .path = ".pre-commit-config.yaml",
     .what = "a hook of pre-commit for commits that change the files",
     .next = "\"pre-commit install\" turns it on.",
     .text =
#include "pre-commit.yaml.inc"
    },
    {.name = "make",
     .path = "cniplan.mk",
     .what = "a rule for make: ip-capacity writes the report",
     .next = "Write \"include cniplan.mk\" in the Makefile.",
     .text =
#include "make.mk.inc"
    },
}};

void replace_all(std::string& text, std::string_view place, std::string_view with) {
  for (auto at = text.find(place); at != std::string::npos; at = text.find(place, at + with.size())) {
    text.replace(at, place.size(), with);
  }
}

/// Puts a script in the place of a line that is `place` behind blanks, each of its lines behind the same blanks.
void replace_line(std::string& text, std::string_view place, std::string_view script) {
  const auto at = text.find(place);
  if (at == std::string::npos) return;
  const auto start = text.rfind('\n', at) + 1;
  const std::string blanks = text.substr(start, at - start);
  std::string lines;
  for (std::size_t from = 0; from < script.size();) {
    const auto end = std::min(script.find('\n', from), script.size());
    lines += fmt::format("{}{}\n", blanks, script.substr(from, end - from));
    from = end + 1;
  }
  lines.pop_back();
  text.replace(start, at + place.size() - start, lines);
}

}  // namespace

std::span<const CiRecipe> ci_recipes() { return kRecipes; }

bool is_plain_path(std::string_view path) {
  return !path.empty() && path.front() != '-' && std::ranges::all_of(path, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._/+-").find(c) != std::string_view::npos;
  });
}

std::string filled_in(const CiRecipe& recipe, const CiSettings& settings) {
  const std::string files = fmt::format("{}", fmt::join(settings.files, " "));
  std::string pattern = fmt::format("^({})$", fmt::join(settings.files, "|"));
  replace_all(pattern, ".", "\\.");
  replace_all(pattern, "+", "\\+");
  std::string text(recipe.text);
  replace_all(text, "@FILES_PLAIN@", files);
  replace_all(text, "@FILES@", fmt::format("'{}'", files));
  replace_all(text, "@PATTERN@", pattern);
  replace_all(text, "@FAIL_ON@", settings.fail_on);
  replace_line(text, "@GET_CNIPLAN@", kGetCniplan);
  return text;
}

}  // namespace cniplan::cli
