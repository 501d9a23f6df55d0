"""A subset of SSML 1.1 (https://www.w3.org/TR/speech-synthesis11/), read into the same marks.

    speak, p, s                              break time="500ms" | strength="medium"
    emphasis level="strong"                  say-as interpret-as="characters"
    phoneme alphabet="ipa" ph="wɪn"          sub alias="…"
    prosody rate="80%" pitch="+2st" volume="-3dB"

What else there is in SSML is refused in one sentence which names the tag and the line: to read the
words of a tag as if it were not there would be a quiet lie. A document type, entities of its own,
deep nesting and huge inputs are refused, and nothing is ever fetched.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from xml.parsers import expat

from studio.core.errors import StudioError
from studio.core.manner import CONTROLS
from studio.text.marks import LONGEST_PAUSE, Builder, Marked, MarkError, Way

LARGEST = 2_000_000  # characters: a book
DEEPEST = 40
READ = ("speak", "p", "s", "break", "emphasis", "say-as", "phoneme", "prosody", "sub")
BREAKS = {"none": 0.0, "x-weak": 0.1, "weak": 0.2, "medium": 0.4, "strong": 0.7, "x-strong": 1.2}
LEVELS = {"strong": 1.7, "moderate": 1.0, "none": 0.0, "reduced": -0.7}
RATES = {"x-slow": 0.6, "slow": 0.8, "medium": 1.0, "default": 1.0, "fast": 1.25, "x-fast": 1.6}
PITCHES = {"x-low": -4.0, "low": -2.0, "medium": 0.0, "default": 0.0, "high": 2.0, "x-high": 4.0}
VOLUMES = {"x-soft": -9.0, "soft": -4.5, "medium": 0.0, "default": 0.0, "loud": 3.0, "x-loud": 6.0}
LETTERS = ("characters", "spell-out")
_SSML = re.compile(r"\s*(?:<\?xml[^>]{0,200}\?>\s*)?<speak[\s>/]")
_TIME = re.compile(r"\+?(\d{0,6}(?:\.\d{1,6})?)(ms|s)")
_NUMBER = r"(\d{1,5}(?:\.\d{1,4})?)"
_RATE = re.compile(rf"([+-]?){_NUMBER}(%?)")
_PITCH = re.compile(rf"([+-]?){_NUMBER}(st|%)")
_VOLUME = re.compile(rf"([+-]?){_NUMBER}dB", re.IGNORECASE)
_ENTITY = re.compile(r"&[^;\s]{1,12};|\r\n?")
# Of the root; none of them changes what is said.
_OF_SPEAK = ("version", "xmlns", "xml:lang", "xml:base", "xmlns:xsi", "xsi:schemaLocation")


def is_ssml(text: str) -> bool:
    """Whether a text is to be read as SSML: it begins with `<speak`."""
    return _SSML.match(text) is not None


@dataclass(frozen=True, slots=True)
class _Open:
    """A tag that is not closed yet."""

    tag: str
    start: int
    """In the text that is read."""
    source: int
    attributes: Mapping[str, str]


def read_ssml(text: str) -> Marked:
    """The text of an SSML document and what it asks. Raises StudioError with tag and line."""
    if len(text) > LARGEST:
        raise StudioError(
            f"The SSML has {len(text):,} characters, and {LARGEST:,} fit: cut it into parts."
        )
    return _Reader(text).read()


class _Reader:
    """One pass over a document with expat, which says where each run of text stands."""

    def __init__(self, text: str) -> None:
        self._text = text
        self._data = text.encode("utf-8", "replace")
        self._built = Builder()
        self._open: list[_Open] = []
        self._closed: _Open | None = None
        """The tag whose end is being read."""
        self._byte = self._character = 0
        self._aliased: tuple[int, int] | None = None
        """Where the text stands that an alias is read for."""
        self._parser = parser = expat.ParserCreate("utf-8")
        parser.buffer_text = False
        parser.SetParamEntityParsing(expat.XML_PARAM_ENTITY_PARSING_NEVER)
        parser.StartElementHandler = self._start
        parser.EndElementHandler = self._end
        parser.CharacterDataHandler = self._characters
        parser.StartDoctypeDeclHandler = self._refuse_doctype
        parser.EntityDeclHandler = self._refuse_doctype

    def read(self) -> Marked:
        try:
            self._parser.Parse(self._data, True)
        except expat.ExpatError as error:
            reason = expat.errors.messages[error.code]
            lines = self._data.decode("utf-8", "replace").split("\n")
            start = sum(len(line) + 1 for line in lines[: error.lineno - 1])
            start = min(start + error.offset, max(0, start + len(lines[error.lineno - 1]) - 1))
            raise MarkError(
                f"The SSML is not well formed in line {error.lineno} ({reason}): mend it there.",
                start,
                start + 1,
            ) from error
        return self._built.made()

    @property
    def _line(self) -> int:
        return self._parser.CurrentLineNumber

    def _at(self) -> int:
        """The place of what is being read, in characters of the text as typed."""
        byte = self._parser.CurrentByteIndex
        self._character += len(self._data[self._byte : byte].decode("utf-8", "ignore"))
        self._byte = byte
        return self._character

    def _refuse_doctype(self, *_: object) -> None:
        raise self._fault(
            f"The SSML declares a document type or entities in line {self._line}, which are not "
            "read: take that out."
        )

    def _start(self, tag: str, attributes: dict[str, str]) -> None:
        source = self._at()
        if tag not in READ or (tag == "speak") != (not self._open):
            raise self._fault(
                f"<{tag}> in line {self._line} is not SSML that can be read here: there are "
                f"{', '.join(READ)}."
            )
        if len(self._open) >= DEEPEST:
            raise self._fault(f"<{tag}> in line {self._line} is nested too deeply: take some out.")
        if self._open and self._open[-1].tag in ("break", "sub", "say-as", "phoneme"):
            raise self._wrong(tag, f"stands within <{self._open[-1].tag}>")
        self._check(tag, attributes)
        if tag in ("p", "s"):
            self._built.cut("paragraph" if tag == "p" else "sentence")
        self._open.append(_Open(tag, self._built.length, source, attributes))

    def _check(self, tag: str, attributes: Mapping[str, str]) -> None:
        known = {
            "speak": _OF_SPEAK,
            "p": ("xml:lang",),
            "s": ("xml:lang",),
            "break": ("time", "strength"),
            "emphasis": ("level",),
            "say-as": ("interpret-as",),
            "phoneme": ("alphabet", "ph"),
            "prosody": ("rate", "pitch", "volume"),
            "sub": ("alias",),
        }[tag]
        strange = [name for name in attributes if name not in known]
        if strange:
            raise self._wrong(tag, f"has “{strange[0]}”, which is not read")
        language = attributes.get("xml:lang", "en")
        if not language.lower().startswith("en"):
            raise self._wrong(tag, f"is in the language “{language}”, and English is spoken here")

    def _wrong(self, tag: str, what: str) -> StudioError:
        return self._fault(f"<{tag}> in line {self._line} {what}: change it or take it out.")

    def _fault(self, sentence: str) -> MarkError:
        """What is wrong with the tag that is being read."""
        start = self._at() if self._closed is None else self._closed.source
        end = self._text.find(">", start)
        return MarkError(sentence, start, end + 1 if end > start else start + 1)

    def _end(self, tag: str) -> None:
        opened = self._closed = self._open.pop()
        closing: dict[str, Callable[[_Open], None]] = {
            "p": lambda _: self._built.cut("paragraph"),
            "s": lambda _: self._built.cut("sentence"),
            "break": self._break,
            "emphasis": self._emphasis,
            "say-as": self._say_as,
            "phoneme": self._phoneme,
            "prosody": self._prosody,
            "sub": self._sub,
        }
        if tag in closing:
            closing[tag](opened)
        self._closed = None

    def _characters(self, text: str) -> None:
        source = self._at()
        if self._open[-1].tag == "sub":
            first = self._aliased[0] if self._aliased else source
            self._aliased = first, source + len(text)
            return
        if self._open[-1].tag == "break" and text.strip():
            raise self._wrong("break", "holds text")
        read = text.replace("\n", " ")  # lines mean nothing here
        entity = _ENTITY.match(self._data[self._byte : self._byte + 64].decode("utf-8", "ignore"))
        as_typed = self._data.startswith(text.encode("utf-8"), self._byte)
        if as_typed and not (entity and text == "&"):
            self._built.add(read, source)
        else:
            self._built.add(read, source, source + (len(entity.group()) if entity else len(read)))

    # What the tags ask

    def _break(self, opened: _Open) -> None:
        given = opened.attributes
        if "time" in given:
            found = _TIME.fullmatch(given["time"].strip())
            if found is None or not found[1]:
                raise self._wrong("break", f"has the time “{given['time']}”; write 500ms or 0.5s")
            seconds = float(found[1]) / (1000 if found[2] == "ms" else 1)
            if seconds > LONGEST_PAUSE:
                raise self._wrong("break", f"is longer than {LONGEST_PAUSE:g} seconds")
        else:
            seconds = self._named("break", "strength", given.get("strength", "medium"), BREAKS)
            if seconds == 0.0:
                return
        self._built.cut("pause", seconds)

    def _emphasis(self, opened: _Open) -> None:
        level = opened.attributes.get("level", "moderate")
        self._way(opened, emphasis=self._named("emphasis", "level", level, LEVELS))

    def _say_as(self, opened: _Open) -> None:
        kind = opened.attributes.get("interpret-as", "")
        if kind not in LETTERS:
            raise self._wrong("say-as", f"says “{kind}”; only {' and '.join(LETTERS)} are read")
        self._built.fix(opened.start, "")

    def _phoneme(self, opened: _Open) -> None:
        given = opened.attributes
        alphabet = given.get("alphabet", "ipa")
        if alphabet != "ipa":
            raise self._wrong("phoneme", f"is in the alphabet “{alphabet}”; only ipa is read")
        if not given.get("ph", "").strip():
            raise self._wrong("phoneme", "has no phonemes in “ph”")
        if opened.start == self._built.length:
            raise self._wrong("phoneme", "holds no word that is said like that")
        self._built.fix(opened.start, given["ph"].strip().strip("/"))

    def _sub(self, opened: _Open) -> None:
        alias = " ".join(opened.attributes.get("alias", "").split())
        if not alias:
            raise self._wrong("sub", "has no “alias”")
        self._built.add(alias, *(self._aliased or (opened.source, opened.source)))
        self._aliased = None

    def _prosody(self, opened: _Open) -> None:
        given = opened.attributes
        self._way(
            opened,
            rate=self._rate(given["rate"]) if "rate" in given else 1.0,
            pitch=self._pitch(given["pitch"]) if "pitch" in given else 0.0,
            volume=self._volume(given["volume"]) if "volume" in given else 0.0,
        )

    def _way(self, opened: _Open, **asked: float) -> None:
        if opened.start < self._built.length:
            self._built.ways.append(Way(opened.start, self._built.length, **asked))

    def _rate(self, text: str) -> float:
        found = _RATE.fullmatch(text.strip())
        if found is None:
            return self._named("prosody", "rate", text, RATES)
        value = float(found[2]) / (100 if found[3] else 1)
        signed = value if found[1] != "-" else -value
        return self._within("rate", 1.0 + signed if found[1] else value, "speed")

    def _pitch(self, text: str) -> float:
        found = _PITCH.fullmatch(text.strip())
        if found is None:
            return self._named("prosody", "pitch", text, PITCHES)
        value = float(found[2]) * (-1 if found[1] == "-" else 1)
        if found[3] == "%":
            value = 12 * math.log2(max(0.01, 1 + value / 100))
        return self._within("pitch", value, "pitch")

    def _volume(self, text: str) -> float:
        found = _VOLUME.fullmatch(text.strip())
        if found is None:
            return self._named("prosody", "volume", text, VOLUMES)
        return self._within("volume", float(found[2]) * (-1 if found[1] == "-" else 1), "energy")

    def _named(self, tag: str, name: str, text: str, values: Mapping[str, float]) -> float:
        value = values.get(text.strip())
        if value is None:
            raise self._wrong(tag, f"has “{text}” for {name}, which is not read")
        return value

    def _within(self, name: str, value: float, control: str) -> float:
        least, most = CONTROLS[control].least, CONTROLS[control].most
        if not least <= value <= most:
            raise self._wrong("prosody", f"asks for a {name} beyond what stays clear")
        return value
