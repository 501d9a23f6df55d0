"""`timbre export-onnx`: a voice for programs without PyTorch."""

from __future__ import annotations

import argparse

from studio.cli.exit_codes import OK
from studio.cli.options import library_if_any, progress_line
from studio.cli.terminal import print_json
from studio.cli.watching import watch


def export_onnx(given: argparse.Namespace) -> int:
    """Write a voice as ONNX files into a new folder."""
    library = library_if_any(given)
    done = watch(
        "studio.speech.onnx_task:export_onnx",
        progress_line(given),
        library=None if library is None else library.root,
        voice=given.name,
        folder=given.folder.expanduser().absolute(),
    )
    if given.json:
        print_json(done)
    else:
        print(f"{done['folder']}: {done['voice']}, {done['words']} words in its lexicon.")
        print(f"Files: {', '.join(done['files'])}. What they speak is marked; say what it is.")
    return OK
