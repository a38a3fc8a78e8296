"""The pieces of a template: literals and sequences in a row, on which strip markers and indentation work.

As in HCL (hashicorp/hcl, hclsyntax/parser_template.go) a literal ends with its line.
"""

from __future__ import annotations

import re

from iaclint.text.hcl_scan import WHITE, line_text, quoted_text

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.text.hcl_cursor import Cursor
    from iaclint.text.hclast import Expression

    Read = Callable[[Cursor], Expression]

_ESCAPE = r"(?s)\\(?:([nrt\"\\])|u([0-9a-fA-F]{4})|U([0-9a-fA-F]{8})|(.))|([$%])\5(?=\{)"
_SEQUENCE_ESCAPE = r"([$%])\1(?=\{)"
_ESCAPES: Final = {"n": "\n", "r": "\r", "t": "\t", '"': '"', "\\": "\\"}


class Literal:
    """Decoded characters; ``offsets`` as in Chars, or None where they stand one by one from ``start``."""

    __slots__ = ("end", "offsets", "start", "text")

    def __init__(self, text: str, start: int, end: int, offsets: list[int] | None) -> None:
        self.text = text
        self.start = start
        self.end = end
        self.offsets = offsets

    def keep(self, first: int, end: int) -> None:
        """Cut to a range of the characters."""
        offsets = self.offsets
        self.offsets = offsets[first : end + 1] if offsets is not None else None
        self.end = offsets[end] if offsets is not None else self.start + end
        self.start = offsets[first] if offsets is not None else self.start + first
        self.text = self.text[first:end]


class Sequence:
    """``${expression}`` or ``%{word ...}``: ``word`` is empty for an interpolation.

    ``strips`` says whether white space goes before and after it.
    """

    __slots__ = ("end", "expression", "names", "start", "strips", "word")

    def __init__(self, start: int, word: str, expression: Expression | None, names: tuple[str, str]) -> None:
        self.start: Final = start
        self.word: Final = word
        self.expression: Final = expression
        self.names: Final = names
        self.end = start
        self.strips = (False, False)


if TYPE_CHECKING:
    Piece = Literal | Sequence


def quoted_pieces(cursor: Cursor, read: Read) -> list[Piece]:
    """The inside of a quoted string, up to its closing quote."""
    pieces: list[Piece] = []
    text, begin = cursor.text, cursor.at
    while not text.startswith('"', cursor.at):
        end = quoted_text(text, cursor.at).end()  # type: ignore[union-attr]
        if end > cursor.at:
            pieces.append(_unescaped(cursor, cursor.at, end))
            cursor.at = end
        elif text.startswith(("${", "%{"), cursor.at):
            _sequence(cursor, read, pieces)
        else:
            raise cursor.fail("expected the closing quote of the string", begin - 1, cursor.at)
    return _stripped(pieces)


def heredoc_pieces(cursor: Cursor, read: Read, marker: str) -> list[Piece]:
    """The lines of a heredoc; the cursor goes behind the end marker."""
    pieces: list[Piece] = []
    text, begin = cursor.text, cursor.at
    while True:
        end = text.find("\n", cursor.at)
        if end < 0:
            raise cursor.fail(f"expected a line with the heredoc's end marker {marker}", begin - 1, begin)
        if text[cursor.at - 1] == "\n" and text[cursor.at : end].strip(WHITE) == marker:
            cursor.at = cursor.last = end - 1 if text[end - 1] == "\r" else end
            return _stripped(pieces)
        _line(cursor, read, pieces)


def line_pieces(cursor: Cursor, read: Read) -> list[Piece]:
    """The rest of the text as pieces."""
    pieces: list[Piece] = []
    while cursor.at < len(cursor.text):
        _line(cursor, read, pieces)
    return _stripped(pieces)


def _line(cursor: Cursor, read: Read, pieces: list[Piece]) -> None:
    """A literal to the end of its line, or to the next sequence, and that sequence."""
    start, text = cursor.at, cursor.text
    stop = line_text(text, start).end()  # type: ignore[union-attr]
    stop -= _separate_line_end(text[max(start, stop - 4) : stop])
    if stop > start:
        pieces.append(_unescaped_line(text, start, stop))
        cursor.at = stop
    if text.startswith(("${", "%{"), stop):
        _sequence(cursor, read, pieces)


def _separate_line_end(tail: str) -> int:
    """The length of a line end that is a literal of its own, by the last four characters of its line.

    HCL's scanner takes a ``$`` or ``%`` that stands two (ASCII) characters before the end as a literal with the
    character behind it; a strip marker in the next line then only reaches the line end.
    """
    if not tail.endswith("\n") or not ("$" in tail or "%" in tail):
        return 0
    match = re.search(r"[$%][\x00-\x7f](\r?\n)\Z", tail)
    return len(match.group(1)) if match else 0


