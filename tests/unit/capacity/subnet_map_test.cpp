#include "planner/capacity/subnet_map.hpp"

#include <algorithm>
#include <array>
#include <cmath>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

Cidr cidr(std::string_view text) {
  return Cidr::parse(text).value();
}
Ipv4Address address(std::string_view text) {
  return Ipv4Address::parse(text).value();
}

Ipv4Set set_of(const std::vector<std::string>& entries) {
  std::vector<Ipv4Range> ranges;
  for (const std::string& entry : entries) ranges.push_back(Ipv4Range::parse(entry).value());
  return Ipv4Set::of(std::move(ranges));
}

std::string text(const std::optional<Ipv4Address>& taken) {
  return taken ? taken->to_string() : "none";
}
std::string text(const std::optional<Cidr>& taken) {
  return taken ? taken->to_string() : "none";
}

/// A subnet as plain arrays, every rule in the words of the documentation and by going through all of it.
class NaiveMap {
 public:
  NaiveMap(const Cidr& cidr, const Ipv4Set& used, const SubnetReservations& reservations)
      : first_(cidr.first().value()),
        labels_(static_cast<std::size_t>(cidr.size().value())),
        reservations_(reservations) {
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      if (used.contains(at(i))) labels_[i] = AddressLabel::foreign;
      if (i < 4 || i + 1 == labels_.size()) labels_[i] = AddressLabel::reserved;
    }
    prefixes_.resize(labels_.size() / 16);
    for (std::size_t i = 0; i < labels_.size(); ++i) {
      free_of_reservations_.push_back(
          std::ranges::none_of(reservations_.prefix, [&](const Cidr& r) { return r.contains(at(i)); }) &&
          std::ranges::none_of(reservations_.explicit_use, [&](const Cidr& r) { return r.contains(at(i)); }));
    }
    for (std::size_t b = 0; b < prefixes_.size(); ++b) {
      const Cidr whole = block(b);
      in_prefix_reservation_.push_back(
          std::ranges::any_of(reservations_.prefix, [&](const Cidr& r) { return r.contains(whole); }));
      untouched_.push_back(
          std::all_of(free_of_reservations_.begin() + static_cast<std::ptrdiff_t>(b * 16),
                      free_of_reservations_.begin() + static_cast<std::ptrdiff_t>(b * 16 + 16),
                      [](bool untouched) { return untouched; }));
    }
  }

  [[nodiscard]] std::size_t size() const { return labels_.size(); }
  [[nodiscard]] std::size_t blocks() const { return prefixes_.size(); }
  [[nodiscard]] Ipv4Address at(std::size_t i) const {
    return Ipv4Address(first_ + static_cast<std::uint32_t>(i));
  }
  [[nodiscard]] Cidr block(std::size_t b) const { return Cidr::containing(at(b * 16), 28); }
  [[nodiscard]] std::size_t index(Ipv4Address address) const { return address.value() - first_; }

  [[nodiscard]] bool free(std::size_t i) const { return labels_[i] == AddressLabel::free; }
  [[nodiscard]] bool open(std::size_t i) const { return free(i) && free_of_reservations_[i]; }
  [[nodiscard]] bool whole(std::size_t b) const {
    for (std::size_t i = b * 16; i < b * 16 + 16; ++i) {
      if (!free(i)) return false;
    }
    return true;
  }
  [[nodiscard]] bool sheltered(std::size_t b) const { return whole(b) && in_prefix_reservation_[b]; }
  [[nodiscard]] bool exposed(std::size_t b) const { return whole(b) && untouched_[b]; }

  [[nodiscard]] std::optional<Ipv4Address> lowest_single(bool in_whole_blocks) const {
    for (const bool wanted : {in_whole_blocks, !in_whole_blocks}) {
      for (std::size_t i = 0; i < size(); ++i) {
        if (open(i) && exposed(i / 16) == wanted) return at(i);
      }
    }
    return std::nullopt;
  }
  [[nodiscard]] std::optional<Cidr> lowest_prefix() const {
    for (std::size_t b = 0; b < blocks(); ++b) {
      if (sheltered(b)) return block(b);
    }
    for (std::size_t b = 0; b < blocks(); ++b) {
      if (exposed(b)) return block(b);
    }
    return std::nullopt;
  }

  void set(Ipv4Address address, AddressLabel label) { labels_[index(address)] = label; }
  void set_prefix(const Cidr& prefix, AddressLabel label) {
    const std::size_t b = index(prefix.first()) / 16;
    std::fill_n(labels_.begin() + static_cast<std::ptrdiff_t>(b * 16), 16, label);
    prefixes_[b] = label != AddressLabel::free;
  }
  [[nodiscard]] bool prefix(std::size_t b) const { return prefixes_[b]; }
  [[nodiscard]] AddressLabel label(std::size_t i) const { return labels_[i]; }

  template <class Predicate>
  [[nodiscard]] static std::int64_t number(std::size_t end, Predicate&& holds) {
    std::int64_t sum = 0;
    for (std::size_t i = 0; i < end; ++i) sum += holds(i) ? 1 : 0;
    return sum;
  }

 private:
  std::uint32_t first_;
  std::vector<AddressLabel> labels_;
  std::vector<bool> prefixes_;
  SubnetReservations reservations_;
  std::vector<bool> free_of_reservations_;
  std::vector<bool> in_prefix_reservation_;
  std::vector<bool> untouched_;
};

