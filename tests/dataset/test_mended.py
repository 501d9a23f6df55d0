"""The sound of a take as it is used, and the recording that stays."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from studio import paths
from studio.audio.files import read_sound, write_wav
from studio.audio.levels import speech_rms_dbfs
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.mended import (
    forget,
    forget_previews,
    mended_folder,
    sound_file,
    take_sound,
    try_out,
)


@pytest.fixture(autouse=True)
def own_cache(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))


@pytest.fixture
def take(library: Library, tmp_path: Path, vowel: Callable[..., NDArray[np.float32]]) -> Take:
    voice = library.create_voice("Anna")
    write_wav(tmp_path / "a.wav", vowel(seconds=1.0), 24_000)
    return library.add_take(voice.id, tmp_path / "a.wav", "A.")


def test_an_untouched_take_is_its_own_file(take: Take) -> None:
    assert sound_file(take) == take.path
    np.testing.assert_array_equal(take_sound(take).samples, read_sound(take.path).samples)


def test_a_mended_take_is_a_copy_that_is_kept_and_follows_the_settings(
    library: Library, take: Take
) -> None:
    recorded = take.path.read_bytes()
    softer = library.update_take(take.id, cleanup={"level_dbfs": -30.0})
    file = sound_file(softer)
    assert file.is_relative_to(paths.cache_dir())
    assert file.is_relative_to(mended_folder(take.voice_id))  # where it is found and deleted
    sound = read_sound(file)
    assert speech_rms_dbfs(sound.samples, sound.rate) == pytest.approx(-30.0, abs=0.1)
    made = file.stat().st_mtime_ns
    assert sound_file(softer).stat().st_mtime_ns == made  # not made again
    other = sound_file(library.update_take(take.id, cleanup={"level_dbfs": -27.0}))
    assert other != file
    assert not file.exists()  # the old one is of no use any more
    assert sound_file(library.update_take(take.id, cleanup={})) == take.path
    assert other.exists()
    forget(take)
    assert not other.exists()
    assert take.path.read_bytes() == recorded


def test_trying_out_decides_nothing_and_leaves_nothing(library: Library, take: Take) -> None:
    file = try_out(take, {"level_dbfs": -35.0}, 1)
    tried = read_sound(file)
    assert speech_rms_dbfs(tried.samples, tried.rate) == pytest.approx(-35.0, abs=0.2)
    assert library.take(take.id).cleanup == {}
    assert take.id in file.name  # so that it is found, whatever happens, when the voice is deleted
    forget_previews(take)
    assert not file.exists()


def test_settings_that_nobody_can_have_chosen_are_refused(library: Library, take: Take) -> None:
    with pytest.raises(StudioError):
        take_sound(library.update_take(take.id, cleanup={"noise_db": 900.0}))
