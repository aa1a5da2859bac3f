#include "planner/importers/max_pods_expression_file.hpp"

#include <fmt/format.h>

#include <vector>

#include "planner/importers/detect.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {
namespace {

constexpr std::string_view kKey = "maxPodsExpression";
constexpr std::string_view kWanted = "a nodeadm NodeConfig or an EC2NodeClass with maxPodsExpression, or the expression alone";

void gather(const DocumentNode& node, std::vector<const DocumentNode*>& found) {
  for (const DocumentNode& item : node.items) gather(item, found);
  for (const DocumentNode::Entry& entry : node.entries) {
    if (entry.key == kKey && entry.value.kind == DocumentNode::Kind::scalar) {
      found.push_back(&entry.value);
    } else {
      gather(entry.value, found);
    }
  }
}

Diagnostics fault(std::string message, const Location& at) {
  return {{.code = "expression.file", .message = std::move(message), .way_out = fmt::format("give {}", kWanted), .location = at}};
}

}  // namespace

Result<std::string, Diagnostics> read_max_pods_expression(std::string_view text, int source) {
  const auto documents = read_documents(text, source, kWanted);
  if (!documents) return failure(documents.error());
  if (documents->size() == 1 && documents->front().kind == DocumentNode::Kind::scalar) return documents->front().scalar;
  std::vector<const DocumentNode*> found;
  for (const DocumentNode& document : *documents) gather(document, found);
  if (found.empty()) {
    return failure(fault(fmt::format("this is {} without {}", seems_to_be(documents->front()), kKey), documents->front().location));
  }
  for (const DocumentNode* const other : found) {
    if (other->scalar == found.front()->scalar) continue;
    return failure(fault(fmt::format("the file has two different values of {}", kKey), other->location));
  }
  return found.front()->scalar;
}

}  // namespace cniplan
