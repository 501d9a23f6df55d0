"""Every sound has a mouth shape, and the mouth is never without one."""

from __future__ import annotations

from itertools import pairwise

from studio.text.inventory import PHONEMES, SYMBOLS, is_phoneme
from studio.text.visemes import VISEME_SET, VISEMES, viseme_track, visemes_of


def test_every_phoneme_has_shapes_of_the_set() -> None:
    assert set(VISEMES) == set(PHONEMES)
    assert {shape for shapes in VISEMES.values() for shape in shapes} == set(VISEME_SET) - {"sil"}
    for symbol in SYMBOLS:
        assert bool(visemes_of(symbol)) == is_phoneme(symbol)


def test_a_track_has_no_gaps_and_closes_the_mouth_only_in_pauses() -> None:
    said = [("h", 0.1, 0.15), ("ˈ", 0.15, 0.2), ("I", 0.2, 0.4), (".", 0.4, 0.6)]
    said += [("m", 0.9, 1.0), (" ", 1.0, 1.04), ("i", 1.04, 1.2)]
    track = viseme_track(said, 0.0, 1.5)
    assert [shape for shape, *_ in track] == ["sil", "kk", "aa", "ih", "sil", "PP", "ih", "sil"]
    assert track[0][1] == 0.0
    assert track[-1][2] == 1.5
    assert all(abs(one[2] - other[1]) < 1e-9 for one, other in pairwise(track))
    assert track[2][1] == 0.15  # the stress mark is the onset of its vowel
