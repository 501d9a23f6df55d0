"""What the worker process can be asked for in this room: speaking a text, and hearing a sound.

Both are tasks as `studio.jobs.worker` runs them: generators of messages whose return value is the
result. torch is loaded inside them, never by importing this module.
"""

from __future__ import annotations

import shutil
import time
import uuid
from collections.abc import Generator, Iterator, Mapping, Sequence
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from studio.core.errors import StudioError
from studio.core.manner import Manner
from studio.core.messages import Message, Progress, Sample
from studio.paths import cache_dir

if TYPE_CHECKING:
    from studio.core.lexicon_store import VoiceLexicon
    from studio.speech.hear import HeardPhoneme

Task = Generator[Message, None, dict[str, Any]]

_OLD = 3600.0  # seconds after which sentences that were made for listening are thrown away
HANDOVER = 0.2
"""Seconds that a player takes from one sentence to the next: so much less silence is put before a
sentence on its own. Where the next one is late, the pause is longer, and no sound is broken."""
MAX_HEARD_SECONDS = 1800.0
_HALF_PHONEME = 0.06  # seconds that a phoneme reaches to either side of its peak, at most


def speak(
    library: Path | None,
    voice: str,
    text: str,
    out: Path,
    language: str | None = None,
    manner: Mapping[str, Any] | None = None,
    check: bool = True,
    listen: bool = True,
    picture: Path | None = None,
    edits: Sequence[Mapping[str, Any]] = (),
    lexicon: VoiceLexicon | None = None,
    earlier: Path | None = None,
) -> Task:
    """Speak a text into the sound file `out`, with its score beside it.

    `voice` as in `studio.speech.speakers`; `manner`: controls by name that are not as usual;
    `check`: hear it back and mark what was not heard; `listen`: also write each sentence on its own
    as soon as it is made and yield it as a Sample (in the cache, for an hour); `picture`: draw the
    spectrogram there (PNG); `edits` as `Edits.to_dict` has them; `lexicon`: a project's, over the
    voice's own; `earlier`: a WAV or FLAC of this task's with its score beside it, from which
    sentences are taken that have not changed; anything else is passed over.

    Returns path, seconds, rtf (time to make a second), voice, by (whose weights spoke), language,
    manner, score (a path), failed (how many sentences), f0_hz (80 a second, 0 unvoiced) and
    sentences: index, text, span, start, end, error, symbols [[symbol, start, end], …], words with
    text, spoken, phonemes, span, start, end, heard (null when not checked) and score; and what can
    be edited: phonemes, lengths_ms of its symbols, f0 and energy (80 a second from `start` on),
    edited, key (see `studio.speech.earlier`). Times are in seconds of the whole sound, spans are
    places in the text as typed. Of more than ten minutes of sound, symbols, lengths and curves are
    in the score alone.
    """
    yield Progress("load")
    import numpy as np

    from studio.audio.mel_spec import RATE
    from studio.core.library import Library
    from studio.speech import catalogue, export, verify
    from studio.speech.earlier import Earlier
    from studio.speech.edits import Edits
    from studio.speech.reading import has_words
    from studio.speech.recording import Recording
    from studio.speech.speak import NOTHING_TO_SAY, silence
    from studio.speech.speak import speak as spoken_sentences
    from studio.speech.speakers import speakers
    from studio.text.voice_lexicon import Sayings

    out = Path(out).absolute()
    export.check_name(out)
    asked = Manner.from_dict(manner or {})
    changes = [Edits.from_dict(edit) for edit in edits]
    books = None if library is None else Library(Path(library))
    own = Sayings(catalogue.lexicon_of(books, voice), language or "en-us")
    if not has_words(text, language or "en-us", own):  # before models are loaded for nothing
        raise StudioError(NOTHING_TO_SAY)
    speaker = speakers().speaker(books, voice)
    language = language or speaker.language
    head = {"voice": speaker.name, "by": speaker.by, "language": language}
    made = {"manner": asked.to_dict(), "edits": [edit.to_dict() for edit in changes]}
    own = speaker.sayings(language, lexicon)
    before = Earlier(Path(earlier)) if earlier else None
    folder = _listening_folder() if listen else None
    began = time.perf_counter()
    origin = speaker.about(text)
    with Recording(out, origin, {**head, **made}) as recording:
        for spoken in spoken_sentences(speaker, text, asked, language, own, changes, before):
            sound = recording.add_sound(spoken)
            if folder is not None and not spoken.error:
                path = folder / f"{spoken.index:05}.wav"
                before_it = silence(max(0.0, spoken.pause - HANDOVER))
                heard = np.concatenate([before_it, sound])
                export.write(path, heard, RATE, replace(origin, text=spoken.text))
                yield Sample(path, spoken.text, spoken.index)
            checks = verify.known(spoken)
            if check and checks is None and not spoken.error:
                checks = verify.check(sound, spoken, language, own)
            recording.add_score(spoken, checks)
            done = spoken.span[1] / len(text)
            left = (time.perf_counter() - began) * (1 - done) / done
            yield Progress("speak", done, left, {"seconds": recording.seconds})
    done = {**recording.result(), **head, **made}
    if picture is not None:
        yield Progress("draw")
        _draw(Path(picture), done)
    return done


