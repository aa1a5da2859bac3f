"""Reads what the program writes for Terraform with Terraform's own parser: parse_hcl.py PROGRAM SOURCE MODULES

The tree of the native syntax must be that of the JSON syntax. MODULES is where `npm ci` put the packages of tests/hcl,
as tests/run does; without them, or without node, it says so and exits 77, which CTest shows as skipped.
"""

import json
import pathlib
import shutil
import subprocess
import sys

from infrastructure import Writer


def plain(value, key: str = ""):
    """A tree without what the two forms have each in its own way: a block is a list of one, addresses a template."""
    if isinstance(value, list):
        if len(value) == 1 and isinstance(value[0], dict):
            return plain(value[0])
        items = [plain(item) for item in value]
        if key == "depends_on":
            items = [item[2:-1] if item.startswith("${") else item for item in items]
        return items
    if isinstance(value, dict):
        return {name: plain(child, name) for name, child in value.items()}
    return value


def main() -> int:
    program, source, modules = sys.argv[1], pathlib.Path(sys.argv[2]), pathlib.Path(sys.argv[3])
    node = shutil.which("node")
    if node is None or not (modules / "node_modules" / "@cdktf" / "hcl2json").is_dir():
        print(f"skipped: no node, or no hcl2json in {modules}; tests/run gets it with npm", file=sys.stderr)
        return 77
    script = modules / "to_json.mjs"
    shutil.copyfile(source / "tests" / "hcl" / "to_json.mjs", script)
    writer = Writer(program, source)
    texts = [writer.written(name, "terraform") for name in writer.specs]
    parsed = subprocess.run(
        [node, script], input=json.dumps(texts), check=True, capture_output=True, text=True, encoding="utf-8"
    )
    failures = []
    for name, tree in zip(writer.specs, json.loads(parsed.stdout), strict=True):
        if isinstance(tree, str):
            failures.append(f"{name}: {tree}")
            continue
        native = plain(tree)
        as_json = json.loads(writer.written(name, "terraform-json"))
        if not as_json.pop("//", None):
            failures.append(f"{name}: the JSON syntax has no remarks")
        if native != plain(as_json):
            failures.append(f"{name}: the two syntaxes differ:\n{json.dumps(native)}\n{json.dumps(plain(as_json))}")
    print("\n".join(failures) if failures else f"{len(writer.specs)} configurations are the same in both syntaxes")
    return 1 if failures else 0


sys.exit(main())
