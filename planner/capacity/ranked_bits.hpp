#pragma once

#include <array>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <vector>

#include "planner/core/seeded_random.hpp"

namespace cniplan {

/// A set of indices below 2^kIndexBits that knows its size, its lowest member and its n-th, and draws one at
/// random: a bitmap of words in at most 64 groups with their sizes. assign: O(1). lowest: O(1) up to 4,096
/// indices, 16 words up to 65,536. nth: 16 steps over the groups, then the group's words. Copies cost what
/// the indices' bits cost.
template <int kIndexBits>
class RankedBits {
  static_assert(kIndexBits >= 12 && kIndexBits <= 16);

 public:
  /// The empty set of indices below `end`, a power of two.
  explicit RankedBits(std::uint32_t end) : mask_(end - 1), words_((end + 63) / 64) {}

  [[nodiscard]] std::uint32_t size() const { return size_; }
  [[nodiscard]] bool empty() const { return size_ == 0; }
  [[nodiscard]] bool contains(std::uint32_t index) const {
    return (words_[index >> 6] >> (index & 63) & 1) != 0;
  }

  /// Puts the index into the set or takes it out.
  void assign(std::uint32_t index, bool member) {
    if (contains(index) == member) return;
    words_[index >> 6] ^= std::uint64_t{1} << (index & 63);
    resize(index, member ? 1 : ~std::uint32_t{0});
  }

  /// The members among the 16 indices from 16 * block on, lowest bit first.
  [[nodiscard]] std::uint16_t block(std::uint32_t block) const {
    return static_cast<std::uint16_t>(words_[block >> 2] >> ((block & 3) * 16));
  }
  /// Makes these the members among them.
  void assign_block(std::uint32_t block, std::uint16_t members) {
    std::uint64_t& word = words_[block >> 2];
    const unsigned shift = (block & 3) * 16;
    const auto before = static_cast<std::uint16_t>(word >> shift);
    word ^= static_cast<std::uint64_t>(before ^ members) << shift;
    resize(block * 16, bits_set(members) - bits_set(before));
  }

  /// The lowest member. The set is not empty.
  [[nodiscard]] std::uint32_t lowest() const {
    auto word = static_cast<std::uint32_t>(std::countr_zero(occupied_)) * kGroupWords;
    while (words_[word] == 0) ++word;
    return word * 64 + static_cast<std::uint32_t>(std::countr_zero(words_[word]));
  }

  /// The member with `n` members below it; `n` is below size().
  [[nodiscard]] std::uint32_t nth(std::uint32_t n) const {
    std::uint32_t group = 0;
    for (;; group += 4) {  // four sizes in one word, whose product has their sum in its highest 16 bits
      std::uint64_t sizes = 0;
      std::memcpy(&sizes, group_sizes_.data() + group, sizeof sizes);
      const auto members = static_cast<std::uint32_t>(sizes * 0x0001000100010001U >> 48U);
      if (n < members) break;
      n -= members;
    }
    for (; n >= group_sizes_[group]; ++group) n -= group_sizes_[group];
    std::uint32_t word = group * kGroupWords;
    for (;; ++word) {
      const std::uint32_t members = bits_set(words_[word]);
      if (n < members) break;
      n -= members;
    }
    std::uint64_t rest = words_[word];
    for (; n > 0; --n) rest &= rest - 1;
    return word * 64 + static_cast<std::uint32_t>(std::countr_zero(rest));
  }

  /// Any member, each as likely as the others. The set is not empty.
  [[nodiscard]] std::uint32_t pick(SeededRandom& random) const {
    // Trial and error while it mostly ends soon, four indices a draw: a hit is as likely to be any member,
    // and so is what nth() finds instead.
    if (size_ > mask_ / 8) {
      for (int draw = 0; draw < 2; ++draw) {
        std::uint64_t bits = random.next();
        for (int i = 0; i < 4; ++i, bits >>= 16U) {
          const std::uint32_t index = static_cast<std::uint32_t>(bits) & mask_;
          if (contains(index)) return index;
        }
      }
    }
    return nth(random.below(size_));
  }

 private:
  static constexpr std::uint32_t kGroupWords = 1U << (kIndexBits - 12);

  /// std::popcount, which calls a function on machines that need not have an instruction for it.
  static constexpr std::uint32_t bits_set(std::uint64_t word) {
    word -= word >> 1U & 0x5555555555555555U;                                  // of 2 bits each
    word = (word & 0x3333333333333333U) + (word >> 2U & 0x3333333333333333U);  // of 4
    word = (word + (word >> 4U)) & 0x0F0F0F0F0F0F0F0FU;                        // of 8
    return static_cast<std::uint32_t>(word * 0x0101010101010101U >> 56U);
  }

  /// Books `change` members more (modulo 2^32) in the group of the index.
  void resize(std::uint32_t index, std::uint32_t change) {
    const std::uint32_t group = index / (64 * kGroupWords);
    size_ += change;
    group_sizes_[group] = static_cast<std::uint16_t>(group_sizes_[group] + change);
    const std::uint64_t bit = std::uint64_t{1} << group;
    occupied_ = group_sizes_[group] == 0 ? occupied_ & ~bit : occupied_ | bit;
  }

  std::uint32_t mask_;                           // the largest index
  std::uint32_t size_ = 0;                       // the bits set in words_
  std::uint64_t occupied_ = 0;                   // bit g is set when group_sizes_[g] is not 0
  std::vector<std::uint64_t> words_;             // bit i: index i is a member
  std::array<std::uint16_t, 64> group_sizes_{};  // the bits set in each kGroupWords words
};

}  // namespace cniplan
