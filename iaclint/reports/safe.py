"""Text that cannot harm where it is shown; see ``iaclint.text.safe``."""

from iaclint.text.safe import safe

__all__ = ["safe"]
