#include "planner/importers/document_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

constexpr std::array<std::string_view, 6> kTruthValues = {"true", "True", "TRUE", "false", "False", "FALSE"};

template <class Words>
bool is_one_of(std::string_view text, const Words& words) {
  return std::ranges::find(words, text) != words.end();
}

bool all_of(std::string_view text, std::string_view characters) {
  return !text.empty() && text.find_first_not_of(characters) == std::string_view::npos;
}

/// [-+]? ( digits | 0o... | 0x... | float | .inf | .nan ), YAML 1.2.2, section 10.3.2.
bool is_number(std::string_view text) {
  if (is_one_of(text, std::array<std::string_view, 3>{".nan", ".NaN", ".NAN"})) return true;
  if (text.starts_with("0o")) return all_of(text.substr(2), "01234567");
  if (text.starts_with("0x")) return all_of(text.substr(2), "0123456789abcdefABCDEF");
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (is_one_of(text, std::array<std::string_view, 3>{".inf", ".Inf", ".INF"})) return true;
  constexpr std::string_view kDigits = "0123456789";
  const auto mantissa = text.substr(0, text.find_first_of("eE"));
  if (mantissa.size() < text.size()) {
    auto exponent = text.substr(mantissa.size() + 1);
    if (exponent.starts_with('-') || exponent.starts_with('+')) exponent.remove_prefix(1);
    if (!all_of(exponent, kDigits)) return false;
  }
  const auto whole = mantissa.substr(0, mantissa.find('.'));
  if (whole.size() == mantissa.size()) return all_of(whole, kDigits);
  const auto fraction = mantissa.substr(whole.size() + 1);
  return (!whole.empty() || !fraction.empty()) && (whole.empty() || all_of(whole, kDigits)) &&
         (fraction.empty() || all_of(fraction, kDigits));
}

/// A scalar as it stands in a message: in full when short.
std::string shown(std::string_view text) {
  constexpr std::size_t kLongest = 60;
  if (text.size() <= kLongest) return std::string(text);
  std::size_t end = kLongest;
  while (end > 0 && (static_cast<unsigned char>(text[end]) & 0xC0) == 0x80) --end;
  return fmt::format("{}...", text.substr(0, end));
}

std::optional<Share> parse_share(std::string_view text) {
  if (!text.ends_with('%')) return std::nullopt;
  text.remove_suffix(1);
  const auto point = text.find('.');
  const auto fraction = point == std::string_view::npos ? std::string_view() : text.substr(point + 1);
  const auto percent = parse_integer(text.substr(0, point));
  constexpr std::int64_t kMost = 1'000'000;
  if (!percent || *percent < 0 || *percent > kMost || text.front() == '-') return std::nullopt;
  if (point == std::string_view::npos) return Share::from_percent(*percent);
  if (!all_of(fraction, "0123456789") || fraction.size() > 2) return std::nullopt;
  const std::int64_t hundredths = *parse_integer(fraction) * (fraction.size() == 1 ? 10 : 1);
  return Share::from_basis_points(*percent * 100 + hundredths);
}

}  // namespace

std::string_view kind_name(const DocumentNode& node) {
  switch (node.kind) {
    case Kind::null:
      return "nothing";
    case Kind::sequence:
      return "a list";
    case Kind::mapping:
      return "a mapping";
    case Kind::scalar:
      if (node.quoted) return "text";
      if (is_one_of(node.scalar, kTruthValues)) return "true or false";
      return is_number(node.scalar) ? "a number" : "text";
  }
  return {};
}

bool is_text(const DocumentNode& node) {
  return node.kind == Kind::scalar && kind_name(node) == "text";
}

MappingReader::MappingReader(const DocumentNode& node, std::string subject, Diagnostics& diagnostics,
                             EmptyValues empty_values)
    : node_(&node),
      subject_(std::move(subject)),
      diagnostics_(&diagnostics),
      empty_values_(empty_values),
      valid_(node.kind == Kind::mapping) {
  if (!valid_) {
    error("type.mapping", fmt::format("must be a mapping, but is {}", kind_name(node)),
          "write \"key: value\" lines", node.location);
  }
}

