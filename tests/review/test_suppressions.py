"""Which comments, metadata and configuration entries silence what, and what SRC003 says of the rest."""

import pytest

from iaclint.estate import Block, Suppression, Unit
from iaclint.finding import Finding
from iaclint.review.suppressions import ConfiguredIgnore, Rules, Suppressions
from iaclint.text.comments import find_comments
from iaclint.text.span import Source, Span

RULES = Rules(
    {"KMS101": "KMS101", "KMS-FULL-ACCESS-MANAGED": "KMS101", "KMS104": "KMS104", "ALL": "ALL"},
    {"unit": frozenset({"KMS101", "KMS104", "SRC003"})},
)

YAML = """\
Resources: # iaclint: ignore[KMS101] on the first line
  Quoted: "x # iaclint: ignore[KMS101] text"
  Block: |
    # iaclint: ignore[KMS101] text
  # iaclint: ignore[KMS101] alone
  Glued: x#iaclint: ignore[KMS101] text
  Flow: [a, # iaclint: ignore[KMS101, KMS104] in a list
    b]
"""

HCL = """\
resource "a" "b" { # iaclint: ignore[KMS101] é
  x = "# iaclint: ignore[KMS101] text"
  y = <<EOT
# iaclint: ignore[KMS101] text
EOT
  z = 1 // iaclint: ignore[KMS101] slashes
  /* iaclint: ignore[KMS101] block
     going on */
  w = "${1 /* iaclint: ignore[KMS101] inside */}"
}
"""


@pytest.mark.parametrize(
    ("source", "lines"),
    [
        (Source("a.yaml", YAML), [(1, 1, False), (5, 5, True), (7, 7, False)]),
        (Source("a.yaml", "\ufeff# iaclint: ignore[KMS101] after a byte order mark\nA: 1\n"), [(1, 1, True)]),
        (Source("a.tf", HCL), [(1, 1, False), (6, 6, False), (7, 8, True), (9, 9, False)]),
        (Source("a.json", '{"a": "# iaclint: ignore[KMS101] text"}'), []),
        (Source("a.template", '{"a": "# iaclint: ignore[KMS101] text"}'), []),
    ],
)
def test_only_comments_count(source, lines) -> None:
    found = find_comments(source)
    assert [(comment.first_line, comment.last_line, comment.alone) for comment in found] == lines


def finding(source: Source, line: int, rule: str = "KMS101", also: tuple[Span, ...] = ()) -> Finding:
    return Finding(
        rule, "", "high", "high", "", "", "terraform", "unit", source.path, on(source, line), "a.b", None, also=also
    )


def on(source: Source, line: int) -> Span:
    start = sum(len(text) + 1 for text in source.text.split("\n")[: line - 1])
    return Span(source, start, start + 1)


def review(source: Source, findings, configured=(), metadata=()):
    unit = Unit("unit", "terraform", sources=(source,), suppressions=metadata)
    reviewed = Suppressions([unit], configured, RULES).apply(findings)
    silenced = [(found.span.location().line, found.suppressed.reason) for found in reviewed if found.suppressed]
    complaints = [(found.span.location().line, found.message) for found in reviewed if found.rule == "SRC003"]
    return silenced, complaints


def test_on_the_line_and_right_above_it() -> None:
    source = Source("a.tf", "a = 1 # iaclint: ignore[KMS101] same\n# iaclint: ignore[KMS101] above\nb = 2\nc = 3\n")
    assert review(source, [finding(source, 1), finding(source, 3), finding(source, 4)]) == (
        [(1, "same"), (3, "above")],
        [],
    )


def test_a_comment_behind_other_code_does_not_speak_for_the_next_line() -> None:
    source = Source("a.tf", "a = 1 # iaclint: ignore[KMS101] mine\nb = 2\n")
    assert review(source, [finding(source, 2)]) == ([], [(1, "nothing is left here for KMS101 to suppress")])


