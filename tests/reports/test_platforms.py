import json
import re
import xml.dom.minidom
from html.parser import HTMLParser
from pathlib import Path

import jsonschema
from junitparser import JUnitXml
from markdown_it import MarkdownIt
from reports import published
from reports.samples import ACCEPTED, FULL, MISSING, OTHER, PUBLIC, UNREADABLE, UNRESOLVED, report
from sarif_pydantic import Sarif

import iaclint.reports
from iaclint.finding import Change, Note
from iaclint.record import replace
from iaclint.reports import github, gitlab, html, junit, markdown, sarif
from iaclint.reports import json as json_report
from iaclint.text.span import Source, Span

ALL = (FULL, OTHER, UNREADABLE, UNRESOLVED, PUBLIC, ACCEPTED)
CHANGE = Change(
    "gains", ".", "module.role", "aws_iam_policy", "managed", "", ("kms:Decrypt",), ("*",), "", "", FULL.span
)
HOSTILE = (
    "</script><img src=x onerror=alert(1)>\n::error::x\r|`*_[a](https://evil.example) @team #1"
    " \x1b[2J\u202e\ud800 %0A, :"
)


def hostile(finding):
    return replace(
        finding,
        message=HOSTILE,
        help=HOSTILE,
        file=HOSTILE,
        resource=HOSTILE,
        unit=HOSTILE,
        when={HOSTILE: HOSTILE},
        witness=replace(FULL.witness, principal=HOSTILE, context={HOSTILE: HOSTILE}),
        trace=(Note(FULL.trace[0].span, HOSTILE),),
    )


def written(module, *findings, **more) -> str:
    text = "".join(module.write(report(*findings, **more)))
    text.encode("utf-8")
    return text


# JSON


def test_json_follows_its_schema():
    schema = json.loads(Path(iaclint.reports.__file__).with_name("report.schema.json").read_text())
    jsonschema.Draft202012Validator.check_schema(schema)
    for findings in ((), ALL, tuple(hostile(finding) for finding in ALL)):
        document = json.loads(written(json_report, *findings, not_judged=(MISSING,)))
        jsonschema.validate(document, schema)
        assert len(document["findings"]) == len(findings)


def test_json_has_what_the_contract_says():
    document = json.loads(written(json_report, FULL, ACCEPTED, not_judged=(MISSING,)))
    assert document["findings"][0] == {
        "rule": "KMS101",
        "name": "kms-full-access-managed",
        "severity": "high",
        "confidence": "medium",
        "message": "this policy allows every KMS key action on all keys",
        "help": "name the actions",
        "dialect": "terraform",
        "unit": ".",
        "file": "modules/role/main.tf",
        "line": 2,
        "column": 24,
        "end_line": 2,
        "end_column": 31,
        "resource": 'module.role["eu"].aws_iam_policy.this[0]',
        "resource_type": "aws_iam_policy",
        "policy_path": "Statement[0].Action[1]",
        "trace": [
            {
                "file": "main.tf",
                "line": 1,
                "column": 1,
                "end_line": 1,
                "end_column": 16,
                "message": "passed by this module call",
            }
        ],
        "when": {"IsProd": True},
        "witness": {
            "principal": "the role",
            "action": "kms:Decrypt",
            "resource": "arn:aws:kms:us-east-1:111122223333:key/a",
            "context": {"aws:SourceIp": "192.0.2.1"},
        },
        "fingerprint": "0123456789abcdef",
        "suppressed": None,
    }
    assert document["findings"][1]["suppressed"] == {"by": "comment", "reason": "on purpose"}
    assert document["summary"] == {
        "files": 2,
        "policies": 3,
        "findings": {"critical": 0, "high": 1, "medium": 0, "low": 0, "info": 0},
        "suppressed": 1,
        "unresolved": 0,
        "not_judged": [
            {"unit": ".", "call": "module.vpc", "source": "terraform-aws-modules/vpc/aws", "reason": "not installed"}
        ],
    }


# SARIF


def run_of(*findings) -> dict:
    return json.loads(written(sarif, *findings))["runs"][0]


def test_sarif_follows_the_published_schema():
    validator = published.sarif()
    for findings in ((), ALL, tuple(hostile(finding) for finding in ALL)):
        assert list(validator.iter_errors(json.loads(written(sarif, *findings)))) == []


def test_another_reader_of_sarif_understands_it():
    for findings in ((), ALL, tuple(hostile(finding) for finding in ALL)):
        log = Sarif.model_validate(json.loads(written(sarif, *findings)))
        assert log.version == "2.1.0"
        assert len(log.runs[0].results or []) == len({(f.rule, f.message, f.suppressed is None) for f in findings})


