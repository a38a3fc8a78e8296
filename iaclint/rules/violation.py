"""What a rule yields: violations, and questions that the code does not answer."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final

    from iaclint.finding import Note, Witness
    from iaclint.policy.document import Statement
    from iaclint.values.origin import Origin
    from iaclint.values.value import Unknown


class Violation:
    """One violation in one world.

    ``origin`` is the offending value's. ``path`` is its place in the document. ``statement`` is the statement that it
    is about (None: the whole policy or a resource), ``others`` further statements that take part. ``deciding`` are the
    origins of further values that the verdict rests on: their steps lower the confidence.
    """

    __slots__ = (
        *("confidence", "deciding", "help", "message", "notes", "origin", "others", "path", "statement", "witness"),
    )

    def __init__(  # noqa: PLR0913
        self,
        origin: Origin,
        message: str,
        help: str,
        *,
        path: str = "",
        statement: Statement | None = None,
        others: tuple[Statement, ...] = (),
        notes: tuple[Note, ...] = (),
        deciding: tuple[Origin, ...] = (),
        confidence: str = "high",
        witness: Witness | None = None,
    ) -> None:
        self.origin: Final = origin
        self.message: Final = message
        self.help: Final = help
        self.path: Final = path
        self.statement: Final = statement
        self.others: Final = others
        self.notes: Final = notes
        self.deciding: Final = deciding
        self.confidence: Final = confidence
        self.witness: Final = witness


class Question:
    """A rule's question that is answered "maybe", and the unknowns that make it so (SRC002)."""

    __slots__ = ("path", "statement", "unknowns")

    def __init__(self, unknowns: tuple[Unknown, ...], path: str = "", statement: Statement | None = None) -> None:
        self.unknowns: Final = unknowns
        self.path: Final = path
        self.statement: Final = statement


Answer = Violation | Question
