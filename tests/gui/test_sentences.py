"""What the lower rooms say reaches the person in their language."""

import errno
from string import Formatter

import pytest

from studio.core.errors import explain_os_error
from studio.gui.sentences import GAP, Catalogue, read_catalogue, said
from studio.paths import resources_dir

from .sentences import CATALOGUES, sentences


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_sentence_is_translated(language: str) -> None:
    """`python -m tests.gui.sentences` adds what is new."""
    catalogue = read_catalogue(resources_dir() / "i18n" / f"sentences_{language}.tsv")
    assert [text for text in sentences() if not catalogue.get(text)] == []
    assert set(catalogue) == set(sentences())
    for text, translation in catalogue.items():
        names = [name for _, name, _, _ in Formatter().parse(translation) if name is not None]
        numbers = [int(name) if name else number for number, name in enumerate(names)]
        assert sorted(numbers) == list(range(text.count(GAP))), text


def test_values_keep_their_places() -> None:
    catalogue = Catalogue(
        {"{} is {}; do it.": "{1}的是{0}。", "Do it.": "做吧。", "{} is open.": "{}开"}
    )
    assert catalogue.translate("The door is shut; do it.") == "shut的是The door。"
    assert catalogue.translate("Do it. is open.") == "做吧。开"
    assert catalogue.translate("Nothing fits this.") == "Nothing fits this."


def test_a_real_refusal_is_said_in_chinese() -> None:
    full = str(explain_os_error(OSError(errno.ENOSPC, "No space left on device"), "voice.wav"))
    assert "disk is full" in said(full, "en")
    assert "磁盘" in said(full, "zh_CN")
    assert "voice.wav" in said(full, "zh_CN")
