#include "planner/capacity/subnet_capacity.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <utility>

#include "planner/core/format.hpp"

namespace cniplan {
namespace {

constexpr std::int64_t kReservedAtStart = 4;
/// More cells would not fit a screen or two.
constexpr int kMapBits = 12;

PrefixCount whole_blocks(const Cidr& cidr) {
  return PrefixCount(cidr.prefix_length() > kEniPrefixLength ? 0 : std::int64_t{1} << (kEniPrefixLength - cidr.prefix_length()));
}

/// The part of a subnet whose blocks are assignable: all but the first and the last /28.
std::optional<Ipv4Range> assignable_part(const Cidr& cidr) {
  if (assignable_prefixes(cidr) == PrefixCount(0)) return std::nullopt;
  if (bounds_of(cidr) == SubnetBounds::larger) return Ipv4Range(cidr);
  constexpr auto kBlock = static_cast<std::uint32_t>(kIpsPerPrefix);
  return Ipv4Range(Ipv4Address(cidr.first().value() + kBlock), Ipv4Address(cidr.last().value() - kBlock));
}

IpCount used_in(const Ipv4Set& set, const Ipv4Bag& used) {
  IpCount sum;
  for (const Ipv4Range& range : set.ranges()) sum += IpCount(used.occupancy(range).used);
  return sum;
}

IpCount used_in_all(const Ipv4Bag& used) {
  return IpCount(used.occupancy(Ipv4Range(Cidr::containing(Ipv4Address(), 0))).used);
}

template <class Block>
std::vector<Block> of_version(const std::vector<AnyCidr>& cidrs) {
  std::vector<Block> out;
  for (const AnyCidr& cidr : cidrs) {
    if (const auto* block = std::get_if<Block>(&cidr)) out.push_back(*block);
  }
  return out;
}

template <class Set, class Block>
Set set_of(const std::vector<AnyCidr>& cidrs) {
  std::vector<typename Set::Range> ranges;
  for (const Block& block : of_version<Block>(cidrs)) ranges.emplace_back(block);
  return Set::of(std::move(ranges));
}

/// Each CIDR that lies in another, with the smallest that holds it: of blocks in order, larger first, these are
/// the ones still open.
template <class Block>
void add_overlaps(const std::vector<AnyCidr>& cidrs, std::vector<Overlap>& overlaps) {
  std::vector<Block> blocks = of_version<Block>(cidrs);
  std::ranges::sort(blocks);
  std::vector<Block> open;
  for (const Block& block : blocks) {
    while (!open.empty() && !open.back().contains(block)) open.pop_back();
    if (!open.empty()) overlaps.push_back({open.back(), block});
    open.push_back(block);
  }
}

/// The CIDRs without those that lie in another.
std::vector<Cidr> outermost(std::vector<Cidr> cidrs) {
  std::ranges::sort(cidrs);
  std::vector<Cidr> out;
  for (const Cidr& cidr : cidrs) {
    if (out.empty() || !out.back().contains(cidr)) out.push_back(cidr);
  }
  return out;
}

int length_of(const AnyCidr& cidr) {
  return std::visit([](const auto& block) { return block.prefix_length(); }, cidr);
}

template <class Traits>
void add_parts(const typename Traits::Block& block, int prefix_length, const AddressSet<Traits>& excluded,
               const auto& capacity_of, std::vector<SplitPart>& parts) {
  using Value = typename Traits::Value;
  const std::int64_t count = std::int64_t{1} << (prefix_length - block.prefix_length());
  Value first = block.first().value();
  for (std::int64_t i = 0; i < count; ++i) {
    const auto part = Traits::Block::containing(typename Traits::Address(first), prefix_length);
    const bool out = !intersect(AddressSet<Traits>(part), excluded).empty();
    parts.push_back({capacity_of(part), out});
    first = part.last().value() + 1;
  }
}

std::vector<SplitPart> split(const SubnetQuery& query, const UsedAddresses& used) {
  std::vector<SplitPart> parts;
  const auto excluded = set_of<Ipv4Set, Cidr>(query.exclude);
  const auto excluded6 = set_of<Ipv6Set, Ipv6Prefix>(query.exclude);
  for (const AnyCidr& cidr : query.cidrs) {
    if (const auto* block = std::get_if<Cidr>(&cidr)) {
      add_parts<Ipv4Traits>(*block, *query.split, excluded,
                            [&](const Cidr& part) { return subnet_capacity(part, used.ipv4); }, parts);
    } else {
      add_parts<Ipv6Traits>(std::get<Ipv6Prefix>(cidr), *query.split, excluded6,
                            [&](const Ipv6Prefix& part) { return ipv6_capacity(part, used.ipv6); }, parts);
    }
  }
  return parts;
}

/// Free blocks by length, from which subnets are cut as a buddy allocator does.
class FreeBlocks {
 public:
  /// The blocks of each CIDR on its own: no subnet lies in two of them, adjacent or not.
  FreeBlocks(const Ipv4Set& free, const std::vector<Cidr>& cidrs, int longest) {
    for (const Cidr& cidr : cidrs) {
      for (const Cidr& block : intersect(free, Ipv4Set(cidr)).blocks()) {
        if (block.prefix_length() <= longest) by_length_[block.prefix_length()].insert(block);
      }
    }
  }

