"""Slips in the sound instead of the text: words cut out, said twice, or exchanged by splicing.

    python -m tests.benchmarks.misread_splices [--sets callie richard] [--takes 40]

`misreads` alters the text, which leaves a natural sentence in the sound and an odd one on the page.
A real slip may be the other way round: the page is natural, and a recogniser that knows what people
usually say is tempted to hear the page. So here the text stays and the sound is altered, by the
shipped weights: a word is taken out of it (missing), said twice (added), or replaced by the sound
of another word of the same speaker (changed). The seams are faded over 10 ms, not hidden.
"""

from __future__ import annotations

import argparse
import random
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import read_sound, resample, to_mono
from studio.dataset.differences import compare, listen
from studio.dataset.misreading import Misreading, ReadWord, judge
from studio.dataset.word_match import sound_distance
from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.voice.speech_encoder import SAMPLE_RATE
from tests.benchmarks.misreads import ACCENTS, FEWEST_WORDS, SPEECH, share, transcripts

FADE = SAMPLE_RATE // 100
LEAST_SECONDS = 0.12  # shorter words cannot be cut out of their neighbours
LEAST_DISTANCE = 1.5  # between the sounds of a word and the one put in its place


@dataclass
class Take:
    """A correct take that nothing was found in, with its words in time."""

    audio: NDArray[np.float32]
    text: str
    words: list[ReadWord]


def takes(name: str, most: int) -> list[Take]:
    """Recordings of a speaker whose own transcript is heard without a doubt."""
    rows = [row for row in transcripts(name) if len(row[1].split()) > FEWEST_WORDS]
    random.Random(5).shuffle(rows)
    found: list[Take] = []
    for row in rows:
        sound = read_sound(SPEECH / name / row[0])
        audio = resample(to_mono(sound.samples), sound.rate, SAMPLE_RATE).astype(np.float32)
        read = _hear(audio, row[1], name)
        words = [w for w in read.words if w.end - w.start >= LEAST_SECONDS and w.text.isalpha()]
        if not read.misread and len(words) > 1:
            found.append(Take(audio, row[1], words))
        if len(found) == most:
            break
    return found


def _hear(audio: NDArray[np.float32], text: str, name: str) -> Misreading:
    return judge(compare(listen(audio, text), text, ACCENTS.get(name, "en-us")))


def joined(parts: list[NDArray[np.float32]]) -> NDArray[np.float32]:
    """Pieces of sound one after another, each faded into the next."""
    whole = parts[0]
    ramp = np.linspace(0.0, 1.0, FADE, dtype=np.float32)
    for part in parts[1:]:
        if len(whole) < FADE or len(part) < FADE:
            whole = np.concatenate([whole, part])
            continue
        seam = whole[-FADE:] * (1 - ramp) + part[:FADE] * ramp
        whole = np.concatenate([whole[:-FADE], seam, part[FADE:]])
    return whole.astype(np.float32)


def slips(
    take: Take, others: list[Take], rng: random.Random
) -> Iterator[tuple[str, ReadWord, NDArray[np.float32]]]:
    """One slip of each kind: (kind, the word of the text it happens to, the sound)."""
    word = rng.choice(take.words)
    start, end = _cut(take, word)
    before, said, after = take.audio[:start], take.audio[start:end], take.audio[end:]
    yield "missing", word, joined([before, after])
    yield "added", word, joined([before, said, said, after])
    for _ in range(50):
        other = rng.choice(others)
        put = rng.choice(other.words)
        if sound_distance(_sounds(word), _sounds(put)) >= LEAST_DISTANCE:
            begin, stop = _cut(other, put)
            yield "changed", word, joined([before, other.audio[begin:stop], after])
            return


def _cut(take: Take, word: ReadWord) -> tuple[int, int]:
    return round(word.start * SAMPLE_RATE), round(word.end * SAMPLE_RATE)


def _sounds(word: ReadWord) -> str:
    return inventory.plain(phonemize(word.text).phonemes)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sets", nargs="*", default=["callie", "richard"])
    parser.add_argument("--takes", type=int, default=40)
    given = parser.parse_args()
    for name in given.sets:
        found, rng = takes(name, given.takes), random.Random(11)
        heard: dict[str, list[bool]] = {}
        for take in found:
            for kind, word, audio in slips(take, found, rng):
                read = _hear(audio, take.text, name)
                heard.setdefault(kind, []).append(read.misread)
                if not read.misread:
                    print(f"  missed: {kind} {word.text!r} in {take.text!r}")
        print(f"{name}, {len(found)} takes")
        for kind, flags in heard.items():
            print(f"  {kind:8} {share(flags)}")


if __name__ == "__main__":
    main()
