"""Streams: every form block by block, whatever is broken read as far as it goes, and why."""

from collections.abc import Callable
from pathlib import Path

import av
import numpy as np
import pytest
import soundfile
from numpy.typing import NDArray

from studio.audio.files import resample
from studio.audio.streams import StreamForm, clock, open_stream, resampled
from studio.core.errors import StudioError

Samples = NDArray[np.float32]
Tone = Callable[..., Samples]
RATE = 24_000


def read(path: Path) -> tuple[Samples, StreamForm, list[str]]:
    with open_stream(path) as stream:
        blocks = list(stream.blocks(0.25))
        sizes = {len(block) for block in blocks[:-1]}
        assert sizes <= {round(0.25 * stream.form.rate)}
        return np.concatenate(blocks), stream.form, stream.notes


def write_m4a(path: Path, sound: Samples, rate: int = RATE) -> None:
    with av.open(str(path), "w") as container:
        stream = container.add_stream("aac", rate=rate, layout="mono")
        frame = av.AudioFrame.from_ndarray(sound[None], format="fltp", layout="mono")
        frame.sample_rate = rate
        cutter = av.AudioResampler("fltp", "mono", rate, frame_size=1024)
        for part in [*cutter.resample(frame), *cutter.resample(None)]:
            container.mux(stream.encode(part))
        container.mux(stream.encode(None))


@pytest.fixture
def speech(sample_take: Callable[[int], tuple[Samples, int, str]]) -> Samples:
    """Six seconds of the sample voice at 24 kHz."""
    joined = np.concatenate([sample_take(number)[0] for number in range(3)])
    return resample(joined, sample_take(0)[1], RATE)[: 6 * RATE]


FORMS = [
    ("a.wav", "WAV", "PCM_U8"),
    ("a.wav", "WAV", "PCM_16"),
    ("a.wav", "WAV", "FLOAT"),
    ("a.flac", "FLAC", "PCM_24"),
    ("a.mp3", "MP3", "MPEG_LAYER_III"),
    ("a.ogg", "OGG", "VORBIS"),
    ("a.opus", "OGG", "OPUS"),
]


@pytest.mark.parametrize(("name", "container", "subtype"), FORMS)
def test_forms(name: str, container: str, subtype: str, tmp_path: Path, speech: Samples) -> None:
    soundfile.write(tmp_path / name, speech, RATE, subtype, format=container)
    sound, form, notes = read(tmp_path / name)
    assert (form.rate, form.channels, notes) == (RATE, 1, [])
    assert form.deep == (subtype in ("FLOAT", "PCM_24"))
    assert len(sound) == pytest.approx(len(speech), abs=RATE * 0.1)
    n = min(len(sound), len(speech))
    assert np.corrcoef(sound[:n], speech[:n])[0, 1] > 0.95


def test_m4a_goes_through_ffmpeg(tmp_path: Path, speech: Samples) -> None:
    write_m4a(tmp_path / "a.m4a", speech)
    sound, form, notes = read(tmp_path / "a.m4a")
    assert (form.rate, form.channels, form.deep, notes) == (RATE, 1, False, [])
    assert form.seconds == pytest.approx(6.0, abs=0.1)
    lag = int(np.argmax(np.correlate(sound[: 2 * RATE], speech[2000:26_000], "valid"))) - 2000
    assert abs(lag) <= 2048  # the encoder's delay, below 0.1 s
    shifted = sound[lag:] if lag >= 0 else np.pad(sound, (-lag, 0))
    n = min(len(shifted), len(speech))
    assert np.corrcoef(shifted[:n], speech[:n])[0, 1] > 0.95


@pytest.mark.parametrize("rate", [8_000, 192_000])
def test_six_channels_at_any_rate_are_mixed(rate: int, tmp_path: Path, tone: Tone) -> None:
    one = tone(997.0, 1.0, rate, -12.0)
    channels = np.stack([one, one, 0 * one, one, 0 * one, one], axis=1)
    soundfile.write(tmp_path / "six.wav", channels, rate, "PCM_24")
    sound, form, _ = read(tmp_path / "six.wav")
    assert (form.rate, form.channels) == (rate, 6)
    assert np.abs(sound - one * 4 / 6).max() < 1e-4


