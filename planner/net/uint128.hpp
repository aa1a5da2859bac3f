#pragma once

#include <bit>
#include <cstdint>

namespace cniplan {

/// 128 bits, for IPv6; the compilers we build with have it beyond the standard.
__extension__ typedef unsigned __int128 Uint128;

[[nodiscard]] constexpr Uint128 make_uint128(std::uint64_t high, std::uint64_t low) {
  return static_cast<Uint128>(high) << 64 | low;
}
[[nodiscard]] constexpr std::uint64_t high_half(Uint128 value) { return static_cast<std::uint64_t>(value >> 64); }
[[nodiscard]] constexpr std::uint64_t low_half(Uint128 value) { return static_cast<std::uint64_t>(value); }

/// Zero bits at the low end and at the high end; all of them for 0.
[[nodiscard]] constexpr int trailing_zeros(std::uint32_t value) { return std::countr_zero(value); }
[[nodiscard]] constexpr int leading_zeros(std::uint32_t value) { return std::countl_zero(value); }
[[nodiscard]] constexpr int trailing_zeros(std::uint64_t value) { return std::countr_zero(value); }
[[nodiscard]] constexpr int leading_zeros(std::uint64_t value) { return std::countl_zero(value); }
[[nodiscard]] constexpr int trailing_zeros(Uint128 value) {
  return low_half(value) != 0 ? std::countr_zero(low_half(value)) : 64 + std::countr_zero(high_half(value));
}
[[nodiscard]] constexpr int leading_zeros(Uint128 value) {
  return high_half(value) != 0 ? std::countl_zero(high_half(value)) : 64 + std::countl_zero(low_half(value));
}

}  // namespace cniplan
