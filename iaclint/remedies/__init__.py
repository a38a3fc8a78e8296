"""Ready statements for the commonest findings, in the dialect of the file that they are found in."""

from __future__ import annotations

import re

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.finding import Finding

HCL = "hcl"
BLOCK = "hcl-block"
YAML = "yaml"
JSON = "json"
FORMS = {HCL: "Terraform", BLOCK: "Terraform policy document", YAML: "CloudFormation", JSON: "JSON"}

_HCL_FILES = (".tf", ".tofu", ".tfvars")
_YAML_FILES = (".yaml", ".yml", ".template")
FAR = 2000  # characters that are looked back
# Compiled where it is first used: most runs never need it.
_NAME = r'(\\?"?)\b(actions|not_actions|identifiers|type|(?:Not)?Action|(?:Not)?Principal|AWS)\1\s*([=:])'


class Remedy(Record):
    """A statement to start from: what it is for, and its text."""

    use: str
    text: str


def remedies(rule: str, form: str) -> tuple[Remedy, ...]:
    """The remedies for a rule by its code in one of ``FORMS``; none for most rules."""
    from iaclint.remedies.ready import READY

    return tuple(Remedy(use, text) for use, text in READY[form].get(rule, {}).items())


def has_remedies(rule: str) -> bool:
    """Whether there are remedies for a rule; told without reading them."""
    return rule in _RULES


def form_of(finding: Finding) -> str:
    """The form in which the policy of a finding is written, by its file and by what stands before its place."""
    path = finding.file.lower()
    before = finding.span.source.text[: finding.span.end] if finding.span is not None else ""
    is_hcl = path.endswith(_HCL_FILES)
    if not is_hcl and (not path.endswith(_YAML_FILES) or before.lstrip("\ufeff \t\r\n").startswith("{")):
        return JSON
    nearest = list(re.compile(_NAME).finditer(before, max(0, len(before) - FAR)))[-1:]
    if any(name[1] and name[3] == ":" for name in nearest):
        return JSON
    if is_hcl:
        return BLOCK if any(name[2].islower() for name in nearest) else HCL
    return YAML


_RULES = frozenset(("KMS101", "KMS102", "KMS103", "KMS104", "KMS105", "KMS106", "KMS201"))
