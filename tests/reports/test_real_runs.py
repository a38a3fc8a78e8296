"""All reports of one run over the fixtures and of one comparison, held against what others say of their formats."""

import json
import re
import subprocess
from pathlib import Path

import jsonschema
import pytest
from junitparser import JUnitXml
from reports import published
from running import FIXTURES, MANAGED, iaclint

from iaclint import reports as package

FILES = {
    "json": "out.json",
    "sarif": "out.sarif",
    "junit": "out.xml",
    "gitlab": "out.gl.json",
    "github": "out.txt",
    "markdown": "out.md",
    "html": "out.html",
    "concise": "out.concise",
    "text": "out.text",
}
GITLAB_SEVERITIES = {"info", "minor", "major", "critical", "blocker"}  # GitLab Docs, "Code Quality report format"


def schema():
    text = Path(package.__file__).with_name("report.schema.json").read_text(encoding="utf-8")
    return jsonschema.Draft202012Validator(json.loads(text))


@pytest.fixture(scope="module")
def written(tmp_path_factory):
    """The reports of a run over the fixtures with every rule on, by format."""
    directory = tmp_path_factory.mktemp("reports")
    formats = [f"--format={name}={directory / file}" for name, file in FILES.items()]
    code, out, err = iaclint("fixtures", "--select=ALL", "--no-cache", *formats, cwd=FIXTURES.parent)
    assert (code, out, err) == (1, "", "")
    return {name: (directory / file).read_text(encoding="utf-8") for name, file in FILES.items()}


def test_json_follows_our_schema(written):
    document = json.loads(written["json"])
    assert list(schema().iter_errors(document)) == []
    assert {finding["rule"] for finding in document["findings"]} >= {"KMS101", "KMS201", "IAM104", "DOC001", "SRC001"}


def test_sarif_follows_the_schema_of_oasis(written):
    log = json.loads(written["sarif"])
    assert list(published.sarif().iter_errors(log)) == []
    assert len(log["runs"][0]["results"]) > 300


def test_every_text_of_sarif_is_short_enough_for_github(written):
    def texts(value):
        if isinstance(value, dict):
            yield from (inner for name, inner in value.items() if name == "text")
            yield from (text for inner in value.values() for text in texts(inner))
        elif isinstance(value, list):
            yield from (text for inner in value for text in texts(inner))

    assert max(len(text) for text in texts(json.loads(written["sarif"]))) <= 1024


def test_junit_follows_a_schema_and_is_read_by_others(written):
    assert published.junit_errors(written["junit"]) == []
    suites = JUnitXml.fromstring(written["junit"].encode())
    cases = [(suite.name, case.classname, case.name) for suite in suites for case in suite]
    assert len(cases) == sum(suite.tests for suite in suites) == len(set(cases))


def test_gitlab_entries_are_like_those_of_another_linter(written):
    entries = json.loads(written["gitlab"])
    wanted = published.shape(published.with_lines(published.code_quality_entry()))
    assert all(published.shape(entry) == wanted for entry in entries)
    assert {entry["severity"] for entry in entries} <= GITLAB_SEVERITIES
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)


def test_every_format_tells_of_the_same_findings(written):
    findings = json.loads(written["json"])["findings"]
    places = {(one["rule"], one["file"], one["line"], one["column"], one["message"]) for one in findings}
    results = json.loads(written["sarif"])["runs"][0]["results"]
    assert len(results) == len(places) == len(json.loads(written["gitlab"]))
    unresolved = sum(rule == "SRC002" for rule, *_ in places)
    shown = len(places) - unresolved
    assert len(re.findall(r"^::(?:error|warning|notice) ", written["github"], re.MULTILINE)) == shown
    assert len(written["concise"].splitlines()) == shown
    assert written["html"].count("<article") == len(places)


def test_the_bytes_of_every_report_are_the_same_for_any_number_of_processes(tmp_path):
    made = []
    for jobs, seed in (("1", "1"), ("2", "2")):
        directory = tmp_path / jobs
        directory.mkdir()
        formats = [f"--format={name}={directory / file}" for name, file in FILES.items()]
        paths = ["fixtures/KMS104", "fixtures/IAM104", "fixtures/KMS201", "--select=ALL", "--no-cache"]
        code, _, _ = iaclint(*paths, "--jobs", jobs, *formats, cwd=FIXTURES.parent, env={"PYTHONHASHSEED": seed})
        assert code == 1
        made.append({file: (directory / file).read_bytes() for file in FILES.values()})
    assert made[0] == made[1]
    assert all(made[0].values())


def test_a_comparison_follows_our_schema(tmp_path):
    git = ["git", "-c", "user.name=n", "-c", "user.email=e@example.com"]
    (tmp_path / "main.tf").write_text(MANAGED.replace("kms:*", "kms:Encrypt"), encoding="utf-8")
    for words in (["init", "-q"], ["add", "."], ["commit", "-qm", "start"]):
        subprocess.run([*git, *words], cwd=tmp_path, check=True)
    ignored = MANAGED.replace('"*" }]', '"*" }] # iaclint: ignore[KMS101] on purpose')
    (tmp_path / "main.tf").write_text(ignored, encoding="utf-8")
    _, out, err = iaclint("--since", "HEAD", "--format", "json", cwd=tmp_path)
    document = json.loads(out)
    assert list(schema().iter_errors(document)) == [], err
    assert [change["verb"] for change in document["changes"]] == ["gains"]
    assert [finding["rule"] for finding in document["new_suppressions"]] == ["KMS101"]
