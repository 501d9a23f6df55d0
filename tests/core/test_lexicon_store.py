"""How a voice says words, on disk."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.errors import StudioError
from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.core.library import Library

OWN = LexiconEntry("Nguyen", "win")
HEARD = LexiconEntry("last", "/lˈæst/", "heard", count=3, margin=15.3, language="en-gb")


def test_it_is_kept_and_deleted_with_the_voice(tmp_path: Path) -> None:
    library = Library(tmp_path)
    voice = library.create_voice("Ada")
    assert library.lexicon(voice.id) == VoiceLexicon()
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_entries(OWN))
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_heard((HEARD,)))
    found = Library(tmp_path).lexicon("ada")
    assert found.entries == (HEARD, OWN)
    assert found.entry("NGUYEN") == OWN
    library.delete_voice(voice.id)
    assert not list((tmp_path / "voices").rglob("*.json"))


def test_the_person_wins_and_what_was_removed_stays_away() -> None:
    lexicon = VoiceLexicon().with_entries(LexiconEntry("Last", "lahst"))
    assert lexicon.with_heard((HEARD,)).entries == lexicon.entries
    heard = VoiceLexicon().with_heard((HEARD,))
    removed = heard.without("LAST")
    assert removed.with_heard((HEARD,)).entries == ()
    assert heard.with_heard(()).entries == ()  # a new training hears anew
    again = removed.with_entries(OWN, LexiconEntry("last", "lahst"))
    assert again.without("last").with_heard((HEARD,)).entries == (HEARD, OWN)
    with pytest.raises(StudioError, match="no entry for “first”"):
        heard.without("first")


@pytest.mark.parametrize(
    "data", [b"", b"[]", b'{"version": 2}', b'{"version":1,"entries":[{}],"refused":[]}', b"\xff"]
)
def test_a_damaged_file_is_refused_and_stays(tmp_path: Path, data: bytes) -> None:
    library = Library(tmp_path)
    voice = library.create_voice("Ada")
    path = tmp_path / "voices" / voice.id / "lexicon.json"
    path.write_bytes(data)
    with pytest.raises(StudioError, match="is damaged"):
        library.change_lexicon(voice.id, lambda lexicon: lexicon.with_entries(OWN))
    assert path.read_bytes() == data


def test_what_a_killed_write_left_goes(tmp_path: Path) -> None:
    library = Library(tmp_path)
    voice = library.create_voice("Ada")
    library.change_lexicon(voice.id, lambda lexicon: lexicon.with_entries(OWN))
    left = tmp_path / "voices" / voice.id / ".part-0123456789ab-lexicon.json"
    left.write_bytes(b"{")
    assert Library(tmp_path).lexicon(voice.id).entries == (OWN,)
    assert not left.exists()
