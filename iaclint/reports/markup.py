"""Text made safe for XML, HTML and Markdown."""

from __future__ import annotations

import re

from iaclint.text.safe import safe

_PUNCTUATION = re.compile(r"([\\`*_{}\[\]()#+!|~^$-])")
_ENTITIES = {"&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;"}
_MARKED = re.compile("[&<>\"']")
_NO_XML = re.compile("[\ufffe\uffff]")


def escaped(text: str) -> str:
    """A text for an element or attribute of XML or HTML, on one line, without characters that XML forbids."""
    return _NO_XML.sub("\ufffd", _MARKED.sub(lambda match: _ENTITIES[match[0]], safe(text)))


def markdown(text: str) -> str:
    """A text as GitHub and GitLab show it literally: no markup, no HTML, no links, no mentions."""
    text = _PUNCTUATION.sub(r"\\\1", escaped(text))
    return text.replace("@", "@<!-- -->").replace("://", ":&#47;&#47;").replace("www.", "www&#46;")


def code(text: str) -> str:
    """A text as inline code of Markdown, also in a table (CommonMark 0.31, "Code spans")."""
    text = safe(text).replace("|", "\\|")
    longest = max((len(run) for run in re.findall("`+", text)), default=0)
    fence = "`" * (longest + 1)
    room = " " if text.startswith("`") or text.endswith("`") or not text.strip() else ""
    return f"{fence}{room}{text}{room}{fence}"
