"""A voice as a file: what goes in comes out, consent goes along, and nothing in it is believed."""

from __future__ import annotations

import json
from pathlib import Path

import numpy as np
import pytest
from safetensors.numpy import save_file

from studio.cli import main
from studio.cli.exit_codes import FAILED, OK
from studio.core import adoption_store
from studio.core.errors import StudioError
from studio.core.layout import STAGED_PREFIX
from studio.core.library import Library
from studio.dataset.consent import lock, terms_of
from studio.dataset.deletion import delete_voice
from studio.speech.archive.layout import DamagedError
from studio.speech.archive.reading import import_voice
from studio.speech.archive.weights import check_generator
from studio.speech.archive.writing import export_voice
from studio.speech.catalogue import speakable
from studio.speech.speakers import TUNED, Speakers
from tests.benchmarks.damaged_voices import members_of, packed, small_voice, try_damaged


@pytest.fixture
def exported(tmp_path: Path) -> tuple[Library, Path]:
    """A library with Ada, and the file of her voice."""
    source, out = Library(tmp_path / "source"), tmp_path / "ada.timbre"
    export_voice(source, small_voice(source), out)
    return source, out


def test_150_damaged_files_are_refused_or_harmless(tmp_path: Path) -> None:
    outcome = try_damaged(tmp_path, 154, seed=7)
    assert not outcome.wrong
    assert sum(outcome.refused.values()) > 130
    assert outcome.longest < 5


def test_a_voice_goes_there_and_speaks(
    exported: tuple[Library, Path], library: Library, shipped: Speakers
) -> None:
    voice = import_voice(library, exported[1], "Ada's copy")
    assert (voice.kind, voice.name) == ("imported", "Ada's copy")
    assert library.lexicon(voice.id) == exported[0].lexicon("Ada")
    consent = library.consent(voice.id)
    assert consent is not None
    terms = terms_of(consent)
    assert (consent.name, terms and terms.uses) == ("Ada Lovelace", ("private", "stories"))
    assert voice.run is not None
    report = library.run(voice.run).report
    assert report is not None
    assert report["end"]["similarity"] == 0.8
    assert not report["held_out"], "what was said in her recordings stays with her"
    speaker = shipped.speaker(library, "Ada's copy")
    assert (speaker.by, speaker.style.knows_questions) == (TUNED, True)
    assert [one.knows_questions for one in speakable(library)][:2] == [True, False]
    assert delete_voice(library, voice.id, ()).found.traces == []
    assert not any((library.root / "voices").iterdir())


def test_an_ending_that_nobody_has_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "generator.safetensors"
    style = {"pack": (1, 256), "timbre_shift": (129,), "prosody_shift": (128,), "question": (6,)}
    tensors = {f"style.{name}": np.zeros(shape, np.float32) for name, shape in style.items()}
    save_file(tensors, path)
    check_generator(path)
    tensors["style.question"][3] = 2500
    save_file(tensors, path)
    with pytest.raises(DamagedError, match="no style that fits"):
        check_generator(path)


def test_no_recording_and_no_secret_travels(exported: tuple[Library, Path]) -> None:
    data = exported[1].read_bytes()
    assert b"A secret sentence" not in data
    readme = members_of(data)["README.md"].decode()
    assert "Ada Lovelace" in readme
    assert "It may be used for" in readme


def test_an_imported_voice_is_not_trained_and_not_passed_on(
    exported: tuple[Library, Path], library: Library, tmp_path: Path
) -> None:
    voice = import_voice(library, exported[1])
    locked = lock(library, voice)
    assert locked is not None
    assert locked.reason == "imported"
    again = tmp_path / "again.timbre"
    with pytest.raises(StudioError, match="came as a voice file and is not passed on"):
        export_voice(library, "Ada", again)
    library.record_consent(voice.id, "attestation", "Somebody Else", "I may.")
    assert lock(library, voice) is None, "with a consent of one's own, recordings can be trained"
    with pytest.raises(StudioError, match="is not passed on from here"):
        export_voice(library, "Ada", again)
    assert not again.exists()


