import json
import tomllib
from pathlib import Path

import jsonschema
import pytest
from hypothesis import given as examples
from hypothesis import strategies as st

import iaclint.config
from iaclint.config.choose import Configuration, narrowed
from iaclint.config.positions import positions
from iaclint.config.problem import ConfigProblem
from iaclint.config.reader import read
from iaclint.config.schema import schema
from iaclint.config.settings import Ignore, Inputs, PerPath, Settings
from iaclint.config.starter import starter
from iaclint.files import UserProblem, relative
from iaclint.files.worktree import WorkTree
from iaclint.record import replace
from iaclint.rules.registry import matching
from iaclint.text.span import Source

FULL = """\
select = ["KMS", "iam-admin-access"]
extend-select = "KMS203"
ignore = ["KMS204", { rule = ["KMS101", "KMS102"], path = "legacy/**", reason = "known", expires = 2030-12-31 }]
severity = { KMS301 = "low" }
unsuppressable = ["KMS201"]
fail-on = "medium"
min-confidence = "medium"
account-id = "111122223333"
trusted-accounts = ["444455556666"]
variables = { environment = "prod", size = 3, on = true }
var-files = ["prod.tfvars"]
parameters = { Environment = "prod" }
parameter-files = ["../p.json"]
exclude = ["examples/**"]
gitignore = false
cross-check = true
show-suppressed = true
baseline = "accepted.json"
cache = false
jobs = 3

[[per-path]]
path = "legacy"
ignore = ["KMS301"]

[[inputs]]
path = "envs/prod"
var-files = ["envs/prod/prod.tfvars"]
"""


def reading(text: str, table=(), directory="conf") -> Settings | None:
    return read(Source("conf/iaclint.toml", text), table, directory, matching)


def test_every_option_reaches_its_setting():
    settings = reading(FULL)
    assert settings is not None
    (entry,) = settings.ignores
    assert entry.span is not None
    assert entry.span.text.startswith('{ rule = ["KMS101"')
    assert settings == Settings(
        select=("KMS", "iam-admin-access"),
        extend_select=("KMS203",),
        ignore=("KMS204",),
        severities=(("KMS301", "low"),),
        unsuppressable=("KMS201",),
        ignores=(Ignore(("KMS101", "KMS102"), "legacy/**", "", "known", "2030-12-31", entry.span),),
        per_path=(PerPath("legacy", ignore=("KMS301",)),),
        fail_on="medium",
        min_confidence="medium",
        account_id="111122223333",
        trusted_accounts=("444455556666",),
        variables=(("environment", "prod"), ("size", "3"), ("on", "true")),
        var_files=("conf/prod.tfvars",),
        parameters=(("Environment", "prod"),),
        parameter_files=("p.json",),
        inputs=(Inputs("envs/prod", var_files=("conf/envs/prod/prod.tfvars",)),),
        exclude=("examples/**",),
        gitignore=False,
        cross_check=True,
        show_suppressed=True,
        baseline="conf/accepted.json",
        cache=False,
        jobs="3",
        directory="conf",
        file="conf/iaclint.toml",
    )


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ('fail_on = "low"', '1:1: there is no option "fail_on"; did you mean "fail-on"?'),
        ('\n"selct" = []', '2:1: there is no option "selct"; did you mean "select"?'),
        ("zzz = 1", '1:1: there is no option "zzz"'),
        ('fail-on = "hihg"', '1:1: "fail-on" must be one of critical, high, medium, low, info; did you mean "high"?'),
        ('select = [\n  "KMS101",\n  "KMS1O2",\n]', '3:3: there is no rule "KMS1O2"; did you mean "KMS102"?'),
        ("select = [1]", '1:11: "select" must hold strings, not a number'),
        ("select = 1", '1:1: "select" must be a list of strings, not a number'),
        ("account-id = 111122223333", '1:1: "account-id" must be a string, not a number'),
        ('trusted-accounts = ["1", "2"]', '1:21: "1" is no account id (12 digits)'),
        ('gitignore = "no"', '1:1: "gitignore" must be true or false, not a string'),
        ("jobs = 0", '1:1: "jobs" must be a number above 0, or "auto"'),
        ('severity = { KMS301 = "loud" }', '1:14: "KMS301" must be one of critical, high, medium, low, info'),
        ("variables = { a = [1] }", '1:15: "a" must be a string, a number, true or false, not a list'),
        ('[[ignore]]\nreason = "x"', '1:1: "rule" is missing (rules whose findings are accepted: codes or names)'),
        ('[[ignore]]\nrule = "KMS101"\nexpires = "soon"', '3:1: "expires" must be a date (YYYY-MM-DD)'),
        ('[[ignore]]\nrule = "KMS101"\nexpires = "2030-02-30"', '3:1: "expires" must be a date (YYYY-MM-DD)'),
        ('[[per-path]]\npath = "a"\npaths = "b"', '3:1: there is no option "paths"; did you mean "path"?'),
        ("per-path = [1]", '1:13: "per-path" must hold tables, not a number'),
        ("select = [", "1:11: no valid TOML: invalid value"),
        ("select = []\nselect = []\nx = 1", "2:12: no valid TOML: cannot overwrite a value"),
    ],
)
def test_a_mistake_is_told_with_its_place(text, message):
    with pytest.raises(ConfigProblem) as problem:
        reading(text)
    assert str(problem.value) == f"conf/iaclint.toml:{message}"


