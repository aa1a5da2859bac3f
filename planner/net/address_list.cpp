#include "planner/net/address_list.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstring>
#include <limits>

#include "planner/core/ensure.hpp"
#include "planner/net/address_text.hpp"
#include "planner/net/text.hpp"

namespace cniplan {
namespace {

/// Far beyond the longest range of two IPv6 addresses: what is longer is no entry, and not worth keeping.
constexpr std::size_t kLongestEntry = 4096;
/// How much of a line a message may show on either side of the entry.
constexpr std::size_t kShownAround = 200;

constexpr std::string_view kBlanks = " \t\r\v\f";
constexpr std::string_view kByteOrderMark = "\xef\xbb\xbf";

std::string_view trimmed(std::string_view text) {
  while (!text.empty() && is_blank(text.front())) text.remove_prefix(1);
  while (!text.empty() && is_blank(text.back())) text.remove_suffix(1);
  return text;
}

/// What to do about an entry with blanks in it: several that nothing separates are no entry with a slip.
template <class Range, class Error>
std::string way_out_of(Error error, std::string_view entry) {
  const auto blank = static_cast<std::size_t>(std::ranges::find_if(entry, is_blank) - entry.begin());
  if (blank < entry.size() && Range::parse(entry.substr(0, blank)) &&
      Range::parse(trimmed(entry.substr(entry.find_last_of(kBlanks))))) {
    return "write one entry a line, or a comma between them";
  }
  return way_out(error, entry);
}

/// Places count characters, which UTF-8 may take several bytes for.
std::int64_t characters(std::string_view text) {
  return std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; });
}

int to_int(std::int64_t value) {
  return static_cast<int>(std::min<std::int64_t>(value, std::numeric_limits<int>::max()));
}

}  // namespace

void AddressListReader::read(std::string_view piece, int source) {
  if (at_start_ && rest_.empty() && piece.starts_with(kByteOrderMark)) piece.remove_prefix(kByteOrderMark.size());
  if (piece.empty()) return;
  at_start_ = false;
  // First what the end of the last piece cut in two.
  if (!rest_.empty()) {
    const auto end = piece.find_first_of(",\n");
    if (end == std::string_view::npos && rest_.size() + piece.size() <= kLongestEntry) {
      rest_ += piece;
      return;
    }
    const std::string_view head =
        piece.substr(0, end == std::string_view::npos ? kLongestEntry : std::min(end + 1, kLongestEntry));
    std::string joined = std::move(rest_);
    rest_.clear();
    joined += head;
    piece.remove_prefix(head.size());
    const char* at = joined.data();
    const char* const joined_end = at + joined.size();
    const auto* line_end = static_cast<const char*>(std::memchr(at, '\n', joined.size()));
    if (line_end != nullptr) {
      at = read_line(at, line_end, true, source);
    } else {
      at = read_line(at, joined_end, false, source);
    }
    ensure(at == joined_end, "what two pieces share is read whole");
  }
  const char* at = piece.data();
  const char* const end = at + piece.size();
  while (at < end) {
    // The fast way looks at the bytes before the line, so the first line of a piece goes the other one.
    if (at - piece.data() >= 4 && !in_comment_ && line_start_ == 0) at = read_fast(at, end);
    if (at == end) break;
    const auto* line_end = static_cast<const char*>(std::memchr(at, '\n', static_cast<std::size_t>(end - at)));
    if (line_end == nullptr) {
      at = read_line(at, end, false, source);
      rest_.assign(at, end);
      break;
    }
    at = read_line(at, line_end, true, source);
  }
}

void AddressListReader::finish(int source) {
  if (!rest_.empty()) {
    const std::string last = std::move(rest_);
    rest_.clear();
    read_line(last.data(), last.data() + last.size(), true, source);
  }
  rest_.clear();
  line_ = 1;
  line_start_ = 0;
  in_comment_ = false;
  skipping_ = false;
  at_start_ = true;
}

/// Whole lines of the plain form, as far as they go.
const char* AddressListReader::read_fast(const char* at, const char* end) {
  const auto read_into = [&](auto& bag, auto batch, auto read_lines) {
    do {
      batch.size = 0;
      at = read_lines(at, end, batch);
      for (std::size_t i = 0; i < batch.size; ++i) bag.add(batch.blocks[i].first, batch.blocks[i].length);
      line_ += static_cast<std::int64_t>(batch.size);
      entry_count_ += static_cast<std::int64_t>(batch.size);
    } while (batch.size == batch.kMost);
  };
  if (bags_.ipv4 != nullptr) read_into(*bags_.ipv4, LineBatch<std::uint32_t>(), read_ipv4_lines);
  if (bags_.ipv6 != nullptr) read_into(*bags_.ipv6, LineBatch<Uint128>(), read_ipv6_lines);
  return at;
}

