"""Sound devices, by PortAudio. Nothing here is loaded before it is needed, and the program goes on
without: no PortAudio, no device and a sound server that has gone are each one sentence.
"""

import contextlib
import sys
import threading
from collections.abc import Iterator
from dataclasses import dataclass
from types import ModuleType

from studio.core.errors import StudioError

PORTAUDIO = threading.RLock()
"""Held while streams are opened and closed and devices looked for: PortAudio knows no threads."""

_open_streams = 0


@dataclass(frozen=True, slots=True)
class Device:
    """A place where sound comes out or goes in."""

    index: int
    """PortAudio's number for it, until the next `refresh`."""
    name: str
    channels: int
    rate: int
    """Its own rate in samples a second."""
    is_default: bool


def sounddevice() -> ModuleType:
    """Return the sounddevice module; StudioError when PortAudio is missing."""
    try:
        import sounddevice as module
    except OSError as error:
        how = ""
        if sys.platform.startswith("linux"):
            how = " (Debian: sudo apt-get install libportaudio2)"
        raise StudioError(
            "Sound can neither be played nor recorded because the PortAudio library is missing; "
            f"install it{how} and start Timbre again."
        ) from error
    return module


def outputs() -> list[Device]:
    """Return the devices that play; empty when there is none."""
    return _devices("output")


def inputs() -> list[Device]:
    """Return the devices that record; empty when there is none."""
    return _devices("input")


def refresh() -> bool:
    """Look for devices anew: PortAudio only sees those that were there when it started.

    False when that was not possible because something plays or records.
    """
    with PORTAUDIO:
        if _open_streams:
            return False
        module = sounddevice()
        module._terminate()
        try:
            module._initialize()
        except module.PortAudioError as error:
            raise _no_sound(error) from error
        return True


@contextlib.contextmanager
def opening() -> Iterator[ModuleType]:
    """Hold PortAudio while a stream is opened, and turn its errors into sentences."""
    global _open_streams  # noqa: PLW0603 - PortAudio has one state for the whole process
    module = sounddevice()
    with PORTAUDIO:
        try:
            yield module
        except module.PortAudioError as error:
            raise _no_sound(error) from error
        except ValueError as error:  # an unknown name of a device
            raise StudioError(
                "The chosen sound device is not there; connect it or choose another one."
            ) from error
        _open_streams += 1


def closed() -> None:
    """Say that a stream which was opened in `opening` is closed."""
    global _open_streams  # noqa: PLW0603
    with PORTAUDIO:
        _open_streams -= 1


def _devices(kind: str) -> list[Device]:
    module = sounddevice()
    with PORTAUDIO:
        try:
            found = list(module.query_devices())
            default = module.default.device[kind]
        except module.PortAudioError as error:
            raise _no_sound(error) from error
    return [
        Device(
            entry["index"],
            entry["name"],
            entry[f"max_{kind}_channels"],
            round(entry["default_samplerate"]),
            entry["index"] == default,
        )
        for entry in found
        if entry[f"max_{kind}_channels"] > 0
    ]


def _no_sound(error: Exception) -> StudioError:
    return StudioError(
        "No sound device answers; connect loudspeakers or headphones, check the system's sound "
        f"settings and try again ({error})."
    )
