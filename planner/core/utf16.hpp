#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan {

/// Makes UTF-8 of UTF-16 that comes in pieces, as Windows PowerShell writes with ">". Half a character
/// becomes U+FFFD, which says that something is wrong there. Source: The Unicode Standard 15, section 3.9
/// (D91), table 3-5.
class Utf16Decoder {
 public:
  /// By the byte order mark at the front of a text; nothing when it has none of UTF-16. The mark itself
  /// becomes that of UTF-8.
  [[nodiscard]] static std::optional<Utf16Decoder> for_text(std::string_view text);

  /// The next bytes, which may end anywhere.
  [[nodiscard]] std::string feed(std::string_view bytes);
  /// What is left at the end of the text.
  [[nodiscard]] std::string finish();

 private:
  explicit Utf16Decoder(bool big_endian) : big_endian_(big_endian) {}

  bool big_endian_;
  std::optional<std::uint8_t> half_;      ///< the first byte of a unit
  std::optional<std::uint16_t> leading_;  ///< a surrogate that waits for the other one
};

}  // namespace cniplan
