"""What runs found, and what became of their tasks, for the next run below the same root."""

from __future__ import annotations

import os
import sys
import time

from iaclint import __version__
from iaclint.cache import home
from iaclint.cache.codec import Unpacking, packed
from iaclint.cache.entries import Cache, stamp
from iaclint.cache.units import Units
from iaclint.files import Log
from iaclint.journey.result import Result
from iaclint.policy.catalogue import version

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Final

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.files import Files
    from iaclint.journey.tasks import Task, Workspace
    from iaclint.journey.work import Done


class Kept:
    """What earlier runs over the paths of a workspace left behind."""

    def __init__(self, space: Workspace, config: Configuration, settings: Settings) -> None:
        self._files: Final = space.files
        self._given: Final = _given(config, settings)
        self._settings: Final = settings
        self._cache: Final = Cache(home(space.files.root))
        self._key: Final = _key(space, config, self._given)
        self._units: Units | None = None

    def recall(self) -> Result | None:
        """What an earlier run over the same files found; None if there was none, or if anything has changed."""
        data = self._cache.recall(self._key)
        if data is None:
            return None
        findings, files, policies, not_judged, unheard = Unpacking(self._files).value(data)
        return Result(self._settings, findings, files, policies, not_judged, unheard=unheard)

    def faults(self) -> tuple[str, ...]:
        """What is to be said of the cache with ``-v``."""
        return (self._cache.fault,) if self._cache.fault else ()

    @property
    def units(self) -> Units:
        """What became of the tasks of earlier runs."""
        if self._units is None:
            self._units = Units(self._cache, repr(_around(self._files)), self._files)
        return self._units

    def keep(self, result: Result, done: Iterable[tuple[Task, Done]], started: int) -> None:
        """Keep the result of a run that began at ``started`` (ns), unless there were faults or stale entries of a
        baseline; and what became of its tasks.
        """
        self.units.keep(done, started)
        if not (result.failures or result.stale):
            data = packed((result.findings, result.files, result.policies, result.not_judged, result.unheard))
            asked = Log()
            asked.add(self._files.log)
            asked.read.update(self._given)  # what the key says of them is how they are now
            self._cache.remember(self._key, asked, started, data)


def _given(config: Configuration, settings: Settings) -> list[str]:
    """The files that are named to a run besides its paths."""
    return [path for path in (*settings.var_files, *settings.parameter_files, settings.baseline, config.file) if path]


def _key(space: Workspace, config: Configuration, named: list[str]) -> str:
    """Everything that a run depends on besides what it reads of the tree."""
    stamps = [(path, stamp(path)) for path in named]
    now = time.strftime("%Y-%m-%d", time.gmtime())  # suppressions expire
    said = sorted((name, repr(value)) for name, value in config.overrides.items() if name != "jobs")
    return repr((_around(space.files), now, space.paths, said, stamps))


def _around(files: Files) -> tuple[object, ...]:
    return _versions(), sys.version, os.getcwd(), files.root


def _versions() -> tuple[object, ...]:
    """The version of iaclint, the times of its own files, and the version of the catalogue of actions."""
    own = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
    times = [
        (name, os.stat(os.path.join(directory, name)).st_mtime_ns)
        for directory, _, names in os.walk(own)
        for name in sorted(names)
        if name.endswith(".py")
    ]
    return __version__, version(), times
