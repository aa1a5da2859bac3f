#pragma once

#include <compare>
#include <optional>
#include <string>
#include <string_view>

namespace cniplan {

/// A version of the VPC CNI, as its image tags and the EKS add-on spell it.
struct CniVersion {
  int major = 0;
  int minor = 0;
  int patch = 0;

  friend constexpr auto operator<=>(const CniVersion&, const CniVersion&) = default;
};

/// Reads "1.9", "v1.9.0", "1.19.0-eksbuild.1" and "2": one to three numbers behind an optional v; numbers left out
/// are 0, and what follows a minus or plus is a build of the same version. Nothing for any other text.
[[nodiscard]] std::optional<CniVersion> parse_cni_version(std::string_view text);

/// "1.9.0"
[[nodiscard]] std::string to_string(const CniVersion& version);

/// The first version with prefix delegation. Source: aws/amazon-vpc-cni-k8s README.md, ENABLE_PREFIX_DELEGATION.
inline constexpr CniVersion kPrefixDelegationSince{1, 9, 0};
/// The first version with prefix delegation on bare metal types. Source: as above.
inline constexpr CniVersion kBareMetalPrefixDelegationSince{1, 11, 0};
/// The first version that EKS supports for IPv6 clusters. Source:
/// https://docs.aws.amazon.com/eks/latest/userguide/cni-increase-ip-addresses-procedure.html
inline constexpr CniVersion kIpv6Since{1, 10, 1};

}  // namespace cniplan
