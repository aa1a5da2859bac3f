#include "cli/cluster_input.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

#include "cli/options.hpp"
#include "planner/capacity/max_pods.hpp"
#include "planner/core/format.hpp"
#include "planner/core/integer.hpp"
#include "planner/core/line_index.hpp"
#include "planner/model/pod_network_model.hpp"
#include "planner/model/resolve.hpp"
#include "planner/plan/cni_mode.hpp"
#include "planner/plan/fleet.hpp"
#include "planner/plan/group_max_pods.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/spec/quantity.hpp"
#include "planner/spec/subnet_outline.hpp"

namespace cniplan::cli {
namespace {

constexpr const char* kFiles = "Cluster, as FILE has it";
constexpr const char* kCluster = "Cluster, in place of FILE";

constexpr std::size_t kLeastZones = 2;  // EKS wants subnets in two at least
constexpr std::size_t kMostZones = 6;   // no Region has more

/// The cluster of a few options, as meant.
struct QuickCluster {
  std::vector<Located<std::string>> types;
  std::optional<std::int64_t> pods;           // of the whole cluster, on the Pod network
  std::optional<std::int64_t> nodes;
  std::optional<std::int64_t> pods_per_node;  // not given: as many as a node holds
  std::int64_t cpu_millis = 0;                // what each Pod requests
  std::int64_t memory_bytes = 0;
  std::vector<std::string> zones;
  std::optional<Located<Cidr>> vpc;
  bool prefix_delegation = false;
  std::optional<Located<Cidr>> pod_cidr;      // a secondary CIDR for custom networking
  IpFamily ip_family = IpFamily::ipv4;
  std::int64_t albs = 0;
  std::int64_t nlbs = 0;
  bool public_subnets = false;
  bool as_eksctl = false;
};

void add_balancers(ClusterSpec& spec, std::string_view name, LoadBalancerType type, std::int64_t count) {
  for (std::int64_t i = 0; i < count; ++i) {
    spec.load_balancers.push_back({.name = Located<std::string>{fmt::format("{}-{}", name, i + 1)},
                                   .type = Located<LoadBalancerType>{type}});
  }
}

/// Everything but the Pods and nodes.
ClusterSpec quick_spec(const QuickCluster& cluster) {
  ClusterSpec spec;
  if (cluster.vpc) spec.vpc.cidrs.push_back(*cluster.vpc);
  if (cluster.ip_family == IpFamily::ipv6) spec.ip_family = Located<IpFamily>{IpFamily::ipv6};
  const auto set = [&](std::string_view variable) { spec.cni.env.push_back({{std::string(variable)}, {"true"}}); };
  if (cluster.prefix_delegation) set("ENABLE_PREFIX_DELEGATION");
  if (cluster.pod_cidr) {
    spec.vpc.cidrs.push_back(*cluster.pod_cidr);
    set("AWS_VPC_K8S_CNI_CUSTOM_NETWORK_CFG");
  }
  outline_subnets(spec, {.zones = cluster.zones,
                         .public_subnets = cluster.public_subnets,
                         .as_eksctl = cluster.as_eksctl});
  add_balancers(spec, "alb", LoadBalancerType::alb, cluster.albs);
  add_balancers(spec, "nlb", LoadBalancerType::nlb, cluster.nlbs);
  NodeGroupSpec group;
  group.name = Located<std::string>{"nodes"};
  group.instance_types = cluster.types;
  spec.node_groups = {std::move(group)};
  return spec;
}

/// Pods of the cluster's kind that a node holds: the fewest over its types.
std::int64_t pods_a_node(const QuickCluster& cluster, const ClusterModel& model) {
  const NodeGroupModel& group = model.node_groups.front();
  const GroupMaxPods max_pods = group_max_pods(model, group);
  std::int64_t most = full_node(max_pods, group.host_network_pods).value();
  for (const InstanceType& type : group.types) {
    const Allocatable has = allocatable_of(type, max_pods.value);
    if (cluster.cpu_millis > 0 && has.cpu_millis) most = std::min(most, *has.cpu_millis / cluster.cpu_millis);
    if (cluster.memory_bytes > 0 && has.memory_bytes) most = std::min(most, *has.memory_bytes / cluster.memory_bytes);
  }
  return most;
}

class ClusterInput {
 public:
  ClusterInput(const ClusterInputOptions& options, const ClusterInputNeeds& needs, const Catalog& catalog,
               std::string_view command, Sources& sources, Io& io)
      : options_(options), needs_(needs), catalog_(catalog), command_(command), sources_(sources), io_(io) {}

