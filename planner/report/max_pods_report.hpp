#pragma once

#include <string>

#include "planner/capacity/max_pods_result.hpp"
#include "planner/report/report_frame.hpp"

namespace cniplan::report {

/// Whether each figure comes with its formula, the values filled in.
enum class Explain : bool { no, yes };

/// At most 80 columns wide. What is unknown is a question mark, what has no limit a dash; each is said below.
[[nodiscard]] std::string to_table(const MaxPodsResult& result, Explain explain);
[[nodiscard]] std::string to_markdown(const MaxPodsResult& result, Explain explain, const ReportFrame& frame = {});
/// A page readable in any browser without a network, with the formulas of the first hundred types.
[[nodiscard]] std::string to_html(const MaxPodsResult& result, const ReportFrame& frame = {});
/// The whole result, `cniplan/max-pods/v1`; what is unknown or has no limit is null.
[[nodiscard]] std::string to_json(const MaxPodsResult& result, Explain explain);
/// A line for each type, as in the JSON's `types`.
[[nodiscard]] std::string to_ndjson(const MaxPodsResult& result, Explain explain);
[[nodiscard]] std::string to_csv(const MaxPodsResult& result);
/// AWS's eni-max-pods.txt: `type max_pods` by name, comments above. Where addresses set no limit (IPv6) the value is
/// the recommended one; a type without a known value is a comment.
[[nodiscard]] std::string to_eni_max_pods(const MaxPodsResult& result);

/// The recommended value in each mode, side by side; the JSON has the allowed one as well.
[[nodiscard]] std::string to_table(const MaxPodsModesResult& result);
[[nodiscard]] std::string to_markdown(const MaxPodsModesResult& result, const ReportFrame& frame = {});
[[nodiscard]] std::string to_html(const MaxPodsModesResult& result, const ReportFrame& frame = {});
[[nodiscard]] std::string to_json(const MaxPodsModesResult& result);
[[nodiscard]] std::string to_ndjson(const MaxPodsModesResult& result);
[[nodiscard]] std::string to_csv(const MaxPodsModesResult& result);

}  // namespace cniplan::report