/// The entries of [at, line_end). A complete line moves on to the next one, and the place behind its end is what
/// comes back; of an incomplete one, the place where its last entry starts, which the next piece may continue.
const char* AddressListReader::read_line(const char* at, const char* line_end, bool complete, int source) {
  const char* const line_begin = at;
  const std::string_view line(at, static_cast<std::size_t>(line_end - at));
  while (at < line_end && !in_comment_) {
    const char* const entry_end = std::find_if(at, line_end, [](char c) { return c == ',' || c == '#'; });
    if (entry_end == line_end && !complete) {
      if (static_cast<std::size_t>(entry_end - at) <= kLongestEntry) break;
      if (!skipping_) read_entry({at, static_cast<std::size_t>(entry_end - at)}, line, source);
      skipping_ = true;
      at = line_end;
      break;
    }
    if (!skipping_) read_entry({at, static_cast<std::size_t>(entry_end - at)}, line, source);
    skipping_ = false;
    in_comment_ = entry_end < line_end && *entry_end == '#';
    at = entry_end < line_end ? entry_end + 1 : line_end;
  }
  if (!complete) {
    if (in_comment_) at = line_end;
    line_start_ += characters({line_begin, static_cast<std::size_t>(at - line_begin)});
    return at;
  }
  in_comment_ = false;
  skipping_ = false;
  line_start_ = 0;
  ++line_;
  return line_end + 1;
}

void AddressListReader::read_entry(std::string_view entry, std::string_view line, int source) {
  entry = trimmed(entry);
  if (entry.empty()) return;
  ++entry_count_;
  const bool ipv6 = entry.find(':') != std::string_view::npos;
  if (ipv6 ? bags_.ipv6 == nullptr : bags_.ipv4 == nullptr) {
    const std::string_view own = ipv6 ? "IPv6" : "IPv4";
    const std::string_view other = ipv6 ? "IPv4" : "IPv6";
    const bool right = ipv6 ? Ipv6Range::parse(entry).has_value() : Ipv4Range::parse(entry).has_value();
    if (right) {
      fault("address.version", fmt::format("{} is {} where every CIDR given is {}", shown(entry), own, other),
            fmt::format("take it out, or give the {} CIDR that it belongs to", own), entry, line, source);
      return;
    }
  }
  // What is neither is most likely meant to be what there is room for.
  if (ipv6 || bags_.ipv4 == nullptr) {
    const auto range = Ipv6Range::parse(entry);
    if (range) {
      bags_.ipv6->add(*range);
    } else {
      fault("address.ipv6", describe(range.error(), entry), way_out_of<Ipv6Range>(range.error(), entry), entry, line, source);
    }
    return;
  }
  const auto range = Ipv4Range::parse(entry);
  if (range) {
    bags_.ipv4->add(*range);
  } else {
    fault("address.ipv4", describe(range.error(), entry), way_out_of<Ipv4Range>(range.error(), entry), entry, line, source);
  }
}

void AddressListReader::fault(const char* code, std::string message, std::string way_out, std::string_view entry,
                              std::string_view line, int source) {
  ++fault_count_;
  if (faults_.size() >= kMostFaults) return;
  const auto offset = static_cast<std::size_t>(entry.data() - line.data());
  const std::size_t from = offset > kShownAround ? offset - kShownAround : 0;
  std::string_view part = line.substr(from, offset - from + std::min(entry.size(), kShownAround) + kShownAround);
  if (part.ends_with('\r')) part.remove_suffix(1);
  const Location location{.source = source,
                          .line = to_int(line_),
                          .column = to_int(line_start_ + characters(line.substr(0, offset)) + 1),
                          .length = to_int(characters(entry.substr(0, kShownAround)))};
  AddressListFault kept;
  kept.diagnostic.code = code;
  kept.diagnostic.message = std::move(message);
  kept.diagnostic.way_out = std::move(way_out);
  kept.diagnostic.location = location;
  kept.line = part;
  kept.column = to_int(characters(line.substr(from, offset - from)) + 1);
  faults_.push_back(std::move(kept));
}

}  // namespace cniplan
