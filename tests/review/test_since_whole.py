"""``--since`` judges only what a change may touch, and finds what a comparison of everything finds."""

import json

import pytest
from repositories import git, repository, write

from iaclint.config.choose import Configuration
from iaclint.files.overlay import Overlay
from iaclint.files.worktree import WorkTree
from iaclint.journey import sides
from iaclint.journey.since import compared
from iaclint.reports.json import entry
from iaclint.rules.registry import matching

POLICY = """\
resource "aws_iam_policy" "{name}" {{
  policy = jsonencode({{
    Version   = "2012-10-17"
    Statement = [{{ Effect = "Allow", Action = {actions}, Resource = "*" }}]
  }})
}}
"""
MODULE = 'variable "actions" {\n  default = ["s3:GetObject"]\n}\n' + POLICY.format(name="p", actions="var.actions")


def call(source: str, actions: str = '["kms:Decrypt"]', name: str = "m") -> str:
    return f'module "{name}" {{\n  source  = "{source}"\n  actions = {actions}\n}}\n'


def key(rotation: str) -> str:
    return f"    Type: AWS::KMS::Key\n    Properties:\n      EnableKeyRotation: {rotation}\n"


CHILD = f"Parameters:\n  On: {{Type: String}}\nResources:\n  Key:\n{key('!Ref On')}"
PARENT = """\
Resources:
  Child:
    Type: AWS::CloudFormation::Stack
    Properties:
      TemplateURL: ./child.yaml
      Parameters: {On: 'false'}
"""
DOCUMENT = '{"Version": "2012-10-17", "Statement": {"Effect": "Allow", "Action": "kms:Decrypt", "Resource": "*"}}'
POLICY_OF_FILE = 'resource "aws_iam_policy" "p" {{\n  policy = {value}\n}}\n'
LINKED = "modules/shared"

TREE = {
    ".gitignore": "build/\n*.secret\n",
    "iaclint.toml": '[[ignore]]\nrule = "KMS104"\npath = "legacy/**"\nreason = "old"\n'
    '[[inputs]]\npath = "envs/given"\nvar-files = ["vars/given.tfvars"]\n'
    '[[inputs]]\npath = "stacks/given.yaml"\nparameter-files = ["vars/given.json"]\n',
    "envs/given/main.tf": 'variable "actions" {}\n' + POLICY.format(name="g", actions="var.actions"),
    "stacks/given.yaml": f"Parameters:\n  On: {{Type: String}}\nResources:\n  Key:\n{key('!Ref On')}",
    "vars/given.tfvars": 'actions = ["s3:Get*"]\n',
    "vars/given.json": '{"On": "true"}\n',
    "modules/m/main.tf": MODULE,
    "modules/said/main.tf": MODULE.replace("resource", "# iaclint: ignore[KMS104] agreed\nresource"),
    "modules/deep/main.tf": 'variable "actions" {}\n' + call("../m", "var.actions"),
    "modules/unused/main.tf": MODULE,
    "envs/a/main.tf": call("../../modules/m"),
    "envs/b/main.tf": call("../../modules/deep") + call("../../modules/said", '["kms:Decrypt"]', "said"),
    "envs/c/main.tf": call("../../modules/said", '["kms:Decrypt", "s3:GetObject"]'),
    "envs/vars/main.tf": 'variable "actions" {}\n' + POLICY.format(name="v", actions="var.actions"),
    "envs/vars/terraform.tfvars": 'actions = ["kms:Decrypt"]\n',
    "envs/file/main.tf": POLICY_OF_FILE.format(value='file("${path.module}/../../policies/one.json")'),
    "envs/template/main.tf": POLICY_OF_FILE.format(value='templatefile("p.tftpl", { action = "kms:Decrypt" })'),
    "envs/template/p.tftpl": DOCUMENT.replace("kms:Decrypt", "${action}"),
    "envs/set/main.tf": 'locals {\n  names = fileset("${path.module}/../../policies", "*.json")\n}\n'
    + 'resource "aws_iam_policy" "all" {\n  for_each = local.names\n'
    + '  policy   = file("${path.module}/../../policies/${each.key}")\n}\n',
    "envs/exists/main.tf": POLICY.format(name="e", actions='fileexists("on.flag") ? "kms:Decrypt" : "s3:Get*"'),
    "policies/one.json": DOCUMENT,
    "legacy/main.tf": POLICY.format(name="old", actions='"kms:Decrypt"'),
    "plain/main.tf": POLICY.format(name="plain", actions='"kms:*"'),
    "moved/main.tf": POLICY.format(name="from", actions='"kms:Decrypt"'),
    "stacks/parent.yaml": PARENT,
    "stacks/child.yaml": CHILD,
    "stacks/alone.yaml": f"Resources:\n  Key:\n{key('false')}",
    "stacks/two.yaml": f"Resources:\n  A:\n{key('false')}---\nResources:\n  B:\n{key('false')}",
    "src/app.py": "print()\n",
    "README.md": "text\n",
    "broken.yaml": "Resources:\n  A:\n    Type: AWS::KMS::Key\n   B: [\n",
}

