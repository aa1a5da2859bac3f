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

/// Blocks read from lines. They come in batches, so that the memory that the blocks go to is fetched for many of
/// them at once.
template <class Value>
struct LineBatch {
  static constexpr std::size_t kMost = 128;
  struct Block {
    Value first;
    int length;
  };
  std::size_t size = 0;
  Block blocks[kMost];
};

/// Reads lines from `at` on, while a whole window lies before `end` and the batch has room, up to the first that is
/// not of the plain form; gives the place where it stopped. The 4 bytes before `at` must be readable, too.
[[nodiscard]] const char* read_ipv4_lines(const char* at, const char* end, LineBatch<std::uint32_t>& batch);
[[nodiscard]] const char* read_ipv6_lines(const char* at, const char* end, LineBatch<Uint128>& batch);

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
