"""The wheel holds the package and nothing else, and runs where nothing but the wheel is."""

import os
import shutil
import subprocess
import sys
import tomllib
import zipfile

import checkout
import pytest


@pytest.fixture(scope="module")
def copy(tmp_path_factory):
    return checkout.copied(tmp_path_factory.mktemp("checkout"))


@pytest.fixture(scope="module")
def wheel(copy, tmp_path_factory):
    directory = tmp_path_factory.mktemp("wheel")
    pip(sys.executable, "wheel", str(copy), "--no-deps", "--quiet", "--wheel-dir", str(directory))
    return next(directory.glob("*.whl"))


def pip(python, *arguments):
    done = subprocess.run([python, "-m", "pip", *arguments], capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr


def without_python_settings():
    return {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "VIRTUAL_ENV"))}


def test_the_wheel_holds_the_package_and_its_data_and_nothing_else(wheel, copy):
    names = set(zipfile.ZipFile(wheel).namelist())
    package = {str(path.relative_to(copy)) for path in (copy / "iaclint").rglob("*") if path.is_file()}
    assert {name for name in names if not name.startswith("iaclint-1.0.0.dist-info/")} == package
    assert "iaclint/py.typed" in package
    assert "iaclint-1.0.0.dist-info/licenses/LICENSE" in names


def test_the_wheel_says_what_it_is(wheel):
    archive = zipfile.ZipFile(wheel)
    about = archive.read("iaclint-1.0.0.dist-info/METADATA").decode()
    assert "\nName: iaclint\nVersion: 1.0.0\n" in about
    assert "\nLicense-Expression: Apache-2.0\n" in about
    assert "\nRequires-Python: >=3.11\n" in about
    entries = archive.read("iaclint-1.0.0.dist-info/entry_points.txt").decode()
    assert entries == "[console_scripts]\niaclint = iaclint.cli.main:entry\n"


def test_the_readme_names_two_commands_to_set_up_and_the_ci_script_runs_the_second():
    _, test = checkout.commands()
    script = (checkout.CHECKOUT / ".ci" / "run").read_text(encoding="utf-8")
    assert f"\n{test} || exit\n" in script


@pytest.mark.parametrize("failing", ["-c", "venv", "pip", "pytest", "ruff", "mypy"])
def test_the_ci_script_fails_when_a_step_does(failing, tmp_path):
    (tmp_path / ".ci").mkdir()
    shutil.copy(checkout.CHECKOUT / ".ci" / "run", tmp_path / ".ci")
    step = f'#!/bin/sh\ncase "${{0##*/}} $*" in *{failing}*) exit 3;; esac\n'
    for program in ("bin/python3", ".venv/bin/pip", ".venv/bin/pytest", ".venv/bin/ruff", ".venv/bin/mypy"):
        (tmp_path / program).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / program).write_text(step, encoding="utf-8")
        (tmp_path / program).chmod(0o755)
    done = run_command(".ci/run", tmp_path, PATH=f"{tmp_path / 'bin'}:{os.environ['PATH']}")
    assert done.returncode == 3, done.stderr


def run_command(command, directory, **more):
    environment = {**without_python_settings(), **more}
    return subprocess.run(
        ["bash", "-c", command],
        cwd=directory,
        env=environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


def test_the_first_command_of_the_readme_installs_and_lints_the_fixtures(copy):
    install, _ = checkout.commands()
    done = run_command(install, copy)
    assert done.returncode == 1, done.stderr
    assert "iaclint:" not in done.stderr
    assert "fixtures/KMS101/bad/main.tf:10:9: high KMS101 " in done.stdout
    imported = "import iaclint, pathlib; print(pathlib.Path(iaclint.__file__).parents[1].name)"
    where = run_command(f'.venv/bin/python -P -c "{imported}"', copy)
    assert where.stdout == "site-packages\n"


@pytest.mark.slow
def test_the_second_command_of_the_readme_installs_and_runs_the_tests(tmp_path):
    _, test = checkout.commands()
    done = run_command(test, checkout.copied(tmp_path), PYTEST_ADDOPTS="--ignore tests/packaging --ignore tests/hooks")
    assert done.returncode == 0, done.stdout + done.stderr


def test_every_package_is_listed(copy):
    project = tomllib.loads((copy / "pyproject.toml").read_text(encoding="utf-8"))
    listed = project["tool"]["setuptools"]["packages"]
    packages = {path.parent.relative_to(copy) for path in (copy / "iaclint").rglob("*.py")}
    assert sorted(listed) == listed
    assert set(listed) == {str(package).replace(os.sep, ".") for package in packages}
