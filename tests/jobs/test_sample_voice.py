"""The sample voice comes once, whole, marked as synthetic, and stays away when it was deleted."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from studio.core.library import Library
from studio.jobs import sample_voice as module
from studio.jobs.sample_voice import (
    add_sample_voice,
    ensure_sample_voice,
    lacks_sample_voice,
    sample_voice,
)
from studio.paths import resources_dir


@pytest.fixture
def shortened(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> int:
    """The first takes of the sample voice in place of all sixty; returns how many."""
    count = 5
    whole, folder = resources_dir() / "sample_voice", tmp_path / "resources" / "sample_voice"
    folder.mkdir(parents=True)
    lines = (whole / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:count]
    (folder / "transcripts.tsv").write_text("\n".join(lines), encoding="utf-8")
    for line in lines:
        shutil.copy(whole / line.split("\t")[0], folder)
    monkeypatch.setattr(module, "resources_dir", lambda: folder.parent)
    return count


def test_it_comes_whole_and_once(library: Library) -> None:
    assert lacks_sample_voice(library)
    voice = ensure_sample_voice(library)
    assert voice is not None
    assert (voice.kind, voice.synthetic) == ("sample", True)
    takes = library.takes(voice.id)
    assert len(takes) == 60
    assert 180 < sum(take.seconds for take in takes) < 300
    assert all(take.text and take.included for take in takes)
    consent = library.consent(voice.id)
    assert consent is not None
    assert consent.kind == "synthetic"
    assert not lacks_sample_voice(library)
    assert ensure_sample_voice(library) == voice
    assert len(library.takes(voice.id)) == 60


def test_an_interrupted_addition_is_finished_and_a_deleted_voice_stays_away(
    library: Library, shortened: int
) -> None:
    library.create_voice("sample")  # the person's own: the name is taken
    steps = add_sample_voice(library.root)
    for _ in range(3):
        next(steps)
    steps.close()
    begun = sample_voice(library)
    assert begun is not None
    assert begun.name == "Sample 2"
    assert 0 < len(library.takes(begun.id)) < shortened
    ensure_sample_voice(library)
    assert len(library.takes(begun.id)) == shortened

    library.delete_voice(begun.id)
    assert ensure_sample_voice(library) is None
    back = ensure_sample_voice(library, again=True)
    assert back is not None
    assert back.id != begun.id