def test_without_consent_nothing_leaves(library: Library, tmp_path: Path) -> None:
    voice, out = library.voice(small_voice(library)), tmp_path / "ada.timbre"
    library.withdraw_consent(voice.id)
    with pytest.raises(StudioError, match="consent for “Ada” was withdrawn"):
        export_voice(library, "Ada", out)
    with library._database.writing() as rows:
        rows.execute("DELETE FROM consents")
    with pytest.raises(StudioError, match="nobody has consented"):
        export_voice(library, "Ada", out)
    library.create_voice("Berta")
    with pytest.raises(StudioError, match="not trained yet"):
        export_voice(library, "Berta", out)
    with pytest.raises(StudioError, match=r"must end in \.timbre"):
        export_voice(library, "Ada", tmp_path / "ada.zip")
    assert not out.exists()


def test_names_that_are_taken(exported: tuple[Library, Path]) -> None:
    source, out = exported
    with pytest.raises(StudioError, match="There is a voice “Ada” already"):
        import_voice(source, out)
    with pytest.raises(StudioError, match="is the name of a stock voice"):
        import_voice(source, out, "Heart")
    assert [voice.name for voice in source.voices()] == ["Ada"]
    assert len(list((source.root / "voices").iterdir())) == 1


@pytest.mark.parametrize(
    ("member", "change", "sentence"),
    [
        ("voice.json", {"models": {"kokoro": "0" * 64, "base": "1"}}, "other base models"),
        ("timbre.json", {"format": 2}, "written by a newer Timbre"),
        ("card.json", {"name": "A\u202eda"}, "card.json holds a wrong value for name"),
        ("consent.json", {"name": ""}, "consent.json holds a wrong value for name"),
        ("report.json", {"steps": 10**40}, "report.json holds a wrong value for steps"),
    ],
)
def test_what_is_wrong_is_named(
    exported: tuple[Library, Path], library: Library, member: str, change: dict[str, object],
    sentence: str,
) -> None:  # fmt: skip
    members = members_of(exported[1].read_bytes())
    members[member] = json.dumps(json.loads(members[member]) | change).encode()
    exported[1].write_bytes(packed(members))
    with pytest.raises(StudioError, match=sentence):
        import_voice(library, exported[1])
    assert not library.voices()


def test_a_kill_in_between_leaves_all_or_nothing(
    exported: tuple[Library, Path], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The last rename does not happen: the next opening of the library does it."""
    root = tmp_path / "target"
    library = Library(root)
    (root / "voices" / f"{STAGED_PREFIX}{'a' * 32}").mkdir()

    class Killed(BaseException):
        pass

    real, calls = Path.rename, []

    def rename(self: Path, target: Path) -> Path:
        calls.append(self.name)
        if self.name.startswith(adoption_store.TRASH_PREFIX):
            raise Killed
        return real(self, target)

    with monkeypatch.context() as patch:
        patch.setattr(Path, "rename", rename)
        with pytest.raises(Killed):
            import_voice(library, exported[1])
    assert len(calls) == 2
    (voice,) = Library(root).voices()
    assert voice.run is not None
    assert (Library(root).run(voice.run).folder / "voice.json").exists()


def test_the_commands(
    exported: tuple[Library, Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    source, target = str(exported[0].root), str(tmp_path / "target")
    out = tmp_path / "second.timbre"
    assert main(["export", "ada", str(out), "--library", source, "-q"]) == OK
    assert main(["import-voice", str(out), "--library", target, "-q"]) == OK
    said = capsys.readouterr().out
    assert "the voice of Ada Lovelace, who consented" in said
    assert "It may be used for" in said
    out.write_bytes(out.read_bytes()[:-1])
    assert main(["import-voice", str(out), "--library", target, "-q", "--name", "B"]) == FAILED
    assert "damaged or no voice file" in capsys.readouterr().err