const DocumentNode* MappingReader::node(std::string_view key) {
  const bool asked_before = is_one_of(key, known_);
  if (!asked_before) known_.push_back(key);
  if (!valid_) return nullptr;
  const DocumentNode* const value = node_->find(key);
  if (value == nullptr || value->kind != Kind::null) return value;
  if (empty_values_ == EmptyValues::wrong && !asked_before) {
    error("type.empty", fmt::format("{} has no value", key), "give one, or remove the key", value->location);
  }
  return nullptr;
}

Given<std::string> MappingReader::text_of(const DocumentNode& value, std::string_view what) {
  if (is_text(value)) return Located<std::string>{value.scalar, value.location};
  const bool quotes_help = value.kind == Kind::scalar;
  error("type.text", fmt::format("{} must be text, but is {}", what, kind_name(value)),
        quotes_help ? fmt::format("write \"{}\" with quotes", shown(value.scalar)) : "", value.location);
  return std::nullopt;
}

Given<std::string> MappingReader::text(std::string_view key) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  return text_of(*value, key);
}

Given<bool> MappingReader::boolean(std::string_view key) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind == Kind::scalar && !value->quoted) {
    if (value->scalar == "true") return Located<bool>{true, value->location};
    if (value->scalar == "false") return Located<bool>{false, value->location};
  }
  const bool is_quoted_word = value->quoted && (value->scalar == "true" || value->scalar == "false");
  error("type.boolean",
        value->kind == Kind::scalar
            ? fmt::format("{}: \"{}\" is neither true nor false", key, shown(value->scalar))
            : fmt::format("{} must be true or false, but is {}", key, kind_name(*value)),
        is_quoted_word ? "remove the quotes" : "write true or false", value->location);
  return std::nullopt;
}

Given<std::int64_t> MappingReader::integer_of(const DocumentNode& value, std::string_view what,
                                              std::int64_t least, std::int64_t most) {
  const auto number = value.kind == Kind::scalar ? parse_integer(value.scalar) : std::nullopt;
  const std::string_view digits =
      std::string_view(value.scalar).substr(value.scalar.starts_with('-') ? 1 : 0);
  const bool leading_zero = digits.size() > 1 && digits.front() == '0';
  const std::string range = fmt::format("a whole number from {} to {}", least, most);
  if (!number || value.quoted || leading_zero) {
    if (value.kind != Kind::scalar) {
      error("type.integer", fmt::format("{} must be a whole number, but is {}", what, kind_name(value)),
            fmt::format("write {}", range), value.location);
    } else {
      error("type.integer", fmt::format("{}: \"{}\" is not a whole number", what, shown(value.scalar)),
            number && value.quoted && !leading_zero ? "remove the quotes" : fmt::format("write {}", range),
            value.location);
    }
    return std::nullopt;
  }
  if (*number < least || *number > most) {
    error("range.integer", fmt::format("{}: {} is out of range", what, *number),
          fmt::format("write {}", range), value.location);
    return std::nullopt;
  }
  return Located<std::int64_t>{*number, value.location};
}

Given<std::int64_t> MappingReader::integer(std::string_view key, std::int64_t least, std::int64_t most) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  return integer_of(*value, key, least, most);
}

Given<Share> MappingReader::share(std::string_view key) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  if (value->kind != Kind::scalar) {
    error("type.share", fmt::format("{} must be a share, but is {}", key, kind_name(*value)),
          "write a percentage, 80%", value->location);
    return std::nullopt;
  }
  const auto share = parse_share(value->scalar);
  if (share) return Located<Share>{*share, value->location};
  const bool lacks_sign = !value->quoted && parse_share(value->scalar + "%");
  error("type.share", fmt::format("{}: \"{}\" is not a share", key, shown(value->scalar)),
        lacks_sign ? fmt::format("write {}%", value->scalar)
                   : "write a percentage with at most two decimals, 80% or 33.25%",
        value->location);
  return std::nullopt;
}

