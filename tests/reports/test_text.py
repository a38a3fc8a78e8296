import pytest
from hypothesis import given
from hypothesis import strategies as st
from reports.samples import ACCEPTED, FULL, MISSING, MODULE, OTHER, PUBLIC, UNREADABLE, UNRESOLVED, report, span
from rich.cells import cell_len

from iaclint.finding import SEVERITIES, Note
from iaclint.record import replace
from iaclint.reports import concise, github, text
from iaclint.reports.frame import REDACTED, frame
from iaclint.reports.frame import _columns as frame_columns
from iaclint.text.safe import safe
from iaclint.text.span import Source, Span


def written(*findings, **more) -> str:
    return "".join(text.write(report(*findings, **more)))


def test_a_finding_with_everything():
    assert written(FULL, not_judged=(MISSING,)) == (
        "modules/role/main.tf:2:24: high KMS101 this policy allows every KMS key action on all keys\n"
        '      in  module.role["eu"].aws_iam_policy.this[0]\n'
        '      2 |     actions = ["s3:Get*", "kms:*"]\n'
        "        |                           ^^^^^^^\n"
        "     via  main.tf:1:1: passed by this module call\n"
        '      1 | module "role" {\n'
        "        | ^^^^^^^^^^^^^^^\n"
        "    when  IsProd is true\n"
        "      so  the role may call kms:Decrypt on arn:aws:kms:us-east-1:111122223333:key/a"
        " (aws:SourceIp = 192.0.2.1)\n"
        "    help  name the actions\n"
        "     try  encrypt data:\n"
        "          statement {\n"
        '            effect    = "Allow"\n'
        "            actions   = [\n"
        '              "kms:Encrypt",\n'
        '              "kms:GenerateDataKey",\n'
        "            ]\n"
        "            resources = [\n"
        "              aws_kms_key.app.arn,\n"
        "            ]\n"
        "          }\n"
        "    more  iaclint explain KMS101\n"
        "\n"
        "1 finding (1 high) in 2 files, 3 policies\n"
        "not judged: module.vpc in . (terraform-aws-modules/vpc/aws: not installed)\n"
    )


def test_a_remedy_is_offered_once_a_rule():
    told = written(FULL, replace(FULL, message="another"))
    assert told.count("     try  ") == 1
    assert "          statement {\n" in told


def test_equal_findings_are_shown_once_and_the_most_severe_file_comes_first():
    lines = written(FULL, OTHER, UNREADABLE, PUBLIC).splitlines()
    heads = [line.split(" this")[0].split(" no ")[0] for line in lines if line[:1].isalnum()]
    assert heads == [
        "main.tf:2:12: critical KMS201",
        "modules/role/main.tf:2:24: high KMS101",
        "gone.tf: high SRC001",
        "4 findings (1 critical, 3 high) in 2 files, 3 policies",
    ]
    assert (
        '      in  2 places: module.role["eu"].aws_iam_policy.this[0], module.role["us"].aws_iam_policy.this[0]'
        in lines
    )


def test_a_statement_to_start_from_is_shown_once():
    assert written(FULL, replace(FULL, resource="other", message="another")).count("     try  ") == 1
    assert "     try  " not in written(FULL, width=24)


def test_what_is_unresolved_is_folded_into_the_summary_unless_somebody_asks():
    assert written(UNRESOLVED) == (
        "0 findings in 2 files, 3 policies; 1 question unresolved (SRC002); -v lists what is unresolved\n"
    )
    failing = written(UNRESOLVED, failing=SEVERITIES)
    assert "info SRC002 var.actions is not known" in failing
    assert failing.endswith("0 findings in 2 files, 3 policies; 1 question unresolved (SRC002)\n")
    assert "info SRC002 var.actions is not known" in written(UNRESOLVED, verbose=True)
    assert "".join(concise.write(report(UNRESOLVED))) == ""


def test_suppressed_findings_are_marked_and_not_counted():
    told = written(ACCEPTED)
    assert "          suppressed by comment: on purpose\n" in told
    assert told.endswith("0 findings in 2 files, 3 policies; 1 suppressed\n")
    assert "".join(concise.write(report(ACCEPTED))).endswith("on all keys (suppressed)\n")


