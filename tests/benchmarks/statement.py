"""How well a consent statement is told from another one, and its speaker from others.

    python -m tests.benchmarks.statement                # all parts: about 8 minutes of a free core
    python -m tests.benchmarks.statement --part speakers
    python -m tests.benchmarks.statement --part words --trials 12

Wants the real speech (`TIMBRE_SPEECH`, or ../shared/speech).

*Speakers*: of each speaker of `speechocean762` (and of `lj`, `callie`, `richard`) about 20 seconds
are the statement and the rest are the takes; every statement is compared with the takes of every
speaker. Then, for each third speaker, the statement as another microphone might hear it (treble
6 dB down or up, noise 30 dB below the speech), groups of three takes in a row, and stock voices of
this program reading something. All of a speaker's clips are from one sitting: on another day, with
another microphone, people are less like themselves than here.

*Words*: nobody has read the statement for us, so clips of one speaker in a row, some 70 words (50
of `speechocean762`, learners of all skills), stand for its sentences. They are checked against
their text, and against texts which are wrong: the second half not read, one sentence left out, five
words of a sentence being others (as if another use had been said), and another text altogether.

*Mark*: eight seconds of 33 real speakers, and the same with the mark of generated speech, as they
are and through the other microphone: how often the mark is found.
"""

from __future__ import annotations

import argparse
import os
import random
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from scipy.signal import butter, sosfilt

from studio.audio.files import Sound, read_sound, resample, to_mono
from studio.audio.mel_spec import RATE as SPEAKING_RATE
from studio.dataset.consent import Part
from studio.dataset.same_speaker import GROUP_TAKES, SAME_IN_GROUP
from studio.dataset.statement import MARK_SECONDS, SAME_SPEAKER, words_heard
from studio.speech import watermark
from studio.speech.catalogue import stock_names
from studio.speech.speakers import speakers as stock_speakers
from studio.voice.speaker_encoder import centroid, embed
from tests.benchmarks.stock_voices import say

ROOT = Path(__file__).resolve().parents[2]
SPEECH = Path(os.environ.get("TIMBRE_SPEECH", ROOT / "../shared/speech"))
RATE = 16_000
STATEMENT_SECONDS = 20.0
MOST_CLIPS = 40  # of a speaker
READ_BY_STOCK = (
    "Please leave your boots by the kitchen door, and bring the basket of apples inside."
)

Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """A recording of a person."""

    path: Path
    text: str

    def samples(self) -> Samples:
        """[n] at 16 kHz."""
        sound = read_sound(self.path)
        return resample(to_mono(sound.samples), sound.rate, RATE)


def people(rng: random.Random) -> dict[str, list[Clip]]:
    """The clips of each speaker, in some order."""
    found: dict[str, list[Clip]] = {}
    for name in ("speechocean762", "lj", "callie", "richard"):
        for line in (SPEECH / name / "transcripts.tsv").read_text(encoding="utf-8").splitlines():
            file, text, *speaker = line.split("\t")
            if len(text.split()) >= 4:
                clip = Clip(SPEECH / name / file, text)
                found.setdefault(speaker[0] if speaker else name, []).append(clip)
    for clips in found.values():
        rng.shuffle(clips)
        del clips[MOST_CLIPS:]
    return {name: clips for name, clips in found.items() if len(clips) >= 7}


# Speakers


@dataclass(frozen=True)
class Person:
    """Statement and takes of one speaker, as 256 numbers each."""

    statement: Samples
    """[n] at 16 kHz."""
    said: Samples
    takes: list[Samples]

    @classmethod
    def of(cls, clips: Sequence[Clip]) -> Person:
        sounds = [clip.samples() for clip in clips]
        count = 1
        while sum(map(len, sounds[:count])) < STATEMENT_SECONDS * RATE and count < len(sounds) - 3:
            count += 1
        statement = np.concatenate(sounds[:count])
        takes = [embed(sound, RATE) for sound in sounds[count:]]
        return cls(statement, embed(statement, RATE), takes)


def other_microphone(sound: Samples, decibels: float, rng: np.random.Generator) -> Samples:
    """The sound with its treble (above 2 kHz) so many dB up or down, and with noise."""
    treble = np.asarray(sosfilt(butter(1, 2000, "high", fs=RATE, output="sos"), sound))
    changed = sound + (10 ** (decibels / 20) - 1) * treble
    noise = rng.normal(0, np.sqrt(np.mean(changed**2)) * 10 ** (-30 / 20), len(sound))
    return (changed + noise).astype(np.float32)


def measure_speakers(rng: random.Random) -> None:
    """Print how often the same speaker is accepted and others are refused."""
    known = [Person.of(clips) for clips in people(rng).values()]
    middles = [centroid(person.takes) for person in known]
    alike = np.array([[person.said @ middle for middle in middles] for person in known])
    same = np.eye(len(known), dtype=bool)
    print(f"{len(known)} speakers, threshold {SAME_SPEAKER}")
    show("the same speaker", alike[same], SAME_SPEAKER, above=True)
    show("another speaker", alike[~same], SAME_SPEAKER, above=False)

    noise = np.random.default_rng(0)
    for decibels in (-6.0, 6.0):
        heard = [
            float(embed(other_microphone(person.statement, decibels, noise), RATE) @ middle)
            for person, middle in list(zip(known, middles, strict=True))[::3]
        ]
        show(f"the same, treble {decibels:+.0f} dB", np.array(heard), SAME_SPEAKER, above=True)

    own, others = [], []
    for number, person in enumerate(known):
        if len(person.takes) >= GROUP_TAKES:
            own.append(person.said @ centroid(person.takes[:GROUP_TAKES]))
        for other in rng.sample(known[:number] + known[number + 1 :], 20):
            if len(other.takes) >= GROUP_TAKES:
                others.append(person.said @ centroid(other.takes[:GROUP_TAKES]))
    print(f"groups of {GROUP_TAKES} takes, threshold {SAME_IN_GROUP}")
    show("the same speaker", np.array(own), SAME_IN_GROUP, above=True)
    show("another speaker", np.array(others), SAME_IN_GROUP, above=False)

    ready, spoken = stock_speakers(), []
    for voice in stock_names():
        sound, _ = say(ready, voice, READ_BY_STOCK)
        spoken.append(embed(sound, SPEAKING_RATE))
    stock = np.array([[one @ middle for middle in middles] for one in spoken]).ravel()
    show(f"{len(spoken)} stock voices", stock, SAME_SPEAKER, above=False)


