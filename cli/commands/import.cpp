#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <iterator>

#include "cli/commands/commands.hpp"
#include "cli/instance_types.hpp"
#include "cli/options.hpp"
#include "cli/output.hpp"
#include "cli/spec_input.hpp"
#include "planner/report/diagnostic_text.hpp"
#include "planner/report/import_report.hpp"
#include "planner/report/infrastructure_report.hpp"
#include "planner/spec/check_sized.hpp"

namespace cniplan::cli {
namespace {

constexpr std::string_view kCommand = "import";
constexpr auto kFormats = [] {
  constexpr std::array<std::string_view, 3> kOwn = {"spec", "table", "json"};
  std::array<std::string_view, kOwn.size() + std::size(report::kInfrastructureFormats)> formats;
  const auto next = std::ranges::copy(kOwn, formats.begin()).out;
  std::ranges::transform(report::kInfrastructureFormats, next, &report::InfrastructureFormat::name);
  return formats;
}();

constexpr HelpText kHelp = {
    .command = kCommand,
    .answers =
        "What several files say of one cluster: a spec of this program, or files that\n"
        "make its network (Terraform, CloudFormation) and the cluster in it (eksctl).\n"
        "FILE, told from its content, also gzip'ed, of many documents or a List:\n"
        "  a spec of this program; an eksctl ClusterConfig\n"
        "  Karpenter NodePools, EC2NodeClasses; NodeClasses of EKS Auto Mode\n"
        "  aws-node's DaemonSet, Helm values, \"aws eks describe-addon\"; ENIConfigs\n"
        "  a plan or state of Terraform (show -json, terraform.tfstate); a template of\n"
        "  CloudFormation; a NodeConfig of nodeadm; SecurityGroupPolicies\n"
        "  \"aws ec2 describe-vpcs\" and its likes for subnets, network-interfaces,\n"
        "  instances, launch-template-versions; \"aws eks describe-cluster\" and its\n"
        "  likes for nodegroup, fargate-profile, addon\n"
        "  \"aws ec2 describe-instance-types\", as with --instance-types\n"
        "  what kubectl prints of a cluster: nodes, deployments, statefulsets,\n"
        "    daemonsets, hpa, pods, services of type LoadBalancer, ingresses\n"
        "  a Cluster of EKS Anywhere; kubeadm's ClusterConfiguration for EKS Distro\n"
        "- is standard input.",
    .usage = "cniplan import FILE... [options]",
    .examples =
        "  cniplan import cluster.yaml nodepools.yaml -o spec=spec.yaml\n"
        "  kubectl get nodepools,ec2nodeclasses -o yaml | cniplan import - vpc.yaml\n"
        "  kubectl get nodes,deploy,sts,ds,hpa,svc,ing,pods -A -o json |\n"
        "    cniplan import - vpc.yaml -o spec=spec.yaml\n"
        "  cniplan import cluster.yaml --format table --explain\n"
        "  cniplan import spec.yaml --format terraform -o eksctl=cluster.yaml\n",
};

struct Typed {
  SpecInputOptions input;
  CatalogOptions catalog;
  OutputOptions output;
};

}  // namespace

ExitCode run_import(Arguments arguments, Io& io) {
  Typed typed;
  CLI::App app;
  add_spec_input_options(app, typed.input, "Import");
  add_catalog_options(app, typed.catalog, "Import");
  add_format_options(app, typed.output, kFormats);
  app.add_flag("--explain", typed.output.explain, "Where each value was read; what was derived and ignored")
      ->group(kOutputGroup);
  app.add_flag("-q,--quiet", typed.output.quiet, "No remarks on standard error")->group(kOutputGroup);
  add_color_option(app, typed.output);
  if (const auto stop = parse(app, arguments, kHelp, io)) return *stop;
  take_instance_types(typed.input, typed.catalog);
  const bool types_only = has_instance_types_only(typed.input);

  const auto settings = spec_input_settings(typed.input);
  if (!settings) return refuse(io, kCommand, settings.error());
  const auto colour = use_colour(typed.output, io);
  if (!colour) return refuse(io, kCommand, colour.error());
  Outputs outputs;
  if (auto opened = outputs.open(typed.output, kFormats); !opened) return refuse(io, kCommand, opened.error());

  const auto catalog = load_catalog(typed.catalog, typed.output, kCommand, io);
  if (!catalog) return ExitCode::usage;
  Sources sources;
  const auto imported = types_only ? instance_types_alone(*settings, *catalog, io)
                                   : read_spec_input(*settings, *catalog, kCommand, sources, io);
  if (!imported) return ExitCode::usage;
  if (outputs.any_format(report::is_infrastructure_format)) {
    if (const auto missing = check_sized(imported->spec); !missing.empty()) {
      io.err += report::to_text(missing, sources);
      return ExitCode::usage;
    }
  }
  if (!typed.output.quiet) io.err += report::to_text(imported->warnings, sources);

  const auto render = [&](std::string_view format) {
    const report::ImportReportOptions options{.sources = sources,
                                              .explain = typed.output.explain,
                                              .colour = *colour && format == "table"};
    if (format == "json") return report::to_json(*imported, options);
    if (format == "table") return report::to_table(*imported, options);
    if (report::is_infrastructure_format(format)) return report::to_infrastructure(imported->spec, format);
    return report::to_spec_yaml(*imported, options);
  };
  if (auto written = outputs.write(io, render); !written) return refuse(io, kCommand, written.error());
  return ExitCode::done;
}

}  // namespace cniplan::cli
