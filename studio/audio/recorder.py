"""Recording: everything that a microphone hears, lossless, and on the disk while it is heard.

Three threads share the work. The sound device's calls `Listening._take_in`, which copies into two
ring buffers and does nothing else. The recorder's own thread empties the first one into the
capture file: so a slow disk holds neither the device (30 s fit into the buffer) nor the window,
and a window that hangs costs no sample. The window reads the second buffer by `Recorder.drain`,
for meter and picture, which needs no disk at all.
"""

from collections.abc import Mapping
from concurrent.futures import Future
from pathlib import Path

import numpy as np

from studio.audio import devices
from studio.audio.devices import Device
from studio.audio.listening import Block, Listening, OnLost
from studio.audio.running_take import Captured, RunningTake
from studio.core.errors import StudioError

__all__ = ["Block", "Captured", "OnLost", "Recorder"]


class Recorder:
    """Listens to one microphone and records takes from it.

    `start`, `drain`, `finish` and `close` return at once and may be called on a window's thread.
    `open` waits for the device and `stop` for the disk: call them on another one.
    """

    def __init__(self) -> None:
        self._listening: Listening | None = None
        self._take: RunningTake | None = None

    @property
    def is_open(self) -> bool:
        """Whether a microphone is being listened to."""
        return self._listening is not None and not self._listening.over

    @property
    def is_recording(self) -> bool:
        """Whether a take is under way that has not been told to end."""
        return self._take is not None and self._take.is_running

    @property
    def device(self) -> Device | None:
        """The microphone that is or was last listened to."""
        return None if self._listening is None else self._listening.device

    @property
    def rate(self) -> int:
        """Samples a second of `drain` and of the takes; 0 before the first `open`."""
        return 0 if self._listening is None else self._listening.rate

    @property
    def channels(self) -> int:
        """Channels of `drain` and of the takes; 0 before the first `open`."""
        return 0 if self._listening is None else self._listening.channels

    @property
    def seconds(self) -> float:
        """Length of the current or last take, as far as it is on the disk."""
        return 0.0 if self._take is None else self._take.seconds

    def open(
        self,
        device: str | None = None,
        on_lost: OnLost | None = None,
        *,
        rate: int | None = None,
        channels: int = 1,
        first_channel: int = 1,
    ) -> None:
        """Begin to listen; what was open before is closed, a take under way ends.

        `device` is a `Device.key`, None the system's default. `rate` None is the device's own.
        `channels` (1 or 2) from `first_channel` (counted from 1) on are taken, so that the second
        input of an interface can be had alone. StudioError when there is no PortAudio, no such
        device, or it does not open; devices that came meanwhile and restarted sound servers are
        found.
        """
        self.close(wait=True)
        wanted = range(first_channel, first_channel + channels)
        with devices.PORTAUDIO:  # so that no refresh gives devices other numbers meanwhile
            try:
                self._listening = Listening(devices.find_input(device), rate, wanted, on_lost)
            except StudioError:
                # Devices that came or a sound server that was started again since PortAudio looked.
                if not devices.refresh():
                    raise
                self._listening = Listening(devices.find_input(device), rate, wanted, on_lost)

    def start(self, path: Path, about: Mapping[str, str] | None = None) -> None:
        """Begin a take that will be `path` (`….wav`), 0.3 s before now.

        `about` (prompt_id, text …) is kept beside it for `capture_file.recover`. StudioError when
        nothing is open. That `path` cannot be written is told through `on_lost` and by `finish`.
        The take before may still be on its way to the disk. `capture_file.forget(path)` when the
        library has the take, or nobody wants it: until then it counts as left behind.
        """
        if self._listening is None or self._listening.over:
            raise StudioError("No microphone is open; choose one and try again.")
        if self.is_recording:
            raise RuntimeError("a take is being recorded already")
        self._take = self._listening.begin(path, about or {})

    def drain(self) -> Block:
        """Return what was heard since the last call, recording or not; one caller only."""
        if self._listening is None:
            return Block(np.zeros((0, 1), np.float32), 0)
        return self._listening.drain()

    def finish(self) -> "Future[Captured]":
        """End the take 0.25 s from now; the result is there when it is safe on the disk.

        A take which ended by itself gives what was kept of it (`complete` is False). The future
        holds a StudioError when nothing could be written. RuntimeError without a take.
        """
        if self._take is None:
            raise RuntimeError("no take was started")
        self._take.end_soon()
        return self._take.captured

    def stop(self) -> Captured:
        """End the take and wait until it is safe on the disk: some 0.3 s. See `finish`."""
        return self.finish().result()

    def close(self, wait: bool = False) -> None:
        """Let go of the microphone; a take under way ends here and is kept.

        `wait` until the device is free (up to 5 s).
        """
        if self._listening is not None:
            self._listening.close(wait)
