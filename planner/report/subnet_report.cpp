#include "planner/report/subnet_report.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "planner/core/format.hpp"
#include "planner/report/csv.hpp"
#include "planner/report/grid.hpp"
#include "planner/report/wrap.hpp"

namespace cniplan::report {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMostRows = 256;
constexpr std::size_t kMapRow = 64;

std::string text(auto count) { return fmt::format("{}", count); }

std::string power_of_two(const std::optional<int>& exponent) {
  if (!exponent) return "none";
  // Beyond a million the power says more than the digits.
  constexpr int kShortest = 20;
  return *exponent <= kShortest ? fmt::format("{}", std::int64_t{1} << *exponent) : fmt::format("2^{}", *exponent);
}

std::string usage_word(const Ipv6Capacity& capacity) {
  return capacity.all_used ? "all" : capacity.any_used ? "partly" : "none";
}

struct Section {
  std::string title;
  std::string text;  // preformatted, or a grid when there is one
  std::optional<Grid> grid;
};

/// A figure with the sum it came from.
struct Explained {
  std::string figure;
  std::string formula;
};

std::vector<Explained> explain(const SubnetCapacity& c) {
  const int n = c.cidr.prefix_length();
  std::vector<Explained> out;
  out.push_back({"size", fmt::format("2^(32 - {}) = {}", n, c.size)});
  out.push_back({"reserved", c.bounds == SubnetBounds::larger
                                 ? fmt::format("0: larger than /{}, so no subnet, and AWS reserves nothing", kLargestSubnet)
                                 : fmt::format("{}: AWS keeps the first four addresses and the last", c.reserved)});
  out.push_back({"usable", fmt::format("size - reserved = {} - {} = {}", c.size, c.reserved, c.usable)});
  out.push_back({"used", c.used_reserved == IpCount(0)
                             ? fmt::format("{}: the addresses given as used, each counted once", c.used)
                             : fmt::format("given as used - those reserved = {} - {} = {}", c.used + c.used_reserved,
                                           c.used_reserved, c.used)});
  out.push_back({"free", fmt::format("usable - used = {} - {} = {}", c.usable, c.used, c.free)});
  const PrefixBlocks& b = c.blocks;
  const PrefixCount all = b.assignable + b.reserved;
  out.push_back({"assignable /28", n > kEniPrefixLength
                                       ? fmt::format("0: /{} is smaller than a /28", n)
                                       : fmt::format("2^(28 - {}) - those that hold a reserved address = {} - {} = {}", n,
                                                     all, b.reserved, b.assignable)});
  out.push_back({"free /28", fmt::format("assignable - fragmented - full = {} - {} - {} = {}", b.assignable, b.fragmented,
                                         b.full, b.free)});
  out.push_back({"fragmented", fmt::format("free - 16 * free /28 = {} - 16 * {} = {}", c.free, b.free, c.fragmented)});
  return out;
}

std::vector<Explained> explain(const Ipv6Capacity& c) {
  const int n = c.prefix.prefix_length();
  std::vector<Explained> out;
  out.push_back({"addresses", fmt::format("2^(128 - {}) = 2^{}", n, 128 - n)});
  if (c.subnets_exponent) out.push_back({"/64", fmt::format("2^(64 - {}) = 2^{}", n, *c.subnets_exponent)});
  if (c.prefixes_exponent) {
    out.push_back({"/80", fmt::format("2^({} - {}) = 2^{}", kIpv6EniPrefixLength, n, *c.prefixes_exponent)});
  }
  return out;
}

std::vector<Explained> explain(const BlockCapacity& capacity) {
  return std::visit([](const auto& c) { return explain(c); }, capacity);
}

std::string name_of(const BlockCapacity& capacity) {
  if (const auto* ipv4 = std::get_if<SubnetCapacity>(&capacity)) return ipv4->cidr.to_string();
  return std::get<Ipv6Capacity>(capacity).prefix.to_string();
}

Grid one_subnet(const SubnetCapacity& c) {
  Grid grid({{c.cidr.to_string()}, {"Addresses", Align::right}, {"/28 blocks"}, {"Blocks", Align::right}});
  const PrefixBlocks& b = c.blocks;
  grid.add_row({"size", text(c.size), "in all", text(b.assignable + b.reserved)});
  grid.add_row({"reserved by AWS", text(c.reserved), "hold reserved addresses", text(b.reserved)});
  grid.add_row({"usable", text(c.usable), "assignable", text(b.assignable)});
  grid.add_row({"used", text(c.used), "full", text(b.full)});
  grid.add_row({"free", text(c.free), "free", text(b.free)});
  grid.add_row({"free in no free /28", text(c.fragmented), "fragmented", text(b.fragmented)});
  return grid;
}

Grid address_grid(const SubnetResult& result) {
  Grid grid({{"CIDR"},
             {"Size", Align::right},
             {"Re-\nserved", Align::right},
             {"Usable", Align::right},
             {"Used", Align::right},
             {"Free", Align::right},
             {"Fragmented", Align::right}});
  for (const BlockCapacity& subnet : result.subnets) {
    if (const auto* c = std::get_if<SubnetCapacity>(&subnet)) {
      grid.add_row({c->cidr.to_string(), text(c->size), text(c->reserved), text(c->usable), text(c->used), text(c->free),
                    text(c->fragmented)});
    }
  }
  return grid;
}

Grid block_grid(const SubnetResult& result) {
  Grid grid({{"CIDR"},
             {"Assignable", Align::right},
             {"Free", Align::right},
             {"Fragmented", Align::right},
             {"Full", Align::right},
             {"Reserved", Align::right}});
  for (const BlockCapacity& subnet : result.subnets) {
    if (const auto* c = std::get_if<SubnetCapacity>(&subnet)) {
      const PrefixBlocks& b = c->blocks;
      grid.add_row({c->cidr.to_string(), text(b.assignable), text(b.free), text(b.fragmented), text(b.full),
                    text(b.reserved)});
    }
  }
  return grid;
}

Grid ipv6_grid(const SubnetResult& result) {
  Grid grid({{"CIDR"}, {"/64 subnets", Align::right}, {"/80 prefixes", Align::right}, {"Used"}});
  for (const BlockCapacity& subnet : result.subnets) {
    if (const auto* c = std::get_if<Ipv6Capacity>(&subnet)) {
      grid.add_row({c->prefix.to_string(), power_of_two(c->subnets_exponent), power_of_two(c->prefixes_exponent),
                    usage_word(*c)});
    }
  }
  return grid;
}

char letter(MapCell cell) {
  switch (cell) {
    case MapCell::free: return '.';
    case MapCell::partly: return 'o';
    case MapCell::full: return '#';
    case MapCell::reserved: return 'R';
  }
  return '?';
}

std::string map_text(const Cidr& cidr, const BlockMap& map) {
  std::size_t width = 0;
  std::vector<std::string> names;
  const std::uint64_t row_size = std::uint64_t{kMapRow} << (32 - map.cell_prefix_length);
  for (std::size_t at = 0; at < map.cells.size(); at += kMapRow) {
    const std::uint64_t first = cidr.first().value() + at / kMapRow * row_size;
    names.push_back(Ipv4Address(static_cast<std::uint32_t>(first)).to_string());
    width = std::max(width, names.back().size());
  }
  std::string out;
  for (std::size_t row = 0; row < names.size(); ++row) {
    out += fmt::format("{:<{}} ", names[row], width);
    for (std::size_t i = row * kMapRow; i < std::min((row + 1) * kMapRow, map.cells.size()); ++i) {
      out += letter(map.cells[i]);
    }
    out += '\n';
  }
  const bool reserves = std::ranges::find(map.cells, MapCell::reserved) != map.cells.end();
  const bool prefixes = map.cell_prefix_length == kEniPrefixLength;
  out += prefixes ? ". free   o fragmented   # full" : ". nothing used   o partly used   # all used";
  if (reserves) out += "   R holds addresses reserved by AWS";
  return out + '\n';
}

Grid split_grid(const SubnetResult& result, bool ipv4) {
  Grid grid(ipv4 ? std::vector<Grid::Column>{{"CIDR"},
                                             {"Usable", Align::right},
                                             {"Used", Align::right},
                                             {"Free", Align::right},
                                             {"Free /28", Align::right},
                                             {"Note"}}
                 : std::vector<Grid::Column>{{"CIDR"},
                                             {"/64 subnets", Align::right},
                                             {"/80 prefixes", Align::right},
                                             {"Used"},
                                             {"Note"}});
  std::size_t rows = 0;
  for (const SplitPart& part : result.split) {
    const std::string note = part.excluded ? "excluded" : "";
    if (const auto* c = std::get_if<SubnetCapacity>(&part.capacity); c != nullptr && ipv4) {
      if (rows++ < kMostRows) {
        grid.add_row({c->cidr.to_string(), text(c->usable), text(c->used), text(c->free), text(c->blocks.free), note});
      }
    } else if (const auto* c6 = std::get_if<Ipv6Capacity>(&part.capacity); c6 != nullptr && !ipv4) {
      if (rows++ < kMostRows) {
        grid.add_row({c6->prefix.to_string(), power_of_two(c6->subnets_exponent), power_of_two(c6->prefixes_exponent),
                      usage_word(*c6), note});
      }
    }
  }
  return grid;
}

/// The sections of table and Markdown, in their order.
std::vector<Section> sections(const SubnetResult& result, const SubnetReportOptions& options) {
  std::vector<Section> out;
  const auto add_grid = [&](std::string title, Grid grid) {
    if (!grid.empty()) out.push_back({std::move(title), "", std::move(grid)});
  };
  if (result.subnets.size() == 1 && std::holds_alternative<SubnetCapacity>(result.subnets.front())) {
    add_grid("", one_subnet(std::get<SubnetCapacity>(result.subnets.front())));
  } else {
    add_grid("Addresses", address_grid(result));
    add_grid("/28 blocks", block_grid(result));
  }
  add_grid("IPv6", ipv6_grid(result));
  if (options.explain) {
    for (const BlockCapacity& subnet : result.subnets) {
      std::string lines;
      for (const Explained& e : explain(subnet)) lines += fmt::format("{:<14} = {}\n", e.figure, e.formula);
      out.push_back({fmt::format("How {} comes out", name_of(subnet)), lines, {}});
    }
  }
  for (std::size_t i = 0; i < result.maps.size(); ++i) {
    if (!result.maps[i] || result.maps[i]->cells.empty()) continue;
    const Cidr& cidr = std::get<SubnetCapacity>(result.subnets[i]).cidr;
    const BlockMap& map = *result.maps[i];
    std::string title = fmt::format("Map of {}, one character a /{}", cidr.to_string(), map.cell_prefix_length);
    if (map.cell_prefix_length < kEniPrefixLength) title += " (its /28 would be too many)";
    out.push_back({std::move(title), map_text(cidr, map), {}});
  }
  if (result.split_length) {
    const std::string title = fmt::format("Split into /{}: {} part{}", *result.split_length, result.split.size(),
                                          result.split.size() == 1 ? "" : "s");
    add_grid(title, split_grid(result, true));
    add_grid(title, split_grid(result, false));
    if (result.split.size() > kMostRows) {
      out.push_back({"", fmt::format("Parts beyond the first {} are left out here; --format csv or json has them all.\n",
                                     kMostRows), {}});
    }
  }
  if (!result.fit.empty()) {
    Grid grid({{"Asked for", Align::right}, {"Needs"}, {"Place"}, {"Usable", Align::right}});
    for (const FitResult& fit : result.fit) {
      grid.add_row({text(fit.asked), fmt::format("/{}", fit.prefix_length), fit.place ? fit.place->to_string() : "no room",
                    text(usable_ips(Cidr::containing(Ipv4Address(), fit.prefix_length)))});
    }
    add_grid("Smallest subnets that fit", std::move(grid));
  }
  if (result.left) {
    std::string lines;
    for (const AnyCidr& cidr : *result.left) lines += to_string(cidr) + "\n";
    out.push_back({"Left without what is excluded", lines.empty() ? "nothing\n" : lines, {}});
  }
  if (!result.findings.empty()) {
    std::string lines;
    for (const Diagnostic& finding : result.findings) {
      lines += fmt::format("{}: {}", to_string(finding.severity), finding.message);
      lines += finding.way_out.empty() ? "\n" : fmt::format("; {}\n", finding.way_out);
    }
    out.push_back({"Findings", lines, {}});
  }
  return out;
}

/// Every line of a text, none wider than a terminal; what follows a break is indented.
std::string to_width(std::string_view lines) {
  constexpr std::size_t kWidth = 80;
  std::string out;
  while (!lines.empty()) {
    const std::string_view line = lines.substr(0, lines.find('\n'));
    lines.remove_prefix(line.size() + 1);
    // A line that fits keeps its blanks: columns and maps are made of them.
    out += line.size() <= kWidth ? std::string(line) + '\n' : wrapped(line, kWidth, "", "  ");
  }
  return out;
}

Json exponent_json(const std::optional<int>& exponent) { return exponent ? Json(*exponent) : Json(nullptr); }

Json to_json_value(const SubnetCapacity& c) {
  const PrefixBlocks& b = c.blocks;
  return {{"cidr", c.cidr.to_string()},
          {"ip_family", "ipv4"},
          {"size", c.size.value()},
          {"reserved", c.reserved.value()},
          {"usable", c.usable.value()},
          {"used", c.used.value()},
          {"free", c.free.value()},
          {"blocks",
           {{"assignable", b.assignable.value()},
            {"free", b.free.value()},
            {"fragmented", b.fragmented.value()},
            {"full", b.full.value()},
            {"reserved", b.reserved.value()}}},
          {"free_prefixes", b.free.value()},
          {"fragmented_ips", c.fragmented.value()}};
}

/// Numbers of IPv6 blocks as powers of two: the exponent.
Json to_json_value(const Ipv6Capacity& c) {
  return {{"cidr", c.prefix.to_string()},
          {"ip_family", "ipv6"},
          {"prefix_length", c.prefix.prefix_length()},
          {"size_log2", 128 - c.prefix.prefix_length()},
          {"subnets_64_log2", exponent_json(c.subnets_exponent)},
          {"prefixes_80_log2", exponent_json(c.prefixes_exponent)},
          {"used", usage_word(c)}};
}

Json to_json_value(const BlockCapacity& capacity) {
  return std::visit([](const auto& c) { return to_json_value(c); }, capacity);
}

Json to_json_value(const SplitPart& part) {
  Json json = to_json_value(part.capacity);
  json["excluded"] = part.excluded;
  return json;
}

Json to_json_value(const FitResult& fit) {
  const auto usable = usable_ips(Cidr::containing(Ipv4Address(), fit.prefix_length));
  return {{"asked", fit.asked.value()},
          {"prefix_length", fit.prefix_length},
          {"cidr", fit.place ? Json(fit.place->to_string()) : Json(nullptr)},
          {"usable", usable.value()}};
}

Json subnet_json(const BlockCapacity& subnet, const SubnetReportOptions& options) {
  Json json = to_json_value(subnet);
  if (options.explain) {
    Json& lines = json["explain"] = Json::array();
    for (const Explained& e : explain(subnet)) lines.push_back({{"figure", e.figure}, {"formula", e.formula}});
  }
  return json;
}

void csv_capacity(CsvWriter& csv, std::string_view kind, const BlockCapacity& capacity) {
  csv.field(kind);
  csv.field(name_of(capacity));
  if (const auto* c = std::get_if<SubnetCapacity>(&capacity)) {
    const PrefixBlocks& b = c->blocks;
    for (const IpCount count : {c->size, c->reserved, c->usable, c->used, c->free}) csv.field(count.value());
    for (const PrefixCount count : {b.assignable, b.free, b.fragmented, b.full, b.reserved}) csv.field(count.value());
    csv.field(c->fragmented.value());
  } else {
    for (int i = 0; i < 11; ++i) csv.field(std::optional<std::int64_t>());
  }
}

}  // namespace