def test_headers_of_the_resource_and_the_statement_count() -> None:
    source = Source("a.tf", "# iaclint: ignore[kms-full-access-managed] by name\nresource {\n\n\nx = 1\n}\n")
    assert review(source, [finding(source, 5, also=(on(source, 2),))]) == ([(5, "by name")], [])


def test_the_header_of_a_data_block_speaks_for_what_stands_in_it() -> None:
    text = "data d { # iaclint: ignore[KMS101] document\n  x = 1\n}\ndata e {\n  x = 1\n}\n"
    source = Source("a.tf", text)
    unit = Unit(
        "unit",
        "terraform",
        sources=(source,),
        blocks=(Block(on(source, 1), ("a.b",)), Block(on(source, 4), ("a.b",))),
    )
    reviewed = Suppressions([unit], (), RULES).apply([finding(source, 2), finding(source, 5)])
    assert [bool(found.suppressed) for found in reviewed] == [True, False]


def test_another_rule_is_not_silenced() -> None:
    source = Source("a.tf", "a = 1 # iaclint: ignore[KMS104] other\n")
    assert review(source, [finding(source, 1)]) == ([], [(1, "nothing is left here for KMS104 to suppress")])


@pytest.mark.parametrize(
    ("comment", "silenced", "complaint"),
    [
        ("ignore[KMS101]", [(1, "")], "the suppression of KMS101 gives no reason"),
        ("ignore[KMS999] typo", [], "there is no rule 'KMS999' to suppress"),
        ("ignore because", [], "this suppression names no rule: write ignore[CODE] and a reason"),
        ("ignore[KMS101, KMS104] both", [(1, "both")], "nothing is left here for KMS104 to suppress"),
    ],
)
def test_what_does_not_hold_is_said(comment, silenced, complaint) -> None:
    source = Source("a.tf", f"a = 1 # iaclint: {comment}\n")
    assert review(source, [finding(source, 1)]) == (silenced, [(1, complaint)])


def test_metadata_speaks_for_its_resource_until_it_expires() -> None:
    source = Source("a.tf", "a\nb\n")
    late = Suppression("a.b", ("KMS101",), "later", "2999-01-01", on(source, 2))
    over = Suppression("a.b", ("KMS101",), "over", "2020-01-01", on(source, 2))
    odd = Suppression("a.b", ("KMS101",), "odd", "soon", on(source, 2))
    assert review(source, [finding(source, 1)], metadata=(late,)) == ([(1, "later")], [])
    assert review(source, [finding(source, 1)], metadata=(over,)) == (
        [],
        [(2, "the suppression of KMS101 expired on 2020-01-01")],
    )
    assert review(source, [finding(source, 1)], metadata=(odd,)) == (
        [],
        [(2, "'soon' is no date: write expires as YYYY-MM-DD")],
    )


@pytest.mark.parametrize(
    ("path", "resource", "fits"),
    [
        ("", "", True),
        ("envs/**/*.tf", "", True),
        ("envs/*.tf", "", False),
        ("**/a.tf", "a.*", True),
        ("**", "b.*", False),
        ("**/" * 50 + "x", "", False),
    ],
)
def test_configuration_entries_fit_by_globs(path, resource, fits) -> None:
    source = Source("envs/prod/a.tf", "a\n")
    entry = ConfiguredIgnore("KMS101", path, resource, "legacy", "", Source("iaclint.toml", "x").whole())
    silenced, complaints = review(source, [finding(source, 1)], configured=(entry,))
    assert (silenced == [(1, "legacy")], complaints == []) == (fits, fits)


def test_what_may_not_be_suppressed_is_not() -> None:
    source = Source("a.tf", "a = 1 # iaclint: ignore[KMS101] please\n")
    rules = Rules(RULES.codes, RULES.judged, {"unit": frozenset({"KMS101"})})
    unit = Unit("unit", "terraform", sources=(source,))
    assert [f.suppressed for f in Suppressions([unit], (), rules).apply([finding(source, 1)])] == [None, None]
