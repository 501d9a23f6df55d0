"""Mending: what is taken away, and that the rest stays as it was."""

from collections.abc import Callable
from typing import Any

import numpy as np
import pytest
from scipy.stats import kurtosis

from studio.audio.cleanup import Cleanup, clean, silences_to_cut
from studio.audio.denoise import reduce_noise
from studio.audio.files import Samples, Sound
from studio.audio.hum import find_hum, remove_hum
from studio.audio.levels import match_level, pauses, peak_dbfs, rms_dbfs, speech_rms_dbfs
from studio.core.errors import StudioError

Take = Callable[[int], tuple[Samples, int, str]]
Tone = Callable[..., Samples]
RATE = 24_000


def hiss(samples: int, dbfs: float, seed: int = 0) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 10 ** (dbfs / 20), samples).astype(np.float32)


def mains(hertz: float, samples: int, dbfs: float, rate: int = RATE) -> Samples:
    """A hum of four lines, together `dbfs` RMS."""
    time = np.arange(samples) / rate
    strengths = ((1, 1.0), (2, 0.5), (3, 0.7), (5, 0.3))
    sound = sum(a * np.sin(2 * np.pi * hertz * k * time + k) for k, a in strengths)
    return (sound * 10 ** (dbfs / 20) / np.sqrt(np.mean(sound**2))).astype(np.float32)


