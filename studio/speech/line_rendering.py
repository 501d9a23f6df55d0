"""One line of a script made into sound: heard back, and tried again where a word is not heard.

`render_line` is a function of its order alone. It computes with one thread, because the last bits
of a sum depend on how many share it: the same order gives the same samples in this process, in
another one, and on another machine with the same kind of processor.

A sentence with a word that the inverse model cannot hear is said again with another seed, then a
little slower and finer, then with another listed pronunciation of that word; of each sentence the
reading with the fewest such words is kept.
"""

from __future__ import annotations

import tempfile
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.entities import HeardBack
from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry
from studio.core.manner import CONTROLS, Manner

if TYPE_CHECKING:
    from studio.speech.speak import Spoken
    from studio.speech.speakers import Speaker
    from studio.speech.verify import WordCheck

TRIES = 4
"""How often a sentence is said at most; the fourth rarely helps where the third did not."""
_OTHER_SEED = 7919
_TURN = threading.Lock()  # one generator in a process, which lends its weights to one voice
_SLOWER, _FINER = 0.92, 6


@dataclass(frozen=True, slots=True)
class LineOrder:
    """Everything that a rendering depends on, as plain values."""

    text: str
    voice: str
    """What `speak` takes."""
    manner: dict[str, Any] = field(default_factory=dict)
    """Fields of `Manner` that are not as usual, the seed among them."""
    language: str = ""
    """"" = the voice's own."""
    entries: tuple[LexiconEntry, ...] = ()
    """How the project says words; the voice's own lexicon lies below."""
    library: str = ""
    """The folder of the library that has the voice; "" = a stock voice."""
    tries: int = TRIES
    """How often a sentence may be said; 0 = nobody listens."""

    def to_dict(self) -> dict[str, Any]:
        """As JSON takes it."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> LineOrder:
        """What `to_dict` gave."""
        entries = tuple(LexiconEntry(**entry) for entry in values["entries"])
        return cls(**{**values, "entries": entries})


@dataclass(frozen=True, slots=True)
class RenderedLine:
    """What came of an order: the files' bytes, or why there is nothing."""

    sound: bytes = b""
    """A WAV file, 24 kHz, marked, with its tags."""
    score: bytes = b""
    """JSON."""
    voice_name: str = ""
    language: str = ""
    seconds: float = 0.0
    heard: HeardBack | None = None
    said: int = 1
    """How often it was said."""
    error: str = ""
    """One sentence; then there is nothing else."""


@dataclass(frozen=True, slots=True)
class _Reading:
    """A sentence as it was said once, and what was heard of it."""

    spoken: Spoken
    checks: list[WordCheck] | None
    manner: Manner

    @property
    def lost(self) -> int:
        """Words that were not heard."""
        return sum(check.heard is False for check in self.checks or ())

    @property
    def surest(self) -> float:
        """How surely the word that was heard worst was said."""
        scores = [check.score for check in self.checks or () if check.score is not None]
        return min(scores, default=1.0)


def render_line(order: LineOrder) -> RenderedLine:
    """Make one line. Whatever the person can mend comes back as `error` and is not raised."""
    from studio.voice.precision import one_thread  # torch: settings are read without it

    try:
        with _TURN, one_thread():
            return _render(order)
    except StudioError as error:
        return RenderedLine(error=str(error))


def speaker_for(order: LineOrder) -> Speaker:
    """The speaker of an order's voice. Raises StudioError when there is none."""
    from studio.core.library import Library
    from studio.speech.speakers import speakers

    return speakers().speaker(Library(Path(order.library)) if order.library else None, order.voice)


def _render(order: LineOrder) -> RenderedLine:
    from studio.text.voice_lexicon import Sayings

    speaker = speaker_for(order)
    language = order.language or speaker.language
    book = speaker.lexicon.with_entries(*order.entries)
    manner = Manner.from_dict(order.manner)
    best: list[_Reading] = []
    said = 0
    for way in _ways(manner, max(1, order.tries)):
        lost = [word for reading in best for word in _lost_words(reading)]
        if best and not lost:
            break
        lexicon, way_manner = book, way
        if said == TRIES - 1:  # nothing else has helped: another pronunciation, where there is one
            others = _other_ways(lost, language)
            if not others:
                break
            lexicon, way_manner = book.with_entries(*others), manner
        readings = list(
            _say(speaker, order.text, way_manner, language, Sayings(lexicon, language), order)
        )
        said += 1
        best = _better(best, readings)
    errors = [reading.spoken.error for reading in best if reading.spoken.error]
    if errors:
        raise StudioError(errors[0])
    return _written(order, speaker, language, _in_time(best), said)


