"""A result as plain data for the cache, and back. Texts stay in their files: they are read when a report shows them."""

from __future__ import annotations

import os
import sys
import time

from iaclint import __version__
from iaclint.cache import home
from iaclint.cache.entries import Cache, stamp
from iaclint.estate import NotJudged
from iaclint.files import FileProblem
from iaclint.finding import Finding, Note, Suppressed, Witness
from iaclint.journey.result import Result
from iaclint.policy.catalogue import version
from iaclint.text.span import Source, Span

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.files import Files
    from iaclint.journey.tasks import Workspace

_PLAIN = (
    *("rule", "name", "severity", "confidence", "message", "help", "dialect", "unit", "file", "resource"),
    *("resource_type", "policy_path", "when", "statement", "construct", "fingerprint", "secret"),
)


class FileSource(Source):
    """A text that is read when it is asked for; empty if the file is gone by then."""

    __slots__ = ("_files", "_read")

    def __init__(self, path: str, files: Files) -> None:
        self.path = path  # type: ignore[misc]
        self._starts = None
        self._files = files
        self._read: str | None = None
        self.hidden = ()

    @property  # type: ignore[misc]
    def text(self) -> str:
        """The text of the file."""
        if self._read is None:
            try:
                self._read = self._files.read(self.path).decode("utf-8", "replace")
            except FileProblem:
                self._read = ""
        return self._read


def recall(space: Workspace, config: Configuration, settings: Settings) -> Result | None:
    """What an earlier run over the same files found; None if there was none, or if anything has changed."""
    files = space.files
    data = Cache(home(files.root)).recall(_key(space, config, settings))
    return None if data is None else unpacked(data, settings, files)


def keep(result: Result, space: Workspace, config: Configuration, started: int) -> None:
    """Keep a result for the next run."""
    data = packed(result)
    if data is not None:
        key = _key(space, config, result.settings)
        Cache(home(space.files.root)).remember(key, space.files.log, started, data)


def _key(space: Workspace, config: Configuration, settings: Settings) -> str:
    """Everything that a run depends on besides what it reads of the tree."""
    given = (*settings.var_files, *settings.parameter_files, settings.baseline, config.file)
    stamps = [(path, stamp(path)) for path in given if path]
    now = time.strftime("%Y-%m-%d", time.gmtime())  # suppressions expire
    said = sorted((name, repr(value)) for name, value in config.overrides.items() if name != "jobs")
    return repr((_versions(), sys.version, now, os.getcwd(), space.files.root, space.paths, said, stamps))


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


def packed(result: Result) -> dict[str, Any] | None:
    """A result as plain data; None if it is not one to keep (faults, a baseline, a comparison)."""
    if result.failures or result.stale or result.changes is not None:
        return None
    return {
        "findings": [_finding(finding) for finding in result.findings],
        "files": result.files,
        "policies": result.policies,
        "not_judged": [[one.unit, one.call, one.source, one.reason] for one in result.not_judged],
        "hidden": _hidden(result),
    }


def unpacked(data: dict[str, Any], settings: Settings, files: Files) -> Result:
    """The result that ``packed`` was given."""
    sources: dict[str, Source] = {}

    def span(place: list[Any] | None) -> Span | None:
        if place is None:
            return None
        path, start, end = place
        source = sources.get(path)
        if source is None:
            source = sources[path] = FileSource(path, files)
            source.hidden = tuple((first, last) for first, last in data["hidden"].get(path, ()))
        return Span(source, start, end)

    return Result(
        settings=settings,
        findings=tuple(_restored(kept, span) for kept in data["findings"]),
        files=data["files"],
        policies=data["policies"],
        not_judged=tuple(NotJudged(*one) for one in data["not_judged"]),
    )


def _finding(finding: Finding) -> dict[str, Any]:
    witness, suppressed = finding.witness, finding.suppressed
    return {
        **{name: getattr(finding, name) for name in _PLAIN},
        "span": _span(finding.span),
        "trace": [[_span(note.span), note.message, note.secret] for note in finding.trace],
        "witness": witness and [witness.principal, witness.action, witness.resource, witness.context],
        "suppressed": suppressed and [suppressed.by, suppressed.reason],
    }


def _hidden(result: Result) -> dict[str, list[list[int]]]:
    """What no report may show of the texts that findings point at."""
    spans = [note.span for finding in result.findings for note in finding.trace]
    spans += [finding.span for finding in result.findings if finding.span is not None]
    return {span.source.path: [list(one) for one in span.source.hidden] for span in spans if span.source.hidden}


def _span(span: Span | None) -> list[Any] | None:
    return None if span is None else [span.source.path, span.start, span.end]


def _restored(kept: dict[str, Any], span: Any) -> Finding:
    return Finding(
        **{name: kept[name] for name in _PLAIN},
        span=span(kept["span"]),
        trace=tuple(Note(span(place), message, secret) for place, message, secret in kept["trace"]),
        witness=Witness(*kept["witness"]) if kept["witness"] else None,
        suppressed=Suppressed(*kept["suppressed"]) if kept["suppressed"] else None,
    )
