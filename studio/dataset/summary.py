"""What a data set is, in the figures that a professional asks for first.

Everything is computed from what was measured on each take (`studio.dataset.measure`), so that a
summary of thousands of takes is quick once they have been measured.
"""

from __future__ import annotations

import contextlib
import math
from collections import Counter
from collections.abc import Callable, Generator, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any, Literal

import numpy as np

from studio.core.entities import RecordingSession, Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.measure import MEASURED, measure, measurement
from studio.text.coverage import Coverage

Kind = Literal["level", "noise", "pitch", "rate", "length", "clipped"]
Measured = dict[str, Any]

FEWEST = 8  # takes from which on one can stand out
FAR = 3.5  # robust standard deviations (Iglewicz and Hoaglin 1993)
MOST_OUTLIERS = 60
BINS = 16


@dataclass(frozen=True, slots=True)
class Spread:
    """How a figure is spread over the takes."""

    unit: str
    low: float
    """10th percentile."""
    median: float
    high: float
    """90th percentile."""
    edges: tuple[float, ...]
    """Of the bins of the histogram: one more than counts."""
    counts: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Outlier:
    """A take that is unlike the others."""

    take_id: str
    text: str
    kind: Kind
    value: float
    usual: float
    """The median of all takes; 0 for "clipped"."""
    sentence: str


@dataclass(frozen=True, slots=True)
class SessionFigures:
    """One sitting, or what was imported (id "")."""

    id: str
    created: str
    device: str
    rate: int
    takes: int
    seconds: float
    speech_dbfs: float | None
    noise_dbfs: float | None


@dataclass(frozen=True, slots=True)
class Summary:
    """A data set in figures. Those about sound and text are over the takes that are included."""

    voice: str
    takes: int
    included: int
    starred: int
    mended: int
    """Takes with a clean-up."""
    seconds: float
    """Of the included takes."""
    all_seconds: float
    words: int
    texts: int
    """Different ones."""
    coverage: float
    """0 to 1: how much of what English needs has been said (`studio.text.coverage`)."""
    checks: dict[str, int]
    """How many takes are good, warn, refuse, unchecked."""
    rates: dict[str, int]
    channels: dict[str, int]
    depths: dict[str, int]
    sources: dict[str, int]
    spreads: dict[str, Spread]
    """level, noise, snr, length, rate, pitch, as far as there is anything to tell."""
    pitch_range_hz: tuple[float, float] | None
    """From the usual low (10 %) to the usual high (90 %) of a take."""
    sessions: tuple[SessionFigures, ...]
    outliers: tuple[Outlier, ...]
    unmeasured: int
    """Included takes that could not be read."""
    heard_seconds: float
    """Of the included takes: those whose text was heard, not given."""

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


def summarise_voice(library: Library, voice_id: str) -> Generator[Message, None, dict[str, Any]]:
    """Measure what has not been measured yet, then return `Summary.as_dict()`.

    What was measured before a cancel stays with its take.
    """
    voice = library.voice(voice_id)
    takes = library.takes(voice.id)
    yield Progress("measure", 0.0)
    missing = [take for take in takes if measurement(take) is None]
    fresh: dict[str, Measured] = {}
    for done, take in enumerate(missing, start=1):
        with contextlib.suppress(StudioError):  # a damaged take is counted as not measured
            fresh[take.id] = measure(take, voice.language)
            # A library that cannot be written is summarised all the same.
            library.update_take(take.id, checks={MEASURED: fresh[take.id]})
        yield Progress("measure", done / len(missing))
    takes = [
        replace(take, checks={**take.checks, MEASURED: fresh[take.id]})
        if take.id in fresh
        else take
        for take in library.takes(voice.id)
    ]
    return summarise(voice, takes, library.sessions(voice.id)).as_dict()


def summarise(voice: Voice, takes: Sequence[Take], sessions: Sequence[RecordingSession]) -> Summary:
    """Put together the figures of takes that have been measured."""
    used = [take for take in takes if take.included]
    known = [(take, found) for take in used if (found := measurement(take)) is not None]
    coverage = Coverage(voice.language)
    for _, found in known:
        coverage.add(found["phonemes"])
    pitches = [found["pitch_hz"] for _, found in known if found["pitch_hz"]]
    lows, highs = [pitch[0] for pitch in pitches], [pitch[2] for pitch in pitches]
    span = (float(np.median(lows)), float(np.median(highs))) if pitches else None
    return Summary(
        voice.name,
        len(takes),
        len(used),
        sum(take.starred for take in used),
        sum(bool(take.cleanup) for take in used),
        round(sum(found["seconds"] for _, found in known), 1),
        round(sum(take.seconds for take in takes), 1),
        sum(found["words"] for _, found in known),
        len({take.text for take in used}),
        round(float(coverage.share), 4),
        dict(Counter(verdict(take) or "unchecked" for take in takes)),
        {str(rate): count for rate, count in Counter(take.rate for take in used).most_common()},
        {str(n): count for n, count in Counter(take.channels for take in used).most_common()},
        dict(Counter(found["depth"] for _, found in known).most_common()),
        dict(Counter(take.source for take in used).most_common()),
        _spreads([found for _, found in known]),
        span,
        tuple(_sessions(used, sessions)),
        tuple(outliers(known)),
        len(used) - len(known),
        round(sum(found["seconds"] for take, found in known if take.text_is_heard), 1),
    )  # fmt: skip


def verdict(take: Take) -> str:
    """Return what the check said: "good", "warn", "refuse", or "" when there was none."""
    check = take.checks.get("check")
    said = check.get("verdict") if isinstance(check, dict) else None
    return said if said in ("good", "warn", "refuse") else ""


