"""What a change brings: findings of the work tree that a revision did not already have.

A finding is known if the revision had it at the same statement. It is no news either if the request that witnesses it
was surely allowed by the policy that stood at the same address, and its statement gives nothing that the rule is about
and that was not given before: so reordering, splitting and narrowing bring nothing new, and widening does. Addresses
follow renamed files and ``moved`` blocks.
"""

from __future__ import annotations

from collections import Counter

from iaclint.estate import KEY, TRUST
from iaclint.policy.request import allows
from iaclint.review.accesses import ALLOW, DENY, accesses, concerns
from iaclint.review.changes import missing

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from typing import Final

    from iaclint.finding import Finding
    from iaclint.review.accesses import Access, Policy
    from iaclint.review.addresses import Addresses

# The actions that a rule is about, where those are not all of its service (contract, "Rules").
ABOUT = {
    "KMS104": ("kms:Decrypt", "kms:ReEncryptFrom"),
    "KMS105": ("kms:ScheduleKeyDeletion", "kms:DisableKey", "kms:DeleteImportedKeyMaterial"),
    "KMS106": ("kms:PutKeyPolicy", "kms:CreateGrant"),
    "KMS204": ("kms:PutKeyPolicy", "kms:Decrypt"),
    "KMS205": ("kms:CreateGrant",),
    "IAM105": ("iam:PassRole",),
}
ABOUT_SERVICE = {"KMS": ("kms:*",), "IAM": ("*:*",)}
TEXTUAL = ("DOC", "SRC")  # rules about what is written: the message says all
PATHS = "IAM104"  # its message names the ways to more rights

Address = tuple[str, str]


class Before:
    """What a revision had: its findings, and its policies. ``now`` are the policies of the work tree."""

    def __init__(
        self, findings: Iterable[Finding], policies: Iterable[Policy], addresses: Addresses, now: Iterable[Policy] = ()
    ) -> None:
        self.addresses: Final = addresses
        self._found: Final[dict[tuple[str, ...], bool]] = {}
        self._messages: Final[set[tuple[str, ...]]] = set()
        self._rules: Final[dict[tuple[str, ...], list[Finding]]] = {}
        self._loose: Final[Counter[tuple[str, ...]]] = Counter()
        self._policies: Final[dict[Address, list[Policy]]] = {}
        self._now: Final[dict[Address, list[Policy]]] = {}
        self._known: Final[set[Address]] = set()
        self._gained: Final[dict[Address, list[Access]]] = {}
        for policy in policies:
            self._policies.setdefault((policy.unit, policy.resource), []).append(policy)
            self._known.add((policy.unit, policy.resource))
        for policy in now:
            self._now.setdefault((policy.unit, policy.resource), []).append(policy)
        for finding in findings:
            self._take(finding)

    def _take(self, finding: Finding) -> None:
        is_suppressed = finding.suppressed is not None
        if finding.resource is None:
            self._loose[finding.rule, finding.file, finding.message] += 1
            return
        place = finding.unit, finding.resource
        name = finding.rule, *place, finding.statement, *_condition(finding)
        self._known.add(place)
        self._found[name] = self._found.get(name, True) and is_suppressed
        self._messages.add((finding.rule, *place, finding.message))
        self._rules.setdefault((finding.rule, *place), []).append(finding)

    def had(self, finding: Finding) -> bool:
        """Whether a finding of the work tree is nothing new. To be asked once of each."""
        if finding.resource is None:
            return self._had_loose(finding)
        place = self._place(finding)
        if (finding.rule, *place, finding.statement, *_condition(finding)) in self._found:
            return True
        said_so = (finding.rule, *place, finding.message) in self._messages
        if finding.rule.startswith(TEXTUAL):
            return said_so
        return self._gave(finding, place) and ((finding.rule == PATHS and said_so) or not self._gives_more(finding))

    def _had_loose(self, finding: Finding) -> bool:
        """What belongs to no resource is told by its file and message; more of the same is new."""
        name = finding.rule, self.addresses.file(finding.file), finding.message
        self._loose[name] -= 1
        return self._loose[name] >= 0

    def suppressed(self, finding: Finding) -> bool:
        """Whether a finding of the work tree that is nothing new was suppressed already."""
        place = self._place(finding)
        known = self._found.get((finding.rule, *place, finding.statement, *_condition(finding)))
        if known is not None:
            return known
        earlier = self._rules.get((finding.rule, *place), ())
        return bool(earlier) and all(one.suppressed is not None for one in earlier)

    def _gave(self, finding: Finding, place: Address) -> bool:
        """Whether the policy that stood there surely gave what a finding complains of."""
        if finding.witness is not None and any(_allowed(finding, policy) for policy in self._policies.get(place, ())):
            return True
        earlier = self._rules.get((finding.rule, *place), ())
        return finding.witness is None and any(one.when in ({}, finding.when) for one in earlier)

    def _gives_more(self, finding: Finding) -> bool:
        """Whether a finding's statement (its policy, if it is about no single one) gives what was not given before."""
        about = ABOUT.get(finding.rule) or ABOUT_SERVICE.get(finding.rule[:3], ("*:*",))
        where = finding.unit, finding.resource or ""
        if where not in self._gained:
            self._gained[where] = self._news(*where)
        return any(
            self._is_more(access, about, where)
            for access in self._gained[where]
            if access.effect == DENY or finding.statement in {"", access.statement}
        )

    def _news(self, unit: str, resource: str) -> list[Access]:
        """What a policy allows that it did not allow, and what it denied and denies no more."""
        new, old = accesses(self._now.get((unit, resource), ())), accesses(self.policies(unit, resource))
        gained = [access for access in missing(new, old) if access.effect == ALLOW]
        return gained + [access for access in missing(old, new) if access.effect == DENY]

    def _is_more(self, access: Access, about: tuple[str, ...], where: Address) -> bool:
        """Whether an access says something new of some actions: ``*`` after ``kms:*`` says nothing new of KMS."""
        parts = concerns(access, about)
        if access.effect == DENY:
            return bool(parts)
        return bool(missing(parts, accesses(self.policies(*where))))

    def _place(self, finding: Finding) -> Address:
        return self.place(finding.unit, finding.resource or "")

    def place(self, unit: str, resource: str) -> Address:
        """The unit and address that a resource of the work tree had."""
        earlier = self.addresses.unit(unit)
        named = ((earlier, address) for address in self.addresses.resources(unit, resource))
        return next((place for place in named if place in self._known), (earlier, resource))

    def policies(self, unit: str, resource: str) -> list[Policy]:
        """The policies that an address of the work tree had."""
        return self._policies.get(self.place(unit, resource), [])

    def all_policies(self) -> Iterator[Policy]:
        """Every policy of the revision."""
        return (policy for policies in self._policies.values() for policy in policies)


def _condition(finding: Finding) -> tuple[str, ...]:
    return tuple(f"{name}={fact}" for name, fact in sorted(finding.when.items()))


def _allowed(finding: Finding, policy: Policy) -> bool:
    """Whether a policy surely allowed a finding's request: in every world, or in one if the finding has conditions."""
    witness = finding.witness
    if witness is None or not policy.documents:
        return False
    principal = witness.principal if policy.kind in {KEY, TRUST} else ""
    answers = [
        leaf.result is not None and allows(leaf.result, witness.action, witness.resource, witness.context, principal)
        for leaf in policy.leaves
    ]
    return any(answers) if finding.when else all(answers)
