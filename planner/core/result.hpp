#pragma once

#include <expected>
#include <utility>

namespace cniplan {

/// The outcome of everything that can fail: a value, or the reason why there is none.
template <class T, class E>
using Result = std::expected<T, E>;

/// `return failure(error);` in a function that returns a Result.
template <class E>
[[nodiscard]] constexpr std::unexpected<std::decay_t<E>> failure(E&& error) {
  return std::unexpected<std::decay_t<E>>(std::forward<E>(error));
}

}  // namespace cniplan
