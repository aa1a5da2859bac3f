"""Parses every format of one run back and compares it with the JSON: validate_reports.py PROGRAM SOURCE_DIRECTORY

Of each input, one run of the program writes all formats. XML, JSON, CSV and Prometheus' text are read with libraries or by
their published grammar; counts, figures and names must be those of the JSON result, whatever the names hold. JUnit has
what Jenkins' schema (junit-10.xsd) allows, SARIF what the standard requires, GitLab's list what its documents name.
"""

import csv
import json
import pathlib
import re
import subprocess
import sys
import tempfile
import xml.etree.ElementTree as ElementTree

HOSTILE = r"""
version: 1
cluster: {name: "<script>alert('a')</script> \"q\" | pipe\nnew line \u202Ertl \U0001F600 -->]]>"}
vpc:
  cidrs: [10.20.0.0/20]
  subnets:
    - {name: "<img src=x onerror=alert(1)>|\"a\"\n\u202Eb\U0001F600", az: "z,1", cidr: 10.20.0.0/25, uses: [nodes]}
    - {name: "=cmd|' /C calc'!A0 @team ::error::x\\", az: "z\n2", cidr: 10.20.1.0/24, uses: [nodes]}
nodeGroups:
  - name: "g]]>&amp;`x`\t$x$ [a](javascript:b)</details>"
    instanceTypes: [m5.large]
    nodes: {min: 2, desired: 6, max: 12}
    podsPerNode: 20
policy:
  accept:
    - {rule: zone.unbalanced, reason: "it's <b>so</b>\n\"for now\""}
"""

NODES = {
    "apiVersion": "v1",
    "kind": "List",
    "items": [
        {
            "apiVersion": "v1",
            "kind": "Node",
            "metadata": {
                "name": f"ip-10-0-0-{number}",
                "labels": {
                    "node.kubernetes.io/instance-type": "m5.large",
                    "eks.amazonaws.com/nodegroup": "<b>\"g\"|\u202e\U0001f600",
                },
            },
            "status": {"capacity": {"pods": pods}, "allocatable": {"pods": pods}},
        }
        for number, pods in ((1, "29"), (2, "110"))
    ],
}

FORMATS = ("json", "ndjson", "markdown", "junit", "sarif", "github", "gitlab", "prometheus", "html")

# What Jenkins' schema (jenkinsci/xunit-plugin, junit-10.xsd) allows: attributes and children of each element.
JUNIT = {
    "testsuites": ({"name", "time", "tests", "failures", "errors"}, {"testsuite"}),
    "testsuite": (
        {"name", "tests", "failures", "errors", "group", "time", "skipped", "timestamp", "hostname", "id", "package",
         "file", "log", "url", "version"},
        {"properties", "testcase", "system-out", "system-err"},
    ),
    "properties": (set(), {"property"}),
    "property": ({"name", "value"}, set()),
    "testcase": ({"name", "time", "classname", "group"}, {"skipped", "error", "failure", "system-out", "system-err"}),
    "failure": ({"type", "message"}, set()),
    "system-out": (set(), set()),
}

METRIC = re.compile(r'^([a-zA-Z_:][a-zA-Z0-9_:]*)(?:\{((?:[a-zA-Z_][a-zA-Z0-9_]*="(?:[^"\\\n]|\\["\\n])*",?)*)\})? (-?[0-9]+)$')
LABEL = re.compile(r'([a-zA-Z_][a-zA-Z0-9_]*)="((?:[^"\\\n]|\\["\\n])*)"')


class Failures(list):
    def expect(self, condition, what):
        if not condition:
            self.append(what)


def unescaped(label: str) -> str:
    return re.sub(r"\\(.)", lambda match: "\n" if match[1] == "n" else match[1], label)


