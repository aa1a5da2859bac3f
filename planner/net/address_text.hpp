#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>

#include "planner/net/uint128.hpp"

namespace cniplan {

/// The fast way in and out for lists of millions of blocks. Reading takes only the plain form ("10.0.0.0/28" or
/// "10.0.0.1" and a line end) and leaves everything else, right or wrong, to the parsers proper; for what it
/// takes, both agree.

/// How many bytes must be readable from where the readers start.
inline constexpr std::size_t kFastReadWindow = 64;

struct Ipv4Line {
  std::uint32_t first = 0;
  int length = 0;
  std::uint32_t bytes = 0;  ///< of the line, its end included; 0: left to the parser proper
};
/// A line that starts at `at`; the 4 bytes before it must be readable, too.
[[nodiscard]] Ipv4Line read_ipv4_line(const char* at);

struct Ipv6Line {
  Uint128 first = 0;
  int length = 0;
  std::uint32_t bytes = 0;  ///< of the line, its end included; 0: left to the parser proper
};
/// A line that starts at `at`; the 4 bytes before it must be readable, too.
[[nodiscard]] Ipv6Line read_ipv6_line(const char* at);

/// The longest line that a writer makes, and the bytes that it may touch behind what it writes.
inline constexpr std::size_t kLongestLine = 64;

/// Writes "10.0.0.0/28\n", and remembers the text of the upper three octets for the next line.
class Ipv4LineWriter {
 public:
  /// The place behind what was written at `to`, which has kLongestLine bytes.
  char* write(char* to, std::uint32_t first, int length);

 private:
  std::uint32_t upper_ = ~std::uint32_t{0};
  std::uint32_t upper_size_ = 0;
  char upper_text_[16] = {};
};

/// Writes "2001:db8::/56\n" in canonical form.
class Ipv6LineWriter {
 public:
  /// The place behind what was written at `to`, which has kLongestLine bytes.
  char* write(char* to, Uint128 first, int length);

 private:
  std::optional<Uint128> upper_;  // the address without its last group, which is not 0
  std::uint32_t upper_size_ = 0;
  char upper_text_[48] = {};
};

}  // namespace cniplan
