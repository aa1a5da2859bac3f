#include "planner/importers/result_file.hpp"

#include <fmt/format.h>
#include <simdjson.h>

#include <algorithm>
#include <array>
#include <set>
#include <span>
#include <utility>
#include <vector>

#include "planner/core/integer.hpp"
#include "planner/core/utf8.hpp"
#include "planner/importers/document_reader.hpp"
#include "planner/importers/json_document.hpp"
#include "planner/importers/json_tree.hpp"

namespace cniplan {
namespace {

namespace ondemand = simdjson::ondemand;
using Kind = DocumentNode::Kind;

constexpr std::string_view kPlanKind = "cniplan/plan/";
constexpr std::string_view kPlanSchema = "cniplan/plan/v1";
constexpr std::string_view kWayOut = "\"cniplan plan FILE -o json=PLAN\" writes one";
constexpr std::int64_t kMost = 1'000'000'000'000'000;

constexpr JsonTree::Limits kLimits = {.deepest = 100,
                                      .too_deep = "this program writes no result that nests so deep",
                                      .most_values = 3'000'000,
                                      .counted = "values that are compared",
                                      .too_many = "compare the specs that it was made of"};

/// A member that is read; without members of its own it is read as a whole. A list is what its items are.
struct Wanted {
  std::string_view key;
  std::span<const Wanted> inner{};
};

constexpr std::array<Wanted, 2> kCluster = {{{"name"}, {"platform"}}};
constexpr std::array<Wanted, 1> kCatalog = {{{"date"}}};
constexpr std::array<Wanted, 7> kScenario = {
    {{"name"}, {"kind"}, {"variant"}, {"fits"}, {"nodes"}, {"pods"}, {"used"}}};
constexpr std::array<Wanted, 9> kSubnetScenario = {{{"scenario"},
                                                    {"variant"},
                                                    {"fits"},
                                                    {"used"},
                                                    {"free"},
                                                    {"utilization_basis_points"},
                                                    {"prefixes"},
                                                    {"missing_prefixes"},
                                                    {"missing_singles"}}};
constexpr std::array<Wanted, 6> kSubnet = {
    {{"name"}, {"id"}, {"az"}, {"cidr"}, {"usable"}, {"scenarios", kSubnetScenario}}};
constexpr std::array<Wanted, 5> kGroupScenario = {{{"scenario"}, {"nodes"}, {"pods"}, {"branch_pods"}, {"addresses"}}};
constexpr std::array<Wanted, 9> kNodeGroup = {{{"name"},
                                               {"manager"},
                                               {"os"},
                                               {"instance_types"},
                                               {"nodes"},
                                               {"subnets"},
                                               {"max_pods"},
                                               {"max_pods_source"},
                                               {"scenarios", kGroupScenario}}};
constexpr std::array<Wanted, 3> kExhaustion = {{{"nodes"}, {"pods"}, {"first"}}};
constexpr std::array<Wanted, 6> kFinding = {
    {{"rule"}, {"severity"}, {"subject"}, {"message"}, {"remedy"}, {"state"}}};
constexpr std::array<Wanted, 13> kPlan = {{{"schema"},
                                           {"cluster", kCluster},
                                           {"catalog", kCatalog},
                                           {"cni"},
                                           {"policy"},
                                           {"fits"},
                                           {"verdict"},
                                           {"scenarios", kScenario},
                                           {"subnets", kSubnet},
                                           {"node_groups", kNodeGroup},
                                           {"exhaustion", kExhaustion},
                                           {"growth"},
                                           {"findings", kFinding}}};

/// Takes out of the JSON what is read: what charts draw and derivations explain is most of a result.
class Chosen : JsonTree {
 public:
  Chosen(const std::string& text, int source) : JsonTree(text, source, kLimits) {}

  Result<std::vector<DocumentNode>, Diagnostics> run() {
    ondemand::parser parser;
    return read_pages<ondemand::document>(parser, [this](ondemand::value& value) { return chosen(value, 0, kPlan); });
  }

 private:
  DocumentNode chosen(ondemand::value& value, std::size_t depth, std::span<const Wanted> wanted) {
    const std::string_view token = token_of(value);
    if (wanted.empty()) return tree(value, depth);
    if (token.starts_with('[')) {
      return list(value, depth, [&](ondemand::value& item) -> std::optional<DocumentNode> {
        return chosen(item, depth + 1, wanted);
      });
    }
    return object(value, depth, [&](std::string_view key, ondemand::value& member) -> std::optional<DocumentNode> {
      const auto one = std::ranges::find(wanted, key, &Wanted::key);
      if (one == wanted.end()) return std::nullopt;
      return chosen(member, depth + 1, one->inner);
    });
  }
};

/// A mapping of the result, in which most members have to be there.
class Members : public MappingReader {
 public:
  Members(const DocumentNode& node, std::string subject, Diagnostics& diagnostics)
      : MappingReader(node, std::move(subject), diagnostics), node_(node) {}

