#include "planner/net/index_bag.hpp"

#include <algorithm>
#include <array>
#include <utility>

#include "planner/net/address_set.hpp"

namespace cniplan {
namespace {

constexpr std::uint32_t kBlock = 16;

/// Adds ranges in ascending order up to the counts of the blocks that they touch and fill.
class BlockTally {
 public:
  explicit BlockTally(Occupancy& sum) : sum_(sum) {}

  /// The next maximal range [from, to).
  void add(std::uint32_t from, std::uint32_t to) {
    sum_.used += to - from;
    const std::int64_t first = from / kBlock;
    const std::int64_t last = (to - 1) / kBlock;
    touched_ += last - std::max(first, last_touched_ + 1) + 1;
    last_touched_ = last;
    const std::int64_t whole = std::int64_t{to / kBlock} - (from + kBlock - 1) / kBlock;
    if (whole > 0) sum_.full_blocks += whole;
  }

  [[nodiscard]] std::int64_t touched() const { return touched_; }

 private:
  Occupancy& sum_;
  std::int64_t touched_ = 0;
  std::int64_t last_touched_ = -1;
};

}  // namespace

IndexBag::IndexBag() : buckets_(std::size_t{1} << kBucketBits) {}

void IndexBag::add_range(std::uint32_t first, std::uint32_t last) {
  for_each_block<Ipv4Traits>(first, last, [this](std::uint32_t block, int length) { add(block, length); });
}

void IndexBag::add_buckets(std::uint32_t first, int length) {
  const std::uint32_t count = std::uint32_t{1} << (kBucketBits - length);
  for (std::uint32_t i = 0; i < count; ++i) add(first + (i << kOffsetBits), kBucketBits);
}

bool IndexBag::grow(Bucket& bucket) {
  ensure(!settled_, "a bag takes nothing more once it is settled");
  if (bucket.size() < kMostEntries) {
    bucket.chunks.push_back(std::make_unique_for_overwrite<std::uint32_t[]>(kChunk));
    bucket.next = bucket.chunks.back().get();
    bucket.end = bucket.next + kChunk;
    return true;
  }
  bucket.bitmap.resize(kWords);
  for (const auto& chunk : bucket.chunks) {
    for (std::size_t i = 0; i < kChunk; ++i) {
      set_bits(bucket.bitmap, chunk[i] >> kBucketBits, static_cast<int>(chunk[i] & 0xff));
    }
  }
  bucket.chunks.clear();
  bucket.next = bucket.end = nullptr;
  return false;
}

void IndexBag::settle() {
  Entries from;
  Entries to;
  for (Bucket& bucket : buckets_) {
    if (bucket.bitmap.empty() && !bucket.chunks.empty()) settle(bucket, from, to);
  }
  settled_ = true;
}

void IndexBag::settle(Bucket& bucket, Entries& from, Entries& to) {
  const std::size_t size = bucket.size();
  from.resize(size);
  for (std::size_t i = 0, at = 0; at < size; ++i) {
    const std::size_t part = std::min(kChunk, size - at);
    std::copy_n(bucket.chunks[i].get(), part, from.begin() + static_cast<std::ptrdiff_t>(at));
    at += part;
  }
  bucket.chunks.clear();
  bucket.next = bucket.end = nullptr;

  constexpr std::size_t kWorthRadix = 512;
  if (size < kWorthRadix) {
    std::ranges::sort(from);
  } else {
    // By the 24 bits of the offset; blocks of one offset may keep any order.
    to.resize(size);
    for (int shift = kBucketBits; shift < 32; shift += 8) {
      std::array<std::uint32_t, 256> place{};
      for (const std::uint32_t entry : from) ++place[entry >> shift & 0xff];
      std::uint32_t sum = 0;
      for (std::uint32_t& at : place) at = std::exchange(sum, sum + at);
      for (const std::uint32_t entry : from) to[place[entry >> shift & 0xff]++] = entry;
      from.swap(to);
    }
  }
  // Aligned blocks nest or are apart: what starts inside the last one kept is part of it, or contains it when
  // both start at one place.
  std::size_t kept = 0;
  for (const std::uint32_t entry : from) {
    if (kept > 0 && entry >> kBucketBits < end_of(from[kept - 1])) {
      if (entry >> kBucketBits == from[kept - 1] >> kBucketBits) from[kept - 1] = std::min(from[kept - 1], entry);
    } else {
      from[kept++] = entry;
    }
  }
  bucket.sorted.assign(from.begin(), from.begin() + static_cast<std::ptrdiff_t>(kept));
}

std::size_t IndexBag::first_entry_reaching(const Entries& sorted, std::uint32_t from) {
  const auto found = std::ranges::partition_point(sorted, [from](std::uint32_t e) { return end_of(e) <= from; });
  return static_cast<std::size_t>(found - sorted.begin());
}

void IndexBag::tally_words(const std::uint64_t* words, std::size_t count, Occupancy& sum) {
  // Four blocks of 16 in a word, each in a lane of its own; the lanes' sums are taken out before they are full.
  constexpr std::uint64_t kLow15 = 0x7fff7fff7fff7fff;
  constexpr std::uint64_t kOnes = 0x0001000100010001;
  constexpr std::size_t kBatch = 2048;
  const auto sum_of_lanes = [](std::uint64_t lanes) {
    return static_cast<std::int64_t>((lanes & 0xffff) + (lanes >> 16 & 0xffff) + (lanes >> 32 & 0xffff) + (lanes >> 48));
  };
  const auto zero_lanes = [](std::uint64_t word) { return ~(((word & kLow15) + kLow15) | word) >> 15 & kOnes; };
  while (count > 0) {
    const std::size_t batch = std::min(count, kBatch);
    std::uint64_t used = 0;
    std::uint64_t untouched = 0;
    std::uint64_t full = 0;
    for (std::size_t i = 0; i < batch; ++i) {
      const std::uint64_t word = words[i];
      std::uint64_t bits = word - (word >> 1 & 0x5555555555555555);
      bits = (bits & 0x3333333333333333) + (bits >> 2 & 0x3333333333333333);
      bits = (bits + (bits >> 4)) & 0x0f0f0f0f0f0f0f0f;
      used += (bits & 0x00ff00ff00ff00ff) + (bits >> 8 & 0x00ff00ff00ff00ff);
      untouched += zero_lanes(word);
      full += zero_lanes(~word);
    }
    sum.used += sum_of_lanes(used);
    sum.untouched_blocks += sum_of_lanes(untouched);
    sum.full_blocks += sum_of_lanes(full);
    words += batch;
    count -= batch;
  }
}

void IndexBag::tally(const Bucket& bucket, std::uint32_t from, std::uint32_t to, Occupancy& sum) {
  const auto by_ranges = [&](std::uint32_t part_from, std::uint32_t part_to) {
    if (part_from >= part_to) return;
    BlockTally blocks(sum);
    scan(bucket, part_from, part_to, [&](std::uint32_t a, std::uint32_t b) { blocks.add(a, b); });
    sum.untouched_blocks += (part_to - part_from) / kBlock - blocks.touched();
  };
  if (bucket.bitmap.empty()) return by_ranges(from, to);
  const std::uint32_t first_word = (from + 63) >> 6;
  const std::uint32_t end_word = to >> 6;
  if (first_word >= end_word) return by_ranges(from, to);
  by_ranges(from, first_word << 6);
  tally_words(bucket.bitmap.data() + first_word, end_word - first_word, sum);
  by_ranges(end_word << 6, to);
}

Occupancy IndexBag::occupancy(std::uint32_t first, std::uint32_t last) const {
  ensure(settled_, "a bag is settled before it is read");
  Occupancy sum;
  for (std::uint32_t index = first >> kOffsetBits; index <= last >> kOffsetBits; ++index) {
    const std::uint64_t base = std::uint64_t{index} << kOffsetBits;
    const std::uint32_t from = base < first ? first & kOffsetMask : 0;
    const std::uint32_t to = base + kOffsetMask > last ? (last & kOffsetMask) + 1 : kOffsetMask + 1;
    tally(buckets_[index], from, to, sum);
  }
  return sum;
}

}  // namespace cniplan
