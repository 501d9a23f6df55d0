"""`timbre consent`, `delete` and `traces`: who agrees to a voice, and how it goes for good."""

from __future__ import annotations

import argparse
import datetime
import sys
from dataclasses import asdict
from pathlib import Path
from typing import Any

from studio.cli.exit_codes import ANSWER_IS_NO, OK
from studio.cli.options import library_folder, library_if_any, open_library, progress_line
from studio.cli.terminal import print_json
from studio.cli.watching import watch
from studio.core.entities import Consent, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Progress

STATEMENT = (
    "I, {name}, declare that the recordings in this voice are of my own voice, or that the person "
    "whose voice they are of has allowed me to clone it, and that I will not use it to deceive."
)
_MOST_LINES = 50
_OUTSIDE = (
    "Not searched: what you have saved or exported elsewhere, backups, archives, and copies that "
    "were changed."
)


def consent(given: argparse.Namespace) -> int:
    """Show, give or take back the consent for a voice."""
    library = open_library(given)
    voice = library.voice(given.name)
    if given.withdraw:
        return _withdraw(library, voice, given)
    if given.statement is not None or given.print:
        return _statement(library, voice, given)
    if given.by is not None:
        written = attest(library, voice, given.by)
        if given.json:
            print_json(asdict(written))
        else:
            print(f"Written down for {voice.name}: “{written.text}”")
        return OK
    return _show(library, voice, given)


def attest(library: Library, voice: Voice, name: str) -> Consent:
    """Write down who declares that a voice may be cloned, where a declaration is enough."""
    from studio.dataset.consent import attestation_fits

    full_name = " ".join(name.split())
    if not full_name:
        raise StudioError("A consent needs the full name of who gives it: write it after --by.")
    attestation_fits(library, voice)
    return library.record_consent(
        voice.id, "attestation", full_name, STATEMENT.format(name=full_name)
    )


def _statement(library: Library, voice: Voice, given: argparse.Namespace) -> int:
    """Print the statement to be read, or check and keep a recording of it."""
    from studio.dataset.consent import Terms, checked, statement_text

    terms = checked(
        Terms(
            given.by or "",
            given.date or datetime.date.today().isoformat(),
            tuple(given.use or ()),
            given.other,
            given.language,
        )
    )
    if given.print:
        print_json(
            {"text": statement_text(terms), "terms": terms.as_dict()}
        ) if given.json else print(statement_text(terms))
        return OK
    done = watch(
        "studio.dataset.statement_task:give_statement",
        progress_line(given),
        library=library.root,
        voice=voice.id,
        statement=Path(given.statement).absolute(),
        terms=terms.as_dict(),
    )
    if given.json:
        print_json(done)
    elif done["accepted"]:
        print(f"The statement of {terms.name} is kept with {voice.name}.")
        print("\n".join(_how_checked(done)))
    else:
        print("The statement is not accepted, and nothing was kept.")
        print("\n".join(done["faults"]))
    return OK if done["accepted"] else ANSWER_IS_NO


def _withdraw(library: Library, voice: Voice, given: argparse.Namespace) -> int:
    taken_back = library.withdraw_consent(voice.id)
    if given.json:
        print_json(asdict(taken_back))
        return OK
    print(f"The consent for {voice.name} is withdrawn: it is neither trained nor spoken with.")
    print(
        f'Its recordings and weights are still here. To delete them: timbre delete "{voice.name}"'
    )
    return OK


def _show(library: Library, voice: Voice, given: argparse.Namespace) -> int:
    from studio.dataset.consent import lock, terms_of, uses_in_words

    found, locked = library.consent(voice.id), lock(library, voice)
    if given.json:
        print_json(
            {
                "consent": None if found is None else asdict(found),
                "locked": None if locked is None else asdict(locked),
            }
        )
        return OK
    if found is not None:
        how = {
            "statement": "read aloud",
            "attestation": "declared, not recorded",
            "synthetic": "not needed: nobody has this voice",
        }[found.kind]
        print(f"Consent for {voice.name}: {how}.")
        if found.name:
            print(f"By {found.name}, {found.date}.")
        terms = terms_of(found)
        if terms is not None:
            print(f"For {uses_in_words(terms)}.")
        print(f"“{found.text}”")
        if "imported" in found.checks:
            print(f"It came with the voice file, imported {found.checks['imported']}.")
        if found.kind == "statement" and found.file is not None:
            print("\n".join(_how_checked(found.checks)))
            print(f"{found.file} (SHA-256 {found.sha256})")
    print("Training is open." if locked is None else locked.sentence)
    return OK


