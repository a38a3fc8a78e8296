"""``--since``: the revision and the work tree are judged, and only what the change brings is reported.

Configuration and baseline are those of the revision, so that a change cannot acquit itself.
"""

from __future__ import annotations

from iaclint.config.choose import Configuration
from iaclint.discovery import root_of
from iaclint.files import WorkTree, given
from iaclint.journey.tasks import load, tasks, workspaces
from iaclint.policy.document import read_document
from iaclint.record import replace
from iaclint.review.changes import changes
from iaclint.review.since import Addresses, Before, Policy
from iaclint.revision import Revision
from iaclint.values.world import explore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iaclint.estate import PolicySite, Unit
    from iaclint.files import Files
    from iaclint.finding import Finding
    from iaclint.journey.result import Result

    Lint = Callable[[Sequence[str], Configuration, Files | None], Result]


def compared(paths: Sequence[str], config: Configuration, name: str, files: Files | None, lint: Lint) -> Result:
    """What the work tree has that the revision ``name`` did not; UserProblem if it cannot be read.

    ``lint`` finds what one side holds.
    """
    revision = Revision(name)
    try:
        return _compared(paths, config, revision, files, lint)
    finally:
        revision.close()


def _compared(
    paths: Sequence[str], config: Configuration, revision: Revision, files: Files | None, lint: Lint
) -> Result:
    overrides = {**config.overrides, "since": ""}
    where = WorkTree(root_of(config.file)) if config.file else revision
    settled = Configuration(overrides, config.check_rule, file=config.file, files=where)
    result = lint(paths, settled, files)
    now = _units(paths, settled, files)
    addresses = Addresses(revision.changed(), [(unit.name, old, new) for unit in now for old, new in unit.moves])
    there = _earlier(paths, addresses, revision)
    bare = Configuration({**overrides, "baseline": ""}, config.check_rule, file=config.file, files=where)
    earlier = lint(there, bare, revision) if there else None
    policies = [policy for unit in _units(there, settled, revision) for policy in _policies(unit)] if there else []
    before = Before(earlier.findings if earlier else (), policies, addresses)
    return replace(
        result,
        findings=tuple(finding for finding in result.findings if finding.suppressed or not before.had(finding)),
        failures=(*result.failures, *(earlier.failures if earlier else ())),
        new_suppressions=tuple(finding for finding in result.findings if _newly_suppressed(finding, before)),
        changes=tuple(changes([policy for unit in now for policy in _policies(unit)], before)),
    )


def _earlier(paths: Sequence[str], addresses: Addresses, revision: Revision) -> list[str]:
    """The paths of a run as they were called at the revision, those that were there."""
    named = (addresses.file(given(path)) for path in paths)
    return [path for path in named if revision.kind(path) is not None]


def _newly_suppressed(finding: Finding, before: Before) -> bool:
    return finding.suppressed is not None and not before.suppressed(finding)


def _units(paths: Sequence[str], config: Configuration, files: Files | None) -> list[Unit]:
    return [load(task, space.sources) for space in workspaces(paths, files) for task in tasks(space, config)]


def _policies(unit: Unit) -> list[Policy]:
    return [_policy(site, unit) for site in unit.sites]


def _policy(site: PolicySite, unit: Unit) -> Policy:
    values = [leaf.result for leaf in explore(site.evaluate)]
    documents = tuple(read_document(value) for value in values if value is not None)
    return Policy(unit.name, site.resource, site.kind, documents)
