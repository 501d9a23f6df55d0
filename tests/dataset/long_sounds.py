"""A long recording made of the shipped sample voice, with what else long recordings hold."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from studio import paths
from studio.audio.files import read_sound, resample

RATE = 24_000
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Part:
    """Where something lies in the recording, in seconds."""

    what: str
    """"own", "other" or "music"."""
    text: str
    start: float
    end: float


def said(number: int) -> tuple[Samples, str]:
    """Clip `number` of the sample voice at 24 kHz, and its text."""
    folder = paths.resources_dir() / "sample_voice"
    lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    name, text = lines[number].split("\t")[:2]
    sound = read_sound(folder / name)
    return resample(sound.samples, sound.rate, RATE), text


def somebody_else(number: int) -> tuple[Samples, str]:
    """The same in the voice of somebody larger and slower."""
    sound, text = said(number)
    return resample(sound, 3, 4), text


def music(seconds: float) -> Samples:
    """Chords of plucked strings (Karplus and Strong), four a second, at about -22 dBFS."""
    rng = np.random.default_rng(0)
    sound = np.zeros(round(seconds * RATE), np.float32)
    for number in range(int(seconds * 4)):
        for hertz in (220.0, 277.2, 329.6) if number % 2 else (196.0, 246.9, 293.7):
            string = rng.standard_normal(round(RATE / hertz)).astype(np.float32)
            out = []
            for _ in range(60):
                out.append(string)
                string = np.float32(0.498) * (string + np.roll(string, 1))
            note = np.concatenate(out)
            at = number * RATE // 4
            note = note[: len(sound) - at]
            sound[at : at + len(note)] += note
    return (sound * (0.08 / np.sqrt(np.mean(sound**2)))).astype(np.float32)


def noise(seconds: float, dbfs: float = -65.0) -> Samples:
    """The hiss of a quiet room."""
    hiss = np.random.default_rng(1).standard_normal(round(seconds * RATE))
    return (hiss * 10 ** (dbfs / 20)).astype(np.float32)


def recording(kinds: str, pause: float = 0.8) -> tuple[Samples, list[Part]]:
    """A recording at 24 kHz: "o" is a sentence of the voice, "x" one of somebody else, "m" five
    seconds of music; between them there are pauses."""
    sounds, parts, at = [noise(0.5)], [], 0.5
    own = other = 0
    for kind in kinds:
        if kind == "m":
            sound, text, what = music(5.0), "", "music"
        elif kind == "x":
            (sound, text), what = somebody_else(30 + other), "other"
            other += 1
        else:
            (sound, text), what = said(own), "own"
            own += 1
        parts.append(Part(what, text, at, at + len(sound) / RATE))
        sounds += [sound, noise(pause)]
        at += len(sound) / RATE + pause
    whole = np.concatenate(sounds)
    return whole + noise(len(whole) / RATE + 1)[: len(whole)], parts
