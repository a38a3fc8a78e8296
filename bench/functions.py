"""Writes bench/functions.md: how many calls of each function, by kind of argument, agree with terraform console.

usage: python bench/functions.py        (needs terraform; about a minute)
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT / "tests"))

from terraform.functioncases import KINDS, Outcome, outcomes  # noqa: E402

HEAD = """# Functions against Terraform

Written by `bench/functions.py` from `tests/terraform/function_cases.txt`. Each call is evaluated once by iaclint and by
`terraform console` under five different values of the variables that iaclint does not know. A call agrees if both give
the same value (and kind of collection), or both refuse it; a partly known result agrees if it is true of all five.
`try` and `can` are forms of the evaluator and tested with it. Functions without arguments, and those whose result is
random or a moment in time, have fewer kinds.

"""


def table(every: list[Outcome]) -> str:
    """One line a function: agreed of called, for each kind."""
    lines = [f"| function | {' | '.join(KINDS)} |", "|---" * (len(KINDS) + 1) + "|"]
    called = Counter((outcome.case.function, outcome.case.kind) for outcome in every)
    agreed = Counter((outcome.case.function, outcome.case.kind) for outcome in every if outcome.verdict == "agreed")
    for name in sorted({outcome.case.function for outcome in every}):
        cells = [f"{agreed[name, kind]} of {called[name, kind]}" if called[name, kind] else "" for kind in KINDS]
        lines.append(f"| {name} | {' | '.join(cells)} |")
    totals = [(sum(agreed[key] for key in of), sum(called[key] for key in of)) for of in map(keys_of(called), KINDS)]
    lines.append(f"| **all** | {' | '.join(f'{yes} of {all_of_them}' for yes, all_of_them in totals)} |")
    return "\n".join(lines) + "\n"


def keys_of(called: Counter[tuple[str, str]]) -> Callable[[str], list[tuple[str, str]]]:
    return lambda kind: [key for key in called if key[1] == kind]


def differing(every: list[Outcome]) -> str:
    """What does not agree, in full."""
    return "".join(
        f"\n* {outcome.verdict}: `{outcome.case.text}`\n  {outcome.shown}\n"
        for outcome in every
        if outcome.verdict != "agreed"
    )


def main() -> None:
    with TemporaryDirectory() as folder:
        every = outcomes(Path(folder))
    (ROOT / "bench" / "functions.md").write_text(HEAD + table(every) + differing(every), encoding="utf-8")


if __name__ == "__main__":
    main()
