#include "cli/instance_types.hpp"

#include <algorithm>

#include "cli/file_io.hpp"
#include "planner/importers/ec2_instance_types.hpp"
#include "planner/report/diagnostic_text.hpp"

namespace cniplan::cli {

void add_catalog_options(CLI::App& app, CatalogOptions& options, const std::string& group) {
  app.add_option("--instance-types", options.files,
                 "Instance types that add to or override the built-in ones: the output of \"aws ec2 "
                 "describe-instance-types\"; any number of times")
      ->type_name("FILE")
      ->allow_extra_args(false)
      ->group(group);
}

std::optional<Catalog> load_catalog(const CatalogOptions& options, const OutputOptions& output,
                                    std::string_view command, Io& io) {
  const Catalog embedded = Catalog::embedded();
  std::vector<InstanceType> types;
  bool refused = false;
  for (const std::string& path : options.files) {
    auto text = read_file(path);
    if (!text) {
      static_cast<void>(refuse(io, command, text.error()));
      refused = true;
      continue;
    }
    auto imported = read_ec2_instance_types(*text, 0, embedded);
    Diagnostics& said = imported ? imported->warnings : imported.error();
    if (output.quiet) std::erase_if(said, [](const Diagnostic& d) { return d.severity != Severity::error; });
    if (!said.empty()) {
      Sources sources;
      sources.add(display_name(path), std::move(*text));
      io.err += report::to_text(said, sources);
    }
    if (imported) {
      if (types.empty()) {
        types = std::move(imported->value);
      } else {
        types.insert(types.end(), imported->value.begin(), imported->value.end());
      }
    } else {
      refused = true;
    }
  }
  if (refused) return std::nullopt;
  return Catalog::overlaid(embedded, std::move(types));
}

}  // namespace cniplan::cli
