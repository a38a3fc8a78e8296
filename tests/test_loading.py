"""Compiled modules are loaded straight away, and only if they are what Python itself would load."""

import importlib
import os
import py_compile
import subprocess
import sys
from importlib.machinery import PathFinder
from pathlib import Path

import pytest

from iaclint.loading import Finder, install

PACKAGE = "loaded_by_a_test"
DESCRIBED = ("name", "origin", "cached", "has_location", "parent", "submodule_search_locations")


@pytest.fixture
def module(tmp_path, monkeypatch):
    """The source of a compiled module in a package that can be imported."""
    folder = tmp_path / PACKAGE
    folder.mkdir()
    (folder / "__init__.py").write_text("")
    source = folder / "one.py"
    source.write_text("value = 1\n")
    py_compile.compile(source, invalidation_mode=py_compile.PycInvalidationMode.TIMESTAMP)
    monkeypatch.syspath_prepend(tmp_path)
    yield source
    for name in [name for name in sys.modules if name.startswith(PACKAGE)]:
        del sys.modules[name]


def spec(source, name=f"{PACKAGE}.one"):
    return Finder(PACKAGE).find_spec(name, [str(source.parent)])


def test_a_compiled_module_is_described_as_python_does(module):
    found, usual = spec(module), PathFinder.find_spec(f"{PACKAGE}.one", [str(module.parent)])
    for name in DESCRIBED:
        assert getattr(found, name) == getattr(usual, name), name
    assert found.loader.get_code(found.name) == usual.loader.get_code(usual.name)
    assert found.loader.get_source(found.name) == "value = 1\n"


def test_it_is_loaded_and_loaded_again(module, monkeypatch):
    monkeypatch.setattr(sys, "meta_path", [*sys.meta_path])
    install(PACKAGE)
    loaded = importlib.import_module(f"{PACKAGE}.one")
    assert (loaded.value, type(loaded.__loader__).__name__, loaded.__file__) == (1, "_Compiled", str(module))
    assert loaded.__cached__.endswith(".pyc")
    module.write_text("value = 'another'\n")
    assert importlib.reload(loaded).value == "another"


@pytest.mark.parametrize("mode", ["CHECKED_HASH", "UNCHECKED_HASH"])
def test_what_is_compiled_otherwise_is_left_to_python(module, mode):
    assert spec(module) is not None
    py_compile.compile(module, invalidation_mode=py_compile.PycInvalidationMode[mode])
    assert spec(module) is None


def test_a_source_of_another_size_or_time_is_left_to_python(module):
    times = module.stat()
    module.write_text("value = 12\n")
    os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert spec(module) is None
    module.write_text("value = 1\n")
    os.utime(module, (0, 0))
    assert spec(module) is None
    os.utime(module, ns=(times.st_atime_ns, times.st_mtime_ns))
    assert spec(module) is not None


def test_what_another_python_compiled_or_half_wrote_is_left_to_python(module):
    compiled = Path(spec(module).cached)
    whole = compiled.read_bytes()
    for damaged in (b"\0" * 4 + whole[4:], whole[:12], b""):
        compiled.write_bytes(damaged)
        assert spec(module) is None
    compiled.unlink()
    assert spec(module) is None


def test_a_compiled_package_is_described_as_python_does(module):
    source = module.parent / "two/__init__.py"
    source.parent.mkdir()
    source.write_text("")
    assert spec(module, f"{PACKAGE}.two") is None
    py_compile.compile(source)
    found, usual = spec(module, f"{PACKAGE}.two"), PathFinder.find_spec(f"{PACKAGE}.two", [str(module.parent)])
    for name in DESCRIBED:
        assert getattr(found, name) == getattr(usual, name), name


def test_the_modules_of_others_are_left_to_python(module):
    assert Finder("another").find_spec(f"{PACKAGE}.one", [str(module.parent)]) is None
    assert Finder(PACKAGE).find_spec(PACKAGE, None) is None
    assert spec(module, f"{PACKAGE}.three") is None


SHOWN = "import iaclint.cli.main as main; print(type(main.__loader__).__name__)"


@pytest.mark.parametrize(
    ("options", "loader"),
    [((), "_Compiled"), (("-O",), "SourceFileLoader"), (("-X", "pycache_prefix=/nonexistent"), "SourceFileLoader")],
)
def test_the_command_is_loaded_so_unless_compiled_files_lie_elsewhere(options, loader):
    import iaclint.cli.main

    source = Path(iaclint.cli.main.__file__)
    py_compile.compile(source)
    command = [sys.executable, *options, "-c", SHOWN]
    environment = {name: text for name, text in os.environ.items() if name != "PYTHONPYCACHEPREFIX"}
    run = subprocess.run(command, capture_output=True, text=True, check=True, env=environment)
    assert run.stdout == f"{loader}\n"


def test_an_interpreter_with_another_importlib_loads_its_own_way():
    hidden = "import sys; sys.modules['_frozen_importlib_external'] = None; "
    run = subprocess.run([sys.executable, "-c", hidden + SHOWN], capture_output=True, text=True, check=True)
    assert run.stdout == "SourceFileLoader\n"
