"""Views of the files of one side of a comparison: for the walk, and for noticing what a unit asks for."""

from __future__ import annotations

from iaclint.files import DIRECTORY, FILE, MODULE_ENDS, Entry, FileProblem, Log
from iaclint.text.sources import MARKER

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import Final

    from iaclint.files import Files
    from iaclint.journey.reach import Changed, Places

_IGNORING = ".gitignore"
_ESCAPES = (b"\\u", b"\\U", b"\\x")  # could spell anything
_NESTS = (b"CloudFormation::Stack", b"Serverless::Application", b"Include", b"Transform", b"aws:asset:path")


class Notes:
    """What was noticed of the texts that a walk read: those that may name other files, those that speak to iaclint."""

    def __init__(self) -> None:
        self.nesting: Final[dict[str, bytes]] = {}
        self.speaking: Final[set[str]] = set()

    def take(self, path: str, data: bytes) -> None:
        """Notice a text."""
        words = _NESTS if b"AWS" in data else ()
        if any(word in data for word in (*words, *_ESCAPES)):
            self.nesting[path] = data
        if MARKER.encode() in data:
            self.speaking.add(path)


class _View:
    """Other files, seen in some way."""

    def __init__(self, files: Files) -> None:
        self.root = files.root
        self._files: Final = files

    @property
    def log(self) -> Log:
        """What was asked for below."""
        return self._files.log

    def after_fork(self) -> None:
        """Apart below."""
        self._files.after_fork()

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        return self._files.read(path)

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory."""
        return self._files.listing(path)

    def kind(self, path: str) -> str | None:
        """What stands at a path."""
        return self._files.kind(path)

    def outside(self, path: str) -> str:
        """Why a path may not be read."""
        return self._files.outside(path)

    def tracked(self, path: str) -> bool:
        """Whether git has a path."""
        return self._files.tracked(path)

    def admit_module(self, directory: str) -> None:
        """Admitted below."""
        self._files.admit_module(directory)


class Walked(_View):
    """The files of one side as the walk sees them, which notes the texts that it reads.

    What git ignores is passed over on both sides. Below directories that ``is_seen`` knows, the other side has looked
    at everything: there the walk looks only at what differs.
    """

    def __init__(
        self,
        files: Files,
        ignored: frozenset[str],
        places: Places,
        changed: Changed,
        is_seen: Callable[[str], bool] = lambda _: False,
    ) -> None:
        super().__init__(files)
        self.notes: Final = Notes()
        self._ignored: Final = ignored
        self._places: Final = places
        self._changed: Final = changed
        self._is_seen: Final = is_seen

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        data = self._files.read(path)
        self.notes.take(path, data)
        return data

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory that the walk may see."""
        place = self._places.of(path)
        below = f"{place}/" if place else ""
        is_seen = self._is_seen(path)
        return tuple(entry for entry in self._files.listing(path) if self._shows(below + entry.name, entry, is_seen))

    def _shows(self, place: str, entry: Entry, is_seen: bool) -> bool:
        if entry.name == _IGNORING:  # git itself has said what is ignored
            return False
        if self._ignored and (f"{place}/" if entry.kind == DIRECTORY else place) in self._ignored:
            return False
        looks = not is_seen or entry.kind != FILE or entry.name.endswith(MODULE_ENDS)
        return looks or self._changed.has(place)


class Recorded(_View):
    """Files with a log of their own, that also has what was found to exist."""

    def __init__(self, files: Files) -> None:
        super().__init__(files)
        self._own: Final = Log()

    @property
    def log(self) -> Log:
        """What was asked for here."""
        return self._own

    def read(self, path: str) -> bytes:
        """The bytes of a file."""
        try:
            data = self._files.read(path)
        except FileProblem:
            self.log.missed.add(path)
            raise
        self.log.read.add(path)
        return data

    def listing(self, path: str) -> tuple[Entry, ...]:
        """The names in a directory."""
        self.log.listed.add(path)
        return self._files.listing(path)

    def kind(self, path: str) -> str | None:
        """What stands at a path."""
        kind = self._files.kind(path)
        (self.log.read if kind == FILE else self.log.missed).add(path)
        return kind

    def touched(self, changed: Changed, places: Places) -> bool:
        """Whether anything that was asked for since the log is new may be answered otherwise by the other side."""
        asked = (places.of(path) for path in (*self.log.read, *self.log.missed))
        return any(map(changed.has, asked)) or any(changed.lists(places.of(path)) for path in self.log.listed)
