"""What became of each task of a run, for the next one: only tasks that asked for what has changed are done again."""

from __future__ import annotations

from iaclint.cache.codec import Unpacking, packed
from iaclint.cache.entries import Cache, Stamps, settled, stamp
from iaclint.files import Log
from iaclint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    from iaclint.files import Files
    from iaclint.journey.tasks import Task
    from iaclint.journey.work import Done


class Units:
    """The kept outcomes of the tasks below one root. ``key`` says for which settings and versions they hold."""

    def __init__(self, cache: Cache, key: str, files: Files) -> None:
        self._cache: Final = cache
        self._key: Final = f"units {key}"
        self._entry: Final = cache.load(self._key) or {"stamps": {}, "listed": {}, "tasks": {}}
        self._stamps: Final = Stamps(self._entry["stamps"], self._entry["listed"])
        self._unpacking: Final = Unpacking(files)
        self._names: Final[dict[int, str]] = {}  # of the settings that tasks share

    def known(self, task: Task) -> Done | None:
        """What became of a task, and what it asked of the files, if all of that is as it was."""
        kept = self._entry["tasks"].get(self._name(task))
        if kept is None or not self._stamps.hold(kept["read"], kept["missed"], kept["listed"]):
            return None
        log = Log()
        log.read.update(kept["read"])
        log.missed.update(kept["missed"])
        log.listed.update(kept["listed"])
        return [replace(self._unpacking.value(one), settings=task.settings) for one in kept["outcomes"]], log

    def keep(self, done: Iterable[tuple[Task, Done]], started: int) -> None:
        """Keep what became of the tasks of a run that began at ``started`` (ns)."""
        tasks: dict[str, Any] = {}
        stamps = Stamps({}, {})
        for task, (outcomes, asked) in done:
            log = settled(asked)
            if any(one.failures for one in outcomes) or not stamps.take(log, started):
                continue
            tasks[self._name(task)] = {
                "read": sorted(log.read),
                "missed": sorted(log.missed),
                "listed": sorted(log.listed),
                "outcomes": [packed(replace(one, settings=None)) for one in outcomes],
            }
        self._cache.store(self._key, {"stamps": stamps.read, "listed": stamps.listed, "tasks": tasks})

    def _name(self, task: Task) -> str:
        """What a task is kept under."""
        settings = self._names.get(id(task.settings))
        if settings is None:
            given = (*task.settings.var_files, *task.settings.parameter_files)
            settings = self._names[id(task.settings)] = repr((task.settings, [stamp(path) for path in given]))
        return self._cache.name(repr((task.kind, task.path, task.is_named, task.reason, settings)))
