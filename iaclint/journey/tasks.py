"""From paths to units: what there is to judge, and how the front end of each kind is asked for it."""

from __future__ import annotations

import posixpath

from iaclint.config.choose import excluder
from iaclint.discovery import TERRAFORM_ENDS, discover, root_of
from iaclint.estate import CLOUDFORMATION, TERRAFORM, NotJudged, Problem, Unit
from iaclint.files import FILE, FileProblem, WorkTree, given, join, normal
from iaclint.record import Record, replace
from iaclint.text.sources import Sources

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence
    from typing import Any, Final

    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.discovery import Found
    from iaclint.files import Files


ROOT = "root"
TEMPLATE = "template"
PLAN = "plan"
UNREAD = "unread"


class Task(Record):
    """One unit to judge: what it is, what the front end calls it, and the settings that hold for it."""

    kind: str
    path: str
    subject: Any
    settings: Settings


class Failure(Record):
    """A fault of iaclint itself at a unit."""

    unit: str
    message: str
    traceback: str

    @staticmethod
    def of(unit: str, fault: Exception) -> Failure:
        """An exception as a failure."""
        import traceback

        told = " ".join(str(fault).split())
        return Failure(unit, f"{type(fault).__name__}: {told}", "".join(traceback.format_exception(fault)))

    def tell(self, write: Callable[[str], object], verbose: bool) -> None:
        """Say it in one line, or with the whole way if somebody wants it."""
        if verbose:
            write(self.traceback)
        write(f"iaclint: {self.unit}: internal error: {self.message}{'' if verbose else ' (-v shows where)'}\n")


class Workspace:
    """What is read below one root."""

    def __init__(self, files: Files, paths: Sequence[str], sources: Sources | None = None) -> None:
        self.files: Final = files
        self.sources: Final = sources or Sources(files)
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
    excluded = excluder(settings, workspace.paths)
    return discover(workspace.paths, files, gitignore=settings.gitignore, excluded=excluded)


def tasks_of(found: Found, workspace: Workspace, config: Configuration, plans: tuple[str, ...]) -> Iterator[Task]:
    """What there is to judge in what was found, in a fixed order. ``plans`` replace the configurations beside them."""
    files = workspace.files
    for path, reason in found.unreadable:
        yield Task(UNREAD, path, Problem(path, None, reason), config.of(path, files))
    for path, reason in found.outside:
        skipped = NotJudged(posixpath.dirname(path) or ".", posixpath.basename(path), "a link", reason)
        yield Task(UNREAD, path, skipped, config.of(path, files))
    for plan in found.plans:
        yield Task(PLAN, plan, plan, config.of(plan, files))
    yield from _template_tasks(found, workspace, config)
    yield from _root_tasks(found, workspace, config, plans)


def _template_tasks(found: Found, workspace: Workspace, config: Configuration) -> Iterator[Task]:
    if not found.candidates:
        return
    from iaclint.cloudformation import find_templates

    files = workspace.files
    templates = find_templates(found.candidates, workspace.sources)
    for problem in templates.problems:
        yield Task(UNREAD, problem.file, problem, config.of(problem.file, files))
    for skipped in templates.unfilled:
        path = join(skipped.unit, skipped.call)
        yield Task(UNREAD, path, skipped, config.of(path, files))
    for template in templates.templates:
        yield Task(TEMPLATE, template.path, template, config.of(template.path, files))


def _root_tasks(found: Found, workspace: Workspace, config: Configuration, plans: tuple[str, ...]) -> Iterator[Task]:
    """The Terraform roots of the directories, of the files given by name, and around files of no known kind."""
    files = workspace.files
    named = [*found.terraform, *(path for other in found.others for path in _module_file(other, files))]
    if not found.directories and not named:
        return
    from iaclint.terraform import find_roots, roots_of_file

    roots = {root.directory: root for root in find_roots(found.directories, workspace.sources)}
    for path in named:
        roots.update((root.directory, root) for root in roots_of_file(path, workspace.sources))
    # A plan that a commit brought may be of anything: only one that was made here stands for the configuration.
    planned = {normal(posixpath.dirname(plan)) for plan in plans if not files.tracked(plan)}
    for directory in sorted(roots.keys() - planned):
        yield Task(ROOT, directory, roots[directory], config.of(directory, files))


def _module_file(path: str, files: Files) -> list[str]:
    """A Terraform file of the nearest module directory at or above a file; none if there is none."""
    at = posixpath.dirname(path)
    while True:
        try:
            names = [entry.name for entry in files.listing(at or ".") if entry.kind == FILE]
        except FileProblem:
            return []
        for name in names:
            if name.endswith(TERRAFORM_ENDS):
                return [join(at, name)]
        above = join(at or ".", "..")
        if above == at or not at:
            return []
        at = "" if above == "." else above


def load(task: Task, sources: Sources) -> Unit:
    """The unit of a task, read by its front end."""
    settings = task.settings
    if task.kind == UNREAD:
        if isinstance(task.subject, NotJudged):
            return Unit(task.path, dialect_of(task.path), not_judged=(task.subject,))
        return Unit(task.path, dialect_of(task.path), problems=(task.subject,))
    if task.kind == TEMPLATE:
        from iaclint import cloudformation

        parameters = cloudformation.Inputs(settings.parameters, settings.parameter_files)
        return cloudformation.load_template(task.subject, sources, parameters)
    from iaclint import terraform

    variables = terraform.Inputs(settings.variables, settings.var_files)
    if task.kind == PLAN:
        return terraform.load_plan(task.subject, sources, variables)
    unit = terraform.load_root(task.subject, sources, variables)
    return cross_checked(unit) if settings.cross_check else unit


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


def revived(task: Task, sources: Sources) -> Task:
    """A task as it was before its template was taken out of it for sending."""
    if task.kind != TEMPLATE:
        return task
    from iaclint.cloudformation import find_templates

    templates = find_templates([(task.path, True)], sources).templates
    return replace(task, subject=next(one for one in templates if one.number == task.subject))


def dialect_of(path: str) -> str:
    """The dialect that a file name speaks of, where nothing else is known."""
    return TERRAFORM if path.endswith(TERRAFORM_ENDS) else CLOUDFORMATION
