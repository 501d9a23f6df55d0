"""What is wrong with a take: each fault made on purpose in speech that has none."""

from collections.abc import Callable

import numpy as np
import pytest

from studio.audio.cleanup import Cleanup, clean
from studio.audio.files import Samples, Sound, resample
from studio.audio.hum import Hum
from studio.audio.levels import Span, match_level, speech_bounds
from studio.audio.room import RoomReport
from studio.audio.take_faults import Fault, find_faults

RATE = 48_000
Take = Callable[[int], tuple[Samples, int, str]]
Tone = Callable[..., Samples]


def hiss(samples: int, dbfs: float, seed: int = 0) -> Samples:
    rng = np.random.default_rng(seed)
    return rng.normal(0, 10 ** (dbfs / 20), samples).astype(np.float32)


@pytest.fixture
def good(sample_take: Take) -> Samples:
    """A sentence at -25 dBFS with half a second of quiet room before and after it, 48 kHz."""
    samples, rate, _ = sample_take(4)
    padded = np.pad(resample(samples, rate, RATE), (RATE // 2, RATE // 5))
    sound = match_level(padded, -25.0, RATE)
    return sound + hiss(len(sound), -75)


def only(samples: Samples, kind: str, room: RoomReport | None = None) -> Fault:
    """Return the one fault there is, which must be of that kind."""
    faults = find_faults(Sound(samples, RATE), room)
    assert [fault.kind for fault in faults] == [kind]
    return faults[0]


def test_good_takes_have_no_fault(good: Samples, sample_take: Take) -> None:
    assert find_faults(Sound(good, RATE)) == ()
    assert find_faults(Sound(np.stack([good, good], axis=1), RATE)) == ()
    for number in range(8):
        samples, rate, _ = sample_take(number)
        sound = match_level(np.pad(samples, (rate // 3, rate // 10)), -25.0, rate)
        assert find_faults(Sound(sound + hiss(len(sound), -70), rate)) == ()


def test_too_loud(good: Samples) -> None:
    at = int(np.argmax(np.abs(good)))
    top = float(np.abs(good[at]))
    fault = only(np.clip(good * (4 / top), -1, 1), "too_loud")
    assert fault.severity == "refuse" and fault.at is not None
    assert "lower the input gain or move back a hand's width, then read it again" in fault.sentence
    assert f"at {fault.at:.1f} s" in fault.sentence
    # The one highest crest alone is flattened: a click, which does not ruin a take.
    limit = 0.97 * top
    crest = np.clip(good, -limit, limit) * np.float32(0.93 / limit)
    fault = only(crest, "too_loud")
    assert fault.severity == "warn"
    assert fault.at == pytest.approx(at / RATE, abs=0.01)
    fault = only(good * np.float32(0.97 / top), "too_loud")
    assert fault.severity == "warn" and "Almost too loud" in fault.sentence
    assert fault.at == pytest.approx(at / RATE, abs=0.001)


def test_too_soft(good: Samples) -> None:
    fault = only(good * np.float32(10 ** (-20 / 20)), "too_soft")
    assert fault.severity == "warn"
    assert "−45 dBFS: raise the input gain by about 20 dB" in fault.sentence


def test_noisy(good: Samples) -> None:
    fault = only(good + hiss(len(good), -46), "noisy")
    assert fault.severity == "warn" and "below your voice" in fault.sentence
    fault = only(good + hiss(len(good), -29), "noisy")
    assert fault.severity == "refuse" and "read it again" in fault.sentence
    assert find_faults(Sound(good + hiss(len(good), -62), RATE)) == ()


def test_a_rumble_that_nobody_hears_is_not_noise(good: Samples, tone: Tone) -> None:
    rumble = tone(22.0, len(good) / RATE, RATE, -42.0)
    assert find_faults(Sound(good + rumble, RATE)) == ()


def test_hum(good: Samples, tone: Tone) -> None:
    seconds = len(good) / RATE
    hummed = good + tone(60.02, seconds, RATE, -55) + tone(180.06, seconds, RATE, -58)
    fault = only(hummed, "hum")
    assert fault.severity == "warn"
    assert "A hum at 60 Hz, −56 dBFS: move the microphone's cable" in fault.sentence
    mended = clean(Sound(hummed, RATE), Cleanup(hum_hz=60.0))
    assert find_faults(mended) == ()
    assert find_faults(Sound(good + tone(60.02, seconds, RATE, -75), RATE)) == ()


def test_a_take_without_pauses_trusts_the_room(good: Samples) -> None:
    bounds = speech_bounds(good, RATE, margin=0.0)
    assert bounds is not None
    middle = good[round(bounds.start * RATE) : round((bounds.start + 0.9) * RATE)]
    quiet = RoomReport(-70, -78, None, 0.3, -20, 9.0, False, ())
    hummed = RoomReport(-50, -70, Hum(50.0, -50.0, (1, 2)), 0.3, -20, 9.0, False, ())
    assert "hum" not in {fault.kind for fault in find_faults(Sound(middle, RATE), quiet)}
    assert "hum" in {fault.kind for fault in find_faults(Sound(middle, RATE), hummed)}
    assert "noisy" not in {fault.kind for fault in find_faults(Sound(middle, RATE), quiet)}


def test_speech_that_was_cut_off(good: Samples) -> None:
    loud = np.abs(good) > 0.5 * np.abs(good).max()
    inside = np.flatnonzero(loud)
    start, end = int(inside[0]) + 400, int(inside[-1])
    fault = only(good[start:], "cut_start")
    assert fault.at == 0.0 and "wait a moment after pressing record" in fault.sentence
    fault = only(good[:end], "cut_end")
    assert fault.at == pytest.approx(end / RATE)
    assert "wait a moment before you stop" in fault.sentence


def test_long_silences_are_offered_to_be_trimmed(good: Samples) -> None:
    bounds = speech_bounds(good, RATE, margin=0.0)
    assert bounds is not None
    quiet = hiss(round(1.5 * RATE), -75, 5)
    before = only(np.concatenate((quiet, good)), "long_silence")
    assert before.severity == "warn" and before.trim is not None
    assert before.trim.start == 0 and before.trim.end == pytest.approx(1.3 + bounds.start, abs=0.05)
    assert "before the first word" in before.sentence
    after = only(np.concatenate((good, quiet)), "long_silence")
    whole = (len(good) + len(quiet)) / RATE
    assert after.trim is not None and after.trim.end == pytest.approx(whole)
    assert after.trim.start == pytest.approx(bounds.end + 0.2, abs=0.1)
    assert "after the last word" in after.sentence
    half = np.concatenate((good, quiet, good))
    inside = only(half, "long_silence")
    assert inside.trim is not None and inside.at == inside.trim.start
    assert inside.trim.start == pytest.approx(bounds.end + 0.25, abs=0.1)
    assert inside.trim.end == pytest.approx(whole + bounds.start - 0.25, abs=0.1)
    trimmed = clean(Sound(half, RATE), Cleanup(trim=True))
    assert trimmed.seconds == pytest.approx(len(half) / RATE - inside.trim.seconds, abs=0.03)
    assert find_faults(trimmed) == ()


def test_a_take_of_nothing(good: Samples) -> None:
    fault = only(np.zeros(RATE, np.float32), "silent")
    assert fault.severity == "refuse" and "not muted" in fault.sentence
    assert only(hiss(2 * RATE, -75), "silent").severity == "refuse"
    fault = only(hiss(2 * RATE, -40), "silent")
    assert "only noise" in fault.sentence
    assert only(np.zeros(0, np.float32), "silent").trim is None


def test_what_ruins_a_take_comes_first(good: Samples) -> None:
    quiet = hiss(round(1.5 * RATE), -75, 5)
    worst = np.concatenate((quiet, np.clip(good * 40, -1, 1)))
    faults = find_faults(Sound(worst, RATE))
    assert [fault.kind for fault in faults][:1] == ["too_loud"]
    assert "long_silence" in {fault.kind for fault in faults}
    assert isinstance(faults[-1].trim, Span)
