#include "planner/importers/ec2_instance_types.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <optional>
#include <string_view>

#include "planner/importers/json_document.hpp"

namespace cniplan {
namespace {

namespace ondemand = simdjson::ondemand;

constexpr std::int64_t kMostOfAnything = 65'535;         // EC2's numbers of cards, ENIs, addresses are far below
constexpr std::int64_t kMostVcpus = 1'000'000;
constexpr std::int64_t kMostMemoryMib = 1'000'000'000;

/// Calls `read(key, value)` for each member of an object.
template <class Read>
void each_field(ondemand::value& value, Read read) {
  for (auto result : take(value.get_object())) {
    auto field = take(result);
    read(key_of(field), field.value());
  }
}

/// Calls `read(value)` for each item of a list.
template <class Read>
void each_item(ondemand::value& value, Read read) {
  for (auto result : take(value.get_array())) {
    auto item = take(result);
    read(item);
  }
}

struct NetworkCard {
  std::int64_t index = 0;
  std::optional<std::int64_t> enis;
};

/// A text of the JSON with the token it came from.
struct Told {
  std::string_view text;
  std::string_view token;
};

/// What one entry says, before it is put together.
struct Entry {
  std::string_view token;  // its opening brace
  std::optional<Told> name;
  std::optional<bool> bare_metal;
  std::optional<Told> hypervisor;
  std::optional<Architecture> arch;
  std::optional<std::int64_t> vcpus;
  std::optional<std::int64_t> memory_mib;
  std::optional<std::int64_t> gpus;
  bool network = false;
  bool sound = true;  // whether its network was understood
  std::optional<std::int64_t> enis;
  std::optional<std::int64_t> card_count;
  std::optional<std::int64_t> default_card;
  std::optional<std::int64_t> ipv4_per_eni;
  std::vector<NetworkCard> cards;
  std::string_view network_token;
};

bool is_type_name(std::string_view name) {
  return !name.empty() && std::ranges::all_of(name, [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '.' || c == '-';
  });
}

class Importer {
 public:
  Importer(const std::string& text, int source, const Catalog& known)
      : text_(text), notes_(text_.view(), source), known_(known) {}

  Result<WithWarnings<std::vector<InstanceType>>, Diagnostics> run() {
    ondemand::parser parser;
    const auto start_anew = [this] {
      types_.clear();
      places_.clear();
      unlisted_.clear();
      number_ = 0;
    };
    read_json_pages(parser, text_, notes_, [this](ondemand::document& page) { read_page(page); }, start_anew);
    note_repeated();
    note_unlisted();
    auto diagnostics = notes_.take();
    if (has_errors(diagnostics)) return failure(std::move(diagnostics));
    return WithWarnings<std::vector<InstanceType>>{std::move(types_), std::move(diagnostics)};
  }

 private:
  void read_page(ondemand::document& page) {
    ondemand::value value = take(page.get_value());
    const auto token = token_of(value);
    if (token.starts_with('[')) {
      read_list(value);
      return;
    }
    // One type alone, or the whole output: which it is, its keys say.
    Entry entry{.token = token};
    const auto first_note = notes_.size();
    bool has_list = false;
    std::string_view other;
    each_field(value, [&](std::string_view key, ondemand::value& member) {
      if (key == "InstanceTypes") {
        has_list = true;
        if (starts_list(notes_, key, token_of(member))) read_list(member);
      } else {
        if (token_of(member).starts_with('[')) other = key;
        read_member(entry, key, member);
      }
    });
    if (has_list) return;
    if (entry.name) {
      finish(entry, first_note);
      return;
    }
    notes_.rewind(first_note);
    notes_.error("instance-types.other-kind",
                 other.empty() ? std::string("this JSON has no \"InstanceTypes\"")
                               : fmt::format("this JSON has \"{}\" and no \"InstanceTypes\"", other),
                 "give the output of: aws ec2 describe-instance-types --output json", token);
  }

