#pragma once

#include <string>
#include <string_view>

#include "planner/plan/node_batch.hpp"

namespace cniplan::report {

/// Appends the answer of one line as one line of JSON: id, answer, and where they are known
/// arrival_order_matters, burst (only where it differs), call_totals, range and down. `id` is JSON already;
/// empty stands for null.
void append_node_answer(std::string& out, std::string_view id, const NodeBatchAnswer& answered,
                        const NodeBatchFields& fields);

/// Appends `{"id":...,"error":"..."}` as one line.
void append_node_error(std::string& out, std::string_view id, std::string_view error);

}  // namespace cniplan::report
