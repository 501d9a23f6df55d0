"""How a voice says words: phonemes, or "say it like …", as a person writes them and as CSV.

    >>> said_as("Nguyen", "win", "en-us"), said_as("bath", "/bɑːθ/", "en-us")
    ('wˈɪn', 'bˈɑːθ')

Between slashes stand phonemes, in IPA or in the models' own symbols; anything else is read as it
is spelled, syllables in capitals with the stress ("noo-YEN"). Symbols that no spelling has
("bæθ") are taken for phonemes without slashes, too.
"""

from __future__ import annotations

import csv
import io
import unicodedata
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.text.inventory import PUNCTUATION, is_phoneme, unknown_symbols
from studio.text.ipa import from_ipa, has_stress, looks_like_phonemes, to_ipa
from studio.text.pronounce import entry_for
from studio.text.script_bytes import clean, read_text
from studio.text.stress import strengthened, weakened

MAX_ROWS = 100_000
LONGEST_WORD, LONGEST_SAYING = 80, 120  # characters
MOST_PROBLEMS = 20  # of a file that are named one by one
COLUMNS = ("word", "say", "origin", "note")
_HEADS = {"word", "words", "phrase", "say", "like", "pronunciation", "phonemes", "词", "读音"}
_IN_WORDS = frozenset(" '’-.&+")


def checked_entry(word: str, say: str, note: str = "") -> LexiconEntry:
    """An entry of the person's own. Raises StudioError when it cannot be said."""
    word, say, note = (_tidy(text) for text in (word, say, note))
    if not word:
        raise StudioError("The word is empty: write the word as it stands in texts.")
    if not say:
        raise StudioError(f"“{word}” has no pronunciation: write phonemes or how it sounds.")
    if len(word) > LONGEST_WORD or len(say) > LONGEST_SAYING:
        raise StudioError(
            f"“{word[:20]}…” is too long: a word has at most {LONGEST_WORD} characters, and its "
            f"pronunciation {LONGEST_SAYING}."
        )
    strange = [symbol for symbol in word if not _in_a_word(symbol)]
    if strange or not any(symbol.isalnum() for symbol in word):
        raise StudioError(
            f"“{word}” is no word: it may hold letters, digits, spaces, hyphens and apostrophes."
        )
    return LexiconEntry(word, _canonical(word, say), note=note[:LONGEST_SAYING])


def said_as(word: str, say: str, language: str) -> str:
    """The phonemes of what an entry says. Raises StudioError when it cannot be said."""
    written = _phonemes_in(say)
    if written is not None:
        phonemes = _checked_phonemes(word, written)
        return phonemes if has_stress(phonemes) else _with_usual_stress(word, phonemes, language)
    phonemes = " ".join(filter(None, (_spelled(part, language) for part in say.split())))
    if not any(is_phoneme(symbol) for symbol in phonemes):
        raise StudioError(f"“{say}” says nothing: write how “{word}” sounds in English letters.")
    return phonemes


def shown(say: str) -> str:
    """What an entry says as a person reads it: phonemes in IPA between slashes, or the spelling."""
    written = _phonemes_in(say)
    return say if written is None else f"/{to_ipa(written)}/"


class Sayings(Mapping[str, str]):
    """The pronunciations of a voice by key (`LexiconEntry.key`), worked out as they are asked for.

    What was heard in another language than the one that is spoken is left out.
    """

    def __init__(self, lexicon: VoiceLexicon, language: str, origin: str = "") -> None:
        """`origin`: only these entries ("you", "heard"); "" = all."""
        self._language = language
        self._entries = {
            entry.key: entry
            for entry in lexicon.entries
            if entry.language in ("", language) and origin in ("", entry.origin)
        }
        self._said: dict[str, str] = {}
        self.longest = max((key.count(" ") + 1 for key in self._entries), default=0)
        """Words of the longest expression."""

    def __getitem__(self, key: str) -> str:
        found = self._said.get(key)
        if found is None:
            entry = self._entries[key]
            found = self._said[key] = said_as(entry.word, entry.say, self._language)
        return found

    def __contains__(self, key: object) -> bool:
        return key in self._entries

    def __iter__(self) -> Iterator[str]:
        return iter(self._entries)

    def __len__(self) -> int:
        return len(self._entries)


def longest_expression(lexicon: Mapping[str, str]) -> int:
    """Words of the longest expression that a lexicon holds; 0 for an empty one."""
    if isinstance(lexicon, Sayings):
        return lexicon.longest
    return max((key.count(" ") + 1 for key in lexicon), default=0)


@dataclass(frozen=True, slots=True)
class ReadLexicon:
    """What a file held."""

    entries: tuple[LexiconEntry, ...]
    problems: tuple[str, ...]
    """A sentence for each line that was left out, with its number; at most `MOST_PROBLEMS`."""
    left_out: int = 0
    """How many lines were."""


