#pragma once

#include <algorithm>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <vector>

#include "planner/core/ensure.hpp"

namespace cniplan {

/// How much of a part of the space a bag holds, by addresses and by aligned blocks of 16.
struct Occupancy {
  std::int64_t used = 0;
  std::int64_t untouched_blocks = 0;  ///< no address used
  std::int64_t full_blocks = 0;       ///< all 16 used
};

/// Millions of aligned blocks of a 32-bit space, in any order and with duplicates, in little memory: 256 buckets
/// by the high 8 bits, each a list of 4-byte entries (offset and length), or a bitmap of 2 MiB once that is
/// smaller. Reading out needs settle() first.
///   add: O(1); settle: O(n), by radix sort; reading out: O(entries, or words of the bitmaps, in the part asked).
///   memory: at most 8 bytes an entry and 4 MiB, and never above 513 MiB.
class IndexBag {
 public:
  IndexBag();

  /// Adds the block of 2^(32 - length) that starts at `first`, which is aligned to it.
  void add(std::uint32_t first, int length) {
    if (length < kBucketBits) return add_buckets(first, length);
    Bucket& bucket = buckets_[first >> kOffsetBits];
    if (!bucket.bitmap.empty()) return set_bits(bucket.bitmap, first & kOffsetMask, length);
    if (bucket.next == bucket.end && !grow(bucket)) return set_bits(bucket.bitmap, first & kOffsetMask, length);
    *bucket.next++ = first << kBucketBits | static_cast<std::uint32_t>(length);
  }

  /// Adds every address from `first` to `last`.
  void add_range(std::uint32_t first, std::uint32_t last);

  /// Sorts what was added. add() afterwards is a broken promise.
  void settle();

  /// The maximal ranges of what was added, clipped to [first, last], in order: `sink(range first, range last)`.
  template <class Sink>
  void for_each_range(std::uint32_t first, std::uint32_t last, Sink&& sink) const {
    ensure(settled_, "a bag is settled before it is read");
    std::uint64_t open = 0;  // of the range that may still grow: start, and the end behind its last address
    std::uint64_t end = 0;
    const auto put = [&](std::uint64_t from, std::uint64_t to) {
      if (from == end && end > open) {
        end = to;
        return;
      }
      if (end > open) sink(static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(end - 1));
      open = from;
      end = to;
    };
    for (std::uint32_t index = first >> kOffsetBits; index <= last >> kOffsetBits; ++index) {
      const Bucket& bucket = buckets_[index];
      const std::uint64_t base = std::uint64_t{index} << kOffsetBits;
      const std::uint32_t from = base < first ? first & kOffsetMask : 0;
      const std::uint32_t to = base + kOffsetMask > last ? (last & kOffsetMask) + 1 : kOffsetMask + 1;
      scan(bucket, from, to, [&](std::uint32_t a, std::uint32_t b) { put(base + a, base + b); });
    }
    if (end > open) sink(static_cast<std::uint32_t>(open), static_cast<std::uint32_t>(end - 1));
  }

  /// How much of [first, last] is used. Blocks are counted where they lie wholly inside; both ends are
  /// multiples of 16 when they matter.
  [[nodiscard]] Occupancy occupancy(std::uint32_t first, std::uint32_t last) const;

 private:
  static constexpr int kBucketBits = 8;
  static constexpr int kOffsetBits = 32 - kBucketBits;
  static constexpr std::uint32_t kOffsetMask = (std::uint32_t{1} << kOffsetBits) - 1;
  static constexpr std::size_t kWords = std::size_t{1} << (kOffsetBits - 6);
  static constexpr std::size_t kChunk = 1024;
  /// From here on the bitmap takes no more memory than the entries.
  static constexpr std::size_t kMostEntries = kWords * 2;

  using Bitmap = std::vector<std::uint64_t>;
  using Entries = std::vector<std::uint32_t>;

