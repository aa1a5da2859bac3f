#include "planner/net/address_text.hpp"

#include <algorithm>
#include <array>
#include <bit>
#include <cstring>
#include <string_view>

#include "planner/net/address_set.hpp"

#if defined(__SSE2__)
#include <emmintrin.h>
#endif

namespace cniplan {
namespace {

/// Bit i is set where byte i of the 32 at `text` is no digit.
inline std::uint32_t no_digits(const char* text) {
#if defined(__SSE2__)
  const auto half = [](const char* at) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    const __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    return static_cast<std::uint32_t>(_mm_movemask_epi8(digits)) ^ 0xffffU;
  };
  return half(text) | half(text + 16) << 16;
#else
  std::uint32_t mask = 0;
  for (std::uint32_t i = 0; i < 32; ++i) {
    mask |= static_cast<std::uint32_t>(static_cast<unsigned char>(text[i] - '0') > 9) << i;
  }
  return mask;
#endif
}

/// Bit i is set where byte i of the 48 at `text` is no hex digit. The longest plain line, an address of 39 letters,
/// "/128" and "\r\n", has 45.
inline std::uint64_t no_hex_digits(const char* text) {
#if defined(__SSE2__)
  const auto part = [](const char* at) {
    __m128i bytes;
    std::memcpy(&bytes, at, sizeof bytes);
    const __m128i values = _mm_sub_epi8(bytes, _mm_set1_epi8('0'));
    const __m128i digits = _mm_cmpeq_epi8(_mm_min_epu8(values, _mm_set1_epi8(9)), values);
    const __m128i letters = _mm_sub_epi8(_mm_or_si128(bytes, _mm_set1_epi8('a' - 'A')), _mm_set1_epi8('a'));
    const __m128i hex = _mm_or_si128(digits, _mm_cmpeq_epi8(_mm_min_epu8(letters, _mm_set1_epi8(5)), letters));
    return static_cast<std::uint64_t>(_mm_movemask_epi8(hex)) ^ 0xffffU;
  };
  return part(text) | part(text + 16) << 16 | part(text + 32) << 32;
#else
  std::uint64_t mask = 0;
  for (std::uint64_t i = 0; i < 48; ++i) {
    const auto byte = static_cast<unsigned char>(text[i]);
    const bool hex = static_cast<unsigned char>(byte - '0') <= 9 || static_cast<unsigned char>((byte | 0x20) - 'a') <= 5;
    mask |= static_cast<std::uint64_t>(!hex) << i;
  }
  return mask;
#endif
}

inline std::uint32_t load_little_endian(const char* from) {
  std::uint32_t value;
  std::memcpy(&value, from, sizeof value);
  if constexpr (std::endian::native == std::endian::big) value = __builtin_bswap32(value);
  return value;
}

inline std::uint64_t load_eight(const char* from) {
  std::uint64_t value;
  std::memcpy(&value, from, sizeof value);
  return value;
}

/// Which of the 4 bytes before a separator belong to an octet of 0 to 3 digits, and the least and the span of
/// the digits it may have, as one number of a byte a digit: no leading zero, nothing above 255.
constexpr std::array<std::uint32_t, 4> kOctetMask = {0, 0xff000000, 0xffff0000, 0xffffff00};
constexpr std::array<std::uint32_t, 4> kLeastDigits = {~std::uint32_t{0}, 0, 0x0100, 0x010000};
constexpr std::array<std::uint32_t, 4> kDigitSpan = {0, 0x09, 0x0909 - 0x0100, 0x020505 - 0x010000};

/// The value of the `size` hex digits, 1 to 4, that end in front of `end`.
inline std::uint32_t hex_group(const char* end, int size) {
  const std::uint32_t text = load_little_endian(end - 4) >> (8 * (4 - size)) << (8 * (4 - size));
  // One digit a byte, the first one lowest; what is left of them is 0.
  std::uint32_t digits = (text & 0x0f0f0f0f) + (text >> 6 & 0x01010101) * 9;
  digits = (digits << 4 | digits >> 8) & 0x00ff00ff;
  return (digits & 0xff) << 8 | digits >> 16;
}

struct Decimal {
  char text[4];
  std::uint32_t size;
};

constexpr std::array<Decimal, 256> make_decimals() {
  std::array<Decimal, 256> out{};
  for (std::uint32_t i = 0; i < 256; ++i) {
    Decimal& decimal = out[i];
    if (i >= 100) decimal.text[decimal.size++] = static_cast<char>('0' + i / 100);
    if (i >= 10) decimal.text[decimal.size++] = static_cast<char>('0' + i / 10 % 10);
    decimal.text[decimal.size++] = static_cast<char>('0' + i % 10);
  }
  return out;
}
constexpr std::array<Decimal, 256> kDecimals = make_decimals();

inline char* put_decimal(char* to, std::uint32_t value) {
  std::memcpy(to, kDecimals[value].text, 4);
  return to + kDecimals[value].size;
}

struct LengthText {
  char text[7];
  std::uint8_t size;
};

/// A prefix length and the end of its line: "/56\n".
constexpr std::array<LengthText, 129> make_length_texts() {
  std::array<LengthText, 129> out{};
  for (std::size_t i = 0; i < out.size(); ++i) {
    LengthText& length = out[i];
    length.text[length.size++] = '/';
    for (std::size_t k = 0; k < kDecimals[i].size; ++k) length.text[length.size++] = kDecimals[i].text[k];
    length.text[length.size++] = '\n';
  }
  return out;
}
constexpr std::array<LengthText, 129> kLengthTexts = make_length_texts();

inline char* put_length(char* to, int length) {
  const LengthText& text = kLengthTexts[static_cast<std::size_t>(length)];
  std::memcpy(to, &text, sizeof text);
  return to + text.size;
}

/// Two hex digits for each byte, the first digit in the low half.
constexpr std::array<std::uint32_t, 256> make_hex_pairs() {
  constexpr std::string_view kLetters = "0123456789abcdef";
  std::array<std::uint32_t, 256> pairs{};
  for (std::size_t i = 0; i < 256; ++i) {
    pairs[i] = static_cast<std::uint32_t>(kLetters[i >> 4]) | static_cast<std::uint32_t>(kLetters[i & 15]) << 8;
  }
  return pairs;
}
constexpr std::array<std::uint32_t, 256> kHexPairs = make_hex_pairs();

/// Writes 4 digits and moves behind those that are no leading zeros, without a branch for their number.
inline char* put_hex(char* to, std::uint32_t group) {
  const int digits = (35 - std::countl_zero(group | 1)) / 4;
  std::uint32_t text = (kHexPairs[group >> 8] | kHexPairs[group & 0xff] << 16) >> (8 * (4 - digits));
  if constexpr (std::endian::native == std::endian::big) text = __builtin_bswap32(text);
  std::memcpy(to, &text, sizeof text);
  return to + digits;
}

/// Whether an address is printed with an IPv4 address at its end: IPv4-mapped and IPv4-compatible ones are.
bool has_dotted_end(Uint128 value) { return value >> 32 == 0xffff || (value >> 32 == 0 && value >> 16 != 0); }

/// The canonical text of RFC 5952: the longest run of two or more zero groups, the first of equals, as "::".
char* put_ipv6(char* to, Uint128 value) {
  std::array<std::uint32_t, 8> groups{};
  for (std::size_t i = 0; i < 8; ++i) groups[i] = static_cast<std::uint32_t>(value >> (112 - 16 * i)) & 0xffff;
  std::size_t gap = 8;
  std::size_t gap_size = 1;
  for (std::size_t i = 0; i < 8;) {
    std::size_t end = i;
    while (end < 8 && groups[end] == 0) ++end;
    if (end - i > gap_size) {
      gap = i;
      gap_size = end - i;
    }
    i = end + 1;
  }
  if (has_dotted_end(value)) {
    const std::string_view head = value >> 32 == 0 ? "::" : "::ffff:";
    to = std::copy(head.begin(), head.end(), to);
    for (int shift = 24; shift >= 0; shift -= 8) {
      to = put_decimal(to, static_cast<std::uint32_t>(value >> shift) & 0xff);
      if (shift > 0) *to++ = '.';
    }
    return to;
  }
  for (std::size_t i = 0; i < 8;) {
    if (i == gap) {
      *to++ = ':';
      *to++ = ':';
      i += gap_size;
      continue;
    }
    if (i > 0 && i != gap + gap_size) *to++ = ':';
    to = put_hex(to, groups[i++]);
  }
  return to;
}

/// The number of the lowest bit of a value that is not 0, without std::countr_zero's question whether it is.
inline std::uint32_t first_bit(std::uint64_t value) { return static_cast<std::uint32_t>(__builtin_ctzll(value)); }

/// The line at `at`: its bytes, its end included, or 0 when it is left to the parser proper.
inline std::uint32_t read_ipv4_line(const char* at, LineBatch<std::uint32_t>::Block& block) {
  // The bits at the end keep the search for a fifth separator in the window; none of them passes for one.
  std::uint32_t separators = no_digits(at) | 0xf8000000;
  std::uint32_t address = 0;
  std::uint32_t wrong = 0;
  std::uint32_t from = 0;
  char ends[4];
  for (char& end : ends) {
    const auto to = first_bit(separators);
    separators &= separators - 1;
    const std::uint32_t size = to - from;
    wrong |= static_cast<std::uint32_t>(size > 3);
    const std::uint32_t mask = kOctetMask[size & 3];
    const std::uint32_t digits = ((load_little_endian(at + to - 4) & mask) - (0x30303030 & mask)) >> 8;
    const std::uint32_t spoken = __builtin_bswap32(digits << 8);  // the first digit highest, as it is said
    wrong |= static_cast<std::uint32_t>(spoken - kLeastDigits[size & 3] > kDigitSpan[size & 3]);
    address = address << 8 | ((digits * 0x640a01) >> 16 & 0xff);
    end = at[to];
    from = to + 1;
  }
  wrong |= static_cast<std::uint32_t>(ends[0] != '.') | static_cast<std::uint32_t>(ends[1] != '.') |
           static_cast<std::uint32_t>(ends[2] != '.');
  std::uint32_t length = 32;
  if (ends[3] == '/') {
    const auto to = first_bit(separators);
    const std::uint32_t size = to - from;
    const std::uint32_t first = static_cast<std::uint32_t>(at[from]) - '0';
    const std::uint32_t second = static_cast<std::uint32_t>(at[from + 1]) - '0';
    length = size == 2 ? first * 10 + second : first;
    wrong |= static_cast<std::uint32_t>(size - 1 > 1) | static_cast<std::uint32_t>(size == 2 && first == 0) |
             static_cast<std::uint32_t>(length > 32);
    wrong |= static_cast<std::uint32_t>((address & (0xffffffffULL >> (length & 63))) != 0);
    ends[3] = at[to];
    from = to + 1;
  }
  if (ends[3] == '\r') ends[3] = at[from++];
  wrong |= static_cast<std::uint32_t>(ends[3] != '\n');
  block = {address, static_cast<int>(length)};
  return wrong == 0 ? from : 0;
}

/// The first two groups of a line with the colon behind each, which nearly all lines of a list share.
struct Ipv6Start {
  std::uint64_t front = 0;  // its first 8 bytes and its last 8; nothing has both of these
  std::uint64_t back = 1;
  int size = 8;
  std::uint32_t value = 0;
};

/// The same for IPv6. Remembers the start for the next line, when it has 8 bytes.
inline std::uint32_t read_ipv6_line(const char* at, Ipv6Start& start, LineBatch<Uint128>::Block& block) {
  std::uint64_t separators = no_hex_digits(at);
  Uint128 head = 0;  // the groups before "::"
  Uint128 value = 0;
  int groups = 0;
  int gap = -1;  // how many groups are before "::"
  int from = 0;
  char end = ':';
  if (load_eight(at) == start.front && load_eight(at + start.size - 8) == start.back) {
    value = start.value;
    groups = 2;
    from = start.size;
    separators &= ~std::uint64_t{0} << start.size;
  }
  while (end == ':') {
    if (separators == 0) return 0;
    const int to = static_cast<int>(first_bit(separators));
    separators &= separators - 1;
    const int size = to - from;
    end = at[to];
    if (size == 0) {
      if (end == ':') {
        if (gap >= 0) return 0;
        if (to == 0) {
          if (at[1] != ':') return 0;
          separators &= separators - 1;
          from = 1;
        }
        gap = groups;
        head = value;
        value = 0;
      } else if (gap != groups) {
        return 0;
      }
      from = (from > to ? from : to) + 1;
      continue;
    }
    if (size > 4 || groups == 8) return 0;
    value = value << 16 | hex_group(at + to, size);
    ++groups;
    from = to + 1;
    if (groups == 2 && gap < 0 && end == ':' && from >= 8) {
      start = {load_eight(at), load_eight(at + from - 8), from, static_cast<std::uint32_t>(value)};
    }
  }
  if (gap < 0 ? groups != 8 : groups > 7) return 0;
  if (gap > 0) value |= head << (16 * (8 - gap));
  int length = 128;
  if (end == '/') {
    if (separators == 0) return 0;
    const int to = static_cast<int>(first_bit(separators));
    const int size = to - from;
    if (size < 1 || size > 3 || (size > 1 && at[from] == '0')) return 0;
    length = 0;
    for (int i = from; i < to; ++i) {
      if (at[i] < '0' || at[i] > '9') return 0;
      length = length * 10 + (at[i] - '0');
    }
    if (length > 128) return 0;
    if (length < 128 && (value & (~Uint128{0} >> length)) != 0) return 0;
    end = at[to];
    from = to + 1;
  }
  if (end == '\r') end = at[from++];
  if (end != '\n') return 0;
  block = {value, length};
  return static_cast<std::uint32_t>(from);
}

template <class Value, class Read>
const char* read_lines(const char* at, const char* end, LineBatch<Value>& batch, Read&& read) {
  while (end - at >= static_cast<std::ptrdiff_t>(kFastReadWindow) && batch.size < LineBatch<Value>::kMost) {
    const std::uint32_t bytes = read(at, batch.blocks[batch.size]);
    if (bytes == 0) break;
    ++batch.size;
    at += bytes;
  }
  return at;
}

}  // namespace

