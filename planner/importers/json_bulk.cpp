#include "planner/importers/json_bulk.hpp"

#include <algorithm>
#include <bit>

#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace cniplan {
namespace {

/// Byte by byte: what every machine can do, and what is left of a piece.
const char* pass_bytes(const char* at, const char* end, JsonBulk& bulk) {
  for (; at != end; ++at) {
    const char c = *at;
    if (bulk.escaped) {
      bulk.escaped = false;
    } else if (c == '\\') {
      bulk.escaped = true;
    } else if (c == '"') {
      bulk.in_string = !bulk.in_string;
    } else if (!bulk.in_string) {
      if (c == '{' || c == '[') {
        if (++bulk.depth > bulk.deepest) return at + 1;
      } else if (c == '}' || c == ']') {
        if (--bulk.depth == 0) return at + 1;
      }
    }
  }
  return at;
}

#if defined(__x86_64__)

constexpr std::ptrdiff_t kBlock = 64;

/// A bit for each byte of a block.
struct Marks {
  std::uint64_t quotes;
  std::uint64_t backslashes;
  std::uint64_t opens;
  std::uint64_t closes;
};

/// The bytes that an odd run of backslashes escapes. As simdjson finds them (find_escaped): runs that start
/// at an odd bit and those that start at an even one differ in where a carry through them ends.
[[gnu::always_inline]] inline std::uint64_t escaped_bytes(std::uint64_t backslashes, bool& escaped) {
  constexpr std::uint64_t kEven = 0x5555555555555555U;
  const std::uint64_t carried = escaped ? 1U : 0U;
  backslashes &= ~carried;
  const std::uint64_t follows = backslashes << 1U | carried;
  const std::uint64_t odd_starts = backslashes & ~kEven & ~follows;
  const std::uint64_t runs = odd_starts + backslashes;
  escaped = runs < odd_starts;
  return (kEven ^ runs << 1U) & follows;
}

/// Each bit the exclusive or of all up to it: 1 between an opening quote and the closing one.
[[gnu::always_inline]] inline std::uint64_t prefix_xor(std::uint64_t bits) {
  for (unsigned shift = 1; shift < 64; shift *= 2) bits ^= bits << shift;
  return bits;
}

/// Inlined into its users, each for another set of the processor's instructions.
template <Marks (*marks_of)(const char*)>
[[gnu::always_inline]] inline const char* pass_blocks(const char* at, const char* end, JsonBulk& bulk) {
  std::uint64_t in_string = bulk.in_string ? ~std::uint64_t{0} : 0;
  bool carried = bulk.escaped;
  std::int64_t depth = bulk.depth;
  for (; end - at >= kBlock; at += kBlock) {
    Marks marks = marks_of(at);
    if (marks.backslashes != 0 || carried) {
      const std::uint64_t escaped = escaped_bytes(marks.backslashes, carried);
      marks.quotes &= ~escaped;
      marks.opens &= ~escaped;
      marks.closes &= ~escaped;
    }
    const std::uint64_t inside = prefix_xor(marks.quotes) ^ in_string;
    in_string = static_cast<std::uint64_t>(static_cast<std::int64_t>(inside) >> 63);
    const std::uint64_t opens = marks.opens & ~inside;
    std::uint64_t closes = marks.closes & ~inside;
    const auto opened = static_cast<std::int64_t>(std::popcount(opens));
    const auto closed = static_cast<std::int64_t>(std::popcount(closes));
    if (depth > closed && depth + opened <= bulk.deepest) {
      depth += opened - closed;
      continue;
    }
    for (std::uint64_t brackets = opens | closes; brackets != 0; brackets &= brackets - 1) {
      const int bit = std::countr_zero(brackets);
      const bool opening = (opens >> static_cast<unsigned>(bit) & 1U) != 0;
      depth += opening ? 1 : -1;
      if (depth == 0 || depth > bulk.deepest) {
        // A bracket outside of strings, which no backslash stands before: the state behind it is known.
        bulk.depth = depth;
        bulk.in_string = false;
        bulk.escaped = false;
        return at + bit + 1;
      }
    }
  }
  bulk.depth = depth;
  bulk.in_string = in_string != 0;
  bulk.escaped = carried;
  return pass_bytes(at, end, bulk);
}

inline Marks marks_sse2(const char* at) {
  Marks marks{};
  const __m128i quote = _mm_set1_epi8('"');
  const __m128i backslash = _mm_set1_epi8('\\');
  const __m128i lower = _mm_set1_epi8(0x20);
  const __m128i open = _mm_set1_epi8('{');
  const __m128i close = _mm_set1_epi8('}');
  for (unsigned part = 0; part < 4; ++part) {
    const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at + 16 * part));
    // The bit 0x20 is what tells braces from brackets.
    const __m128i braces = _mm_or_si128(bytes, lower);
    const auto bits = [&](__m128i found) {
      return static_cast<std::uint64_t>(static_cast<unsigned>(_mm_movemask_epi8(found))) << (16 * part);
    };
    marks.quotes |= bits(_mm_cmpeq_epi8(bytes, quote));
    marks.backslashes |= bits(_mm_cmpeq_epi8(bytes, backslash));
    marks.opens |= bits(_mm_cmpeq_epi8(braces, open));
    marks.closes |= bits(_mm_cmpeq_epi8(braces, close));
  }
  return marks;
}

