"""The strict reader of ``iaclint.toml`` and of ``[tool.iaclint]`` in ``pyproject.toml``."""

from __future__ import annotations

import re

from iaclint.config import model
from iaclint.config.positions import positions
from iaclint.config.problem import ConfigProblem, nearest
from iaclint.config.settings import Ignore, Inputs, OwnRule, PerPath, Settings
from iaclint.files import join
from iaclint.finding import SEVERITIES, is_date

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Any, Final

    from iaclint.config.model import Option
    from iaclint.config.positions import Path
    from iaclint.text.span import Source, Span

    Check = Callable[[str], object]

RECORDS = {"ignore": Ignore, "per-path": PerPath, "inputs": Inputs, "rules": OwnRule}
DEEP = "nested too deeply"
_ACCOUNT = re.compile(r"[0-9]{12}")
_OWN_CODE = re.compile(r"USR[0-9]{3}")
_OWN_NAME = re.compile(r"[A-Za-z0-9-]+")
_WHERE = re.compile(r"(.*) \(at (?:line (\d+), column (\d+)|end of document)\)")


def read(source: Source, table: tuple[str, ...], directory: str, check_rule: Check) -> Settings | None:
    """The settings that a file gives; None if it lacks the table. ConfigProblem for anything that is not right.

    ``table`` is the way to our table, empty where the whole file is ours. Paths in the file are relative to
    ``directory``. ``check_rule`` raises ValueError for a word that names no rule.
    """
    content: Any = _parsed(source)
    for key in table:
        content = content.get(key) if isinstance(content, dict) else None
        if content is None:
            return None
    try:
        reader = _Reader(source, directory, check_rule)
    except RecursionError:
        raise ConfigProblem(DEEP, file=source.path) from None
    if not isinstance(content, dict):
        raise reader.problem(table, f"{'.'.join(table)} must be a table")
    return Settings(**reader.table(content, table, model.OPTIONS), directory=directory, file=source.path)


def _parsed(source: Source) -> dict[str, Any]:
    import tomllib

    text = source.text.removeprefix("\ufeff")
    try:
        return tomllib.loads(text)
    except ValueError as problem:  # TOMLDecodeError, or a number of more digits than Python converts
        where = _WHERE.fullmatch(str(problem))
        told = where[1] if where else str(problem)
        line, column = (where[2], where[3]) if where and where[2] else source.position(len(source.text))
        raise ConfigProblem(f"{source.path}:{line}:{column}: no valid TOML: {told[:1].lower()}{told[1:]}") from None
    except RecursionError:
        raise ConfigProblem(DEEP, file=source.path) from None