  std::optional<SpecImport> run() {
    auto imported = options_.input.files.empty() ? from_options() : from_files();
    if (error_) static_cast<void>(refuse(io_, command_, *error_));
    if (!faults_.empty()) io_.err += report::to_text(faults_, sources_);
    if (error_ || !faults_.empty()) return std::nullopt;
    return imported;
  }

 private:
  // From files.

  std::optional<SpecImport> from_files() {
    for (const auto& [option, given] :
         {std::pair("--pods", !options_.pods.empty()), std::pair("--type", !options_.types.empty()),
          std::pair("--nodes", !options_.nodes.empty()), std::pair("--cpu", !options_.cpu.empty()),
          std::pair("--memory", !options_.memory.empty()), std::pair("--prefix-delegation", options_.prefix_delegation),
          std::pair("--custom-networking", !options_.custom_networking.empty()),
          std::pair("--ip-family", !options_.ip_family.empty()), std::pair("--albs", !options_.albs.empty()),
          std::pair("--nlbs", !options_.nlbs.empty())}) {
      if (!given) continue;
      return fail(fmt::format("{}: FILE says what is in the cluster", option), "change FILE, or leave one of them out");
    }
    const auto settings = spec_input_settings(options_.input);
    if (!settings) {
      error_ = settings.error();
      return std::nullopt;
    }
    auto imported = read_spec_input(*settings, catalog_, command_, sources_, io_);
    if (!imported) return std::nullopt;
    if (has_pod_network(imported->spec)) {
      return fail("FILE is a cluster of EKS Anywhere or EKS Distro, which has no VPC", "see \"cniplan plan\" for it");
    }
    VpcSpec& vpc = imported->spec.vpc;
    if (!options_.vpc.empty()) {
      if (!vpc.cidrs.empty()) return fail("--vpc: FILE has a VPC", "leave --vpc out");
      if (const auto cidr = take("--vpc", options_.vpc)) vpc.cidrs.push_back(*cidr);
    }
    if (!vpc.subnets.empty()) {
      if (options_.azs.empty() && !options_.public_subnets) return imported;
      return fail(fmt::format("{}: FILE has subnets", options_.azs.empty() ? "--public" : "--azs"),
                  "change them there, or leave the option out");
    }
    outline_subnets(imported->spec,
                    {.zones = zones(), .public_subnets = options_.public_subnets, .as_eksctl = needs_.as_eksctl});
    if (needs_.vpc_cidr && vpc.cidrs.empty() && faults_.empty()) return fail("FILE has no VPC", "give its CIDR with --vpc");
    return imported;
  }

  // From options.

  std::optional<SpecImport> from_options() {
    check_options();
    if (error_) return std::nullopt;
    QuickCluster cluster{.prefix_delegation = options_.prefix_delegation,
                         .public_subnets = options_.public_subnets,
                         .as_eksctl = needs_.as_eksctl};
    read_numbers(cluster);
    cluster.zones = zones();
    if (!options_.ip_family.empty()) {
      static constexpr std::array<std::string_view, 2> kFamilies = {"ipv4", "ipv6"};
      const auto family = one_of("--ip-family", options_.ip_family, kFamilies);
      if (family) cluster.ip_family = *family == 1 ? IpFamily::ipv6 : IpFamily::ipv4;
      if (!family) fail(family.error());
    }
    read_requests(cluster);
    if (error_) return std::nullopt;
    for (const std::string& type : options_.types) cluster.types.push_back({type, place_of("--type", type)});
    if (!options_.vpc.empty()) cluster.vpc = take("--vpc", options_.vpc);
    if (!options_.custom_networking.empty()) {
      cluster.pod_cidr = take("--custom-networking", options_.custom_networking);
    }
    if (!faults_.empty()) return std::nullopt;
    return with_nodes(cluster);
  }

