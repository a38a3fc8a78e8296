"""A suppression suppresses nothing, has expired, or gives no reason

## What it does

Reports a suppression (a comment, template metadata, an entry of the configuration) that silences no finding of a rule
that was asked, whose date has passed, that names no known rule, or that gives no reason.

## Why

A suppression that is no longer needed will hide the next finding at its place. One without a reason cannot be reviewed.

## Bad

```
# iaclint: ignore[KMS104]
```

## Good

```
# iaclint: ignore[KMS104] the archive job reads every team's backups, approved in SEC-812
```

## Fix

Remove the suppression, correct the name of the rule, or write the reason.

## References

- The section "Suppressions" of the iaclint documentation
"""

from __future__ import annotations

from iaclint.rules.registry import UNIT, Rule

RULE = Rule("SRC003", "source-unused-suppression", "low", (UNIT,))
COMPLIANCE = ()
