"""Module calls: which directory is called, the instances of it, and their outputs."""

from __future__ import annotations

from iaclint.files import DIRECTORY, FileProblem, join
from iaclint.record import Record
from iaclint.terraform.configuration import undeclared
from iaclint.terraform.instances import Instance
from iaclint.terraform.module import read_module
from iaclint.text.hclast import Template
from iaclint.text.mapped import Chars
from iaclint.values.origin import OUTPUT, SECRET, Origin
from iaclint.values.value import Entry, Mapping, Unknown

TYPE_CHECKING = False
if TYPE_CHECKING:
    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.instances import Member
    from iaclint.terraform.module import Declaration, Module
    from iaclint.text.hclast import Block, Expression
    from iaclint.text.sources import Sources
    from iaclint.text.span import Span
    from iaclint.values.value import Value

NOT_INSTALLED = "not installed"
META = frozenset({"source", "version", "providers", "count", "for_each", "depends_on"})


class Called(Record):
    """The module that a call leads to; None with the reason if it cannot be read."""

    module: Module | None
    source: str
    reason: str = ""


def literal_source(block: Block) -> str | None:
    """The ``source`` of a module call if it is written as plain text."""
    argument = block.body.attributes.get("source")
    return plain_text(argument.expression) if argument is not None else None


def plain_text(expression: Expression) -> str | None:
    """The text of a quoted string without interpolations."""
    if not isinstance(expression, Template):
        return None
    texts = [part.text for part in expression.parts if isinstance(part, Chars)]
    return "".join(texts) if len(texts) == len(expression.parts) else None


def is_local(source: str) -> bool:
    """Whether a module source is a path."""
    return source.startswith(("./", "../")) or source in {".", ".."}


def called(configuration: Configuration, owner: Instance, declaration: Declaration) -> Called:
    """The module that a call in a module instance leads to."""
    return configuration.once(
        (owner.path, declaration), declaration.address, lambda: _called(configuration, owner, declaration)
    )


def _called(configuration: Configuration, owner: Instance, declaration: Declaration) -> Called:
    source = literal_source(declaration.block)
    if source is None:
        return Called(None, "", "its source is not written as plain text")
    directory: str | None
    if is_local(source):
        directory = join(owner.module.directory, source)
        configuration.sources.files.admit_module(directory)
    else:
        directory = configuration.installed.directory_of((*owner.path, declaration.name))
    if directory is None or configuration.sources.files.kind(directory) != DIRECTORY:
        return Called(None, source, NOT_INSTALLED if directory is None else _why_not(directory, configuration.sources))
    if _calls_itself(owner, directory):
        return Called(None, source, f"{directory} calls itself")
    return _read(directory, source, configuration.sources)


def _why_not(directory: str, sources: Sources) -> str:
    """Why a directory cannot be read."""
    try:
        sources.files.listing(directory)
    except FileProblem as problem:
        if "outside" in problem.reason:
            return f"the directory {directory} {problem.reason}"
    return f"the directory {directory} does not exist"


def _read(directory: str, source: str, sources: Sources) -> Called:
    try:
        module = read_module(directory, sources)
    except FileProblem as problem:
        return Called(None, source, f"{directory} {problem.reason}")
    if not module.files and not module.refused:
        return Called(None, source, f"{directory} holds no Terraform files")
    return Called(module, source)


def _calls_itself(owner: Instance, directory: str) -> bool:
    at: Instance | None = owner
    while at is not None:
        if at.module.directory == directory:
            return True
        at = at.call.owner if at.call else None
    return False


def child(configuration: Configuration, call: Member) -> Instance | None:
    """One instance of the called module; None if it cannot be read."""
    children = call.owner.children
    found = children.get((call.declaration, call.key))
    if found is None:
        module = called(configuration, call.owner, call.declaration).module
        if module is not None:
            found = children[call.declaration, call.key] = Instance(module, call)
    return found


def output_value(configuration: Configuration, call: Member, name: str, span: Span) -> Value:
    """One output of an instance of a called module."""
    instance = child(configuration, call)
    if instance is None:
        return _unreadable(configuration, call, f"{call.address}.{name}", Origin(span))
    block = instance.module.outputs.get(name)
    if block is None:
        return undeclared(Origin(span), span, f"output {name}", instance.module.directory)
    full = f"{instance.address}.{name}"
    return configuration.value(
        (instance, "output", name), full, Origin(span), lambda: _output(configuration, instance, block)
    )


def _output(configuration: Configuration, instance: Instance, block: Block) -> Value:
    from iaclint.terraform.expression import evaluate
    from iaclint.terraform.names import Frame
    from iaclint.terraform.variables import flag

    name = block.labels[0].text
    written = block.body.attributes.get("value")
    if written is None:
        return Unknown(Origin(block.header), f"{instance.address}.{name}", f"output {name} has no value")
    value = evaluate(written.expression, Frame(configuration, instance))
    value = value.via(OUTPUT, written.span, f"through output {name}")
    secret = flag(configuration, block.body.attributes.get("sensitive"), absent=False)
    return value.via(SECRET, block.header, f"output {name} is sensitive") if secret else value


def _unreadable(configuration: Configuration, call: Member, name: str, origin: Origin) -> Unknown:
    about = called(configuration, call.owner, call.declaration)
    advice = "; run terraform init" if about.reason == NOT_INSTALLED else ""
    reason = f"{call.address} ({about.source or 'no source'}) cannot be read: {about.reason}{advice}"
    return Unknown(origin, name, reason)


def all_outputs(configuration: Configuration, call: Member) -> Value:
    """An instance of a called module as the object of all its outputs."""
    origin = Origin(call.declaration.block.header)
    instance = child(configuration, call)
    if instance is None:
        return _unreadable(configuration, call, call.address, origin)
    entries = {
        name: Entry(Origin(block.header), output_value(configuration, call, name, block.header))
        for name, block in sorted(instance.module.outputs.items())
    }
    return Mapping(origin, entries, "object")
