#include "cli/output.hpp"

#include <fmt/format.h>

#include "planner/core/ensure.hpp"

namespace cniplan::cli {
namespace {

bool is_folder(const OutputRequest& request, Outputs::Csv csv) {
  return csv == Outputs::Csv::several_tables && request.format == "csv" && !request.path.empty() &&
         !request.path.ends_with(".csv") && !is_present_file(request.path);
}

}  // namespace

Result<void, UsageError> Outputs::open(const OutputOptions& options, std::span<const std::string_view> formats, Csv csv) {
  auto requests = output_requests(options, formats);
  if (!requests) return failure(requests.error());
  requests_ = *std::move(requests);
  for (const OutputRequest& request : requests_) {
    std::optional<std::size_t>& number = numbers_.emplace_back();
    if (request.path.empty()) continue;
    if (is_folder(request, csv)) {
      if (auto made = files_.make_folder(request.path); !made) return made;
      continue;
    }
    const auto opened = files_.open(request.path);
    if (!opened) return failure(opened.error());
    number = *opened;
  }
  return {};
}

Result<void, UsageError> Outputs::write(Io& io, const std::function<std::string(std::string_view)>& render,
                                        const CsvTables& tables) {
  for (std::size_t i = 0; i < requests_.size(); ++i) {
    const OutputRequest& request = requests_[i];
    if (request.path.empty()) {
      io.out = io.out.empty() ? render(request.format) : io.out + render(request.format);
    } else if (numbers_[i]) {
      if (auto written = files_.write(*numbers_[i], render(request.format)); !written) return written;
    } else {
      ensure(static_cast<bool>(tables), "a command with several tables gives them");
      for (const report::CsvFile& table : tables()) {
        const auto file = files_.open(fmt::format("{}/{}", request.path, table.name));
        if (!file) return failure(file.error());
        if (auto written = files_.write(*file, table.text); !written) return written;
      }
    }
  }
  return files_.commit();
}

}  // namespace cniplan::cli
