"""The golden policies beside this checkout, and the templates of the acceptance cases read as JSON."""

import importlib.util
import json
from pathlib import Path

import pytest
from cfn_flip import to_json
from cloudformation.templates import find_templates, policies, sources

from iaclint.cloudformation import Inputs, load_template

SHARED = Path(__file__).parents[2].parent / "shared"
GOLDEN = sorted((SHARED / "golden" / "cloudformation").glob("*/input"))
FLIPPED = sorted(SHARED.glob("golden/cloudformation/*/input/*.yaml")) + sorted(SHARED.glob("cases/cfn-*/*.yaml"))
# cfn-flip reads the key and the Sid ``On`` of these as true; text stays text here.
TYPED = {"condition-resource", "yaml-scalars"}

needs_shared = pytest.mark.skipif(not GOLDEN, reason="the folder with the golden data is not beside this checkout")


def shown(folder):
    texts = {path.name: path.read_bytes() for path in sorted(folder.iterdir()) if path.is_file()}
    opened = sources(texts)
    found = find_templates([(path, True) for path in texts], opened)
    assert found.problems == ()
    units = [load_template(template, opened, Inputs()) for template in found.templates]
    assert [problem for unit in units for problem in unit.problems] == []
    return [
        {"resource": resource, "attribute": attribute, "when": when, "document": document}
        for unit in units
        for resource, attribute, when, document in policies(unit)
    ]


def scorer():
    spec = importlib.util.spec_from_file_location("score_resolution", SHARED / "score" / "score_resolution.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@needs_shared
@pytest.mark.parametrize("folder", GOLDEN, ids=lambda folder: folder.parent.name)
def test_every_policy_equals_the_golden_one(folder):
    score = scorer()
    case = folder.parent
    golden = json.loads((case / "golden.json").read_text(encoding="utf-8"))
    meta = json.loads((case / "meta.json").read_text(encoding="utf-8")) if (case / "meta.json").exists() else {}
    total = dict.fromkeys(score.KEYS, 0)
    said = []
    score.score(case.name, golden, shown(folder), meta.get("scenarios"), total, lambda text, *_: said.append(text))
    assert said == []
    assert total["policies"] == total["equal"] > 0


@needs_shared
@pytest.mark.parametrize(
    "path",
    [path for path in FLIPPED if path.parts[-3] not in TYPED],
    ids=lambda path: f"{path.parent.parent.name}-{path.parent.name}-{path.name}",
)
def test_a_template_flipped_to_json_has_the_same_policies(path):
    text = path.read_text(encoding="utf-8")
    flipped = to_json(text)
    opened = sources({"a.yaml": text, "a.json": flipped})
    templates = find_templates([("a.yaml", True), ("a.json", True)], opened).templates
    found = [load_template(template, opened, Inputs()) for template in templates]
    assert len(found) == 2
    first, second = (
        (policies(unit, cells=True), [(key.resource, key.family) for key in unit.keys], len(unit.suppressions))
        for unit in found
    )
    assert first == second