def test_deep_nesting_is_told():
    for depth in (100, 300, 400, 450, 490, 5000):
        with pytest.raises(ConfigProblem, match=r"nested too deeply|must hold"):
            reading(f"select = {'[' * depth}{']' * depth}")


def test_a_configuration_far_above(tmp_path, monkeypatch, small_stack):
    context, levels = small_stack
    deep = "/".join("d" * levels)
    (tmp_path / deep).mkdir(parents=True)
    (tmp_path / ".git").mkdir()
    (tmp_path / "iaclint.toml").write_text('fail-on = "high"\n')
    monkeypatch.chdir(tmp_path)
    with context():
        assert Configuration({}, matching).of(deep, WorkTree(".")).fail_on == "high"


def test_a_shared_file_without_our_table_says_nothing():
    assert reading("[tool.other]\nx = 1\n", ("tool", "iaclint")) is None
    settings = reading('[tool.iaclint]\nfail-on = "high"\n', ("tool", "iaclint"))
    assert settings is not None
    assert settings.fail_on == "high"
    with pytest.raises(ConfigProblem, match=r"iaclint.toml:2:1: tool.iaclint must be a table"):
        reading("[tool]\niaclint = 3\n", ("tool", "iaclint"))


def test_the_closest_file_wins_and_nothing_is_merged(tmp_path, monkeypatch):
    (tmp_path / ".git").mkdir()
    (tmp_path / "team" / "stack").mkdir(parents=True)
    (tmp_path / "other").mkdir()
    (tmp_path / "pyproject.toml").write_text('[tool.iaclint]\nfail-on = "high"\naccount-id = "111122223333"\n')
    (tmp_path / "team" / "iaclint.toml").write_text('min-confidence = "high"\n')
    (tmp_path / "team" / "pyproject.toml").write_text('[tool.iaclint]\nfail-on = "info"\n')
    monkeypatch.chdir(tmp_path)
    files = WorkTree(str(tmp_path))
    config = Configuration({}, matching)
    team, other = config.of("team/stack", files), config.of("other", files)
    assert (team.file, team.fail_on, team.min_confidence, team.account_id) == ("team/iaclint.toml", "low", "high", "")
    assert (other.file, other.fail_on, other.account_id) == ("pyproject.toml", "high", "111122223333")
    assert config.of_run(["team/stack", "other"], files).file == "pyproject.toml"
    monkeypatch.chdir(tmp_path / "team" / "stack")
    assert Configuration({}, matching).of(".", files).file == str(tmp_path / "team" / "iaclint.toml")


def test_files_above_the_root_have_no_say(tmp_path, monkeypatch):
    (tmp_path / "repository" / ".git").mkdir(parents=True)
    (tmp_path / "iaclint.toml").write_text("nonsense")
    monkeypatch.chdir(tmp_path / "repository")
    assert Configuration({}, matching).of(".", WorkTree(".")) == Settings()


def test_the_command_line_goes_over_the_file(tmp_path, monkeypatch):
    (tmp_path / "iaclint.toml").write_text('select = ["KMS"]\nignore = ["KMS301"]\nfail-on = "high"\n')
    monkeypatch.chdir(tmp_path)
    said = {"select": ("IAM",), "ignore": ("IAM101",), "fail_on": "info"}
    settings = Configuration(said, matching).of(".", WorkTree("."))
    assert (settings.select, settings.ignore, settings.fail_on) == (("IAM",), ("KMS301", "IAM101"), "info")


def test_a_configuration_given_by_name(tmp_path, monkeypatch):
    (tmp_path / "iaclint.toml").write_text("nonsense")
    (tmp_path / "ci.toml").write_text('fail-on = "high"\n')
    (tmp_path / "pyproject.toml").write_text("[tool.x]\n")
    monkeypatch.chdir(tmp_path)
    assert Configuration({}, matching, file="ci.toml").of(".", WorkTree(".")).fail_on == "high"
    with pytest.raises(UserProblem, match=r"^pyproject.toml: there is no table \[tool.iaclint\] in it$"):
        Configuration({}, matching, file="pyproject.toml").of(".", WorkTree("."))
    with pytest.raises(UserProblem, match=r"^gone.toml: no such file"):
        Configuration({}, matching, file="gone.toml").of(".", WorkTree("."))


