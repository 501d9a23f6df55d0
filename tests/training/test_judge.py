"""The judge: speakers are told apart, broken sound is judged bad, sums are right."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pytest
from numpy.typing import NDArray

from studio.core.errors import StudioError
from studio.speech.word_errors import WordErrors
from studio.training.judge import Speaker, Verdict, judge, mean_verdict
from studio.training.naturalness import SEGMENT, distill_mos, segments_of
from studio.voice.speaker_encoder import embed, similarity

Sound = NDArray[np.float32]
Spoken = tuple[Sound, int, str]
OTHER = (300.0, 2300.0, 3000.0)


@pytest.fixture
def speaker(vowel: Callable[..., Sound]) -> Speaker:
    return Speaker.of([(vowel(f0), 24_000) for f0 in (112.0, 120.0, 128.0)])


def test_a_speaker_is_nearer_to_themselves_than_to_another(
    speaker: Speaker, vowel: Callable[..., Sound]
) -> None:
    same = speaker.similarity_to(vowel(117.0), 24_000)
    other = speaker.similarity_to(vowel(235.0, formants=OTHER), 24_000)
    assert same > 0.95
    assert other < same - 0.2
    assert speaker.ceiling == pytest.approx(same, abs=0.05)


def test_the_nearest_voice_and_the_share_of_the_way(
    speaker: Speaker, vowel: Callable[..., Sound]
) -> None:
    voices = {"far": embed(vowel(235.0, formants=OTHER), 24_000), "near": embed(vowel(), 24_000)}
    name, near = speaker.nearest(voices)
    assert name == "near"
    assert near == pytest.approx(similarity(speaker.centroid, voices["near"]))
    assert speaker.share_of_the_way(speaker.ceiling, 0.5) == pytest.approx(1.0)
    assert speaker.share_of_the_way(0.5, 0.5) == 0.0
    assert speaker.share_of_the_way(0.4, 0.5) < 0.0


def test_a_take_of_the_sample_voice_is_judged_good_and_its_own(
    sample_take: Callable[[int], Spoken],
) -> None:
    takes = [sample_take(number) for number in (0, 2, 4, 6)]
    speaker = Speaker.of([(samples, rate) for samples, rate, _ in takes])
    assert 0.75 < speaker.ceiling < 1.0
    samples, rate, text = sample_take(1)
    verdict = judge(samples, rate, text, speaker)
    assert verdict.errors.rate <= 0.2
    assert verdict.mos > 2.5
    assert verdict.similarity is not None
    assert verdict.similarity > 0.75
    backwards = judge(samples[::-1].copy(), rate, text, speaker)
    assert backwards.errors.rate > 0.6


def test_one_recording_makes_no_ceiling(vowel: Callable[..., Sound]) -> None:
    silence = np.zeros(48_000, np.float32)
    with pytest.raises(StudioError, match="at least two recordings"):
        Speaker.of([(vowel(), 24_000), (silence, 24_000)])


def test_the_mark_of_a_broken_voice_is_bad_and_no_error(speaker: Speaker) -> None:
    verdict = judge(np.zeros(24_000, np.float32), 24_000, "nobody is speaking here", speaker)
    assert verdict == Verdict(1.0, WordErrors(0, 4, 0, 4), 0.0)


def test_the_mean_adds_words_up() -> None:
    mean = mean_verdict(
        [Verdict(4.0, WordErrors(1, 0, 0, 2), 0.8), Verdict(3.0, WordErrors(0, 0, 0, 8), None)]
    )
    assert mean.mos == pytest.approx(3.5)
    assert mean.errors.rate == pytest.approx(0.1)
    assert mean.similarity == pytest.approx(0.8)


def test_naturalness_does_not_hang_on_level_and_hears_noise(vowel: Callable[..., Sound]) -> None:
    sound = vowel(seconds=3.0)
    noise = np.random.default_rng(1).standard_normal(len(sound)).astype(np.float32)
    clean = distill_mos(sound, 24_000)
    assert 1.0 <= clean <= 5.0
    assert distill_mos(0.1 * sound, 24_000) == pytest.approx(clean, abs=0.01)
    assert distill_mos((sound + 0.1 * noise).astype(np.float32), 24_000) < clean


def test_silence_has_no_naturalness() -> None:
    with pytest.raises(StudioError, match="silent"):
        distill_mos(np.zeros(24_000, np.float32), 24_000)


@pytest.mark.parametrize("seconds", [1.0, 7.68, 7.7, 20.0])
def test_segments_cover_a_sound_of_any_length(seconds: float) -> None:
    import torch

    sound = torch.arange(1, 1 + round(seconds * 16_000)).float()
    parts = segments_of(sound)
    assert {len(part) for part in parts} == {SEGMENT}
    heard = torch.cat(parts).unique()
    assert set(sound.tolist()) <= set(heard.tolist())
