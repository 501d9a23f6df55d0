"""The speaker's own way of saying things, from what was heard in all takes."""

from __future__ import annotations

from types import SimpleNamespace
from typing import Any

import numpy as np
import pytest

from studio.audio.files import read_sound, resample, to_mono
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.paths import resources_dir
from studio.text.phonemes import phonemize
from studio.text.voice_lexicon import Sayings, checked_entry
from studio.training import tasks
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


@pytest.mark.parametrize("kept", [True, False])
def test_what_was_heard_is_written_with_the_run_that_is_kept(
    library: Library, monkeypatch: pytest.MonkeyPatch, kept: bool
) -> None:
    """And the person's own entry stays; the weights are not what is looked at here."""
    for name in ("save_voice", "tuned_of"):
        monkeypatch.setattr(tasks, name, lambda *_given, **_named: None)
    voice = library.create_voice("Ada", language="en-gb")
    own = checked_entry("again", "a-GAYN")
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_entries(own))
    run = library.create_run(voice.id, "quick", "cpu")
    again = [Occurrence("again", "əɡˈɛn", "əɡˈAn", 9.0)]
    ways = own_ways([SaidWays(tuple(occurrences("lˈast", 9.0) + again))], "en-gb")
    trained: Any = SimpleNamespace(generator=None, style=None, inverse=InverseHead())
    tasks._finish(library, voice, run, trained, {"kept": kept, "chosen_step": 3}, ways)
    entries = library.lexicon(voice.id).entries
    assert [(one.word, one.origin) for one in entries] == [
        ("again", "you"), *([("last", "heard")] if kept else []),
    ]  # fmt: skip


class InverseHead:
    """As much of an inverse model as is kept with a run."""

    def head_state(self) -> dict[str, Any]:
        return {}