/// The labels add up to the subnet's size, at every moment.
void require_invariants(const SubnetMap& map) {
  IpCount sum;
  for (std::size_t label = 0; label < kAddressLabels; ++label) {
    const IpCount count = map.count(static_cast<AddressLabel>(label));
    REQUIRE(count >= IpCount(0));
    sum += count;
  }
  REQUIRE(sum == map.cidr().size());
  REQUIRE(map.count(AddressLabel::reserved) == IpCount(5));
  REQUIRE(map.available_prefixes() <= map.free_prefixes());
  REQUIRE(ips_in(map.free_prefixes()) <= map.count(AddressLabel::free));
  REQUIRE(ips_in(map.exposed_prefixes()) <= map.available_ips());
}

void require_equal(const SubnetMap& map, const NaiveMap& naive) {
  std::array<std::int64_t, kAddressLabels> labels{};
  std::size_t same = 0;
  for (std::size_t i = 0; i < naive.size(); ++i) {
    ++labels.at(static_cast<std::size_t>(naive.label(i)));
    const bool equal =
        map.label(naive.at(i)) == naive.label(i) && map.in_prefix(naive.at(i)) == naive.prefix(i / 16);
    if (equal) ++same;
  }
  REQUIRE(same == naive.size());
  for (std::size_t label = 0; label < kAddressLabels; ++label) {
    REQUIRE(map.count(static_cast<AddressLabel>(label)) == IpCount(labels.at(label)));
  }
  REQUIRE(map.available_ips() ==
          IpCount(NaiveMap::number(naive.size(), [&](auto i) { return naive.open(i); })));
  REQUIRE(map.free_prefixes() ==
          PrefixCount(NaiveMap::number(naive.blocks(), [&](auto b) { return naive.whole(b); })));
  REQUIRE(map.sheltered_prefixes() ==
          PrefixCount(NaiveMap::number(naive.blocks(), [&](auto b) { return naive.sheltered(b); })));
  REQUIRE(map.exposed_prefixes() ==
          PrefixCount(NaiveMap::number(naive.blocks(), [&](auto b) { return naive.exposed(b); })));
}

AddressLabel any_holder(test::Random& random) {
  return static_cast<AddressLabel>(2 + random.below(5));
}

/// Disjoint reservations from a /32 to a quarter of the subnet.
SubnetReservations any_reservations(const Cidr& cidr, test::Random& random) {
  SubnetReservations reservations;
  Ipv4Set taken;
  for (std::uint64_t i = random.below(6); i > 0; --i) {
    const int length = std::min(32, cidr.prefix_length() + 2 + static_cast<int>(random.below(12)));
    const auto offset =
        static_cast<std::uint32_t>(random.below(static_cast<std::uint64_t>(cidr.size().value())));
    const Cidr reservation = Cidr::containing(Ipv4Address(cidr.first().value() + offset), length);
    if (!intersect(taken, Ipv4Set(reservation)).empty()) continue;
    taken = unite(taken, Ipv4Set(reservation));
    (random.below(3) == 0 ? reservations.explicit_use : reservations.prefix).push_back(reservation);
  }
  return reservations;
}