  [[nodiscard]] std::optional<Cidr> take(int prefix_length) {
    // The smallest block that holds it: the longest prefix not longer.
    auto found = by_length_.upper_bound(prefix_length);
    if (found == by_length_.begin()) return std::nullopt;
    --found;
    const Cidr block = *found->second.begin();
    found->second.erase(found->second.begin());
    if (found->second.empty()) by_length_.erase(found);
    // What is left of it: the upper half, the upper half of the lower half, and so on.
    for (int length = block.prefix_length() + 1; length <= prefix_length; ++length) {
      by_length_[length].insert(Cidr::containing(
          Ipv4Address(block.first().value() + (std::uint32_t{1} << (32 - length))), length));
    }
    return Cidr::containing(block.first(), prefix_length);
  }

  /// The prefix length of the largest free block.
  [[nodiscard]] std::optional<int> largest() const {
    if (by_length_.empty()) return std::nullopt;
    return by_length_.begin()->first;
  }

 private:
  std::map<int, std::set<Cidr>> by_length_;  // no length without a block
};

std::string addresses(IpCount count) {
  return fmt::format("{} address{}", count, count == IpCount(1) ? "" : "es");
}

std::vector<FitResult> fit(const SubnetQuery& query, const UsedAddresses& used, Diagnostics& findings) {
  std::vector<Ipv4Range> taken;
  Ipv4Set space = subtract(set_of<Ipv4Set, Cidr>(query.cidrs), set_of<Ipv4Set, Cidr>(query.exclude));
  for (const Ipv4Range& range : space.ranges()) {
    used.ipv4.for_each_range(range.first().value(), range.last().value(), [&](std::uint32_t first, std::uint32_t last) {
      taken.emplace_back(Ipv4Address(first), Ipv4Address(last));
    });
  }
  space = subtract(space, Ipv4Set::of(std::move(taken)));

  std::vector<FitResult> results;
  for (const IpCount asked : query.fit) results.push_back({asked, smallest_subnet(asked).value()});
  // Largest first, equals in the order asked.
  std::vector<std::pair<int, std::size_t>> order;
  for (std::size_t i = 0; i < results.size(); ++i) order.emplace_back(results[i].prefix_length, i);
  std::ranges::sort(order);
  FreeBlocks blocks(space, outermost(of_version<Cidr>(query.cidrs)), kSmallestSubnet);
  IpCount placed;
  IpCount missing;
  for (const auto& [length, i] : order) {
    results[i].place = blocks.take(length);
    const IpCount size(std::int64_t{1} << (32 - length));
    (results[i].place ? placed : missing) += size;
  }
  if (missing > IpCount(0)) {
    const auto without =
        std::ranges::count_if(results, [](const FitResult& result) { return !result.place.has_value(); });
    const IpCount left = space.size() - placed;
    const auto largest = blocks.largest();
    findings.push_back(
        {.code = "subnet.no-room",
         .severity = Severity::error,
         .message = fmt::format("{} of {} subnets ({}) find no free aligned block; {} left, {}", without, results.size(),
                                addresses(missing), addresses(left),
                                largest ? fmt::format("the largest free block is a /{}", *largest)
                                        : std::string("no free block of a subnet's size")),
         .way_out = left < missing ? fmt::format("add a CIDR with {} more", addresses(missing - left))
                                   : "the addresses are there but not in one piece: free some, or ask for smaller subnets"});
  }
  return results;
}

void add_bounds(const std::vector<BlockCapacity>& subnets, Diagnostics& findings) {
  for (const BlockCapacity& subnet : subnets) {
    const auto* capacity = std::get_if<SubnetCapacity>(&subnet);
    if (capacity == nullptr || capacity->bounds == SubnetBounds::within) continue;
    if (capacity->bounds == SubnetBounds::larger) {
      findings.push_back({.code = "subnet.larger-than-aws",
                          .severity = Severity::info,
                          .message = fmt::format("{} is larger than /{}, the largest CIDR of a VPC or subnet: it counts as "
                                                 "plain space, of which AWS reserves nothing",
                                                 capacity->cidr.to_string(), kLargestSubnet),
                          .way_out = "--split cuts it into subnets"});
    } else {
      findings.push_back({.code = "subnet.smaller-than-aws",
                          .severity = Severity::warning,
                          .message = fmt::format("{} is smaller than /{}, the smallest subnet that AWS makes",
                                                 capacity->cidr.to_string(), kSmallestSubnet),
                          .way_out = fmt::format("take /{} or larger for a subnet", kSmallestSubnet)});
    }
  }
}

void add_used_findings(const SubnetQuery& query, const UsedAddresses& used, const std::vector<BlockCapacity>& subnets,
                       Diagnostics& findings) {
  for (const BlockCapacity& subnet : subnets) {
    const auto* capacity = std::get_if<SubnetCapacity>(&subnet);
    if (capacity == nullptr || capacity->used_reserved == IpCount(0)) continue;
    findings.push_back({.code = "subnet.used-is-reserved",
                        .severity = Severity::warning,
                        .message = fmt::format("{}: {} given as used {} among those that AWS reserves, and counted there",
                                               capacity->cidr.to_string(), addresses(capacity->used_reserved),
                                               capacity->used_reserved == IpCount(1) ? "is" : "are"),
                        .way_out = "the first four and the last are nobody's to use"});
  }
  const IpCount inside = used_in(set_of<Ipv4Set, Cidr>(query.cidrs), used.ipv4);
  const IpCount outside = used_in_all(used.ipv4) - inside;
  if (outside > IpCount(0)) {
    findings.push_back({.code = "subnet.used-is-outside",
                        .severity = Severity::warning,
                        .message = fmt::format("{} given as used {} outside every CIDR given, and left out",
                                               addresses(outside), outside == IpCount(1) ? "is" : "are"),
                        .way_out = "give the CIDRs that they belong to as well"});
  }
}

void add_overlap_findings(const std::vector<Overlap>& overlaps, Diagnostics& findings) {
  for (const Overlap& overlap : overlaps) {
    const bool same = overlap.outer == overlap.inner;
    findings.push_back({.code = "subnet.overlap",
                        .severity = Severity::warning,
                        .message = same ? fmt::format("{} is given twice", to_string(overlap.inner))
                                        : fmt::format("{} overlaps {}, which holds it", to_string(overlap.inner),
                                                      to_string(overlap.outer)),
                        .way_out = "the subnets of a VPC must not overlap"});
  }
}

void add_exclude_findings(const SubnetQuery& query, Diagnostics& findings) {
  for (const AnyCidr& excluded : query.exclude) {
    const bool touches = std::ranges::any_of(query.cidrs, [&](const AnyCidr& cidr) {
      if (cidr.index() != excluded.index()) return false;
      if (const auto* block = std::get_if<Cidr>(&cidr)) return block->overlaps(std::get<Cidr>(excluded));
      return std::get<Ipv6Prefix>(cidr).overlaps(std::get<Ipv6Prefix>(excluded));
    });
    if (touches) continue;
    findings.push_back({.code = "subnet.exclude-is-outside",
                        .severity = Severity::warning,
                        .message = fmt::format("--exclude {} is outside every CIDR given", to_string(excluded)),
                        .way_out = "it changes nothing"});
  }
}

void add_split_findings(const SubnetQuery& query, Diagnostics& findings) {
  const bool any_ipv4 =
      std::ranges::any_of(query.cidrs, [](const AnyCidr& cidr) { return std::holds_alternative<Cidr>(cidr); });
  if (!query.split || !any_ipv4 || (*query.split >= kLargestSubnet && *query.split <= kSmallestSubnet)) return;
  findings.push_back({.code = "subnet.split-outside-aws",
                      .severity = Severity::warning,
                      .message = fmt::format("parts of /{} can be no subnets: AWS makes them from /{} to /{}", *query.split,
                                             kLargestSubnet, kSmallestSubnet),
                      .way_out = ""});
}

}  // namespace

std::string to_string(const AnyCidr& cidr) {
  return std::visit([](const auto& block) { return block.to_string(); }, cidr);
}

SubnetBounds bounds_of(const Cidr& cidr) {
  if (cidr.prefix_length() < kLargestSubnet) return SubnetBounds::larger;
  return cidr.prefix_length() > kSmallestSubnet ? SubnetBounds::smaller : SubnetBounds::within;
}

Ipv4Set reserved_addresses(const Cidr& cidr) {
  if (bounds_of(cidr) == SubnetBounds::larger) return {};
  const auto at_start = static_cast<std::uint32_t>(std::min(cidr.size().value(), kReservedAtStart));
  return Ipv4Set::of({Ipv4Range(cidr.first(), Ipv4Address(cidr.first().value() + at_start - 1)),
                      Ipv4Range(cidr.last(), cidr.last())});
}

IpCount usable_ips(const Cidr& cidr) { return cidr.size() - reserved_addresses(cidr).size(); }

PrefixCount assignable_prefixes(const Cidr& cidr) {
  const PrefixCount blocks = whole_blocks(cidr);
  if (bounds_of(cidr) == SubnetBounds::larger) return blocks;
  // The first and the last block hold reserved addresses.
  return PrefixCount(std::max<std::int64_t>(blocks.value() - 2, 0));
}

SubnetCapacity subnet_capacity(const Cidr& cidr, const Ipv4Bag& used) {
  SubnetCapacity out{.cidr = cidr, .bounds = bounds_of(cidr), .size = cidr.size()};
  const Ipv4Set reserved = reserved_addresses(cidr);
  out.reserved = reserved.size();
  out.usable = out.size - out.reserved;
  out.used_reserved = used_in(reserved, used);
  out.blocks.assignable = assignable_prefixes(cidr);
  out.blocks.reserved = whole_blocks(cidr) - out.blocks.assignable;
  Ipv4Set rest(cidr);
  IpCount given;
  if (const auto part = assignable_part(cidr)) {
    const Occupancy occupancy = used.occupancy(*part);
    given = IpCount(occupancy.used);
    out.blocks.free = PrefixCount(occupancy.untouched_blocks);
    out.blocks.full = PrefixCount(occupancy.full_blocks);
    out.blocks.fragmented = out.blocks.assignable - out.blocks.free - out.blocks.full;
    rest = subtract(rest, Ipv4Set::of({*part}));
  }
  given += used_in(rest, used);
  out.used = given - out.used_reserved;
  out.free = out.usable - out.used;
  out.fragmented = out.free - ips_in(out.blocks.free);
  return out;
}

Ipv6Capacity ipv6_capacity(const Ipv6Prefix& prefix, const Ipv6Bag& used) {
  constexpr int kSubnetLength = 64;
  Ipv6Capacity out{.prefix = prefix,
                   .subnets_exponent = prefix.blocks_exponent(kSubnetLength),
                   .prefixes_exponent = prefix.blocks_exponent(kIpv6EniPrefixLength)};
  used.for_each_range(prefix.first().value(), prefix.last().value(), [&](Uint128 first, Uint128 last) {
    out.any_used = true;
    out.all_used = first == prefix.first().value() && last == prefix.last().value();
  });
  return out;
}

BlockMap block_map(const Cidr& cidr, const Ipv4Bag& used) {
  BlockMap map;
  if (cidr.prefix_length() > kEniPrefixLength) return map;
  map.cell_prefix_length = std::min(kEniPrefixLength, cidr.prefix_length() + kMapBits);
  const std::int64_t count = std::int64_t{1} << (map.cell_prefix_length - cidr.prefix_length());
  const bool reserves = bounds_of(cidr) != SubnetBounds::larger;
  Cidr cell = Cidr::containing(cidr.first(), map.cell_prefix_length);
  for (std::int64_t i = 0; i < count; ++i) {
    if (reserves && (i == 0 || i == count - 1)) {
      map.cells.push_back(MapCell::reserved);
    } else {
      const IpCount taken(used.occupancy(Ipv4Range(cell)).used);
      map.cells.push_back(taken == IpCount(0)    ? MapCell::free
                          : taken == cell.size() ? MapCell::full
                                                 : MapCell::partly);
    }
    cell = Cidr::containing(Ipv4Address(cell.last().value() + 1), map.cell_prefix_length);
  }
  return map;
}

std::int64_t split_parts(const std::vector<AnyCidr>& cidrs, int prefix_length) {
  std::int64_t sum = 0;
  for (const AnyCidr& cidr : cidrs) {
    const int exponent = prefix_length - length_of(cidr);
    sum += exponent > 20 ? kMostSplitParts + 1 : std::int64_t{1} << exponent;
  }
  return sum;
}

std::optional<int> smallest_subnet(IpCount usable) {
  for (int length = kSmallestSubnet; length >= kLargestSubnet; --length) {
    if (usable_ips(Cidr::containing(Ipv4Address(), length)) >= usable) return length;
  }
  return std::nullopt;
}

SubnetResult subnet_result(const SubnetQuery& query, const UsedAddresses& used) {
  SubnetResult result;
  for (const AnyCidr& cidr : query.cidrs) {
    if (const auto* block = std::get_if<Cidr>(&cidr)) {
      result.subnets.emplace_back(subnet_capacity(*block, used.ipv4));
      result.maps.push_back(query.maps ? std::optional(block_map(*block, used.ipv4)) : std::nullopt);
    } else {
      result.subnets.emplace_back(ipv6_capacity(std::get<Ipv6Prefix>(cidr), used.ipv6));
      result.maps.emplace_back();
    }
  }
  add_overlaps<Cidr>(query.cidrs, result.overlaps);
  add_overlaps<Ipv6Prefix>(query.cidrs, result.overlaps);
  if (!query.fit.empty()) result.fit = fit(query, used, result.findings);
  if (query.split) {
    result.split_length = query.split;
    result.split = split(query, used);
  }
  if (!query.exclude.empty()) {
    result.left.emplace();
    const auto left = subtract(set_of<Ipv4Set, Cidr>(query.cidrs), set_of<Ipv4Set, Cidr>(query.exclude));
    for (const Cidr& block : left.blocks()) result.left->emplace_back(block);
    const auto left6 = subtract(set_of<Ipv6Set, Ipv6Prefix>(query.cidrs), set_of<Ipv6Set, Ipv6Prefix>(query.exclude));
    for (const Ipv6Prefix& block : left6.blocks()) result.left->emplace_back(block);
  }
  add_overlap_findings(result.overlaps, result.findings);
  add_used_findings(query, used, result.subnets, result.findings);
  add_exclude_findings(query, result.findings);
  add_split_findings(query, result.findings);
  add_bounds(result.subnets, result.findings);
  return result;
}

}  // namespace cniplan
