"""Which sentence is next: units, what a sentence gains, and the order of the real scripts."""

from __future__ import annotations

import itertools
import random
import subprocess
import sys
import time
from collections.abc import Callable, Iterable

import pytest

from studio.core.entities import Prompt
from studio.core.errors import StudioError
from studio.text.coverage import (
    QUESTIONS,
    TURNING_SECONDS,
    Chooser,
    Coverage,
    known_phonemes,
    next_prompt,
    order,
    remember_phonemes,
    work_out_phonemes,
)
from studio.text.diphones import diphones, reading_seconds, weights
from studio.text.phonemes import phonemize
from studio.text.questions import asks
from studio.text.scripts import shipped_scripts
from tests.conftest import Spoken

ENGLISH = [p for s in shipped_scripts() if s.language == "en" for p in s.prompts]
CHINESE = [p for s in shipped_scripts() if s.language == "zh" for p in s.prompts]

# Texts that are their own phonemes.
IT_IS, ALL_RIGHT, IN_THE = "ɪt ɪz.", "ˈɔl ɹˈIt.", "ɪn ðə, ɪn ðə, ɪn ðə."


def prompts(*texts: str, direction: str = "") -> list[Prompt]:
    return [Prompt(f"p{number}", text, direction) for number, text in enumerate(texts)]


def itself(text: str) -> str:
    return text


def test_units_tell_sounds_stress_and_the_end_of_a_phrase_apart() -> None:
    assert diphones("hˈW nˈW.") == ["_h", "hˈW", "ˈWn", "nˈW|", "ˈW."]
    assert diphones("ðə kˌæt sˈæt, æt?") == [
        *("_ð", "ðə", "ək", "kæ", "æt", "ts", "sˈæ|", "ˈæt|", "t,"),
        *("_æ", "æt|", "t?"),
    ]
    # Spellings of a sound in another lexicon are the same sound; quotes are no pauses.
    assert diphones("“lˈɪTᵊl”") == diphones("lˈɪTəl.") == ["_l", "lˈɪ", "ˈɪT", "Tə|", "əl|", "l."]
    assert diphones("fɑː") == diphones("fɑ")
    assert diphones("m!") == ["_m", "m!"]
    assert diphones(" ,. ") == []


@pytest.mark.parametrize("language", ["en-us", "en-gb"])
def test_weights_are_shares_of_english(language: str) -> None:
    table = weights(language)
    assert sum(table.values()) == pytest.approx(1)
    assert len(table) > 2000
    assert table["ðə"] > 0.01 and table["ðə"] > 100 * table.get("ˈYj", 0)
    assert max(table.values()) < 0.03
    units = set(itertools.chain.from_iterable(diphones(known(p.text, language)) for p in ENGLISH))
    assert sum(table.get(unit, 0) for unit in units) > 0.97  # there is something to read for them


def known(text: str, language: str = "en-us") -> str:
    return known_phonemes(text, language) or phonemize(text, language).phonemes


def test_other_languages_are_refused() -> None:
    with pytest.raises(StudioError, match="en-us"):
        Coverage("de")


def test_the_second_and_third_time_bring_less_and_the_fourth_nothing() -> None:
    coverage = Coverage()
    gained = []
    for _ in range(5):
        expected = coverage.gain("bˈʌt.")
        gained.append(coverage.add("bˈʌt."))
        assert gained[-1] == pytest.approx(expected)
    whole = sum(weights()[unit] for unit in diphones("bˈʌt."))
    assert gained == pytest.approx([whole * 4 / 7, whole * 2 / 7, whole / 7, 0, 0])
    assert coverage.share == pytest.approx(whole)
    for _ in range(5):
        coverage.remove("bˈʌt.")
    assert coverage.share == pytest.approx(0)


def test_a_unit_that_comes_twice_in_a_sentence_counts_twice() -> None:
    coverage = Coverage()
    expected = coverage.gain("tˈu tˈu tˈu tˈu.")
    assert coverage.add("tˈu tˈu tˈu tˈu.") == pytest.approx(expected)
    assert expected >= weights()["tˈu"]  # three of them are inside the phrase