  void check_options() {
    if (options_.types.empty()) {
      fail("no instance type is given", "give --type, or name a file");
    } else if (options_.vpc.empty() && needs_.vpc_cidr) {
      fail("no VPC is given", "give its CIDR with --vpc");
    } else if (options_.pods.empty() && options_.nodes.empty()) {
      fail("neither Pods nor nodes are given", "give --pods or --nodes");
    } else if (!options_.pods.empty() && !options_.nodes.empty() && !options_.input.pods_per_node.empty()) {
      fail("--pods, --nodes and --pods-per-node say one thing too much", "leave one of them out");
    } else if (!options_.custom_networking.empty() && options_.ip_family == "ipv6") {
      fail("--custom-networking: there is none in an IPv6 cluster", "leave it or --ip-family ipv6 out");
    } else if (options_.public_subnets && needs_.as_eksctl) {
      fail("--public: eksctl's layout has public subnets", "leave it out");
    } else if (!options_.input.nodes_per_pool.empty() || !options_.input.cluster.empty()) {
      fail(fmt::format("{}: no FILE is given", options_.input.cluster.empty() ? "--nodes-per-pool" : "--cluster"),
           "leave it out, or name a file");
    }
  }

  /// The numbers among the options; those that are not given stay as they are.
  void read_numbers(QuickCluster& cluster) {
    constexpr std::int64_t kMostPods = 10'000'000;
    constexpr std::int64_t kMostNodes = 1'000'000;
    constexpr std::int64_t kMostPodsPerNode = 100'000;
    constexpr std::int64_t kMostBalancers = 1'000;
    std::optional<std::int64_t> albs;
    std::optional<std::int64_t> nlbs;
    struct Number {
      std::string_view option;
      const std::string& text;
      std::int64_t least;
      std::int64_t most;
      std::optional<std::int64_t>& value;
    };
    for (const Number& number :
         {Number{"--pods", options_.pods, 1, kMostPods, cluster.pods},
          Number{"--nodes", options_.nodes, 1, kMostNodes, cluster.nodes},
          Number{"--pods-per-node", options_.input.pods_per_node, 1, kMostPodsPerNode, cluster.pods_per_node},
          Number{"--albs", options_.albs, 0, kMostBalancers, albs},
          Number{"--nlbs", options_.nlbs, 0, kMostBalancers, nlbs}}) {
      if (number.text.empty()) continue;
      const auto read = whole_number(number.option, number.text, number.least, number.most);
      if (!read) {
        fail(read.error());
        return;
      }
      number.value = *read;
    }
    cluster.albs = albs.value_or(0);
    cluster.nlbs = nlbs.value_or(0);
  }

  /// "3", or zones by name: "eu-west-1a,eu-west-1b".
  std::vector<std::string> zones() {
    if (options_.azs.empty()) return unnamed_zones(3);
    if (parse_integer(options_.azs)) {
      const auto count = whole_number("--azs", options_.azs, kLeastZones, kMostZones);
      if (count) return unnamed_zones(static_cast<std::size_t>(*count));
      fail(count.error());
      return {};
    }
    std::vector<std::string> names;
    for (std::size_t from = 0; from <= options_.azs.size();) {
      const std::size_t comma = std::min(options_.azs.find(',', from), options_.azs.size());
      names.push_back(options_.azs.substr(from, comma - from));
      from = comma + 1;
    }
    std::vector<std::string> sorted = names;
    std::ranges::sort(sorted);
    const bool twice = std::ranges::adjacent_find(sorted) != sorted.end();
    if (twice || sorted.front().empty() || names.size() < kLeastZones || names.size() > kMostZones) {
      fail(fmt::format("--azs: \"{}\" is neither a number of zones nor {} to {} different names", options_.azs,
                       kLeastZones, kMostZones),
           "write 3, or eu-west-1a,eu-west-1b,eu-west-1c");
    }
    return names;
  }

