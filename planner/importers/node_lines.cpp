#include "planner/importers/node_lines.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>

#include "planner/core/integer.hpp"
#include "planner/core/spelling.hpp"
#include "planner/importers/json_document.hpp"

namespace cniplan {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::array<std::string_view, 13> kKeys = {"id",
                                                    "os",
                                                    "type",
                                                    "limits",
                                                    "env",
                                                    "configmap",
                                                    "max_pods",
                                                    "pods",
                                                    "branch_pods",
                                                    "unmanaged_enis",
                                                    "node_subnet_free",
                                                    "node_subnet_free_prefixes",
                                                    "down"};
constexpr std::array<std::string_view, 6> kLimitKeys = {"max_enis",      "ipv4_per_eni",      "branch_enis",
                                                        "network_cards", "prefix_delegation", "trunking"};

/// Keys of answers, which are not misspelt questions.
constexpr std::array<std::string_view, 6> kAnswerKeys = {"answer",      "burst", "range",
                                                         "call_totals", "error", "arrival_order_matters"};

// No node is near these; they keep sums and running times within bounds.
constexpr std::int64_t kMostPods = 100'000;
constexpr std::int64_t kMostEnis = 1'000;
constexpr std::int64_t kMostIpsPerEni = 10'000;
constexpr std::int64_t kMostBranchEnis = 10'000;
constexpr std::int64_t kMostCards = 100;
constexpr std::int64_t kMostIps = 1LL << 32;
constexpr std::size_t kMostSettings = 1'000;

/// What is wrong, and the piece of the line that it is about.
struct Fault {
  std::string message;
  std::string_view at;
};

}  // namespace

class NodeLineReader::Reading {
 public:
  Result<const NodeLine*, NodeLineError> read(std::string_view line) {
    text_ = line;
    clear();
    auto iterated = parser_.iterate(line.data(), line.size(), line.size() + kPadding);
    if (const auto code = iterated.error()) {
      return failure(error({code == simdjson::UTF8_ERROR ? "is not UTF-8" : "is not JSON", {}}));
    }
    ondemand::document& document = iterated.value_unsafe();
    try {
      ondemand::value value = take(document.get_value());
      if (!token_of(value).starts_with('{')) {
        throw Fault{fmt::format("is {}; write an object with id, type and pods", kind_of(token_of(value))),
                    line};
      }
      ondemand::object object = take(value.get_object());
      for (auto field : object) read_member(field);
      if (!document.current_location().error())
        throw Fault{"has more behind its object; write one object a line", {}};
      if (!line_.pods) throw Fault{"pods is missing; say how many Pods the node has", {}};
      return &line_;
    } catch (const Fault& fault) {
      return failure(error(fault));
    } catch (const BrokenJson& broken) {
      if (broken.error == simdjson::UTF8_ERROR) return failure(error({"is not UTF-8", {}}));
      // simdjson tells where it gave up, unless it had come to the end.
      std::string_view at;
      if (auto location = document.current_location(); !location.error()) {
        const auto offset = static_cast<std::size_t>(location.value_unsafe() - line.data());
        if (offset < line.size()) at = line.substr(offset, 1);
      }
      return failure(error({at.empty() ? "is not JSON" : "is not JSON from here on", at}));
    }
  }

 private:
  void clear() {
    std::vector<Setting> env = std::move(line_.env);
    std::vector<Setting> configmap = std::move(line_.configmap);
    env.clear();
    configmap.clear();
    line_ = {};
    line_.env = std::move(env);
    line_.configmap = std::move(configmap);
  }

  [[nodiscard]] NodeLineError error(const Fault& fault) const {
    std::string message;
    if (!fault.at.empty()) {
      message += fmt::format("column {}: ", fault.at.data() - text_.data() + 1);
    }
    message += fault.message;
    return {line_.id.empty() ? "null" : std::string(line_.id), std::move(message)};
  }

  static std::string shortened(std::string_view token) {
    constexpr std::size_t kLongest = 40;
    return token.size() <= kLongest ? std::string(token) : std::string(token.substr(0, kLongest)) + "...";
  }

  static std::int64_t number(std::string_view key, std::string_view token, std::int64_t least,
                             std::int64_t most) {
    const auto value = parse_integer(token);
    if (!value || *value < least || *value > most) {
      throw Fault{
          fmt::format("{} is {}; write a whole number from {} to {}", key, shortened(token), least, most),
          token};
    }
    return *value;
  }

  static bool boolean(std::string_view key, std::string_view token) {
    if (token == "true") return true;
    if (token == "false") return false;
    throw Fault{fmt::format("{} is {}; write true or false", key, shortened(token)), token};
  }

  template <class Value>
  static std::string_view text(std::string_view key, Value& value) {
    const std::string_view token = token_of(value);
    if (!token.starts_with('"'))
      throw Fault{fmt::format("{} is {}; write a text", key, kind_of(token)), token};
    return take(value.get_string());
  }

