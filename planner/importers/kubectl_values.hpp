#pragma once

#include <bitset>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "planner/core/timestamp.hpp"
#include "planner/importers/json_walk.hpp"
#include "planner/spec/quantity.hpp"

namespace cniplan {

/// Values as Kubernetes writes them. The templates take simdjson's types as parameters, as in
/// json_document.hpp. Null counts as absent, and what is wrong is noted.

/// A quantity that counts things: "29", 29, "1k". Source:
/// https://kubernetes.io/docs/reference/kubernetes-api/common-definitions/quantity/
template <class Value>
std::optional<std::int64_t> quantity(JsonNotes& notes, const std::string& key, Value& value) {
  // Nothing that a node counts comes near; it keeps sums within bounds.
  constexpr std::int64_t kMost = 1'000'000;
  const std::string_view token = token_of(value);
  if (is_null(token)) return std::nullopt;
  std::string_view text = token;
  if (token.starts_with('"')) {
    text = take(value.get_string());
  } else if (kind_of(token) != "a number" || !is_json_scalar(token)) {
    notes.error("json.wrong-type", key + " is " + std::string(kind_of(token)) + " instead of a quantity", "",
                token);
    check_rest(value);
    return std::nullopt;
  }
  const auto amount = parse_memory_bytes(text);
  if (!amount || *amount > kMost) {
    notes.error("kubectl.quantity", key + " is no quantity from 0 to " + std::to_string(kMost),
                "give what kubectl prints, unchanged", token);
    return std::nullopt;
  }
  return *amount;
}

/// "2026-03-01T12:00:00Z"
template <class Value>
std::optional<Timestamp> timestamp(JsonNotes& notes, std::string_view key, Value& value) {
  const std::string_view token = token_of(value);
  const auto text = shown_text(notes, key, value);
  if (!text) return std::nullopt;
  const auto time = parse_timestamp(*text);
  if (!time) {
    notes.error("kubectl.time", std::string(key) + " is no time",
                "Kubernetes writes it as 2026-03-01T12:00:00Z", token);
  }
  return time;
}

/// true or false
template <class Value>
std::optional<bool> truth(JsonNotes& notes, std::string_view key, Value& value) {
  const std::string_view token = token_of(value);
  const auto found = boolean(notes, key, token);
  if (!found) check_rest(value);
  return found;
}

/// Whether a key that is read stands there for the first time; an error is noted for the second.
template <std::size_t N, class Value>
bool first_time(JsonNotes& notes, std::bitset<N>& seen, std::size_t key, std::string_view called,
                Value& value) {
  if (!seen[key]) {
    seen.set(key);
    return true;
  }
  notes.error("json.duplicate-key", std::string(called) + " stands twice", "leave one of them",
              token_of(value));
  return false;
}

}  // namespace cniplan
