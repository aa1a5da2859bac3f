#pragma once

// With GNU extensions on, as in a project that asks for nothing else, compilers define `linux` as 1. The standard name
// of that macro, __linux__, stays.
#undef linux

namespace cniplan {

/// Closed sets of words that every room uses, as AWS and Kubernetes spell them.

enum class IpFamily { ipv4, ipv6 };

enum class NodeOs { linux, bottlerocket, windows };

/// Who makes and replaces the nodes of a group.
enum class NodeManager { managed, self_managed, karpenter, auto_mode, hybrid };

enum class Platform { eks, eks_auto, eks_anywhere, eks_distro };

}  // namespace cniplan
