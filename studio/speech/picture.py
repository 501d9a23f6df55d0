"""The mel spectrogram of a spoken text as a PNG: F0 over it, phonemes and words below.

Drawn with numpy and written with zlib, so that it needs neither a screen nor a plotting library.
"""

from __future__ import annotations

import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio import mel_spec
from studio.audio.spectrogram import mel_spectrogram
from studio.core.files import write_atomically
from studio.speech.glyphs import HEIGHT, phoneme_text, text_mask, text_width

Canvas = NDArray[np.uint8]  # [height, width, 3]
Colour = tuple[int, int, int]

MAX_SECONDS = 50.0  # longer sounds are drawn up to there
FRAMES_A_SECOND = mel_spec.RATE // mel_spec.HOP
_PLOT_WIDTH, _MAX_STRETCH, _BAND = 1400, 6, 4  # pixels of the whole plot, a frame, a mel band
_LEFT, _RIGHT, _TOP = 52, 52, 14
_STRIP = 2 * HEIGHT + 10  # a line of text below the plot
_RANGE = 8.5  # nepers (74 dB) below the loudest are black
_F0_RANGE = (60.0, 500.0)  # Hz, on a scale of its own at the right

_GROUND: Colour = (13, 12, 20)
_INK: Colour = (226, 224, 232)
_FAINT: Colour = (120, 116, 132)
_PITCH: Colour = (94, 234, 212)
_LOST: Colour = (255, 150, 120)

# Every sixteenth colour of matplotlib's "magma" (N. J. Smith, S. van der Walt; CC0).
_MAGMA = (
    (0, 0, 4), (11, 9, 36), (32, 17, 75), (59, 15, 112), (87, 21, 126), (114, 31, 129),
    (140, 41, 129), (168, 50, 125), (196, 60, 117), (222, 73, 104), (241, 96, 93), (250, 127, 94),
    (254, 159, 109), (254, 191, 132), (253, 222, 160), (252, 253, 191),
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Label:
    """Some text over a stretch of time, in seconds."""

    text: str
    start: float
    end: float
    colour: Colour = _INK


def draw_spoken(path: Path, samples: NDArray[np.float32], rate: int, done: dict[str, Any]) -> None:
    """Draw a spoken text from its sound `[n]` and the result of the task `speak`.

    Words that could not be heard back stand in another colour, in brackets.
    """
    sentences = done["sentences"]
    symbols = [Label(phoneme_text(s), a, b) for x in sentences for s, a, b in x["symbols"]]
    words = [_word_label(word) for sentence in sentences for word in sentence["words"]]
    draw(path, samples, rate, np.asarray(done["f0_hz"], np.float32), symbols, words)


def draw(
    path: Path,
    samples: NDArray[np.float32],
    rate: int,
    f0: NDArray[np.float32],
    symbols: Sequence[Label],
    words: Sequence[Label],
) -> None:
    """Draw samples `[n]` with F0 `[F]` (Hz at 80 a second, 0 unvoiced) into a PNG file."""
    samples = samples[: round(MAX_SECONDS * rate)]
    mel = mel_spectrogram(samples, rate)
    stretch = min(_MAX_STRETCH, max(1, round(_PLOT_WIDTH / max(1, mel.shape[1]))))
    plot = _plot(mel, stretch)
    height, width = plot.shape[:2]
    canvas = np.empty((height + _TOP + 3 * _STRIP, width + _LEFT + _RIGHT, 3), np.uint8)
    canvas[:] = _GROUND
    canvas[_TOP : _TOP + height, _LEFT : _LEFT + width] = plot
    inside = canvas[_TOP : _TOP + height, _LEFT : _LEFT + width]
    _draw_f0(inside, f0[: mel.shape[1]], stretch)
    _draw_frequencies(canvas, height)
    _draw_pitches(canvas, height, width)
    second = FRAMES_A_SECOND * stretch
    below = _TOP + height
    _draw_labels(canvas[below : below + _STRIP], symbols, second)
    _draw_labels(canvas[below + _STRIP : below + 2 * _STRIP], words, second)
    _draw_seconds(canvas[below + 2 * _STRIP :], len(samples) / rate, second)
    write_atomically(path, png(canvas))


def png(canvas: Canvas) -> bytes:
    """`[height, width, 3]` as the bytes of a PNG file (RFC 2083: 8-bit RGB, no filter)."""
    height, width, _ = canvas.shape
    rows = np.zeros((height, 1 + 3 * width), np.uint8)  # each row begins with its filter, 0 = none
    rows[:, 1:] = canvas.reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    parts = ((b"IHDR", header), (b"IDAT", zlib.compress(rows.tobytes(), 6)), (b"IEND", b""))
    return b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in parts)


def magma(values: NDArray[np.floating]) -> Canvas:
    """Values 0 to 1 as colours, `[…]` to `[…, 3]`."""
    points = np.linspace(0.0, 1.0, len(_MAGMA))
    channels = [np.interp(values, points, np.array(_MAGMA)[:, channel]) for channel in range(3)]
    return np.stack(channels, axis=-1).round().astype(np.uint8)


def _chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def _plot(mel: NDArray[np.float32], stretch: int) -> Canvas:
    """The spectrogram in colours, low bands at the bottom, smoothly enlarged."""
    shades = np.clip(1 + (mel - mel.max(initial=-11.5)) / _RANGE, 0, 1)
    large = _enlarged(_enlarged(shades, stretch).T, _BAND).T
    return magma(large[::-1])