def test_sarif_results_have_tight_regions_and_the_way_of_the_value():
    (result,) = run_of(FULL, OTHER)["results"]
    location = result["locations"][0]
    region = {"startLine": 2, "startColumn": 24, "endLine": 2, "endColumn": 31}
    assert location["physicalLocation"] == {"artifactLocation": {"uri": "modules/role/main.tf"}, "region": region}
    assert [name["fullyQualifiedName"] for name in location["logicalLocations"]] == [FULL.resource, OTHER.resource]
    assert [step["message"]["text"] for step in result["relatedLocations"]] == ["passed by this module call"]
    flow = result["codeFlows"][0]["threadFlows"][0]["locations"]
    assert [step["location"]["physicalLocation"]["region"]["startLine"] for step in flow] == [2, 1]
    assert result["partialFingerprints"] == {"iaclint/v1": "0123456789abcdef"}
    assert result["level"] == "error"


def test_sarif_rules_carry_what_github_shows():
    (rule,) = run_of(PUBLIC)["tool"]["driver"]["rules"]
    assert (rule["id"], rule["name"], rule["defaultConfiguration"]["level"]) == ("KMS201", "kms-key-public", "error")
    assert rule["properties"]["security-severity"] == "9.5"
    assert rule["properties"]["precision"] == "high"
    assert "## Why" in rule["help"]["markdown"]