  void read_list(ondemand::value& list) {
    const auto before = types_.size();
    const auto notes_before = notes_.size();
    const auto token = token_of(list);
    each_item(list, [&](ondemand::value& item) {
      ++number_;
      const auto first_note = notes_.size();
      Entry entry{.token = token_of(item)};
      if (!entry.token.starts_with('{')) {
        notes_.error("json.wrong-type",
                     fmt::format("instance type {} is {} instead of an object", number_, kind_of(entry.token)),
                     "give the whole output of: aws ec2 describe-instance-types --output json", entry.token);
        return;
      }
      each_field(item, [&](std::string_view key, ondemand::value& member) { read_member(entry, key, member); });
      finish(entry, first_note);
    });
    if (types_.size() == before && notes_.size() == notes_before) {
      notes_.warning("instance-types.none", "there is no instance type in this list", "", token);
    }
  }

  void read_member(Entry& entry, std::string_view key, ondemand::value& value) {
    if (key == "InstanceType") {
      const auto token = token_of(value);
      if (const auto name = plain_text(notes_, key, token)) entry.name = {*name, token};
    } else if (key == "BareMetal") {
      entry.bare_metal = boolean(notes_, key, token_of(value));
    } else if (key == "Hypervisor") {
      const auto token = token_of(value);
      if (const auto text = plain_text(notes_, key, token)) entry.hypervisor = {*text, token};
    } else if (key == "ProcessorInfo") {
      each_member(key, value, [&](std::string_view member, ondemand::value& inner) {
        if (member == "SupportedArchitectures") read_architectures(entry, inner);
      });
    } else if (key == "VCpuInfo") {
      each_member(key, value, [&](std::string_view member, ondemand::value& inner) {
        if (member == "DefaultVCpus") entry.vcpus = whole_number(notes_, member, token_of(inner), 1, kMostVcpus);
      });
    } else if (key == "MemoryInfo") {
      each_member(key, value, [&](std::string_view member, ondemand::value& inner) {
        if (member == "SizeInMiB") {
          entry.memory_mib = whole_number(notes_, member, token_of(inner), 1, kMostMemoryMib);
        }
      });
    } else if (key == "GpuInfo") {
      read_gpus(entry, key, value);
    } else if (key == "NetworkInfo") {
      read_network(entry, key, value);
    }
  }

  /// The members of an object inside an entry; an error is noted when it is none.
  template <class Read>
  void each_member(std::string_view key, ondemand::value& value, Read read) {
    if (starts_object(notes_, key, token_of(value))) each_field(value, read);
  }

  void read_architectures(Entry& entry, ondemand::value& list) {
    constexpr std::string_view kKey = "SupportedArchitectures";
    if (!starts_list(notes_, kKey, token_of(list))) return;
    entry.arch = Architecture::unknown;
    each_item(list, [&](ondemand::value& item) {
      const auto name = plain_text(notes_, kKey, token_of(item)).value_or("");
      // x86_64_mac and arm64_mac are the same to a node; i386 stands beside x86_64.
      if (name.starts_with("x86_64")) entry.arch = Architecture::amd64;
      if (name.starts_with("arm64")) entry.arch = Architecture::arm64;
    });
  }

  void read_gpus(Entry& entry, std::string_view key, ondemand::value& info) {
    each_member(key, info, [&](std::string_view member, ondemand::value& gpus) {
      if (member != "Gpus" || !starts_list(notes_, member, token_of(gpus))) return;
      entry.gpus = 0;
      each_item(gpus, [&](ondemand::value& gpu) {
        each_member("Gpus", gpu, [&](std::string_view of_gpu, ondemand::value& value) {
          if (of_gpu != "Count") return;
          const auto count = whole_number(notes_, of_gpu, token_of(value), 0, kMostOfAnything);
          entry.gpus = std::min(*entry.gpus + count.value_or(0), kMostOfAnything);
        });
      });
    });
  }

