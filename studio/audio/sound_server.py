"""The microphones of the sound server: PulseAudio, or PipeWire speaking its language.

PortAudio sees one device called "pulse" and nothing of what is behind it: which microphones there
are, at which rate they run, that one was plugged in. `pactl`, which is installed with the server,
tells. Without it, or without a server, everything works as PortAudio has it.
"""

import contextlib
import json
import os
import re
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

_SECONDS = 2.0
"""A server that has not answered after so long is taken for gone."""

_SHORT_SECONDS = 0.5
"""The same where somebody records and cannot wait."""

_FORM = re.compile(r"\S+ (\d+)ch (\d+)Hz")


@dataclass(frozen=True, slots=True)
class Source:
    """A microphone of the sound server."""

    name: str
    """What the server calls it."""
    description: str
    """What people call it."""
    channels: int
    rate: int
    """Samples a second at which the server runs it."""
    is_default: bool
    is_monitor: bool
    """Whether it hears what a loudspeaker plays instead of a room."""


def sources() -> list[Source]:
    """Return the server's microphones; empty when no server answers. Takes some 20 ms."""
    listed = _listed()
    default = _ask("info") if listed else None
    chosen = default.get("default_source_name") if isinstance(default, dict) else None
    found = [_source(entry, chosen) for entry in listed]
    return [source for source in found if source is not None]


def has_source(name: str) -> bool | None:
    """Whether the server has a microphone of this name; None when it does not answer."""
    listed = _listed(_SHORT_SECONDS)
    return any(entry.get("name") == name for entry in listed) if listed else None


@contextlib.contextmanager
def through(source: str) -> Iterator[None]:
    """Let a stream that is opened meanwhile on PortAudio's "pulse" hear this microphone.

    libpulse reads the variable when a stream connects; "" changes nothing.
    """
    before = os.environ.get("PULSE_SOURCE")
    if source:
        os.environ["PULSE_SOURCE"] = source
    try:
        yield
    finally:
        if source and before is None:
            del os.environ["PULSE_SOURCE"]
        elif source and before is not None:
            os.environ["PULSE_SOURCE"] = before


def _is_there() -> bool:
    """Whether there is a server to ask: `pactl` would otherwise start one."""
    if not sys.platform.startswith("linux"):
        return False
    runtime = os.environ.get("XDG_RUNTIME_DIR", "")
    sockets = [Path(runtime) / "pulse" / "native"] if runtime else []
    if "PULSE_RUNTIME_PATH" in os.environ:
        sockets.append(Path(os.environ["PULSE_RUNTIME_PATH"]) / "native")
    server = os.environ.get("PULSE_SERVER", "")
    if server.startswith("unix:"):
        sockets = [Path(server.removeprefix("unix:"))]
    elif server:
        return True  # on another computer
    return any(socket.exists() for socket in sockets)


def _listed(seconds: float = _SECONDS) -> list[dict[str, Any]]:
    listed = _ask("list", "sources", seconds=seconds) if _is_there() else None
    return [one for one in listed if isinstance(one, dict)] if isinstance(listed, list) else []


def _ask(*words: str, seconds: float = _SECONDS) -> Any:
    """Return what `pactl` answers, as parsed JSON; None when it does not."""
    try:
        done = subprocess.run(
            ["pactl", "--format=json", *words],
            capture_output=True,
            timeout=seconds,
            env={**os.environ, "LC_ALL": "C.UTF-8"},
            check=True,
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.SubprocessError, ValueError):
        return None


def _source(entry: dict[str, Any], default: object) -> Source | None:
    name, description = entry.get("name"), entry.get("description")
    form = _FORM.fullmatch(str(entry.get("sample_specification")))
    if not isinstance(name, str) or form is None:
        return None
    monitored = entry.get("monitor_source")
    return Source(
        name,
        description if isinstance(description, str) and description else name,
        int(form[1]),
        int(form[2]),
        name == default,
        bool(monitored) and name.endswith(".monitor"),
    )
