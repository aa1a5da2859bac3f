#include "planner/report/identifiers.hpp"

#include <string>
#include <vector>

#include "tests/support/catch.hpp"

using namespace cniplan::report;

namespace {

using Names = std::vector<std::string>;

std::string snake(const std::string& name) {
  return identifiers({name}, IdentifierStyle::snake_case, "subnet").front();
}
std::string camel(const std::string& name) {
  return identifiers({name}, IdentifierStyle::letters_and_digits, "subnet").front();
}

}  // namespace

TEST_CASE("a name becomes an identifier of either style") {
  struct Row {
    const char* name;
    std::string snake_case;
    std::string letters_and_digits;
  };
  const auto row = GENERATE(values<Row>({
      {"private-a", "private_a", "PrivateA"},
      {"private-eu-west-1a", "private_eu_west_1a", "PrivateEuWest1a"},
      {"PrivateSubnetA", "private_subnet_a", "PrivateSubnetA"},
      {"DBSubnet", "dbsubnet", "Dbsubnet"},
      {"a  b", "a_b", "AB"},
      {"10.0.0.0/24", "subnet_10_0_0_0_24", "Subnet10x0x0x0x24"},
      {"module.vpc.aws_subnet.private[0]", "module_vpc_aws_subnet_private_0", "ModuleVpcAwsSubnetPrivate0"},
      {"gr\u00f6\u00dfe", "gr_e", "GrE"},
      {"\u5b50\u7f51", "subnet", "Subnet"},
      {"", "subnet", "Subnet"},
      {"a\"b\nc", "a_b_c", "ABC"},
  }));
  CAPTURE(row.name);
  CHECK(snake(row.name) == row.snake_case);
  CHECK(camel(row.name) == row.letters_and_digits);
}

TEST_CASE("names that would become one identifier get a hash of their own, whoever is beside them") {
  const Names first = identifiers({"a-b", "c", "a.b"}, IdentifierStyle::snake_case, "subnet");
  CHECK(first == Names{"a_b_x2a89df63", "c", "a_b_x108bf50c"});
  const Names second = identifiers({"a.b", "d", "a-b", "a b"}, IdentifierStyle::snake_case, "subnet");
  CHECK(second[0] == first[2]);
  CHECK(second[2] == first[0]);
}

TEST_CASE("another name changes no identifier") {
  const Names few = identifiers({"private-a", "public-a"}, IdentifierStyle::letters_and_digits, "subnet");
  const Names more =
      identifiers({"added", "private-a", "b", "public-a"}, IdentifierStyle::letters_and_digits, "subnet");
  CHECK(more[1] == few[0]);
  CHECK(more[3] == few[1]);
}

TEST_CASE("one name twice is two identifiers") {
  const Names both = identifiers({"a", "a"}, IdentifierStyle::letters_and_digits, "subnet");
  CHECK(both[0] != both[1]);
}
