"""The options of a configuration file: the reader, the JSON Schema and the starter file all come from this table."""

from __future__ import annotations

from iaclint.finding import CONFIDENCES, SEVERITIES
from iaclint.record import Record

# Kinds of values
RULES = "rules"  # a list of codes, prefixes, names, ALL
RULES_OR_TABLES = "rules-or-tables"
TABLES = "tables"
CHOICE = "choice"
FLAG = "flag"
TEXT = "text"
DATE = "date"
GLOB = "glob"
GLOBS = "globs"
FILE = "file"
FILES = "files"
ACCOUNT = "account"
ACCOUNTS = "accounts"
PAIRS = "pairs"  # a table of names and values
SEVERITY_TABLE = "severities"  # a table of rules and severities
JOBS = "jobs"
CHOICES = "choices"  # a list of some of the choices
OWN_CODE = "own-code"  # the code of a rule of the configuration
OWN_NAME = "own-name"  # its short name
QUERY = "query"  # a JSONPath


class Option(Record):
    """One key: what may stand there, a sentence about it, and how the starter file shows it.

    ``field`` is the field of ``Settings`` (or of the record of a table) if it is not the name with underscores.
    """

    name: str
    kind: str
    about: str
    example: str = ""
    choices: tuple[str, ...] = ()
    options: tuple[Option, ...] = ()
    field: str = ""
    required: bool = False

    @property
    def target(self) -> str:
        """The field that the value goes to."""
        return self.field or self.name.replace("-", "_")


IGNORE = (
    Option("rule", RULES, "rules whose findings are accepted: codes or names", required=True, field="rules"),
    Option("path", GLOB, "only in files like this"),
    Option("resource", TEXT, "only on resources like this (* and ? are wildcards)"),
    Option("reason", TEXT, "why"),
    Option("expires", DATE, "the last day (YYYY-MM-DD)"),
)

PER_PATH = (
    Option("path", GLOB, "root directories, templates and plans like this", required=True),
    Option("select", RULES, "only these rules"),
    Option("extend-select", RULES, "these rules too"),
    Option("ignore", RULES, "not these rules"),
)

VALUES = (
    Option("variables", PAIRS, "values of Terraform variables", '{ environment = "prod" }'),
    Option("var-files", FILES, "Terraform variable files", '["prod.tfvars"]'),
    Option("parameters", PAIRS, "values of CloudFormation parameters", '{ Environment = "prod" }'),
    Option("parameter-files", FILES, "CloudFormation parameter files", '["parameters/prod.json"]'),
)

OWN_RULES = (
    Option("code", OWN_CODE, "USR and three digits", '"USR001"', required=True),
    Option("name", OWN_NAME, "a short name", '"no-federated-users"'),
    Option("severity", CHOICE, "how bad it is", '"medium"', choices=SEVERITIES),
    Option(
        "kinds",
        CHOICES,
        "the kinds of policies it is about",
        '["trust"]',
        choices=("managed", "inline", "key", "trust"),
    ),
    Option(
        "query",
        QUERY,
        "a JSONPath: what it selects in a policy is a finding",
        '"$.Statement[*].Principal.Federated[*]"',
        required=True,
    ),
    Option("message", TEXT, "the fact, and the fix", '"roles are assumed from accounts only"', required=True),
    Option("help", TEXT, "more about the fix", '"see the handbook"'),
)

INPUTS = (Option("path", GLOB, "root directories and templates like this", required=True), *VALUES)

OPTIONS = (
    Option("select", RULES, "only these rules, in place of the default set", '["KMS", "IAM"]'),
    Option("extend-select", RULES, "these rules too, such as those that are off by default", '["KMS203", "KMS302"]'),
    Option(
        "ignore",
        RULES_OR_TABLES,
        "rules that are not wanted, and findings that are accepted (these can also be written as [[ignore]] tables)",
        '["KMS204", { rule = "KMS104", path = "legacy/**", reason = "TICKET-1", expires = 2030-12-31 }]',
        options=IGNORE,
    ),
    Option("severity", SEVERITY_TABLE, "another severity for a rule", '{ KMS301 = "low" }', field="severities"),
    Option("unsuppressable", RULES, "rules whose findings nobody can suppress", '["KMS201"]'),
    Option("fail-on", CHOICE, "exit with 1 only from this severity up", '"low"', choices=SEVERITIES),
    Option("min-confidence", CHOICE, "leave out findings less sure than this", '"low"', choices=CONFIDENCES),
    Option("account-id", ACCOUNT, "the account that everything is deployed to", '"111122223333"'),
    Option("trusted-accounts", ACCOUNTS, "accounts that key and trust policies may name", '["444455556666"]'),
    *VALUES,
    Option("exclude", GLOBS, "paths that are not read unless they are given by name", '["examples/**"]'),
    Option("gitignore", FLAG, "pass over what .gitignore names", "true"),
    Option("cross-check", FLAG, "read policy-bearing Terraform files with a second parser too", "false"),
    Option("show-suppressed", FLAG, "list suppressed findings too", "false"),
    Option("baseline", FILE, "the file with the accepted findings", '"iaclint-baseline.json"'),
    Option("cache", FLAG, "remember results between runs", "true"),
    Option("jobs", JOBS, "how many processes work, or auto", '"auto"'),
    Option("per-path", TABLES, "another choice of rules for some paths", options=PER_PATH),
    Option("inputs", TABLES, "further input values for some paths", options=INPUTS),
    Option("rules", TABLES, "rules of your own", options=OWN_RULES),
)
