#include "planner/net/address_text.hpp"

#include <algorithm>
#include <cstring>
#include <string>
#include <vector>

#include "planner/net/address_set.hpp"
#include "planner/net/ipv4_range.hpp"
#include "planner/net/ipv6_range.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/random.hpp"

using namespace cniplan;

namespace {

/// A text with the bytes around it that the fast readers may touch.
struct Window {
  explicit Window(std::string_view text, char around = '7') {
    std::memset(bytes, around, sizeof bytes);
    std::memcpy(bytes + 8, text.data(), text.size());
  }
  const char* text() const { return bytes + 8; }
  char bytes[256];
};

/// One line read, and its bytes; 0 when it was left.
struct Ipv4Line {
  std::uint32_t first;
  int length;
  std::size_t bytes;
};
Ipv4Line read_ipv4_line(const char* at) {
  LineBatch<std::uint32_t> batch;
  const char* const end = read_ipv4_lines(at, at + kFastReadWindow, batch);
  return {batch.blocks[0].first, batch.blocks[0].length, static_cast<std::size_t>(end - at)};
}

struct Ipv6Line {
  Uint128 first;
  int length;
  std::size_t bytes;
};
Ipv6Line read_ipv6_line(const char* at) {
  LineBatch<Uint128> batch;
  const char* const end = read_ipv6_lines(at, at + kFastReadWindow, batch);
  return {batch.blocks[0].first, batch.blocks[0].length, static_cast<std::size_t>(end - at)};
}

std::string ipv4_text(std::uint32_t first, int length) {
  return Cidr::containing(Ipv4Address(first), length).to_string();
}

}  // namespace

TEST_CASE("what the fast IPv4 reader takes, the parser reads the same") {
  test::Random random(3);
  for (int i = 0; i < 20'000; ++i) {
    const int length = static_cast<int>(random.below(33));
    // Octets of every length are equally likely.
    std::uint32_t address = 0;
    for (int k = 0; k < 4; ++k) {
      const std::uint64_t limits[] = {10, 100, 256};
      address = address << 8 | static_cast<std::uint32_t>(random.below(limits[random.below(3)]));
    }
    const auto cidr = Cidr::containing(Ipv4Address(address), length);
    const std::string text = cidr.to_string() + "\n";
    const Window window(text);
    const Ipv4Line line = read_ipv4_line(window.text());
    CAPTURE(text);
    REQUIRE(line.bytes == text.size());
    REQUIRE(line.first == cidr.network().value());
    REQUIRE(line.length == length);
    const std::string bare = Ipv4Address(address).to_string() + "\r\n";
    REQUIRE(read_ipv4_line(Window(bare).text()).first == address);
    REQUIRE(read_ipv4_line(Window(bare).text()).bytes == bare.size());
  }
}

TEST_CASE("the fast IPv4 reader leaves every text that the parser refuses") {
  test::Random random(5);
  const std::string_view letters = "0123456789./-: x\t,#";
  int taken = 0;
  for (int i = 0; i < 200'000; ++i) {
    // A right text with one or two letters changed, added or taken away.
    std::string text = ipv4_text(static_cast<std::uint32_t>(random.next()), static_cast<int>(random.below(33)));
    for (std::uint64_t k = 0; k <= random.below(2); ++k) {
      const auto at = random.below(text.size());
      const char letter = letters[random.below(letters.size())];
      const auto what = random.below(3);
      if (what == 0) text[at] = letter;
      if (what == 1) text.insert(at, 1, letter);
      if (what == 2 && text.size() > 1) text.erase(at, 1);
    }
    const Ipv4Line line = read_ipv4_line(Window(text + "\n").text());
    if (line.bytes == 0) continue;
    ++taken;
    CAPTURE(text);
    REQUIRE(line.bytes == text.size() + 1);
    const auto range = Ipv4Range::parse(text);
    REQUIRE(range);
    REQUIRE(*range == Ipv4Range(Cidr::containing(Ipv4Address(line.first), line.length)));
  }
  CHECK(taken > 1000);
}