@pytest.fixture
def speech(sample_take: Take) -> Samples:
    """A sentence at -25 dBFS with half a second of digital silence before it."""
    samples, rate, _ = sample_take(4)
    assert rate == RATE
    return match_level(np.pad(samples, (rate // 2, rate // 5)), -25.0, rate)


def left(mended: Samples, speech: Samples) -> float:
    """Level of what differs from the clean speech, in dBFS: noise that stayed and harm done."""
    return rms_dbfs(mended - speech)


def test_nothing_is_done_unless_asked(speech: Samples) -> None:
    sound = Sound(speech, RATE)
    assert clean(sound, Cleanup()) is sound
    assert clean(Sound(np.zeros(0, np.float32), RATE), Cleanup(noise_db=12)).seconds == 0


@pytest.mark.parametrize("noise_dbfs", [-35.0, -45.0, -55.0])
def test_noise_is_lowered_and_speech_kept(speech: Samples, noise_dbfs: float) -> None:
    noisy = speech + hiss(len(speech), noise_dbfs)
    before = noisy.copy()
    mended = clean(Sound(noisy, RATE), Cleanup(noise_db=12)).samples
    np.testing.assert_array_equal(noisy, before)  # what was given stays as it was
    assert mended.shape == noisy.shape and mended.dtype == np.float32
    quiet = slice(RATE // 20, RATE // 2 - RATE // 20)
    assert rms_dbfs(mended[quiet]) == pytest.approx(noise_dbfs - 12, abs=0.7)
    assert left(mended, speech) < left(noisy, speech) - 3
    assert speech_rms_dbfs(mended, RATE) == pytest.approx(-25, abs=1.0)


def test_noise_reduction_keeps_clean_speech_and_leaves_no_tones(speech: Samples) -> None:
    clean_speech = speech + hiss(len(speech), -80)
    kept = reduce_noise(clean_speech, RATE, 12)
    assert left(kept, clean_speech) < -25 - 40  # 40 dB below the speech
    even = hiss(len(speech), -40)
    mended = reduce_noise(speech + even, RATE, 12)
    quiet = slice(0, RATE // 2 - RATE // 20)
    peaked = []
    for noise in (even[quiet], mended[quiet]):
        cut = np.lib.stride_tricks.sliding_window_view(noise, 512)[::256] * np.hanning(512)
        power = np.abs(np.fft.rfft(cut))[:, 2:-2] ** 2
        peaked.append(kurtosis((power / power.mean(0)).ravel(), fisher=False))
    assert abs(np.log(peaked[1] / peaked[0])) < 0.3  # musical tones would raise it to 1 and more


def test_the_rooms_silence_tells_the_noise_where_a_take_has_no_pause(speech: Samples) -> None:
    bounds = slice(RATE // 2 + RATE // 10, RATE // 2 + RATE)  # nine tenths of a second of speech
    noisy = (speech + hiss(len(speech), -40))[bounds]
    room = hiss(RATE * 2, -40, seed=9)
    with_room = reduce_noise(noisy, RATE, 12, room)
    assert left(with_room, speech[bounds]) < left(noisy, speech[bounds]) - 2
    without = reduce_noise(noisy, RATE, 12)
    assert left(without, speech[bounds]) < left(noisy, speech[bounds]) + 1
    two = reduce_noise(np.stack([noisy, noisy], axis=1), RATE, 12, room[:, None])
    np.testing.assert_allclose(two[:, 0], with_room, atol=1e-6)


@pytest.mark.parametrize("hertz", [50.0, 49.91, 60.07])
def test_the_hum_goes_and_the_voice_stays(speech: Samples, hertz: float) -> None:
    quiet = speech + hiss(len(speech), -75)
    hummed = quiet + mains(hertz, len(speech), -50)
    mended = clean(Sound(hummed, RATE), Cleanup(hum_hz=round(hertz / 10) * 10.0)).samples
    assert left(mended, quiet) < -50 - 20
    assert find_hum(mended, RATE, pauses(mended, RATE)) is None


def test_the_hum_filter_touches_nothing_else(speech: Samples) -> None:
    quiet = speech + hiss(len(speech), -75)
    assert remove_hum(quiet, RATE, 50.0) is quiet
    hummed = quiet + mains(60.0, len(quiet), -50)
    assert remove_hum(hummed, RATE, 50.0) is hummed  # asked for the other mains
    both = np.stack([hummed, quiet], axis=1)
    assert left(remove_hum(both, RATE, 60.0)[:, 0], quiet) < -66
    # Without pauses there are notches, which keep a line beside them as it is, phase and all.
    time = np.arange(2 * RATE) / RATE
    tone = (0.1 * np.sin(2 * np.pi * 220 * time)).astype(np.float32)
    filtered = remove_hum(tone + mains(50, len(tone), -40), RATE, 50.0)
    middle = slice(RATE // 2, -RATE // 2)
    assert rms_dbfs(filtered[middle] - tone[middle]) < -50


def test_trimming_shortens_silence_alone(speech: Samples) -> None:
    quiet = [hiss(round(1.6 * RATE), -75, seed) for seed in range(3)]
    take = np.concatenate((quiet[0], speech, quiet[1], speech, quiet[2]))
    cuts = silences_to_cut(Sound(take, RATE))
    assert len(cuts) == 3
    mended = clean(Sound(take, RATE), Cleanup(trim=True))
    cut = sum(span.seconds for span in cuts)
    assert mended.seconds == pytest.approx(len(take) / RATE - cut - 0.01, abs=0.002)
    assert silences_to_cut(mended) == ()
    first = take[round(cuts[0].end * RATE) : round(cuts[1].start * RATE)]
    kept = len(first) - RATE // 50  # but for the blend at the joint
    np.testing.assert_array_equal(mended.samples[:kept], first[:kept])
    steps = np.abs(np.diff(mended.samples))
    assert steps[kept : kept + RATE // 10].max() < 0.003  # no click there
    two = clean(Sound(np.stack([take, take], axis=1), RATE), Cleanup(trim=True))
    np.testing.assert_array_equal(two.samples[:, 1], mended.samples)


def test_there_is_nothing_to_trim_in_silence_or_a_tight_take(speech: Samples) -> None:
    assert silences_to_cut(Sound(np.zeros(3 * RATE, np.float32), RATE)) == ()
    assert silences_to_cut(Sound(speech, RATE)) == ()
    assert silences_to_cut(Sound(np.zeros(0, np.float32), RATE)) == ()


def test_the_level_is_set_and_never_clips(speech: Samples) -> None:
    soft = Sound(speech * np.float32(0.1), RATE)
    set_ = clean(soft, Cleanup(level_dbfs=-25.0)).samples
    assert speech_rms_dbfs(set_, RATE) == pytest.approx(-25, abs=0.05)
    high = clean(soft, Cleanup(level_dbfs=-10.0)).samples
    assert peak_dbfs(high) == pytest.approx(-0.3, abs=0.01)
    silence = Sound(np.zeros(RATE, np.float32), RATE)
    assert not clean(silence, Cleanup(level_dbfs=-20.0, trim=True, noise_db=10)).samples.any()


@pytest.mark.parametrize("rate", [16_000, 44_100, 48_000])
def test_every_rate_and_everything_at_once(speech: Samples, rate: int) -> None:
    from studio.audio.files import resample

    sound = resample(speech, RATE, rate)
    noisy = sound + hiss(len(sound), -50) + mains(50, len(sound), -50, rate)
    mended = clean(Sound(noisy, rate), Cleanup(noise_db=10, hum_hz=50)).samples
    assert mended.shape == noisy.shape
    assert left(mended, sound) < left(noisy, sound) - 4
    louder = clean(Sound(noisy, rate), Cleanup(noise_db=10, hum_hz=50, level_dbfs=-20)).samples
    assert speech_rms_dbfs(louder, rate) == pytest.approx(-20, abs=0.05)
    gain = np.dot(louder, mended) / np.dot(mended, mended)
    np.testing.assert_allclose(louder, gain * mended, atol=1e-5)  # the same but for its level


def test_settings_are_kept_as_a_dict() -> None:
    assert Cleanup().as_dict() == {} and Cleanup.from_dict({}) == Cleanup()
    settings = Cleanup(noise_db=12, hum_hz=50, trim=True, level_dbfs=-23.5)
    assert Cleanup.from_dict(settings.as_dict()) == settings
    assert Cleanup.from_dict({"trim": True}) == Cleanup(trim=True)


@pytest.mark.parametrize(
    "wrong",
    [
        {"noise_db": -1},
        {"noise_db": 90},
        {"noise_db": float("nan")},
        {"noise_db": "12"},
        {"hum_hz": 55},
        {"hum_hz": True},
        {"trim": 1},
        {"level_dbfs": 0},
        {"level_dbfs": float("inf")},
        {"reverb": 1},
    ],
)
def test_settings_from_outside_are_checked(wrong: dict[str, Any]) -> None:
    with pytest.raises(StudioError, match="clean-up"):
        Cleanup.from_dict(wrong)
