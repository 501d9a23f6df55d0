"""`timbre export` and `import-voice`: a voice as one file."""

from __future__ import annotations

import argparse

from studio.cli.exit_codes import OK
from studio.cli.options import open_library, progress_line
from studio.cli.terminal import print_json
from studio.cli.watching import watch


def export_voice(given: argparse.Namespace) -> int:
    """Write a voice into one file."""
    library = open_library(given)
    done = watch(
        "studio.speech.archive.tasks:export_voice",
        progress_line(given),
        library=library.root,
        voice=library.voice(given.name).id,
        out=given.file.expanduser().absolute(),
    )
    if given.json:
        print_json(done)
        return OK
    print(f"{done['path']}: {done['voice']}, {done['bytes'] / 1e6:.1f} MB.")
    print("In it: weights, card, lexicon, report, the consent and what it is given for; no takes.")
    return OK


def import_voice(given: argparse.Namespace) -> int:
    """Take the voice of a file into the library."""
    library = open_library(given)
    done = watch(
        "studio.speech.archive.tasks:import_voice",
        progress_line(given),
        library=library.root,
        path=given.file.expanduser().absolute(),
        name=given.name,
    )
    if given.json:
        print_json(done)
        return OK
    name = done["voice"]["name"]
    if done["voice"]["synthetic"]:
        print(f"Imported {name}: nobody has this voice, it was made.")
    else:
        print(f"Imported {name}: the voice of {done['speaker']}, who consented {done['date']}.")
        print(f"“{done['consent']}”")
    if done["uses"]:
        print(f"It may be used for {done['uses']}.")
    print(f'It can be spoken with and deleted: timbre speak "{name}" "Hello." -o hello.wav')
    return OK
