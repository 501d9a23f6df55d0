"""A voice's lexicon as the window shows it, and its changes. No Qt."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.core.library import Library


@dataclass(frozen=True, slots=True)
class LexiconRow:
    """One word."""

    entry: LexiconEntry
    say: str
    """As a person reads it: phonemes in IPA between slashes, or a spelling."""


@dataclass(frozen=True, slots=True)
class LexiconRows:
    """All words, and what is to be said about a change."""

    rows: tuple[LexiconRow, ...]
    notes: tuple[str, ...] = ()
    added: int = 0
    """How many words a file brought."""


def read_rows(library: Library, voice_id: str) -> LexiconRows:
    """Read the lexicon of a voice."""
    return _rows(library.lexicon(voice_id))


def add_word(library: Library, voice_id: str, word: str, say: str) -> LexiconRows:
    """Add a word, or change how it is said."""
    from studio.text.voice_lexicon import checked_entry

    entry = checked_entry(word, say)
    return _rows(library.change_lexicon(voice_id, lambda lexicon: lexicon.with_entries(entry)))


def remove_words(library: Library, voice_id: str, words: Sequence[str]) -> LexiconRows:
    """Remove words."""

    def change(lexicon: VoiceLexicon) -> VoiceLexicon:
        for word in words:
            lexicon = lexicon.without(word)
        return lexicon

    return _rows(library.change_lexicon(voice_id, change))


def import_words(library: Library, voice_id: str, path: Path) -> LexiconRows:
    """Add the words of a table; lines that are wrong are left out and named."""
    from studio.text.voice_lexicon import read_csv

    found = read_csv(path)
    change: Callable[[VoiceLexicon], VoiceLexicon] = lambda old: old.with_entries(*found.entries)  # noqa: E731
    rows = _rows(library.change_lexicon(voice_id, change))
    return LexiconRows(rows.rows, found.problems, len(found.entries))


def export_words(library: Library, voice_id: str, path: Path) -> Path:
    """Write the lexicon as CSV."""
    from studio.text.voice_lexicon import write_csv

    write_csv(path, library.lexicon(voice_id).entries)
    return path


def _rows(lexicon: VoiceLexicon) -> LexiconRows:
    from studio.text.voice_lexicon import shown

    return LexiconRows(tuple(LexiconRow(entry, shown(entry.say)) for entry in lexicon.entries))
