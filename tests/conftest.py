"""What every test may use: Qt without a screen, a library of its own, sounds known in advance."""

from __future__ import annotations

import os
import sys
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import pytest
from numpy.typing import NDArray

import studio  # noqa: F401  (before torch: it says how threads are to wait)

if TYPE_CHECKING:
    from studio.core.library import Library

# Without a display Qt aborts the process, so this has to come before anything imports it.
if sys.platform == "linux" and not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

Sound = NDArray[np.float32]
Spoken = tuple[Sound, int, str]


@pytest.fixture(autouse=True)
def own_home(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """User files (library, settings, cache) go to a folder of the test, never the person's own."""
    home = tmp_path_factory.mktemp("home")
    for name in ("DATA", "CONFIG", "CACHE"):
        monkeypatch.setenv(f"XDG_{name}_HOME", str(home / name.lower()))


@pytest.fixture
def library(tmp_path: Path) -> Library:
    """An empty library in a temporary folder."""
    from studio.core.library import Library

    return Library(tmp_path / "library")


@pytest.fixture
def tone() -> Callable[..., Sound]:
    """`tone(hertz, seconds, rate, dbfs)`: a sine of known pitch and peak level."""

    def make(
        hertz: float = 440.0, seconds: float = 1.0, rate: int = 24_000, dbfs: float = -20.0
    ) -> Sound:
        time = np.arange(round(seconds * rate)) / rate
        return (10 ** (dbfs / 20) * np.sin(2 * np.pi * hertz * time)).astype(np.float32)

    return make


@pytest.fixture
def sample_take() -> Callable[[int], Spoken]:
    """`sample_take(n)`: (samples, rate, text) of the shipped sample voice; n from 0 to 59."""
    from studio import paths
    from studio.audio.files import read_sound

    folder = paths.resources_dir() / "sample_voice"
    lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()

    def read(number: int) -> Spoken:
        name, text = lines[number].split("\t")[:2]
        sound = read_sound(folder / name)
        return sound.samples, sound.rate, text

    return read


@pytest.fixture
def vowel() -> Callable[..., Sound]:
    """`vowel(f0, seconds, rate, formants)`: a pulse train through resonances, near to a voice.

    Two of them with the same formants are "the same speaker"; the pitch falls as in speech.
    """

    def make(
        f0: float = 120.0,
        seconds: float = 2.0,
        rate: int = 24_000,
        formants: tuple[float, ...] = (700.0, 1220.0, 2600.0),
    ) -> Sound:
        from scipy.signal import lfilter

        samples = round(seconds * rate)
        pitch = f0 * np.linspace(1.1, 0.9, samples)
        phase = np.cumsum(pitch / rate)
        sound = np.diff(np.floor(phase), prepend=0.0)
        for hertz in formants:
            radius = np.exp(-np.pi * 90 / rate)  # 90 Hz wide
            poles = [1.0, -2 * radius * np.cos(2 * np.pi * hertz / rate), radius**2]
            sound = np.asarray(lfilter([1.0], poles, sound))
        return (0.1 * sound / np.sqrt(np.mean(sound**2))).astype(np.float32)

    return make
