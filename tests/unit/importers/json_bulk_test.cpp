#include "planner/importers/json_bulk.hpp"

#include <algorithm>
#include <string>

#include "planner/core/seeded_random.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// The same by the rules of JSON, byte by byte.
struct Naive {
  std::size_t end = 0;
  bool too_deep = false;
};
Naive naive(const std::string& text, std::int64_t deepest) {
  std::int64_t depth = 0;
  bool in_string = false;
  Naive out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    if (c == '\\') {
      ++i;
      continue;
    }
    if (c == '"') in_string = !in_string;
    if (in_string) continue;
    if (c == '{' || c == '[') ++depth;
    if (c == '}' || c == ']') --depth;
    if (depth == 0 || depth > deepest) {
      out.end = i + 1;
      out.too_deep = depth > deepest;
      return out;
    }
  }
  out.end = text.size();
  return out;
}

/// A text of brackets, quotes and backslashes that starts with a bracket.
std::string random_text(SeededRandom& random) {
  static constexpr std::string_view kBytes = "{{{[[]}}}\"\"\"\\\\\\abu ,:\n";
  std::string text = "{";
  const std::size_t size = 1 + random.below(400);
  // Many brackets close early; letters between them let texts grow long.
  const std::uint32_t letters = random.below(20);
  while (text.size() < size)
    text += random.below(letters + 1) == 0 ? kBytes[random.below(kBytes.size())] : 'x';
  return text;
}

}  // namespace

TEST_CASE("what is passed over ends where a pass byte by byte ends, however it is cut") {
  SeededRandom random(7);
  for (int round = 0; round < 20'000; ++round) {
    const std::string text = random_text(random);
    const std::int64_t deepest = 1 + random.below(12);
    const Naive expected = naive(text, deepest);
    JsonBulk bulk{.deepest = deepest};
    std::size_t at = 0;
    bool stopped = false;
    while (at < text.size() && !stopped) {
      const std::size_t piece = random.below(3) == 0 ? 1 + random.below(9) : text.size();
      const std::size_t end = std::min(text.size(), at + piece);
      const char* const stop = pass_over(text.data() + at, text.data() + end, bulk);
      at = static_cast<std::size_t>(stop - text.data());
      stopped = bulk.depth == 0 || bulk.depth > deepest;
    }
    CAPTURE(round, text, deepest);
    REQUIRE(at == expected.end);
    REQUIRE((bulk.depth > deepest) == expected.too_deep);
  }
}

TEST_CASE("newlines are counted whatever the length") {
  SeededRandom random(3);
  for (std::size_t size = 0; size < 20'000; size = size * 3 / 2 + 1) {
    std::string text(size, ' ');
    for (char& c : text) c = random.below(3) == 0 ? '\n' : 'x';
    CAPTURE(size);
    CHECK(newlines_between(text.data(), text.data() + size) ==
          static_cast<std::size_t>(std::ranges::count(text, '\n')));
  }
  const std::string all(100'000, '\n');
  CHECK(newlines_between(all.data() + 1, all.data() + all.size()) == all.size() - 1);
}