@pytest.mark.parametrize(("name", "container", "subtype"), FORMS[1:])
def test_cut_off_files_are_read_to_where_they_end(
    name: str, container: str, subtype: str, tmp_path: Path, speech: Samples
) -> None:
    path = tmp_path / name
    soundfile.write(path, speech, RATE, subtype, format=container)
    data = path.read_bytes()
    path.write_bytes(data[: len(data) * 2 // 3])
    sound, _, notes = read(path)
    assert 2.0 < len(sound) / RATE < 5.0
    assert np.corrcoef(sound[:RATE], speech[:RATE])[0, 1] > 0.95
    assert len(notes) == 1
    assert "cut off" in notes[0] or "damaged" in notes[0]


@pytest.mark.parametrize("name", ["a.flac", "a.mp3", "a.m4a"])
def test_garbage_in_the_middle_is_got_over(name: str, tmp_path: Path, speech: Samples) -> None:
    path = tmp_path / name
    if name == "a.m4a":
        write_m4a(path, np.tile(speech, 3))
    else:
        soundfile.write(path, np.tile(speech, 3), RATE)
    data = bytearray(path.read_bytes())
    middle = len(data) // 2
    data[middle : middle + 2000] = np.random.default_rng(0).bytes(2000)
    path.write_bytes(data)
    sound, _, notes = read(path)
    assert 17.0 < len(sound) / RATE < 18.3
    # The last third is there again, and near to its place.
    end = sound[-3 * RATE - 2000 :]
    found = np.correlate(end, speech[-3 * RATE : -2 * RATE], "valid")
    assert found.max() > 0.8 * float(np.dot(*[speech[-3 * RATE : -2 * RATE]] * 2))
    assert [note[:17] for note in notes] == ["It is damaged at "]


def test_samples_that_are_no_numbers_are_silence(tmp_path: Path, speech: Samples) -> None:
    speech = speech.copy()
    speech[1000:1100] = np.nan
    soundfile.write(tmp_path / "a.wav", speech, RATE, "FLOAT")
    sound, _, notes = read(tmp_path / "a.wav")
    assert not sound[1000:1100].any()
    assert notes == ["Some samples are no numbers; they were taken as silence."]


def test_what_is_no_sound_is_one_sentence(tmp_path: Path, tone: Tone) -> None:
    (tmp_path / "empty.wav").write_bytes(b"")
    (tmp_path / "text.m4a").write_text("hello " * 100)
    soundfile.write(tmp_path / "nothing.wav", np.zeros(0, np.float32), RATE)
    soundfile.write(tmp_path / "slow.wav", tone(100.0, 1.0, 4_000), 4_000)
    soundfile.write(tmp_path / "nine.wav", np.zeros((RATE, 9), np.float32), RATE)
    for name, words in (
        ("empty.wav", "holds no sound"),
        ("text.m4a", "is no sound file that can be read"),
        ("nothing.wav", "no sound"),
        ("slow.wav", "4000 samples a second"),
        ("nine.wav", "9 channels"),
        ("gone.wav", "does not exist"),
        (".", "is a folder"),
    ):
        with pytest.raises(StudioError, match=words) as error:
            read(tmp_path / name)
        assert str(error.value).count("\n") == 0


@pytest.mark.parametrize("rate", [8_000, 11_025, 44_100, 48_000, 192_000])
def test_a_stream_is_resampled_as_the_whole_would_be(rate: int) -> None:
    rng = np.random.default_rng(rate)
    sound = (0.1 * rng.standard_normal(2 * rate + 77)).astype(np.float32)
    cuts = np.sort(rng.integers(0, len(sound), 9))
    out = np.concatenate(list(resampled(np.split(sound, cuts), rate, 16_000)))
    whole = resample(sound, rate, 16_000)
    assert len(out) == len(whole)
    assert np.abs(out - whole).max() < 1e-6


def test_memory_is_flat(tmp_path: Path, tone: Tone) -> None:
    import tracemalloc

    soundfile.write(tmp_path / "long.flac", np.tile(tone(200.0, 10.0), 60), RATE)
    tracemalloc.start()
    try:
        with open_stream(tmp_path / "long.flac") as stream:
            seconds = sum(len(b) for b in resampled(stream.blocks(), RATE, 16_000)) / 16_000
        peak = tracemalloc.get_traced_memory()[1]
    finally:
        tracemalloc.stop()
    assert seconds == pytest.approx(600.0)
    assert peak < 4_000_000  # ten minutes are 57 MB


@pytest.mark.parametrize(("seconds", "text"), [(0, "0:00"), (63.9, "1:03"), (7325, "2:02:05")])
def test_clock(seconds: float, text: str) -> None:
    assert clock(seconds) == text
