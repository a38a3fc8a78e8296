"""From a plan to a unit: the plan says what is deployed, the configuration beside it where that was written."""

from __future__ import annotations

import posixpath

from iaclint.estate import INLINE, TERRAFORM, UNATTACHED, KeyProperties, KmsKey, PolicySite, Problem, Unit
from iaclint.files import FileProblem, normal
from iaclint.record import replace
from iaclint.terraform.attributes import KEY_POLICY, KEY_TYPES
from iaclint.terraform.configuration import Configuration
from iaclint.terraform.inputs import as_constant, give_variables, placed
from iaclint.terraform.installed import Installed
from iaclint.terraform.instances import Instance
from iaclint.terraform.keys import FAMILIES, SETTINGS
from iaclint.terraform.load import unit_of
from iaclint.terraform.module import module_files, read_module
from iaclint.terraform.plan import Plan, calls_and_own, is_plan
from iaclint.terraform.plan_secrets import hide_secrets
from iaclint.terraform.policies import agrees
from iaclint.terraform.sites import POLICIES
from iaclint.terraform.variables import variable_value
from iaclint.text.jsontext import read_json_source
from iaclint.text.nodes import MappingNode, ReadError
from iaclint.values.decode import from_node
from iaclint.values.encode import plain
from iaclint.values.origin import GIVEN, Origin
from iaclint.values.value import Mapping, Sequence, String, Target, Unknown
from iaclint.values.world import explore

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from iaclint.terraform.inputs import Inputs
    from iaclint.terraform.plan import Planned
    from iaclint.text.sources import Sources
    from iaclint.text.span import Span
    from iaclint.values.value import Value
    from iaclint.values.world import World


def plan_unit(path: str, sources: Sources, inputs: Inputs) -> Unit:
    """The unit of a plan file; a file that is no plan is its one problem."""
    try:
        node = read_json_source(sources.get(path))
    except FileProblem as problem:
        return Unit(path, TERRAFORM, problems=(Problem(path, None, problem.reason),))
    except ReadError as error:
        return Unit(path, TERRAFORM, problems=(Problem(path, error.span, error.message),))
    if not is_plan(node) or not isinstance(node, MappingNode):
        return Unit(path, TERRAFORM, problems=(Problem(path, node.span, "expected a plan in JSON"),))
    if "sensitive" in node.span.source.text:
        hide_secrets(node)
    plan = Plan(node)
    beside = _configuration_beside(path, plan, sources, inputs)
    unit = beside if beside is not None else Unit(path, TERRAFORM)
    return replace(
        unit,
        name=path,
        sites=tuple(_sites(plan, unit)),
        keys=tuple(_keys(plan, unit)),
        not_judged=(),
        sources=(*unit.sources, sources.get(path)),
        inputs=(*unit.inputs, *plan.variables),
    )


def _configuration_beside(path: str, plan: Plan, sources: Sources, inputs: Inputs) -> Unit | None:
    """The unit of the configuration in the plan's directory, with what the plan knows; None without one."""
    directory = normal(posixpath.dirname(path) or ".")
    ordinary, overriding = module_files(directory, sources)
    if not ordinary and not overriding:
        return None
    module = read_module(directory, sources)
    before = Configuration(directory, sources, Installed(directory, sources))
    problems = give_variables(before, module, inputs)
    root = Instance(module)
    configuration = Configuration(directory, sources, before.installed)
    configuration.given.update(before.given)
    for name, block in module.variables.items():
        pair = plan.variables.get(name)
        if pair is None:
            continue
        value = as_constant(from_node(pair.value))
        if plain(variable_value(before, root, name, block.header)) != plain(value):
            given = placed(value, Origin(block.header))
            configuration.given[name] = given.via(GIVEN, block.header, f"given when {path} was made")
    for one in (*plan.data.values(), *plan.resources.values()):
        configuration.known.update(((one.address, name), value) for name, value in _known(one))
    return unit_of(configuration, module, problems)


def _known(one: Planned) -> Iterator[tuple[str, Value]]:
    for pair in one.values.pairs:
        value = one.value(pair.key.text)
        if value is not None:
            yield pair.key.text, value


