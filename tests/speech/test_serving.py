"""Speech for other programs says by whose consent its voice speaks."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from studio.audio.files import read_sound
from studio.audio.wav_chunks import read_chunks
from studio.core.entities import SourceLine
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.messages import Sample
from studio.speech import tasks
from studio.speech.detect import detect, says_generated
from studio.speech.export import read_tags, save_copy
from studio.speech.line_rendering import LineOrder, render_line
from studio.speech.provenance import provenance
from studio.speech.render import render
from studio.speech.serving import say
from studio.speech.speakers import Speakers, blended_style
from studio.voice.voice_file import save_voice


@pytest.fixture
def ada(library: Library, shipped: Speakers) -> str:
    """A trained voice to whose cloning somebody has agreed."""
    voice = library.create_voice("Ada")
    library.record_consent(voice.id, "attestation", "Ada Berg", "Yes.")
    run = library.create_run(voice.id, "quick", "cpu")
    state = shipped.generator.state_dict()
    tuned = {name: value for name, value in state.items() if name.startswith("vocoder.head")}
    save_voice(run.folder, tuned, blended_style({"am_puck": 1.0}), step=7)
    library.keep_run(voice.id, run.id)
    return voice.id


@pytest.mark.parametrize("kind", ["wav", "flac", "mp3", "opus"])
def test_served_sound_names_the_consent(
    library: Library, ada: str, tmp_path: Path, kind: str
) -> None:
    task = say(library.root, "Ada", "Good morning, everybody.", kind, tmp_path, {})
    pieces = [message.path for message in task if isinstance(message, Sample)]
    whole = tmp_path / f"served.{kind}"
    whole.write_bytes(b"".join(path.read_bytes() for path in pieces))
    tags = read_tags(whole)
    assert "the cloned voice “Ada” (consent of Ada Berg, signed on 20" in tags["comment"]
    assert tags["artist"].startswith("Ada")
    found = _result(detect(whole))
    assert found["all"] and says_generated(found["tags"])
    library.withdraw_consent(ada)
    with pytest.raises(StudioError, match="consent was withdrawn"):
        list(say(library.root, "Ada", "Good morning.", kind, tmp_path, {}))


def test_a_spoken_file_names_it_too(library: Library, ada: str, tmp_path: Path) -> None:
    out = tmp_path / "spoken.wav"
    _result(tasks.speak(library.root, ada, "Good morning.", out, check=False))
    assert "(consent of Ada Berg, signed on 20" in read_tags(out)["comment"]


def broadcast(path: Path) -> bytes:
    """The description in a WAV file's `bext` chunk."""
    return read_chunks(path, [b"bext"])[b"bext"][:256]


def test_what_the_library_keeps_names_it_and_sounds_as_before(
    library: Library, ada: str, tmp_path: Path
) -> None:
    project = library.create_project("Play", [SourceLine("Good morning.")], voice=ada)
    (path,) = [m.path for m in render(library.root, project.id, tries=0) if isinstance(m, Sample)]
    said = read_tags(path)["comment"]
    assert "the cloned voice “Ada” (consent of Ada Berg, signed on 20" in said
    assert b"(consent of Ada Berg" in broadcast(path)
    found = _result(detect(path))
    assert said in found["tags"].values() and says_generated(found["tags"])
    samples = read_sound(path).samples
    for suffix in (".wav", ".flac", ".mp3"):  # “Save as…” of the Speak page
        save_copy(path, tmp_path / f"copy{suffix}")
        assert read_tags(tmp_path / f"copy{suffix}")["comment"] == said
    assert broadcast(tmp_path / "copy.wav") == broadcast(path)
    # Under another name the words are others, and the samples the same.
    order = LineOrder("Good morning.", ada, library=str(library.root), tries=0)
    library.record_consent(ada, "attestation", "Ada Berg-Lund", "Yes.")
    (tmp_path / "again.wav").write_bytes(render_line(order).sound)
    assert "(consent of Ada Berg-Lund" in read_tags(tmp_path / "again.wav")["comment"]
    np.testing.assert_array_equal(read_sound(tmp_path / "again.wav").samples, samples)


def test_every_voice_that_can_speak_says_where_it_comes_from(library: Library, ada: str) -> None:
    """Also a name with the letters of a blend, and a stock voice that is good for a blend alone."""
    odd = library.create_voice("Ada: read + sung")
    library.record_consent(odd.id, "attestation", "Ada Berg", "Yes.")
    assert "“Ada: read + sung” (consent of" in provenance(library, "ada: read + sung").source
    blend = provenance(library, "Ada:0.7+af_sky:0.3")
    assert blend.name == "Ada and Sky"
    assert "(consent of Ada Berg" in blend.source and "stock voice Sky" in blend.source
    with pytest.raises(StudioError, match="There is no voice “af_sky”"):
        provenance(library, "af_sky")


def _result(task: object) -> dict:
    while True:
        try:
            next(task)  # type: ignore[call-overload]
        except StopIteration as end:
            return end.value
