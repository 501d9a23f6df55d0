"""Does a take say what its prompt says? Which words are missing, changed or added, and where.

Two ears hear the take once (`differences.py`), and wherever what they hear differs from the text, a
logistic regression weighs what speaks for the text against what speaks for what was heard. It was
fitted on real speakers and measured on others: models/inverse/README.md has the figures, and
`python -m tests.benchmarks.misreads` makes them.
"""

from __future__ import annotations

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

import numpy as np

from studio.audio.files import Sound, resample, to_mono
from studio.core.errors import StudioError
from studio.dataset.differences import (
    Comparison,
    Measures,
    compare,
    evidence_of,
    listen,
    repeats,
    sounds_of,
)
from studio.dataset.word_match import Match
from studio.speech.hear import Evidence, said_logit
from studio.text.phonemes import Utterance, Word
from studio.voice.speech_encoder import FRAME_SECONDS, SAMPLE_RATE

# Log odds that a difference is a misreading: `--fit` of the benchmark, on all speakers together.
WEIGHTS: dict[str, float] = {
    "changed": -2.34,
    "missing": -4.23,
    "added": -1.92,
    "added at the end": -1.15,
    "phonemes": -0.135,
    "decoder": -0.369,
    "logit": 0.088,
}
RARE_LENIENCE = -3.0
"""Of a name or rare word that what was heard sounds like; not fitted: few were ever measured."""
RATIO_LIMIT = 20.0  # a ratio beyond this says no more
LOGIT_LIMIT = 10.0
THRESHOLD = 0.6  # a take that is blamed wrongly annoys at once, and most that is wrong lies at 1
TWICE = 2.0  # log ratio of twice against once; in correct takes (294, less one) it is below -1.7
UNHEARD = -6.0  # log odds of "said" below which a word is not believed though both ears agree
ANOTHER_TEXT = 0.5  # where so much of the text was not read, it is not a slip

