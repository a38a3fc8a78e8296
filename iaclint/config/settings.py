"""What a run is told. Plain values, so that a worker process can be handed them."""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.text.span import Span

Pairs = tuple[tuple[str, str], ...]


class Ignore(Record):
    """An accepted risk: findings of ``rules`` in files like ``path`` on resources like ``resource`` are suppressed.

    The globs are empty where anything will do. ``span`` is the entry in the configuration file.
    """

    rules: tuple[str, ...]
    path: str
    resource: str
    reason: str
    expires: str
    span: Span | None


class PerPath(Record):
    """Another choice of rules for the units (root directories, templates, plans) whose path is like ``path``."""

    path: str
    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()


class Inputs(Record):
    """Further input values for the units whose path is like ``path``."""

    path: str
    variables: Pairs = ()
    var_files: tuple[str, ...] = ()
    parameters: Pairs = ()
    parameter_files: tuple[str, ...] = ()


class OwnRule(Record):
    """A rule of the configuration: what a JSONPath selects in a policy of one of the ``kinds`` is a finding."""

    code: str
    message: str
    query: str
    name: str = ""
    help: str = ""
    severity: str = "medium"
    kinds: tuple[str, ...] = ("managed", "inline", "key", "trust")


class Settings(Record):
    """Everything that decides what a run finds and how it ends.

    ``select`` replaces the default set of rules if it is not empty. Codes, prefixes of codes, names and ``ALL`` may
    stand in rule lists. File names are as ``Files`` wants them. ``strict_baseline`` makes stale entries fail; without
    ``new_suppressions`` those made after the revision ``since`` fail. ``directory`` is where the configuration file
    stands (its globs are relative to it), ``file`` that file, empty if there is none.
    """

    select: tuple[str, ...] = ()
    extend_select: tuple[str, ...] = ()
    ignore: tuple[str, ...] = ()
    severities: Pairs = ()
    unsuppressable: tuple[str, ...] = ()
    ignores: tuple[Ignore, ...] = ()
    per_path: tuple[PerPath, ...] = ()
    fail_on: str = "low"
    min_confidence: str = "low"
    account_id: str = ""
    trusted_accounts: tuple[str, ...] = ()
    variables: Pairs = ()
    var_files: tuple[str, ...] = ()
    parameters: Pairs = ()
    parameter_files: tuple[str, ...] = ()
    inputs: tuple[Inputs, ...] = ()
    rules: tuple[OwnRule, ...] = ()
    exclude: tuple[str, ...] = ()
    gitignore: bool = True
    cross_check: bool = False
    show_suppressed: bool = False
    baseline: str = ""
    strict_baseline: bool = False
    since: str = ""
    new_suppressions: bool = True
    cache: bool = True
    jobs: str = "auto"
    directory: str = "."
    file: str = ""
