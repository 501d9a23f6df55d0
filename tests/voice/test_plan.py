"""Each control of speaking does to the sound what it says, measured on a stock voice."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.audio.mel_spec import HOP, RATE
from studio.core.manner import Manner
from studio.core.shaping import NO_SHAPING, Shaping
from studio.voice.generator import Generator, Speech
from studio.voice.plan import HIGHEST_HZ, LOWEST_HZ
from studio.voice.stock import style_for
from studio.voice.style import Style

SAID = "hˌI ˈɔl mˈOɹ, ˌI nˈO jˌu."
COMMA = SAID.index(",")
Say = Callable[..., Speech]


@pytest.fixture(scope="module")
def say() -> Say:
    """Says `SAID`: `say(shaping, pitch=2, …)`; every way once."""
    return said_by("af_heart")


@pytest.fixture(scope="module")
def say_low() -> Say:
    """The same in a low voice: many harmonics tell where its resonances are."""
    return said_by("am_michael")


def said_by(voice: str) -> Say:
    generator = Generator.load()
    style = Style.of_pack(style_for(voice, len(SAID)).unsqueeze(0))

    @lru_cache
    def spoken(manner: Manner) -> Speech:
        return generator.speak(SAID, style, manner)

    def say(shaping: Shaping = NO_SHAPING, **controls: float) -> Speech:
        manner = Manner(**controls)  # type: ignore[arg-type]
        if shaping == NO_SHAPING:
            return spoken(manner)
        return generator.speak(SAID, style, manner, shaping)

    return say


def voiced(speech: Speech) -> NDArray[np.float32]:
    return speech.f0[speech.f0 > 0]


def level(speech: Speech) -> float:
    """RMS of the whole in dB."""
    return 20 * float(np.log10(np.sqrt(np.mean(speech.samples**2))))


def envelope(speech: Speech) -> NDArray[np.float64]:
    """The long-term spectrum's envelope on an axis of tenths of a semitone from 300 Hz on."""
    frames = np.lib.stride_tricks.sliding_window_view(speech.samples, 2048)[::HOP]
    power = np.mean(np.abs(np.fft.rfft(frames * np.hanning(2048))) ** 2, axis=0)
    cepstrum = np.fft.irfft(np.log(power + 1e-12))
    cepstrum[60:-60] = 0
    hz = 300.0 * 2 ** (np.arange(0, 450) / 120)
    return np.interp(hz, np.fft.rfftfreq(2048, 1 / RATE), np.fft.rfft(cepstrum).real)


def moved_by(one: Speech, other: Speech) -> float:
    """By how many semitones the resonances of the other lie higher."""
    a, b = envelope(one), envelope(other)

    def alike(by: int) -> float:
        return float(np.corrcoef(a[max(0, -by) : len(a) - max(0, by)],
                                 b[max(0, by) : len(b) - max(0, -by)])[0, 1])  # fmt: skip

    return max(range(-60, 61), key=alike) / 10


def harmonicity(speech: Speech) -> float:
    """Energy of voiced frames at half their harmonics' distance from them, beside it, in dB."""
    found = []
    for at in np.flatnonzero(speech.f0[:-4])[2:]:
        piece = speech.samples[at * HOP - 300 : at * HOP + 900]
        if len(piece) == 1200 and speech.f0[at + 2] > 0:
            hz = np.arange(1, 8) * float(speech.f0[at + 1])
            time = np.arange(1200) / RATE
            tone, gap = (
                np.abs(np.exp(-2j * np.pi * np.outer(f, time)) @ (piece * np.hanning(1200))) ** 2
                for f in (hz, hz + float(speech.f0[at + 1]) / 2)
            )
            found.append(10 * np.log10(tone.sum() / gap.sum()))
    return float(np.median(found))


def silence_at_comma(speech: Speech) -> float:
    """Seconds of the longest stretch within the sentence that is 35 dB below the loudest frame."""
    rms = np.sqrt(np.mean(speech.samples.reshape(-1, HOP) ** 2, axis=1))
    loud = np.flatnonzero(rms > 10 ** (-35 / 20) * rms.max())
    return float(np.diff(loud).max() - 1) * HOP / RATE


def test_pitch_and_its_range(say: Say) -> None:
    usual, high, flat, wide = say(), say(pitch=4), say(pitch_range=0.0), say(pitch_range=2.0)
    assert np.median(voiced(high)) == pytest.approx(np.median(voiced(usual)) * 2 ** (4 / 12), 0.02)
    spread = [float(np.std(np.log2(voiced(speech)))) for speech in (flat, usual, wide)]
    assert spread[0] < 0.05  # what is left are edges of voicing, an octave from the rest
    assert spread[2] > 1.6 * spread[1]
    assert np.median(voiced(wide)) == pytest.approx(np.median(voiced(usual)), 0.03)
    low = voiced(say(pitch=-12, pitch_range=2.0))
    assert low.min() >= LOWEST_HZ - 1e-3
    assert len(low) == len(voiced(usual))  # what was voiced stays so


