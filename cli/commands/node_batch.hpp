#pragma once

#include <string>

#include "cli/exit_code.hpp"
#include "cli/io.hpp"
#include "planner/catalog/catalog.hpp"
#include "planner/plan/node_batch.hpp"

namespace cniplan::cli {

/// `cniplan node --batch`: lines of JSON in, lines of JSON out, in order. A line is answered as soon as what
/// was read with it is, so that another program may ask line by line through a pipe.
struct NodeBatch {
  std::string path;    ///< "-" is standard input
  std::string output;  ///< empty: standard output
  NodeBatchFields fields;
};
ExitCode run_node_batch(const NodeBatch& batch, const Catalog& catalog, Io& io);

}  // namespace cniplan::cli
