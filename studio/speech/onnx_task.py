"""Exporting a voice to ONNX, as a task for the worker process."""

from __future__ import annotations

import re
from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.speech import catalogue
from studio.text.scripts import shipped_scripts

Task = Generator[Message, None, dict[str, Any]]
_WORD = re.compile(r"[a-z]+(?:'[a-z]+)?")


def export_onnx(library: Path | None, voice: str, folder: Path) -> Task:
    """Write a stock voice, or one of the library that may be passed on, into a new folder.

    Returns folder, voice, files and words (of the lexicon).
    """
    yield Progress("load")
    from studio.speech.archive.writing import may_be_passed_on
    from studio.speech.onnx_mark import MarkGraph
    from studio.speech.speakers import speakers
    from studio.voice import onnx_export

    books = None if library is None else Library(Path(library))
    about: dict[str, Any] = {}
    if "+" in voice:
        raise StudioError("A blend is not exported: choose one voice.")
    if books is not None and not catalogue.is_stock(voice):
        consent, _ = may_be_passed_on(books, books.voice(voice))
        about = {"speaker": consent.name, "consent": consent.text, "consent_date": consent.date}
    speaker = speakers().speaker(books, voice)
    about |= {"voice": speaker.name, "origin": speaker.origin, "language": speaker.language}
    yield Progress("export")
    words = small_lexicon(speaker.language) | dict(speaker.sayings(speaker.language))
    files = onnx_export.export_onnx(
        speaker.generator, speaker.style, Path(folder), about, words, _readme(about), MarkGraph()
    )
    return {"folder": str(folder), "voice": speaker.name, "files": files, "words": len(words)}


def small_lexicon(language: str) -> dict[str, str]:
    """The words of the shipped scripts, as they are said alone."""
    from studio.text.pronounce import entry_for

    texts = (p.text for s in shipped_scripts() if s.language == "en" for p in s.prompts)
    words = sorted({word for text in texts for word in _WORD.findall(text.lower())})
    return {word: entry_for(word, language)["DEFAULT"] for word in words}


def _readme(about: dict[str, Any]) -> str:
    consent = ""
    if about.get("consent"):
        consent = (
            f"\n{about['speaker']} consented on {about['consent_date']}:\n\n> {about['consent']}\n"
            "\nUse it only for what was agreed to, and pass this note on with it.\n"
        )
    return (
        f"# {about['voice']}, for ONNX\n\nThis is {about['origin']}.\n{consent}\n"
        "`plan.onnx`: tokens (0, then a number of `voice.json` for each symbol, then 0), prosody,\n"
        "speed and question to durations (frames of 25 ms), f0 (Hz), energy and content.\n"
        "`sound.onnx`: those, timbre, normally distributed start and noise to samples at 24 kHz.\n"
        "`style.npy` has a row for each number of symbols: 129 numbers of timbre, 128 of prosody.\n"
        "`question` is that of `voice.json` (all 0: nobody knows how it asks), times 0 to\n"
        "1.5, where the pattern `asks` is found in the symbols without stress marks; else 0.\n\n"
        "Sound that is made in this way is generated speech: say so where you use it. It carries\n"
        "an inaudible watermark, which the graph itself writes (the network is Perth by Resemble\n"
        "AI, MIT); `timbre detect` finds it.\n"
    )
