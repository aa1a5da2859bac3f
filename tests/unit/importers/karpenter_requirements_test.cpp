#include "planner/importers/karpenter_requirements.hpp"

#include <algorithm>
#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

InstanceType type(const char* name, Architecture arch = Architecture::amd64) {
  InstanceType out;
  out.name = *InstanceTypeName::make(name);
  out.arch = arch;
  out.hypervisor = Hypervisor::nitro;
  out.enis = 3;
  out.ipv4_per_eni = 10;
  out.vcpus = 2;
  out.memory_mib = 8192;
  return out;
}

KarpenterRequirement requirement(std::string key, RequirementOperator op, std::vector<std::string> values = {}) {
  return {.key = std::move(key), .op = op, .values = std::move(values), .min_values = std::nullopt};
}

std::vector<std::string> names(const std::vector<const InstanceType*>& types) {
  std::vector<std::string> out;
  for (const InstanceType* one : types) out.emplace_back(one->name.view());
  std::ranges::sort(out);
  return out;
}

}  // namespace

TEST_CASE("category and generation come from the name as Karpenter's pattern has it") {
  struct Row {
    const char* name;
    std::string category;
    std::string generation;
    std::string family;
    std::string size;
    std::string flex;
  };
  const auto row = GENERATE(values<Row>({
      {"m5.large", "m", "5", "m5", "large", "false"},
      {"c7gn.16xlarge", "c", "7", "c7gn", "16xlarge", "false"},
      {"m7i-flex.large", "m", "7", "m7i-flex", "large", "true"},
      {"u-6tb1.112xlarge", "u", "1", "u-6tb1", "112xlarge", "false"},
      {"u7i-12tb.224xlarge", "u", "7", "u7i-12tb", "224xlarge", "false"},
      {"hpc6a.48xlarge", "hpc", "6", "hpc6a", "48xlarge", "false"},
      {"im4gn.large", "im", "4", "im4gn", "large", "false"},
      {"is4gen.large", "is", "4", "is4gen", "large", "false"},
      {"p6-b200.48xlarge", "p", "6", "p6-b200", "48xlarge", "false"},
      {"c7g.metal-48xl", "c", "7", "c7g", "metal-48xl", "false"},
      {"trn1.2xlarge", "trn", "1", "trn1", "2xlarge", "false"},
      {"x2idn.16xlarge", "x", "2", "x2idn", "16xlarge", "false"},
  }));
  CAPTURE(row.name);
  const InstanceType one = type(row.name);
  CHECK(label_of(one, "karpenter.k8s.aws/instance-category").value == row.category);
  CHECK(label_of(one, "karpenter.k8s.aws/instance-generation").value == row.generation);
  CHECK(label_of(one, "karpenter.k8s.aws/instance-family").value == row.family);
  CHECK(label_of(one, "karpenter.k8s.aws/instance-size").value == row.size);
  CHECK(label_of(one, "karpenter.k8s.aws/instance-capability-flex").value == row.flex);
  CHECK(label_of(one, "node.kubernetes.io/instance-type").value == row.name);
}

TEST_CASE("other labels of a type") {
  InstanceType metal = type("c7g.metal", Architecture::arm64);
  metal.bare_metal = true;
  metal.hypervisor = Hypervisor::unknown;
  CHECK(label_of(metal, "karpenter.k8s.aws/instance-hypervisor").state == TypeLabel::State::known);
  CHECK(label_of(metal, "karpenter.k8s.aws/instance-hypervisor").value.empty());
  CHECK(label_of(metal, "kubernetes.io/arch").value == "arm64");
  CHECK(label_of(metal, "karpenter.k8s.aws/instance-gpu-count").state == TypeLabel::State::absent);
  CHECK(label_of(metal, "karpenter.k8s.aws/instance-gpu-name").state == TypeLabel::State::absent);
  CHECK(label_of(metal, "karpenter.k8s.aws/instance-cpu-manufacturer").state == TypeLabel::State::unknown);
  CHECK(label_of(metal, "topology.kubernetes.io/zone").state == TypeLabel::State::irrelevant);
  CHECK(label_of(metal, "example.com/team").state == TypeLabel::State::irrelevant);
  InstanceType gpu = type("g5.xlarge");
  gpu.gpus = 1;
  CHECK(label_of(gpu, "karpenter.k8s.aws/instance-gpu-count").value == "1");
  InstanceType old = type("m1.small");
  old.vcpus.reset();
  CHECK(label_of(old, "karpenter.k8s.aws/instance-cpu").state == TypeLabel::State::unknown);
}

