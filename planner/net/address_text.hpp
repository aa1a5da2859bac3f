#pragma once

#include <cstddef>
#include <cstdint>

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

/// The same for the blocks of one range, of which there are at most 254 in IPv6.
inline constexpr std::size_t kLongestRange = 254 * kLongestLine;

/// Writes "10.0.0.0/28\n", and remembers the text of the upper three octets for the next line.
class Ipv4LineWriter {
 public:
  /// The place behind what was written at `to`, which has kLongestLine bytes.
  char* write(char* to, std::uint32_t first, int length);
  /// The same for the fewest blocks that make up [first, last]; `to` has kLongestRange bytes.
  char* write_range(char* to, std::uint32_t first, std::uint32_t last);

 private:
  std::uint32_t upper_ = ~std::uint32_t{0};
  std::uint32_t upper_size_ = 0;
  char upper_text_[16] = {};
};

/// Writes "2001:db8::/56\n" in canonical form, and remembers the text around the last group that is not 0 for the
/// next line; one for each place of that group, as lists mix blocks of several sizes.
class Ipv6LineWriter {
 public:
  /// The place behind what was written at `to`, which has kLongestLine bytes.
  char* write(char* to, Uint128 first, int length);
  /// The same for the fewest blocks that make up [first, last]; `to` has kLongestRange bytes.
  char* write_range(char* to, Uint128 first, Uint128 last);

 private:
  /// The groups before the last one that is not 0, and the text in front of it and behind it.
  struct Around {
    std::uint64_t upper = ~std::uint64_t{0};  // those in the same half; never all ones, as one group is missing
    std::uint64_t above = 0;                  // the upper half, of a group in the lower one
    std::uint32_t head_size = 0;
    std::uint32_t tail_size = 0;
    char head[40] = {};  // at most seven groups
    char tail[8] = {};   // "::", or zeros not worth one: at most three
  };
  // Seldom needed, so they stay out of line.
  [[gnu::noinline]] static void remember(Around& around, Uint128 first, int shift);
  [[gnu::noinline]] static char* write_whole(char* to, Uint128 first, int length);

  Around around_[8];  // by the place of that group, the last one first
};

}  // namespace cniplan