def _sites(plan: Plan, unit: Unit) -> Iterator[PolicySite]:
    """The sites of the configuration that the plan deploys, then what only the plan has."""
    written: set[str] = set()
    for site in unit.sites:
        one = plan.resources.get(site.resource)
        if one is not None:
            written.add(site.resource)
            yield replace(site, evaluate=_checked(site, plan, one))
        elif site.kind == UNATTACHED and not unit.not_judged:
            yield site
    for one in plan.resources.values():
        if one.address not in written and one.type in POLICIES:
            yield from _planned_sites(plan, one)


def _checked(site: PolicySite, plan: Plan, one: Planned) -> Callable[[World], Value | None]:
    """The policy as the configuration gives it where the plan agrees, else as the plan has it."""
    known = [value for _, _, value in _policies(plan, one, site.attribute)]
    later = not known and plan.is_unknown(one.address, site.attribute.partition("[")[0])

    def evaluate(world: World) -> Value | None:
        if later or any(isinstance(value, Unknown) for value in known):
            return site.evaluate(world)
        for leaf in explore(site.evaluate):
            if leaf.result is not None and any(agrees(leaf.result, value) for value in known):
                return leaf.result
        return known[0] if known and not site.attribute.startswith("inline_policy[") else None

    return evaluate


def _policies(plan: Plan, one: Planned, attribute: str) -> Iterator[tuple[str, Span, Value]]:
    """The policies that a plan has for an attribute: their paths, places and values."""
    if attribute.startswith("inline_policy["):
        yield from _inline_policies(plan, one)
        return
    value = plan.value(one, attribute)
    if value is not None:
        yield attribute, one.key(attribute), value


def _inline_policies(plan: Plan, one: Planned) -> Iterator[tuple[str, Span, Value]]:
    blocks = one.value("inline_policy")
    unknown = plan.unknown_blocks(one.address, "inline_policy", "policy")
    for index, block in enumerate(blocks.elements() if isinstance(blocks, Sequence) else ()):
        path = f"inline_policy[{index}].policy"
        value = block.get("policy") if isinstance(block, Mapping) else None
        if isinstance(value, String):
            yield path, value.span, value
        elif index < len(unknown) and unknown[index]:
            yield path, block.span, one.later(path)


def _planned_sites(plan: Plan, one: Planned) -> Iterator[PolicySite]:
    attribute, kind = POLICIES[one.type]
    found = [(path, kind, where, value) for path, where, value in _policies(plan, one, attribute)]
    if one.type == "aws_iam_role":
        found += [(path, INLINE, where, value) for path, where, value in _policies(plan, one, "inline_policy[")]
    key = _governed(plan, one)
    for path, kind, where, value in found:
        yield PolicySite(one.address, one.type, path, kind, one.where, where, lambda _, value=value: value, key)  # type: ignore[misc]


def _governed(plan: Plan, one: Planned) -> Target | None:
    """The key of a key policy, found by what its ``key_id`` refers to."""
    if one.type in KEY_TYPES:
        return Target("key", one.address)
    if one.type != KEY_POLICY:
        return None
    own = calls_and_own(one.address)[1]
    inside = one.address[: len(one.address) - len(own)]
    for reference in plan.references(one, "key_id"):
        exact = plan.resources.get(inside + reference)
        alike = exact or plan.resources.get(inside + reference + own[len(own.partition("[")[0]) :])
        if alike is not None and alike.type in KEY_TYPES:
            return Target("key", alike.address)
    return None


def _keys(plan: Plan, unit: Unit) -> Iterator[KmsKey]:
    written = {key.resource for key in unit.keys}
    yield from (key for key in unit.keys if key.resource in plan.resources)
    policies = [one for one in plan.resources.values() if one.type == KEY_POLICY]
    governed = {target.address for target in (_governed(plan, one) for one in policies) if target is not None}
    for one in plan.resources.values():
        if one.type in FAMILIES and one.address not in written:
            settings = KeyProperties(_settings(plan, one))
            yield KmsKey(
                one.address,
                one.type,
                FAMILIES[one.type],
                one.where,
                lambda _, settings=settings: settings,  # type: ignore[misc]
                one.address in governed,
            )


def _settings(plan: Plan, one: Planned) -> dict[str, Value]:
    found = ((neutral, plan.value(one, name)) for name, (neutral, _) in SETTINGS.items())
    return {neutral: value for neutral, value in found if value is not None}
