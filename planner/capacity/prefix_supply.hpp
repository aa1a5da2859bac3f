#pragma once

#include <cstdint>

#include "planner/capacity/subnet_map.hpp"
#include "planner/core/count.hpp"
#include "planner/net/cidr.hpp"

namespace cniplan {

/// The room in a subnet for requests that name no address. A /28 in it is lost to prefixes once a single
/// address is taken from it.
struct SharedSpace {
  IpCount singles;        ///< free addresses that a single request may get, at most 65,536
  PrefixCount exposed;    ///< whole free /28 blocks among them
  PrefixCount sheltered;  ///< whole free /28 blocks that prefixes get and single addresses do not

  friend bool operator==(const SharedSpace&, const SharedSpace&) = default;
};

/// Of an empty subnet, /16 to /28, without CIDR reservations: 2^(32 - n) - 5 addresses, of which those in the
/// first and in the last /28 are in no block that can become a prefix.
[[nodiscard]] SharedSpace shared_space(const Cidr& cidr);
/// Of a subnet as it is.
[[nodiscard]] SharedSpace shared_space(const SubnetMap& map);

/// What a subnet is asked for.
struct SharedDemand {
  IpCount singles;  ///< those for which no address is left come to nothing
  PrefixCount prefixes;

  friend bool operator==(const SharedDemand&, const SharedDemand&) = default;
};

/// How many prefixes a subnet yields beside the single addresses: those had and those still to be had.
/// Always worst <= expected <= best.
struct PrefixSupply {
  PrefixCount best;                      ///< singles stand packed, in what is no whole free /28 first
  std::int64_t expected_millionths = 0;  ///< the mean, in millionths of a prefix
  PrefixCount worst;                     ///< every single breaks a whole free /28

  friend bool operator==(const PrefixSupply&, const PrefixSupply&) = default;
};

/// The supply and what it means for the prefixes asked for. Chances are millionths, rounded to the nearest; 0
/// and 1,000,000 stand for impossible and certain alone.
struct PrefixOutlook {
  PrefixSupply supply;
  std::int64_t all_millionths = 0;   ///< chance that every prefix asked for can be had
  std::int64_t next_millionths = 0;  ///< chance that one more can be had

  friend bool operator==(const PrefixOutlook&, const PrefixOutlook&) = default;
};

/// The supply when k single addresses come before all prefixes. Of N addresses with B whole blocks,
///   best      B - ceil(max(0, k - (N - 16 B)) / 16)
///   expected  B * C(N - 16, k) / C(N, k), each set of k addresses being as likely as the others
///   worst     B - min(k, B)
/// and the sheltered blocks on top of each. N counts every address that a single may get: those beside AWS's
/// five in the first and the last /28 too, which take in singles at no prefix's cost. The mean is exact but
/// for its rounding to millionths: a product of 16 fractions in fixed point with an error below 2^-83. Cannot
/// fail. Nothing is negative.
[[nodiscard]] PrefixSupply supply_after_singles(const SharedSpace& space, IpCount singles);

/// The same, with chances: exact, from the law of the number of blocks that k singles break. The i-th single
/// (from 0) breaks one more of u whole blocks with probability 16 u / (N - i) whatever came before. All terms
/// are positive, nothing cancels: the error before rounding is below 1e-9. Takes k steps over the likely
/// numbers, some 2 ms at the worst for a /16; nothing where the chance is within a millionth of 0 or 1.
[[nodiscard]] PrefixOutlook prefixes_after_singles(const SharedSpace& space, const SharedDemand& demand);

/// How a simulation draws.
struct Sampling {
  std::uint64_t seed = 0;
  std::int64_t samples = 1'000;  ///< at least 2
};

/// An outlook from random samples: mean and chances are the samples' (0 and 1,000,000 say nothing of
/// certainty), best and worst are the exact bounds.
struct SampledOutlook {
  PrefixOutlook outlook;
  std::int64_t samples = 0;
  std::int64_t expected_error_millionths = 0;  ///< standard error of the mean; 0 when every sample agrees
  /// Standard errors of the chances, sqrt(p (1 - p) / samples) for p = (hits + 1) / (samples + 2), so that it
  /// is not 0 when every sample agrees.
  std::int64_t all_error_millionths = 0;
  std::int64_t next_error_millionths = 0;

  friend bool operator==(const SampledOutlook&, const SampledOutlook&) = default;
};

/// The outlook when single addresses and prefixes come mixed, each order of theirs as likely as the others:
/// seeded Monte Carlo on copies of the map, where both get random places. Prefixes that came early stand
/// where no single can break them any more, so the supply is not below that after singles. The same seed
/// gives the same figures on every machine. Takes samples * (singles + prefixes) requests of some 30 ns.
[[nodiscard]] SampledOutlook prefixes_among_singles(const SubnetMap& map, const SharedDemand& demand,
                                                    const Sampling& sampling);

}  // namespace cniplan
