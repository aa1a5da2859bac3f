#include "bench/kubectl_dump.hpp"

#include <fmt/format.h>

#include <array>

#include "planner/core/seeded_random.hpp"

namespace cniplan::bench {
namespace {

/// Prints JSON as kubectl does. Texts are given as they stand between the quotes, escapes included.
class Printer {
 public:
  explicit Printer(std::string& out) : out_(out) {}

  void open(std::string_view key) { start(key, '{'); }
  void open_list(std::string_view key) { start(key, '['); }
  void close() { end('}'); }
  void close_list() { end(']'); }

  void text(std::string_view key, std::string_view value) {
    lead(key);
    out_ += '"';
    out_ += value;
    out_ += '"';
  }
  /// A number, true or false.
  void raw(std::string_view key, std::string_view value) {
    lead(key);
    out_ += value;
  }
  void empty(std::string_view key) { raw(key, "{}"); }

  void base(int depth) {
    depth_ = depth;
    first_ = true;
  }

 private:
  void lead(std::string_view key) {
    if (!first_) out_ += ',';
    if (!out_.empty()) out_ += '\n';
    first_ = false;
    out_.append(static_cast<std::size_t>(depth_) * 4, ' ');
    if (key.empty()) return;
    out_ += '"';
    out_ += key;
    out_ += "\": ";
  }
  void start(std::string_view key, char bracket) {
    lead(key);
    out_ += bracket;
    ++depth_;
    first_ = true;
  }
  void end(char bracket) {
    --depth_;
    out_ += '\n';
    out_.append(static_cast<std::size_t>(depth_) * 4, ' ');
    out_ += bracket;
    first_ = false;
  }

