#include "planner/model/cni_config.hpp"

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::vector<EnvSpec> environment(std::initializer_list<std::pair<std::string, std::string>> variables) {
  std::vector<EnvSpec> env;
  int line = 0;
  for (const auto& [name, value] : variables) {
    ++line;
    env.push_back({.name = {name, {0, line, 5, 1}}, .value = {value, {0, line, 20, 1}}});
  }
  return env;
}

}  // namespace

TEST_CASE("no environment gives the published manifest's settings") {
  const auto made = make_cni_config({}, IpFamily::ipv4);
  REQUIRE(made.has_value());
  CHECK(made->warnings.empty());
  CHECK(made->value == CniConfig{});
  CHECK(made->value.warm_eni_target == 1);
  CHECK(made->value.warm_prefix_target == 1);
}

TEST_CASE("targets are read as ipamd reads them") {
  struct Row {
    std::string name;
    std::string value;
    std::int64_t target;
    bool warned;
  };
  const auto row = GENERATE(values<Row>({{"WARM_ENI_TARGET", "0", 0, false},
                                         {"WARM_ENI_TARGET", "7", 7, false},
                                         {"WARM_ENI_TARGET", "seven", 1, true},
                                         {"WARM_ENI_TARGET", "-1", 1, true},
                                         {"WARM_IP_TARGET", "5", 5, false},
                                         {"WARM_IP_TARGET", "5.0", 0, true},
                                         {"WARM_IP_TARGET", "-2", 0, true},
                                         {"WARM_IP_TARGET", "99999999999999999999", 0, true},
                                         {"MINIMUM_IP_TARGET", "", 0, true},
                                         {"WARM_PREFIX_TARGET", "x", 0, true}}));
  CAPTURE(row.name, row.value);
  const auto made = make_cni_config(environment({{row.name, row.value}}), IpFamily::ipv4);
  REQUIRE(made.has_value());
  const CniConfig& cni = made->value;
  const auto got = row.name == "WARM_ENI_TARGET"     ? cni.warm_eni_target
                   : row.name == "WARM_IP_TARGET"    ? cni.warm_ip_target
                   : row.name == "MINIMUM_IP_TARGET" ? cni.minimum_ip_target
                                                     : cni.warm_prefix_target;
  CHECK(got == row.target);
  CHECK(made->warnings.size() == (row.warned ? 1 : 0));
}

TEST_CASE("MAX_ENI of 0 or less is no limit") {
  CHECK(make_cni_config(environment({{"MAX_ENI", "0"}}), IpFamily::ipv4)->value.max_enis == std::nullopt);
  CHECK(make_cni_config(environment({{"MAX_ENI", "-3"}}), IpFamily::ipv4)->value.max_enis == std::nullopt);
  CHECK(make_cni_config(environment({{"MAX_ENI", "2"}}), IpFamily::ipv4)->value.max_enis == EniCount(2));
}

TEST_CASE("an unknown variable and an unusable value are warned of, with their places") {
  const auto made = make_cni_config(environment({{"WARM_IP_TARGT", "5"}, {"ENABLE_POD_ENI", "yes"}}), IpFamily::ipv4);
  REQUIRE(made.has_value());
  CHECK(made->warnings ==
        Diagnostics{{"cni.ignored-value", Severity::warning, "cni.env: ENABLE_POD_ENI: \"yes\" is neither true nor false",
                     "aws-node takes false", {0, 2, 20, 1}},
                    {"cni.unknown-variable", Severity::warning, "cni.env: aws-node has no variable WARM_IP_TARGT",
                     "did you mean \"WARM_IP_TARGET\"?", {0, 1, 5, 1}}});
}

