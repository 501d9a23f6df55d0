"""`timbre selftest`: does everything that the program needs work on this machine?"""

from __future__ import annotations

import argparse
import tempfile
from collections.abc import Callable
from dataclasses import asdict, dataclass
from pathlib import Path

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import library_folder, progress_line
from studio.cli.speech_commands import SPEAK
from studio.cli.terminal import print_json, print_table
from studio.cli.watching import watch
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.speech import catalogue

SENTENCE = "Nine grey geese are flying over the river."
WORDS_HEARD = 0.7  # share of the sentence's words that must be heard back
GOOD, MISSING, BAD = "works", "not there", "BROKEN"


@dataclass(frozen=True, slots=True)
class Result:
    """What came of one look. MISSING is no fault: the program works without it."""

    part: str
    state: str
    note: str


def selftest(given: argparse.Namespace) -> int:
    """Look at each part, print a table; the exit code says whether all that is needed works."""
    looks: list[tuple[str, Callable[[], Result]]] = [
        ("models", _models),
        ("speaking and hearing", lambda: _speech(given)),
        ("library", lambda: _library(library_folder(given))),
        ("sound devices", _devices),
        ("graphics card", lambda: _graphics_card(given)),
    ]
    results = [_looked(part, look) for part, look in looks]
    if given.json:
        print_json([asdict(result) for result in results])
    else:
        print_table([[r.part, r.state, r.note] for r in results], ("PART", "STATE", "NOTE"))
    return ANSWER_IS_NO if any(result.state == BAD for result in results) else OK


def check_models() -> dict[str, str]:
    """Compare every shipped model file with its manifest; returns the versions by name.

    Raises StudioError naming the first file that is missing or damaged.
    """
    import tomllib

    from studio.core.files import sha256_of
    from studio.paths import models_dir

    versions = {}
    for manifest in sorted(models_dir().glob("*/manifest.toml")):
        content = tomllib.loads(manifest.read_text(encoding="utf-8"))
        for file in content["file"]:
            if sha256_of(manifest.parent / file["name"]) != file["sha256"]:
                raise StudioError(f"{manifest.parent / file['name']} is damaged: install it again.")
        versions[content["name"]] = content["version"]
    if not versions:
        raise StudioError(f"There are no models in {models_dir()}: install the program again.")
    return versions


def _looked(part: str, look: Callable[[], Result]) -> Result:
    try:
        return look()
    except StudioError as error:
        return Result(part, BAD, str(error))


def _models() -> Result:
    versions = ", ".join(f"{name} {version}" for name, version in check_models().items())
    return Result("models", GOOD, versions)


def _speech(given: argparse.Namespace) -> Result:
    """Say a sentence with a stock voice and hear it back."""
    voice = catalogue.stock_names()[0]
    with tempfile.TemporaryDirectory(prefix="timbre-selftest-") as folder:
        done = watch(
            SPEAK,
            progress_line(given),
            library=None,
            voice=voice,
            text=SENTENCE,
            out=Path(folder) / "spoken.wav",
            listen=False,
        )
    words = done["sentences"][0]["words"]
    heard = sum(bool(word["heard"]) for word in words)
    state = GOOD if heard >= WORDS_HEARD * len(words) else BAD
    note = f"{voice} spoke, {heard} of {len(words)} words were heard back"
    return Result("speaking and hearing", state, note)


def _library(folder: Path) -> Result:
    library = Library(folder)
    probe = library.root / "selftest"
    write_atomically(probe, b"can be written")
    probe.unlink()
    return Result("library", GOOD, f"{library.root}, {len(library.voices())} voices")


def _devices() -> Result:
    from studio.audio import devices

    try:
        play, record = len(devices.outputs()), len(devices.inputs())
    except StudioError as error:
        return Result("sound devices", MISSING, str(error))
    if not play and not record:
        return Result("sound devices", MISSING, "none; importing, training and export work")
    return Result("sound devices", GOOD, f"{play} to play on, {record} to record from")


def _graphics_card(given: argparse.Namespace) -> Result:
    task = "studio.training.device_tasks:usable_devices"
    found = watch(task, progress_line(given), try_out=True)
    if not found["device"]:
        note = found["why_not"] or "none that torch can use; training takes longer"
        return Result("graphics card", MISSING, note)
    return Result("graphics card", GOOD, found["name"])
