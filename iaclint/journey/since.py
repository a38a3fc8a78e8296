"""``--since``: what a change brings, against the revision that it started from.

The work tree is compared with the commit at which it left the revision's history, so that what others did to the
revision meanwhile is neither praised nor blamed. Configuration, baseline and what is passed over are the revision's, so
that a change cannot acquit itself. Only units that the change may touch are judged, each once on either side.
"""

from __future__ import annotations

import os

from iaclint.config.choose import Configuration
from iaclint.config.problem import ConfigProblem
from iaclint.discovery import TEMPLATE_ENDS, TERRAFORM_ENDS, may_be_plan, may_be_template, root_of
from iaclint.files import DIRECTORY, FileProblem, given
from iaclint.files.overlay import Overlay
from iaclint.files.repository import Repository, RevisionProblem
from iaclint.files.revision import Revision
from iaclint.files.worktree import WorkTree
from iaclint.finding import order
from iaclint.journey.reach import Changed, Places
from iaclint.journey.result import Result
from iaclint.journey.reviewing import entries_of, marked, reviewed
from iaclint.journey.sides import Comparison, Side
from iaclint.review.addresses import Addresses
from iaclint.review.baseline import BaselineProblem
from iaclint.review.changes import changes
from iaclint.review.since import Before

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence

    from iaclint.config.settings import Settings
    from iaclint.files import Files
    from iaclint.finding import Finding
    from iaclint.journey.work import Progress
    from iaclint.review.baseline import Accepted

_COMMITTED = (*TERRAFORM_ENDS, ".tfvars", ".tftpl")
_BY_CHANGE = ("comment", "metadata")  # suppressions that stand in what is judged


def compared(
    paths: Sequence[str],
    config: Configuration,
    name: str,
    files: Files | None = None,
    progress: Progress | None = None,
    *,
    every: bool = False,
) -> Result:
    """What the work tree has that the revision ``name`` did not; UserProblem if it cannot be told.

    ``every`` judges all units, also those that the change cannot touch.
    """
    repository = _repository(paths)
    commit = repository.commit(name)
    base = repository.base(name, commit)
    revision = Revision(repository, base, repository.differences(base))
    _check_staged(repository, revision)
    rules = revision if base == commit else Revision(repository, commit, repository.differences(commit))
    try:
        tree = files if files is not None else WorkTree(revision.root)
        where = WorkTree(root_of(config.file)) if config.file else rules
        settled = Configuration({**config.overrides, "since": ""}, config.check_rule, file=config.file, files=where)
        asked = [given(path) for path in paths]
        comparison = Comparison(asked, settled, revision, _changed(revision, tree), every)
        now, before = comparison.sides(tree, progress)
        return _result(now, before, settled.of_run(asked, tree), rules, revision)
    except ConfigProblem as problem:
        told = problem if config.file else f"{problem} (as it is at {name}; --config FILE overrides it)"
        raise ConfigProblem(str(told)) from None
    except BaselineProblem as problem:
        raise BaselineProblem(f"{problem} (as it is at {name})") from None
    finally:
        revision.close()
        rules.close()


def _repository(paths: Sequence[str]) -> Repository:
    """The repository that all paths lie in."""
    roots = {os.path.realpath(root_of(path)): path for path in paths}
    if len(roots) > 1:
        first, second, *_ = roots.values()
        raise RevisionProblem(f"--since: {first} and {second} do not lie in one repository; give the paths of one")
    for root, path in roots.items():
        if not os.path.isdir(root):
            raise RevisionProblem(f"{path}: no such file or directory")
        repository = Repository(root)
        repository.check_index()
        return repository
    raise RevisionProblem("--since: no paths")


def _check_staged(repository: Repository, revision: Revision) -> None:
    """RevisionProblem if a commit would hold a new text that is not the one that is judged."""
    for path, blob in repository.staged_apart():
        if revision.has_text(blob):
            continue
        if path.endswith(_COMMITTED) or (path.endswith(TEMPLATE_ENDS) and _matters(path, repository)):
            raise RevisionProblem(
                f"{path}: its staged text is not the one in the work tree, which is judged; git add or git stash it"
            )


