"""Sound devices, by PortAudio. Nothing here is loaded before it is needed, and the program goes on
without: no PortAudio, no device and a sound server that has gone are each one sentence.
"""

import atexit
import contextlib
import sys
import threading
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from types import ModuleType
from typing import Literal

from studio.audio import sound_server
from studio.core.errors import StudioError

PORTAUDIO = threading.RLock()
"""Held while streams are opened and closed and devices looked for: PortAudio knows no threads."""

Kind = Literal["input", "output"]

_open_streams = 0

_SERVER_NAMES = ("pulse", "pipewire", "default")
"""What PortAudio calls the way to the sound server on ALSA, the best one first."""

_BUSY, _NO_SUCH_RATE = -9985, -9997  # paDeviceUnavailable, paInvalidSampleRate


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
    host_api: str = ""
    """The part of the system that it is reached through: "ALSA", "Core Audio", "PulseAudio" …"""
    source: str = ""
    """What the sound server calls it when it is one of its microphones."""
    number: int = 1
    """Which one it is among devices of the same name and host API."""

    @property
    def key(self) -> str:
        """What it can be remembered by: the same after it was plugged out and in again."""
        same = f" #{self.number}" if self.number > 1 else ""
        return f"{self.name} [{self.host_api}]{same}"


def sounddevice() -> ModuleType:
    """Return the sounddevice module; StudioError when PortAudio is missing."""
    first = "sounddevice" not in sys.modules
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
    if first:
        # It ends PortAudio when the program ends, which must not happen while a thread is in it:
        # what is registered later runs earlier, and this lock is never given back.
        atexit.register(PORTAUDIO.acquire, timeout=2)
    return module


def outputs() -> list[Device]:
    """Return the devices that play; empty when there is none."""
    return _devices("output")


def inputs() -> list[Device]:
    """Return the devices that record; empty when there is none.

    Where a sound server runs, its microphones take the place of PortAudio's one way to it. What
    only hears a loudspeaker is left out unless the person has made it the system's default.
    Takes 20 ms, and 4 s when the sound server hangs: a window reads `DeviceWatch.inputs` instead.
    """
    found = _devices("input")
    ways = {device.name: device for device in reversed(found) if device.name in _SERVER_NAMES}
    way = next((ways[name] for name in _SERVER_NAMES if name in ways), None)
    behind = sound_server.sources() if way is not None else []
    if way is None or not behind:
        return _numbered(found)
    first = [source for source in behind if source.is_default or not source.is_monitor]
    served = [
        Device(
            way.index,
            source.description,
            source.channels,
            source.rate,
            source.is_default,
            "PulseAudio",
            source.name,
        )
        for source in first
    ]
    direct = [device for device in found if device.name not in _SERVER_NAMES]
    return _numbered(served + [replace(device, is_default=False) for device in direct])


def find_input(key: str | None) -> Device:
    """Return the device that was remembered by its `key`; None = the system's default.

    A device that PortAudio has not seen yet is looked for anew. StudioError when it is not there.
    """
    for attempt in (1, 2):
        found = inputs()
        if key is None:
            chosen = next((one for one in found if one.is_default), found[0] if found else None)
        else:
            chosen = next((one for one in found if one.key == key), None)
        if chosen is not None:
            return chosen
        if attempt == 1 and not refresh():
            break
    if key is None:
        raise _no_sound("input")
    raise StudioError(
        f"The microphone {key} is not there; plug it in and try again, or choose another one."
    )


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
            raise _no_sound("output", error) from error
        return True


@contextlib.contextmanager
def opening(kind: Kind = "output") -> Iterator[ModuleType]:
    """Hold PortAudio while a stream is opened, and turn its errors into sentences."""
    global _open_streams  # noqa: PLW0603 - PortAudio has one state for the whole process
    module = sounddevice()
    with PORTAUDIO:
        try:
            yield module
        except module.PortAudioError as error:
            raise _not_opened(kind, error) from error
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


def _devices(kind: Kind) -> list[Device]:
    module = sounddevice()
    with PORTAUDIO:
        try:
            found = list(module.query_devices())
            hosts = list(module.query_hostapis())
            default = module.default.device[kind]
        except module.PortAudioError as error:
            raise _no_sound(kind, error) from error
    return [
        Device(
            entry["index"],
            entry["name"],
            entry[f"max_{kind}_channels"],
            round(entry["default_samplerate"]),
            entry["index"] == default,
            hosts[entry["hostapi"]]["name"],
        )
        for entry in found
        if entry[f"max_{kind}_channels"] > 0
    ]


def _numbered(found: list[Device]) -> list[Device]:
    """Tell devices of the same name apart: two microphones of one make."""
    seen: Counter[str] = Counter()
    numbered: list[Device] = []
    for device in found:
        seen[device.key] += 1
        numbered.append(replace(device, number=seen[device.key]))
    return numbered


def _not_opened(kind: Kind, error: Exception) -> StudioError:
    """Say why a stream could not be opened."""
    number = error.args[1] if len(error.args) > 1 else None
    if number == _BUSY:
        thing = "microphone" if kind == "input" else "sound device"
        return StudioError(
            f"The {thing} is in use by another program; close that program or choose another "
            f"{thing}."
        )
    if number == _NO_SUCH_RATE:
        return StudioError(
            "The sound device does not run at this rate; choose another rate, best its own."
        )
    return _no_sound(kind, error)


def _no_sound(kind: Kind, error: Exception | None = None) -> StudioError:
    things = "a microphone" if kind == "input" else "loudspeakers or headphones"
    why = "" if error is None else f" ({error})"
    return StudioError(
        f"No sound device answers; connect {things}, check the system's sound settings and try "
        f"again{why}."
    )
