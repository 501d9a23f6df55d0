"""`timbre summary` and `export-data-set`: a voice's takes in figures, and as a folder."""

from __future__ import annotations

import argparse
from typing import Any

from studio.cli.exit_codes import OK
from studio.cli.options import open_library, progress_line
from studio.cli.terminal import duration, print_json, print_table
from studio.cli.watching import watch

_NAMES = {
    "level": "Level of the speech",
    "noise": "Noise",
    "snr": "Speech above noise",
    "length": "Length of a take",
    "rate": "Phonemes a second",
    "pitch": "Pitch",
}


def summary(given: argparse.Namespace) -> int:
    """Say what a data set is."""
    library = open_library(given)
    voice = library.voice(given.name)
    figures = watch(
        "studio.dataset.data_set_tasks:summarise",
        progress_line(given),
        library_root=library.root,
        voice_id=voice.id,
    )
    if given.json:
        print_json(figures)
    else:
        _print_summary(figures)
    return OK


def export_data_set(given: argparse.Namespace) -> int:
    """Write the takes into a new folder."""
    library = open_library(given)
    voice = library.voice(given.name)
    rate = given.rate if given.rate is not None else 22_050 if given.format == "ljspeech" else 0
    done = watch(
        "studio.dataset.data_set_tasks:export",
        progress_line(given),
        library_root=library.root,
        voice_id=voice.id,
        folder=given.folder.expanduser().absolute(),
        format=given.format,
        rate=rate,
        cleaned=not given.original,
        included_only=not given.all,
    )
    if given.json:
        print_json(done)
    else:
        print(f"Wrote {done['takes']} takes, {duration(done['seconds'])}, into {done['folder']}")
    return OK


def _print_summary(figures: dict[str, Any]) -> None:
    print(
        f"{figures['voice']}: {figures['included']} of {figures['takes']} takes used, "
        f"{duration(figures['seconds'])} of {duration(figures['all_seconds'])}, "
        f"{figures['words']} words in {figures['texts']} texts"
    )
    print(f"Coverage of the language's sound pairs: {figures['coverage']:.0%}".replace("%", " %"))
    print("Checks: " + ", ".join(f"{n} {name}" for name, n in figures["checks"].items()))
    forms = [f"{int(rate) / 1000:g} kHz ({n})" for rate, n in figures["rates"].items()]
    forms += [f"{name} ({n})" for name, n in figures["depths"].items()]
    print("Form: " + ", ".join(forms))
    if figures["heard_seconds"]:
        print(
            f"Without a text, heard: {duration(figures['heard_seconds'])}; "
            "1 or 2 words in 100 are wrong"
        )
    rows = [
        [_NAMES[name], *(f"{spread[at]:.1f}" for at in ("low", "median", "high")), spread["unit"]]
        for name, spread in figures["spreads"].items()
    ]
    if rows:
        print()
        print_table(rows, ("", "10 %", "MEDIAN", "90 %", ""))
    if figures["outliers"]:
        print("\nTakes that stand out:")
    for found in figures["outliers"]:
        print(f"- “{found['text']}”: {found['sentence']}")
    if figures["unmeasured"]:
        print(f"\n{figures['unmeasured']} takes could not be read.")
