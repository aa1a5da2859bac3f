#pragma once

#include <string>

#include "cli/options.hpp"

namespace cniplan::cli {

/// A command's help, at most 80 columns wide: what it answers, usage, its options by group, examples.
[[nodiscard]] std::string help_text(const CLI::App& app, const HelpText& help);

}  // namespace cniplan::cli
