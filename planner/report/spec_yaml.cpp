#include "planner/report/spec_yaml.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "planner/core/utf8.hpp"
#include "planner/report/display_width.hpp"

namespace cniplan::report {
namespace {

using Kind = SpecNode::Kind;

constexpr std::size_t kIndent = 2;
constexpr std::size_t kWidth = 100;

bool is_letter(char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }
bool is_digit(char c) { return c >= '0' && c <= '9'; }

/// Words that YAML 1.1 or 1.2 takes for something else. Source: https://yaml.org/type/bool.html, null.html.
bool is_yaml_word(std::string_view text) {
  constexpr auto kWords =
      std::to_array<std::string_view>({"true", "false", "yes", "no", "on", "off", "y", "n", "null", "nan", "inf"});
  std::string lower(text);
  std::ranges::transform(lower, lower.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  return std::ranges::find(kWords, lower) != kWords.end();
}

/// "AWS::EC2::Subnet": two colons with a letter behind them end no key, whatever reads them.
bool is_double_colon(std::string_view text, std::size_t at) {
  const std::size_t first = at > 0 && text[at - 1] == ':' ? at - 1 : at;
  return text.substr(first).starts_with("::") && first + 2 < text.size() && is_letter(text[first + 2]);
}

bool is_plain(std::string_view text) {
  constexpr std::string_view kOthers = "._/-%";
  bool harmless = !text.empty();
  for (std::size_t i = 0; i < text.size(); ++i) {
    const char c = text[i];
    harmless &= is_letter(c) || is_digit(c) || kOthers.contains(c) || (c == ':' && is_double_colon(text, i));
  }
  if (!harmless) return false;
  if (is_letter(text.front())) return !is_yaml_word(text);
  // Addresses, CIDRs and percentages; anything else that begins with a digit might be a number or a date.
  return is_digit(text.front()) &&
         (text.ends_with('%') || (std::ranges::count(text, '.') == 3 && !text.ends_with('.')));
}

/// In double quotes, with what cannot stand in a line escaped. Source: YAML 1.2.2, section 5.7.
std::string quoted(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const std::size_t size = std::max<std::size_t>(utf8_character(text), 1);
    const auto first = static_cast<unsigned char>(text.front());
    if (first == '"' || first == '\\') {
      out += '\\';
      out += text.front();
    } else if (first == '\n') {
      out += "\\n";
    } else if (first == '\t') {
      out += "\\t";
    } else if (first < 0x20 || first == 0x7F) {
      out += fmt::format("\\x{:02x}", first);
    } else if (size == 2 && first == 0xC2 && static_cast<unsigned char>(text[1]) < 0xA0) {
      out += fmt::format("\\x{:02x}", static_cast<unsigned char>(text[1]));
    } else if (text.starts_with("\xE2\x80\xA8") || text.starts_with("\xE2\x80\xA9")) {
      out += text.starts_with("\xE2\x80\xA8") ? "\\u2028" : "\\u2029";  // line breaks to YAML 1.1
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(std::min(size, text.size()));
  }
  return out + "\"";
}

std::string scalar(const SpecNode& node) { return node.kind == Kind::text ? yaml_scalar(node.scalar) : node.scalar; }

/// A mapping or list on one line.
std::string flow(const SpecNode& node) {
  std::string out;
  for (const auto& [key, value] : node.entries) {
    if (!out.empty()) out += ", ";
    out += fmt::format("{}: {}", yaml_scalar(key), value.is_scalar() ? scalar(value) : flow(value));
  }
  for (const SpecNode& item : node.items) {
    if (!out.empty()) out += ", ";
    out += item.is_scalar() ? scalar(item) : flow(item);
  }
  return node.kind == Kind::sequence ? "[" + out + "]" : "{" + out + "}";
}

/// The place of the first scalar in a node.
const Location& place_of(const SpecNode& node) {
  if (!node.entries.empty()) return place_of(node.entries.front().second);
  if (!node.items.empty()) return place_of(node.items.front());
  return node.location;
}

class Writer {
 public:
  explicit Writer(const YamlComment& comment) : comment_(comment) {}

  std::string write(const SpecNode& tree) {
    mapping(tree, 0, "");
    return std::move(out_);
  }

 private:
  /// `lead` stands in front of the first key, where a list's "- " is.
  void mapping(const SpecNode& node, std::size_t indent, const std::string& lead) {
    bool first = true;
    for (const auto& [key, value] : node.entries) {
      const std::string start = first && !lead.empty() ? lead : std::string(indent, ' ');
      entry(fmt::format("{}{}:", start, yaml_scalar(key)), value, indent);
      first = false;
    }
  }

  void entry(const std::string& start, const SpecNode& value, std::size_t indent) {
    if (value.literal) {
      out_ += start + " |\n";
      for (std::string_view rest = value.scalar; !rest.empty();) {
        const std::size_t end = std::min(rest.find('\n'), rest.size());
        out_ += fmt::format("{:{}}{}\n", "", indent + kIndent, rest.substr(0, end));
        rest.remove_prefix(std::min(end + 1, rest.size()));
      }
      return;
    }
    if (value.is_scalar()) {
      line(fmt::format("{} {}", start, scalar(value)), value.location);
      return;
    }
    if (value.one_line || (value.entries.empty() && value.items.empty())) {
      std::string on_one_line = fmt::format("{} {}", start, flow(value));
      const bool fits = display_width(on_one_line) <= kWidth || value.items.size() < 2;
      if (fits) {
        line(std::move(on_one_line), place_of(value));
      } else {
        line(start, place_of(value));
        long_list(value, indent + kIndent);
      }
      return;
    }
    out_ += start + "\n";
    if (value.kind == Kind::mapping) {
      mapping(value, indent + kIndent, "");
    } else {
      for (const SpecNode& item : value.items) list_item(item, indent + kIndent);
    }
  }

  /// A list in brackets over several lines.
  void long_list(const SpecNode& list, std::size_t indent) {
    std::string current = std::string(indent, ' ') + "[";
    for (std::size_t i = 0; i < list.items.size(); ++i) {
      const SpecNode& item = list.items[i];
      const bool last = i + 1 == list.items.size();
      const std::string text = (item.is_scalar() ? scalar(item) : flow(item)) + (last ? "]" : ",");
      if (display_width(current) + 1 + display_width(text) > kWidth) {
        out_ += current + "\n";
        current = std::string(indent + 1, ' ') + text;
      } else {
        current += (current.ends_with('[') ? "" : " ") + text;
      }
    }
    out_ += current + "\n";
  }

  void list_item(const SpecNode& item, std::size_t indent) {
    const std::string lead = std::string(indent, ' ') + "- ";
    if (item.is_scalar()) {
      line(lead + scalar(item), item.location);
    } else if (item.one_line || item.entries.empty()) {
      line(lead + flow(item), place_of(item));
    } else {
      mapping(item, indent + kIndent, lead);
    }
  }

  void line(std::string text, const Location& location) {
    const std::string comment = comment_ ? comment_(location) : std::string();
    out_ += text;
    if (!comment.empty()) out_ += fmt::format("  # {}", comment);
    out_ += '\n';
  }

  const YamlComment& comment_;
  std::string out_;
};

}  // namespace

std::string to_yaml(const SpecNode& tree, const YamlComment& comment) { return Writer(comment).write(tree); }

std::string yaml_scalar(std::string_view text) { return is_plain(text) ? std::string(text) : quoted(text); }

}  // namespace cniplan::report
