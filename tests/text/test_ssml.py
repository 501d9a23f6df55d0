"""The subset of SSML: what is read, where its words stand, and what is refused."""

from __future__ import annotations

import time

import pytest

from studio.core.errors import StudioError
from studio.text.marks import Cut, Fixed
from studio.text.ssml import LARGEST, is_ssml, read_ssml


def test_every_tag_and_where_its_words_stand() -> None:
    typed = """<?xml version="1.0"?>
<speak version="1.1" xml:lang="en-US"><p>Fish &amp; <emphasis level="strong">très</emphasis>
 <sub alias="World Wide Web">WWW</sub></p><s>One<break time="500ms"/> two</s>
<prosody rate="80%" pitch="+2st" volume="-3dB">three <say-as interpret-as="characters">AB</say-as>
<phoneme alphabet="ipa" ph="wɪn">Nguyen</phoneme></prosody></speak>"""
    assert is_ssml(typed)
    read = read_ssml(typed)
    assert read.text == "Fish & très  World Wide WebOne two three AB Nguyen"
    ends = [(read.text[: cut.at].split()[-1:], cut.end, cut.seconds) for cut in read.cuts]
    assert ends == [
        ([], "paragraph", 0.0),
        (["Web"], "paragraph", 0.0),
        (["Web"], "sentence", 0.0),
        (["WebOne"], "pause", 0.5),
        (["two"], "sentence", 0.0),
    ]
    strong, slow = read.ways
    assert (strong.emphasis, read.text[strong.start : strong.end]) == (1.7, "très")
    assert (slow.rate, slow.pitch, slow.volume) == (0.8, 2.0, -3.0)
    assert [read.text[f.start : f.end] for f in read.fixed] == ["AB", "Nguyen"]
    assert read.fixed[1] == Fixed(read.fixed[1].start, len(read.text), "wɪn")
    for word, source in (("Fish", "Fish"), ("&", "&amp;"), ("très", "très"), ("Wide", "WWW")):
        at = read.text.index(word)
        start, end = read.typed(at, at + len(word))
        assert typed[start:end] == source


def test_breaks_and_percentages() -> None:
    read = read_ssml('<speak>a<break/>b<break strength="none"/>c<break time=".25s"/></speak>')
    assert read.cuts == (Cut(1, "pause", 0.4), Cut(3, "pause", 0.25))
    for rate, speed in (("+25%", 1.25), ("-20%", 0.8), ("1.5", 1.5), ("fast", 1.25)):
        way = read_ssml(f'<speak><prosody rate="{rate}">x</prosody></speak>').ways[0]
        assert way.rate == pytest.approx(speed)
    way = read_ssml('<speak><prosody pitch="-50%">x</prosody></speak>').ways[0]
    assert way.pitch == pytest.approx(-12.0)


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("<speak>\n<voice>x</voice></speak>", r"<voice> in line 2 is not SSML that can be read"),
        ("<speak><audio src='http://x/y'/></speak>", r"<audio> in line 1"),
        ("<speak>a<speak>b</speak></speak>", r"<speak> in line 1"),
        ("<speak>\n\n<break time='soon'/></speak>", r"<break> in line 3 has the time “soon”"),
        ("<speak><break time='9999s'/></speak>", r"longer than 60 seconds"),
        ("<speak><prosody pitch='120Hz'>x</prosody></speak>", r"has “120Hz” for pitch"),
        ("<speak><prosody rate='900%'>x</prosody></speak>", r"rate beyond what stays clear"),
        ("<speak><prosody contour='x'>x</prosody></speak>", r"has “contour”"),
        ("<speak><say-as interpret-as='date'>x</say-as></speak>", r"says “date”; only characters"),
        ("<speak><phoneme alphabet='x-sampa' ph='x'>x</phoneme></speak>", r"only ipa is read"),
        ("<speak><phoneme ph='wɪn'/></speak>", r"holds no word"),
        ("<speak><sub>x</sub></speak>", r"has no “alias”"),
        ("<speak><sub alias='x'><p>y</p></sub></speak>", r"stands within <sub>"),
        ("<speak xml:lang='de-DE'>x</speak>", r"is in the language “de-DE”"),
        ("<speak>a</speek>", r"not well formed in line 1 \(mismatched tag\)"),
        ("<speak>&nbsp;</speak>", r"not well formed in line 1"),
        ("<speak>" + "<p>" * 100, r"<p> in line 1 is nested too deeply"),
    ],
)
def test_what_is_not_read_is_refused_with_its_tag_and_line(typed: str, sentence: str) -> None:
    with pytest.raises(StudioError, match=sentence):
        read_ssml(typed)


def test_bombs_are_refused_before_they_grow() -> None:
    laughs = "".join(f'<!ENTITY l{n} "{f"&l{n - 1};" * 10}">' for n in range(1, 12))
    bomb = f'<!DOCTYPE x [<!ENTITY l0 "lol">{laughs}]><speak>&l11;</speak>'
    outside = '<!DOCTYPE x SYSTEM "file:///etc/passwd"><speak>x</speak>'
    began = time.thread_time()
    for typed in (bomb, outside):
        with pytest.raises(StudioError, match="declares a document type or entities in line 1"):
            read_ssml(typed)
    with pytest.raises(StudioError, match="cut it into parts"):
        read_ssml("<speak>" + "x" * LARGEST + "</speak>")
    assert time.thread_time() - began < 1.0
