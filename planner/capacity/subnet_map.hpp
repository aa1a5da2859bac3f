#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

#include "planner/capacity/ranked_bits.hpp"
#include "planner/core/count.hpp"
#include "planner/core/seeded_random.hpp"
#include "planner/net/cidr.hpp"
#include "planner/net/ipv4_set.hpp"

namespace cniplan {

/// What an address of a subnet is: exactly one of these.
enum class AddressLabel : std::uint8_t {
  free,
  reserved,  ///< one of AWS's five
  primary,   ///< an ENI's primary IP, never a Pod's
  assigned,  ///< a Pod has it
  cooling,   ///< was a Pod's, and rests before the next gets it
  warm,      ///< on an ENI, for a Pod to come
  foreign,   ///< held by something else
};
inline constexpr std::size_t kAddressLabels = 7;

/// A subnet's CIDR reservations. They lie in the subnet and do not overlap; addresses in use may lie in them.
/// Source: https://docs.aws.amazon.com/vpc/latest/userguide/subnet-cidr-reservation.html
struct SubnetReservations {
  std::vector<Cidr> prefix;        ///< of type `prefix`
  std::vector<Cidr> explicit_use;  ///< of type `explicit`
};

/// Which address a request gets that names none. EC2 does not say how it chooses.
enum class PlacementPolicy {
  packed,       ///< singles where no whole free /28 is lost, then the lowest; prefixes the lowest
  random,       ///< each as likely as the others
  adversarial,  ///< singles where a whole free /28 is lost as long as there is one; prefixes the lowest
};

/// A policy with the chance that it needs.
class AddressPicker {
 public:
  explicit AddressPicker(PlacementPolicy policy, std::uint64_t seed = 0) : policy_(policy), random_(seed) {}

  [[nodiscard]] PlacementPolicy policy() const { return policy_; }
  [[nodiscard]] SeededRandom& random() { return random_; }

 private:
  PlacementPolicy policy_;
  SeededRandom random_;
};

/// The addresses of one subnet, /16 to /28, each with its label, and who gets which. Requests that name no
/// address go by EC2's rules for CIDR reservations: single addresses come from outside of every reservation;
/// prefixes are whole free /28 blocks, from reservations of type `prefix` while they have one, else from
/// blocks that no reservation touches. What is reserved for explicit use goes to those only who name it, and
/// a `prefix` reservation smaller than a /28 to nobody else either. Whoever names a free address or block
/// gets it, reserved or not: AWS documents no refusal. Everything but the constructor is O(1) or a few dozen
/// words, and allocates nothing; copying costs some 50 KiB for a /16. Breaking what a function asks of its
/// arguments is a broken promise (ensure).
class SubnetMap {
 public:
  /// `used` is labelled foreign; what lies outside of the subnet, or is one of the five, is left away.
  explicit SubnetMap(const Cidr& cidr, const Ipv4Set& used = {}, const SubnetReservations& reservations = {});

  [[nodiscard]] const Cidr& cidr() const { return cidr_; }
  [[nodiscard]] AddressLabel label(Ipv4Address address) const;
  /// Whether the address belongs to a prefix that was taken.
  [[nodiscard]] bool in_prefix(Ipv4Address address) const;

  /// How many addresses have the label; over all labels, the subnet's size.
  [[nodiscard]] IpCount count(AddressLabel label) const {
    return IpCount(std::int64_t{counts_[static_cast<std::size_t>(label)]});
  }
  /// /28 blocks that are wholly free, whoever they are reserved for. None of them holds one of the five.
  [[nodiscard]] PrefixCount free_prefixes() const { return PrefixCount(std::int64_t{free_blocks_}); }

  /// What EC2 reports as AvailableIpAddressCount: free and in no reservation.
  [[nodiscard]] IpCount available_ips() const { return IpCount(std::int64_t{open_.size()}); }
  /// How many prefixes in a row requests that name none would get.
  [[nodiscard]] PrefixCount available_prefixes() const { return sheltered_prefixes() + exposed_prefixes(); }
  /// Of these, those in `prefix` reservations, which single addresses leave alone.
  [[nodiscard]] PrefixCount sheltered_prefixes() const {
    return PrefixCount(std::int64_t{sheltered_.size()});
  }
  /// Of these, those that a single address may break.
  [[nodiscard]] PrefixCount exposed_prefixes() const { return PrefixCount(std::int64_t{exposed_.size()}); }