def _draw(picture: Path, done: dict[str, Any]) -> None:
    """The spectrogram of what was spoken, of its first part where it is long."""
    import numpy as np
    import soundfile

    from studio.audio.mel_spec import RATE
    from studio.speech.picture import MAX_SECONDS, draw_spoken

    samples, _ = soundfile.read(done["path"], round(MAX_SECONDS * RATE), dtype="float32")
    draw_spoken(picture, np.asarray(samples, np.float32), RATE, done)
    done["picture"] = str(picture.absolute())


def _listening_folder() -> Path:
    """A new folder in the cache for sentences to listen to; old ones are thrown away."""
    root = cache_dir() / "spoken"
    root.mkdir(parents=True, exist_ok=True)
    for old in root.iterdir():
        if old.is_dir() and time.time() - old.stat().st_mtime > _OLD:
            shutil.rmtree(old, ignore_errors=True)
    folder = root / uuid.uuid4().hex
    folder.mkdir()
    return folder


def hear(path: Path, text: str | None = None, language: str = "en-us") -> Task:
    """Listen to a recording, of up to half an hour; with `text`, say which words are missing.

    Returns text (what the recogniser wrote), seconds, phonemes [[symbol, start, end, confidence],
    …], words (text, start, end, probability), and, with a text, checks (text, span, start, end,
    heard, score, phonemes), missing (the texts of those not heard) and extras (phonemes, start,
    end, after: heard where the text has nothing).
    """
    yield Progress("load")
    from studio.audio.files import read_sound
    from studio.speech.hear import hear as listen

    sound = read_sound(Path(path), MAX_HEARD_SECONDS)
    yield Progress("listen")
    heard = listen(sound, text, language, words=True)
    missing = [check.text for check in heard.missing]
    return {
        "text": heard.text,
        "seconds": round(sound.seconds, 3),
        "confidence": round(heard.confidence, 3),
        "phonemes": [
            [p.symbol, round(start, 3), round(end, 3), round(p.confidence, 3)]
            for p, (start, end) in zip(heard.phonemes, _reaches(heard.phonemes), strict=True)
        ],
        "words": [_rounded(asdict(word)) for word in heard.words],
        "checks": [{**_rounded(asdict(c)), "heard": c.heard} for c in heard.checks],
        "missing": missing,
        "extras": [_rounded(asdict(extra)) for extra in heard.extras],
    }


def _reaches(phonemes: Sequence[HeardPhoneme]) -> Iterator[tuple[float, float]]:
    """From when to when each phoneme may be taken to sound: half way to its neighbours."""
    times = [phoneme.at for phoneme in phonemes]
    for index, at in enumerate(times):
        before = times[index - 1] if index else at - 2 * _HALF_PHONEME
        after = times[index + 1] if index + 1 < len(times) else at + 2 * _HALF_PHONEME
        yield (
            max(0.0, at - min(_HALF_PHONEME, (at - before) / 2)),
            at + min(_HALF_PHONEME, (after - at) / 2),
        )


def _rounded(values: dict[str, Any]) -> dict[str, Any]:
    return {k: round(v, 3) if isinstance(v, float) else v for k, v in values.items()}
