#include "planner/importers/import.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "planner/importers/cloudformation.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"
#include "planner/importers/large_json.hpp"
#include "planner/importers/nodeadm.hpp"
#include "planner/importers/terraform_document.hpp"
#include "planner/spec/check_spec.hpp"
#include "planner/spec/merge.hpp"

namespace cniplan {
namespace {

using Kind = DocumentNode::Kind;

std::string_view scalar_at(const DocumentNode& node, std::string_view key) {
  const DocumentNode* const value = node.find(key);
  return value == nullptr || value->kind != Kind::scalar ? std::string_view() : value->scalar;
}

/// metadata.name, or the name our own spec gives a cluster.
std::string name_of(const DocumentNode& document) {
  for (const std::string_view parent : {"metadata", "cluster"}) {
    const DocumentNode* const node = document.find(parent);
    if (node != nullptr && !scalar_at(*node, "name").empty()) return std::string(scalar_at(*node, "name"));
  }
  return {};
}

/// Whether a document is a list of Kubernetes objects. Source: kubernetes/apimachinery pkg/apis/meta/v1/types.go, List.
bool is_list(const DocumentNode& document) {
  const DocumentNode* const items = document.find("items");
  return scalar_at(document, "kind").ends_with("List") && items != nullptr &&
         (items->kind == Kind::sequence || items->kind == Kind::null);
}

/// Adds a document, or what a List holds. An item of a NodePoolList may leave out what it is.
void take_apart(DocumentNode document, std::vector<DocumentNode>& out) {
  if (!is_list(document)) {
    out.push_back(std::move(document));
    return;
  }
  constexpr std::string_view kList = "List";
  std::string kind(scalar_at(document, "kind"));
  kind.erase(kind.size() - kList.size());
  const std::string api_version(scalar_at(document, "apiVersion"));
  const auto items = std::ranges::find(document.entries, "items", &DocumentNode::Entry::key);
  for (DocumentNode& item : items->value.items) {
    const auto complete = [&](std::string_view key, const std::string& value) {
      if (item.kind != Kind::mapping || value.empty() || item.find(key) != nullptr) return;
      DocumentNode node{.kind = Kind::scalar, .location = item.location, .scalar = value};
      item.entries.push_back({std::string(key), item.location, std::move(node)});
    };
    complete("kind", kind);
    complete("apiVersion", kind.empty() ? "" : api_version);
    take_apart(std::move(item), out);
  }
}

struct Found {
  const DocumentNode* node;
  const Importer* importer;
};

class Import {
 public:
  Import(const Sources& sources, const ImportSettings& settings) : sources_(sources), settings_(settings) {}

  Result<SpecImport, Diagnostics> run(std::span<const int> texts) {
    for (const int text : texts) read_text(text);
    find_importers();
    run_stage(ImportStage::self_contained);
    known_ = out_.spec;
    run_stage(ImportStage::referring);
    known_ = out_.spec;
    run_stage(ImportStage::observed);
    if (!has_errors(diagnostics_)) check_whole();
    std::ranges::stable_sort(out_.notes, {}, [](const ImportNote& note) {
      return std::pair(note.location.source, note.location.line);
    });
    hide_long_lines();
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
    out_.warnings = std::move(diagnostics_);
    return std::move(out_);
  }

 private:
  void read_text(int text) {
    auto documents = trees_of(sources_.text(text), text);
    if (!documents) {
      Diagnostics faults = std::move(documents.error());
      if (is_helm_template(sources_.text(text))) {
        faults = {{.code = "document.template",
                   .message = "this is a template of a Helm chart",
                   .way_out = "give what Helm makes of it: helm template",
                   .location = {.source = text, .length = 0}}};
      }
      if (!is_of_a_cluster(sources_.text(text))) {
        for (Diagnostic& fault : faults) fault.location.length = 0;
      }
      add(std::move(faults));
      return;
    }
    for (DocumentNode& document : *documents) take_apart(std::move(document), documents_);
  }

  /// Whether a text that cannot be read is most likely a spec or eksctl's, whose lines may be shown: nothing secret is in
  /// them, as it may be in any other.
  static bool is_of_a_cluster(std::string_view text) {
    if (text.contains("kind: Secret")) return false;
    const bool eksctl = text.contains("eksctl.io/");
    return eksctl || text.starts_with("nodeGroups:") || text.contains("\nnodeGroups:") || text.contains("\"nodeGroups\"");
  }

