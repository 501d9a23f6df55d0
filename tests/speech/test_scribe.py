"""The decoder on the inverse model's encoder: what it writes, and how it scores texts."""

import numpy as np
import pytest

from studio.speech.hear import listener
from studio.speech.scribe import MOST_SECONDS, encode, scribe
from tests.voice.clips import TeacherClip, teacher_clips


@pytest.fixture(scope="module")
def clip() -> TeacherClip:
    return teacher_clips()[1]  # "All descriptions of offenders congregated together …"


def test_it_writes_what_is_said_and_stops(clip: TeacherClip):
    _, (piece,) = encode(listener(), clip.audio)
    assert piece.start == 0.0
    written = scribe().write(piece)
    assert "congregated together" in written
    assert abs(len(written.split()) - len(clip.text.split())) <= 1


def test_the_text_that_was_said_is_likelier_than_another(clip: TeacherClip):
    _, (piece,) = encode(listener(), clip.audio)
    swapped = clip.text.replace("offenders", "elephants")
    said, other, longer = scribe().score(piece, [clip.text, swapped, "Well, " + clip.text])
    assert said > other + 5
    assert said > longer


def test_a_score_belongs_to_its_text_alone(clip: TeacherClip):
    _, (piece,) = encode(listener(), clip.audio)
    texts = [clip.text, "Something else altogether."]
    together = scribe().score(piece, texts)
    alone = [scribe().score(piece, [text])[0] for text in texts]
    np.testing.assert_allclose(together, alone, rtol=0.05, atol=0.5)


def test_words_with_t_are_spelt_as_the_decoder_knows_them():
    # " the" is one token of Whisper's; the file's tokeniser lacks the merge that makes it.
    ear = scribe()
    assert len(ear.tokens("the")) == 1
    assert len(ear.tokens("to take two")) == 3


def test_the_phonemes_are_those_of_the_listener(clip: TeacherClip):
    posteriors, _ = encode(listener(), clip.audio)
    alone = listener().listen(clip.audio)
    assert posteriors.ctc.shape == alone.ctc.shape
    assert posteriors.frames.shape == alone.frames.shape
    assert posteriors.seconds == alone.seconds
    # The encoder hears the silence behind the take as well, so they are not quite the same.
    assert np.mean(posteriors.ctc.argmax(1) == alone.ctc.argmax(1)) > 0.95


def test_a_long_take_is_cut_where_it_is_quiet():
    rng = np.random.default_rng(0)
    audio = rng.normal(0, 0.05, 16_000 * 40).astype(np.float32)
    audio[16_000 * 20 : 16_000 * 20 + 3_200] = 0.0
    posteriors, pieces = encode(listener(), audio)
    assert len(pieces) == 2
    assert pieces[1].start == pytest.approx(20.1, abs=0.11)
    assert pieces[1].start < MOST_SECONDS
    assert len(posteriors.ctc) == len(audio) // 320
