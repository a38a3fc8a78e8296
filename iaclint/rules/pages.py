"""The page of a rule: its module's docstring, with the metadata around it."""

from __future__ import annotations

from iaclint.record import Record
from iaclint.rules.registry import find, is_own

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.finding import Finding

HEADINGS = ("What it does", "Why", "Bad", "Good", "Fix", "References")


class Page(Record):
    """What there is to read about a rule. ``text`` is Markdown; ``compliance`` are ids of other catalogues, which the
    last section of ``text`` explains."""

    code: str
    name: str
    severity: str
    opt_in: bool
    compliance: tuple[str, ...]
    title: str
    text: str

    def section(self, heading: str) -> str:
        """The text under one of the headings; empty if there is none."""
        _, _, after = f"\n{self.text}".partition(f"\n## {heading}\n")
        return after.partition("\n## ")[0].strip()


def page_of(finding: Finding) -> Page:
    """The page of the rule that a finding is of; a rule of the configuration has what the finding says."""
    if not is_own(finding.rule):
        return page(finding.rule)
    text = f"## Fix\n\n{finding.help or finding.message}"
    return Page(finding.rule, finding.name, finding.severity, False, (), finding.message, text)


def page(word: str) -> Page:
    """The page of a rule by its code or name; UnknownRule if there is none."""
    from inspect import cleandoc

    from iaclint.rules.compliance import section

    rule = find(word)
    module = __import__(f"iaclint.rules.{rule.code.lower()}", fromlist=["RULE"])
    title, _, text = cleandoc(module.__doc__ or "").partition("\n")
    compliance: tuple[str, ...] = getattr(module, "COMPLIANCE", ())
    told = (text.strip(), *((section(compliance),) if compliance else ()))
    return Page(rule.code, rule.name, rule.severity, rule.opt_in, compliance, title, "\n\n".join(told))
