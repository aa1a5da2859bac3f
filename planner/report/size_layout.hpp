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

/// With printable texts.
[[nodiscard]] std::vector<Finding> size_findings_to_show(const SizeResult& result);
[[nodiscard]] std::vector<Derivation> size_derivations_to_show(const SizeResult& result);

/// The sections for people, in their order: `heading`, `text` and `grid` write one piece each.
template <class Writer>
void write_size_sections(const SizeResult& result, Writer& writer) {
  if (!result.subnets.empty()) {
    writer.heading("Subnets");
    writer.grid(sized_subnets_grid(result));
    writer.heading("What makes them this large");
    for (const std::string& text : reason_texts(result)) writer.text(text);
  }
  if (const Grid reservations = reservations_grid(result); !reservations.empty()) {
    writer.heading("CIDR reservations of type prefix");
    writer.grid(reservations);
  }
  if (const auto texts = beyond_texts(result); !texts.empty()) {
    writer.heading("What fits beyond");
    for (const std::string& text : texts) writer.text(text);
  }
  writer.heading("Free in the VPC");
  writer.text(free_text(result));
  if (!result.ways_out.empty()) {
    writer.heading("Ways out");
    writer.grid(ways_out_grid(result));
  }
}

}  // namespace cniplan::report
