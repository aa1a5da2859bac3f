#include "cli/output.hpp"

namespace cniplan::cli {

Result<void, UsageError> Outputs::open(const OutputOptions& options, std::span<const std::string_view> formats) {
  auto requests = output_requests(options, formats);
  if (!requests) return failure(requests.error());
  requests_ = *std::move(requests);
  for (const OutputRequest& request : requests_) {
    if (request.path.empty()) continue;
    const auto number = files_.open(request.path);
    if (!number) return failure(number.error());
    numbers_.push_back(*number);
  }
  return {};
}

Result<void, UsageError> Outputs::write(Io& io, const std::function<std::string(std::string_view)>& render) {
  std::size_t file = 0;
  for (const OutputRequest& request : requests_) {
    if (request.path.empty()) {
      io.out = io.out.empty() ? render(request.format) : io.out + render(request.format);
    } else if (auto written = files_.write(numbers_[file++], render(request.format)); !written) {
      return written;
    }
  }
  return files_.commit();
}

}  // namespace cniplan::cli
