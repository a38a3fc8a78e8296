"""Up to Python 3.11.4 a possessive group does not go back to where its last, failing round began.

That is python/cpython#106052; Debian 12 has 3.11.2. A group that ends in an empty alternative is right in every
version, and needs no memory for going back, as an atomic group does.
"""

import re
from pathlib import Path

import iaclint

SOURCES = sorted(Path(iaclint.__file__).parent.rglob("*.py"))
POSSESSIVE_GROUP = re.compile(r"(..)\)(?:[*+?]|\{[0-9,]+\})\+")


def test_every_possessive_group_ends_in_an_empty_alternative():
    groups = [
        (source.name, match[0])
        for source in SOURCES
        for match in POSSESSIVE_GROUP.finditer(source.read_text(encoding="utf-8"))
        if not match[1].endswith(("|", "("))  # "()*+" is a set of characters
    ]
    assert groups == []


def test_such_a_group_ends_where_its_last_whole_round_ended():
    assert re.match(r"(?:[^$]++|\$\$\{|\$(?!\{)|)*+", "x${a}")[0] == "x"
