"""A source cannot be read or parsed

## What it does

Reports a file that cannot be read (missing rights, no UTF-8, larger than the limit), that does not follow the grammar
of its language, or that refers to something it may not read (a path outside the scanned root). The finding stands at
the place where the reader had to stop, and says what was expected there.

A YAML or JSON file is reported only if its text looks like a template, or if it was named on the command line.

## Why

A policy that was not read was not judged. A linter that skips what it cannot parse reports that all is well.

## Bad

```json
{"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}
```

## Good

```json
{"Statement": [{"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}]}
```

## Fix

Correct the text at the place reported. If the file is not meant for iaclint, exclude it in the configuration.

## References

- The JSON Data Interchange Format: https://www.rfc-editor.org/rfc/rfc8259
- YAML 1.1: https://yaml.org/spec/1.1/
- HCL native syntax: https://github.com/hashicorp/hcl/blob/main/hclsyntax/spec.md
"""

from __future__ import annotations

from iaclint.finding import Finding
from iaclint.rules.registry import UNIT, Rule

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.estate import Problem, Unit
    from iaclint.rules.settings import Settings

RULE = Rule("SRC001", "source-unreadable", "high", (UNIT,))
COMPLIANCE = ()


def unreadable(problem: Problem, unit: Unit, settings: Settings) -> Finding:
    """The finding for something that could not be read."""
    return Finding(
        rule=RULE.code,
        name=RULE.name,
        severity=settings.severities.get(RULE.code, RULE.severity),
        confidence="high",
        message=problem.message,
        help="correct the source: what cannot be read is not judged",
        dialect=unit.dialect,
        unit=unit.name,
        file=problem.file,
        span=problem.span,
        resource=None,
        resource_type=None,
        statement=problem.message,
    )
