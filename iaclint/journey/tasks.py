"""From paths to units: what there is to judge, and how the front end of each kind is asked for it."""

from __future__ import annotations

import os
import posixpath
from functools import partial

from iaclint.config.choose import Excluder
from iaclint.discovery import TERRAFORM_ENDS, discover, root_of
from iaclint.estate import CLOUDFORMATION, TERRAFORM, NotJudged, Problem, Unit
from iaclint.files import FILE, FileProblem, given, join, normal
from iaclint.files.worktree import WorkTree
from iaclint.record import Record, replace
from iaclint.text.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Final

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.discovery import Found
    from iaclint.files import Files


ROOT = "root"
TEMPLATE = "template"
PLAN = "plan"
UNREAD = "unread"
ASIDE = "aside"


class Task(Record):
    """What to judge: a root module, the templates of a file, a plan; or a path that cannot be read or looked into.

    ``is_named`` says that the path was given on the command line, ``reason`` why it is not judged, ``what`` it is then.
    """

    kind: str
    path: str
    settings: Settings
    is_named: bool = False
    reason: str = ""
    what: str = ""


class Failure(Record):
    """A fault of iaclint itself at a unit."""

    unit: str
    message: str
    traceback: str

    @staticmethod
    def of(unit: str, fault: Exception) -> Failure:
        """An exception as a failure."""
        from iaclint.fault import told, way

        return Failure(unit, told(fault), way(fault))

    def tell(self, write: Callable[[str], object], verbose: bool) -> None:
        """Say it in one line, or with the whole way if somebody wants it."""
        from iaclint.text.safe import safe

        if verbose:
            write(self.traceback)
        write(f"iaclint: {safe(self.unit)}: internal error: {self.message}{'' if verbose else ' (-v shows where)'}\n")


class Workspace:
    """What is read below one root."""

    def __init__(self, files: Files, paths: Sequence[str]) -> None:
        self.files: Final = files
        self.sources: Final = Sources(files)
        self.paths: Final = tuple(paths)


def workspaces(paths: Sequence[str], files: Files | None = None) -> list[Workspace]:
    """The paths grouped by the root that nothing is read outside of."""
    if files is not None:
        return [Workspace(files, [given(path) for path in paths])]
    roots: dict[str, list[str]] = {}
    for path in paths:
        roots.setdefault(root_of(path), []).append(given(path))
    return [Workspace(WorkTree(root), inside) for root, inside in roots.items()]


def tasks(workspace: Workspace, config: Configuration) -> Iterator[Task]:
    """What there is to judge in a workspace, in a fixed order."""
    found = found_in(workspace, config, workspace.files)
    yield from tasks_of(found, workspace, config, found.plans)


def found_in(workspace: Workspace, config: Configuration, files: Files) -> Found:
    """What the walk over the paths of a workspace finds in ``files`` (its own, or a view of them)."""
    settings = config.of_run(workspace.paths, workspace.files)
    excluded = Excluder(config, workspace.files, workspace.paths)
    return discover(workspace.paths, files, gitignore=settings.gitignore, excluded=excluded)


def tasks_of(found: Found, workspace: Workspace, config: Configuration, plans: tuple[str, ...]) -> Iterator[Task]:
    """What there is to judge in what was found, in a fixed order. ``plans`` replace the configurations beside them."""
    files = workspace.files
    for path, reason in found.unreadable:
        yield Task(UNREAD, path, config.of(path, files), reason=reason)
    for path, what, reason in (*found.aside, *_unused(found.policies, files)):
        yield Task(ASIDE, path, config.of(path, files), reason=reason, what=what)
    for plan in found.plans:
        yield Task(PLAN, plan, config.of(plan, files))
    yield from _template_tasks(found, workspace, config)
    yield from _root_tasks(found, workspace, config, plans)


def _template_tasks(found: Found, workspace: Workspace, config: Configuration) -> Iterator[Task]:
    if not found.candidates:
        return
    from iaclint.cloudformation import called_templates, may_hold_template

    candidates = {path: named for path, named in found.candidates if may_hold_template(path, is_named=named)}
    called = called_templates(candidates, workspace.sources)
    for path, named in candidates.items():
        if path not in called:
            yield Task(TEMPLATE, path, config.of(path, workspace.files), named)


