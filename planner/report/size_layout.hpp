#pragma once

#include <string>
#include <vector>

#include "planner/plan/size_result.hpp"
#include "planner/report/grid.hpp"

namespace cniplan::report {

/// What the reports of a size for people have in common.

/// The mode of the CNI, the share that may be used, and what else was asked for; a sentence.
[[nodiscard]] std::string size_question_text(const SizeResult& result);
/// A row for each subnet: its block, how full it gets, and what it is for.
[[nodiscard]] Grid sized_subnets_grid(const SizeResult& result);
/// Why they are no smaller, those with one reason together: "nodes-a, nodes-b: addresses in az-loss without zone-c."
[[nodiscard]] std::vector<std::string> reason_texts(const SizeResult& result);
/// The CIDR reservations to make; empty: none.
[[nodiscard]] Grid reservations_grid(const SizeResult& result);
/// How many nodes and Pods fit beyond; sentences.
[[nodiscard]] std::vector<std::string> beyond_texts(const SizeResult& result);
/// "10.20.64.0/18 and 3 more".
[[nodiscard]] std::string free_text(const SizeResult& result);
[[nodiscard]] Grid ways_out_grid(const SizeResult& result);

}  // namespace cniplan::report