Ipv4Set any_used(const Cidr& cidr, test::Random& random) {
  std::vector<Ipv4Range> ranges;
  for (std::uint64_t i = random.below(8); i > 0; --i) {
    // Some begin before the subnet or end behind it.
    const auto span = static_cast<std::uint64_t>(cidr.size().value());
    const auto first = cidr.first().value() - 20 + static_cast<std::uint32_t>(random.below(span + 20));
    ranges.emplace_back(Ipv4Address(first),
                        Ipv4Address(first + static_cast<std::uint32_t>(random.below(40))));
  }
  return Ipv4Set::of(std::move(ranges));
}

/// One random request, or giving something back, on both.
void step(SubnetMap& map, NaiveMap& naive, AddressPicker& picker, test::Random& random, bool filling) {
  const AddressLabel label = any_holder(random);
  const Ipv4Address anywhere = naive.at(random.below(naive.size()));
  const std::size_t i = naive.index(anywhere);
  switch (random.below(filling ? 5 : 9)) {
    case 0:
    case 1: {
      const auto expected = naive.lowest_single(picker.policy() == PlacementPolicy::adversarial);
      const auto taken = map.take_ip(label, picker);
      if (picker.policy() == PlacementPolicy::random) {
        REQUIRE(taken.has_value() == expected.has_value());
        REQUIRE((!taken || naive.open(naive.index(*taken))));
      } else {
        REQUIRE(text(taken) == text(expected));
      }
      if (taken) naive.set(*taken, label);
      return;
    }
    case 2: {
      const auto expected = naive.lowest_prefix();
      const auto taken = map.take_prefix(label, picker);
      if (picker.policy() == PlacementPolicy::random && taken) {
        const std::size_t block = naive.index(taken->first()) / 16;
        REQUIRE(expected.has_value());
        const std::size_t first = naive.index(expected->first()) / 16;
        REQUIRE((naive.sheltered(first) ? naive.sheltered(block) : naive.exposed(block)));
      } else {
        REQUIRE(text(taken) == text(expected));
      }
      if (taken) naive.set_prefix(*taken, label);
      return;
    }
    case 3: {
      const bool free = naive.free(i);
      REQUIRE(map.take_named_ip(anywhere, label) == free);
      if (free) naive.set(anywhere, label);
      return;
    }
    case 4: {
      const bool whole = naive.whole(i / 16);
      REQUIRE(map.take_named_prefix(anywhere, label) == whole);
      if (whole) naive.set_prefix(naive.block(i / 16), label);
      return;
    }
    case 5: {
      if (naive.free(i) || naive.label(i) == AddressLabel::reserved) return;
      map.relabel(anywhere, label);
      naive.set(anywhere, label);
      return;
    }
    default: {
      if (naive.free(i) || naive.label(i) == AddressLabel::reserved) return;
      if (naive.prefix(i / 16)) {
        map.release_prefix(anywhere);
        naive.set_prefix(naive.block(i / 16), AddressLabel::free);
      } else {
        map.release_ip(anywhere);
        naive.set(anywhere, AddressLabel::free);
      }
      return;
    }
  }
}

}  // namespace

TEST_CASE("an empty subnet has all addresses but five, and all /28 blocks but the first and the last") {
  struct Row {
    int length;
    std::int64_t addresses;
    std::int64_t blocks;
  };
  const auto row = GENERATE(values<Row>({{16, 65531, 4094},
                                         {17, 32763, 2046},
                                         {18, 16379, 1022},
                                         {19, 8187, 510},
                                         {20, 4091, 254},
                                         {21, 2043, 126},
                                         {22, 1019, 62},
                                         {23, 507, 30},
                                         {24, 251, 14},
                                         {25, 123, 6},
                                         {26, 59, 2},
                                         {27, 27, 0},
                                         {28, 11, 0}}));
  CAPTURE(row.length);
  const SubnetMap map(Cidr::containing(address("10.0.0.0"), row.length));
  require_invariants(map);
  CHECK(map.count(AddressLabel::free) == IpCount(row.addresses));
  CHECK(map.available_ips() == IpCount(row.addresses));
  CHECK(map.free_prefixes() == PrefixCount(row.blocks));
  CHECK(map.available_prefixes() == PrefixCount(row.blocks));
}

TEST_CASE("a /18 with 16,378 free addresses cannot have 1,023 free blocks") {
  const SubnetMap map(cidr("10.0.0.0/18"), set_of({"10.0.0.7"}));
  CHECK(map.count(AddressLabel::free) == IpCount(16378));
  CHECK(map.free_prefixes() == PrefixCount(1022));
  // The one used elsewhere than in the first or the last block costs a block.
  CHECK(SubnetMap(cidr("10.0.0.0/18"), set_of({"10.0.9.7"})).free_prefixes() == PrefixCount(1021));
}

