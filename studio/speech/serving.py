"""Speaking for the HTTP server, as tasks of a worker process: text in, encoded pieces out."""

from __future__ import annotations

from collections.abc import Generator
from itertools import islice
from pathlib import Path
from typing import Any

from studio.core.messages import Message, Progress, Sample

Task = Generator[Message, None, dict[str, Any]]


def warm_up() -> Task:
    """Load the models, so that the first request need not wait for it."""
    yield Progress("load")
    from studio.speech import watermark
    from studio.speech.speak import speak
    from studio.speech.speakers import speakers
    from studio.speech.streaming import RATE

    for spoken in speak(speakers().speaker(None, "af_heart"), "One two three."):
        watermark.mark(spoken.samples, RATE)
    return {}


def say(
    library: Path | None,
    voice: str,
    text: str,
    kind: str,
    folder: Path,
    manner: dict[str, Any],
    language: str | None = None,
) -> Task:
    """Speak a text; each sentence is a file of encoded bytes in `folder`, to be joined in order.

    Yields a Sample for every file as soon as it is there. `kind`: of `streaming.KINDS`; `manner`:
    as `Manner.to_dict`. The sound says of itself that it is generated, from which voice and by
    whose consent (bare samples cannot). Fails when a sentence cannot be spoken. Returns seconds and
    pieces.
    """
    yield Progress("load")
    import numpy as np

    from studio.core.errors import StudioError
    from studio.core.library import Library
    from studio.core.manner import Manner
    from studio.speech import watermark
    from studio.speech.reading import readings
    from studio.speech.speak import NOTHING_TO_SAY, silence, speak
    from studio.speech.speakers import speakers
    from studio.speech.streaming import RATE, StreamedSound

    books = None if library is None else Library(Path(library))
    speaker = speakers().speaker(books, voice)
    language = language or speaker.language
    own = speaker.sayings(language)
    found = list(islice(readings(text, language, own), 2))
    if not found:
        raise StudioError(NOTHING_TO_SAY)
    sound = StreamedSound(kind, speaker.about(text), only_piece=len(found) == 1)
    pieces, samples = 0, 0
    for spoken in speak(speaker, text, Manner.from_dict(manner), language, own):
        if spoken.error:
            raise StudioError(spoken.error)
        pause = silence(spoken.pause)
        marked = watermark.mark(spoken.samples, RATE)
        samples += len(pause) + len(marked)
        if data := sound.add(np.concatenate([pause, marked])):
            yield _piece(folder, pieces, data, spoken.text)
            pieces += 1
        else:
            yield Progress("speak")
    if rest := sound.end():
        yield _piece(folder, pieces, rest, "")
        pieces += 1
    return {"seconds": round(samples / RATE, 3), "pieces": pieces}


def _piece(folder: Path, number: int, data: bytes, text: str) -> Sample:
    path = folder / f"{number:05}"
    path.write_bytes(data)
    return Sample(path, text, number)