def test_the_conditions_of_all_places_are_told():
    other = replace(OTHER, when={"Stage": "prod"})
    assert "    when  IsProd is true or Stage is prod\n" in written(FULL, other)
    assert "    when  " not in written(FULL, replace(OTHER, when={}))
    many = [replace(OTHER, when={"Stage": f"s{number}"}) for number in range(5)]
    assert "    when  Stage is s0 or Stage is s1 or Stage is s2 or ...\n" in written(*many)


def test_places_of_another_severity_stand_for_themselves():
    lines = written(replace(FULL, severity="low"), OTHER).splitlines()
    heads = [line.split(" KMS101 ")[0] for line in lines if " KMS101 this" in line]
    assert heads == ["modules/role/main.tf:2:24: high", "modules/role/main.tf:2:24: low"]


def test_quiet_is_not_silent_about_what_fails():
    assert written(quiet=True, changes=()) == ""
    assert "suppressed since: KMS101" in written(quiet=True, changes=(), new_suppressions=(ACCEPTED,))
    assert "".join(github.write(report(quiet=True))) == ""
    assert "".join(github.write(report(FULL, quiet=True))).endswith("3 policies\n")


def test_quiet_says_nothing_where_there_is_nothing():
    assert written(quiet=True) == ""
    assert written() == "0 findings in 2 files, 3 policies\n"
    assert written(FULL, quiet=True).endswith("3 policies\n")


def test_lines_fit_the_terminal():
    finding = replace(FULL, message="word " * 40, span=Span(MODULE, 0, 10))
    for line in written(finding, width=60).splitlines():
        assert len(line) <= 60, line
    assert max(len(line) for line in written(finding).splitlines()) > 200


def test_colours_are_only_added():
    plain, colored = written(FULL, PUBLIC), written(FULL, PUBLIC, color=True)
    for code in ("\x1b[1m", "\x1b[2m", "\x1b[31m", "\x1b[1;31m", "\x1b[0m"):
        assert code in colored
        colored = colored.replace(code, "")
    assert colored == plain


def test_sensitive_lines_are_never_shown():
    secret = replace(FULL, secret=True, trace=(Note(FULL.trace[0].span, "passed by this module call", secret=True),))
    told = written(secret)
    assert told.count(REDACTED) == 2
    assert '"kms:*"' not in told
    assert 'module "role" {' not in told


@pytest.mark.parametrize(
    ("harmful", "shown"),
    [
        ("\x1b[31mred", "\\x1b[31mred"),
        ("a\nb\r\tc", "a\\nb\\r\\tc"),
        ("\u202eevil\u2066", "\\u{202e}evil\\u{2066}"),
        ("zero\u200bwidth\ufeff", "zero\\u{200b}width\\u{feff}"),
        ("\x9b31m", "\\x9b31m"),
        ("\ud800", "\\u{d800}"),
        ("tag\U000e0041", "tag\\u{e0041}"),
        ("fill\u3164er\u115f", "fill\\u{3164}er\\u{115f}"),
        ("vs\ufe0f\U000e0100", "vs\\u{fe0f}\\u{e0100}"),
        ("plain äöü 漢字 😀", "plain äöü 漢字 😀"),
    ],
)
def test_nothing_harmful_reaches_a_terminal(harmful, shown):
    assert safe(harmful) == shown
    finding = replace(FULL, message=harmful, resource=harmful, file=harmful, help=harmful, when={harmful: harmful})
    told = written(finding) + "".join(concise.write(report(finding)))
    assert shown in told
    assert harmful == shown or harmful not in told


def line_and_carets(line: str, marked: str, width: int = 0) -> tuple[str, str]:
    start = line.index(marked)
    made = frame(Span(Source("x", line + "\nnext\n"), start, start + len(marked)), width)
    return made.text, made.carets


def test_carets_stand_under_the_text_that_is_meant():
    assert line_and_carets('a = "b"', '"b"') == ('a = "b"', "    ^^^")
    assert line_and_carets("\tkey: v", "v") == ("    key: v", "         ^")
    assert line_and_carets("漢字 = x", "x") == ("漢字 = x", "       ^")
    assert line_and_carets("漢字 = x", "漢字") == ("漢字 = x", "^^^^")
    assert line_and_carets("\u202ea = b", "b") == ("\\u{202e}a = b", "            ^")


