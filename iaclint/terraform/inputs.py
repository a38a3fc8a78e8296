"""What gives the root module's variables their values: variable definition files and command line options.

Order: Terraform documentation, "Variable Definition Precedence" (a later one replaces an earlier one).
"""

from __future__ import annotations

from iaclint.estate import Problem
from iaclint.files import FileProblem, join
from iaclint.record import Record
from iaclint.terraform.variables import constant, is_literal
from iaclint.text.nodes import MappingNode, ReadError
from iaclint.text.span import Source
from iaclint.values.decode import from_node
from iaclint.values.origin import GIVEN, Origin
from iaclint.values.value import Entry, Mapping, Sequence, String

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.files import Files
    from iaclint.terraform.configuration import Configuration
    from iaclint.terraform.module import Module
    from iaclint.values.value import Value

_AUTO = (".auto.tfvars", ".auto.tfvars.json")


class Inputs(Record):
    """``--var NAME=VALUE`` as pairs, and the paths of ``--var-file``, both in their order."""

    variables: tuple[tuple[str, str], ...] = ()
    files: tuple[str, ...] = ()


def give_variables(configuration: Configuration, module: Module, inputs: Inputs) -> list[Problem]:
    """Fill ``configuration.given``; what cannot be read comes back as problems."""
    problems: list[Problem] = []
    for path in (*definition_files(configuration.directory, configuration.sources.files), *inputs.files):
        try:
            for name, value in _definitions(configuration, path, problems):
                configuration.given[name] = value.via(GIVEN, value.span, f"given in {path}")
        except FileProblem as problem:
            problems.append(Problem(path, None, problem.reason))
        except ReadError as error:
            problems.append(Problem(path, error.span, error.message))
    for name, text in inputs.variables:
        if name in module.variables:
            try:
                configuration.given[name] = _option(configuration, module, name, text)
            except ReadError as error:
                where = module.variables[name].header
                message = f"what is given for variable {name} does not parse: {error.message}"
                problems.append(Problem(where.source.path, where, message))
    return problems


def definition_files(directory: str, files: Files) -> list[str]:
    """The files that Terraform reads by itself, in its order."""
    names = [entry.name for entry in files.listing(directory) if entry.opened]
    found: list[str] = [name for name in ("terraform.tfvars", "terraform.tfvars.json") if name in names]
    found += sorted(name for name in names if name.endswith(_AUTO))
    return [join(directory, name) for name in found]


def _definitions(configuration: Configuration, path: str, problems: list[Problem]) -> Iterator[tuple[str, Value]]:
    source = configuration.sources.get(path)
    if path.endswith(".json"):
        from iaclint.text.jsontext import read_json_source

        node = read_json_source(source)
        if not isinstance(node, MappingNode):
            raise ReadError(node.span, "expected an object with the values of variables")
        for pair in node.pairs:
            yield pair.key.text, as_constant(from_node(pair.value))
        return
    from iaclint.text.hcl import read_hcl

    configuration.definitions.append(source)
    file = read_hcl(source)
    problems.extend(Problem(path, error.span, error.message) for error in file.errors)
    for name, attribute in file.body.attributes.items():
        yield name, constant(configuration, attribute.expression)


def as_constant(value: Value) -> Value:
    """A JSON value as Terraform types it: lists are tuples."""
    if isinstance(value, Sequence):
        return Sequence(value.origin, tuple(as_constant(item) for item in value.items), "tuple")
    if isinstance(value, Mapping):
        entries = {key: Entry(entry.key, as_constant(entry.value)) for key, entry in value.entries.items()}
        return Mapping(value.origin, entries, "object", value.duplicates)
    return value


def _option(configuration: Configuration, module: Module, name: str, text: str) -> Value:
    """The value of ``--var``: it stands where the variable is declared."""
    block = module.variables[name]
    origin = Origin(block.header)
    if is_literal(configuration, block):
        value: Value = String.of(text, origin)
    else:
        from iaclint.text.hcl import read_expression

        value = placed(constant(configuration, read_expression(Source(f"--var {name}", text))), origin)
    return value.via(GIVEN, block.header, f"given by --var {name}")


def placed(value: Value, origin: Origin) -> Value:
    """A constant with everything in it moved to one place."""
    if isinstance(value, String):
        return String.of(value.text or "", origin)
    if isinstance(value, Sequence):
        return Sequence(origin, tuple(placed(item, origin) for item in value.items), value.type)
    if isinstance(value, Mapping):
        entries = {key: Entry(origin, placed(entry.value, origin)) for key, entry in value.entries.items()}
        return Mapping(origin, entries, value.type)
    return value.at(origin)
