"""How a take sounds as a recording, and whether that is still as it was."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from math import isfinite
from typing import Any, Literal

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import BANDS, EDGES, FRAMES_A_SECOND, Bands, band_power
from studio.audio.echo import DRY_SECONDS, decay_seconds
from studio.audio.files import Sound
from studio.audio.levels import speech_rms_dbfs
from studio.audio.room import RoomReport, a_weighting
from studio.core.errors import StudioError

Kind = Literal["moved", "distance", "echo", "fan", "level"]

LEAST_OTHERS = 3  # takes; fewer do not tell what is usual
LEAST_VOICED = 0.8  # seconds of voiced speech; less says nothing about timbre
MOST_OTHERS = 40  # the latest ones: an hour ago matters more than last month

LEVEL_DB = 4.5  # a speaker's takes differ by up to 3 dB in level from sentence to sentence
LEVEL_SPREADS = 3.4
ECHO_SECONDS = 0.16  # the estimate differs by 0.1 s from sentence to sentence in one room
ECHO_SHARE = 0.35  # of what it was: longer times are told less exactly
FAN_DB = 2.0  # by which seven bands in ten rise above the usual spread
ROOM_FAN_DB = 8.0  # above the room check's silence, where there are no other takes yet
STEADY_DB = 4.3  # the most that a fan's noise moves so; echo between words moves more
TONE_SPREADS = (4.4, 4.3, 4.2, 4.1, 4.0)  # that the timbre of one to five takes lies apart
TILT_DB = 1.3  # an octave above 1 kHz: half of what turning a microphone away does
SAME_WAY = 0.3  # of their mean change, that each of several takes shows at least
LOWS_DB = 5.0  # in the lows: twice as far from a directional microphone

_NOISE_PERCENTILE = 5  # of all frames in each band: between words, and between sounds
_UNREST_PERCENTILE = 20  # of steady noise it lies some dB above, of speech far more
_NOISE_SPREAD_DB = 2.0  # that a take has at least
_NOISE_BANDS_PERCENTILE = 30
_VOICED = slice(1, 6)  # bands from 150 to 770 Hz: the first harmonics and formant
_HISS = slice(13, BANDS)  # bands above 3.6 kHz
_BELOW_TOP_DB = 18.0  # voiced frames are that near to the loudest
_RANGE_DB = 75.0  # below the loudest band of a take its spectrum says nothing of the voice

# How voiced spectra differ between sentences of one speaker, for two seconds of voiced speech:
# 2.3 dB in each band, correlated from band to band. Found on 1,250 clips of 125 speakers
# (speechocean762); a speaker's own takes weigh against it as `_PRIOR_TAKES` takes.
_SPREAD_DB = 2.3
_CORRELATION = 0.5
_PRIOR_TAKES = 10
_TOLD_SECONDS = 2.0
_MOST_SECONDS = 4.0  # beyond, what differs is not the sentence but the day
_SESSION = 0.15  # variance between takes that no length averages out, of that in two seconds

_CENTRES = np.sqrt(np.array(EDGES[1:]) * np.array(EDGES[:-1]))
_TILT = -np.maximum(0.0, np.log2(_CENTRES / 1_000.0))  # dB: the highs fall, per dB an octave
_LOWS = -1.0 / np.sqrt(1.0 + (_CENTRES / 200.0) ** 2)  # dB: the near field of a directional capsule

_UNREADABLE = "How this take sounds cannot be read back; check the take again."


@dataclass(frozen=True, slots=True)
class Fingerprint:
    """How a take sounds as a recording, whatever is said in it. Small enough to be kept."""

    level_dbfs: float
    """RMS of the speech."""
    noise: tuple[float, ...]
    """What is there between the sounds, dBFS in each of the `BANDS` bands."""
    unrest: float
    """dB by which that moves: 2 to 4 is a steady noise, more is speech or its echo."""
    tone: tuple[float, ...]
    """Mean voiced spectrum, dB in each band, without its mean over the bands."""
    voiced_seconds: float
    """How much voiced speech `tone` is from."""
    echo_seconds: float | None
    """Reverberation time, see `studio.audio.echo`; None where it cannot be told."""

    @classmethod
    def of(cls, sound: Sound) -> "Fingerprint | None":
        """Return the fingerprint of a take; None when there is no voice in it."""
        level = speech_rms_dbfs(sound.samples, sound.rate)
        if level is None:
            return None
        bands = band_power(sound.samples, sound.rate)
        decibels = bands.decibels
        voiced = decibels[_voiced(bands)]
        tone = np.maximum(voiced, voiced.max() - _RANGE_DB).mean(axis=0)
        noise, higher = np.percentile(decibels, (_NOISE_PERCENTILE, _UNREST_PERCENTILE), axis=0)
        return cls(
            level_dbfs=round(level, 2),
            noise=tuple(np.round(noise.astype(float), 1).tolist()),
            unrest=round(float(np.percentile(higher - noise, _NOISE_BANDS_PERCENTILE)), 1),
            tone=tuple(np.round((tone - tone.mean()).astype(float), 2).tolist()),
            voiced_seconds=len(voiced) / FRAMES_A_SECOND,
            echo_seconds=decay_seconds(bands),
        )

    def as_dict(self) -> dict[str, Any]:
        """Return what JSON can hold; `from_dict` reads it."""
        return asdict(self) | {"noise": list(self.noise), "tone": list(self.tone)}

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Fingerprint":
        """Return the fingerprint that `as_dict` gave; StudioError when it is not one."""
        try:
            echo = kept["echo_seconds"]
            return cls(
                level_dbfs=_number(kept["level_dbfs"]),
                noise=_row(kept["noise"]),
                unrest=_number(kept["unrest"]),
                tone=_row(kept["tone"]),
                voiced_seconds=_number(kept["voiced_seconds"]),
                echo_seconds=None if echo is None else _number(echo),
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StudioError(_UNREADABLE) from error


@dataclass(frozen=True, slots=True)
class Drift:
    """One way in which a take no longer sounds like the speaker's others."""

    kind: Kind
    sentence: str
    """What has changed and what to do."""


