"""What counts as news and what does not: narrowing, widening, moving; and that nobody gets past it by suppressing."""

import json

import pytest
from repositories import commit, git, report, repository, told, write
from running import NO_ROTATION, iaclint

KEY_A = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890aa"
KEY_B = "arn:aws:kms:us-east-1:111122223333:key/1234abcd-12ab-34cd-56ef-1234567890bb"
MFA = {"Bool": {"aws:MultiFactorAuthPresent": "true"}}
TLS = {"Bool": {"aws:SecureTransport": "true"}}
ROOT = {
    "Effect": "Allow",
    "Principal": {"AWS": "arn:aws:iam::111122223333:root"},
    "Action": "kms:*",
    "Resource": "*",
}


def allow(action, resource="*", condition=None, **more) -> dict:
    statement = {"Effect": "Allow", "Action": action, "Resource": resource, **more}
    return {**statement, "Condition": condition} if condition else statement


def key_allow(principal, action="kms:Decrypt", **more) -> dict:
    return allow(action, Principal=principal, **more)


def document(*statements) -> str:
    return json.dumps({"Version": "2012-10-17", "Statement": list(statements)}, indent=1)


def managed(*statements, name="p") -> str:
    return f'resource "aws_iam_policy" "{name}" {{\n  policy = jsonencode({document(*statements)})\n}}\n'


def key(*statements) -> str:
    text = document(ROOT, *statements)
    return f'resource "aws_kms_key" "k" {{\n  enable_key_rotation = true\n  policy = jsonencode({text})\n}}\n'


def trust(*statements) -> str:
    return f'resource "aws_iam_role" "r" {{\n  assume_role_policy = jsonencode({document(*statements)})\n}}\n'


def assume(principal, **more) -> dict:
    return {"Effect": "Allow", "Principal": principal, "Action": "sts:AssumeRole", **more}


def when(condition: str, actions: str) -> str:
    texts = [f"jsonencode({document(allow(some))})" for some in (actions, "s3:Get*")]
    return (
        'variable "prod" { type = bool }\nresource "aws_iam_policy" "p" {\n'
        f"  policy = {condition} ? {texts[0]} : {texts[1]}\n}}\n"
    )


BROAD = ["kms:*"]
EACH = ["kms:Decrypt", "kms:DisableKey"]

