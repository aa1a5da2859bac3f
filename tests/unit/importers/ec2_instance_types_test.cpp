#include "planner/importers/ec2_instance_types.hpp"

#include <fmt/format.h>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

/// A whole entry in the shape of EC2's output; `network` are the members of NetworkInfo.
std::string entry(std::string_view name, std::string_view network =
                      R"("MaximumNetworkInterfaces": 3, "Ipv4AddressesPerInterface": 10)") {
  return fmt::format(R"({{"InstanceType": "{}", "SupportedUsageClasses": ["on-demand"], "BareMetal": false,
 "Hypervisor": "nitro", "ProcessorInfo": {{"SupportedArchitectures": ["i386", "x86_64"]}},
 "VCpuInfo": {{"DefaultVCpus": 2, "ValidCores": [1]}}, "MemoryInfo": {{"SizeInMiB": 8192}},
 "NetworkInfo": {{{}}}}})",
                     name, network);
}

struct Answer {
  std::vector<InstanceType> types;
  std::string said;  // errors or warnings, as people read them
  bool refused = false;
};

Answer read(std::string text) {
  Sources sources;
  const int source = sources.add("types.json", text);
  auto result = read_ec2_instance_types(text, source, Catalog::embedded());
  if (!result) return {{}, report::to_text(result.error(), sources), true};
  return {std::move(result->value), report::to_text(result->warnings, sources), false};
}

std::string names(const Answer& answer) {
  std::string out;
  for (const InstanceType& type : answer.types) out += std::string(out.empty() ? "" : " ") + std::string(type.name.view());
  return out;
}

constexpr std::string_view kThreeCards = R"("MaximumNetworkInterfaces": 14, "MaximumNetworkCards": 3,
 "DefaultNetworkCardIndex": 1, "NetworkCards": [
  {"NetworkCardIndex": 0, "MaximumNetworkInterfaces": 8},
  {"NetworkCardIndex": 2, "MaximumNetworkInterfaces": 2},
  {"NetworkCardIndex": 1, "MaximumNetworkInterfaces": 4}], "Ipv4AddressesPerInterface": 50)";

}  // namespace

TEST_CASE("pages of every shape are read, one behind the other or alone") {
  struct Row {
    const char* name;
    std::string text;
    const char* types;
  };
  const auto row = GENERATE(values<Row>({
      {"whole output", "{\"InstanceTypes\": [" + entry("m5.large") + "], \"NextToken\": \"x\"}", "m5.large"},
      {"bare list", "[" + entry("m5.large") + "," + entry("m5.xlarge") + "]", "m5.large m5.xlarge"},
      {"one type", entry("m5.large"), "m5.large"},
      {"types one behind the other", entry("m5.large") + "\n" + entry("m5.xlarge") + entry("c5.large") + "\n\n",
       "m5.large m5.xlarge c5.large"},
      {"pages one behind the other",
       "{\"InstanceTypes\": [" + entry("m5.large") + "]}\r\n\t{\"InstanceTypes\": [" + entry("m5.xlarge") + "]}",
       "m5.large m5.xlarge"},
      {"pages of all kinds", "[" + entry("m5.large") + "]{\"InstanceTypes\": []}" + entry("m5.xlarge"),
       "m5.large m5.xlarge"},
      {"byte order mark", "\xEF\xBB\xBF" + entry("m5.large"), "m5.large"},
      {"members in another order", R"({"NetworkInfo": {"Ipv4AddressesPerInterface": 10,
        "MaximumNetworkInterfaces": 3}, "InstanceType": "m5.large"})",
       "m5.large"},
      {"brackets inside texts", R"({"Note": "}]{[\"}", "InstanceType": "m5.large", "NetworkInfo":
        {"MaximumNetworkInterfaces": 3, "Ipv4AddressesPerInterface": 10}} {"InstanceTypes": [], "x": "]"})",
       "m5.large"},
  }));
  CAPTURE(row.name);
  const auto answer = read(row.text);
  CHECK_FALSE(answer.refused);
  CHECK(names(answer) == row.types);
}

