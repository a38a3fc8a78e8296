"""What a change brings: findings of the work tree that a revision did not already have.

A finding is known if the revision had it at the same statement, or if the request that witnesses it was surely allowed
there by the policy of the same address. So reordering, splitting and narrowing bring nothing new. Addresses follow
renamed files and ``moved`` blocks.
"""

from __future__ import annotations

from iaclint.estate import KEY, TRUST
from iaclint.policy.request import allows
from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Mapping
    from typing import Final

    from iaclint.finding import Finding
    from iaclint.policy.document import Document


class Policy(Record):
    """A policy of one address: its documents, one for each world in which it is deployed."""

    unit: str
    resource: str
    kind: str
    documents: tuple[Document, ...]


class Addresses:
    """What things were called before: files that were renamed, units in renamed directories, resources that moved."""

    def __init__(self, files: Mapping[str, str | None], moves: Iterable[tuple[str, str, str]] = ()) -> None:
        self._files: Final = {new: old for new, old in files.items() if old is not None}
        self._moves: Final = tuple(moves)
        self._directories: Final = {
            new.rpartition("/")[0] or ".": old.rpartition("/")[0] or "."
            for new, old in self._files.items()
            if new.rpartition("/")[2] == old.rpartition("/")[2]
        }

    def file(self, path: str) -> str:
        """The earlier path of a file."""
        return self._files.get(path, path)

    def unit(self, name: str) -> str:
        """The earlier name of a unit: a template by its file, a Terraform root by its directory."""
        return self._files.get(name) or self._directories.get(name, name)

    def resource(self, unit: str, address: str) -> str:
        """The earlier address of a resource."""
        for of_unit, old, new in self._moves:
            if of_unit == unit and (address == new or address.startswith((f"{new}.", f"{new}["))):
                return old + address[len(new) :]
        return address


class Before:
    """What a revision had: its findings, and its policies."""

    def __init__(self, findings: Iterable[Finding], policies: Iterable[Policy], addresses: Addresses) -> None:
        self.addresses: Final = addresses
        self._found: Final[dict[tuple[str, ...], bool]] = {}
        for finding in findings:
            name = _name(finding, finding.unit, finding.resource, finding.file)
            self._found[name] = self._found.get(name, True) and finding.suppressed is not None
        self._policies: Final[dict[tuple[str, str], list[Policy]]] = {}
        for policy in policies:
            self._policies.setdefault((policy.unit, policy.resource), []).append(policy)

    def had(self, finding: Finding) -> bool:
        """Whether a finding of the work tree is nothing new."""
        if self._earlier_name(finding) in self._found:
            return True
        policies = self.policies(finding.unit, finding.resource or "")
        return finding.witness is not None and any(_allowed(finding, policy) for policy in policies)

    def suppressed(self, finding: Finding) -> bool:
        """Whether a finding of the work tree was there and suppressed."""
        return self._found.get(self._earlier_name(finding), False)

    def _earlier_name(self, finding: Finding) -> tuple[str, ...]:
        resource = finding.resource and self.addresses.resource(finding.unit, finding.resource)
        return _name(finding, self.addresses.unit(finding.unit), resource, self.addresses.file(finding.file))

    def policies(self, unit: str, resource: str) -> list[Policy]:
        """The policies that an address of the work tree had."""
        earlier = self.addresses.unit(unit), self.addresses.resource(unit, resource)
        return self._policies.get(earlier, [])

    def all_policies(self) -> Iterator[Policy]:
        """Every policy of the revision."""
        return (policy for policies in self._policies.values() for policy in policies)


def _name(finding: Finding, unit: str, resource: str | None, file: str) -> tuple[str, ...]:
    """What makes a finding the same at another time; what belongs to no resource is told by its file and message."""
    if resource is None:
        return finding.rule, file, finding.message
    return finding.rule, unit, resource, finding.statement, *_condition(finding)


def _condition(finding: Finding) -> tuple[str, ...]:
    return tuple(f"{name}={fact}" for name, fact in sorted(finding.when.items()))


def _allowed(finding: Finding, policy: Policy) -> bool:
    """Whether a policy surely allowed a finding's request: in every world, or in one if the finding has conditions."""
    witness = finding.witness
    if witness is None or not policy.documents:
        return False
    principal = witness.principal if policy.kind in {KEY, TRUST} else ""
    answers = [
        allows(document, witness.action, witness.resource, witness.context, principal) for document in policy.documents
    ]
    return any(answers) if finding.when else all(answers)
