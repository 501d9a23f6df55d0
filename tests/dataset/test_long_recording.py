"""A long recording becomes takes: all that the voice says, nothing twice, nobody else."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import numpy as np
import pytest
import soundfile

from studio.audio.files import read_sound, resample
from studio.audio.levels import trim_silence
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.cutting import LEAST_SECONDS, MOST_SECONDS, Cutter, Piece
from studio.dataset.long_recording import LongProgress, LongReport, import_recording
from studio.dataset.voice_activity import RATE as VAD_RATE
from studio.dataset.voice_activity import VoiceActivity
from tests.dataset.long_sounds import RATE, Part, Samples, music, noise, recording, said


def pieces_of(sound: Samples, block: int = VAD_RATE) -> tuple[list[Piece], Cutter]:
    heard = resample(sound, RATE, VAD_RATE)
    cutter = Cutter()
    pieces = []
    for at in range(0, len(heard), block):
        pieces += cutter.feed(heard[at : at + block])
    return [*pieces, *cutter.finish()], cutter


def test_the_detector_hears_the_same_in_blocks_of_any_length() -> None:
    from faster_whisper.vad import get_vad_model

    sound = resample(said(0)[0], RATE, VAD_RATE)
    sound = sound[: len(sound) // 512 * 512]
    whole = get_vad_model()(sound).reshape(-1)
    activity = VoiceActivity()
    blocks = np.split(sound, [100, 7000, 7001, 30_000])
    found = np.concatenate([activity.feed(block) for block in blocks])
    assert len(activity.finish()) == 0
    assert np.abs(found - whole).max() < 1e-4
    assert whole.max() > 0.9


def test_cut_at_the_pauses_and_nowhere_else() -> None:
    sound, parts = recording("ooxoo")
    pieces, _ = pieces_of(sound)
    assert len(pieces) == len(parts)
    for piece, part in zip(pieces, parts, strict=True):
        assert LEAST_SECONDS <= piece.seconds <= MOST_SECONDS
        # All that is spoken of the sentence is in it: what lies outside is as quiet as the room.
        outside = [sound[round(part.start * RATE) : round(piece.start * RATE)]]
        outside.append(sound[round(piece.end * RATE) : round(part.end * RATE)])
        level = max((float(np.abs(rest).max()) for rest in outside if len(rest)), default=0.0)
        assert level < 0.02
        assert len(piece.sound) == pytest.approx(piece.seconds * VAD_RATE, abs=1)
        assert not piece.forced
        assert 20 < piece.speech_dbfs - piece.background_dbfs < 40


def test_pieces_do_not_depend_on_the_blocks() -> None:
    sound, _ = recording("oooxo", pause=0.4)
    first, _ = pieces_of(sound)
    second, _ = pieces_of(sound, 3_333)
    assert [(p.start, p.end) for p in first] == [(p.start, p.end) for p in second]


def test_without_pauses_what_is_too_long_is_marked() -> None:
    """Five people at once, forty seconds: no pause. It is cut and says so; memory stays flat."""
    crowd = np.zeros(40 * RATE, np.float32)
    for number in range(5):
        crowd += 0.4 * np.resize(trim_silence(said(number)[0], RATE, 0.0), len(crowd))
    pieces, cutter = pieces_of(crowd)
    assert all(piece.forced for piece in pieces)
    assert sum(piece.seconds for piece in pieces) > 39.0
    pieces, cutter = pieces_of(np.tile(crowd, 5))
    assert cutter._sound.end - cutter._sound._first < 80 * VAD_RATE


def test_silence_noise_and_music_are_no_speech() -> None:
    for sound in (noise(8.0, -40.0), music(8.0), np.zeros(8 * RATE, np.float32)):
        pieces, cutter = pieces_of(sound)
        assert pieces == []
    assert cutter.seconds == 8.0
    _, cutter = pieces_of(music(8.0))
    (start, end), = cutter.loud_and_wordless  # fmt: skip
    assert (start, end) == (pytest.approx(0.0, abs=0.5), pytest.approx(8.0, abs=0.2))


# The whole way, once for all tests: four sentences of the voice, two of somebody else, music, and
# a sentence with music behind it.


class Imported:
    """The recording, and a library into which it was imported."""

    def __init__(self, folder: Path) -> None:
        self.sound, self.parts = recording("ooxmoxo")
        spoken, self.over_music = said(12)
        both = spoken + 0.5 * music(len(spoken) / RATE + 1)[: len(spoken)]
        self.sound = np.concatenate([self.sound, both, noise(1.0)])
        self.path = folder / "reading.flac"
        soundfile.write(self.path, self.sound, RATE)
        self.library = Library(folder / "library")
        self.voice = self.library.create_voice("Ann")
        self.steps, self.first = run(self.library, self.voice, self.path, stop_at=2)
        self.more, self.second = run(self.library, self.voice, self.path)
        assert self.second is not None

    def own(self) -> list[Part]:
        return [part for part in self.parts if part.what == "own"]


def run(
    library: Library, voice: Voice, path: Path, stop_at: int | None = None, text: str | None = None
) -> tuple[list[LongProgress], LongReport | None]:
    """Import; with `stop_at`, stop when so many takes are in."""
    steps = import_recording(library, voice.id, path, text=text)
    seen = []
    while True:
        try:
            seen.append(next(steps))
        except StopIteration as end:
            return seen, end.value
        if stop_at is not None and seen[-1].added == stop_at:
            steps.close()
            return seen, None


@pytest.fixture(scope="module")
def imported(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Imported]:
    yield Imported(tmp_path_factory.mktemp("long"))


def letters(text: str) -> str:
    return "".join(letter for letter in text.lower() if letter.isalpha())


def test_each_sentence_is_a_take_with_its_words(imported: Imported) -> None:
    takes = imported.library.takes(imported.voice.id, included_only=True)
    assert len(takes) == len(imported.own())
    right = 0
    for take, part in zip(takes, imported.own(), strict=True):
        assert take.source == "import"
        assert take.checks["source"] == "reading.flac"
        assert take.checks["start"] == pytest.approx(part.start, abs=0.4)
        assert take.checks["end"] == pytest.approx(part.end, abs=0.6)
        assert take.checks["confidence"] > 0.8
        assert take.checks["similarity"] > 0.85
        assert take.checks["kind"] == ""
        assert take.note == ""
        assert take.text.endswith(".")
        right += letters(take.text) == letters(part.text)
    assert right >= len(takes) - 1  # one may be taken for a word that sounds the same


def test_the_sound_is_that_of_the_file(imported: Imported) -> None:
    """Lossless and at its own rate: 16-bit FLAC in, the same samples out."""
    whole = read_sound(imported.path).samples
    for take in imported.library.takes(imported.voice.id):
        sound = read_sound(take.path)
        start = round(take.checks["start"] * RATE)
        near = [whole[s : s + len(sound.samples)] for s in range(start - 30, start + 30)]
        assert sound.rate == RATE
        assert any(np.array_equal(sound.samples, part) for part in near)


def test_others_and_music_are_set_aside_with_a_reason(imported: Imported) -> None:
    aside = [t for t in imported.library.takes(imported.voice.id) if not t.included]
    assert [take.checks["kind"] for take in aside] == ["speaker", "speaker", "noise"]
    for take in aside[:2]:
        assert take.note.startswith("Somebody else speaks")
        assert take.text  # so that it can be taken in
        assert take.checks["similarity"] < 0.8
    assert "usic" in aside[2].note
    assert aside[2].checks["snr_db"] < 15
    assert imported.second is not None
    (start, end), = imported.second.wordless  # fmt: skip
    song = next(part for part in imported.parts if part.what == "music")
    assert (start, end) == (pytest.approx(song.start, abs=0.2), pytest.approx(song.end, abs=0.2))


def test_stopped_and_gone_on_with_nothing_is_twice(imported: Imported) -> None:
    assert imported.first is None
    assert imported.second is not None
    assert imported.second.already == 2
    takes = imported.library.takes(imported.voice.id)
    assert len(imported.second.takes) == len(takes) - 2
    starts = [take.checks["start"] for take in takes]
    assert starts == sorted(set(starts))
    assert len(imported.library.origins(imported.voice.id)) == len(takes)


def test_progress(imported: Imported) -> None:
    for steps in (imported.steps, imported.more):
        fractions = [step.fraction for step in steps]
        assert fractions == sorted(fractions)
        assert fractions[0] == 0.0
        assert list(dict.fromkeys(step.stage for step in steps)) == ["cut", "transcribe"]
    assert imported.more[-1] == LongProgress("transcribe", 1.0, 0.0, len(imported.second.takes))  # type: ignore[union-attr]
    assert all(step.seconds_left is not None for step in imported.steps[1:])


def test_a_known_text_gives_the_words(imported: Imported, library: Library) -> None:
    """With what is said before it and after it; the second sentence is not in the text."""
    sound, parts = recording("ooo")
    path = imported.path.with_name("session.wav")
    soundfile.write(path, sound, RATE, "FLOAT")
    texts = [
        "Chapter one, in which nothing is said.",
        parts[0].text.replace(",", " –"),
        parts[2].text,
    ]
    path.with_suffix(".txt").write_text("\n".join([*texts, "The end."]), encoding="utf-8")
    voice = library.create_voice("Ann")
    _, report = run(library, voice, path)
    assert report is not None
    takes = library.takes(voice.id)
    assert [take.checks["text_by"] for take in takes] == ["txt", "recogniser", "txt"]
    assert [takes[0].text, takes[2].text] == texts[1:]
    assert report.notes == []
    assert "bread is still in the oven" in takes[1].text
    assert takes[0].path.suffix == ".flac"
    assert soundfile.info(takes[0].path).subtype == "PCM_24"


def test_subtitles_give_the_words(imported: Imported, library: Library) -> None:
    """They are 0.3 s late, and name what the recogniser could not know."""
    sound, parts = recording("oo")
    path = imported.path.with_name("talk.flac")
    soundfile.write(path, sound, RATE)
    lines = []
    for number, part in enumerate(parts, start=1):
        times = f"00:00:{part.start + 0.3:06.3f} --> 00:00:{part.end + 0.3:06.3f}"
        lines.append(f"{number}\n{times}\n<i>{part.text}</i>\n")
    path.with_suffix(".srt").write_text("\n".join(lines).replace(".", ",", 4), encoding="utf-8")
    voice = library.create_voice("Ann")
    _, report = run(library, voice, path)
    assert report is not None
    takes = library.takes(voice.id)
    assert [take.checks["text_by"] for take in takes] == ["srt", "srt"]
    assert [letters(take.text) for take in takes] == [letters(part.text) for part in parts]


def test_a_recording_that_cannot_be_read_is_one_sentence(library: Library, tmp_path: Path) -> None:
    voice = library.create_voice("Ann")
    (tmp_path / "a.m4a").write_bytes(bytes(1000))
    with pytest.raises(StudioError, match=r"a\.m4a is no sound file"):
        run(library, voice, tmp_path / "a.m4a")
    soundfile.write(tmp_path / "hush.wav", noise(3.0), RATE)
    _, report = run(library, voice, tmp_path / "hush.wav")
    assert report is not None
    assert report.notes == ["Nobody speaks in it, or too softly to be heard."]
    assert library.takes(voice.id) == []


def test_who_the_voice_is_is_told_by_its_takes(imported: Imported, tmp_path: Path) -> None:
    """A recording in which only somebody else speaks: the largest cluster is not the voice."""
    sound, _ = recording("xx")
    soundfile.write(tmp_path / "guest.wav", sound, RATE)
    _, report = run(imported.library, imported.voice, tmp_path / "guest.wav")
    assert report is not None
    assert [take.kind for take in report.takes] == ["speaker", "speaker"]
    assert "Nobody in it sounds like the takes" in report.notes[0]
