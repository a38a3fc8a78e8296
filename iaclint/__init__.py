"""iaclint: finds over-broad IAM and KMS policies in CloudFormation and Terraform before they are deployed.

As a library: ``lint`` gives the findings of paths, ``show`` their policies as they will be deployed. Both take the
fields of ``iaclint.config.settings.Settings`` as keywords and read the configuration files beside the paths, as the
command line does; ``config`` names one configuration file to use instead. ``files`` is where to read from if that is
not the work tree (see ``iaclint.files``).
"""

from __future__ import annotations

__version__ = "1.0.0"
__all__ = ["__version__", "lint", "show"]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from concurrent.futures import Executor
    from typing import Any

    from iaclint.config.choose import Configuration
    from iaclint.files import Files
    from iaclint.journey.result import Result
    from iaclint.journey.show import Showing


def lint(
    *paths: str, config: str = "", files: Files | None = None, executor: Executor | None = None, **settings: Any
) -> Result:
    """What the paths (default: the working directory) hold against the rules.

    Raises ``iaclint.files.UserProblem`` for a path that is not there and a configuration that cannot be used,
    TypeError for a keyword that is no setting. ``executor`` judges the units, if there is one.
    """
    from iaclint.run import lint as run

    return run(paths or (".",), _configuration(config, settings), files, executor)


def show(*paths: str, config: str = "", files: Files | None = None, **settings: Any) -> Showing:
    """Every policy of the paths (default: the working directory); raises as ``lint`` does."""
    from iaclint.journey.show import show as run

    return run(paths or (".",), _configuration(config, settings), files)


def _configuration(file: str, settings: dict[str, Any]) -> Configuration:
    from iaclint.config.choose import Configuration
    from iaclint.config.settings import Settings
    from iaclint.rules.registry import matching

    unknown = settings.keys() - set(Settings._fields)  # type: ignore[attr-defined]
    if unknown:
        raise TypeError(f"no settings: {', '.join(sorted(unknown))}")
    return Configuration(settings, matching, file=file)
