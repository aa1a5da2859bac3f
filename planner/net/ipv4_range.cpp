#include "planner/net/ipv4_range.hpp"

#include <fmt/format.h>

#include <bit>

#include "planner/net/text.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kExamples = "write an address, a CIDR or a range like 10.0.0.1-10.0.0.9";

struct Ends {
  std::string_view first;
  std::string_view last;
};

Ends split(std::string_view text) {
  const auto dash = text.find('-');
  return {text.substr(0, dash), text.substr(dash + 1)};
}

}  // namespace

Result<Ipv4Range, Ipv4RangeError> Ipv4Range::parse(std::string_view text) {
  if (text.empty()) return failure(Ipv4RangeError::empty);
  if (has_blanks(text)) return failure(Ipv4RangeError::spaces);
  if (text.find('-') == std::string_view::npos) {
    if (text.find('/') != std::string_view::npos) {
      const auto cidr = Cidr::parse(text);
      if (!cidr) return failure(Ipv4RangeError::bad_cidr);
      return Ipv4Range(*cidr);
    }
    const auto address = Ipv4Address::parse(text);
    if (!address) return failure(Ipv4RangeError::bad_address);
    return Ipv4Range(*address, *address);
  }
  const auto [first_text, last_text] = split(text);
  const auto first = Ipv4Address::parse(first_text);
  if (!first) return failure(Ipv4RangeError::bad_first);
  const auto last = Ipv4Address::parse(last_text);
  if (!last) return failure(Ipv4RangeError::bad_last);
  if (*last < *first) return failure(Ipv4RangeError::reversed);
  return Ipv4Range(*first, *last);
}

std::string Ipv4Range::to_string() const {
  if (first_ == last_) return first_.to_string();
  const std::uint32_t differing = first_.value() ^ last_.value();
  const bool is_block = std::has_single_bit(std::uint64_t{differing} + 1) && (first_.value() & differing) == 0;
  if (is_block) return Cidr::containing(first_, std::countl_zero(differing)).to_string();
  return first_.to_string() + "-" + last_.to_string();
}

std::string describe(Ipv4RangeError error, std::string_view text) {
  const auto [first, last] = split(text);
  const auto in_range = [&](std::string_view end, std::string_view which) {
    const auto address = Ipv4Address::parse(end);
    return fmt::format("range {}: {}", shown(text),
                       end.empty() ? fmt::format("{} address is missing", which) : describe(address.error(), end));
  };
  switch (error) {
    case Ipv4RangeError::empty: return "the entry is empty";
    case Ipv4RangeError::spaces: return fmt::format("\"{}\" has blanks in it", shown(text));
    case Ipv4RangeError::bad_address: return describe(Ipv4Address::parse(text).error(), text);
    case Ipv4RangeError::bad_cidr: return describe(Cidr::parse(text).error(), text);
    case Ipv4RangeError::bad_first: return in_range(first, "the first");
    case Ipv4RangeError::bad_last: return in_range(last, "the last");
    case Ipv4RangeError::reversed: return fmt::format("range {} runs backwards", shown(text));
  }
  return {};
}

std::string way_out(Ipv4RangeError error, std::string_view text) {
  switch (error) {
    case Ipv4RangeError::empty: return std::string(kExamples);
    case Ipv4RangeError::bad_address: {
      const auto fault = Ipv4Address::parse(text).error();
      return fault == Ipv4AddressError::malformed ? std::string(kExamples) : way_out(fault, text);
    }
    case Ipv4RangeError::bad_cidr: return way_out(Cidr::parse(text).error(), text);
    case Ipv4RangeError::spaces:
    case Ipv4RangeError::bad_first:
    case Ipv4RangeError::bad_last:
    case Ipv4RangeError::reversed: break;
  }
  const std::string dense = without_blanks(text);
  if (dense.find('-') == std::string::npos) {
    const auto entry = Ipv4Range::parse(dense);
    if (entry) return fmt::format("did you mean {}?", dense);
    return dense.empty() ? std::string(kExamples) : way_out(entry.error(), dense);
  }
  const auto [first_text, last_text] = split(dense);
  const auto first = corrected_ipv4_address(first_text);
  const auto last = corrected_ipv4_address(last_text);
  if (!first || !last) return "a range is two addresses, like 10.0.0.1-10.0.0.9";
  const auto [low, high] = std::minmax(*first, *last);
  return fmt::format("did you mean {}-{}?", low.to_string(), high.to_string());
}

}  // namespace cniplan