def test_everything_said_three_times_is_all() -> None:
    chooser = Chooser([])
    for prompt in ENGLISH:
        for _ in range(3):
            chooser.hear(known(prompt.text))
    assert 0.97 < chooser.share <= 1


def test_what_is_new_comes_before_what_was_said() -> None:
    chosen = prompts(IT_IS, IT_IS, ALL_RIGHT)
    assert order(chosen, phonemes=itself) == [chosen[0], chosen[2], chosen[1]]
    assert next_prompt(chosen, ["p0"], phonemes=itself) == chosen[2]
    assert next_prompt(chosen, ["p0", "p2"], phonemes=itself) == chosen[1]
    assert next_prompt(chosen, ["p0", "p1", "p2"], phonemes=itself) is None
    assert next_prompt([], []) is None


def test_the_gain_is_that_for_each_second() -> None:
    common, slow = "ði ˈɛnd.", "ði ˈɛnd; ði ˈɛnd; ði ˈɛnd; ði ˈɛnd; ði ˈɛnd; ði ˈɛnd."
    chooser = Chooser(prompts(slow, common), phonemes=itself)
    assert chooser.gains()[0] > chooser.gains()[1]
    assert chooser.next() == chooser.prompts[1]


def test_what_is_skipped_comes_at_the_end() -> None:
    chosen = prompts(IT_IS, ALL_RIGHT, "nˈO.")
    chooser = Chooser(chosen, phonemes=itself)
    first = chooser.next()
    assert first
    second = chooser.next(skipped=[first.id])
    assert second and second != first
    third = chooser.next(skipped=[second.id, first.id])
    assert third and third not in (first, second)
    chooser.say(third.id)
    assert chooser.next(skipped=[second.id, first.id]) == second
    chooser.say(second.id)
    assert chooser.next(skipped=[second.id, first.id]) == first
    chooser.say(first.id)
    assert chooser.next(skipped=[second.id, first.id]) is None


def test_only_what_was_accepted_counts() -> None:
    chooser = Chooser(prompts(IT_IS, ALL_RIGHT), phonemes=itself)
    chooser.say("p0")
    chooser.say("p0")  # another take of the same
    chooser.say("nobody")
    coverage = Coverage()
    coverage.add(IT_IS)
    assert chooser.share == pytest.approx(coverage.share)
    chooser.unsay("p0")
    assert chooser.share == pytest.approx(0)
    chooser.hear(ALL_RIGHT)  # an import
    assert chooser.next() == chooser.prompts[0]


def test_lines_to_be_acted_come_after_plain_ones() -> None:
    acted = [Prompt("a", IN_THE, "shouting"), Prompt("b", "nˈO.", "afraid")]
    ordered = order([*acted, *prompts(IT_IS, IT_IS)], phonemes=itself)
    assert [prompt.id for prompt in ordered[:2]] == ["p0", "p1"]
    assert {prompt.id for prompt in ordered[2:]} == {"a", "b"}


def test_the_next_is_the_best_of_all_that_are_left() -> None:
    some = random.Random(3).sample(ENGLISH, 25)
    some = [Prompt(p.id, p.text) for p in some if not asks(known(p.text))]
    coverage = Coverage()
    left = list(some)
    for chosen in order(some):
        rates = {p.id: coverage.gain(known(p.text)) / (seconds(p) + TURNING_SECONDS) for p in left}
        assert rates[chosen.id] == pytest.approx(max(rates.values()))
        coverage.add(known(chosen.text))
        left.remove(chosen)
    assert not left


def test_five_minutes_hold_enough_questions_for_yes_or_no() -> None:
    spent, asked = 0.0, 0
    for prompt in order(ENGLISH):
        spent += seconds(prompt)
        if spent > 300:
            break
        asked += asks(known(prompt.text))
    assert QUESTIONS <= asked < QUESTIONS + 5


def seconds(prompt: Prompt) -> float:
    return reading_seconds(prompt.text, known(prompt.text))


def share_after(minutes: float, chosen: Iterable[Prompt]) -> float:
    coverage, spent = Coverage(), 0.0
    for prompt in chosen:
        spent += seconds(prompt)
        if spent > 60 * minutes:
            break
        coverage.add(known(prompt.text))
    return coverage.share


