"""Fuzzes one target: ``python tests/fuzz/run.py json --runs 1000000 --corpus /tmp/corpus/json``.

Prints how many executions there were, the slowest, and each kind of fault with its shortest input. Exit code 1 if
there was a fault. With ``--measure`` nothing is mutated: the seeds and the corpus are executed once under
``coverage`` and the branches reached in the target's modules are printed.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import os
import shutil
import sys
import tempfile
from importlib import import_module
from pathlib import Path
from pkgutil import walk_packages

TYPE_CHECKING = False
if TYPE_CHECKING:
    from fuzz.harness import Count

ROOT = Path(__file__).parents[2]
sys.path[:0] = [str(ROOT), str(ROOT / "tests")]

TARGETS = {
    "json": "fuzz.json_reader",
    "yaml": "fuzz.yaml_reader",
    "hcl": "fuzz.hcl_reader",
    "tfjson": "fuzz.terraform_json_reader",
    "terraform": "fuzz.terraform_evaluator",
    "cloudformation": "fuzz.cloudformation_evaluator",
    "pipeline": "fuzz.pipeline",
}


def main() -> None:
    """Run as the command line says."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--runs", type=int, default=20_000, help="executions, those of the seeds included")
    parser.add_argument("--seed", type=int, default=1, help="of the chance; 0 for another one every time")
    parser.add_argument("--corpus", type=Path, help="folder to start from and to put new inputs into")
    parser.add_argument("--report", type=Path, help="file for the figures as JSON")
    parser.add_argument("--measure", action="store_true", help="print the branches that seeds and corpus reach")
    options = parser.parse_args()
    with tempfile.TemporaryDirectory() as scratch:
        (measure if options.measure else fuzz)(options, Path(scratch))


def fuzz(options: argparse.Namespace, scratch: Path) -> None:
    """Mutate until the executions are spent. libFuzzer ends the process itself."""
    import atheris
    from atheris.import_hook import AtherisMetaPathFinder

    # As atheris.instrument_imports does, but without the tracing of comparisons: it halves the speed, and finds little
    # that the tokens of a target do not say.
    sys.meta_path.insert(0, AtherisMetaPathFinder({"iaclint"}, set(), False, trace_dataflow=False))
    target = import_module(TARGETS[options.target]).TARGET
    if any("." not in module for module in target.modules):
        import_all()
    from fuzz.harness import Count
    from fuzz.mutator import Mutator
    from fuzz.seeds import cut

    seeds = [piece for seed in target.seeds() for piece in cut(seed, target.longest)]
    for seed in seeds[:: len(seeds) // 20]:  # what is made late is made now
        target.check(seed)
    given = written(scratch / "seeds", seeds)
    count = Count()
    mutator = Mutator(seeds, target.tokens, lambda data, longest: atheris.Mutate(data, longest))  # noqa: PLW0108 - not there before Fuzz()
    corpus = options.corpus or scratch / "corpus"
    corpus.mkdir(parents=True, exist_ok=True)
    arguments = [
        *(sys.argv[0], str(corpus), str(given)),
        *(f"-seed={options.seed}", f"-max_len={target.longest}", "-timeout=120"),
        *(f"-dict={dictionary(scratch / 'tokens', target.tokens)}", f"-artifact_prefix={scratch}/", "-verbosity=0"),
    ]

    def execute(data: bytes) -> None:
        """One execution. A fault is kept and the run goes on; libFuzzer never returns, so the last one ends it."""
        count.execute(target, bytes(data))
        last = count.executions >= options.runs
        if options.report is not None and (last or count.executions % 5_000 == 0):
            write(target.name, count, options.report)
        if last:
            tell(target.name, count)
            shutil.rmtree(scratch)
            os._exit(bool(count.faults))

    atheris.Setup(arguments, execute, custom_mutator=mutator)
    atheris.Fuzz()


def import_all() -> None:
    """Load what a run loads late, so that it is watched from the start, and is not told on a run's standard error."""
    import iaclint

    for module in walk_packages(iaclint.__path__, "iaclint."):
        if not module.name.endswith("__main__"):
            import_module(module.name)


def tell(name: str, count: Count) -> None:
    """The figures of a run."""
    print(f"{name}: {count.executions} executions, slowest {count.slowest:.2f} s, {len(count.faults)} kinds of fault")
    for kind, data in count.faults.items():
        print(f"  {kind}: {data!r}")
    sys.stdout.flush()


def write(name: str, count: Count, report: Path) -> None:
    """The figures as JSON."""
    faults = {kind: data.decode("latin-1") for kind, data in count.faults.items()}
    figures = {"target": name, "executions": count.executions, "slowest": count.slowest, "faults": faults}
    report.write_text(json.dumps(figures, indent=1), encoding="utf-8")


def written(folder: Path, seeds: list[bytes]) -> Path:
    """The seeds as files."""
    folder.mkdir()
    for seed in seeds:
        (folder / hashlib.sha256(seed).hexdigest()[:16]).write_bytes(seed)
    return folder


def dictionary(file: Path, tokens: tuple[str, ...]) -> Path:
    """The tokens as libFuzzer reads them."""
    short = [token.encode() for token in tokens if len(token) < 60]
    file.write_text("".join('"' + "".join(f"\\x{byte:02x}" for byte in token) + '"\n' for token in short))
    return file


def measure(options: argparse.Namespace, scratch: Path) -> None:
    """The branches that the seeds and the corpus reach."""
    import coverage

    kept = [path.read_bytes() for path in sorted(options.corpus.iterdir())] if options.corpus else []
    watch = coverage.Coverage(branch=True, data_file=None, source_pkgs=["iaclint"], config_file=False)
    watch.start()
    target = import_module(TARGETS[options.target]).TARGET
    for data in [*target.seeds(), *kept]:
        target.check(data)
    watch.stop()
    include = [str(ROOT / module) + ("/*" if "." not in module else "") for module in target.modules]
    watch.report(include=include, show_missing=True, skip_covered=False)
    watch.json_report(include=include, outfile=str(scratch / "coverage.json"))
    totals = json.loads((scratch / "coverage.json").read_text(encoding="utf-8"))["totals"]
    reached, branches = totals["covered_branches"], totals["num_branches"]
    print(f"{target.name}: {reached} of {branches} branches, {100 * reached / branches:.1f} %")


if __name__ == "__main__":
    main()
