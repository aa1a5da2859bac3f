#include "planner/importers/eksctl_keys.hpp"

#include <fmt/format.h>

#include <algorithm>

#include "planner/core/spelling.hpp"

namespace cniplan {

Diagnostics unknown_eksctl_keys(const DocumentNode& mapping, std::string_view subject,
                                std::span<const std::string_view> keys) {
  Diagnostics out;
  const std::string prefix = subject.empty() ? "" : fmt::format("{}: ", subject);
  for (const DocumentNode::Entry& entry : mapping.entries) {
    if (std::ranges::find(keys, entry.key) != keys.end()) continue;
    std::string fix = did_you_mean(entry.key, keys);
    if (fix.empty()) fix = "remove it, or plan what it means in a spec of your own";
    out.push_back(
        {.code = std::string(kUnknownEksctlKey),
         .severity = Severity::warning,
         .message = fmt::format("{}eksctl has no key \"{}\" here, it is not read", prefix, entry.key),
         .way_out = std::move(fix),
         .location = entry.key_location});
  }
  return out;
}

Given<std::string> eksctl_text(MappingReader& reader, std::string_view key) {
  auto text = reader.text(key);
  if (text && text->value.empty()) return std::nullopt;
  return text;
}

Given<std::string> eksctl_name(MappingReader& reader) {
  const DocumentNode* const node = reader.node("name");
  const bool missing = node == nullptr || (is_text(*node) && node->scalar.empty());
  if (!missing) return reader.text("name");
  reader.error("eksctl.no-name", "there is no name", "add \"name:\"", reader.location());
  return std::nullopt;
}

}  // namespace cniplan
