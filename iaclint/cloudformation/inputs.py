"""Values of parameters that the user gives: on the command line, or in files of the forms that people have.

The AWS CLI takes a list of ``{"ParameterKey": ..., "ParameterValue": ...}`` or of ``"Name=Value"``; CodePipeline and
``create-stack --cli-input-json`` an object with ``Parameters``; others a plain map.
"""

from __future__ import annotations

from iaclint.cloudformation.calls import literal
from iaclint.cloudformation.parameters import string_of
from iaclint.estate import Problem
from iaclint.files import FileProblem
from iaclint.record import Record
from iaclint.text.mapped import Chars
from iaclint.text.nodes import ListNode, MappingNode, ReadError, ScalarNode
from iaclint.values.origin import Origin
from iaclint.values.value import String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.cloudformation import Inputs
    from iaclint.text.nodes import Node
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source, Span
    from iaclint.values.value import Value


class Given(Record):
    """The values that the files give, the files that were read, and what was wrong with them."""

    values: dict[str, Value]
    sources: tuple[Source, ...] = ()
    problems: tuple[Problem, ...] = ()


def read_inputs(inputs: Inputs, sources: Sources, headers: dict[str, Span]) -> Given:
    """The value of each parameter that is declared at ``headers``; the command line goes before the files."""
    values: dict[str, Value] = {}
    read: list[Source] = []
    problems: list[Problem] = []
    for path in inputs.files:
        try:
            source = sources.get(path)
            read.append(source)
            values.update(_values(_root(source)))
        except FileProblem as problem:
            problems.append(Problem(path, None, problem.reason))
        except ReadError as problem:
            problems.append(Problem(path, problem.span, problem.message))
    for name, text in inputs.parameters:
        if name in headers:
            values[name] = String.of(text, Origin(headers[name]))
    return Given(values, tuple(read), tuple(problems))


def _root(source: Source) -> Node:
    """The one document of a file of parameters; ReadError otherwise."""
    from iaclint.cloudformation.recognise import read_documents

    documents, problem = read_documents(source)
    if problem is not None:
        raise problem
    if len(documents) != 1:
        raise ReadError(source.whole(), f"expected one document with parameters, not {len(documents)}")
    return documents[0]


def _values(root: Node) -> Iterator[tuple[str, Value]]:
    """Names and values; ReadError for a form that nobody uses."""
    if isinstance(root, ListNode):
        for item in root.items:
            yield from _item(item)
        return
    if not isinstance(root, MappingNode):
        raise ReadError(root.span, "expected a mapping or a list of parameters")
    inner = root.get("Parameters") or root.get("parameters")
    if isinstance(inner, MappingNode | ListNode):
        yield from _values(inner)
        return
    for pair in root.pairs:
        value = _value(pair.value)
        if value is not None:
            yield pair.key.text, value


def _item(item: Node) -> Iterator[tuple[str, Value]]:
    """One entry of a list of parameters."""
    if isinstance(item, ScalarNode):
        name, equals, _ = item.text.partition("=")
        if not equals:
            raise ReadError(item.span, "expected Name=Value")
        parts = [part.slice(len(name) + 1, len(part.text)) for part in item.parts if isinstance(part, Chars)]
        yield name, String(Origin(item.span), tuple(parts))
        return
    if not isinstance(item, MappingNode):
        raise ReadError(item.span, "expected an object with ParameterKey and ParameterValue")
    key = literal(item.get("ParameterKey"))
    if key is None:
        raise ReadError(item.span, "expected an object with ParameterKey and ParameterValue")
    node = item.get("ParameterValue")
    value = _value(node) if node is not None else None
    if value is not None:
        yield key, value


def _value(node: Node) -> Value | None:
    """A value as text, the items of a list joined by commas; None for what is no value of a parameter."""
    if isinstance(node, ScalarNode):
        return string_of(node) if node.kind != "null" else None
    if not isinstance(node, ListNode):
        return None
    parts: list[Chars] = []
    for index, item in enumerate(node.items):
        if not isinstance(item, ScalarNode):
            return None
        parts.extend((Chars(",", node.span),) if index else ())
        parts.extend(part for part in string_of(item).parts if isinstance(part, Chars))
    return String(Origin(node.span), tuple(parts))
