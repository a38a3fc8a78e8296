"""A directory read as a Terraform module: what its files declare, with override files merged in.

Rules: Terraform, "Files and Directories" and "Override Files" (configs/parser_config_dir.go, configs/module_merge.go).
A ``.tofu`` file replaces the ``.tf`` file of the same name, as OpenTofu reads them; Terraform reads no ``.tofu`` file.
"""

from __future__ import annotations

from iaclint.estate import Problem
from iaclint.files import MODULE_ENDS, TOFU_ENDS, FileProblem, join
from iaclint.text.hclast import Block, Body

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterable
    from typing import Any, Final

    from iaclint.terraform.references import User
    from iaclint.text.hcl import HclFile
    from iaclint.text.hclast import Attribute
    from iaclint.text.sources import Sources
    from iaclint.text.span import Source, Span
    from iaclint.text.tfjson import JsonFile

_LABELS = {"resource": 2, "data": 2, "ephemeral": 2, "module": 1, "variable": 1, "output": 1, "provider": 1}
_PREFIXES = {"resource": "", "data": "data.", "ephemeral": "ephemeral.", "module": "module."}


class Declaration:
    """A resource, data source or module call as a module declares it; ``address`` is relative to the module."""

    __slots__ = ("address", "block", "mode", "name", "type")

    def __init__(self, block: Block) -> None:
        self.block: Final = block
        self.mode: Final = block.type
        labels = [label.text for label in block.labels]
        self.type: Final = labels[0] if len(labels) > 1 else ""
        self.name: Final = labels[-1]
        self.address: Final = _PREFIXES[block.type] + ".".join(labels)

    def __repr__(self) -> str:
        return f"Declaration({self.address})"


class Module:
    """What the files of a directory declare. ``declared`` is by address, ``declarations`` has repeated ones too."""

    __slots__ = ("declarations", "declared", "directory", "files", "locals", "outputs", "refused", "users", "variables")

    def __init__(self, directory: str) -> None:
        self.directory: Final = directory
        self.declared: Final[dict[str, Declaration]] = {}
        self.declarations: Final[list[Declaration]] = []
        self.variables: Final[dict[str, Block]] = {}
        self.outputs: Final[dict[str, Block]] = {}
        self.locals: Final[dict[str, Attribute]] = {}
        self.refused: Final[list[Problem]] = []
        self.users: dict[str, list[User]] | None = None  # who mentions a name; made when first asked (references.users)
        self.files: Final[list[HclFile | JsonFile]] = []

    def problems(self) -> list[Problem]:
        """Everything in the files that Terraform cannot read or does not accept; reads them whole."""
        errors = [Problem(file.source.path, error.span, error.message) for file in self.files for error in file.errors]
        return errors + self.refused


def read_module(directory: str, sources: Sources) -> Module:
    """The module of a directory, read once a run; FileProblem if the directory cannot be listed."""
    known = sources.made.get(("module", directory))
    if isinstance(known, Module):
        log = sources.files.log
        log.listed.add(directory)
        log.read.update(file.source.path for file in known.files)
        return known
    module = _Reader(directory, sources).read()
    sources.made["module", directory] = module
    return module


def module_files(directory: str, sources: Sources) -> tuple[list[str], list[str]]:
    """The names of the files that make up a module: ordinary ones and override files, each in order."""
    names = {entry.name for entry in sources.files.listing(directory) if entry.opened and _counts(entry.name)}
    if not sources.tofu:
        names = {name for name in names if not name.endswith(TOFU_ENDS)}
    kept = sorted(name for name in names if _tofu_twin(name) not in names)
    return [name for name in kept if not _overrides(name)], [name for name in kept if _overrides(name)]


def _counts(name: str) -> bool:
    return name.endswith(MODULE_ENDS) and not name.startswith(".")


def _tofu_twin(name: str) -> str:
    for end in (".tf", ".tf.json"):
        if name.endswith(end):
            return name[: -len(end)] + end.replace(".tf", ".tofu")
    return ""


def _overrides(name: str) -> bool:
    stem = name[: -len(next(end for end in MODULE_ENDS[::-1] if name.endswith(end)))]
    return stem == "override" or stem.endswith("_override")