def drift(
    now: Fingerprint, others: Sequence[Fingerprint], room: RoomReport | None = None
) -> tuple[Drift, ...]:
    """Return how a take differs as a recording from the speaker's others; () when it does not.

    `others`: the other takes in the order of their recording, of which the latest 40 count; with
    fewer than three, only the background is compared, with `room`, the room check of the session.
    Every limit allows for what another sentence alone changes (tests/benchmarks/
    recording_faults.py measures that), so a small change, or a change in a take of a word or two,
    is not told; a moved microphone, unless it changes very much, only after some takes.
    """
    known = list(others)[-MOST_OTHERS:]
    if len(known) < LEAST_OTHERS:
        return _against_room(now, room)
    fan = _fan(now, known)
    echo = not fan and _more_echo(now, known)  # noise bends the decays that echo is told from
    level = _level_change(now, known)
    tilt, lows = _tone_change(now, known)
    found: list[Drift] = []
    if fan:
        found.append(_FAN)
    if level < 0 and (echo or lows > 0):
        found.append(_DISTANCE)
    else:
        if echo:
            found.append(_ECHO)
        if level:
            found.append(_level_drift(level))
        # A fan fills the highs; what is left of the tone then is the fan's.
        if not fan and not echo and (tilt or lows):
            found.append(_MOVED)
    return tuple(found)


_FAN = Drift(
    "fan",
    "There is more noise in the background than in your other takes: see whether a fan, a heater "
    "or a window is to blame.",
)
_DISTANCE = Drift(
    "distance",
    "You sound further away than in your other takes: come back to where you sat, or bring the "
    "microphone nearer.",
)
_ECHO = Drift(
    "echo",
    "There is more echo than in your other takes: you are further from the microphone, or a door "
    "or curtain has been opened.",
)
_MOVED = Drift(
    "moved",
    "The microphone has moved: your voice has another timbre than in your other takes. Point it "
    "at your mouth from where it was.",
)


def _level_drift(change: float) -> Drift:
    if change < 0:
        return Drift(
            "level",
            f"You are {-change:.0f} dB softer than in your other takes: come back to the distance "
            "you had, or see whether the input gain was changed.",
        )
    return Drift(
        "level",
        f"You are {change:.0f} dB louder than in your other takes: go back to the distance you "
        "had, or see whether the input gain was changed.",
    )


def _voiced(bands: Bands) -> NDArray[np.bool_]:
    """Tell which frames are voiced: strong in the lows, and stronger there than in the highs."""
    low = 10.0 * np.log10(bands.power[:, _VOICED].sum(axis=1))
    high = 10.0 * np.log10(bands.power[:, _HISS].sum(axis=1))
    near = low >= np.percentile(low, 97) - _BELOW_TOP_DB
    voiced = near & (low > high)
    return voiced if voiced.any() else near


def _against_room(now: Fingerprint, room: RoomReport | None) -> tuple[Drift, ...]:
    if room is None:
        return ()
    power = 10.0 ** (np.array(now.noise) / 10.0)
    noise = 10.0 * float(np.log10(power @ a_weighting(_CENTRES)))
    return (_FAN,) if noise > room.noise_dba + ROOM_FAN_DB else ()


def _more_echo(now: Fingerprint, others: list[Fingerprint]) -> bool:
    known = [other.echo_seconds for other in others if other.echo_seconds is not None]
    if now.echo_seconds is None or len(known) < LEAST_OTHERS:
        return False
    usual = max(DRY_SECONDS, float(np.median(known)))
    limit = max(ECHO_SECONDS, ECHO_SHARE * usual, 3.0 * _spread(np.array(known)))
    return now.echo_seconds > usual + limit


