"""Which text belongs to which sound file of a folder, in the forms that such folders have."""

import csv
import re
import unicodedata
from dataclasses import dataclass, field
from pathlib import Path, PurePosixPath

from studio.core.errors import StudioError, explain_os_error

SOUND_SUFFIXES = (".wav", ".flac", ".ogg", ".opus", ".oga", ".mp3", ".aiff", ".aif", ".aifc")
"""Names of files that `files.read_sound` reads."""
STREAM_SUFFIXES = (
    *SOUND_SUFFIXES, ".m4a", ".m4b", ".aac", ".mp4", ".m4v", ".mov", ".3gp", ".amr", ".wma",
    ".webm", ".mka", ".mkv", ".ac3", ".caf", ".w64", ".rf64", ".mp2", ".wv", ".ape", ".tta",
)  # fmt: skip
"""And of those that `streams.open_stream` is tried on: with long recordings anything comes."""
MAX_TABLE_BYTES = 100_000_000
MAX_TEXT_LENGTH = 2_000  # letters; a minute of fast speech has half of that

_CONTROL = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f]")
_HEADINGS = {"file", "filename", "file_name", "path", "wav", "audio", "id"}


@dataclass(slots=True)
class Listing:
    """What a folder holds, before any sound is read. Names are relative to the folder."""

    pairs: list[tuple[Path, str]] = field(default_factory=list)
    """Sound file (absolute) and what is said in it."""
    missing: list[str] = field(default_factory=list)
    """Files that a transcript names and that are not there."""
    without_text: list[str] = field(default_factory=list)
    """Sound files that no transcript names."""
    set_aside: list[tuple[str, str]] = field(default_factory=list)
    """File or row, and a sentence that says what is wrong with it."""
    long: list[tuple[Path, str]] = field(default_factory=list)
    """Sound file and text, where one of them is more than a take can be: both have to be cut."""

    def add(self, path: Path, text: str) -> None:
        """Take in a sound file and what is said in it."""
        short = len(text) <= MAX_TEXT_LENGTH and path.suffix.lower() in SOUND_SUFFIXES
        (self.pairs if short else self.long).append((path, text))


def list_folder(folder: Path) -> Listing:
    """Find sounds and their texts: by `transcripts.tsv`, else LJSpeech's `metadata.csv`, else by a
    text file beside each sound file.

    StudioError when `folder` is no folder, cannot be read, or holds nothing to import.
    """
    folder = Path(folder).expanduser().absolute()
    sounds = _sounds_in(folder)
    table = _table_in(folder)
    if not sounds and table is None:
        raise StudioError(
            f"{folder} holds no sound files (WAV, FLAC, Ogg, MP3, M4A …); choose the folder with "
            "the recordings."
        )
    if table is None:
        return _by_text_files(folder, sounds)
    rows = _tsv_rows(table) if table.suffix.lower() == ".tsv" else _ljspeech_rows(table)
    return _by_table(folder, sounds, table, rows)


def read_text(path: Path) -> str:
    """Read a text file: UTF-8 (with or without mark), UTF-16 with its mark, else Latin-1.

    StudioError when it cannot be read or is no text.
    """
    try:
        if path.stat().st_size > MAX_TABLE_BYTES:
            raise StudioError(f"{path.name} is too large for a file of transcripts; check it.")
        data = path.read_bytes()
    except OSError as error:
        raise explain_os_error(error, path) from error
    if data.startswith((b"\xff\xfe", b"\xfe\xff")):
        text = data.decode("utf-16", errors="replace")
    else:
        if b"\0" in data:
            raise StudioError(f"{path.name} is not a text file; save it as plain UTF-8 text.")
        try:
            text = data.decode("utf-8-sig")
        except UnicodeDecodeError:
            text = data.decode("cp1252", errors="replace")  # Latin-1 with its curly quotes
    return text


def clean_text(text: str) -> str:
    """Return a transcript as one line in composed letters, without control characters."""
    return " ".join(_CONTROL.sub(" ", unicodedata.normalize("NFC", text)).split())


def what_is_wrong_with(text: str) -> str:
    """Return a sentence about a text that cannot be a transcript; "" when it can."""
    if not any(letter.isalnum() for letter in text):
        return "There is no text for it: write down what is said in it."
    return ""


