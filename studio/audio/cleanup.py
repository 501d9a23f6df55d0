"""Mending a recording without touching its file: noise, hum, silences, level."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from math import isfinite
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.denoise import reduce_noise
from studio.audio.files import Samples, Sound
from studio.audio.hum import DRIFT, MAINS, remove_hum
from studio.audio.levels import Span, match_level, pauses, peak_dbfs
from studio.core.errors import StudioError

MAX_NOISE_DB = 30.0  # more than this only makes artefacts
LEVEL_RANGE = (-40.0, -10.0)  # dBFS RMS of speech; beyond, it is lost in noise or clips

KEPT_AT_ENDS = 0.2  # seconds of silence left before and after the speech
LONG_AT_ENDS = 1.0  # seconds of silence there that are worth cutting
KEPT_INSIDE = 0.5  # seconds left of a long pause: still heard as one
LONG_INSIDE = 1.2  # seconds; readers pause up to about a second at a full stop

_FADE_SECONDS = 0.01  # over which both sides of a cut are blended
_TOP_DBFS = -0.3  # raising the level stops here, so that nothing clips


@dataclass(frozen=True, slots=True)
class Cleanup:
    """What is to be mended in a take. The values as they are mean: leave it as recorded.

    StudioError when a value is beyond its range.
    """

    noise_db: float = 0.0
    """How far the noise between the words is lowered, 0 to `MAX_NOISE_DB`."""
    hum_hz: float = 0.0
    """Fundamental of the hum to be taken out: 0 (none), or within 0.4 Hz of 50 or 60."""
    trim: bool = False
    """Whether silences at both ends and very long pauses are shortened (`silences_to_cut`)."""
    level_dbfs: float | None = None
    """RMS that the speech is brought to, within `LEVEL_RANGE`; None leaves it."""

    def __post_init__(self) -> None:
        """Check every value."""
        _check(type(self.trim) is bool, "Whether to trim is not a yes or no")
        _check(
            _is_number(self.noise_db) and 0.0 <= self.noise_db <= MAX_NOISE_DB,
            f"The noise reduction must lie between 0 and {MAX_NOISE_DB:.0f} dB",
        )
        _check(
            _is_number(self.hum_hz)
            and (self.hum_hz == 0 or any(abs(self.hum_hz - hz) <= DRIFT + 0.01 for hz in MAINS)),
            "The hum filter knows hum at 50 Hz and at 60 Hz",
        )
        low, high = LEVEL_RANGE
        _check(
            self.level_dbfs is None
            or (_is_number(self.level_dbfs) and low <= self.level_dbfs <= high),
            f"The level must lie between {low:.0f} and {high:.0f} dBFS".replace("-", "\u2212"),
        )

    @property
    def nothing(self) -> bool:
        """Whether it leaves a take as it was recorded."""
        return self == Cleanup()

    def as_dict(self) -> dict[str, Any]:
        """Return what is kept with a take; {} leaves it as recorded."""
        return {} if self.nothing else asdict(self)

    @classmethod
    def from_dict(cls, kept: Mapping[str, Any]) -> "Cleanup":
        """Return what `as_dict` gave; missing values are as recorded. StudioError otherwise."""
        known = {field.name for field in fields(cls)}
        _check(isinstance(kept, Mapping) and set(kept) <= known, "The clean-up holds unknown parts")
        return cls(**kept)


def clean(sound: Sound, settings: Cleanup, noise: Samples | None = None) -> Sound:
    """Return the sound mended: hum, noise, silences, level, in this order.

    `noise`: the room's silence at the same rate, `[n]` or `[n, channels]`; it tells what the noise
    is where the take's own pauses are too short to. As long as before unless `trim` is on, nothing
    is shifted in time, and the given sound stays as it is.
    """
    if settings.nothing or len(sound.samples) == 0:
        return sound
    samples = np.array(sound.samples, np.float32)
    cuts = silences_to_cut(sound) if settings.trim else ()  # on what was recorded, as it is offered
    if settings.hum_hz:
        samples = remove_hum(samples, sound.rate, settings.hum_hz)
        if noise is not None:
            noise = remove_hum(np.asarray(noise, np.float32), sound.rate, settings.hum_hz)
    if settings.noise_db:
        samples = reduce_noise(samples, sound.rate, settings.noise_db, noise)
    samples = _without(samples, sound.rate, cuts)
    if settings.level_dbfs is not None:
        samples = _levelled(samples, settings.level_dbfs, sound.rate)
    return Sound(samples, sound.rate)


def silences_to_cut(sound: Sound) -> tuple[Span, ...]:
    """Return what `trim` takes away: long silences at both ends and in long pauses."""
    cuts: list[Span] = []
    length = sound.seconds
    found = pauses(sound.samples, sound.rate, margin=0.0)
    if len(found) == 1 and found[0].seconds > length - 1e-6:
        return ()  # nobody speaks: no silence is too much then
    for pause in found:
        if pause.start <= 1e-6:
            if pause.seconds >= LONG_AT_ENDS:
                cuts.append(Span(0.0, pause.end - KEPT_AT_ENDS))
        elif pause.end >= length - 0.03:
            if pause.seconds >= LONG_AT_ENDS:
                cuts.append(Span(pause.start + KEPT_AT_ENDS, length))
        elif pause.seconds >= LONG_INSIDE:
            cuts.append(Span(pause.start + KEPT_INSIDE / 2, pause.end - KEPT_INSIDE / 2))
    return tuple(cuts)


def _without(samples: Samples, rate: int, cuts: tuple[Span, ...]) -> Samples:
    """Return the sound without the cuts; both sides of an inner one are blended."""
    fade = round(_FADE_SECONDS * rate)
    kept = samples[:0]
    at = 0
    for cut in (*cuts, None):
        end = len(samples) if cut is None else round(cut.start * rate)
        kept = _joined(kept, samples[at:end], fade)
        at = len(samples) if cut is None else min(len(samples), round(cut.end * rate))
    return kept


def _joined(left: Samples, right: Samples, fade: int) -> Samples:
    fade = min(fade, len(left), len(right))
    if fade == 0:
        return np.concatenate((left, right))
    rise: NDArray[np.float32] = np.linspace(0.0, 1.0, fade, dtype=np.float32)
    if left.ndim == 2:
        rise = rise[:, None]
    # Noise on both sides has nothing in common: its powers add, so the roots keep it even.
    middle = left[-fade:] * np.sqrt(1.0 - rise) + right[:fade] * np.sqrt(rise)
    return np.concatenate((left[:-fade], middle.astype(np.float32), right[fade:]))


def _levelled(samples: Samples, dbfs: float, rate: int) -> Samples:
    """Return the sound at that level of speech, or a little lower where it would clip."""
    raised = match_level(samples, dbfs, rate)
    over = peak_dbfs(raised) - _TOP_DBFS
    if over <= 0 or raised is samples:
        return raised
    return (raised * np.float32(10 ** (-over / 20))).astype(np.float32)


def _is_number(value: object) -> bool:
    return isinstance(value, (int, float)) and not isinstance(value, bool) and isfinite(value)


def _check(good: bool, sentence: str) -> None:
    if not good:
        raise StudioError(f"{sentence}; set the clean-up of this take again.")
