"""Checks results against the JSON Schemas that the program prints: validate_results.py PROGRAM SOURCE_DIRECTORY

Every JSON in the golden cases' outputs, and in the files that they leave behind:

- A result, whose member "schema" is cniplan/NAME/v1, must be valid by `cniplan schema NAME`: there is such a schema.
- A line of its own that is no whole result, as of --format ndjson, must be valid by $defs/line of a schema whose name
  starts with the command's.
- Other JSON may be what another tool reads (Terraform, CloudFormation); it is passed over.

Every schema must have a result that it judges, and every $defs/line one. It must refuse what has a member too many or too
few, describe all members, and of one that is not always there it must say when it is absent. Needs Debian's
python3-jsonschema; without it it says so and exits 77, which CTest shows as skipped.
"""

import collections
import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
except ImportError as missing:
    print(f"skipped: {missing}; install python3-jsonschema", file=sys.stderr)
    sys.exit(77)


def output_of(*command: str) -> str:
    return subprocess.run(command, check=True, capture_output=True, text=True, encoding="utf-8").stdout


def objects_in(text: str):
    """JSON objects that start a line and end one, each with whether it is on one line; what is cut off is none."""
    decoder = json.JSONDecoder()
    at = 0
    while at < len(text):
        end = text.find("\n", at) + 1 or len(text)
        if text[at] == "{":
            try:
                value, stop = decoder.raw_decode(text, at)
            except json.JSONDecodeError:
                stop = None
            if stop is not None and text[stop : stop + 1] in ("", "\n"):
                yield value, "\n" not in text[at:stop]
                end = stop + 1
        at = end


def golden_objects(golden: pathlib.Path):
    """The objects of every case, with the command and the place."""
    for path in sorted(golden.glob("*/*/stdout.golden")) + sorted(golden.glob("*/*/files.golden/**/*")):
        if not path.is_file():
            continue
        command = path.relative_to(golden).parts[0]
        for number, (value, one_line) in enumerate(objects_in(path.read_text(encoding="utf-8", errors="replace")), 1):
            yield command, f"{path.relative_to(golden)}: object {number}", value, one_line


def description_of(schema: dict, node: dict):
    """A node's own description, or that of what it refers to."""
    while "description" not in node and node.get("$ref", "#") != "#":
        steps, node = node["$ref"].split("/")[1:], schema
        for step in steps:
            node = node[step]
    return node.get("description")


def undescribed(schema: dict, node, path: str):
    """Members of objects without a description, their own or that of what they refer to, and those that are not always
    there and do not say so."""
    if isinstance(node, list):
        for item in node:
            yield from undescribed(schema, item, path)
    if not isinstance(node, dict):
        return
    for name, member in node.get("properties", {}).items():
        description = description_of(schema, member)
        if description is None:
            yield f"{path}/{name} has no description"
        elif name not in node.get("required", []) and "Absent:" not in description:
            yield f"{path}/{name} is not required and does not say when it is absent"
    for name, child in node.items():
        yield from undescribed(schema, child, f"{path}/{name}")


def unused_definitions(schema: dict):
    """Definitions that nothing refers to; a line stands for itself."""
    text = json.dumps(schema)
    return [name for name in schema.get("$defs", {})
            if name != "line" and f'"#/$defs/{name}"' not in text and f'"#/$defs/{name}/' not in text]


class Judge:
    """A schema with what it has judged."""

    def __init__(self, name: str, schema: dict):
        self.name = name
        self.schema = schema
        self.whole = jsonschema.Draft202012Validator(schema)
        definitions = schema.get("$defs", {})
        self.has_line = "line" in definitions
        # Whether a line is the whole of what the schema describes.
        self.is_line = definitions.get("line", {}).get("$ref") == "#"
        of_line = schema if self.is_line else {"$ref": "#/$defs/line", "$defs": definitions}
        self.line = jsonschema.Draft202012Validator(of_line)
        self.judged = collections.Counter()

    def failures_of(self, place: str, result: dict):
        """What is wrong with a whole result, and with a schema that would accept another one in its place."""
        self.judged["result"] += 1
        yield from (f"{place}: {error.json_path}: {error.message}" for error in self.whole.iter_errors(result))
        if self.whole.is_valid(result | {"unheard-of": 1}):
            yield f"schema {self.name} accepts a member that it does not know"
        for member in self.schema.get("required", []):
            if self.whole.is_valid({key: value for key, value in result.items() if key != member}):
                yield f"schema {self.name} accepts a result without {member}"


def main() -> int:
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    names = [line.split()[0] for line in output_of(program, "schema").splitlines()]
    schemas = {name: json.loads(output_of(program, "schema", name)) for name in names}
    of_spec = jsonschema.Draft202012Validator(schemas.pop("spec"))
    judges = {name: Judge(name, schema) for name, schema in schemas.items()}
    failures = []

    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        failures += [f"schema {name}: {fault}" for fault in undescribed(schema, schema, "")]
        failures += [f"schema {name}: nothing refers to $defs/{unused}" for unused in unused_definitions(schema)]

    for command, place, value, one_line in golden_objects(source / "tests" / "golden"):
        kind = str(value.get("schema", "")).split("/")
        if len(kind) == 3 and kind[0] == "cniplan":
            if kind[1] not in judges or kind[2] != "v1":
                failures.append(f"{place}: no schema is named {value['schema']}")
                continue
            failures += judges[kind[1]].failures_of(place, value)
            if one_line and judges[kind[1]].is_line:
                judges[kind[1]].judged["line"] += 1
            if kind[1] == "import":
                failures += [f"{place}: spec: {error.json_path}: {error.message}"
                             for error in of_spec.iter_errors(value["spec"])]
        elif one_line:
            able = [judge for judge in judges.values() if judge.name.startswith(command) and judge.has_line]
            fitting = [judge for judge in able if judge.line.is_valid(value)]
            if len(fitting) != 1:
                failures.append(f"{place}: a line of {command} is as {len(fitting)} schemas of "
                                f"{', '.join(judge.name for judge in able) or 'none'} say")
            for judge in fitting:
                judge.judged["line"] += 1
                if judge.line.is_valid(value | {"unheard-of": 1}):
                    failures.append(f"schema {judge.name}: a line may have a member that it does not know")

    for judge in judges.values():
        if judge.has_line and judge.judged["line"] == 0:
            failures.append(f"schema {judge.name}: no golden case has such a line")
        if "schema" in judge.schema.get("properties", {}) and judge.judged["result"] == 0:
            failures.append(f"schema {judge.name}: no golden case has such a result")
    results = sum(judge.judged["result"] for judge in judges.values())
    lines = sum(judge.judged["line"] for judge in judges.values())
    print("\n".join(dict.fromkeys(failures)) if failures else f"{results} results and {lines} lines are as their schemas say")
    return 1 if failures else 0


sys.exit(main())
