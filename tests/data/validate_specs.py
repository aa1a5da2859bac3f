"""Checks specs against the JSON Schema that the program prints: validate_specs.py PROGRAM SOURCE_DIRECTORY

The examples and tests/fixtures/spec/accepted.yaml must be valid, every document of rejected.yaml must not. Needs
Debian's python3-jsonschema and python3-yaml; without them it says so and exits 77, which CTest shows as skipped.
"""

import json
import pathlib
import subprocess
import sys

try:
    import jsonschema
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-jsonschema and python3-yaml", file=sys.stderr)
    sys.exit(77)


class CoreLoader(yaml.SafeLoader):
    """Scalars as YAML 1.2's core schema and the program read them: `off` and 2027-01-31 are text."""


CoreLoader.yaml_implicit_resolvers = {
    first: [
        (tag, rule)
        for tag, rule in resolvers
        if not tag.endswith(":timestamp") and not (tag.endswith(":bool") and first in "yYnNoO")
    ]
    for first, resolvers in yaml.SafeLoader.yaml_implicit_resolvers.items()
}


def documents(path: pathlib.Path):
    return enumerate(yaml.load_all(path.read_text(encoding="utf-8"), CoreLoader), 1)


def main() -> int:
    program, source = sys.argv[1], pathlib.Path(sys.argv[2])
    schema = json.loads(subprocess.run([program, "schema", "spec"], check=True, capture_output=True).stdout)
    jsonschema.Draft202012Validator.check_schema(schema)
    validator = jsonschema.Draft202012Validator(schema)
    failures = []

    fixtures = source / "tests" / "fixtures" / "spec"
    valid = sorted((source / "data" / "examples").glob("*.yaml")) + [fixtures / "accepted.yaml"]
    checked = 0
    for path in valid:
        for number, document in documents(path):
            if "apiVersion" in document:
                continue  # another tool's file
            checked += 1
            for error in validator.iter_errors(document):
                failures.append(f"{path}: document {number}: {error.json_path}: {error.message}")
    rejected = fixtures / "rejected.yaml"
    for number, document in documents(rejected):
        checked += 1
        if validator.is_valid(document):
            failures.append(f"{rejected}: document {number}: the schema accepts {document}")

    print("\n".join(failures) if failures else f"{checked} specs are judged as they should be")
    return 1 if failures else 0


sys.exit(main())
