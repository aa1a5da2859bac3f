"""Runs what `cniplan ci-init` writes, as far as it can run here: try_ci.py PROGRAM SOURCE_DIRECTORY

The shell scripts of the GitHub workflow, the GitLab job and the Jenkins pipeline run one after the other in a repository
with a pull request's branch, with `gh` and package managers replaced by stand-ins; the make rule and the hook's command
run as they are. Each must leave behind the reports it promises, fail when the plan does, and name in its YAML only what
it writes. Needs Debian's python3-yaml and git; without them it says so and exits 77, which CTest shows as skipped.
"""

import json
import os
import pathlib
import shlex
import shutil
import subprocess
import sys
import tempfile

try:
    import yaml
except ImportError as missing:
    print(f"skipped: {missing}; install python3-yaml", file=sys.stderr)
    sys.exit(77)

FITS = """version: 1
cluster: {name: shop}
vpc:
  cidrs: [10.20.0.0/20]
  subnets: [{name: a, az: z1, cidr: 10.20.0.0/24, uses: [nodes]}]
nodeGroups: [{name: g, instanceTypes: [m5.large], nodes: {min: 1, desired: %d, max: %d}, podsPerNode: 20}]
"""

GH = """#!/bin/sh
# Stands in for GitHub's own: there is one comment of the report if COMMENT_THERE says so.
echo "$@" >> "$GH_LOG"
case "$*" in *--paginate*) [ -z "$COMMENT_THERE" ] || echo 17;; esac
"""


class Failure(Exception):
    pass


def expect(condition, what):
    if not condition:
        raise Failure(what)


class Ci:
    def __init__(self, program: str, work: pathlib.Path):
        self.program = pathlib.Path(program).resolve()
        self.work = work
        self.bin = work / "bin"
        self.bin.mkdir()
        (self.bin / "cniplan").symlink_to(self.program)
        for name, text in {"gh": GH, "apt-get": "#!/bin/sh\n"}.items():
            (self.bin / name).write_text(text)
            (self.bin / name).chmod(0o755)
        self.home = work / "home"
        self.home.mkdir()

    def repository(self, name: str, desired: int, most: int) -> pathlib.Path:
        """A clone at a branch that changes cluster.yaml; main has the cluster that fits."""
        origin, clone = self.work / f"{name}-origin", self.work / name / "clone"
        origin.mkdir()
        git = ["git", "-c", "user.name=t", "-c", "user.email=t@example.com", "-c", "init.defaultBranch=main"]
        run = lambda *words, cwd: subprocess.run([*git, *words], cwd=cwd, check=True, capture_output=True)
        run("init", "--quiet", cwd=origin)
        (origin / "cluster.yaml").write_text(FITS % (2, 3))
        run("add", ".", cwd=origin)
        run("commit", "--quiet", "-m", "base", cwd=origin)
        clone.parent.mkdir()
        run("clone", "--quiet", str(origin), str(clone), cwd=self.work)
        (clone / "cluster.yaml").write_text(FITS % (desired, most))
        return clone

    def shell(self, script: str, cwd: pathlib.Path, **variables) -> subprocess.CompletedProcess:
        environment = {
            "PATH": f"{self.bin}:{os.environ['PATH']}",
            "HOME": str(self.home),
            "GH_LOG": str(self.work / "gh.log"),
            **variables,
        }
        return subprocess.run(
            ["bash", "-e", "-c", script], cwd=cwd, env=environment, capture_output=True, text=True, encoding="utf-8"
        )

    def written(self, system: str, cwd: pathlib.Path, path: str) -> str:
        subprocess.run([self.program, "ci-init", system, "cluster.yaml"], cwd=cwd, check=True, capture_output=True)
        return (cwd / path).read_text(encoding="utf-8")

    def checksum(self) -> str:
        return subprocess.run(["sha256sum", self.program], check=True, capture_output=True, text=True).stdout.split()[0]


def report_is_there(clone: pathlib.Path, *names: str):
    for name in names:
        expect((clone / "cniplan-report" / name).stat().st_size > 0, f"cniplan-report/{name} is empty")


