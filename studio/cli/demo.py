"""`timbre demo`: the whole way on the sample voice, without a window."""

from __future__ import annotations

import argparse
import json
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import progress_line
from studio.cli.report_text import report_text
from studio.cli.speech_commands import SPEAK, print_spoken
from studio.cli.terminal import ProgressLine, print_json
from studio.cli.training import can_resume, train_voice
from studio.cli.watching import watch
from studio.core.entities import Run, Voice
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.jobs.sample_voice import sample_voice

ADD_SAMPLE = "studio.jobs.sample_voice:add_sample_voice"
SENTENCE = "The lamp on the harbour wall came on, and the whole bay turned to silver."


def demo(given: argparse.Namespace) -> int:
    """Import the sample voice, train it, speak a sentence, and say where everything is."""
    out = Path(given.out).absolute()
    line = progress_line(given)
    library = Library(given.library or out / "library")
    voice = _sample(library, line)
    run = _kept_run(library, voice)
    if run is not None and not given.again:
        line.note(f"{voice.name} is trained already (train it anew with --again).")
        report = run.report
    else:
        report = train_voice(library, voice, "quick", "auto", can_resume(library, voice), line)
    assert report is not None
    voice = library.voice(voice.id)
    spoken = _speak(library, voice, report, out, line)
    card = report_text(voice.name, report)
    write_atomically(out / "report.json", json.dumps(report, indent=2).encode())
    write_atomically(out / "report.txt", card.encode())
    if given.json:
        print_json({"report": report, "spoken": spoken})
    else:
        print(card)
        _print_where(spoken, out, library)
    return OK if report["kept"] else ANSWER_IS_NO


def _sample(library: Library, line: ProgressLine) -> Voice:
    """The library's sample voice, imported when it is not there or not whole."""
    watch(ADD_SAMPLE, line, library_root=library.root, again=True)
    voice = sample_voice(library)
    if voice is None:
        raise StudioError("The sample voice could not be added: install the program again.")
    return voice


def _kept_run(library: Library, voice: Voice) -> Run | None:
    run = None if voice.run is None else library.run(voice.run)
    return run if run is not None and run.report is not None else None


def _speak(
    library: Library, voice: Voice, report: dict[str, Any], out: Path, line: ProgressLine
) -> dict[str, Any]:
    """Say a sentence: in the new voice, or, when it was not kept, in the one it started from."""
    return watch(
        SPEAK,
        line,
        library=library.root,
        voice=voice.id if voice.run else report["real"]["nearest_stock"],
        text=SENTENCE,
        out=out / "spoken.wav",
        listen=False,
        picture=out / "spectrogram.png",
    )


def _print_where(spoken: dict[str, Any], out: Path, library: Library) -> None:
    print_spoken(spoken)
    print(f"Spectrogram: {spoken['picture']}")
    print(f"Report card: {out / 'report.txt'} and {out / 'report.json'}")
    print(f'Say more:    timbre speak Sample "Your text." -o hello.wav --library {library.root}')
