#pragma once

#include <cstdint>

namespace cniplan {

/// 128 bits, so that the product of any two counts is exact. g++ and clang have it on every 64-bit machine.
__extension__ using Wide = __int128;

/// floor(amount * part / whole); nothing negative, `whole` not 0.
[[nodiscard]] constexpr std::int64_t proportion(std::int64_t amount, std::int64_t part, std::int64_t whole) {
  return static_cast<std::int64_t>(static_cast<Wide>(amount) * part / whole);
}

}  // namespace cniplan