def github(ci: Ci):
    for fits in (True, False):
        clone = ci.repository(f"github-{fits}", 3 if fits else 20, 4 if fits else 40)
        workflow = yaml.safe_load(ci.written("github", clone, ".github/workflows/cniplan.yml"))
        job = workflow["jobs"]["plan"]
        expect(True in workflow or "on" in workflow, "the workflow has no triggers")
        summary, path_file, log = clone.parent / "summary.md", clone.parent / "path", ci.work / "gh.log"
        variables = {
            "FILES": job["env"]["FILES"],
            "FAIL_ON": job["env"]["FAIL_ON"],
            "RUN_URL": "https://ci.example.com/runs/17",
            "GITHUB_STEP_SUMMARY": str(summary),
            "GITHUB_PATH": str(path_file),
            "GITHUB_BASE_REF": "main",
            "GITHUB_REPOSITORY": "shop/infra",
            "PULL_REQUEST": "5",
            "CNIPLAN_URL": f"file://{ci.program}",
            "CNIPLAN_SHA256": ci.checksum(),
            "COMMENT_THERE": "" if fits else "yes",
        }
        codes = {}
        for step in job["steps"]:
            if "run" in step:
                done = ci.shell(step["run"], clone, **variables)
                codes[step["name"]] = done.returncode
                if step["name"] != "Plan":
                    expect(done.returncode == 0, f"step {step['name']}: {done.stderr}")
        expect(codes["Plan"] == (0 if fits else 1), f"the plan's step ends with {codes['Plan']}")
        report_is_there(clone, "comment.md", "index.html", "findings.sarif", "plan.json")
        expect((ci.home / ".cniplan/bin/cniplan").exists(), "the program is not where the PATH is")
        expect(path_file.read_text().strip() == str(ci.home / ".cniplan/bin"), "the PATH is not extended")
        text = summary.read_text(encoding="utf-8")
        expect(text.startswith("<!-- cniplan plan shop -->"), "the summary has no marker")
        expect("nodeGroups" in text or "desired" in text, "the summary does not say what the pull request changes")
        expect(json.loads((clone / "base-plan.json").read_text())["fits"], "the base is not planned")
        calls = log.read_text()
        expect(("--method PATCH" in calls) == (not fits), f"comment: {calls}")
        log.unlink()


def gitlab(ci: Ci):
    for fits in (True, False):
        clone = ci.repository(f"gitlab-{fits}", 3 if fits else 20, 4 if fits else 40)
        job = yaml.safe_load(ci.written("gitlab", clone, ".gitlab/cniplan.yml"))["ip-capacity"]
        variables = {
            **job["variables"],
            "CI_JOB_URL": "https://ci.example.com/17",
            "CNIPLAN_URL": f"file://{ci.program}",
            "CNIPLAN_SHA256": ci.checksum(),
        }
        done = ci.shell("\n".join(job["before_script"] + job["script"]), clone, **variables)
        expect(done.returncode == (0 if fits else 1), f"the job ends with {done.returncode}: {done.stderr}")
        reports = job["artifacts"]["reports"]
        expect((clone / reports["junit"]).exists(), "no JUnit")
        quality = json.loads((clone / reports["codequality"]).read_text())
        expect(isinstance(quality, list), "code quality is no list")
        report_is_there(clone, "index.html", "plan.json")
        nothing = ci.shell("\n".join(job["before_script"]), clone, FILES="", FAIL_ON="error", CNIPLAN_URL="")
        expect(nothing.returncode == 1 and "CNIPLAN_SOURCE" in nothing.stderr, "it does not say what has to be set")


def jenkins(ci: Ci):
    clone = ci.repository("jenkins", 3, 4)
    text = ci.written("jenkins", clone, "Jenkinsfile")
    expect(text.count("{") == text.count("}"), "braces do not match")
    script = text.split("sh '''")[1].split("'''")[0]
    # A single-quoted Groovy text has a backslash for each two.
    done = ci.shell(script.replace("\\\\", "\\"), clone, FILES="cluster.yaml", FAIL_ON="error", BUILD_URL="https://ci/1")
    expect(done.returncode == 0, done.stderr)
    report_is_there(clone, "index.html", "junit.xml", "findings.sarif", "plan.json")


def pre_commit(ci: Ci):
    clone = ci.repository("pre-commit", 3, 4)
    (hook,) = yaml.safe_load(ci.written("pre-commit", clone, ".pre-commit-config.yaml"))["repos"][0]["hooks"]
    expect(hook["files"] == "^(cluster\\.yaml)$", f"the hook is for {hook['files']}")
    done = ci.shell(shlex.join(shlex.split(hook["entry"])), clone)
    expect(done.returncode == 0, done.stderr)
    (clone / "cluster.yaml").write_text(FITS % (20, 40))
    expect(ci.shell(hook["entry"], clone).returncode == 1, "the hook passes what does not fit")


def make(ci: Ci):
    if shutil.which("make") is None:
        return
    clone = ci.repository("make", 3, 4)
    ci.written("make", clone, "cniplan.mk")
    (clone / "Makefile").write_text("include cniplan.mk\n")
    done = ci.shell("make ip-capacity", clone)
    expect(done.returncode == 0, done.stderr)
    report_is_there(clone, "index.html")


def main() -> int:
    if shutil.which("git") is None or shutil.which("bash") is None or shutil.which("curl") is None:
        print("skipped: git, bash or curl is missing", file=sys.stderr)
        return 77
    failures = []
    for system in (github, gitlab, jenkins, pre_commit, make):
        with tempfile.TemporaryDirectory() as work:
            try:
                system(Ci(sys.argv[1], pathlib.Path(work)))
            except Failure as failure:
                failures.append(f"{system.__name__}: {failure}")
    print("\n".join(failures) if failures else "the recipes of every CI system run")
    return 1 if failures else 0


sys.exit(main())