# What changes (None: the file goes), and the units that have to be judged in the work tree: those that differ, and
# those that decide with them whether a suppression in a common module is of use.
CHANGES = {
    "nothing": ({}, set()),
    "a file that nobody reads": ({"README.md": "more\n", "src/app.py": "x\n"}, set()),
    "a root": ({"envs/a/main.tf": call("../../modules/m", '["kms:*"]')}, {"envs/a"}),
    "a module of two roots": (
        {"modules/m/main.tf": MODULE.replace('"*"', '"arn:aws:s3:::b"')},
        {"envs/a", "envs/b", "envs/c"},
    ),
    "a call that goes": (
        {"envs/b/main.tf": POLICY.format(name="x", actions='"kms:*"')},
        {"envs/b", "envs/c", "modules/deep"},
    ),
    "a caller that goes": ({"envs/b/main.tf": None}, {"modules/deep", "envs/c"}),
    "a caller that comes": ({"envs/d/main.tf": call("../../modules/unused", '["kms:*"]')}, {"envs/d"}),
    "a module that moves": ("git mv modules/unused modules/used", {"modules/used"}),
    "a root that moves": ("git mv envs/a envs/z", {"envs/z"}),
    "a root that moves and widens": (
        "git mv envs/a envs/z",
        {"envs/z"},
        {"envs/z/main.tf": call("../../modules/m", '["kms:Decrypt", "kms:DisableKey"]')},
    ),
    "values of variables": ({"envs/vars/terraform.tfvars": 'actions = ["kms:DisableKey"]\n'}, {"envs/vars"}),
    "values from elsewhere": (
        {"vars/given.tfvars": 'actions = ["kms:*"]\n', "vars/given.json": '{"On": "false"}\n'},
        {"envs/given", "stacks/given.yaml"},
    ),
    "a file that is read": ({"policies/one.json": DOCUMENT.replace("Decrypt", "*")}, {"envs/file", "envs/set"}),
    "one more file in a set": ({"policies/two.json": DOCUMENT}, {"envs/set"}),
    "one file less in a set": ({"policies/one.json": None}, {"envs/file", "envs/set"}),
    "a file that is looked for": ({"envs/exists/on.flag": "x"}, {"envs/exists"}),
    "a template file": ({"envs/template/p.tftpl": DOCUMENT}, {"envs/template"}),
    "a nested template": ({"stacks/child.yaml": CHILD.replace("!Ref On", "true")}, {"stacks/parent.yaml"}),
    "a parent that lets go": (
        {"stacks/parent.yaml": f"Resources:\n  Key:\n{key('true')}"},
        {"stacks/parent.yaml", "stacks/child.yaml"},
    ),
    "a template": ({"stacks/alone.yaml": f"Resources:\n  Key:\n{key('true')}"}, {"stacks/alone.yaml"}),
    "the second document": (
        {"stacks/two.yaml": f"Resources:\n  A:\n{key('false')}---\nResources:\n  B:\n{key('true')}"},
        {"stacks/two.yaml", "stacks/two.yaml#2"},
    ),
    "a template that moves": ("git mv stacks/alone.yaml stacks/other.yaml", {"stacks/other.yaml"}),
    "a template that goes": ({"stacks/alone.yaml": None}, set()),
    "a moved block": (
        {
            "moved/main.tf": POLICY.format(name="to", actions='"kms:Decrypt"')
            + "moved {\n  from = aws_iam_policy.from\n  to   = aws_iam_policy.to\n}\n"
        },
        {"moved", "linked"},
    ),
    "a configuration": ({"iaclint.toml": 'ignore = ["ALL"]\nexclude = ["**"]\n'}, set()),
    "a configuration and a root": (
        {"iaclint.toml": None, "plain/iaclint.toml": 'ignore = ["ALL"]\n', "plain/b.tf": MODULE},
        {"plain"},
    ),
    "a hidden root": (
        {".gitignore": "*\n", "plain/x.tf": POLICY.format(name="n", actions='"kms:*"'), "plain/pyvenv.cfg": "x\n"},
        {"plain"},
        "git add -f plain",
    ),
    "a file that git ignores": ({"plain/x.secret": "x\n", "build/main.tf": MODULE}, set()),
    "words that lose their use in one of two callers": (
        {"envs/b/main.tf": call("../../modules/said", '["s3:GetObject"]', "said")},
        {"envs/b", "envs/c", "modules/deep"},
    ),
    "a broken root": ({"plain/main.tf": 'resource "x" {\n'}, {"plain"}),
    "a plan": (
        {"plain/plan.json": json.dumps({"format_version": "1.2", "planned_values": {"root_module": {}}})},
        {"plain/plan.json"},
    ),
    "a link to a file": ({"plain/@one.tf": "../moved/main.tf"}, {"plain"}),
    "what is behind a link": ({"@behind/main.tf": ""}, set()),
}


