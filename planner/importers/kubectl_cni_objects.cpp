#include "planner/importers/kubectl_cni_objects.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include "planner/importers/json_walk.hpp"

namespace cniplan {

namespace ondemand = simdjson::ondemand;

class CniObjectReader::Reading {
 public:
  std::optional<ObservedEniConfig> read_eni_config(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    ObservedEniConfig config{.location = piece.place};
    const bool good =
        read_object(piece, "ENIConfig", config.name, [&](std::string_view key, ondemand::value& member) {
          if (key == "subnet") {
            keep(config.subnet, "spec.subnet", member);
          } else {
            check_rest(member);
          }
        });
    return good ? std::optional(std::move(config)) : std::nullopt;
  }

  std::optional<ObservedCniNode> read_cni_node(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    ObservedCniNode node{.location = piece.place};
    const bool good =
        read_object(piece, "CNINode", node.name, [&](std::string_view key, ondemand::value& member) {
          if (key != "features") return check_rest(member);
          each_element(*notes_, "spec.features", member,
                       [&](ondemand::value& feature) { read_feature(feature, node); });
        });
    return good ? std::optional(std::move(node)) : std::nullopt;
  }

  void check(const JsonPiece& piece, JsonNotes& notes) {
    read_piece(parser_, piece, notes, [](ondemand::value& value) { check_rest(value); });
  }

  void check_list_without_items(const JsonPiece& piece, JsonNotes& notes) {
    read_piece(parser_, piece, notes, [&](ondemand::value& value) {
      each_member(notes, "this", value, [&](std::string_view key, ondemand::value& member) {
        if (key == "items") static_cast<void>(starts_list(notes, key, token_of(member)));
        check_rest(member);
      });
    });
  }

 private:
  /// Reads the name, and the members of spec by `read_spec`; false when there is an error.
  template <class ReadSpec>
  bool read_object(const JsonPiece& piece, std::string_view kind, std::string& name, ReadSpec read_spec) {
    const std::size_t before = notes_->size();
    read_piece(parser_, piece, *notes_, [&](ondemand::value& value) {
      each_member(*notes_, "this", value, [&](std::string_view key, ondemand::value& member) {
        if (key == "metadata") {
          each_member(*notes_, key, member, [&](std::string_view inner, ondemand::value& text) {
            if (inner == "name") {
              keep(name, "metadata.name", text);
            } else {
              check_rest(text);
            }
          });
        } else if (key == "spec") {
          each_member(*notes_, key, member, read_spec);
        } else {
          check_rest(member);
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

  void read_feature(ondemand::value& value, ObservedCniNode& node) {
    std::string name;
    std::string setting;
    each_member(*notes_, "an element of spec.features", value,
                [&](std::string_view key, ondemand::value& member) {
                  if (key == "name") {
                    keep(name, key, member);
                  } else if (key == "value") {
                    keep(setting, key, member);
                  } else {
                    check_rest(member);
                  }
                });
    if (name == "SecurityGroupsForPods") node.trunk = true;
    if (name == "CustomNetworking") {
      node.custom_networking = true;
      node.eni_config = std::move(setting);
    }
  }

  void keep(std::string& into, std::string_view key, ondemand::value& value) {
    if (const auto text = shown_text(*notes_, key, value)) into = *text;
  }

  ondemand::parser parser_;
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