def read_csv(source: Path) -> ReadLexicon:
    """Read a table of words and how they are said; every row is checked.

    Columns are word and say, then perhaps origin and note; commas, semicolons or tabs. Raises
    StudioError when the file is no text, too large, or without a single usable row.
    """
    text, _ = read_text(source)
    rows = _rows(clean(text))
    entries: dict[str, LexiconEntry] = {}
    problems: list[str] = []
    count = 0
    for count, (line, cells) in enumerate(rows, start=1):
        if count > MAX_ROWS:
            raise StudioError(
                f"{Path(source).name} has more than {MAX_ROWS:,} rows: cut it into smaller files."
            )
        try:
            if len(cells) < 2:
                raise StudioError("There is only one column: write the word and how to say it.")
            entry = checked_entry(cells[0], cells[1], cells[3] if len(cells) > 3 else "")
            entries[entry.key] = entry
        except StudioError as error:
            problems.append(f"Line {line}: {error}")
    if not entries:
        why = problems[0] if problems else "There is no row in it."
        raise StudioError(f"{Path(source).name} is no lexicon: {why}")
    return ReadLexicon(tuple(entries.values()), tuple(problems[:MOST_PROBLEMS]), len(problems))


def write_csv(path: Path, entries: Iterable[LexiconEntry]) -> None:
    """Write entries as CSV in UTF-8, as `read_csv` and spreadsheets read it."""
    table = io.StringIO(newline="")
    writer = csv.writer(table, lineterminator="\n")
    writer.writerow(COLUMNS)
    for entry in entries:
        writer.writerow((entry.word, shown(entry.say), entry.origin, entry.note))
    write_atomically(path, table.getvalue().encode("utf-8-sig"))


def _rows(text: str) -> Iterator[tuple[int, list[str]]]:
    """The rows that hold something, with their lines; a head is passed over."""
    first = text.lstrip("\n").split("\n", 1)[0]
    delimiter = max("\t;,", key=first.count) if first else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter)
    try:
        for row in reader:
            cells = [cell.strip() for cell in row]
            head = reader.line_num == 1 and all(cell.lower() in _HEADS for cell in cells[:2])
            if any(cells) and not head:
                yield reader.line_num, cells
    except csv.Error as error:
        raise StudioError(
            f"Line {reader.line_num} is no row of a table ({error}): save it as CSV in UTF-8."
        ) from error


def _tidy(text: str) -> str:
    return " ".join(unicodedata.normalize("NFC", text).split())


def _in_a_word(symbol: str) -> bool:
    return symbol in _IN_WORDS or unicodedata.category(symbol)[0] in "LMN"


def _phonemes_in(say: str) -> str | None:
    """The models' phonemes where something is written as phonemes, else None."""
    if len(say) > 1 and say.startswith("/") and say.endswith("/"):
        return from_ipa(say[1:-1])
    return from_ipa(say) if looks_like_phonemes(say) else None


def _canonical(word: str, say: str) -> str:
    """How an entry is kept: phonemes between slashes, or the spelling. Raises StudioError."""
    written = _phonemes_in(say)
    if written is not None:
        return f"/{_checked_phonemes(word, written)}/"
    letters = unicodedata.normalize("NFKD", say)
    latin = any(symbol.isascii() and symbol.isalpha() for symbol in letters)
    if not latin or not all(symbol in " '’-" or symbol.isalpha() for symbol in say):
        raise StudioError(
            f"“{say}” cannot be read out: write how “{word}” sounds in letters (noo-YEN), or "
            "phonemes between slashes (/nuːˈjɛn/)."
        )
    return say


def _checked_phonemes(word: str, phonemes: str) -> str:
    unknown = unknown_symbols(phonemes) + "".join(s for s in phonemes if s in PUNCTUATION)
    if unknown:
        raise StudioError(
            f"The pronunciation of “{word}” uses “{unknown}”, which is no phoneme of this program: "
            "write it like /həˈloʊ/ for hello."
        )
    if not any(is_phoneme(symbol) for symbol in phonemes):
        raise StudioError(f"The pronunciation of “{word}” holds no sound: write at least one.")
    return phonemes


def _with_usual_stress(word: str, phonemes: str, language: str) -> str:
    """A stress on the first vowel where none is written, but for words that have none."""
    usual = entry_for(word, language)["DEFAULT"] if " " not in word else ""
    return strengthened(phonemes) if has_stress(usual) or not usual else phonemes


def _spelled(part: str, language: str) -> str:
    """One word of a respelling; its syllables in capitals are stressed."""
    syllables = [syllable for syllable in part.split("-") if syllable]
    loud = [len(one) > 1 and one.isupper() for one in syllables]
    if not any(loud) or all(loud):
        return entry_for(part.lower(), language)["DEFAULT"]
    said = [entry_for(syllable.lower(), language)["DEFAULT"] for syllable in syllables]
    return "".join(
        strengthened(one) if stressed else weakened(weakened(one))
        for one, stressed in zip(said, loud, strict=True)
    )


def heard_entry(word: str, phonemes: str, count: int, margin: float, language: str) -> LexiconEntry:
    """An entry that the inverse model heard."""
    made = LexiconEntry(_tidy(word), f"/{_checked_phonemes(word, phonemes)}/", "heard")
    return replace(made, count=count, margin=round(margin, 1), language=language)
