"""JSONPath queries of a configuration: read by jsonpath-ng, and only those that are sure to end soon.

What is allowed takes time in proportion to what it looks at: names, ``*``, indices, slices, one ``..``, and filters
that compare with text. No regular expressions, no arithmetic, no second look at the whole (``$``) from within.
"""

from __future__ import annotations

from functools import lru_cache

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator
    from typing import Any

LONGEST = 1000  # characters
_KNOWN = frozenset(
    (
        "Root",
        "This",
        "Child",
        "Descendants",
        "Fields",
        "Wildcard",
        "Index",
        "Slice",
        "Filter",
        "Expression",
        "And",
        "Or",
    )
)
_COMPARISONS = (None, "!", "==", "=", "!=")


@lru_cache(maxsize=256)
def compiled(text: str) -> Any:
    """The query, whose ``find`` gives matches in order; ValueError in words if it is none or not allowed."""
    if len(text) > LONGEST:
        raise ValueError(f"is longer than {LONGEST} characters")
    from jsonpath_ng.exceptions import JSONPathError
    from jsonpath_ng.ext.parser import parse

    try:
        query = parse(text)
        nodes = list(_nodes(query))
    except JSONPathError as problem:
        raise ValueError(f"is no JSONPath: {' '.join(str(problem).split())}") from None
    except RecursionError:
        raise ValueError("is nested too deeply") from None
    names = [type(node).__name__ for node in nodes]
    for node, name in zip(nodes, names, strict=True):
        if name not in _KNOWN:
            raise ValueError(f'has "{node}", which is more than names, *, indices, slices, one .. and filters')
        if name == "Expression" and not _plain(node):
            raise ValueError(f'has the comparison "{node}"; only == and != with a text are possible')
    if names.count("Descendants") > 1 or names.count("Root") > 1:
        raise ValueError("may have .. once and $ once")
    return query


def _plain(expression: Any) -> bool:
    value = expression.value
    return expression.op in _COMPARISONS and (value is None if expression.op in (None, "!") else isinstance(value, str))


def _nodes(query: Any) -> Iterator[Any]:
    """The query and all its parts."""
    todo = [query]
    while todo:
        node = todo.pop()
        yield node
        for name in ("left", "right", "target"):
            inner = getattr(node, name, None)
            if inner is not None:
                todo.append(inner)
        for name in ("expressions", "operands"):
            todo.extend(getattr(node, name, ()))