const char* read_ipv4_lines(const char* at, const char* end, LineBatch<std::uint32_t>& batch) {
  return read_lines(at, end, batch, [](const char* line, auto& block) { return read_ipv4_line(line, block); });
}

const char* read_ipv6_lines(const char* at, const char* end, LineBatch<Uint128>& batch) {
  Ipv6Start start;
  return read_lines(at, end, batch, [&](const char* line, auto& block) { return read_ipv6_line(line, start, block); });
}

char* Ipv4LineWriter::write(char* to, std::uint32_t first, int length) {
  if (first >> 8 != upper_) {
    upper_ = first >> 8;
    char* at = upper_text_;
    for (int shift = 16; shift >= 0; shift -= 8) {
      at = put_decimal(at, upper_ >> shift & 0xff);
      *at++ = '.';
    }
    upper_size_ = static_cast<std::uint32_t>(at - upper_text_);
  }
  std::memcpy(to, upper_text_, sizeof upper_text_);
  return put_length(put_decimal(to + upper_size_, first & 0xff), length);
}

char* Ipv4LineWriter::write_range(char* to, std::uint32_t first, std::uint32_t last) {
  for_each_block<Ipv4Traits>(first, last, [&](std::uint32_t block, int length) { to = write(to, block, length); });
  return to;
}

