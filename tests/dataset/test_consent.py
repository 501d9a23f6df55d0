"""What is read aloud, what may be filled in, and what locks a voice."""

from __future__ import annotations

import datetime
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from studio.audio.files import write_wav
from studio.core.entities import Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.consent import (
    LANGUAGES,
    Terms,
    checked,
    date_in_words,
    lock,
    parts,
    silenced,
    statement_text,
    terms_of,
    uses,
)
from studio.speech.speakers import Speakers

TODAY = datetime.date(2026, 11, 22)
TERMS = Terms("Anna Muster", "2026-11-22", ("private", "teaching"), "reading to my children")


def test_the_statement_says_who_when_and_for_what() -> None:
    text = statement_text(checked(TERMS, TODAY))
    assert "My name is Anna Muster." in text
    assert "the twenty-second of November, twenty twenty-six" in text
    assert "my own private use, teaching and explaining and reading to my children, and" in text
    assert "{" not in text
    chinese = statement_text(checked(Terms("王小明", "2026-11-22", ("private",), "", "zh"), TODAY))
    assert chinese.startswith("我叫王小明。今天是二〇二六年十一月二十二日。")


def test_both_languages_offer_the_same_uses_and_sentences() -> None:
    assert list(uses("en")) == list(uses("zh"))
    said = [parts(Terms("A B", "2026-01-01", ("private",), "", name)) for name in LANGUAGES]
    assert [part.filled for part in said[0]] == [part.filled for part in said[1]]
    for part in (*said[0], *said[1]):
        if part.filled == "name":
            assert part.text[slice(*part.span)] == "A B"


def test_what_is_filled_in_may_look_like_a_field() -> None:
    terms = checked(replace(TERMS, name="A {date} {x} B"), TODAY)
    assert "My name is A {date} {x} B." in statement_text(terms)


@pytest.mark.parametrize(
    ("date", "words"),
    [
        ("2026-01-01", "the first of January, twenty twenty-six"),
        ("2030-12-31", "the thirty-first of December, twenty thirty"),
        ("2009-03-20", "the twentieth of March, two thousand and nine"),
        ("2019-10-30", "the thirtieth of October, twenty nineteen"),
    ],
)
def test_dates_are_words(date: str, words: str) -> None:
    assert date_in_words(date, "en") == words


def test_chinese_dates() -> None:
    assert date_in_words("2026-10-10", "zh") == "二〇二六年十月十日"
    assert date_in_words("2031-01-21", "zh") == "二〇三一年一月二十一日"


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"name": "   "}, "full name"),
        ({"name": "A" * 81}, "too long"),
        ({"name": "Anna\u202egnp"}, "invisible"),
        ({"name": "Anna\x00"}, "invisible"),
        ({"other": "a\nb\x07"}, "invisible"),
        ({"other": "x" * 121}, "too long"),
        ({"other": "朗读"}, "English letters"),
        ({"uses": ("crime",)}, "crime"),
        ({"uses": (), "other": " "}, "what the voice may be used for"),
        ({"date": "22.11.2026"}, "no date"),
        ({"date": "2026-11-24"}, "future"),
        ({"date": "1999-01-01"}, "1999"),
        ({"language": "fr"}, "fr"),
    ],
)
def test_what_cannot_be_read_aloud_is_refused(change: dict[str, object], sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence):
        checked(replace(TERMS, **change), TODAY)  # type: ignore[arg-type]


def test_terms_survive_being_kept() -> None:
    assert Terms.from_dict(TERMS.as_dict()) == TERMS
    with pytest.raises(StudioError, match="give it again"):
        Terms.from_dict({"name": "Anna"})


@pytest.fixture
def voice(library: Library) -> Voice:
    return library.create_voice("Anna")


@pytest.fixture
def noise(tmp_path: Path) -> Path:
    path = tmp_path / "noise.wav"
    sound = np.random.default_rng(0).normal(0, 0.1, 24_000).astype(np.float32)
    write_wav(path, sound, 24_000)
    return path


