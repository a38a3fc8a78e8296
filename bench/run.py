"""Measures iaclint beside the cost of starting Python and of reading the bytes, in one run on one machine.

    python3 bench/run.py [--work DIR] [--repeat N] [--files N] [--peers] [--templates DIR]

Makes a virtual environment, installs the checkout in it as a wheel (bytecode compiled), writes the trees of
``corpus.py`` and prints the table of ``README.md``. The commands of a group take turns, so that a busy moment of the
machine hits all of them; a ratio of wall times is the median of the ratios of the turns. A ratio of processor times
(user and system) compares the least of each: on a machine that others use too, it is the one to go by. ``--peers`` also
installs and measures checkov, cfn-lint and semgrep, each in an environment of its own; ``--templates`` compares with
cfn_guard_rs (AWS's policy engine, in Rust) on a directory of templates, such as a checkout of the public
aws-cloudformation-templates.
"""

from __future__ import annotations

import argparse
import os
import statistics
import subprocess
import sys
import tempfile
import time
import venv
from pathlib import Path

from corpus import write
from peers import GUARD, SEMGREP_RULE

CHECKOUT = Path(__file__).resolve().parents[1]
WORK = Path(tempfile.gettempdir()) / "iaclint-bench"
READ = """
import os, sys
def walk(directory):
    with os.scandir(directory) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False):
                walk(entry.path)
            else:
                use(entry)
def use(entry):
    with open(entry.path, "rb") as file:
        file.read()
walk(sys.argv[1])
"""
STAT = READ.replace('with open(entry.path, "rb") as file:\n        file.read()', "entry.stat()")
PASS = "python -c pass"


class Command:
    """One line of the table: what runs, where, and what it is compared with."""

    def __init__(self, label: str, arguments: list[str], directory: Path, against: str = PASS) -> None:
        self.label = label
        self.arguments = arguments
        self.directory = directory
        self.against = against
        self.fine = range(16 if "cfn-lint" in label else 2)  # cfn-lint tells levels by its exit code
        self.seconds: list[float] = []
        self.processor: list[float] = []
        self.peak = 0.0

    def run(self) -> None:
        """Run once; wall time and peak memory of the process."""
        start = time.perf_counter()
        process = subprocess.Popen(
            self.arguments, cwd=self.directory, env=environment(), stdout=subprocess.DEVNULL, stderr=subprocess.PIPE
        )
        assert process.stderr is not None
        errors = process.stderr.read()
        _, status, usage = os.wait4(process.pid, 0)
        self.seconds.append(time.perf_counter() - start)
        process.returncode = os.waitstatus_to_exitcode(status)
        self.processor.append(usage.ru_utime + usage.ru_stime)
        self.peak = max(self.peak, usage.ru_maxrss / 1024)
        if process.returncode not in self.fine:
            raise SystemExit(f"{self.label}: exit code {process.returncode}\n{errors.decode()}")


def environment() -> dict[str, str]:
    """The caller's, without what changes how Python starts."""
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def install(directory: Path, *packages: str) -> Path:
    """A virtual environment with these packages, bytecode compiled; its programs."""
    programs = directory / "bin"
    if not programs.exists():
        venv.create(directory, with_pip=True)
    subprocess.run([programs / "pip", "install", "--quiet", "--compile", *packages], env=environment(), check=True)
    return programs


def groups(programs: Path, trees: Path, files: int) -> list[list[Command]]:
    """The commands that take turns with one another."""
    python, iaclint = str(programs / "python"), str(programs / "iaclint")
    start = Command(PASS, [python, "-c", "pass"], trees)
    small = [
        Command("iaclint --version", [iaclint, "--version"], trees),
        Command("one JSON template", [iaclint, "--no-cache", "template.json"], trees / "single/json"),
        Command("one YAML template, two policies", [iaclint, "--no-cache", "template.yaml"], trees / "single/yaml"),
        Command("one Terraform file, two policies", [iaclint, "--no-cache", "main.tf"], trees / "single/terraform"),
    ]
    every = trees / "monorepo"
    read = Command("scandir and read", [python, "-c", READ, "."], every)
    stat = Command("scandir and stat", [python, "-c", STAT, "."], every)
    module = "terraform/modules/module-0/main.tf"
    large = [
        Command(f"monorepo, {files:,} files, cold", [iaclint, "--no-cache", "."], every, read.label),
        Command("the same with the cache", [iaclint, "."], every, stat.label),
        Command("one changed module in it, by name", [iaclint, module], every, read.label),
    ]
    hcl = [Command("Terraform, 15 % of that", [iaclint, "--no-cache", "."], trees / "terraform", read.label)]
    grown = [
        Command(f"growth: {name}", [iaclint, "--no-cache", "."], trees / "growth" / name)
        for name in ("statements", "template", "instances")
    ]
    return [[start, *small], [start, read, stat, *large, *hcl], [start, *grown]]


