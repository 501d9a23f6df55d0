"""`timbre voices`, `new` and `import`: what a library holds."""

from __future__ import annotations

import argparse
from dataclasses import asdict
from typing import Any

from studio.cli.consent_commands import attest
from studio.cli.exit_codes import OK
from studio.cli.options import library_if_any, open_library, progress_line
from studio.cli.terminal import duration, print_json, print_table
from studio.cli.watching import watch
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech import catalogue


def voices(given: argparse.Namespace) -> int:
    """List the library's voices and the stock voices."""
    library = library_if_any(given)
    own = [] if library is None else [_about(library, voice) for voice in library.voices()]
    stock = catalogue.stock()
    if given.json:
        print_json({"library": own, "stock": [asdict(voice) for voice in stock]})
        return OK
    rows = [[v["name"], v["language"], _state(v)] for v in own]
    rows += [[v.id, v.language, f"stock voice, {v.sex}"] for v in stock]
    print_table(rows, ("NAME", "LANGUAGE", "STATE"))
    return OK


def new(given: argparse.Namespace) -> int:
    """Make a voice, with consent when it comes along."""
    if catalogue.is_stock(given.name):
        raise StudioError(f"“{given.name}” is a stock voice; choose another name.")
    if given.base and given.base not in catalogue.stock_names():
        raise StudioError(f"There is no stock voice “{given.base}”: `timbre voices` lists them.")
    library = open_library(given)
    voice = library.create_voice(given.name, language=given.language, base=given.base)
    if given.by is not None:
        try:
            attest(library, voice, given.by)
        except BaseException:  # both or nothing
            library.delete_voice(voice.id)
            raise
    if given.json:
        print_json(_about(library, voice))
        return OK
    print(f"Made the voice {voice.name}.")
    if given.by is None:
        print(f'Before it can be trained: timbre consent "{voice.name}" --by "FULL NAME"')
    print(f'Next: timbre import "{voice.name}" FOLDER')
    return OK


def import_takes(given: argparse.Namespace) -> int:
    """Import recordings and name what could not be used."""
    library = open_library(given)
    voice = library.voice(given.name)
    done = watch(
        "studio.jobs.importing:import_takes",
        progress_line(given),
        library_root=library.root,
        voice_id=voice.id,
        path=given.path,
        transcribe=not given.no_transcribe,
    )
    if given.json:
        print_json(done)
    else:
        _print_imported(done)
    return OK


def _print_imported(done: dict[str, Any]) -> None:
    """What came of an import: how much was taken, and each file that was not, with the reason."""
    print(f"Imported {len(done['added'])} takes, {duration(done['seconds'])} together.")
    if heard := sum(take["heard"] for take in done.get("takes", ())):
        print(f"Of these the text was heard, not given: {heard}.")
    if doubtful := sum(take["kind"] == "doubtful" for take in done.get("takes", ())):
        print(f"To be listened to, and named below: {doubtful}.")
    if aside := len(done.get("aside", ())):
        print(f"In the library, but not included (other people, noise, words not sure): {aside}.")
    if done.get("given"):
        print(f"{len(done['given'])} that were here without a text have it now.")
    if done["already"]:
        print(f"{len(done['already'])} were there already.")
    for heading, files in (("Set aside", done["set_aside"]), ("Imported, but", done["noted"])):
        for name, sentence in files:
            print(f"{heading}: {name} – {sentence}")
    for name in done["missing"]:
        print(f"Named in the transcripts, but not there: {name}")
    for name in done["without_text"]:
        print(f"Without a text, so not imported: {name}")


def _about(library: Library, voice: Voice) -> dict[str, Any]:
    """A voice as `--json` prints it."""
    takes = library.takes(voice.id)
    given = library.consent(voice.id)
    return {
        **asdict(voice),
        "takes": len(takes),
        "included": sum(take.included for take in takes),
        "seconds": round(sum(take.seconds for take in takes if take.included), 1),
        "consent": None if given is None else asdict(given),
    }


def _state(voice: dict[str, Any]) -> str:
    """A voice's state in some words."""
    if (voice["consent"] or {}).get("checks", {}).get("withdrawn"):
        ready = "locked: its consent was withdrawn"
    elif voice["run"] is not None:
        ready = "trained, ready to speak"
    elif voice["consent"] is None:
        ready = "not trained; consent is missing"
    else:
        ready = "not trained"
    made = {"sample": "sample voice, ", "imported": "imported voice, "}.get(voice["kind"], "")
    return f"{made}{voice['included']} takes ({duration(voice['seconds'])}), {ready}"