def read_configuration(path: str, sources: Sources) -> HclFile | JsonFile:
    """A configuration file in either syntax, read once a run; FileProblem if it cannot be read."""
    source = sources.get(path)
    known: Any = sources.made.get(("configuration", path))
    if known is None:
        known = sources.made["configuration", path] = _read(path, source)
    file: HclFile | JsonFile = known
    return file


def _read(path: str, source: Source) -> HclFile | JsonFile:
    if path.endswith(".json"):
        from iaclint.text.tfjson import read_tfjson

        return read_tfjson(source)
    from iaclint.text.hcl import read_hcl

    return read_hcl(source)


class _Reader:
    def __init__(self, directory: str, sources: Sources) -> None:
        self.module = Module(directory)
        self.sources = sources

    def read(self) -> Module:
        ordinary, overriding = module_files(self.module.directory, self.sources)
        for name in ordinary:
            for block in self.blocks(name):
                self.declare(block)
        for name in overriding:
            for block in self.blocks(name):
                self.override(block)
        return self.module

    def blocks(self, name: str) -> Iterable[Block]:
        path = join(self.module.directory, name)
        try:
            file = read_configuration(path, self.sources)
        except FileProblem as problem:
            self.module.refused.append(Problem(path, None, problem.reason))
            return
        self.module.files.append(file)
        for block in file.body.blocks:
            expected = _LABELS.get(block.type, len(block.labels))
            if len(block.labels) != expected:
                self.refuse(block.header, f"a {block.type} block has {_number(expected)}, not {len(block.labels)}")
            else:
                yield block

    def refuse(self, span: Span, message: str) -> None:
        self.module.refused.append(Problem(span.source.path, span, message))

    def declare(self, block: Block) -> None:
        module = self.module
        if block.type == "locals":
            for name, attribute in block.body.attributes.items():
                if module.locals.setdefault(name, attribute) is not attribute:
                    self.refuse(attribute.name_span, f"local.{name} is defined a second time")
        elif block.type in {"variable", "output"}:
            table = module.variables if block.type == "variable" else module.outputs
            if table.setdefault(block.labels[0].text, block) is not block:
                self.refuse(block.header, f'{block.type} "{block.labels[0].text}" is declared a second time')
        elif block.type in _PREFIXES:
            declaration = Declaration(block)
            module.declarations.append(declaration)
            if module.declared.setdefault(declaration.address, declaration) is not declaration:
                self.refuse(block.header, f"{declaration.address} is declared a second time")

    def override(self, block: Block) -> None:
        module = self.module
        if block.type == "locals":
            module.locals.update(block.body.attributes)
        elif block.type in {"variable", "output"}:
            table = module.variables if block.type == "variable" else module.outputs
            name = block.labels[0].text
            if name in table:
                table[name] = merged(table[name], block)
            else:
                self.nothing_to_override(block, f'{block.type} "{name}"')
        elif block.type in _PREFIXES:
            self.override_declared(Declaration(block))

    def override_declared(self, over: Declaration) -> None:
        module = self.module
        base = module.declared.get(over.address)
        if base is None:
            self.nothing_to_override(over.block, over.address)
            return
        new = Declaration(merged(base.block, over.block))
        module.declared[over.address] = new
        module.declarations[module.declarations.index(base)] = new

    def nothing_to_override(self, block: Block, what: str) -> None:
        self.refuse(block.header, f"this override file changes {what}, which no other file declares")


def merged(base: Block, over: Block) -> Block:
    """A block with the arguments of an override block laid over its own, under its own header."""
    return Block(base.type, base.labels, base.header, base.span, lambda: _merged_body(base.body, over.body))


def _merged_body(base: Body, over: Body) -> Body:
    """Arguments replace arguments; nested blocks of a type replace all nested blocks of that type, dynamic ones too."""
    replaced = {_generated(block) for block in over.blocks}
    kept = tuple(block for block in base.blocks if _generated(block) not in replaced)
    return Body(base.span, {**base.attributes, **over.attributes}, kept + over.blocks, base.repeated)


def _generated(block: Block) -> str:
    return block.labels[0].text if block.type == "dynamic" and block.labels else block.type


def _number(labels: int) -> str:
    return "one label" if labels == 1 else "two labels"
