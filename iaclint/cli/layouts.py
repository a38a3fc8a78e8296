"""How ``iaclint show`` prints policies: text, JSON, YAML and HCL."""

from __future__ import annotations

import json

from iaclint.cli.ends import CommandError
from iaclint.text.safe import safe

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
    return f"{head}\n{_json(entry['document'])}\n"


def as_json(entries: list[Entry]) -> str:
    """The JSON output of the contract."""
    return _json({"schema_version": 1, "policies": entries}) + "\n"


def _json(value: Any) -> str:
    """JSON in which nothing is a command to a build service (``##[``, ``##vso[``)."""
    return json.dumps(value, indent=2).replace("##", "#\\u0023")


def as_yaml(entries: list[Entry]) -> str:
    """The same as YAML."""
    from cfn_flip import to_yaml

    text: str = to_yaml(as_json(entries), long_form=True)
    return _plain_yaml(text, lambda: as_json(entries))


def _plain_yaml(text: str, as_json: Callable[[], str]) -> str:
    """YAML, or the JSON that is YAML too where a character in it could harm a terminal or a build service."""
    return text if all(safe(line) == line for line in text.split("\n")) else as_json()


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
    if safe(inner) != inner:
        inner = json.dumps(text)[1:-1].replace("##", "#\\u0023")
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
        raise CommandError(f"--query: {query!r} is no JSONPath: {' '.join(str(problem).split())}") from None


def _at_start(line: str) -> str:
    """A line that is no command to GitHub's runner."""
    return line.replace("::", ":\\x3a", 1) if line.lstrip().startswith("::") else line


def selection_text(values: list[Any], layout: str) -> str:
    """Selected values: a list in JSON, YAML and HCL, in text one a line."""
    if layout == "text":
        return "".join(_at_start(safe(value) if isinstance(value, str) else _json(value)) + "\n" for value in values)
    written = _json(values) + "\n"
    if layout == "json":
        return written
    if layout == "yaml":
        from cfn_flip import to_yaml

        return _plain_yaml(to_yaml(written, long_form=True), lambda: written)
    import hcl2

    block: str = hcl2.dumps({"values": _quoted(values)})
    return block


LAYOUTS: dict[str, Callable[[list[Entry]], str]] = {
    "text": as_text,
    "json": as_json,
    "yaml": as_yaml,
    "hcl": as_hcl,
}
