"""A text that lies beside a long recording: subtitles with times, or a plain transcript.

What the recogniser heard says where in the text a piece is; the words then are those of the text,
which knows names and punctuation better. The text may have more than the recording, or less: parts
that nobody says are passed over.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

from studio.audio.transcripts import clean_text, read_text
from studio.core.errors import StudioError
from studio.text.normalise import normalise

_AHEAD = 150  # words in which the next piece is looked for first
_FAR_AHEAD = 3000  # and then, when something was left out
_BACK = 12
_LIKE, _LIKE_FAR = 0.6, 0.8  # share of the words heard that has to fit
_LEAST_FAR = 5  # words heard; fewer are found everywhere
_SLACK = 0.6  # seconds that subtitles may be early or late
_TIMES = re.compile(
    r"(\d+):(\d\d):(\d\d)[,.](\d{1,3})\s*-->\s*(\d+):(\d\d):(\d\d)[,.](\d{1,3})"
)  # fmt: skip
_MARKUP = re.compile(r"<[^>]*>|\{[^}]*\}|\[[^\]]*\]|♪[^♪]*♪?|^\s*[-–]\s+", re.MULTILINE)


@dataclass(frozen=True, slots=True)
class Cue:
    """One subtitle; times in seconds."""

    start: float
    end: float
    text: str


@dataclass(frozen=True, slots=True)
class _Word:
    spoken: str
    start: int
    end: int
    cue: int


class KnownText:
    """The text beside a recording, read from its beginning to its end as the pieces come."""

    def __init__(self, text: str, cues: tuple[Cue, ...] = (), language: str = "en-us") -> None:
        self.kind = "srt" if cues else "txt"
        self._cues = cues
        self._language = language
        if cues:
            text = "\n".join(cue.text for cue in cues)
        self._text = text
        self._words = _words(text, language, cues)
        self._next = 0

    @property
    def words(self) -> int:
        """How many words it has."""
        return len(self._words)

    def by_time(self, start: float, end: float) -> str:
        """The subtitles of a piece, where the piece begins and ends with them; else ""."""
        inside = [cue for cue in self._cues if min(end, cue.end) - max(start, cue.start) > _SLACK]
        inside = inside or [
            cue for cue in self._cues if start <= (cue.start + cue.end) / 2 <= end
        ]  # fmt: skip
        if not inside:
            return ""
        if inside[0].start < start - _SLACK or inside[-1].end > end + _SLACK:
            return ""
        return " ".join(cue.text for cue in inside)

    def find(self, heard: str, span: tuple[float, float] | None = None) -> str:
        """The words of the text that `heard` stands for; "" where there are none.

        With subtitles, `span` (seconds) says where to look. Each call goes on behind the words
        that were found last.
        """
        query = [word.spoken for word in _words(heard, self._language)]
        if not query or not self._words:
            return ""
        first, last = self._where(span)
        found = _best_place(query, self._words[first:last])
        if (found is None or found[0] < _LIKE) and span is None and len(query) >= _LEAST_FAR:
            last = min(len(self._words), self._next + _FAR_AHEAD)
            found = _best_place(query, self._words[first:last])
            if found is not None and found[0] < _LIKE_FAR:
                return ""
        if found is None or found[0] < _LIKE:
            return ""
        _, begin, end = found
        self._next = first + end
        return self._written(first + begin, first + end)

    def _where(self, span: tuple[float, float] | None) -> tuple[int, int]:
        if span is None or not self._cues:
            return max(0, self._next - _BACK), min(len(self._words), self._next + _AHEAD)
        near = [
            number
            for number, word in enumerate(self._words)
            if self._cues[word.cue].end > span[0] - 2.0 and self._cues[word.cue].start < span[1] + 2
        ]
        return (near[0], near[-1] + 1) if near else (0, 0)

    def _written(self, first: int, end: int) -> str:
        """The text of words [first, end) with the punctuation around them."""
        start = self._words[first].start
        stop = self._words[end].start if end < len(self._words) else len(self._text)
        before = self._text[:start]
        opened = len(before) - len(before.rstrip("\"'“‘(«"))
        return clean_text(self._text[start - opened : stop].rstrip('"“‘(«-–— \n'))


def text_beside(path: Path, language: str) -> KnownText | None:
    """The text beside a sound file: NAME.srt, else NAME.txt; None where there is neither.

    StudioError when there is one that cannot be read.
    """
    for suffix in (".srt", ".SRT", ".txt", ".TXT"):
        file = path.with_suffix(suffix)
        if file.is_file():
            text = read_text(file)
            if suffix.lower() == ".txt":
                return KnownText(text, language=language)
            cues = read_cues(text)
            if not cues:
                raise StudioError(
                    f"{file.name} has no subtitles with times in it; save it as SubRip (.srt)."
                )
            return KnownText("", cues, language)
    return None


def read_cues(text: str) -> tuple[Cue, ...]:
    """The subtitles of an SRT file in the order of their times, without markup and stage notes."""
    cues: list[Cue] = []
    found = list(_TIMES.finditer(text))
    for number, match in enumerate(found):
        end = found[number + 1].start() if number + 1 < len(found) else len(text)
        lines = text[match.end() : end].strip().splitlines()
        if number + 1 < len(found) and lines and lines[-1].strip().isdigit():
            lines = lines[:-1]  # the number of the next one
        words = clean_text(_MARKUP.sub(" ", "\n".join(lines)))
        values = match.groups()
        start, stop = _seconds(*values[:4]), _seconds(*values[4:])
        if words and stop > start:
            cues.append(Cue(start, stop, words))
    return tuple(sorted(cues, key=lambda cue: cue.start))


def _seconds(hours: str, minutes: str, seconds: str, fraction: str) -> float:
    return int(hours) * 3600 + int(minutes) * 60 + int(seconds) + float(f"0.{fraction}")


def _words(text: str, language: str, cues: tuple[Cue, ...] = ()) -> list[_Word]:
    """The spoken words with their places; a number is several words at one place."""
    found, cue, cue_end = [], 0, len(cues[0].text) if cues else len(text)
    for token in normalise(text, language):
        while cues and token.start > cue_end:
            cue += 1
            cue_end += 1 + len(cues[cue].text)
        for spoken in token.spoken.lower().replace("-", " ").split():
            found.append(_Word(spoken.strip("'’.,"), token.start, token.end, cue))
    return found


def _best_place(query: list[str], words: list[_Word]) -> tuple[float, int, int] | None:
    """Where in `words` the query fits best: (share that fits, first, end); edit distance with free
    ends."""
    if not words:
        return None
    cost = [0.0] * (len(words) + 1)
    begin = list(range(len(words) + 1))
    for asked in query:
        previous, previous_begin = cost, begin
        cost, begin = [previous[0] + 1.0], [previous_begin[0]]
        for number, word in enumerate(words, start=1):
            options = (
                (
                    previous[number - 1] + _difference(asked, word.spoken),
                    previous_begin[number - 1],
                ),
                (previous[number] + 1.0, previous_begin[number]),
                (cost[number - 1] + 1.0, begin[number - 1]),
            )
            best = min(options, key=lambda option: option[0])
            cost.append(best[0])
            begin.append(best[1])
    end = min(range(len(cost)), key=lambda number: cost[number])
    if begin[end] >= end:
        return None
    first, last = _whole_tokens(words, begin[end], end)
    return 1.0 - cost[end] / len(query), first, last


def _whole_tokens(words: list[_Word], first: int, end: int) -> tuple[int, int]:
    """Widen to whole tokens: a number is not cut in two."""
    while first > 0 and words[first - 1].start == words[first].start:
        first -= 1
    while end < len(words) and words[end].start == words[end - 1].start:
        end += 1
    return first, end


def _difference(one: str, other: str) -> float:
    if one == other:
        return 0.0
    same = len(set(one[:4]) & set(other[:4])) >= 3 and one[:1] == other[:1]
    return 0.6 if same else 1.0
