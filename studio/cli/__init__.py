"""The studio's work without a window: `timbre`. Knows no Qt, and loads no torch by itself."""

from studio.cli.entry import main

__all__ = ["main"]