  /// Whether a text that is no YAML is one before Helm has filled it in.
  static bool is_helm_template(std::string_view text) {
    const auto opened = text.find("{{");
    if (opened == std::string_view::npos || text.find("}}", opened) == std::string_view::npos) return false;
    return text.contains(".Values") || text.contains(".Release") || text.contains(".Chart") || text.contains("include ");
  }

  /// Whether a text begins as what kubectl prints.
  static bool looks_like_objects(std::string_view text) {
    constexpr std::size_t kHead = 4096;
    return text.substr(0, kHead).find("apiVersion") != std::string_view::npos;
  }

  /// What people have of Terraform's in place of the output of terraform show -json.
  static std::optional<Diagnostic> not_what_terraform_shows(std::string_view text, int source) {
    const Location start{.source = source, .line = 1, .column = 1, .length = 0};
    const auto fault = [&](std::string message, std::string way_out) {
      return Diagnostic{.code = "terraform.kind",
                        .message = std::move(message),
                        .way_out = std::move(way_out),
                        .location = start};
    };
    constexpr std::string_view kZip = "PK\x03\x04";
    if (text.starts_with(kZip)) {
      return fault("this is a zip archive, as terraform plan -out writes one",
                   "give what Terraform makes of it: terraform show -json PLAN");
    }
    if (text.starts_with("{\"@level\"")) {
      return fault("this is Terraform's log (terraform plan -json), and not the plan",
                   "give the plan: terraform plan -out=PLAN, then terraform show -json PLAN");
    }
    if (text.starts_with("[command]") && text.substr(0, text.find('\n')).contains("terraform")) {
      return fault("the first line is of a wrapper around terraform and not of the plan",
                   "set terraform_wrapper: false for hashicorp/setup-terraform, or remove that line");
    }
    return std::nullopt;
  }

  /// Plans of Terraform may be larger than YAML is read, and YAML's tags are functions of CloudFormation; anywhere
  /// else they are a mistake.
  static Result<std::vector<DocumentNode>, Diagnostics> trees_of(std::string_view text, int source) {
    if (auto fault = not_what_terraform_shows(text, source)) return failure(Diagnostics{*std::move(fault)});
    if (const auto configs = node_configs_of_mime(text)) {
      if (!configs->empty()) return read_documents(*configs, source, kReadableFiles);
      return failure(Diagnostics{{.code = "nodeadm.no-node-config",
                                  .message = "this is user data without a NodeConfig of nodeadm",
                                  .way_out = "set maxPods in a spec where its script does",
                                  .location = {.source = source, .length = 0}}});
    }
    if (is_terraform_json(text)) return read_terraform_json(text, source);
    auto documents = is_large_json(text) ? read_large_json(text, source) : read_documents(text, source, kReadableFiles);
    if (!documents && looks_like_objects(text)) {
      for (Diagnostic& fault : documents.error()) {
        if (fault.code != "document.too-large") continue;
        fault.way_out +=
            "; leave the Pods out (kubectl get nodes,deployments,statefulsets,daemonsets,hpa -A -o json); "
            "\"cniplan check-nodes\" reads Nodes and Pods of any size";
      }
    }
    const auto refuses_tag = [](const Diagnostic& fault) { return fault.code == "document.tag"; };
    if (documents || std::ranges::none_of(documents.error(), refuses_tag)) return documents;
    auto tagged = read_documents(text, source, kReadableFiles, YamlTags::kept);
    const bool is_template = tagged ? std::ranges::all_of(*tagged, is_cloudformation)
                                    : text.find("AWSTemplateFormatVersion") != std::string_view::npos;
    return is_template ? tagged : documents;
  }

  void find_importers() {
    Diagnostics unread;
    for (const DocumentNode& document : documents_) {
      const auto kind = detect(document);
      if (kind) {
        found_.push_back({.node = &document, .importer = &importer_of(*kind)});
        note_read(document, *found_.back().importer);
      } else if (is_kubernetes_object(document) && !is_eksctl_document(document)) {
        note_ignored(document);
        unread.push_back(kind.error());
      } else {
        diagnostics_.push_back(kind.error());
      }
    }
    if (found_.empty()) {
      // Nothing is read at all: now it is a fault that nobody reads them.
      constexpr std::size_t kMost = 10;
      if (unread.size() > kMost) unread.resize(kMost);
      add(std::move(unread));
      if (documents_.empty() && diagnostics_.empty()) {
        diagnostics_.push_back({.code = "document.empty",
                                .message = "there is no document in the input",
                                .way_out = fmt::format("give {}", kReadableFiles)});
      }
      return;
    }
    warn_about_ignored();
  }

