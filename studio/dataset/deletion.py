"""Deleting a voice everywhere on this computer, with the proof that nothing of it is left."""

from __future__ import annotations

import contextlib
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from studio.core.at_work import is_training
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.dataset.manifest import Manifest, take_manifest
from studio.dataset.traces import Found, Place, Trace, own_places, search


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
    keep_manifest: Path | None = None,
) -> Deleted:
    """Delete a voice: rows, takes, weights, samples, captures, caches, settings that name it, and
    every rendering that was spoken with it, alone or in a blend.

    Then search for what is left, in `places`; unless said otherwise a quick search of the program's
    own (`traces.places_of` has all). `keep_manifest` is where the manifest is kept for later.
    Raises StudioError when the voice is being trained just now (the training would write into its
    folder again), or when the library or that file cannot be written.
    """
    voice = library.voice(voice_id)
    quick = places is None
    places = own_places(library.root) if places is None else places
    if is_training(library.root / "voices" / voice.id):
        raise StudioError(
            f"“{voice.name}” is being trained just now: stop the training, then delete the voice."
        )
    manifest = take_manifest(library, voice)
    if keep_manifest is not None:
        manifest.write(keep_manifest)
    library.delete_voice(voice.id)
    found = search(manifest, places, tell, quick=quick)
    cleared = clear_away(manifest, found.traces, places)
    if cleared:
        found = search(manifest, places, tell, quick=quick)
    return Deleted(voice.name, manifest, found, cleared)


def clear_away(manifest: Manifest, traces: Sequence[Trace], places: Sequence[Place]) -> int:
    """Delete traces in the cache and in Timbre's temporary folders, and lines of the settings.

    Returns how many files were deleted or changed. What lies elsewhere stays: it may be somebody's.
    """
    cleared = 0
    # What lies deepest goes first, so that a folder is empty when its turn comes.
    found = {trace.path: trace.place for trace in traces if trace.own}
    for path in sorted(found, key=lambda path: len(path.parts), reverse=True):
        with contextlib.suppress(OSError):  # then the next search names it
            if found[path] == "settings" and path.suffix == ".ini":
                _forget_lines(path, manifest.ids)
            elif found[path] not in ("cache", "temporary files"):
                continue
            elif path.is_dir():
                path.rmdir()
            else:
                path.unlink(missing_ok=True)
            cleared += 1
    return cleared


def _forget_lines(path: Path, ids: Sequence[str]) -> None:
    """Take out of a settings file every line that names one of the ids."""
    lines = path.read_bytes().splitlines(keepends=True)
    names = [one.encode() for one in ids]
    kept = [line for line in lines if not any(name in line for name in names)]
    write_atomically(path, b"".join(kept))
