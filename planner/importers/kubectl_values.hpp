#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/timestamp.hpp"
#include "planner/importers/json_walk.hpp"

namespace cniplan {

/// Values as Kubernetes writes them. Null counts as absent, and what is wrong is noted.

/// A quantity that counts things: "29", 29, "1k". Source:
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
[[nodiscard]] std::optional<std::int64_t> quantity(JsonNotes& notes, std::string_view key,
                                                   const JsonValue& value);

/// "2026-03-01T12:00:00Z"
[[nodiscard]] std::optional<Timestamp> timestamp(JsonNotes& notes, std::string_view key,
                                                 const JsonValue& value);

/// true or false
[[nodiscard]] std::optional<bool> truth(JsonNotes& notes, std::string_view key, const JsonValue& value);

/// Whether a key that is read stands there for the first time; an error is noted for the second.
template <std::size_t N>
bool first_time(JsonNotes& notes, std::bitset<N>& seen, std::size_t key, std::string_view called,
                const JsonValue& value) {
  if (!seen[key]) {
    seen.set(key);
    return true;
  }
  notes.error("json.duplicate-key", std::string(called) + " stands twice", "leave one of them",
              value.token());
  return false;
}

}  // namespace cniplan