  void read_network(Entry& entry, std::string_view key, ondemand::value& info) {
    const auto errors_before = notes_.size();
    entry.network_token = token_of(info);
    entry.cards.clear();
    entry.network = entry.network_token.starts_with('{');
    each_member(key, info, [&](std::string_view member, ondemand::value& value) {
      const auto number = [&](std::int64_t least) {
        return whole_number(notes_, member, token_of(value), least, kMostOfAnything);
      };
      if (member == "MaximumNetworkInterfaces") {
        entry.enis = number(1);
      } else if (member == "MaximumNetworkCards") {
        entry.card_count = number(1);
      } else if (member == "DefaultNetworkCardIndex") {
        entry.default_card = number(0);
      } else if (member == "Ipv4AddressesPerInterface") {
        entry.ipv4_per_eni = number(1);
      } else if (member == "NetworkCards" && starts_list(notes_, member, token_of(value))) {
        each_item(value, [&](ondemand::value& item) { read_card(entry, item); });
      }
    });
    entry.sound = notes_.size() == errors_before;
  }

  void read_card(Entry& entry, ondemand::value& item) {
    NetworkCard card{.index = static_cast<std::int64_t>(entry.cards.size())};
    each_member("NetworkCards", item, [&](std::string_view key, ondemand::value& value) {
      if (key == "NetworkCardIndex") {
        card.index = whole_number(notes_, key, token_of(value), 0, kMostOfAnything).value_or(card.index);
      } else if (key == "MaximumNetworkInterfaces") {
        card.enis = whole_number(notes_, key, token_of(value), 1, kMostOfAnything);
      }
    });
    entry.cards.push_back(card);
  }

  /// Puts an entry together. Its notes, from number `first_note` on, get its name.
  void finish(const Entry& entry, std::size_t first_note) {
    std::optional<InstanceTypeName> name;
    if (entry.name && is_type_name(entry.name->text)) name = InstanceTypeName::make(entry.name->text);
    if (!entry.name) {
      notes_.error("instance-types.no-name", "it has no InstanceType", "that is its name, such as \"m5.large\"",
                   entry.token);
    } else if (!name) {
      notes_.error("instance-types.bad-name", fmt::format("{} is not the name of an instance type", entry.name->token),
                   fmt::format("a name has lower-case letters, digits, '.' and '-', {} at most",
                               InstanceTypeName::kCapacity),
                   entry.name->token);
    }
    const InstanceType* const base = name ? known_.find(name->view()) : nullptr;
    InstanceType type = base != nullptr ? *base : InstanceType{};
    if (name) type.name = *name;
    if (entry.bare_metal) type.bare_metal = *entry.bare_metal;
    if (type.bare_metal || entry.hypervisor) type.hypervisor = Hypervisor::unknown;
    if (entry.hypervisor) set_hypervisor(type, *entry.hypervisor);
    if (entry.arch) type.arch = *entry.arch;
    if (entry.vcpus) type.vcpus = static_cast<std::int32_t>(*entry.vcpus);
    if (entry.memory_mib) type.memory_mib = *entry.memory_mib;
    if (entry.gpus) type.gpus = static_cast<std::uint16_t>(*entry.gpus);
    set_limits(type, entry);
    if (notes_.size() > first_note) {
      notes_.name_subject(first_note, name ? std::string(name->view()) : fmt::format("instance type {}", number_));
    }
    if (!name) return;
    types_.push_back(type);
    places_.push_back(entry.name->token);
    if (base == nullptr) unlisted_.push_back(*name);
  }

  void set_hypervisor(InstanceType& type, const Told& hypervisor) {
    if (hypervisor.text == "nitro") {
      type.hypervisor = Hypervisor::nitro;
    } else if (hypervisor.text == "xen") {
      type.hypervisor = Hypervisor::xen;
    } else {
      notes_.warning("instance-types.hypervisor", fmt::format("the hypervisor {} is not known", hypervisor.token),
                     "it counts as unknown, so without prefixes", hypervisor.token);
    }
  }