TEST_CASE("an entry gives every value that the catalog holds") {
  const auto answer = read(R"({"InstanceType": "x99g.metal", "BareMetal": true,
    "ProcessorInfo": {"SupportedArchitectures": ["arm64"]}, "VCpuInfo": {"DefaultVCpus": 192},
    "MemoryInfo": {"SizeInMiB": 393216}, "GpuInfo": {"Gpus": [{"Name": "A", "Count": 4}, {"Count": 2}],
    "TotalGpuMemoryInMiB": 1}, "NetworkInfo": {)" + std::string(kThreeCards) + "}}");
  REQUIRE(answer.types.size() == 1);
  const InstanceType& type = answer.types[0];
  CHECK(type.name.view() == "x99g.metal");
  CHECK(type.bare_metal);
  CHECK(type.hypervisor == Hypervisor::unknown);
  CHECK(type.arch == Architecture::arm64);
  CHECK(type.vcpus == 192);
  CHECK(type.memory_mib == 393'216);
  CHECK(type.gpus == 6);
  CHECK(type.enis == 4);
  CHECK(type.all_cards_enis == 14);
  CHECK(type.network_cards == 3);
  CHECK(type.ipv4_per_eni == 50);
  CHECK_FALSE(type.trunking);
  CHECK(type.branch_enis == 0);
  CHECK(type.price_micro_usd_hour == std::nullopt);
  CHECK(answer.said ==
        "types.json: info: 1 instance type is new to the catalog (x99g.metal); EC2 does not say whether a type has "
        "trunk and branch ENIs, nor its price: no trunking, price unknown\n");
}

TEST_CASE("what EC2 does not say stays as the catalog has it") {
  const InstanceType& base = *Catalog::embedded().find("m5.large");
  const auto answer = read(R"({"InstanceType": "m5.large", "Hypervisor": null, "BareMetal": null, "NetworkInfo":
    {"MaximumNetworkInterfaces": 5, "Ipv4AddressesPerInterface": 20, "NetworkCards": null}})");
  REQUIRE(answer.types.size() == 1);
  CHECK(answer.said.empty());
  InstanceType expected = base;
  expected.enis = 5;
  expected.all_cards_enis = 5;
  expected.ipv4_per_eni = 20;
  CHECK(answer.types[0] == expected);
  CHECK(base.trunking);
  CHECK(base.price_micro_usd_hour.has_value());
}

TEST_CASE("a type that EC2 leaves values out of and nobody knows has them unknown") {
  const auto answer = read(R"({"InstanceType": "x99.large", "ProcessorInfo": {"SupportedArchitectures": ["i386"]},
    "NetworkInfo": {"MaximumNetworkInterfaces": 5, "Ipv4AddressesPerInterface": 20}})");
  REQUIRE(answer.types.size() == 1);
  CHECK(answer.types[0].vcpus == std::nullopt);
  CHECK(answer.types[0].memory_mib == std::nullopt);
  CHECK(answer.types[0].arch == Architecture::unknown);
  CHECK(answer.types[0].hypervisor == Hypervisor::unknown);
}

TEST_CASE("bare metal has no hypervisor, whatever the catalog thought") {
  const auto answer = read(R"({"InstanceType": "m5.large", "BareMetal": true,
    "NetworkInfo": {"MaximumNetworkInterfaces": 5, "Ipv4AddressesPerInterface": 20}})");
  REQUIRE(answer.types.size() == 1);
  CHECK(answer.types[0].hypervisor == Hypervisor::unknown);
  CHECK(answer.types[0].supports_prefix_delegation());
}

