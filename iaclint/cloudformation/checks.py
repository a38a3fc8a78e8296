"""What CloudFormation refuses before it looks at any value: names that are repeated, or not there, or misspelled."""

from __future__ import annotations

from iaclint.cloudformation.calls import literal
from iaclint.cloudformation.properties import properties_of
from iaclint.cloudformation.sites import WITH_SITES
from iaclint.cloudformation.spelling import misspelled
from iaclint.estate import NotJudged, Problem
from iaclint.text.nodes import ListNode, MappingNode
from iaclint.values.value import Failed

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation.template import Stack
    from iaclint.text.nodes import Node, ScalarNode
    from iaclint.text.span import Span
    from iaclint.values.value import Unknown

# Below these keys stands a policy: what is repeated there is for the rules to judge.
_POLICIES = frozenset({"AssumeRolePolicyDocument", "InlinePolicy", "KeyPolicy", "PolicyDocument"})
# What deploys resources that do not stand in the template.
_MODULE = "a module of the CloudFormation registry takes its place at deploy"
_ELSEWHERE = {
    "AWS::CloudFormation::StackSet": "the template of a stack set is not followed",
    "AWS::Serverless::Connector": "the policies that connectors make are not followed",
    "AWS::ServiceCatalog::CloudFormationProvisionedProduct": "the template of a product is not followed",
}


def problems_of(stack: Stack) -> Iterator[Problem]:
    """Everything that is wrong with a template as a whole, in the order of the text."""
    found = [place for root in stack.roots for place in _repeated(root)] + list(_conditions(stack))
    found += [(item.span, item.reason) for _, item in _lost(stack) if isinstance(item, Failed)]
    found += misspelled(stack)
    for span, message in sorted(found, key=lambda item: (item[0].start, item[1])):
        yield Problem(span.source.path, span, message)


def not_judged_of(stack: Stack) -> Iterator[NotJudged]:
    """Properties that are not here, and resources that make policies of their own which iaclint does not follow."""
    for name, item in _lost(stack):
        if not isinstance(item, Failed):
            yield NotJudged(stack.unit, f"{stack.prefix}{name}.Properties", item.name, item.reason)
    for resource in stack.resources.values():
        kind = "AWS::Serverless::Connector" if resource.node.get("Connectors") is not None else resource.type
        reason = _MODULE if kind.endswith("::MODULE") else _ELSEWHERE.get(kind)
        if reason is not None:
            yield NotJudged(stack.unit, stack.prefix + resource.name, kind, reason)


def _lost(stack: Stack) -> Iterator[tuple[str, Unknown]]:
    """Why resources that hold policies may have more properties than can be read here."""
    for resource in stack.resources.values():
        if resource.type in WITH_SITES and resource.node.get("Properties") is not None:
            for item in properties_of(stack, resource).lost:
                yield resource.name, item


def _repeated(root: MappingNode) -> Iterator[tuple[Span, str]]:
    """Keys that stand twice in one mapping, outside of policies."""
    seen: set[int] = set()
    todo: list[Node] = [root]
    while todo:
        node = todo.pop()
        if isinstance(node, ListNode):
            todo.extend(node.items)
        if not isinstance(node, MappingNode) or id(node) in seen:
            continue
        seen.add(id(node))
        todo.extend([pair.value for pair in node.pairs if pair.key.text not in _POLICIES])
        if len({pair.key.text for pair in node.pairs}) < len(node.pairs):
            yield from _in_one(node)


def _in_one(node: MappingNode) -> Iterator[tuple[Span, str]]:
    first: dict[str, ScalarNode] = {}
    for pair in node.pairs:
        text = pair.key.text
        if text in first:
            line = first[text].span.location().line
            yield pair.key.span, f"the key {text} stands here for the second time, first in line {line}"
        first.setdefault(text, pair.key)


def _conditions(stack: Stack) -> Iterator[tuple[Span, str]]:
    """Names of conditions that nothing declares, and conditions that depend on themselves."""
    if stack.open_ended() is not None:
        return
    uses = {name: [used for used, _ in _used(node)] for name, node in stack.conditions.items()}
    rings = _in_rings(uses)
    for name, node in stack.conditions.items():
        if name in rings:
            yield node.span, f"condition {name} depends on itself"
        for used, span in _used(node):
            if used not in stack.conditions:
                yield span, f"the template declares no condition {used}"
    for resource in stack.resources.values():
        pair = resource.node.pair("Condition")
        wanted = literal(pair.value) if pair is not None else None
        if pair is not None and wanted is not None and wanted not in stack.conditions:
            yield pair.value.span, f"the template declares no condition {wanted}"


def _used(node: Node) -> Iterator[tuple[str, Span]]:
    """The conditions that a condition refers to."""
    from iaclint.cloudformation.conditions import condition_calls

    for name, argument in condition_calls(node):
        text = literal(argument) if name == "Condition" else None
        if text is not None:
            yield text, argument.span


def _in_rings(uses: dict[str, list[str]]) -> set[str]:
    """The conditions that come back to themselves, in linear time (Kosaraju: parts that are strongly connected)."""
    known = {name: [one for one in used if one in uses] for name, used in uses.items()}
    users: dict[str, list[str]] = {name: [] for name in uses}
    for name, used in known.items():
        for one in used:
            users[one].append(name)
    seen: set[str] = set()
    order = [name for start in known if start not in seen for name in _reached(start, known, seen)]
    found = {name for name, used in known.items() if name in used}
    seen = set()
    for start in reversed(order):
        part = _reached(start, users, seen) if start not in seen else []
        if len(part) > 1:
            found.update(part)
    return found


def _reached(start: str, graph: dict[str, list[str]], seen: set[str]) -> list[str]:
    """What was not seen before and can be reached from a name, that name last, each after those that it leads to."""
    done = []
    way = [(start, iter(graph[start]))]
    seen.add(start)
    while way:
        name, rest = way[-1]
        following = next((one for one in rest if one not in seen), None)
        if following is None:
            way.pop()
            done.append(name)
        else:
            seen.add(following)
            way.append((following, iter(graph[following])))
    return done
