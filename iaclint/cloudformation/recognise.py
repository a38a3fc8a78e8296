"""Which files hold templates."""

from __future__ import annotations

import re

from iaclint.cloudformation.calls import LOOP, TRANSFORM, section, spelled_out
from iaclint.cloudformation.template import STACKS, Template
from iaclint.estate import NotJudged, Problem
from iaclint.files import FileProblem
from iaclint.record import Record
from iaclint.text.nodes import ListNode, MappingNode, ReadError, ScalarNode

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable

    from iaclint.text.nodes import Node, Pair
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source

_RESOURCES = r"""(?m:^[ \t]*|[{,]\s*)["']?Resources["']?\s*[:\uff1a]"""
_ASSET = r"(?:^|/)asset\.[0-9a-f]{32,}/"  # code that the CDK copied into its output
_TYPE = r"AWS::[A-Za-z0-9]+::"
_MARKUP = r"\{\{(?!resolve:)|\{%"


def may_hold_template(path: str, *, is_named: bool) -> bool:
    """Whether a candidate is worth reading: code that the CDK copied into its output is not, unless it was named."""
    return is_named or re.search(_ASSET, path) is None


class Found(Record):
    """What a file holds, and what is to be said of the file itself."""

    templates: tuple[Template, ...] = ()
    problems: tuple[Problem, ...] = ()
    not_judged: tuple[NotJudged, ...] = ()


def templates_in(path: str, sources: Sources, *, is_named: bool) -> Found:
    """The templates in a file.

    A text that looks like a template once Helm or Jinja have filled it in is not judged.
    """
    try:
        templates, problem = read_templates(sources.get(path))
    except FileProblem as unreadable:
        return Found(problems=(Problem(path, None, unreadable.reason),))
    found = tuple(templates)
    if problem is None or not (is_named or _is_meant(problem)):
        return Found(found)
    if is_named or not _is_unfilled(problem):
        return Found(found, (Problem(path, problem.span, problem.message),))
    reason = f"it cannot be read before its {{{{ }}}} are filled in: {problem.message}"
    directory, _, name = path.rpartition("/")
    return Found(found, not_judged=(NotJudged(directory or ".", name, "a template", reason),))


def called_templates(paths: Iterable[str], sources: Sources) -> frozenset[str]:
    """The paths that templates in some files nest, judged through their callers.

    Of templates that nest each other in a ring, one is not called.
    """
    calls = {path: nested for path in paths if (nested := _nested(path, sources))}
    called = set().union(*calls.values())
    reached: set[str] = set()
    for path in [*(path for path in calls if path not in called), *calls]:
        if path in reached:
            continue
        called.discard(path)
        todo = [path]
        while todo:
            found = todo.pop()
            if found not in reached:
                reached.add(found)
                todo.extend(calls.get(found, ()))
    return frozenset(called)


def _nested(path: str, sources: Sources) -> set[str]:
    """The paths that the templates of a file nest; most files are not read for it."""
    try:
        source = sources.get(path)
    except FileProblem:
        return set()
    if not any(name in source.text for name in STACKS):
        return set()
    from iaclint.cloudformation.nested import nested_path

    resources = [section(template.root, "Resources") for template in read_templates(source)[0]]
    nodes = [pair.value for mapping in resources if mapping is not None for pair in mapping.pairs]
    return {nested for node in nodes if (nested := nested_path(path, node)) is not None} - {path}


def _is_meant(problem: ReadError) -> bool:
    """Whether a text that cannot be read was meant as a template."""
    text = problem.span.source.text
    if "\\" in text:
        from iaclint.text.escapes import unescaped

        text = unescaped(text.encode("utf-8", "surrogatepass")).decode("utf-8", "replace")
    return re.search(_RESOURCES, text) is not None and re.search(_TYPE, text) is not None


def _is_unfilled(problem: ReadError) -> bool:
    """Whether a text that cannot be read is one that Helm or Jinja fill in first."""
    text = problem.span.source.text
    end = text.find("\n", problem.span.start)
    return re.compile(_MARKUP).search(text, 0, end if end >= 0 else len(text)) is not None


def read_templates(source: Source) -> tuple[list[Template], ReadError | None]:
    """The templates in a file, and what cannot be read of it."""
    documents, problem = read_documents(source)
    roots = [node for node in documents if isinstance(node, MappingNode) and is_template(node)]
    return [Template(source.path, source, root, number) for number, root in enumerate(roots, 1)], problem


def read_documents(source: Source) -> tuple[list[Node], ReadError | None]:
    """The documents of a JSON or YAML file, up to the place where it cannot be read on.

    What starts like JSON is read as JSON, unless only YAML can read it.
    """
    start = _start(source.text)
    is_json = source.path.endswith(".json")
    wrong = None
    if is_json or start:
        from iaclint.text.jsontext import read_json_source

        try:
            return [read_json_source(source)], None
        except ReadError as fault:
            wrong = fault
    if wrong is not None and is_json:
        return [], wrong
    from iaclint.text.yamltext import read_yaml_source

    documents, problem = read_yaml_source(source)
    return documents, wrong if problem is not None and start == '{"' else problem


def _start(text: str) -> str:
    """How JSON starts, ``[``, ``{`` or ``{"`` (a quoted key leaves little doubt); empty where a text does not."""
    start = text.removeprefix("\ufeff").lstrip()
    if start[:1] == "{":
        return '{"' if start[1:].lstrip()[:1] == '"' else "{"
    return "[" if start[:1] == "[" else ""


def is_template(root: MappingNode) -> bool:
    """Whether a document is a template: ``Resources`` with a ``Type`` that has ``::`` in it."""
    written = [pair.value for pair in root.pairs if pair.key.text == "Resources"]  # twice is told by who reads it
    sections = [node for node in map(spelled_out, written) if isinstance(node, MappingNode)]
    if root.get("AWSTemplateFormatVersion") is not None:
        return bool(sections)
    return any(map(_has_type, sections))


def _has_type(resources: MappingNode) -> bool:
    for pair in resources.pairs:
        value = pair.value
        if pair.key.text == TRANSFORM:
            return True
        if pair.key.text.startswith(LOOP) and isinstance(value, ListNode) and len(value.items) == 3:
            body = value.items[2]
            if isinstance(body, MappingNode) and _has_type(body):
                return True
        kind = value.get("Type") if isinstance(value, MappingNode) else None
        if isinstance(kind, ScalarNode) and "::" in kind.text:
            return True
        if kind is None and isinstance(value, MappingNode) and any(map(_is_misspelled_type, value.pairs)):
            return True
    return False


def _is_misspelled_type(pair: Pair) -> bool:
    """Whether an entry is meant as the type of a resource, though its key is not ``Type``: it has none then."""
    key, value = pair.key.text, pair.value
    if not isinstance(value, ScalarNode) or not value.text.startswith("AWS::"):
        return False
    return key.lower() == "type" or (len(key) < 10 and not key.isascii())
