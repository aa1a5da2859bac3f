#include "planner/spec/check_sized.hpp"

#include <fmt/format.h>

#include <string>

#include "tests/support/catch.hpp"
#include "tests/support/specs.hpp"

using namespace cniplan;
using namespace cniplan::test;

namespace {

std::string said(const ClusterSpec& spec) {
  std::string out;
  for (const Diagnostic& fault : check_sized(spec))
    out += fmt::format("{}: {}; {}\n", fault.code, fault.message, fault.way_out);
  return out;
}

ClusterSpec sized() {
  ClusterSpec spec;
  spec.vpc.cidrs.push_back({cidr("10.0.0.0/16")});
  spec.vpc.subnets = {subnet("a", "10.0.0.0/24"), subnet("b", "10.0.1.0/24")};
  return spec;
}

}  // namespace

TEST_CASE("a spec with a CIDR for all can be made") { CHECK(said(sized()).empty()); }

TEST_CASE("each subnet without a CIDR is named") {
  ClusterSpec spec = sized();
  spec.vpc.subnets[0].cidr.reset();
  spec.vpc.subnets.emplace_back().id = Located<std::string>{"subnet-0a"};
  spec.vpc.subnets.emplace_back();
  CHECK(said(spec) ==
        "sized.subnet-cidr: subnet \"a\": it has no CIDR; `cniplan size` gives it one\n"
        "sized.subnet-cidr: subnet \"subnet-0a\": it has no CIDR; `cniplan size` gives it one\n"
        "sized.subnet-cidr: subnet: it has no CIDR; `cniplan size` gives it one\n");
}

TEST_CASE("a VPC needs a CIDR and subnets") {
  CHECK(said(ClusterSpec{}) ==
        "sized.vpc-cidr: vpc: it has no CIDR; list vpc.cidrs, or let `cniplan size` choose\n"
        "sized.no-subnets: vpc: it has no subnets; list vpc.subnets, or let `cniplan size` lay them out\n");
}

TEST_CASE("a cluster without a VPC has no network to make") {
  ClusterSpec spec;
  spec.platform = Located<Platform>{Platform::eks_anywhere};
  CHECK(said(spec) ==
        "sized.no-vpc: cluster: its Pods take no addresses of a VPC, so there is no network of AWS to write; print it "
        "as a "
        "spec\n");
}
