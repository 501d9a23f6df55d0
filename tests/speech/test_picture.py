"""The spectrogram as a PNG: read back pixel by pixel, with tones of known pitch in it."""

from __future__ import annotations

import struct
import zlib
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from studio.speech.glyphs import HEIGHT, phoneme_text, text_mask, text_width
from studio.speech.picture import Label, draw, draw_spoken, magma, png
from studio.text.inventory import PHONEMES

Tone = Callable[..., np.ndarray]


def read_png(data: bytes) -> np.ndarray:
    """`[height, width, 3]` of an unfiltered RGB file, every checksum looked at."""
    assert data[:8] == b"\x89PNG\r\n\x1a\n"
    at, parts = 8, {}
    while at < len(data):
        size, kind = struct.unpack(">I4s", data[at : at + 8])
        body = data[at + 8 : at + 8 + size]
        assert struct.unpack(">I", data[at + 8 + size : at + 12 + size])[0] == zlib.crc32(
            kind + body
        )
        parts[kind] = body
        at += 12 + size
    width, height, *form = struct.unpack(">IIBBBBB", parts[b"IHDR"])
    assert form == [8, 2, 0, 0, 0]
    rows = np.frombuffer(zlib.decompress(parts[b"IDAT"]), np.uint8).reshape(height, 1 + 3 * width)
    assert not rows[:, 0].any()
    return rows[:, 1:].reshape(height, width, 3)


def test_png_keeps_every_pixel() -> None:
    pixels = np.random.default_rng(1).integers(0, 256, (7, 5, 3), dtype=np.uint8)
    assert np.array_equal(read_png(png(pixels)), pixels)


def test_magma_runs_from_black_to_pale_and_ever_lighter() -> None:
    colours = magma(np.linspace(0, 1, 100)).astype(int)
    assert tuple(colours[0]) == (0, 0, 4)
    assert tuple(colours[-1]) == (252, 253, 191)
    lightness = colours @ np.array([299, 587, 114]) / 1000
    assert (np.diff(lightness) > -1.5).all()


def brightest_row(path: Path) -> int:
    """The row in which the plot's middle is brightest, F0's own colour left out."""
    middle = read_png(path.read_bytes())[14:414, 400:600].astype(int).sum(axis=2).mean(axis=1)
    return int(middle.argmax())


def test_a_higher_tone_stands_higher_and_where_it_belongs(tmp_path: Path, tone: Tone) -> None:
    rows = []
    for hertz in (500, 1000, 4000):
        draw(tmp_path / "a.png", tone(hertz, 2.0), 24_000, np.zeros(160, np.float32), [], [])
        rows.append(brightest_row(tmp_path / "a.png"))
    assert rows[0] > rows[1] > rows[2]
    # Slaney's scale is linear to 1 kHz: that is 15 of its 51.4 mels up to 12 kHz.
    assert rows[1] == pytest.approx(400 * (1 - 15 / 51.4), abs=10)


def test_f0_is_drawn_where_it_is_voiced(tmp_path: Path, tone: Tone) -> None:
    f0 = np.zeros(160, np.float32)
    f0[80:] = 200.0
    draw(tmp_path / "a.png", tone(1000, 2.0), 24_000, f0, [], [])
    picture = read_png((tmp_path / "a.png").read_bytes())
    line = (picture[14:414] == (94, 234, 212)).all(axis=2)
    columns = np.flatnonzero(line[:, 52:-52].any(axis=0))
    assert columns.min() == pytest.approx(480, abs=3)  # 6 pixels a frame
    height = float(np.flatnonzero(line[:, 52:-52].any(axis=1)).mean())
    assert height == pytest.approx(400 * np.log(500 / 200) / np.log(500 / 60), abs=3)


def test_words_that_were_not_heard_stand_in_another_colour(tmp_path: Path, tone: Tone) -> None:
    word = {"text": "hello", "start": 0.5, "end": 1.5, "heard": True}
    sentence = {"symbols": [["h", 0.5, 1.0], ["ˈ", 1.0, 1.5]], "words": [word]}
    done = {"sentences": [sentence], "f0_hz": [0.0] * 160}
    found = []
    for heard in (True, False):
        word["heard"] = heard
        draw_spoken(tmp_path / "a.png", tone(seconds=2.0), 24_000, done)
        picture = read_png((tmp_path / "a.png").read_bytes())
        found.append(int((picture == (255, 150, 120)).all(axis=2).sum()))
    assert found[0] == 0
    assert found[1] > 50


def test_long_and_very_short_sounds_are_drawn(tmp_path: Path, tone: Tone) -> None:
    for seconds in (0.02, 70.0):
        sound = tone(seconds=seconds, rate=24_000)
        draw(tmp_path / "a.png", sound, 24_000, np.zeros(8, np.float32), [], [Label("x", 0, 99)])
        assert read_png((tmp_path / "a.png").read_bytes()).shape[1] <= 4104


def test_every_phoneme_and_letter_has_a_shape_of_its_own() -> None:
    symbols = [phoneme_text(symbol) for symbol in PHONEMES] + list("ˈˌː")
    shapes = {symbol: text_mask(symbol).tobytes() for symbol in symbols}
    assert all(text_mask(symbol).any() for symbol in symbols)
    assert len(set(shapes.values())) == len(set(symbols))
    letters = "abcdefghijklmnopqrstuvwxyz0123456789"
    assert len({text_mask(letter).tobytes() for letter in letters}) == len(letters)
    assert text_mask("abc", 2).shape == (2 * HEIGHT, text_width("abc", 2))
