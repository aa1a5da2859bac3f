#pragma once

#include <compare>
#include <cstdint>

namespace cniplan {

/// A share of something, in hundredths of a percent: exact for every "33.25%" that a user writes.
class Share {
 public:
  static constexpr std::int64_t kWhole = 10'000;

  constexpr Share() = default;
  [[nodiscard]] static constexpr Share from_basis_points(std::int64_t basis_points) { return Share(basis_points); }
  [[nodiscard]] static constexpr Share from_percent(std::int64_t percent) { return Share(percent * 100); }

  [[nodiscard]] constexpr std::int64_t basis_points() const { return basis_points_; }

  friend constexpr auto operator<=>(Share, Share) = default;

 private:
  constexpr explicit Share(std::int64_t basis_points) : basis_points_(basis_points) {}
  std::int64_t basis_points_ = 0;
};

}  // namespace cniplan
