"""The two sides of a comparison: which of their units are judged, and what is found in them."""

from __future__ import annotations

import posixpath

from iaclint.discovery import Found
from iaclint.files import within
from iaclint.journey.judging import judge
from iaclint.journey.reach import PERHAPS, TOUCHED, UNTOUCHED, Graph, Places, neighbours
from iaclint.journey.tasks import ASIDE, PLAN, ROOT, TEMPLATE, UNREAD, Workspace, found_in, tasks_of
from iaclint.journey.views import Recorded, Walked
from iaclint.policy.document import read_document
from iaclint.record import replace
from iaclint.review.accesses import Policy
from iaclint.values.world import Leaf

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from typing import Final

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.estate import PolicySite, Unit
    from iaclint.files import Files
    from iaclint.files.revision import Revision
    from iaclint.journey.judging import Outcome
    from iaclint.journey.reach import Changed
    from iaclint.journey.tasks import Task
    from iaclint.journey.work import Progress
    from iaclint.values.value import Value
    from iaclint.values.world import World

    Seen = tuple[str, PolicySite, list[Leaf[Value | None]]]  # the unit, one of its policies, what it was in each world

Key = tuple[str, str]


def key_of(task: Task) -> Key:
    """What a task is known by on both sides."""
    return task.kind, task.path


class Side:
    """One side: its files, what the walk found, its tasks, and what became of those that were judged."""

    def __init__(self, files: Files, paths: Sequence[str]) -> None:
        self.files: Final = Recorded(files)
        self.workspace: Final = Workspace(self.files, paths)
        self.walked: Walked
        self.found: Found
        self.graph: Graph
        self.tasks: list[Task] = []
        self.outcomes: Final[list[Outcome]] = []
        self.policies: Final[list[Policy]] = []
        self.judged: Final[set[Key]] = set()

    def is_asked(self, path: str) -> bool:
        """Whether a path lies below one that the side was asked for."""
        return any(top == "." or within(path, top) for top in self.workspace.paths)

    @property
    def names(self) -> set[str]:
        """The names of the units that there are, as far as they were looked for."""
        return {task.path for task in self.tasks} | {outcome.unit.name for outcome in self.outcomes}

    def judge(self, task: Task, wanted: Callable[[], bool] = lambda: True) -> None:
        """Judge the units of a task; ``wanted`` says afterwards whether they count."""
        self.files.log.forget()
        seen: list[Seen] = []
        outcomes = judge(task, self.workspace.sources, lambda unit: _watched(unit, seen))
        if wanted() or any(outcome.failures for outcome in outcomes):
            self.judged.add(key_of(task))
            self.outcomes.extend(outcomes)
            self.policies.extend(_policy(name, site, leaves) for name, site, leaves in seen)


def _watched(unit: Unit, seen: list[Seen]) -> Unit:
    """A unit whose policies are noted in every world in which they are asked for."""
    return replace(unit, sites=tuple(_watched_site(unit.name, site, seen) for site in unit.sites))


def _watched_site(unit: str, site: PolicySite, seen: list[Seen]) -> PolicySite:
    leaves: list[Leaf[Value | None]] = []
    seen.append((unit, site, leaves))

    def evaluate(world: World) -> Value | None:
        value = site.evaluate(world)
        leaves.append(Leaf(world.facts, value))
        return value

    return replace(site, evaluate=evaluate)


def _policy(unit: str, site: PolicySite, leaves: list[Leaf[Value | None]]) -> Policy:
    documents = (
        Leaf(leaf.facts, leaf.result if leaf.result is None else read_document(leaf.result)) for leaf in leaves
    )
    return Policy(unit, site.resource, site.resource_type, site.kind, tuple(documents))


