"""How a text is read: utterances that the generator can say in one go, and pauses between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Generic, Protocol, TypeVar

from studio.core.errors import StudioError
from studio.core.shaping import NO_SHAPING, Shaping
from studio.speech.emphasis import closed, in_ways
from studio.text.inventory import SYMBOLS, is_phoneme
from studio.text.marks import LONGEST_PAUSE, Cut, Marked, Way, read_marks
from studio.text.phonemes import MAX_PHONEMES, GivenWord, Utterance, masked, utterances
from studio.text.sentences import split_sentences
from studio.text.spelled import spelled
from studio.text.ssml import is_ssml, read_ssml
from studio.text.voice_lexicon import said_as

MAX_LETTERS = 1200
"""Of a sentence that is looked at as a whole: the first sound must not wait for pages of text."""

PAUSES = {"start": 0.0, "clause": 0.15, "sentence": 0.4, "paragraph": 0.9}
"""Seconds of silence before an utterance, by what ended before it; whole frames of 12.5 ms."""

_PARAGRAPH = re.compile(r"\n[^\S\n]*\n")
_CLAUSE_END = re.compile(r"[,;:)\]—–][\"'”’]?\s")


@dataclass(frozen=True, slots=True)
class Reading:
    """An utterance in its place, or why there is none."""

    text: str
    """As it is read: without marks."""
    start: int
    """Where it begins in the whole text as typed; without marks it stands there as it is."""
    after: str
    """What ended before it, a key of `PAUSES`."""
    utterance: Utterance | None
    """Its words’ spans are places in the whole text as typed."""
    error: str = ""
    """One sentence, when it could not be turned into phonemes."""
    end: int = 0
    """Where it ends in the text as typed."""
    pause: float | None = None
    """Seconds of silence before it that a mark asks for; None: what belongs to `after`."""
    shaping: Shaping = NO_SHAPING
    """What marks ask of its symbols."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some text that is turned into phonemes at once."""

    text: str
    start: int
    after: str


def marked(text: str) -> Marked:
    """The text without its marks, or what the SSML says. Raises StudioError for SSML that is not
    read."""
    return read_ssml(text) if is_ssml(text) else read_marks(text)


def readings(
    text: str, language: str, lexicon: Mapping[str, str] | None = None
) -> Iterator[Reading]:
    """The utterances of a text in order, one at a time; what holds no word is passed over.

    Marks in the text, or SSML, are obeyed (`studio.text.marks`, `studio.text.ssml`). A part of the
    text that cannot be turned into phonemes gives a reading with `error`, and the others are not
    lost by it. Raises StudioError for SSML and for marks that cannot be read.
    """
    source = marked(text)
    reader = _Reader(source, language, lexicon)
    pending: Cut | None = None
    said = False
    begin = 0
    for cut in (*source.cuts, None):
        end = len(source.text) if cut is None else cut.at
        first = True
        for reading in _closed(reader.section(begin, end), cut):
            if first and (said or (pending is not None and pending.end == "pause")):
                reading = _after(reading, pending, said)
            first, said, pending = False, True, None
            yield reading
        pending = cut if pending is None or cut is None else _both(pending, cut)
        begin = end


def has_words(text: str, language: str, lexicon: Mapping[str, str] | None = None) -> bool:
    """Whether there is anything to say; looks no further than the first thing that is."""
    return next(readings(text, language, lexicon), None) is not None


def _after(reading: Reading, cut: Cut | None, said: bool) -> Reading:
    """The first reading behind a cut, with the pause that belongs to it."""
    if cut is None or cut.end == "pause":
        seconds = None if cut is None else min(cut.seconds, LONGEST_PAUSE)
        return replace(reading, after="clause" if said else "start", pause=seconds)
    return replace(reading, after=cut.end)


def _both(one: Cut, other: Cut) -> Cut:
    """Two cuts with nothing to say between them: pauses that were asked for add up, and win."""
    if one.end == other.end == "pause":
        return replace(other, seconds=one.seconds + other.seconds)
    if "pause" in (one.end, other.end):
        return one if one.end == "pause" else other
    return one if one.end == "paragraph" else other


def _closed(found: Iterator[Reading], cut: Cut | None) -> Iterator[Reading]:
    """The readings before a cut, the last of them ended where it has no mark of its own."""
    if cut is None:
        yield from found
        return
    before: Reading | None = None
    for reading in found:
        if before is not None:
            yield before
        before = reading
    if before is not None:
        mark = "," if cut.end == "pause" else "."
        ended = before.utterance and closed(before.utterance, mark)
        yield replace(before, utterance=ended)


class _Placed(Protocol):
    @property
    def start(self) -> int: ...

    @property
    def end(self) -> int: ...


_P = TypeVar("_P", bound=_Placed)