# before, after, the rules of what is new
STORIES = {
    "an action of another service": (managed(allow("kms:Decrypt")), managed(allow(["kms:Decrypt", "s3:Get*"])), []),
    "another action of the service": (managed(allow("kms:Decrypt")), managed(allow(["kms:Decrypt", "kms:Sign"])), []),
    "a further action of the rule": (
        managed(allow("kms:DisableKey")),
        managed(allow(["kms:DisableKey", "kms:ScheduleKeyDeletion"])),
        ["KMS105"],
    ),
    "from some to all": (managed(allow("kms:Decrypt")), managed(allow("kms:*")), ["KMS101"]),
    "from all of a service to all": (managed(allow("kms:*")), managed(allow("*")), ["IAM101"]),
    "from all to all of a service": (managed(allow("*")), managed(allow("kms:*")), []),
    "from all to some": (managed(allow("kms:*")), managed(allow(EACH)), []),
    "to another spelling": (managed(allow("kms:*")), managed(allow("KMS:?*")), []),
    "split": (managed(allow(EACH)), managed(allow(EACH[0]), allow(EACH[1])), []),
    "joined and reordered": (managed(allow(EACH[0]), allow(EACH[1])), managed(allow(EACH[::-1])), []),
    "a key more": (managed(allow("kms:*", KEY_A)), managed(allow("kms:*", [KEY_A, KEY_B])), ["KMS103"]),
    "a key less": (managed(allow("kms:*", [KEY_A, KEY_B])), managed(allow("kms:*", KEY_B)), []),
    "from all keys to one": (managed(allow("kms:*")), managed(allow("kms:*", KEY_A)), []),
    "from one key to all": (managed(allow("kms:*", KEY_A)), managed(allow("kms:*")), ["KMS101"]),
    "a condition": (managed(allow("kms:Decrypt")), managed(allow("kms:Decrypt", condition=MFA)), []),
    "one condition more": (
        managed(allow("kms:Decrypt", condition=MFA)),
        managed(allow("kms:Decrypt", condition={"Bool": {**MFA["Bool"], **TLS["Bool"]}})),
        [],
    ),
    "one condition less": (
        managed(allow("kms:Decrypt", condition={"Bool": {**MFA["Bool"], **TLS["Bool"]}})),
        managed(allow("kms:Decrypt", condition=TLS)),
        ["KMS104"],
    ),
    "an exception more": (
        managed({"Effect": "Allow", "NotAction": "iam:*", "Resource": "*"}),
        managed({"Effect": "Allow", "NotAction": ["iam:*", "kms:*"], "Resource": "*"}),
        [],
    ),
    "an exception less": (
        managed({"Effect": "Allow", "NotAction": ["iam:*", "kms:*", "sts:*"], "Resource": "*"}),
        managed({"Effect": "Allow", "NotAction": ["iam:*", "sts:*"], "Resource": "*"}),
        ["IAM102", "KMS101"],
    ),
    "a Deny that goes": (
        managed(allow("kms:*"), {"Effect": "Deny", "Action": "kms:*", "Resource": "*"}),
        managed(allow("kms:*")),
        ["KMS101"],
    ),
    "a typing error that was there": (
        managed(allow(["kms:Decript", "s3:Get*"])),
        managed(allow(["kms:Decript", "s3:Get*", "s3:Put*"])),
        [],
    ),
    "a second typing error": (
        managed(allow(["kms:Decript", "s3:Get*"])),
        managed(allow(["kms:Decript", "s3:Get*"]), allow("kms:Encript")),
        ["DOC002"],
    ),
    "a key for the world": (key(), key(key_allow("*")), ["KMS201"]),
    "a key for the world and more": (key(key_allow("*")), key(key_allow("*", ["kms:Decrypt", "kms:Sign"])), ["KMS201"]),
    "the world by another name": (key(key_allow("*")), key(key_allow({"AWS": "*"})), []),
    "a key for a service more": (
        key(key_allow({"Service": "sns.amazonaws.com"})),
        key(key_allow({"Service": ["sns.amazonaws.com", "s3.amazonaws.com"]})),
        ["KMS206"],
    ),
    "a role for the world": (
        trust(assume({"AWS": "arn:aws:iam::111122223333:root"})),
        trust(assume({"AWS": "*"})),
        ["IAM201"],
    ),
    "always where it was sometimes": (when("var.prod", "kms:*"), managed(allow("kms:*")), ["KMS101"]),
    "sometimes where it was always": (managed(allow("kms:*")), when("var.prod", "kms:*"), []),
    "a rotation": (
        key(key_allow("*")).replace("= true", "= false"),
        key(key_allow("*")).replace("= true", "= 1 == 2"),
        [],
    ),
}


def since(root, *arguments, code=None) -> list[tuple[str, str]]:
    return told(root, "--since", "main", *arguments, code=code)


@pytest.fixture(scope="module")
def stories(tmp_path_factory):
    """All stories in one repository, a root each: one run tells them all."""
    root = repository(
        tmp_path_factory.mktemp("stories"),
        {f"{n}/main.tf": before for n, (before, _, _) in enumerate(STORIES.values())},
    )
    commit(root, {f"{n}/main.tf": after for n, (_, after, _) in enumerate(STORIES.values())})
    return report(root, "--since", "main")


@pytest.mark.parametrize("name", STORIES)
def test_exactly_what_is_new_is_told(name, stories) -> None:
    unit = str(list(STORIES).index(name))
    found = [one["rule"] for one in stories["findings"] if one["unit"] == unit]
    assert sorted(found) == STORIES[name][2]


