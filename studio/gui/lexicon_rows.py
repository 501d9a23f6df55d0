"""The lexicon of a voice or of a script as the window shows it, and its changes. No Qt."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.core.library import Library

_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
MOST_INVENTED = 200
"""Words that are tried at once; a script with more has a language of its own."""


@dataclass(frozen=True, slots=True)
class Book:
    """Whose lexicon it is."""

    library: Library
    owner: str
    """Id of a voice, or of a project."""
    of_project: bool = False

    def read(self) -> VoiceLexicon:
        """Read it."""
        if self.of_project:
            return self.library.project_lexicon(self.owner)
        return self.library.lexicon(self.owner)

    def change(self, change: Callable[[VoiceLexicon], VoiceLexicon]) -> VoiceLexicon:
        """Change it as it is now."""
        if self.of_project:
            return self.library.change_project_lexicon(self.owner, change)
        return self.library.change_lexicon(self.owner, change)


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


def read_rows(book: Book) -> LexiconRows:
    """Read a lexicon."""
    return _rows(book.read())


def add_word(book: Book, word: str, say: str) -> LexiconRows:
    """Add a word, or change how it is said."""
    from studio.text.voice_lexicon import checked_entry

    entry = checked_entry(word, say)
    return _rows(book.change(lambda lexicon: lexicon.with_entries(entry)))


def remove_words(book: Book, words: Sequence[str]) -> LexiconRows:
    """Remove words."""

    def change(lexicon: VoiceLexicon) -> VoiceLexicon:
        for word in words:
            lexicon = lexicon.without(word)
        return lexicon

    return _rows(book.change(change))


def import_words(book: Book, path: Path) -> LexiconRows:
    """Add the words of a table; lines that are wrong are left out and named."""
    from studio.text.voice_lexicon import read_csv

    found = read_csv(path)
    change: Callable[[VoiceLexicon], VoiceLexicon] = lambda old: old.with_entries(*found.entries)  # noqa: E731
    rows = _rows(book.change(change))
    return LexiconRows(rows.rows, found.problems, len(found.entries))


def export_words(book: Book, path: Path) -> Path:
    """Write the lexicon as CSV."""
    from studio.text.voice_lexicon import write_csv

    write_csv(path, book.read().entries)
    return path


def invented_words(book: Book) -> list[str]:
    """The words of a script that no dictionary lists and its lexicon does not have either, in the
    order in which they come; those of a voice's lexicon are none. On a helper thread.
    """
    from studio.text.lexicon import lexicon_for
    from studio.text.morphology import derive

    if not book.of_project:
        return []
    known = {entry.key for entry in book.read().entries}
    lists = lexicon_for("en-us")
    found: dict[str, str] = {}
    for line in book.library.each_script_line(book.owner):
        for word in _WORD.findall(line.text):
            bare = re.sub(r"['’]s?$", "", word)
            key = LexiconEntry(bare, "").key
            if key in known or key in found or len(bare) < 2:
                continue
            parts = [lists.entry(part) or derive(part.lower(), lists) for part in bare.split("-")]
            if not all(parts):
                found[key] = bare
                if len(found) == MOST_INVENTED:
                    return list(found.values())
            else:
                known.add(key)
    return list(found.values())


def _rows(lexicon: VoiceLexicon) -> LexiconRows:
    from studio.text.voice_lexicon import shown

    return LexiconRows(tuple(LexiconRow(entry, shown(entry.say)) for entry in lexicon.entries))
