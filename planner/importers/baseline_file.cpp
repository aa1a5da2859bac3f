#include "planner/importers/baseline_file.hpp"

#include <fmt/format.h>

#include "planner/importers/document.hpp"
#include "planner/importers/document_reader.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kSchema = "cniplan/baseline/v1";
constexpr std::string_view kWayOut = "--write-baseline FILE writes one";

class BaselineReader {
 public:
  Result<Baseline, Diagnostics> read(const DocumentNode& document) {
    MappingReader in(document, "", diagnostics_, EmptyValues::wrong);
    if (in.valid() && is_baseline(in, document)) {
      in.each("findings", [&](const DocumentNode& item) { read_finding(item); });
      if (document.find("findings") == nullptr) {
        in.error("baseline.incomplete", "the baseline has no list findings", std::string(kWayOut),
                 document.location);
      }
      in.reject_unknown_keys();
    }
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
    return std::move(baseline_);
  }

 private:
  /// Of something else nothing more is said than that.
  static bool is_baseline(MappingReader& in, const DocumentNode& document) {
    const auto schema = in.text("schema");
    if (schema && schema->value == kSchema) return true;
    if (schema) {
      in.error("baseline.schema", fmt::format("this is \"{}\", and no baseline", schema->value),
               std::string(kWayOut), schema->location);
    } else if (document.find("schema") == nullptr) {
      in.error("baseline.schema", "this is no baseline: it has no schema", std::string(kWayOut),
               document.location);
    }
    return false;
  }

  void read_finding(const DocumentNode& item) {
    MappingReader in(item, "finding", diagnostics_, EmptyValues::wrong);
    if (!in.valid()) return;
    const auto required = [&](std::string_view key) {
      auto text = in.text(key);
      if (item.find(key) == nullptr) {
        in.error("baseline.incomplete", fmt::format("it has no {}", key), std::string(kWayOut),
                 item.location);
      }
      return text ? std::move(text->value) : std::string();
    };
    std::string rule = required("rule");
    std::string subject = required("subject");
    in.reject_unknown_keys();
    baseline_.findings.push_back({std::move(rule), std::move(subject), item.location});
  }

  Baseline baseline_;
  Diagnostics diagnostics_;
};

}  // namespace

Result<Baseline, Diagnostics> read_baseline(std::string_view text, int source) {
  const auto documents = read_documents(text, source, "a baseline");
  if (!documents) return failure(documents.error());
  if (documents->size() > 1) {
    return failure(Diagnostics{
        {.code = "baseline.more",
         .message = fmt::format("the file has {} documents, and a baseline is one", documents->size()),
         .way_out = std::string(kWayOut),
         .location = (*documents)[1].location}});
  }
  return BaselineReader().read(documents->front());
}

}  // namespace cniplan