void Ipv6LineWriter::remember(Around& around, Uint128 first, int shift) {
  // With a 1 for the last group that is not 0; it is the last digit that is not.
  char text[kLongestLine];
  const char* const end = put_ipv6(text, (first >> shift >> 16 << 16 | 1) << shift);
  const char* one = end - 1;
  while (*one != '1') --one;
  around.head_size = static_cast<std::uint32_t>(one - text);
  around.tail_size = static_cast<std::uint32_t>(end - one) - 1;
  std::copy_n(text, around.head_size, around.head);
  std::copy_n(one + 1, around.tail_size, around.tail);
}

char* Ipv6LineWriter::write_whole(char* to, Uint128 first, int length) {
  return put_length(put_ipv6(to, first), length);
}

char* Ipv6LineWriter::write(char* to, Uint128 first, int length) {
  const std::uint64_t high = high_half(first);
  const std::uint64_t low = low_half(first);
  // ::/64 holds all that have no hex end, and the address that has no group but zeros.
  if (high == 0) return write_whole(to, first, length);
  const std::uint64_t half = low != 0 ? low : high;
  const std::uint64_t above = low != 0 ? high : 0;
  const std::uint32_t place = first_bit(half) / 16 + (low != 0 ? 0 : 4);  // of the last group that is not 0
  const std::uint64_t from_group = half >> (place % 4 * 16);
  // Where "::" goes depends on that place and on the groups before it, not on the group's value.
  Around& around = around_[place];
  if (around.upper != from_group >> 16 || around.above != above) {
    around.upper = from_group >> 16;
    around.above = above;
    remember(around, first, static_cast<int>(place * 16));
  }
  std::memcpy(to, around.head, sizeof around.head);
  to = put_hex(to + around.head_size, static_cast<std::uint32_t>(from_group & 0xffff));
  std::memcpy(to, around.tail, sizeof around.tail);
  return put_length(to + around.tail_size, length);
}

char* Ipv6LineWriter::write_range(char* to, Uint128 first, Uint128 last) {
  for_each_block<Ipv6Traits>(first, last, [&](Uint128 block, int length) { to = write(to, block, length); });
  return to;
}

}  // namespace cniplan
