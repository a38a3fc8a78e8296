"""Where the seeds come from: the repository's own fixtures and cases, read anew at every start."""

from __future__ import annotations

import json
from pathlib import Path

TESTS = Path(__file__).parents[1]
FIXTURES = TESTS.parent / "fixtures"


def fixtures(name: str) -> list[bytes]:
    """The bytes of every fixture of this name (``main.tf``, ``template.yaml``, ``template.json``)."""
    return sorted({path.read_bytes() for path in FIXTURES.glob(f"*/*/**/{name}")}, key=len)


def json_documents() -> list[bytes]:
    """The templates, and the resources and statements in them without white space."""
    whole = fixtures("template.json")
    parts: dict[bytes, None] = {}
    for text in whole:
        try:
            document = json.loads(text)
        except ValueError:  # the fixture of a broken file
            continue
        for part in (document, *_parts(document)):
            parts[json.dumps(part, separators=(",", ":")).encode()] = None
    return [*whole, *parts]


def _parts(value: object) -> list[object]:
    """All objects below a value."""
    inner = list(value.values()) if isinstance(value, dict) else value if isinstance(value, list) else []
    own = [part for part in inner if isinstance(part, dict)]
    return [*own, *(part for item in inner for part in _parts(item))]


def function_cases() -> list[bytes]:
    """The calls of every Terraform function that the tests compare with terraform console."""
    lines = (TESTS / "terraform" / "function_cases.txt").read_text(encoding="utf-8").splitlines()
    return [text.encode() for kind, colon, text in (line.partition(": ") for line in lines) if colon and kind.isalpha()]


def cut(text: bytes, longest: int) -> list[bytes]:
    """A seed in pieces of whole lines that are not too long; a line that is too long is left out."""
    pieces = [b""]
    for line in text.splitlines(keepends=True):
        if len(pieces[-1]) + len(line) > longest:
            pieces.append(b"")
        pieces[-1] += line if len(line) <= longest else b""
    return [piece for piece in dict.fromkeys(pieces) if piece]
