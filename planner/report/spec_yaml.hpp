#pragma once

#include <functional>
#include <string>
#include <string_view>

#include "planner/core/location.hpp"
#include "planner/spec/spec_tree.hpp"

namespace cniplan::report {

/// What to write behind a value as a comment; an empty text is none.
using YamlComment = std::function<std::string(const Location& location)>;

/// A tree as YAML that reads as the same tree: block style, short mappings and lists on one line, texts in quotes where
/// they would be taken for something else. `comment` may be empty.
[[nodiscard]] std::string to_yaml(const SpecNode& tree, const YamlComment& comment);

/// A text as a YAML scalar: plain where no reader of YAML 1.1 or 1.2 takes it for anything but a text.
[[nodiscard]] std::string yaml_scalar(std::string_view text);

}  // namespace cniplan::report