TEST_CASE("what the fast IPv6 reader takes, the parser reads the same, and it leaves the rest") {
  test::Random random(9);
  const std::string_view letters = "0123456789abcdefABCDEF:/-. %g";
  int taken = 0;
  int whole = 0;
  for (int i = 0; i < 100'000; ++i) {
    Uint128 value = 0;
    for (int k = 0; k < 8; ++k) value = value << 16 | Uint128{random.below(2) == 0 ? 0 : random.next() & 0xffff >> random.below(16)};
    const int length = random.below(3) == 0 ? static_cast<int>(random.below(129)) : 128;
    std::string text = Ipv6Prefix::containing(Ipv6Address(value), length).to_string();
    const bool changed = random.below(2) == 0;
    if (changed) {
      const auto at = random.below(text.size());
      const auto what = random.below(3);
      if (what == 0) text[at] = letters[random.below(letters.size())];
      if (what == 1) text.insert(at, 1, letters[random.below(letters.size())]);
      if (what == 2) text.erase(at, 1);
    }
    const Ipv6Line line = read_ipv6_line(Window(text + "\n").text());
    CAPTURE(text);
    if (line.bytes == 0) {
      REQUIRE((changed || text.find('.') != std::string::npos));
      continue;
    }
    ++taken;
    whole += changed ? 0 : 1;
    REQUIRE(line.bytes == text.size() + 1);
    const auto range = Ipv6Range::parse(text);
    REQUIRE(range);
    REQUIRE(*range == Ipv6Range(Ipv6Prefix::containing(Ipv6Address(line.first), line.length)));
  }
  CHECK(taken > whole + 1000);
}

TEST_CASE("the line writers print what to_string prints") {
  test::Random random(13);
  Ipv4LineWriter ipv4;
  Ipv6LineWriter ipv6;
  char buffer[kLongestLine + 64];
  std::uint32_t address = 0;
  Uint128 value = 0;
  for (int i = 0; i < 50'000; ++i) {
    // Mostly a near neighbour of the one before, as in a list.
    address = random.below(4) == 0 ? static_cast<std::uint32_t>(random.next()) : address + static_cast<std::uint32_t>(random.below(70));
    const auto cidr = Cidr::containing(Ipv4Address(address), static_cast<int>(random.below(33)));
    const char* end = ipv4.write(buffer, cidr.network().value(), cidr.prefix_length());
    REQUIRE(std::string_view(buffer, end) == std::string_view(cidr.to_string() + "\n"));

    if (random.below(3) == 0) {
      for (int k = 0; k < 8; ++k) value = value << 16 | Uint128{random.below(2) == 0 ? 0 : random.next() & 0xffff >> random.below(16)};
    } else {
      value += random.below(200);
    }
    const auto prefix = Ipv6Prefix::containing(Ipv6Address(value), random.below(2) == 0 ? 128 : static_cast<int>(random.below(129)));
    end = ipv6.write(buffer, prefix.network().value(), prefix.prefix_length());
    REQUIRE(end - buffer <= static_cast<std::ptrdiff_t>(kLongestLine));
    REQUIRE(std::string_view(buffer, end) == std::string_view(prefix.to_string() + "\n"));
  }
  for (const std::string_view text : {"::ffff:10.0.0.1/128", "::/0", "::1/128", "1::/16", "::1:0:0/96", "1:0:0:2::3/128",
                                      "0:1::/32", "fe80::1:0/112"}) {
    const auto prefix = Ipv6Prefix::parse(text).value();
    const char* const end = ipv6.write(buffer, prefix.network().value(), prefix.prefix_length());
    CHECK(std::string_view(buffer, end) == std::string_view(prefix.to_string() + "\n"));
  }
}

