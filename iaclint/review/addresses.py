"""What things were called before: files that were renamed, units in renamed directories, resources that moved."""

from __future__ import annotations

from collections import Counter

from iaclint.files import given

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

_STEPS = 20  # a chain of moved blocks


class Addresses:
    """The earlier names of files, units and resources.

    ``renamed`` has the earlier path of each renamed file, ``units`` are the units that there were, ``today`` those that
    there are, ``moves`` are what units say themselves: the unit, the earlier address, today's.
    """

    def __init__(
        self,
        renamed: Mapping[str, str],
        units: Iterable[str] = (),
        today: Iterable[str] = (),
        moves: Iterable[tuple[str, str, str]] = (),
    ) -> None:
        self._today: Final = frozenset(today)
        self._renamed: Final = renamed
        self._units: Final = frozenset(units)
        self._moves: Final = tuple(moves)
        self._directories: Final[dict[str, Counter[str]]] = {}
        for new, old in renamed.items():
            found = self._directories.setdefault(_directory(new), Counter())
            found[_directory(old)] += 1

    def file(self, path: str) -> str:
        """The earlier path of a file."""
        return self._renamed.get(given(path), path)

    def unit(self, name: str) -> str:
        """The earlier name of a unit: a template by its file, a Terraform root by its directory.

        A unit that is still there has not moved: what came out of it is deployed anew. A plan that was not there is
        compared with the configuration that it is the plan of.
        """
        if name in self._units:
            return name
        path, number, rest = name.partition("#")
        if path in self._renamed:
            return self._renamed[path] + number + rest
        found = self._directories.get(name)
        if found and found.most_common(1)[0][0] not in self._today:
            return found.most_common(1)[0][0]
        return _directory(path) if path.endswith(".json") and _directory(path) in self._units else name

    def resources(self, unit: str, address: str) -> Iterator[str]:
        """The addresses that a resource may have had, today's first (Terraform, "Refactor modules").

        A resource whose ``count`` was added or removed moves by itself.
        """
        for _ in range(_STEPS):
            yield address
            yield address.removesuffix("[0]") if address.endswith("[0]") else f"{address}[0]"
            earlier = self._earlier(unit, address)
            if earlier is None:
                return
            address = earlier

    def _earlier(self, unit: str, address: str) -> str | None:
        for of_unit, old, new in self._moves:
            if of_unit == unit and (address == new or address.startswith((f"{new}.", f"{new}["))):
                return old + address[len(new) :]
        return None


def _directory(path: str) -> str:
    head = path.rpartition("/")[0]
    return head or ("/" if path.startswith("/") else ".")