TEST_CASE("what is used outside of the subnet, or reserved by AWS, is left away") {
  const SubnetMap map(cidr("10.0.1.0/24"), set_of({"10.0.0.250-10.0.1.4", "10.0.1.255-10.0.2.9"}));
  CHECK(map.count(AddressLabel::foreign) == IpCount(1));
  CHECK(map.label(address("10.0.1.3")) == AddressLabel::reserved);
  CHECK(map.label(address("10.0.1.4")) == AddressLabel::foreign);
  CHECK(map.label(address("10.0.1.255")) == AddressLabel::reserved);
}

TEST_CASE("packed singles fill what is no whole block before they break one") {
  SubnetMap map(cidr("10.0.0.0/25"), set_of({"10.0.0.40"}));
  AddressPicker picker(PlacementPolicy::packed);
  // 12 in the first block, 15 beside the used one, 15 in the last block.
  for (int i = 0; i < 12 + 15 + 15; ++i) REQUIRE(map.take_ip(AddressLabel::primary, picker));
  CHECK(map.free_prefixes() == PrefixCount(5));
  CHECK(text(map.take_ip(AddressLabel::primary, picker)) == "10.0.0.16");
  CHECK(map.free_prefixes() == PrefixCount(4));
  for (int i = 0; i < 15; ++i) REQUIRE(map.take_ip(AddressLabel::primary, picker));
  CHECK(map.free_prefixes() == PrefixCount(4));
}

TEST_CASE("each adversarial single breaks a whole block while there is one") {
  SubnetMap map(cidr("10.0.0.0/24"));
  AddressPicker picker(PlacementPolicy::adversarial);
  for (std::int64_t left = 13; left >= 0; --left) {
    REQUIRE(map.take_ip(AddressLabel::primary, picker));
    CHECK(map.free_prefixes() == PrefixCount(left));
  }
  CHECK(map.count(AddressLabel::free) == IpCount(251 - 14));
  CHECK(text(map.take_prefix(AddressLabel::warm, picker)) == "none");
  for (int i = 0; i < 251 - 14; ++i) REQUIRE(map.take_ip(AddressLabel::primary, picker));
  CHECK(text(map.take_ip(AddressLabel::primary, picker)) == "none");
}

TEST_CASE("a seed places addresses and prefixes the same on every machine") {
  SubnetMap map(cidr("10.0.0.0/22"));
  AddressPicker picker(PlacementPolicy::random, 42);
  std::vector<std::string> places;
  for (int i = 0; i < 3; ++i) {
    places.push_back(text(map.take_ip(AddressLabel::primary, picker)));
    places.push_back(text(map.take_prefix(AddressLabel::warm, picker)));
  }
  CHECK(places == std::vector<std::string>{"10.0.2.149", "10.0.0.48/28", "10.0.3.82", "10.0.1.64/28",
                                           "10.0.3.242", "10.0.0.96/28"});
}

TEST_CASE("random placement favours no address and no block, in an empty subnet and in a nearly full one") {
  const bool nearly_full = GENERATE(false, true);
  CAPTURE(nearly_full);
  // 251 and 24 addresses; 14 blocks and one.
  const SubnetMap empty(cidr("10.0.0.0/24"), nearly_full ? set_of({"10.0.0.4-10.0.0.230"}) : Ipv4Set());
  AddressPicker picker(PlacementPolicy::random, 5);
  std::vector<int> seen(256);
  std::vector<int> seen_blocks(16);
  SubnetMap map = empty;
  constexpr int kDraws = 50'000;
  for (int i = 0; i < kDraws; ++i) {
    const auto single = map.take_ip(AddressLabel::assigned, picker).value();
    ++seen.at(single.value() & 0xFF);
    map.release_ip(single);
    const auto prefix = map.take_prefix(AddressLabel::assigned, picker);
    if (!prefix) continue;
    ++seen_blocks.at((prefix->first().value() & 0xFF) / 16);
    map.release_prefix(prefix->first());
  }
  const auto chi_square = [](const std::vector<int>& counts, double cells) {
    double sum = 0;
    for (const int count : counts)
      sum += count == 0 ? 0 : (count - kDraws / cells) * (count - kDraws / cells) / (kDraws / cells);
    return sum;
  };
  const auto cells = static_cast<double>(empty.available_ips().value());
  CHECK(std::ranges::count_if(seen, [](int count) { return count > 0; }) ==
        static_cast<std::ptrdiff_t>(cells));
  // Mean: the degrees of freedom; standard deviation: the root of twice as many.
  CHECK(chi_square(seen, cells) < cells + 4 * std::sqrt(2 * cells));
  const auto blocks = static_cast<double>(empty.free_prefixes().value());
  if (blocks > 0) CHECK(chi_square(seen_blocks, blocks) < blocks + 4 * std::sqrt(2 * blocks));
}

