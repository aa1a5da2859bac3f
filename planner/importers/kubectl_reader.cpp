#include "planner/importers/kubectl_reader.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <utility>
#include <vector>

#include "planner/core/line_index.hpp"
#include "planner/importers/cni_part.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document_json.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/ec2_network.hpp"
#include "planner/importers/ec2_subnet_rooms.hpp"
#include "planner/importers/json_document.hpp"
#include "planner/importers/json_items.hpp"
#include "planner/importers/kubectl_cni_objects.hpp"
#include "planner/importers/kubectl_nodes.hpp"
#include "planner/importers/kubectl_pods.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

/// What the document reader takes at most.
constexpr std::size_t kLongestYaml = std::size_t{16} << 20U;
/// Of what is wrong, so much is said; more nobody reads, and a broken dump may have a fault in every object.
constexpr std::size_t kMostSaid = 100;
/// DaemonSets and ConfigMaps with the CNI's settings, of which a cluster has one each, and documents that are
/// no objects of Kubernetes.
constexpr std::size_t kMostCniObjects = 20;
/// Kinds that are told apart among what is passed over.
constexpr std::size_t kMostKinds = 12;

/// How the kind of a list ends.
constexpr std::string_view kList = "List";

constexpr std::string_view kGzip = "\x1f\x8b";

/// What an object of Kubernetes is to us.
enum class ObjectKind : std::uint8_t { node, pod, eni_config, cni_node, settings, other };

ObjectKind kind_of_object(std::string_view kind) {
  if (kind == "Node") return ObjectKind::node;
  if (kind == "Pod") return ObjectKind::pod;
  if (kind == "ENIConfig") return ObjectKind::eni_config;
  if (kind == "CNINode") return ObjectKind::cni_node;
  if (kind == "DaemonSet" || kind == "ConfigMap") return ObjectKind::settings;
  return ObjectKind::other;
}

/// Moves the places of a document that stands inside another text.
void shift(DocumentNode& node, const Location& start) {
  const auto moved = [&](Location& at) {
    if (at.line == 1) at.column += start.column - 1;
    at.line += start.line - 1;
    at.length = 0;
  };
  moved(node.location);
  for (DocumentNode& item : node.items) shift(item, start);
  for (DocumentNode::Entry& entry : node.entries) {
    moved(entry.key_location);
    shift(entry.value, start);
  }
}

std::string_view scalar_at(const DocumentNode& node, std::string_view key) {
  const DocumentNode* const value = node.find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string_view() : value->scalar;
}

}  // namespace

class KubectlReader::Reading {
 public:
  explicit Reading(ClusterInventory& inventory) : inventory_(inventory) {}

  void begin(int source, std::string name) {
    source_ = source;
    names_[source] = std::move(name);
    head_.clear();
    yaml_.clear();
    items_.reset();
    format_ = Format::unknown;
    objects_ = 0;
    used_ = 0;
    kinds_.clear();
    broken_ = false;
  }

  bool feed(std::string_view piece) {
    if (broken_) return false;
    if (format_ == Format::unknown) {
      // The first bytes that are no blanks say which it is; they hardly ever come alone.
      head_ += piece;
      if (!tell_format(false)) return !broken_;
      const std::string head = std::exchange(head_, {});
      return read(without_mark(head));
    }
    return read(piece);
  }

  void end() {
    if (!broken_ && format_ == Format::unknown) {
      if (tell_format(true)) {
        const std::string head = std::exchange(head_, {});
        read(without_mark(head));
      } else if (!broken_) {
        say("document.empty", "the file is empty", fmt::format("give the output of: {}", kKubectlFiles),
            whole());
        return;
      }
    }
    if (!broken_ && format_ == Format::json && !items_->finish()) refuse(*items_->fault());
    if (!broken_ && format_ == Format::yaml) read_yaml();
    if (!broken_ && used_ == 0) say_what_it_holds();
  }

