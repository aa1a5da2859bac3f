#include <fcntl.h>
#include <fmt/format.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <bit>
#include <cerrno>
#include <cstring>
#include <memory>

#include "cli/commands/commands.hpp"
#include "cli/file_io.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "planner/capacity/subnet_capacity.hpp"
#include "planner/core/integer.hpp"
#include "planner/net/address_list.hpp"
#include "planner/report/address_list_writer.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/subnet_report.hpp"

namespace cniplan::cli {
namespace {

constexpr std::array<std::string_view, 5> kFormats = {"table", "json", "ndjson", "csv", "markdown"};
constexpr std::array<std::string_view, 4> kFailOn = {"never", "error", "warning", "info"};

constexpr HelpText kHelp{
    .command = "subnet",
    .answers =
        "What CIDRs hold: usable addresses, free aligned /28 blocks for prefix\n"
        "delegation, what is fragmented, what fits, and where they overlap.",
    .usage = "cniplan subnet CIDR... [options]",
    .examples =
        "  cniplan subnet 10.20.0.0/20 --used 10.20.0.10,10.20.1.0/28\n"
        "  cniplan subnet 10.20.0.0/16 --split /20 --format csv\n"
        "  cniplan subnet 10.20.0.0/16 --used @used.txt --fit 500,500,4000\n"
        "  cniplan subnet 10.0.0.0/8 --used @used.txt --list-free free.txt\n",
};

/// Options as typed.
struct Typed {
  std::vector<std::string> cidrs;
  std::vector<std::string> used;
  std::vector<std::string> exclude;
  std::vector<std::string> fit;
  std::string split;
  std::string list_used;
  std::string list_free;
  std::string fail_on = "error";
  OutputOptions output;
};

void add_options(CLI::App& app, Typed& typed) {
  app.add_option("cidrs", typed.cidrs);
  app.add_option("--used", typed.used,
                 "Addresses taken: addresses, CIDRs, ranges a-b, separated by commas; @FILE or - reads them from a "
                 "file or standard input, one a line or by commas, # for comments; any number of times")
      ->type_name("LIST")
      ->allow_extra_args(false)
      ->group("Space");
  app.add_option("--exclude", typed.exclude, "CIDRs to leave alone: nothing is placed there; shows what is left")
      ->type_name("CIDR,...")
      ->allow_extra_args(false)
      ->group("Space");
  app.add_option("--split", typed.split, "Cut every CIDR into parts of that prefix length")
      ->type_name("/N")
      ->group("Cutting");
  app.add_option("--fit", typed.fit, "Place the smallest aligned free subnets with so many usable addresses each")
      ->type_name("N,...")
      ->allow_extra_args(false)
      ->group("Cutting");
  app.add_option("--list-used", typed.list_used, "Write what is used as the fewest CIDRs; - is standard output")
      ->type_name("FILE")
      ->group("Lists");
  app.add_option("--list-free", typed.list_free,
                 "Write what is neither used nor reserved as the fewest CIDRs; - is standard output")
      ->type_name("FILE")
      ->group("Lists");
  app.add_option("--fail-on", typed.fail_on, "Exit 1 at a finding: never, error, warning or info [error]")
      ->type_name("SEVERITY")
      ->group("Findings");
  add_output_options(app, typed.output, kFormats);
}

std::vector<std::string_view> items_of(const std::vector<std::string>& lists) {
  std::vector<std::string_view> items;
  for (const std::string& list : lists) {
    for (std::size_t from = 0; from <= list.size();) {
      const auto to = std::min(list.find(',', from), list.size());
      auto item = std::string_view(list).substr(from, to - from);
      while (item.starts_with(' ')) item.remove_prefix(1);
      while (item.ends_with(' ')) item.remove_suffix(1);
      if (!item.empty()) items.push_back(item);
      from = to + 1;
    }
  }
  return items;
}

Result<AnyCidr, UsageError> read_cidr(std::string_view option, std::string_view text) {
  const std::string subject = option.empty() ? "" : fmt::format("{}: ", option);
  if (text.find(':') != std::string_view::npos) {
    const auto prefix = Ipv6Prefix::parse(text);
    if (prefix) return *prefix;
    return failure(UsageError{subject + describe(prefix.error(), text), way_out(prefix.error(), text)});
  }
  const auto cidr = Cidr::parse(text);
  if (cidr) return *cidr;
  return failure(UsageError{subject + describe(cidr.error(), text), way_out(cidr.error(), text)});
}

/// Gathers what is wrong with the options, so that all of it is said in one run.
class Faults {
 public:
  explicit Faults(Io& io) : io_(io) {}

