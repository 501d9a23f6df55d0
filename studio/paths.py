"""Where shipped files and the person's own files live. No other file knows this."""

import os
import sys
from pathlib import Path

_PACKAGE = Path(__file__).resolve().parent
_CHECKOUT = _PACKAGE.parent
_APP = "timbre"


def models_dir() -> Path:
    """Return the folder with one folder per base model."""
    return _shipped("models")


def resources_dir() -> Path:
    """Return the folder with icons, translations, prompt scripts and the sample voice."""
    return _shipped("resources")


def user_library_dir() -> Path:
    """Return the person's library: TIMBRE_LIBRARY, or the platform's folder for user data."""
    chosen = os.environ.get("TIMBRE_LIBRARY")
    if chosen:
        return Path(chosen).expanduser().absolute()
    return _user_dir("XDG_DATA_HOME", ".local/share", "Library/Application Support") / "library"


def cache_dir() -> Path:
    """Return the folder for what can be made again at any time."""
    base = _user_dir("XDG_CACHE_HOME", ".cache", "Library/Caches")
    return base / "cache" if sys.platform == "win32" else base


def config_dir() -> Path:
    """Return the folder for the settings."""
    return _user_dir("XDG_CONFIG_HOME", ".config", "Library/Preferences")


def _shipped(name: str) -> Path:
    """Return a shipped folder: of the checkout when run from one, otherwise of the package."""
    if (_CHECKOUT / "pyproject.toml").is_file() and (_CHECKOUT / name).is_dir():
        return _CHECKOUT / name
    return _PACKAGE / "_shipped" / name


def _user_dir(variable: str, linux: str, mac: str) -> Path:
    """Return this program's own folder below the platform's folder for such files."""
    home = Path.home()
    if sys.platform == "win32":
        return Path(os.environ.get("LOCALAPPDATA") or home / "AppData" / "Local") / _APP.title()
    if sys.platform == "darwin":
        return home / mac / _APP.title()
    chosen = os.environ.get(variable, "")
    # The XDG specification says that a relative path is to be ignored.
    return (Path(chosen) if Path(chosen).is_absolute() else home / linux) / _APP