def _root_tasks(found: Found, workspace: Workspace, config: Configuration, plans: tuple[str, ...]) -> Iterator[Task]:
    """The Terraform roots of the directories, of the files given by name, and around files of no known kind."""
    files = workspace.files
    named = [*found.terraform, *(path for other in found.others for path in _module_file(other, files))]
    if not found.directories and not named:
        return
    from iaclint.terraform import find_roots, roots_of_file

    roots = set(find_roots(found.directories, workspace.sources))
    for path in named:
        roots.update(roots_of_file(path, workspace.sources))
    # A plan that a commit brought may be of anything: only one that was made here stands for the configuration.
    planned = {normal(posixpath.dirname(plan)) for plan in plans if not files.tracked(plan)}
    for directory in sorted(roots - planned):
        yield Task(ROOT, directory, config.of(directory, files))


def _unused(policies: tuple[str, ...], files: Files) -> Iterator[tuple[str, str, str]]:
    """The policies given by name that stand for no module: a policy is judged as what uses it."""
    for path in policies:
        if not _module_file(path, files):
            yield path, "a policy", "no template holds it, and no Terraform module stands at or above it"


def _module_file(path: str, files: Files) -> list[str]:
    """A Terraform file of the nearest module directory at or above a file; none if there is none."""
    at = posixpath.dirname(path) or "."
    while not files.outside(at):
        try:
            names = [entry.name for entry in files.listing(at) if entry.kind == FILE]
        except FileProblem:
            return []
        for name in names:
            if name.endswith(TERRAFORM_ENDS):
                return [join(at, name)]
        above = join(at, "..")
        if os.path.abspath(above) == os.path.abspath(at):
            return []
        at = above
    return []


def load(task: Task, sources: Sources) -> list[Unit]:
    """The units of a task, read by its front end."""
    return [read() for read in readers(task, sources)]


def readers(task: Task, sources: Sources) -> list[Callable[[], Unit]]:
    """What reads each unit of a task: a fault in one hides no other."""
    if task.kind == UNREAD:
        return [lambda: Unit(task.path, dialect_of(task.path), problems=(Problem(task.path, None, task.reason),))]
    if task.kind == ASIDE:
        return [lambda: Unit(task.path, dialect_of(task.path), not_judged=(_aside(task),))]
    return _templates(task, sources) if task.kind == TEMPLATE else [lambda: _configuration(task, sources)]


def _templates(task: Task, sources: Sources) -> list[Callable[[], Unit]]:
    """Readers of the templates in a file, and of what is to be said of the file itself."""
    from iaclint import cloudformation

    inputs = cloudformation.Inputs(task.settings.parameters, task.settings.parameter_files)
    found = cloudformation.templates_in(task.path, sources, is_named=task.is_named)
    readers = [partial(cloudformation.load_template, template, sources, inputs) for template in found.templates]
    if not (found.problems or found.not_judged):
        return [*readers]
    return [*readers, lambda: Unit(task.path, CLOUDFORMATION, problems=found.problems, not_judged=found.not_judged)]


def _aside(task: Task) -> NotJudged:
    return NotJudged(posixpath.dirname(task.path) or ".", posixpath.basename(task.path), task.what, task.reason)


def _configuration(task: Task, sources: Sources) -> Unit:
    """The unit of a root module or a plan. What vanished since it was found is what is wrong with it."""
    try:
        return _read(task, sources)
    except FileProblem as problem:
        return Unit(task.path, TERRAFORM, problems=(Problem(problem.path, None, problem.reason),))


def _read(task: Task, sources: Sources) -> Unit:
    from iaclint import terraform

    variables = terraform.Inputs(task.settings.variables, task.settings.var_files)
    if task.kind == PLAN:
        return terraform.load_plan(task.path, sources, variables)
    unit = terraform.load_root(task.path, sources, variables)
    return cross_checked(unit) if task.settings.cross_check else unit


def cross_checked(unit: Unit) -> Unit:
    """A unit with a problem wherever a second parser reads a file that holds a policy or key differently."""
    from iaclint.text.hcl import read_hcl
    from iaclint.text.hclsecond import cross_check

    spans = [site.header for site in unit.sites] + [site.attribute_key for site in unit.sites]
    spans += [key.header for key in unit.keys]
    files = {span.source.path: span.source for span in spans if span.source.path.endswith((".tf", ".tofu"))}
    problems = [
        Problem(path, error.span, error.message)
        for path, source in sorted(files.items())
        for error in cross_check(read_hcl(source))
    ]
    return replace(unit, problems=(*unit.problems, *problems))


def dialect_of(path: str) -> str:
    """The dialect that a file name speaks of, where nothing else is known."""
    return TERRAFORM if path.endswith(TERRAFORM_ENDS) else CLOUDFORMATION