def check_junit(text: bytes, result: dict, fails_from: str, failures: Failures):
    root = ElementTree.fromstring(text)
    for element in root.iter():
        attributes, children = JUNIT[element.tag]
        failures.expect(set(element.attrib) <= attributes, f"junit: <{element.tag}> has {set(element.attrib) - attributes}")
        failures.expect({child.tag for child in element} <= children, f"junit: children of <{element.tag}>")
    order = ["error", "warning", "info"]
    grave = order[: order.index(fails_from) + 1]
    findings = result["findings"]
    failing = [one for one in findings if one.get("state", "open") == "open" and one["severity"] in grave]
    failures.expect(len(list(root.iter("failure"))) == len(failing), "junit: number of failures")
    text_of_all = "".join("".join(element.itertext()) for element in root.iter())
    for finding in findings:
        failures.expect(f"{finding['subject']}: {finding['message']}" in text_of_all, f"junit: {finding['subject']!r}")
    cases = list(root.iter("testcase"))
    failures.expect(int(root.get("tests")) == len(cases), "junit: tests")
    failures.expect(
        int(root.get("failures")) == sum(case.find("failure") is not None for case in cases), "junit: failures"
    )
    for suite in root:
        failures.expect(int(suite.get("tests")) == len(suite.findall("testcase")), "junit: tests of a suite")
    names = [(case.get("classname"), case.get("name")) for case in cases]
    failures.expect(len(names) == len(set(names)), "junit: a case stands there twice")
    failures.expect(len(cases) > len({(one["subject"], one["rule"]) for one in findings}), "junit: no passing case")


def check_sarif(text: str, result: dict, failures: Failures):
    sarif = json.loads(text)
    failures.expect(sarif["version"] == "2.1.0" and sarif["$schema"].endswith("sarif-schema-2.1.0.json"), "sarif: version")
    (run,) = sarif["runs"]
    driver = run["tool"]["driver"]
    failures.expect(driver["name"] == "cniplan", "sarif: driver")
    rules = driver["rules"]
    failures.expect(len({rule["id"] for rule in rules}) == len(rules), "sarif: a rule stands there twice")
    for rule in rules:
        failures.expect(bool(rule["shortDescription"]["text"] and rule["help"]["text"]), f"sarif: rule {rule['id']}")
        failures.expect(rule["defaultConfiguration"]["level"] in ("none", "note", "warning", "error"), "sarif: level")
    findings = result["findings"]
    failures.expect(len(run["results"]) == len(findings), "sarif: number of results")
    levels = {"error": "error", "warning": "warning", "info": "note"}
    for one, finding in zip(run["results"], findings):
        failures.expect(one["ruleId"] == finding["rule"] == rules[one["ruleIndex"]]["id"], "sarif: rule of a result")
        failures.expect(one["level"] == levels[finding["severity"]], "sarif: level of a result")
        failures.expect(one["message"]["text"].startswith(f"{finding['subject']}: {finding['message']}"), "sarif: message")
        suppressed = bool(one.get("suppressions"))
        failures.expect(suppressed == (finding.get("state") == "accepted"), "sarif: suppressions")
        (place,) = one["locations"]
        failures.expect(place["logicalLocations"][0]["fullyQualifiedName"] == finding["subject"], "sarif: subject")
        region = place["physicalLocation"]["region"]
        failures.expect(all(isinstance(value, int) and value >= 1 for value in region.values()), "sarif: region")
        if finding.get("place") and finding["place"]["line"] > 0:
            failures.expect(region["startLine"] == finding["place"]["line"], "sarif: line")
        uri = place["physicalLocation"]["artifactLocation"]["uri"]
        failures.expect(re.fullmatch(r"[A-Za-z0-9\-._~/%:]+", uri) is not None, f"sarif: {uri}")


def check_gitlab(text: str, result: dict, failures: Failures):
    issues = json.loads(text)
    wanted = [one for one in result["findings"] if one.get("state") != "accepted"]
    failures.expect(len(issues) == len(wanted), "gitlab: number of issues")
    failures.expect(len({issue["fingerprint"] for issue in issues}) == len(issues), "gitlab: fingerprints")
    for issue in issues:
        failures.expect(set(issue) == {"description", "check_name", "fingerprint", "severity", "location"}, "gitlab: keys")
        failures.expect(issue["severity"] in ("info", "minor", "major", "critical", "blocker"), "gitlab: severity")
        failures.expect(issue["location"]["lines"]["begin"] >= 1, "gitlab: line")


def check_github(text: str, result: dict, failures: Failures):
    lines = text.splitlines()
    failures.expect(len(lines) == len(result["findings"]), "github: a line for each finding")
    for line in lines:
        failures.expect(re.match(r"^::(error|warning|notice) ", line) is not None, f"github: {line[:40]}")


