"""The table of rules, so that a run loads only the modules of the rules that it asks.

Each row repeats the ``RULE`` of a rule's module; a test holds the two together.
"""

from __future__ import annotations

from iaclint.estate import INLINE, KEY, MANAGED, TRUST
from iaclint.record import Record
from iaclint.rules.features import (
    ANY_SERVICE,
    CONDITION,
    EVERYONE,
    IDLE,
    LOCKABLE,
    NAMED,
    NOT_ACTION,
    NOT_PRINCIPAL,
    NOT_RESOURCE,
    OTHERS,
    SERVICE,
)

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

OWN = "USR"  # what the codes of a configuration's own rules begin with; three digits follow
KMS_KEY = "kms_key"  # a kind beside those of policies: the key resource itself
UNIT = "unit"  # asked of what was read, not of a policy

IDENTITY = (MANAGED, INLINE)
POLICIES = (MANAGED, INLINE, KEY, TRUST)

_ANY_OF_KMS = ("kms:*", ANY_SERVICE)
_FULL = (*_ANY_OF_KMS, "kms:putkeypolicy")  # one action that full access cannot do without
_DECRYPTING = (*_ANY_OF_KMS, "kms:decrypt", "kms:reencryptfrom")
_DESTROYING = (*_ANY_OF_KMS, "kms:schedulekeydeletion", "kms:disablekey", "kms:deleteimportedkeymaterial")
_TAKING_OVER = (*_ANY_OF_KMS, "kms:putkeypolicy", "kms:creategrant")


class Rule(Record):
    """One rule: ``kinds`` are the kinds of sites it is asked about; ``opt_in`` rules are not in the default set.

    It is asked only about policies with one of the features that it ``needs`` (``rules.features``), if it needs any.
    """

    code: str
    name: str
    severity: str
    kinds: tuple[str, ...]
    opt_in: bool = False
    needs: tuple[str, ...] = ()


class UnknownRule(ValueError):  # noqa: N818
    """A word that names no rule; ``near`` is the most similar name, or empty."""

    def __init__(self, word: str, near: str) -> None:
        super().__init__(f'there is no rule "{word}"' + (f'; did you mean "{near}"?' if near else ""))
        self.word = word
        self.near = near


RULES = (
    Rule("KMS101", "kms-full-access-managed", "high", (MANAGED,), needs=_FULL),
    Rule("KMS102", "kms-full-access-inline", "high", (INLINE,), needs=_FULL),
    Rule("KMS103", "kms-full-access-scoped", "medium", IDENTITY, needs=_FULL),
    Rule("KMS104", "kms-decrypt-all-keys", "medium", IDENTITY, needs=_DECRYPTING),
    Rule("KMS105", "kms-destroy-all-keys", "medium", IDENTITY, needs=_DESTROYING),
    Rule("KMS106", "kms-takeover-all-keys", "high", IDENTITY, needs=_TAKING_OVER),
    Rule("KMS201", "kms-key-public", "critical", (KEY,), needs=(EVERYONE,)),
    Rule("KMS202", "kms-key-lockout", "high", (KEY,), needs=(LOCKABLE,)),
    Rule("KMS203", "kms-key-delegates-to-iam", "info", (KEY,), True),
    Rule("KMS204", "kms-key-admin-and-use", "low", (KEY,), needs=(NAMED,)),
    Rule("KMS205", "kms-key-grant-unconstrained", "medium", (KEY,), needs=(OTHERS,)),
    Rule("KMS206", "kms-key-confused-deputy", "medium", (KEY,), needs=(SERVICE,)),
    Rule("KMS207", "kms-key-external-account", "low", (KEY,), needs=(OTHERS, CONDITION)),
    Rule("KMS208", "kms-key-statement-ineffective", "low", (KEY,), needs=(IDLE,)),
    Rule("KMS209", "kms-key-network-only", "medium", (KEY,), needs=(EVERYONE,)),
    Rule("KMS301", "kms-rotation-disabled", "medium", (KMS_KEY,)),
    Rule("KMS302", "kms-deletion-window-short", "low", (KMS_KEY,), True),
    Rule("KMS303", "kms-lockout-check-bypassed", "medium", (KMS_KEY,)),
    Rule("KMS304", "kms-key-default-policy", "info", (KMS_KEY,), True),
    Rule("IAM101", "iam-admin-access", "high", IDENTITY, needs=(ANY_SERVICE,)),
    Rule("IAM102", "iam-allow-notaction", "medium", IDENTITY, needs=(NOT_ACTION,)),
    Rule("IAM103", "iam-allow-notresource", "medium", IDENTITY, needs=(NOT_RESOURCE,)),
    Rule(
        "IAM104", "iam-privilege-escalation", "high", IDENTITY, needs=("iam:", "sso:", "lambda:", "glue:", ANY_SERVICE)
    ),
    Rule("IAM105", "iam-passrole-any", "medium", IDENTITY, needs=("iam:passrole", "iam:*", ANY_SERVICE)),
    Rule("IAM201", "iam-role-trust-public", "critical", (TRUST,), needs=(EVERYONE,)),
    Rule("IAM202", "iam-role-trust-confused-deputy", "medium", (TRUST,)),
    Rule("IAM203", "iam-allow-notprincipal", "high", (KEY, TRUST), needs=(NOT_PRINCIPAL,)),
    Rule("DOC001", "policy-malformed", "high", POLICIES),
    Rule("DOC002", "policy-unknown-action", "medium", POLICIES, needs=("kms:", "iam:", "sts:")),
    Rule("DOC003", "policy-condition-ineffective", "medium", POLICIES, needs=(CONDITION,)),
    Rule("DOC004", "policy-too-large", "high", POLICIES),
    Rule("SRC001", "source-unreadable", "high", (UNIT,)),
    Rule("SRC002", "source-unresolved", "info", (UNIT,)),
    Rule("SRC003", "source-unused-suppression", "low", (UNIT,)),
)

