"""Projects: lines come back as they were put in, and keep what was made of them."""

from __future__ import annotations

import json
import wave
from pathlib import Path

import pytest

from studio.core.entities import HeardBack, Rendering, ScriptChanges, ScriptLine, SourceLine
from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry
from studio.core.library import Library

PLAY = [
    SourceLine("It was late.", gap="section"),
    SourceLine("Who is there?", character="ANN", direction="whispers", settings={"speed": 0.9}),
    SourceLine("Yes.", character="BO", gap="sentence"),
    SourceLine("Yes.", character="BO"),
    SourceLine("Nobody knows Øresund.", character="ANN"),
]


def sound(folder: Path, seconds: float = 0.5) -> tuple[Path, Path]:
    """A WAV of silence, and something like a score."""
    path = folder / "made.wav"
    with wave.open(str(path), "wb") as file:
        file.setparams((1, 2, 24_000, 0, "NONE", ""))
        file.writeframes(bytes(2 * round(24_000 * seconds)))
    score = folder / "made.json"
    score.write_text(json.dumps({"sentences": []}))
    return path, score


def render(
    library: Library, line: ScriptLine, folder: Path, worst: str = "", voice: str = "af_heart"
) -> Rendering:
    """As the task does it."""
    heard = HeardBack(0.5, 0.9, worst, 0.2, ((worst, 0.2, 0.1),)) if worst else HeardBack(1.0, 0.1)
    return library.add_rendering(
        *sound(folder), voice=voice, voice_name="Heart", text=line.text, manner={}, heard=heard,
        project_id=line.project_id, line_id=line.id, revision=line.revision,
        fingerprint=f"{line.text}{line.revision}",
    )  # fmt: skip


@pytest.fixture
def project_id(library: Library) -> str:
    return library.create_project("Play", PLAY, source="/plays/play.txt", voice="af_heart").id


def test_lines_come_back_in_their_order(library: Library, project_id: str) -> None:
    assert Library(library.root).project("play").source == "/plays/play.txt"
    lines = library.script_lines(project_id)
    assert [line.id for line in lines] == ["0001", "0002", "0003", "0004", "0005"]
    assert [(a.text, a.character, a.gap, a.settings) for a in lines] == [
        (b.text, b.character, b.gap, b.settings) for b in PLAY
    ]
    assert {line.state for line in lines} == {"new"}
    assert [a.id for a in library.script_lines(project_id, find="øRES")] == ["0005"]
    assert [a.id for a in library.script_lines(project_id, character="BO", offset=1)] == ["0004"]
    assert library.characters(project_id) == {"": 1, "ANN": 2, "BO": 2}
    assert library.letters_to_speak(project_id) == sum(len(line.text) for line in PLAY)
    assert library.casting(project_id)[""].voice == "af_heart"
    with pytest.raises(StudioError, match="already"):
        library.create_project("PLAY", PLAY)


def test_a_script_that_is_refused_leaves_nothing(library: Library) -> None:
    twice = [SourceLine("One.", id="a", row=2), SourceLine("Two.", id="a", row=7)]
    with pytest.raises(StudioError, match="Lines 2 and 7 have the same id “a”"):
        library.create_project("Play", twice)
    with pytest.raises(StudioError, match="nothing to speak"):
        library.create_project("Play", [])
    assert library.projects() == []


