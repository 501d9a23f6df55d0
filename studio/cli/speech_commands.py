"""`timbre speak` and `timbre hear`."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import library_if_any, progress_line
from studio.cli.terminal import duration, print_json
from studio.cli.watching import watch
from studio.core.errors import StudioError, explain_os_error
from studio.core.manner import CONTROLS

SPEAK, HEAR = "studio.speech.tasks:speak", "studio.speech.tasks:hear"


def speak(given: argparse.Namespace) -> int:
    """Speak a text into a file and say what of it was heard back."""
    library = library_if_any(given)
    done = watch(
        SPEAK,
        progress_line(given),
        library=None if library is None else library.root,
        voice=given.name,
        text=_text(given),
        out=given.out,
        language=given.language,
        manner={name: getattr(given, name) for name in CONTROLS},
        check=not given.no_check,
        listen=False,
        picture=given.picture,
        edits=_edits(given.edits),
        earlier=given.earlier,
    )
    if given.json:
        print_json(done)
    else:
        print_spoken(done)
    return OK


def _edits(file: Path | None) -> list[dict[str, Any]]:
    """The edits of a JSON file: a list of them, or a score, which has those it was made with."""
    if file is None:
        return []
    try:
        found = json.loads(_decoded(file))
    except OSError as error:
        raise explain_os_error(error, file) from error
    except ValueError as error:
        raise StudioError(f"{file} is no JSON ({error}): mend it, or leave out --edits.") from error
    edits = found.get("edits") if isinstance(found, dict) else found
    if not isinstance(edits, list) or not all(isinstance(edit, dict) for edit in edits):
        raise StudioError(f"{file} holds no list of edits: see `timbre speak --help`.")
    return edits


def print_spoken(done: dict[str, Any]) -> None:
    """What came of speaking, for a person."""
    print(
        f"{done['path']}: {duration(done['seconds'])} in the voice {done['voice']} "
        f"({done['by']}), {done['rtf']:.2f} s of computing for each second."
    )
    words = [word for sentence in done["sentences"] for word in sentence["words"]]
    lost = [word["text"] for word in words if word["heard"] is False]
    if any(word["heard"] is not None for word in words):
        heard = sum(bool(word["heard"]) for word in words)
        print(f"Heard back: {heard} of {len(words)} words.{_listed(' Not heard: ', lost)}")
    for sentence in done["sentences"]:
        if sentence["error"]:
            print(f"Not spoken: “{sentence['text']}” – {sentence['error']}", file=sys.stderr)


def hear(given: argparse.Namespace) -> int:
    """Print what is said in a recording, and which words of a text are not."""
    heard = watch(
        HEAR, progress_line(given), path=given.audio, text=given.text, language=given.language
    )
    if given.json:
        print_json(heard)
    else:
        print(heard["text"] or "(nothing was heard)")
        print("".join(symbol for symbol, *_ in heard["phonemes"]))
        if given.text is not None:
            print(_listed("Not heard: ", heard["missing"]) or "Every word of the text was heard.")
    return ANSWER_IS_NO if heard["missing"] else OK


def _listed(before: str, words: list[str], most: int = 12) -> str:
    """Some words after a heading; "" when there are none."""
    if not words:
        return ""
    more = f" and {len(words) - most} more" if len(words) > most else ""
    return before + ", ".join(words[:most]) + more


def _text(given: argparse.Namespace) -> str:
    """The text of the command line, of a file, or of stdin."""
    if (given.text is None) == (given.file is None):
        raise StudioError("Give the text either as TEXT or with -f FILE.")
    if given.text is not None:
        return given.text
    try:
        return _decoded(given.file)
    except OSError as error:
        raise explain_os_error(error, given.file) from error


def _decoded(file: Path) -> str:
    data = sys.stdin.buffer.read() if str(file) == "-" else file.read_bytes()
    try:
        return data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise StudioError(f"{file} is no plain text in UTF-8: save it as that.") from error
