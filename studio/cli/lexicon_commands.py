"""`timbre lexicon`: how a voice says words."""

from __future__ import annotations

import argparse
import tempfile
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import open_library, progress_line
from studio.cli.terminal import print_json, print_table
from studio.cli.watching import watch
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.core.library import Library
from studio.text.voice_lexicon import checked_entry, read_csv, shown, write_csv

TRY_WORD = "studio.speech.word_trial:try_word"


def lexicon(given: argparse.Namespace) -> int:
    """Change, import, export, try or list the lexicon of a voice, in this order."""
    library = open_library(given)
    voice = library.voice(given.name)
    if given.language is not None:
        voice = library.update_voice(voice.id, language=given.language)
    notes: list[str] = []
    added = [_pair(text) for text in given.add or ()]
    if given.import_file is not None:
        found = read_csv(given.import_file)
        notes.append(f"{len(found.entries)} words from {given.import_file}.")
        notes += found.problems
        if found.left_out > len(found.problems):
            notes.append(f"And {found.left_out - len(found.problems)} more lines were left out.")
        added = [*found.entries, *added]
    changed = _changed(library, voice, added, given.remove or [])
    if given.export_file is not None:
        write_csv(given.export_file, changed.entries)
        notes.append(f"{len(changed.entries)} words written to {given.export_file}.")
    tried = _tried(given, voice, changed) if given.check else []
    if given.json:
        said = [asdict(entry) | {"say": shown(entry.say)} for entry in changed.entries]
        print_json({"voice": voice.name, "entries": said, "notes": notes, "tried": tried})
    else:
        _print(voice, changed, notes, tried)
    return OK if all(one["heard"] for one in tried) else ANSWER_IS_NO


def _pair(text: str) -> LexiconEntry:
    """WORD=SAY."""
    word, equals, say = text.partition("=")
    if not equals:
        raise StudioError(f"“{text}” is no entry: write WORD=SAY, for example Nguyen=win.")
    return checked_entry(word, say)


def _changed(
    library: Library, voice: Voice, added: list[LexiconEntry], removed: list[str]
) -> VoiceLexicon:
    """The lexicon after what was asked for, all of it or nothing."""

    def change(before: VoiceLexicon) -> VoiceLexicon:
        after = before.with_entries(*added)
        for word in removed:
            after = after.without(word)
        return after

    if added or removed:
        return library.change_lexicon(voice.id, change)
    return library.lexicon(voice.id)


def _tried(given: argparse.Namespace, voice: Voice, changed: VoiceLexicon) -> list[dict[str, Any]]:
    """Every entry said by the voice, and heard back."""
    if voice.run is None:
        raise StudioError(f"The voice “{voice.name}” is not trained yet: train it, then check.")
    tried = []
    with tempfile.TemporaryDirectory() as folder:
        for entry in changed.entries:
            done = watch(
                TRY_WORD,
                progress_line(given),
                library=open_library(given).root,
                voice=voice.id,
                word=entry.word,
                say=entry.say,
                out=Path(folder) / "word.wav",
            )
            tried.append({key: done[key] for key in ("word", "heard", "score", "heard_as")})
    return tried


def _print(
    voice: Voice, changed: VoiceLexicon, notes: list[str], tried: list[dict[str, Any]]
) -> None:
    if changed.entries:
        heard = {one["word"]: one for one in tried}
        rows = [[entry.word, shown(entry.say), _origin(entry)] for entry in changed.entries]
        heads = ("WORD", "SAY", "FROM")
        if tried:
            rows = [
                [*row, _heard(heard[entry.word])]
                for row, entry in zip(rows, changed.entries, strict=True)
            ]
            heads = (*heads, "HEARD BACK")
        print_table(rows, heads)
    else:
        print(f"The lexicon of {voice.name} is empty.")
    for note in notes:
        print(note)


def _origin(entry: LexiconEntry) -> str:
    if entry.origin == "you":
        return "you"
    return f"heard {entry.count} ×"


def _heard(tried: dict[str, Any]) -> str:
    return "yes" if tried["heard"] else f"no, as /{tried['heard_as']}/"
