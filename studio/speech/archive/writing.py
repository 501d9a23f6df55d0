"""A voice of the library into one file."""

from __future__ import annotations

import hashlib
import json
import shutil
import zipfile
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from studio import __version__
from studio.core import lexicon_store
from studio.core.adoption_store import IMPORTED
from studio.core.entities import Consent, Run, Voice
from studio.core.errors import StudioError
from studio.core.files import atomic_path, sha256_of
from studio.core.library import Library
from studio.dataset.consent import lock, terms_of, uses_in_words
from studio.dataset.export import about_consent
from studio.speech.archive import layout, parts
from studio.speech.archive.layout import DamagedError
from studio.speech.archive.reading import check_file
from studio.voice.voice_file import ABOUT, GENERATOR, INVERSE, load_voice

_DATE = (2020, 1, 1, 0, 0, 0)  # of every member: when it was made stands in the manifest


def export_voice(library: Library, name: str, out: Path) -> dict[str, Any]:
    """Write a voice into the file `out`; it is there whole or not at all.

    Returns path, bytes, voice, speaker and members. Raises StudioError when the voice is not
    trained, came as a file itself, or may not be passed on (`may_be_passed_on`).
    """
    if out.suffix.lower() != layout.SUFFIX:
        raise StudioError(f"{out.name} must end in {layout.SUFFIX}: that is what a voice file is.")
    voice = library.voice(name)
    consent, run = may_be_passed_on(library, voice)
    load_voice(run.folder)  # damaged weights do not travel
    with atomic_path(out) as part:
        _write(part, _texts(library, voice, consent, run), _weights(run.folder))
        try:
            members = check_file(part)
        except DamagedError as error:
            raise StudioError(f"“{voice.name}” cannot be exported: {error}.") from error
    return {
        "path": str(out),
        "bytes": out.stat().st_size,
        "voice": voice.name,
        "speaker": consent.name,
        "members": members,
    }


def may_be_passed_on(library: Library, voice: Voice) -> tuple[Consent, Run]:
    """The consent and the run of a voice that may leave this computer. Raises StudioError."""
    if voice.run is None:
        raise StudioError(
            f"The voice “{voice.name}” is not trained yet: give it recordings and train it."
        )
    run, consent = library.run(voice.run), library.consent(voice.id)
    if run.preset == IMPORTED:
        raise StudioError(
            f"“{voice.name}” came as a voice file and is not passed on from here: ask whoever "
            "gave it to you."
        )
    if consent is None:
        raise StudioError(
            f"“{voice.name}” is not passed on: nobody has consented that it may be cloned. "
            "Give the consent first."
        )
    if locked := lock(library, voice):
        raise StudioError(locked.sentence)
    return consent, run


def _texts(library: Library, voice: Voice, consent: Consent, run: Run) -> dict[str, bytes]:
    """The members that are text, in the order in which they are written."""
    report = parts.report_of(run)
    lexicon = parts.lexicon_of(library.lexicon(voice.id))
    made = {
        layout.README: _readme(voice, consent, report).encode(),
        layout.CARD: parts.written(parts.card_of(voice)),
        layout.CONSENT: parts.written(parts.consent_of(consent)),
        layout.LEXICON: lexicon_store.written(lexicon),
    }
    if report is not None:
        made[layout.REPORT] = parts.written(report)
    made[ABOUT] = _about(run.folder)
    return made


def _about(folder: Path) -> bytes:
    """What a run says of its weights, under the names that they have in a voice file."""
    about = json.loads((folder / ABOUT).read_bytes())
    for entry in about["files"]:
        entry["name"] = _plain(entry["name"])
    return parts.written(about)


def _weights(folder: Path) -> dict[str, Path]:
    about = json.loads((folder / ABOUT).read_bytes())
    return {_plain(entry["name"]): folder / entry["name"] for entry in about["files"]}


def _plain(name: str) -> str:
    return GENERATOR if name.startswith("generator") else INVERSE


def _write(path: Path, texts: dict[str, bytes], weights: dict[str, Path]) -> None:
    members = [
        *({"name": n, "bytes": len(d), "sha256": _sha256(d)} for n, d in texts.items()),
        *(
            {"name": n, "bytes": p.stat().st_size, "sha256": sha256_of(p)}
            for n, p in weights.items()
        ),
    ]
    manifest = {
        "format": layout.FORMAT,
        "made_by": f"Timbre {__version__}",
        "created": datetime.now(UTC).isoformat(timespec="seconds"),
        "members": members,
    }
    with zipfile.ZipFile(path, "w", zipfile.ZIP_STORED, allowZip64=False) as file:
        for name, data in {layout.MANIFEST: parts.written(manifest), **texts}.items():
            file.writestr(_member(name), data)
        for name, source in weights.items():
            info = _member(name)
            info.file_size = source.stat().st_size
            with source.open("rb") as whence, file.open(info, "w") as where:
                shutil.copyfileobj(whence, where, 1 << 20)


def _member(name: str) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, _DATE)
    info.external_attr = 0o100644 << 16
    return info


def _sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


def _readme(voice: Voice, consent: Consent, report: dict[str, Any] | None) -> str:
    """The same for people, who may open the file with any program for zip archives."""
    terms = terms_of(consent)
    lines = [
        f"# {voice.name}",
        "",
        f"A voice for Timbre, language {voice.language}. To use it:",
        "",
        "    timbre import-voice FILE.timbre",
        "",
        "## Whose voice it is, and what it may be used for",
        "",
        about_consent(voice, replace(consent, file=None)).replace("these recordings", "it"),
    ]
    if terms is not None:
        lines += ["", f"It may be used for {uses_in_words(terms)}, and for nothing else."]
    lines += [
        "",
        "Every sound that is spoken with it carries an inaudible watermark and says in its "
        "metadata that it is generated. Recordings of the speaker are not in this file.",
    ]
    if report is not None:
        lines += ["", "## How good it is", "", report["sentence"]]
    return "\n".join(lines) + "\n"