def test_moved_resources_and_modules_bring_nothing(tmp_path) -> None:
    one, module = managed(allow("kms:Decrypt"), name="a"), managed(allow("kms:DisableKey"))
    root = repository(
        tmp_path,
        {
            "main.tf": one + 'module "old" {\n  source = "./m"\n}\n' + managed(allow("kms:*"), name="counted"),
            "m/main.tf": module,
        },
    )
    moved = "moved {{\n  from = {}\n  to   = {}\n}}\n"
    chain = moved.format("aws_iam_policy.a", "aws_iam_policy.b") + moved.format("aws_iam_policy.b", "aws_iam_policy.c")
    commit(
        root,
        {
            "main.tf": one.replace('"a"', '"c"')
            + chain
            + 'module "new" {\n  source = "./n"\n}\n'
            + moved.format("module.old", "module.new")
            + managed(allow("kms:*"), name="counted").replace("{\n", "{\n  count = 1\n", 1),
            "n/main.tf": module,
            "m/main.tf": None,
        },
    )
    done = report(root, "--since", "main", code=0)
    assert (done["findings"], done["changes"]) == ([], [])
    git("branch", "-f", "main", cwd=root)
    commit(root, {"a.tf": managed(allow("kms:*"), name="a")})  # the name is free again, the block still there
    assert since(root) == [("KMS101", "aws_iam_policy.a")]


def test_a_moved_block_cannot_lend_the_rights_of_what_is_still_there(tmp_path) -> None:
    root = repository(
        tmp_path, {"main.tf": managed(allow("kms:*"), name="admin") + managed(allow("s3:Get*"), name="app")}
    )
    commit(
        root,
        {
            "main.tf": managed(allow("kms:*"), name="app")
            + "moved {\n  from = aws_iam_policy.admin\n  to   = aws_iam_policy.app\n}\n"
        },
    )
    assert since(root) == [("KMS101", "aws_iam_policy.app")]


SAID = "# iaclint: ignore[KMS101] agreed"
COMMENT = f"{SAID}\n{managed(allow('kms:*'))}"
METADATA = NO_ROTATION.replace(
    "    Properties", "    Metadata: {iaclint: {ignore: [{rule: KMS301, reason: by hand}]}}\n    Properties"
)
BAD = {"bad.tf": managed(allow("kms:*"))}


@pytest.mark.parametrize(
    "files",
    [
        {"bad.tf": COMMENT},
        {"key.yaml": METADATA},
        {**BAD, "iaclint.toml": '[[ignore]]\nrule = "KMS101"\nreason = "x"\n'},
        {
            **BAD,
            "iaclint.toml": 'ignore = ["KMS101"]\nexclude = ["**"]\nmin-confidence = "high"\nfail-on = "critical"\n',
        },
        {**BAD, "pyproject.toml": '[tool.iaclint]\nselect = ["DOC"]\n'},
        {**BAD, "iaclint.toml": None, "renamed.toml": "unsuppressable = []\n"},
        {**BAD, ".gitignore": "*.tf\n"},
        {**BAD, "base.json": "@baseline", "iaclint.toml": 'baseline = "base.json"\n'},
        {"sub/bad.tf": BAD["bad.tf"], "sub/iaclint.toml": 'ignore = ["ALL"]\n', "sub/.gitignore": "*\n"},
        {"moved/said.tf": "@said", "said.tf": None, "other.tf": managed(allow("s3:Get*"), name="said")},
        {"said.tf": "@wider"},
        {"said.tf": "@doubled"},
    ],
    ids=" ".join,
)
def test_no_change_gets_past_by_suppressing(files, tmp_path) -> None:
    said = "# iaclint: ignore[KMS103] x\n" + managed(allow("kms:*", KEY_A), name="said")
    root = repository(
        tmp_path,
        {
            "iaclint.toml": 'baseline = "base.json"\n',
            "base.json": '{"schema_version": 1, "accepted": []}\n',
            "said.tf": said,
        },
    )
    assert since(root, "--no-new-suppressions", code=0) == []
    texts = {
        "@said": said,
        "@wider": said.replace(KEY_A, KEY_B),
        "@doubled": said + said.replace('"said"', '"twice"'),
    }
    write(root, {path: texts.get(text, text) for path, text in files.items() if text != "@baseline"})
    if "base.json" in files:
        assert iaclint("baseline", "--output", "base.json", cwd=root)[0] == 0
    git("add", "-f", ".", cwd=root)
    git("commit", "-qm", "change", cwd=root)
    code, out, _ = iaclint("--since", "main", "--no-new-suppressions", "--format", "json", cwd=root)
    assert code == 1
    done = json.loads(out)
    assert done["findings"] or done["new_suppressions"]