def _matters(path: str, repository: Repository) -> bool:
    """Whether a staged file, or what stands in its place, is a template or plan."""
    texts = []
    try:
        texts.append(repository.git("cat-file", "blob", f":{path}"))
        texts.append(WorkTree(repository.root).read(os.path.join(os.path.realpath(repository.root), path)))
    except (RevisionProblem, FileProblem):
        pass  # deleted on one side
    return any(may_be_template(text) or may_be_plan(text) for text in texts)


def _changed(revision: Revision, tree: Files) -> Changed:
    """What differs between a revision and the files of a run."""
    places = Places(revision.root)
    laid_over = [places.of(path) for path in tree.texts] if isinstance(tree, Overlay) else []
    found = revision.differences

    def is_common(directory: str) -> bool:
        where = places.given(directory)
        return revision.kind(where) == tree.kind(where) == DIRECTORY

    links = revision.repository.links() if found.changed or laid_over else ()
    return Changed((*found.changed, *laid_over), (*found.names, *laid_over), links, is_common)


def _result(now: Side, before: Side, settings: Settings, rules: Revision, revision: Revision) -> Result:
    """What the sides found, as the result of a run."""
    entries = _entries(settings, rules, now.files)
    new, unused = _reviewed(now, entries)
    old, _ = _reviewed(before, entries)
    renamed = {
        revision.outward(path): revision.outward(earlier) for path, earlier in revision.differences.renamed.items()
    }
    moves = [(one.unit.name, *move) for one in now.outcomes for move in one.unit.moves]
    earlier = Before(old, before.policies, Addresses(renamed, before.names, now.names, moves), now.policies)
    known = [(finding, earlier.had(finding)) for finding in new]
    suppressed = [finding for finding, had in known if _newly_suppressed(finding, had, earlier)]
    return Result(
        settings=settings,
        findings=tuple(finding for finding, had in known if not had or finding in suppressed),
        files=len({source.path for outcome in now.outcomes for source in outcome.unit.sources}),
        policies=sum(outcome.policies for outcome in now.outcomes),
        not_judged=tuple(item for outcome in now.outcomes for item in outcome.unit.not_judged),
        failures=tuple(failure for side in (now, before) for one in side.outcomes for failure in one.failures),
        stale=tuple(_stale(unused, settings, now.files)),
        changes=tuple(changes(now.policies, earlier, now.is_asked)),
        new_suppressions=tuple(suppressed),
    )


def _entries(settings: Settings, rules: Revision, tree: Files) -> tuple[Accepted, ...]:
    """The baseline as it is at the revision; one that only the change brings accepts nothing."""
    if not settings.baseline:
        return ()
    if rules.kind(settings.baseline) is None and tree.kind(settings.baseline) is not None:
        return ()
    return entries_of(settings.baseline, rules)


def _reviewed(side: Side, entries: tuple[Accepted, ...]) -> tuple[list[Finding], list[Accepted]]:
    looked_at = side.workspace.paths
    found = sorted(reviewed(side.outcomes, looked_at, side.files.root, whole=False), key=order)
    return marked(found, side.outcomes, entries, (), side.files.root)


def _stale(unused: list[Accepted], settings: Settings, tree: Files) -> list[Accepted]:
    """The entries without use that the change did not take out of the baseline."""
    if not unused:
        return []
    try:
        kept = {entry.fingerprint for entry in entries_of(settings.baseline, tree)}
    except (FileProblem, RevisionProblem):
        return []
    return [entry for entry in unused if entry.fingerprint in kept]


def _newly_suppressed(finding: Finding, had: bool, before: Before) -> bool:
    """Whether a suppression in what was judged silences a finding that it, or another, did not silence before."""
    by = finding.suppressed
    return by is not None and by.by in _BY_CHANGE and not (had and before.suppressed(finding))