_BY_WORD = {rule.code: rule for rule in RULES} | {rule.name.upper(): rule for rule in RULES}


def table() -> tuple[Rule, ...]:
    """All rules, in the order of their codes' families."""
    return RULES


def find(word: str) -> Rule:
    """The rule of a code or name, in any case; UnknownRule if there is none."""
    rule = _BY_WORD.get(word.upper())
    if rule is None:
        raise UnknownRule(word, _near(word))
    return rule


def selection(
    select: Iterable[str] = (),
    extend_select: Iterable[str] = (),
    ignore: Iterable[str] = (),
    own: tuple[str, ...] = (),
) -> frozenset[str]:
    """The codes that a run asks: ``select`` or else the default set, more with ``extend_select``, less ``ignore``.

    Words are codes, prefixes of codes, names, and ``ALL``; UnknownRule for any other. ``own`` are the codes of the
    configuration's own rules, which belong to the default set.
    """
    chosen = spoken_of(select, own) or frozenset((*(rule.code for rule in RULES if not rule.opt_in), *own))
    return (chosen | spoken_of(extend_select, own)) - spoken_of(ignore, own)


def spoken_of(words: Iterable[str], own: tuple[str, ...] = ()) -> frozenset[str]:
    """The codes of all rules that some words stand for."""
    return frozenset(code for word in words for code in matching(word, own))


def codes() -> dict[str, str]:
    """The code of every code and name, in capitals."""
    return {word: rule.code for word, rule in _BY_WORD.items()}


def is_own(code: str) -> bool:
    """Whether a code is one that a configuration can give to a rule of its own."""
    return len(code) == len(OWN) + 3 and code.startswith(OWN) and code.isascii() and code[len(OWN) :].isdigit()


def matching(word: str, own: tuple[str, ...] = ()) -> tuple[str, ...]:
    """The codes that a word stands for; ``own`` are those of the configuration's own rules, where they are known."""
    upper = word.strip().upper()
    if upper == "ALL":
        return (*(rule.code for rule in RULES), *own)
    if upper in _BY_WORD:
        return (_BY_WORD[upper].code,)
    if is_own(upper):
        return (upper,)
    if upper == OWN:
        return own
    codes = tuple(rule.code for rule in RULES if upper and rule.code.startswith(upper))
    if not codes:
        raise UnknownRule(word, _near(word))
    return codes


def _near(word: str) -> str:
    from difflib import get_close_matches

    near = get_close_matches(word.upper(), _BY_WORD, n=1)
    return (near[0] if near[0] == _BY_WORD[near[0]].code else _BY_WORD[near[0]].name) if near else ""
