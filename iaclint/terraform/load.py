"""From a root directory to a unit: what there is to judge in it and in the modules that it calls."""

from __future__ import annotations

from iaclint.estate import TERRAFORM, Unit
from iaclint.terraform.configuration import Configuration
from iaclint.terraform.inputs import give_variables
from iaclint.terraform.installed import Installed
from iaclint.terraform.instances import Instance
from iaclint.terraform.module import read_module
from iaclint.terraform.moved import moves
from iaclint.terraform.sites import Sites
from iaclint.terraform.variables import hide_secrets

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.estate import Problem
    from iaclint.terraform.inputs import Inputs
    from iaclint.terraform.module import Module
    from iaclint.text.sources import Sources

_MARK = "iaclint:"  # without it in any file, nobody asks which resources a header speaks for


def load_root(directory: str, sources: Sources, inputs: Inputs) -> Unit:
    """The unit of a root directory; what cannot be read is among its problems."""
    module = read_module(directory, sources)
    configuration = Configuration(directory, sources, Installed(directory, sources))
    problems = give_variables(configuration, module, inputs)
    return unit_of(configuration, module, problems)


def unit_of(configuration: Configuration, module: Module, problems: list[Problem]) -> Unit:
    """The unit of a configuration whose root module and variables are known."""
    root = Instance(module)
    found = Sites(configuration, configuration.directory)
    found.visit(root)
    read = [file for module in modules(root) for file in module.files]
    hide_secrets(configuration, root)
    return Unit(
        configuration.directory,
        TERRAFORM,
        tuple(found.policies),
        found.keys(),
        (*problems, *found.problems, *(problem for module in modules(root) for problem in module.problems())),
        tuple(found.not_judged.values()),
        blocks=found.blocks() if any(_MARK in file.source.text for file in read) else (),
        sources=(*(file.source for file in read), *configuration.definitions),
        moves=tuple(moves(root)),
        inputs=tuple(root.module.variables),
    )


def modules(root: Instance) -> Iterator[Module]:
    """The modules of a configuration, each once."""
    seen: set[str] = set()
    waiting = [root]
    while waiting:
        instance = waiting.pop()
        if instance.module.directory not in seen:
            seen.add(instance.module.directory)
            yield instance.module
        waiting.extend(instance.children.values())
