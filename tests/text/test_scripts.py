"""Scripts: the shipped ones as a speaker gets them, own ones in every format and every mess."""

from __future__ import annotations

import re
import time
from pathlib import Path

import pytest

from studio.core.entities import Prompt, Script
from studio.core.errors import StudioError
from studio.text.phonemes import phonemize
from studio.text.scripts import (
    COMFORTABLE,
    LONGEST,
    SHIPPED,
    OwnScript,
    about,
    read_script,
    shipped_scripts,
)
from studio.text.tables import word_set

SCRIPTS = {script.id: script for script in shipped_scripts()}
ENGLISH = [script for script in shipped_scripts() if script.language == "en"]
CHINESE = [script for script in shipped_scripts() if script.language == "zh"]

SMALL_WORDS = word_set("a an the of and to it is in i you that was for on with")


def written(path: Path, content: bytes | str) -> Path:
    path.write_bytes(content if isinstance(content, bytes) else content.encode())
    return path


def texts(script: OwnScript) -> list[str]:
    return [prompt.text for prompt in script.prompts]


def test_there_is_enough_to_read() -> None:
    at_least = {
        "narration": 150,
        "dialogue": 100,
        "barks": 120,
        "telephone": 70,
        "numbers": 90,
        "teaching": 90,
    }
    for name, count in at_least.items():
        assert len(SCRIPTS[name].prompts) >= count
    assert sum(len(script.prompts) for script in ENGLISH) >= 600
    assert sum(len(script.prompts) for script in CHINESE) >= 100
    assert all(prompt.direction for prompt in SCRIPTS["barks"].prompts)
    assert all(about(script) for script in SHIPPED)


@pytest.mark.parametrize("script", shipped_scripts(), ids=lambda script: script.id)
def test_shipped_prompts_are_fit_to_read(script: Script) -> None:
    ids = [prompt.id for prompt in script.prompts]
    assert len(set(ids)) == len(ids)
    for prompt in script.prompts:
        assert prompt.text == " ".join(prompt.text.split())
        assert re.search(r"[.!?。！？]\"?$", prompt.text), prompt
        assert len(prompt.text) <= COMFORTABLE[script.language]
        if script.language == "en":
            assert 4 <= len(prompt.text.split()) <= 20, prompt
            assert prompt.text.replace("£", "").replace("€", "").isascii() or "í" in prompt.text


def test_no_two_shipped_prompts_are_alike() -> None:
    seen: list[tuple[str, frozenset[str]]] = []
    for script in shipped_scripts():
        for prompt in script.prompts:
            words = re.findall(r"\w+", prompt.text.lower())
            mine = frozenset(words if script.language == "en" else prompt.text) - SMALL_WORDS
            for other, theirs in seen:
                shared = len(mine & theirs) / max(1, len(mine | theirs))
                assert shared < 0.5, f"{prompt.text!r} is nearly {other!r}"
            seen.append((prompt.text, mine))


# Names and words that the lists lack and that a letter-to-sound model could get wrong, read by us.
@pytest.mark.parametrize(
    ("word", "phonemes"),
    [
        ("Okafor", "Okˈɑfˌɔɹ"),
        ("Castillo", "kæstˈijO"),
        ("Thistlewick", "θˈɪsᵊlwˌɪk"),
        ("Wolverton", "wˈʊlvəɹtᵊn"),
        ("Percival", "pˈɜɹsəvᵊl"),
        ("wasps", "wˈɑsps"),
        ("clockmaker's", "klˈɑkmˌAkəɹz"),
        ("bow", "bˈO"),
        ("mayor's", "mˈAəɹz"),
        ("2090", "twˈɛnti nˈIndi"),
        ("B17", "bˈi sˌɛvəntˈin"),
        ("11:52", "əlˈɛvᵊn fˈɪfti tˈu"),
        ("€2,000", "tˈu θˈWzᵊnd jˈʊɹOz"),
    ],
)
def test_rare_words_of_the_shipped_scripts(word: str, phonemes: str) -> None:
    where = re.compile(rf"(?<!\w){re.escape(word)}(?!\w)")
    line = next(p.text for s in ENGLISH for p in s.prompts if where.search(p.text))
    assert [w.phonemes for w in phonemize(line).words if w.text == word] == [phonemes]


def test_plain_text_becomes_sentences() -> None:
    script = read_script('Dr. Fox came home. "Sit down!" she said.\n\nAnd he sat.', name="Fox")
    assert script == OwnScript(
        "Fox",
        "en",
        (
            Prompt("001", "Dr. Fox came home."),
            Prompt("002", '"Sit down!" she said.'),
            Prompt("003", "And he sat."),
        ),
        (),
    )


def test_lines_of_a_list_are_sentences_and_wrapped_lines_are_not() -> None:
    listed = read_script("- Open the gate\n- Close the gate\n3. Ring the bell")
    assert texts(listed) == ["Open the gate", "Close the gate", "Ring the bell"]
    wrapped = read_script("The gate was open and\nthe bell had rung, but nobody\nhad come.")
    assert texts(wrapped) == ["The gate was open and the bell had rung, but nobody had come."]