  /// Empty where it is missing, wrong or null; all but null are errors.
  std::string text(std::string_view key) {
    require(key);
    auto value = MappingReader::text(key);
    return value ? std::move(value->value) : std::string();
  }
  /// The same, and null is an error.
  std::string text_not_null(std::string_view key) {
    reject_null(key);
    return text(key);
  }
  bool flag(std::string_view key) {
    require(key);
    reject_null(key);
    const auto value = boolean(key);
    return value && value->value;
  }
  std::optional<bool> flag_or_null(std::string_view key) {
    require(key);
    const auto value = boolean(key);
    return value ? std::optional(value->value) : std::nullopt;
  }
  template <class Amount>
  Amount amount(std::string_view key) {
    reject_null(key);
    return amount_or_null<Amount>(key, 0).value_or(Amount());
  }
  template <class Amount>
  std::optional<Amount> amount_or_null(std::string_view key, std::int64_t least) {
    require(key);
    const auto value = integer(key, least, kMost);
    return value ? std::optional(Amount(value->value)) : std::nullopt;
  }
  std::vector<std::string> names(std::string_view key) {
    require(key);
    std::vector<std::string> out;
    for (auto& name : texts(key)) out.push_back(std::move(name.value));
    return out;
  }
  template <class Word>
  Word word_of(std::string_view key, std::span<const std::string_view> words) {
    require(key);
    reject_null(key);
    const auto value = choice(key, words);
    return value ? static_cast<Word>(value->value) : Word{};
  }
  void things(std::string_view key, const std::function<void(const DocumentNode&)>& read) {
    require(key);
    reject_null(key);
    each(key, read);
  }
  /// The member; null where it is missing, null, or no mapping.
  const DocumentNode* mapping(std::string_view key) {
    require(key);
    const DocumentNode* const value = node(key);
    if (value == nullptr || value->kind == Kind::mapping) return value;
    error("result.type", fmt::format("{} is {} instead of an object", key, kind_name(*value)), std::string(kWayOut),
          value->location);
    return nullptr;
  }

 private:
  void require(std::string_view key) {
    if (valid() && node_.find(key) == nullptr) {
      error("result.incomplete", fmt::format("it has no {}", key), std::string(kWayOut), node_.location);
    }
  }
  void reject_null(std::string_view key) {
    const DocumentNode* const value = valid() ? node_.find(key) : nullptr;
    if (value == nullptr || value->kind != Kind::null) return;
    error("result.type", fmt::format("{} is null", key), std::string(kWayOut), value->location);
  }

  const DocumentNode& node_;
};

class PlanReader {
 public:
  Result<PlanSummary, Diagnostics> read(const DocumentNode& document) {
    Members in(document, "", diagnostics_);
    if (in.valid() && is_plan(in)) read_plan(in);
    sort_by_location(diagnostics_);
    if (has_errors(diagnostics_)) return failure(std::move(diagnostics_));
    return std::move(plan_);
  }

 private:
  /// Of something else nothing more is said than that.
  bool is_plan(Members& in) {
    const auto before = diagnostics_.size();
    const std::string schema = in.text_not_null("schema");
    if (diagnostics_.size() > before || schema == kPlanSchema) return diagnostics_.size() == before;
    const Location at = in.node("schema")->location;
    if (schema.starts_with(kPlanKind)) {
      in.error("result.version", fmt::format("this is \"{}\", and this version reads \"{}\"", schema, kPlanSchema),
               "plan anew with this version, or compare with the one that wrote it", at);
    } else {
      in.error("result.kind", fmt::format("this is \"{}\", and no plan of a VPC's subnets", schema), std::string(kWayOut), at);
    }
    return false;
  }

