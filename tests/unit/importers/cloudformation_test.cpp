#include "planner/importers/cloudformation.hpp"

#include <fmt/format.h>

#include <fstream>
#include <iterator>
#include <string>

#include "planner/report/diagnostic_text.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/input_mutator.hpp"
#include "tests/unit/importers/cloud_text.hpp"
#include "tests/unit/importers/import_text.hpp"

using namespace cniplan;
using cniplan::test::import_texts;

namespace {

/// What became of a file: the spec as text, empty when there is none, and everything that was said.
struct Read {
  std::string spec;
  std::string said;
};

Read read_text(const std::string& name, const std::string& text, std::string_view cluster = {}) {
  Sources sources;
  const int source = sources.add(name, text);
  const auto documents = read_documents(sources.text(source), source, "a template", YamlTags::kept);
  if (!documents) return {"", report::to_text(documents.error(), sources)};
  const auto imported = read_cloudformation(documents->front(), cluster);
  if (!imported) return {"", report::to_text(imported.error(), sources)};
  return {test::cloud_text(imported->spec), report::to_text(imported->warnings, sources)};
}

std::string fixture(const std::string& name) {
  std::ifstream file(fmt::format("{}/tests/fixtures/cloudformation/{}", CNIPLAN_SOURCE_DIR, name));
  REQUIRE(file);
  return {std::istreambuf_iterator<char>(file), {}};
}

std::string first_line(const std::string& text) {
  return text.substr(0, text.find('\n'));
}

Read read_fixture(const std::string& name) {
  return read_text(name, fixture(name));
}

}  // namespace

TEST_CASE("what templates say, and what they leave open, beside each of them") {
  const auto name = GENERATE(as<std::string>{}, "private-subnets.yaml", "vpc-only.yaml", "vpc-untagged.yaml", "functions.yaml", "nodegroup.yaml", "template.json",
                             "cdk.json", "wrong.yaml");
  CAPTURE(name);
  const Read read = read_fixture(name);
  CHECK(read.spec + "--\n" + read.said == fixture(name + ".read"));
}

TEST_CASE("a resource that its condition leaves out is a note") {
  const auto imported = import_texts({{"cdk.json", fixture("cdk.json")}});
  CHECK(imported.notes.contains("ignored: BatchNodegroup (AWS::EKS::Nodegroup) (condition MakeBatch does not hold by "
                                "the parameters' defaults)\n"));
}

TEST_CASE("Fn::Cidr cuts blocks as CloudFormation does") {
  struct Row {
    std::string name;
    std::string call;
    std::string result;
  };
  const auto row = GENERATE(values<Row>({
      {"the manual's example, the last block", "!Select [5, !Cidr [192.168.0.0/24, 6, 5]]", "192.168.0.160/27"},
      {"numbers as texts", "!Select [1, !Cidr [10.0.0.0/16, '2', '12']]", "10.0.16.0/20"},
      {"the whole block", "!Select [0, !Cidr [10.0.0.0/16, 1, 16]]", "10.0.0.0/16"},
      {"blocks that just fit", "!Select [255, !Cidr [10.0.0.0/16, 256, 8]]", "10.0.255.0/24"},
      {"one block more than fits", "!Select [0, !Cidr [10.0.0.0/24, 3, 7]]",
       "f.yaml:6:81: Fn::Cidr: 3 blocks of 128 addresses do not fit into 10.0.0.0/24; ask for fewer or smaller blocks\n"},
      {"too many blocks", "!Select [0, !Cidr [10.0.0.0/8, 257, 8]]",
       "f.yaml:6:81: Fn::Cidr: 257 blocks of 8 bits; ask for 1 to 256 blocks of 0 to 32 bits\n"},
      {"host bits", "!Select [0, !Cidr [10.0.0.1/16, 1, 8]]",
       "f.yaml:6:81: Fn::Cidr: 10.0.0.1/16 has host bits set; did you mean 10.0.0.0/16?\n"},
      {"an index too far", "!Select [2, !Cidr [10.0.0.0/16, 2, 8]]",
       "f.yaml:6:71: Fn::Select: there is no item 2 in a list of 2; the first item is 0\n"},
  }));
  CAPTURE(row.name);
  const Read read = read_text("f.yaml", "AWSTemplateFormatVersion: '2010-09-09'\nResources:\n  S:\n    Type: "
                                        "AWS::EC2::Subnet\n    Properties:\n      {AvailabilityZone: eu-west-1a, VpcId: "
                                        "vpc-1, CidrBlock: " +
                                            row.call + "}\n");
  if (read.spec.empty()) {
    CHECK(first_line(read.said) + "\n" == row.result);
  } else {
    CHECK(read.spec == "cluster - eks -\nsubnet S id - az eu-west-1a " + row.result + " []\n");
  }
}