  void add(const UsageError& error) {
    refuse(io_, "subnet", error);
    any_ = true;
  }
  template <class T>
  [[nodiscard]] std::optional<T> value_of(const Result<T, UsageError>& result) {
    if (result) return *result;
    add(result.error());
    return std::nullopt;
  }
  [[nodiscard]] bool any() const { return any_; }

 private:
  Io& io_;
  bool any_ = false;
};

std::optional<int> split_length(const Typed& typed, const std::vector<AnyCidr>& cidrs, Faults& faults) {
  if (typed.split.empty()) return std::nullopt;
  const std::string_view digits = std::string_view(typed.split).substr(typed.split.starts_with('/') ? 1 : 0);
  const auto number = faults.value_of(whole_number("--split", digits, 0, 128));
  if (!number) return std::nullopt;
  const int length = static_cast<int>(*number);
  bool fits = true;
  for (const AnyCidr& cidr : cidrs) {
    const bool ipv4 = std::holds_alternative<Cidr>(cidr);
    const int own = std::visit([](const auto& block) { return block.prefix_length(); }, cidr);
    const int longest = ipv4 ? 32 : 128;
    if (length >= own && length <= longest) continue;
    faults.add({fmt::format("--split: {} has no parts of /{}", to_string(cidr), length),
                fmt::format("give a prefix length from /{} to /{}", own, longest)});
    fits = false;
  }
  if (fits && split_parts(cidrs, length) > kMostSplitParts) {
    faults.add({fmt::format("--split: /{} makes more than {} parts", length, kMostSplitParts),
                "split a smaller block, or into larger parts"});
  }
  return length;
}

SubnetQuery read_query(const Typed& typed, Faults& faults) {
  SubnetQuery query;
  if (typed.cidrs.empty()) faults.add({"no CIDR given", "name at least one, as in cniplan subnet 10.20.0.0/20"});
  for (const std::string& text : typed.cidrs) {
    if (const auto cidr = faults.value_of(read_cidr("", text))) query.cidrs.push_back(*cidr);
  }
  for (const std::string_view text : items_of(typed.exclude)) {
    if (const auto cidr = faults.value_of(read_cidr("--exclude", text))) query.exclude.push_back(*cidr);
  }
  query.split = split_length(typed, query.cidrs, faults);
  const IpCount most = usable_ips(Cidr::containing(Ipv4Address(), kLargestSubnet));
  for (const std::string_view text : items_of(typed.fit)) {
    if (const auto number = faults.value_of(whole_number("--fit", text, 1, most.value()))) {
      query.fit.emplace_back(*number);
    }
  }
  if (!typed.fit.empty() && query.fit.empty() && !faults.any()) {
    faults.add({"--fit: no number given", "write the usable addresses of each subnet, as in --fit 500,4000"});
  }
  const bool any_ipv4 =
      std::ranges::any_of(query.cidrs, [](const AnyCidr& cidr) { return std::holds_alternative<Cidr>(cidr); });
  if (!query.fit.empty() && !any_ipv4 && !query.cidrs.empty()) {
    faults.add({"--fit: counts IPv4 addresses, and no IPv4 CIDR is given", "IPv6 subnets are all /64; try --split /64"});
  }
  const auto wants = [&](std::string_view format) {
    return typed.output.format == format || std::ranges::any_of(typed.output.outputs, [&](const std::string& output) {
             return output.starts_with(format);
           });
  };
  query.maps = typed.output.format.empty() || wants("table") || wants("markdown");
  return query;
}

/// The smallest block around all IPv6 CIDRs given.
Ipv6Prefix around(const std::vector<AnyCidr>& cidrs) {
  std::optional<Ipv6Prefix> out;
  for (const AnyCidr& cidr : cidrs) {
    const auto* prefix = std::get_if<Ipv6Prefix>(&cidr);
    if (prefix == nullptr) continue;
    if (!out) out = *prefix;
    const int common = leading_zeros(out->network().value() ^ prefix->network().value());
    out = Ipv6Prefix::containing(out->network(), std::min({common, out->prefix_length(), prefix->prefix_length()}));
  }
  return out.value_or(Ipv6Prefix());
}

/// Reads a file piece by piece, so that its size does not matter.
Result<void, UsageError> read_pieces(const std::string& path, AddressListReader& reader, int source) {
  const bool standard_input = path == "-";
  const auto cannot = [&](int error) {
    return failure(UsageError{fmt::format("--used: cannot read {}: {}", display_name(path), std::strerror(error)), ""});
  };
  const int descriptor = standard_input ? STDIN_FILENO : ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (descriptor < 0) return cannot(errno);
  constexpr std::size_t kPiece = std::size_t{1} << 18;
  const auto buffer = std::make_unique_for_overwrite<char[]>(kPiece);
  int error = 0;
  for (;;) {
    const ssize_t got = ::read(descriptor, buffer.get(), kPiece);
    if (got < 0 && errno == EINTR) continue;
    if (got < 0) error = errno;
    if (got <= 0) break;
    reader.read({buffer.get(), static_cast<std::size_t>(got)}, source);
  }
  reader.finish(source);
  if (!standard_input) ::close(descriptor);
  if (error != 0) return cannot(error);
  return {};
}

/// Everything that --used names, into the bags; what is wrong is said, and then false.
bool read_used(const Typed& typed, const SubnetQuery& query, Ipv4Bag& ipv4, Ipv6Bag& ipv6, Faults& faults, Io& io) {
  const auto has = [&](std::size_t version) {
    return std::ranges::any_of(query.cidrs, [&](const AnyCidr& cidr) { return cidr.index() == version; });
  };
  AddressListReader reader({.ipv4 = has(0) ? &ipv4 : nullptr, .ipv6 = has(1) ? &ipv6 : nullptr});
  std::vector<std::string> names;
  bool standard_input = false;
  for (const std::string& list : typed.used) {
    const int source = static_cast<int>(names.size());
    const bool from_file = list.starts_with('@') || list == "-";
    if (!from_file) {
      names.emplace_back("--used");
      reader.read(list + "\n", source);
      reader.finish(source);
      continue;
    }
    const std::string path = list == "-" ? list : list.substr(1);
    names.push_back(display_name(path));
    if (path.empty()) {
      faults.add({"--used: no file name behind the @", "write @used.txt"});
    } else if (path == "-" && std::exchange(standard_input, true)) {
      faults.add({"--used: standard input is named twice", "it can be read once"});
    } else if (const auto read = read_pieces(path, reader, source); !read) {
      faults.add(read.error());
    }
  }
  for (const AddressListFault& fault : reader.faults()) {
    const std::string& name = names[static_cast<std::size_t>(fault.diagnostic.location.source)];
    io.err += report::to_text(fault.diagnostic, {.source = name, .line = fault.line, .column = fault.column});
  }
  const auto more = reader.fault_count() - static_cast<std::int64_t>(reader.faults().size());
  if (more > 0) io.err += fmt::format("cniplan subnet: and {} more wrong entries\n", more);
  if (reader.fault_count() > 0 || faults.any()) return false;
  ipv4.settle();
  ipv6.settle();
  return true;
}

/// One of the two list files: where its pieces go.
class ListFile {
 public:
  ListFile(const std::string& path, OutputFiles& files, Io& io, Faults& faults) : files_(files), io_(io) {
    wanted_ = !path.empty();
    to_standard_output_ = path == "-";
    if (!wanted_ || to_standard_output_) return;
    if (const auto number = faults.value_of(files.open(path))) number_ = *number;
  }

