"""The reader of templates: quoted strings, heredocs, the text of ``templatefile``, strings in ``.tf.json``."""

from __future__ import annotations

import re

from iaclint.text.hcl_pieces import Literal, flush, heredoc_pieces, line_pieces, quoted_pieces
from iaclint.text.hcl_scan import heredoc_start
from iaclint.text.hclast import Expression, ForDirective, IfDirective, Template

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.hcl_cursor import Cursor
    from iaclint.text.hcl_pieces import Piece, Read, Sequence
    from iaclint.text.hclast import Directive
    from iaclint.text.mapped import Chars
    from iaclint.text.nodes import ReadError

_simple = re.compile(r'"([^"\\$%\r\n]*+)"').match


def quoted(cursor: Cursor, read: Read) -> Template:
    """The quoted string at the cursor."""
    start = cursor.at
    simple = _simple(cursor.text, start)
    if simple is not None:
        cursor.at = cursor.last = simple.end()
        text = simple.group(1)
        chars = tuple(cursor.chars(text, start + 1, cursor.at - 1, None)) if text else ()
        return Template(cursor.span(start, cursor.at), chars)
    cursor.at += 1
    pieces = quoted_pieces(cursor, read)
    cursor.at = cursor.last = cursor.at + 1
    return _tree(cursor, pieces, start, cursor.at, heredoc=False)


def heredoc(cursor: Cursor, read: Read) -> Template:
    """The heredoc at the cursor."""
    start = cursor.at
    begin = heredoc_start(cursor.text, start)
    if begin is None:
        raise cursor.fail("expected an expression")
    cursor.at = begin.end()
    pieces = heredoc_pieces(cursor, read, begin.group(2))
    if begin.group(1):
        flush(pieces)
    return _tree(cursor, pieces, start, cursor.at, heredoc=True)


def bare(cursor: Cursor, read: Read) -> Template:
    """The rest of the text as a template."""
    start = cursor.at
    return _tree(cursor, line_pieces(cursor, read), start, cursor.at, heredoc=False)


def _tree(cursor: Cursor, pieces: list[Piece], start: int, end: int, heredoc: bool) -> Template:
    parts, rest = _parts(cursor, pieces, 0, None)
    if rest < len(pieces):
        raise _unexpected(cursor, pieces[rest])
    if len(pieces) > 1 and len(parts) == 1 and isinstance(parts[0], Expression):
        # Only a template that is nothing but one interpolation passes its value on; this one gives text.
        parts.extend(cursor.chars("", start, start, None))
    return Template(cursor.span(start, end), tuple(parts), heredoc)


def _unexpected(cursor: Cursor, piece: Piece) -> ReadError:
    word = "" if isinstance(piece, Literal) else piece.word
    return cursor.fail(f"expected no {word} here: no directive is open that it belongs to", piece.start, piece.end)


def _parts(
    cursor: Cursor, pieces: list[Piece], at: int, opener: Sequence | None
) -> tuple[list[Chars | Expression | Directive], int]:
    """The tree of the pieces up to the one that closes or divides ``opener``, and the index of that one."""
    parts: list[Chars | Expression | Directive] = []
    while at < len(pieces):
        piece = pieces[at]
        if isinstance(piece, Literal):
            at, chars = _melded(cursor, pieces, at)
            parts.extend(chars)
        elif piece.word in ("if", "for"):
            directive, at = _nested(cursor, pieces, at, piece)
            parts.append(directive)
        elif piece.expression is not None:
            parts.append(piece.expression)
            at += 1
        else:
            return parts, at
    if opener is not None:
        raise cursor.fail(f"expected end{opener.word} before the end of the template", opener.start, opener.end)
    return parts, at


def _melded(cursor: Cursor, pieces: list[Piece], at: int) -> tuple[int, list[Chars]]:
    """Literals that follow each other in the text as one; the index behind them."""
    first = pieces[at]
    texts: list[str] = []
    end = first.start
    while at < len(pieces):
        piece = pieces[at]
        if not isinstance(piece, Literal) or piece.start != end or (piece.offsets is not None and texts):
            break
        texts.append(piece.text)
        end = piece.end
        at += 1
        if piece.offsets is not None:
            return at, cursor.chars(piece.text, piece.start, end, piece.offsets)
    text = "".join(texts)
    return at, cursor.chars(text, first.start, end, None) if text else []


def _nested(cursor: Cursor, pieces: list[Piece], at: int, opener: Sequence) -> tuple[Directive, int]:
    """The directive that a piece opens, and the index behind its end."""
    cursor.deeper()
    condition = opener.expression
    assert condition is not None
    body, at = _template(cursor, pieces, at + 1, opener, opener.end)
    divider = pieces[at]
    other = None
    if opener.word == "if" and not isinstance(divider, Literal) and divider.word == "else":
        other, at = _template(cursor, pieces, at + 1, opener, divider.end)
    closing = pieces[at]
    if isinstance(closing, Literal) or closing.word != "end" + opener.word:
        raise _unexpected(cursor, closing)
    cursor.depth -= 1
    span = cursor.span(opener.start, closing.end)
    if opener.word == "if":
        return IfDirective(span, condition, body, other), at + 1
    return ForDirective(span, *opener.names, condition, body), at + 1


def _template(cursor: Cursor, pieces: list[Piece], at: int, opener: Sequence, start: int) -> tuple[Template, int]:
    parts, at = _parts(cursor, pieces, at, opener)
    return Template(cursor.span(start, pieces[at].start), tuple(parts)), at
