"""``iaclint init``: write a commented starter configuration."""

from __future__ import annotations

import json

from iaclint.cli.ends import FINE, CommandError, say
from iaclint.cli.options import Parser
from iaclint.config.choose import OWN

USAGE = "iaclint init [--schema]"
ABOUT = f"Writes a commented starter configuration ({OWN}) into the working directory; never over one that is there."


def run(arguments: list[str]) -> int:
    """Write the file."""
    parser = Parser("init", USAGE, ABOUT)
    parser.add("--schema", action="store_true", help="print the JSON Schema of the configuration instead")
    if parser.parse(arguments).schema:
        from iaclint.config.schema import schema

        say(json.dumps(schema(), indent=2) + "\n")
        return FINE
    from iaclint.cli.output import write_file
    from iaclint.config.starter import starter

    try:
        write_file(OWN, [starter()], new=True)
    except FileExistsError:
        raise CommandError(f"{OWN}: is already there") from None
    except OSError as problem:
        raise CommandError(f"{OWN}: cannot be written: {problem.strerror}") from None
    say(f"{OWN} written\n")
    return FINE
