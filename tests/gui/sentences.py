"""Find every sentence that the rooms below the window may say to a person.

    python -m tests.gui.sentences      # add what is new to the catalogues, take out what is gone

A sentence is a string of at least three words with an end mark (or a value behind ":" or ";", which
ends it) that is neither documentation nor SQL. Parts that are put into sentences as values cannot
be told from other strings, so `PARTS` names them. A new one has an empty translation, which
`test_sentences.py` does not let pass.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from studio.gui.sentences import GAP, LIST, read_catalogue
from studio.paths import resources_dir

ROOT = Path(__file__).resolve().parents[2]
ROOMS = ("core", "audio", "text", "voice", "training", "speech", "dataset", "jobs")
CATALOGUES = ("zh_CN",)

_NOT_SAID = (
    *("SELECT ", "INSERT ", "UPDATE ", "DELETE ", "CREATE ", "ALTER ", "PRAGMA "),
    *(" AND ", "{} AND ", "{}{} ORDER BY ", "{} LIMIT ", "(voice = ?"),  # more of SQL
    "the child process ",  # for bug reports
    "One two three.",  # warms a model up
    "Now I say {} once more.",  # is spoken
    *("Hello, it's me!", "What a lovely surprise!"),  # said by the voices that are compared
    # into files that go to others: the README of an export, the metadata of a sound
    *("{} {} on {}{}:", "**", "`wavs/` holds", "Each sound has its text beside"),
    *("Every sound that is spoken with it ", "It may be used for "),
    *("# {}, for ONNX", "{} consented on {}:"),
    *(" (SHA-256 of the recording", "Nobody has this voice: these recordings", "Generated speech:"),
    *("{}: made by Timbre {} with", "It was not said by a person", "That part was not said by"),
    *(
        "All sounds are generated speech",
        "the cloned voice “{}” (consent of",
        "the cloned voice “{}” (no",
    ),
)

PARTS = frozenset(
    (
        # audio: devices, imports, the clean-up, what is wrong with a take
        *("a microphone", "loudspeakers or headphones", "microphone", "sound device"),
        *("The microphone stopped answering", "{} minutes", "{} seconds", " and {} times more"),
        "Whether to trim is not a yes or no",
        "The noise reduction must lie between 0 and {} dB",
        "The hum filter knows hum at 50 Hz and at 60 Hz",
        "The level must lie between {} and {} dBFS",
        "The clean-up holds unknown parts",
        *("at {} s", "at {} s and elsewhere", "A long silence at {} s"),
        *("{} s of silence before the first word", "{} s of silence after the last word"),
        # text: scripts
        *("block of code", "blocks of code", "table", "tables", "1 paragraph", "{} paragraphs"),
        *("1 sentence", "{} sentences", "1 line", "{} lines"),
        *("line {}", "lines {} and {}", "lines {} and {} more"),
        # text: SSML
        *("stands within <{}>", "has “{}”, which is not read", "holds text"),
        "is in the language “{}”, and English is spoken here",
        *("has the time “{}”; write 500ms or 0.5s", "is longer than {} seconds"),
        *("says “{}”; only {} are read", "is in the alphabet “{}”; only ipa is read"),
        *("has no phonemes in “ph”", "holds no word that is said like that", "has no “alias”"),
        *("has “{}” for {}, which is not read", "asks for a {} beyond what stays clear"),
        *("a packed document", "a PDF document", "an RTF document", "a Word document"),
        # voice, speech: what to do about files of models and voices
        "another version of the base models than this program has",
        *("train the voice again, or copy its folder anew", "install the program again"),
        # dataset: long recordings, statements
        "(likeness {})",
        *("name", "use"),
        # dataset: what was misread
        *("“{}” is missing at {} s", "“{}” sounds like “{}” at {} s", "“{}” is not clear at {} s"),
        *("“{}” at {} s is not in the text", "{} and {} more"),
        ", or let the text say what you said",
        # speech: what is wrong with a voice file
        *("its parts cannot be read", "it is too small", "it is too large", "its end is missing"),
        *("its directory is damaged", "it holds a part that does not belong there"),
        *("{} is packed, a link or a folder", "{} has a size that cannot be", "{} is empty"),
        *("a part of it is missing", "its parts are not those of its list", "{} cannot be read"),
        *("{} is not what its checksum says", "its weights do not fit"),
        *("{} holds a wrong value for {}", "{} has no style that fits"),
        *("{} holds {}, which does not fit", "{} holds numbers of another kind"),
        "{} holds numbers that are not finite",
        # core
        LIST,
        *("The speed", "The pitch", "The pitch range", "The energy", "The length of pauses"),
        *("The breathiness", "The shift of formants", "The ending of questions", "The warmth"),
        *("The number of steps", "The seed"),
        *("the disk", "kind of consent", "state of a run", "state of a line"),
    )
)


def sentences() -> list[str]:
    """The templates of all sentences, in the order of the files; values are `{}`."""
    found: dict[str, None] = {}
    for room in ROOMS:
        for path in sorted((ROOT / "studio" / room).rglob("*.py")):
            for text in _strings(ast.parse(path.read_text(encoding="utf-8"))):
                if text in PARTS or _is_sentence(text):
                    found[text] = None
    return list(found)


def _strings(tree: ast.Module) -> Iterator[str]:
    """All strings of a module but its docstrings, f-strings with `{}` for their values."""
    parts: set[int] = set()
    for node in ast.walk(tree):
        if isinstance(node, ast.JoinedStr):
            parts |= {id(value) for value in node.values}
        body = getattr(node, "body", None)
        for statement in body if isinstance(body, list) else []:
            if isinstance(statement, ast.Expr):
                parts.add(id(statement.value))
    for node in ast.walk(tree):
        if id(node) in parts:
            continue
        if isinstance(node, ast.JoinedStr):
            yield "".join(
                str(value.value) if isinstance(value, ast.Constant) else GAP
                for value in node.values
            )
        elif isinstance(node, ast.Constant) and isinstance(node.value, str):
            yield node.value


def _is_sentence(text: str) -> bool:
    words = text.split()
    return (
        len(words) >= 3
        and (text.rstrip()[-1] in ".!?)" or text.endswith((f": {GAP}", f"; {GAP}")))
        and not text.lstrip("\n").startswith(_NOT_SAID)
        and any(word.isalpha() for word in words)
    )


def update(path: Path) -> int:
    """Bring a catalogue in line with the source; how many translations it lacks."""
    old = read_catalogue(path) if path.exists() else {}
    rows = [(text, old.get(text, "")) for text in sentences()]
    lines = ("\t".join(part.replace("\n", "\\n") for part in row) for row in rows)
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return sum(not translation for _, translation in rows)


if __name__ == "__main__":
    for language in CATALOGUES:
        missing = update(resources_dir() / "i18n" / f"sentences_{language}.tsv")
        print(f"{language}: {missing} to translate")
