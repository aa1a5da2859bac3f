#pragma once

#include "cli/io.hpp"

namespace cniplan::cli {

/// One function per command: `arguments` are those behind the command's name.
[[nodiscard]] ExitCode run_plan(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_compare(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_size(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_max_pods(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_node(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_check_nodes(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_diff(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_import(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_instances(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_subnet(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_rules(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_explain(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_schema(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_ci_init(Arguments arguments, Io& io);
[[nodiscard]] ExitCode run_version(Arguments arguments, Io& io);

}  // namespace cniplan::cli
