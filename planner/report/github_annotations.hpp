#pragma once

#include <span>
#include <string>

#include "planner/core/location.hpp"
#include "planner/findings/finding.hpp"

namespace cniplan::report {

/// Findings as GitHub Actions shows them beside the lines of a pull request: a workflow command each, in the
/// order given.
///   ::error file=nodes.json,line=12,col=9,title=nodes.above-addresses::general (m5.large): ...
/// An info is a notice, and so is a finding that is accepted or known. A finding without a place in a file
/// (standard input and options are none) has no file.
/// No finding, no text. Source:
/// https://docs.github.com/actions/reference/workflow-commands-for-github-actions; actions/toolkit
/// packages/core/src/command.ts (what is escaped).
[[nodiscard]] std::string to_github_annotations(std::span<const Finding> findings, const Sources& sources);

}  // namespace cniplan::report
