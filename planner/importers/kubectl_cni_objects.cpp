#include "planner/importers/kubectl_cni_objects.hpp"

#include <fmt/format.h>

#include "planner/importers/json_walk.hpp"

namespace cniplan {

class CniObjectReader::Reading {
 public:
  std::optional<ObservedEniConfig> read_eni_config(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    ObservedEniConfig config{.location = piece.place};
    const bool good =
        read_object(piece, "ENIConfig", config.name, [&](std::string_view key, const JsonValue& member) {
          if (key == "subnet") {
            keep(config.subnet, "spec.subnet", member);
          }
        });
    return good ? std::optional(std::move(config)) : std::nullopt;
  }

  std::optional<ObservedCniNode> read_cni_node(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    ObservedCniNode node{.location = piece.place};
    const bool good =
        read_object(piece, "CNINode", node.name, [&](std::string_view key, const JsonValue& member) {
          if (key != "features") return;
          each_element(*notes_, "spec.features", member,
                       [&](const JsonValue& feature) { read_feature(feature, node); });
        });
    return good ? std::optional(std::move(node)) : std::nullopt;
  }

  void check(const JsonPiece& piece, JsonNotes& notes) {
    read_piece(index_, piece, notes, [](const JsonValue&) {});
  }

  void check_list_without_items(const JsonPiece& piece, JsonNotes& notes) {
    read_piece(index_, piece, notes, [&](const JsonValue& value) {
      each_member(notes, "this", value, [&](std::string_view key, const JsonValue& member) {
        if (key == "items") static_cast<void>(starts_list(notes, key, member.token()));
      });
    });
  }

 private:
  /// Reads the name, and the members of spec by `read_spec`; false when there is an error.
  template <class ReadSpec>
  bool read_object(const JsonPiece& piece, std::string_view kind, std::string& name, ReadSpec read_spec) {
    const std::size_t before = notes_->size();
    read_piece(index_, piece, *notes_, [&](const JsonValue& value) {
      each_member(*notes_, "this", value, [&](std::string_view key, const JsonValue& member) {
        if (key == "metadata") {
          each_member(*notes_, key, member, [&](std::string_view inner, const JsonValue& text) {
            if (inner == "name") {
              keep(name, "metadata.name", text);
            }
          });
        } else if (key == "spec") {
          each_member(*notes_, key, member, read_spec);
        }
      });
    });
    if (notes_->size() == before && name.empty()) {
      notes_->error("kubectl.no-name", fmt::format("this {} has no metadata.name", kind),
                    "give what kubectl prints, unchanged", piece.text.substr(0, 1));
    }
    if (notes_->size() > before)
      notes_->name_subject(before,
                           name.empty() ? fmt::format("a {}", kind) : fmt::format("{} {}", kind, name));
    return notes_->size() == before;
  }

  void read_feature(const JsonValue& value, ObservedCniNode& node) {
    std::string name;
    std::string setting;
    each_member(*notes_, "an element of spec.features", value,
                [&](std::string_view key, const JsonValue& member) {
                  if (key == "name") {
                    keep(name, key, member);
                  } else if (key == "value") {
                    keep(setting, key, member);
                  }
                });
    if (name == "SecurityGroupsForPods") node.trunk = true;
    if (name == "CustomNetworking") {
      node.custom_networking = true;
      node.eni_config = std::move(setting);
    }
  }

  void keep(std::string& into, std::string_view key, const JsonValue& value) {
    if (const auto text = shown_text(*notes_, key, value)) into = *text;
  }

  JsonIndex index_;
  JsonNotes* notes_ = nullptr;
};

CniObjectReader::CniObjectReader() : reading_(std::make_unique<Reading>()) {}
CniObjectReader::~CniObjectReader() = default;

std::optional<ObservedEniConfig> CniObjectReader::read_eni_config(const JsonPiece& piece, JsonNotes& notes) {
  return reading_->read_eni_config(piece, notes);
}
std::optional<ObservedCniNode> CniObjectReader::read_cni_node(const JsonPiece& piece, JsonNotes& notes) {
  return reading_->read_cni_node(piece, notes);
}
void CniObjectReader::check(const JsonPiece& piece, JsonNotes& notes) {
  reading_->check(piece, notes);
}
void CniObjectReader::check_list_without_items(const JsonPiece& piece, JsonNotes& notes) {
  reading_->check_list_without_items(piece, notes);
}

}  // namespace cniplan
