"""An answer about access becomes a violation with a witness, or a question that stays open."""

from __future__ import annotations

from iaclint.finding import Note, Witness
from iaclint.policy.answer import INFERRED_OWNER, MAYBE, UNKNOWN_DENY, UNKNOWN_RESOURCE, YES
from iaclint.policy.shown import shown
from iaclint.rules.violation import Question, Violation
from iaclint.values.origin import SECRET

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.policy.answer import Access, Place
    from iaclint.policy.document import Item, Statement
    from iaclint.policy.identity import Identity
    from iaclint.policy.resource_policy import ResourcePolicy
    from iaclint.policy.witness import Request
    from iaclint.rules.violation import Answer
    from iaclint.values.origin import Origin

# What each use of a key needs (KMS Developer Guide, "AWS KMS permissions", and the guides of S3 and Secrets Manager).
BY_USE = (
    "encrypting data needs kms:Encrypt and kms:GenerateDataKey, decrypting kms:Decrypt, S3 encryption kms:Encrypt, "
    "kms:Decrypt and kms:GenerateDataKey, Secrets Manager kms:Decrypt and kms:GenerateDataKey, looking at a key "
    "kms:DescribeKey and kms:GetKeyPolicy"
)

_CONFIDENCE = {UNKNOWN_DENY: "low", UNKNOWN_RESOURCE: "medium", INFERRED_OWNER: "medium"}


def answer(
    access: Access,
    message: str,
    help: str,
    *,
    notes: tuple[Note, ...] = (),
    witness: Callable[[Access], Witness | None] | None = None,
) -> Iterator[Answer]:
    """A violation at the first place of a yes, the others in its notes before ``notes``; a question for a maybe."""
    first = access.places[0] if access.places else None
    if access.verdict == MAYBE:
        path, statement = (first.path, first.statement) if first is not None else ("", None)
        yield Question(access.unknowns, path, statement)
    elif access.verdict == YES and first is not None:
        statements = access.statements
        yield Violation(
            first.origin,
            message,
            help,
            path=first.path,
            statement=first.statement,
            others=tuple(statement for statement in statements if statement is not first.statement),
            notes=(*map(takes_part, access.places[1:]), *notes),
            deciding=(
                *(place.origin for place in access.places),
                *(origin for statement in statements for origin in deciding(statement)),
            ),
            confidence=confidence(access),
            witness=witness(access) if witness is not None else None,
        )


def takes_part(place: Place) -> Note:
    """A further place of a finding."""
    return Note(place.origin.span, f"{quoted(place)} takes part", place.origin.has(SECRET))


def confidence(access: Access) -> str:
    """How sure an answer is, by its doubts."""
    levels = {_CONFIDENCE[doubt] for doubt in access.doubts}
    return "low" if "low" in levels else "medium" if levels else "high"


def deciding(statement: Statement) -> Iterator[Origin]:
    """The values of a statement, beside its actions, that a verdict about access rests on."""
    if statement.effect_value is not None:
        yield statement.effect_value.origin
    for element in (statement.resource, statement.not_resource, statement.principal, statement.not_principal):
        if element is not None:
            yield from (item.value.origin for item in element.items)
    for condition in statement.conditions:
        yield from (item.value.origin for item in condition.values)


def quoted(place: Place) -> str:
    """What stands at a place, for a message: the value in quotes, or the element's name."""
    if place.statement is not None:
        for item in _items(place.statement):
            if item.path == place.path:
                return shown(item.value)
    return place.path.rpartition(".")[2]


def _items(statement: Statement) -> Iterator[Item]:
    for element in (statement.action, statement.principal):
        if element is not None:
            yield from element.items
    for condition in statement.conditions:
        yield from condition.values


def witness_of_identity(identity: Identity, access: Access) -> Witness | None:
    """A request that an identity policy allows and should not, or None if none is found."""
    from iaclint.policy import witness

    return _witness(witness.of_identity(identity, access))


def witness_of_policy(policy: ResourcePolicy, access: Access) -> Witness | None:
    """A request that a key or trust policy allows and should not, or None if none is found."""
    from iaclint.policy import witness

    return _witness(witness.of_policy(policy, access))


def _witness(request: Request | None) -> Witness | None:
    return None if request is None else Witness(request.principal, request.action, request.resource, request.context)
