"""Checks what the program writes for other tools: validate_infrastructure.py PROGRAM SOURCE_DIRECTORY

CloudFormation templates must be YAML, have resources of known types with the properties that these have, and refer to
nothing that they do not make. So must Terraform's JSON syntax, whose network, read again as a plan, must be that of the
template. Files for eksctl must have a ClusterConfig first and ENIConfigs behind it. Needs Debian's python3-yaml; without
it it says so and exits 77, which CTest shows as skipped.
"""

import json
import pathlib
import re
import sys

from infrastructure import Writer

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-yaml", file=sys.stderr)
    sys.exit(77)

# What each type must have, and may have beside it. Source: the CloudFormation template reference, a page a type.
TYPES = {
    "AWS::EC2::VPC": ({"CidrBlock"}, {"EnableDnsHostnames", "EnableDnsSupport", "Tags"}),
    "AWS::EC2::VPCCidrBlock": ({"VpcId"}, {"CidrBlock", "AmazonProvidedIpv6CidrBlock"}),
    "AWS::EC2::Subnet": (
        {"VpcId", "CidrBlock"},
        {"AvailabilityZone", "MapPublicIpOnLaunch", "Ipv6CidrBlock", "AssignIpv6AddressOnCreation", "Tags"},
    ),
    "AWS::EC2::SubnetCidrReservation": ({"SubnetId", "Cidr", "ReservationType"}, set()),
    "AWS::EC2::InternetGateway": (set(), {"Tags"}),
    "AWS::EC2::EgressOnlyInternetGateway": ({"VpcId"}, set()),
    "AWS::EC2::VPCGatewayAttachment": ({"VpcId", "InternetGatewayId"}, set()),
    "AWS::EC2::EIP": (set(), {"Domain", "Tags"}),
    "AWS::EC2::NatGateway": ({"SubnetId", "AllocationId"}, {"Tags"}),
    "AWS::EC2::RouteTable": ({"VpcId"}, {"Tags"}),
    "AWS::EC2::Route": (
        {"RouteTableId"},
        {
            "DestinationCidrBlock",
            "DestinationIpv6CidrBlock",
            "GatewayId",
            "NatGatewayId",
            "EgressOnlyInternetGatewayId",
        },
    ),
    "AWS::EC2::SubnetRouteTableAssociation": ({"SubnetId", "RouteTableId"}, set()),
}
ATTRIBUTES = {("AWS::EC2::VPC", "Ipv6CidrBlocks"), ("AWS::EC2::EIP", "AllocationId")}
FUNCTIONS = {"Ref", "Fn::GetAtt", "Fn::Select", "Fn::GetAZs", "Fn::Cidr", "Fn::Join"}


class UniqueLoader(yaml.SafeLoader):
    """YAML in which a key stands once."""

    def construct_mapping(self, node, deep=False):
        keys = [self.construct_object(key, deep=True) for key, _ in node.value]
        if len(keys) != len(set(keys)):
            raise SystemExit(f"a key stands twice among {keys}")
        return super().construct_mapping(node, deep)


def calls(node):
    """All functions in a value, with what they are given."""
    if isinstance(node, dict):
        for key, value in node.items():
            if key == "Ref" or key.startswith("Fn::"):
                yield key, value
            yield from calls(value)
    elif isinstance(node, list):
        for item in node:
            yield from calls(item)


def template_faults(template: dict):
    resources = template["Resources"]
    for identifier, resource in {**resources, **template["Outputs"]}.items():
        if not re.fullmatch("[A-Za-z0-9]+", identifier):
            yield f"{identifier} is no logical id"
        for function, argument in calls(resource):
            if function not in FUNCTIONS:
                yield f"{identifier}: {function} is no function"
            elif function == "Ref" and argument not in resources:
                yield f"{identifier} refers to {argument}, which is not there"
            elif function == "Fn::GetAtt":
                of, attribute = argument
                if (resources.get(of, {}).get("Type"), attribute) not in ATTRIBUTES:
                    yield f"{identifier}: {of} has no {attribute}"
    for identifier, resource in resources.items():
        must, may = TYPES[resource["Type"]]
        properties = set(resource.get("Properties", {}))
        if not must <= properties or not properties <= must | may:
            yield f"{identifier}: properties {properties}"
        for other in resource.get("DependsOn", []):
            if other not in resources:
                yield f"{identifier} depends on {other}, which is not there"
        if resource["Type"] == "AWS::EC2::Route" and len(properties) != 3:
            yield f"{identifier}: one destination and one target, not {properties}"