Status = Literal["read", "missing", "changed"]
_LANGUAGES = {"en": "en-us", "en-us": "en-us", "en-gb": "en-gb"}


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word of the text: `span` in it, `start` to `end` seconds in the take, how it was read.

    `heard` is what was said in its place, written; empty where it was read, or missing, or where
    what was said is no word. Where several words were read as others, each has all of those.
    """

    text: str
    span: tuple[int, int]
    start: float
    end: float
    status: Status
    heard: str = ""


@dataclass(frozen=True, slots=True)
class AddedWord:
    """Words which the text does not have; `after` words of the text come before them."""

    text: str
    start: float
    end: float
    after: int


@dataclass(frozen=True, slots=True)
class Misreading:
    """How a take reads its text; `misread` says whether anything is wrong.

    `said_text` is the text with only what is wrong replaced by what was said, None where nothing
    is wrong or what was said could not be written; `doubt` 0 … 1 is how likely the worst place is
    a misreading.
    """

    words: tuple[ReadWord, ...]
    added: tuple[AddedWord, ...]
    said_text: str | None
    misread: bool
    doubt: float

    @property
    def another_text(self) -> bool:
        """Whether so much differs that this is no slip, but another text, or no speech."""
        wrong = sum(word.status != "read" for word in self.words)
        return self.misread and wrong > ANOTHER_TEXT * len(self.words) and wrong > 2

    def as_dict(self) -> dict[str, Any]:
        """What JSON can hold; `from_dict` reads it."""
        words = [{**asdict(word), "span": list(word.span)} for word in self.words]
        return {**asdict(self), "words": words, "added": [asdict(word) for word in self.added]}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Misreading:
        """What `as_dict` gave, also after JSON. Raises StudioError where it is something else."""
        try:
            words = tuple(ReadWord(**{**w, "span": tuple(w["span"])}) for w in values["words"])
            added = tuple(AddedWord(**word) for word in values["added"])
            return cls(
                words, added, values["said_text"], bool(values["misread"]), float(values["doubt"])
            )
        except (KeyError, TypeError, ValueError) as error:
            raise StudioError(
                "The kept check of a take cannot be read: check the take again."
            ) from error


def reads(language: str) -> bool:
    """Whether takes in this language can be compared with their text: English only."""
    return language.lower() in _LANGUAGES


def misreading(sound: Sound, text: str, language: str = "en-us") -> Misreading:
    """Compare a take with its text; about 0.1 s of a core for a second of speech.

    `language` is "en-us", "en-gb", or "en" for the former. Raises StudioError for another, and
    where weights are missing.
    """
    language = _LANGUAGES.get(language.lower(), language)
    audio = resample(to_mono(sound.samples), sound.rate, SAMPLE_RATE).astype(np.float32)
    return judge(compare(listen(audio, text), text, language))


def judge(comparison: Comparison) -> Misreading:
    """Which of the differences are misreadings, and what follows for each word of the text."""
    if not comparison.text.words:  # nothing that could be read, such as an emoji
        return Misreading((), (), None, False, 0.0)
    if not comparison.said.words:
        return _without_words(comparison)
    risks = {d.match: misread_probability(d.measures) for d in comparison.differences}
    wrong = [match for match, risk in risks.items() if risk >= THRESHOLD]
    line = _final_line(comparison, wrong)
    words, added = _as_read(comparison, line)
    twice = _said_twice(comparison, wrong)
    added = sorted([*added, *(word for word, _ in twice)], key=lambda word: word.start)
    unheard = [word for word in words if word.status == "changed" and not word.heard]
    misread = bool(wrong or unheard or twice)
    said = None
    if misread and not unheard:
        said = said_text(comparison, wrong, [place for _, place in twice])
    doubt = 1.0 if unheard or twice else max(risks.values(), default=0.0)
    return Misreading(tuple(words), tuple(added), said, misread, doubt)


def features(measures: Measures) -> dict[str, float]:
    """What the regression weighs, by the names in `WEIGHTS`; what is not there is 0."""
    found = {
        measures.kind: 1.0,
        "phonemes": _limited(measures.phonemes, RATIO_LIMIT),
        "decoder": _limited(measures.decoder, RATIO_LIMIT),
    }
    if measures.kind in ("changed", "missing"):
        found["logit"] = _limited(measures.logit, LOGIT_LIMIT)
    return found


def misread_probability(measures: Measures, weights: Mapping[str, float] = WEIGHTS) -> float:
    """The probability 0 … 1 that a difference is a misreading, not a mishearing."""
    logit = sum(weights[name] * value for name, value in features(measures).items())
    logit += RARE_LENIENCE * measures.rare
    return 1.0 / (1.0 + math.exp(-max(-50.0, min(50.0, logit))))


def _limited(ratio: float, limit: float) -> float:
    return max(-limit, min(limit, ratio))


@dataclass(frozen=True, slots=True)
class _Place:
    """One match as it is believed to have been read, with the evidence for what was said there."""

    match: Match
    wrong: bool
    evidence: tuple[Evidence, ...]


def _final_line(comparison: Comparison, wrong: Sequence[Match]) -> list[_Place]:
    """What was said, place by place: the text's words, and where it was misread those heard."""
    chosen: list[tuple[Match, bool, Sequence[Word]]] = []
    for match in comparison.matches:
        if match in wrong:
            words = comparison.said.words[match.heard_first : match.heard_last]
        else:
            words = comparison.text.words[match.first : match.last]
        chosen.append((match, match in wrong, words))
    sounds = [sounds_of(word) for *_, words in chosen for word in words]
    evidence = iter(evidence_of(comparison.heard.ctc, sounds))
    return [
        _Place(match, is_wrong, tuple(next(evidence) for _ in words))
        for match, is_wrong, words in chosen
    ]


def _as_read(
    comparison: Comparison, line: Sequence[_Place]
) -> tuple[list[ReadWord], list[AddedWord]]:
    """Each word of the text with its status, and the words that it does not have."""
    words: list[ReadWord] = []
    added: list[AddedWord] = []
    before = 0.0  # where the word before ends
    for number, place in enumerate(line):
        match = place.match
        said = comparison.said.words[match.heard_first : match.heard_last]
        wanted = comparison.text.words[match.first : match.last]
        heard = " ".join(word.text for word in said)
        if place.evidence:
            span = _seconds(place.evidence[0], place.evidence[-1])
        else:
            start = _next_start(line, number, comparison.heard.seconds)
            span = (min(before, start), start)
        if place.wrong and not wanted:
            added.append(AddedWord(heard, *span, match.first))
        elif place.wrong:
            status: Status = "changed" if said else "missing"
            words += [ReadWord(w.text, w.span, *span, status, heard) for w in wanted]
        else:
            words += [_read(w, e) for w, e in zip(wanted, place.evidence, strict=True)]
        before = span[1]
    return words, added


def _read(word: Word, evidence: Evidence) -> ReadWord:
    """A word on which both ears agree; not read all the same where its sounds are quite others."""
    status: Status = "read" if said_logit(evidence) > UNHEARD else "changed"
    return ReadWord(word.text, word.span, *_seconds(evidence, evidence), status)


