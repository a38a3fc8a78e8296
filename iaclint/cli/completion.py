"""``iaclint --print-completion SHELL``: the completion script of a shell, written by shtab."""

from __future__ import annotations

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

_PATHS = """
_iaclint_paths() {
  compgen -W "show explain rules init baseline" -- "$1"
  compgen -f -- "$1"
}
"""


def script(parser: ArgumentParser, shell: str) -> str:
    """The script that completes the options of a parser, and paths and commands where a path may stand."""
    import shtab

    for action in parser._actions:
        if not action.option_strings:
            action.help = "a file or directory"  # what has no help is left out
            action.complete = {"bash": "_iaclint_paths", "zsh": "_files", "tcsh": "f"}  # type: ignore[attr-defined]
    text: str = shtab.complete(parser, shell=shell, preamble=_PATHS if shell == "bash" else "")
    return text