TEST_CASE("what the IPv6 writer remembers of one line never shows in another") {
  test::Random random(17);
  Ipv6LineWriter writer;
  char buffer[kLongestLine];
  for (int i = 0; i < 4'000; ++i) {
    // Few upper groups, so that they come back, with runs of zeros in all places and ::/64 among them.
    Uint128 value = 0;
    for (int k = 0; k < 8; ++k) {
      const std::uint64_t groups[] = {0, 0, 0, 1, 0x10, 0x100, 0xffff, random.next() & 0xffff};
      value = value << 16 | Uint128{groups[random.below(8)]};
    }
    // Neighbours of one size, over the end of a group and the end of the address.
    const int length = random.below(4) == 0 ? static_cast<int>(random.below(129)) : 16 * static_cast<int>(1 + random.below(8));
    for (int k = 0; k < 12; ++k) {
      const auto prefix = Ipv6Prefix::containing(Ipv6Address(value), length);
      const char* const end = writer.write(buffer, prefix.network().value(), length);
      CAPTURE(i, k);
      REQUIRE(std::string_view(buffer, end) == std::string_view(prefix.to_string() + "\n"));
      if (length > 0) value += Uint128{random.below(3)} << (128 - length);
    }
  }
}

TEST_CASE("a range is written as its fewest blocks, within the room it is promised") {
  test::Random random(19);
  std::vector<char> buffer(kLongestRange);
  Ipv4LineWriter ipv4;
  Ipv6LineWriter ipv6;
  const auto check = [&](auto traits, auto& writer, auto first, auto last) {
    using Traits = decltype(traits);
    std::string expected;
    for_each_block<Traits>(first, last, [&](auto block, int length) {
      expected += Traits::Block::containing(typename Traits::Address(block), length).to_string() + "\n";
    });
    const char* const end = writer.write_range(buffer.data(), first, last);
    REQUIRE(std::string_view(buffer.data(), end) == std::string_view(expected));
  };
  check(Ipv4Traits(), ipv4, std::uint32_t{1}, ~std::uint32_t{1});
  check(Ipv6Traits(), ipv6, Uint128{1}, ~Uint128{1});
  check(Ipv6Traits(), ipv6, Uint128{0}, ~Uint128{0});
  for (int i = 0; i < 2'000; ++i) {
    const auto shift = static_cast<int>(random.below(128));
    const Uint128 a = make_uint128(random.next(), random.next()) >> shift;
    const Uint128 b = random.below(2) == 0 ? a + random.below(5'000) : make_uint128(random.next(), random.next());
    check(Ipv6Traits(), ipv6, std::min(a, b), std::max(a, b));
    check(Ipv4Traits(), ipv4, static_cast<std::uint32_t>(std::min(a, b) >> 96), static_cast<std::uint32_t>(std::max(a, b) >> 96));
  }
}

TEST_CASE("lines that share their start with the one before are read as they are") {
  test::Random random(23);
  const std::string_view starts[] = {"2001:db8:", "2001:0db8:", "2001:DB8:", "2001:db9:", "2600:1f14:", "2001:db8::", "1:2:",
                                     "12345:1:", "2001:db8a:", "2001:db81:"};
  const std::string_view ends[] = {"1:2:3:4:5:6", ":1", ":", "1::/64", "a:b:c::/80", "::1", "1:2:3:4:5:6:7", "1", ":/32", ":1\r"};
  for (int i = 0; i < 2'000; ++i) {
    std::string text(8, '7');
    std::vector<std::string> lines;
    for (int k = 0; k < 6; ++k) {
      lines.emplace_back(starts[random.below(3) == 0 ? random.below(10) : 0]);
      lines.back() += ends[random.below(10)];
      text += lines.back() + "\n";
    }
    text += std::string(kFastReadWindow, '7');
    LineBatch<Uint128> batch;
    const char* const stopped = read_ipv6_lines(text.data() + 8, text.data() + text.size(), batch);
    const char* at = text.data() + 8;
    for (std::size_t k = 0; k < batch.size; ++k) {
      at += lines[k].size() + 1;
      const auto range = Ipv6Range::parse(lines[k].substr(0, lines[k].find('\r')));
      CAPTURE(lines[k]);
      REQUIRE(range);
      REQUIRE(*range == Ipv6Range(Ipv6Prefix::containing(Ipv6Address(batch.blocks[k].first), batch.blocks[k].length)));
    }
    REQUIRE(stopped == at);
    // It stops only where the parser refuses.
    if (batch.size < lines.size()) REQUIRE_FALSE(Ipv6Range::parse(lines[batch.size].substr(0, lines[batch.size].find('\r'))));
  }
}
