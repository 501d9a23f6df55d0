"""When the reader has ended: silence after speech. No Qt."""

SPEECH_ABOVE_DB = 12.0
"""So far above the noise of the room it is taken for speech."""

LOWEST_SPEECH_DBFS = -48.0
"""RMS below this is not taken for speech even in the quietest room: a chair, a breath."""

LEAST_SPEECH_SECONDS = 0.3
PAUSE_SECONDS = 1.1
"""Longer than a pause inside a read sentence (0.2 to 0.8 s)."""


class EndOfSpeech:
    """Follows the level while a take is recorded."""

    def __init__(self, noise_dbfs: float | None = None, pause: float = PAUSE_SECONDS) -> None:
        """`noise_dbfs`: the room's noise; None = not measured, then a quiet room is assumed."""
        above = LOWEST_SPEECH_DBFS if noise_dbfs is None else noise_dbfs + SPEECH_ABOVE_DB
        self._threshold = max(above, LOWEST_SPEECH_DBFS)
        self._pause = pause
        self._spoken = 0.0
        self._silent = 0.0

    @property
    def speaking(self) -> bool:
        """Whether somebody speaks just now."""
        return self._spoken > 0.0 and self._silent == 0.0

    def hear(self, rms_dbfs: float, seconds: float) -> bool:
        """Take the level of the next `seconds`; True when the reader has ended."""
        if rms_dbfs >= self._threshold:
            self._spoken += seconds
            self._silent = 0.0
        else:
            self._silent += seconds
        return self._spoken >= LEAST_SPEECH_SECONDS and self._silent >= self._pause
