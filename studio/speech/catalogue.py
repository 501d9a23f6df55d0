"""What can be spoken with: the stock voices, and the library's voices that have a kept run.

No torch here: the window and the command line list voices before it is loaded.
"""

from __future__ import annotations

import json
import re
import struct
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from studio.core.entities import Language, VoiceKind
from studio.core.errors import StudioError
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.core.names import name_key
from studio.paths import models_dir

_LANGUAGES: dict[str, Language] = {"a": "en-us", "b": "en-gb"}
_SEXES: dict[str, Literal["female", "male"]] = {"f": "female", "m": "male"}
_GENERATOR = re.compile(r"generator(-[0-9a-f]{8})?\.safetensors")
_MEND = "install the program again"
_MAX_HEADER = 10_000_000  # bytes; ours has two thousand


@dataclass(frozen=True, slots=True)
class SpeakableVoice:
    """A voice to choose from, with which text can be spoken at once."""

    id: str
    """What `speak` takes: a stock voice's name, or the id of a library voice."""
    name: str
    """For people."""
    kind: VoiceKind
    language: Language
    sex: Literal["female", "male", ""]
    """"" where nobody has said it."""
    trained: bool
    """Whether it speaks with weights that were fine-tuned for it."""
    knows_questions: bool = False
    """Whether it has learnt how its speaker ends questions."""


def speakable(library: Library | None) -> list[SpeakableVoice]:
    """The library's voices that have a kept run, by name, then the stock voices, US first."""
    own = [] if library is None else library.voices()
    return [
        SpeakableVoice(
            *(voice.id, voice.name, voice.kind, voice.language, "", True),
            _knows_questions(library.run(voice.run).folder),
        )
        for voice in own
        if library is not None and voice.run is not None
    ] + stock()


def stock() -> list[SpeakableVoice]:
    """The English voices that come with the program. Raises StudioError when it is damaged."""
    return [_stock_voice(name) for name in stock_names()]


@lru_cache(maxsize=1)
def stock_names() -> tuple[str, ...]:
    """Names of the stock voices with a style for every length, in the order to show them in."""
    packs = _tensor_names(models_dir() / "kokoro" / "voices.safetensors")
    english = [n for n in blend_names() if n[:1] in _LANGUAGES and n[1:2] in _SEXES]
    return tuple(sorted(name for name in english if f"pack.{name}" in packs))


@lru_cache(maxsize=1)
def blend_names() -> tuple[str, ...]:
    """Names of all stock voices, also of those that are good for a blend alone."""
    folder = models_dir() / "kokoro"
    try:
        names = json.loads((folder / "voices.json").read_text(encoding="utf-8"))
        return tuple(str(name) for name in names)
    except (OSError, ValueError, TypeError) as error:
        raise StudioError(f"The list of stock voices in {folder} is damaged: {_MEND}.") from error


def is_stock(name: str) -> bool:
    """Whether a name is that of a stock voice, however its letters are written."""
    return stock_name(name) is not None


def stock_name(name: str) -> str | None:
    """A stock voice's own name for what a person typed ("af_heart", "AF_Heart", "Heart")."""
    wanted = name.strip().casefold()
    for known in stock_names():
        if wanted in (known, known.partition("_")[2]):
            return known
    return None


def lexicon_of(library: Library | None, voice: str) -> VoiceLexicon:
    """How a voice says words; stock voices have no lexicon of their own.

    Raises StudioError when its file is damaged.
    """
    if library is None or voice in stock_names():
        return VoiceLexicon()
    known = {one for own in library.voices() for one in (own.id, name_key(own.name))}
    if voice not in known and name_key(voice) not in known:
        return VoiceLexicon()
    return library.lexicon(voice)


def _stock_voice(name: str) -> SpeakableVoice:
    place, _, label = name.partition("_")
    return SpeakableVoice(
        name, label.capitalize(), "stock", _LANGUAGES[place[0]], _SEXES[place[1]], False
    )


def _knows_questions(run: Path) -> bool:
    """Whether a run's weights hold it; False for those that cannot be read."""
    try:
        about = json.loads((run / "voice.json").read_bytes())
        names = [str(entry["name"]) for entry in about["files"]]
        generator = next(name for name in names if _GENERATOR.fullmatch(name))
        return "style.question" in _tensor_names(run / generator)
    except (OSError, ValueError, TypeError, KeyError, StopIteration, StudioError):
        return False


def _tensor_names(path: Path) -> set[str]:
    """The names in a safetensors file, from its header alone."""
    try:
        with path.open("rb") as file:
            (size,) = struct.unpack("<Q", file.read(8))
            if size > _MAX_HEADER:
                raise ValueError("no header of a safetensors file")
            return set(json.loads(file.read(size))) - {"__metadata__"}
    except (OSError, ValueError, struct.error) as error:
        raise StudioError(f"The stock voices in {path} cannot be read: {_MEND}.") from error