def _seconds(first: Evidence, last: Evidence) -> tuple[float, float]:
    return round(first.first * FRAME_SECONDS, 3), round((last.last + 1) * FRAME_SECONDS, 3)


def _next_start(line: Sequence[_Place], number: int, end: float) -> float:
    """Where the next words begin behind a place in which nothing was said."""
    for place in line[number + 1 :]:
        if place.evidence:
            return _seconds(place.evidence[0], place.evidence[0])[0]
    return end


def _said_twice(
    comparison: Comparison, wrong: Sequence[Match]
) -> list[tuple[AddedWord, tuple[int, str]]]:
    """Words that were said again at once, each with where in the text they would stand."""
    found: list[tuple[AddedWord, tuple[int, str]]] = []
    sure = sorted((r for r in repeats(comparison) if r.ratio >= TWICE), key=lambda r: -r.ratio)
    taken: set[int] = set()
    for repeat in sure:
        spoken = range(repeat.first, repeat.last)
        match = next(m for m in comparison.matches if m.heard_last >= repeat.last)
        if taken & set(spoken) or match in wrong or match.first == match.last:
            continue
        taken |= set(spoken)
        words = " ".join(comparison.said.words[number].text for number in spoken)
        span = _seconds(comparison.evidence[spoken[0]], comparison.evidence[spoken[-1]])
        place = comparison.text.words[match.last - 1].span[1]
        found.append((AddedWord(words, *span, match.last), (place, f" {words}")))
    return found


def _without_words(comparison: Comparison) -> Misreading:
    """Where the recogniser hears no words the phonemes decide: "Go!" is short, silence is not."""
    sounds = [sounds_of(word) for word in comparison.text.words]
    evidence = evidence_of(comparison.heard.ctc, sounds)
    words = []
    for word, its in zip(comparison.text.words, evidence, strict=True):
        status: Status = "read" if said_logit(its) > 0 else "missing"
        words.append(ReadWord(word.text, word.span, *_seconds(its, its), status))
    misread = any(word.status != "read" for word in words)
    return Misreading(tuple(words), (), None, misread, float(misread))


def said_text(
    comparison: Comparison, wrong: Sequence[Match], twice: Sequence[tuple[int, str]] = ()
) -> str | None:
    """The text with what was misread replaced by what was heard; None where nothing is left.

    `twice`: what was said again, with its place in the text.
    """
    text = comparison.text.text
    edits = [(place, place, words) for place, words in twice]
    for match in wrong:
        begin, end = _span(comparison.text, match.first, match.last)
        starts = not text[:begin].strip() or bool(_ENDS.search(text[:begin]))
        words = _heard(comparison.said, match, starts)
        if begin == end and words:  # nothing stood here
            words = words + " " if starts or begin < len(text) else " " + words
        edits.append((begin, end, words))
    pieces, at = [], 0
    for begin, end, words in sorted(edits, key=lambda edit: edit[:2]):
        pieces += [text[at:begin], words]
        at = end
    line = "".join([*pieces, text[at:]])
    line = _BEFORE_MARK.sub(r"\1", _SPACES.sub(" ", line)).lstrip(" ,;:").rstrip()
    if text.strip()[:1].isupper():  # its first word may be gone
        line = line[:1].upper() + line[1:]
    return line if any(letter.isalnum() for letter in line) else None


_ENDS = re.compile(r"[.!?…][\"'”’)]*\s*$")
_SPACES = re.compile(r"\s{2,}")
_BEFORE_MARK = re.compile(r"\s+([,.!?;:])")


def _span(text: Utterance, first: int, last: int) -> tuple[int, int]:
    """Where words [first, last) stand; without a word, before word `first` or behind the last."""
    if first < last:
        return text.words[first].span[0], text.words[last - 1].span[1]
    if first < len(text.words):
        begin = text.words[first].span[0]
    else:
        begin = text.words[-1].span[1] if text.words else len(text.text)
    return begin, begin


def _heard(said: Utterance, match: Match, starts: bool) -> str:
    """The words as the recogniser writes them, with the capital that their place in the text wants.

    A capital that is there only because the recogniser's sentence begins with it is dropped.
    """
    if match.heard_first >= match.heard_last:
        return ""
    begin, end = _span(said, match.heard_first, match.heard_last)
    words = said.text[begin:end]
    began = not said.text[:begin].strip() or bool(_ENDS.search(said.text[:begin]))
    if starts:
        return words[:1].upper() + words[1:]
    first = words.split()[0]
    if began and first[1:].islower() and not first.startswith("I'"):
        return words[:1].lower() + words[1:]
    return words
