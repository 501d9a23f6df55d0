"""The score of a rendered line as it is read again: sentences, words and symbols with times."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError, explain_os_error

MAX_BYTES = 200_000_000  # of a score; one of ten hours has about 40 MB


@dataclass(frozen=True, slots=True)
class TimedWord:
    """A word and when it is said."""

    text: str
    written: str
    """With the punctuation that belongs to it: "“Hello,"."""
    phonemes: str
    start: float
    """Seconds in the sound."""
    end: float


@dataclass(frozen=True, slots=True)
class TimedSentence:
    """What was spoken in one go."""

    text: str
    start: float
    end: float
    words: tuple[TimedWord, ...]
    symbols: tuple[tuple[str, float, float], ...]


def read_score(path: Path) -> tuple[TimedSentence, ...]:
    """Read what `studio.speech.export.writing_score` wrote; what was not spoken is left out.

    StudioError when it is missing or is no score.
    """
    try:
        if path.stat().st_size > MAX_BYTES:
            raise ValueError("too large")
        score = json.loads(path.read_text(encoding="utf-8"))
        return tuple(_sentence(one) for one in score["sentences"] if not one["error"])
    except OSError as error:
        raise explain_os_error(error, path) from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudioError(f"{path.name} is no score of a spoken text; render it again.") from error


def _sentence(kept: Mapping[str, Any]) -> TimedSentence:
    text, begin = str(kept["text"]), int(kept["span"][0])
    spans = [(int(w["span"][0]) - begin, int(w["span"][1]) - begin) for w in kept["words"]]
    written = _written(text, spans)
    words = tuple(
        TimedWord(str(w["text"]), said, str(w["phonemes"]), float(w["start"]), float(w["end"]))
        for w, said in zip(kept["words"], written, strict=True)
    )
    symbols = tuple((str(s), float(a), float(b)) for s, a, b in kept["symbols"])
    return TimedSentence(text, float(kept["start"]), float(kept["end"]), words, symbols)


def _written(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """Each word with the marks around it: what follows up to the next space, what precedes it."""
    cuts = [0]
    for (_, end), (start, _) in pairwise(spans):
        between = text[end : max(end, start)]
        space = max(between.rfind(" "), between.rfind("\n"), between.rfind("\t"))
        cuts.append(end + space + 1 if space >= 0 else max(end, start))
    cuts.append(len(text))
    pieces = [text[a:b] for a, b in pairwise(cuts)]
    return [" ".join(piece.split()) for piece in pieces[: len(spans)]]
