"""The ids of other catalogues: each has its form, stands in one table, and exists where it is said to be published.

What Prowler and moto ship (without what they depend on, or importing them) is the second opinion:

    pip install --no-deps prowler moto
"""

import gzip
import json
import re
from importlib.util import find_spec
from pathlib import Path

import pytest

from iaclint.rules import table
from iaclint.rules.compliance import ASKS, CATALOGUES, cited
from iaclint.rules.pages import page

FORMS = {
    "prowler": r"prowler:(iam|kms)(_[a-z]+)+",
    "securityhub": r"securityhub:(IAM|KMS)\.[1-9]\d*",
    "config": r"config:[a-z]+(-[a-z]+)+",
    "cis-aws-": r"cis-aws-\d\.\d\.\d:\d(\.\d+){1,2}",
    "iso27001-": r"iso27001-2022:A\.[5-8]\.\d+",
}
STATED = {rule.code: page(rule.code).compliance for rule in table()}
MAPPED_BY_US = {("IAM201", "cis-aws-7.0.0:2.21")}  # the trust policy of a role is a resource policy


def shipped(package: str) -> Path:
    """The folder of an installed package; the test is skipped without it."""
    spec = find_spec(package)
    if spec is None or not spec.submodule_search_locations:
        pytest.skip(f"{package} is not installed: pip install --no-deps {package}")
    return Path(next(iter(spec.submodule_search_locations)))


def named(catalogue: str) -> list[str]:
    return [full.partition(":")[2] for full in ASKS if full.startswith(catalogue)]


def requirements(name: str) -> dict[str, set[str]]:
    """The requirements in a mapping that Prowler ships, each with the checks that it is mapped to."""
    text = (shipped("prowler") / "compliance" / "aws" / f"{name}.json").read_text(encoding="utf-8")
    return {one["Id"]: set(one["Checks"]) for one in json.loads(text)["Requirements"]}


def test_every_id_has_the_form_of_its_catalogue() -> None:
    assert FORMS.keys() == CATALOGUES.keys()
    for full in ASKS:
        (form,) = [form for stem, form in FORMS.items() if full.startswith(stem)]
        assert re.fullmatch(form, full)


def test_the_table_has_the_ids_that_rules_state_and_no_other() -> None:
    stated = [full for ids in STATED.values() for full in ids]
    assert set(stated) == ASKS.keys()
    assert all(len(set(ids)) == len(ids) for ids in STATED.values())


@pytest.mark.parametrize("code", [code for code, ids in STATED.items() if ids])
def test_the_page_tells_of_every_id_where_it_is_published(code) -> None:
    told = " ".join(page(code).section("Compliance").split())
    for full in STATED[code]:
        publication, item, url = cited(full)
        (line,) = [line for line in told.split("- ") if publication in line and item in line]
        assert line.strip().endswith(f"{ASKS[full]}. {url}")


@pytest.mark.parametrize(
    ("full", "expected"),
    [
        ("cis-aws-5.0.0:1.15", ("CIS Amazon Web Services Foundations Benchmark", "1.15 (v5.0.0)")),
        ("iso27001-2022:A.8.2", ("ISO/IEC 27001:2022", "A.8.2")),
        ("securityhub:KMS.5", ("AWS Security Hub CSPM", "control KMS.5")),
    ],
)
def test_an_id_is_cited_by_publication_and_version(full, expected) -> None:
    assert cited(full)[:2] == expected


def test_an_unknown_id_is_a_mistake() -> None:
    from iaclint.rules.compliance import section

    with pytest.raises(KeyError):
        section(["cis-aws-5.0.0:9.99"])


def test_prowler_has_the_checks() -> None:
    services = shipped("prowler") / "providers" / "aws" / "services"
    for name in named("prowler:"):
        told = services / name.partition("_")[0] / name / f"{name}.metadata.json"
        assert json.loads(told.read_text(encoding="utf-8"))["CheckID"] == name


@pytest.mark.parametrize("full", [full for full in ASKS if full.startswith(("cis-aws-", "iso27001-"))])
def test_prowler_maps_a_check_of_the_rule_to_the_requirement(full) -> None:
    catalogue, _, name = full.partition(":")
    version = catalogue.rpartition("-")[2]
    mapping = f"cis_{version.removesuffix('.0')}_aws" if catalogue.startswith("cis") else f"iso27001_{version}_aws"
    checks = requirements(mapping)[name]
    for code, ids in STATED.items():
        if full in ids and (code, full) not in MAPPED_BY_US:
            own = {one.partition(":")[2] for one in ids if one.startswith("prowler:")}
            assert own & checks, code


def test_security_hub_has_the_controls_and_prowler_maps_no_other_check_to_them() -> None:
    controls = requirements("aws_foundational_security_best_practices_aws")
    for name in named("securityhub:"):
        checks = controls[name]
        own = [ids for ids in STATED.values() if f"securityhub:{name}" in ids]
        assert not checks or all(checks & {one.partition(":")[2] for one in ids} for ids in own)


def test_aws_config_has_the_managed_rules() -> None:
    packed = (shipped("moto") / "config" / "resources" / "aws_managed_rules.json.gz").read_bytes()
    known = json.loads(gzip.decompress(packed))["ManagedRules"].keys()
    assert {name.upper().replace("-", "_") for name in named("config:")} <= known