  void read_requests(QuickCluster& cluster) {
    if (!options_.cpu.empty()) {
      const auto cpu = parse_cpu_millis(options_.cpu);
      if (cpu && *cpu > 0) cluster.cpu_millis = *cpu;
      if (!cpu || *cpu == 0) fail(fmt::format("--cpu: \"{}\" is no CPU request", options_.cpu), "write 250m, or 2");
    }
    if (!options_.memory.empty()) {
      const auto memory = parse_memory_bytes(options_.memory);
      if (memory && *memory > 0) cluster.memory_bytes = *memory;
      if (!memory || *memory == 0) {
        fail(fmt::format("--memory: \"{}\" is no memory request", options_.memory), "write 512Mi, or 2Gi");
      }
    }
  }

  /// nodeadm's default knows neither prefixes nor custom networking nor IPv6: who plans these sets max Pods.
  void recommend_max_pods(const QuickCluster& cluster, NodeGroupSpec& group) const {
    CniConfig cni;
    cni.prefix_delegation = cluster.prefix_delegation || cluster.ip_family == IpFamily::ipv6;
    cni.custom_networking = cluster.pod_cidr.has_value();
    cni.ip_family = cluster.ip_family;
    if (mode_of(cni) == CniMode::secondary_ip) return;
    std::optional<PodCount> least;
    for (const auto& name : cluster.types) {
      const InstanceType* const type = catalog_.find(name.value);
      const auto recommended = type == nullptr ? std::nullopt : recommended_max_pods(cni, *type);
      if (!recommended) return;
      least = std::min(least.value_or(*recommended), *recommended);
    }
    if (least) group.max_pods = Located<MaxPodsSpec>{*least};
  }

  std::optional<SpecImport> with_nodes(const QuickCluster& cluster) {
    ClusterSpec spec = quick_spec(cluster);
    NodeGroupSpec& group = spec.node_groups.front();
    group.nodes.desired = Located<std::int64_t>{cluster.nodes.value_or(1)};
    spec.pods_unknown = true;
    recommend_max_pods(cluster, group);
    const auto model = resolve(spec, catalog_);
    if (!model) {
      faults_ = model.error();
      return std::nullopt;
    }
    spec.pods_unknown = false;
    const std::int64_t full = pods_a_node(cluster, model->value);
    const bool asks = cluster.cpu_millis > 0 || cluster.memory_bytes > 0;
    if (full == 0 && asks) return fail("--type: no Pod fits onto a node with these requests", "take a larger type, or ask for less");
    std::int64_t per_node = cluster.pods_per_node.value_or(std::max<std::int64_t>(1, full));
    if (asks && per_node > full) {
      return fail(fmt::format("--pods-per-node: only {} Pods with these requests fit onto a node", full),
                  fmt::format("give at most {}, or leave it out", full));
    }
    if (cluster.nodes && cluster.pods && !cluster.pods_per_node) per_node = ceil_div(*cluster.pods, *cluster.nodes);
    // kubelet keeps memory for as many as max Pods allows.
    if (group.max_pods && !needs_.pods_as_workload) {
      const PodCount enough = PodCount(per_node) + kHostNetworkPods;
      group.max_pods->value = std::min(std::get<PodCount>(group.max_pods->value), enough);
    }
    const std::int64_t nodes = cluster.nodes ? *cluster.nodes : ceil_div(*cluster.pods, per_node);
    group.nodes.desired = Located<std::int64_t>{nodes};
    if (needs_.pods_as_workload) {
      WorkloadSpec workload;
      workload.name = Located<std::string>{"pods"};
      workload.replicas.desired = Located<std::int64_t>{cluster.pods.value_or(nodes * per_node)};
      if (cluster.cpu_millis > 0) workload.requests.cpu_millis = Located<std::int64_t>{cluster.cpu_millis};
      if (cluster.memory_bytes > 0) workload.requests.memory_bytes = Located<std::int64_t>{cluster.memory_bytes};
      spec.workloads.push_back(std::move(workload));
      spec.addons.emplace();
    } else {
      group.pods_per_node = Located<PodCount>{PodCount(per_node)};
    }
    return SpecImport{.spec = std::move(spec)};
  }

