#include "planner/capacity/cni_version.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

TEST_CASE("a CNI version is read in every spelling that AWS uses") {
  CHECK(parse_cni_version("1.9.0") == CniVersion{1, 9, 0});
  CHECK(parse_cni_version("1.9") == CniVersion{1, 9, 0});
  CHECK(parse_cni_version("2") == CniVersion{2, 0, 0});
  CHECK(parse_cni_version("v1.9.0") == CniVersion{1, 9, 0});
  CHECK(parse_cni_version("V1.9") == CniVersion{1, 9, 0});
  CHECK(parse_cni_version("1.19.0-eksbuild.1") == CniVersion{1, 19, 0});
  CHECK(parse_cni_version("v1.7.5-rc1") == CniVersion{1, 7, 5});
  CHECK(parse_cni_version("1.20.0+build5") == CniVersion{1, 20, 0});
  CHECK(parse_cni_version("1.08.0") == CniVersion{1, 8, 0});
}

TEST_CASE("what is no CNI version is not read as one") {
  const auto text = GENERATE(as<std::string>{}, "", "v", "latest", "1.", ".9", "1..9", "1.9.", "1.9.0.1", "1.9x", "-1.9",
                             "1.-9", "1.+9", " 1.9", "1.9 ", "1.9-", "99999999999.1", "1,9", "vv1.9");
  CAPTURE(text);
  CHECK(parse_cni_version(text) == std::nullopt);
}

TEST_CASE("CNI versions are ordered by their numbers") {
  CHECK(CniVersion{1, 8, 9} < kPrefixDelegationSince);
  CHECK(CniVersion{1, 10, 0} > kPrefixDelegationSince);
  CHECK(CniVersion{2, 0, 0} > kBareMetalPrefixDelegationSince);
  CHECK(to_string(CniVersion{1, 10, 1}) == "1.10.1");
}
