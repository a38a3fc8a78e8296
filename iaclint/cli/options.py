"""The options of a command, read without ``argparse`` as long as they are written plainly.

``argparse`` with what it imports costs half as much as starting Python. It is loaded for everything that is rare: help,
completion, joined short options, and every complaint.
"""

from __future__ import annotations

from types import SimpleNamespace as Options

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser
    from collections.abc import Callable, Iterator
    from typing import Any

__all__ = ["HIDDEN", "Option", "Options", "Parser"]

HIDDEN = "not in the help"
_WITH_VALUE = ("store", "append", "extend")


class Option:
    """One option or positional argument: its names, and what ``argparse`` is told about it.

    A ``type`` is a function that raises ValueError with the words for the user.
    """

    def __init__(self, names: tuple[str, ...], about: dict[str, Any]) -> None:
        self.names = names
        self.about = about
        self.action: str = about.get("action", "store")
        self.field = next((name for name in names if name.startswith("--")), names[0]).lstrip("-").replace("-", "_")

    @property
    def default(self) -> Any:
        """What stands for an option that is not given."""
        return self.about.get("default", False if self.action == "store_true" else None)

    def read(self, text: str) -> Any:
        """A value of it; ValueError if it is none."""
        value = self.about.get("type", str)(text)
        if value not in self.about.get("choices", (value,)):
            raise ValueError(text)
        return value


class Group:
    """Options under one title of the help."""

    def __init__(self, title: str) -> None:
        self.title = title
        self.options: list[Option] = []

    def add(self, *names: str, **about: Any) -> None:
        """One more option, described as for ``argparse``."""
        self.options.append(Option(names, about))


class Parser(Group):
    """The options of one command. ``paths`` may stand anywhere between them."""

    def __init__(self, command: str, usage: str, about: str) -> None:
        super().__init__("")
        self.command = command
        self.usage = usage
        self.about = about
        self.groups: list[Group] = [self]

    def group(self, title: str) -> Callable[..., None]:
        """The ``add`` of a new group."""
        self.groups.append(Group(title))
        return self.groups[-1].add

    def parse(self, arguments: list[str]) -> Options:
        """The options; CommandError for wrong usage, SystemExit after help."""
        plain = self._plain(arguments)
        if plain is not None:
            return plain
        from iaclint.cli.complete_parser import parse

        return parse(self, arguments)

    def full(self) -> ArgumentParser:
        """The parser of ``argparse``."""
        from iaclint.cli.complete_parser import CompleteParser

        return CompleteParser(self)

    def _plain(self, arguments: list[str]) -> Options | None:
        """The options if every word is one of ours and right, else None."""
        options = [option for group in self.groups for option in group.options]
        by_name = {name: option for option in options for name in option.names}
        said = Options(**{option.field: option.default for option in options if option.action != "version"})
        positional: list[str] = []
        words = iter(arguments)
        try:
            for word in words:
                if word[:1] != "-" or word == "-":
                    positional.append(word)
                else:
                    _take(said, word, by_name, words)
            _place(said, positional, options)
        except (KeyError, ValueError, StopIteration):
            return None
        return said


def _take(said: Options, word: str, by_name: dict[str, Option], rest: Iterator[str]) -> None:
    """Note one option; KeyError, ValueError or StopIteration where it is not plain."""
    name, equals, text = word.partition("=")
    option = by_name[name]
    if option.action == "store_true" and not equals:
        setattr(said, option.field, True)
        return
    if option.action not in _WITH_VALUE or (equals and not name.startswith("--")):
        raise ValueError(word)
    text = text if equals else next(rest)
    if not equals and text[:1] == "-":
        raise ValueError(text)
    value = option.read(text)
    if option.action == "store":
        setattr(said, option.field, value)
    else:
        more = value if option.action == "extend" else [value]
        setattr(said, option.field, [*(getattr(said, option.field) or ()), *more])


def _place(said: Options, positional: list[str], options: list[Option]) -> None:
    """Note the positional arguments; ValueError if they are not as many as wanted."""
    for option in options:
        if not option.names[0].startswith("-"):
            if option.about.get("nargs") == "*":
                setattr(said, option.field, positional)
                return
            (text,) = positional
            setattr(said, option.field, text)
            return
    if positional:
        raise ValueError(positional[0])