TEST_CASE("singles never take from a reservation, prefixes prefer those of type prefix") {
  SubnetMap map(cidr("10.0.0.0/24"), {},
                {.prefix = {cidr("10.0.0.128/26")}, .explicit_use = {cidr("10.0.0.192/27")}});
  CHECK(map.count(AddressLabel::free) == IpCount(251));
  // AvailableIpAddressCount: reserved but unallocated space is not in it.
  CHECK(map.available_ips() == IpCount(251 - 64 - 32));
  CHECK(map.free_prefixes() == PrefixCount(14));
  CHECK(map.available_prefixes() == PrefixCount(12));
  CHECK(map.sheltered_prefixes() == PrefixCount(4));

  const auto policy =
      GENERATE(PlacementPolicy::packed, PlacementPolicy::random, PlacementPolicy::adversarial);
  AddressPicker picker(policy, 9);
  for (int i = 0; i < 4; ++i) {
    const auto prefix = map.take_prefix(AddressLabel::warm, picker);
    REQUIRE(prefix);
    CHECK(cidr("10.0.0.128/26").contains(*prefix));
  }
  const auto beside = map.take_prefix(AddressLabel::warm, picker);
  REQUIRE(beside);
  CHECK_FALSE(cidr("10.0.0.128/25").contains(*beside));
  for (int i = 0; i < 251 - 64 - 32 - 16; ++i) {
    const auto single = map.take_ip(AddressLabel::primary, picker);
    REQUIRE(single);
    CHECK_FALSE(cidr("10.0.0.128/26").contains(*single));
    CHECK_FALSE(cidr("10.0.0.192/27").contains(*single));
  }
  CHECK(text(map.take_ip(AddressLabel::primary, picker)) == "none");
  CHECK(text(map.take_prefix(AddressLabel::warm, picker)) == "none");
  CHECK(map.free_prefixes() == PrefixCount(2));
}

TEST_CASE("who names an address or a block gets it, reserved or not, if it is free") {
  SubnetMap map(cidr("10.0.0.0/24"), {}, {.prefix = {}, .explicit_use = {cidr("10.0.0.64/27")}});
  CHECK(map.take_named_ip(address("10.0.0.70"), AddressLabel::foreign));
  CHECK_FALSE(map.take_named_ip(address("10.0.0.70"), AddressLabel::foreign));
  CHECK_FALSE(map.take_named_ip(address("10.0.0.1"), AddressLabel::foreign));
  CHECK_FALSE(map.take_named_prefix(address("10.0.0.64"), AddressLabel::warm));
  CHECK(map.take_named_prefix(address("10.0.0.80"), AddressLabel::warm));
  CHECK(map.in_prefix(address("10.0.0.95")));
  CHECK(map.available_ips() == IpCount(251 - 32));
}

TEST_CASE("a prefix reservation smaller than a /28 gives no prefix and spoils its block") {
  const SubnetMap map(
      cidr("10.0.0.0/24"), {},
      {.prefix = {cidr("10.0.0.32/29"), cidr("10.0.0.40/29"), cidr("10.0.0.64/32")}, .explicit_use = {}});
  CHECK(map.free_prefixes() == PrefixCount(14));
  CHECK(map.available_prefixes() == PrefixCount(12));
  CHECK(map.sheltered_prefixes() == PrefixCount(0));
  CHECK(map.available_ips() == IpCount(251 - 17));
}

TEST_CASE("a prefix comes back whole, whatever became of its addresses") {
  SubnetMap map(cidr("10.0.0.0/24"));
  AddressPicker picker(PlacementPolicy::packed);
  const Cidr prefix = map.take_prefix(AddressLabel::warm, picker).value();
  map.relabel(prefix.first(), AddressLabel::assigned);
  map.relabel(prefix.last(), AddressLabel::cooling);
  CHECK(map.count(AddressLabel::warm) == IpCount(14));
  CHECK_THROWS_AS(map.release_ip(prefix.first()), std::logic_error);
  map.release_prefix(prefix.last());
  CHECK(map.count(AddressLabel::free) == IpCount(251));
  CHECK(map.free_prefixes() == PrefixCount(14));
  require_invariants(map);
}

