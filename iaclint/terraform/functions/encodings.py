"""Texts as base64, in URLs and in other character sets."""

from __future__ import annotations

import binascii
from base64 import b64decode, b64encode

from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import String, Value

# IANA names that Terraform and Python agree on
_CHARSETS = {
    "utf-8": "utf-8",
    "utf-16be": "utf-16-be",
    "utf-16le": "utf-16-le",
    "us-ascii": "ascii",
    "ascii": "ascii",
    "latin1": "latin-1",
    **{f"iso-8859-{number}": f"iso8859-{number}" for number in (1, 2, 3, 4, 5, 7, 9, 10, 13, 14, 15, 16)},
    **{f"windows-{number}": f"cp{number}" for number in range(1250, 1259)},
}


def _bytes(text: String) -> bytes:
    return (text.text or "").encode("utf-8", "surrogatepass")


def from_base64(text: str) -> bytes | None:
    """Bytes in base64 as Go's strict standard encoding reads them: line ends are passed over, padding is required."""
    try:
        return b64decode(text.replace("\r", "").replace("\n", "").encode("ascii"), validate=True)
    except (binascii.Error, UnicodeEncodeError):
        return None


def _base64encode(call: Call, text: String) -> Value:
    return call.text(b64encode(_bytes(text)).decode("ascii"))


def _base64decode(call: Call, text: String) -> Value:
    data = from_base64(text.text or "")
    if data is None:
        return call.refuse("the text is no base64")
    try:
        return call.text(data.decode("utf-8"))
    except UnicodeDecodeError:
        return call.refuse("the decoded bytes are no UTF-8")


def _urlencode(call: Call, text: String) -> Value:
    from urllib.parse import quote_plus

    return call.text(quote_plus(_bytes(text)))


def _textencodebase64(call: Call, text: String, charset: String) -> Value:
    name = _CHARSETS.get((charset.text or "").lower())
    if name is None:
        return call.give_up(f"the character set {charset.text} is not evaluated")
    try:
        return call.text(b64encode((text.text or "").encode(name)).decode("ascii"))
    except UnicodeEncodeError:
        return call.refuse(f"the text has characters that {charset.text} does not have")


def _textdecodebase64(call: Call, text: String, charset: String) -> Value:
    name, data = _CHARSETS.get((charset.text or "").lower()), from_base64(text.text or "")
    if name is None:
        return call.give_up(f"the character set {charset.text} is not evaluated")
    if data is None:
        return call.refuse("the text is no base64")
    try:
        return call.text(data.decode(name))
    except UnicodeDecodeError:
        wide = name.startswith("utf") or name == "ascii"
        return (
            call.refuse(f"the bytes are no {charset.text}") if wide else call.give_up("a byte stands for no character")
        )


_TEXT = Parameter(STRING)

FUNCTIONS = {
    "base64encode": Function(_base64encode, (_TEXT,), STRING),
    "base64decode": Function(_base64decode, (_TEXT,), STRING),
    "urlencode": Function(_urlencode, (_TEXT,), STRING),
    "textencodebase64": Function(_textencodebase64, (_TEXT, _TEXT), STRING),
    "textdecodebase64": Function(_textdecodebase64, (_TEXT, _TEXT), STRING),
}
