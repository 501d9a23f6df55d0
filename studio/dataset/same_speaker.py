"""Whether the takes of a voice are by the person who gave the consent, asked before each training.

The middle of all takes has to be as near to the statement as one person is to themselves
(`statement.SAME_SPEAKER`), and so has, a little less strictly, each group of takes that follow one
another (`SAME_IN_GROUP`): takes which somebody else has recorded later would be lost in the middle
of many. By `python -m tests.benchmarks.statement`, groups of three takes (some 12 s): none of 128
of the same speaker refused (the least 0.868), 97.4 % of 2,560 of another speaker refused. All of
that is plain reading in one sitting: a whispered or shouted group may be refused as another voice,
and the sentence then says which takes to leave out.

A take says who speaks by 256 numbers, which are kept with the voice, so that the next training asks
only about new takes. A take is told apart by its id, size and time of writing: a file that was
exchanged is listened to again.
"""

from __future__ import annotations

import base64
import json
from collections.abc import Generator, Iterator, Sequence
from pathlib import Path

import numpy as np

from studio.audio.files import read_sound, to_mono
from studio.core.entities import Consent, Take, Voice
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.dataset.statement import LEAST_SPEECH, SAME_SPEAKER, Embedding
from studio.voice.speaker_encoder import SIZE, centroid, embed, similarity

SAME_IN_GROUP = 0.82  # cosine of the statement and the middle of some takes in a row
GROUP_TAKES, GROUP_SECONDS = 3, 12.0  # the fewest in a group: by one alone nobody can be told
CACHE = "speakers.json"
_VERSION = 1


def speaker_of_takes(library: Library, voice: Voice) -> Generator[Message, None, Embedding | None]:
    """The middle [256] of the takes that are used; None as long as there are too few of them."""
    known = yield from embeddings(library, voice)
    if sum(take.seconds for take, _ in known) < LEAST_SPEECH:
        return None
    return centroid([one for _, one in known])


def check_same_speaker(library: Library, voice: Voice) -> Generator[Message, None, None]:
    """Compare the takes with the recorded statement, where the consent has one.

    Raises StudioError, saying what to do, when somebody else speaks in them.
    """
    consent = library.consent(voice.id)
    if consent is None or consent.kind != "statement" or consent.file is None:
        return
    known = yield from embeddings(library, voice)
    if not known:
        return
    statement = _statement_speaker(library, voice, consent)
    alike = similarity(statement, centroid([one for _, one in known]))
    if alike < SAME_SPEAKER:
        raise StudioError(
            f"Training is locked: {consent.name} read the statement, but the takes of "
            f"“{voice.name}” sound like somebody else (similarity {alike:.2f}, "
            f"{SAME_SPEAKER:.2f} is needed). The speaker of the takes has to read the statement."
        )
    for group in groups(known):
        alike = similarity(statement, centroid([one for _, one in group]))
        if alike < SAME_IN_GROUP:
            raise StudioError(
                f"Training is locked: the takes from “{_short(group[0][0])}” to "
                f"“{_short(group[-1][0])}” do not sound like {consent.name}, who read the "
                f"statement (similarity {alike:.2f}, {SAME_IN_GROUP:.2f} is needed). "
                "Leave them out, or put them into a voice of their own."
            )


def groups(known: Sequence[tuple[Take, Embedding]]) -> Iterator[list[tuple[Take, Embedding]]]:
    """Takes that follow one another, long enough together to tell who speaks; the rest joins in."""
    found: list[list[tuple[Take, Embedding]]] = [[]]
    for one in sorted(known, key=lambda item: item[0].created):  # stable: the library's order
        if _is_full(found[-1]):
            found.append([])
        found[-1].append(one)
    if not _is_full(found[-1]) and len(found) > 1:
        found[-2] += found.pop()
    yield from found if _is_full(found[0]) else ()


def _is_full(group: Sequence[tuple[Take, Embedding]]) -> bool:
    seconds = sum(take.seconds for take, _ in group)
    return len(group) >= GROUP_TAKES and seconds >= GROUP_SECONDS


def embeddings(
    library: Library, voice: Voice
) -> Generator[Message, None, list[tuple[Take, Embedding]]]:
    """Who speaks in each take that is used [256]; takes by which nobody can be told are left out.

    Yields how far it is where there is something new to listen to.
    """
    takes = library.takes(voice.id, included_only=True)
    path = library.root / "voices" / voice.id / CACHE
    kept = _read(path)
    now: dict[str, str] = {}
    known = []
    for number, take in enumerate(takes, start=1):
        key = _key(take.id, take.path)
        if key is None:
            continue  # its file is missing: the library says so
        if key not in kept:
            kept[key] = _listen(take.path)
            yield Progress("prepare", number / len(takes))
        now[key] = kept[key]
        if now[key]:
            known.append((take, _unpack(now[key])))
    consent = library.consent(voice.id)
    if consent is not None and consent.sha256 in kept:
        now[consent.sha256] = kept[consent.sha256]
    if now != _read(path):
        _write(path, now)
    return known


def _statement_speaker(library: Library, voice: Voice, consent: Consent) -> Embedding:
    """Of the recorded statement, whose hash has been compared before (`consent.lock`)."""
    path = library.root / "voices" / voice.id / CACHE
    kept = _read(path)
    if not kept.get(consent.sha256):
        assert consent.file is not None
        kept[consent.sha256] = _listen(consent.file)
        _write(path, kept)
    if not kept[consent.sha256]:
        raise StudioError("The recorded statement holds no speech; read it again.")
    return _unpack(kept[consent.sha256])


def _listen(path: Path) -> str:
    """The numbers of a sound as text; "" where there is too little speech in it."""
    try:
        sound = read_sound(path)
        found = embed(to_mono(sound.samples), sound.rate)
    except StudioError:
        return ""
    return base64.b64encode(found.astype("<f4").tobytes()).decode()


def _unpack(text: str) -> Embedding:
    return np.frombuffer(base64.b64decode(text), "<f4").astype(np.float32)


def _key(name: str, path: Path) -> str | None:
    try:
        about = path.stat()
    except OSError:
        return None
    return f"{name} {about.st_size} {about.st_mtime_ns}"


def _read(path: Path) -> dict[str, str]:
    """What was kept; nothing when it cannot be read: it is only a cache."""
    try:
        said = json.loads(path.read_bytes())
        if said["version"] != _VERSION:
            return {}
        return {str(key): _checked(value) for key, value in said["speakers"].items()}
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return {}


def _checked(value: str) -> str:
    numbers = np.frombuffer(base64.b64decode(value), "<f4")
    if len(numbers) not in (0, SIZE) or not np.isfinite(numbers).all():
        raise ValueError("no embedding")
    return value


def _write(path: Path, speakers: dict[str, str]) -> None:
    write_atomically(path, json.dumps({"version": _VERSION, "speakers": speakers}).encode())


def _short(take: Take) -> str:
    return take.text if len(take.text) <= 40 else f"{take.text[:39]}…"