TEST_CASE("broken promises of a map's caller are found") {
  SubnetMap map(cidr("10.0.0.0/24"));
  AddressPicker picker(PlacementPolicy::packed);
  CHECK_THROWS_AS(SubnetMap(cidr("10.0.0.0/15")), std::logic_error);
  CHECK_THROWS_AS(SubnetMap(cidr("10.0.0.0/29")), std::logic_error);
  CHECK_THROWS_AS(SubnetMap(cidr("10.0.0.0/24"), {}, {.prefix = {cidr("10.0.1.0/28")}, .explicit_use = {}}),
                  std::logic_error);
  CHECK_THROWS_AS(SubnetMap(cidr("10.0.0.0/24"), {},
                            {.prefix = {cidr("10.0.0.0/27")}, .explicit_use = {cidr("10.0.0.16/28")}}),
                  std::logic_error);
  CHECK_THROWS_AS(map.label(address("10.0.1.0")), std::logic_error);
  CHECK_THROWS_AS(map.take_ip(AddressLabel::free, picker), std::logic_error);
  CHECK_THROWS_AS(map.take_prefix(AddressLabel::reserved, picker), std::logic_error);
  CHECK_THROWS_AS(map.relabel(address("10.0.0.9"), AddressLabel::warm), std::logic_error);
  CHECK_THROWS_AS(map.release_ip(address("10.0.0.9")), std::logic_error);
  CHECK_THROWS_AS(map.release_ip(address("10.0.0.0")), std::logic_error);
  CHECK_THROWS_AS(map.release_prefix(address("10.0.0.16")), std::logic_error);
}

TEST_CASE("a map is what a naive model says after every random step") {
  const auto policy =
      GENERATE(PlacementPolicy::packed, PlacementPolicy::random, PlacementPolicy::adversarial);
  const auto seed = GENERATE(range(std::uint64_t{1}, std::uint64_t{17}));
  CAPTURE(static_cast<int>(policy), seed);
  test::Random random(seed * 3 + static_cast<std::uint64_t>(policy));
  const Cidr subnet = Cidr::containing(address("10.20.64.0"), 23 + static_cast<int>(random.below(6)));
  CAPTURE(subnet.to_string());
  const Ipv4Set used = any_used(subnet, random);
  const SubnetReservations reservations = any_reservations(subnet, random);
  SubnetMap map(subnet, used, reservations);
  NaiveMap naive(subnet, used, reservations);
  require_equal(map, naive);
  AddressPicker picker(policy, seed);
  for (int i = 0; i < 600; ++i) {
    CAPTURE(i);
    step(map, naive, picker, random, i / 100 % 2 == 0);
    require_invariants(map);
    require_equal(map, naive);
  }
}

TEST_CASE("a large map is what a naive model says, too") {
  const int length = GENERATE(16, 18);
  const std::uint64_t seed = 11;
  CAPTURE(length, seed);
  test::Random random(seed);
  const Cidr subnet = Cidr::containing(address("10.20.0.0"), length);
  const SubnetReservations reservations{.prefix = {cidr("10.20.4.0/22"), cidr("10.20.8.0/28")},
                                        .explicit_use = {cidr("10.20.16.8/30"), cidr("10.20.17.0/24")}};
  const Ipv4Set used = set_of({"10.20.4.5", "10.20.30.0/23"});
  SubnetMap map(subnet, used, reservations);
  NaiveMap naive(subnet, used, reservations);
  AddressPicker picker(PlacementPolicy::random, seed);
  for (int i = 0; i < 20'000; ++i) {
    const AddressLabel label = any_holder(random);
    if (random.below(20) == 0) {
      if (const auto prefix = map.take_prefix(label, picker)) naive.set_prefix(*prefix, label);
    } else if (const auto single = map.take_ip(label, picker)) {
      REQUIRE(naive.open(naive.index(*single)));
      naive.set(*single, label);
    }
    require_invariants(map);
    if (i % 4'000 == 0) require_equal(map, naive);
  }
  require_equal(map, naive);
}
