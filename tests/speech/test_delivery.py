"""Lines become files: as long, as loud, marked, described, and written again only when changed."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from scipy.signal import lfilter

from studio.audio.files import read_sound, sound_form, write_wav
from studio.audio.levels import rms_dbfs
from studio.audio.room_tone import SOFT_DBFS
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech import watermark
from studio.speech.delivery import DeliveredLine, DeliverySettings
from studio.speech.delivery_task import deliver
from studio.speech.detect import detect
from studio.speech.export import Origin, read_tags, write, writing_score

Lines = list[DeliveredLine]
RATE = 24_000


def result_of(task: Any) -> dict[str, Any]:
    while True:
        try:
            next(task)
        except StopIteration as end:
            return end.value


@pytest.fixture
def lines(tmp_path: Path, sample_take: Callable[[int], tuple[np.ndarray, int, str]]) -> Lines:
    """Three marked lines of two characters with scores, as a rendering leaves them."""
    made = []
    for number, character in enumerate(("Ann", "Bob", "Ann")):
        samples, rate, text = sample_take(number)
        assert rate == RATE
        assert len(samples) > 2 * RATE
        marked = watermark.mark(samples[: 2 * RATE], RATE)
        sound, score = tmp_path / f"r{number}.wav", tmp_path / f"r{number}.json"
        write(sound, marked, RATE, Origin("Heart", "the stock voice Heart", text))
        word = text.split()[0]
        spans = {"span": [0, len(word)], "start": 0.5, "end": 0.9}
        with writing_score(score, {"voice": "Heart"}) as file:
            file.write(
                {
                    "text": text, "span": [0, len(text)], "start": 0.4, "end": 1.9, "error": "",
                    "symbols": [["h", 0.5, 0.6], ["ˈ", 0.6, 0.65], ["I", 0.65, 0.9]],
                    "words": [{"text": word, "phonemes": "hˈI", **spans}],
                }
            )  # fmt: skip
        made.append(DeliveredLine(f"l{number}", character, text, sound, score, "af_heart"))
    return made


def test_a_podcast_with_everything_beside_it(tmp_path: Path, lines: Lines) -> None:
    out = tmp_path / "out"
    settings = DeliverySettings(
        format="mp3", rate=44_100, name="part one", subtitles=("srt", "vtt"), lipsync=True
    )
    done = result_of(deliver(None, lines, out, settings))
    (row,) = done["files"]
    assert (row["file"], row["change"], row["lines"]) == (
        "part one.mp3",
        "added",
        ["l0", "l1", "l2"],
    )
    assert done["marked"]
    assert row["measured"]["lufs"] == pytest.approx(-16.0, abs=0.3)
    assert row["measured"]["true_peak_dbtp"] <= -1.0
    form = sound_form(out / "part one.mp3")
    assert form.seconds == pytest.approx(3 * 2.0 + 2 * 0.6, abs=0.1)
    assert form.rate == 44_100
    assert "the stock voice Heart" in read_tags(out / "part one.mp3")["comment"]
    assert (out / "part one.srt").read_text().startswith("1\n00:00:00,500 --> ")
    assert "<v Bob>" in (out / "part one.vtt").read_text()
    lipsync = json.loads((out / "part one.lipsync.json").read_text())
    second = lipsync["lines"][1]
    assert second["start"] == pytest.approx(2.6, abs=0.001)
    assert second["words"][0]["start"] == pytest.approx(3.1, abs=0.001)
    assert [shape for shape, *_ in second["visemes"]] == ["sil", "kk", "aa", "ih", "sil"]


def test_only_what_changed_is_written_again(tmp_path: Path, lines: Lines) -> None:
    out = tmp_path / "out"
    settings = DeliverySettings(layout="lines", loudness="none", rate=24_000)
    first = result_of(deliver(None, lines, out, settings))
    assert first["changes"] == {"added": 3, "changed": 0, "same": 0, "removed": 0}
    times = {path: path.stat().st_mtime_ns for path in out.rglob("*.wav")}
    assert {str(p.relative_to(out)) for p in times} == {
        "Ann/l0_001.wav", "Bob/l1_002.wav", "Ann/l2_003.wav"
    }  # fmt: skip
    sound = read_sound(lines[1].sound)
    write_wav(lines[1].sound, -sound.samples, RATE)
    (out / "Ann/l2_003.wav").write_bytes(b"somebody else's")
    second = result_of(deliver(None, lines[:2], out, settings))
    assert second["changes"] == {"added": 0, "changed": 1, "same": 1, "removed": 1}
    assert (out / "Ann/l0_001.wav").stat().st_mtime_ns == times[out / "Ann/l0_001.wav"]
    assert (out / "Bob/l1_002.wav").stat().st_mtime_ns != times[out / "Bob/l1_002.wav"]
    manifest = json.loads((out / "manifest.json").read_text())
    assert [one["change"] for one in manifest["files"]] == ["same", "changed", "removed"]
    removing = DeliverySettings(layout="lines", loudness="none", rate=24_000, remove_old=True)
    (out / "manifest.json").write_text(json.dumps(
        {**manifest, "files": [{**one, "change": "same"} for one in manifest["files"]]}
    ))  # fmt: skip
    third = result_of(deliver(None, lines[:1], out, removing))
    assert third["deleted"] == ["Bob/l1_002.wav"]  # the other one was changed by somebody
    assert (out / "Ann/l2_003.wav").exists()


def test_stems_are_as_long_and_add_up(tmp_path: Path, lines: Lines) -> None:
    quiet: dict[str, Any] = {"rate": 24_000, "depth": "float", "room_tone": "none"}
    for layout in ("stems", "one"):
        settings = DeliverySettings(layout=layout, loudness="ebu", name="x", **quiet)
        result_of(deliver(None, lines, tmp_path / layout, settings))
    ann, bob = (read_sound(tmp_path / f"stems/x_{who}.wav").samples for who in ("Ann", "Bob"))
    whole = read_sound(tmp_path / "one/x.wav").samples
    assert len(ann) == len(bob) == len(whole)
    assert not ann[round(2.7 * RATE) : round(5.1 * RATE)].any()
    np.testing.assert_allclose(ann + bob, whole, atol=2e-3)


def test_a_telephone_file_carries_the_mark_and_a_game_line_its_loudness(
    tmp_path: Path, lines: Lines
) -> None:
    phone = DeliverySettings(depth="ulaw", rate=8_000, loudness="game", target_lufs=-20.0, name="p")
    done = result_of(deliver(None, lines, tmp_path / "out", phone))
    assert done["marked"]
    assert sound_form(tmp_path / "out/p.wav").subtype == "ULAW"
    found = result_of(detect(tmp_path / "out/p.wav"))
    assert found["all"] and found["says_generated"]
    assert "carries the watermark" in found["sentence"]


def test_a_lost_mark_is_put_back_and_a_file_that_cannot_carry_one_says_so(
    tmp_path: Path, lines: Lines, tone: Callable[..., np.ndarray]
) -> None:
    samples = read_sound(lines[0].sound).samples
    unmarked = samples + 0.05 * np.random.default_rng(1).standard_normal(len(samples))
    write_wav(lines[0].sound, unmarked.astype(np.float32), RATE)  # drowned in noise
    write_wav(lines[1].sound, tone(seconds=0.1), RATE)
    settings = DeliverySettings(layout="lines", rate=24_000, room_tone="none")
    done = result_of(deliver(None, lines[:2], tmp_path / "out", settings))
    first, second = done["files"]
    assert first["watermark"]["found"] and first["watermark"]["marked_again"]
    assert not second["watermark"]["found"]
    assert not done["marked"]
    assert "too short or too quiet to carry the watermark" in second["warnings"][0]


def test_acx_is_met_with_its_silences(tmp_path: Path, lines: Lines) -> None:
    settings = DeliverySettings(format="mp3", rate=44_100, loudness="acx", name="x")
    done = result_of(deliver(None, lines, tmp_path / "out", settings))
    assert done["passed"], done["files"][0]["acx"]
    assert done["files"][0]["seconds"] == pytest.approx(3 * 2 + 2 * 0.6 + 0.75 + 1.5, abs=0.1)


def test_what_cannot_be_delivered_is_refused_before_anything_is_written(
    tmp_path: Path, lines: Lines, library: Library
) -> None:
    out = tmp_path / "out"
    with pytest.raises(StudioError, match="no line"):
        result_of(deliver(None, [], out))
    with pytest.raises(StudioError, match="same id"):
        result_of(deliver(None, [lines[0], lines[0]], out))
    with pytest.raises(StudioError, match="µ-law"):
        DeliverySettings(depth="ulaw")
    with pytest.raises(StudioError, match="Opus"):
        DeliverySettings(format="opus", rate=44_100)
    voice = library.create_voice("Ada")
    library.record_consent(voice.id, "attestation", "Ada Berg", "Yes.")
    library.withdraw_consent(voice.id)
    line = DeliveredLine("a", "", "x", lines[0].sound, lines[0].score, voice.id)
    with pytest.raises(StudioError, match="consent was withdrawn"):
        result_of(deliver(library.root, [line], out))
    out.mkdir()
    (out / "manifest.json").write_text("{}")
    with pytest.raises(StudioError, match="no manifest"):
        result_of(deliver(None, lines, out))
    (out / "manifest.json").unlink()
    (out / "Ann").symlink_to(tmp_path)
    with pytest.raises(StudioError, match="through a link"):
        result_of(deliver(None, lines, out, DeliverySettings(layout="lines")))


def test_a_voice_speaks_by_somebodys_consent(
    tmp_path: Path, lines: Lines, library: Library
) -> None:
    voice = library.create_voice("Ada")
    library.record_consent(voice.id, "attestation", "Ada Berg", "Yes.")
    line = DeliveredLine("a", "", "x", lines[0].sound, lines[0].score, voice.id)
    settings = DeliverySettings(loudness="none", rate=24_000, name="x")
    result_of(deliver(library.root, [line], tmp_path / "out", settings))
    comment = read_tags(tmp_path / "out/x.wav")["comment"]
    assert "the cloned voice “Ada” (consent of Ada Berg, signed on " in comment
    (kept,) = json.loads((tmp_path / "out/manifest.json").read_text())["voices"]
    assert kept["consents"][0]["by"] == "Ada Berg"


@pytest.mark.parametrize(
    ("noise_dbfs", "kind", "why"),
    [(-60.0, "own", ""), (-120.0, "soft", "so clean"), (-38.0, "soft", "too noisy"),
     (None, "soft", "no recording")],
)  # fmt: skip
def test_pauses_hold_the_room_of_the_speakers_own_recordings_or_say_why_not(
    tmp_path: Path, lines: Lines, library: Library, vowel: Callable[..., np.ndarray],
    noise_dbfs: float | None, kind: str, why: str,
) -> None:  # fmt: skip
    voice = library.create_voice("Ada")
    library.record_consent(voice.id, "attestation", "Ada Berg", "Yes.")
    if noise_dbfs is not None:
        noise = np.random.default_rng(2).standard_normal(6 * RATE)
        hum = np.asarray(lfilter([1.0], [1.0, -0.9], noise))  # a dull room
        take = hum * 10 ** (noise_dbfs / 20) / np.sqrt(np.mean(hum**2))
        for begin in (1, 4):
            take[begin * RATE : (begin + 1) * RATE] += vowel(seconds=1.0)
        write_wav(tmp_path / "take.wav", take.astype(np.float32), RATE)
        library.add_take(voice.id, tmp_path / "take.wav", "Ah. Ah.", source="import")
    spoken = [replace(line, voice=voice.id) for line in lines[:2]]
    settings = DeliverySettings(
        depth="float", loudness="none", rate=24_000, gap=1.5, name="x", room_tone="own"
    )
    done = result_of(deliver(library.root, spoken, tmp_path / "out", settings))
    room = done["rooms"][voice.id]
    assert room["kind"] == kind and why in room["why"]
    assert done["warnings"] == ([room["why"]] if why else [])
    pause = read_sound(tmp_path / "out" / "x.wav").samples[round(2.2 * RATE) : round(3.3 * RATE)]
    assert rms_dbfs(pause) == pytest.approx(-63.0 if kind == "own" else SOFT_DBFS, abs=1.0)
    assert done["marked"]
