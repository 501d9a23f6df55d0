"""The sound of a take as it is used: as it was recorded, or cleaned up as the person chose."""

from __future__ import annotations

import hashlib
import json
from dataclasses import replace
from pathlib import Path
from typing import Any

from studio.audio.cleanup import Cleanup, clean
from studio.audio.files import Sound, read_sound, sound_form, write_wav
from studio.core.entities import Take
from studio.paths import cache_dir


def take_sound(take: Take) -> Sound:
    """Read the sound that training learns from and exports give away: the cleaned one.

    The file of the take is never changed. StudioError when it cannot be read.
    """
    sound = read_sound(take.path)
    if not take.cleanup:
        return sound
    return clean(sound, Cleanup.from_dict(take.cleanup))


def sound_file(take: Take) -> Path:
    """Return a file with the sound of the take as it is used, to be played.

    The take's own file where nothing is mended; otherwise a copy in the cache, made when there is
    none yet. StudioError when the take cannot be read or the cache not be written.
    """
    if not take.cleanup:
        return take.path
    path = mended_folder(take.voice_id) / f"{take.id}-{cleanup_key(take.cleanup)}.wav"
    if not path.is_file():
        forget(take)
        sound = take_sound(take)
        write_wav(path, sound.samples, sound.rate, "PCM_24")
    return path


def forget(take: Take) -> None:
    """Delete the copies that the cache holds of a take."""
    for copy in mended_folder(take.voice_id).glob(f"{take.id}-*.wav"):
        copy.unlink(missing_ok=True)


def try_out(take: Take, cleanup: dict[str, Any], number: int) -> Path:
    """Write what a clean-up would make of a take, as its preview of that number (WAV).

    Nothing is decided by it. `forget_previews` deletes it again.
    """
    path = mended_folder(take.voice_id) / f"{take.id}-preview-{number}.wav"
    sound = take_sound(replace(take, cleanup=cleanup))
    write_wav(path, sound.samples, sound.rate, "PCM_24")
    return path


def forget_previews(take: Take) -> None:
    """Delete what was tried out on a take."""
    for preview in mended_folder(take.voice_id).glob(f"{take.id}-preview-*.wav"):
        preview.unlink(missing_ok=True)


def mended_folder(voice_id: str) -> Path:
    """Return where the cache keeps the cleaned sounds of a voice."""
    return cache_dir() / "mended" / voice_id


def cleanup_key(cleanup: dict[str, Any]) -> str:
    """Return a short name for a clean-up; the same settings have the same name."""
    written = json.dumps(cleanup, sort_keys=True)
    return hashlib.sha256(written.encode()).hexdigest()[:12]


def is_deep(path: Path) -> bool:
    """Tell whether a sound file holds more than 16 bits a sample."""
    return sound_form(path).subtype in ("PCM_24", "PCM_32", "FLOAT", "DOUBLE")
