"""The sample voice as takes of a library, and the models that listen, loaded once."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from studio.audio.files import read_sound, write_flac
from studio.core.entities import Take, Voice
from studio.core.library import Library
from studio.paths import resources_dir
from studio.voice.inverse_model import InverseModel


@pytest.fixture(scope="session")
def ears() -> InverseModel:
    """The inverse model as it ships."""
    return InverseModel.load().requires_grad_(False)


@pytest.fixture
def sample_speaker(library: Library, tmp_path: Path) -> Callable[[int], tuple[Voice, list[Take]]]:
    """`sample_speaker(n)`: a synthetic voice with n takes of the sample voice, consent given."""

    def make(count: int) -> tuple[Voice, list[Take]]:
        folder: Path = resources_dir() / "sample_voice"
        lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
        voice = library.create_voice("Sample", kind="sample", synthetic=True)
        library.record_consent(voice.id, "synthetic", "", "made by this project")
        rows = [line.split("\t")[:2] for line in lines[:count]]
        takes = []
        for name, text in rows:
            sound = read_sound(folder / name)
            path = tmp_path / f"{name}.flac"
            write_flac(path, sound.samples, sound.rate)
            takes.append(library.add_take(voice.id, path, text, source="import"))
        return voice, takes

    return make
