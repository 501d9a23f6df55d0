"""A microphone for tests: the real recorder's protocol, real files, but no device."""

from __future__ import annotations

import threading
from collections.abc import Callable, Mapping
from concurrent.futures import Future
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from studio.audio.capture_file import CaptureFile
from studio.audio.devices import Device
from studio.audio.recorder import Block, Captured
from studio.core.errors import StudioError

Samples = NDArray[np.float32]


@dataclass
class World:
    """What is plugged in and what is to be heard; a test changes it while the page runs."""

    devices: tuple[Device, ...] = (
        Device(0, "Desk microphone", 1, 48_000, True, "ALSA"),
        Device(1, "Headset", 1, 44_100, False, "ALSA"),
    )
    recorder: FakeRecorder | None = None
    changed: Callable[[], None] | None = None

    def recorders(self) -> FakeRecorder:
        """In the place of `microphone.make_recorder`."""
        self.recorder = FakeRecorder(self)
        return self.recorder

    def watch(self, changed: Callable[[], None]) -> FakeWatch:
        """In the place of `microphone.make_watch`."""
        self.changed = changed
        return FakeWatch(self)

    def say(self, samples: Samples) -> None:
        """Let the microphone hear this, `[n]`, at its rate."""
        assert self.recorder is not None
        self.recorder.hear(samples.astype(np.float32)[:, None])

    def unplug(self, key: str, sentence: str) -> None:
        """Take a device away, as when its plug is pulled."""
        self.devices = tuple(device for device in self.devices if device.key != key)
        recorder = self.recorder
        if recorder is not None and recorder.device is not None and recorder.device.key == key:
            recorder.lose(sentence)
        if self.changed is not None:
            self.changed()


class FakeWatch:
    """`DeviceWatch` without a thread."""

    def __init__(self, world: World) -> None:
        self._world = world

    @property
    def inputs(self) -> tuple[Device, ...]:
        return self._world.devices

    def start(self) -> None: ...

    def stop(self) -> None: ...

    def look_now(self) -> None: ...


class FakeRecorder:
    """`Recorder` whose sound comes from the test; captures are written by the real writer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._lock = threading.Lock()
        self._heard: list[Samples] = []
        self._on_lost: Callable[[str], None] = lambda _sentence: None
        self._file: CaptureFile | None = None
        self._captured: Future[Captured] = Future()
        self.device: Device | None = None
        self.is_open = False
        self.channels = 1

    @property
    def rate(self) -> int:
        return self.device.rate if self.device else 0

    @property
    def is_recording(self) -> bool:
        return self._file is not None

    def open(self, device: str | None = None, on_lost: Callable[[str], None] | None = None) -> None:
        wanted = [d for d in self._world.devices if d.key == device or (device is None)]
        if not wanted:
            raise StudioError(f"The microphone {device} is not there; plug it in and try again.")
        self.device, self.is_open = wanted[0], True
        self._on_lost = on_lost or self._on_lost

    def start(self, path: Path, about: Mapping[str, str] | None = None) -> None:
        if not self.is_open:
            raise StudioError("No microphone is open; choose one and try again.")
        self._file = CaptureFile(path, self.rate, 1, about)
        self._captured = Future()

    def hear(self, samples: Samples) -> None:
        with self._lock:
            self._heard.append(samples)
            if self._file is not None:
                self._file.write(samples)

    def drain(self) -> Block:
        with self._lock:
            heard, self._heard = self._heard, []
        return Block(np.concatenate([np.zeros((0, 1), np.float32), *heard]), 0)

    def finish(self) -> Future[Captured]:
        self._end("")
        return self._captured

    def stop(self) -> Captured:
        return self.finish().result()

    def close(self, wait: bool = False) -> None:
        self._end("")
        self.is_open = False

    def lose(self, sentence: str) -> None:
        """The device goes away."""
        self._end(sentence)
        self.is_open = False
        self._on_lost(sentence)

    def _end(self, trouble: str) -> None:
        with self._lock:
            file, self._file = self._file, None
        if file is not None:
            file.finish()
            seconds = file.frames / file.rate
            self._captured.set_result(
                Captured(file.path, seconds, file.rate, 1, 0, 0, not trouble, trouble)
            )