  /// ENIs and addresses, by the default network card.
  void set_limits(InstanceType& type, const Entry& entry) {
    if (!entry.network) {
      if (entry.sound) {
        notes_.error("instance-types.no-network", "it has no NetworkInfo",
                     "that is where its ENIs and addresses stand; give the whole output of the command", entry.token);
      }
      return;
    }
    if (!entry.sound) return;
    const auto missing = [&](std::string_view key) {
      notes_.error("instance-types.no-limit", fmt::format("its NetworkInfo has no {}", key),
                   "give the whole output of the command", entry.network_token);
    };
    if (!entry.ipv4_per_eni) missing("Ipv4AddressesPerInterface");
    type.ipv4_per_eni = static_cast<std::uint16_t>(entry.ipv4_per_eni.value_or(0));
    const auto default_card = entry.default_card.value_or(0);
    if (entry.cards.empty()) {
      if (entry.card_count.value_or(1) > 1 || default_card > 0) {
        notes_.error("instance-types.no-cards",
                     fmt::format("it has {} network cards but lists none, so the ENIs of its default card are unknown",
                                 std::max(entry.card_count.value_or(1), default_card + 1)),
                     "make the dump anew with a current AWS CLI, whose NetworkInfo has NetworkCards",
                     entry.network_token);
        return;
      }
      if (!entry.enis) missing("MaximumNetworkInterfaces");
      type.enis = static_cast<std::uint16_t>(entry.enis.value_or(0));
      type.all_cards_enis = type.enis;
      type.network_cards = 1;
      return;
    }
    std::int64_t all = 0;
    const NetworkCard* used = nullptr;
    for (const NetworkCard& card : entry.cards) {
      all += card.enis.value_or(0);
      if (card.index != default_card) continue;
      if (used != nullptr) {
        notes_.error("instance-types.default-card", fmt::format("its network card {} is listed twice", card.index), "",
                     entry.network_token);
        return;
      }
      used = &card;
    }
    if (used == nullptr || !used->enis) {
      notes_.error("instance-types.default-card",
                   used == nullptr ? fmt::format("its default network card {} is not among its NetworkCards", default_card)
                                   : fmt::format("its default network card {} has no MaximumNetworkInterfaces", default_card),
                   "give the whole output of the command", entry.network_token);
      return;
    }
    type.enis = static_cast<std::uint16_t>(*used->enis);
    type.all_cards_enis = static_cast<std::uint16_t>(std::min(all, kMostOfAnything));
    type.network_cards = static_cast<std::uint16_t>(std::min<std::size_t>(entry.cards.size(), kMostOfAnything));
  }

  void note_repeated() {
    std::vector<std::size_t> order(types_.size());
    for (std::size_t i = 0; i < order.size(); ++i) order[i] = i;
    const auto before = [this](std::size_t a, std::size_t b) {
      return types_[a].name == types_[b].name ? a < b : types_[a].name < types_[b].name;
    };
    if (!std::ranges::is_sorted(order, before)) std::ranges::sort(order, before);
    for (std::size_t i = 1; i < order.size(); ++i) {
      const InstanceType& first = types_[order[i - 1]];
      const InstanceType& second = types_[order[i]];
      if (first.name != second.name || first == second) continue;
      notes_.warning("instance-types.repeated",
                     fmt::format("{} was given before with other values", second.name.view()), "the last entry counts",
                     places_[order[i]]);
    }
  }

  void note_unlisted() {
    if (unlisted_.empty()) return;
    std::ranges::sort(unlisted_);
    const auto repeated = std::ranges::unique(unlisted_);
    unlisted_.erase(repeated.begin(), repeated.end());
    constexpr std::size_t kNamed = 5;
    std::string names;
    for (std::size_t i = 0; i < std::min(unlisted_.size(), kNamed); ++i) {
      names += fmt::format("{}{}", i == 0 ? "" : ", ", unlisted_[i].view());
    }
    if (unlisted_.size() > kNamed) names += ", ...";
    notes_.info("instance-types.new",
                fmt::format("{} instance type{} new to the catalog ({})", unlisted_.size(),
                            unlisted_.size() == 1 ? " is" : "s are", names),
                "EC2 does not say whether a type has trunk and branch ENIs, nor its price: no trunking, price unknown");
  }

  PaddedText text_;
  JsonNotes notes_;
  const Catalog& known_;
  std::vector<InstanceType> types_;
  std::vector<std::string_view> places_;  // of the names of types_
  std::vector<InstanceTypeName> unlisted_;
  std::size_t number_ = 0;  // of the entry in the text, from 1
};

}  // namespace

Result<WithWarnings<std::vector<InstanceType>>, Diagnostics> read_ec2_instance_types(const std::string& text,
                                                                                     int source,
                                                                                     const Catalog& known) {
  return Importer(text, source, known).run();
}

}  // namespace cniplan
