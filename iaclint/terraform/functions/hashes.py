"""Hashes of texts, and name-based UUIDs."""

from __future__ import annotations

from base64 import b64encode
from hashlib import new

from iaclint.terraform.functions.signature import Function, Parameter
from iaclint.terraform.types import STRING

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable

    from iaclint.terraform.functions.signature import Call
    from iaclint.values.value import String, Value


def hex_digest(algorithm: str, data: bytes) -> str:
    """A digest in hexadecimal digits; ``algorithm`` as hashlib names it."""
    return new(algorithm, data, usedforsecurity=False).hexdigest()


def base64_digest(algorithm: str, data: bytes) -> str:
    """The base64 encoding of a digest's bytes."""
    return b64encode(new(algorithm, data, usedforsecurity=False).digest()).decode("ascii")


def _of_text(digest: Callable[[str, bytes], str], algorithm: str) -> Function:
    def implementation(call: Call, text: String) -> Value:
        return call.text(digest(algorithm, (text.text or "").encode("utf-8", "surrogatepass")))

    return Function(implementation, (Parameter(STRING),), STRING)


def _uuidv5(call: Call, namespace: String, name: String) -> Value:
    import uuid

    known = {"dns": "NAMESPACE_DNS", "url": "NAMESPACE_URL", "oid": "NAMESPACE_OID", "x500": "NAMESPACE_X500"}
    text = namespace.text or ""
    try:
        space = getattr(uuid, known[text]) if text in known else uuid.UUID(text)
    except ValueError:
        return call.refuse(f'"{text}" is no namespace: dns, oid, url, x500 or a UUID')
    return call.text(str(uuid.uuid5(space, name.text or "")))


FUNCTIONS = {
    "md5": _of_text(hex_digest, "md5"),
    "sha1": _of_text(hex_digest, "sha1"),
    "sha256": _of_text(hex_digest, "sha256"),
    "sha512": _of_text(hex_digest, "sha512"),
    "base64sha256": _of_text(base64_digest, "sha256"),
    "base64sha512": _of_text(base64_digest, "sha512"),
    "uuidv5": Function(_uuidv5, (Parameter(STRING), Parameter(STRING)), STRING),
}
