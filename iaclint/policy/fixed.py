"""Whether a condition value is fixed: the tests behind the table of ``policy.condition_keys``.

Each test takes a pattern as the operator reads it and answers whether only callers that the code names can match it.
A value without wildcard or hole always is. A hole is fixed if its shape says that an account id, an ARN, or a name that
AWS makes will stand there; free text and policy variables leave the question open (``MAYBE``), except the variables
that hold the key's own account or organisation.
"""

from __future__ import annotations

from iaclint.policy.answer import MAYBE, NO, YES, every
from iaclint.policy.condition_keys import (
    ACCOUNT_ID,
    ADDRESS_RANGE,
    ENDPOINT,
    ORGANISATION_ID,
    OWN_VARIABLES,
    PRINCIPAL_ARN,
    SERVICE_FLAG,
    SERVICE_NAME,
    USER_ID,
)
from iaclint.policy.pattern import ANY, Opaque, arn_parts

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from iaclint.policy.pattern import Pattern, Token

WIDEST_V4 = 8  # "The meaning of public": broader than /8, or /32 of IPv6, is public
WIDEST_V6 = 32
PRIVATE = ("10.0.0.0/8", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7")
ACCOUNT_LENGTH = 12
UNIQUE_ID = 16  # characters of the shortest unique id (IAM User Guide, "IAM identifiers")


def fixed(form: str, pattern: Pattern) -> str:
    """Whether a value of this form is fixed."""
    test = _TESTS.get(form)
    return NO if test is None else test(pattern.tokens)


def _whole(tokens: Sequence[Token]) -> str:
    """Fixed if no wildcard stands anywhere."""
    if any(isinstance(token, int) for token in tokens):
        return NO
    return every(map(_letter, tokens))


def _letter(token: Token) -> str:
    free = isinstance(token, Opaque) and token.free and token.name.lower() not in OWN_VARIABLES
    return MAYBE if free else YES


def _organisation(tokens: Sequence[Token]) -> str:
    """``o-...`` in full; wildcards only in what follows it after a slash."""
    if "/" not in tokens:
        return _whole(tokens)
    return _whole(tokens[: tokens.index("/")])


def _user_id(tokens: Sequence[Token]) -> str:
    """A unique id in full (``AROA...:session``); the session name may be a wildcard."""
    if ":" in tokens:
        return _whole(tokens[: tokens.index(":")])
    wild = next((at for at, token in enumerate(tokens) if isinstance(token, int)), None)
    return _whole(tokens) if wild is None or wild < UNIQUE_ID else _whole(tokens[:wild])


def _arn(tokens: Sequence[Token]) -> str:
    """The account of an ARN in full, and no wildcard before it that runs past colons; without one, the name in full."""
    first = tokens[0] if tokens else None
    if _whole(tokens) == YES or (isinstance(first, Opaque) and first.colons and not first.free):
        return YES
    parts = arn_parts(tokens)
    if len(parts) < 6:
        return YES if _ends_in_account(parts) else _incomplete(tokens)
    before = [token for part in parts[:4] for token in part]
    if ANY in before:
        return NO
    where = parts[4] or (_until_slash(parts[5]) if parts[2] == list("s3") else parts[5])
    return every((*map(_letter, before), _whole(where)))


def _ends_in_account(parts: list[list[Token]]) -> bool:
    """Whether an ARN is written out up to the end of its account: ``arn:aws:iam::111122223333*``."""
    if len(parts) < 5 or len(parts[4]) != ACCOUNT_LENGTH + 1 or not isinstance(parts[4][-1], int):
        return False
    return _whole([token for part in (*parts[:4], parts[4][:-1]) for token in part]) == YES


def _incomplete(tokens: Sequence[Token]) -> str:
    """An ARN whose account may stand in a hole: before the first wildcard, else it is not fixed."""
    first = next(token for token in tokens if isinstance(token, int) or _letter(token) == MAYBE)
    return NO if isinstance(first, int) else MAYBE


def _until_slash(tokens: list[Token]) -> list[Token]:
    return tokens[: tokens.index("/")] if "/" in tokens else tokens


def _range(tokens: Sequence[Token]) -> str:
    """An address range no broader than S3 allows, or a private one."""
    if _whole(tokens) != YES or any(isinstance(token, Opaque) for token in tokens):
        return _whole(tokens)
    from ipaddress import ip_network

    try:
        network = ip_network("".join(map(str, tokens)), strict=False)
    except ValueError:
        return YES  # no address at all: nobody has it
    if network.prefixlen >= (WIDEST_V4 if network.version == 4 else WIDEST_V6):
        return YES
    private = [ip_network(text) for text in PRIVATE]
    inside = any(network.version == own.version and network.subnet_of(own) for own in private)  # type: ignore[arg-type]
    return YES if inside else NO


def _flag(tokens: Sequence[Token]) -> str:
    return YES if tokens == tuple("true") else NO


_TESTS: dict[str, Callable[[Sequence[Token]], str]] = {
    ACCOUNT_ID: _whole,
    ORGANISATION_ID: _organisation,
    PRINCIPAL_ARN: _arn,
    ENDPOINT: _whole,
    USER_ID: _user_id,
    ADDRESS_RANGE: _range,
    SERVICE_FLAG: _flag,
    SERVICE_NAME: lambda _: YES,
}
