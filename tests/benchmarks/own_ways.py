"""What goes into a voice's lexicon by hearing, and whether it belongs there.

    python -m tests.benchmarks.own_ways --cache /tmp/heard     # listens once, about 4 minutes

Wants the real speech (`TIMBRE_SPEECH`, or ../shared/speech). `richard` is British, `callie` and
`lj` are American; each is measured with that language and, deliberately, with the other one:

- *words*: how many go into the lexicon, and of those how many are said nearer to the right accent's
  lexicon than before, how many farther, how many neither (the two lexicons do not differ there).
  With the right language every change leads away from the lexicon: these are listed to be judged.
- *halves*: what one half of the takes puts into the lexicon, held against the other half: the share
  of words that are in both for which the other half, too, is likelier so.
- *accent*: which one is heard, with the mean log-likelihood ratio of words without their ɹ.

`lj` was among what the inverse model was trained on; the other two were not.
"""

from __future__ import annotations

import argparse
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

import numpy as np

from studio.audio.files import read_sound, resample, to_mono
from studio.text.inventory import plain
from studio.text.lexicon import LANGUAGES
from studio.text.phonemes import phonemize
from studio.text.pronounce import entry_for
from studio.text.variants import VARIANTS
from studio.training.own_ways import OwnWay, own_ways
from studio.training.prepare import edits
from studio.voice.align import best_pronunciation
from studio.voice.inverse_model import InverseModel, Posteriors
from studio.voice.said_ways import SaidWays, said_ways

ROOT = Path(__file__).resolve().parents[2]
SPEECH = Path(os.environ.get("TIMBRE_SPEECH", ROOT / "../shared/speech"))
SPEAKERS = {"richard": "en-gb", "callie": "en-us", "lj": "en-us"}
FEWEST_WORDS = {"richard": 1, "callie": 3, "lj": 1}
RATE = 16_000


def heard_takes(speaker: str, cache: Path | None) -> Iterator[tuple[str, Posteriors]]:
    """Text and posteriors of each take with words, heard once."""
    model = None
    for line in (SPEECH / speaker / "transcripts.tsv").read_text(encoding="utf-8").splitlines():
        name, text = line.split("\t")[:2]
        if len(text.split()) < FEWEST_WORDS[speaker] or len(text) < 4:
            continue
        kept = cache / f"{speaker}-{Path(name).stem}.npz" if cache else None
        if kept is not None and kept.exists():
            found = np.load(kept)
            yield text, Posteriors(found["ctc"], found["frames"], float(found["seconds"]))
            continue
        model = model or InverseModel.load()
        sound = read_sound(SPEECH / speaker / name)
        heard = model.listen(resample(to_mono(sound.samples), sound.rate, RATE))
        if kept is not None:
            np.savez(kept, ctc=heard.ctc, frames=heard.frames, seconds=heard.seconds)
        yield text, heard


def ways_of_takes(takes: Sequence[tuple[str, Posteriors]], language: str) -> list[SaidWays]:
    """What was heard in each take when it is read in a language."""
    found = []
    for text, heard in takes:
        utterance = best_pronunciation(heard, phonemize(text, language))
        found.append(said_ways(heard, utterance, language)[1])
    return found


def nearer(way: OwnWay, right: str) -> int:
    """1: nearer to how the right accent's lexicon has it than before; -1: farther; 0: neither."""
    goals = [entry_for(way.word, right)["DEFAULT"]]
    if way.word in VARIANTS[LANGUAGES[right]]:
        goals.append(VARIANTS[LANGUAGES[right]][way.word][0])
    before, after = (
        min(edits(_codes(goal), _codes(said)) for goal in goals) for said in (way.usual, way.said)
    )
    return (after < before) - (after > before)


def _codes(phonemes: str) -> list[int]:
    return [ord(symbol) for symbol in plain(phonemes)]


def halves(takes: Sequence[SaidWays], language: str) -> tuple[int, int]:
    """Of what one half of the takes teaches, how many words are in the other, and are so there."""
    both = agree = 0
    for first, second in ((takes[::2], takes[1::2]), (takes[1::2], takes[::2])):
        margins: dict[tuple[str, str], float] = {}
        for one in (one for take in second for one in take.words):
            margins[one.word, one.way] = margins.get((one.word, one.way), 0.0) + one.margin
        for way in own_ways(first, language).words:
            if (way.word, way.said) in margins:
                both += 1
                agree += margins[way.word, way.said] > 0
    return both, agree


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--cache", type=Path, help="where to keep what was heard")
    parser.add_argument("--speakers", nargs="+", choices=SPEAKERS, default=list(SPEAKERS))
    given = parser.parse_args()
    if given.cache:
        given.cache.mkdir(parents=True, exist_ok=True)
    towards = away = 0
    for speaker in given.speakers:
        takes = list(heard_takes(speaker, given.cache))
        right = SPEAKERS[speaker]
        for language in ("en-us", "en-gb"):
            said = ways_of_takes(takes, language)
            found = own_ways(said, language)
            signs = [nearer(way, right) for way in found.words]
            both, agree = halves(said, language)
            kinds = len({one.word for take in said for one in take.words})
            print(
                f"\n{speaker} ({right}) read as {language}: {len(takes)} takes, {kinds} words with "
                f"several ways, {len(found.words)} into the lexicon: {signs.count(1)} nearer to "
                f"the right accent, {signs.count(-1)} farther, {signs.count(0)} neither"
            )
            print(
                f"  accent heard: {found.accent or 'unclear'} (words without r {found.without_r} "
                f"nats, n = {found.r_words}); halves: {agree} of {both} agree"
            )
            for way, sign in zip(found.words, signs, strict=True):
                print(
                    f"  {sign:+d} {way.word}: {way.usual} → {way.said} "
                    f"({way.count} ×, {way.margin:.1f} nats)"
                )
            if language != right:
                towards, away = towards + signs.count(1), away + signs.count(-1)
    print(f"\nWrong language: {towards} of {towards + away} changes lead to the right accent.")


if __name__ == "__main__":
    main()