def test_a_span_over_several_lines_is_marked_to_the_end_of_the_first():
    source = Source("x", "first {\n  second\n}\n")
    made = frame(Span(source, 0, 17), 0)
    assert (made.number, made.text, made.carets) == (1, "first {", "^^^^^^^")


def test_an_empty_span_gets_one_caret():
    assert frame(Span(Source("x", "abc"), 3, 3), 0).carets == "   ^"
    assert frame(Span(Source("x", ""), 0, 0), 0).carets == "^"


def test_long_lines_are_cut_around_the_place():
    line = "x" * 300 + "HERE" + "y" * 300
    shown, carets = line_and_carets(line, "HERE", 40)
    assert len(shown) == 40
    assert (shown[0], shown[-1]) == ("…", "…")
    assert shown[carets.index("^") : carets.index("^") + 4] == "HERE"
    shown, carets = line_and_carets("z" * 500, "z" * 500, 40)
    assert (len(shown), shown[-1], len(carets)) == (40, "…", 40)


CELLS = {"漢": 2, "\t": 4, "\u0301": 0, "\u202e": 8}  # columns shown; every other character takes one


@given(
    st.text(st.sampled_from("ab漢\t\u0301\u202eé"), max_size=300),
    st.integers(0, 300),
    st.integers(0, 300),
    st.integers(40, 120),
)
def test_a_frame_fits_and_its_carets_stand_under_the_span(line, start, length, width):
    start = min(start, len(line))
    made = frame(Span(Source("x", line), start, min(len(line), start + length)), width)
    columns = sum(CELLS.get(char, 1) for char in made.text)
    assert columns <= width
    assert len(made.carets.rstrip("^")) < width
    if sum(CELLS.get(char, 1) for char in line) <= width:
        assert made.text == line.replace("\t", "    ").replace("\u202e", "\\u{202e}")
        assert len(made.carets) - len(made.carets.lstrip()) == sum(CELLS.get(char, 1) for char in line[:start])


def test_columns_are_counted_as_rich_counts_them():
    told = "aé漢字カｶ한😀👍ไม่עִالعَن…ﬁＡ" + "e\u0301"
    assert [frame_columns(char) for char in told] == [cell_len(char) for char in told]


def test_a_wide_line_is_cut_by_columns():
    shown, carets = line_and_carets("漢" * 100 + "HERE" + "字" * 100, "HERE", 40)
    at = shown.index("HERE")
    assert (shown[0], shown[-1]) == ("…", "…")
    assert carets == " " * (1 + 2 * (at - 1)) + "^^^^"
    assert 1 + 2 * (at - 1) + 4 + 2 * (len(shown) - at - 5) + 1 <= 40


def test_a_line_of_megabytes_costs_little():
    line = "x" * 5_000_000 + "HERE" + "漢" * 5_000_000
    spans = Span(Source("x", line), 5_000_000, 5_000_004)
    for _ in range(200):
        assert "HERE" in frame(spans, 80).text


def test_what_was_said_of_a_rule_is_not_said_again():
    told = written(FULL, replace(FULL, message="another"), replace(FULL, message="third", help="else"))
    assert told.count("    help  name the actions\n") == 1
    assert told.count("    help  else\n") == 1
    assert told.count("    more  iaclint explain KMS101\n") == 1


def test_a_long_word_or_place_is_no_reason_to_leave_the_terminal():
    finding = replace(FULL, message="see " + "x" * 90, help="y" * 200, file=FULL.file)
    lines = written(finding, width=60).splitlines()
    assert max(len(line) for line in lines) <= 60
    deep = Source("d/" * 40 + "main.tf", MODULE.text)
    finding = replace(FULL, span=span(deep, '"kms:*"'), file=deep.path, message="short")
    lines = written(finding, width=60).splitlines()
    assert lines[:2] == [f"{deep.path}:2:24: high KMS101", "          short"]


def test_the_concise_report_is_one_line_a_finding():
    assert "".join(concise.write(report(FULL, OTHER, UNREADABLE))) == (
        "modules/role/main.tf:2:24: KMS101 this policy allows every KMS key action on all keys (2 places)\n"
        "gone.tf:1:1: SRC001 no such file\n"
    )
