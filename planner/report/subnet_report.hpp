#pragma once

#include <string>

#include "planner/capacity/subnet_capacity.hpp"

namespace cniplan::report {

/// What a report of subnets shows beyond the figures.
struct SubnetReportOptions {
  bool explain = false;  ///< each figure with its formula and the values filled in
};

/// The answer of `cniplan subnet` in each format. Table and Markdown show at most 256 parts of a split and say how
/// many more there are; findings are in the table, the Markdown and the JSON.
[[nodiscard]] std::string to_table(const SubnetResult& result, const SubnetReportOptions& options);
[[nodiscard]] std::string to_markdown(const SubnetResult& result, const SubnetReportOptions& options);
/// The whole result but the maps, `"schema": "cniplan/subnet/v1"`.
[[nodiscard]] std::string to_json(const SubnetResult& result, const SubnetReportOptions& options);
/// A line of JSON for each CIDR, then each part, place and leftover, told apart by "kind".
[[nodiscard]] std::string to_ndjson(const SubnetResult& result, const SubnetReportOptions& options);
/// The same as rows: kind is subnet, part, fit or left.
[[nodiscard]] std::string to_csv(const SubnetResult& result, const SubnetReportOptions& options);

}  // namespace cniplan::report
