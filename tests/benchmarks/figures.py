"""What is measured of sounds that say a speaker's held-out sentences: one row, whoever made them.

- similarity to the speaker (cosine of embeddings; the centroid is of the takes that were learnt
  from), its share of the ceiling, which is what the held-out recordings themselves have, and
  DistillMOS: each with a 95 % interval by resampling the sentences 2,000 times. Few sentences make
  a wide one.
- WER by Whisper base (an ear: homophones are no errors), PER by the shipped inverse model.
- DNSMOS (overall), where the `bench` extra is installed.
- F0 error against the real recording, with the times of both taken from the alignment of the same
  phonemes by the inverse model (no dynamic time warping): the frames of each phoneme are laid over
  the frames of that phoneme in the recording. Median absolute error in cents where both are
  voiced, and the share of frames where one of them alone is. A person who says a sentence twice
  does not reach 0 either.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass, field, replace
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import resample
from studio.audio.mel_spec import HOP, RATE
from studio.audio.pitch import f0
from studio.core.errors import StudioError
from studio.text import inventory
from studio.training.judge import judge, mean_verdict
from studio.training.listening import Listener, mean_error_rate
from studio.training.prepared import HEARD_RATE, PreparedTake
from studio.voice.align import Span, align
from studio.voice.inverse_model import InverseModel
from tests.benchmarks.stock_voices import dnsmos

Samples = NDArray[np.float32]
Curve = NDArray[np.float32]
Interval = tuple[float, float]
RESAMPLED = 2000
FRAME_RATE = RATE // HOP  # frames of F0 a second
NOT_INSTALLED = "not measured: `pip install -e .[bench]` brings DNSMOS"


@dataclass(frozen=True)
class Row:
    """One maker of sounds on the held-out sentences of one speaker; see the module's text."""

    speaker: str
    who: str
    """ "real", or who spoke."""
    sentences: int
    similarity: float
    similarity_interval: Interval
    share_of_ceiling: float
    share_interval: Interval
    wer: float
    per: float
    distillmos: float
    distillmos_interval: Interval
    dnsmos: float | str
    f0_cents: float | None = None
    voicing_error: float | None = None
    rtf: float | None = None
    """Seconds by the clock on two cores for each second of speech; idle cores are assumed."""
    cpu_rtf: float | None = None
    """Processor seconds of all threads for each second of speech: what else runs changes little."""
    times_faster: float | None = None
    """Than Kokoro's int8 graph, in seconds of the clock, sentence by sentence in turn."""
    times_faster_cpu: float | None = None
    """The same in processor time, which what else runs does not change so much."""
    minutes_of_speech: float | None = None
    """That it was made of."""
    minutes_of_training: float | None = None
    steps: dict[str, int] = field(default_factory=dict)
    """Of each part."""
    note: str = ""

    def to_dict(self) -> dict[str, Any]:
        """As JSON keeps it."""
        return asdict(self)


@dataclass(frozen=True, eq=False)
class Judge:
    """One speaker's held-out sentences, and what measures whoever says them."""

    speaker: str
    listener: Listener
    unseen: Sequence[PreparedTake]

    @cached_property
    def real(self) -> Row:
        """The recordings themselves: the ceiling."""
        return self._row("real", [take.sound.numpy() for take in self.unseen])

    def row(self, who: str, sounds: Sequence[Samples], **known: Any) -> Row:
        """Measure 24 kHz sounds of the sentences; ``known``: fields that are known already."""
        cents, voicing = self.pitch_errors(sounds)
        return replace(self._row(who, sounds), f0_cents=cents, voicing_error=voicing, **known)

    def _row(self, who: str, sounds: Sequence[Samples]) -> Row:
        listener, lines = self.listener, [take.phonemes for take in self.unseen]
        verdicts = [
            judge(sound, RATE, take.text, listener.speaker)
            for sound, take in zip(sounds, self.unseen, strict=True)
        ]
        near = np.array([verdict.similarity for verdict in verdicts], float)
        mos = np.array([verdict.mos for verdict in verdicts])
        real = near if who == "real" else self._real_similarities
        noise = dnsmos()
        return Row(
            speaker=self.speaker,
            who=who,
            sentences=len(verdicts),
            similarity=float(near.mean()),
            similarity_interval=interval(near),
            share_of_ceiling=float(near.mean() / real.mean()),
            share_interval=interval(near, real),
            wer=mean_verdict(verdicts).errors.rate,
            per=mean_error_rate(lines, listener.hear(sounds)),
            distillmos=float(mos.mean()),
            distillmos_interval=interval(mos),
            dnsmos=float(np.mean([noise(s) for s in sounds])) if noise else NOT_INSTALLED,
        )

    @cached_property
    def _real_similarities(self) -> NDArray[np.float64]:
        who = self.listener.speaker
        return np.array([who.similarity_to(take.sound.numpy(), RATE) for take in self.unseen])

    @cached_property
    def _real_pitch(self) -> list[tuple[Curve, Sequence[Span]]]:
        return [
            pitch_and_places(self.listener.model, take.sound.numpy(), take.phonemes)
            for take in self.unseen
        ]

    def pitch_errors(self, sounds: Sequence[Samples]) -> tuple[float | None, float | None]:
        """Median error in cents, and share of wrongly voiced frames; None where nothing fits."""
        pairs: list[NDArray[np.float64]] = []
        for sound, take, (hz, places) in zip(sounds, self.unseen, self._real_pitch, strict=True):
            try:
                other, heard = pitch_and_places(self.listener.model, sound, take.phonemes)
            except StudioError:  # too short to hold the phonemes: nothing to compare
                continue
            pairs.append(laid_over(hz, places, other, heard, take.phonemes))
        return errors_of(np.concatenate(pairs, axis=1)) if pairs else (None, None)


