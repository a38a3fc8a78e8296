"""The JSON Schema of the configuration, made from the same table as its reader."""

from __future__ import annotations

from iaclint.config import model
from iaclint.config.model import OPTIONS
from iaclint.finding import SEVERITIES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.config.model import Option

    Schema = dict[str, Any]

_TEXT: Schema = {"type": "string"}
_TEXTS: Schema = {"type": "array", "items": _TEXT}
_ACCOUNT: Schema = {"type": "string", "pattern": "^[0-9]{12}$"}
_SIMPLE: dict[str, Schema] = {
    model.RULES: {"anyOf": [_TEXT, _TEXTS]},
    model.FLAG: {"type": "boolean"},
    model.TEXT: _TEXT,
    model.DATE: {"type": "string", "format": "date", "pattern": "^[0-9]{4}-[0-9]{2}-[0-9]{2}$"},
    model.GLOB: _TEXT,
    model.GLOBS: _TEXTS,
    model.FILE: _TEXT,
    model.FILES: _TEXTS,
    model.ACCOUNT: _ACCOUNT,
    model.ACCOUNTS: {"type": "array", "items": _ACCOUNT},
    model.PAIRS: {"type": "object", "additionalProperties": {"type": ["string", "number", "boolean"]}},
    model.SEVERITY_TABLE: {"type": "object", "additionalProperties": {"enum": list(SEVERITIES)}},
    model.OWN_CODE: {"type": "string", "pattern": "^USR[0-9]{3}$"},
    model.OWN_NAME: {"type": "string", "pattern": "^[A-Za-z0-9-]+$"},
    model.QUERY: {"type": "string", "maxLength": 1000},
    model.JOBS: {"anyOf": [{"const": "auto"}, {"type": "integer", "minimum": 1}]},
}


def schema() -> Schema:
    """The schema of ``iaclint.toml`` and of the table ``tool.iaclint``."""
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "title": "Configuration of iaclint",
        **_table(OPTIONS),
    }


def _table(options: tuple[Option, ...]) -> Schema:
    required = [option.name for option in options if option.required]
    return {
        "type": "object",
        "properties": {option.name: _option(option) for option in options},
        "additionalProperties": False,
        **({"required": required} if required else {}),
    }


def _option(option: Option) -> Schema:
    return {"description": option.about, **_value(option)}


def _value(option: Option) -> Schema:
    if option.kind == model.CHOICE:
        return {"enum": list(option.choices)}
    if option.kind == model.CHOICES:
        return {"type": "array", "items": {"enum": list(option.choices)}}
    if option.kind == model.TABLES:
        return {"type": "array", "items": _table(option.options)}
    if option.kind == model.RULES_OR_TABLES:
        return {"type": "array", "items": {"anyOf": [_TEXT, _table(option.options)]}}
    return _SIMPLE[option.kind]
