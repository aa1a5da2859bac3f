// Writes what kubectl would print of a large cluster: generate_kubectl nodes|pods NODES PODS [SEED] > FILE

#include <cstdio>
#include <string_view>

#include "bench/kubectl_dump.hpp"
#include "planner/core/integer.hpp"

int main(int argc, char** argv) {
  using namespace cniplan;
  const auto number = [&](int argument) {
    return argument < argc ? parse_integer(argv[argument]) : std::nullopt;
  };
  const std::string_view what = argc > 1 ? argv[1] : "";
  const auto nodes = number(2);
  const auto pods = number(3);
  if ((what != "nodes" && what != "pods") || !nodes || !pods || *nodes < 1 || *pods < 0) {
    std::fputs("usage: generate_kubectl nodes|pods NODES PODS [SEED] > FILE\n", stderr);
    return 2;
  }
  const bench::KubectlDump dump{
      .nodes = *nodes, .pods = *pods, .seed = static_cast<std::uint64_t>(number(4).value_or(1))};
  const auto write = [](std::string_view text) { std::fwrite(text.data(), 1, text.size(), stdout); };
  if (what == "nodes") {
    bench::write_nodes(dump, write);
  } else {
    bench::write_pods(dump, write);
  }
  return std::fflush(stdout) == 0 && std::ferror(stdout) == 0 ? 0 : 1;
}
