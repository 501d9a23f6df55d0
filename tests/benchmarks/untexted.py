"""Recordings without a text: how many are kept as takes, and how right are their texts?

    python -m tests.benchmarks.untexted [heard] [shuffled] [--clips 50]

The transcripts of real speech (the folder that TIMBRE_SPEECH names, or ../shared/speech) are put
away, what is said is heard, and compared with them. `heard` takes about two minutes on one core for
each speaker and 50 clips, `shuffled` a minute.

"kept" is the share of the clips that are taken for sure, "WER" the words that are wrong in what is
kept (words that sound the same are right), "PER" the phonemes that are wrong in the labels that
training sees, "any wrong" the share of kept clips with a wrong word. "belief" is the mean of what
weighs a take in training, of the kept ones that are right and of those that are not.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.dataset.transcribe import Heard, Transcript, transcribed
from studio.speech.hear import listener
from studio.speech.word_errors import word_errors
from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.training.prepare import MISREAD, edits, phoneme_error_rate
from studio.voice.align import best_pronunciation
from studio.voice.inverse_model import best_path
from tests.benchmarks.long_import import Clip, clips

LANGUAGES = {"callie": "en-us", "lj": "en-us", "richard": "en-gb", "speechocean762": "en-us"}


@dataclass(frozen=True)
class Label:
    """What was heard of a clip, beside its transcript."""

    clip: Clip
    found: Transcript
    wrong: int
    words: int
    wrong_phonemes: int
    phonemes: int

    def as_row(self) -> dict[str, object]:
        """For a closer look: what thresholds are chosen from."""
        found = self.found
        return {
            "who": self.clip.who, "true": self.clip.text, "heard": found.text,
            "sure": found.sure, "confidence": found.confidence, "per": found.per,
            "likelihood": found.likelihood, "wrong": self.wrong, "words": self.words,
        }  # fmt: skip


def label(clip: Clip, language: str) -> Label:
    """Hear a clip and compare."""
    found = transcribed(Heard(clip.sound(), language))
    errors = word_errors(clip.text, found.text)
    true, heard = (_classes(text, language) for text in (clip.text, found.text))
    return Label(clip, found, errors.errors, errors.words, edits(true, heard), len(true))


def _classes(text: str, language: str) -> list[int]:
    return [i for _, i in inventory.sounds(phonemize(text, language).phonemes)] if text else []


def heard(people: Sequence[str], count: int, skip: int, rows: Path | None) -> None:
    """What is kept of each source, and how right it is."""
    print(
        f"{'source':<16}{'clips':>6}{'WER all':>9}{'kept':>7}{'WER':>7}{'PER':>7}"
        f"{'any wrong':>11}{'belief right':>14}{'wrong':>7}"
    )
    for who in people:
        language = LANGUAGES[who]
        labels = [label(clip, language) for clip in clips(who)[skip : skip + count]]
        if rows is not None:
            with rows.open("a", encoding="utf-8") as file:
                file.writelines(json.dumps(one.as_row()) + "\n" for one in labels)
        kept = [one for one in labels if one.found.sure]
        right = [one.found.belief for one in kept if not one.wrong]
        wrong = [one.found.belief for one in kept if one.wrong]
        print(
            f"{who:<16}{len(labels):>6}{_wer(labels):>9.1%}{len(kept) / len(labels):>7.0%}"
            f"{_wer(kept):>7.1%}{_per(kept):>7.1%}{len(wrong) / max(1, len(kept)):>11.0%}"
            f"{_mean(right):>14.2f}{_mean(wrong):>7.2f}",
            flush=True,
        )
        for one in kept:
            if one.wrong:
                print(f"    {one.clip.text} | {one.found.text}")


def _wer(labels: Sequence[Label]) -> float:
    return sum(one.wrong for one in labels) / max(1, sum(one.words for one in labels))


def _per(labels: Sequence[Label]) -> float:
    return sum(one.wrong_phonemes for one in labels) / max(1, sum(one.phonemes for one in labels))


def _mean(values: Sequence[float]) -> float:
    return float(np.mean(values)) if values else float("nan")


def shuffled(people: Sequence[str], count: int, skip: int) -> None:
    """Texts of other clips of about the same length: how many does training set aside?"""
    print(f"{'source':<16}{'clips':>6}{'true set aside':>16}{'other text':>12}{'one word':>10}")
    for who in people:
        language = LANGUAGES[who]
        chosen = clips(who)[skip : skip + count]
        by_length = sorted(range(len(chosen)), key=lambda n: len(chosen[n].text))
        other = dict(zip(by_length, [*by_length[1:], by_length[0]], strict=True))
        caught = [0, 0, 0]
        for number, clip in enumerate(chosen):
            ctc = listener().listen(clip.sound())
            texts = (clip.text, chosen[other[number]].text, _one_other_word(clip.text))
            for place, text in enumerate(texts):
                said = best_pronunciation(ctc, phonemize(text, language)).phonemes
                caught[place] += phoneme_error_rate(said, best_path(ctc.ctc)) > MISREAD
        shares = [one / len(chosen) for one in caught]
        print(f"{who:<16}{len(chosen):>6}{shares[0]:>16.0%}{shares[1]:>12.0%}{shares[2]:>10.0%}")


def _one_other_word(text: str) -> str:
    """The text with its longest word exchanged."""
    words = text.split()
    longest = max(range(len(words)), key=lambda place: len(words[place]))
    return " ".join([*words[:longest], "something", *words[longest + 1 :]])


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="heard, shuffled; default: both")
    parser.add_argument("--clips", type=int, default=50)
    parser.add_argument("--rows", type=Path, help="write what was heard of each clip (JSON lines)")
    parser.add_argument("--skip", type=int, default=0, help="clips: the first 50 chose the limits")
    parser.add_argument("--speakers", default=",".join(LANGUAGES))
    given = parser.parse_args()
    people = given.speakers.split(",")
    for what in given.what or ["heard", "shuffled"]:
        print(f"\n{what}")
        if what == "heard":
            heard(people, given.clips, given.skip, given.rows)
        else:
            shuffled(people, given.clips, given.skip)


if __name__ == "__main__":
    main()