TEST_CASE("each operator decides as Karpenter does") {
  using Op = RequirementOperator;
  const TypeLabel four{TypeLabel::State::known, "4"};
  const TypeLabel word{TypeLabel::State::known, "large"};
  const TypeLabel absent{TypeLabel::State::absent, {}};
  struct Row {
    const char* name;
    TypeLabel label;
    Op op;
    std::vector<std::string> values;
    bool satisfied;
  };
  const auto row = GENERATE_COPY(values<Row>({
      {"In, listed", four, Op::in, {"2", "4"}, true},
      {"In, not listed", four, Op::in, {"2"}, false},
      {"In, absent", absent, Op::in, {"2"}, false},
      {"NotIn, listed", four, Op::not_in, {"4"}, false},
      {"NotIn, not listed", four, Op::not_in, {"2"}, true},
      {"NotIn, absent", absent, Op::not_in, {"4"}, true},
      {"Exists", four, Op::exists, {}, true},
      {"Exists, absent", absent, Op::exists, {}, false},
      {"DoesNotExist", four, Op::does_not_exist, {}, false},
      {"DoesNotExist, absent", absent, Op::does_not_exist, {}, true},
      {"Gt below", four, Op::gt, {"3"}, true},
      {"Gt equal", four, Op::gt, {"4"}, false},
      {"Gte equal", four, Op::gte, {"4"}, true},
      {"Lt above", four, Op::lt, {"5"}, true},
      {"Lt equal", four, Op::lt, {"4"}, false},
      {"Lte equal", four, Op::lte, {"4"}, true},
      {"Gt, no number", word, Op::gt, {"0"}, false},
      {"Lt, absent", absent, Op::lt, {"5"}, false},
  }));
  CAPTURE(row.name);
  CHECK(satisfies(row.label, requirement("k", row.op, row.values)) == row.satisfied);
}

TEST_CASE("labels of EKS Auto Mode and of old Kubernetes stand for the same") {
  CHECK(canonical_label("eks.amazonaws.com/instance-category") == "karpenter.k8s.aws/instance-category");
  CHECK(canonical_label("beta.kubernetes.io/arch") == "kubernetes.io/arch");
  CHECK(canonical_label("beta.kubernetes.io/instance-type") == "node.kubernetes.io/instance-type");
  CHECK(canonical_label("failure-domain.beta.kubernetes.io/zone") == "topology.kubernetes.io/zone");
  CHECK(canonical_label("example.com/team") == "example.com/team");
}

TEST_CASE("types that a NodePool may launch, filtered by hand from a catalog of our own") {
  std::vector<InstanceType> types = {type("c4.large"), type("c5.large"), type("m2.large"), type("m5.large"),
                                     type("m6g.large", Architecture::arm64), type("m5.metal"), type("t3.large"),
                                     type("mac1.metal"), type("r5.large"), type("r5d.large"), type("g5.xlarge"),
                                     type("inf1.xlarge")};
  types[10].gpus = 1;
  types[5].bare_metal = true;
  const Catalog catalog = Catalog::overlaid(Catalog(), types);
  const std::vector<KarpenterRequirement> general = {
      requirement("kubernetes.io/arch", RequirementOperator::in, {"amd64"}),
      requirement("kubernetes.io/os", RequirementOperator::in, {"linux"}),
      requirement("karpenter.sh/capacity-type", RequirementOperator::in, {"on-demand"}),
      requirement("karpenter.k8s.aws/instance-category", RequirementOperator::in, {"c", "m", "r"}),
      requirement("karpenter.k8s.aws/instance-generation", RequirementOperator::gt, {"2"})};
  const auto found = resolve_requirements(catalog, general);
  CHECK(names(found.types) == std::vector<std::string>{"c4.large", "c5.large", "m5.large", "r5.large", "r5d.large"});
  CHECK(names(found.exotic) == std::vector<std::string>{"m5.metal"});

  // All that there is but macOS, when nothing is asked.
  const auto any = resolve_requirements(catalog, {});
  CHECK(any.types.size() + any.exotic.size() == 11);
  CHECK(names(any.exotic) == std::vector<std::string>{"g5.xlarge", "inf1.xlarge", "m5.metal"});

  // Where nothing else is left, exotic types are launched.
  const std::vector<KarpenterRequirement> metal = {
      requirement("karpenter.k8s.aws/instance-size", RequirementOperator::in, {"metal"})};
  CHECK(names(resolve_requirements(catalog, metal).types) == std::vector<std::string>{"m5.metal"});

  // minValues keeps them.
  std::vector<KarpenterRequirement> flexible = general;
  flexible[3].min_values = 2;
  CHECK(names(resolve_requirements(catalog, flexible).types) ==
        std::vector<std::string>{"c4.large", "c5.large", "m5.large", "m5.metal", "r5.large", "r5d.large"});
}

