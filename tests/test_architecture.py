"""Who may import whom, and what a rule may not know."""

import ast
from pathlib import Path

import iaclint

ROOT = Path(iaclint.__file__).parent

# layer -> the layers it may import (besides itself)
ALLOWED = {
    "record": set(),
    "gitignore": set(),
    "loading": set(),
    "fault": set(),
    "files": {"record"},
    "files.gitindex": set(),
    "files.worktree": {"files", "files.gitindex"},
    "files.overlay": {"files"},
    "files.repository": {"record", "files"},
    "files.revision": {"files", "files.repository", "files.worktree"},
    "text": {"record", "files"},
    "values": {"record", "files", "text"},
    "estate": {"record", "files", "text", "values"},
    "finding": {"record", "files", "text", "values"},
    "terraform": {"record", "files", "text", "values", "estate"},
    "cloudformation": {"record", "files", "text", "values", "estate"},
    "policy": {"record", "files", "text", "values"},
    "rules": {"record", "files", "text", "values", "estate", "finding", "policy"},
    "remedies": {"record", "files", "text", "values", "finding", "policy"},
    "review": {"record", "files", "text", "values", "estate", "finding", "policy"},
    "reports": {"record", "files", "text", "values", "estate", "finding", "policy", "rules", "remedies"},
    "config": {"record", "files", "files.worktree", "text", "values", "finding"},
    "discovery": {"record", "files", "text", "config", "gitignore"},
    "cache": set(),
    "cache.entries": {"files"},
    "cache.codec": {"files", "text", "estate", "finding", "journey.judging"},
    "cache.units": {"record", "files", "cache.codec", "cache.entries", "journey.tasks", "journey.work"},
    "cache.results": {
        *("files", "policy", "config", "journey.result", "journey.tasks", "journey.work"),
        *("cache", "cache.codec", "cache.entries", "cache.units"),
    },
    "journey.tasks": {
        "fault",
        "record",
        "files",
        "files.worktree",
        "text",
        "estate",
        "terraform",
        "cloudformation",
        "config",
        "discovery",
    },
    "journey.judging": {
        *("record", "files", "text", "values", "estate", "finding", "rules", "config"),
        "journey.tasks",
    },
    "journey.work": {"record", "files", "text", "journey.tasks", "journey.judging"},
    "journey.result": {"record", "estate", "finding", "config", "review", "journey.tasks"},
    "journey.reviewing": {
        "record",
        "files",
        "files.worktree",
        "finding",
        "rules",
        "review",
        "config",
        "journey.judging",
    },
    "journey.unheard": {"estate", "config"},
    "journey.show": {"record", "files", "text", "values", "estate", "config", "journey.tasks", "journey.unheard"},
    "journey.reach": {"record", "files", "text"},
    "journey.views": {"files", "text", "files.repository", "journey.reach"},
    "journey.sides": {
        *("record", "files", "values", "estate", "policy", "review", "config", "discovery", "files.revision"),
        *("journey.tasks", "journey.judging", "journey.work", "journey.reach", "journey.views"),
    },
    "journey.since": {
        *("record", "files", "finding", "review", "config", "discovery"),
        *("files.overlay", "files.repository", "files.revision", "files.worktree"),
        *("journey.result", "journey.reviewing", "journey.reach", "journey.sides", "journey.work"),
    },
    "run": {
        *("record", "files", "text", "estate", "finding", "rules", "review", "config"),
        *("cache", "cache.entries", "cache.results"),
        *("journey.tasks", "journey.judging", "journey.work", "journey.result", "journey.reviewing", "journey.since"),
        "journey.unheard",
    },
}


SPLIT = {"cache", "files", "journey"}  # folders whose modules stand above one another


def layer(module: str) -> str:
    """The layer of a module (``iaclint.journey.tasks``: ``journey.tasks``; ``iaclint.text.span``: ``text``)."""
    parts = module.split(".")[1:]
    return ".".join(parts[:2] if parts[:1] and parts[0] in SPLIT else parts[:1])


def imports(path: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith("iaclint."):
            found.add(layer(node.module))
        elif isinstance(node, ast.ImportFrom) and node.module == "iaclint":
            found.update(alias.name for alias in node.names if alias.name in ALLOWED)
        elif isinstance(node, ast.Import):
            found.update(layer(alias.name) for alias in node.names if alias.name.startswith("iaclint."))
    return found


def test_imports_follow_the_arrows() -> None:
    wrong = []
    for path in sorted(ROOT.rglob("*.py")):
        own = layer(".".join(("iaclint", *path.relative_to(ROOT).with_suffix("").parts)))
        if own in {"__init__", "__main__", "cli"} or (path.name == "__init__.py" and own.split(".")[0] in SPLIT):
            continue
        wrong += [f"{path.relative_to(ROOT)} imports {other}" for other in imports(path) - ALLOWED[own] - {own}]
    assert wrong == []


def test_nobody_imports_the_command_line() -> None:
    outside = [path for path in ROOT.rglob("*.py") if not {"cli", "__main__.py"} & set(path.relative_to(ROOT).parts)]
    assert [path for path in outside if "cli" in imports(path)] == []


def test_no_rule_knows_a_dialect() -> None:
    named = [
        f"{path.name}: {word}"
        for path in sorted((ROOT / "rules").glob("*.py"))
        for word in ("aws_", "AWS::", "Properties")
        if word in path.read_text(encoding="utf-8")
    ]
    assert named == []
