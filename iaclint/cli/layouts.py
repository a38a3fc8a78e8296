"""How ``iaclint show`` prints policies: text, JSON, YAML and HCL."""

from __future__ import annotations

import json

from iaclint.cli.ends import CommandError
from iaclint.reports.safe import safe

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any

    Entry = dict[str, Any]


def as_text(entries: list[Entry]) -> str:
    """Each policy under a line that says whose it is."""
    return "\n".join(_told(entry) for entry in entries)


def _told(entry: Entry) -> str:
    lines = [f"{entry['file']}:{entry['line']}: {entry['resource']} {entry['attribute']} ({entry['kind']} policy)"]
    lines += [f"when {name} is {json.dumps(fact)}" for name, fact in entry["when"].items()]
    if not entry["complete"]:
        lines.append("not everything in it is known before deploy ($unknown)")
    head = "\n".join(f"# {safe(line)}" for line in lines)
    return f"{head}\n{json.dumps(entry['document'], indent=2)}\n"


def as_json(entries: list[Entry]) -> str:
    """The JSON output of the contract."""
    return json.dumps({"schema_version": 1, "policies": entries}, indent=2) + "\n"


def as_yaml(entries: list[Entry]) -> str:
    """The same as YAML."""
    from cfn_flip import to_yaml

    text: str = to_yaml(as_json(entries), long_form=True)
    return text


def as_hcl(entries: list[Entry]) -> str:
    """A block ``policy "RESOURCE" "ATTRIBUTE"`` for each, read again to be sure that it says the same."""
    import hcl2

    builder: Any = hcl2.Builder()
    for entry in entries:
        content = {key: _quoted(value) for key, value in entry.items() if key not in {"resource", "attribute"}}
        builder.block("policy", [_string(entry["resource"]), _string(entry["attribute"])], **content)
    written: str = hcl2.dumps(builder.build()) if entries else ""
    read = hcl2.loads(written).get("policy", []) if entries else []
    if [_unquoted(block) for block in read] != [_nested(entry) for entry in entries]:
        raise CommandError("these policies cannot be written as HCL; use --format json")
    return written


def _nested(entry: Entry) -> Entry:
    content = {key: value for key, value in entry.items() if key not in {"resource", "attribute"}}
    return {entry["resource"]: {entry["attribute"]: content}}


def _string(text: str) -> str:
    """A quoted string of HCL (hclsyntax specification, "Template Expressions")."""
    inner = json.dumps(text, ensure_ascii=False)[1:-1].replace("\\b", "\\u0008").replace("\\f", "\\u000c")
    return '"' + inner.replace("${", "$${").replace("%{", "%%{") + '"'


def _quoted(value: Any) -> Any:
    """A value as the builder of python-hcl2 wants it: strings and keys carry their quotes."""
    if isinstance(value, str):
        return _string(value)
    if isinstance(value, list):
        return [_quoted(item) for item in value]
    if isinstance(value, dict):
        return {_string(key): _quoted(item) for key, item in value.items()}
    return value


def _unquoted(value: Any) -> Any:
    if isinstance(value, str):
        inner = value[1:-1] if value[:1] == '"' else value
        text: str = json.loads(f'"{inner}"', strict=False)
        return text.replace("$${", "${").replace("%%{", "%{")
    if isinstance(value, list):
        return [_unquoted(item) for item in value]
    if isinstance(value, dict):
        return {_unquoted(key): _unquoted(item) for key, item in value.items() if key != "__is_block__"}
    return value


def selected(entries: list[Entry], query: str) -> list[Any]:
    """What a JSONPath selects in the JSON output."""
    from jsonpath_ng.exceptions import JSONPathError
    from jsonpath_ng.ext.parser import parse

    try:
        return [match.value for match in parse(query).find({"schema_version": 1, "policies": entries})]
    except JSONPathError as problem:
        raise CommandError(f"--query: {' '.join(str(problem).split())}") from None


def selection_text(values: list[Any], layout: str) -> str:
    """Selected values: a list in JSON, YAML and HCL, in text one a line."""
    if layout == "text":
        return "".join((safe(value) if isinstance(value, str) else json.dumps(value)) + "\n" for value in values)
    written = json.dumps(values, indent=2) + "\n"
    if layout == "json":
        return written
    if layout == "yaml":
        from cfn_flip import to_yaml

        text: str = to_yaml(written, long_form=True)
        return text
    import hcl2

    block: str = hcl2.dumps({"values": _quoted(values)})
    return block


LAYOUTS: dict[str, Callable[[list[Entry]], str]] = {
    "text": as_text,
    "json": as_json,
    "yaml": as_yaml,
    "hcl": as_hcl,
}