  // What is wrong.

  std::nullopt_t fail(UsageError error) {
    if (!error_) error_ = std::move(error);
    return std::nullopt;
  }
  std::nullopt_t fail(std::string message, std::string way_out) {
    return fail(UsageError{std::move(message), std::move(way_out)});
  }
  Location place_of(std::string_view option, const std::string& text) {
    const int source = sources_.add(std::string(option), text);
    return LineIndex(sources_.text(source), source).at(0, std::max<std::size_t>(1, text.size()));
  }
  std::optional<Located<Cidr>> take(std::string_view option, const std::string& text) {
    const auto cidr = cidr_of(option, text, sources_);
    if (cidr) return *cidr;
    faults_.insert(faults_.end(), cidr.error().begin(), cidr.error().end());
    return std::nullopt;
  }

  const ClusterInputOptions& options_;
  const ClusterInputNeeds& needs_;
  const Catalog& catalog_;
  const std::string_view command_;
  Sources& sources_;
  Io& io_;
  std::optional<UsageError> error_;
  Diagnostics faults_;
};

}  // namespace

void add_cluster_input_options(CLI::App& app, ClusterInputOptions& options, ModeOptions mode) {
  add_spec_input_options(app, options.input, kFiles);
  const auto option = [&](const char* name, std::string& value, const char* text, const char* type) {
    app.add_option(name, value, text)->type_name(type)->group(kCluster);
  };
  option("--pods", options.pods, "Pods on the Pod network, all together", "N");
  app.add_option("--type", options.types, "Instance type of the nodes; any number of times")
      ->type_name("TYPE")
      ->allow_extra_args(false)
      ->group(kCluster);
  option("--nodes", options.nodes, "Nodes [as many as the Pods take]", "N");
  option("--cpu", options.cpu, "What each Pod requests of CPU, 250m", "CPU");
  option("--memory", options.memory, "What each Pod requests of memory, 512Mi", "MEMORY");
  if (mode == ModeOptions::yes) {
    app.add_flag("--prefix-delegation", options.prefix_delegation, "ENIs get /28 prefixes")->group(kCluster);
    option("--custom-networking", options.custom_networking, "Pods have subnets of their own in this CIDR", "CIDR");
    option("--ip-family", options.ip_family, "ipv4 or ipv6 [ipv4]", "FAMILY");
  }
  option("--albs", options.albs, "Application load balancers", "N");
  option("--nlbs", options.nlbs, "Network load balancers", "N");
  option("--vpc", options.vpc, "CIDR of the VPC, also of a FILE without one", "CIDR");
  option("--azs", options.azs, "Zones, or their names; of a FILE without subnets too [3]", "N");
  app.add_flag("--public", options.public_subnets, "Public subnets, with NAT gateways and the load balancers")
      ->group(kCluster);
}

std::optional<SpecImport> read_cluster_input(const ClusterInputOptions& options, const ClusterInputNeeds& needs,
                                             const Catalog& catalog, std::string_view command, Sources& sources,
                                             Io& io) {
  return ClusterInput(options, needs, catalog, command, sources, io).run();
}

Result<Located<Cidr>, Diagnostics> cidr_of(std::string_view option, const std::string& text, Sources& sources) {
  const int source = sources.add(std::string(option), text);
  const Location at = LineIndex(text, source).at(0, std::max<std::size_t>(1, text.size()));
  const auto cidr = Cidr::parse(text);
  if (!cidr) {
    return failure(
        Diagnostics{{"cidr.text", Severity::error, fmt::format("{}: {}", option, describe(cidr.error(), text)),
                     way_out(cidr.error(), text), at}});
  }
  return Located<Cidr>{*cidr, at};
}

}  // namespace cniplan::cli