def reason(library: Library, voice: Voice) -> str:
    found = lock(library, voice)
    return "" if found is None else found.reason


def keep_statement(library: Library, voice: Voice, sound: Path, **checks: object) -> None:
    library.record_consent(
        voice.id, "statement", "Anna", "I agree.", statement=sound, checks=dict(checks)
    )


def test_a_voice_is_locked_until_somebody_consents(library: Library, voice: Voice) -> None:
    assert reason(library, voice) == "none"
    library.record_consent(voice.id, "attestation", "Anna", "It is mine.")
    assert reason(library, voice) == ""


def test_recordings_made_here_need_the_statement(
    library: Library, voice: Voice, noise: Path
) -> None:
    library.record_consent(voice.id, "attestation", "Anna", "It is mine.")
    library.add_take(voice.id, noise, "One.", source="import")
    assert reason(library, voice) == ""
    take = library.add_take(voice.id, noise, "Two.", source="recording")
    assert reason(library, voice) == "statement_needed"
    library.update_take(take.id, included=False)
    assert reason(library, voice) == ""


def test_nobodys_voice_has_to_be_nobodys(library: Library, voice: Voice) -> None:
    library.record_consent(voice.id, "synthetic", "", "made")
    assert reason(library, voice) == "not_synthetic"
    made = library.create_voice("Made", synthetic=True)
    library.record_consent(made.id, "synthetic", "", "made")
    assert reason(library, made) == ""


def test_a_statement_that_was_not_checked_unlocks_nothing(
    library: Library, voice: Voice, noise: Path
) -> None:
    keep_statement(library, voice, noise)
    assert reason(library, voice) == "refused"
    keep_statement(library, voice, noise, accepted="yes")
    assert reason(library, voice) == "refused"
    keep_statement(library, voice, noise, accepted=True)
    assert reason(library, voice) == ""


def test_a_changed_or_missing_statement_is_noticed(
    library: Library, voice: Voice, noise: Path
) -> None:
    keep_statement(library, voice, noise, accepted=True)
    consent = library.consent(voice.id)
    assert consent is not None
    assert consent.file is not None
    whole = consent.file.read_bytes()
    consent.file.write_bytes(whole[:-2] + bytes([whole[-2] ^ 1, whole[-1]]))
    assert reason(library, voice) == "changed"
    consent.file.unlink()
    assert reason(library, voice) == "missing"
    consent.file.write_bytes(whole)
    assert reason(library, voice) == ""


def test_a_withdrawn_consent_locks_training_and_speaking(
    library: Library, voice: Voice, noise: Path
) -> None:
    keep_statement(library, voice, noise, accepted=True, terms=TERMS.as_dict())
    taken_back = library.withdraw_consent(voice.id)
    assert taken_back.withdrawn
    assert reason(library, voice) == "withdrawn"
    consent = library.consent(voice.id)
    assert consent is not None
    assert consent == taken_back
    assert terms_of(consent) == TERMS
    assert "withdrawn" in silenced(voice, consent)
    with pytest.raises(StudioError, match="is not spoken with: its consent was withdrawn"):
        Speakers().speaker(library, voice.id)
    library.record_consent(voice.id, "attestation", "Anna", "Again.")
    assert reason(library, voice) == ""
    assert silenced(voice, library.consent(voice.id)) == ""


def test_a_draft_is_cleared_away_when_a_consent_is_kept(
    library: Library, voice: Voice, noise: Path
) -> None:
    draft = library.statement_draft(voice.id)
    draft.write_bytes(noise.read_bytes())
    Library(library.root)  # opening mends; a draft is being recorded perhaps
    assert draft.exists()
    keep_statement(library, voice, draft, accepted=True)
    consent = library.consent(voice.id)
    assert consent is not None
    assert consent.file is not None
    assert list(consent.file.parent.iterdir()) == [consent.file]
    with pytest.raises(StudioError, match="no consent"):
        library.withdraw_consent(library.create_voice("Ben").id)
