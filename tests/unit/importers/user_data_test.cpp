#include "planner/importers/user_data.hpp"

#include <string>
#include <variant>

#include "tests/support/catch.hpp"

using namespace cniplan;

namespace {

std::string shown(const std::optional<MaxPodsSpec>& max_pods) {
  if (!max_pods) return "nothing";
  if (const auto* const pods = std::get_if<PodCount>(&*max_pods)) return std::to_string(pods->value());
  if (const auto* const expression = std::get_if<MaxPodsExpression>(&*max_pods)) return expression->text;
  return "auto";
}

}  // namespace

TEST_CASE("max Pods are found in user data of every kind of AMI") {
  struct Row {
    std::string name;
    std::string text;
    std::string max_pods;
  };
  const std::string head = "apiVersion: node.eks.aws/v1alpha1\nkind: NodeConfig\nspec:\n";
  const auto row = GENERATE_COPY(values<Row>({
      {"a NodeConfig", head + "  kubelet: {config: {maxPods: 110}}\n", "110"},
      {"kubelet's value before the expression",
       head + "  kubelet: {config: {maxPods: 58}, maxPodsExpression: \"default_enis\"}\n", "58"},
      {"an expression", head + "  kubelet: {maxPodsExpression: \"(default_enis - 1) * 2\"}\n",
       "(default_enis - 1) * 2"},
      {"a flag in a NodeConfig", head + "  kubelet: {flags: [\"--node-labels=a=b\", \"--max-pods=20\"]}\n",
       "20"},
      {"a part of a MIME message",
       "MIME-Version: 1.0\r\nContent-Type: multipart/mixed; boundary=\"X\"\r\n\r\n--X\r\nContent-Type: "
       "text/x-shellscript\r\n\r\necho\r\n--X\r\nContent-Type: application/node.eks.aws\r\n\r\n" +
           head + "  kubelet: {config: {maxPods: 31}}\r\n--X--\r\n",
       "31"},
      {"a script of Amazon Linux 2",
       "#!/bin/bash\n/etc/eks/bootstrap.sh c --kubelet-extra-args '--max-pods=17'\n", "17"},
      {"a flag and its value apart", "kubelet --max-pods 18\n", "18"},
      {"a flag without a number, then one with", "kubelet --max-pods=$N --max-pods=19\n", "19"},
      {"Windows", "& $EKSBootstrapScriptFile -KubeletExtraArgs \"--max-pods=40\"", "40"},
      {"Bottlerocket", "[settings.kubernetes]\ncluster-name = \"c\"\nmax-pods = 44\n", "44"},
      {"Bottlerocket, indented, behind a comment",
       "[settings.kubernetes]\n  # max-pods = 9\n  max-pods = 45 # ours\n", "45"},
      {"Bottlerocket, below [settings]", "[settings]\nkubernetes.max-pods = 46\n", "46"},
      {"Bottlerocket, the whole path", "settings.kubernetes.max-pods = 47\r\n", "47"},
      {"the table behind Bottlerocket's", "[settings.kubernetes]\nx = 1\n[settings.host]\nmax-pods = 44\n",
       "nothing"},
      {"a table that is never closed", "[settings.kubernetes\nmax-pods = 44\n", "nothing"},
      {"a comment, then a flag", "#!/bin/bash\n  # kubelet --max-pods=20\nkubelet --max-pods=21\n", "21"},
      {"a script that has lost its line ends", "#!/bin/bash /etc/eks/bootstrap.sh c --max-pods=22", "22"},
      {"another table than Bottlerocket's", "[other]\nmax-pods = 44\n", "nothing"},
      {"a flag that only begins so", "kubelet --max-pods-per-core=9\n", "nothing"},
      {"no Pods at all", "kubelet --max-pods=0\n", "nothing"},
      {"a boundary that is never used", "MIME-Version: 1.0\nboundary=\"\n", "nothing"},
      {"nothing", "", "nothing"},
  }));
  CAPTURE(row.name);
  CHECK(shown(user_data_max_pods(row.text)) == row.max_pods);
}

TEST_CASE("base64 is read as RFC 4648 has it, and nothing else is") {
  CHECK(decode_base64("Zm9vYmFy") == "foobar");
  CHECK(decode_base64("Zm9v\nYmE=\n") == "fooba");
  CHECK(decode_base64("Zg==") == "f");
  CHECK(decode_base64("Zg") == "f");
  CHECK(decode_base64("") == "");
  CHECK_FALSE(decode_base64("Z").has_value());
  CHECK_FALSE(decode_base64("Zg=").has_value());
  CHECK_FALSE(decode_base64("Z===").has_value());
  CHECK_FALSE(decode_base64("Zg==Zg==").has_value());
  CHECK_FALSE(decode_base64("#!/bin/bash").has_value());
}