  std::string& out_;
  int depth_ = 0;
  bool first_ = true;
};

std::string hex(SeededRandom& random, std::size_t digits) {
  std::string out;
  while (out.size() < digits) out += fmt::format("{:016x}", random.next());
  out.resize(digits);
  return out;
}

std::string uid(SeededRandom& random) {
  return fmt::format("{}-{}-4{}-a{}-{}", hex(random, 8), hex(random, 4), hex(random, 3), hex(random, 3),
                     hex(random, 12));
}

std::string time_of(SeededRandom& random) {
  return fmt::format("2026-{:02}-{:02}T{:02}:{:02}:{:02}Z", 1 + random.below(8), 1 + random.below(28),
                     random.below(24), random.below(60), random.below(60));
}

struct Type {
  std::string_view name;
  int max_pods;
  int vcpus;
};
constexpr auto kTypes = std::to_array<Type>({{"m5.large", 29, 2},
                                             {"m5.xlarge", 58, 4},
                                             {"m6i.2xlarge", 58, 8},
                                             {"c6i.4xlarge", 234, 16},
                                             {"r5.2xlarge", 58, 8}});
constexpr std::array<std::string_view, 3> kZones = {"eu-west-1a", "eu-west-1b", "eu-west-1c"};

std::string node_name(std::int64_t number) {
  return fmt::format("ip-10-{}-{}-{}.eu-west-1.compute.internal", number / 62'500, number / 250 % 250,
                     number % 250 + 4);
}
std::string node_address(std::int64_t number) {
  return fmt::format("10.{}.{}.{}", number / 62'500, number / 250 % 250, number % 250 + 4);
}

/// Fields that a server-side apply owns, each an empty object.
void owned_fields(Printer& out, std::string_view parent, std::initializer_list<std::string_view> fields) {
  out.open(parent);
  out.empty(".");
  for (const std::string_view field : fields) out.empty(field);
  out.close();
}

void managed_fields(Printer& out, SeededRandom& random, std::string_view manager,
                    std::string_view subresource, const std::function<void()>& fields) {
  out.open("");
  out.text("apiVersion", "v1");
  out.text("fieldsType", "FieldsV1");
  out.open("fieldsV1");
  fields();
  out.close();
  out.text("manager", manager);
  out.text("operation", "Update");
  if (!subresource.empty()) out.text("subresource", subresource);
  out.text("time", time_of(random));
  out.close();
}

void condition(Printer& out, SeededRandom& random, std::string_view type, std::string_view status,
               std::string_view reason, std::string_view message) {
  out.open("");
  out.text("lastHeartbeatTime", time_of(random));
  out.text("lastTransitionTime", time_of(random));
  out.text("message", message);
  out.text("reason", reason);
  out.text("status", status);
  out.text("type", type);
  out.close();
}

void node(Printer& out, SeededRandom& random, std::int64_t number) {
  const Type& type = kTypes[static_cast<std::size_t>(number) % kTypes.size()];
  const std::string_view zone = kZones[static_cast<std::size_t>(number / 5) % kZones.size()];
  const std::string name = node_name(number);
  const std::string instance = "i-0" + hex(random, 16);
  out.open("");
  out.text("apiVersion", "v1");
  out.text("kind", "Node");
  out.open("metadata");
  out.open("annotations");
  out.text("alpha.kubernetes.io/provided-node-ip", node_address(number));
  out.text("csi.volume.kubernetes.io/nodeid",
           fmt::format(R"({{\"ebs.csi.aws.com\":\"{0}\",\"efs.csi.aws.com\":\"{0}\"}})", instance));
  out.text("node.alpha.kubernetes.io/ttl", "0");
  out.text("volumes.kubernetes.io/controller-managed-attach-detach", "true");
  out.close();
  out.text("creationTimestamp", time_of(random));
  out.open("labels");
  out.text("beta.kubernetes.io/arch", "amd64");
  out.text("beta.kubernetes.io/instance-type", type.name);
  out.text("beta.kubernetes.io/os", "linux");
  out.text("eks.amazonaws.com/capacityType", "ON_DEMAND");
  out.text("eks.amazonaws.com/nodegroup", fmt::format("general-{}", number / 500));
  out.text("eks.amazonaws.com/nodegroup-image", "ami-0" + hex(random, 16));
  out.text("eks.amazonaws.com/sourceLaunchTemplateId", "lt-0" + hex(random, 16));
  out.text("eks.amazonaws.com/sourceLaunchTemplateVersion", "1");
  out.text("failure-domain.beta.kubernetes.io/region", "eu-west-1");
  out.text("failure-domain.beta.kubernetes.io/zone", zone);
  out.text("k8s.io/cloud-provider-aws", hex(random, 32));
  out.text("kubernetes.io/arch", "amd64");
  out.text("kubernetes.io/hostname", name);
  out.text("kubernetes.io/os", "linux");
  out.text("node.kubernetes.io/instance-type", type.name);
  out.text("topology.ebs.csi.aws.com/zone", zone);
  out.text("topology.k8s.aws/zone-id", fmt::format("euw1-az{}", number / 5 % 3 + 1));
  out.text("topology.kubernetes.io/region", "eu-west-1");
  out.text("topology.kubernetes.io/zone", zone);
  out.close();
  out.open_list("managedFields");
  managed_fields(out, random, "aws-cloud-controller-manager", "", [&] {
    out.open("f:metadata");
    owned_fields(out, "f:labels",
                 {"f:beta.kubernetes.io/instance-type", "f:failure-domain.beta.kubernetes.io/region",
                  "f:failure-domain.beta.kubernetes.io/zone", "f:node.kubernetes.io/instance-type",
                  "f:topology.kubernetes.io/region", "f:topology.kubernetes.io/zone"});
    out.close();
    out.open("f:spec");
    out.empty("f:providerID");
    out.close();
  });
  managed_fields(out, random, "kubelet", "", [&] {
    out.open("f:metadata");
    owned_fields(out, "f:annotations",
                 {"f:alpha.kubernetes.io/provided-node-ip",
                  "f:volumes.kubernetes.io/controller-managed-attach-detach"});
    owned_fields(
        out, "f:labels",
        {"f:beta.kubernetes.io/arch", "f:beta.kubernetes.io/os", "f:eks.amazonaws.com/capacityType",
         "f:eks.amazonaws.com/nodegroup", "f:eks.amazonaws.com/nodegroup-image",
         "f:eks.amazonaws.com/sourceLaunchTemplateId", "f:eks.amazonaws.com/sourceLaunchTemplateVersion",
         "f:kubernetes.io/arch", "f:kubernetes.io/hostname", "f:kubernetes.io/os"});
    out.close();
  });
  managed_fields(out, random, "kubelet", "status", [&] {
    out.open("f:status");
    owned_fields(out, "f:allocatable", {"f:cpu", "f:ephemeral-storage", "f:memory", "f:pods"});
    owned_fields(out, "f:capacity", {"f:cpu", "f:ephemeral-storage", "f:memory", "f:pods"});
    out.open("f:conditions");
    for (const char* const kind : {"DiskPressure", "MemoryPressure", "PIDPressure", "Ready"}) {
      owned_fields(
          out, fmt::format(R"(k:{{\"type\":\"{}\"}})", kind),
          {"f:lastHeartbeatTime", "f:lastTransitionTime", "f:message", "f:reason", "f:status", "f:type"});
    }
    out.close();
    out.empty("f:images");
    out.open("f:nodeInfo");
    for (const char* const field :
         {"f:bootID", "f:containerRuntimeVersion", "f:kernelVersion", "f:kubeProxyVersion",
          "f:kubeletVersion", "f:machineID", "f:osImage", "f:systemUUID"}) {
      out.empty(field);
    }
    out.close();
    out.close();
  });
  out.close_list();
  out.text("name", name);
  out.text("resourceVersion", fmt::format("{}", 100'000'000 + random.below(900'000'000)));
  out.text("uid", uid(random));
  out.close();
  out.open("spec");
  out.text("providerID", fmt::format("aws:///{}/{}", zone, instance));
  out.close();
  out.open("status");
  out.open_list("addresses");
  for (const auto& [address, kind] : {std::pair(node_address(number), "InternalIP"),
                                      std::pair(name, "InternalDNS"), std::pair(name, "Hostname")}) {
    out.open("");
    out.text("address", address);
    out.text("type", kind);
    out.close();
  }
  out.close_list();
  for (const char* const amounts : {"allocatable", "capacity"}) {
    out.open(amounts);
    out.text("cpu", fmt::format("{}", type.vcpus));
    out.text("ephemeral-storage", "83873772Ki");
    out.text("hugepages-1Gi", "0");
    out.text("hugepages-2Mi", "0");
    out.text("memory", fmt::format("{}Ki", 7'900'000 + random.below(90'000)));
    out.text("pods", fmt::format("{}", type.max_pods));
    out.close();
  }
  out.open_list("conditions");
  condition(out, random, "MemoryPressure", "False", "KubeletHasSufficientMemory",
            "kubelet has sufficient memory available");
  condition(out, random, "DiskPressure", "False", "KubeletHasNoDiskPressure", "kubelet has no disk pressure");
  condition(out, random, "PIDPressure", "False", "KubeletHasSufficientPID",
            "kubelet has sufficient PID available");
  condition(out, random, "Ready", "True", "KubeletReady", "kubelet is posting ready status");
  out.close_list();
  out.open("daemonEndpoints");
  out.open("kubeletEndpoint");
  out.raw("Port", "10250");
  out.close();
  out.close();
  out.open_list("images");
  for (int image = 0; image < 20; ++image) {
    out.open("");
    out.open_list("names");
    out.text("", fmt::format("602401143452.dkr.ecr.eu-west-1.amazonaws.com/team-{}/service-{}@sha256:{}",
                             random.below(40), random.below(400), hex(random, 64)));
    out.text("", fmt::format("602401143452.dkr.ecr.eu-west-1.amazonaws.com/team-{}/service-{}:v1.{}.{}",
                             random.below(40), random.below(400), random.below(60), random.below(30)));
    out.close_list();
    out.raw("sizeBytes", fmt::format("{}", 1'000'000 + random.below(400'000'000)));
    out.close();
  }
  out.close_list();
  out.open("nodeInfo");
  out.text("architecture", "amd64");
  out.text("bootID", uid(random));
  out.text("containerRuntimeVersion", "containerd://1.7.27");
  out.text("kernelVersion", "6.1.141-155.222.amzn2023.x86_64");
  out.text("kubeProxyVersion", "v1.33.1-eks-1fbb135");
  out.text("kubeletVersion", "v1.33.1-eks-1fbb135");
  out.text("machineID", hex(random, 32));
  out.text("operatingSystem", "linux");
  out.text("osImage", "Amazon Linux 2023.7.20250623");
  out.text("systemUUID", uid(random));
  out.close();
  out.close();
  out.close();
}

void container_fields(Printer& out, std::string_view name) {
  out.open(fmt::format(R"(k:{{\"name\":\"{}\"}})", name));
  out.empty(".");
  owned_fields(out, "f:env", {R"(k:{\"name\":\"LOG_LEVEL\"})", R"(k:{\"name\":\"DATABASE_URL\"})"});
  out.empty("f:image");
  out.empty("f:imagePullPolicy");
  owned_fields(out, "f:livenessProbe",
               {"f:failureThreshold", "f:httpGet", "f:periodSeconds", "f:timeoutSeconds"});
  out.empty("f:name");
  owned_fields(out, "f:ports", {R"(k:{\"containerPort\":8080,\"protocol\":\"TCP\"})"});
  owned_fields(out, "f:resources", {"f:limits", "f:requests"});
  out.empty("f:terminationMessagePath");
  owned_fields(out, "f:volumeMounts", {R"(k:{\"mountPath\":\"/etc/app\"})", R"(k:{\"mountPath\":\"/tmp\"})"});
  out.close();
}

void container(Printer& out, SeededRandom& random, std::string_view name) {
  out.open("");
  out.open_list("args");
  out.text("", "--config=/etc/app/config.yaml");
  out.text("", "--log-format=json");
  out.close_list();
  out.open_list("env");
  for (const auto& [variable, value] :
       {std::pair("LOG_LEVEL", std::string("info")),
        std::pair("DATABASE_URL", "postgres://db.internal:5432/" + hex(random, 12)),
        std::pair("REGION", std::string("eu-west-1"))}) {
    out.open("");
    out.text("name", variable);
    out.text("value", value);
    out.close();
  }
  out.open("");
  out.text("name", "POD_NAME");
  out.open("valueFrom");
  out.open("fieldRef");
  out.text("apiVersion", "v1");
  out.text("fieldPath", "metadata.name");
  out.close();
  out.close();
  out.close();
  out.close_list();
  out.text("image", fmt::format("602401143452.dkr.ecr.eu-west-1.amazonaws.com/team/{}:v1.{}.{}", name,
                                random.below(60), random.below(30)));
  out.text("imagePullPolicy", "IfNotPresent");
  for (const char* const probe : {"livenessProbe", "readinessProbe"}) {
    out.open(probe);
    out.raw("failureThreshold", "3");
    out.open("httpGet");
    out.text("path", "/healthz");
    out.raw("port", "8080");
    out.text("scheme", "HTTP");
    out.close();
    out.raw("periodSeconds", "10");
    out.raw("successThreshold", "1");
    out.raw("timeoutSeconds", "1");
    out.close();
  }
  out.text("name", name);
  out.open_list("ports");
  out.open("");
  out.raw("containerPort", "8080");
  out.text("name", "http");
  out.text("protocol", "TCP");
  out.close();
  out.close_list();
  out.open("resources");
  for (const char* const amounts : {"limits", "requests"}) {
    out.open(amounts);
    out.text("cpu", "250m");
    out.text("memory", "256Mi");
    out.close();
  }
  out.close();
  out.text("terminationMessagePath", "/dev/termination-log");
  out.text("terminationMessagePolicy", "File");
  out.open_list("volumeMounts");
  for (const auto& [path, volume] :
       {std::pair("/etc/app", "config"),
        std::pair("/var/run/secrets/kubernetes.io/serviceaccount", "kube-api-access")}) {
    out.open("");
    out.text("mountPath", path);
    out.text("name", volume);
    out.raw("readOnly", "true");
    out.close();
  }
  out.close_list();
  out.close();
}

/// `rank` is the Pod's among those of its node.
void pod(Printer& out, SeededRandom& random, std::int64_t number, std::int64_t node_number,
         std::int64_t rank) {
  const std::string service = fmt::format("service-{}", number % 400);
  const std::string set = fmt::format("{}-{}", service, hex(random, 10));
  const std::string name = fmt::format("{}-{}", set, hex(random, 5));
  const bool host_network = rank < 2;  // aws-node and kube-proxy
  const bool succeeded = !host_network && number % 97 == 0;
  out.open("");
  out.text("apiVersion", "v1");
  out.text("kind", "Pod");
  out.open("metadata");
  out.open("annotations");
  out.text("checksum/config", hex(random, 64));
  out.text("kubectl.kubernetes.io/restartedAt", time_of(random));
  out.text("prometheus.io/scrape", "true");
  out.close();
  out.text("creationTimestamp", time_of(random));
  out.text("generateName", set + "-");
  out.open("labels");
  out.text("app.kubernetes.io/instance", service);
  out.text("app.kubernetes.io/name", service);
  out.text("pod-template-hash", hex(random, 10));
  out.close();
  out.open_list("managedFields");
  managed_fields(out, random, "kube-controller-manager", "", [&] {
    out.open("f:metadata");
    owned_fields(out, "f:annotations",
                 {"f:checksum/config", "f:kubectl.kubernetes.io/restartedAt", "f:prometheus.io/scrape"});
    out.empty("f:generateName");
    owned_fields(out, "f:labels",
                 {"f:app.kubernetes.io/instance", "f:app.kubernetes.io/name", "f:pod-template-hash"});
    owned_fields(out, "f:ownerReferences", {fmt::format(R"(k:{{\"uid\":\"{}\"}})", uid(random))});
    out.close();
    out.open("f:spec");
    out.open("f:containers");
    container_fields(out, "app");
    out.close();
    for (const char* const field :
         {"f:dnsPolicy", "f:enableServiceLinks", "f:restartPolicy", "f:schedulerName", "f:securityContext",
          "f:serviceAccount", "f:serviceAccountName", "f:terminationGracePeriodSeconds"}) {
      out.empty(field);
    }
    out.close();
  });
  managed_fields(out, random, "kubelet", "status", [&] {
    out.open("f:status");
    for (const char* const field : {"f:containerStatuses", "f:hostIP", "f:hostIPs", "f:phase", "f:podIP"})
      out.empty(field);
    owned_fields(out, "f:podIPs", {R"(k:{\"ip\":\"10.0.1.1\"})"});
    out.empty("f:startTime");
    out.close();
  });
  out.close_list();
  out.text("name", name);
  out.text("namespace", fmt::format("team-{}", number % 40));
  out.open_list("ownerReferences");
  out.open("");
  out.text("apiVersion", "apps/v1");
  out.raw("blockOwnerDeletion", "true");
  out.raw("controller", "true");
  out.text("kind", host_network ? "DaemonSet" : "ReplicaSet");
  out.text("name", host_network ? (rank == 0 ? "aws-node" : "kube-proxy") : set);
  out.text("uid", uid(random));
  out.close();
  out.close_list();
  out.text("resourceVersion", fmt::format("{}", 100'000'000 + random.below(900'000'000)));
  out.text("uid", uid(random));
  out.close();
  out.open("spec");
  out.open_list("containers");
  container(out, random, "app");
  out.close_list();
  out.text("dnsPolicy", "ClusterFirst");
  out.raw("enableServiceLinks", "true");
  if (host_network) out.raw("hostNetwork", "true");
  out.text("nodeName", node_name(node_number));
  out.text("preemptionPolicy", "PreemptLowerPriority");
  out.raw("priority", "0");
  out.text("restartPolicy", "Always");
  out.text("schedulerName", "default-scheduler");
  out.empty("securityContext");
  out.text("serviceAccount", service);
  out.text("serviceAccountName", service);
  out.raw("terminationGracePeriodSeconds", "30");
  out.open_list("tolerations");
  for (const char* const key : {"node.kubernetes.io/not-ready", "node.kubernetes.io/unreachable"}) {
    out.open("");
    out.text("effect", "NoExecute");
    out.text("key", key);
    out.text("operator", "Exists");
    out.raw("tolerationSeconds", "300");
    out.close();
  }
  out.close_list();
  out.open_list("volumes");
  out.open("");
  out.open("configMap");
  out.raw("defaultMode", "420");
  out.text("name", service);
  out.close();
  out.text("name", "config");
  out.close();
  out.open("");
  out.text("name", "kube-api-access");
  out.open("projected");
  out.raw("defaultMode", "420");
  out.open_list("sources");
  out.open("");
  out.open("serviceAccountToken");
  out.raw("expirationSeconds", "3607");
  out.text("path", "token");
  out.close();
  out.close();
  out.close_list();
  out.close();
  out.close();
  out.close_list();
  out.close();
  out.open("status");
  out.open_list("conditions");
  for (const char* const kind :
       {"PodReadyToStartContainers", "Initialized", "Ready", "ContainersReady", "PodScheduled"}) {
    out.open("");
    out.raw("lastProbeTime", "null");
    out.text("lastTransitionTime", time_of(random));
    out.text("status", "True");
    out.text("type", kind);
    out.close();
  }
  out.close_list();
  out.open_list("containerStatuses");
  out.open("");
  out.text("containerID", "containerd://" + hex(random, 64));
  out.text("image", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/team/app:v1.2.3");
  out.text("imageID", "602401143452.dkr.ecr.eu-west-1.amazonaws.com/team/app@sha256:" + hex(random, 64));
  out.empty("lastState");
  out.text("name", "app");
  out.raw("ready", "true");
  out.raw("restartCount", "0");
  out.raw("started", "true");
  out.open("state");
  out.open("running");
  out.text("startedAt", time_of(random));
  out.close();
  out.close();
  out.close();
  out.close_list();
  out.text("hostIP", node_address(node_number));
  out.text("phase", succeeded ? "Succeeded" : "Running");
  const std::string address =
      fmt::format("10.{}.{}.{}", 128 + random.below(100), random.below(250), random.below(250));
  out.text("podIP", host_network ? node_address(node_number) : address);
  out.open_list("podIPs");
  out.open("");
  out.text("ip", host_network ? node_address(node_number) : address);
  out.close();
  out.close_list();
  out.text("qosClass", "Burstable");
  out.text("startTime", time_of(random));
  out.close();
  out.close();
}

/// A list of items between kubectl's own head and tail.
template <class Item>
void write_list(std::int64_t items, const WriteText& write, Item item) {
  write("{\n    \"apiVersion\": \"v1\",\n    \"items\": [");
  std::string text;
  for (std::int64_t number = 0; number < items; ++number) {
    text.clear();
    Printer out(text);
    out.base(2);
    item(out, number);
    write(number == 0 ? "\n" : ",\n");
    write(text);
  }
  write(
      "\n    ],\n    \"kind\": \"List\",\n    \"metadata\": {\n        \"resourceVersion\": \"\"\n    "
      "}\n}\n");
}

}  // namespace

void write_nodes(const KubectlDump& dump, const WriteText& write) {
  SeededRandom random(dump.seed);
  write_list(dump.nodes, write, [&](Printer& out, std::int64_t number) { node(out, random, number); });
}

void write_pods(const KubectlDump& dump, const WriteText& write) {
  SeededRandom random(dump.seed + 1);
  // kubectl lists Pods by namespace and name, so that those of a node stand far apart.
  constexpr std::int64_t kStride = 7'919;
  write_list(dump.pods, write, [&](Printer& out, std::int64_t number) {
    pod(out, random, number, number * kStride % dump.nodes, number / dump.nodes);
  });
}

}  // namespace cniplan::bench