  template <class Value>
  static void settings(std::string_view key, Value& value, std::vector<Setting>& into) {
    if (!token_of(value).starts_with('{')) {
      throw Fault{fmt::format("{} is {}; write an object of names and values", key, kind_of(token_of(value))),
                  token_of(value)};
    }
    ondemand::object object = take(value.get_object());
    for (auto result : object) {
      auto field = take(result);
      const std::string_view name = take(field.unescaped_key());
      ondemand::value& item = field.value();
      const std::string_view token = token_of(item);
      if (is_null(token)) continue;
      if (into.size() == kMostSettings)
        throw Fault{fmt::format("{} has more than {} entries", key, kMostSettings), token};
      if (token.starts_with('"')) {
        into.push_back({name, take(item.get_string())});
      } else if (token.starts_with('{') || token.starts_with('[')) {
        throw Fault{
            fmt::format("{}: {} is {}; write a text, a number, true or false", key, name, kind_of(token)),
            token};
      } else {
        into.push_back({name, token});  // as Kubernetes' tools print a number or true
      }
    }
  }

  template <class Value>
  void limits(Value& value) {
    if (!token_of(value).starts_with('{')) {
      throw Fault{fmt::format("limits is {}; write an object", kind_of(token_of(value))), token_of(value)};
    }
    ondemand::object object = take(value.get_object());
    for (auto result : object) {
      auto field = take(result);
      const std::string_view key = key_of(field);
      ondemand::value& item = field.value();
      const std::string_view token = token_of(item);
      if (is_null(token)) continue;
      if (key == "max_enis") {
        line_.max_enis = number(key, token, 1, kMostEnis);
      } else if (key == "ipv4_per_eni") {
        line_.ipv4_per_eni = number(key, token, 1, kMostIpsPerEni);
      } else if (key == "branch_enis") {
        line_.branch_enis = number(key, token, 0, kMostBranchEnis);
      } else if (key == "network_cards") {
        line_.network_cards = number(key, token, 1, kMostCards);
      } else if (key == "prefix_delegation") {
        line_.prefix_delegation = boolean(key, token);
      } else if (key == "trunking") {
        line_.trunking = boolean(key, token);
      } else {
        refuse_if_misspelt(key, kLimitKeys);
      }
    }
  }

  static void refuse_if_misspelt(std::string_view key, std::span<const std::string_view> known) {
    if (std::ranges::find(kAnswerKeys, key) != kAnswerKeys.end()) return;
    if (std::string way_out = did_you_mean(key, known); !way_out.empty()) {
      throw Fault{fmt::format("nobody knows the key \"{}\"; {}", shortened(key), way_out), key};
    }
  }

  template <class Field>
  void read_member(Field&& result) {
    auto field = take(result);
    const std::string_view key = key_of(field);
    ondemand::value& value = field.value();
    const std::string_view token = token_of(value);
    if (is_null(token)) return;
    if (key == "id") {
      // It is written out as it stands, so it has to be whole.
      if (token.starts_with('"')) {
        (void)take(value.get_string());
      } else if (!parse_integer(token) || (token.size() > 1 && token.starts_with('0')) ||
                 token.starts_with("-0")) {
        throw Fault{fmt::format("id is {}; write a text or a whole number", kind_of(token)), token};
      }
      line_.id = token;
    } else if (key == "os") {
      line_.os = text(key, value);
    } else if (key == "type") {
      line_.type = text(key, value);
    } else if (key == "limits") {
      limits(value);
    } else if (key == "env") {
      settings(key, value, line_.env);
    } else if (key == "configmap") {
      settings(key, value, line_.configmap);
    } else if (key == "max_pods") {
      line_.max_pods = number(key, token, 1, kMostPods);
    } else if (key == "pods") {
      line_.pods = number(key, token, 0, kMostPods);
    } else if (key == "branch_pods") {
      line_.branch_pods = number(key, token, 0, kMostPods);
    } else if (key == "unmanaged_enis") {
      line_.unmanaged_enis = number(key, token, 0, kMostEnis);
    } else if (key == "node_subnet_free") {
      line_.node_subnet_free = number(key, token, 0, kMostIps);
    } else if (key == "node_subnet_free_prefixes") {
      line_.node_subnet_free_prefixes = number(key, token, 0, kMostIps);
    } else if (key == "down") {
      down(value);
    } else {
      refuse_if_misspelt(key, kKeys);
    }
  }

  template <class Value>
  void down(Value& value) {
    if (!token_of(value).starts_with('{')) {
      throw Fault{fmt::format("down is {}; write an object with the number of Pods left, {{\"to\": 3}}",
                              kind_of(token_of(value))),
                  token_of(value)};
    }
    ondemand::object object = take(value.get_object());
    for (auto result : object) {
      auto field = take(result);
      if (key_of(field) != "to") continue;
      line_.down_to = number("down.to", token_of(field.value()), 0, kMostPods);
    }
  }

  ondemand::parser parser_;
  NodeLine line_;
  std::string_view text_;
};

NodeLineReader::NodeLineReader() : reading_(std::make_unique<Reading>()) {}
NodeLineReader::~NodeLineReader() = default;

std::string NodeLineReader::fault() {
  return json_library_fault();
}

Result<const NodeLine*, NodeLineError> NodeLineReader::read(std::string_view line) {
  return reading_->read(line);
}

}  // namespace cniplan