  /// A request for one address; nothing when available_ips() is 0. `label` is a holder's: neither free nor
  /// reserved.
  [[nodiscard]] std::optional<Ipv4Address> take_ip(AddressLabel label, AddressPicker& picker);
  /// A request for one prefix, all of whose addresses get the label; nothing when available_prefixes() is 0.
  [[nodiscard]] std::optional<Cidr> take_prefix(AddressLabel label, AddressPicker& picker);

  /// A request that names the address, which lies in the subnet; false when it is not free.
  [[nodiscard]] bool take_named_ip(Ipv4Address address, AddressLabel label);
  /// A request that names the /28 by an address in it; false when it is not wholly free.
  [[nodiscard]] bool take_named_prefix(Ipv4Address address, AddressLabel label);

  /// Gives a holder's address another holder's label, as when a Pod gets a warm address.
  void relabel(Ipv4Address address, AddressLabel label);

  /// Gives back an address that was taken singly or was used from the start.
  void release_ip(Ipv4Address address);
  /// Gives back the prefix that the address belongs to, whatever its addresses' labels.
  void release_prefix(Ipv4Address address);

 private:
  /// Who may get a block without naming it.
  enum class BlockKind : std::uint8_t {
    barred,     ///< nobody, as a prefix: holds one of the five, or is partly or explicitly reserved
    sheltered,  ///< a prefix only
    exposed,    ///< a prefix or single addresses
  };
  /// The labels of 64 addresses: bit i of plane p is bit p of the i-th one's label. Free is 0 in all.
  using LabelWord = std::array<std::uint64_t, 3>;

  [[nodiscard]] std::uint32_t offset_of(Ipv4Address address) const;
  [[nodiscard]] Ipv4Address address_of(std::uint32_t offset) const {
    return Ipv4Address(cidr_.first().value() + offset);
  }
  [[nodiscard]] AddressLabel label_at(std::uint32_t offset) const;
  /// Whether the block's 16 addresses all have the same.
  [[nodiscard]] bool one_label(std::uint32_t block) const;
  [[nodiscard]] std::uint16_t free_in(std::uint32_t block) const {
    const LabelWord& word = labels_[block >> 2];
    return static_cast<std::uint16_t>(~(word[0] | word[1] | word[2]) >> ((block & 3) * 16));
  }
  [[nodiscard]] bool whole(std::uint32_t block) const { return free_in(block) == 0xFFFF; }
  [[nodiscard]] std::uint32_t& counter(AddressLabel label) {
    return counts_[static_cast<std::size_t>(label)];
  }
  void set_labels(std::uint32_t word, std::uint64_t addresses, AddressLabel label);
  void set_block_labels(std::uint32_t block, AddressLabel label) {
    set_labels(block >> 2, std::uint64_t{0xFFFF} << ((block & 3) * 16), label);
  }
  /// Takes a reservation's addresses from the single requests, and its blocks from all that name none.
  void bar(const Cidr& reservation);

  void hold(std::uint32_t offset, AddressLabel label);
  void hold_block(std::uint32_t block, AddressLabel label);
  /// Brings the sets of blocks up to date after addresses of the block became free or ceased to be.
  void refresh(std::uint32_t block, bool was_whole);

  Cidr cidr_;                                           // /16 to /28
  std::vector<LabelWord> labels_;                       // of every address; beyond the subnet's end reserved
  std::array<std::uint32_t, kAddressLabels> counts_{};  // by label; their sum is the subnet's size
  std::vector<std::uint64_t>
      open_mask_;                  // addresses that a single request may get once they are free; constant
  std::vector<BlockKind> kinds_;   // of each /28; constant. Exposed: all of it is in open_mask_
  std::uint32_t free_blocks_ = 0;  // blocks whose 16 addresses are all free
  RankedBits<16> open_;            // the addresses that are free and in open_mask_
  RankedBits<12> sheltered_;       // the wholly free blocks of kind sheltered
  RankedBits<12> exposed_;         // the wholly free blocks of kind exposed
  RankedBits<12> broken_;          // blocks not in exposed_ that have an address in open_
  RankedBits<12> prefixes_;        // the blocks held as prefixes; none of their addresses is free or reserved
};

}  // namespace cniplan
