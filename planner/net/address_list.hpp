#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "planner/core/diagnostic.hpp"
#include "planner/net/address_bag.hpp"

namespace cniplan {

/// An entry of a list that cannot be read, with what a message about it shows.
struct AddressListFault {
  Diagnostic diagnostic;      ///< its location counts from the start of the text
  std::string line;           ///< the line, or the part of it around the entry
  int column = 1;             ///< of the entry in `line`, counted from 1
};

/// Reads lists of addresses, CIDRs and ranges ("10.0.0.1-10.0.0.9"), IPv4 or IPv6, one a line or separated by
/// commas, with "#" comments, from pieces of text of any size, into bags. Blanks around an entry and empty lines
/// mean nothing. What is wrong is kept, the first kMostFaults of it, and the rest counted.
/// Time: one pass, some 15 ns for a line of one IPv4 entry; memory: one entry that a piece's end cuts in two.
class AddressListReader {
 public:
  static constexpr std::size_t kMostFaults = 20;

  /// Where the entries of either version go; nullptr when that version has no place here.
  struct Bags {
    Ipv4Bag* ipv4 = nullptr;
    Ipv6Bag* ipv6 = nullptr;
  };
  explicit AddressListReader(Bags bags) : bags_(bags) {}

  /// Takes the next piece of the text. `source` is the text's index for the faults' locations.
  void read(std::string_view piece, int source);
  /// The text is at its end; another one may follow.
  void finish(int source);

  [[nodiscard]] const std::vector<AddressListFault>& faults() const { return faults_; }
  [[nodiscard]] std::int64_t fault_count() const { return fault_count_; }
  [[nodiscard]] std::int64_t entry_count() const { return entry_count_; }

 private:
  const char* read_fast(const char* at, const char* end);
  const char* read_line(const char* at, const char* line_end, bool complete, int source);
  void read_entry(std::string_view entry, std::string_view line, int source);
  void fault(const char* code, std::string message, std::string way_out, std::string_view entry, std::string_view line,
             int source);

  Bags bags_;
  std::string rest_;             // of an entry that the last piece cut in two
  std::int64_t line_ = 1;        // of the next entry
  std::int64_t line_start_ = 0;  // how many characters of that line went by in earlier pieces
  bool in_comment_ = false;
  bool at_start_ = true;
  bool skipping_ = false;  // the rest of an entry too long to be one
  std::vector<AddressListFault> faults_;
  std::int64_t fault_count_ = 0;
  std::int64_t entry_count_ = 0;
};

}  // namespace cniplan
