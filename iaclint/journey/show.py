"""Every policy as it will be deployed: what ``iaclint show`` prints."""

from __future__ import annotations

import json

from iaclint.journey.tasks import Failure, load, tasks, workspaces
from iaclint.journey.unheard import unheard
from iaclint.record import Record
from iaclint.text.nodes import ReadError
from iaclint.values.decode import decode_json
from iaclint.values.encode import complete, plain
from iaclint.values.origin import SECRET
from iaclint.values.secrets import HIDDEN
from iaclint.values.secrets import secret as is_secret
from iaclint.values.value import Entry, Mapping, Null, Sequence, String, Unknown
from iaclint.values.world import BRANCH, explore, smallest_whens

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections import abc

    from iaclint.config.choose import Configuration
    from iaclint.estate import NotJudged, PolicySite, Problem, Unit
    from iaclint.files import Files
    from iaclint.text.span import Location
    from iaclint.values.encode import Plain
    from iaclint.values.value import Value
    from iaclint.values.world import Fact, World


class Shown(Record):
    """One policy, or one alternative of it under ``when``. ``complete`` says that every value in it is known."""

    place: Location
    dialect: str
    resource: str
    resource_type: str
    attribute: str
    kind: str
    when: dict[str, Fact]
    complete: bool
    document: Plain


class Showing(Record):
    """Every policy, by file, line, resource and attribute, and what could not be shown.

    ``unheard`` says which values of the command line nothing takes.
    """

    policies: tuple[Shown, ...]
    problems: tuple[Problem, ...]
    not_judged: tuple[NotJudged, ...]
    failures: tuple[Failure, ...]
    unheard: tuple[str, ...] = ()


def show(paths: abc.Sequence[str], config: Configuration, files: Files | None = None) -> Showing:
    """Every policy that the paths hold. NoSuchPath if a path does not exist."""
    policies: list[Shown] = []
    units: list[Unit] = []
    failures: list[Failure] = []
    for workspace in workspaces(paths, files):
        for task in tasks(workspace, config):
            try:
                found = load(task, workspace.sources)
                units.extend(found)
                policies.extend(shown for unit in found for site in unit.sites for shown in alternatives(site, unit))
            except Exception as fault:
                failures.append(Failure.of(task.path, fault))
    return Showing(
        tuple(sorted(policies, key=_order)),
        tuple(problem for unit in units for problem in unit.problems),
        tuple(item for unit in units for item in unit.not_judged),
        tuple(failures),
        unheard(config.overrides, units),
    )


def _order(shown: Shown) -> tuple[str, int, int, str, str, str]:
    at = shown.place
    return at.file, at.line, at.column, shown.resource, shown.attribute, json.dumps(shown.when, sort_keys=True)


def alternatives(site: PolicySite, unit: Unit) -> abc.Iterator[Shown]:
    """The documents of a policy, each with the smallest conditions under which it is deployed."""

    def document(world: World) -> tuple[Plain, bool] | None:
        value = site.evaluate(world)
        return None if value is None or isinstance(value, Null) else _document(value)

    leaves = explore(document, sorts=(BRANCH,))
    for when, result in smallest_whens(leaves, lambda leaf: leaf.result and json.dumps(leaf.result, sort_keys=True)):
        if result is None:
            continue
        yield Shown(
            site.attribute_key.location(),
            unit.dialect,
            site.resource,
            site.resource_type,
            site.attribute,
            site.kind,
            dict(sorted(when.items())),
            result[1],
            result[0],
        )


def _document(value: Value) -> tuple[Plain, bool]:
    """A policy as data, and whether all of it is known."""
    value = redacted(_decoded(value) if isinstance(value, String) else value)
    return plain(value), complete(value)


def _decoded(text: String) -> Value:
    """What a text of JSON holds; any other is shown as the text that it is."""
    try:
        return decode_json(text)
    except ReadError:
        return text


def redacted(value: Value, secret: bool = False) -> Value:
    """A value with a hole for everything that was marked sensitive, itself or with what holds it."""
    secret = secret or value.origin.has(SECRET) or (isinstance(value, String) and is_secret(value))
    if isinstance(value, Mapping) and any(entry.key.has(SECRET) for entry in value.entries.values()):
        secret = True  # as in Terraform: a sensitive key makes the object sensitive
    if secret and not isinstance(value, Unknown):
        return Unknown(value.origin, HIDDEN, "it is marked as sensitive")
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(redacted(item, secret) for item in value.items), value.type)
    if isinstance(value, Mapping):
        entries = {name: Entry(entry.key, redacted(entry.value, secret)) for name, entry in value.entries.items()}
        return Mapping(value.origin, entries, value.type, value.duplicates)
    return value


def entry(shown: Shown) -> dict[str, Plain]:
    """One policy as the JSON output has it (contract, "show --format json")."""
    return {
        "file": shown.place.file,
        "line": shown.place.line,
        "dialect": shown.dialect,
        "resource": shown.resource,
        "resource_type": shown.resource_type,
        "attribute": shown.attribute,
        "kind": shown.kind,
        "when": dict(shown.when),
        "complete": shown.complete,
        "document": shown.document,
    }