def test_a_rendering_is_chosen_and_a_doubtful_one_flagged(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    first, second, third, *_ = library.script_lines(project_id)
    made = render(library, first, tmp_path)
    render(library, second, tmp_path, worst="there")
    assert library.line_counts(project_id) == {
        "new": 3, "changed": 0, "rendered": 1, "flagged": 1, "failed": 0
    }  # fmt: skip
    assert made.path.is_file() and made.score.is_file()
    (doubtful,) = library.listen_here(project_id)
    assert (doubtful.id, doubtful.worst, doubtful.worst_at) == (second.id, "there", 0.2)
    assert library.accept_line(project_id, second.id).state == "rendered"
    library.fail_line(project_id, third.id, "No words.")
    assert library.script_line(project_id, third.id).note == "No words."
    assert [a.id for a in library.each_script_line(project_id, ["rendered"])] == ["0001", "0002"]


def test_what_was_changed_while_it_was_made_stays_changed(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    line = library.script_line(project_id, "0002")
    library.change_line(project_id, line.id, settings={"speed": 1.1})
    render(library, line, tmp_path)
    assert library.script_line(project_id, line.id).state == "changed"


def test_reading_the_script_again_keeps_what_is_the_same(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    made = {
        line.id: render(library, line, tmp_path).id for line in library.script_lines(project_id)
    }
    again = [SourceLine("A new beginning."), *PLAY[:2], PLAY[2], PLAY[4]]
    assert library.update_script(project_id, again) == ScriptChanges(1, 0, 4, 1)
    lines = library.script_lines(project_id)
    assert [line.id for line in lines] == ["0006", "0001", "0002", "0003", "0005"]
    assert [line.rendering_id for line in lines[1:]] == [
        made[key] for key in ("0001", "0002", "0003", "0005")
    ]
    assert [line.state for line in lines] == ["new", *["rendered"] * 4]
    assert library.rendering(made["0004"]).deleted  # the second "Yes." is gone


def test_ids_of_the_file_count_and_renumbered_lines_are_found_by_their_text(
    library: Library, tmp_path: Path
) -> None:
    lines = [SourceLine(text, id=str(i)) for i, text in enumerate(("One.", "Two.", "Three."), 1)]
    project = library.create_project("Film", lines)
    made = {line.text: render(library, line, tmp_path).id
            for line in library.script_lines(project.id)}  # fmt: skip
    texts = ("One!", "Inserted.", "Two.", "Three.")
    again = [SourceLine(text, id=str(i)) for i, text in enumerate(texts, 1)]
    assert library.update_script(project.id, again) == ScriptChanges(1, 1, 2, 0)
    found = {line.text: line for line in library.script_lines(project.id)}
    assert (found["Two."].id, found["Two."].rendering_id) == ("3", made["Two."])
    assert library.rendering(made["Two."]).line_id == "3"


def test_an_edited_line_is_the_same_line(library: Library, project_id: str, tmp_path: Path) -> None:
    made = {
        line.id: render(library, line, tmp_path).id for line in library.script_lines(project_id)
    }
    edited = SourceLine("Who is there then?", character="ANN", settings={"speed": 0.9})
    other = SourceLine("Never mind.", character="ANN")
    changes = library.update_script(project_id, [PLAY[0], edited, *PLAY[2:4], other])
    assert changes == ScriptChanges(1, 1, 3, 1)
    lines = library.script_lines(project_id)
    assert [(line.id, line.state) for line in lines[1::3]] == [("0002", "changed"), ("0006", "new")]
    assert lines[1].rendering_id == made["0002"]


def test_casts_and_words_change_the_lines_that_they_touch(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    def changed() -> list[str]:
        return [line.id for line in library.script_lines(project_id, states=["changed"])]

    for line in library.script_lines(project_id):
        render(library, line, tmp_path)
    library.cast(project_id, "ANN", "af_heart", {"pitch": 2.0})
    assert changed() == ["0002", "0005"]
    library.cast(project_id, "", "am_adam")
    assert changed() == ["0001", "0002", "0003", "0004", "0005"]
    for line in library.script_lines(project_id):
        render(library, line, tmp_path)
    library.change_project_lexicon(
        project_id, lambda book: book.with_entries(LexiconEntry("øresund", "uh-re-sun"))
    )
    assert changed() == ["0005"]
    assert library.project_lexicon(project_id).entry("Øresund") is not None


def test_deleting_can_be_undone_and_the_trash_emptied(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    line = library.script_line(project_id, "0001")
    first, second = render(library, line, tmp_path), render(library, line, tmp_path)
    assert [r.id for r in library.renderings(line_id=line.id)] == [second.id, first.id]
    library.delete_renderings([second.id])
    assert library.script_line(project_id, line.id).rendering_id == first.id
    library.restore_renderings([second.id])
    assert library.script_line(project_id, line.id).rendering_id == second.id
    library.delete_renderings([first.id, second.id])
    assert library.script_line(project_id, line.id).state == "new"
    use = library.disk_use()
    assert (use.renderings, use.bytes) == (0, 0) and use.trash_bytes == 2 * (44 + 24_000)
    assert library.empty_trash() == 2
    assert list((library.root / "renderings").iterdir()) == []
    assert library.renderings(deleted=True) == []


def test_an_edit_is_put_back_with_what_was_made_of_it(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    before = library.script_lines(project_id)[1]
    first = render(library, before, tmp_path, worst="there")
    before = library.script_line(project_id, before.id)
    edited = library.change_line(project_id, before.id, text="Who are you?", settings={})
    render(library, edited, tmp_path)
    back = library.put_back(before, edited.revision)
    assert (back.text, back.settings) == (before.text, before.settings)
    assert (back.rendering_id, back.state) == (first.id, "flagged")
    assert back.revision > edited.revision  # what is on its way is of another text

    edited = library.change_line(project_id, before.id, text="Who are you?")
    library.cast(project_id, "ANN", "am_michael")  # somebody else says it meanwhile
    assert library.put_back(before, edited.revision).state == "changed"
    again = library.script_line(project_id, before.id)
    library.delete_renderings([first.id])
    assert library.put_back(before, again.revision).rendering_id != first.id


def test_deleting_a_voice_deletes_what_it_said(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    ann = library.create_voice("Ann")
    library.cast(project_id, "ANN", "ann")
    assert library.casting(project_id)["ANN"].voice == ann.id
    line = library.script_line(project_id, "0002")
    alone = render(library, line, tmp_path, voice="Ann")
    blend = render(library, line, tmp_path, voice=f"{ann.id}:2+af_heart")
    other = render(library, line, tmp_path)
    assert {r.id for r in library.renderings(voice=ann.id)} == {alone.id, blend.id}
    library.delete_voice(ann.id)
    assert {path.stem for path in (library.root / "renderings").iterdir()} == {other.id}
    assert library.casting(project_id)["ANN"].voice == ""
    assert ann.id.encode() not in (library.root / "library.sqlite").read_bytes()


def test_a_killed_process_leaves_no_file_behind(
    library: Library, project_id: str, tmp_path: Path
) -> None:
    made = render(library, library.script_line(project_id, "0001"), tmp_path)
    lost = render(library, library.script_line(project_id, "0003"), tmp_path)
    folder = library.root / "renderings"
    for name in ("f" * 32 + ".wav", "f" * 32 + ".json", ".part-0123-x.wav"):
        (folder / name).write_bytes(b"half")
    lost.path.unlink()
    again = Library(library.root)
    assert {path.name for path in folder.iterdir()} == {made.path.name, made.score.name}
    assert again.script_line(project_id, "0003").state == "new"
    library.delete_project(project_id)
    assert list(folder.iterdir()) == []


def test_a_long_script_goes_in_and_comes_out_by_pages(library: Library) -> None:
    lines = (SourceLine(f"This is sentence number {n}.") for n in range(5000))
    project = library.create_project("Novel", lines)
    assert sum(1 for _ in library.each_script_line(project.id)) == 5000
    again = [SourceLine(f"This is sentence number {n}.") for n in range(1, 5001)]
    assert library.update_script(project.id, again) == ScriptChanges(1, 0, 4999, 1)