std::string to_table(const SubnetResult& result, const SubnetReportOptions& options) {
  std::string out;
  for (const Section& section : sections(result, options)) {
    if (!out.empty()) out += '\n';
    if (!section.title.empty()) out += section.title + '\n';
    out += section.grid ? section.grid->to_table() : to_width(section.text);
  }
  return out;
}

std::string to_markdown(const SubnetResult& result, const SubnetReportOptions& options) {
  std::string out;
  for (const Section& section : sections(result, options)) {
    if (!out.empty()) out += '\n';
    if (!section.title.empty()) out += fmt::format("## {}\n\n", section.title);
    out += section.grid ? section.grid->to_markdown() : fmt::format("```text\n{}```\n", section.text);
  }
  return out;
}

std::string to_json(const SubnetResult& result, const SubnetReportOptions& options) {
  Json json = {{"schema", "cniplan/subnet/v1"}, {"subnets", Json::array()}, {"overlaps", Json::array()}};
  for (const BlockCapacity& subnet : result.subnets) json["subnets"].push_back(subnet_json(subnet, options));
  for (const Overlap& overlap : result.overlaps) {
    json["overlaps"].push_back({{"outer", to_string(overlap.outer)}, {"inner", to_string(overlap.inner)}});
  }
  if (result.split_length) {
    json["split"] = {{"prefix_length", *result.split_length}, {"parts", Json::array()}};
    for (const SplitPart& part : result.split) json["split"]["parts"].push_back(to_json_value(part));
  }
  if (!result.fit.empty()) {
    json["fit"] = Json::array();
    for (const FitResult& fit : result.fit) json["fit"].push_back(to_json_value(fit));
  }
  if (result.left) {
    json["left"] = Json::array();
    for (const AnyCidr& cidr : *result.left) json["left"].push_back(to_string(cidr));
  }
  json["findings"] = Json::array();
  for (const Diagnostic& finding : result.findings) {
    json["findings"].push_back({{"rule", finding.code},
                                {"severity", to_string(finding.severity)},
                                {"message", finding.message},
                                {"remedy", finding.way_out}});
  }
  return json.dump(2) + '\n';
}

