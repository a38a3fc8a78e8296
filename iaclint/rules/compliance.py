"""The ids of other catalogues that rules state: what each asks for, and where it is published.

The numbers were read in Prowler 5.46.0 (its checks, and its mappings to CIS, ISO 27001 and Security Hub), the AWS
Security Hub and AWS Config guides, and the benchmarks of the Steampipe mod for AWS compliance. A requirement of CIS or
ISO 27001 stands on a rule only where one of them maps a check of the same meaning to it; the one exception says why.
What a requirement asks for is told in words of our own.
"""

from __future__ import annotations

from iaclint.record import Record

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


class Catalogue(Record):
    """Where ids of one kind come from: format strings of ``name``, ``version`` and ``service``."""

    publication: str
    item: str
    url: str


# By the start of an id: what stands before the colon, less a version.
CATALOGUES = {
    "prowler": Catalogue("Prowler", "check {name}", "https://hub.prowler.com/check/{name}"),
    "securityhub": Catalogue(
        "AWS Security Hub CSPM",
        "control {name}",
        "https://docs.aws.amazon.com/securityhub/latest/userguide/{service}-controls.html",
    ),
    "config": Catalogue(
        "AWS Config", "managed rule {name}", "https://docs.aws.amazon.com/config/latest/developerguide/{name}.html"
    ),
    "cis-aws-": Catalogue(
        "CIS Amazon Web Services Foundations Benchmark",
        "{name} (v{version})",
        "https://www.cisecurity.org/benchmark/amazon_web_services",
    ),
    "iso27001-": Catalogue("ISO/IEC 27001:{version}", "{name}", "https://www.iso.org/standard/27001"),
}

WIDTH = 120  # of the pages

_NO_ADMINISTRATOR = "no policy that gives full administrative rights is attached"
_ROTATION = "symmetric keys that customers made rotate"
_NO_WILDCARD_PRINCIPAL = "no resource policy lets every principal in without a condition that says who"

# Every id that a rule states, in the order in which rules state them.
ASKS = {
    "prowler:iam_policy_no_full_access_to_kms": "no customer managed policy allows `kms:*`",
    "prowler:iam_inline_policy_no_full_access_to_kms": "no inline policy allows `kms:*`",
    "prowler:kms_key_not_publicly_accessible": "no key policy lets everybody in",
    "prowler:kms_cmk_rotation_enabled": _ROTATION,
    "prowler:iam_customer_attached_policy_no_administrative_privileges": "no attached managed policy allows `*`",
    "prowler:iam_customer_unattached_policy_no_administrative_privileges": "no unattached managed policy allows `*`",
    "prowler:iam_inline_policy_no_administrative_privileges": "no inline policy allows `*`",
    "prowler:iam_policy_allows_privilege_escalation": "no customer managed policy holds a way to more rights",
    "prowler:iam_inline_policy_allows_privilege_escalation": "no inline policy holds a way to more rights",
    "prowler:iam_role_cross_service_confused_deputy_prevention": "a role that trusts a service says for whom",
    "securityhub:IAM.1": "no customer managed policy allows `*` on `*`",
    "securityhub:IAM.21": "no customer managed policy allows every action of a service",
    "securityhub:KMS.1": "no customer managed policy allows decryption with all keys",
    "securityhub:KMS.2": "no inline policy allows decryption with all keys",
    "securityhub:KMS.4": "automatic rotation of KMS keys is on",
    "securityhub:KMS.5": "no KMS key is open to the public",
    "config:iam-policy-no-statements-with-admin-access": "no customer managed policy allows `*` on `*`",
    "config:iam-policy-no-statements-with-full-access": "no customer managed policy allows every action of a service",
    "config:iam-customer-policy-blocked-kms-actions": "no customer managed policy allows given KMS actions on all keys",
    "config:iam-inline-policy-blocked-kms-actions": "no inline policy allows given KMS actions on all keys",
    "config:cmk-backing-key-rotation-enabled": "automatic rotation of KMS keys is on",
    "config:kms-key-policy-no-public-access": "no key policy gives access to the public",
    "cis-aws-1.4.0:1.16": _NO_ADMINISTRATOR,
    "cis-aws-3.0.0:1.16": _NO_ADMINISTRATOR,
    "cis-aws-5.0.0:1.15": _NO_ADMINISTRATOR,
    "cis-aws-6.0.0:2.15": _NO_ADMINISTRATOR,
    "cis-aws-7.0.0:2.14": _NO_ADMINISTRATOR,
    "cis-aws-1.4.0:3.8": _ROTATION,
    "cis-aws-3.0.0:3.6": _ROTATION,
    "cis-aws-5.0.0:3.6": _ROTATION,
    "cis-aws-6.0.0:4.6": _ROTATION,
    "cis-aws-7.0.0:4.6": _ROTATION,
    "cis-aws-7.0.0:2.21": _NO_WILDCARD_PRINCIPAL,
    "iso27001-2022:A.8.2": "rights of administrators are given to few, and managed",
    "iso27001-2022:A.8.24": "the use of cryptography follows rules, also for keys",
}


def section(ids: Iterable[str]) -> str:
    """The part of a rule's page, in Markdown, about the ids that the rule states; ``KeyError`` for an unknown one."""
    return "\n".join(("## Compliance\n", *_lines(ids)))


def _lines(ids: Iterable[str]) -> Iterator[str]:
    """One line for all versions of a requirement, with the publication, what it asks for and where it stands."""
    from textwrap import fill

    told: dict[tuple[str, str, str], list[str]] = {}
    for full in ids:
        publication, item, url = cited(full)
        told.setdefault((publication, url, ASKS[full]), []).append(item)
    for (publication, url, asks), items in told.items():
        yield fill(
            f"- {publication}, {', '.join(items)}: {asks}.",
            WIDTH,
            subsequent_indent="  ",
            break_on_hyphens=False,
        )
        yield f"  {url}"


def cited(full: str) -> tuple[str, str, str]:
    """The publication of an id, the item in it, and its address."""
    catalogue, _, name = full.partition(":")
    stem, found = next((stem, found) for stem, found in CATALOGUES.items() if catalogue.startswith(stem))
    given = {"name": name, "version": catalogue.removeprefix(stem), "service": name.partition(".")[0].lower()}
    return found.publication.format_map(given), found.item.format_map(given), found.url.format_map(given)
