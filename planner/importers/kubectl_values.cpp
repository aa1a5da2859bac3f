#include "planner/importers/kubectl_values.hpp"

#include <fmt/format.h>

#include "planner/spec/quantity.hpp"

namespace cniplan {

std::optional<std::int64_t> quantity(JsonNotes& notes, std::string_view key, const JsonValue& value) {
  // Nothing that a node counts comes near; it keeps sums within bounds.
  constexpr std::int64_t kMost = 1'000'000;
  const std::string_view token = value.token();
  if (is_null(token)) return std::nullopt;
  std::string_view text = token;
  if (value.is_text()) {
    text = value.text().value_or("");
  } else if (kind_of(token) != "a number") {
    notes.error("json.wrong-type", fmt::format("{} is {} instead of a quantity", key, kind_of(token)), "",
                token);
    return std::nullopt;
  }
  const auto amount = parse_memory_bytes(text);
  if (!amount || *amount > kMost) {
    notes.error("kubectl.quantity", fmt::format("{} is no quantity from 0 to {}", key, kMost),
                "give what kubectl prints, unchanged", token);
    return std::nullopt;
  }
  return *amount;
}

std::optional<Timestamp> timestamp(JsonNotes& notes, std::string_view key, const JsonValue& value) {
  const auto text = shown_text(notes, key, value);
  if (!text) return std::nullopt;
  const auto time = parse_timestamp(*text);
  if (!time) {
    notes.error("kubectl.time", fmt::format("{} is no time", key),
                "Kubernetes writes it as 2026-03-01T12:00:00Z", value.token());
  }
  return time;
}

std::optional<bool> truth(JsonNotes& notes, std::string_view key, const JsonValue& value) {
  return boolean(notes, key, value.token());
}

}  // namespace cniplan
