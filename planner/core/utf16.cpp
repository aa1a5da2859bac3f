#include "planner/core/utf16.hpp"

namespace cniplan {
namespace {

constexpr std::uint32_t kReplacement = 0xFFFD;

constexpr bool is_leading(std::uint16_t unit) {
  return unit >= 0xD800 && unit < 0xDC00;
}
constexpr bool is_trailing(std::uint16_t unit) {
  return unit >= 0xDC00 && unit < 0xE000;
}

void append(std::string& out, std::uint32_t character) {
  const auto byte = [&](std::uint32_t bits) { out += static_cast<char>(static_cast<unsigned char>(bits)); };
  const auto continued = [&](unsigned shift) { byte(0x80U | (character >> shift & 0x3FU)); };
  if (character < 0x80) {
    byte(character);
  } else if (character < 0x800) {
    byte(0xC0U | character >> 6U);
    continued(0);
  } else if (character < 0x10000) {
    byte(0xE0U | character >> 12U);
    continued(6);
    continued(0);
  } else {
    byte(0xF0U | character >> 18U);
    continued(12);
    continued(6);
    continued(0);
  }
}

}  // namespace

std::optional<Utf16Decoder> Utf16Decoder::for_text(std::string_view text) {
  if (text.starts_with("\xFF\xFE")) return Utf16Decoder(false);
  if (text.starts_with("\xFE\xFF")) return Utf16Decoder(true);
  return std::nullopt;
}

std::string Utf16Decoder::feed(std::string_view bytes) {
  std::string out;
  out.reserve(bytes.size());
  for (const char c : bytes) {
    const auto byte = static_cast<std::uint8_t>(c);
    if (!half_) {
      half_ = byte;
      continue;
    }
    const auto first = static_cast<unsigned>(*half_);
    const auto unit = static_cast<std::uint16_t>(big_endian_ ? first << 8U | byte : first | byte << 8U);
    half_.reset();
    if (leading_ && is_trailing(unit)) {
      append(out, 0x10000U + ((static_cast<std::uint32_t>(*leading_) - 0xD800U) << 10U) + (unit - 0xDC00U));
      leading_.reset();
      continue;
    }
    if (leading_) append(out, kReplacement);
    leading_.reset();
    if (is_leading(unit)) {
      leading_ = unit;
    } else {
      append(out, is_trailing(unit) ? kReplacement : unit);
    }
  }
  return out;
}

std::string Utf16Decoder::finish() {
  std::string out;
  if (half_ || leading_) append(out, kReplacement);
  half_.reset();
  leading_.reset();
  return out;
}

}  // namespace cniplan
