"""What the tests of files for other tools share: the specs they are written of, and the program that writes them."""

import pathlib
import subprocess

HARD_NAMES = r"""
version: 1
cluster: {name: 'a"b ${c} %{d} \'}
vpc:
  cidrs: [10.0.0.0/16, 100.64.0.0/16]
  subnets:
    - {name: 'x"y\z', az: zone-a, cidr: 10.0.0.0/24, uses: [controlPlane, nodes, loadBalancers]}
    - {name: "li\nne", az: zone-b, cidr: 10.0.1.0/24, uses: [controlPlane, nodes, loadBalancers]}
    - {name: 'a$${b}', az: zone-b, cidr: 100.64.1.0/24, uses: [], tags: {'k ${x}': 'v: #1', for: "tab\tbell\x07", "// x": "yes"}}
    - {name: 'größe', az: zone-c, cidr: 10.0.3.0/24, uses: [fargate], reservations: [{cidr: 10.0.3.0/28, type: explicit}]}
    - {name: 'a-b', az: eu-west-1a, cidr: 10.0.4.0/24, uses: [cni]}
    - {name: 'a.b', az: eu-west-1a, cidr: 10.0.5.0/24, uses: [nodes]}
    - {name: '子网', az: zone-c, cidr: 10.0.6.0/24, uses: [nodes]}
    - {name: '9', az: zone-c, cidr: 10.0.7.0/24, uses: [nodes]}
    - {name: 'true', az: zone-c, cidr: 10.0.8.0/24, uses: [loadBalancers]}
    - {name: "se\u2028parated", az: zone-c, cidr: 10.0.9.0/24, uses: [nodes]}
endpoints:
  - {name: nat, type: nat-gateway, subnets: ['true']}
  - {name: "se\u2028cond", type: nat-gateway, subnets: ['true', '9']}
nodeGroups:
  - {name: 'g: "x"', instanceTypes: [m5.large], nodes: {desired: 2}, subnets: ['x"y\z', "li\nne"]}
fargateProfiles:
  - {name: 'p #1', pods: {desired: 2}}
"""


class Writer:
    """The program, and what it writes of each spec by its name."""

    def __init__(self, program: str, source: pathlib.Path):
        self.program = program
        fixtures = source / "tests" / "fixtures" / "eksctl"
        golden = source / "tests" / "golden" / "import"
        paths = sorted((source / "data" / "examples").glob("*.yaml"))
        paths += [fixtures / name for name in ("new-vpc.yaml", "ipv6-hybrid.yaml", "private-cluster.yaml")]
        paths += sorted(golden.glob("emit-*/quick.yaml"))
        self.specs = {str(path.relative_to(source)): path.read_text(encoding="utf-8") for path in paths}
        self.specs["hard names"] = HARD_NAMES

    def run(self, command: str, text: str, *options: str) -> str:
        arguments = [self.program, command, "-", "--quiet", *options]
        done = subprocess.run(arguments, input=text, capture_output=True, text=True, encoding="utf-8")
        if done.returncode != 0:
            raise SystemExit(f"{arguments} on\n{text}\n{done.stderr}")
        return done.stdout

    def written(self, name: str, form: str) -> str:
        return self.run("import", self.specs[name], "--format", form)