def test_long_sentences_are_cut_between_clauses_and_that_is_told() -> None:
    clause = "the wind went round the house and shook every door it met"
    script = read_script(f"{clause}, {clause}; {clause}, {clause}, {clause}, and slept.")
    assert all(len(text) <= COMFORTABLE["en"] for text in texts(script))
    assert all(text[-1] in ",;." for text in texts(script))
    assert " ".join(texts(script)).endswith("and slept.")
    assert script.remarks == ("Too long to read in one go and cut: 1 sentence.",)


def test_repeats_and_lines_without_words_are_left_out() -> None:
    script = read_script("Go on!\n\n***\n\n🎉🎉\n\nGo on!\n\nWell done 🎉!")
    assert texts(script) == ["Go on!", "Well done 🎉!"]
    assert len(script.remarks) == 2


def test_chinese_text() -> None:
    script = read_script("今天很好。明天也好！\n你呢？")
    assert script.language == "zh"
    assert texts(script) == ["今天很好。", "明天也好！", "你呢？"]
    long = read_script("山路又窄又滑，大家一个拉着一个往上爬，" * 6 + "终于到了。")
    assert all(len(text) <= COMFORTABLE["zh"] for text in texts(long))
    assert "".join(texts(long)).endswith("终于到了。")


@pytest.mark.parametrize(
    "table",
    [
        'id,character,text,direction\ngate_1,Guard,"Halt, who goes there?",angry\n',
        'ID;Speaker;Line;Notes\r\ngate_1;Guard;"Halt, who goes there?";angry\r\n',
        "direction\ttext\tunused\tid\tcharacter\nangry\tHalt, who goes there?\tx\tgate_1\tGuard\n",
        'gate_1,Guard,"Halt, who goes there?",angry\n',
        '编号,角色,台词,语气\ngate_1,Guard,"Halt, who goes there?",angry',
        '\n\n"id","character","text","direction"\n"gate_1","Guard","Halt, who goes there?","angry"',
    ],
)
def test_tables(table: str, tmp_path: Path) -> None:
    for start in (b"", b"\xef\xbb\xbf"):
        script = read_script(written(tmp_path / "gate.csv", start + table.encode()))
        assert script.name == "gate"
        assert script.prompts == (Prompt("gate_1", "Halt, who goes there?", "angry", "Guard"),)


def test_tables_without_heads(tmp_path: Path) -> None:
    two = read_script(written(tmp_path / "a.tsv", "a1\tHello there\na2\tGoodbye\n"))
    assert two.prompts == (Prompt("a1", "Hello there"), Prompt("a2", "Goodbye"))
    three = read_script(written(tmp_path / "b.csv", 'a1,Bob,"Hello, you"\na2,,Goodbye\n'))
    assert three.prompts == (
        Prompt("a1", "Hello, you", character="Bob"),
        Prompt("a2", "Goodbye"),
    )
    one = read_script(written(tmp_path / "c.csv", "Hello, you\nGood evening\nNot, at, all\n"))
    assert texts(one) == ["Hello, you", "Good evening", "Not, at, all"]
    assert [prompt.id for prompt in one.prompts] == ["line-1", "line-2", "line-3"]


def test_pasted_tables_are_known_by_head_or_tabs() -> None:
    assert read_script("id,text\nx1,Hello there").prompts == (Prompt("x1", "Hello there"),)
    assert read_script("x1\tHello there\nx2\tBye").prompts[1] == Prompt("x2", "Bye")
    assert texts(read_script("Hello, you. Come in, please.")) == ["Hello, you.", "Come in, please."]


def test_missing_ids_are_made_and_empty_texts_left_out_with_their_lines(tmp_path: Path) -> None:
    table = 'id,text\nline-3,One\n,"Two\nlines"\nc,\nd,...\ne,Five\n'
    script = read_script(written(tmp_path / "t.csv", table))
    assert script.prompts == (
        Prompt("line-3", "One"),
        Prompt("line-3-x", "Two lines"),
        Prompt("e", "Five"),
    )
    assert "lines 5 and 6" in script.remarks[0]
    assert "1 line" in script.remarks[1]


@pytest.mark.parametrize(
    ("table", "said"),
    [
        ("id,text\na,One\nb,Two\na,Three\n", "Lines 2 and 4 have the same id “a”"),
        (f"id,text\na,One\nb,{'very ' * 100}long\n", "line 3; divide it"),
        ('id,text\na,One\nb,"Two\nc,Three\n' + "d,word\n" * 80, "line 3; divide it"),
        ('id,text\na,"Two\n' + "d,word\n" * 30_000, "line 2 on"),
        ("id,text\na,One, two\n", "Line 2 has more columns"),
        ("id,text\na,\nb,?\n", "nothing to read"),
        ("a,b,c,d,e\nf,g,h,i,j\n", "5 columns and no heads"),
    ],
)
def test_tables_that_cannot_be_read_say_where(table: str, said: str, tmp_path: Path) -> None:
    with pytest.raises(StudioError, match=re.escape(said)):
        read_script(written(tmp_path / "t.csv", table))