def check_prometheus(text: str, failures: Failures):
    samples, types, last = {}, set(), None
    for line in text.splitlines():
        if line.startswith("# "):
            word, name = line.split(" ", 3)[1:3]
            if word == "TYPE":
                failures.expect(name not in types, f"prometheus: {name} has two types")
                types.add(name)
                last = name
            continue
        match = METRIC.match(line)
        failures.expect(match is not None, f"prometheus: {line[:60]}")
        if match is None:
            continue
        failures.expect(match[1] == last, f"prometheus: a sample of {match[1]} stands elsewhere")
        labels = tuple((label[0], unescaped(label[1])) for label in LABEL.findall(match[2] or ""))
        failures.expect((match[1], labels) not in samples, f"prometheus: {line[:60]} stands there twice")
        samples[match[1], labels] = int(match[3])
    return samples


def check_markdown(text: str, failures: Failures):
    failures.expect(len(text.encode()) <= 65536, "markdown: too long")
    failures.expect(re.match(r"<!-- cniplan [A-Za-z0-9._ -]+ -->\n## ", text) is not None, "markdown: marker")
    failures.expect(text.count("<details>\n") == text.count("</details>\n"), "markdown: details")
    bare = re.sub(r"<!-- (cniplan [^>]*)?-->|</?details>|</?summary>|<br>|\\<", "", text)
    failures.expect("<" not in bare, f"markdown: a tag: {bare[max(0, bare.find('<') - 20):][:60]!r}")


def check_csv(folder: pathlib.Path, expected: dict, failures: Failures):
    tables = {}
    for path in folder.iterdir():
        with open(path, encoding="utf-8", newline="") as file:
            tables[path.stem] = list(csv.DictReader(file))
    for name, rows in expected.items():
        failures.expect(len(tables.get(name, [])) == rows, f"csv: {name} has {len(tables.get(name, []))} rows, not {rows}")
    for finding in tables.get("findings", []):
        failures.expect(None not in finding and None not in finding.values(), "csv: columns of findings")
    return tables


def check_ndjson(text: str, failures: Failures):
    return [json.loads(line) for line in text.splitlines()]


def run(program: str, folder: pathlib.Path, arguments: list, formats: tuple, csv_folder: bool = True) -> dict:
    outputs = [word for name in formats for word in ("-o", f"{name}={folder / name}")]
    if csv_folder:
        outputs += ["-o", f"csv={folder / 'tables'}"]
    done = subprocess.run([program, *arguments, *outputs], capture_output=True, text=True, encoding="utf-8")
    if done.returncode not in (0, 1):
        raise SystemExit(f"{arguments}: exit code {done.returncode}\n{done.stderr}")
    return {name: (folder / name).read_text(encoding="utf-8") for name in formats}


def findings_formats(texts: dict, folder: pathlib.Path, result: dict, failures: Failures):
    check_junit((folder / "junit").read_bytes(), result, "error", failures)
    check_sarif(texts["sarif"], result, failures)
    check_gitlab(texts["gitlab"], result, failures)
    check_github(texts["github"], result, failures)


def plan(program: str, path: pathlib.Path, work: pathlib.Path, failures: Failures):
    texts = run(program, work, ["plan", str(path)], FORMATS)
    result = json.loads(texts["json"])
    findings_formats(texts, work, result, failures)
    check_markdown(texts["markdown"], failures)
    samples = check_prometheus(texts["prometheus"], failures)
    per_subnet = sum(len(subnet["scenarios"]) for subnet in result["subnets"])
    tables = check_csv(
        work / "tables",
        {
            "subnets": per_subnet,
            "scenarios": len(result["scenarios"]),
            "node-groups": sum(len(group["scenarios"]) for group in result["node_groups"]),
            "findings": len(result["findings"]),
            "derivations": len(result["derivations"]),
        },
        failures,
    )
    rows = check_ndjson(texts["ndjson"], failures)
    failures.expect(len(rows) == sum(len(table) for table in tables.values()), "ndjson: as many rows as the CSVs")
    by_line = [row for row in rows if row["table"] == "subnets"]
    at = 0
    for subnet in result["subnets"]:
        for scenario in subnet["scenarios"]:
            row, line = tables["subnets"][at], by_line[at]
            at += 1
            failures.expect(row["subnet"] == line["subnet"] == subnet["name"], "csv, ndjson: name of a subnet")
            failures.expect(int(row["used"]) == line["used"] == scenario["used"], "csv, ndjson: used")
            if subnet["cidr"]:
                labels = [("cluster", result["cluster"]["name"]), ("subnet", subnet["name"])]
                labels += [("az", subnet["az"])] if subnet["az"] else []
                labels += [("cidr", subnet["cidr"]), ("scenario", scenario["scenario"])]
                value = samples.get(("cniplan_subnet_used_addresses", tuple(labels)))
                failures.expect(value == scenario["used"], "prometheus: used addresses")