@pytest.mark.parametrize(
    ("minutes", "at_least", "better_by"), [(1, 0.48, 0.06), (2, 0.64, 0.05), (5, 0.81, 0.04)]
)
def test_stopping_early_leaves_more_than_chance(
    minutes: float, at_least: float, better_by: float
) -> None:
    chosen = share_after(minutes, order(ENGLISH))
    shuffles = (random.Random(seed).sample(ENGLISH, len(ENGLISH)) for seed in range(3))
    by_chance = max(share_after(minutes, shuffle) for shuffle in shuffles)
    assert chosen > at_least
    assert chosen > by_chance + better_by
    assert chosen > share_after(minutes, ENGLISH) + better_by


def test_every_prompt_is_ordered_once_and_quickly() -> None:
    order(ENGLISH[:5])  # the tables are read
    started = time.process_time()
    ordered = order(ENGLISH)
    assert time.process_time() - started < 3
    assert sorted(p.id for p in ordered) == sorted(p.id for p in ENGLISH)
    chooser = Chooser(ENGLISH)
    started = time.process_time()
    for prompt in ordered[:20]:
        chooser.say(prompt.id)
        chooser.next(skipped=[ordered[-1].id])
    assert (time.process_time() - started) / 20 < 0.02


def test_chinese_keeps_the_order_of_its_script() -> None:
    assert order(CHINESE) == CHINESE


@pytest.mark.parametrize(("language", "every"), [("en-us", 1), ("en-gb", 7)])
def test_the_phonemes_that_are_written_down_are_those_of_the_prompts(
    language: str, every: int
) -> None:
    """After a change of prompts or pronunciations: packaging/recipes/diphone_weights.py."""
    asked = ENGLISH[::every]
    stale = [
        prompt.id
        for prompt in asked
        if known_phonemes(prompt.text, language) != phonemize(prompt.text, language).phonemes
    ]
    assert len(stale) <= 0.02 * len(asked), stale
    assert all(known_phonemes(prompt.text, language) for prompt in ENGLISH)


def test_other_texts_are_worked_out_once() -> None:
    text = "Nobody wrote this sentence into a script."
    assert known_phonemes(text, "en-gb") is None
    found = work_out_phonemes([text], "en-gb")
    assert found == {text: phonemize(text, "en-gb").phonemes}
    assert known_phonemes(text, "en-gb") == found[text]
    assert known_phonemes(text, "en-us") is None
    remember_phonemes({text: IT_IS}, "en-us")
    assert next_prompt([Prompt("x", text)], []) == Prompt("x", text)
    assert Chooser([Prompt("x", text)]).gains()[0] > 0


def test_choosing_does_not_load_the_pronouncer() -> None:
    code = (
        "import sys; from studio.text.scripts import shipped_scripts; "
        "from studio.text.coverage import Chooser; "
        "script = shipped_scripts()[0]; chooser = Chooser(script.prompts); "
        "chooser.say(chooser.next().id); assert chooser.share > 0; "
        "print(*(m for m in ('studio.text.phonemes', 'torch', 'PySide6') if m in sys.modules))"
    )
    said = subprocess.run(
        [sys.executable, "-c", code], capture_output=True, text=True, check=True, timeout=60
    )
    assert said.stdout.strip() == ""


def test_reading_seconds_are_near_to_those_of_a_voice(sample_take: Callable[[int], Spoken]) -> None:
    real = estimated = rough = 0.0
    for number in range(20):
        samples, rate, text = sample_take(number)
        loud = abs(samples) > 0.02 * abs(samples).max()
        places = loud.nonzero()[0]
        real += (places[-1] - places[0]) / rate
        estimated += reading_seconds(text, phonemize(text).phonemes)
        rough += reading_seconds(text)
    assert 0.8 < estimated / real < 1.25
    assert 0.75 < rough / real < 1.33
    assert reading_seconds("") == reading_seconds("", "") == 0
    assert 2 < reading_seconds("清晨的雾还没散，老人已经推着车出来了。") < 6
    assert all(1 < seconds(prompt) < 12 for prompt in ENGLISH)
