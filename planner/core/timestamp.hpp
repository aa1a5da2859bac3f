#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan {

/// A moment, to the second: seconds since 1970-01-01T00:00:00Z, leap seconds not counted.
struct Timestamp {
  std::int64_t seconds = 0;

  friend constexpr auto operator<=>(Timestamp, Timestamp) = default;
};

/// Reads RFC 3339, as Kubernetes writes creationTimestamp: "2026-03-01T12:00:00Z", with a fraction (which is
/// cut off) or an offset such as +02:00; or a date alone, which is its first second in UTC. Nothing for any
/// other text, for days that no month has, and for years before 1970.
[[nodiscard]] std::optional<Timestamp> parse_timestamp(std::string_view text);

/// "2026-03-01T12:00:00Z"
[[nodiscard]] std::string to_string(Timestamp time);

}  // namespace cniplan
