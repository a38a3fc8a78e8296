"""Text that was put together from several sources: what was written with escapes stands where it was written."""

from iaclint.text.hcl import read_template
from iaclint.text.hclast import Template
from iaclint.text.jsontext import read_json
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ScalarNode
from iaclint.text.span import Source, Span

HOLE = object()


def assembled(*texts: object) -> MappedText:
    """Each text is the whole of a source of its own, one after the other."""
    parts = []
    for number, text in enumerate(texts):
        parts.append(Chars(text, Source(f"{number}.txt", text).whole()) if isinstance(text, str) else text)
    return MappedText(parts, Source("main.tf", "the whole expression").whole())


def places(node: ScalarNode | Template) -> list[tuple[str, str, list[int] | None]]:
    chars = [part for part in node.parts if isinstance(part, Chars)]
    return [(part.text, part.span.source.path, part.offsets and list(part.offsets)) for part in chars]


def test_an_escape_at_the_end_of_a_source_ends_there() -> None:
    assert places(read_json(assembled('"a\\t', '"'))) == [("a\t", "0.txt", [1, 2, 4])]


def test_an_escape_before_a_hole_ends_before_it() -> None:
    text = assembled('"a\\t', HOLE, 'b\\n"')
    assert places(read_json(text)) == [("a\t", "0.txt", [1, 2, 4]), ("b\n", "2.txt", [0, 1, 3])]


def test_a_string_with_escapes_from_two_sources_stands_at_the_whole() -> None:
    assert places(read_json(assembled('"a\\t', 'b"'))) == [("a\tb", "main.tf", None)]


def test_a_string_that_goes_out_of_its_source_and_back_stands_at_the_whole() -> None:
    outer, inner = Source("a.txt", '"a\\tc"'), Source("b.txt", "0123456789b")
    parts = (Chars('"a\\t', Span(outer, 0, 4)), Chars("b", Span(inner, 10, 11)))
    text = MappedText((*parts, Chars('c"', Span(outer, 4, 6))), outer.whole())
    (part,) = read_json(text).parts
    assert (part.text, part.offsets, part.span.text) == ("a\tbc", None, "a\\tc")


def test_a_template_with_escapes_at_the_end_of_a_source() -> None:
    assert places(read_template(assembled("a$${", "b"))) == [("a${b", "main.tf", None)]
    assert places(read_template(assembled("${1}a$${", "${2}"))) == [("a${", "0.txt", [4, 5, 7, 8])]