Given<Cidr> MappingReader::cidr_of(const DocumentNode& value, std::string_view what) {
  if (value.kind != Kind::scalar) {
    error("type.cidr", fmt::format("{} must be a CIDR, but is {}", what, kind_name(value)),
          "write 10.0.0.0/16", value.location);
    return std::nullopt;
  }
  const auto cidr = Cidr::parse(value.scalar);
  if (cidr) return Located<Cidr>{*cidr, value.location};
  std::string fix = way_out(cidr.error(), value.scalar);
  if (fix.empty()) fix = "write an address and a prefix length, 10.0.0.0/16";
  error(cidr.error() == CidrError::host_bits ? "cidr.host-bits" : "cidr.malformed",
        describe(cidr.error(), shown(value.scalar)), std::move(fix), value.location);
  return std::nullopt;
}

Given<Cidr> MappingReader::cidr(std::string_view key) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  return cidr_of(*value, key);
}

void MappingReader::each(std::string_view key, const std::function<void(const DocumentNode&)>& read) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return;
  if (value->kind != Kind::sequence) {
    error("type.list", fmt::format("{} must be a list, but is {}", key, kind_name(*value)),
          is_text(*value) ? fmt::format("write [{}]", shown(value->scalar)) : "begin each item with \"- \"",
          value->location);
    return;
  }
  for (const DocumentNode& item : value->items) {
    if (item.kind == Kind::null) {
      error("type.empty", fmt::format("{} has an empty item", key), "fill it in, or remove it",
            item.location);
    } else {
      read(item);
    }
  }
}

std::vector<Located<std::string>> MappingReader::texts(std::string_view key) {
  std::vector<Located<std::string>> out;
  each(key, [&](const DocumentNode& item) {
    if (auto text = text_of(item, fmt::format("an item of {}", key))) out.push_back(*std::move(text));
  });
  return out;
}

Given<std::size_t> MappingReader::choice_of(const DocumentNode& value, std::string_view what,
                                            std::span<const std::string_view> words) {
  const std::string list = fmt::format("{}", fmt::join(words, ", "));
  if (value.kind != Kind::scalar) {
    error("type.choice", fmt::format("{} must be one of {}, but is {}", what, list, kind_name(value)), "",
          value.location);
    return std::nullopt;
  }
  const auto found = std::ranges::find(words, value.scalar);
  if (found != words.end())
    return Located<std::size_t>{static_cast<std::size_t>(found - words.begin()), value.location};
  std::string fix = did_you_mean(value.scalar, words);
  if (fix.empty())
    fix = words.size() == 1 ? fmt::format("write {}", list) : fmt::format("it is one of {}", list);
  error("choice.unknown", fmt::format("{}: unknown value \"{}\"", what, shown(value.scalar)), std::move(fix),
        value.location);
  return std::nullopt;
}

Given<std::size_t> MappingReader::choice(std::string_view key, std::span<const std::string_view> words) {
  const DocumentNode* const value = node(key);
  if (value == nullptr) return std::nullopt;
  return choice_of(*value, key, words);
}

void MappingReader::reject_unknown_keys() {
  if (!valid_) return;
  for (const DocumentNode::Entry& entry : node_->entries) {
    if (is_one_of(entry.key, known_)) continue;
    std::string fix = did_you_mean(entry.key, known_);
    if (fix.empty()) fix = fmt::format("the keys here are {}", fmt::join(known_, ", "));
    error("key.unknown", fmt::format("unknown key \"{}\"", shown(entry.key)), std::move(fix),
          entry.key_location);
  }
}

void MappingReader::error(std::string code, std::string message, std::string way_out, Location at) {
  diagnostics_->push_back(
      {.code = std::move(code),
       .message = subject_.empty() ? std::move(message) : fmt::format("{}: {}", subject_, message),
       .way_out = std::move(way_out),
       .location = at});
}

}  // namespace cniplan
