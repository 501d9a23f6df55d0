"""Where somebody speaks, on a stream of any length: Silero VAD, which comes with faster-whisper.

faster-whisper's own functions want the whole sound at once. The network itself is recurrent, so its
state is carried from block to block here and nothing is kept.
"""

from __future__ import annotations

import functools
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples
from studio.core.errors import StudioError

RATE = 16_000
"""Hz; what the network listens to."""
WINDOW = 512
"""Samples that one probability stands for: 32 ms."""
WINDOW_SECONDS = WINDOW / RATE

_CONTEXT = 64  # samples of the window before that the network sees again
_STATE = (1, 1, 128)


class VoiceActivity:
    """Feed it a sound of 16 kHz in blocks of any length; it says how likely each window is speech.

    The probabilities are those that the whole sound at once would have.
    """

    def __init__(self) -> None:
        self._session = _session()
        self._h = np.zeros(_STATE, np.float32)
        self._c = np.zeros(_STATE, np.float32)
        self._context = np.zeros(_CONTEXT, np.float32)
        self._rest = np.zeros(0, np.float32)

    def feed(self, block: Samples) -> NDArray[np.float32]:
        """Take `block` [n] and return the probability of each window that is complete now."""
        sound = np.concatenate([self._rest, np.asarray(block, np.float32)])
        whole = len(sound) // WINDOW * WINDOW
        self._rest = sound[whole:]
        if whole == 0:
            return np.zeros(0, np.float32)
        windows = sound[:whole].reshape(-1, WINDOW)
        before = np.concatenate([self._context[None], windows[:-1, -_CONTEXT:]])
        self._context = windows[-1, -_CONTEXT:].copy()
        found, self._h, self._c = self._session.run(
            None, {"input": np.concatenate([before, windows], 1), "h": self._h, "c": self._c}
        )
        return np.asarray(found, np.float32).reshape(-1)

    def finish(self) -> NDArray[np.float32]:
        """Return the probability of the last, incomplete window, filled up with silence."""
        if len(self._rest) == 0:
            return np.zeros(0, np.float32)
        return self.feed(np.zeros(WINDOW - len(self._rest), np.float32))


@functools.lru_cache(maxsize=1)
def _session() -> Any:
    """The network, loaded once in each process; StudioError when it is not as we know it."""
    from faster_whisper.vad import get_vad_model

    session = get_vad_model().session
    inputs = {value.name: value.shape[-1] for value in session.get_inputs()}
    if inputs != {"input": WINDOW + _CONTEXT, "h": _STATE[-1], "c": _STATE[-1]}:
        raise StudioError(
            "The voice activity detector of this faster-whisper is another one than Timbre knows; "
            "install the tested one with `pip install faster-whisper==1.2.1`."
        )
    return session
