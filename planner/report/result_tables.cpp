#include "planner/report/result_tables.hpp"

#include <algorithm>
#include <optional>
#include <string>

#include "planner/report/node_layout.hpp"

namespace cniplan::report {
namespace {

DataCell cidr_cell(const std::optional<Cidr>& cidr) { return cidr ? DataCell(cidr->to_string()) : DataCell(); }

/// Hundredths of a percent, as everywhere in JSON.
DataCell share_cell(const std::optional<Share>& share) { return share ? DataCell(share->basis_points()) : DataCell(); }

/// Adds a column for every owner: used_by_control_plane.
void add_owner_columns(std::vector<std::string>& columns) {
  for (std::size_t at = 0; at < kAddressOwners; ++at) {
    std::string& column = columns.emplace_back("used_by_");
    column += to_string(static_cast<AddressOwner>(at));
    std::ranges::replace(column, '-', '_');
  }
}
void add_owners(std::vector<DataCell>& row, const SubnetDemand& demand) {
  for (const IpCount ips : demand.by_owner) row.emplace_back(ips);
}

DataTable subnets_data(const ClusterPlan& plan) {
  DataTable table{.name = "subnets",
                  .columns = {"subnet", "id", "az", "cidr", "usable", "scenario", "variant", "fits", "used", "free",
                              "utilization_basis_points", "prefixes", "missing_prefixes", "missing_singles",
                              "all_prefixes_chance_millionths"},
                  .rows = {}};
  add_owner_columns(table.columns);
  for (const SubnetPlan& subnet : plan.subnets) {
    const bool known = subnet.usable.has_value();
    for (const SubnetScenario& made : subnet.scenarios) {
      std::vector<DataCell> row = {subnet.label,
                                   DataCell::text_or_none(subnet.id),
                                   DataCell::text_or_none(subnet.az),
                                   cidr_cell(subnet.cidr),
                                   subnet.usable,
                                   plan.scenarios[made.scenario].name,
                                   DataCell::text_or_none(made.variant),
                                   known ? DataCell(made.fits()) : DataCell(),
                                   made.demand.total(),
                                   made.free,
                                   share_cell(made.utilization),
                                   made.demand.prefixes,
                                   known ? DataCell(made.missing_prefixes) : DataCell(),
                                   known ? DataCell(made.missing_singles) : DataCell(),
                                   made.prefix_outlook ? DataCell(made.prefix_outlook->all_millionths) : DataCell()};
      add_owners(row, made.demand);
      table.rows.push_back(std::move(row));
    }
  }
  return table;
}

DataTable scenarios_data(const ClusterPlan& plan) {
  DataTable table{.name = "scenarios",
                  .columns = {"scenario", "kind", "variant", "fits", "nodes", "pods", "used", "prefixes",
                              "network_interfaces", "network_address_units"},
                  .rows = {}};
  add_owner_columns(table.columns);
  for (const ScenarioPlan& made : plan.scenarios) {
    std::vector<DataCell> row = {made.name,
                                 to_string(made.kind),
                                 DataCell::text_or_none(made.variant),
                                 made.fits,
                                 made.nodes,
                                 made.pods,
                                 made.total.total(),
                                 made.total.prefixes,
                                 made.network_interfaces,
                                 made.network_address_units};
    add_owners(row, made.total);
    table.rows.push_back(std::move(row));
  }
  return table;
}

DataTable node_groups_data(const ClusterPlan& plan) {
  DataTable table{.name = "node-groups",
                  .columns = {"node_group", "manager", "os", "max_pods", "max_pods_source", "scenario", "nodes",
                              "extra_nodes", "pods", "branch_pods", "addresses", "addresses_of_leanest_types",
                              "fullest_instance_type", "fullest_pods", "fullest_enis", "fullest_addresses"},
                  .rows = {}};
  for (const NodeGroupPlan& group : plan.node_groups) {
    const bool has_max_pods = !group.types.empty();
    for (const NodeGroupScenario& made : group.scenarios) {
      const bool has_node = !made.type.empty();
      table.rows.push_back({group.name,
                            to_string(group.manager),
                            to_string(group.os),
                            has_max_pods ? DataCell(group.max_pods) : DataCell(),
                            has_max_pods ? DataCell(to_string(group.max_pods_source)) : DataCell(),
                            plan.scenarios[made.scenario].name,
                            made.nodes,
                            made.extra_nodes,
                            made.pods,
                            made.branch_pods,
                            made.addresses,
                            made.least_addresses,
                            DataCell::text_or_none(made.type),
                            has_node ? DataCell(made.most_pods) : DataCell(),
                            has_node ? DataCell(made.fullest.enis) : DataCell(),
                            has_node ? DataCell(made.fullest.total()) : DataCell()});
    }
  }
  return table;
}

DataTable exhaustion_data(const ClusterPlan& plan) {
  DataTable table{.name = "exhaustion",
                  .columns = {"node_group", "nodes", "pods", "lacks", "subnet", "scenario", "variant", "second_nodes",
                              "second_lacks", "second_subnet"},
                  .rows = {}};
  const auto add = [&](DataCell group, const Exhaustion& made) {
    table.rows.push_back({std::move(group),
                          made.nodes,
                          made.pods,
                          to_string(made.first.resource),
                          DataCell::text_or_none(made.first.subnet),
                          plan.scenarios[made.first.scenario].name,
                          DataCell::text_or_none(made.first.variant),
                          made.second_nodes,
                          made.second ? DataCell(to_string(made.second->resource)) : DataCell(),
                          made.second ? DataCell::text_or_none(made.second->subnet) : DataCell()});
  };
  // The row without a name is of all groups in proportion.
  if (plan.exhaustion) add({}, *plan.exhaustion);
  for (const NodeGroupPlan& group : plan.node_groups) {
    if (group.exhaustion) add(group.name, *group.exhaustion);
  }
  return table;
}

DataTable growth_data(const ClusterPlan& plan) {
  DataTable table{.name = "growth", .columns = {"subnet", "month", "used", "usable"}, .rows = {}};
  for (const SubnetPlan& subnet : plan.subnets) {
    if (!subnet.growth) continue;
    std::int64_t month = 0;
    for (const IpCount used : subnet.growth->demand) table.rows.push_back({subnet.label, month++, used, subnet.usable});
  }
  return table;
}

DataTable free_data(const SizeResult& result) {
  DataTable table{.name = "free", .columns = {"cidr", "size"}, .rows = {}};
  for (const Cidr& cidr : result.free) table.rows.push_back({cidr.to_string(), cidr.size()});
  return table;
}

DataTable reservations_data(const SizeResult& result) {
  DataTable table{.name = "reservations", .columns = {"subnet", "cidr", "type"}, .rows = {}};
  for (const SizedSubnet& subnet : result.subnets) {
    for (const Cidr& cidr : subnet.reservations) table.rows.push_back({subnet.label, cidr.to_string(), "prefix"});
  }
  return table;
}

DataTable sized_subnets_data(const SizeResult& result) {
  DataTable table{.name = "subnets",
                  .columns = {"subnet", "az", "uses", "given", "cidr", "prefix_length", "usable", "used", "prefixes",
                              "scenario", "variant", "because", "because_scenario", "because_variant"},
                  .rows = {}};
  for (const SizedSubnet& subnet : result.subnets) {
    const bool has_reason = !subnet.given;
    table.rows.push_back({subnet.label,
                          DataCell::text_or_none(subnet.az),
                          subnet.uses,
                          subnet.given,
                          cidr_cell(subnet.cidr),
                          subnet.prefix_length,
                          subnet.usable,
                          subnet.demand,
                          subnet.prefixes,
                          result.scenarios[subnet.scenario],
                          DataCell::text_or_none(subnet.variant),
                          has_reason ? DataCell(to_string(subnet.reason.cause)) : DataCell(),
                          has_reason ? DataCell(result.scenarios[subnet.reason.scenario]) : DataCell(),
                          has_reason ? DataCell::text_or_none(subnet.reason.variant) : DataCell()});
  }
  return table;
}

DataTable ways_out_data(const SizeResult& result) {
  DataTable table{.name = "ways-out", .columns = {"change", "fits", "nodes", "used", "space"}, .rows = {}};
  for (const WayOut& way : result.ways_out) {
    table.rows.push_back({way.change, way.fits, way.nodes, way.demand, way.space});
  }
  return table;
}

template <class Range>
DataCell least_of(const std::optional<Range>& range) {
  return range ? DataCell(range->least) : DataCell();
}
template <class Range>
DataCell most_of(const std::optional<Range>& range) {
  return range ? DataCell(range->most) : DataCell();
}

}  // namespace

DataTable findings_data(std::span<const Finding> findings, const Sources& sources) {
  DataTable table{.name = "findings",
                  .columns = {"rule", "severity", "subject", "message", "remedy", "state", "reason", "expires", "file",
                              "line", "column"},
                  .rows = {}};
  for (const Finding& finding : findings) {
    const Location& at = finding.location;
    const bool has_place = at.source >= 0;
    table.rows.push_back({finding.rule->id,
                          to_string(finding.severity),
                          finding.subject,
                          finding.message,
                          DataCell::text_or_none(finding.remedy),
                          to_string(finding.state),
                          DataCell::text_or_none(finding.reason),
                          finding.expires ? DataCell(finding.expires->to_string()) : DataCell(),
                          has_place ? DataCell(sources.name(at.source)) : DataCell(),
                          has_place ? DataCell(at.line) : DataCell(),
                          has_place ? DataCell(at.column) : DataCell()});
  }
  return table;
}

DataTable derivations_data(std::span<const Derivation> derivations) {
  DataTable table{.name = "derivations", .columns = {"figure", "formula", "values"}, .rows = {}};
  for (const Derivation& made : derivations) table.rows.push_back({made.figure, made.formula, made.values});
  return table;
}

std::vector<DataTable> tables_of(const ClusterPlan& plan, const Sources& sources) {
  std::vector<DataTable> tables;
  tables.push_back(subnets_data(plan));
  tables.push_back(scenarios_data(plan));
  tables.push_back(node_groups_data(plan));
  tables.push_back(exhaustion_data(plan));
  tables.push_back(growth_data(plan));
  tables.push_back(findings_data(plan.findings, sources));
  tables.push_back(derivations_data(plan.derivations));
  return tables;
}

std::vector<DataTable> tables_of(const SizeResult& result, const Sources& sources) {
  std::vector<DataTable> tables;
  tables.push_back(sized_subnets_data(result));
  tables.push_back(reservations_data(result));
  tables.push_back(free_data(result));
  tables.push_back(ways_out_data(result));
  tables.push_back(findings_data(result.findings, sources));
  tables.push_back(derivations_data(result.derivations));
  return tables;
}

std::vector<DataTable> more_tables_of(const CompareResult& result) {
  DataTable left_out{.name = "left-out", .columns = {"reason", "alternatives", "instance_types"}, .rows = {}};
  for (const LeftOut& made : result.left_out) {
    std::string types;
    for (const std::string& type : made.types) {
      if (!types.empty()) types += ' ';
      types += type;
    }
    left_out.rows.push_back({made.reason, made.count, DataCell::text_or_none(types)});
  }
  std::vector<DataTable> tables;
  tables.push_back(std::move(left_out));
  tables.push_back(derivations_data(result.derivations));
  return tables;
}

std::vector<DataTable> more_tables_of(const NodeCheck& check, const Sources& sources) {
  DataTable groups{.name = "groups",
                   .columns = {"group", "kind", "host", "os", "instance_type", "nodes", "least_max_pods",
                               "most_max_pods", "least_addressable_pods", "most_addressable_pods",
                               "least_recommended", "most_recommended", "pods", "room", "branch_room", "expression",
                               "verdict"},
                   .rows = {}};
  for (const CheckedGroup& group : check.groups) {
    const bool has_values = !group.max_pods.empty();
    groups.rows.push_back({DataCell::text_or_none(group.name),
                           to_string(group.kind),
                           to_string(group.host),
                           word_of(group.os),
                           DataCell::text_or_none(group.instance_type),
                           group.nodes,
                           has_values ? DataCell(group.max_pods.front().max_pods) : DataCell(),
                           has_values ? DataCell(group.max_pods.back().max_pods) : DataCell(),
                           least_of(group.addresses),
                           most_of(group.addresses),
                           least_of(group.recommended),
                           most_of(group.recommended),
                           group.pods ? DataCell(group.pods->total()) : DataCell(),
                           group.room,
                           group.branch_room,
                           group.expression,
                           to_string(group.verdict)});
  }
  std::vector<DataTable> tables;
  tables.push_back(std::move(groups));
  tables.push_back(findings_data(check.findings, sources));
  tables.push_back(derivations_data(check.derivations));
  return tables;
}

std::vector<DataTable> more_tables_of(const NodePlan& plan, const Sources& sources) {
  DataTable enis{.name = "enis",
                 .columns = {"answer", "eni", "network_card", "primary", "slots", "assigned", "cooling", "warm"},
                 .rows = {}};
  for (const NodeState& state : states_of(plan)) {
    std::int64_t number = 1;
    for (const EniUse& eni : state.node->enis) {
      enis.rows.push_back({state.word, number++, eni.network_card, eni.primary, eni.slots, eni.assigned, eni.cooling,
                           eni.warm});
    }
  }
  std::vector<DataTable> tables;
  tables.push_back(std::move(enis));
  tables.push_back(findings_data(plan.findings, sources));
  tables.push_back(derivations_data(plan.derivations));
  return tables;
}

}  // namespace cniplan::report