def test_paths_choose_rules_and_inputs():
    settings = Settings(
        ignore=("KMS204",),
        per_path=(PerPath("legacy/**", ignore=("KMS301",)), PerPath("legacy/vault", select=("KMS",))),
        inputs=(Inputs("*/prod", var_files=("prod.tfvars",)),),
        directory=".",
    )
    assert narrowed(settings, "main") == settings
    assert narrowed(settings, "legacy/vault") == replace(settings, ignore=("KMS204", "KMS301"), select=("KMS",))
    assert narrowed(settings, "envs/prod") == replace(settings, var_files=("prod.tfvars",))


def test_globs_are_relative_to_the_configuration(tmp_path, monkeypatch):
    (tmp_path / "envs" / "prod").mkdir(parents=True)
    monkeypatch.chdir(tmp_path / "envs")
    assert relative("prod", "..") == "envs/prod"
    assert relative("prod/x.yaml", "prod") == "x.yaml"
    assert relative("prod", ".") == "prod"


def test_the_starter_file_sets_nothing_and_is_right_when_uncommented():
    assert reading(starter()) == Settings(directory="conf", file="conf/iaclint.toml")
    lines = [line[1:] if line[:1] == "#" and line[:2] != "# " else line for line in starter().splitlines()]
    text = "\n".join(lines)
    assert reading(text) is not None
    content = tomllib.loads(text)
    assert set(content) == set(schema()["properties"])
    jsonschema.validate(_plain(content), schema())


def test_the_schema_agrees_with_the_reader():
    jsonschema.Draft202012Validator.check_schema(schema())
    jsonschema.validate(_plain(tomllib.loads(FULL)), schema())
    for wrong in ({"fail_on": "low"}, {"fail-on": "hihg"}, {"jobs": 0}, {"account-id": "1"}, {"ignore": [{}]}):
        with pytest.raises(jsonschema.ValidationError):
            jsonschema.validate(wrong, schema())


def _plain(value):
    if isinstance(value, dict):
        return {key: _plain(item) for key, item in value.items()}
    if isinstance(value, list):
        return [_plain(item) for item in value]
    return value.isoformat() if hasattr(value, "isoformat") else value


TEXT = '''\
# comment with [brackets] and = signs
"quoted.key" = 1
plain = """
not = "a key"
[not-a-table]
"""
[tool.iaclint]
list = [ 1, # one
  "two", { inner = 'x # y' } ]
dotted."a b".c = { d = [[1], []] }
when = 1979-05-27 07:32:00
[[tool.iaclint.many]]
name = "first"
[tool.iaclint.many.below]
x = 1
[[tool.iaclint.many]]
name = "second"
'''


def test_every_key_and_item_has_its_place():
    places = {path: span.location() for path, span in positions(Source("x.toml", TEXT)).items()}
    at = {path: (place.line, place.column) for path, place in places.items()}
    assert at == {
        ("quoted.key",): (2, 1),
        ("plain",): (3, 1),
        ("tool", "iaclint"): (7, 1),
        ("tool", "iaclint", "list"): (8, 1),
        ("tool", "iaclint", "list", 0): (8, 10),
        ("tool", "iaclint", "list", 1): (9, 3),
        ("tool", "iaclint", "list", 2): (9, 10),
        ("tool", "iaclint", "list", 2, "inner"): (9, 12),
        ("tool", "iaclint", "dotted", "a b", "c"): (10, 1),
        ("tool", "iaclint", "dotted", "a b", "c", "d"): (10, 20),
        ("tool", "iaclint", "dotted", "a b", "c", "d", 0): (10, 25),
        ("tool", "iaclint", "dotted", "a b", "c", "d", 0, 0): (10, 26),
        ("tool", "iaclint", "dotted", "a b", "c", "d", 1): (10, 30),
        ("tool", "iaclint", "when"): (11, 1),
        ("tool", "iaclint", "many", 0): (12, 1),
        ("tool", "iaclint", "many", 0, "name"): (13, 1),
        ("tool", "iaclint", "many", 0, "below"): (14, 1),
        ("tool", "iaclint", "many", 0, "below", "x"): (15, 1),
        ("tool", "iaclint", "many", 1): (16, 1),
        ("tool", "iaclint", "many", 1, "name"): (17, 1),
    }


@examples(st.text(alphabet="ab[]{}=\"\n,.#' 1\\", max_size=60))
def test_no_text_makes_the_reader_fail_otherwise(text):
    try:
        reading(text)
    except ConfigProblem:
        return
    positions(Source("x.toml", text))


def test_the_shipped_schema_is_current():
    shipped = Path(iaclint.config.__file__).with_name("iaclint.schema.json")
    assert json.loads(shipped.read_text()) == schema()
