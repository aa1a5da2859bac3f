#include "planner/importers/kubectl_pods.hpp"

#include <fmt/format.h>

#include "planner/importers/kubectl_values.hpp"

namespace cniplan {

class PodReader::Reading {
 public:
  std::optional<ObservedPod> read(const JsonPiece& piece, JsonNotes& notes) {
    notes_ = &notes;
    pod_ = {};
    seen_.reset();
    const std::size_t before = notes.size();
    read_piece(index_, piece, notes, [this](const JsonValue& value) { read_pod(value); });
    if (notes.size() == before && pod_.name.empty()) {
      notes.error("kubectl.no-name", "this Pod has no metadata.name", "give what kubectl prints, unchanged",
                  piece.text.substr(0, 1));
    }
    if (notes.size() > before) {
      notes.name_subject(
          before, pod_.name.empty() ? std::string("a Pod") : fmt::format("Pod {}/{}", pod_.space, pod_.name));
      return std::nullopt;
    }
    return pod_;
  }

 private:
  /// Keys that are read, each once.
  enum Key : std::size_t { metadata, spec, status, name, space, node, host_network, phase, address, kKeys };

  bool first(Key key, std::string_view called, const JsonValue& member) {
    return first_time(*notes_, seen_, key, called, member);
  }

  void read_pod(const JsonValue& value) {
    each_member(*notes_, "this", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "metadata" && first(metadata, key, member)) {
        read_metadata(member);
      } else if (key == "spec" && first(spec, key, member)) {
        read_spec(member);
      } else if (key == "status" && first(status, key, member)) {
        read_status(member);
      }
    });
  }

  void read_metadata(const JsonValue& value) {
    each_member(*notes_, "metadata", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "name" && first(name, "metadata.name", member)) {
        keep(pod_.name, "metadata.name", member);
      } else if (key == "namespace" && first(space, "metadata.namespace", member)) {
        keep(pod_.space, "metadata.namespace", member);
      } else if (key == "ownerReferences") {
        each_element(*notes_, key, member, [&](const JsonValue& owner) { read_owner(owner); });
      }
    });
  }

  void read_owner(const JsonValue& value) {
    std::string_view owner;
    bool controls = false;
    each_member(*notes_, "an element of ownerReferences", value,
                [&](std::string_view key, const JsonValue& member) {
                  if (key == "name") {
                    keep(owner, key, member);
                  } else if (key == "controller") {
                    controls = truth(*notes_, key, member).value_or(false);
                  }
                });
    if (controls) pod_.owner = owner;
  }

  void read_spec(const JsonValue& value) {
    each_member(*notes_, "spec", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "nodeName" && first(node, key, member)) {
        keep(pod_.node, key, member);
      } else if (key == "hostNetwork" && first(host_network, key, member)) {
        pod_.host_network = truth(*notes_, key, member).value_or(false);
      } else if (key == "containers" || key == "initContainers") {
        each_element(*notes_, key, member, [&](const JsonValue& container) { read_container(container); });
      }
    });
  }

  void read_container(const JsonValue& value) {
    each_member(*notes_, "a container", value, [&](std::string_view key, const JsonValue& member) {
      if (key != "resources") return;
      each_member(*notes_, key, member, [&](std::string_view amounts, const JsonValue& inner) {
        if (amounts != "limits" && amounts != "requests") return;
        each_member(*notes_, amounts, inner, [&](std::string_view resource, const JsonValue& amount) {
          if (resource != "vpc.amazonaws.com/pod-eni") return;
          if (quantity(*notes_, std::string(resource), amount).value_or(0) > 0) pod_.branch_eni = true;
        });
      });
    });
  }

  void read_status(const JsonValue& value) {
    each_member(*notes_, "status", value, [&](std::string_view key, const JsonValue& member) {
      if (key == "phase" && first(phase, key, member)) {
        std::string_view text;
        keep(text, key, member);
        pod_.terminated = text == "Succeeded" || text == "Failed";
      } else if (key == "podIP" && first(address, key, member)) {
        std::string_view text;
        keep(text, key, member);
        pod_.has_address = !text.empty();
      }
    });
  }

  void keep(std::string_view& into, std::string_view key, const JsonValue& value) {
    if (const auto text = shown_text(*notes_, key, value)) into = *text;
  }

  JsonIndex index_;
  JsonNotes* notes_ = nullptr;
  ObservedPod pod_;
  std::bitset<kKeys> seen_;
};

PodReader::PodReader() : reading_(std::make_unique<Reading>()) {}
PodReader::~PodReader() = default;

std::optional<ObservedPod> PodReader::read(const JsonPiece& piece, JsonNotes& notes) {
  return reading_->read(piece, notes);
}

}  // namespace cniplan
