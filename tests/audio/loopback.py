"""Run by test_player.py inside tests/virtual-audio.sh: plays through the real library, records what
comes back, and prints what was measured as JSON.
"""

import json
import os
import signal
import sys
import threading
import time

import numpy as np

from studio.audio import devices
from studio.audio.player import Player
from studio.core.errors import StudioError

RECORDED_RATE = 48_000


class Recorder:
    """Everything that the loop's microphone hears while the block runs."""

    def __enter__(self) -> "Recorder":
        self.blocks: list[tuple[float, np.ndarray]] = []
        with devices.opening() as module:
            self._stream = module.InputStream(RECORDED_RATE, 480, channels=1, callback=self._take)
            self._stream.start()
        while len(self.blocks) < 20:  # 0.2 s: the loop runs
            time.sleep(0.01)
        return self

    def __exit__(self, *_: object) -> None:
        self._stream.close()
        devices.closed()

    def _take(self, block: np.ndarray, _count: int, _time: object, _status: object) -> None:
        self.blocks.append((time.monotonic(), block[:, 0].copy()))

    def sound(self) -> np.ndarray:
        return np.concatenate([block for _, block in self.blocks])

    def last_heard(self) -> float:
        """When the last block that was not silent arrived."""
        return max(at for at, block in self.blocks if np.abs(block).max() > 0.01)


def tone(seconds: float, rate: int) -> np.ndarray:
    """997 Hz, -12 dBFS peak."""
    time_axis = np.arange(round(seconds * rate)) / rate
    return (0.25 * np.sin(2 * np.pi * 997 * time_axis)).astype(np.float32)


def measure(sound: np.ndarray) -> dict[str, float]:
    """Pitch, peak and length of what is not silent."""
    loud = np.flatnonzero(np.abs(sound) > 0.02)
    middle = sound[loud[0] : loud[-1]][4800:-4800]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 20))
    return {
        "hertz": float(np.argmax(spectrum)) * RECORDED_RATE / (1 << 20),
        "peak": float(np.percentile(np.abs(middle), 99.9)),
        "seconds": (loud[-1] - loud[0]) / RECORDED_RATE,
    }


def play_to_the_end(rate: int) -> dict[str, object]:
    over = threading.Event()
    told: list[object] = []
    positions: list[float] = []
    player = Player()
    with Recorder() as recorder:

        def finished(error: StudioError | None) -> None:
            told.append(error)
            over.set()

        player.play(tone(1.2, rate), rate, finished)
        while not over.wait(0.05):
            positions.append(player.position)
        time.sleep(0.4)  # for what is still on its way to the microphone
    return {
        **measure(recorder.sound()),
        "told": [None if error is None else str(error) for error in told],
        "rising": positions == sorted(positions),
        "end": player.position,
        "playing": player.playing,
    }


def stop_in_the_middle() -> dict[str, object]:
    over = threading.Event()
    player = Player()
    with Recorder() as recorder:
        player.play(tone(20, 24_000), 24_000, lambda _error: over.set())
        while player.position < 0.5:
            time.sleep(0.02)
        stopped = time.monotonic()
        player.stop()
        took = time.monotonic() - stopped
        at_once = player.playing
        over.wait(5)
        time.sleep(0.6)
    return {
        "took": took,
        "heard_after": recorder.last_heard() - stopped,
        "playing": at_once,
        "told": over.is_set(),
        "position": player.position,
    }


def server_dies() -> dict[str, object]:
    over = threading.Event()
    told: list[StudioError | None] = []
    player = Player()

    def finished(error: StudioError | None) -> None:
        told.append(error)
        over.set()

    player.play(tone(30, 24_000), 24_000, finished)
    while player.position < 0.3:
        time.sleep(0.02)
    os.kill(int(os.environ["SOUND_SERVER_PID"]), signal.SIGKILL)
    ended = False
    for _ in range(100):
        if not player.playing:
            ended = True
            break
        time.sleep(0.1)
    over.wait(5)
    try:
        player.play(tone(1, 24_000), 24_000)
        again = "played"
    except StudioError as error:
        again = str(error)
    return {"ended": ended, "told": [str(error) for error in told], "again": again}


if __name__ == "__main__":
    name, *values = sys.argv[1:]
    print(json.dumps(globals()[name](*map(int, values))))
