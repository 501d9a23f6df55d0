"""The benchmark's own measures, on curves whose errors are known."""

from __future__ import annotations

from dataclasses import fields, replace
from pathlib import Path

import numpy as np
import pytest

from studio.voice.align import Span
from tests.benchmarks.figures import (
    FRAME_RATE,
    HEADINGS,
    Row,
    errors_of,
    interval,
    laid_over,
    table,
)
from tests.benchmarks.people import held_out_of

PHONEMES = "m,a"


def places(lengths: tuple[float, float, float]) -> list[Span]:
    """The phonemes one after another, so many seconds each."""
    ends = np.cumsum([0.0, *lengths])
    return [Span(s, ends[i], ends[i + 1], 1.0) for i, s in enumerate(PHONEMES)]


def rising(seconds: float) -> np.ndarray:
    """F0 from 100 to 200 Hz."""
    return (100 * 2 ** np.linspace(0, 1, round(seconds * FRAME_RATE))).astype(np.float32)


@pytest.mark.parametrize("cents", [0.0, 100.0, -50.0])
def test_f0_is_compared_phoneme_by_phoneme_however_long_they_are(cents: float) -> None:
    said = np.concatenate([rising(1.0), np.zeros(40, np.float32), rising(0.5)])
    slower = np.concatenate([rising(2.0), np.zeros(8, np.float32), rising(1.0)])
    pairs = laid_over(
        said,
        places((1.0, 0.5, 0.5)),
        slower * 2 ** (cents / 1200),
        places((2.0, 0.1, 1.0)),
        PHONEMES,
    )
    error, voicing = errors_of(pairs)
    assert error == pytest.approx(abs(cents), abs=12)  # a frame is up to 30 cents of this slope
    assert voicing is not None and voicing < 0.02


def test_voice_where_there_is_none_is_an_error_and_no_cents() -> None:
    pairs = np.array([[100.0, 0.0, 100.0, 0.0], [0.0, 100.0, 200.0, 0.0]])
    assert errors_of(pairs) == (pytest.approx(1200), 0.5)
    assert errors_of(np.zeros((2, 0))) == (None, None)


def test_the_interval_covers_the_mean_and_narrows_with_more_sentences() -> None:
    rng = np.random.default_rng(3)
    few, many = rng.normal(0.9, 0.05, 6), rng.normal(0.9, 0.05, 200)
    low, high = interval(few)
    assert low < few.mean() < high
    assert np.diff(interval(many)) < (high - low) / 2
    assert interval(few * 0.5, few) == (pytest.approx(0.5), pytest.approx(0.5))


def test_of_few_sentences_few_are_held_out_and_some_are_left() -> None:
    counts = {303: 20, 94: 20, 32: 8, 20: 6, 10: 4, 7: 1}
    nowhere = [(Path(__file__), "")]
    assert {n: held_out_of(nowhere * n) for n in counts} == counts


def test_the_table_has_a_cell_for_every_heading() -> None:
    row = Row("a", "real", 8, 0.9, (0.8, 1.0), 1.0, (1.0, 1.0), 0.01, 0.02, 4.0, (3.9, 4.1), 3.1)
    whole = replace(row, f0_cents=1.0, rtf=0.1, steps={"mel_stage": 3}, minutes_of_training=5.0)
    lines = table([row, whole]).splitlines()
    assert {line.count("|") for line in lines} == {len(HEADINGS) + 1}
    assert "mel_stage 3" in lines[-1]
    assert set(row.to_dict()) == {field.name for field in fields(Row)}