  Diagnostics take_diagnostics() {
    Diagnostics all = std::exchange(said_, {});
    sort_by_location(all);
    if (!passed_over_.empty() && !has_errors(all)) {
      all.push_back({.code = "kubectl.passed-over",
                     .severity = Severity::info,
                     .message = fmt::format("not read, as their kind says nothing about nodes: {}",
                                            listed(passed_over_)),
                     .way_out = ""});
    }
    if (unsaid_ > 0) {
      all.push_back({.code = "kubectl.more",
                     .message = fmt::format("{} more faults are not shown", unsaid_),
                     .way_out = "mend those above first"});
    }
    return all;
  }

  [[nodiscard]] bool has_cni_settings() const { return has_settings_; }
  [[nodiscard]] Result<WithWarnings<std::optional<CniSettings>>, Diagnostics> cni_settings() const {
    if (!has_settings_) return WithWarnings<std::optional<CniSettings>>{};
    auto settings = read_cni_settings(cni_objects_);
    if (!settings) return failure(hidden(std::move(settings.error())));
    return WithWarnings<std::optional<CniSettings>>{std::move(settings->value),
                                                    hidden(std::move(settings->warnings))};
  }

 private:
  enum class Format : std::uint8_t { unknown, json, yaml };

  static std::string_view without_mark(std::string_view text) {
    if (text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
    return text;
  }

  /// No line of these files is shown.
  static Diagnostics hidden(Diagnostics diagnostics) {
    for (Diagnostic& diagnostic : diagnostics) diagnostic.location.length = 0;
    return diagnostics;
  }

  [[nodiscard]] Location whole() const { return {.source = source_, .length = 0}; }

  bool tell_format(bool at_end) {
    if (!at_end && head_.size() < kUtf8Bom.size()) return false;
    if (head_.starts_with(kGzip)) {
      refuse({.code = "kubectl.gzip",
              .message = "the file is compressed with gzip",
              .way_out = "unpack it first: gunzip -c FILE | cniplan check-nodes -",
              .location = whole()});
      return false;
    }
    const std::string_view text = without_mark(head_);
    const auto start = text.find_first_not_of(" \t\r\n");
    if (start == std::string_view::npos) {
      if (head_.size() > kLongestYaml) refuse_long_yaml();
      return false;
    }
    if (text[start] == '{' || text[start] == '[') {
      format_ = Format::json;
      items_.emplace(source_, JsonItems::Handlers{.item = [this](const JsonItem& item) { read_item(item); },
                                                  .rest = [this](const JsonPiece& piece) { check(piece); }});
    } else {
      format_ = Format::yaml;
    }
    return true;
  }

  bool read(std::string_view piece) {
    if (format_ == Format::json) {
      if (!items_->feed(piece)) refuse(*items_->fault());
    } else {
      yaml_ += piece;
      if (yaml_.size() > kLongestYaml) refuse_long_yaml();
    }
    return !broken_;
  }

  void refuse_long_yaml() {
    refuse(
        {.code = "kubectl.long-yaml",
         .message = fmt::format("this is no JSON, and YAML is read up to {} MiB only", kLongestYaml >> 20U),
         .way_out = fmt::format("give the output of: {}", kKubectlFiles),
         .location = whole()});
    yaml_ = {};
    head_ = {};
  }

  void read_item(const JsonItem& item) {
    if (item.kind.ends_with(kList)) {
      JsonNotes notes(item.piece.text, source_);
      cni_.check_list_without_items(item.piece, notes);
      say_all(notes.take(), [&](const Location& at) { return inside(at, item.piece.place); });
      return;
    }
    ++objects_;
    const ObjectKind kind = item.kind.empty() ? guess(item.piece.text) : kind_of_object(item.kind);
    JsonNotes notes(item.piece.text, source_);
    const std::size_t used_before = used_;
    read_object(kind, item.piece, notes);
    if (kind == ObjectKind::settings) read_settings(item);
    if (kind == ObjectKind::other && item.kind.empty() && notes.size() == 0) read_without_kind(item.piece);
    if (used_ == used_before) note_kind(kind, item.kind);
    say_all(notes.take(), [&](const Location& at) { return inside(at, item.piece.place); });
  }

  /// An item without a kind, of a list that names it only behind its items.
  static ObjectKind guess(std::string_view text) {
    if (text.contains("\"nodeInfo\"")) return ObjectKind::node;
    if (text.contains("\"containers\"")) return ObjectKind::pod;
    return ObjectKind::other;
  }

  void read_object(ObjectKind kind, const JsonPiece& piece, JsonNotes& notes) {
    switch (kind) {
      case ObjectKind::node: {
        ++used_;
        if (auto node = nodes_.read(piece, notes)) add(*std::move(node), piece.place);
        break;
      }
      case ObjectKind::pod:
        ++used_;
        inventory_.note_pods();
        if (const auto pod = pods_.read(piece, notes)) inventory_.add(*pod);
        break;
      case ObjectKind::eni_config:
        ++used_;
        if (auto config = cni_.read_eni_config(piece, notes)) inventory_.add(*std::move(config));
        break;
      case ObjectKind::cni_node:
        ++used_;
        if (auto node = cni_.read_cni_node(piece, notes)) inventory_.add(*std::move(node));
        break;
      case ObjectKind::settings:
      case ObjectKind::other:
        cni_.check(piece, notes);
        break;
    }
  }

  void add(ObservedNode node, const Location& place) {
    node.location = place;
    const std::string name = node.name;
    if (inventory_.add(std::move(node))) return;
    const Location& before = inventory_.node(name)->location;
    say("kubectl.conflict",
        fmt::format("Node {} says something else here than at {}:{}:{}", name, names_[before.source],
                    before.line, before.column),
        "leave out one of the dumps", place);
  }

  /// A DaemonSet or ConfigMap, kept if it may hold the VPC CNI's settings.
  void read_settings(const JsonItem& item) {
    const std::string_view text = item.piece.text;
    if (!text.contains("\"aws-node\"") && !text.contains("\"amazon-vpc-cni\"")) return;
    for (DocumentNode& document : documents_of(item.piece)) keep(std::move(document), item.kind);
  }

  /// What is no object of Kubernetes: other tools' outputs that belong to the question.
  void read_without_kind(const JsonPiece& piece) {
    if (++without_kind_ > kMostCniObjects) return;
    for (DocumentNode& document : documents_of(piece)) static_cast<void>(read_beside(document));
  }

  /// A piece as documents whose places are those of the file; none when it is broken, which has been said.
  [[nodiscard]] std::vector<DocumentNode> documents_of(const JsonPiece& piece) const {
    const std::string copy(piece.text);
    auto documents = read_documents(copy, source_);
    if (!documents) return {};
    for (DocumentNode& document : *documents) shift(document, piece.place);
    return *std::move(documents);
  }

  /// Helm values, an add-on's description, subnets. False: it is none of them.
  bool read_beside(DocumentNode& document) {
    if (is_describe_subnets(document)) {
      ++used_;
      auto rooms = read_subnet_rooms(document);
      if (!rooms) {
        say_all(std::move(rooms.error()), [](const Location& at) { return at; });
        return true;
      }
      for (KnownSubnetRoom& room : *rooms) add(std::move(room));
      return true;
    }
    if (!is_eks_addon(document) && !is_vpc_cni_values_file(document)) return false;
    keep_settings(std::move(document));
    return true;
  }

  void add(KnownSubnetRoom room) {
    const std::string id = room.id;
    const Location place = room.location;
    if (inventory_.add(std::move(room))) return;
    const Location& before = inventory_.subnet_room(id)->location;
    say("kubectl.conflict",
        fmt::format("subnet {} says something else here than at {}:{}:{}", id, names_[before.source],
                    before.line, before.column),
        "leave out one of the outputs", place);
  }

  /// An item of a DaemonSetList need not say that it is one.
  void keep(DocumentNode object, std::string_view kind) {
    if (object.find("kind") == nullptr) {
      DocumentNode of_list;
      of_list.kind = Kind::scalar;
      of_list.location = object.location;
      of_list.scalar = kind;
      of_list.quoted = true;
      object.entries.push_back({.key = "kind", .key_location = object.location, .value = std::move(of_list)});
    }
    if (holds_cni_settings(object)) keep_settings(std::move(object));
  }

  void keep_settings(DocumentNode object) {
    ++used_;
    if (cni_objects_.size() == kMostCniObjects) return;
    has_settings_ = true;
    cni_objects_.push_back(std::move(object));
  }

  static bool holds_cni_settings(const DocumentNode& object) {
    const DocumentNode* const metadata = object.find("metadata");
    const std::string_view name = metadata == nullptr ? std::string_view() : scalar_at(*metadata, "name");
    const std::string_view kind = scalar_at(object, "kind");
    return (kind == "DaemonSet" && name == "aws-node") || (kind == "ConfigMap" && name == "amazon-vpc-cni");
  }

  void check(const JsonPiece& piece) {
    JsonNotes notes(piece.text, source_);
    cni_.check(piece, notes);
    say_all(notes.take(), [&](const Location& at) { return inside(at, piece.place); });
  }

  void read_yaml() {
    const std::string text = std::exchange(yaml_, {});
    auto documents = read_documents(text, source_, kKubectlFiles);
    if (!documents) {
      say_all(std::move(documents.error()), [](const Location& at) { return at; });
      broken_ = true;
      return;
    }
    for (const DocumentNode& document : *documents) read_yaml_object(document, "");
  }

  void read_yaml_object(const DocumentNode& document, std::string_view kind_of_list) {
    if (document.kind == Kind::null) return;
    if (document.kind == Kind::sequence) {
      for (const DocumentNode& item : document.items) read_yaml_object(item, kind_of_list);
      return;
    }
    if (document.kind != Kind::mapping) {
      say("kubectl.no-object", fmt::format("this is {} and no object of Kubernetes", seems_to_be(document)),
          fmt::format("give the output of: {}", kKubectlFiles), document.location);
      return;
    }
    std::string_view kind = scalar_at(document, "kind");
    const DocumentNode* const items = document.find("items");
    if (items != nullptr && items->kind != Kind::scalar && items->kind != Kind::mapping) {
      if (kind.ends_with(kList)) kind.remove_suffix(kList.size());
      read_yaml_object(*items, kind.empty() ? kind_of_list : kind);
      return;
    }
    if (kind.ends_with(kList)) {
      if (items != nullptr) {
        say("json.wrong-type", fmt::format("items is {} instead of a list", kind_name(*items)), "",
            items->location);
      }
      return;
    }
    if (kind.empty()) kind = kind_of_list;
    ++objects_;
    if (kind.empty()) {
      DocumentNode copy = document;
      if (read_beside(copy)) return;
    }
    const DocumentJson json = to_json(document);
    const JsonPiece piece{.text = json.text,
                          .place = {.source = source_,
                                    .line = document.location.line,
                                    .column = document.location.column,
                                    .length = 0}};
    const ObjectKind object = kind.empty() ? guess(json.text) : kind_of_object(kind);
    JsonNotes notes(piece.text, source_);
    const std::size_t used = used_;
    read_object(object, piece, notes);
    if (object == ObjectKind::settings) keep(document, kind);
    if (used_ == used) note_kind(object, kind);
    say_all(notes.take(), [&](const Location& at) { return json.origin(at); });
  }

  /// Counts an object that is passed over.
  void note_kind(ObjectKind object, std::string_view kind) {
    const std::string name = kind.empty() ? std::string("an object without a kind") : quotable(kind);
    const auto count = [&](std::map<std::string, std::int64_t>& kinds) {
      if (kinds.size() < kMostKinds || kinds.contains(name)) {
        ++kinds[name];
      } else {
        ++kinds["other"];
      }
    };
    count(kinds_);
    // DaemonSets and ConfigMaps were looked at, and only the VPC CNI's matter.
    if (object != ObjectKind::settings) count(passed_over_);
  }

  /// A kind is a word; what is none comes from a file that is broken or made up, and is not shown.
  static std::string quotable(std::string_view kind) {
    constexpr std::size_t kLongestKind = 63;
    const bool word = kind.size() <= kLongestKind && std::ranges::all_of(kind, [](char c) {
                        return (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
                      });
    return word ? std::string(kind) : std::string("object of no valid kind");
  }

  static std::string listed(const std::map<std::string, std::int64_t>& kinds) {
    std::string text;
    for (const auto& [kind, count] : kinds) {
      text += text.empty() ? "" : ", ";
      text += count == 1 ? kind : fmt::format("{} ({})", kind, count);
    }
    return text;
  }

  void say_what_it_holds() {
    // An empty list is an answer: there is nothing of the kind.
    if (objects_ == 0) return;
    say("kubectl.other-kind", fmt::format("the file holds no Nodes and no Pods, but {}", listed(kinds_)),
        fmt::format("give the output of: {}", kKubectlFiles), whole());
  }

  /// A place inside a piece of the file as a place of the file.
  static Location inside(Location at, const Location& start) {
    if (at.line == 0) return start;
    if (at.line == 1) at.column += start.column - 1;
    at.line += start.line - 1;
    return at;
  }

  void refuse(Diagnostic fault) {
    broken_ = true;
    fault.location.length = 0;
    say_all({std::move(fault)}, [](const Location& at) { return at; });
  }

  void say(std::string code, std::string message, std::string way_out, const Location& at) {
    say_all({{.code = std::move(code),
              .message = std::move(message),
              .way_out = std::move(way_out),
              .location = at}},
            [](const Location& place) { return place; });
  }

  template <class Place>
  void say_all(Diagnostics diagnostics, Place place) {
    for (Diagnostic& diagnostic : diagnostics) {
      if (said_.size() >= kMostSaid) {
        ++unsaid_;
        continue;
      }
      diagnostic.location = place(diagnostic.location);
      diagnostic.location.length = 0;
      said_.push_back(std::move(diagnostic));
    }
  }

  ClusterInventory& inventory_;
  std::map<int, std::string> names_;
  int source_ = -1;
  Format format_ = Format::unknown;
  bool broken_ = false;
  std::string head_;
  std::string yaml_;
  std::optional<JsonItems> items_;
  std::size_t objects_ = 0;
  std::size_t used_ = 0;
  std::map<std::string, std::int64_t> kinds_;        // what the file holds that is of no use
  std::map<std::string, std::int64_t> passed_over_;  // the same of all files, but for what was looked at
  std::size_t without_kind_ = 0;
  std::vector<DocumentNode> cni_objects_;
  bool has_settings_ = false;
  NodeReader nodes_;
  PodReader pods_;
  CniObjectReader cni_;
  Diagnostics said_;
  std::size_t unsaid_ = 0;
};

KubectlReader::KubectlReader(ClusterInventory& inventory) : reading_(std::make_unique<Reading>(inventory)) {}
KubectlReader::~KubectlReader() = default;

std::string KubectlReader::library_fault() {
  return json_library_fault();
}

void KubectlReader::begin(int source, std::string name) {
  reading_->begin(source, std::move(name));
}
bool KubectlReader::feed(std::string_view piece) {
  return reading_->feed(piece);
}
void KubectlReader::end() {
  reading_->end();
}
Diagnostics KubectlReader::take_diagnostics() {
  return reading_->take_diagnostics();
}
bool KubectlReader::has_cni_settings() const {
  return reading_->has_cni_settings();
}
Result<WithWarnings<std::optional<CniSettings>>, Diagnostics> KubectlReader::cni_settings() const {
  return reading_->cni_settings();
}

}  // namespace cniplan
