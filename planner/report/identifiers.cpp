#include "planner/report/identifiers.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdint>
#include <map>
#include <set>

namespace cniplan::report {
namespace {

bool is_lower(char c) { return c >= 'a' && c <= 'z'; }
bool is_upper(char c) { return c >= 'A' && c <= 'Z'; }
bool is_digit(char c) { return c >= '0' && c <= '9'; }
char to_lower(char c) { return is_upper(c) ? static_cast<char>(c - 'A' + 'a') : c; }
char to_upper(char c) { return is_lower(c) ? static_cast<char>(c - 'a' + 'A') : c; }

/// The words of a name in small letters: "PrivateSubnet-1a" has private, subnet and 1a.
std::vector<std::string> words_of(std::string_view name) {
  std::vector<std::string> words;
  bool begins = true;
  for (std::size_t i = 0; i < name.size(); ++i) {
    const char c = name[i];
    if (!is_lower(c) && !is_upper(c) && !is_digit(c)) {
      begins = true;
      continue;
    }
    begins |= is_upper(c) && i > 0 && !is_upper(name[i - 1]);
    if (begins) words.emplace_back();
    begins = false;
    words.back() += to_lower(c);
  }
  return words;
}

std::string joined(const std::vector<std::string>& words, IdentifierStyle style) {
  std::string out;
  for (const std::string& word : words) {
    if (style == IdentifierStyle::snake_case) {
      out += (out.empty() ? "" : "_") + word;
      continue;
    }
    // Two numbers would run together.
    if (!out.empty() && is_digit(out.back()) && is_digit(word.front())) out += 'x';
    out += to_upper(word.front());
    out += std::string_view(word).substr(1);
  }
  return out;
}

/// Source: http://www.isthe.com/chongo/tech/comp/fnv/, FNV-1a of 32 bits.
std::string hash_of(std::string_view name) {
  std::uint32_t hash = 2166136261U;
  for (const char c : name) hash = (hash ^ static_cast<unsigned char>(c)) * 16777619U;
  return fmt::format("{:08x}", hash);
}

}  // namespace

std::vector<std::string> identifiers(const std::vector<std::string>& names, IdentifierStyle style,
                                     std::string_view kind) {
  std::vector<std::vector<std::string>> words;
  std::map<std::string, int> times;
  for (const std::string& name : names) {
    std::vector<std::string> of_name = words_of(name);
    if (of_name.empty() || is_digit(of_name.front().front())) of_name.insert(of_name.begin(), std::string(kind));
    ++times[joined(of_name, style)];
    words.push_back(std::move(of_name));
  }
  std::vector<std::string> out;
  std::set<std::string> taken;
  for (std::size_t i = 0; i < names.size(); ++i) {
    std::vector<std::string> of_name = words[i];
    if (times[joined(of_name, style)] > 1) of_name.push_back("x" + hash_of(names[i]));
    // Two names that are the same, or hashes that meet.
    const std::size_t length = of_name.size();
    for (int number = 2; !taken.insert(joined(of_name, style)).second; ++number) {
      of_name.resize(length);
      of_name.push_back(fmt::format("n{}", number));
    }
    out.push_back(joined(of_name, style));
  }
  return out;
}

}  // namespace cniplan::report