TEST_CASE("settings with which aws-node refuses to start are errors") {
  struct Row {
    std::string name;
    std::vector<EnvSpec> env;
    IpFamily family;
    std::string message;
  };
  const auto row = GENERATE(values<Row>(
      {{"no target with prefixes",
        environment({{"ENABLE_PREFIX_DELEGATION", "true"}, {"WARM_PREFIX_TARGET", "0"}}),
        IpFamily::ipv4,
        "cni.env: aws-node refuses to start: prefix delegation with WARM_PREFIX_TARGET, WARM_IP_TARGET and "
        "MINIMUM_IP_TARGET all zero or unset"},
       {"IPv6 without prefixes",
        environment({{"ENABLE_PREFIX_DELEGATION", "false"}}),
        IpFamily::ipv6,
        "cni.env: aws-node refuses to start: IPv6 without prefix delegation"},
       {"IPv6 with custom networking",
        environment({{"AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG", "true"}}),
        IpFamily::ipv6,
        "cni.env: aws-node refuses to start: IPv6 with custom networking"},
       {"IPv6 in an IPv4 cluster",
        environment({{"ENABLE_IPv6", "true"}}),
        IpFamily::ipv4,
        "cni.env: ENABLE_IPv6 is \"true\" in a cluster of IP family ipv4"}}));
  CAPTURE(row.name);
  const auto made = make_cni_config(row.env, row.family);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error().size() == 1);
  CHECK(made.error().front().message == row.message);
  CHECK_FALSE(made.error().front().way_out.empty());
}

TEST_CASE("a variable that a whole environment lacks has ipamd's default, else the manifest's") {
  struct Row {
    std::string name;
    std::vector<EnvSpec> env;
    UnsetVariables unset;
    std::int64_t warm_prefix_target;
  };
  const auto row = GENERATE(values<Row>({
      {"laid over the manifest", {}, UnsetVariables::manifest, 1},
      {"whole", {}, UnsetVariables::ipamd, 0},
      {"whole, and set", environment({{"WARM_PREFIX_TARGET", "2"}}), UnsetVariables::ipamd, 2},
      {"whole, and no number", environment({{"WARM_PREFIX_TARGET", "x"}}), UnsetVariables::ipamd, 0},
  }));
  CAPTURE(row.name);
  const auto made = make_cni_config(row.env, IpFamily::ipv4, row.unset);
  REQUIRE(made.has_value());
  CniConfig expected;
  expected.warm_prefix_target = row.warm_prefix_target;
  CHECK(made->value == expected);
}

TEST_CASE("aws-node refuses to start with prefix delegation when a whole environment lacks every target") {
  const auto env = environment({{"ENABLE_PREFIX_DELEGATION", "true"}});
  CHECK(make_cni_config(env, IpFamily::ipv4, UnsetVariables::manifest).has_value());
  const auto made = make_cni_config(env, IpFamily::ipv4, UnsetVariables::ipamd);
  REQUIRE_FALSE(made.has_value());
  CHECK(made.error() == Diagnostics{{"cni.refuses-to-start", Severity::error,
                                     "cni.env: aws-node refuses to start: prefix delegation with "
                                     "WARM_PREFIX_TARGET, WARM_IP_TARGET and MINIMUM_IP_TARGET all zero or unset",
                                     "set WARM_PREFIX_TARGET to 1",
                                     {}}});
}

TEST_CASE("a whole environment that turns IPv6 on has to turn prefix delegation on as well") {
  const auto ipv6 = [](std::vector<EnvSpec> env) {
    env.push_back({{"WARM_PREFIX_TARGET"}, {"1"}});
    return make_cni_config(env, IpFamily::ipv6, UnsetVariables::ipamd);
  };
  CHECK_FALSE(ipv6(environment({{"ENABLE_IPv6", "true"}})).has_value());
  CHECK(ipv6(environment({{"ENABLE_IPv6", "true"}, {"ENABLE_PREFIX_DELEGATION", "true"}})).has_value());
  // EKS sets both by the cluster's family; an add-on's configuration has neither.
  CHECK(ipv6({}).value().value.prefix_delegation);
}

TEST_CASE("ENABLE_IPv6 tells the IP family of an environment") {
  CHECK(ip_family_of({}) == IpFamily::ipv4);
  CHECK(ip_family_of(environment({{"ENABLE_IPv6", "false"}})) == IpFamily::ipv4);
  CHECK(ip_family_of(environment({{"ENABLE_IPv6", "T"}})) == IpFamily::ipv6);
  CHECK(ip_family_of(environment({{"ENABLE_IPv6", "yes"}})) == IpFamily::ipv4);
}