@pytest.fixture(scope="module")
def origin(tmp_path_factory):
    root = repository(tmp_path_factory.mktemp("origin"), TREE)
    (root / "linked").mkdir()
    (root / "linked" / "main.tf").symlink_to("../moved/main.tf")
    git("add", "-A", cwd=root)
    git("commit", "-qm", "links", cwd=root)
    git("branch", "-f", "main", cwd=root)
    return root


@pytest.fixture
def here(origin, tmp_path, monkeypatch):
    git("clone", "-q", str(origin), str(tmp_path / "clone"), cwd=tmp_path)
    git("checkout", "-q", "-B", "work", "origin/main", cwd=tmp_path / "clone")
    monkeypatch.chdir(tmp_path / "clone")
    return tmp_path / "clone"


def change(root, what) -> None:
    steps = [what[0], *what[2:]]
    for step in steps:
        if isinstance(step, str):
            git(*step.split()[1:], cwd=root)
            continue
        for path, text in step.items():
            if "@" in path:
                place = root / path.replace("@", "")
                if text:
                    place.symlink_to(text)
            else:
                write(root, {path: text})


def outcome(every: bool, judged: set[str] | None = None, monkeypatch=None, files=None) -> dict:
    config = Configuration({"select": ("ALL",)}, matching)
    if judged is not None:
        real = sides.Side.judge

        def judge(side, task, *wanted):
            done = len(side.outcomes)
            real(side, task, *wanted)
            if len(side.outcomes) > done and not hasattr(side.workspace.files._files, "commit"):
                judged.update(one.unit.name for one in side.outcomes[done:])

        monkeypatch.setattr(sides.Side, "judge", judge)
    result = compared(["."], config, "origin/main", files, every=every)
    return {
        "findings": [entry(finding) for finding in result.findings],
        "suppressions": [entry(finding) for finding in result.new_suppressions],
        "changes": [(one.verb, one.unit, one.resource, one.actions, one.on, one.when) for one in result.changes],
        "failures": [failure.message for failure in result.failures],
    }


@pytest.mark.parametrize("name", CHANGES)
def test_the_same_as_a_comparison_of_everything(name, here, monkeypatch) -> None:
    change(here, CHANGES[name])
    whole = outcome(every=True)
    judged: set[str] = set()
    assert outcome(every=False, judged=judged, monkeypatch=monkeypatch) == whole
    assert judged == CHANGES[name][1]
    git("add", "-A", cwd=here)
    git("commit", "-qm", name, "--allow-empty", cwd=here)
    if name == "a plan":  # one that is committed does not stand for the configuration
        whole = outcome(every=True)
    assert outcome(every=False) == whole


def test_a_text_laid_over_the_work_tree_is_a_change(here, monkeypatch) -> None:
    text = call("../../modules/m", '["kms:DisableKey"]')
    files = Overlay(WorkTree("."), {"envs/a/main.tf": text.encode()})
    judged: set[str] = set()
    whole = outcome(every=True, files=files)
    assert outcome(every=False, judged=judged, monkeypatch=monkeypatch, files=files) == whole
    assert judged == {"envs/a"}
    assert [found["rule"] for found in whole["findings"]] == ["KMS105"]