TEST_CASE("wrong input is refused with its place and a way out") {
  struct Row {
    const char* name;
    std::string text;
    const char* said;
  };
  const auto row = GENERATE(values<Row>({
      {"empty file", "", "types.json: the file is empty; give the whole output of the command, as JSON\n"},
      {"blanks", " \n\t", "types.json: the file is empty; give the whole output of the command, as JSON\n"},
      {"no JSON", "InstanceTypes:\n",
       "types.json:1:1: this is not JSON; give the whole output of the command, as JSON\n"
       "    1 | InstanceTypes:\n"
       "      | ^\n"},
      {"a text", "\"m5.large\"",
       "types.json:1:1: this is not JSON; give the whole output of the command, as JSON\n"
       "    1 | \"m5.large\"\n"
       "      | ^\n"},
      {"cut off", "{\"InstanceTypes\": [\n  {\"InstanceType\": \"m5.large\", \"Net",
       "types.json:2:32: the JSON ends inside the text that starts here; the file may have been cut off\n"
       "    2 |   {\"InstanceType\": \"m5.large\", \"Net\n"
       "      |                                ^\n"},
      {"cut off between members", "{\"InstanceTypes\": [\n  {\"InstanceType\": \"m5.large\"},",
       "types.json:1:19: the JSON ends inside the list that starts here; the file may have been cut off\n"
       "    1 | {\"InstanceTypes\": [\n"
       "      |                   ^\n"},
      {"one bracket too many", "{\"InstanceTypes\": []}}",
       "types.json:1:22: unexpected \"}\" behind the end of the JSON; give the whole output of the command, as JSON\n"
       "    1 | {\"InstanceTypes\": []}}\n"
       "      |                      ^\n"},
      {"a comma is missing", "{\"InstanceTypes\" [\n]}",
       "types.json:1:18: this is not JSON\n"
       "    1 | {\"InstanceTypes\" [\n"
       "      |                  ^\n"},
      {"not UTF-8", "{\"InstanceTypes\": [],\n \"x\": \"\xFF\"}",
       "types.json:2:8: this is not UTF-8\n"
       "    2 |  \"x\": \"?\"}\n"
       "      |        ^\n"},
      {"a line end inside a text", "{\"InstanceTypes\": [],\n \"x\": \"a\nb\"}",
       "types.json:2:9: a control character stands inside a text\n"
       "    2 |  \"x\": \"a\n"
       "      |         ^\n"},
      {"another dump", "{\"Subnets\": []}",
       "types.json:1:1: this JSON has \"Subnets\" and no \"InstanceTypes\"; give the output of: aws ec2 "
       "describe-instance-types --output json\n"
       "    1 | {\"Subnets\": []}\n"
       "      | ^\n"},
      {"an empty object", "{}",
       "types.json:1:1: this JSON has no \"InstanceTypes\"; give the output of: aws ec2 describe-instance-types "
       "--output json\n"
       "    1 | {}\n"
       "      | ^\n"},
      {"types by name", "{\"InstanceTypes\": [\"m5.large\", 7]}",
       "types.json:1:20: instance type 1 is a text instead of an object; give the whole output of: aws ec2 "
       "describe-instance-types --output json\n"
       "    1 | {\"InstanceTypes\": [\"m5.large\", 7]}\n"
       "      |                    ^~~~~~~~~~\n"
       "types.json:1:32: instance type 2 is a number instead of an object; give the whole output of: aws ec2 "
       "describe-instance-types --output json\n"
       "    1 | {\"InstanceTypes\": [\"m5.large\", 7]}\n"
       "      |                                ^\n"},
      {"no list", "{\"InstanceTypes\": {\"a\": 1}}",
       "types.json:1:19: InstanceTypes is an object instead of a list\n"
       "    1 | {\"InstanceTypes\": {\"a\": 1}}\n"
       "      |                   ^\n"},
      {"no name", "[{\"NetworkInfo\": {\"MaximumNetworkInterfaces\": 3, \"Ipv4AddressesPerInterface\": 10}}]",
       "types.json:1:2: instance type 1: it has no InstanceType; that is its name, such as \"m5.large\"\n"
       "    1 | [{\"NetworkInfo\": {\"MaximumNetworkInterfaces\": 3, \"Ipv4AddressesPerInterface\": 10}}]\n"
       "      |  ^\n"},
      {"a name that is none", "[\n" + entry("m5 large") + "]",
       "types.json:2:18: instance type 1: \"m5 large\" is not the name of an instance type; a name has lower-case "
       "letters, digits, '.' and '-', 31 at most\n"
       "    2 | {\"InstanceType\": \"m5 large\", \"SupportedUsageClasses\": [\"on-demand\"], \"BareMetal\": false,\n"
       "      |                  ^~~~~~~~~~\n"},
      {"a name too long", "[\n{\"InstanceType\": \"m5.large-and-a-name-that-does-not-end\", \"NetworkInfo\":\n"
       "{\"MaximumNetworkInterfaces\": 3, \"Ipv4AddressesPerInterface\": 10}}]",
       "types.json:2:18: instance type 1: \"m5.large-and-a-name-that-does-not-end\" is not the name of an instance "
       "type; a name has lower-case letters, digits, '.' and '-', 31 at most\n"
       "    2 | {\"InstanceType\": \"m5.large-and-a-name-that-does-not-end\", \"NetworkInfo\":\n"
       "      |                  ^~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~~\n"},
      {"no network", "[{\"InstanceType\": \"m5.large\"}]",
       "types.json:1:2: m5.large: it has no NetworkInfo; that is where its ENIs and addresses stand; give the whole "
       "output of the command\n"
       "    1 | [{\"InstanceType\": \"m5.large\"}]\n"
       "      |  ^\n"},
      {"no limits", "[{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {}}]",
       "types.json:1:46: m5.large: its NetworkInfo has no Ipv4AddressesPerInterface; give the whole output of the "
       "command\n"
       "    1 | [{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {}}]\n"
       "      |                                              ^\n"
       "types.json:1:46: m5.large: its NetworkInfo has no MaximumNetworkInterfaces; give the whole output of the "
       "command\n"
       "    1 | [{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {}}]\n"
       "      |                                              ^\n"},
      {"several cards and no list of them",
       "[{\"InstanceType\": \"m5.large\", \"NetworkInfo\":\n{\"MaximumNetworkInterfaces\": 60, \"MaximumNetworkCards\": 4, "
       "\"Ipv4AddressesPerInterface\": 50}}]",
       "types.json:2:1: m5.large: it has 4 network cards but lists none, so the ENIs of its default card are unknown; "
       "make the dump anew with a current AWS CLI, whose NetworkInfo has NetworkCards\n"
       "    2 | {\"MaximumNetworkInterfaces\": 60, \"MaximumNetworkCards\": 4, \"Ipv4AddressesPerInterface\": 50}}]\n"
       "      | ^\n"},
      {"the default card is not there",
       "[{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"DefaultNetworkCardIndex\": 3,\n"
       "\"NetworkCards\": [{\"NetworkCardIndex\": 0, \"MaximumNetworkInterfaces\": 3}], "
       "\"Ipv4AddressesPerInterface\": 9}}]",
       "types.json:1:46: m5.large: its default network card 3 is not among its NetworkCards; give the whole output of "
       "the command\n"
       "    1 | [{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"DefaultNetworkCardIndex\": 3,\n"
       "      |                                              ^\n"},
      {"the default card says nothing",
       "[{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"NetworkCards\": [{\"NetworkCardIndex\": 0}],\n"
       "\"Ipv4AddressesPerInterface\": 9}}]",
       "types.json:1:46: m5.large: its default network card 0 has no MaximumNetworkInterfaces; give the whole output "
       "of the command\n"
       "    1 | [{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"NetworkCards\": [{\"NetworkCardIndex\": 0}],\n"
       "      |                                              ^\n"},
      {"a card listed twice",
       "[{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"NetworkCards\":\n"
       "[{\"NetworkCardIndex\": 0, \"MaximumNetworkInterfaces\": 3}, {\"NetworkCardIndex\": 0, "
       "\"MaximumNetworkInterfaces\": 4}],\n\"Ipv4AddressesPerInterface\": 9}}]",
       "types.json:1:46: m5.large: its network card 0 is listed twice\n"
       "    1 | [{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"NetworkCards\":\n"
       "      |                                              ^\n"},
      {"wrong types and numbers, all of them",
       "[{\"InstanceType\": \"m5.large\",\n\"BareMetal\": \"no\",\n\"VCpuInfo\": {\"DefaultVCpus\": 2.5},\n"
       "\"MemoryInfo\": {\"SizeInMiB\": 99999999999999999999},\n\"GpuInfo\": [],\n\"NetworkInfo\": {"
       "\"MaximumNetworkInterfaces\": 0,\n\"Ipv4AddressesPerInterface\": 65536}},\n"
       "{\"InstanceType\": \"m5.xlarge\",\n\"NetworkInfo\": {\"MaximumNetworkInterfaces\": -3, "
       "\"Ipv4AddressesPerInterface\": 1e1}}]",
       "types.json:2:14: m5.large: BareMetal is a text instead of true or false\n"
       "    2 | \"BareMetal\": \"no\",\n"
       "      |              ^~~~\n"
       "types.json:3:30: m5.large: DefaultVCpus 2.5 is not a whole number; it is a number from 1 to 1000000\n"
       "    3 | \"VCpuInfo\": {\"DefaultVCpus\": 2.5},\n"
       "      |                              ^~~\n"
       "types.json:4:29: m5.large: SizeInMiB 99999999999999999999 is out of range; it is a number from 1 to 1000000000\n"
       "    4 | \"MemoryInfo\": {\"SizeInMiB\": 99999999999999999999},\n"
       "      |                             ^~~~~~~~~~~~~~~~~~~~\n"
       "types.json:5:12: m5.large: GpuInfo is a list instead of an object\n"
       "    5 | \"GpuInfo\": [],\n"
       "      |            ^\n"
       "types.json:6:45: m5.large: MaximumNetworkInterfaces 0 is out of range; it is a number from 1 to 65535\n"
       "    6 | \"NetworkInfo\": {\"MaximumNetworkInterfaces\": 0,\n"
       "      |                                             ^\n"
       "types.json:7:30: m5.large: Ipv4AddressesPerInterface 65536 is out of range; it is a number from 1 to 65535\n"
       "    7 | \"Ipv4AddressesPerInterface\": 65536}},\n"
       "      |                              ^~~~~\n"
       "types.json:9:45: m5.xlarge: MaximumNetworkInterfaces -3 is out of range; it is a number from 1 to 65535\n"
       "    9 | \"NetworkInfo\": {\"MaximumNetworkInterfaces\": -3, \"Ipv4AddressesPerInterface\": 1e1}}]\n"
       "      |                                             ^~\n"
       "types.json:9:78: m5.xlarge: Ipv4AddressesPerInterface 1e1 is not a whole number; it is a number from 1 to "
       "65535\n"
       "    9 | \"NetworkInfo\": {\"MaximumNetworkInterfaces\": -3, \"Ipv4AddressesPerInterface\": 1e1}}]\n"
       "      |                                                                              ^~~\n"},
  }));
  CAPTURE(row.name);
  const auto answer = read(row.text);
  CHECK(answer.refused);
  CHECK(answer.said == row.said);
}

