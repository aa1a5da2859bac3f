#pragma once

#include <string>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"

namespace cniplan {

/// Kinds of documents that can be read into a ClusterSpec.
enum class DocumentKind {
  spec,                   ///< our own, see spec_file.hpp
  eksctl_cluster_config,  ///< apiVersion eksctl.io/..., kind ClusterConfig
};

/// Tells the kind of a document from what it holds, never from its name. The error says what the document
/// seems to be instead.
[[nodiscard]] Result<DocumentKind, Diagnostic> detect(const DocumentNode& document);

/// What a document seems to be, for messages of readers that wanted something else: `a Kubernetes Service (v1)`,
/// `the output of "aws ec2 describe-subnets"`, `a list`.
[[nodiscard]] std::string seems_to_be(const DocumentNode& document);

}  // namespace cniplan
