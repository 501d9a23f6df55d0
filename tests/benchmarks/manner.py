"""How clear speech stays across the range of each control of speaking.

    python -m tests.benchmarks.manner [--sentences 5] [--voices af_heart am_michael bm_george]
                                      [--only speed pitch]

For each control its two ends and their halves: the share of words that the inverse model hears
back, their mean score, the median F0 in Hz, the level of sounding frames in dBFS and the seconds.
"""

from __future__ import annotations

import argparse
from statistics import mean, median

import numpy as np

from studio.audio.mel_spec import HOP, RATE
from studio.core.manner import CONTROLS, Manner
from studio.speech.speak import sounds, speak
from studio.speech.speakers import speakers
from studio.speech.verify import check
from tests.benchmarks.sentences import held_out

SKIPPED = ("seed", "steps")  # every value is as clear


def values(name: str) -> list[float]:
    """The ends of a control, and what lies half way to them."""
    control = CONTROLS[name]
    least, most, normal = control.least, control.most, control.normal
    return sorted({least, (least + normal) / 2, (most + normal) / 2, most} - {normal})


def row(manner: Manner, voices: list[str], texts: list[str]) -> str:
    """One line of the table."""
    scores: list[tuple[bool, float]] = []
    hertz, levels, seconds = [], [], 0.0
    for voice in voices:
        speaker = speakers().speaker(None, voice)
        for text in texts:
            for spoken in speak(speaker, text, manner):
                found = check(spoken.samples, spoken, speaker.language)
                scores += [(bool(one.heard), one.score or 0.0) for one in found]
                hertz += spoken.f0[spoken.f0 > 0].tolist()
                loud = spoken.samples[np.repeat(sounds(spoken.samples), HOP)]
                levels.append(20 * float(np.log10(np.sqrt(np.mean(loud**2)))))
                seconds += len(spoken.samples) / RATE
    heard = mean(heard for heard, _ in scores)
    score = mean(score for _, score in scores)
    found = f"{heard:.1%} | {score:.3f} | {median(hertz):.0f} | {mean(levels):.1f} | {seconds:.1f}"
    return f"| {manner.changes() or 'usual'} | {found} |"


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--sentences", type=int, default=5)
    options.add_argument("--voices", nargs="+", default=["af_heart", "am_michael", "bm_george"])
    options.add_argument("--only", nargs="+", default=[n for n in CONTROLS if n not in SKIPPED])
    given = options.parse_args()
    texts = [text for text in held_out() if 40 < len(text) < 110][: given.sentences]
    print("| manner | heard | score | F0 Hz | dBFS | s |\n|---|---|---|---|---|---|")
    print(row(Manner(), given.voices, texts), flush=True)
    for name in given.only:
        for value in values(name):
            print(row(Manner.from_dict({name: value}), given.voices, texts), flush=True)


if __name__ == "__main__":
    main()