def test_energy_is_louder_by_so_many_decibels_and_brighter(say: Say) -> None:
    usual, loud, soft = say(), say(energy=6), say(energy=-12)
    assert level(loud) - level(usual) == pytest.approx(6, abs=0.3)
    assert level(soft) - level(usual) == pytest.approx(-12, abs=0.3)

    def brightness(speech: Speech) -> float:
        power = np.abs(np.fft.rfft(speech.samples)) ** 2
        hz = np.fft.rfftfreq(len(speech.samples), 1 / RATE)
        return 10 * float(np.log10(power[hz > 1500].sum() / power[hz < 800].sum()))

    assert brightness(loud) - brightness(usual) == pytest.approx(3, abs=1)
    assert brightness(soft) - brightness(usual) == pytest.approx(-6, abs=2)


def test_what_is_too_loud_is_softer_and_not_cut_off(say: Say) -> None:
    shouted = say(Shaping(effort=dict.fromkeys(range(len(SAID)), 12.0)), energy=6)
    peaks = np.abs(shouted.samples)
    assert peaks.max() == pytest.approx(0.98, abs=0.001)
    assert np.count_nonzero(peaks > 0.979) < 5


def test_breath_is_noise_between_the_harmonics_and_as_loud(say: Say) -> None:
    usual, breathy, clear = say(), say(breathiness=12), say(breathiness=-12)
    assert harmonicity(breathy) < harmonicity(usual) - 2
    assert harmonicity(clear) >= harmonicity(usual)
    assert level(breathy) == pytest.approx(level(usual), abs=0.5)


@pytest.mark.parametrize("semitones", [-3.0, 3.0])
def test_formants_move_and_the_pitch_stays(say_low: Say, semitones: float) -> None:
    usual, moved = say_low(), say_low(formants=semitones)
    assert moved_by(usual, moved) == pytest.approx(semitones, abs=0.3)
    assert (moved.f0 == usual.f0).all()
    assert level(moved) == pytest.approx(level(usual), abs=0.5)


def test_pauses_within_a_sentence(say: Say) -> None:
    usual, longer, shorter = say(), say(pauses=4.0), say(pauses=0.25)
    added = longer.seconds - usual.seconds
    assert added > 0.2
    assert silence_at_comma(longer) - silence_at_comma(usual) > 0.5 * added
    assert shorter.seconds < usual.seconds


def test_fast_speech_shrinks_every_symbol_alike(say: Say) -> None:
    fast, slow = say(speed=2.0), say(speed=0.5)
    read = say(speed=1.25)
    assert fast.seconds == pytest.approx(read.seconds / 1.6, abs=0.03)
    shares = np.array(fast.durations) / np.array(read.durations)
    assert shares == pytest.approx(shares[0])
    assert slow.seconds > 1.7 * say().seconds
    assert len(fast.samples) == HOP * len(fast.f0)


def test_one_symbol_gets_its_length_and_a_drawn_pitch_is_sung(say: Say) -> None:
    at = SAID.index("ˈO") + 1
    shaping = Shaping(lengths={at: 0.3}, strokes=(((at, 250.0), (at + 1.0, 250.0)),))
    made = say(shaping)
    assert made.durations[at + 1] == 12
    begin = int(2 * sum(made.durations[: at + 1]))
    drawn = made.f0[begin + 1 : begin + 23]
    assert drawn[drawn > 0] == pytest.approx(250.0, abs=0.1)
    assert np.count_nonzero(drawn) > 15
    assert made.durations[: at + 1] == say().durations[: at + 1]
    assert made.durations[at + 2 :] == say().durations[at + 2 :]
    assert voiced(made).max() <= HIGHEST_HZ


def test_a_word_is_raised_and_the_rest_is_left_alone(say: Say) -> None:
    places = range(SAID.index("ˈɔ"), SAID.index("ˈɔ") + 3)
    made = say(Shaping(pitch=dict.fromkeys(places, 4.0), effort=dict.fromkeys(places, 6.0)))
    usual = say()
    start, end = (int(2 * sum(usual.durations[: at + 1])) for at in (places[0], places[-1] + 1))
    middle = slice(start + 4, end - 4)
    raised = made.f0[middle][usual.f0[middle] > 0] / usual.f0[middle][usual.f0[middle] > 0]
    assert raised == pytest.approx(2 ** (4 / 12), rel=0.05)
    assert (made.f0[end + 8 :] == usual.f0[end + 8 :]).all()
    ratio = np.std(made.samples[start * HOP : end * HOP]) / np.std(
        usual.samples[start * HOP : end * HOP]
    )
    assert 20 * np.log10(ratio) > 3


def test_a_plan_is_rendered_to_the_same_samples_again() -> None:
    generator = Generator.load()
    style = Style.of_pack(style_for("bm_george", 6).unsqueeze(0))
    manner = Manner(seed=3, breathiness=2.0)
    plan = generator.plan("hˈI ðˈɛɹ.", style, manner)
    one, other = generator.render(plan, manner), generator.render(plan, manner)
    assert (one.samples == other.samples).all()
    assert (one.samples == generator.speak("hˈI ðˈɛɹ.", style, manner).samples).all()
