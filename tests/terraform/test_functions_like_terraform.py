"""Every function with every kind of argument, against terraform console."""

import shutil
from pathlib import Path

import pytest
from terraform.functioncases import KINDS, WORLDS, Case, cases, outcomes, outcomes_of, terraform_functions
from terraform.generatedcalls import Calls
from terraform.generatedtexts import Texts

from iaclint.terraform.functions.names import FAMILIES

needs_terraform = pytest.mark.skipif(shutil.which("terraform") is None, reason="terraform is not installed")
EVALUATOR = {"try", "can"}  # they take unevaluated arguments


@needs_terraform
def test_every_function_of_terraform_is_there() -> None:
    assert terraform_functions() == {*FAMILIES, *EVALUATOR}


def test_every_function_is_called_with_every_kind_of_argument() -> None:
    called = {(case.function, case.kind) for case in cases()}
    without = {"plantimestamp", "timestamp", "uuid"}  # they take no arguments
    always_unknown = {"base64gzip", "bcrypt", "rsadecrypt"}
    never_null = {"cidrsubnets"}
    wanted = {(name, kind) for name in FAMILIES for kind in KINDS if name not in without}
    wanted -= {(name, "known") for name in always_unknown} | {(name, "null") for name in never_null}
    assert wanted - called == set()


@pytest.mark.slow
@needs_terraform
def test_every_call_agrees_with_terraform(tmp_path: Path) -> None:
    differing = [outcome for outcome in outcomes(tmp_path) if outcome.verdict != "agreed"]
    assert [f"{outcome.verdict}: {outcome.case.text}\n{outcome.shown}" for outcome in differing] == []


@pytest.mark.slow
@needs_terraform
@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("holes", [False, True])
def test_generated_calls_agree_with_terraform(tmp_path: Path, seed: int, holes: bool) -> None:
    calls = Calls(seed, holes)
    texts = dict.fromkeys(calls.call() for _ in range(400))
    every = [Case(text.partition("(")[0], "partly" if "var." in text else "known", text) for text in texts]
    found = outcomes_of(every, tmp_path, WORLDS[:4] if holes else WORLDS[:1])
    wrong = [outcome for outcome in found if outcome.verdict == "wrong"]
    assert [f"{outcome.case.text}\n{outcome.shown}" for outcome in wrong] == []
    unknown = [outcome.case.text for outcome in found if outcome.verdict == "not known"]
    assert len(unknown) <= len(found) // 50, unknown


@pytest.mark.slow
@needs_terraform
@pytest.mark.parametrize("seed", range(4))
def test_generated_patterns_and_documents_agree_with_terraform(tmp_path: Path, seed: int) -> None:
    texts = Texts(seed)
    every = [Case("", "known", text) for text in dict.fromkeys(texts.call() for _ in range(500))]
    found = outcomes_of(every, tmp_path, WORLDS[:1])
    wrong = [outcome for outcome in found if outcome.verdict == "wrong"]
    assert [f"{outcome.case.text}\n{outcome.shown}" for outcome in wrong] == []
    unknown = [outcome.case.text for outcome in found if outcome.verdict == "not known"]
    assert len(unknown) <= len(found) // 10, unknown