  [[nodiscard]] bool wanted() const { return wanted_; }
  [[nodiscard]] bool to_standard_output() const { return to_standard_output_; }
  [[nodiscard]] const std::optional<UsageError>& error() const { return error_; }

  void put(std::string_view piece) {
    if (!wanted_ || error_) return;
    if (to_standard_output_) {
      io_.out += piece;
    } else if (auto written = files_.write(number_, piece); !written) {
      error_ = written.error();
    }
  }

 private:
  OutputFiles& files_;
  Io& io_;
  bool wanted_ = false;
  bool to_standard_output_ = false;
  std::size_t number_ = 0;
  std::optional<UsageError> error_;
};

template <class Traits, class Bag>
void write_lists(const std::vector<AnyCidr>& cidrs, const Bag& used, ListFile& used_file, ListFile& free_file) {
  std::vector<typename Traits::Block> blocks;
  for (const AnyCidr& cidr : cidrs) {
    if (const auto* block = std::get_if<typename Traits::Block>(&cidr)) blocks.push_back(*block);
  }
  if (blocks.empty()) return;
  using Value = typename Traits::Value;
  report::AddressListWriter<Traits> used_list([&](std::string_view piece) { used_file.put(piece); });
  report::AddressListWriter<Traits> free_list([&](std::string_view piece) { free_file.put(piece); });
  const bool wants_used = used_file.wanted();
  const bool wants_free = free_file.wanted();
  for_each_used_and_free(
      blocks, used, [&](Value first, Value last) { if (wants_used) used_list.add(first, last); },
      [&](Value first, Value last) { if (wants_free) free_list.add(first, last); });
  used_list.finish();
  free_list.finish();
}

std::string render(std::string_view format, const SubnetResult& result, const report::SubnetReportOptions& options) {
  if (format == "json") return report::to_json(result, options);
  if (format == "ndjson") return report::to_ndjson(result, options);
  if (format == "csv") return report::to_csv(result, options);
  if (format == "markdown") return report::to_markdown(result, options);
  return report::to_table(result, options);
}

bool fails(const SubnetResult& result, std::size_t fail_on) {
  return std::ranges::any_of(result.findings, [&](const Diagnostic& finding) {
    switch (finding.severity) {
      case Severity::error: return fail_on >= 1;
      case Severity::warning: return fail_on >= 2;
      case Severity::info: return fail_on >= 3;
    }
    return false;
  });
}

}  // namespace

ExitCode run_subnet(Arguments arguments, Io& io) {
  CLI::App app;
  Typed typed;
  add_options(app, typed);
  if (const auto done = parse(app, arguments, kHelp, io)) return *done;

  Faults faults(io);
  const auto fail_on = faults.value_of(one_of("--fail-on", typed.fail_on, kFailOn));
  if (const auto colour = use_colour(typed.output, io); !colour) faults.add(colour.error());
  const SubnetQuery query = read_query(typed, faults);
  if (faults.any()) return ExitCode::usage;
  Outputs outputs;
  if (const auto opened = outputs.open(typed.output, kFormats); !opened) faults.add(opened.error());
  OutputFiles list_files;
  ListFile used_file(typed.list_used, list_files, io, faults);
  ListFile free_file(typed.list_free, list_files, io, faults);
  if (used_file.to_standard_output() && free_file.to_standard_output()) {
    faults.add({"--list-used and --list-free both go to standard output", "give one of them a file"});
  }
  if (faults.any()) return ExitCode::usage;

  Ipv4Bag ipv4;
  Ipv6Bag ipv6(around(query.cidrs));
  if (!read_used(typed, query, ipv4, ipv6, faults, io)) return ExitCode::usage;
  const SubnetResult result = subnet_result(query, {ipv4, ipv6});
  if (used_file.wanted() || free_file.wanted()) {
    write_lists<Ipv4Traits>(query.cidrs, ipv4, used_file, free_file);
    write_lists<Ipv6Traits>(query.cidrs, ipv6, used_file, free_file);
    for (const ListFile* file : {&used_file, &free_file}) {
      if (file->error()) return refuse(io, "subnet", *file->error());
    }
  }

  // A list on standard output stands there alone.
  const bool report_to_standard_output = !used_file.to_standard_output() && !free_file.to_standard_output();
  const report::SubnetReportOptions options{.explain = typed.output.explain};
  std::string list = std::exchange(io.out, {});
  const auto written = outputs.write(io, [&](std::string_view format) { return render(format, result, options); });
  if (!written) return refuse(io, "subnet", written.error());
  if (!report_to_standard_output) io.out = std::move(list);
  if (const auto committed = list_files.commit(); !committed) return refuse(io, "subnet", committed.error());

  const bool findings_shown = report_to_standard_output && typed.output.format != "csv" && typed.output.format != "ndjson";
  if (!findings_shown && !typed.output.quiet) {
    for (const Diagnostic& finding : result.findings) {
      io.err += fmt::format("cniplan subnet: {}: {}", to_string(finding.severity), finding.message);
      io.err += finding.way_out.empty() ? "\n" : fmt::format("; {}\n", finding.way_out);
    }
  }
  return fails(result, *fail_on) ? ExitCode::finding : ExitCode::done;
}

}  // namespace cniplan::cli
