"""Alignment puts symbols where the teacher put them."""

from itertools import pairwise

import numpy as np
import pytest

from studio.core.errors import StudioError
from studio.text.phonemes import phonemize
from studio.voice.align import (
    Alignment,
    Span,
    _isotonic,
    align,
    best_pronunciation,
    ctc_peaks,
    generator_durations,
    sentence_likelihoods,
    symbol_classes,
    viterbi,
)
from studio.voice.inverse_model import BLANK, CTC_CLASSES, PAUSE, SPACE, STRESS, InverseModel

from .clips import TeacherClip


def test_boundaries_are_the_teachers(model: InverseModel, clips: list[TeacherClip]):
    errors = []
    for clip in clips:
        alignment = align(model, clip.audio, clip.phonemes)
        starts = np.array([span.start for span in alignment.spans])
        errors.append(np.abs(starts - clip.bounds[1:-2]))
        assert alignment.confidence > 0.4
    assert np.median(np.concatenate(errors)) <= 0.015


def test_spans_follow_each_other_within_the_recording(
    model: InverseModel, clips: list[TeacherClip]
):
    clip = clips[0]
    spans = align(model, clip.audio, clip.phonemes).spans
    assert "".join(span.symbol for span in spans) == clip.phonemes
    for one, next_one in pairwise(spans):
        assert one.start < one.end == next_one.start
    assert 0 <= spans[0].start < spans[-1].end <= len(clip.audio) / 16_000
    assert all(0 <= span.confidence <= 1 for span in spans)


def test_the_wrong_text_has_little_confidence(model: InverseModel, clips: list[TeacherClip]):
    wrong = align(model, clips[0].audio, clips[1].phonemes[:60])
    assert wrong.confidence < 0.3


def test_silence_goes_to_punctuation_and_spaces(model: InverseModel, clips: list[TeacherClip]):
    clip = clips[0]
    assert clip.phonemes.count(",") == 2
    pause = np.zeros(16_000, np.float32)
    end = clip.bounds[clip.phonemes.index(",") + 1]
    cut = int((end + 0.05) * 16_000)
    audio = np.concatenate([clip.audio[:cut], pause, clip.audio[cut:]])
    spans = align(model, audio, clip.phonemes).spans
    comma = clip.phonemes.index(",")
    assert spans[comma + 1].end - spans[comma].start > 0.95


def test_durations_sum_to_the_recording(model: InverseModel, clips: list[TeacherClip]):
    for clip in clips:
        seconds = len(clip.audio) / 16_000
        alignment = align(model, clip.audio, clip.phonemes)
        durations = generator_durations(alignment, clip.phonemes, seconds)
        assert len(durations) == len(clip.phonemes) + 2
        assert min(durations) >= 1
        assert sum(durations) == round(40 * seconds)
        apart = np.abs(np.cumsum(durations) - np.cumsum(clip.durations))
        assert np.mean(apart <= 1) > 0.85


def test_durations_make_room_for_every_symbol():
    spans = tuple(Span(s, 0.10 + 0.001 * k, 0.101 + 0.001 * k, 1.0) for k, s in enumerate("kˈæts"))
    durations = generator_durations(Alignment(spans, 0.5), "kˈæts", 0.5)
    assert sum(durations) == 20
    assert durations[1:-1] == [1, 1, 1, 1, 1]
    with pytest.raises(StudioError, match="too short for its text"):
        generator_durations(Alignment(spans, 0.1), "kˈæts", 0.1)


def test_isotonic_is_the_nearest_rising_sequence():
    np.testing.assert_allclose(_isotonic(np.array([1.0, 3.0, 2.0, 5.0])), [1, 2.5, 2.5, 5])


def test_viterbi_finds_the_cut():
    scores = np.full((10, 3), -5.0)
    scores[:4, 0] = scores[4:5, 1] = scores[5:, 2] = -0.1
    assert viterbi(scores, [1, 1, 1]).tolist() == [0, 4, 5, 10]
    assert viterbi(scores, [1, 3, 1]).tolist() in ([0, 3, 6, 10], [0, 4, 7, 10], [0, 2, 5, 10])
    with pytest.raises(StudioError, match="too short"):
        viterbi(scores[:4], [2, 2, 2])


def test_symbol_classes_cover_stress_space_and_length():
    assert symbol_classes("ˈɑː ,")[1:-1] == [STRESS, *symbol_classes("ɑɑ")[1:-1], SPACE, PAUSE]


def test_ctc_peaks_follow_the_only_path():
    ctc = np.full((7, CTC_CLASSES), -20.0)
    for frame, index in enumerate([BLANK, 4, 4, BLANK, 4, 9, BLANK]):
        ctc[frame, index] = -0.01
    spans, along = ctc_peaks(ctc, [4, 4, 9])
    assert spans.tolist() == [[1, 2], [4, 4], [5, 5]]
    np.testing.assert_allclose(along, -0.01)
    with pytest.raises(StudioError, match="too short"):
        ctc_peaks(ctc[:2], [4, 4, 9])


def test_the_spoken_pronunciation_is_chosen():
    utterance = phonemize("I read books.")
    read = utterance.words[1]
    assert {"ɹid", "ɹɛd"} == {p.replace("ˈ", "") for p, _ in read.alternatives}
    from studio.text.inventory import sounds
    from studio.voice.inverse_model import Posteriors

    for said in ("I ɹˈid bˈʊks", "I ɹˈɛd bˈʊks"):
        path = [i for _, index in sounds(said) for i in (BLANK, index, BLANK)]
        ctc = np.full((len(path), CTC_CLASSES), -6.0, np.float32)
        ctc[np.arange(len(path)), path] = -0.1
        heard = Posteriors(ctc, np.zeros((2 * len(path), 45), np.float32), len(path) / 50)
        chosen = best_pronunciation(heard, utterance)
        assert chosen.words[1].phonemes == said.split()[1]
        for word in chosen.words:
            assert chosen.phonemes[slice(*word.place)] == word.phonemes


def test_likelihood_of_what_does_not_fit_is_minus_infinity(
    model: InverseModel, clips: list[TeacherClip]
):
    heard = model.listen(clips[0].audio)
    right, wrong, endless = sentence_likelihoods(
        heard, [clips[0].phonemes, clips[1].phonemes, clips[1].phonemes * 9]
    )
    assert right > wrong + 50
    assert endless == -np.inf
