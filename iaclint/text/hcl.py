"""HCL text to trees: configuration files, templates, single expressions.

The reader is our own. Measured against ``tree-sitter-hcl`` it starts at once (no C library to load), needs no repair
of its tree, and refuses what Terraform refuses (that grammar knows no newlines, no ``1e3``, no computed key at the
start of a line, no escape but its own). ``hclsecond`` asks ``python-hcl2`` for a second opinion.
"""

from __future__ import annotations

from iaclint.text.hcl_body import BodyReader
from iaclint.text.hcl_cursor import Cursor
from iaclint.text.hcl_expression import expression
from iaclint.text.hcl_template import bare
from iaclint.text.mapped import Chars, MappedText
from iaclint.text.nodes import ReadError
from iaclint.text.span import Source

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.text.hclast import Body, Expression, Template


SMALL = 20_000  # characters of a file whose whole tree may stay


class HclFile:
    """A configuration file. ``body`` is built as far as it is asked for."""

    __slots__ = ("_errors", "_reader", "body", "source")

    def __init__(self, source: Source) -> None:
        self._reader: Final = BodyReader(source)
        self._errors: tuple[ReadError, ...] | None = () if self._reader.sound else None
        self.source: Final = source
        self.body: Final[Body] = self._reader.file()

    @property
    def errors(self) -> tuple[ReadError, ...]:
        """Everything in the file that is no HCL, in order. Reads the whole file, once."""
        errors = self._errors
        if errors is None:
            # What is read of a large file to check it is let go again: of most files little is ever asked for.
            small = len(self.source.text) < SMALL
            reader = self._reader if small else BodyReader(self.source, glance=False)
            _read_all(self.body if small else reader.file())
            errors = self._errors = tuple(sorted(reader.errors, key=ReadError.place))
        return errors


def _read_all(body: Body) -> None:
    """Build everything below a body."""
    bodies = [body]
    while bodies:
        body = bodies.pop()
        for attribute in (*body.attributes.values(), *body.repeated):
            _ = attribute.expression
        bodies.extend(block.body for block in body.blocks)


def read_hcl(source: Source) -> HclFile:
    """A configuration file; never raises, what is wrong stands in ``errors``."""
    return HclFile(source)


def read_template(text: MappedText) -> Template:
    """The template that a text is (``templatefile``, strings of ``.tf.json``); ReadError if it is none.

    Holes are not looked at: a caller whose text has some cannot know the template.
    """
    cursor = Cursor.over(text)
    return bare(cursor, expression)


def read_expression(text: Source | MappedText) -> Expression:
    """The one expression that a text is, newlines anywhere; ReadError if it is none."""
    if isinstance(text, Source):
        text = MappedText((Chars(text.text, text.whole()),), text.whole())
    cursor = Cursor.over(text)
    cursor.lines = True
    found = expression(cursor)
    if cursor.space():
        raise cursor.fail("expected the end of the expression")
    return found
