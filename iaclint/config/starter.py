"""The commented configuration that ``iaclint init`` writes."""

from __future__ import annotations

from iaclint.config.model import OPTIONS, TABLES

TYPE_CHECKING = False
if TYPE_CHECKING:
    from collections.abc import Iterator

    from iaclint.config.model import Option

HEAD = """\
# Configuration of iaclint. It holds for everything below this directory that has no closer one.
# The same options can stand in pyproject.toml under [tool.iaclint]. Paths are relative to this file.
"""
SAMPLES = {
    "path": '"legacy/**"',
    "select": '["KMS"]',
    "extend-select": '["KMS203"]',
    "ignore": '["KMS301"]',
}


def starter() -> str:
    """A file in which every option is shown and nothing is set."""
    return HEAD + "".join(_single(option) for option in OPTIONS) + "".join(_tables())


def _single(option: Option) -> str:
    if not option.example:
        return ""
    choices = f" ({', '.join(option.choices)})" if option.choices else ""
    return f"\n# {option.about}{choices}\n#{option.name} = {option.example}\n"


def _tables() -> Iterator[str]:
    for option in OPTIONS:
        if option.kind == TABLES:
            rows = [f"#{inner.name} = {inner.example or SAMPLES[inner.name]}\n" for inner in option.options]
            yield f"\n# {option.about}\n#[[{option.name}]]\n" + "".join(rows)
