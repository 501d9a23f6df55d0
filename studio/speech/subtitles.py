"""SubRip and WebVTT: cues that can be read in their time, cut where the speaker pauses.

The limits are those that broadcasters and streaming services ask for (Netflix, "English Timed Text
Style Guide"): two lines of 42 letters, at most 7 s, 20 letters a second where there is room for it.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace

from studio.speech.timed import TimedSentence, TimedWord

LINE = 42  # letters
LINES = 2
MAX_SECONDS = 7.0
MIN_SECONDS = 1.0
LETTERS_A_SECOND = 20.0
GAP = 0.084  # seconds between cues: two frames of film, so that a change is seen
LINGER = 0.3  # seconds that a cue stays after its last word, where there is room

_ENDS = ".!?…"  # after these a cue may end …
_PAUSES = ",;:—–)"  # … after these as well, and after any other word only when it must


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle."""

    start: float
    end: float
    words: tuple[TimedWord, ...]
    speaker: str = ""

    @property
    def text(self) -> str:
        """In one line."""
        return " ".join(word.written for word in self.words)

    @property
    def lines(self) -> tuple[str, ...]:
        """As it is shown: one line, or two of about the same length."""
        return tuple(" ".join(w.written for w in part) for part in _halves(self.words))


def cues(
    sentences: Iterable[TimedSentence], speaker: str = "", shift: float = 0.0
) -> Iterator[Cue]:
    """Cut sentences into cues; `shift` seconds are added to all times."""
    for sentence in sentences:
        for words in _cut(sentence.words):
            moved = tuple(replace(w, start=w.start + shift, end=w.end + shift) for w in words)
            yield Cue(moved[0].start, moved[-1].end, moved, speaker)


def spread(found: Iterable[Cue]) -> Iterator[Cue]:
    """Let each cue stay as long as it takes to read it, where the next one leaves room."""
    before: Cue | None = None
    for cue in found:
        if before is not None:
            yield _longer(before, cue.start - GAP)
        before = cue
    if before is not None:
        yield _longer(before, float("inf"))


def srt(found: Iterable[Cue], names: bool = False) -> Iterator[str]:
    """Yield the parts of a SubRip file; `names`: who speaks stands where another one begins."""
    before = ""
    for number, cue in enumerate(found, start=1):
        text = "\n".join(cue.lines)
        if names and cue.speaker != before:
            text = f"{cue.speaker.upper()}: {text}" if cue.speaker else text
            before = cue.speaker
        yield f"{number}\n{_time(cue.start, ',')} --> {_time(cue.end, ',')}\n{text}\n\n"


def vtt(found: Iterable[Cue]) -> Iterator[str]:
    """Yield the parts of a WebVTT file: who speaks in a voice tag, the time before each word."""
    yield "WEBVTT\n\n"
    for cue in found:
        lines = [_timed(part, cue.start) for part in _halves(cue.words)]
        voice = f"<v {_plain(' '.join(cue.speaker.split()))}>" if cue.speaker else ""
        yield f"{_time(cue.start, '.')} --> {_time(cue.end, '.')}\n{voice}{chr(10).join(lines)}\n\n"


def _cut(words: Sequence[TimedWord]) -> Iterator[tuple[TimedWord, ...]]:
    """Cut a sentence into parts that fit: at its punctuation, otherwise where they are full."""
    rest = list(words)
    while rest:
        count = _fitting(rest)
        if count < len(rest):
            count = _best_cut(rest, count)
        yield tuple(rest[:count])
        rest = rest[count:]


def _fitting(words: Sequence[TimedWord]) -> int:
    """How many words from the first on fit into one cue; one at least."""
    count = 1
    while count < len(words):
        part = words[: count + 1]
        if part[-1].end - part[0].start > MAX_SECONDS or not _fits(part):
            break
        count += 1
    return count


def _fits(words: Sequence[TimedWord]) -> bool:
    return all(len(" ".join(w.written for w in half)) <= LINE for half in _halves(words))


def _best_cut(words: Sequence[TimedWord], most: int) -> int:
    """Where to cut within the first `most` words: behind a mark, or so that the rest is no rag."""
    for marks in (_ENDS, _PAUSES):
        for count in range(most, max(1, most // 3), -1):
            if words[count - 1].written.rstrip("\"'”’")[-1:] in marks:
                return count
    if len(words) - most < 3 and most > 3:  # not one or two words alone in the next cue
        return (len(words) + 1) // 2
    return most


def _halves(words: Sequence[TimedWord]) -> list[Sequence[TimedWord]]:
    """The words of the cue's lines."""
    lengths = [len(w.written) for w in words]
    total = sum(lengths) + len(words) - 1
    if total <= LINE or len(words) < 2:
        return [words]
    best = min(
        range(1, len(words)),
        key=lambda at: max(sum(lengths[:at]) + at - 1, sum(lengths[at:]) + len(words) - at - 1),
    )
    return [words[:best], words[best:]]


def _longer(cue: Cue, latest: float) -> Cue:
    wanted = max(
        cue.end + LINGER, cue.start + MIN_SECONDS, cue.start + len(cue.text) / LETTERS_A_SECOND
    )
    return replace(cue, end=max(cue.start + 0.05, min(wanted, latest, cue.start + MAX_SECONDS + 1)))


def _timed(words: Sequence[TimedWord], start: float) -> str:
    parts = []
    for word in words:
        time = f"<{_time(word.start, '.')}>" if word.start > start else ""
        parts.append(time + _plain(word.written))
    return " ".join(parts)


def _plain(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def _time(seconds: float, point: str) -> str:
    millis = max(0, round(seconds * 1000))
    hours, rest = divmod(millis, 3_600_000)
    minutes, rest = divmod(rest, 60_000)
    return f"{hours:02}:{minutes:02}:{rest // 1000:02}{point}{rest % 1000:03}"
