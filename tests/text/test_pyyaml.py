"""PyYAML with late patterns answers like PyYAML, and a template is read without compiling any of them."""

import json
import subprocess
import sys

import pytest

# What each pattern of the package is for, written as YAML: the Python reader, every implicit type, keys of objects.
TEXTS = (
    *(
        "a: yes",
        "a: Off",
        "a: 1.5e+3",
        "a: .inf",
        "a: 190:20:30.15",
        "a: 0b10",
        "a: 0o7",
        "a: 017",
        "a: 0x1F",
        "a: 1_0",
    ),
    *("a: 190:20:30", "a: {<<: {b: 1}}", "a: ~", "a: null", "a:", "a: 2001-12-14", "a: 2001-12-14t21:59:43.10-05:00"),
    *("a: 2001-12-14 21:59:43.1 Z", "a: =", "a: '!'", "a: \x07", "a: \ud800", "a: \U0001f600", "a: text", "- 08"),
)
ANSWERS = """\
import json, re, sys
compile_now = re.compile
{before}
import yaml
def answer(text, loader):
    try:
        return repr(yaml.load(text, Loader=loader))
    except yaml.YAMLError as problem:
        return type(problem).__name__ + str(problem)
loaders = (yaml.SafeLoader, yaml.FullLoader)
print(json.dumps([[answer(text, one) for one in loaders] for text in json.load(sys.stdin)]))
print(json.dumps([type(yaml.reader.Reader.NON_PRINTABLE).__name__, re.compile is compile_now]))
"""


def answers(before: str) -> tuple[list, list]:
    run = subprocess.run(
        [sys.executable, "-c", ANSWERS.format(before=before)],
        input=json.dumps(TEXTS),
        capture_output=True,
        check=True,
        text=True,
    )
    first, second = run.stdout.splitlines()
    return json.loads(first), json.loads(second)


def test_late_patterns_give_the_answers_of_early_ones():
    plain, (early, _) = answers("")
    ours, (late, is_restored) = answers("import iaclint.text.yamltext")
    assert (early, late, is_restored) == ("Pattern", "LatePattern", True)
    assert ours == plain
    assert len({tuple(one) for one in ours}) > len(TEXTS) - 5  # they are told apart at all


READ = """\
from iaclint.text.span import Source
from iaclint.text.yamltext import read_yaml_source
import yaml
text = "a: [1, yes, 2001-12-14, !Sub x, \\"\\\\n\\"]\\nb: |\\n  text\\n"
documents, problem = read_yaml_source(Source("t.yaml", text))
assert documents and problem is None
late = [yaml.reader.Reader.NON_PRINTABLE, yaml.constructor.SafeConstructor.timestamp_regexp]
late += [pattern for found in yaml.resolver.Resolver.yaml_implicit_resolvers.values() for _, pattern in found]
print(len(set(map(id, late))), sum(pattern._compiled is not None for pattern in late))
"""


def test_reading_a_file_compiles_none_of_them():
    run = subprocess.run([sys.executable, "-c", READ], capture_output=True, check=True, text=True)
    assert run.stdout.split() == ["10", "0"]


def test_a_failing_import_leaves_nothing_changed():
    code = """\
import re, sys
compile_now = re.compile
sys.modules["yaml.error"] = None
try:
    import iaclint.text.pyyaml
except ImportError:
    print(re.compile is compile_now)
"""
    run = subprocess.run([sys.executable, "-c", code], capture_output=True, check=True, text=True)
    assert run.stdout == "True\n"


@pytest.mark.parametrize("first", ["import yaml", "import cfn_flip"])
def test_a_package_that_was_there_before_stays_as_it_is(first):
    _, (kind, is_restored) = answers(f"{first}\nimport iaclint.text.yamltext")
    assert (kind, is_restored) == ("Pattern", True)