class _Along(Generic[_P]):
    """What lies in a stretch of the text, asked for from left to right."""

    def __init__(self, things: Sequence[_P]) -> None:
        self._coming = sorted(things, key=lambda thing: thing.start, reverse=True)
        self._near: list[_P] = []

    def within(self, start: int, end: int) -> list[_P]:
        """Everything that overlaps the stretch; the next one must not begin before this."""
        while self._coming and self._coming[-1].start < end:
            self._near.append(self._coming.pop())
        self._near = [thing for thing in self._near if thing.end > start]
        return [thing for thing in self._near if thing.start < end]


class _Reader:
    """Turns stretches of a marked text into readings, from left to right."""

    def __init__(self, source: Marked, language: str, lexicon: Mapping[str, str] | None) -> None:
        self._source, self._language, self._lexicon = source, language, lexicon
        given = [
            GivenWord(fixed.start, fixed.end, *self._said(fixed.start, fixed.end, fixed.say))
            for fixed in source.fixed
        ]
        self._given: _Along[GivenWord] = _Along(given)
        self._masked = masked(source.text, given)
        self._ways: _Along[Way] = _Along(source.ways)

    def _said(self, start: int, end: int, say: str) -> tuple[str, str]:
        """Phonemes of a given word, and how it is read out."""
        word = self._source.text[start:end]
        if say:
            return said_as(word, f"/{say}/", self._language), word
        return spelled(word, self._language), " ".join(filter(str.isalnum, word))

    def section(self, begin: int, end: int) -> Iterator[Reading]:
        """The readings of a stretch that ends an utterance."""
        for part in _parts(self._masked[begin:end]):
            start = begin + part.start
            yield from self._of_part(start, start + len(part.text), part.after)

    def _of_part(self, start: int, end: int, after: str) -> Iterator[Reading]:
        text = self._source.text[start:end]
        given = [
            replace(word, start=word.start - start, end=word.end - start)
            for word in self._given.within(start, end)
            if start <= word.start and word.end <= end
        ]
        ways = self._ways.within(start, end)
        try:
            for found in utterances(text, self._language, self._lexicon, MAX_PHONEMES, given):
                if any(is_phoneme(symbol) for symbol in found.phonemes):
                    yield self._reading(_moved(_speakable(found), start), after, ways)
                    after = "clause"
        except StudioError as error:
            yield self._unread(text, start, after, str(error))
        except (ValueError, LookupError) as error:
            reason = f"These words could not be turned into phonemes ({error}): write them anew."
            yield self._unread(text, start, after, reason)

    def _reading(self, utterance: Utterance, after: str, ways: Sequence[Way]) -> Reading:
        """A reading of an utterance whose places are in the text that is read."""
        shaping = NO_SHAPING
        if ways:
            utterance, shaping = in_ways(utterance, ways)
        words = tuple(
            replace(word, span=self._source.typed(*word.span)) for word in utterance.words
        )
        start, end = self._source.typed(utterance.start, utterance.start + len(utterance.text))
        typed = replace(utterance, words=words, start=start)
        return Reading(utterance.text, start, after, typed, end=end, shaping=shaping)

    def _unread(self, text: str, start: int, after: str, error: str) -> Reading:
        place = self._source.typed(start, start + len(text))
        return Reading(text, place[0], after, None, error, end=place[1])


def _moved(utterance: Utterance, by: int) -> Utterance:
    """The utterance with its places moved on."""
    words = tuple(
        replace(word, span=(word.span[0] + by, word.span[1] + by)) for word in utterance.words
    )
    return replace(utterance, words=words, start=utterance.start + by)


def _speakable(utterance: Utterance) -> Utterance:
    """Refuse symbols that the generator has no row for, before it does so less politely."""
    strange = "".join(dict.fromkeys(s for s in utterance.phonemes if s not in SYMBOLS))
    if strange:
        raise StudioError(f"The phonemes {strange} cannot be spoken: correct your own lexicon.")
    return utterance


def _parts(text: str) -> Iterator[_Part]:
    """The sentences of a text; very long ones in parts."""
    before, after = 0, "start"
    for sentence in split_sentences(text):
        if after != "start" and _PARAGRAPH.search(text, before, sentence.start):
            after = "paragraph"
        start = sentence.start
        for piece in _cut(sentence.text):
            yield _Part(piece, start, after)
            after = "clause"
            start += len(piece)
        before, after = start, "sentence"


def _cut(text: str) -> Iterator[str]:
    """Parts of a sentence that are short enough, cut where a speaker would breathe."""
    begin = 0
    while len(text) - begin > MAX_LETTERS:
        limit = begin + MAX_LETTERS
        ends = [m.end() for m in _CLAUSE_END.finditer(text, begin + MAX_LETTERS // 4, limit)]
        space = text.rfind(" ", begin + 1, limit)
        end = ends[-1] if ends else space + 1 if space > begin else limit
        yield text[begin:end]
        begin = end
    yield text[begin:]