def _ways(manner: Manner, tries: int) -> Iterator[Manner]:
    """Manners to try one after another; the last one is as asked, for another pronunciation."""
    most = int(CONTROLS["seed"].most)
    slowest = CONTROLS["speed"].least

    def seed(number: int) -> int:
        return (manner.seed + number * _OTHER_SEED) % (most + 1)

    steps = max(manner.steps, _FINER)
    ways = (
        manner,
        replace(manner, seed=seed(1)),
        replace(manner, seed=seed(2), speed=max(slowest, manner.speed * _SLOWER), steps=steps),
        manner,
    )
    yield from ways[:tries]


def _say(
    speaker: Speaker,
    text: str,
    manner: Manner,
    language: str,
    lexicon: Mapping[str, str],
    order: LineOrder,
) -> Iterator[_Reading]:
    """Say a text once, and listen to each sentence as it will be heard: with its mark."""
    from studio.audio.mel_spec import RATE
    from studio.speech import verify, watermark
    from studio.speech.speak import speak

    for spoken in speak(speaker, text, manner, language, lexicon):
        checks = None
        if order.tries and not spoken.error:
            marked = watermark.mark(spoken.samples, RATE)
            checks = verify.check(marked, spoken, language, lexicon)
        yield _Reading(spoken, checks, manner)


def _better(best: list[_Reading], new: list[_Reading]) -> list[_Reading]:
    """Of each sentence the reading with fewer words lost, else the surer one."""
    if len(best) != len(new):
        return best or new
    return [
        min(pair, key=lambda one: (bool(one.spoken.error), one.lost, -one.surest))
        if pair[0].lost
        else pair[0]
        for pair in zip(best, new, strict=True)
    ]


def _lost_words(reading: _Reading) -> list[str]:
    pairs = zip(reading.spoken.words, reading.checks or (), strict=False)
    return [word.text for word, check in pairs if check.heard is False]


def _other_ways(words: Sequence[str], language: str) -> list[LexiconEntry]:
    """Other listed pronunciations of words, by the accent."""
    from studio.text.variants import VARIANTS

    listed = VARIANTS["gb" if language == "en-gb" else "us"]
    bare = {word.strip(".,;:!?\"'“”‘’()").lower() for word in words}
    return [LexiconEntry(word, f"/{listed[word][0]}/") for word in sorted(bare & listed.keys())]


def _in_time(readings: Sequence[_Reading]) -> list[_Reading]:
    """The chosen readings one after another: each begins when the one before has ended."""
    placed, now = [], 0.0
    for reading in readings:
        spoken = reading.spoken
        shift = now + spoken.pause - spoken.start
        words = tuple(
            replace(word, start=word.start + shift, end=word.end + shift) for word in spoken.words
        )
        symbols = tuple((symbol, a + shift, b + shift) for symbol, a, b in spoken.symbols)
        moved = replace(spoken, start=spoken.start + shift, words=words, symbols=symbols)
        placed.append(replace(reading, spoken=moved))
        now = moved.end
    return placed


def _written(
    order: LineOrder, speaker: Speaker, language: str, readings: Sequence[_Reading], said: int
) -> RenderedLine:
    """The files of a line."""
    from studio.speech.recording import Recording

    asked = Manner.from_dict(order.manner)
    others = {
        str(number): reading.manner.changes()
        for number, reading in enumerate(readings)
        if reading.manner != asked
    }
    head = {"voice": speaker.name, "by": speaker.by, "language": language}
    head |= {"manner": asked.to_dict(), "other_readings": others}
    with tempfile.TemporaryDirectory(prefix="timbre-line-") as folder:
        path = Path(folder) / "line.wav"
        with Recording(path, speaker.about(order.text), head) as recording:
            for reading in readings:
                recording.add_sound(reading.spoken)
                recording.add_score(reading.spoken, reading.checks)
        seconds, score = recording.seconds, recording.score.read_bytes()
        sound = path.read_bytes()
    heard = _heard_back(readings) if order.tries else None
    return RenderedLine(sound, score, speaker.name, language, seconds, heard, said)


def _heard_back(readings: Sequence[_Reading]) -> HeardBack:
    """What was heard of a line, and its word that was heard worst."""
    words = [
        (word, check)
        for reading in readings
        for word, check in zip(reading.spoken.words, reading.checks or (), strict=False)
        if check.heard is not None and check.score is not None
    ]
    lost = sorted(
        (round(float(check.score or 0.0), 3), word.text, round(word.start, 3))
        for word, check in words
        if check.heard is False
    )
    surest = min((float(check.score or 0.0) for _, check in words), default=1.0)
    share = sum(bool(check.heard) for _, check in words) / len(words) if words else 1.0
    worst, at = (lost[0][1], lost[0][2]) if lost else ("", None)
    in_order = sorted(lost, key=lambda one: one[2])
    return HeardBack(
        share, round(1 - surest, 4), worst, at, tuple((w, t, score) for score, w, t in in_order)
    )
