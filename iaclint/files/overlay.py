"""Files with some texts laid over them."""

from __future__ import annotations

from iaclint.files import DIRECTORY, FILE, Entry, FileProblem, Files, Log, normal

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Final


class Overlay:
    """Another ``Files`` with some texts laid over it: standard input, tests."""

    def __init__(self, below: Files, texts: dict[str, bytes]) -> None:
        self.below: Final = below
        self.texts: Final = {normal(path): text for path, text in texts.items()}
        self.root = below.root

    @property
    def log(self) -> Log:
        """What was asked for below."""
        return self.below.log

    def after_fork(self) -> None:
        """Apart below."""
        self.below.after_fork()

    def read(self, path: str) -> bytes:
        """The laid-over bytes, else those below."""
        text = self.texts.get(normal(path))
        return text if text is not None else self.below.read(path)

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names below, and those laid over."""
        path = normal(path)
        names = {rest[0]: len(rest) > 1 for rest in (_below(path, text) for text in self.texts) if rest}
        try:
            found = {entry.name: entry for entry in self.below.listing(path)}
        except FileProblem:
            if not names:
                raise
            found = {}
        for name, deeper in names.items():
            found[name] = Entry(name, DIRECTORY if deeper else FILE)
        return tuple(found[name] for name in sorted(found))

    def kind(self, path: str) -> str | None:
        """What stands at a path, laid over or below."""
        path = normal(path)
        if path in self.texts:
            return FILE
        if any(_below(path, text) for text in self.texts):
            return DIRECTORY
        return self.below.kind(path)

    def outside(self, path: str) -> str:
        """What was laid over may be read; else as below."""
        return "" if normal(path) in self.texts else self.below.outside(path)

    def tracked(self, path: str) -> bool:
        """What was laid over is somebody's; else as below."""
        return normal(path) in self.texts or self.below.tracked(path)

    def admit_module(self, directory: str) -> None:
        """Admitted below."""
        self.below.admit_module(directory)


def _below(directory: str, path: str) -> list[str]:
    """The path's segments below a directory; empty if it does not lie there."""
    if directory in {"", "."}:
        return [] if path.startswith(("/", "../")) else path.split("/")
    return path[len(directory) + 1 :].split("/") if path.startswith(directory + "/") else []
