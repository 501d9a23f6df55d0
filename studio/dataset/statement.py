"""Whether a recording is the consent statement, read by the person whose takes they are.

What is asked of it:

- *It was read.* The inverse model looks for each word of the text (`studio.speech.hear`). At least
  `LEAST_WORDS` of all of them have to be heard, and `LEAST_OF_PART` of each sentence, of the date
  and of the uses: so no sentence can be left out, and none of what was filled in be another one.
  The name is judged leniently, as nobody knows how its owner says it: in its place something has to
  be said that is long enough.
- *It is the same person.* The speaker encoder compares the statement with the middle of the takes:
  at least `SAME_SPEAKER`. Another speaker among the takes is looked for in `same_speaker.py`.
- It does not carry the mark that this program writes into all speech that it makes
  (`studio.speech.watermark`): a copy of the voice may not consent to itself.
- For Chinese the listener has no phonemes, so the words are *not* heard (`words` is None, and the
  consent says so): only person, length and that somebody speaks are checked, and whether the
  encoder, which learnt from English, knows speakers of Chinese apart was not measured.

Figures, by `python -m tests.benchmarks.statement`, on real speech. All of a speaker is from one
sitting there; on another day, with another microphone, people are less like themselves.

- the same speaker, 20 s against the other takes: 128 of 128 accepted (the least 0.875); with treble
  6 dB down or up and noise 30 dB below the speech 43 of 43 each (the least 0.857)
- another speaker: 97.9 % of 16,256 pairs refused, mostly adults of one accent in one kind of room;
  stock voices of this program: 99.95 % of 2,048
- a right reading: 12 of 12 by three native speakers, 11 of 12 by learners of English of all skills;
  half read, a sentence left out, five words being others, another text: 96 of 96 refused
- the mark of generated speech, in 8 s of 33 people: never found in real speech (0.22 at the most),
  always in marked speech, also with the treble 6 dB down and noise (0.58 at the least; above 0.5 it
  is there)

What this proves, and what not. It proves that somebody who sounds like the speaker of the takes
said these words, with this date, in this order. It does not prove that a living person said them
today into this microphone: a recording which is played back, or cut together from other recordings,
passes. So does a good copy of the voice: one that this program had made from 12 minutes of a
speaker read the statement with a similarity of 0.956. Its mark gives it away, but whoever wants to
remove that can, and other programs write none. The filled-in name, date and uses make a replay
dearer, no more. Nor does a likeness of voices tell twins, or good mimics, apart. It is a record of
what was agreed and a lock against haste and curiosity; it stops no determined thief.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Sound, read_sound, resample, to_mono
from studio.dataset.consent import Part, Terms, parts
from studio.speech import watermark
from studio.speech.hear import Hearing, WordCheck, hear
from studio.text.inventory import sounds
from studio.text.phonemes import phonemize
from studio.voice import speaker_encoder

LEAST_WORDS = 0.85  # of all words of the statement but the name
LEAST_OF_PART = 0.6  # of each sentence, of the date, of the uses
SAME_SPEAKER = 0.83  # cosine of statement and middle of the takes

MAX_SECONDS = 180.0  # of a statement; slow readers need a minute
LEAST_SPEECH = 4.0  # seconds by which a speaker can be told
SOFTEST_DBFS = -60.0  # RMS of speech below which nothing can be judged
FASTEST = {"en": 5.0, "zh": 8.0}  # words, or syllables of Chinese, in a second
MARK_SECONDS = 8.0  # of the statement in which the mark of generated speech is looked for
_NAME_SECONDS = 0.03  # that a phoneme of the name takes at the least, whoever says it
_SHORTEST_NAME = 0.12  # seconds

Embedding = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class WordsHeard:
    """Which words of a statement were heard."""

    share: float
    """0 to 1, of all words but the name."""
    least: float
    """0 to 1, of the part that was heard worst: a sentence, the date, or the uses."""
    worst: str
    """That part."""
    missing: tuple[str, ...]
    """Words that were not heard, in order."""
    name_said: bool
    """Whether something was said in the place of the name."""

    @property
    def read(self) -> bool:
        """Whether the statement was read, whole."""
        whole = self.share >= LEAST_WORDS and self.least >= LEAST_OF_PART
        return whole and self.name_said


@dataclass(frozen=True, slots=True)
class StatementCheck:
    """What was found out about a recorded statement."""

    seconds: float
    words: WordsHeard | None
    """None where nobody can hear them: the statement is not English."""
    similarity: float | None
    """Cosine of its speaker and the middle of the takes; None as long as there are no takes."""
    generated: bool
    """Whether it carries the mark of speech that was made by this program."""
    faults: tuple[str, ...]
    """Why it is not accepted, each a sentence which says what to do."""

    @property
    def accepted(self) -> bool:
        return not self.faults

    def as_dict(self) -> dict[str, Any]:
        """For `Consent.checks`."""
        words = self.words
        return {
            "accepted": self.accepted,
            "seconds": round(self.seconds, 1),
            "words_heard": None if words is None else round(words.share, 3),
            "worst_part": None if words is None else round(words.least, 3),
            "missing": [] if words is None else list(words.missing),
            "name_said": None if words is None else words.name_said,
            "generated": self.generated,
            "similarity": None if self.similarity is None else round(self.similarity, 3),
            "same_speaker_from": SAME_SPEAKER,
        }


def read_statement(path: Any) -> Sound:
    """Read a recorded statement. Raises StudioError for what is no sound, or is endless."""
    return read_sound(path, MAX_SECONDS)


def check_statement(
    sound: Sound, terms: Terms, speaker: Embedding | None, language: str = "en-us"
) -> StatementCheck:
    """Listen to a recorded statement.

    `speaker` [256] is the middle of the takes, None as long as there are none; `language` is the
    English that is spoken ("en-us", "en-gb").
    """
    mono = to_mono(sound.samples)
    said = parts(terms)
    too_short = _too_short(mono, sound.rate, said, terms)
    if too_short:
        return StatementCheck(sound.seconds, None, None, False, (too_short,))
    words = words_heard(sound, said, language) if terms.language == "en" else None
    faults = [] if words is None else _reading_faults(words, terms)
    similarity = None
    if speaker is not None:
        similarity = speaker_encoder.similarity(speaker_encoder.embed(mono, sound.rate), speaker)
        if similarity < SAME_SPEAKER:
            faults.append(
                f"This does not sound like the speaker of the takes (similarity {similarity:.2f}, "
                f"{SAME_SPEAKER:.2f} is needed): the speaker of the takes has to read it, best "
                "with the same microphone."
            )
    generated = watermark.detect(_middle(mono, sound.rate), sound.rate) > watermark.FOUND
    if generated:
        faults.append(
            "This is generated speech, it carries the mark of that: the speaker has to read the "
            "statement in person."
        )
    return StatementCheck(sound.seconds, words, similarity, generated, tuple(faults))


def _middle(mono: NDArray[np.float32], rate: int) -> NDArray[np.float32]:
    """The seconds in the middle, enough to look for the mark."""
    spare = max(0, len(mono) - round(MARK_SECONDS * rate))
    return mono[spare // 2 : len(mono) - (spare - spare // 2)]


def words_heard(sound: Sound, said: tuple[Part, ...], language: str = "en-us") -> WordsHeard:
    """Look for the words of an English statement in a recording."""
    hearing = hear(sound, " ".join(part.text for part in said), language, words=False)
    units: list[tuple[str, list[WordCheck]]] = []
    counted: list[WordCheck] = []
    name: list[WordCheck] = []
    begin = 0
    for part in said:
        inside = _between(hearing, begin, begin + len(part.text))
        filled = _between(hearing, begin + part.span[0], begin + part.span[1])
        if part.filled == "name":
            name = filled
            inside = [check for check in inside if check not in name]
        elif part.filled:
            units.append((part.text[slice(*part.span)], filled))
        units.append((part.text, inside))
        counted += inside
        begin += len(part.text) + 1
    shares = [_share(checks) for _, checks in units]
    worst = int(np.argmin(shares))
    return WordsHeard(
        share=_share(counted),
        least=shares[worst],
        worst=units[worst][0],
        missing=tuple(check.text for check in counted if not check.heard),
        name_said=not name or _name_said(hearing, name, language),
    )


def _between(hearing: Hearing, begin: int, end: int) -> list[WordCheck]:
    """The words that begin in so many letters of the text."""
    return [check for check in hearing.checks if begin <= check.span[0] < end]


def _share(checks: list[WordCheck]) -> float:
    return sum(check.heard for check in checks) / len(checks) if checks else 1.0


def _name_said(hearing: Hearing, name: list[WordCheck], language: str) -> bool:
    """Whether between the words around the name somebody says something that is long enough."""
    first = hearing.checks.index(name[0])
    before = [check.end for check in hearing.checks[:first] if check.heard]
    after = [check.start for check in hearing.checks[first + len(name) :] if check.heard]
    start, end = (before[-1] if before else 0.0), (after[0] if after else _last_phoneme(hearing))
    phonemes = [p for p in hearing.phonemes if start - 0.02 <= p.at <= end + 0.02]
    text = " ".join(check.text for check in name)
    expected = len(list(sounds(phonemize(text, language).phonemes)))
    longest = max(_SHORTEST_NAME, _NAME_SECONDS * expected)
    return end - start >= longest and len(phonemes) >= max(2, expected // 4)


def _last_phoneme(hearing: Hearing) -> float:
    """Where the last phoneme is heard, in seconds."""
    return hearing.phonemes[-1].at if hearing.phonemes else 0.0


def _too_short(
    mono: NDArray[np.float32], rate: int, said: tuple[Part, ...], terms: Terms
) -> str | None:
    """Say that nobody speaks, or not for as long as the text takes; None when it may be."""
    at_16k = resample(mono, rate, speaker_encoder.RATE)
    speech = speaker_encoder.without_silence(at_16k)
    level = (
        10 * np.log10(np.mean(np.square(speech, dtype=np.float64)) + 1e-20) if len(speech) else 0
    )
    if not len(speech) or level < SOFTEST_DBFS:
        return "Nothing is to be heard: choose the right microphone, raise its gain, read it again."
    text = "".join(part.text for part in said)
    if terms.language == "zh":
        count = sum("\u4e00" <= letter <= "\u9fff" or letter == "〇" for letter in text)
    else:
        count = sum(len(part.text.split()) for part in said)
    seconds = len(speech) / speaker_encoder.RATE
    least = max(LEAST_SPEECH, count / FASTEST[terms.language])
    if seconds < least:
        return (
            f"There are only {seconds:.0f} s of speech, and the statement takes {least:.0f} s at "
            "the least: read all of it, without hurry."
        )
    return None


def _reading_faults(words: WordsHeard, terms: Terms) -> list[str]:
    if words.share < LEAST_WORDS:
        if words.share < 0.5:
            return ["This is not the statement: read the text as it stands, then stop."]
        some = ", ".join(f"“{word}”" for word in words.missing[:5])
        return [
            f"Only {words.share:.0%} of the words were heard (not {some}): "
            "read the whole text once more, clearly and a little slower."
        ]
    if words.least < LEAST_OF_PART:
        return [
            f"This was not heard: “{words.worst}”. Read the whole text once more, as it stands."
        ]
    if not words.name_said:
        return [f"The name was not heard: say “{terms.name}” where it stands, read it once more."]
    return []
