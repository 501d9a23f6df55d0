"""How well the stock voices speak: words heard back, naturalness, distinctness.

    python -m tests.benchmarks.stock_voices                    # every voice in turn: 40 sounds
    python -m tests.benchmarks.stock_voices --voices af_heart bm_george --each
    python -m tests.benchmarks.stock_voices --json figures.json --keep out/stock

Without `--each` the sentences go round the voices, so all forty are spoken once; with it every
voice speaks all of them. WER is by Whisper base, MOS by DistillMOS, DNSMOS (overall) where the
`bench` extra is installed. Similarity is that of each sound to the other sounds of its voice, and
to the nearest other voice. About 5 s a sound on two idle cores.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import resample, write_wav
from studio.audio.mel_spec import RATE
from studio.speech.catalogue import stock_names
from studio.speech.speak import silence, speak
from studio.speech.speakers import Speakers
from studio.speech.speakers import speakers as all_speakers
from studio.training.judge import Verdict, embed, judge, mean_verdict
from studio.voice.speaker_encoder import centroid, similarity
from tests.benchmarks.sentences import held_out

Samples = NDArray[np.float32]


@dataclass(frozen=True, eq=False)
class Spoken:
    """One sentence in one voice, measured."""

    voice: str
    text: str
    samples: Samples
    verdict: Verdict
    embedding: NDArray[np.float32]
    dnsmos: float | None
    seconds_to_make: float


def say(speakers: Speakers, voice: str, text: str) -> tuple[Samples, float]:
    """The whole sound of a text, with its pauses, and how long the networks took for it."""
    parts: list[Samples] = []
    took = 0.0
    for spoken in speak(speakers.speaker(None, voice), text):
        if spoken.error:
            raise SystemExit(f"{voice} cannot say {text!r}: {spoken.error}")
        parts += [silence(spoken.pause), spoken.samples]
        took += spoken.seconds_to_make
    return np.concatenate(parts), took


def dnsmos() -> Callable[[Samples], float] | None:
    """DNSMOS by speechmos (overall quality, 1 to 5), where it is installed."""
    try:
        from speechmos import dnsmos as judge_of_noise  # pyright: ignore[reportMissingImports]
    except ImportError:
        return None

    def measure(samples: Samples) -> float:
        sound = np.clip(resample(samples, RATE, 16_000), -1, 1)
        judged: Any = judge_of_noise.run(sound, sr=16_000)
        return float(judged["ovrl_mos"])

    return measure


def measure(voices: list[str], texts: list[str], each: bool, keep: Path | None) -> list[Spoken]:
    """Speak and measure every sentence; prints what was misheard as it goes."""
    speakers, noise = all_speakers(), dnsmos()
    pairs = [(v, t) for v in voices for t in texts]
    if not each:
        pairs = [(voices[i % len(voices)], text) for i, text in enumerate(texts)]
    found = []
    for number, (voice, text) in enumerate(sorted(pairs), start=1):
        samples, took = say(speakers, voice, text)
        if keep is not None:
            write_wav(keep / f"{voice}-{texts.index(text) + 1:02d}.wav", samples, RATE)
        verdict = judge(samples, RATE, text)
        extra = noise(samples) if noise else None
        found.append(Spoken(voice, text, samples, verdict, embed(samples, RATE), extra, took))
        if verdict.errors.errors:
            print(f"  {number}/{len(pairs)} {voice}: {verdict.errors.errors} wrong in: {text}")
    return found


def table(found: list[Spoken]) -> list[dict[str, float | str | None]]:
    """A row for each voice, and one for all."""
    voices = sorted({s.voice for s in found})
    middles = {v: centroid([s.embedding for s in found if s.voice == v]) for v in voices}
    rows = []
    for voice in [*voices, "all"]:
        own = [s for s in found if voice in (s.voice, "all")]
        near = [own_similarity(s, found) for s in own]
        others = [
            max((similarity(s.embedding, m) for v, m in middles.items() if v != s.voice), default=0)
            for s in own
        ]
        mean = mean_verdict([s.verdict for s in own])
        noise = [s.dnsmos for s in own if s.dnsmos is not None]
        sound = sum(len(s.samples) for s in own) / RATE
        rows.append(
            {
                "voice": voice,
                "sentences": len(own),
                "wer": round(mean.errors.rate, 4),
                "mos": round(mean.mos, 3),
                "dnsmos": round(float(np.mean(noise)), 3) if noise else None,
                "own": round(float(np.mean(near)), 3),
                "nearest_other": round(float(np.mean(others)), 3),
                "seconds": round(sound, 1),
                "rtf": round(sum(s.seconds_to_make for s in own) / sound, 4),
            }
        )
    return rows


def own_similarity(one: Spoken, found: list[Spoken]) -> float:
    """To the centroid of the other sounds of the same voice; 1 where it is the only one."""
    others = [s.embedding for s in found if s.voice == one.voice and s is not one]
    return similarity(one.embedding, centroid(others)) if others else 1.0


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--voices", nargs="+", default=list(stock_names()))
    options.add_argument("--each", action="store_true", help="every voice speaks every sentence")
    options.add_argument("--sentences", type=int, default=40, help="only so many")
    options.add_argument("--keep", type=Path, help="write the sounds into this folder")
    options.add_argument("--json", type=Path, help="write the table into this file as well")
    given = options.parse_args()
    texts = held_out()[: given.sentences]
    rows = table(measure(given.voices, texts, given.each, given.keep))
    names = list(rows[0])
    print("  ".join(f"{name:>13}" for name in names))
    for row in rows:
        print("  ".join(f"{'-' if row[n] is None else row[n]!s:>13}" for n in names))
    if given.json:
        given.json.write_text(json.dumps(rows, indent=2) + "\n")


if __name__ == "__main__":
    main()