TEST_CASE("CIDR reservations are their subnets', wherever they stand") {
  const Read read = read_text("t.yaml", R"(Resources:
  Early:
    Type: AWS::EC2::SubnetCidrReservation
    Properties: {SubnetId: !Ref A, Cidr: 10.0.0.0/28, ReservationType: explicit}
  Vpc:
    Type: AWS::EC2::VPC
    Properties: {CidrBlock: 10.0.0.0/16}
  A:
    Type: AWS::EC2::Subnet
    Properties: {VpcId: !Ref Vpc, CidrBlock: 10.0.0.0/24, AvailabilityZone: eu-west-1a}
  Late:
    Type: AWS::EC2::SubnetCidrReservation
    Properties: {SubnetId: !Ref A, Cidr: 10.0.0.128/25, ReservationType: prefix}
  Elsewhere:
    Type: AWS::EC2::SubnetCidrReservation
    Properties: {SubnetId: subnet-0b, Cidr: 10.1.0.0/28, ReservationType: prefix}
)");
  CHECK(read.spec.find("reservation A 10.0.0.0/28 explicit\nreservation A 10.0.0.128/25 prefix\n") != std::string::npos);
  CHECK(first_line(read.said) ==
        "t.yaml:16:28: warning: Elsewhere: its subnet subnet-0b is not in the template, so that it is left out; add it to the "
        "subnet in a spec of your own: reservations");
}

TEST_CASE("what cannot be a template is an error with its place") {
  struct Row {
    std::string name;
    std::string text;
    std::string said;
  };
  const auto row = GENERATE(values<Row>({
      {"a list", "[1]\n", "f.yaml:1:1: a template is a mapping, but this is a list; give a CloudFormation template"},
      {"no resources", "AWSTemplateFormatVersion: '2010-09-09'\n",
       "f.yaml:1:1: the template has no Resources; give a CloudFormation template"},
      {"resources of another kind", "Resources: [1]\n",
       "f.yaml:1:12: Resources must be a mapping, but is a list; give a CloudFormation template"},
      {"nothing that concerns addresses", "Resources: {B: {Type: 'AWS::S3::Bucket'}}\n",
       "f.yaml:1:1: the file has no VPC, subnet, EKS cluster or node group; give the template that makes them"},
      {"cut off", "Resources: {B: {Type: 'AWS::S3::Bucket'",
       "f.yaml:1:40: the bracket of line 1, column 16 is not closed; add the \"}\", or a comma between two entries"},
      {"a parameter that refers to nothing",
       "Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !Ref Blok}}}\nParameters: {Block: {Type: String}}\n",
       "f.yaml:1:69: \"Blok\" is neither a parameter nor a resource; did you mean \"Block\"?"},
      {"an attribute that is the resource's own circle",
       "Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: !GetAtt V.CidrBlock}}}\n",
       "f.yaml:1:72: warning: V: CidrBlock depends on a value that depends on itself; plan it in a spec of your own, or "
       "give the template with that filled in"},
  }));
  CAPTURE(row.name);
  const Read read = read_text("f.yaml", row.text);
  CHECK(first_line(read.said) == row.said);
}

TEST_CASE("a text that would grow without end is not known") {
  std::string text = "x";
  for (int i = 0; i < 40; ++i) text = "!Sub [\"${a}${a}\", {a: " + text + "}]";
  const Read read = read_text("f.yaml", "Resources: {V: {Type: 'AWS::EC2::VPC', Properties: {CidrBlock: " + text + "}}}\n");
  CHECK(read.said.find("V: CidrBlock depends on a text that is too long") != std::string::npos);
}

TEST_CASE("whatever is done to a template, reading it ends, and tells no secret") {
  const std::string whole = fixture("functions.yaml");
  test::InputMutator mutator(20'260'102);
  for (int i = 0; i < 200; ++i) {
    const Read read = read_text("f.yaml", mutator.mutate(whole));
    CAPTURE(i);
    CHECK((!read.spec.empty() || !read.said.empty()));
    CHECK(read.spec.find("hush") == std::string::npos);
  }
}

TEST_CASE("templates and plans are told from their content, and tags are functions only there") {
  const auto both = import_texts({{"stack.yaml", fixture("private-subnets.yaml")},
                                  {"more.yaml", "nodeGroups: [{name: workers, podsPerNode: 30}]\n"}});
  CHECK(both.spec.find("group workers managed linux [m6i.large] nodes 2/3/6 [private a PrivateB]") != std::string::npos);
  CHECK(import_texts({{"spec.yaml", "cluster: {name: !Ref Name}\n"}}).said ==
        "spec.yaml:1:17: the YAML tag \"!Ref\" has no meaning here; write the value without it\n");
  const auto plan = import_texts(
      {{"plan.json", R"({"format_version":"1.2","planned_values":{"root_module":{"resources":[
{"address":"aws_subnet.s","mode":"managed","type":"aws_subnet","name":"s","values":{"availability_zone":"eu-west-1a","cidr_block":"10.0.0.0/24"}}]}}})"},
       {"subnets.json", R"({"Subnets":[{"SubnetId":"subnet-0abc","CidrBlock":"10.0.0.0/24","AvailabilityZone":"eu-west-1a","AvailableIpAddressCount":200,"Tags":[{"Key":"Name","Value":"front"}]}]})"}});
  CHECK(plan.spec.find("subnet front id subnet-0abc az eu-west-1a 10.0.0.0/24") != std::string::npos);
}
