#pragma once

#include <string_view>

namespace cniplan {

/// One variable of an environment, or one entry of a ConfigMap, without its place: for readers of very many.
struct Setting {
  std::string_view name;
  std::string_view value;

  friend bool operator==(const Setting&, const Setting&) = default;
};

}  // namespace cniplan
