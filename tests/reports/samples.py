"""Findings to write reports about."""

from iaclint.estate import NotJudged
from iaclint.finding import Finding, Note, Suppressed, Witness
from iaclint.record import replace
from iaclint.reports.report import Report
from iaclint.text.span import Source, Span

MODULE = Source("modules/role/main.tf", 'resource "aws_iam_policy" "this" {\n\tactions = ["s3:Get*", "kms:*"]\n}\n')
ROOT = Source("main.tf", 'module "role" {\n  source = "./modules/role"\n}\n')


def span(source: Source, text: str) -> Span:
    start = source.text.index(text)
    return Span(source, start, start + len(text))


FULL = Finding(
    rule="KMS101",
    name="kms-full-access-managed",
    severity="high",
    confidence="medium",
    message="this policy allows every KMS key action on all keys",
    help="name the actions",
    dialect="terraform",
    unit=".",
    file=MODULE.path,
    span=span(MODULE, '"kms:*"'),
    resource='module.role["eu"].aws_iam_policy.this[0]',
    resource_type="aws_iam_policy",
    policy_path="Statement[0].Action[1]",
    trace=(Note(span(ROOT, 'module "role" {'), "passed by this module call"),),
    when={"IsProd": True},
    witness=Witness(
        "the role", "kms:Decrypt", "arn:aws:kms:us-east-1:111122223333:key/a", {"aws:SourceIp": "192.0.2.1"}
    ),
    fingerprint="0123456789abcdef",
)
OTHER = replace(FULL, resource='module.role["us"].aws_iam_policy.this[0]', fingerprint="123456789abcdef0")
UNREADABLE = Finding(
    rule="SRC001",
    name="source-unreadable",
    severity="high",
    confidence="high",
    message="no such file",
    help="",
    dialect="terraform",
    unit=".",
    file="gone.tf",
    span=None,
    resource=None,
    resource_type=None,
    fingerprint="fedcba9876543210",
)
UNRESOLVED = replace(
    FULL,
    rule="SRC002",
    name="source-unresolved",
    severity="info",
    message="var.actions is not known",
    witness=None,
    trace=(),
)
PUBLIC = replace(
    FULL,
    rule="KMS201",
    name="kms-key-public",
    severity="critical",
    file=ROOT.path,
    span=span(ROOT, '"./modules/role"'),
    trace=(),
)
ACCEPTED = replace(FULL, suppressed=Suppressed("comment", "on purpose"))
MISSING = NotJudged(".", "module.vpc", "terraform-aws-modules/vpc/aws", "not installed")


def report(*findings: Finding, **more) -> Report:
    return Report(
        listed=findings,
        files=2,
        policies=3,
        suppressed=sum(finding.suppressed is not None for finding in findings),
        unresolved=sum(finding.rule == "SRC002" for finding in findings),
        not_judged=more.pop("not_judged", ()),
        **more,
    )