# What is looked at in each take; None = this take has no such figure.
_FIGURES: dict[str, tuple[str, Callable[[Measured], float | None]]] = {
    "level": ("dBFS", lambda m: m["speech_dbfs"]),
    "noise": ("dBFS", lambda m: m["noise_dbfs"]),
    "snr": (
        "dB",
        lambda m: None if m["speech_dbfs"] is None else m["speech_dbfs"] - m["noise_dbfs"],
    ),
    "length": ("s", lambda m: m["seconds"]),
    "rate": ("/s", lambda m: m["sounds"] / m["spoken"] if m["spoken"] and m["sounds"] else None),
    "pitch": ("Hz", lambda m: m["pitch_hz"][1] if m["pitch_hz"] else None),
}


def _spreads(measured: Sequence[Measured]) -> dict[str, Spread]:
    found = {}
    for name, (unit, figure) in _FIGURES.items():
        values = np.array([value for m in measured if (value := figure(m)) is not None])
        if len(values):
            found[name] = _spread(values, unit)
    return found


def _spread(values: np.ndarray, unit: str) -> Spread:
    low, median, high = (round(float(v), 2) for v in np.percentile(values, (10, 50, 90)))
    counts, edges = np.histogram(values, bins=BINS, range=_round_range(values))
    return Spread(
        unit,
        low,
        median,
        high,
        tuple(round(float(edge), 3) for edge in edges),
        tuple(int(count) for count in counts),
    )


def _round_range(values: np.ndarray) -> tuple[float, float]:
    """Return a range of the histogram that begins and ends at a number worth printing."""
    low, high = float(values.min()), float(values.max())
    step = 10.0 ** math.floor(math.log10(max(high - low, 0.5)))
    low, high = step * math.floor(low / step), step * math.ceil(high / step)
    return low, high if high > low else low + step


# What stands out: (figure, least spread that is taken for real, on which scale it is judged).
_JUDGED: tuple[tuple[Kind, float, Callable[[float], float]], ...] = (
    ("level", 1.5, float),  # dB
    ("noise", 2.5, float),  # dB
    ("pitch", 1.2, lambda hz: 12 * math.log2(hz)),  # semitones
    ("rate", 0.12, math.log),
    ("length", 0.4, math.log),
)


def outliers(known: Sequence[tuple[Take, Measured]]) -> list[Outlier]:
    """Name the takes that are far from the others, the farthest first, and those that clip.

    Far = more than 3.5 robust standard deviations from the median (1.4826 times the median
    deviation, and never less than what is usual among good takes).
    """
    found: list[tuple[float, Outlier]] = [
        (1e9, _outlier(take, "clipped", float(m["clipped"]), 0.0))
        for take, m in known
        if m["clipped"]
    ]
    for kind, least, scale in _JUDGED:
        figure = _FIGURES[kind][1]
        there = [(take, value) for take, m in known if (value := figure(m)) is not None]
        if len(there) < FEWEST:
            continue
        scaled = np.array([scale(value) for _, value in there])
        middle = float(np.median(scaled))
        spread = max(1.4826 * float(np.median(np.abs(scaled - middle))), least)
        usual = float(np.median([value for _, value in there]))
        for (take, value), at in zip(there, scaled, strict=True):
            far = abs(float(at) - middle) / spread
            better = kind == "noise" and at < middle  # quieter than the others is no fault
            if far > FAR and not better:
                found.append((far, _outlier(take, kind, value, usual)))
    found.sort(key=lambda item: -item[0])
    return [outlier for _, outlier in found[:MOST_OUTLIERS]]


def _outlier(take: Take, kind: Kind, value: float, usual: float) -> Outlier:
    more = value > usual
    sentence = {
        "level": f"{abs(value - usual):.0f} dB {'louder' if more else 'softer'} than most takes",
        "noise": f"{value - usual:.0f} dB noisier than most takes",
        "pitch": f"{'higher' if more else 'lower'} than most takes: {value:.0f} Hz, not "
        f"{usual:.0f} Hz",
        "rate": f"{'faster' if more else 'slower'} than most takes: {value:.0f} phonemes a second, "
        f"not {usual:.0f}",
        "length": f"{'longer' if more else 'shorter'} than most takes: {value:.1f} s, not "
        f"{usual:.1f} s",
        "clipped": f"too loud for the recorder in {value:.0f} places",
    }[kind]
    return Outlier(take.id, take.text, kind, round(value, 2), round(usual, 2), sentence)


def _sessions(
    used: Sequence[Take], sessions: Sequence[RecordingSession]
) -> Generator[SessionFigures, None, None]:
    """The sittings in their order, and behind them what belongs to none."""
    groups: dict[str, list[Take]] = {}
    for take in used:
        groups.setdefault(take.session_id, []).append(take)
    for session in sessions:
        if session.id in groups:
            there = groups.pop(session.id)
            yield _session(session.id, session.created, session.device, session.rate, there)
    rest = [take for group in groups.values() for take in group]
    if rest:
        rates = Counter(take.rate for take in rest)
        yield _session("", rest[0].created, "", rates.most_common(1)[0][0], rest)


def _session(
    session_id: str, created: str, device: str, rate: int, takes: Sequence[Take]
) -> SessionFigures:
    measured = [found for take in takes if (found := measurement(take)) is not None]
    return SessionFigures(
        session_id,
        created,
        device,
        rate,
        len(takes),
        round(sum(take.seconds for take in takes), 1),
        _median([m["speech_dbfs"] for m in measured if m["speech_dbfs"] is not None]),
        _median([m["noise_dbfs"] for m in measured]),
    )


def _median(values: Sequence[float]) -> float | None:
    return round(float(np.median(values)), 1) if values else None