TEST_CASE("what is odd but no error is said") {
  struct Row {
    const char* name;
    std::string text;
    const char* said;
  };
  const auto row = GENERATE(values<Row>({
      {"no types", "{\"InstanceTypes\": []}",
       "types.json:1:19: warning: there is no instance type in this list\n"
       "    1 | {\"InstanceTypes\": []}\n"
       "      |                   ^\n"},
      {"another hypervisor",
       "{\"InstanceType\": \"m5.large\", \"Hypervisor\": \"nitro3\",\n\"NetworkInfo\": {\"MaximumNetworkInterfaces\": 3, "
       "\"Ipv4AddressesPerInterface\": 10}}",
       "types.json:1:44: warning: m5.large: the hypervisor \"nitro3\" is not known; it counts as unknown, so without "
       "prefixes\n"
       "    1 | {\"InstanceType\": \"m5.large\", \"Hypervisor\": \"nitro3\",\n"
       "      |                                            ^~~~~~~~\n"},
      {"the same twice", entry("m5.large") + entry("m5.large"), ""},
  }));
  CAPTURE(row.name);
  const auto answer = read(row.text);
  CHECK_FALSE(answer.refused);
  CHECK(answer.said == row.said);
}

TEST_CASE("a type given twice with other values is said, and the last counts") {
  const auto answer = read("[" + entry("m5.large") + ",\n{\"InstanceType\": \"m5.large\", \"NetworkInfo\": {" +
                           std::string(kThreeCards) + "}}]");
  CHECK_FALSE(answer.refused);
  CHECK(answer.said ==
        "types.json:5:18: warning: m5.large was given before with other values; the last entry counts\n"
        "    5 | {\"InstanceType\": \"m5.large\", \"NetworkInfo\": {\"MaximumNetworkInterfaces\": 14, "
        "\"MaximumNetworkCards\": ...\n"
        "      |                  ^~~~~~~~~~\n");
  CHECK(Catalog::overlaid(Catalog::embedded(), answer.types).find("m5.large")->enis == 4);
}