def show(name: str, values: Samples, threshold: float, *, above: bool) -> None:
    """One line: what share is on the right side, and where the values lie."""
    right = np.mean(values >= threshold if above else values < threshold)
    verdict = "accepted" if above else "refused"
    edge = values.min() if above else values.max()
    print(
        f"  {name}: {verdict} {right:.1%} of {len(values)}; median {np.median(values):.3f}, "
        f"nearest to the threshold {edge:.3f}",
        flush=True,
    )


# Words


def statement_of(clips: Sequence[Clip], words: int) -> list[Clip]:
    """As many clips as hold so many words."""
    taken: list[Clip] = []
    while sum(len(clip.text.split()) for clip in taken) < words and len(taken) < len(clips):
        taken.append(clips[len(taken)])
    return taken


def joined(clips: Sequence[Clip]) -> Sound:
    """Clips one after another, with a quarter of a second between them."""
    pieces = [piece for clip in clips for piece in (clip.samples(), np.zeros(RATE // 4))]
    return Sound(np.concatenate(pieces).astype(np.float32), RATE)


def parts_of(clips: Sequence[Clip], other: Sequence[str] = ()) -> tuple[Part, ...]:
    """The clips' texts as sentences; `other` five words stand in the longest, as "uses" do."""
    longest = max(range(len(clips)), key=lambda place: len(clips[place].text.split()))
    found = []
    for place, clip in enumerate(clips):
        words = clip.text.rstrip(".?! ").split()
        if place != longest or len(words) < 7:
            found.append(Part(" ".join(words) + ".", "", (0, 0)))
            continue
        before, filled, after = words[:1], list(other) or words[1:6], words[6:]
        start = len(" ".join(before)) + 1
        text = " ".join([*before, *filled, *after])
        found.append(Part(text + ".", "uses", (start, start + len(" ".join(filled)))))
    return tuple(found)


def measure_words(rng: random.Random, trials: int) -> None:
    """Print how often a right reading is accepted and wrong ones are refused."""
    known = people(rng)
    learners = [name for name in known if name not in ("lj", "callie", "richard")]
    names = ["lj", "callie", "richard"] * (trials // 6) + rng.sample(learners, trials // 2)
    accepted: dict[str, list[bool]] = {}
    for name in names:
        clips = known[name]
        rng.shuffle(clips)
        read = statement_of(clips, 50 if name in learners else 70)
        rest = clips[len(read) :]
        if len(read) < 4 or not rest:
            continue
        accent = "en-gb" if name == "richard" else "en-us"
        whole, said = joined(read), parts_of(read)
        gone = rng.randrange(len(read))
        foreign = rng.choice(known[rng.choice(learners)]).text.split()
        foreign = (foreign * 5)[:5]
        tried = {
            "right": (whole, said),
            "half read": (joined(read[: len(read) // 2]), said),
            "a sentence left out": (joined(read[:gone] + read[gone + 1 :]), said),
            "five words are others": (whole, parts_of(read, foreign)),
            "another text": (whole, parts_of(known[rng.choice(learners)][:6])),
        }
        for what, (sound, text) in tried.items():
            found = words_heard(sound, text, accent)
            accepted.setdefault(what, []).append(found.read)
            print(f"{name} {what}: {found.share:.2f} {found.least:.2f} {found.read}", flush=True)
    for what, verdicts in accepted.items():
        yes = sum(verdicts)
        print(f"  {what}: accepted {yes} of {len(verdicts)} ({yes / len(verdicts):.1%})")


# The mark of generated speech


def measure_mark(rng: random.Random) -> None:
    """Print how often real speech is taken for generated, and marked speech is found."""
    known, noise = people(rng), np.random.default_rng(0)
    learners = [name for name in known if name not in ("lj", "callie", "richard")]
    real, marked, again = [], [], []
    for name in ["lj", "callie", "richard"] * 3 + rng.sample(learners, 24):
        rng.shuffle(known[name])
        sound = joined(statement_of(known[name], 30)).samples[: round(MARK_SECONDS * RATE)]
        made = watermark.mark(sound, RATE)
        real.append(watermark.detect(sound, RATE))
        marked.append(watermark.detect(made, RATE))
        again.append(watermark.detect(other_microphone(made, -6.0, noise), RATE))
    print("the mark")
    show("real speech", np.array(real), watermark.FOUND, above=False)
    show("marked speech (accepted = found)", np.array(marked), watermark.FOUND, above=True)
    show("marked, through another microphone", np.array(again), watermark.FOUND, above=True)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--part", choices=("speakers", "words", "mark"), help="default: all")
    parser.add_argument("--trials", type=int, default=36, help="of the words (default: 36)")
    given = parser.parse_args()
    if given.part in (None, "speakers"):
        measure_speakers(random.Random(0))
    if given.part in (None, "words"):
        measure_words(random.Random(0), given.trials)
    if given.part in (None, "mark"):
        measure_mark(random.Random(0))


if __name__ == "__main__":
    main()
