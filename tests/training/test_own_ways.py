"""The speaker's own way of saying things, from what was heard in all takes."""

from __future__ import annotations

import numpy as np
import pytest

from studio.audio.files import read_sound, resample, to_mono
from studio.core.lexicon_store import VoiceLexicon
from studio.paths import resources_dir
from studio.text.phonemes import phonemize
from studio.text.voice_lexicon import Sayings
from studio.training.own_ways import accent_of, own_ways, own_words
from studio.voice.inverse_model import InverseModel, Posteriors
from studio.voice.said_ways import Occurrence, SaidWays, said_ways


def occurrences(way: str, *margins: float) -> list[Occurrence]:
    return [Occurrence("last", "lˈɑːst", way, margin) for margin in margins]


@pytest.mark.parametrize(
    ("margins", "sure"),
    [
        ((4.5, 4.8), True),
        ((7.0,), True),  # once, by far
        ((4.0,), False),
        ((1.0,) * 9, False),  # a little better each time is how the model hears, not the speaker
        ((20.0, -1.0, -1.0), False),
        ((9.0, 9.0, -1.0), True),
        ((), False),
    ],
)
def test_often_or_by_far(margins: tuple[float, ...], sure: bool) -> None:
    assert bool(own_words(occurrences("lˈæst", *margins))) == sure


def test_the_surest_way_of_a_word_and_its_entry() -> None:
    heard = SaidWays(tuple(occurrences("lˈæst", 6, 5) + occurrences("lˈɛst", 4, 4)))
    found = own_ways([heard, SaidWays(tuple(occurrences("lˈæst", 4)))], "en-gb")
    (way,) = found.words
    assert (way.said, way.count, way.margin) == ("lˈæst", 3, 15.0)
    lexicon = VoiceLexicon().with_heard(found.entries())
    assert phonemize("At last.", "en-gb", Sayings(lexicon, "en-gb")).phonemes == "ˌat lˈæst."
    assert found.to_dict()["words"][0]["said"] == "lˈæst"


@pytest.mark.parametrize(
    ("mean", "count", "accent"),
    [(-8.0, 60, "en-us"), (0.0, 60, "en-gb"), (-3.5, 60, ""), (0.0, 9, "")],
)
def test_the_accent_is_told_only_when_it_is_clear(mean: float, count: int, accent: str) -> None:
    margins = mean + 4.0 * np.sin(np.arange(count))
    found = own_ways([SaidWays((), tuple(margins))], "en-us")
    assert found.accent == accent_of(margins) == accent
    assert found.suggests == ("en-gb" if accent == "en-gb" else "")


@pytest.fixture(scope="module")
def heard_takes() -> list[tuple[str, Posteriors]]:
    """Takes of the sample voice, which speaks US English."""
    model = InverseModel.load()
    folder = resources_dir() / "sample_voice"
    lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()[:12]
    takes = []
    for name, text in (line.split("\t")[:2] for line in lines):
        sound = read_sound(folder / name)
        takes.append((text, model.listen(resample(to_mono(sound.samples), sound.rate, 16_000))))
    return takes


def test_an_american_voice_read_as_british_is_heard(
    heard_takes: list[tuple[str, Posteriors]],
) -> None:
    for language, suggested in (("en-us", ""), ("en-gb", "en-us")):
        said = [
            said_ways(heard, phonemize(text, language), language)[1] for text, heard in heard_takes
        ]
        found = own_ways(said, language)
        assert found.r_words >= 10
        assert found.suggests == suggested


def test_what_was_said_is_what_is_learnt_and_own_words_are_left(
    heard_takes: list[tuple[str, Posteriors]],
) -> None:
    text, heard = next(take for take in heard_takes if "the path" in take[0])
    british = phonemize(text, "en-gb")
    (path,) = (n for n, word in enumerate(british.words) if word.text == "path")
    assert british.words[path].phonemes == "pˈɑːθ"
    said, ways = said_ways(heard, british, "en-gb")
    assert said.words[path].phonemes == "pˈaθ"
    (heard_so,) = (one for one in ways.words if one.word == "path")
    assert heard_so.margin > 3
    left, _ = said_ways(heard, british, "en-gb", {"path"})
    assert left.words[path].phonemes == "pˈɑːθ"
