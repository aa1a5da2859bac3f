#include "planner/importers/json_walk.hpp"

namespace cniplan {
namespace {

constexpr auto kNone = std::string_view::npos;

/// The number of digits at the front.
std::size_t digits(std::string_view text) {
  const auto end = text.find_first_not_of("0123456789");
  return end == kNone ? text.size() : end;
}

/// Source: RFC 8259, section 6.
bool is_number(std::string_view text) {
  if (text.starts_with('-')) text.remove_prefix(1);
  const std::size_t whole = digits(text);
  if (whole == 0 || (whole > 1 && text.front() == '0')) return false;
  text.remove_prefix(whole);
  if (text.starts_with('.')) {
    const std::size_t fraction = digits(text.substr(1));
    if (fraction == 0) return false;
    text.remove_prefix(1 + fraction);
  }
  if (text.starts_with('e') || text.starts_with('E')) {
    text.remove_prefix(1);
    if (text.starts_with('+') || text.starts_with('-')) text.remove_prefix(1);
    const std::size_t exponent = digits(text);
    if (exponent == 0) return false;
    text.remove_prefix(exponent);
  }
  return text.empty();
}

}  // namespace

bool is_json_scalar(std::string_view token) {
  while (!token.empty() &&
         (token.back() == ' ' || token.back() == '\n' || token.back() == '\r' || token.back() == '\t')) {
    token.remove_suffix(1);
  }
  return token == "null" || token == "true" || token == "false" || is_number(token);
}

std::string_view wrong_escape(std::string_view text) {
  for (auto at = text.find('\\'); at != kNone; at = text.find('\\', at)) {
    const char escape = at + 1 < text.size() ? text[at + 1] : '\0';
    if (is_simple_escape(escape)) {
      at += 2;
      continue;
    }
    const auto hex = text.substr(at + 1).substr(1, 4);
    if (escape != 'u' || hex.size() < 4 || hex.find_first_not_of("0123456789abcdefABCDEF") != kNone) {
      return text.substr(at);
    }
    at += 6;
  }
  return {};
}

}  // namespace cniplan
