"""Checks results against the JSON Schemas that the program prints: validate_results.py PROGRAM SOURCE_DIRECTORY

Every JSON in the golden cases whose "schema" is cniplan/NAME/v1 must be valid by `cniplan schema NAME`, as far as there
is such a schema; every schema must have a result that it judges, must refuse it with a member too many or too few, and
must describe all members. Needs Debian's python3-jsonschema; without it it says so and exits 77, which CTest shows as
skipped.
"""

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


def golden_results(golden: pathlib.Path):
    """Every JSON text with the name of its schema that is the output of a case or a file it leaves behind."""
    for path in sorted(golden.glob("*/*/stdout.golden")) + sorted(golden.glob("*/*/files.golden/**/*")):
        if not path.is_file() or not path.read_bytes().startswith(b"{"):
            continue
        try:
            result = json.loads(path.read_text(encoding="utf-8"))
        except json.JSONDecodeError:
            continue  # several in one output, or a part of one
        kind = str(result.get("schema", "")).split("/")
        if len(kind) == 3 and kind[0] == "cniplan":
            yield path, kind[1], result


def undescribed(schema: dict, node, path: str):
    """Members of objects without a description, their own or that of what they refer to."""
    if isinstance(node, list):
        for item in node:
            yield from undescribed(schema, item, path)
    if not isinstance(node, dict):
        return
    for name, member in node.get("properties", {}).items():
        referred = schema["$defs"].get(member.get("$ref", "").split("/")[-1], {})
        if "description" not in member and "description" not in referred:
            yield f"{path}/{name}"
    for name, child in node.items():
        yield from undescribed(schema, child, f"{path}/{name}")


def main() -> int:
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    names = [line.split()[0] for line in output_of(program, "schema").splitlines()]
    schemas = {name: json.loads(output_of(program, "schema", name)) for name in names if name != "spec"}
    judged = dict.fromkeys(schemas, 0)
    failures = []

    for name, schema in schemas.items():
        jsonschema.Draft202012Validator.check_schema(schema)
        failures += [f"schema {name}: {path} has no description" for path in undescribed(schema, schema, "")]

    for path, name, result in golden_results(source / "tests" / "golden"):
        if name not in schemas:
            continue
        judged[name] += 1
        validator = jsonschema.Draft202012Validator(schemas[name])
        for error in validator.iter_errors(result):
            failures.append(f"{path}: {error.json_path}: {error.message}")
        if validator.is_valid(result | {"unheard-of": 1}):
            failures.append(f"schema {name} accepts a member that it does not know")
        for member in result:
            if validator.is_valid({key: value for key, value in result.items() if key != member}):
                failures.append(f"schema {name} accepts a result without {member}")

    failures += [f"schema {name}: no golden case has such a result" for name, count in judged.items() if count == 0]
    print("\n".join(failures) if failures else f"{sum(judged.values())} results are as their schemas say")
    return 1 if failures else 0


sys.exit(main())
