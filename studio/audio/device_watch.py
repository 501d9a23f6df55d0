"""Notices microphones that are plugged in or out, without holding the window up."""

import sys
import threading
from collections.abc import Callable
from pathlib import Path

from studio.audio import devices, sound_server
from studio.audio.devices import Device
from studio.core.errors import StudioError

_SECONDS = 2.0
"""How often is looked. On Linux a look is two small questions to the sound server."""

_LINUX_CARDS = Path("/proc/asound/cards")


class DeviceWatch:
    """Looks for microphones on a thread of its own.

    `inputs` and `changes` are only remembered values: any thread may read them at any time, also
    a window's timer. When `changes` has grown, `inputs` is another list than before.
    """

    def __init__(
        self, changed: Callable[[], None] | None = None, seconds: float = _SECONDS
    ) -> None:
        """`changed` is called after each change, on the watching thread."""
        self._changed = changed
        self._seconds = seconds
        self._over = threading.Event()
        self._now = threading.Event()
        self._ground: object = None
        self._thread: threading.Thread | None = None
        self.inputs: tuple[Device, ...] = ()
        """The microphones that were there at the last look."""
        self.changes = 0
        """How often the list has become another one; 0 until the first look is over."""
        self.trouble = ""
        """Why there can be none, in one sentence; empty when PortAudio works."""

    def start(self) -> None:
        """Begin to look."""
        self._thread = threading.Thread(target=self._run, daemon=True, name="device watch")
        self._thread.start()

    def look_now(self) -> None:
        """Look at once instead of at the next turn; returns immediately."""
        self._now.set()

    def stop(self) -> None:
        """End; returns immediately."""
        self._over.set()
        self._now.set()

    def _run(self) -> None:
        while not self._over.is_set():
            self.look()
            self._now.wait(self._seconds)
            self._now.clear()

    def look(self) -> None:
        """Compare what is there with what was; what the thread does at each turn.

        PortAudio only sees new devices after it was started anew, which takes up to a second and
        is impossible while something plays or records. So on Linux it is only done when the
        system's own list (sound cards, the server's microphones) is another one; elsewhere, where
        nothing cheaper tells, at every look.
        """
        ground = _ground()
        try:
            if self.changes and (ground is None or ground != self._ground) and devices.refresh():
                self._ground = ground
            found, trouble = tuple(devices.inputs()), ""
        except StudioError as error:
            found, trouble = (), str(error)
        if not self.changes:
            self._ground = ground
        elif (found, trouble) == (self.inputs, self.trouble):
            return
        self.inputs, self.trouble = found, trouble
        self.changes += 1
        if self._changed is not None:
            self._changed()


def _ground() -> object:
    """Return what changes whenever a device comes or goes; None where nothing tells."""
    if not sys.platform.startswith("linux"):
        return None
    try:
        cards = _LINUX_CARDS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        cards = ""
    sources = tuple(source.name for source in sound_server.sources())
    return cards, sources