def _sounds_in(folder: Path) -> list[Path]:
    try:
        if not folder.exists():
            raise StudioError(f"{folder} does not exist; check the path.")
        if not folder.is_dir():
            raise StudioError(f"{folder} is a file; choose the folder that holds the recordings.")
        return sorted(
            path
            for path in folder.rglob("*")
            if path.suffix.lower() in STREAM_SUFFIXES
            and not path.name.startswith(".")
            and path.is_file()
        )
    except OSError as error:
        raise explain_os_error(error, folder) from error


def _table_in(folder: Path) -> Path | None:
    names = {path.name.lower(): path for path in folder.iterdir() if path.is_file()}
    return names.get("transcripts.tsv") or names.get("metadata.csv")


def _tsv_rows(table: Path) -> list[tuple[str, str]]:
    rows = [line.split("\t") for line in read_text(table).splitlines() if line.strip()]
    if rows and rows[0][0].strip().lower() in _HEADINGS:
        rows = rows[1:]
    return [(row[0].strip(), row[1] if len(row) > 1 else "") for row in rows]


def _ljspeech_rows(table: Path) -> list[tuple[str, str]]:
    """id|text|text with numbers and abbreviations written out: the last is what is said."""
    lines = [line for line in read_text(table).splitlines() if line.strip()]
    # The columns are not quoted: a quotation mark in them is a quotation mark.
    rows = list(csv.reader(lines, delimiter="|", quoting=csv.QUOTE_NONE))
    if rows and rows[0][0].strip().lower() in _HEADINGS:
        rows = rows[1:]
    found: list[tuple[str, str]] = []
    for row in rows:
        texts = [text for text in row[1:3] if text.strip()]
        found.append((row[0].strip(), texts[-1] if texts else ""))
    return found


def _by_table(
    folder: Path, sounds: list[Path], table: Path, rows: list[tuple[str, str]]
) -> Listing:
    if not rows:
        raise StudioError(f"{table.name} is empty; write a line for each sound file into it.")
    listing = Listing()
    finder = _Finder(folder, sounds)
    texts: dict[Path, str] = {}
    conflicting: set[Path] = set()
    for name, text in rows:
        if _leaves(name):
            listing.set_aside.append((name, "It lies outside the folder: copy it into the folder."))
            continue
        path = finder.find(name)
        if path is None:
            listing.missing.append(name)
            continue
        text = clean_text(text)
        if texts.setdefault(path, text) != text:
            conflicting.add(path)
    for path, text in texts.items():
        name = finder.name(path)
        problem = what_is_wrong_with(text)
        if path in conflicting:
            problem = f"{table.name} has two different texts for it: delete the wrong line."
        if problem:
            listing.set_aside.append((name, problem))
        else:
            listing.add(path, text)
    listing.without_text = [finder.name(path) for path in sounds if path not in texts]
    return listing


def _by_text_files(folder: Path, sounds: list[Path]) -> Listing:
    listing = Listing()
    for path in sounds:
        name = str(path.relative_to(folder))
        beside = _text_beside(path)
        if beside is None:
            listing.without_text.append(name)
            continue
        try:
            text = clean_text(read_text(beside))
        except StudioError as error:
            listing.set_aside.append((name, str(error)))
            continue
        problem = what_is_wrong_with(text)
        if problem:
            listing.set_aside.append((name, problem))
        else:
            listing.add(path, text)
    return listing


def _text_beside(sound: Path) -> Path | None:
    for candidate in (sound.with_suffix(".txt"), sound.with_suffix(".TXT")):
        if candidate.is_file():
            return candidate
    return None


def _leaves(name: str) -> bool:
    path = PurePosixPath(name.replace("\\", "/"))
    return path.is_absolute() or ".." in path.parts or re.match(r"[A-Za-z]:", name) is not None


class _Finder:
    """Finds the sound file that a row means: with or without suffix and folder."""

    def __init__(self, folder: Path, sounds: list[Path]) -> None:
        self._folder = folder
        self._known: dict[str, Path] = {}
        for path in sounds:
            whole = path.relative_to(folder).as_posix()
            for name in (whole, whole.removesuffix(path.suffix)):
                self._known.setdefault(name, path)
        for path in sounds:  # LJSpeech names neither the folder nor the suffix
            if path.parent.name.lower() in ("wavs", "wav", "clips", "audio"):
                self._known.setdefault(path.name, path)
                self._known.setdefault(path.stem, path)

    def find(self, name: str) -> Path | None:
        return self._known.get(str(PurePosixPath(name.replace("\\", "/"))))

    def name(self, path: Path) -> str:
        return path.relative_to(self._folder).as_posix()