const char* pass_sse2(const char* at, const char* end, JsonBulk& bulk) {
  return pass_blocks<marks_sse2>(at, end, bulk);
}

std::size_t newlines_sse2(const char* at, const char* end) {
  std::size_t count = 0;
  const __m128i newline = _mm_set1_epi8('\n');
  while (end - at >= 16) {
    __m128i found = _mm_setzero_si128();
    // A byte counts to 255.
    for (const char* const stop = at + std::min<std::ptrdiff_t>((end - at) / 16, 255) * 16; at != stop;
         at += 16) {
      const __m128i bytes = _mm_loadu_si128(reinterpret_cast<const __m128i*>(at));
      found = _mm_sub_epi8(found, _mm_cmpeq_epi8(bytes, newline));
    }
    const __m128i sums = _mm_sad_epu8(found, _mm_setzero_si128());
    count +=
        static_cast<std::size_t>(_mm_cvtsi128_si64(sums) + _mm_cvtsi128_si64(_mm_unpackhi_epi64(sums, sums)));
  }
  return count + static_cast<std::size_t>(std::count(at, end, '\n'));
}

[[gnu::target("avx2,popcnt,bmi")]] inline std::uint64_t bits_avx2(__m256i first, __m256i second) {
  return static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(first))) |
         static_cast<std::uint64_t>(static_cast<unsigned>(_mm256_movemask_epi8(second))) << 32U;
}

[[gnu::target("avx2,popcnt,bmi")]] inline Marks marks_avx2(const char* at) {
  const __m256i quote = _mm256_set1_epi8('"');
  const __m256i backslash = _mm256_set1_epi8('\\');
  const __m256i lower = _mm256_set1_epi8(0x20);
  const __m256i open = _mm256_set1_epi8('{');
  const __m256i close = _mm256_set1_epi8('}');
  const __m256i a = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
  const __m256i b = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at + 32));
  const __m256i braces_a = _mm256_or_si256(a, lower);
  const __m256i braces_b = _mm256_or_si256(b, lower);
  return {bits_avx2(_mm256_cmpeq_epi8(a, quote), _mm256_cmpeq_epi8(b, quote)),
          bits_avx2(_mm256_cmpeq_epi8(a, backslash), _mm256_cmpeq_epi8(b, backslash)),
          bits_avx2(_mm256_cmpeq_epi8(braces_a, open), _mm256_cmpeq_epi8(braces_b, open)),
          bits_avx2(_mm256_cmpeq_epi8(braces_a, close), _mm256_cmpeq_epi8(braces_b, close))};
}

[[gnu::target("avx2,popcnt,bmi")]] std::size_t newlines_avx2(const char* at, const char* end) {
  std::size_t count = 0;
  const __m256i newline = _mm256_set1_epi8('\n');
  while (end - at >= 32) {
    __m256i found = _mm256_setzero_si256();
    // A byte counts to 255.
    for (const char* const stop = at + std::min<std::ptrdiff_t>((end - at) / 32, 255) * 32; at != stop;
         at += 32) {
      const __m256i bytes = _mm256_loadu_si256(reinterpret_cast<const __m256i*>(at));
      found = _mm256_sub_epi8(found, _mm256_cmpeq_epi8(bytes, newline));
    }
    const __m256i sums = _mm256_sad_epu8(found, _mm256_setzero_si256());
    count += static_cast<std::size_t>(_mm256_extract_epi64(sums, 0) + _mm256_extract_epi64(sums, 1) +
                                      _mm256_extract_epi64(sums, 2) + _mm256_extract_epi64(sums, 3));
  }
  return count + newlines_sse2(at, end);
}

[[gnu::target("avx2,popcnt,bmi")]] const char* pass_avx2(const char* at, const char* end, JsonBulk& bulk) {
  return pass_blocks<marks_avx2>(at, end, bulk);
}

bool has_avx2() {
  return __builtin_cpu_supports("avx2") && __builtin_cpu_supports("popcnt") && __builtin_cpu_supports("bmi");
}

#endif

}  // namespace

const char* pass_over(const char* at, const char* end, JsonBulk& bulk) {
#if defined(__x86_64__)
  static const auto pass = has_avx2() ? pass_avx2 : pass_sse2;
  return pass(at, end, bulk);
#else
  return pass_bytes(at, end, bulk);
#endif
}

std::size_t newlines_between(const char* at, const char* end) {
#if defined(__x86_64__)
  static const auto count = has_avx2() ? newlines_avx2 : newlines_sse2;
  return count(at, end);
#else
  return static_cast<std::size_t>(std::count(at, end, '\n'));
#endif
}

}  // namespace cniplan
