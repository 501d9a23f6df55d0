"""What is heard: phonemes, words, and which words of a text are missing."""

import numpy as np
import pytest

from studio.audio.files import Sound
from studio.speech.hear import Hearing, check_text, hear, listener
from tests.voice.clips import TeacherClip, teacher_clips


@pytest.fixture(scope="module")
def clips() -> list[TeacherClip]:
    return teacher_clips()


def test_every_word_of_the_right_text_is_heard(clips: list[TeacherClip]):
    for clip in clips:
        heard = hear(clip.sound, clip.text)
        assert heard.missing == ()
        assert heard.confidence == 1.0
        assert heard.extras == ()
        assert heard.words == ()  # the recogniser was not asked


def test_words_lie_where_they_were_said(clips: list[TeacherClip]):
    clip = clips[0]
    checks = hear(clip.sound, clip.text).checks
    assert [clip.text[slice(*check.span)] for check in checks] == [c.text for c in checks]
    last = clip.phonemes.rindex(" ") + 1  # "times" begins behind the last space
    assert checks[-1].text == "times"
    assert checks[-1].start == pytest.approx(clip.bounds[last + 1], abs=0.08)


def test_a_swapped_word_is_found(clips: list[TeacherClip]):
    clip = clips[1]  # "All descriptions of offenders congregated together in the felons' wards."
    text = clip.text.replace("offenders", "elephants")
    missing = hear(clip.sound, text).missing
    assert [word.text for word in missing] == ["elephants"]
    assert text[slice(*missing[0].span)] == "elephants"
    said = clip.bounds[clip.phonemes.index("əfˈɛndəɹz") + 1]
    assert missing[0].start == pytest.approx(said, abs=0.15)


def test_a_word_that_was_not_said_is_found(clips: list[TeacherClip]):
    text = clips[0].text.replace("people", "seventeen people")
    assert [w.text for w in hear(clips[0].sound, text).missing] == ["seventeen"]


def test_words_besides_the_text_are_found(clips: list[TeacherClip]):
    clip = clips[0]
    assert "Babylonian" in clip.text
    heard = hear(clip.sound, clip.text.replace("Babylonian ", ""))
    assert len(heard.extras) + len(heard.missing) >= 1
    if heard.extras:
        index = clip.phonemes.index("bˌæbɪlˈOniən")
        assert heard.extras[0].start == pytest.approx(clip.bounds[index + 1], abs=0.2)


def test_another_text_is_not_heard(clips: list[TeacherClip]):
    assert hear(clips[0].sound, clips[1].text).confidence < 0.35


def test_a_text_too_long_for_the_sound_is_not_heard(clips: list[TeacherClip]):
    short = Sound(clips[0].sound.samples[:6000], clips[0].sound.rate)
    heard = hear(short, clips[0].text)
    assert heard.confidence == 0.0
    assert len(heard.checks) == len(clips[0].text.split())


def test_silence_holds_no_word(clips: list[TeacherClip]):
    silence = Sound(np.zeros(48_000, np.float32), 24_000)
    assert hear(silence, "Nobody is speaking here.").confidence == 0.0
    quiet = hear(silence, words=False)
    assert quiet == Hearing(quiet.phonemes, (), (), ())
    assert len(quiet.phonemes) <= 1


def test_without_a_text_the_recogniser_writes_the_words(clips: list[TeacherClip]):
    heard = hear(clips[1].sound)
    assert "congregated together" in heard.text.lower()
    assert 0.5 < heard.confidence <= 1.0
    times = [phoneme.at for phoneme in heard.phonemes]
    assert times == sorted(times)


def test_an_empty_text_has_nothing_to_check(clips: list[TeacherClip]):
    heard = listener().listen(clips[0].audio)
    assert check_text(heard, "…")[0] == ()


def test_stereo_at_another_rate_is_heard_as_well(clips: list[TeacherClip]):
    from studio.audio.files import resample

    samples = resample(clips[0].sound.samples, clips[0].sound.rate, 48_000)
    stereo = Sound(np.stack([samples, samples * 0.5], axis=1), 48_000)
    assert hear(stereo, clips[0].text).missing == ()
