#include "planner/capacity/subnet_map.hpp"

#include <algorithm>
#include <bit>

#include "planner/capacity/subnet_capacity.hpp"
#include "planner/core/ensure.hpp"

namespace cniplan {
namespace {

constexpr std::uint32_t kBlock = kIpsPerPrefix;

std::uint32_t checked_size(const Cidr& cidr) {
  ensure(bounds_of(cidr) == SubnetBounds::within, "a subnet's map is of a /16 to a /28");
  return static_cast<std::uint32_t>(cidr.size().value());
}

void ensure_sound(const Cidr& cidr, const SubnetReservations& reservations) {
  std::vector<Ipv4Range> ranges;
  IpCount sum;
  for (const auto* list : {&reservations.prefix, &reservations.explicit_use}) {
    for (const Cidr& reservation : *list) {
      ensure(cidr.contains(reservation), "a CIDR reservation lies in its subnet");
      ranges.emplace_back(reservation);
      sum += reservation.size();
    }
  }
  ensure(Ipv4Set::of(std::move(ranges)).size() == sum, "CIDR reservations do not overlap");
}

void ensure_holder(AddressLabel label) {
  ensure(label != AddressLabel::free && label != AddressLabel::reserved,
         "a taken address has a holder's label");
}

/// The words of 64 addresses that hold [first, last], each with its part of them: `sink(word, addresses)`.
template <class Sink>
void for_each_word(std::uint32_t first, std::uint32_t last, Sink&& sink) {
  for (std::uint32_t word = first >> 6; word <= last >> 6; ++word) {
    std::uint64_t addresses = ~std::uint64_t{0};
    if (word == first >> 6) addresses &= ~std::uint64_t{0} << (first & 63);
    if (word == last >> 6) addresses &= ~std::uint64_t{0} >> (63 - (last & 63));
    sink(word, addresses);
  }
}

}  // namespace

SubnetMap::SubnetMap(const Cidr& cidr, const Ipv4Set& used, const SubnetReservations& reservations)
    : cidr_(cidr),
      open_(checked_size(cidr)),
      sheltered_(checked_size(cidr) / kBlock),
      exposed_(checked_size(cidr) / kBlock),
      broken_(checked_size(cidr) / kBlock),
      prefixes_(checked_size(cidr) / kBlock) {
  ensure_sound(cidr, reservations);
  const std::uint32_t size = checked_size(cidr);
  const std::uint32_t blocks = size / kBlock;
  labels_.resize((size + 63) / 64);
  open_mask_.assign(labels_.size(), ~std::uint64_t{0});
  kinds_.assign(blocks, BlockKind::exposed);

  const auto offset = [&](Ipv4Address address) { return address.value() - cidr.first().value(); };
  for (const Cidr& reservation : reservations.prefix) {
    bar(reservation);
    if (reservation.prefix_length() > kEniPrefixLength) continue;
    std::fill(kinds_.begin() + offset(reservation.first()) / kBlock,
              kinds_.begin() + offset(reservation.last()) / kBlock + 1, BlockKind::sheltered);
  }
  for (const Cidr& reservation : reservations.explicit_use) bar(reservation);
  kinds_.front() = kinds_.back() = BlockKind::barred;

  const Ipv4Set used_here = intersect(used, Ipv4Set(cidr));
  for (const Ipv4Range& range : used_here.ranges()) {
    for_each_word(offset(range.first()), offset(range.last()),
                  [&](std::uint32_t word, std::uint64_t addresses) {
                    set_labels(word, addresses, AddressLabel::foreign);
                  });
  }
  const auto reserve = [&](std::uint32_t word, std::uint64_t addresses) {
    set_labels(word, addresses, AddressLabel::reserved);
    open_mask_[word] &= ~addresses;
  };
  const Ipv4Set five = reserved_addresses(cidr);
  for (const Ipv4Range& range : five.ranges())
    for_each_word(offset(range.first()), offset(range.last()), reserve);
  if (size % 64 != 0) for_each_word(size, 63, reserve);

  counter(AddressLabel::reserved) = static_cast<std::uint32_t>(five.size().value());
  for (std::uint32_t block = 0; block < blocks; ++block) {
    const std::uint16_t free = free_in(block);
    counter(AddressLabel::free) += static_cast<std::uint32_t>(std::popcount(free));
    open_.assign_block(block,
                       free & static_cast<std::uint16_t>(open_mask_[block >> 2] >> ((block & 3) * 16)));
    refresh(block, false);
  }
  counter(AddressLabel::foreign) = size - counter(AddressLabel::reserved) - counter(AddressLabel::free);
}

void SubnetMap::bar(const Cidr& reservation) {
  const std::uint32_t first = offset_of(reservation.first());
  const std::uint32_t last = offset_of(reservation.last());
  for_each_word(first, last,
                [&](std::uint32_t word, std::uint64_t addresses) { open_mask_[word] &= ~addresses; });
  std::fill(kinds_.begin() + first / kBlock, kinds_.begin() + last / kBlock + 1, BlockKind::barred);
}

std::uint32_t SubnetMap::offset_of(Ipv4Address address) const {
  ensure(cidr_.contains(address), "an address lies in the subnet of the map");
  return address.value() - cidr_.first().value();
}

AddressLabel SubnetMap::label_at(std::uint32_t offset) const {
  const LabelWord& word = labels_[offset >> 6];
  const unsigned bit = offset & 63;
  return static_cast<AddressLabel>((word[0] >> bit & 1) | (word[1] >> bit & 1) << 1 |
                                   (word[2] >> bit & 1) << 2);
}

bool SubnetMap::one_label(std::uint32_t block) const {
  const unsigned shift = (block & 3) * 16;
  return std::ranges::all_of(labels_[block >> 2], [&](std::uint64_t plane) {
    const auto bits = static_cast<std::uint16_t>(plane >> shift);
    return bits == 0 || bits == 0xFFFF;
  });
}

AddressLabel SubnetMap::label(Ipv4Address address) const {
  return label_at(offset_of(address));
}

bool SubnetMap::in_prefix(Ipv4Address address) const {
  return prefixes_.contains(offset_of(address) / kBlock);
}

void SubnetMap::set_labels(std::uint32_t word, std::uint64_t addresses, AddressLabel label) {
  for (unsigned plane = 0; plane < 3; ++plane) {
    const std::uint64_t bit = static_cast<std::uint64_t>(label) >> plane & 1;
    labels_[word][plane] = (labels_[word][plane] & ~addresses) | (addresses & (0 - bit));
  }
}

void SubnetMap::refresh(std::uint32_t block, bool was_whole) {
  const bool is_whole = whole(block);
  const BlockKind kind = kinds_[block];
  if (is_whole != was_whole) {
    free_blocks_ = is_whole ? free_blocks_ + 1 : free_blocks_ - 1;
    if (kind == BlockKind::sheltered) sheltered_.assign(block, is_whole);
    if (kind == BlockKind::exposed) exposed_.assign(block, is_whole);
  }
  broken_.assign(block, open_.block(block) != 0 && !(is_whole && kind == BlockKind::exposed));
}

void SubnetMap::hold(std::uint32_t offset, AddressLabel label) {
  const std::uint32_t block = offset / kBlock;
  const bool was_whole = whole(block);
  set_labels(offset >> 6, std::uint64_t{1} << (offset & 63), label);
  --counter(AddressLabel::free);
  ++counter(label);
  open_.assign(offset, false);
  refresh(block, was_whole);
}

void SubnetMap::hold_block(std::uint32_t block, AddressLabel label) {
  set_block_labels(block, label);
  counter(AddressLabel::free) -= kBlock;
  counter(label) += kBlock;
  open_.assign_block(block, 0);
  prefixes_.assign(block, true);
  refresh(block, true);
}

std::optional<Ipv4Address> SubnetMap::take_ip(AddressLabel label, AddressPicker& picker) {
  ensure_holder(label);
  if (open_.empty()) return std::nullopt;
  const auto lowest_of = [&](std::uint32_t block) {
    return block * kBlock + static_cast<std::uint32_t>(std::countr_zero(open_.block(block)));
  };
  std::uint32_t offset = 0;
  switch (picker.policy()) {
    case PlacementPolicy::packed:
      offset = lowest_of((broken_.empty() ? exposed_ : broken_).lowest());
      break;
    case PlacementPolicy::random:
      offset = open_.pick(picker.random());
      break;
    case PlacementPolicy::adversarial:
      offset = lowest_of((exposed_.empty() ? broken_ : exposed_).lowest());
      break;
  }
  hold(offset, label);
  return address_of(offset);
}

std::optional<Cidr> SubnetMap::take_prefix(AddressLabel label, AddressPicker& picker) {
  ensure_holder(label);
  const RankedBits<12>& blocks = sheltered_.empty() ? exposed_ : sheltered_;
  if (blocks.empty()) return std::nullopt;
  const std::uint32_t block =
      picker.policy() == PlacementPolicy::random ? blocks.pick(picker.random()) : blocks.lowest();
  hold_block(block, label);
  return Cidr::containing(address_of(block * kBlock), kEniPrefixLength);
}

bool SubnetMap::take_named_ip(Ipv4Address address, AddressLabel label) {
  ensure_holder(label);
  const std::uint32_t offset = offset_of(address);
  if (label_at(offset) != AddressLabel::free) return false;
  hold(offset, label);
  return true;
}

bool SubnetMap::take_named_prefix(Ipv4Address address, AddressLabel label) {
  ensure_holder(label);
  const std::uint32_t block = offset_of(address) / kBlock;
  if (!whole(block)) return false;
  hold_block(block, label);
  return true;
}

void SubnetMap::relabel(Ipv4Address address, AddressLabel label) {
  const std::uint32_t offset = offset_of(address);
  const AddressLabel before = label_at(offset);
  ensure_holder(before);
  ensure_holder(label);
  set_labels(offset >> 6, std::uint64_t{1} << (offset & 63), label);
  --counter(before);
  ++counter(label);
}

void SubnetMap::release_ip(Ipv4Address address) {
  const std::uint32_t offset = offset_of(address);
  const std::uint32_t block = offset / kBlock;
  const AddressLabel before = label_at(offset);
  ensure_holder(before);
  ensure(!prefixes_.contains(block), "an address of a prefix goes back with its prefix");
  set_labels(offset >> 6, std::uint64_t{1} << (offset & 63), AddressLabel::free);
  --counter(before);
  ++counter(AddressLabel::free);
  open_.assign(offset, (open_mask_[offset >> 6] >> (offset & 63) & 1) != 0);
  refresh(block, false);
}

void SubnetMap::release_prefix(Ipv4Address address) {
  const std::uint32_t block = offset_of(address) / kBlock;
  ensure(prefixes_.contains(block), "what is given back as a prefix was taken as one");
  const std::uint32_t first = block * kBlock;
  if (one_label(block)) {
    counter(label_at(first)) -= kBlock;
  } else {
    for (std::uint32_t i = 0; i < kBlock; ++i) --counter(label_at(first + i));
  }
  set_block_labels(block, AddressLabel::free);
  counter(AddressLabel::free) += kBlock;
  open_.assign_block(block, static_cast<std::uint16_t>(open_mask_[block >> 2] >> ((block & 3) * 16)));
  prefixes_.assign(block, false);
  refresh(block, false);
}

}  // namespace cniplan
