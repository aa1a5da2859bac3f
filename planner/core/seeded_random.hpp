#pragma once

#include <cstdint>

namespace cniplan {

/// Chance from a seed: the same sequence on every machine, unlike the distributions of the standard library.
/// A counter whose value is mixed (splitmix64); good enough to draw addresses, no good for secrets.
/// Source: G. Steele, D. Lea, C. Flood, "Fast splittable pseudorandom number generators", OOPSLA 2014.
class SeededRandom {
 public:
  constexpr explicit SeededRandom(std::uint64_t seed) : state_(seed) {}

  /// 64 random bits.
  constexpr std::uint64_t next() {
    state_ += 0x9E3779B97F4A7C15U;
    std::uint64_t mixed = (state_ ^ state_ >> 30U) * 0xBF58476D1CE4E5B9U;
    mixed = (mixed ^ mixed >> 27U) * 0x94D049BB133111EBU;
    return mixed ^ mixed >> 31U;
  }

  /// From 0 up to, but not including, `end`, which is not 0; each as likely as the others: the highest 32
  /// bits scaled to `end`, drawn again in the few cases that would favour some values.
  constexpr std::uint32_t below(std::uint32_t end) {
    std::uint64_t scaled = (next() >> 32U) * end;
    if (static_cast<std::uint32_t>(scaled) < end) {
      const std::uint32_t surplus = (0U - end) % end;  // 2^32 modulo end
      while (static_cast<std::uint32_t>(scaled) < surplus) scaled = (next() >> 32U) * end;
    }
    return static_cast<std::uint32_t>(scaled >> 32U);
  }

 private:
  std::uint64_t state_;
};

}  // namespace cniplan