std::string to_ndjson(const SubnetResult& result, const SubnetReportOptions& options) {
  std::string out;
  const auto line = [&](const char* kind, const Json& value) {
    Json json = {{"kind", kind}};
    json.update(value);
    out += json.dump() + '\n';
  };
  for (const BlockCapacity& subnet : result.subnets) line("subnet", subnet_json(subnet, options));
  for (const SplitPart& part : result.split) line("part", to_json_value(part));
  for (const FitResult& fit : result.fit) line("fit", to_json_value(fit));
  if (result.left) {
    for (const AnyCidr& cidr : *result.left) line("left", {{"cidr", to_string(cidr)}});
  }
  return out;
}

std::string to_csv(const SubnetResult& result, const SubnetReportOptions&) {
  CsvWriter csv({"kind", "cidr", "size", "reserved", "usable", "used", "free", "assignable_blocks", "free_blocks",
                 "fragmented_blocks", "full_blocks", "reserved_blocks", "fragmented_ips", "asked", "excluded"});
  const auto blanks = [&](int count) {
    for (int i = 0; i < count; ++i) csv.field(std::optional<std::int64_t>());
  };
  for (const BlockCapacity& subnet : result.subnets) {
    csv_capacity(csv, "subnet", subnet);
    blanks(2);
    csv.end_row();
  }
  for (const SplitPart& part : result.split) {
    csv_capacity(csv, "part", part.capacity);
    blanks(1);
    csv.field(part.excluded ? "true" : "false");
    csv.end_row();
  }
  for (const FitResult& fit : result.fit) {
    csv.field("fit");
    csv.field(fit.place ? fit.place->to_string() : "");
    blanks(2);
    csv.field(usable_ips(Cidr::containing(Ipv4Address(), fit.prefix_length)).value());
    blanks(8);
    csv.field(fit.asked.value());
    blanks(1);
    csv.end_row();
  }
  if (result.left) {
    for (const AnyCidr& cidr : *result.left) {
      csv.field("left");
      csv.field(to_string(cidr));
      blanks(13);
      csv.end_row();
    }
  }
  return csv.take();
}

}  // namespace cniplan::report