def interval(
    values: NDArray[np.float64], under: NDArray[np.float64] | None = None, seed: int = 1
) -> Interval:
    """95 % interval of the mean of ``values`` [n], or of its ratio to the mean of ``under`` [n]."""
    chosen = np.random.default_rng(seed).integers(len(values), size=(RESAMPLED, len(values)))
    means = values[chosen].mean(axis=1)
    if under is not None:
        means = means / under[chosen].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return float(low), float(high)


def pitch_and_places(
    model: InverseModel, sound: Samples, phonemes: str
) -> tuple[Curve, Sequence[Span]]:
    """F0 [frames] of a 24 kHz sound, and where each symbol of the phonemes lies in it."""
    placed = align(model, resample(sound, RATE, HEARD_RATE), phonemes)
    return f0(sound, RATE), placed.spans


def laid_over(
    hz: Curve, places: Sequence[Span], other: Curve, heard: Sequence[Span], phonemes: str
) -> NDArray[np.float64]:
    """[2, n]: F0 in Hz of each frame of the phonemes, and of the other sound at the same place."""
    found: list[tuple[float, float]] = []
    for symbol, here, there in zip(phonemes, places, heard, strict=True):
        if not inventory.is_phoneme(symbol):
            continue
        for frame in range(int(np.ceil(here.start * FRAME_RATE)), int(here.end * FRAME_RATE)):
            share = (frame / FRAME_RATE - here.start) / (here.end - here.start)
            at = round((there.start + share * (there.end - there.start)) * FRAME_RATE)
            if frame < len(hz) and at < len(other):
                found.append((float(hz[frame]), float(other[at])))
    return np.array(found, float).reshape(-1, 2).T


def errors_of(pairs: NDArray[np.float64]) -> tuple[float | None, float | None]:
    """(median absolute cents, share of frames voiced in one alone) of [2, n] Hz, 0 unvoiced."""
    if not pairs.size:
        return None, None
    voiced = pairs > 0
    both = pairs[:, voiced.all(axis=0)]
    cents = float(np.median(np.abs(1200 * np.log2(both[1] / both[0])))) if both.size else None
    return cents, float((voiced[0] != voiced[1]).mean())


HEADINGS = (
    *("speaker", "who", "n", "similarity", "of the ceiling", "WER", "PER", "DistillMOS", "DNSMOS"),
    *(
        "F0 cents",
        "voicing",
        "RTF",
        "CPU RTF",
        "times faster",
        "speech min",
        "training min",
        "steps",
    ),
)


def table(rows: Sequence[Row]) -> str:
    """Rows as Markdown."""
    lines = [HEADINGS, ("---",) * len(HEADINGS), *(_cells(row) for row in rows)]
    return "\n".join(f"| {' | '.join(line)} |" for line in lines)


def _cells(row: Row) -> tuple[str, ...]:
    def shown(value: float | None, form: str) -> str:
        return "–" if value is None else format(value, form)

    def between(value: float, limits: Interval, form: str) -> str:
        return f"{value:{form}} ({limits[0]:{form}}–{limits[1]:{form}})"

    return (
        row.speaker,
        row.who,
        str(row.sentences),
        between(row.similarity, row.similarity_interval, ".3f"),
        between(row.share_of_ceiling, row.share_interval, ".3f"),
        f"{row.wer:.1%}",
        f"{row.per:.1%}",
        between(row.distillmos, row.distillmos_interval, ".2f"),
        "not installed" if isinstance(row.dnsmos, str) else f"{row.dnsmos:.2f}",
        shown(row.f0_cents, ".0f"),
        shown(row.voicing_error, ".1%"),
        shown(row.rtf, ".3f"),
        shown(row.cpu_rtf, ".3f"),
        shown(row.times_faster, ".1f"),
        shown(row.minutes_of_speech, ".1f"),
        shown(row.minutes_of_training, ".1f"),
        " ".join(f"{name} {count}" for name, count in row.steps.items()) or "–",
    )