def _unescaped_line(text: str, start: int, end: int) -> Literal:
    raw = text[start:end]
    if "$${" not in raw and "%%{" not in raw:
        return Literal(raw, start, end, None)
    return _decoded(raw, start, end, list(re.finditer(_SEQUENCE_ESCAPE, raw)), lambda match: match.group(1))


def _unescaped(cursor: Cursor, start: int, end: int) -> Literal:
    raw = cursor.text[start:end]
    if "\\" not in raw and "$${" not in raw and "%%{" not in raw:
        return Literal(raw, start, end, None)

    def character(match: re.Match[str]) -> str:
        simple, short, long, wrong, sequence = match.groups()
        code = int(short or long or "0", 16)
        if wrong or code > 0x10FFFF or 0xD800 <= code < 0xE000:
            begin = start + match.start()
            raise cursor.fail("expected an escape that HCL knows after the backslash", begin, start + match.end())
        return _ESCAPES[simple] if simple else sequence or chr(code)

    return _decoded(raw, start, end, list(re.finditer(_ESCAPE, raw)), character)


def _decoded(
    raw: str, start: int, end: int, matches: list[re.Match[str]], character: Callable[[re.Match[str]], str]
) -> Literal:
    """The text with each match made one character; every character knows where it was written."""
    parts: list[str] = []
    offsets: list[int] = []
    at = 0
    for match in matches:
        parts += (raw[at : match.start()], character(match))
        offsets.extend(range(start + at, start + match.start() + 1))
        at = match.end()
    parts.append(raw[at:])
    offsets.extend(range(start + at, end + 1))
    return Literal("".join(parts), start, end, offsets)


def _sequence(cursor: Cursor, read: Read, pieces: list[Piece]) -> None:
    """``${...}`` or ``%{...}`` at the cursor."""
    start = cursor.at
    before = cursor.text.startswith("~", start + 2)
    cursor.at += 3 if before else 2
    cursor.deeper()
    lines, cursor.lines = cursor.lines, True
    if cursor.text[start] == "$":
        piece = Sequence(start, "", read(cursor), ("", ""))
    else:
        piece = _directive(cursor, read, start)
    after = cursor.take("~}")
    if not after:
        cursor.expect("}", "expected } at the end of the sequence; write $${ or %%{ for the characters themselves")
    cursor.lines = lines
    cursor.depth -= 1
    piece.end = cursor.at
    piece.strips = (before, after)
    pieces.append(piece)


def _directive(cursor: Cursor, read: Read, start: int) -> Sequence:
    """What stands in ``%{...}``."""
    word = cursor.name("expected if, else, endif, for or endfor")
    if word == "if":
        return Sequence(start, word, read(cursor), ("", ""))
    if word == "for":
        names = loop_names(cursor)
        return Sequence(start, word, read(cursor), names)
    if word not in ("else", "endif", "endfor"):
        raise cursor.fail("expected if, else, endif, for or endfor", cursor.last - len(word), cursor.last)
    return Sequence(start, word, None, ("", ""))


def loop_names(cursor: Cursor) -> tuple[str, str]:
    """``value in`` or ``key, value in``, as it stands after ``for``."""
    key, value = "", cursor.name("expected a name for the elements after for")
    if cursor.take(","):
        key, value = value, cursor.name("expected a name for the value after the comma")
    if not cursor.word("in"):
        raise cursor.fail("expected in")
    return key, value


def _stripped(pieces: list[Piece]) -> list[Piece]:
    """Take away the white space that ``~`` asks for: only from the literal right before or after."""
    for index, piece in enumerate(pieces):
        if isinstance(piece, Literal):
            continue
        before = pieces[index - 1] if index and piece.strips[0] else None
        after = pieces[index + 1] if index + 1 < len(pieces) and piece.strips[1] else None
        if isinstance(before, Literal):
            before.keep(0, len(before.text.rstrip(WHITE)))
        if isinstance(after, Literal):
            after.keep(len(after.text) - len(after.text.lstrip(WHITE)), len(after.text))
    return pieces


def flush(pieces: list[Piece]) -> None:
    """``<<-``: take as much white space from the start of each line as the least indented line has.

    Blank lines do not count and stay as they are; a line that starts with a sequence has no indentation.
    """
    starts: list[Literal] = []
    least: int | None = None
    new_line = True
    for piece in pieces:
        literal = piece if isinstance(piece, Literal) else None
        if new_line:
            text = literal.text if literal is not None else ""
            indent = len(text) - len(text.lstrip(WHITE))
            if not (text.endswith("\n") and indent == len(text)):
                least = indent if least is None else min(least, indent)
                starts += [literal] if literal is not None else []
        new_line = literal is not None and literal.text.endswith("\n")
    for literal in starts:
        literal.keep(least or 0, len(literal.text))