TEST_CASE("no mutation of a dump makes the reader crash or hang") {
  const std::string sound =
      "{\"InstanceTypes\": [" + entry("m5.large") + ",\n" + entry("p5.48xlarge", kThreeCards) + "]}\n" + entry("c5.large");
  REQUIRE_FALSE(read(sound).refused);
  constexpr std::string_view kBytes = "{}[]\",:\\ \n0-en\x01\xFF";
  std::uint32_t random = 12'345;
  const auto below = [&random](std::size_t bound) {
    random = random * 1'664'525u + 1'013'904'223u;
    return static_cast<std::size_t>(random >> 8) % bound;
  };
  int refused = 0;
  for (int round = 0; round < 4'000; ++round) {
    std::string text = sound;
    for (std::size_t edit = 0, edits = 1 + below(3); edit < edits && !text.empty(); ++edit) {
      const auto at = below(text.size());
      switch (below(4)) {
        case 0: text[at] = kBytes[below(kBytes.size())]; break;
        case 1: text.erase(at, 1 + below(20)); break;
        case 2: text.insert(at, 1, kBytes[below(kBytes.size())]); break;
        default: text.resize(at); break;
      }
    }
    text.shrink_to_fit();
    const auto answer = read(text);
    if (answer.refused) {
      ++refused;
      CHECK_FALSE(answer.said.empty());
    }
  }
  CHECK(refused > 1'000);
}
