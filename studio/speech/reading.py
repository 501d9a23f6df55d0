"""How a text is read: utterances that the generator can say in one go, and pauses between them."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from studio.core.errors import StudioError
from studio.text.inventory import SYMBOLS, is_phoneme
from studio.text.phonemes import Utterance, utterances
from studio.text.sentences import split_sentences

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
    start: int
    """Where it begins in the whole text: `whole[start:start + len(text)] == text`."""
    after: str
    """What ended before it, a key of `PAUSES`."""
    utterance: Utterance | None
    """Its words’ spans, and its `start`, are places in the sentence, not in the whole text."""
    error: str = ""
    """One sentence, when it could not be turned into phonemes."""


@dataclass(frozen=True, slots=True)
class _Part:
    """Some text that is turned into phonemes at once."""

    text: str
    start: int
    after: str


def readings(
    text: str, language: str, lexicon: Mapping[str, str] | None = None
) -> Iterator[Reading]:
    """The utterances of a text in order, one at a time; what holds no word is passed over.

    A part of the text that cannot be turned into phonemes gives a reading with `error`, and the
    others are not lost by it.
    """
    for part in _parts(text):
        after = part.after
        try:
            for utterance in utterances(part.text, language, lexicon):
                if any(is_phoneme(symbol) for symbol in utterance.phonemes):
                    start = part.start + utterance.start
                    yield Reading(utterance.text, start, after, _speakable(utterance))
                    after = "clause"
        except StudioError as error:
            yield Reading(part.text, part.start, after, None, str(error))
        except (ValueError, LookupError) as error:
            reason = f"These words could not be turned into phonemes ({error}): write them anew."
            yield Reading(part.text, part.start, after, None, reason)


def has_words(text: str, language: str, lexicon: Mapping[str, str] | None = None) -> bool:
    """Whether there is anything to say; looks no further than the first thing that is."""
    return next(readings(text, language, lexicon), None) is not None


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
