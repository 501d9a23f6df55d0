"""Which phonemes of a voice are weak, and what is read next to mend them."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from studio.core.entities import Prompt
from studio.text.coverage import known_phonemes
from studio.text.inventory import PHONEMES, plain, sounds
from studio.training.prepare import edits
from studio.training.weak_phonemes import (
    FEW,
    MOST_NAMED,
    WORDS,
    Heard,
    aligned,
    english_prompts,
    mending_prompts,
    weak_phonemes,
    weak_sounds,
)

ALL = Counter(dict.fromkeys(range(len(PHONEMES)), 100))
USUAL = set(range(len(PHONEMES)))


def classes(phonemes: str) -> tuple[int, ...]:
    return tuple(index for _, index in sounds(phonemes))


def heard(wanted: str, clone: str, real: str | None = None) -> Heard:
    return Heard(classes(wanted), classes(clone), classes(wanted if real is None else real))


@pytest.mark.parametrize(
    ("wanted", "said", "pairs"),
    [
        ("kæt", "kæt", [("k", "k"), ("æ", "æ"), ("t", "t")]),
        ("θɪn", "sɪn", [("θ", "s"), ("ɪ", "ɪ"), ("n", "n")]),
        ("sɪnd", "sɪn", [("s", "s"), ("ɪ", "ɪ"), ("n", "n"), ("d", None)]),
        ("ɪn", "hɪn", [(None, "h"), ("ɪ", "ɪ"), ("n", "n")]),
        ("", "b", [(None, "b")]),
        ("b", "", [("b", None)]),
    ],
)
def test_what_was_heard_stands_beside_what_was_wanted(
    wanted: str, said: str, pairs: list[tuple[str | None, str | None]]
) -> None:
    found = aligned(classes(wanted), classes(said))
    names = [tuple(None if i is None else PHONEMES[i] for i in pair) for pair in found]
    assert names == pairs
    assert sum(a != b for a, b in found) == edits(classes(wanted), classes(said))


def test_a_sound_that_the_takes_hardly_hold_is_weak() -> None:
    rare, alien = PHONEMES.index("ʒ"), PHONEMES.index("ɒ")
    examples = ALL.copy()
    examples[rare], examples[alien] = FEW - 1, 0
    (weak,) = weak_phonemes(examples, [], USUAL - {alien})
    assert (weak.phoneme, weak.reason, weak.examples) == ("ʒ", "few", FEW - 1)
    examples[rare] = FEW
    assert weak_phonemes(examples, [], USUAL - {alien}) == ()


def test_a_sound_in_which_the_clone_is_misheard_is_weak() -> None:
    sentences = [heard("θɪn θɪŋ", "sɪn sɪŋ"), heard("ðə kæt", "ðə kæt")]
    (weak,) = weak_phonemes(ALL, sentences, USUAL)
    assert (weak.phoneme, weak.reason, weak.heard_as) == ("θ", "misheard", "s")
    assert (weak.said, weak.misheard, weak.misheard_real) == (2, 2, 0)


def test_once_is_chance_and_seldom_is_nothing() -> None:
    assert weak_phonemes(ALL, [heard("θɪn θɪŋ", "θɪn sɪŋ")], USUAL) == ()
    often = heard("s" * 30, "z" * 3 + "s" * 27)
    assert weak_phonemes(ALL, [often], USUAL) == ()


def test_what_the_listener_mishears_of_the_speaker_too_is_no_fault_of_the_clone() -> None:
    sentence = heard("θɪn θɪŋ", "sɪn sɪŋ", real="sɪn sɪŋ")
    assert weak_phonemes(ALL, [sentence], USUAL) == ()


def test_a_sound_that_was_not_heard_at_all_has_no_other_name() -> None:
    (weak,) = weak_phonemes(ALL, [heard("hæt hɪt", "æt ɪt")], USUAL)
    assert (weak.phoneme, weak.misheard, weak.heard_as) == ("h", 2, "")


def test_the_worst_come_first_and_no_more_than_can_be_read() -> None:
    examples = Counter({index: index % FEW for index in USUAL})
    found = weak_phonemes(examples, [heard("mæn mæn", "bæn bæn")], USUAL)
    assert len(found) == MOST_NAMED
    assert [weak.reason for weak in found] == ["misheard"] + ["few"] * (MOST_NAMED - 1)
    assert [weak.examples for weak in found[1:]] == [0] * (MOST_NAMED - 1)


def test_prompts_bring_different_weak_sounds_in_little_time() -> None:
    texts = {
        "a": "θɪn θɪŋ θɪk θɪn",
        "b": "θɪn θɪŋ θɪk",
        "c": "ʒ" + "ə" * 5,
        "long": "θɪn" + "ə" * 200,
        "none": "kæt",
    }
    prompts = [Prompt(key, key) for key in texts] + [Prompt("shout", "shout", "shouting")]
    examples = ALL.copy()
    examples[PHONEMES.index("θ")] = examples[PHONEMES.index("ʒ")] = 0
    weak = weak_phonemes(examples, [], USUAL)
    chosen = mending_prompts(weak, prompts, texts | {"shout": "θθθθ ʒʒʒʒ"})
    assert [prompt.id for prompt in chosen] == ["a", "c", "b", "long"]


def test_five_real_prompts_hold_what_is_lacking_and_are_new() -> None:
    learnt = [known_phonemes(p.text, "en-us") or "" for p in english_prompts()[:400]]
    without = ["".join(symbol for symbol in line if symbol not in "ʒY") for line in learnt]
    found = weak_sounds(without, [], "en-us")
    assert {weak.phoneme for weak in found.phonemes} == {"ʒ", "Y"}
    assert len(found.prompts) == 5
    said = plain("".join(known_phonemes(p.text, "en-us") or "" for p in found.prompts))
    assert said.count("ʒ") >= 2
    assert said.count("Y") >= 2
    again = weak_sounds(without, [], "en-us", read={prompt.text for prompt in found.prompts})
    assert len(again.prompts) == 5
    assert not {prompt.id for prompt in again.prompts} & {prompt.id for prompt in found.prompts}


def test_a_voice_without_weak_sounds_has_nothing_to_mend() -> None:
    learnt = ["".join(PHONEMES) * FEW]
    found = weak_sounds(learnt, [heard("kæt", "kæt")], "en-gb").to_dict()
    assert found == {"phonemes": [], "prompts": []}


def test_the_result_is_plain_json() -> None:
    found = weak_sounds([], [heard("θɪn θɪŋ", "sɪn sɪŋ")], "en-us").to_dict()
    assert json.loads(json.dumps(found)) == found
    assert found["phonemes"][0]["word"] == "thin"
    assert set(found["prompts"][0]) == {"id", "text"}


def test_every_class_has_a_word_that_holds_it() -> None:
    assert set(WORDS) == set(PHONEMES)
    assert Heard.of("θˈɪn", [(1, 3, 0.9)], []) == Heard(classes("θɪn"), (1,), ())
