"""Short recordings without a text become takes whose text was heard, and only where it is sure."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest
import soundfile

from studio.audio.files import resample
from studio.audio.importing import import_folder
from studio.audio.levels import trim_silence
from studio.core.entities import HEARD, Take
from studio.core.library import Library
from studio.dataset.long_imports import Imported, import_long
from studio.dataset.main_speaker import Likeness, likenesses
from studio.dataset.piece_verdict import why_aside
from studio.dataset.transcribe import Transcript
from studio.voice import speaker_encoder
from tests.dataset.long_sounds import RATE, said, somebody_else

SURE = Transcript("All of it is heard.", HEARD, 0.97, (), (), 0.94, 30, 0.07, 0.85)
OWN = Likeness(0.95, 0.9, 0.0, -1.0)


def run(library: Library, voice_id: str, folder: Path) -> Imported:
    """Import a folder as the task does."""
    steps = import_folder(library, voice_id, folder)
    while True:
        try:
            next(steps)
        except StopIteration as end:
            imported = Imported(end.value)
            break
    list(import_long(library, voice_id, folder, imported))
    return imported


def test_a_folder_of_sounds_without_texts(library: Library, tmp_path: Path) -> None:
    """Each is a take with what is said in it; somebody else among them is found although every file
    has one speaker; and texts that come later take the place of what was heard."""
    folder = tmp_path / "sounds"
    folder.mkdir()
    for number in (0, 1, 2):
        soundfile.write(folder / f"own-{number}.wav", said(number)[0], RATE)
    soundfile.write(folder / "other.wav", somebody_else(30)[0], RATE)
    voice = library.create_voice("Ann")
    result = run(library, voice.id, folder).as_dict()
    takes = {take.checks["source"]: take for take in library.takes(voice.id)}
    assert set(takes) == {"own-0.wav", "own-1.wav", "own-2.wav", "other.wav"}
    kept = [take for take in takes.values() if take.included]
    assert {take.checks["source"] for take in kept} == {"own-0.wav", "own-1.wav", "own-2.wav"}
    assert [take["heard"] for take in result["takes"]] == [True] * 3
    assert takes["other.wav"].checks["kind"] == "speaker"
    for take in kept:
        assert take.text_is_heard
        assert 0.5 < take.text_belief < 1.0
        assert (take.checks["start"], take.checks["end"]) == pytest.approx((0, take.seconds), abs=1)
    again = run(library, voice.id, folder).as_dict()
    assert (again["added"], len(again["already"])) == ([], 4)

    for number in (0, 1):
        text = "As it is written." if number else said(0)[1]
        (folder / f"own-{number}.txt").write_text(text, encoding="utf-8")
    given = run(library, voice.id, folder).as_dict()
    assert (given["given"], given["added"]) == (["own-0.wav", "own-1.wav"], [])
    now = {take.checks["source"]: take for take in library.takes(voice.id)}
    assert len(now) == 4
    assert [now[f"own-{n}.wav"].text_is_heard for n in range(3)] == [False, False, True]
    assert now["own-1.wav"].text == "As it is written."
    assert now["own-1.wav"].text_belief == 1.0


@pytest.mark.parametrize(
    "found",
    [
        replace(SURE, confidence=0.7),
        replace(SURE, per=0.35),  # the phonemes are others
        replace(SURE, likelihood=0.4),  # the decoder guessed
    ],
)
def test_what_is_not_sure_is_kept_and_not_used(found: Transcript) -> None:
    kind, why = why_aside(found, OWN, 40.0, 2.0, uncut=False)
    assert kind == "unsure"
    assert "listen" in why
    assert found.belief < SURE.belief
    # A text that somebody gave is doubted and used: training hears whether it fits.
    assert why_aside(replace(found, by="txt"), OWN, 40.0, 2.0, uncut=False) == ("", "")


def test_single_words_are_still_the_speakers_own() -> None:
    """Each of 0.6 s, which is far from everybody, beside some sentences and somebody else's."""
    sounds = [(said(n)[0], True) for n in range(3)]
    sounds += [(trim_silence(said(n)[0], RATE, 0.0)[: round(0.6 * RATE)], True) for n in range(9)]
    sounds += [(somebody_else(30 + n)[0], False) for n in range(2)]
    heard = [resample(sound, RATE, 16_000) for sound, _ in sounds]
    embedded = [speaker_encoder.embed_partials(speaker_encoder.set_level(one)) for one in heard]
    seconds = [len(one) / 16_000 for one in heard]
    found = likenesses(embedded, None, seconds)
    assert [one is not None and one.own for one in found] == [own for _, own in sounds]
    # They would not be if they counted as whole sentences.
    assert not all(one is None or one.own for one in likenesses(embedded)[3:12])
    # Words alone are taken for one speaker's.
    assert all(one is None or one.own for one in likenesses(embedded[3:12], None, seconds[3:12]))


def test_what_is_sure_is_used() -> None:
    assert why_aside(SURE, OWN, 40.0, 2.0, uncut=False) == ("", "")


def test_who_says_nothing_of_their_text_gave_it() -> None:
    take = Take("t", "v", Path("/t.wav"), "A text.", 2.0, RATE, 1, "", "import")
    assert (take.text_is_heard, take.text_belief) == (False, 1.0)
    heard = replace(take, checks={"text_by": HEARD})  # of a library of an earlier version
    assert (heard.text_is_heard, heard.text_belief) == (True, 0.5)
