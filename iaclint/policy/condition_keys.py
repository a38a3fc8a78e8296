"""What condition keys say: the table of what a fixed value guarantees about the caller.

Sources: KMS Developer Guide, "Condition keys for AWS KMS"; IAM User Guide, "AWS global condition context keys"; the AWS
Config rule ``kms-key-policy-no-public-access`` ("fixed values ... don't contain a wildcard or policy variable"); S3
User Guide, "The meaning of public" (address ranges). A key that is not in the table guarantees nothing.
"""

from __future__ import annotations

from iaclint.record import Record

# What a key with fixed values guarantees about the caller.
ACCOUNTS = "fixed accounts"
ORGANISATION = "a fixed organisation"
PRINCIPALS = "fixed principals"
SERVICES = "AWS services only"
NETWORK = "fixed networks"
PATH = "the path of the request only"
NOTHING = "nothing"

CLOSED = frozenset((ACCOUNTS, ORGANISATION, PRINCIPALS, SERVICES))  # nobody unnamed gets through

# How a value of the key looks when it is fixed (``policy.fixed`` decides each of them).
ACCOUNT_ID = "account"
ORGANISATION_ID = "organisation"
PRINCIPAL_ARN = "arn"
ENDPOINT = "endpoint"
USER_ID = "userid"
ADDRESS_RANGE = "range"
SERVICE_FLAG = "flag"
SERVICE_NAME = "service name"  # a key that only requests of AWS services have, whatever its value
WORD = "word"  # a name or number that AWS makes: no * and no ? in it
FREE = "free"  # any text that the caller likes


class KeyRow(Record):
    """One condition key: what it guarantees when every value is fixed, the form of its values, whether it narrows.

    ``name`` is in small letters; one that ends with ``*`` stands for a family. ``narrows``: a positive condition on it
    narrows the keys or the path (contract, "Narrowing conditions"). ``words`` are all values that it can have.
    """

    name: str
    guarantees: str
    form: str
    narrows: bool = False
    words: tuple[str, ...] = ()


TABLE = (
    KeyRow("kms:calleraccount", ACCOUNTS, ACCOUNT_ID),
    KeyRow("aws:principalaccount", ACCOUNTS, ACCOUNT_ID),
    KeyRow("aws:sourceaccount", ACCOUNTS, ACCOUNT_ID),
    KeyRow("aws:sourceowner", ACCOUNTS, ACCOUNT_ID),
    KeyRow("aws:principalorgid", ORGANISATION, ORGANISATION_ID),
    KeyRow("aws:principalorgpaths", ORGANISATION, ORGANISATION_ID),
    KeyRow("aws:sourceorgid", ORGANISATION, ORGANISATION_ID),
    KeyRow("aws:sourceorgpaths", ORGANISATION, ORGANISATION_ID),
    KeyRow("aws:principalarn", PRINCIPALS, PRINCIPAL_ARN),
    KeyRow("aws:sourcearn", PRINCIPALS, PRINCIPAL_ARN),
    KeyRow("aws:userid", PRINCIPALS, USER_ID),
    KeyRow("aws:principalisawsservice", SERVICES, SERVICE_FLAG, words=("true", "false")),
    KeyRow("aws:principalservicename", SERVICES, SERVICE_NAME),
    KeyRow("aws:principalservicenameslist", SERVICES, SERVICE_NAME),
    KeyRow("aws:sourcevpc", NETWORK, ENDPOINT),
    KeyRow("aws:sourcevpce", NETWORK, ENDPOINT),
    KeyRow("aws:sourcevpcarn", NETWORK, PRINCIPAL_ARN),
    KeyRow("aws:vpceaccount", NETWORK, ACCOUNT_ID),
    KeyRow("aws:vpceorgid", NETWORK, ORGANISATION_ID),
    KeyRow("aws:vpceorgpaths", NETWORK, ORGANISATION_ID),
    KeyRow("aws:sourceip", NETWORK, ADDRESS_RANGE),
    KeyRow("kms:viaservice", PATH, WORD, narrows=True),
    KeyRow("aws:calledvia*", PATH, WORD),
    KeyRow("aws:viaawsservice", PATH, WORD, words=("true", "false")),
    KeyRow("kms:resourcealiases", NOTHING, WORD, narrows=True),
    KeyRow("kms:requestalias", NOTHING, WORD, narrows=True),
    KeyRow("aws:resourcetag/*", NOTHING, FREE, narrows=True),
    KeyRow("kms:encryptioncontext:*", NOTHING, FREE, narrows=True),
    KeyRow("kms:encryptioncontextkeys", NOTHING, FREE),
    KeyRow("kms:grantisforawsresource", NOTHING, WORD, words=("true", "false")),
    KeyRow("aws:username", NOTHING, WORD),  # names repeat in other accounts
    KeyRow("aws:principaltype", NOTHING, WORD, words=("Account", "User", "AssumedRole", "FederatedUser")),
    KeyRow("aws:principaltag/*", NOTHING, FREE),
    KeyRow("aws:securetransport", NOTHING, WORD, words=("true", "false")),
    KeyRow("aws:multifactorauthpresent", NOTHING, WORD, words=("true", "false")),
    KeyRow("aws:multifactorauthage", NOTHING, WORD),
    KeyRow("aws:currenttime", NOTHING, WORD),
    KeyRow("aws:epochtime", NOTHING, WORD),
    KeyRow("aws:resourceaccount", NOTHING, WORD),  # always the key's own
    KeyRow("aws:resourceorgid", NOTHING, WORD),
    KeyRow("aws:resourceorgpaths", NOTHING, WORD),
    KeyRow("aws:requestedregion", NOTHING, WORD),
    KeyRow("aws:useragent", NOTHING, FREE),
    KeyRow("aws:referer", NOTHING, FREE),
    KeyRow("sts:externalid", NOTHING, FREE),  # says nothing about who calls
)

_BY_NAME = {row.name: row for row in TABLE if not row.name.endswith("*")}
_FAMILIES = tuple((row.name[:-1], row) for row in TABLE if row.name.endswith("*"))
_OTHER = KeyRow("", NOTHING, FREE)

# Policy variables that hold what belongs to the resource itself: as good as fixed.
OWN_VARIABLES = frozenset(("${aws:resourceaccount}", "${aws:resourceorgid}"))


def row(name: str) -> KeyRow:
    """The row of a condition key, in any case; one that guarantees nothing for a key that is not in the table."""
    name = name.lower()
    found = _BY_NAME.get(name)
    if found is not None:
        return found
    return next((row for stem, row in _FAMILIES if name.startswith(stem)), _OTHER)