  /// Of what runs in a cluster there may be thousands: each kind is named once for a text.
  void note_read(const DocumentNode& document, const Importer& importer) {
    ImportedDocument read{.what = std::string(importer.name), .name = name_of(document), .location = document.location};
    if (importer.stage == ImportStage::observed) {
      const auto [many, is_new] =
          observed_.try_emplace(std::pair(document.location.source, importer.kind), out_.documents.size(), 0);
      auto& [index, count] = many->second;
      ++count;
      if (!is_new) {
        ImportedDocument& first = out_.documents[index];
        first.what = fmt::format("{} ({} of them)", importer.name, count);
        first.name.clear();
        return;
      }
    }
    out_.documents.push_back(std::move(read));
  }

  /// Each kind is named once for a text.
  void note_ignored(const DocumentNode& document) {
    const std::string kind(scalar_at(document, "kind"));
    ignored_.emplace_back(document.location.source, kind);
    const auto [many, is_new] = ignored_notes_.try_emplace(ignored_.back(), out_.notes.size(), 0);
    auto& [index, count] = many->second;
    if (++count > 1) {
      out_.notes[index].what = fmt::format("{} ({} of them)", kind, count);
      return;
    }
    const std::string name = name_of(document);
    out_.notes.push_back({.kind = ImportNote::Kind::ignored,
                          .what = name.empty() ? kind : fmt::format("{} \"{}\"", kind, name),
                          .because = std::string(why_ignored(kind)),
                          .location = document.location});
  }

  static std::string_view why_ignored(std::string_view kind) {
    if (kind == "Service") return "only one of type LoadBalancer takes addresses of the VPC";
    return "this kind is not read";
  }

  /// One line for each text: how many documents are not read, and of which kinds.
  void warn_about_ignored() {
    for (auto first = ignored_.begin(); first != ignored_.end();) {
      const auto last =
          std::find_if(first, ignored_.end(), [&](const auto& other) { return other.first != first->first; });
      std::vector<std::pair<std::string, std::size_t>> kinds;
      for (auto it = first; it != last; ++it) {
        const auto known = std::ranges::find(kinds, it->second, &std::pair<std::string, std::size_t>::first);
        if (known == kinds.end()) {
          kinds.emplace_back(it->second, 1);
        } else {
          ++known->second;
        }
      }
      constexpr std::size_t kFew = 6;
      std::vector<std::string> shown;
      for (std::size_t i = 0; i < std::min(kinds.size(), kFew); ++i) {
        const auto& [kind, count] = kinds[i];
        shown.push_back(count == 1 ? kind : fmt::format("{} {}", count, kind));
      }
      if (kinds.size() > kFew) shown.push_back(fmt::format("{} more kinds", kinds.size() - kFew));
      diagnostics_.push_back({.code = "document.ignored",
                              .severity = Severity::info,
                              .message = fmt::format("not read: {}", fmt::join(shown, ", ")),
                              .way_out = "",
                              .location = {.source = first->first}});
      first = last;
    }
  }

  void run_stage(ImportStage stage) {
    std::vector<bool> taken(found_.size(), false);
    for (std::size_t i = 0; i < found_.size(); ++i) {
      const Importer& importer = *found_[i].importer;
      if (taken[i] || importer.stage != stage) continue;
      std::vector<const DocumentNode*> batch;
      for (std::size_t j = i; j < found_.size(); ++j) {
        const Found& other = found_[j];
        const bool joins = importer.batch == ImportBatch::together ||
                           (importer.batch == ImportBatch::file &&
                            other.node->location.source == found_[i].node->location.source);
        if (j != i && (!joins || other.importer->read != importer.read)) continue;
        taken[j] = true;
        batch.push_back(other.node);
      }
      for (const Found& other : found_) {
        if (importer.looks_at != nullptr && importer.looks_at(*other.node)) batch.push_back(other.node);
      }
      merge_part(importer.read({.documents = batch,
                                .catalog = settings_.catalog,
                                .known = known_,
                                .nodes_per_pool = settings_.nodes_per_pool,
                                .cluster = settings_.cluster,
                                .whole_input = found_.size() == 1}));
    }
  }