  struct Bucket {
    std::uint32_t* next = nullptr;  // where the next entry goes in the last chunk
    std::uint32_t* end = nullptr;
    std::vector<std::unique_ptr<std::uint32_t[]>> chunks;
    Entries sorted;  // once settled: disjoint blocks, offset << 8 | length
    Bitmap bitmap;   // when not empty, it alone counts

    [[nodiscard]] std::size_t size() const {
      return chunks.size() * kChunk - static_cast<std::size_t>(end - next);
    }
  };

  static void set_bits(Bitmap& bitmap, std::uint32_t offset, int length) {
    std::uint64_t* const word = bitmap.data() + (offset >> 6);
    if (length == 32) {
      *word |= std::uint64_t{1} << (offset & 63);
    } else if (length > 26) {
      *word |= ((std::uint64_t{1} << (1U << (32 - length))) - 1) << (offset & 63);
    } else {
      std::fill_n(word, std::size_t{1} << (26 - length), ~std::uint64_t{0});
    }
  }

  /// The maximal ranges [from, to) of one bucket that lie in [from, to), as offsets.
  template <class Sink>
  static void scan(const Bucket& bucket, std::uint32_t from, std::uint32_t to, Sink&& sink) {
    if (bucket.bitmap.empty()) {
      scan_entries(bucket.sorted, from, to, sink);
    } else {
      scan_bitmap(bucket.bitmap, from, to, sink);
    }
  }

  template <class Sink>
  static void scan_entries(const Entries& sorted, std::uint32_t from, std::uint32_t to, Sink&& sink) {
    std::size_t i = from == 0 ? 0 : first_entry_reaching(sorted, from);
    std::uint32_t start = 0;
    std::uint32_t end = 0;
    for (; i < sorted.size(); ++i) {
      const std::uint32_t offset = std::max(sorted[i] >> kBucketBits, from);
      if (offset >= to) break;
      const std::uint32_t behind = std::min(end_of(sorted[i]), to);
      if (offset != end || start == end) {
        if (end > start) sink(start, end);
        start = offset;
      }
      end = behind;
    }
    if (end > start) sink(start, end);
  }

  template <class Sink>
  static void scan_bitmap(const Bitmap& bitmap, std::uint32_t from, std::uint32_t to, Sink&& sink) {
    std::uint64_t before = 0;  // the bit in front of the word
    std::uint32_t start = 0;
    bool open = false;
    for (std::uint32_t w = from >> 6; w <= (to - 1) >> 6; ++w) {
      std::uint64_t word = bitmap[w];
      if (w == from >> 6) word &= ~std::uint64_t{0} << (from & 63);
      if (w == to >> 6) word &= (std::uint64_t{1} << (to & 63)) - 1;
      std::uint64_t edges = word ^ (word << 1 | before);
      before = word >> 63;
      for (; edges != 0; edges &= edges - 1) {
        const std::uint32_t at = (w << 6) + static_cast<std::uint32_t>(std::countr_zero(edges));
        if (open) {
          sink(start, at);
        } else {
          start = at;
        }
        open = !open;
      }
    }
    if (open) sink(start, to);
  }

  [[nodiscard]] static std::uint32_t end_of(std::uint32_t entry) {
    return (entry >> kBucketBits) + (std::uint32_t{1} << (32 - (entry & 0xff)));
  }
  [[nodiscard]] static std::size_t first_entry_reaching(const Entries& sorted, std::uint32_t from);
  static void tally(const Bucket& bucket, std::uint32_t from, std::uint32_t to, Occupancy& sum);
  static void tally_words(const std::uint64_t* words, std::size_t count, Occupancy& sum);

  void add_buckets(std::uint32_t first, int length);
  /// Room for one more entry, or false: the bucket has become a bitmap.
  bool grow(Bucket& bucket);
  void settle(Bucket& bucket, Entries& from, Entries& to);

  std::vector<Bucket> buckets_;  // 256 of them
  bool settled_ = false;
};

}  // namespace cniplan