class Comparison:
    """Which units of the work tree and of a revision are judged; with ``every`` all of them."""

    def __init__(
        self, paths: Sequence[str], config: Configuration, revision: Revision, changed: Changed, every: bool
    ) -> None:
        self.paths: Final = paths
        self.config: Final = config
        self.revision: Final = revision
        self.changed: Final = changed
        self.every: Final = every
        self.places: Final = Places(revision.root)
        self.nesting: dict[str, bytes] = {}  # texts that may name other files
        self.speaking: set[str] = set()  # files of templates with words to iaclint
        self.beside: set[str] = set()  # directories with words to iaclint that touched units read

    def sides(self, tree: Files, progress: Progress | None) -> tuple[Side, Side]:
        """The work tree and the revision, judged."""
        now, before = Side(tree, self.paths), Side(self.revision, self._earlier_paths())
        if self.changed or self.every:
            self._walk(now, before)
            self._choose(now, before)
            self._judge(now, before, progress)
        return now, before

    def _earlier_paths(self) -> list[str]:
        """The paths of the run that the revision had, and where what lies below the others was then."""
        there = [path for path in self.paths if self.revision.kind(path) is not None]
        gone = [self.places.of(path) for path in self.paths if path not in there]
        for new, old in self.revision.differences.renamed.items():
            if any(new == path or new.startswith(f"{path}/") for path in gone):
                where = self.places.given(old)
                there.append(where if new in gone else self.places.given(posixpath.dirname(old)))
        return list(dict.fromkeys(there))

    def _walk(self, now: Side, before: Side) -> None:
        """Walk over both sides; what does not differ is looked at on one of them only."""
        ignored = self.revision.differences.ignored
        if not self.config.of_run(self.paths, now.files).gitignore:
            ignored = frozenset()
        now.walked = Walked(now.files, ignored, self.places, self.changed)
        now.found = found_in(now.workspace, self.config, now.walked)
        before.walked = Walked(before.files, ignored, self.places, self.changed, now.is_asked)
        nothing = Found((), (), (), (), (), ())
        found = found_in(before.workspace, self.config, before.walked) if before.workspace.paths else nothing
        same = {path: named for path, named in now.found.candidates if not self._differs(path)}
        before.found = replace(
            found,
            candidates=tuple(sorted({**same, **dict(found.candidates)}.items())),
            plans=tuple(sorted({*found.plans, *(path for path in now.found.plans if not self._differs(path))})),
            unreadable=tuple(
                sorted({*found.unreadable, *(one for one in now.found.unreadable if not self._differs(one[0]))})
            ),
        )
        self.nesting = {**now.walked.notes.nesting, **before.walked.notes.nesting}
        self.speaking = now.walked.notes.speaking | before.walked.notes.speaking

    def _differs(self, path: str) -> bool:
        return self.changed.has(self.places.of(path))

    def _choose(self, now: Side, before: Side) -> None:
        """Find the units of both sides that may matter."""
        now.graph = Graph(now.files, self.places, self.changed)
        before.graph = Graph(before.files, self.places, self.changed, now.graph)
        sides = (now, before)
        joined = self._joined(sides)
        templates = self._templates(sides)
        for side in sides:
            found = side.found
            kept = replace(
                found,
                directories=tuple(path for path in found.directories if self.places.of(path) in joined),
                candidates=tuple((path, named) for path, named in found.candidates if path in templates),
            )
            side.tasks = list(tasks_of(found if self.every else kept, side.workspace, self.config, found.plans))

    def _joined(self, sides: Iterable[Side]) -> set[str]:
        """The directories that touched roots have to do with."""
        seeds: set[str] = set()
        for side in sides:
            for path in side.found.directories:
                place = self.places.of(path)
                if side.graph.status(place) != UNTOUCHED or self._is_given_otherwise(self._settings(path, side)):
                    seeds.add(place)
        every = {self.places.of(path) for side in sides for path in side.found.directories}
        return neighbours(every, [side.graph for side in sides], seeds)

    def _templates(self, sides: Iterable[Side]) -> set[str]:
        """The files that may hold touched templates, templates that nest one, or ones that those nest."""
        candidates = {path for side in sides for path, _ in side.found.candidates}
        differing = {path for path in candidates if self._differs(path)}
        given = {
            path
            for side in sides
            for path, _ in side.found.candidates
            if self._is_given_otherwise(self._settings(path, side))
        }
        told = [data for path, data in self.nesting.items() if path in differing]
        nested = {
            path
            for path in candidates
            if any(b"\\" in data or posixpath.basename(path).encode() in data for data in told)
        }
        return differing | given | (self.nesting.keys() & candidates) | nested

    def _settings(self, path: str, side: Side) -> Settings:
        return self.config.of(path, side.files)

    def _is_given_otherwise(self, settings: Settings) -> bool:
        """Whether a file differs that gives variables or parameters their values."""
        return any(map(self._differs, (*settings.var_files, *settings.parameter_files)))

    def _judge(self, now: Side, before: Side, progress: Progress | None) -> None:
        earlier, today = set(map(key_of, before.tasks)), set(map(key_of, now.tasks))
        self._note_words(now, before)
        for done, task in enumerate(now.tasks):
            if progress is not None:
                progress(done, len(now.tasks), task.path)
            status = self._status(task, now)
            if key_of(task) not in earlier or status == TOUCHED:
                now.judge(task)
            elif status == PERHAPS:
                now.judge(task, lambda: now.files.touched(self.changed, self.places))
        if progress is not None:
            progress(len(now.tasks), len(now.tasks), "")
        for task in before.tasks:
            key = key_of(task)
            if key in now.judged or key not in today or self._status(task, before) == TOUCHED:
                before.judge(task)

    def _note_words(self, now: Side, before: Side) -> None:
        """Where words to iaclint stand that touched roots read: of what use they are, others that read them say too."""
        for side in (now, before):
            for task in side.tasks:
                if task.kind == ROOT and self._status(task, side) != UNTOUCHED:
                    closure = side.graph.closure(self.places.of(task.path))
                    self.beside.update(at for at in closure if side.graph.facts(at).speaks)

    def _status(self, task: Task, side: Side) -> str:
        """Whether the change may touch a unit."""
        place = self.places.of(task.path)
        differs = self.changed.has(place) and task.kind != ROOT
        if self.every or differs or self._is_given_otherwise(task.settings):
            return TOUCHED
        if task.kind in {UNREAD, ASIDE}:
            return UNTOUCHED
        if task.kind == TEMPLATE:
            return UNTOUCHED if task.path not in self.nesting else TOUCHED if self.speaking else PERHAPS
        if task.kind == PLAN:
            place = posixpath.dirname(place)
        if self.beside.intersection(side.graph.closure(place)):
            return TOUCHED
        return side.graph.status(place)
