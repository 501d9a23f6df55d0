"""Sound files of every kind come in right, and bad ones are one sentence with their name."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.audio.files import (
    read_sound,
    resample,
    sound_form,
    to_mono,
    write_flac,
    write_wav,
)
from studio.core.errors import StudioError

Tone = Callable[..., np.ndarray]


def pitch_of(sound: np.ndarray, rate: int) -> float:
    spectrum = np.abs(np.fft.rfft(sound * np.hanning(len(sound)), 1 << 18))
    return float(np.argmax(spectrum)) * rate / (1 << 18)


@pytest.mark.parametrize(
    ("name", "subtype", "rate", "error"),
    [
        ("a.wav", "PCM_U8", 8_000, 0.01),
        ("a.wav", "PCM_16", 44_100, 1e-4),
        ("a.wav", "PCM_24", 48_000, 1e-6),
        ("a.wav", "PCM_32", 96_000, 1e-6),
        ("a.wav", "FLOAT", 192_000, 1e-7),
        ("a.wav", "DOUBLE", 22_050, 1e-7),
        ("a.flac", "PCM_16", 24_000, 1e-4),
        ("a.flac", "PCM_24", 96_000, 1e-6),
        ("a.aiff", "PCM_16", 16_000, 1e-4),
        ("a.ogg", "VORBIS", 44_100, 0.03),
        ("a.ogg", "OPUS", 24_000, 0.03),
        ("a.mp3", "MPEG_LAYER_III", 44_100, 0.03),
    ],
)
@pytest.mark.parametrize("channels", [1, 2])
def test_every_kind_of_file(
    tmp_path: Path, tone: Tone, name: str, subtype: str, rate: int, error: float, channels: int
) -> None:
    sound = tone(997.0, 0.5, rate, -12.0)
    stereo = np.stack([sound, sound / 2], axis=1)
    soundfile.write(tmp_path / name, sound if channels == 1 else stereo, rate, subtype=subtype)
    got = read_sound(tmp_path / name)
    assert (got.rate, got.channels) == (rate, channels)
    assert got.samples.dtype == np.float32
    assert got.seconds == pytest.approx(0.5, abs=0.06)  # an MP3 has padding at both ends
    mono = got.samples if channels == 1 else got.samples[:, 0]
    assert pitch_of(mono, rate) == pytest.approx(997, abs=1)
    middle = np.abs(mono[len(mono) // 4 : -len(mono) // 4]).max()
    assert middle == pytest.approx(10 ** (-12 / 20), abs=max(error, 2e-3))


def test_to_mono_is_the_mean(tone: Tone) -> None:
    sound = tone()
    assert to_mono(sound) is sound
    np.testing.assert_allclose(
        to_mono(np.stack([sound, np.float32(-0.5) * sound], axis=1)), sound / 4, atol=1e-6
    )


@pytest.mark.parametrize("content", [b"file\ttext\n", b"\x00" * 5000, b"RIFF____WAVEfmt "])
def test_what_is_no_sound(tmp_path: Path, content: bytes) -> None:
    (tmp_path / "notes.wav").write_bytes(content)
    with pytest.raises(StudioError, match=r"notes\.wav is not a sound file"):
        read_sound(tmp_path / "notes.wav")


def test_empty_and_absent_files(tmp_path: Path) -> None:
    (tmp_path / "empty.wav").touch()
    with pytest.raises(StudioError, match=r"empty\.wav is empty"):
        read_sound(tmp_path / "empty.wav")
    with pytest.raises(StudioError, match="does not exist"):
        read_sound(tmp_path / "none.wav")
    with pytest.raises(StudioError, match="is a folder"):
        read_sound(tmp_path)


def test_no_seconds_of_sound(tmp_path: Path) -> None:
    soundfile.write(tmp_path / "short.wav", np.zeros(0, np.float32), 24_000)
    with pytest.raises(StudioError, match=r"short\.wav holds no sound \(0 seconds\)"):
        read_sound(tmp_path / "short.wav")


@pytest.mark.parametrize("name", ["cut.flac", "cut.wav"])
def test_cut_off(tmp_path: Path, tone: Tone, name: str) -> None:
    noise = np.random.default_rng(0).normal(0, 0.1, 48_000).astype(np.float32)
    soundfile.write(tmp_path / name, noise, 24_000)
    whole = (tmp_path / name).read_bytes()
    (tmp_path / name).write_bytes(whole[: len(whole) // 2])
    if name.endswith("flac"):
        with pytest.raises(StudioError, match=r"cut\.flac is damaged or cut off"):
            read_sound(tmp_path / name)
    else:  # libsndfile corrects the header: what is there is sound
        assert read_sound(tmp_path / name).seconds == pytest.approx(1.0, abs=0.01)


@pytest.mark.parametrize("bad", [np.nan, np.inf])
def test_samples_that_are_no_numbers(tmp_path: Path, tone: Tone, bad: float) -> None:
    sound = tone()
    sound[100] = bad
    soundfile.write(tmp_path / "bad.wav", sound, 24_000, subtype="FLOAT")
    with pytest.raises(StudioError, match=r"bad\.wav holds samples that are no numbers"):
        read_sound(tmp_path / "bad.wav")
    with pytest.raises(ValueError, match="no numbers"):
        write_wav(tmp_path / "out.wav", sound, 24_000)


def test_rates_and_lengths_that_nobody_records(tmp_path: Path, tone: Tone) -> None:
    soundfile.write(tmp_path / "slow.wav", tone(100.0, 1.0, 4_000), 4_000)
    with pytest.raises(StudioError, match="4000 samples a second"):
        read_sound(tmp_path / "slow.wav")
    soundfile.write(tmp_path / "long.wav", tone(100.0, 130.0, 8_000), 8_000)
    assert sound_form(tmp_path / "long.wav").seconds == pytest.approx(130)
    with pytest.raises(StudioError, match=r"long\.wav is 2 minutes long"):
        read_sound(tmp_path / "long.wav", max_seconds=60)


def test_written_files_come_back(tmp_path: Path, tone: Tone) -> None:
    sound = tone(440.0, 0.5, 24_000, -6.0)
    loud = sound * 3
    write_wav(tmp_path / "new" / "a.wav", sound, 24_000)
    write_flac(tmp_path / "a.flac", np.stack([sound, sound], axis=1), 24_000, "PCM_24")
    write_wav(tmp_path / "loud.wav", loud, 24_000)
    write_wav(tmp_path / "float.wav", loud, 24_000, "FLOAT")
    np.testing.assert_allclose(
        read_sound(tmp_path / "new" / "a.wav").samples, sound, rtol=0, atol=4e-5
    )
    assert read_sound(tmp_path / "a.flac").channels == 2
    assert np.abs(read_sound(tmp_path / "loud.wav").samples).max() <= 1.0
    np.testing.assert_array_equal(read_sound(tmp_path / "float.wav").samples, loud)
    assert {path.name for path in tmp_path.iterdir()} == {
        "new",
        "a.flac",
        "loud.wav",
        "float.wav",
    }


def test_full_disk(tmp_path: Path, tone: Tone) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (20_000, limits[1]))
    try:
        with pytest.raises(StudioError, match=r"(disk is full|could not be written)"):
            write_wav(tmp_path / "big.wav", tone(440.0, 3.0), 24_000)
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    ("from_rate", "to_rate"),
    [(48_000, 24_000), (44_100, 24_000), (16_000, 24_000), (8_000, 24_000), (24_000, 22_050)],
)
def test_resampling_keeps_pitch_level_time_and_length(
    tone: Tone, from_rate: int, to_rate: int
) -> None:
    sound = tone(997.0, 1.0, from_rate, -6.0)
    burst = sound * np.hanning(len(sound)).astype(np.float32)
    out = resample(burst, from_rate, to_rate)
    assert len(out) == -(-len(burst) * to_rate // from_rate)
    assert out.dtype == np.float32
    time = np.arange(len(out)) / to_rate
    expected = 10 ** (-6 / 20) * np.sin(2 * np.pi * 997 * time) * np.sin(np.pi * time) ** 2
    assert np.abs(out - expected).max() < 2e-3


def test_resampling_lets_nothing_fold_back(tone: Tone) -> None:
    """13 kHz has no place at 24 kHz; 10 kHz has."""
    assert np.abs(resample(tone(13_000.0, 1.0, 48_000, 0.0), 48_000, 24_000)[500:-500]).max() < 1e-3
    kept = np.abs(resample(tone(10_000.0, 1.0, 48_000, 0.0), 48_000, 24_000)[500:-500]).max()
    assert kept == pytest.approx(1.0, abs=0.02)


def test_resampling_nothing() -> None:
    assert len(resample(np.zeros(0, np.float32), 48_000, 24_000)) == 0
