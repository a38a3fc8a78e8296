"""YAML as ``yamlencode`` writes it: libyaml's block style, every text in quotes or as a literal block."""

from __future__ import annotations

from iaclint.values.encode import number_text
from iaclint.values.value import Bool, Mapping, Number, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.values.value import Value

WIDTH = 80  # where a quoted text is broken at a space
MAX_KEY = 128  # bytes; a longer key is written behind a question mark
_BREAKS = "\r\n\u0085\u2028\u2029"
_NAMED = {"\0": "0", "\a": "a", "\b": "b", "\t": "t", "\n": "n", "\v": "v", "\f": "f", "\r": "r", "\x1b": "e"}
_NAMED |= {'"': '"', "\\": "\\", "\u0085": "N", "\u2028": "L", "\u2029": "P"}


def write_yaml(value: Value) -> str:
    """One document; the value is wholly known."""
    if isinstance(value, Sequence | Mapping):
        return _collection(value, 0)
    if isinstance(value, String):
        return _written(value.text or "", 0, 0)
    return _scalar(value, 0, 0) + "...\n"


def _collection(value: Sequence | Mapping, indent: int) -> str:
    """A collection whose first line already stands at its indent."""
    items = value.items if isinstance(value, Sequence) else value.entries
    if not items:
        return "[]\n" if isinstance(value, Sequence) else "{}\n"
    lines = _listed(value, indent) if isinstance(value, Sequence) else _mapped(value, indent)
    return (" " * indent).join(lines)


def _listed(value: Sequence, indent: int) -> Iterator[str]:
    for item in value.items:
        yield "- " + _inline(item, indent, indent + 2)


def _inline(value: Value, indent: int, column: int) -> str:
    """A value that begins on the line of its indicator."""
    if isinstance(value, Sequence | Mapping):
        return _collection(value, indent + 2)
    return _scalar(value, indent, column)


def _mapped(value: Mapping, indent: int) -> Iterator[str]:
    for key in sorted(value.entries):
        item = value.entries[key].value
        if "\n" in key or len(key.encode()) > MAX_KEY:
            written = _written(key, indent, indent + 2)
            yield f"? {written}{' ' * indent}: {_inline(item, indent, indent + 2)}"
            continue
        name = _quoted(key) + ":"
        if not isinstance(item, Sequence | Mapping):
            yield f"{name} {_scalar(item, indent, indent + len(name) + 1)}"
        elif not (item.items if isinstance(item, Sequence) else item.entries):
            yield f"{name} {_collection(item, indent)}"
        else:
            deeper = indent if isinstance(item, Sequence) else indent + 2
            yield f"{name}\n{' ' * deeper}{_collection(item, deeper)}"


def _scalar(value: Value, indent: int, column: int) -> str:
    if isinstance(value, String):
        return _written(value.text or "", indent, column)
    if isinstance(value, Number):
        return number_text(value.value) + "\n"
    return f"{str(value.value).lower()}\n" if isinstance(value, Bool) else "null\n"


def _written(text: str, indent: int, column: int) -> str:
    """A text with a line feed as a literal block where YAML can hold it so, else in double quotes."""
    if "\n" in text and _fits_block(text):
        return _block(text, indent + 2)
    return _quoted(text, indent + 2, column) + "\n"


def _fits_block(text: str) -> bool:
    return not text.endswith(" ") and " \n" not in text and all(_printable(char) for char in text)


def _printable(char: str) -> bool:
    """What the emitter takes for printable: nothing beyond the first plane."""
    return (
        char == "\n"
        or " " <= char <= "~"
        or "\u00a0" <= char <= "\ud7ff"
        or ("\ue000" <= char <= "\ufffd" and char != "\ufeff")
    )


def _block(text: str, indent: int) -> str:
    head = "|" + ("2" if text[0] in " \n\u2028\u2029" else "")
    if not text.endswith(("\n", "\u2028", "\u2029")):
        head += "-"
    elif len(text) == 1 or text[-2] in "\n\u2028\u2029":
        head += "+"
    lines = text.removesuffix("\n").split("\n")
    return "\n".join((head, *(" " * indent + line if line else "" for line in lines))) + "\n"


def _quoted(text: str, indent: int | None = None, column: int = 0) -> str:
    """In double quotes, broken at single spaces behind the width (not where there is no indent: in a key)."""
    written = ['"']
    column += 1
    spaces = False
    for at, char in enumerate(text):
        if char == " " and indent is not None and not spaces and column > WIDTH and 0 < at < len(text) - 1:
            written.append("\n" + " " * indent + ("\\" if text[at + 1] == " " else ""))
            column = indent + (text[at + 1] == " ")
        else:
            shown = _escaped(char)
            written.append(shown)
            column += len(shown)
        spaces = char == " "
    return "".join(written) + '"'


def _escaped(char: str) -> str:
    if _printable(char) and char not in _BREAKS and char not in '"\\':
        return char
    if char in _NAMED:
        return "\\" + _NAMED[char]
    code = ord(char)
    return f"\\x{code:02X}" if code <= 0xFF else f"\\u{code:04X}" if code <= 0xFFFF else f"\\U{code:08X}"
