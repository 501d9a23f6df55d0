"""What lies beside a delivered sound: subtitles, and times of words, phonemes and visemes."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio import __version__
from studio.audio.mel_spec import RATE
from studio.core.files import atomic_path
from studio.speech.delivery import DeliverySettings
from studio.speech.programs import Part, Program
from studio.speech.subtitles import Cue, cues, spread, srt, vtt
from studio.speech.timed import TimedSentence, read_score
from studio.text.inventory import is_phoneme
from studio.text.visemes import SET_NAME, VISEME_SET, viseme_track

LIPSYNC_SUFFIX = ".lipsync.json"


def suffixes(settings: DeliverySettings) -> list[str]:
    """The ends of the names of all that lies beside each sound."""
    lipsync = [LIPSYNC_SUFFIX] if settings.lipsync else []
    return [*(f".{kind}" for kind in settings.subtitles), *lipsync]


def write_beside(program: Program, stem: Path, settings: DeliverySettings) -> list[Path]:
    """Write subtitles and lip-sync of a sound whose path without suffix is `stem`.

    StudioError when a score is missing or damaged, or the disk is full.
    """
    written = []
    for suffix in suffixes(settings):
        path = stem.with_name(stem.name + suffix)
        with atomic_path(path) as part, part.open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(_text(program, suffix))
        written.append(path)
    return written


def _text(program: Program, suffix: str) -> Iterator[str]:
    if suffix == ".srt":
        several = len({part.line.character for part in program.sounding}) > 1
        return srt(spread(_cues(program)), several)
    if suffix == ".vtt":
        return vtt(spread(_cues(program)))
    return _lipsync(program)


def _cues(program: Program) -> Iterator[Cue]:
    for part in program.sounding:
        yield from cues(read_score(part.line.score), part.line.character, part.start / RATE)


def _lipsync(program: Program) -> Iterator[str]:
    """One line of JSON for each line of the script, so that an hour is written piece by piece."""
    head = {
        "made_by": f"Timbre {__version__}",
        "generated": True,
        "viseme_set": SET_NAME,
        "visemes": list(VISEME_SET),
        "times": "seconds in the sound file",
        "seconds": round(program.seconds, 4),
    }
    yield json.dumps(head, ensure_ascii=False)[:-1] + ', "lines": ['
    for number, part in enumerate(program.sounding):
        yield ("" if number == 0 else ",") + "\n" + json.dumps(_line(part), ensure_ascii=False)
    yield "\n]}\n"


def _line(part: Part) -> dict[str, Any]:
    start, end = part.start / RATE, part.end / RATE
    sentences = list(_moved(read_score(part.line.score), start))
    symbols = [symbol for sentence in sentences for symbol in sentence.symbols]
    return {
        "id": part.line.id,
        "character": part.line.character,
        "voice": part.line.voice,
        "text": part.line.text,
        "start": round(start, 4),
        "end": round(end, 4),
        "words": [
            {"text": w.text, "phonemes": w.phonemes, "start": _r(w.start), "end": _r(w.end)}
            for sentence in sentences
            for w in sentence.words
        ],
        "phonemes": [[s, _r(a), _r(b)] for s, a, b in symbols if is_phoneme(s)],
        "visemes": [[s, _r(a), _r(b)] for s, a, b in viseme_track(symbols, start, end)],
    }


def _moved(sentences: Iterable[TimedSentence], by: float) -> Iterator[TimedSentence]:
    for one in sentences:
        yield replace(
            one,
            start=one.start + by,
            end=one.end + by,
            words=tuple(replace(w, start=w.start + by, end=w.end + by) for w in one.words),
            symbols=tuple((s, a + by, b + by) for s, a, b in one.symbols),
        )


def _r(seconds: float) -> float:
    return round(seconds, 4)