def test_sarif_shows_the_severity_that_the_configuration_gives():
    (rule,) = run_of(replace(PUBLIC, severity="low"))["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == "3.0"
    assert rule["properties"]["problem.severity"] == "recommendation"
    (rule,) = run_of(replace(PUBLIC, severity="medium"), replace(PUBLIC, severity="low"))["tool"]["driver"]["rules"]
    assert rule["properties"]["security-severity"] == "5.5"


def test_sarif_suppressions_say_where_they_stand():
    assert run_of(ACCEPTED)["results"][0]["suppressions"] == [{"kind": "inSource", "justification": "on purpose"}]


def test_sarif_keeps_within_what_github_takes():
    many = [replace(FULL, message=f"{number} " + "x" * 2000) for number in range(5003)]
    many.append(PUBLIC)
    run = run_of(*many)
    assert len(run["results"]) == 5000
    assert run["results"][0]["ruleId"] == "KMS201"
    assert max(len(result["message"]["text"]) for result in run["results"]) <= 1024
    (note,) = run["invocations"][0]["toolExecutionNotifications"]
    assert note["message"]["text"] == "4 results of the lowest severity are left out; the JSON report has all"


def test_sarif_says_how_the_run_went():
    text = written(sarif, FULL, not_judged=(MISSING,), failures=("x.tf: internal error: ValueError: no",))
    (invocation,) = json.loads(text)["runs"][0]["invocations"]
    assert invocation["executionSuccessful"] is False
    assert [(note["level"], note["message"]["text"]) for note in invocation["toolExecutionNotifications"]] == [
        ("error", "x.tf: internal error: ValueError: no"),
        ("warning", "not judged: module.vpc in . (terraform-aws-modules/vpc/aws: not installed)"),
    ]
    assert run_of(FULL)["invocations"] == [{"executionSuccessful": True}]
    assert list(published.sarif().iter_errors(json.loads(text))) == []


def test_sarif_shows_no_more_steps_than_github():
    (result,) = run_of(replace(FULL, trace=FULL.trace * 300))["results"]
    assert len(result["relatedLocations"]) == 100
    assert len(result["codeFlows"][0]["threadFlows"][0]["locations"]) == 101


def test_sarif_quotes_paths():
    (result,) = run_of(replace(UNREADABLE, file="a b/ü#1.tf"))["results"]
    assert result["locations"][0]["physicalLocation"]["artifactLocation"]["uri"] == "a%20b/%C3%BC%231.tf"


# GitHub


def commands(*findings, **more) -> list[tuple[str, dict[str, str], str]]:
    """The workflow commands as actions/toolkit documents them: level, properties, message."""
    found = []
    for line in written(github, *findings, **more).splitlines():
        match = re.fullmatch(r"::(\w+) ([^:]*)::(.*)", line)
        if match:
            properties = dict(item.split("=", 1) for item in match[2].split(","))
            found.append((match[1], {key: unescaped(value) for key, value in properties.items()}, unescaped(match[3])))
    return found


def unescaped(text: str) -> str:
    for code, char in (("%3A", ":"), ("%2C", ","), ("%0D", "\r"), ("%0A", "\n"), ("%25", "%")):
        text = text.replace(code, char)
    return text


def test_github_annotations():
    made = commands(UNREADABLE, FULL, OTHER, PUBLIC, UNRESOLVED)
    assert [(level, properties["title"]) for level, properties, _ in made] == [
        ("error", "KMS201 kms-key-public"),
        ("error", "SRC001 source-unreadable"),
        ("error", "KMS101 kms-full-access-managed"),
    ]
    level, properties, message = made[2]
    assert (level, properties) == (
        "error",
        {
            "file": "modules/role/main.tf",
            "line": "2",
            "endLine": "2",
            "col": "24",
            "endColumn": "30",
            "title": "KMS101 kms-full-access-managed",
        },
    )
    assert message.splitlines()[0] == "this policy allows every KMS key action on all keys"


def test_github_tells_what_a_change_grants_and_suppresses():
    text = written(github, FULL, changes=(CHANGE,), new_suppressions=(ACCEPTED,))
    lines = text.splitlines()
    assert lines[1].startswith("access: ")
    assert lines[1].endswith("module.role gains kms:Decrypt on every key (modules/role/main.tf:2:24)")
    assert lines[2].startswith("suppressed since: KMS101 module.role")
    assert "%0Awhen IsProd is true%0A" in lines[0]


def test_github_shows_what_is_suppressed_as_no_error():
    ((level, _, message),) = commands(ACCEPTED)
    assert (level, message.splitlines()[-1]) == ("notice", "suppressed by comment: on purpose")


def test_github_leaves_columns_out_over_several_lines():
    span = FULL.span.source.whole()
    ((_, properties, _),) = commands(replace(FULL, span=span))
    assert (properties["line"], properties["endLine"], "col" in properties) == ("1", "4", False)


def test_github_commands_cannot_be_forged():
    text = written(
        github, hostile(FULL), not_judged=(replace(MISSING, call="x\n::error::y", source="a\r\n::debug::b"),)
    )
    assert [line.split(" ")[0] for line in text.splitlines() if line.lstrip().startswith(("::", "##["))] == ["::error"]
    assert "\x1b" not in text


def test_github_paths_are_those_of_the_repository(tmp_path, monkeypatch):
    (tmp_path / "infra").mkdir()
    monkeypatch.chdir(tmp_path / "infra")
    ((_, properties, _),) = commands(FULL, base=str(tmp_path))
    assert properties["file"] == "infra/modules/role/main.tf"


# GitLab


def test_gitlab_entries():
    entries = json.loads(written(gitlab, *ALL))
    assert entries[0] == {
        "description": f"KMS201: this policy allows every KMS key action on all keys (in {PUBLIC.resource})",
        "check_name": "KMS201",
        "fingerprint": "0123456789abcdef",
        "severity": "blocker",
        "location": {"path": "main.tf", "lines": {"begin": 2, "end": 2}},
    }
    assert [entry["check_name"] for entry in entries] == ["KMS201", "KMS101", "SRC001", "SRC002"]
    assert len({entry["fingerprint"] for entry in entries}) == len(entries)
    assert json.loads(written(gitlab)) == []
    assert json.loads(written(gitlab, hostile(FULL)))[0]["location"]["path"] == HOSTILE


# JUnit


def test_junit_is_read_by_others():
    suites = JUnitXml.fromstring(written(junit, *ALL).encode())
    results = sorted(
        (case.name.split(" ")[0], *(type(result).__name__ for result in case.result))
        for suite in suites
        for case in suite
    )
    assert results == [
        ("KMS101", "Failure"),
        ("KMS101", "Skipped"),
        ("KMS201", "Failure"),
        ("SRC001", "Failure"),
        ("SRC002", "Skipped"),
    ]


def test_junit_of_a_clean_run_has_a_test_that_passed():
    (suite,) = JUnitXml.fromstring(written(junit).encode())
    assert (suite.tests, suite.failures) == (1, 0)


def test_junit_stays_well_formed():
    document = xml.dom.minidom.parseString(written(junit, hostile(FULL), hostile(ACCEPTED)).encode())
    assert {node.tagName for node in document.getElementsByTagName("*")} == {
        *("testsuites", "testsuite", "testcase", "failure", "skipped")
    }


# Markdown and HTML


def rendered(text: str) -> str:
    return MarkdownIt("gfm-like", {"html": True, "linkify": False}).render(text)


class Tags(HTMLParser):
    """Collects the elements, attributes and text of a page."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.attributes: set[str] = set()
        self.text = ""
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        self.tags.add(tag)
        self.attributes.update(name for name, _ in attrs)

    def handle_data(self, data):
        self.text += data


def test_markdown_is_a_table():
    page = Tags(rendered(written(markdown, FULL, OTHER, PUBLIC, not_judged=(MISSING,))))
    assert {"h3", "table", "td", "code"} <= page.tags
    assert "2 places: module.role" in page.text
    assert "Not judged: module.vpc in . (terraform-aws-modules/vpc/aws: not installed)" in page.text


def test_markdown_shows_hostile_text_as_text():
    there = Source(HOSTILE, "x")
    change = replace(
        CHANGE, resource=HOSTILE, actions=(HOSTILE,), condition=HOSTILE, when=HOSTILE, span=Span(there, 0, 1)
    )
    told = {"changes": (change,), "new_suppressions": (hostile(ACCEPTED),)}
    text = written(markdown, hostile(FULL), hostile(ACCEPTED), **told)
    page = Tags(rendered(text))
    assert page.tags <= {"h3", "h4", "table", "thead", "tbody", "tr", "th", "td", "code", "br", "em", "ul", "li"}
    outside = re.sub(r"<code>.*?</code>", "", rendered(text))
    assert "@<!-- -->team" in outside
    assert "@team" not in outside
    assert "href" not in outside
    assert "\x1b" not in text
    assert "\u202e" not in text


def test_markdown_fits_into_a_comment():
    change = replace(CHANGE, actions=("kms:Decrypt",) * 20)
    many = [replace(FULL, message=f"{number} ä" + "x" * 500) for number in range(400)]
    text = written(markdown, PUBLIC, *many, changes=(change,) * 500, new_suppressions=(ACCEPTED,) * 500)
    assert 50_000 < len(text.encode()) <= 65_536
    rows = text.count("| high | KMS101 |")
    assert text.count("| critical | KMS201 |") == 1
    assert f"| | | | and {400 - rows} more findings; the JSON report has all |\n" in text
    gains, suppressed = text.count("` gains `"), text.count("* KMS101 ")
    assert f"\n* and {500 - gains} more changes; the JSON report has all\n" in text
    assert f"\n* and {500 - suppressed} more suppressions; the JSON report has all\n" in text
    assert len(written(markdown, *many, room=1_000_000)) > 200_000


OURS = {
    *("html", "head", "meta", "title", "style", "body", "h1", "h2", "h3", "p", "article", "b", "small", "a", "pre"),
    *("mark", "dl", "dt", "dd", "table", "tr", "td", "ul", "li", "details", "summary", "div"),
}
OF_PAGES = {"h4", "code", "strong", "em", "br", "ol"}  # what Markdown becomes
ATTRIBUTES = {"lang", "charset", "name", "http-equiv", "content", "class", "id", "href"}


def test_html_is_one_page_without_anything_from_elsewhere():
    text = written(html, *ALL, not_judged=(MISSING,), changes=(CHANGE,), new_suppressions=(ACCEPTED,))
    page = Tags(text)
    assert page.tags >= OURS
    assert page.tags <= OURS | OF_PAGES
    assert page.attributes == ATTRIBUTES
    assert {target[:1] for target in re.findall('href="([^"]*)"', text)} == {"#"}
    assert "module.role gains kms:Decrypt on every key" in page.text
    assert "Not judged: module.vpc" in page.text


def test_every_link_of_the_html_report_has_its_target():
    text = written(html, *ALL)
    targets = set(re.findall('href="#([^"]*)"', text))
    assert targets == {"KMS101", "KMS201", "SRC001", "SRC002"}
    assert targets == set(re.findall('id="([^"]*)"', text))


def test_html_shows_hostile_text_as_text():
    change = replace(CHANGE, resource=HOSTILE, principal=HOSTILE, actions=(HOSTILE,), condition=HOSTILE, when=HOSTILE)
    page = Tags(written(html, hostile(FULL), hostile(UNREADABLE), hostile(ACCEPTED), changes=(change,)))
    assert page.tags <= OURS | OF_PAGES
    assert page.attributes <= ATTRIBUTES
    assert "onerror=alert(1)" in page.text


def test_sensitive_lines_are_never_shown():
    finding = replace(FULL, secret=True, trace=(Note(FULL.trace[0].span, "passed", secret=True),))
    for module in (html, sarif, junit, gitlab, github, markdown, json_report):
        assert "s3:Get*" not in written(module, finding)
