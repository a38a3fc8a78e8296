"""Loads the compiled modules of iaclint without searching for them: half of a short run is loading its hundred modules.

Python's own way looks through a listing of each folder for every kind of module, and asks the file system three times.
Here the compiled file is read at once, and taken if it belongs to the source as it lies there (the header of "Cached
bytecode invalidation" in the Python reference: magic number, flags, time and size of the source). Everything else,
sources that are newer among it, is left to Python.
"""

from __future__ import annotations

import os
import sys
from marshal import loads

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Sequence
    from importlib.machinery import BuiltinImporter, ModuleSpec, SourceFileLoader
    from importlib.util import MAGIC_NUMBER
    from types import ModuleType
    from typing import Final
else:  # what ``importlib`` takes them from: it is not loaded otherwise
    from _frozen_importlib import BuiltinImporter, ModuleSpec
    from _frozen_importlib_external import MAGIC_NUMBER, SourceFileLoader

_ENDING = f".{sys.implementation.cache_tag}.pyc"
_BY_TIME = MAGIC_NUMBER + bytes(4)  # compiled files that are held to time and size have no flags
_HEADER = 16
_MOST = 100_000  # bytes; a compiled module of ours has some 10,000
_WORD = 0xFFFFFFFF


class _Compiled(SourceFileLoader):
    """Runs code that has been read already; a module that is loaded again goes Python's own way."""

    def __init__(self, name: str, source: str, code: memoryview) -> None:
        super().__init__(name, source)
        self._code: memoryview | None = code

    def exec_module(self, module: ModuleType) -> None:
        code, self._code = self._code, None
        if code is None:
            super().exec_module(module)
        else:
            exec(loads(code), module.__dict__)


class Finder:
    """Finds the modules below a package that are compiled and not out of date (see ``sys.meta_path``)."""

    def __init__(self, package: str) -> None:
        self._below: Final = f"{package}."

    def find_spec(self, name: str, path: Sequence[str] | None, _target: ModuleType | None = None) -> ModuleSpec | None:
        """How to load a module, or None to leave it to the others."""
        if not path or not name.startswith(self._below):
            return None
        last = name[name.rfind(".") + 1 :]
        spec = _spec(name, path[0], last)
        if spec is None:
            folder = f"{path[0]}/{last}"
            spec = _spec(name, folder, "__init__")
            if spec is not None:
                spec.submodule_search_locations = [folder]
        return spec


def _spec(name: str, folder: str, file: str) -> ModuleSpec | None:
    """How to load a module from a file; None if it is not there, or its compiled file is not, or is out of date."""
    source, compiled = f"{folder}/{file}.py", f"{folder}/__pycache__/{file}{_ENDING}"
    try:
        opened = os.open(compiled, os.O_RDONLY)
        try:
            data = os.read(opened, _MOST)
        finally:
            os.close(opened)
        stat = os.stat(source)
    except (OSError, ValueError):
        return None
    if len(data) == _MOST or data[:_HEADER] != _BY_TIME + _bytes(int(stat.st_mtime)) + _bytes(stat.st_size):
        return None
    spec = ModuleSpec(name, _Compiled(name, source, memoryview(data)[_HEADER:]), origin=source)
    spec.cached, spec.has_location = compiled, True
    return spec


def _bytes(number: int) -> bytes:
    return (number & _WORD).to_bytes(4, "little")


def install(package: str) -> None:
    """Have the modules below a package found this way before Python's own ones are asked, but after those of others.

    Not where compiled files lie elsewhere or hold something else (``-O``, ``PYTHONPYCACHEPREFIX``).
    """
    if BuiltinImporter in sys.meta_path and not sys.flags.optimize and not sys.pycache_prefix:
        sys.meta_path.insert(sys.meta_path.index(BuiltinImporter), Finder(package))
