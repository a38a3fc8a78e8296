"""What makes a statement the same statement, however it is written: no line and no order enters."""

from __future__ import annotations

from iaclint.values.encode import plain

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.policy.document import Statement
    from iaclint.values.encode import Plain


def statement_identity(statement: Statement | None) -> str:
    """The content of a statement in one form: lists sorted, single values as lists, actions in small letters."""
    if statement is None:
        return ""
    content = plain(statement.value)
    assert isinstance(content, dict)
    for name in ("Action", "NotAction"):
        if name in content:
            content[name] = _small(content[name])
    return ascii(_sorted(content))


def _small(actions: Plain) -> Plain:
    if isinstance(actions, str):
        return actions.lower()
    return [_small(action) for action in actions] if isinstance(actions, list) else actions


def _sorted(content: Plain) -> Plain:
    if isinstance(content, dict):
        return {key: _sorted(value) for key, value in sorted(content.items())}
    if isinstance(content, list):
        items = sorted((_sorted(item) for item in content), key=ascii)
        return items[0] if len(items) == 1 else items
    return content
