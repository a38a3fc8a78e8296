"""What functions may use beside their arguments."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.terraform.scope import Budget
    from iaclint.text.mapped import MappedText
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source, Span
    from iaclint.values.value import Value


class CallContext:
    """The files that ``file`` and its like may read, and the evaluator of templates.

    ``directory`` is that of the root module: relative paths are relative to it. ``template`` evaluates the text of a
    template with variables, for ``templatefile`` and ``templatestring``; the span is the call. ``budget`` pays for
    work that is much more than a walk through the arguments.
    """

    __slots__ = ("budget", "directory", "sources", "template")

    def __init__(
        self,
        sources: Sources,
        directory: str,
        template: Callable[[Source | MappedText, dict[str, Value], Span], Value],
        budget: Budget,
    ) -> None:
        self.budget: Final = budget
        self.sources: Final = sources
        self.directory: Final = directory
        self.template: Final = template
