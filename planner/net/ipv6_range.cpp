#include "planner/net/ipv6_range.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/net/text.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kExamples = "write an address, a prefix or a range like 2001:db8::1-2001:db8::9";

struct Ends {
  std::string_view first;
  std::string_view last;
};

Ends split(std::string_view text) {
  const auto dash = text.find('-');
  return {text.substr(0, dash), text.substr(dash + 1)};
}

}  // namespace

Result<Ipv6Range, Ipv6RangeError> Ipv6Range::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv6RangeError::empty);
  if (has_blanks(text)) return failure(Ipv6RangeError::spaces);
  if (text.find('-') == std::string_view::npos) {
    if (text.find('/') != std::string_view::npos) {
      const auto prefix = Ipv6Prefix::parse(text);
      if (!prefix) return failure(Ipv6RangeError::bad_prefix);
      return Ipv6Range(*prefix);
    }
    const auto address = Ipv6Address::parse(text);
    if (!address) return failure(Ipv6RangeError::bad_address);
    return Ipv6Range(*address, *address);
  }
  const auto [first_text, last_text] = split(text);
  const auto first = Ipv6Address::parse(first_text);
  if (!first) return failure(Ipv6RangeError::bad_first);
  const auto last = Ipv6Address::parse(last_text);
  if (!last) return failure(Ipv6RangeError::bad_last);
  if (*last < *first) return failure(Ipv6RangeError::reversed);
  return Ipv6Range(*first, *last);
}

std::string describe(Ipv6RangeError error, std::string_view text) {
  const auto [first, last] = split(text);
  const auto in_range = [&](std::string_view end, std::string_view which) {
    return fmt::format("range {}: {}", shown(text),
                       end.empty() ? fmt::format("{} address is missing", which) : describe(Ipv6Address::parse(end).error(), end));
  };
  switch (error) {
    case Ipv6RangeError::empty: return "the entry is empty";
    case Ipv6RangeError::spaces: return fmt::format("\"{}\" has blanks in it", shown(text));
    case Ipv6RangeError::bad_address: return describe(Ipv6Address::parse(text).error(), text);
    case Ipv6RangeError::bad_prefix: return describe(Ipv6Prefix::parse(text).error(), text);
    case Ipv6RangeError::bad_first: return in_range(first, "the first");
    case Ipv6RangeError::bad_last: return in_range(last, "the last");
    case Ipv6RangeError::reversed: return fmt::format("range {} runs backwards", shown(text));
  }
  return {};
}

std::string way_out(Ipv6RangeError error, std::string_view text) {
  switch (error) {
    case Ipv6RangeError::empty: return std::string(kExamples);
    case Ipv6RangeError::bad_address: {
      const auto fault = Ipv6Address::parse(text).error();
      return fault == Ipv6AddressError::malformed ? std::string(kExamples) : way_out(fault, text);
    }
    case Ipv6RangeError::bad_prefix: return way_out(Ipv6Prefix::parse(text).error(), text);
    case Ipv6RangeError::spaces:
    case Ipv6RangeError::bad_first:
    case Ipv6RangeError::bad_last:
    case Ipv6RangeError::reversed: break;
  }
  const std::string dense = without_blanks(text);
  if (dense.find('-') == std::string::npos) {
    const auto entry = Ipv6Range::parse(dense);
    if (entry) return fmt::format("did you mean {}?", dense);
    return dense.empty() ? std::string(kExamples) : way_out(entry.error(), dense);
  }
  const auto [first_text, last_text] = split(dense);
  const auto first = Ipv6Address::parse(first_text);
  const auto last = Ipv6Address::parse(last_text);
  if (!first || !last) return "a range is two addresses, like 2001:db8::1-2001:db8::9";
  const auto [low, high] = std::minmax(*first, *last);
  return fmt::format("did you mean {}-{}?", low.to_string(), high.to_string());
}

}  // namespace cniplan