  void merge_part(Result<PartialSpec, Diagnostics> part) {
    add(std::move(part ? part->warnings : part.error()));
    if (!part) return;
    out_.notes.insert(out_.notes.end(), std::make_move_iterator(part->notes.begin()),
                      std::make_move_iterator(part->notes.end()));
    if (merged_any_) {
      add(merge(out_.spec, std::move(part->spec), sources_));
    } else {
      out_.spec = std::move(part->spec);
      merged_any_ = true;
    }
  }

  /// A whole file on one line, as programs print JSON, shows what else stands beside the value that a message is about,
  /// which may be a secret. Only our own specs have none.
  void hide_long_lines() {
    std::map<int, std::vector<bool>> long_lines;
    for (Diagnostic& diagnostic : diagnostics_) {
      Location& at = diagnostic.location;
      if (at.source < 0 || at.line < 1 || holds_specs_only(at.source)) continue;
      const auto [lines, is_new] = long_lines.try_emplace(at.source);
      if (is_new) lines->second = long_lines_of(sources_.text(at.source));
      const auto index = static_cast<std::size_t>(at.line) - 1;
      if (index < lines->second.size() && lines->second[index]) at.length = 0;
    }
  }

  [[nodiscard]] bool holds_specs_only(int text) const {
    bool any = false;
    for (const Found& found : found_) {
      if (found.node->location.source != text) continue;
      if (found.importer->kind != DocumentKind::spec) return false;
      any = true;
    }
    return any;
  }

  static std::vector<bool> long_lines_of(std::string_view text) {
    constexpr std::size_t kLong = 200;
    std::vector<bool> out;
    for (std::size_t start = 0; start <= text.size();) {
      const auto end = std::min(text.find('\n', start), text.size());
      out.push_back(end - start > kLong);
      start = end + 1;
    }
    return out;
  }

  void check_whole() {
    // A single spec of ours has been checked by its reader.
    const bool checked = found_.size() == 1 && found_.front().importer->kind == DocumentKind::spec;
    if (checked) return;
    add(check_spec(out_.spec));
    for (const WorkloadSpec& workload : out_.spec.workloads) {
      const RangeSpec& replicas = workload.replicas;
      if (replicas.min || replicas.desired || replicas.max) continue;
      diagnostics_.push_back(
          {.code = "key.missing",
           .message = fmt::format("workload \"{}\": no file says how many replicas it has",
                                  workload.name ? workload.name->value : ""),
           .way_out = "write replicas: {desired: 10, max: 20} in a spec",
           .location = workload.location});
    }
    if (out_.spec.node_groups.empty() && out_.spec.fargate_profiles.empty()) {
      diagnostics_.push_back({.code = "import.no-nodes",
                              .severity = Severity::warning,
                              .message = "no file names a node group, so that no nodes are planned",
                              .way_out = "add a file that does, or a spec with nodeGroups"});
    }
  }

  static bool is_eksctl_document(const DocumentNode& document) {
    return scalar_at(document, "apiVersion").starts_with("eksctl.io/");
  }

  void add(Diagnostics diagnostics) {
    diagnostics_.insert(diagnostics_.end(), std::make_move_iterator(diagnostics.begin()),
                        std::make_move_iterator(diagnostics.end()));
  }

  const Sources& sources_;
  const ImportSettings& settings_;
  std::vector<DocumentNode> documents_;
  std::vector<Found> found_;
  std::vector<std::pair<int, std::string>> ignored_;  // text and kind of each, in order
  std::map<std::pair<int, std::string>, std::pair<std::size_t, std::size_t>> ignored_notes_;  // note, and how many
  std::map<std::pair<int, DocumentKind>, std::pair<std::size_t, std::size_t>> observed_;  // where it is named, how many
  ClusterSpec known_;
  bool merged_any_ = false;
  SpecImport out_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<SpecImport, Diagnostics> import_spec(const Sources& sources, std::span<const int> texts,
                                            const ImportSettings& settings) {
  return Import(sources, settings).run(texts);
}

}  // namespace cniplan