  void read_plan(Members& in) {
    if (const DocumentNode* const node = in.mapping("cluster")) {
      Members cluster(*node, "cluster", diagnostics_);
      plan_.name = cluster.text_not_null("name");
      add_setting("cluster.platform", cluster.text_not_null("platform"));
    }
    if (const DocumentNode* const node = in.mapping("catalog")) {
      add_setting("catalog.date", Members(*node, "catalog", diagnostics_).text_not_null("date"));
    }
    for (const std::string_view key : {"cni", "policy", "growth"}) {
      if (const DocumentNode* const node = in.mapping(key)) add_settings(*node, std::string(key));
    }
    plan_.fits = in.flag("fits");
    plan_.verdict = in.text_not_null("verdict");
    in.things("scenarios", [&](const DocumentNode& item) { read_scenario(item); });
    in.things("subnets", [&](const DocumentNode& item) { read_subnet(item); });
    in.things("node_groups", [&](const DocumentNode& item) { read_node_group(item); });
    if (const DocumentNode* const node = in.mapping("exhaustion")) read_exhaustion(*node);
    in.things("findings", [&](const DocumentNode& item) { read_finding(item); });
  }

  void add_setting(std::string path, std::string value) {
    plan_.settings.push_back({std::move(path), std::move(value)});
  }

  /// Every member with a value, whatever it is: a setting of which this version knows nothing is compared as well.
  void add_settings(const DocumentNode& mapping, const std::string& path) {
    constexpr std::string_view kShare = "_basis_points";
    for (const DocumentNode::Entry& entry : mapping.entries) {
      std::string inner = fmt::format("{}.{}", path, entry.key);
      if (entry.value.kind == Kind::mapping) {
        add_settings(entry.value, inner);
      } else if (entry.value.kind == Kind::scalar) {
        const auto share = inner.ends_with(kShare) ? parse_integer(entry.value.scalar) : std::nullopt;
        if (share && *share >= 0) {
          inner.resize(inner.size() - kShare.size());
          add_setting(std::move(inner), setting_text(Share::from_basis_points(*share)));
        } else {
          add_setting(std::move(inner), entry.value.scalar);
        }
      }
    }
  }

  void read_scenario(const DocumentNode& item) {
    Members in(item, "scenario", diagnostics_);
    if (!in.valid()) return;
    ScenarioSummary made{.name = in.text_not_null("name")};
    in.set_subject(fmt::format("scenario \"{}\"", made.name));
    made.kind = in.text_not_null("kind");
    made.variant = in.text("variant");
    made.fits = in.flag("fits");
    made.nodes = in.amount<NodeCount>("nodes");
    made.pods = in.amount<PodCount>("pods");
    made.used = in.amount<IpCount>("used");
    scenarios_.insert(made.name);
    plan_.scenarios.push_back(std::move(made));
  }

  /// The name of a scenario, which must be one of the plan's.
  std::string scenario_of(Members& in) {
    std::string name = in.text_not_null("scenario");
    const DocumentNode* const node = in.node("scenario");
    if (node != nullptr && !name.empty() && !scenarios_.contains(name)) {
      in.error("result.scenario", fmt::format("the plan has no scenario \"{}\"", name), std::string(kWayOut),
               node->location);
    }
    return name;
  }

  void read_subnet(const DocumentNode& item) {
    Members in(item, "subnet", diagnostics_);
    if (!in.valid()) return;
    SubnetSummary made{.name = in.text_not_null("name")};
    in.set_subject(fmt::format("subnet \"{}\"", made.name));
    made.id = in.text("id");
    made.az = in.text("az");
    made.cidr = in.text("cidr");
    made.usable = in.amount_or_null<IpCount>("usable", 0);
    in.things("scenarios", [&](const DocumentNode& scenario) {
      Members figures(scenario, in.subject(), diagnostics_);
      if (!figures.valid()) return;
      SubnetScenarioSummary out{.scenario = scenario_of(figures)};
      out.variant = figures.text("variant");
      out.used = figures.amount<IpCount>("used");
      out.free = figures.amount_or_null<IpCount>("free", -kMost);
      if (const auto share = figures.amount_or_null<IpCount>("utilization_basis_points", 0)) {
        out.utilization = Share::from_basis_points(share->value());
      }
      out.prefixes = figures.amount<PrefixCount>("prefixes");
      out.missing_prefixes = figures.amount_or_null<PrefixCount>("missing_prefixes", 0);
      out.missing_singles = figures.amount_or_null<IpCount>("missing_singles", 0);
      out.fits = figures.flag_or_null("fits");
      made.scenarios.push_back(std::move(out));
    });
    plan_.subnets.push_back(std::move(made));
  }