REFERENCE = re.compile(r"\b((?:data\.)?aws_\w+\.[\w-]+)\.\w+")


def templates(value):
    """All texts in which Terraform evaluates something."""
    if isinstance(value, dict):
        for child in value.values():
            yield from templates(child)
    elif isinstance(value, list):
        for child in value:
            yield from templates(child)
    elif isinstance(value, str) and value.startswith("${"):
        yield value


def configuration_faults(configuration: dict):
    made = {f"{kind}.{name}" for kind, named in configuration["resource"].items() for name in named}
    looked_up = {f"data.{kind}.{name}" for kind, named in configuration.get("data", {}).items() for name in named}
    for text in templates(configuration):
        found = REFERENCE.findall(text)
        for address in found:
            if address not in made | looked_up:
                yield f"{text} refers to {address}, which is not there"
        if not found:
            yield f"{text} refers to nothing"
    for kind, named in configuration["resource"].items():
        for name, resource in named.items():
            for address in resource.get("depends_on", []):
                if address not in made:
                    yield f"{kind}.{name} depends on {address}, which is not there"
            if not re.fullmatch("[a-z_][a-z0-9_]*", name):
                yield f"{kind}.{name} is no name"


def evaluated(text: str) -> str:
    """What Terraform makes of a text in which nothing but doubled signs is to evaluate."""
    return text.replace("$${", "${").replace("%%{", "%{")


def as_plan(configuration: dict) -> str:
    """What `terraform show -json` would print of a plan, as far as references and constants go."""
    planned, changes, expressions = [], [], []
    for kind, named in configuration["resource"].items():
        for name, resource in named.items():
            values, of_resource = {}, {}
            for key, value in resource.items():
                if key == "depends_on":
                    continue
                zone = re.fullmatch(r"\$\{data\.aws_availability_zones\.available\.names\[(\d+)\]\}", str(value))
                if zone:
                    values[key] = f"zone-{chr(ord('a') + int(zone[1]))}"
                elif isinstance(value, str) and value.startswith("${"):
                    found = REFERENCE.findall(value)
                    of_resource[key] = {"references": [part for address in found for part in (f"{address}.id", address)]}
                elif isinstance(value, dict):
                    values[key] = {evaluated(name): evaluated(text) for name, text in value.items()}
                else:
                    values[key] = value
            address = {"address": f"{kind}.{name}", "mode": "managed", "type": kind, "name": name}
            planned.append({**address, "values": values})
            unknown = {"actions": ["create"], "after": values, "after_unknown": dict.fromkeys(of_resource, True)}
            changes.append({**address, "change": unknown})
            expressions.append({**address, "expressions": of_resource})
    return json.dumps(
        {
            "format_version": "1.2",
            "terraform_version": "1.9.8",
            "planned_values": {"root_module": {"resources": planned}},
            "resource_changes": changes,
            "configuration": {"root_module": {"resources": expressions}},
        }
    )


def network_of(writer: Writer, text: str) -> dict:
    """The VPC and its NAT gateways as the program reads them, in the order of their names."""
    spec = json.loads(writer.run("import", text, "--format", "json"))["spec"]
    subnets = sorted(spec["vpc"]["subnets"], key=lambda subnet: subnet["name"])
    gateways = sorted(spec.get("endpoints", []), key=lambda endpoint: endpoint["name"])
    return {"cidrs": spec["vpc"]["cidrs"], "subnets": subnets, "gateways": gateways}


def main() -> int:
    writer = Writer(sys.argv[1], pathlib.Path(sys.argv[2]))
    failures = []
    for name in writer.specs:
        template = writer.written(name, "cloudformation")
        failures += [f"{name}: {fault}" for fault in template_faults(yaml.load(template, UniqueLoader))]
        configuration = json.loads(writer.written(name, "terraform-json"))
        failures += [f"{name}: {fault}" for fault in configuration_faults(configuration)]
        by_template, by_plan = network_of(writer, template), network_of(writer, as_plan(configuration))
        if by_template != by_plan:
            failures.append(f"{name}: Terraform and CloudFormation differ:\n{by_plan}\n{by_template}")
        kinds = [document["kind"] for document in yaml.load_all(writer.written(name, "eksctl"), UniqueLoader)]
        if kinds[0] != "ClusterConfig" or set(kinds[1:]) > {"ENIConfig"}:
            failures.append(f"{name}: documents {kinds} for eksctl")
    print("\n".join(failures) if failures else f"the files of {len(writer.specs)} specs are as they should be")
    return 1 if failures else 0


sys.exit(main())
