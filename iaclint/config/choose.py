"""Which settings hold for a unit: those of the closest configuration file, with the command line over them."""

from __future__ import annotations

import os

from iaclint.config.settings import Inputs, Settings
from iaclint.files import DIRECTORY, FILE, FileProblem, given, join, relative, within
from iaclint.files.worktree import WorkTree
from iaclint.record import replace

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence
    from typing import Any, Final

    from iaclint.files import Files

OWN = "iaclint.toml"
SHARED = "pyproject.toml"
TABLE = ("tool", "iaclint")
EXTENDED = ("extend_select", "ignore", "trusted_accounts", "variables", "var_files", "parameters", "parameter_files")


class Configuration:
    """The settings of a run.

    ``overrides`` are fields of ``Settings`` that the command line gives. ``file`` is the configuration file to use,
    whatever stands beside the paths. ``files`` is where configurations are read from if that is not where the units
    are. ``check_rule`` raises ValueError for a word that names no rule.
    """

    def __init__(
        self,
        overrides: Mapping[str, Any],
        check_rule: Callable[[str], object],
        *,
        file: str = "",
        files: Files | None = None,
    ) -> None:
        self.overrides: Final = overrides
        self.check_rule: Final = check_rule
        self.file: Final = file
        self.files: Final = files
        self._of_directory: dict[str, Settings] = {}

    def of(self, path: str, files: Files) -> Settings:
        """The settings for a unit. ConfigProblem if its configuration cannot be used."""
        directory = path if files.kind(path) == DIRECTORY else join(path, "..")
        return narrowed(over(self._closest(directory, self.files or files), self.overrides), path)

    def of_directory(self, directory: str, files: Files) -> Settings:
        """The settings of the closest file at or above a directory, as they are written there."""
        return self._closest(directory, self.files or files)

    def of_run(self, paths: Iterable[str], files: Files) -> Settings:
        """The settings that hold for a run as a whole: those of the directory that all its paths lie in."""
        common = given(os.path.commonpath([os.path.abspath(path) for path in paths]))
        directory = common if files.kind(common) == DIRECTORY else join(common, "..")
        return over(self._closest(directory, self.files or files), self.overrides)

    def _closest(self, directory: str, files: Files) -> Settings:
        """The settings of the closest file at or above a directory, up to the root."""
        if self.file:
            directory = ""
        way: list[str] = []
        settings: Settings | None = None
        while settings is None:
            settings = self._of_directory.get(directory)
            if settings is None:
                way.append(directory)
                settings = self._given(files) if self.file else self._found(directory, files)
            if settings is None:
                above = _above(directory, files)
                settings = Settings() if above is None else None
                directory = above or directory
        for passed in way:
            self._of_directory[passed] = settings
        return settings

    def _given(self, files: Files) -> Settings:
        from iaclint.config.problem import ConfigProblem

        table = TABLE if os.path.basename(self.file) == SHARED else ()
        if not within(self.file, files.root):  # it was given by name
            files = WorkTree(os.path.dirname(os.path.abspath(self.file)))
        settings = self._read(self.file, table, files)
        if settings is None:
            raise ConfigProblem("there is no table [tool.iaclint] in it", file=self.file)
        return settings

    def _found(self, directory: str, files: Files) -> Settings | None:
        """The settings of the file in a directory, if there is one."""
        for name, table in ((OWN, ()), (SHARED, TABLE)):
            path = join(directory, name)
            settings = self._read(path, table, files) if files.kind(path) == FILE else None
            if settings is not None:
                return settings
        return None

    def _read(self, path: str, table: tuple[str, ...], files: Files) -> Settings | None:
        from iaclint.config.problem import ConfigProblem

        try:
            data = files.read(path)
            if table and b"iaclint" not in data:
                return None
            text = data.decode("utf-8")
        except FileProblem as problem:
            raise ConfigProblem(problem.reason, file=path) from None
        except UnicodeDecodeError:
            raise ConfigProblem("is not UTF-8", file=path) from None
        from iaclint.config.reader import read
        from iaclint.text.span import Source

        return read(Source(path, text), table, join(path, ".."), self.check_rule)


def _above(directory: str, files: Files) -> str | None:
    """The directory above; None at the root."""
    full = os.path.abspath(directory)
    above = os.path.dirname(full)
    if os.path.realpath(full) == files.root or above == full or not within(os.path.realpath(above), files.root):
        return None
    return given(above)


def over(settings: Settings, said: Mapping[str, Any]) -> Settings:
    """Settings with what the command line says: lists are longer for it, except that ``select`` starts anew."""
    if not said:
        return settings
    changes = dict(said)
    for field in EXTENDED:
        if field in changes:
            changes[field] = (*getattr(settings, field), *changes[field])
    return replace(settings, **changes)


def narrowed(settings: Settings, path: str) -> Settings:
    """Settings with what their ``per-path`` and ``inputs`` tables say of a unit; a later table wins."""
    if not settings.per_path and not settings.inputs:
        return settings
    from iaclint.text.glob import covers

    below = relative(path, settings.directory)
    changes: dict[str, Any] = {}
    for entry in settings.per_path:
        if covers(entry.path, below):
            changes["select"] = entry.select or changes.get("select", settings.select)
            changes["extend_select"] = (*changes.get("extend_select", settings.extend_select), *entry.extend_select)
            changes["ignore"] = (*changes.get("ignore", settings.ignore), *entry.ignore)
    for inputs in settings.inputs:
        if covers(inputs.path, below):
            for field in Inputs._fields[1:]:  # type: ignore[attr-defined]
                changes[field] = (*changes.get(field, getattr(settings, field)), *getattr(inputs, field))
    return replace(settings, **changes) if changes else settings


class Excluder:
    """What says of a path whether it is excluded: the closest configuration at or above the directory it stands in.

    A glob that covers one of the paths given by name says nothing. The walk tells of directories in which a
    configuration may stand; above the first of them the run's settings hold.
    """

    def __init__(self, config: Configuration, files: Files, paths: Sequence[str]) -> None:
        self._config: Final = config
        self._files: Final = files
        self._paths: Final = paths
        self._top: Final = _excluding(config.of_run(paths, files), paths)
        self._below: Final[dict[str, Callable[[str], bool]]] = {}

    def enter(self, directory: str) -> None:
        """Notice a directory with a file that may be a configuration."""
        settings = self._config.of_directory(directory, self._files)
        if settings.file and settings.directory == directory:
            self._below[directory] = _excluding(settings, self._paths)

    def __call__(self, path: str) -> bool:
        """Whether nobody wants a path read."""
        at = path
        while self._below and at != ".":
            at = at.rpartition("/")[0] or "."
            if at in self._below:
                return self._below[at](path)
        return self._top(path)


def _excluding(settings: Settings, paths: Iterable[str]) -> Callable[[str], bool]:
    if not settings.exclude:
        return lambda path: False  # noqa: ARG005
    from iaclint.text.glob import covers

    named = [relative(path, settings.directory) for path in paths]
    globs = [glob for glob in settings.exclude if not any(covers(glob, path) for path in named)]
    return lambda path: any(covers(glob, relative(path, settings.directory)) for glob in globs)