def test_a_line_that_stands_twice_is_read_once(tmp_path: Path) -> None:
    script = read_script(written(tmp_path / "t.csv", "id,text\na,One\nb,Two\na,One\n"))
    assert [prompt.id for prompt in script.prompts] == ["a", "b"]
    assert "line 4" in script.remarks[0]


SUBTITLES = """1
00:00:01,000 --> 00:00:02,500
<i>Where were</i> you
{\\an8}last night?

7
00:00:03,000 --> 00:00:04,000 X1:10 X2:200
- Out.
- With whom?


8
00:00:05,000 --> 00:00:06,000
[door slams]

00:00:07.000 --> 00:00:08.000
<font color="red">Nobody.</font>
"""


@pytest.mark.parametrize("end", ["\n", "\r\n"])
def test_subtitles_keep_their_numbers(end: str, tmp_path: Path) -> None:
    script = read_script(written(tmp_path / "film.srt", SUBTITLES.replace("\n", end)))
    assert script.prompts == (
        Prompt("1", "Where were you last night?"),
        Prompt("7", "Out. With whom?"),
        Prompt("line-16", "Nobody."),
    )
    assert "line 13" in script.remarks[0]
    assert read_script(SUBTITLES).prompts == script.prompts


def test_subtitles_with_one_number_twice_are_refused() -> None:
    with pytest.raises(StudioError, match="same id “1”"):
        read_script("1\n00:00:01,000 --> 00:00:02,000\nYes.\n\n" * 1 + SUBTITLES)


SENTENCE = "Le café à côté était fermé."


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-32", "latin-1"])
def test_encodings(encoding: str, tmp_path: Path) -> None:
    script = read_script(written(tmp_path / "t.txt", SENTENCE.encode(encoding)))
    assert texts(script) == [SENTENCE]
    assert bool(script.remarks) == (encoding == "latin-1")


def test_old_encodings_are_told_apart(tmp_path: Path) -> None:
    assert texts(read_script(written(tmp_path / "zh.txt", "今天很好。".encode("gbk")))) == [
        "今天很好。"
    ]
    quoted = "“It’s über,” he said."
    assert texts(read_script(written(tmp_path / "w.txt", quoted.encode("cp1252")))) == [quoted]


@pytest.mark.parametrize(
    "content",
    [
        bytes(range(256)) * 50,
        b"RIFF\x24\x08\x00\x00WAVEfmt ",
        b"PK\x03\x04 a packed document",
        b"%PDF-1.7 some text",
        b"{\\rtf1 Hello}",
        b"\xff\xfe\x00",
        b"\x01\x02\x03\x04" * 20,
    ],
)
def test_what_is_no_text_is_refused(content: bytes, tmp_path: Path) -> None:
    for name in ("t.txt", "t.csv", "t.srt"):
        with pytest.raises(StudioError, match="save it"):
            read_script(written(tmp_path / name, content))


@pytest.mark.parametrize("content", ["", "   \n\n", "...\n\n!!!", "🎉", "\u200b\u200b"])
def test_nothing_to_read_is_refused(content: str) -> None:
    with pytest.raises(StudioError, match="nothing to read"):
        read_script(content)


def test_other_languages_folders_and_missing_files_are_refused(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="neither English nor Chinese"):
        read_script("Добрый вечер, дорогие друзья.")
    with pytest.raises(StudioError):
        read_script(tmp_path)
    with pytest.raises(StudioError, match="does not exist"):
        read_script(tmp_path / "nowhere.txt")
    huge = tmp_path / "huge.txt"
    with huge.open("wb") as file:
        file.truncate(20_000_000)
    with pytest.raises(StudioError, match="too large"):
        read_script(huge)


@pytest.mark.parametrize(
    "piece",
    [
        "The cat sat down. ",
        "word",
        "no stop here, ",
        "🎉 party! ",
        "1\n00:00:01,000 --> 00:00:02,000\n<b<b<{\\x ",
        'a,b\n"',
        "id,text\n",
        "\t",
        "((((",
        "今天，",
        "-->\n",
    ],
)
def test_hundred_thousand_characters_are_quick(piece: str) -> None:
    text = (piece * 100_000)[:100_000]
    started = time.process_time()
    try:
        script = read_script(text)
    except StudioError:
        pass
    else:
        limit = LONGEST if is_made_of_rows(script) else COMFORTABLE
        assert all(len(line) <= limit[script.language] for line in texts(script))
    assert time.process_time() - started < 2.0


def is_made_of_rows(script: OwnScript) -> bool:
    return not script.prompts[0].id.isdecimal() or len(script.prompts[0].id) < 3


def test_invisible_characters_are_taken_away() -> None:
    assert texts(read_script("Hel\u200blo \u202ethere\u0007.")) == ["Hello there."]
    family = "A family \U0001f468\u200d\U0001f469\u200d\U0001f467 came."
    assert texts(read_script(family)) == [family]