class _Reader:
    def __init__(self, source: Source, directory: str, check_rule: Check) -> None:
        self.source: Final = source
        self.directory: Final = directory
        self.check_rule: Final = check_rule
        self.places: Final = positions(source)

    def place(self, path: Path) -> Span:
        """Where a path stands; the closest known place above it, else the start of the file."""
        while path and path not in self.places:
            path = path[:-1]
        return self.places[path] if path else self.source.whole()

    def problem(self, path: Path, message: str) -> ConfigProblem:
        return ConfigProblem(message, self.place(path))

    def table(self, content: dict[str, Any], path: Path, options: tuple[Option, ...]) -> dict[str, Any]:
        """The fields that a table gives."""
        known = {option.name: option for option in options}
        fields: dict[str, Any] = {}
        for key, value in content.items():
            if key not in known:
                raise self.problem((*path, key), f'there is no option "{key}"{nearest(key, known)}')
            fields.update(self.option(known[key], value, (*path, key)))
        for option in options:
            if option.required and option.name not in content:
                raise self.problem(path, f'"{option.name}" is missing ({option.about})')
        return fields

    def option(self, option: Option, value: Any, path: Path) -> dict[str, Any]:
        if option.kind in {model.TABLES, model.RULES_OR_TABLES}:
            return self.tables(option, value, path)
        if option.kind == model.CHOICE:
            return {option.target: self.choice(value, path, option.choices)}
        if option.kind == model.CHOICES:
            return {option.target: self.some(value, path, option.choices)}
        readers = {
            model.RULES: self.rules,
            model.FLAG: self.flag,
            model.TEXT: self.text,
            model.DATE: self.date,
            model.GLOB: self.text,
            model.GLOBS: self.texts,
            model.FILE: self.file,
            model.FILES: self.files,
            model.ACCOUNT: self.account,
            model.ACCOUNTS: self.accounts,
            model.PAIRS: self.pairs,
            model.SEVERITY_TABLE: self.severities,
            model.JOBS: self.jobs,
            model.OWN_CODE: self.own_code,
            model.OWN_NAME: self.own_name,
            model.QUERY: self.query,
        }
        return {option.target: readers[option.kind](value, path)}

    def text(self, value: Any, path: Path) -> str:
        if not isinstance(value, str):
            raise self.problem(path, f'"{path[-1]}" must be a string, not {_named(value)}')
        return value

    def texts(self, value: Any, path: Path) -> tuple[str, ...]:
        if not isinstance(value, list):
            raise self.problem(path, f'"{path[-1]}" must be a list of strings, not {_named(value)}')
        for index, item in enumerate(value):
            if not isinstance(item, str):
                raise self.problem((*path, index), f'"{path[-1]}" must hold strings, not {_named(item)}')
        return tuple(value)

    def flag(self, value: Any, path: Path) -> bool:
        if not isinstance(value, bool):
            raise self.problem(path, f'"{path[-1]}" must be true or false, not {_named(value)}')
        return value

    def choice(self, value: Any, path: Path, choices: tuple[str, ...]) -> str:
        text = self.text(value, path)
        if text not in choices:
            raise self.problem(path, f'"{path[-1]}" must be one of {", ".join(choices)}{nearest(text, choices)}')
        return text

    def some(self, value: Any, path: Path, choices: tuple[str, ...]) -> tuple[str, ...]:
        """A list of some of the choices."""
        texts = self.texts(value, path)
        for index, text in enumerate(texts):
            if text not in choices:
                told = f'"{path[-1]}" must hold some of {", ".join(choices)}{nearest(text, choices)}'
                raise self.problem((*path, index), told)
        return texts

    def own_code(self, value: Any, path: Path) -> str:
        text = self.text(value, path)
        if not _OWN_CODE.fullmatch(text):
            raise self.problem(path, f'"{text}" is no code for a rule of your own (USR and three digits)')
        return text

    def own_name(self, value: Any, path: Path) -> str:
        text = self.text(value, path)
        if not _OWN_NAME.fullmatch(text):
            raise self.problem(path, f'"{path[-1]}" must be letters, digits and hyphens')
        return text

    def query(self, value: Any, path: Path) -> str:
        from iaclint.text.query import compiled

        text = self.text(value, path)
        try:
            compiled(text)
        except ValueError as problem:
            raise self.problem(path, f'"{path[-1]}" {problem}') from None
        return text

    def rules(self, value: Any, path: Path) -> tuple[str, ...]:
        """Words for rules; one may stand without a list."""
        words = (value,) if isinstance(value, str) else self.texts(value, path)
        for index, word in enumerate(words):
            self.rule(word, path if isinstance(value, str) else (*path, index))
        return words

    def rule(self, word: str, path: Path) -> None:
        try:
            self.check_rule(word)
        except ValueError as problem:
            raise self.problem(path, str(problem)) from None

    def date(self, value: Any, path: Path) -> str:
        """A date, as TOML writes one or in quotes."""
        text = value if isinstance(value, str) else value.isoformat() if hasattr(value, "isoformat") else ""
        if not is_date(text):
            raise self.problem(path, f'"{path[-1]}" must be a date (YYYY-MM-DD)')
        return text

    def file(self, value: Any, path: Path) -> str:
        return join(self.directory, self.text(value, path))

    def files(self, value: Any, path: Path) -> tuple[str, ...]:
        return tuple(join(self.directory, name) for name in self.texts(value, path))

    def account(self, value: Any, path: Path) -> str:
        text = self.text(value, path)
        if not _ACCOUNT.fullmatch(text):
            raise self.problem(path, f'"{text}" is no account id (12 digits)')
        return text

    def accounts(self, value: Any, path: Path) -> tuple[str, ...]:
        return tuple(self.account(item, (*path, index)) for index, item in enumerate(self.texts(value, path)))

    def pairs(self, value: Any, path: Path) -> tuple[tuple[str, str], ...]:
        """Names and values; numbers and truth values as a command line would have them."""
        if not isinstance(value, dict):
            raise self.problem(path, f'"{path[-1]}" must be a table of names and values, not {_named(value)}')
        return tuple((name, self.scalar(item, (*path, name))) for name, item in value.items())

    def scalar(self, value: Any, path: Path) -> str:
        if isinstance(value, bool):
            return "true" if value else "false"
        if not isinstance(value, str | int | float):
            raise self.problem(path, f'"{path[-1]}" must be a string, a number, true or false, not {_named(value)}')
        return str(value)

    def severities(self, value: Any, path: Path) -> tuple[tuple[str, str], ...]:
        pairs = self.pairs(value, path)
        for word, severity in pairs:
            self.rule(word, (*path, word))
            self.choice(severity, (*path, word), SEVERITIES)
        return pairs

    def jobs(self, value: Any, path: Path) -> str:
        if value == "auto" or (isinstance(value, int) and not isinstance(value, bool) and value > 0):
            return str(value)
        raise self.problem(path, '"jobs" must be a number above 0, or "auto"')

    def tables(self, option: Option, value: Any, path: Path) -> dict[str, Any]:
        """A list of tables as records; beside those of ``ignore`` rules may stand."""
        if not isinstance(value, list):
            raise self.problem(path, f'"{option.name}" must be a list, not {_named(value)}')
        words: list[str] = []
        records: list[Any] = []
        for index, item in enumerate(value):
            at = (*path, index)
            if isinstance(item, dict):
                records.append(self.record(option, item, at))
            elif isinstance(item, str) and option.kind == model.RULES_OR_TABLES:
                self.rule(item, at)
                words.append(item)
            else:
                raise self.problem(at, f'"{option.name}" must hold tables, not {_named(item)}')
        if option.name == "rules":
            self.once(records, path)
        if option.kind == model.RULES_OR_TABLES:
            return {"ignore": tuple(words), "ignores": tuple(records)}
        return {option.target: tuple(records)}

    def once(self, rules: list[OwnRule], path: Path) -> None:
        """No two rules have one code."""
        seen: set[str] = set()
        for index, rule in enumerate(rules):
            if rule.code in seen:
                raise self.problem((*path, index, "code"), f'the code "{rule.code}" is given twice')
            seen.add(rule.code)

    def record(self, option: Option, content: dict[str, Any], path: Path) -> Any:
        fields = self.table(content, path, option.options)
        if option.name == "ignore":
            blank = {"path": "", "resource": "", "reason": "", "expires": ""}
            return Ignore(**{**blank, **fields, "span": self.place(path)})
        if option.name == "rules":
            fields = {"name": fields["code"].lower(), **fields}
        return RECORDS[option.name](**fields)


def _named(value: Any) -> str:
    if isinstance(value, bool):
        return "a truth value"
    names = {str: "a string", int: "a number", float: "a number", list: "a list", dict: "a table"}
    return names.get(type(value), "a date or time")
