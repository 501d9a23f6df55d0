"""What the lower rooms say reaches the person in their language."""

import errno
from string import Formatter

import pytest
from pytestqt.qtbot import QtBot

from studio.core.errors import explain_os_error
from studio.gui.dialogs.import_report import ImportReport, ImportReportDialog
from studio.gui.main_window import MainWindow
from studio.gui.sentences import GAP, Catalogue, read_catalogue, said
from studio.gui.widgets.report_card import ReportCard
from studio.paths import resources_dir

from .sentences import CATALOGUES, PARTS, sentences

FULL = str(explain_os_error(OSError(errno.ENOSPC, "No space left on device"), "voice.wav"))


@pytest.mark.parametrize("language", CATALOGUES)
def test_every_sentence_is_translated(language: str) -> None:
    """`python -m tests.gui.sentences` adds what is new."""
    catalogue = read_catalogue(resources_dir() / "i18n" / f"sentences_{language}.tsv")
    assert [text for text in sentences() if not catalogue.get(text)] == []
    assert set(catalogue) == set(sentences())
    for text, translation in catalogue.items():
        names = [name for _, name, _, _ in Formatter().parse(translation) if name is not None]
        numbers = [int(name) if name else number for number, name in enumerate(names)]
        assert GAP + GAP not in text, "two values side by side cannot be told apart"
        assert sorted(numbers) == list(range(text.count(GAP))), text


def test_values_keep_their_places() -> None:
    catalogue = Catalogue(
        {"{} is {}; do it.": "{1}的是{0}。", "Do it.": "做吧。", "{} is open.": "{}开"}
    )
    assert catalogue.translate("The door is shut; do it.") == "shut的是The door。"
    assert catalogue.translate("Do it. is open.") == "做吧。开"
    assert catalogue.translate("Nothing fits this.") == "Nothing fits this."


def test_a_sentence_in_a_sentence_does_not_swallow_what_stands_around_it() -> None:
    catalogue = Catalogue(
        {"{} holds no sound; record it again.": "{}无声。", "Left out: {}": "略：{}"}
    )
    assert catalogue.translate("Left out: a holds no sound; record it again.") == "略：a无声。"


def test_the_parts_of_a_list_are_told_apart() -> None:
    catalogue = Catalogue({"“{}” at {} s": "{1} 秒“{0}”", ", ": "、", "{} and {} more": "{}等{}"})
    listed = "“well, then” at 1.2 s, “now” at 3.0 s and 2 more"
    assert catalogue.translate(listed) == "1.2 秒“well, then”、3.0 秒“now”等2"
    assert catalogue.translate("“now” at 3.0 s, nothing else") == "“now” at 3.0 s, nothing else"


def test_a_real_refusal_is_said_in_chinese() -> None:
    assert "disk is full" in said(FULL, "en")
    assert "磁盘" in said(FULL, "zh_CN")
    assert "voice.wav" in said(FULL, "zh_CN")


def test_every_part_of_sentences_is_in_the_source() -> None:
    assert set(sentences()) >= PARTS


@pytest.mark.parametrize(
    ("sentence", "chinese"),
    [
        (
            "Misread: “cat” is missing at 1.2 s, “dog” sounds like “log, then” at 2.0 s and 2 "
            "more. Read it again, or let the text say what you said.",
            "读错了：1.2 秒处漏读“cat”、2.0 秒处“dog”听起来像“log, then”，另有 2 处。"
            "请重读，或把文字改成所说的话。",
        ),
        (
            "The microphone stopped answering (what you said so far is kept); check its plug and "
            "the system's sound settings, then open it again.",
            "麦克风停止响应，此前说的话已保留。请检查插头和系统的声音设置，然后重新打开它。",
        ),
        (
            "Left out as there is nothing to say in them: lines 4, 7 and 9.",
            "没有可读的内容，已略去：第 4、7、9 行。",
        ),
    ],
)
def test_no_english_is_left_in_a_sentence(sentence: str, chinese: str) -> None:
    assert said(sentence, "zh_CN") == chinese


def test_the_banner_speaks_the_language_of_the_window(qtbot: QtBot, window: MainWindow) -> None:
    window.banner.say("bad", FULL)
    assert window.banner.text.text() == FULL
    window._choose_language("zh_CN")
    qtbot.waitUntil(lambda: window.banner.text.text().startswith("磁盘已满"))
    assert window.banner.accessibleName() == window.banner.text.text()


def test_what_an_import_set_aside_is_told_in_chinese(window: MainWindow) -> None:
    window._choose_language("zh_CN")
    silent = "b.wav is silent: nothing is said in it; record it again."
    loud = (
        "It is too loud at 3.1 s: if the voice sounds rough, lower the input gain and record it "
        "again."
    )
    report = ImportReport(1, 3.0, 0, (("b.wav", silent),), (("c.wav", loud),))
    table = ImportReportDialog(report, window).table
    shown = [table.item(line, 1) for line in range(table.rowCount())]
    assert [item.text().isascii() for item in shown if item is not None] == [False, False]
    assert all("record it" not in item.text() for item in shown if item is not None)


def test_the_report_card_says_in_chinese_why(qtbot: QtBot, window: MainWindow) -> None:
    window._choose_language("zh_CN")
    card = ReportCard()
    qtbot.addWidget(card)
    sentence = "Kept: 91 % of the likeness that the speaker's own takes reach, 70 % before."
    card.show_report({"kept": True, "sentence": sentence})
    assert card.verdict.text() == "已保留：达到说话人自己录音相似度的 91 %，此前为 70 %。"
