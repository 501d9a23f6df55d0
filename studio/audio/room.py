"""The room check: three seconds of silence and one loud sentence, and what to do about each."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import band_power
from studio.audio.echo import decay_seconds
from studio.audio.files import Samples, Sound, to_mono
from studio.audio.hum import Hum, find_hum
from studio.audio.levels import (
    SILENCE_DBFS,
    clipped_spans,
    peak_dbfs,
    speech_rms_dbfs,
)
from studio.core.errors import StudioError

__all__ = ["Hum", "RoomReport", "a_weighting", "in_words", "room_report"]

LEAST_SILENCE = 1.0  # seconds; less holds too few periods of a hum
LEAST_HEADROOM = 3.0  # dB; the next sentence will be a little louder still
MOST_HEADROOM = 24.0  # dB; beyond, the recorder's own noise begins to count
GOOD_HEADROOM = 9.0  # dB between a loud sentence and full scale: what the advice aims at
GOOD_DISTANCE = 45.0  # dB between the loud sentence and the noise, as heard (A-weighted)
HUM_DISTANCE = 60.0  # dB; a hum so far below the loud sentence does no harm
RUMBLE_DBFS = -50.0  # unweighted; from here on inaudible lows eat into the level
RUMBLE_OVER = 18.0  # dB between all noise and the audible noise: then most of it is below hearing
ECHO_SECONDS = 0.45  # furnished bedrooms stay below, kitchens and bare rooms above
LONG_ECHO_SECONDS = 0.8
DISTURBED = 0.15  # share of the silence that may stand out before it is asked for again

_FRAME_SECONDS = 0.1
_STANDS_OUT = 4.0  # times the middle power (6 dB): a cough, a click, a passing car
_UNREADABLE = "The room check of this session cannot be read; do the room check again."


@dataclass(frozen=True, slots=True)
class RoomReport:
    """What the room check found."""

    noise_dbfs: float
    """RMS of the silence, without what stood out of it."""
    noise_dba: float
    """The same as the ear weighs it (A-weighting, IEC 61672-1), in dB to full scale."""
    hum: Hum | None
    echo_seconds: float | None
    """Time in which sound falls by 60 dB; None where it cannot be told."""
    speech_dbfs: float
    """RMS of the loud sentence."""
    headroom_db: float
    """From the highest sample of the loud sentence to full scale."""
    clipped: bool
    """Whether the loud sentence was too loud for the recorder."""
    advice: tuple[str, ...]
    """What to do, in plain words; empty when all is well."""

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_dict` reads it."""
        kept = asdict(self)
        kept["advice"] = list(self.advice)
        if self.hum is not None:
            kept["hum"]["harmonics"] = list(self.hum.harmonics)
        return kept

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "RoomReport":
        """Return the report that `as_dict` gave; StudioError when it is not one."""
        try:
            hum, echo, advice = kept["hum"], kept["echo_seconds"], kept["advice"]
            if not isinstance(advice, list) or not all(isinstance(line, str) for line in advice):
                raise TypeError
            if not isinstance(kept["clipped"], bool):
                raise TypeError
            return cls(
                noise_dbfs=_number(kept["noise_dbfs"], -200, 20),
                noise_dba=_number(kept["noise_dba"], -200, 20),
                hum=None if hum is None else _hum(hum),
                echo_seconds=None if echo is None else _number(echo, 0, 60),
                speech_dbfs=_number(kept["speech_dbfs"], -200, 20),
                headroom_db=_number(kept["headroom_db"], -60, 200),
                clipped=kept["clipped"],
                advice=tuple(advice),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StudioError(_UNREADABLE) from error


def room_report(silence: Sound, loud: Sound) -> RoomReport:
    """Judge a room by some seconds of its silence and one sentence, spoken as loudly as it gets.

    StudioError when the silence is shorter than a second or nobody spoke in the sentence.
    """
    if silence.seconds < LEAST_SILENCE:
        raise StudioError(
            f"The silence lasted only {silence.seconds:.1f} s: stay silent for three seconds, "
            "then do the room check again."
        )
    speech = speech_rms_dbfs(loud.samples, loud.rate)
    if speech is None:
        raise StudioError(
            "No voice was heard in the loud sentence: see that the right microphone is chosen and "
            "not muted, then do the room check again."
        )
    quiet, disturbed = _quiet_part(to_mono(silence.samples), silence.rate)
    noise, weighted = _noise(quiet, silence.rate)
    report = RoomReport(
        noise_dbfs=noise,
        noise_dba=weighted,
        hum=find_hum(silence.samples, silence.rate),
        echo_seconds=decay_seconds(band_power(loud.samples, loud.rate)),
        speech_dbfs=speech,
        headroom_db=-peak_dbfs(loud.samples),
        clipped=bool(clipped_spans(loud.samples, loud.rate)),
        advice=(),
    )
    lines = (
        _on_silence(report, disturbed),
        *_on_noise(report),
        *_on_room(report),
        _on_gain(report),
    )
    return replace(report, advice=tuple(line for line in lines if line))


def a_weighting(hertz: NDArray[np.float64]) -> NDArray[np.float64]:
    """Return the power gain of A-weighting (IEC 61672-1, annex E), 1 at 1 kHz."""
    square = hertz**2
    gain = 12_194.0**2 * square**2
    gain /= (square + 20.6**2) * (square + 12_194.0**2)
    gain /= np.sqrt((square + 107.7**2) * (square + 737.9**2))
    return (gain * 10 ** (2.0 / 20)) ** 2


def in_words(decibels: float) -> str:
    """Return a level as sentences give it: whole decibels with a true minus sign."""
    return f"{decibels:.0f}".replace("-", "\u2212")


def _quiet_part(sound: Samples, rate: int) -> tuple[NDArray[np.float64], float]:
    """Return the silence in frames without those that stand out, `[frames, size]`; their share."""
    size = round(_FRAME_SECONDS * rate)
    frames = sound[: len(sound) // size * size].reshape(-1, size).astype(np.float64)
    frames = frames - sound.mean(dtype=np.float64)
    power = np.mean(frames**2, axis=1)
    kept = power <= _STANDS_OUT * np.median(power)
    return frames[kept], float(1.0 - kept.mean())


def _noise(frames: NDArray[np.float64], rate: int) -> tuple[float, float]:
    """Return the RMS of frames in dBFS, as it is and A-weighted."""
    window = np.hanning(frames.shape[1] + 2)[1:-1]
    spectrum = np.mean(np.abs(np.fft.rfft(frames * window, axis=1)) ** 2, axis=0)
    spectrum *= 2.0 / (frames.shape[1] * np.sum(window**2))
    hertz = np.fft.rfftfreq(frames.shape[1], 1.0 / rate)
    weighted = float(spectrum @ a_weighting(np.asarray(hertz, np.float64)))
    return _decibels(float(np.mean(frames**2))), _decibels(weighted)


def _on_silence(report: RoomReport, disturbed: float) -> str:
    if report.noise_dbfs <= -110.0:
        return (
            "The silence is perfectly empty, so something switches the microphone off between "
            "words: turn off noise suppression, noise gate or echo cancelling in the system's "
            "sound settings."
        )
    if disturbed > DISTURBED or report.speech_dbfs - report.noise_dba < 12.0:
        return "Something sounded during the silence: do the room check again and stay quite still."
    return ""


def _on_noise(report: RoomReport) -> tuple[str, ...]:
    lines: list[str] = []
    distance = report.speech_dbfs - report.noise_dba
    if distance < GOOD_DISTANCE:
        lines.append(
            f"The room is noisy: {in_words(report.noise_dba)} dB, {distance:.0f} dB below your "
            f"voice, where {GOOD_DISTANCE:.0f} dB are wanted. Switch off fans and computers near "
            "by, close the window, and come closer to the microphone."
        )
    hum = report.hum
    if hum is not None and report.speech_dbfs - hum.dbfs < HUM_DISTANCE:
        lines.append(
            f"A hum at {hum.mains} Hz, {in_words(hum.dbfs)} dBFS: move the microphone's cable away "
            "from power supplies, or unplug the charger of the laptop."
        )
    elif report.noise_dbfs > RUMBLE_DBFS and report.noise_dbfs - report.noise_dba > RUMBLE_OVER:
        lines.append(
            f"A rumble too low to hear, {in_words(report.noise_dbfs)} dBFS: switch on the low-cut "
            "filter of the microphone, or put it on something soft instead of the bare table."
        )
    return tuple(lines)


def _on_room(report: RoomReport) -> tuple[str, ...]:
    echo = report.echo_seconds
    if echo is None or echo < ECHO_SECONDS:
        return ()
    if echo < LONG_ECHO_SECONDS:
        return (
            f"The room echoes for {echo:.1f} s: come closer to the microphone, draw the curtains, "
            "and put a blanket or an open wardrobe behind you.",
        )
    return (
        f"The room echoes for {echo:.1f} s, too long for a clear voice: record in a smaller room "
        "with a carpet, a bed or full shelves, and come closer to the microphone.",
    )


def _on_gain(report: RoomReport) -> str:
    room = report.headroom_db
    if report.clipped:
        return (
            "The loud sentence was too loud for the recorder: lower the input gain by about "
            f"{GOOD_HEADROOM:.0f} dB or move back a hand's width, then do the room check again."
        )
    if room < LEAST_HEADROOM:
        return (
            f"Only {max(room, 0.0):.0f} dB are left above your loudest sound: lower the input gain "
            f"by about {GOOD_HEADROOM - room:.0f} dB or move back a hand's width."
        )
    if room > MOST_HEADROOM:
        return (
            f"Your voice is faint, {room:.0f} dB below full scale at its loudest: raise the input "
            f"gain by about {room - GOOD_HEADROOM:.0f} dB or come closer to the microphone."
        )
    return ""


def _decibels(power: float) -> float:
    return max(SILENCE_DBFS, 10.0 * float(np.log10(max(power, 1e-24))))


def _number(value: object, low: float, high: float) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)):
        raise TypeError
    if not isfinite(value) or not low <= value <= high:
        raise ValueError
    return float(value)


def _hum(kept: Mapping[str, Any]) -> Hum:
    harmonics = kept["harmonics"]
    if not isinstance(harmonics, list) or not harmonics:
        raise TypeError
    if not all(type(number) is int and 1 <= number <= 100 for number in harmonics):
        raise ValueError
    return Hum(_number(kept["hz"], 45, 65), _number(kept["dbfs"], -200, 20), tuple(harmonics))
