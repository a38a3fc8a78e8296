"""JSON that is nothing else to anybody."""

from __future__ import annotations

import json

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any


def dumps(value: Any) -> str:
    """A value as ASCII on one line, in which nothing is a command to a build service (``##[``, ``##vso[``)."""
    return json.dumps(value).replace("##", "#\\u0023")
