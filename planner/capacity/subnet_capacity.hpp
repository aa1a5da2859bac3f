#pragma once

#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "planner/core/count.hpp"
#include "planner/core/diagnostic.hpp"
#include "planner/net/address_bag.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_set.hpp"
#include "planner/net/ipv6_prefix.hpp"

namespace cniplan {

/// The largest and the smallest CIDR that AWS takes for a VPC or a subnet. Source:
/// https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
inline constexpr int kLargestSubnet = 16;
inline constexpr int kSmallestSubnet = 28;

/// The prefix length of one prefix that EC2 gives an ENI. Source:
/// https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-prefix-eni.html
inline constexpr int kEniPrefixLength = 28;

/// How a CIDR stands to AWS's bounds for a subnet.
enum class SubnetBounds { within, larger, smaller };
[[nodiscard]] SubnetBounds bounds_of(const Cidr& cidr);

/// The addresses of a subnet that AWS keeps: the first four and the last (all, of a block that has no more). A
/// block larger than a subnet may be is space to cut subnets from, and of it AWS keeps none.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-sizing.html
[[nodiscard]] Ipv4Set reserved_addresses(const Cidr& cidr);

/// size - reserved: 2^(32 - n) - 5 for a subnet of /n.
[[nodiscard]] IpCount usable_ips(const Cidr& cidr);

/// The /28 blocks that can become prefixes of an empty subnet: those that hold no reserved address, 2^(28 - n) - 2
/// for n up to 26, none for /27 and longer.
[[nodiscard]] PrefixCount assignable_prefixes(const Cidr& cidr);

/// One cell of a map of a subnet.
enum class MapCell {
  free,      ///< nothing used
  partly,    ///< some addresses used
  full,      ///< all used
  reserved,  ///< a /28 that holds a reserved address: no prefix, whatever else is free in it
};

/// A subnet's space, in blocks of equal size from its start.
struct BlockMap {
  int cell_prefix_length = kEniPrefixLength;  ///< /28, or larger blocks where there would be too many
  std::vector<MapCell> cells;                 ///< empty for a subnet without a whole /28
};

/// The /28 blocks of a subnet, by what becomes of them: assignable = free + fragmented + full.
struct PrefixBlocks {
  PrefixCount assignable;  ///< hold no reserved address
  PrefixCount free;        ///< of these, no address used
  PrefixCount fragmented;  ///< some used
  PrefixCount full;        ///< all 16 used
  PrefixCount reserved;    ///< hold a reserved address
};

/// What a subnet has: size = reserved + used + free.
struct SubnetCapacity {
  Cidr cidr;
  SubnetBounds bounds = SubnetBounds::within;
  IpCount size;
  IpCount reserved;       ///< kept by AWS
  IpCount usable;         ///< size - reserved
  IpCount used;           ///< given as used, without the reserved ones
  IpCount free;           ///< usable - used
  IpCount used_reserved;  ///< given as used, but reserved
  PrefixBlocks blocks;
  IpCount fragmented;  ///< free, but in no whole free /28: free - 16 * blocks.free
};

/// What an IPv6 block has. IPv6 space is compared by length: numbers of blocks are powers of two.
struct Ipv6Capacity {
  Ipv6Prefix prefix;
  std::optional<int> subnets_exponent;   ///< 2^x /64, the one size of a subnet; none in a smaller block
  std::optional<int> prefixes_exponent;  ///< 2^x /80, the prefixes of ENIs
  bool any_used = false;
  bool all_used = false;
};

using BlockCapacity = std::variant<SubnetCapacity, Ipv6Capacity>;

/// A CIDR as given: either version.
using AnyCidr = std::variant<Cidr, Ipv6Prefix>;
[[nodiscard]] std::string to_string(const AnyCidr& cidr);

/// The bags of used addresses, settled.
struct UsedAddresses {
  const Ipv4Bag& ipv4;
  const Ipv6Bag& ipv6;
};

/// What a subnet has, given what is used of it. O(the bag's entries inside it).
[[nodiscard]] SubnetCapacity subnet_capacity(const Cidr& cidr, const Ipv4Bag& used);
[[nodiscard]] Ipv6Capacity ipv6_capacity(const Ipv6Prefix& prefix, const Ipv6Bag& used);

/// The blocks of a subnet, in at most 4,096 cells.
[[nodiscard]] BlockMap block_map(const Cidr& cidr, const Ipv4Bag& used);

/// Two of the CIDRs given that share addresses. Blocks that do nest, so one holds the other.
struct Overlap {
  AnyCidr outer;
  AnyCidr inner;  ///< equal to `outer`, or a part of it
};

/// One part of a CIDR that was split.
struct SplitPart {
  BlockCapacity capacity;
  bool excluded = false;  ///< wholly or partly in what is excluded
};

/// A subnet asked for by what it must hold, and its place.
struct FitResult {
  IpCount asked;                ///< usable addresses
  int prefix_length = 0;        ///< of the smallest subnet that has so many
  std::optional<Cidr> place{};  ///< none when there was no room
};

/// What the subnet command is asked.
struct SubnetQuery {
  std::vector<AnyCidr> cidrs;
  std::optional<int> split;      ///< prefix length of the parts
  std::vector<IpCount> fit;      ///< usable addresses of each subnet to place, from 1 to those of a /16
  std::vector<AnyCidr> exclude;  ///< neither to be placed in nor left over
  bool maps = false;
};

/// Its answer.
struct SubnetResult {
  std::vector<BlockCapacity> subnets;          ///< in the order given
  std::vector<std::optional<BlockMap>> maps;  ///< one for each of these when asked for
  std::vector<Overlap> overlaps;
  std::optional<int> split_length;
  std::vector<SplitPart> split;
  std::vector<FitResult> fit;              ///< in the order asked
  std::optional<std::vector<AnyCidr>> left;  ///< the CIDRs less what is excluded, when anything is
  Diagnostics findings;
};

/// The most parts that a split gives.
inline constexpr std::int64_t kMostSplitParts = 65'536;

/// How many parts a split of these CIDRs gives; above the most when a number would not do.
[[nodiscard]] std::int64_t split_parts(const std::vector<AnyCidr>& cidrs, int prefix_length);

/// The prefix length of the smallest subnet with so many usable addresses, /28 at the smallest; none when even a
/// /16 has fewer.
[[nodiscard]] std::optional<int> smallest_subnet(IpCount usable);

/// Answers the query. Subnets to fit are placed largest first, each in the smallest free block that holds it
/// (the lowest of equals), so that large free blocks stay whole; as sizes fall and all are powers of two, what
/// finds no place this way finds none in any order. `split` gives at most kMostSplitParts.
[[nodiscard]] SubnetResult subnet_result(const SubnetQuery& query, const UsedAddresses& used);

/// Goes through the space of the CIDRs in order: `used_sink(first, last)` for maximal ranges given as used,
/// `free_sink(first, last)` for what is neither used nor reserved.
template <class UsedSink, class FreeSink>
void for_each_used_and_free(const std::vector<Cidr>& cidrs, const Ipv4Bag& used, UsedSink&& used_sink,
                            FreeSink&& free_sink) {
  std::vector<Ipv4Range> space;
  Ipv4Set reserved;
  for (const Cidr& cidr : cidrs) {
    space.emplace_back(cidr);
    reserved = unite(reserved, reserved_addresses(cidr));
  }
  auto kept = reserved.ranges().begin();
  const auto kept_end = reserved.ranges().end();
  const Ipv4Set blocks = Ipv4Set::of(std::move(space));
  for (const Ipv4Range& range : blocks.ranges()) {
    std::uint64_t next = range.first().value();  // the first address that is not yet spoken for
    const auto take = [&](std::uint32_t first, std::uint32_t last) {
      if (first > next) free_sink(static_cast<std::uint32_t>(next), first - 1);
      next = std::max(next, std::uint64_t{last} + 1);
    };
    used.for_each_range(range.first().value(), range.last().value(), [&](std::uint32_t first, std::uint32_t last) {
      used_sink(first, last);
      for (; kept != kept_end && kept->first().value() <= first; ++kept) take(kept->first().value(), kept->last().value());
      take(first, last);
    });
    for (; kept != kept_end && kept->first() <= range.last(); ++kept) take(kept->first().value(), kept->last().value());
    if (next <= range.last().value()) free_sink(static_cast<std::uint32_t>(next), range.last().value());
  }
}

/// The same for IPv6, where nothing is counted as reserved.
template <class UsedSink, class FreeSink>
void for_each_used_and_free(const std::vector<Ipv6Prefix>& prefixes, const Ipv6Bag& used, UsedSink&& used_sink,
                            FreeSink&& free_sink) {
  const Ipv6Set space = Ipv6Set::of({prefixes.begin(), prefixes.end()});
  for (const Ipv6Range& range : space.ranges()) {
    const Uint128 last = range.last().value();
    Uint128 next = range.first().value();
    bool open = true;  // something from `next` on is not yet spoken for
    used.for_each_range(next, last, [&](Uint128 from, Uint128 to) {
      used_sink(from, to);
      if (from > next) free_sink(next, from - 1);
      open = to < last;
      next = to + 1;
    });
    if (open) free_sink(next, last);
  }
}

}  // namespace cniplan