def peers(work: Path, trees: Path, programs: Path) -> list[list[Command]]:
    """What checkov, cfn-lint and semgrep need for the single files, and checkov for the Terraform tree."""
    checkov = str(install(work / "checkov", "checkov") / "checkov")
    cfn_lint = str(install(work / "cfn-lint", "cfn-lint") / "cfn-lint")
    semgrep = str(install(work / "semgrep", "semgrep") / "semgrep")
    iaclint = str(programs / "iaclint")
    single, quiet = trees / "single", ["--quiet", "--compact", "--skip-download", "--soft-fail"]
    rule = work / "rule.yaml"
    rule.write_text(SEMGREP_RULE, encoding="utf-8")
    unseen = ["scan", "--metrics", "off", "--disable-version-check", "--quiet", "--config", str(rule)]
    one = Command("one Terraform file, two policies", [iaclint, "--no-cache", "main.tf"], single / "terraform")
    tree = Command("Terraform, all files", [iaclint, "--no-cache", "."], trees / "terraform")
    return [
        [
            one,
            Command("checkov, one Terraform file", [checkov, *quiet, "-f", "main.tf"], single / "terraform", one.label),
            Command("semgrep, one Terraform file", [semgrep, *unseen, "main.tf"], single / "terraform", one.label),
            Command("cfn-lint, one YAML template", [cfn_lint, "template.yaml"], single / "yaml", one.label),
        ],
        [tree, Command("checkov, Terraform", [checkov, *quiet, "-d", "."], trees / "terraform", tree.label)],
    ]


def guard(work: Path, templates: Path, programs: Path) -> list[Command]:
    """iaclint and cfn_guard_rs over the same templates."""
    python = str(install(work / "guard", "cfn-guard-rs", "PyYAML") / "python")
    engine = Command("cfn_guard_rs, one rule", [python, "-c", GUARD, "."], templates)
    arguments = [str(programs / "iaclint"), "--no-cache", "--no-gitignore", "."]
    return [engine, Command("iaclint, the same templates", arguments, templates, engine.label)]


def measure(group: list[Command], repeat: int) -> None:
    """Every command once unmeasured, then in turns."""
    for command in group:
        command.run()
        command.seconds.clear()
        command.processor.clear()
    for _ in range(repeat):
        for command in group:
            command.run()


def rows(group: list[Command]) -> list[str]:
    """The lines of the table for a group."""
    by_label = {command.label: command for command in group}
    lines = []
    for command in group:
        against = by_label.get(command.against)
        ratio = busy = ""
        if against is not None and against is not command:
            ratio = f"{_ratio(command.seconds, against.seconds):.1f} x {against.label}"
            busy = f"{min(command.processor) / min(against.processor):.1f} x"
        wall, processor = statistics.median(command.seconds), min(command.processor)
        figures = f"{wall * 1000:,.0f} ms | {ratio} | {processor * 1000:,.0f} ms | {busy}"
        lines.append(f"| {command.label} | {figures} | {command.peak:,.0f} MB |")
    return lines


def _ratio(seconds: list[float], others: list[float]) -> float:
    return statistics.median(one / other for one, other in zip(seconds, others, strict=True))


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(description=__doc__.split("\n")[0])
    parser.add_argument("--work", type=Path, default=WORK, help=f"environments and trees are kept here ({WORK})")
    parser.add_argument("--repeat", type=int, default=10)
    parser.add_argument("--files", type=int, default=10_000, help="of the monorepo; the other trees follow")
    parser.add_argument("--peers", action="store_true", help="measure checkov, cfn-lint and semgrep too")
    parser.add_argument("--templates", type=Path, metavar="DIR", help="compare with cfn_guard_rs on these")
    options = parser.parse_args()
    work, trees = options.work.resolve(), options.work.resolve() / "trees"
    programs = install(work / "iaclint", "--force-reinstall", str(CHECKOUT))
    for tree, files in (("single", 0), ("monorepo", options.files), ("terraform", options.files * 3 // 20)):
        write(tree, trees / tree, files)
    write("growth", trees / "growth", options.files)
    todo = groups(programs, trees, options.files) + (peers(work, trees, programs) if options.peers else [])
    if options.templates:
        todo.append(guard(work, options.templates.resolve(), programs))
    print(f"Python {sys.version.split()[0]}, {os.cpu_count()} processors, {options.repeat} turns\n")
    print("| what | wall, median | ratio | processor, least | ratio | peak memory |")
    print("| --- | ---: | ---: | ---: | ---: | ---: |")
    for index, group in enumerate(todo):
        measure(group, options.repeat if index == 0 else max(1, options.repeat // 3))
        print("\n".join(rows(group)), flush=True)


if __name__ == "__main__":
    main()
