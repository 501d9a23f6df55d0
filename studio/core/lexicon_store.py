"""How a voice says words: one JSON file in the voice's folder, deleted with it.

The file is written whole or not at all, and every change of it reads it again under the library's
write lock: the window, the command line and a training that ends may all change it.
"""

import json
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Any, Literal, get_args

from studio.core.errors import StudioError, explain_os_error
from studio.core.files import write_atomically
from studio.core.store import Store

Origin = Literal["you", "heard"]
ORIGINS: tuple[str, ...] = get_args(Origin)
VERSION = 1


@dataclass(frozen=True, slots=True)
class LexiconEntry:
    """How one word or expression is said."""

    word: str
    say: str
    """Phonemes between slashes, or how it would be spelled ("say it like …")."""
    origin: Origin = "you"
    """Who says so: the person, or the inverse model, which heard it in the takes."""
    note: str = ""
    count: int = 0
    """How often it was heard so; 0 = the person's own."""
    margin: float = 0.0
    """By how much it was heard better than the usual way: sum of log-likelihood ratios, nats."""
    language: str = ""
    """In which language it was heard; "" = whatever the voice's language is."""

    @property
    def key(self) -> str:
        """By which a word is found: its case and its kind of apostrophe do not matter."""
        return " ".join(self.word.casefold().replace("’", "'").split())


@dataclass(frozen=True, slots=True)
class VoiceLexicon:
    """The entries of a voice, by word, and what the person does not want to be heard again."""

    entries: tuple[LexiconEntry, ...] = ()
    refused: frozenset[str] = frozenset()
    """Keys of heard entries that the person has removed."""

    def entry(self, word: str) -> LexiconEntry | None:
        """The entry of a word; None when there is none."""
        key = LexiconEntry(word, "").key
        return next((entry for entry in self.entries if entry.key == key), None)

    def with_entries(self, *new: LexiconEntry) -> "VoiceLexicon":
        """With the person's entries, which take the place of others of the same words."""
        merged = {entry.key: entry for entry in self.entries} | {one.key: one for one in new}
        return VoiceLexicon(_sorted(merged.values()), self.refused - {one.key for one in new})

    def without(self, word: str) -> "VoiceLexicon":
        """Without a word; when it was heard, it is not to come back."""
        found = self.entry(word)
        if found is None:
            raise StudioError(f"The lexicon has no entry for “{word}”; nothing was removed.")
        refused = self.refused | ({found.key} if found.origin == "heard" else set())
        return VoiceLexicon(tuple(one for one in self.entries if one != found), refused)

    def with_heard(self, heard: "tuple[LexiconEntry, ...]") -> "VoiceLexicon":
        """With these instead of what was heard before; the person's entries stay as they are."""
        own = {entry.key: entry for entry in self.entries if entry.origin == "you"}
        new = {one.key: one for one in heard if one.key not in self.refused}
        return VoiceLexicon(_sorted((new | own).values()), self.refused)


class LexiconStore(Store):
    """Keeps how the voices say words."""

    def lexicon(self, voice_id: str) -> VoiceLexicon:
        """Return the lexicon of a voice. StudioError when its file is damaged."""
        return _read(self._layout.lexicon(self.voice(voice_id).id))

    def change_lexicon(
        self, voice_id: str, change: Callable[[VoiceLexicon], VoiceLexicon]
    ) -> VoiceLexicon:
        """Change the lexicon of a voice; nobody else changes it in between."""
        with self._database.writing() as rows:
            path = self._layout.lexicon(self._find_voice(rows, voice_id).id)
            before = _read(path)
            after = change(before)
            if after != before:
                write_atomically(path, written(after))
        return after


def _sorted(entries: Any) -> tuple[LexiconEntry, ...]:
    return tuple(sorted(entries, key=lambda entry: entry.key))


def written(lexicon: VoiceLexicon) -> bytes:
    """A lexicon as JSON."""
    said = {
        "version": VERSION,
        "entries": [asdict(entry) for entry in lexicon.entries],
        "refused": sorted(lexicon.refused),
    }
    return json.dumps(said, ensure_ascii=False, indent=1).encode()


def _read(path: Path) -> VoiceLexicon:
    try:
        data = path.read_bytes()
    except FileNotFoundError:
        return VoiceLexicon()
    except OSError as error:
        raise explain_os_error(error, path) from error
    try:
        return parsed(data)
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise StudioError(
            f"The lexicon {path} is damaged: put back a copy of it, or delete that file to begin "
            "a new one."
        ) from error


def parsed(data: bytes) -> VoiceLexicon:
    """A lexicon from its JSON. Raises ValueError, KeyError, TypeError or AttributeError if not."""
    said = json.loads(data)
    if said["version"] != VERSION:
        raise ValueError("another version")
    entries = tuple(_entry(one) for one in said["entries"])
    return VoiceLexicon(_sorted(entries), frozenset(str(key) for key in said["refused"]))


def _entry(said: dict[str, Any]) -> LexiconEntry:
    made = LexiconEntry(
        str(said["word"]),
        str(said["say"]),
        said["origin"],
        str(said["note"]),
        int(said["count"]),
        float(said["margin"]),
        str(said["language"]),
    )
    if made.origin not in ORIGINS or not made.key or not made.say:
        raise ValueError("no entry")
    return made