def _fan(now: Fingerprint, others: list[Fingerprint]) -> bool:
    """Tell whether the background rose, in itself and against the voice, in most bands.

    Both, because an input gain that was changed raises the first alone, and a softer voice the
    second alone; and steady, because echo fills the gaps between words too.
    """
    if now.unrest > STEADY_DB:
        return False
    noise = np.array([other.noise for other in others])
    usual = np.median(noise, axis=0)
    spread = np.maximum(_NOISE_SPREAD_DB, 1.48 * np.median(np.abs(noise - usual), axis=0))
    louder = now.level_dbfs - float(np.median([other.level_dbfs for other in others]))
    rise = np.array(now.noise) - usual - max(0.0, louder)
    return float(np.percentile(rise - spread, _NOISE_BANDS_PERCENTILE)) > FAN_DB


def _level_change(now: Fingerprint, others: list[Fingerprint]) -> float:
    """Return by how many dB the voice is louder; 0 when that is within what is usual."""
    levels = np.array([other.level_dbfs for other in others])
    change = now.level_dbfs - float(np.median(levels))
    return change if abs(change) > max(LEVEL_DB, LEVEL_SPREADS * _spread(levels)) else 0.0


def _tone_change(now: Fingerprint, others: list[Fingerprint]) -> tuple[float, float]:
    """Return how much of the highs (dB an octave) and of the lows (dB) the voice has lost.

    0, 0 where that is within what is usual. One take of a few words tells large changes only; a
    microphone that has moved stays moved, so this take is also judged together with up to four
    before it, against those before them.
    """
    if now.voiced_seconds < LEAST_VOICED:
        return 0.0, 0.0
    known = [other for other in others if other.voiced_seconds >= LEAST_VOICED]
    for before, spreads in enumerate(TONE_SPREADS):
        count = len(known) - before
        if count < LEAST_OTHERS * (1 + before):
            break
        earlier, latest = known[:count], [now, *known[count:]]
        tilt, lows, sure = _lost(latest, earlier)
        if sure > spreads and (abs(tilt) >= TILT_DB or abs(lows) >= LOWS_DB):
            # One odd take makes no moved microphone: each of them must point the same way.
            each = [_lost([take], earlier) for take in latest]
            if all(_along(one, (tilt, lows)) > SAME_WAY for one in each):
                return tilt, lows
    return 0.0, 0.0


def _along(one: tuple[float, float, float], mean: tuple[float, float]) -> float:
    """Return how much of the mean change one take has: 1 when all of it."""
    tilt, lows = mean[0] / TILT_DB, mean[1] / LOWS_DB
    return (one[0] / TILT_DB * tilt + one[1] / LOWS_DB * lows) / (tilt**2 + lows**2)


def _lost(latest: list[Fingerprint], earlier: list[Fingerprint]) -> tuple[float, float, float]:
    """Return what the latest takes lack: highs, lows, and how sure that is.

    Highs in dB an octave, lows in dB: the best linear estimate of these two changes among what
    differs from sentence to sentence anyway (generalised least squares with the speaker's
    covariance, drawn towards a prior one). Sure: the Mahalanobis distance within these two.
    """
    tones, seconds = _tones(earlier)
    usual = seconds @ tones / seconds.sum()
    apart = (tones - usual) * np.sqrt(seconds / _TOLD_SECONDS)[:, None]
    covariance = (_PRIOR_TAKES * _prior() + apart.T @ apart) / (_PRIOR_TAKES + len(earlier) - 1)
    here, length = _tones(latest)
    covariance *= (
        _TOLD_SECONDS / length.sum()
        + _TOLD_SECONDS / seconds.sum()
        + _SESSION / len(length)
        + _SESSION / len(seconds)
    )
    change = length @ here / length.sum() - usual
    shapes = np.stack((_TILT - _TILT.mean(), _LOWS - _LOWS.mean()), axis=1)
    weights = np.linalg.solve(covariance, shapes)  # [BANDS, 2]
    heard = weights.T @ change
    tilt, lows = np.linalg.solve(weights.T @ shapes, heard)
    return float(tilt), float(lows), float(np.sqrt(max(0.0, heard @ (tilt, lows))))


def _tones(takes: list[Fingerprint]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Return the tones, `[takes, BANDS]`, and how many seconds each counts for, `[takes]`."""
    seconds = np.minimum([take.voiced_seconds for take in takes], _MOST_SECONDS)
    return np.array([take.tone for take in takes]), seconds


def _prior() -> NDArray[np.float64]:
    """Return the covariance of tones for two seconds of voiced speech, `[BANDS, BANDS]`."""
    places = np.arange(BANDS)
    mean_free = np.eye(BANDS) - 1.0 / BANDS
    prior = _SPREAD_DB**2 * _CORRELATION ** np.abs(places[:, None] - places)
    return mean_free @ prior @ mean_free + 0.1 * np.eye(
        BANDS
    )  # the last: so that it has an inverse


def _spread(values: NDArray[np.float64]) -> float:
    """Return the standard deviation as the middle of the deviations tells it."""
    return 1.48 * float(np.median(np.abs(values - np.median(values))))


def _number(value: object) -> float:
    if isinstance(value, bool) or not isinstance(value, (int, float)) or not isfinite(value):
        raise TypeError
    return float(value)


def _row(values: object) -> tuple[float, ...]:
    if not isinstance(values, (list, tuple)) or len(values) != BANDS:
        raise TypeError
    return tuple(_number(value) for value in values)
