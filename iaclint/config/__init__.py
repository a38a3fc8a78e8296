"""Configuration: what a run is told, from the command line and from ``iaclint.toml`` or ``pyproject.toml``."""
