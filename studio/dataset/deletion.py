"""Deleting a voice everywhere on this computer, with the proof that nothing of it is left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.files import write_atomically
from studio.core.library import Library
from studio.dataset.traces import Found, Manifest, Place, Trace, places_of, search, take_manifest


@dataclass(frozen=True, slots=True)
class Deleted:
    """A voice that is gone."""

    name: str
    manifest: Manifest
    found: Found
    """What is left; nothing, unless something outside of the program's own folders is."""
    cleared: int
    """Files in cache and temporary folders that were deleted with it."""


def delete_voice(
    library: Library,
    voice_id: str,
    places: Sequence[Place] | None = None,
    tell: Callable[[str, int], object] = lambda place, files: None,
) -> Deleted:
    """Delete a voice: rows, takes, weights, samples, captures, caches, settings that name it.

    Then search for what is left. Raises StudioError when the library cannot be written.
    """
    voice = library.voice(voice_id)
    places = places_of(library.root) if places is None else places
    manifest = take_manifest(library, voice)
    library.delete_voice(voice.id)
    found = search(manifest, places, tell)
    cleared = clear_away(manifest, found.traces, places)
    if cleared:
        found = search(manifest, places, tell)
    return Deleted(voice.name, manifest, found, cleared)


def clear_away(manifest: Manifest, traces: Sequence[Trace], places: Sequence[Place]) -> int:
    """Delete traces in the cache and in Timbre's temporary folders, and lines of the settings.

    Returns how many files were deleted or changed. What lies elsewhere stays: it may be somebody's.
    """
    folders = {place.name: place.folder for place in places}
    cleared = 0
    for path in dict.fromkeys(trace.path for trace in traces):
        place = next(trace.place for trace in traces if trace.path == path)
        inside = path.relative_to(folders[place]).parts
        with contextlib.suppress(OSError):  # then the next search names it
            if place == "settings" and path.suffix == ".ini":
                _forget_lines(path, manifest.ids)
            elif place == "cache" or (
                place == "temporary files"
                and len(inside) > 1  # in a folder of ours
                and inside[0].lower().startswith("timbre")
            ):
                path.unlink(missing_ok=True)
                _remove_if_empty(path.parent, folders[place])
            else:
                continue
            cleared += 1
    return cleared


def _forget_lines(path: Path, ids: Sequence[str]) -> None:
    """Take out of a settings file every line that names one of the ids."""
    lines = path.read_bytes().splitlines(keepends=True)
    names = [one.encode() for one in ids]
    kept = [line for line in lines if not any(name in line for name in names)]
    write_atomically(path, b"".join(kept))


def _remove_if_empty(folder: Path, up_to: Path) -> None:
    with contextlib.suppress(OSError):  # not empty
        while folder != up_to:
            folder.rmdir()
            folder = folder.parent
