"""Figures, each from a command. Importing `studio` first says how threads are to wait."""

import studio  # noqa: F401
