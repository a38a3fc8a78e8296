"""``iaclint --print-completion SHELL``: the completion script of a shell, written by shtab."""

from __future__ import annotations

from iaclint.cli.arguments import FORMATS
from iaclint.rules.registry import codes

TYPE_CHECKING = False
if TYPE_CHECKING:
    from argparse import ArgumentParser

COMMANDS = "show explain rules init baseline"
_BASH = """
_iaclint_paths() {{
  compgen -W "{commands}" -- "$1"
  compgen -f -- "$1"
}}
_iaclint_formats() {{ compgen -W "{formats}" -- "$1"; }}
_iaclint_rules() {{ compgen -W "{rules}" -- "$1"; }}
_iaclint_revisions() {{ compgen -W "$(git for-each-ref --format='%(refname:short)' 2>/dev/null)" -- "$1"; }}
"""
_ZSH = """
_iaclint_paths() {{ _alternative 'commands:command:({commands})' 'files:file or directory:_files'; }}
_iaclint_formats() {{ compadd -- {formats}; }}
_iaclint_rules() {{ compadd -- {rules}; }}
_iaclint_revisions() {{ compadd -- ${{(f)"$(git for-each-ref --format='%(refname:short)' 2>/dev/null)"}}; }}
"""
_PREAMBLES = {"bash": _BASH, "zsh": _ZSH}
_FILES = {"bash": "_shtab_compgen_files", "zsh": "_files", "tcsh": "f"}
_COMPLETE = {
    "paths": "_iaclint_paths",
    "format": "_iaclint_formats",
    **dict.fromkeys(("select", "extend_select", "ignore"), "_iaclint_rules"),
    "since": "_iaclint_revisions",
}
_OF_FILES = ("baseline", "config", "var_file", "parameters", "stdin_filename")


def script(parser: ArgumentParser, shell: str) -> str:
    """The script that completes the options of a parser and their values, and paths and commands between them."""
    import shtab

    for action in parser._actions:
        if not action.option_strings:
            action.help = "a file or directory"  # what has no help is left out
        if action.dest in _COMPLETE:
            own = _COMPLETE[action.dest]
            action.complete = {"bash": own, "zsh": own, "tcsh": "f"}  # type: ignore[attr-defined]
        elif action.dest in _OF_FILES:
            action.complete = _FILES  # type: ignore[attr-defined]
    words = {"commands": COMMANDS, "formats": " ".join(FORMATS), "rules": " ".join(sorted(set(codes().values())))}
    preamble = _PREAMBLES.get(shell, "").format(**words)
    text: str = shtab.complete(parser, shell=shell, preamble=preamble)
    return text
