#include "planner/report/hcl.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <string_view>

#include "planner/core/utf8.hpp"
#include "planner/report/infrastructure.hpp"

namespace cniplan::report {
namespace {

using Kind = HclValue::Kind;
using Json = nlohmann::ordered_json;

/// Both syntaxes evaluate ${...} and %{...} in texts; a doubled sign stands for itself.
std::string without_templates(std::string_view text) {
  std::string out;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool begins = (text[i] == '$' || text[i] == '%') && i + 1 < text.size() && text[i + 1] == '{';
    if (begins) out += text[i];
    out += text[i];
  }
  return out;
}

std::string in_quotes(std::string_view text) {
  std::string out = "\"";
  while (!text.empty()) {
    const auto first = static_cast<unsigned char>(text.front());
    std::size_t size = utf8_character(text);
    if (first == '"' || first == '\\') {
      out += '\\';
      out += text.front();
    } else if (first == '\n') {
      out += "\\n";
    } else if (first == '\r') {
      out += "\\r";
    } else if (first == '\t') {
      out += "\\t";
    } else if (first < 0x20 || first == 0x7F) {
      out += fmt::format("\\u{:04x}", first);
    } else if (size == 0) {
      out += "\xEF\xBF\xBD";
      size = 1;
    } else {
      out += text.substr(0, size);
    }
    text.remove_prefix(size);
  }
  return out + "\"";
}

std::string text_of(std::string_view text) { return in_quotes(without_templates(text)); }

/// Whether a key may stand bare; a word of the language would be taken for that.
bool is_identifier(std::string_view text) {
  constexpr auto kWords = std::to_array<std::string_view>({"for", "if", "in", "true", "false", "null"});
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); };
  return !text.empty() && letter(text.front()) && std::ranges::find(kWords, text) == kWords.end() &&
         std::ranges::all_of(text, [&](char c) { return letter(c) || (c >= '0' && c <= '9') || c == '_'; });
}

bool stands_on_one_line(const HclValue& value) {
  return value.kind != Kind::object && std::ranges::all_of(value.items, stands_on_one_line);
}

std::string key_of(const std::string& key) { return is_identifier(key) ? key : text_of(key); }

/// Characters, which terraform fmt counts for columns, wide or not.
std::size_t characters_of(std::string_view text) {
  return static_cast<std::size_t>(
      std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

class Writer {
 public:
  void block(const HclBlock& block, std::size_t indent) {
    const std::string margin(indent, ' ');
    std::string header = block.header.front();
    for (std::size_t i = 1; i < block.header.size(); ++i) header += fmt::format(" \"{}\"", block.header[i]);
    out_ += fmt::format("{}{} {{\n", margin, header);
    attributes(block.attributes, indent + 2);
    bool first = block.attributes.empty();
    for (const HclBlock& inner : block.blocks) {
      if (!first) out_ += '\n';
      this->block(inner, indent + 2);
      first = false;
    }
    out_ += margin + "}\n";
  }
  void line(std::string_view text) { out_ += text; }
  [[nodiscard]] std::string take() { return std::move(out_); }

 private:
  /// Equals signs of lines that follow each other stand below each other; what takes several lines stands apart.
  void attributes(const std::vector<std::pair<std::string, HclValue>>& all, std::size_t indent) {
    const std::string margin(indent, ' ');
    for (std::size_t i = 0; i < all.size();) {
      if (!stands_on_one_line(all[i].second)) {
        if (i > 0) out_ += '\n';
        out_ += fmt::format("{}{} = ", margin, key_of(all[i].first));
        value(all[i].second, indent);
        out_ += '\n';
        ++i;
        continue;
      }
      std::size_t end = i;
      std::size_t width = 0;
      for (; end < all.size() && stands_on_one_line(all[end].second); ++end) {
        width = std::max(width, characters_of(key_of(all[end].first)));
      }
      if (i > 0) out_ += '\n';
      for (; i < end; ++i) {
        const std::string key = key_of(all[i].first);
        out_ += fmt::format("{}{}{} = ", margin, key, std::string(width - characters_of(key), ' '));
        value(all[i].second, indent);
        out_ += '\n';
      }
    }
  }

  void value(const HclValue& value, std::size_t indent) {
    switch (value.kind) {
      case Kind::text: out_ += text_of(value.scalar); return;
      case Kind::number:
      case Kind::boolean:
      case Kind::expression:
      case Kind::address: out_ += value.scalar; return;
      case Kind::list: list(value, indent); return;
      case Kind::object:
        out_ += "{\n";
        attributes(value.entries, indent + 2);
        out_ += std::string(indent, ' ') + "}";
        return;
    }
  }

  void list(const HclValue& list, std::size_t indent) {
    if (list.items.size() < 2) {
      out_ += '[';
      for (const HclValue& item : list.items) value(item, indent);
      out_ += ']';
      return;
    }
    out_ += "[\n";
    for (const HclValue& item : list.items) {
      out_.append(indent + 2, ' ');
      value(item, indent + 2);
      out_ += ",\n";
    }
    out_ += std::string(indent, ' ') + "]";
  }

  std::string out_;
};

Json json_of(const HclValue& value) {
  switch (value.kind) {
    case Kind::text: return without_templates(value.scalar);
    case Kind::address: return value.scalar;
    case Kind::expression: return "${" + value.scalar + "}";
    case Kind::boolean: return value.scalar == "true";
    case Kind::number: return Json::parse(value.scalar);
    case Kind::list: {
      Json out = Json::array();
      for (const HclValue& item : value.items) out.push_back(json_of(item));
      return out;
    }
    case Kind::object: {
      Json out = Json::object();
      for (const auto& [key, entry] : value.entries) out[without_templates(key)] = json_of(entry);
      return out;
    }
  }
  return nullptr;
}

void add_json(Json& into, const HclBlock& block) {
  Json* place = &into;
  for (const std::string& word : block.header) place = &(*place)[word];
  for (const auto& [key, value] : block.attributes) (*place)[key] = json_of(value);
  for (const HclBlock& inner : block.blocks) add_json(*place, inner);
}

}  // namespace

std::string to_hcl(const HclFile& file) {
  Writer writer;
  for (const std::string& remark : file.remarks) writer.line(comment_of(remark));
  for (const HclBlock& block : file.blocks) {
    writer.line("\n");
    writer.block(block, 0);
  }
  return writer.take();
}

std::string to_hcl_json(const HclFile& file) {
  Json out = Json::object();
  if (!file.remarks.empty()) out["//"] = file.remarks;
  for (const HclBlock& block : file.blocks) add_json(out, block);
  // Bytes of a name that are no UTF-8 must not stop a report.
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace cniplan::report
