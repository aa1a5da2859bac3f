#include "planner/importers/max_pods_expression_file.hpp"

#include <fmt/format.h>

#include <optional>
#include <variant>
#include <vector>

#include "planner/importers/detect.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/user_data.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kKey = "maxPodsExpression";
constexpr std::string_view kWanted =
    "a nodeadm NodeConfig or an EC2NodeClass with maxPodsExpression, or the expression alone";

struct Found {
  std::string expression;
  Location location{};
};

/// The expression in an instance's user data.
std::optional<std::string> in_user_data(std::string_view text) {
  const auto max_pods = user_data_max_pods(text);
  const auto* const expression = max_pods ? std::get_if<MaxPodsExpression>(&*max_pods) : nullptr;
  return expression == nullptr ? std::nullopt : std::optional(expression->text);
}

void gather(const DocumentNode& node, std::vector<Found>& found) {
  for (const DocumentNode& item : node.items) gather(item, found);
  for (const DocumentNode::Entry& entry : node.entries) {
    const bool scalar = entry.value.kind == DocumentNode::Kind::scalar;
    if (entry.key == kKey && scalar) {
      found.push_back({entry.value.scalar, entry.value.location});
    } else if (entry.key == "userData" && scalar) {
      if (auto expression = in_user_data(entry.value.scalar))
        found.push_back({*std::move(expression), entry.value.location});
    } else {
      gather(entry.value, found);
    }
  }
}

Diagnostics fault(std::string message, const Location& at) {
  return {{.code = "expression.file",
           .message = std::move(message),
           .way_out = fmt::format("give {}", kWanted),
           .location = at}};
}

}  // namespace

Result<std::string, Diagnostics> read_max_pods_expression(std::string_view text, int source) {
  const auto documents = read_documents(text, source, kWanted);
  if (!documents) {
    if (auto expression = in_user_data(text)) return *std::move(expression);
    return failure(documents.error());
  }
  if (documents->size() == 1 && documents->front().kind == DocumentNode::Kind::scalar)
    return documents->front().scalar;
  std::vector<Found> found;
  for (const DocumentNode& document : *documents) gather(document, found);
  if (found.empty()) {
    return failure(fault(fmt::format("this is {} without {}", seems_to_be(documents->front()), kKey),
                         documents->front().location));
  }
  for (const Found& other : found) {
    if (other.expression == found.front().expression) continue;
    return failure(fault(fmt::format("the file has two different values of {}", kKey), other.location));
  }
  return found.front().expression;
}

}  // namespace cniplan