def _how_checked(checks: dict[str, Any]) -> list[str]:
    """What was found out about a statement, in some lines."""
    lines = []
    if checks.get("words_heard") is None:
        lines.append("Its words were not heard: the studio listens to English alone.")
    else:
        line = f"Words heard: {checks['words_heard']:.0%}"
        missing = ", ".join(checks.get("missing", []))
        lines.append(f"{line} (not {missing})." if missing else f"{line}.")
    if checks.get("similarity") is None:
        lines.append("There were no takes to compare it with: that is done when training starts.")
    else:
        lines.append(
            f"Likeness to the speaker of the takes: {checks['similarity']:.2f} "
            f"({checks['same_speaker_from']:.2f} is needed)."
        )
    return lines


def delete(given: argparse.Namespace) -> int:
    """Delete a voice, after asking; with --prove, search for what is left of it."""
    from studio.dataset.deletion import delete_voice
    from studio.dataset.traces import places_of

    library = open_library(given)
    voice = library.voice(given.name)
    if not given.yes:
        if not sys.stdin.isatty():
            raise StudioError("Deleting cannot be taken back: add --yes to do it.")
        count = len(library.takes(voice.id))
        answer = input(f"Delete {voice.name} with {count} takes and all its training? [y/N] ")
        if answer.strip().lower() not in ("y", "yes"):
            print("Nothing was deleted.")
            return OK
    places = places_of(library.root) if given.prove else None
    line = progress_line(given)
    try:
        gone = delete_voice(
            library, voice.id, places, lambda *_: line.show(Progress("search")), given.manifest
        )
    finally:
        line.end()
    if places is None:
        if given.json:
            print_json({"deleted": voice.name})
        else:
            print(f"Deleted {voice.name}.")
        return OK
    if given.json:
        print_json({"deleted": voice.name, **_as_json(gone.found, places)})
    else:
        print(f"Deleted {voice.name}: {len(gone.manifest.files)} files in its folder.")
        if gone.cleared:
            print(f"Cleared away in settings, cache and temporary files: {gone.cleared}.")
        _print_found(gone.found, places)
    return ANSWER_IS_NO if gone.found.traces else OK


def traces(given: argparse.Namespace) -> int:
    """Search for what is left of a voice, by its manifest, its name or its id."""
    from studio.dataset import traces as room

    manifest, name = _wanted(given)
    if given.save is not None:
        manifest.write(given.save)
    places, line = room.places_of(library_folder(given)), progress_line(given)
    try:
        found = room.search(manifest, places, lambda *_: line.show(Progress("search")))
    finally:
        line.end()
    if given.json:
        print_json(_as_json(found, places))
    else:
        if name:
            print(f"{name} is in the library; this is where it is:")
        _print_found(found, places)
    return ANSWER_IS_NO if found.traces and not name else OK


def _wanted(given: argparse.Namespace) -> tuple[Any, str]:
    """The manifest to search by, and the name of the voice when it is still there."""
    from studio.core.layout import is_id
    from studio.dataset import manifest as room

    if given.what.endswith(".json") and Path(given.what).is_file():
        return room.Manifest.read(Path(given.what)), ""
    library = library_if_any(given)
    try:
        if library is None:
            raise StudioError("there is no library")
        voice = library.voice(given.what)
    except StudioError:
        if given.save is not None:
            raise StudioError(
                f"There is no voice “{given.what}” of which a manifest could be made."
            ) from None
        by_id = is_id(given.what)
        return (room.manifest_of_id if by_id else room.manifest_of_name)(given.what), ""
    return room.take_manifest(library, voice), voice.name


def _as_json(found: Any, places: Any) -> dict[str, Any]:
    return {
        "left": [asdict(trace) for trace in found.traces],
        "searched": [
            {"place": place.name, "folder": place.folder, "files": found.files[place.name]}
            for place in places
        ],
        "unread": found.unread,
        "outside": _OUTSIDE,
    }


def _print_found(found: Any, places: Any) -> None:
    print("Searched:")
    for place in places:
        print(f"  {place.name}: {place.folder} ({found.files[place.name]} files)")
    if found.unread:
        print(f"  not read, as they are large or protected: {len(found.unread)} files (see --json)")
    print(_OUTSIDE)
    if not found.traces:
        print("Nothing is left.")
        return
    print("Found:")
    for trace in found.traces[:_MOST_LINES]:
        print(f"  {trace.path} – {trace.what}")
    if len(found.traces) > _MOST_LINES:
        print(f"  and {len(found.traces) - _MOST_LINES} more: --json names them all")
