"""Misreadings of the shipped sample voice: what was said is known, the text is what is altered."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.files import Sound, resample
from studio.core.errors import StudioError
from studio.dataset.differences import Hearing, compare, listen
from studio.dataset.misreading import Misreading, judge, misreading, reads

TAKES = range(4)
Spoken = tuple[np.ndarray, int, str]


@pytest.fixture(scope="module")
def heard() -> dict[int, tuple[Hearing, str]]:
    """Takes of the sample voice, each heard once, with the text that was read."""
    from studio import paths
    from studio.audio.files import read_sound, to_mono

    folder = paths.resources_dir() / "sample_voice"
    lines = (folder / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    found = {}
    for number in TAKES:
        name, text = lines[number].split("\t")[:2]
        sound = read_sound(folder / name)
        audio = resample(to_mono(sound.samples), sound.rate, 16_000).astype(np.float32)
        found[number] = (listen(audio, text), text)
    return found


def read_as(heard: tuple[Hearing, str], text: str) -> Misreading:
    return judge(compare(heard[0], text))


def wrong(found: Misreading) -> list[tuple[str, str, str]]:
    return [(w.text, w.status, w.heard) for w in found.words if w.status != "read"]


@pytest.mark.parametrize("number", TAKES)
def test_a_correct_take_is_not_blamed(heard: dict[int, tuple[Hearing, str]], number: int):
    text = heard[number][1]
    found = read_as(heard[number], text)
    assert not found.misread
    assert wrong(found) == [] and found.added == () and found.said_text is None
    assert [text[slice(*word.span)] for word in found.words] == [w.text for w in found.words]
    times = [word.start for word in found.words]
    assert times == sorted(times)


def test_a_changed_word_is_told_with_what_was_said(heard: dict[int, tuple[Hearing, str]]):
    take = heard[1]  # "The kettle boils while the bread is still in the oven."
    found = read_as(take, take[1].replace("bread", "bed"))
    assert found.misread
    assert wrong(found) == [("bed", "changed", "bread")]
    assert found.said_text == take[1]
    assert found.doubt > 0.5


def test_a_missing_word_is_told(heard: dict[int, tuple[Hearing, str]]):
    take = heard[2]  # "She bought eight yellow cushions for the garden chairs."
    found = read_as(take, take[1].replace("cushions", "cushions yesterday"))
    assert wrong(found) == [("yesterday", "missing", "")]
    assert found.said_text == take[1]


def test_an_added_word_is_told_with_its_place(heard: dict[int, tuple[Hearing, str]]):
    take = heard[2]
    found = read_as(take, take[1].replace("eight ", ""))
    assert wrong(found) == []
    (added,) = found.added
    assert (added.text, added.after) == ("eight", 2)
    true = next(w for w in read_as(take, take[1]).words if w.text == "eight")
    assert added.start == pytest.approx(true.start, abs=0.1)
    assert found.said_text == take[1]


@pytest.mark.parametrize(("first", "last"), [("boots", "boots"), ("your", "boots")])
def test_words_that_are_said_twice_are_told(
    sample_take: Callable[[int], Spoken],
    heard: dict[int, tuple[Hearing, str]],
    first: str,
    last: str,
):
    text = heard[3][1]  # "Please leave your boots by the kitchen door."
    words = {word.text: word for word in read_as(heard[3], text).words}
    samples, rate, _ = sample_take(3)
    start, end = (round(at * rate) for at in (words[first].start, words[last].end))
    again = np.concatenate([samples[:end], samples[start:]])
    found = misreading(Sound(again, rate), text)
    said = "your boots" if first == "your" else "boots"
    assert found.misread and wrong(found) == []
    assert " ".join(word.text for word in found.added) == said
    assert found.said_text == text.replace("your boots", f"your boots {said}")


def test_changes_at_both_ends(heard: dict[int, tuple[Hearing, str]]):
    take = heard[3]  # "Please leave your boots by the kitchen door."
    found = read_as(take, "Kindly leave your boots by the kitchen table.")
    assert wrong(found) == [("Kindly", "changed", "Please"), ("table", "changed", "door")]
    assert found.said_text == take[1]


def test_names_stay_as_the_text_writes_them(heard: dict[int, tuple[Hearing, str]]):
    take = heard[2]
    text = take[1].replace("eight", "8").replace("yellow", "YELLOW").replace("garden", "green")
    found = read_as(take, text)
    assert wrong(found) == [("green", "changed", "garden")]
    assert found.said_text == "She bought 8 YELLOW cushions for the garden chairs."


def test_another_text_is_another_text(heard: dict[int, tuple[Hearing, str]]):
    found = read_as(heard[0], heard[3][1])
    assert found.misread and found.another_text
    slip = read_as(heard[3], heard[3][1].replace("boots", "shoes"))
    assert slip.misread and not slip.another_text


def test_it_can_be_kept_as_json(heard: dict[int, tuple[Hearing, str]]):
    import json

    found = read_as(heard[2], heard[2][1].replace("eight ", "").replace("garden", "green"))
    assert Misreading.from_dict(json.loads(json.dumps(found.as_dict()))) == found
    with pytest.raises(StudioError, match="check the take again"):
        Misreading.from_dict({"words": [{"text": 1}]})


def test_silence_holds_no_word():
    found = misreading(Sound(np.zeros(48_000, np.float32), 24_000), "Nobody is speaking here.")
    assert found.misread and found.said_text is None
    assert {word.status for word in found.words} == {"missing"}


def test_noise_is_no_reading():
    noise = np.random.default_rng(0).normal(0, 0.05, 48_000).astype(np.float32)
    assert misreading(Sound(noise, 16_000), "Nobody is speaking here.").misread


def test_a_take_too_short_for_its_text():
    found = misreading(Sound(np.full(1_600, 0.1, np.float32), 16_000), "Too much to say. " * 5)
    assert found.misread
    assert len(found.words) == 20


def test_a_text_of_500_words_and_a_short_take(sample_take: Callable[[int], Spoken]):
    samples, rate, _ = sample_take(0)
    found = misreading(Sound(samples, rate), "one two three four five " * 100)
    assert found.misread and found.another_text
    assert len(found.words) == 500


def test_a_text_with_nothing_to_say(sample_take: Callable[[int], Spoken]):
    samples, rate, _ = sample_take(0)
    assert misreading(Sound(samples, rate), "🎉 …") == Misreading((), (), None, False, 0.0)


def test_a_long_take_is_heard_in_pieces(
    sample_take: Callable[[int], Spoken], monkeypatch: pytest.MonkeyPatch
):
    monkeypatch.setattr("studio.speech.scribe.MOST_SECONDS", 6.0)  # as if 10 s were long
    monkeypatch.setattr("studio.speech.scribe.LEAST_SECONDS", 3.0)
    spoken = [sample_take(number) for number in (1, 2, 3)]
    gap = np.zeros(spoken[0][1] // 4, np.float32)
    samples = np.concatenate([part for s, _, _ in spoken for part in (s, gap)])
    text = " ".join(text for *_, text in spoken)
    take = (listen(resample(samples, spoken[0][1], 16_000), text), text)
    assert len(take[0].pieces) > 1
    assert not read_as(take, text).misread
    found = read_as(take, text.replace("yellow", "purple"))
    assert wrong(found) == [("purple", "changed", "yellow")]
    assert found.said_text == text


def test_only_english_is_compared():
    assert reads("en") and reads("en-gb") and not reads("zh")
    with pytest.raises(StudioError):
        misreading(Sound(np.zeros(16_000, np.float32), 16_000), "你好", "zh")