  void read_node_group(const DocumentNode& item) {
    Members in(item, "node group", diagnostics_);
    if (!in.valid()) return;
    NodeGroupSummary made{.name = in.text_not_null("name")};
    in.set_subject(fmt::format("node group \"{}\"", made.name));
    made.manager = in.text_not_null("manager");
    made.os = in.text_not_null("os");
    made.types = in.names("instance_types");
    if (const DocumentNode* const node = in.mapping("nodes")) {
      Members nodes(*node, fmt::format("{}: nodes", in.subject()), diagnostics_);
      made.min = nodes.amount<NodeCount>("min");
      made.desired = nodes.amount<NodeCount>("desired");
      made.max = nodes.amount<NodeCount>("max");
    }
    made.subnets = in.names("subnets");
    made.max_pods = in.amount_or_null<PodCount>("max_pods", 0);
    made.max_pods_source = in.text("max_pods_source");
    in.things("scenarios", [&](const DocumentNode& scenario) {
      Members figures(scenario, in.subject(), diagnostics_);
      if (!figures.valid()) return;
      NodeGroupScenarioSummary out{.scenario = scenario_of(figures)};
      out.nodes = figures.amount<NodeCount>("nodes");
      out.pods = figures.amount<PodCount>("pods") + figures.amount<PodCount>("branch_pods");
      out.addresses = figures.amount<IpCount>("addresses");
      made.scenarios.push_back(std::move(out));
    });
    plan_.node_groups.push_back(std::move(made));
  }

  void read_exhaustion(const DocumentNode& node) {
    Members in(node, "exhaustion", diagnostics_);
    ExhaustionSummary made{.nodes = in.amount<NodeCount>("nodes")};
    made.pods = in.amount<PodCount>("pods");
    if (const DocumentNode* const first = in.mapping("first")) {
      Members limit(*first, "exhaustion: first", diagnostics_);
      made.resource = limit.text_not_null("resource");
      made.subnet = limit.text("subnet");
      made.scenario = scenario_of(limit);
      made.variant = limit.text("variant");
    }
    plan_.exhaustion = std::move(made);
  }

  void read_finding(const DocumentNode& item) {
    static constexpr std::array<std::string_view, 3> kSeverities = {"error", "warning", "info"};
    static constexpr std::array<std::string_view, 3> kStates = {"open", "accepted", "known"};
    Members in(item, "finding", diagnostics_);
    if (!in.valid()) return;
    FindingSummary made{.rule = in.text_not_null("rule")};
    made.severity = in.word_of<Severity>("severity", kSeverities);
    made.subject = in.text_not_null("subject");
    made.message = in.text_not_null("message");
    made.remedy = in.text("remedy");
    made.state = in.word_of<FindingState>("state", kStates);
    plan_.findings.push_back(std::move(made));
  }

  PlanSummary plan_;
  std::set<std::string> scenarios_;
  Diagnostics diagnostics_;
};

std::string_view without_blanks(std::string_view text) {
  text.remove_prefix(std::min(text.find_first_not_of(" \t\r\n"), text.size()));
  return text;
}

}  // namespace

std::optional<std::string> result_schema(std::string_view text) {
  constexpr std::string_view kKey = "\"schema\"";
  constexpr std::string_view kOurs = "\"cniplan/";
  if (text.starts_with(kUtf8Bom)) text.remove_prefix(kUtf8Bom.size());
  if (!without_blanks(text).starts_with('{')) return std::nullopt;
  for (auto at = text.find(kKey); at != std::string_view::npos; at = text.find(kKey, at + 1)) {
    std::string_view rest = without_blanks(text.substr(at + kKey.size()));
    if (!rest.starts_with(':')) continue;
    rest = without_blanks(rest.substr(1));
    if (!rest.starts_with(kOurs)) continue;
    rest.remove_prefix(1);
    return std::string(rest.substr(0, rest.find_first_of("\"\\\n")));
  }
  return std::nullopt;
}

Result<PlanSummary, Diagnostics> read_plan_result(std::string_view text, int source) {
  std::string padded;
  padded.reserve(text.size() + kJsonPadding);
  padded = text;
  const auto documents = Chosen(padded, source).run();
  if (!documents) return failure(documents.error());
  if (documents->size() != 1) {
    return failure(Diagnostics{{.code = "result.more",
                                .message = fmt::format("the file holds {} results, and a plan is one", documents->size()),
                                .way_out = "give each plan a file of its own",
                                .location = documents->empty() ? Location{.source = source} : (*documents)[1].location}});
  }
  return PlanReader().read(documents->front());
}

}  // namespace cniplan
