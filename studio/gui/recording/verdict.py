"""What the check of a take found, as the Record page shows it. No Qt."""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

Status = Literal["read", "missing", "changed", "added"]
Level = Literal["good", "warn", "refuse"]

ANOTHER_TEXT = 0.5  # share of the words, as in studio.dataset.misreading


@dataclass(frozen=True, slots=True)
class Piece:
    """A part of the sentence as it was read."""

    text: str
    status: Status
    heard: str = ""
    """What was heard instead of a changed word; "" when it cannot be told."""


@dataclass(frozen=True, slots=True)
class ReadText:
    """The sentence with what was read of it."""

    pieces: tuple[Piece, ...]
    misread: bool
    said: str | None
    """What was said, as a sentence; None when that cannot be told."""
    another_text: bool = False
    """So much differs that this is no slip."""

    @property
    def missing(self) -> tuple[str, ...]:
        return tuple(piece.text for piece in self.pieces if piece.status == "missing")

    @property
    def changed(self) -> tuple[Piece, ...]:
        return tuple(piece for piece in self.pieces if piece.status == "changed")

    @property
    def added(self) -> tuple[str, ...]:
        return tuple(piece.text for piece in self.pieces if piece.status == "added")

    @classmethod
    def of(cls, found: Mapping[str, Any], text: str) -> "ReadText":
        """Read `Misreading.as_dict()`; `text` is what should have been read."""
        words = list(found["words"])
        marks = _wrong_words(words, text)
        for word in found.get("added", ()):
            after = int(word["after"])
            at = int(words[after - 1]["span"][1]) if after else 0
            marks.append((at, at, Piece(str(word["text"]), "added")))
        misread = bool(found.get("misread"))
        wrong = sum(word["status"] != "read" for word in words)
        another = misread and wrong > max(2, ANOTHER_TEXT * len(words))
        return cls(_fill(text, marks), misread, found.get("said_text") or None, another)


@dataclass(frozen=True, slots=True)
class Finding:
    """One thing that is wrong with a take, and what to do about it."""

    kind: str
    level: Level
    sentence: str
    at: float | None = None
    """Seconds."""
    trim: bool = False
    """Whether cutting the silence away mends it."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """The check of one take."""

    level: Level
    findings: tuple[Finding, ...]
    read: ReadText | None
    sentences: tuple[str, ...] = ()
    """All of it in the check's own words, the worst first."""

    @property
    def misread(self) -> bool:
        return self.read is not None and self.read.misread

    @property
    def trimmable(self) -> bool:
        return any(finding.trim for finding in self.findings)

    @property
    def reason(self) -> str:
        """The most important sentence; "" for a good take."""
        if self.sentences:
            return self.sentences[0]
        worst = [one for one in self.findings if one.level == "refuse"]
        return next((one.sentence for one in (*worst, *self.findings)), "")

    @classmethod
    def of(cls, check: Mapping[str, Any], text: str) -> "Verdict":
        """Read `TakeCheck.as_dict()` of a take of `text`."""
        findings = [
            Finding(
                str(fault["kind"]),
                "refuse" if fault.get("severity") == "refuse" else "warn",
                str(fault["sentence"]),
                fault.get("at"),
                fault.get("trim") is not None,
            )
            for fault in check.get("faults", ())
        ]
        findings += [
            Finding(str(drift["kind"]), "warn", str(drift["sentence"]))
            for drift in check.get("drift", ())
        ]
        misreading = check.get("misreading")
        read = ReadText.of(misreading, text) if misreading else None
        sentences = tuple(str(sentence) for sentence in check.get("sentences", ()))
        return cls(_level(check.get("verdict")), tuple(findings), read, sentences)


def _level(value: object) -> Level:
    return value if value in ("good", "warn", "refuse") else "warn"  # type: ignore[return-value]


def _wrong_words(words: list[Mapping[str, Any]], text: str) -> list[tuple[int, int, Piece]]:
    """Return what was missing or changed; words that were read as others together are one."""
    marks: list[tuple[int, int, Piece]] = []
    before = None
    for word in words:
        start, end = word["span"]
        heard = word.get("heard") or ""
        together = before is not None and word["status"] == "changed" and heard
        if together and before is not None and before == ("changed", heard):
            start = marks.pop()[0]
        if word["status"] in ("missing", "changed"):
            marks.append((start, end, Piece(text[start:end], word["status"], heard)))
        before = (word["status"], heard)
    return marks


def _fill(text: str, marks: list[tuple[int, int, Piece]]) -> tuple[Piece, ...]:
    """Put what was read as it stands between the marks, spaces and punctuation included."""
    pieces: list[Piece] = []
    place = 0
    for start, end, piece in sorted(marks, key=lambda mark: mark[:2]):
        start = max(start, place)
        if start > place:
            pieces.append(Piece(text[place:start], "read"))
        if piece.status == "added":
            before = "" if not pieces or pieces[-1].text.endswith(" ") else " "
            after = "" if start >= len(text) or text[start : start + 1] == " " else " "
            if before:
                pieces.append(Piece(before, "read"))
            pieces.append(piece)
            if after:
                pieces.append(Piece(after, "read"))
        else:
            pieces.append(piece)
        place = max(place, end)
    if place < len(text):
        pieces.append(Piece(text[place:], "read"))
    return tuple(pieces)