def _enlarged(rows: NDArray[np.floating], times: int) -> NDArray[np.floating]:
    """Each row of `[r, n]` as `[r, n × times]`, linearly between the middles of the old ones."""
    size = rows.shape[1]
    at = (np.arange(size * times) + 0.5) / times - 0.5
    left = np.clip(np.floor(at).astype(int), 0, size - 1)
    right = np.minimum(left + 1, size - 1)
    share = np.clip(at - left, 0, 1)
    return rows[:, left] * (1 - share) + rows[:, right] * share


def _f0_height(hz: NDArray[np.floating] | float, height: int) -> NDArray[np.int_]:
    """The row of the plot at which an F0 is drawn."""
    low, high = np.log(_F0_RANGE[0]), np.log(_F0_RANGE[1])
    share = (np.log(np.clip(hz, *_F0_RANGE)) - low) / (high - low)
    return np.round((1 - share) * (height - 1)).astype(int)


def _draw_f0(plot: Canvas, f0: NDArray[np.float32], stretch: int) -> None:
    """F0 as a line, broken where nothing is voiced; dark below it, so that it shows anywhere."""
    height, width = plot.shape[:2]
    columns = np.arange(min(width, len(f0) * stretch))
    frames = columns // stretch
    if not len(columns):
        return
    voiced = f0[frames] >= _F0_RANGE[0] / 2
    centres = (np.arange(len(f0)) + 0.5) * stretch - 0.5
    known = f0 >= _F0_RANGE[0] / 2
    if not known.any():
        return
    smooth = np.exp(np.interp(columns, centres[known], np.log(f0[known])))
    rows = _f0_height(smooth, height)
    for reach, colour in ((3, _GROUND), (1, _PITCH)):
        for column in np.flatnonzero(voiced):
            before = rows[column - 1] if column and voiced[column - 1] else rows[column]
            high, low = sorted((before, rows[column]))
            plot[max(0, high - reach) : low + reach + 1, column] = colour


def _draw_frequencies(canvas: Canvas, height: int) -> None:
    """Marks of 0.5 to 8 kHz at the left."""
    centres = mel_spec.band_centres(mel_spec.BANDS + 2, mel_spec.TOP_HZ)[1:-1]
    for hz, text in ((500, "500"), (1000, "1k"), (2000, "2k"), (4000, "4k"), (8000, "8k")):
        band = float(np.interp(hz, centres, np.arange(mel_spec.BANDS)))
        row = _TOP + height - 1 - round((band + 0.5) * _BAND)
        canvas[row, _LEFT - 6 : _LEFT] = _FAINT
        _draw_text(canvas, text, _LEFT - 10 - text_width(text, 2), row - HEIGHT, _FAINT)


def _draw_pitches(canvas: Canvas, height: int, width: int) -> None:
    """Marks of F0 at the right."""
    for hz in (100, 200, 400):
        row = _TOP + int(_f0_height(float(hz), height))
        canvas[row, _LEFT + width : _LEFT + width + 6] = _PITCH
        _draw_text(canvas, str(hz), _LEFT + width + 10, row - HEIGHT, _PITCH)


def _draw_labels(strip: Canvas, labels: Iterable[Label], second: int) -> None:
    """Texts under what they belong to, with a mark where each begins."""
    free = 0  # the first column that is not written on
    for label in labels:
        left, right = _LEFT + round(label.start * second), _LEFT + round(label.end * second)
        if right > strip.shape[1] - _RIGHT or not label.text.strip():
            continue
        strip[:5, left : left + 1] = _FAINT
        scale = 2 if text_width(label.text, 2) <= right - left else 1
        at = max(free, (left + right - text_width(label.text, scale)) // 2)
        if at - (left + right) // 2 > right - left:
            continue  # pushed too far away by its neighbours
        top = 7 if scale == 2 else 7 + HEIGHT // 2
        _draw_text(strip, label.text, at, top, label.colour, scale)
        free = at + text_width(label.text, scale) + 2


def _draw_seconds(strip: Canvas, seconds: float, second: int) -> None:
    """Marks of time at the bottom."""
    apart = next((a for a in (0.5, 1.0, 2.0, 5.0) if a * second >= 90), 10.0)
    for index in range(int(seconds / apart) + 1):
        column = _LEFT + round(index * apart * second)
        strip[:6, column : column + 1] = _FAINT
        text = f"{index * apart:g} s"
        _draw_text(strip, text, column - text_width(text, 2) // 2, 8, _FAINT)


def _draw_text(
    canvas: Canvas, text: str, left: int, top: int, colour: Colour, scale: int = 2
) -> None:
    """Write on a canvas; what does not fit on it is left out."""
    left, top = max(0, left), max(0, top)
    mask = text_mask(text, scale)[: canvas.shape[0] - top, : max(0, canvas.shape[1] - left)]
    canvas[top : top + mask.shape[0], left : left + mask.shape[1]][mask] = colour


def _word_label(word: dict[str, Any]) -> Label:
    lost = word["heard"] is False
    text = f"({word['text']})" if lost else word["text"]
    return Label(text, word["start"], word["end"], _LOST if lost else _INK)
