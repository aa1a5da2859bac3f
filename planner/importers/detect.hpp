#pragma once

#include <string>
#include <string_view>

#include "planner/core/diagnostic.hpp"
#include "planner/core/result.hpp"
#include "planner/importers/document.hpp"
#include "planner/importers/importer.hpp"

namespace cniplan {

/// Tells the kind of a document from what it holds, never from its name: the first of importers() that knows it. The
/// error says what the document seems to be instead.
[[nodiscard]] Result<DocumentKind, Diagnostic> detect(const DocumentNode& document);

/// What a document seems to be, for messages of readers that wanted something else: `a Kubernetes Service (v1)`,
/// `the output of "aws ec2 describe-subnets"`, `a list`.
[[nodiscard]] std::string seems_to_be(const DocumentNode& document);

/// Whether a document is a Kubernetes object of a kind, in any version of an API group: "karpenter.sh", "apps"; the core
/// group is "", whose apiVersion is "v1".
[[nodiscard]] bool is_object(const DocumentNode& document, std::string_view group, std::string_view kind);

/// Whether a document is an object as Kubernetes has them, of whatever kind: it has apiVersion and kind.
[[nodiscard]] bool is_kubernetes_object(const DocumentNode& document);

[[nodiscard]] bool is_eksctl_cluster_config(const DocumentNode& document);

/// Whether a document is a spec of this program: one key of ours, or one that looks misspelt, is enough, as long as no
/// other tool's marks are in it. The reader then says what is wrong with the other keys.
[[nodiscard]] bool is_spec_file(const DocumentNode& document);

}  // namespace cniplan