TEST_CASE("what the catalog does not know is told, and rules nothing out by itself") {
  std::vector<InstanceType> types = {type("m5.large"), type("c5.large")};
  types[1].vcpus.reset();
  const Catalog catalog = Catalog::overlaid(Catalog(), types);
  const std::vector<KarpenterRequirement> requirements = {
      requirement("karpenter.k8s.aws/instance-cpu-manufacturer", RequirementOperator::in, {"intel"}),
      requirement("karpenter.k8s.aws/instance-cpu", RequirementOperator::lt, {"16"})};
  const auto found = resolve_requirements(catalog, requirements);
  CHECK(found.undecided == std::vector<std::string>{"karpenter.k8s.aws/instance-cpu-manufacturer"});
  CHECK(names(found.types) == std::vector<std::string>{"m5.large"});
  CHECK(names(found.unknown) == std::vector<std::string>{"c5.large"});
}

TEST_CASE("general-purpose of Karpenter's examples, against the whole catalog by hand") {
  const Catalog catalog = Catalog::embedded();
  const std::vector<KarpenterRequirement> general = {
      requirement("kubernetes.io/arch", RequirementOperator::in, {"amd64"}),
      requirement("karpenter.k8s.aws/instance-category", RequirementOperator::in, {"c", "m", "r"}),
      requirement("karpenter.k8s.aws/instance-generation", RequirementOperator::gt, {"2"})};
  std::vector<std::string> expected;
  for (const InstanceType& one : catalog.types()) {
    const std::string_view name = one.name.view();
    const bool category = name[0] == 'c' || name[0] == 'm' || name[0] == 'r';
    const bool generation = name.size() > 1 && name[1] >= '3' && name[1] <= '9';
    const bool generic = !name.contains("metal") && one.gpus == 0;
    if (one.arch == Architecture::amd64 && category && generation && generic) expected.emplace_back(name);
  }
  std::ranges::sort(expected);
  REQUIRE(expected.size() > 300);
  CHECK(names(resolve_requirements(catalog, general).types) == expected);
}

TEST_CASE("EKS Auto Mode launches types of the families and sizes that its guide lists") {
  struct Row {
    const char* name;
    bool launched;
  };
  const auto row = GENERATE(values<Row>({
      {"c4.large", true},       {"c3.large", false},        {"m4.large", true},       {"m3.large", false},
      {"r4.large", true},       {"r3.large", false},        {"t2.medium", true},      {"t1.micro", false},
      {"t3.nano", false},       {"t3.micro", false},        {"t3.small", false},      {"t3.medium", true},
      {"g4dn.xlarge", true},    {"g3.4xlarge", false},      {"i3.large", true},       {"i2.xlarge", false},
      {"im4gn.large", true},    {"is4gen.large", true},     {"d3.xlarge", true},      {"d2.xlarge", false},
      {"p3dn.24xlarge", true},  {"p2.xlarge", false},       {"x2idn.16xlarge", true}, {"x1e.xlarge", false},
      {"hpc8a.96xlarge", true}, {"hpc7g.4xlarge", false},   {"a1.large", false},      {"hs1.8xlarge", false},
      {"cr1.8xlarge", false},   {"u-6tb1.56xlarge", false}, {"dl1.24xlarge", false},  {"trn2.48xlarge", true},
      {"m10g.large", true},     {"unnamed", false},
  }));
  CAPTURE(row.name);
  CHECK(auto_mode_launches(type(row.name)) == row.launched);
}

TEST_CASE("EKS Auto Mode launches no type with one vCPU, and one of unknown vCPUs") {
  InstanceType one = type("c6g.medium");
  one.vcpus = 1;
  CHECK_FALSE(auto_mode_launches(one));
  one.vcpus.reset();
  CHECK(auto_mode_launches(one));
}

TEST_CASE("Neuron devices and what is launched only for Pods that ask for it are told by the name and GPUs") {
  CHECK(has_neuron(type("inf2.xlarge")));
  CHECK(has_neuron(type("trn1n.32xlarge")));
  CHECK_FALSE(has_neuron(type("i3.large")));
  CHECK(is_exotic(type("trn1n.32xlarge")));
  CHECK(is_exotic(type("m5.metal")));
  CHECK_FALSE(is_exotic(type("m5.large")));
}
