#include <algorithm>
#include <array>
#include <utility>

#include "planner/core/ensure.hpp"
#include "planner/importers/detect.hpp"
#include "planner/importers/eksctl.hpp"
#include "planner/importers/eksctl_notes.hpp"
#include "planner/importers/importer.hpp"
#include "planner/importers/spec_file.hpp"

namespace cniplan {
namespace {

Result<PartialSpec, Diagnostics> read_spec_part(const ImporterInput& input) {
  auto read =
      read_spec(*input.documents.front(), input.whole_input ? SpecExtent::whole : SpecExtent::part);
  if (!read) return failure(std::move(read.error()));
  return PartialSpec{.spec = std::move(read->value), .warnings = std::move(read->warnings), .notes = {}};
}

Result<PartialSpec, Diagnostics> read_eksctl_part(const ImporterInput& input) {
  const DocumentNode& document = *input.documents.front();
  auto read = read_eksctl(document);
  if (!read) return failure(std::move(read.error()));
  auto notes = eksctl_notes(document, read->value);
  return PartialSpec{
      .spec = std::move(read->value), .warnings = std::move(read->warnings), .notes = std::move(notes)};
}

constexpr auto kImporters = std::to_array<Importer>({
    {.kind = DocumentKind::eksctl_cluster_config,
     .name = "an eksctl ClusterConfig",
     .is = is_eksctl_cluster_config,
     .read = read_eksctl_part},
    // Last: it takes what merely looks like a spec with a misspelt key.
    {.kind = DocumentKind::spec,
     .name = "a spec of this program",
     .is = is_spec_file,
     .read = read_spec_part},
});

}  // namespace

std::span<const Importer> importers() { return kImporters; }

const Importer& importer_of(DocumentKind kind) {
  const auto row = std::ranges::find(kImporters, kind, &Importer::kind);
  ensure(row != kImporters.end(), "every kind of document has a row");
  return *row;
}

}  // namespace cniplan