@pytest.mark.parametrize("format", ["text", "markdown", "github", "json", "concise"])
def test_a_new_suppression_is_listed_and_fails_only_if_asked(tmp_path, format) -> None:
    root = repository(tmp_path, {"main.tf": "\n"})
    commit(root, {"main.tf": COMMENT})
    code, out, err = iaclint("--since", "main", "--format", format, cwd=root)
    assert (code, err) == (0, "")
    code, out, err = iaclint("--since", "main", "--format", format, "--no-new-suppressions", cwd=root)
    assert code == 1
    assert "KMS101" in out + err
    assert "agreed" in out + err


@pytest.mark.parametrize(
    "change",
    [
        {"main.tf": "\n\n" + COMMENT},
        {"main.tf": None, "other.tf": COMMENT},
        {"main.tf": COMMENT.replace('"kms:*"', '["kms:*", "s3:Get*"]').replace(SAID, SAID + " again")},
        {
            "main.tf": COMMENT.replace('"Version": "2012-10-17",', "").replace(
                '"Statement"', '"Version": "2012-10-17", "Statement"'
            )
        },
        {"main.tf": COMMENT + managed(allow("s3:Get*"), name="more")},
    ],
)
def test_a_suppression_that_was_there_is_none_of_the_new_ones(tmp_path, change) -> None:
    root = repository(
        tmp_path, {"main.tf": COMMENT, "key.yaml": NO_ROTATION, "t/main.tf": managed(allow("kms:Decrypt"))}
    )
    accepted = iaclint("baseline", cwd=root)
    assert accepted[0] == 0
    ignore = '[[ignore]]\nrule = "KMS104"\npath = "t"\nreason = "x"\n'
    commit(root, {"iaclint.toml": f'baseline = "iaclint-baseline.json"\n{ignore}'})
    git("branch", "-f", "main", cwd=root)
    commit(root, {**change, "key.yaml": "Description: x\n" + NO_ROTATION, "t/more.tf": "\n"})
    done = report(root, "--since", "main", "--no-new-suppressions", code=0)
    assert done["new_suppressions"] == []


def test_stale_entries_of_the_baseline(tmp_path) -> None:
    root = repository(tmp_path, {"main.tf": managed(allow("kms:*")), "other/main.tf": managed(allow("kms:*"))})
    assert iaclint("baseline", cwd=root)[0] == 0
    commit(root)
    git("branch", "-f", "main", cwd=root)
    strict = ("--since", "main", "--baseline", "iaclint-baseline.json", "--strict-baseline")
    assert iaclint(*strict, cwd=root)[0] == 0
    commit(root, {"main.tf": managed(allow("s3:Get*"))})
    assert iaclint(*strict, cwd=root)[2] == "iaclint-baseline.json: stale: KMS101 aws_iam_policy.p\n"
    assert iaclint("baseline", cwd=root)[0] == 0
    assert iaclint(*strict, cwd=root)[0] == 0