def check_nodes(program: str, work: pathlib.Path, failures: Failures):
    nodes = work / "nodes.json"
    nodes.write_text(json.dumps(NODES), encoding="utf-8")
    texts = run(program, work, ["check-nodes", str(nodes)], FORMATS)
    result = json.loads(texts["json"])
    findings_formats(texts, work, result, failures)
    check_markdown(texts["markdown"], failures)
    samples = check_prometheus(texts["prometheus"], failures)
    tables = check_csv(work / "tables", {"nodes": 2, "findings": len(result["findings"])}, failures)
    failures.expect(len(check_ndjson(texts["ndjson"], failures)) == 2, "ndjson: nodes")
    group = NODES["items"][0]["metadata"]["labels"]["eks.amazonaws.com/nodegroup"]
    failures.expect(any(("group", group) in labels for _, labels in samples), "prometheus: group")
    failures.expect(any(group in row.values() for row in tables["groups"]), "csv: group")


def size(program: str, work: pathlib.Path, failures: Failures):
    for name, vpc in (("fits", "10.0.0.0/16"), ("too-small", "10.0.0.0/26")):
        folder = work / name
        folder.mkdir()
        arguments = ["size", "--pods", "300", "--type", "m5.large", "--vpc", vpc]
        texts = run(program, folder, arguments, tuple(one for one in FORMATS if one not in ("sarif", "gitlab")))
        result = json.loads(texts["json"])
        check_github(texts["github"], result, failures)
        check_markdown(texts["markdown"], failures)
        check_prometheus(texts["prometheus"], failures)
        check_csv(folder / "tables", {"subnets": len(result["subnets"]), "ways-out": len(result["ways_out"])}, failures)


def node_and_compare(program: str, work: pathlib.Path, failures: Failures):
    folder = work / "node"
    folder.mkdir()
    arguments = ["node", "m5.large", "--pods", "20", "--env", "WARM_IP_TARGET=2", "--env", "WARM_ENI_TARGET=1"]
    texts = run(program, folder, arguments, ("json", "junit", "markdown", "github"))
    result = json.loads(texts["json"])
    check_junit((folder / "junit").read_bytes(), result, "error", failures)
    check_github(texts["github"], result, failures)
    check_markdown(texts["markdown"], failures)
    check_csv(folder / "tables", {"answers": 1, "findings": len(result["findings"])}, failures)
    folder = work / "compare"
    folder.mkdir()
    arguments = ["compare", "--pods", "300", "--type", "m5.large", "--type", "c5.xlarge"]
    texts = run(program, folder, arguments, ("json", "ndjson", "markdown"))
    alternatives = json.loads(texts["json"])["alternatives"]
    failures.expect(check_ndjson(texts["ndjson"], failures) == alternatives, "ndjson: alternatives")
    check_csv(folder / "tables", {"alternatives": len(alternatives)}, failures)


def main() -> int:
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    failures = Failures()
    with tempfile.TemporaryDirectory() as folder:
        work = pathlib.Path(folder)
        hostile = work / "hostile.yaml"
        hostile.write_text(HOSTILE, encoding="utf-8")
        inputs = [hostile, *sorted((source / "data" / "examples").glob("*.yaml"))]
        inputs += sorted((source / "tests" / "fixtures" / "eksctl").glob("*.yaml"))[:4]
        for number, path in enumerate(inputs):
            one = work / str(number)
            one.mkdir()
            before = len(failures)
            try:
                plan(program, path, one, failures)
            except (ElementTree.ParseError, json.JSONDecodeError, KeyError, ValueError) as error:
                failures.append(repr(error))
            failures[before:] = [f"plan {path.name}: {failure}" for failure in failures[before:]]
        for check in (check_nodes, size, node_and_compare):
            one = work / check.__name__
            one.mkdir()
            before = len(failures)
            check(program, one, failures)
            failures[before:] = [f"{check.__name__}: {failure}" for failure in failures[before:]]
    print("\n".join(failures) if failures else f"{len(inputs)} plans and the other results read back as they are")
    return 1 if failures else 0


sys.exit(main())
