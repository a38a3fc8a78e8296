"""Statements in the dialects: HCL written by python-hcl2, YAML by cfn-flip.

Both are slow to load, so what they write is kept in ``ready.py``; ``python -m iaclint.remedies.written`` makes it anew,
and a test holds it current.
"""

from __future__ import annotations

import json
import os

from iaclint.remedies.statements import KEY, ROLE, STATEMENTS

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.remedies.statements import Statement

HCL = "hcl"  # an object, as jsonencode takes it
BLOCK = "hcl-block"  # a block of a policy document
YAML = "yaml"
JSON = "json"

FILE = os.path.join(os.path.dirname(__file__), "ready.py")
HEAD = '''"""Ready statements by form, rule and use. Written by ``iaclint.remedies.written``."""

# ruff: noqa: E501
# fmt: off
READY: dict[str, dict[str, dict[str, str]]] = '''
# How a key and a role of the same configuration are referred to.
_TERRAFORM = {KEY: "aws_kms_key.app.arn", ROLE: "aws_iam_role.app.arn"}
_CLOUDFORMATION = {KEY: {"Fn::GetAtt": ["AppKey", "Arn"]}, ROLE: {"Fn::GetAtt": ["AppRole", "Arn"]}}
_ARGUMENTS = {"Action": "actions", "Resource": "resources"}


def as_hcl(statement: Statement) -> str:
    """An object expression."""
    import hcl2

    text: str = hcl2.dumps({"statement": _quoted(statement)})
    return text.partition(" = ")[2].strip()


def as_block(statement: Statement) -> str:
    """A ``statement`` block of a policy document."""
    import hcl2

    builder: Any = hcl2.Builder()
    arguments = {_ARGUMENTS[name]: _listed(value) for name, value in statement.items() if name in _ARGUMENTS}
    block = builder.block("statement", [], effect=_quoted(statement["Effect"]), **arguments)
    for type, names in _mapping(statement.get("Principal")).items():
        block.block("principals", [], type=_quoted(type), identifiers=_listed(names))
    for operator, keys in _mapping(statement.get("Condition")).items():
        for key, value in keys.items():
            block.block("condition", [], test=_quoted(operator), variable=_quoted(key), values=_listed(value))
    text: str = hcl2.dumps(builder.build())
    lines = [line.rstrip() for line in text.strip().splitlines()]
    return "\n".join(line for at, line in enumerate(lines) if line or lines[at - 1])


def as_yaml(statement: Statement) -> str:
    """An item of a list of statements."""
    from cfn_flip import to_yaml

    text: str = to_yaml(json.dumps([_referring(statement)]))
    return text.strip()


def as_json(statement: Statement) -> str:
    """A JSON object."""
    return json.dumps(statement, indent=2)


def everything() -> dict[str, dict[str, dict[str, str]]]:
    """All statements of all rules in all forms: form, rule, use, text."""
    writers = {HCL: as_hcl, BLOCK: as_block, YAML: as_yaml, JSON: as_json}
    return {
        form: {
            rule: {use: write(statement) for use, statement in statements.items()}
            for rule, statements in STATEMENTS.items()
        }
        for form, write in writers.items()
    }


def _referring(value: Any) -> Any:
    """A value with references in place of the ARNs."""
    if isinstance(value, str):
        return _CLOUDFORMATION.get(value, value)
    if isinstance(value, list):
        return [_referring(item) for item in value]
    return {name: _referring(item) for name, item in value.items()}


def _mapping(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _listed(value: Any) -> Any:
    return _quoted(value if isinstance(value, list) else [value])


def _quoted(value: Any) -> Any:
    """A value as python-hcl2 wants it: strings carry their quotes, keys too where they are no names."""
    if isinstance(value, str):
        return _TERRAFORM.get(value) or json.dumps(value)
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    return {(name if name.isidentifier() else json.dumps(name)): _quoted(item) for name, item in value.items()}


def source() -> str:
    """The text of ``ready.py``: JSON of strings is Python too."""
    return f"{HEAD}{json.dumps(everything(), indent=4)}\n"


def main() -> None:
    """Write the file anew."""
    with open(FILE, "w", encoding="utf-8") as file:
        file.write(source())


if __name__ == "__main__":
    main()
