"""Timbre: a desktop studio for cloning one's own voice on one's own machine."""

__version__ = "0.1.0"
