"""A value that decides a verdict is not known before deploy

## What it does

Reports an expression whose value cannot be known from the code, where the answer of a rule depends on it: an unknown
action, effect, principal, statement or document, or the unknown value of a condition that is the only guard. A policy
variable such as `${aws:PrincipalOrgID}`, which each request fills in anew, is such a value too. It is reported once for
each such expression and policy, and only where no finding already says as much or more.

An unknown value is never itself a violation, and never clears one: an unknown resource counts as particular keys, an
unknown Deny as absent.

## Why

"Nothing found" must mean that something was looked at. What depends on a value from outside is decided by whoever sets
that value.

## Bad

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "${a parameter without default}"},
  "Action": "kms:Decrypt",
  "Resource": "*"
}
```

## Good

```json
{
  "Effect": "Allow",
  "Principal": {"AWS": "arn:aws:iam::111122223333:role/app"},
  "Action": "kms:Decrypt",
  "Resource": "*"
}
```

## Fix

Tell iaclint the value: with `--var` or `--var-file` for Terraform, `--parameter` or `--parameters` for CloudFormation,
a default in the code, or a plan file in place of the configuration. Else judge the policy by hand.

## References

- Input variables: https://developer.hashicorp.com/terraform/language/values/variables
- Parameters: https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/parameters-section-structure.html
"""

from __future__ import annotations

from iaclint.rules.registry import UNIT, Rule
from iaclint.rules.subsumption import Spoken
from iaclint.rules.violation import Violation

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.rules.subsumption import Hit
    from iaclint.rules.violation import Question
    from iaclint.text.span import Span
    from iaclint.values.value import Unknown

RULE = Rule("SRC002", "source-unresolved", "info", (UNIT,))
COMPLIANCE = ()

HELP = "supply the value (a variable or parameter on the command line or in a file, or a plan), or judge it by hand"


def unresolved(questions: list[tuple[str, Question]], hits: list[Hit]) -> Iterator[Violation]:
    """One violation for each unknown that leaves a question open where nothing equal or broader was found."""
    spoken = Spoken(hits)
    open_codes: dict[tuple[Span, str], list[str]] = {}
    first: dict[tuple[Span, str], tuple[Unknown, Question]] = {}
    for code, question in questions:
        statements = () if question.statement is None else (question.statement,)
        if spoken.broader(code, statements) or spoken.equal(code, question.statement):
            continue
        for unknown in question.unknowns:
            place = (unknown.origin.span, unknown.name)
            first.setdefault(place, (unknown, question))
            codes = open_codes.setdefault(place, [])
            if code not in codes:
                codes.append(code)
    for place, (unknown, question) in first.items():
        what = _decided(open_codes[place])
        message = f"{what} depends on {unknown.name}, which is not known before deploy: {unknown.reason}"
        yield Violation(unknown.origin, message, HELP, path=question.path, statement=question.statement)


def _decided(codes: list[str]) -> str:
    """What an unknown decides; the empty code stands for a statement or a document that is not known at all."""
    if "" in codes:
        return "what this policy allows"
    *others, last = codes
    return f"whether {', '.join(others)} or {last} applies" if others else f"whether {last} applies"
