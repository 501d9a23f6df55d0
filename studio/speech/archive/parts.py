"""What the JSON of a voice file says: made for it, and checked before anything believes it.

Checks raise `DamagedError`. Whole numbers, lengths and ranges are those that this program writes.
"""

from __future__ import annotations

import json
import unicodedata
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from typing import Any, cast

from studio import __version__
from studio.core.adoption_store import IMPORTED
from studio.core.entities import CONSENT_KINDS, LANGUAGES, Consent, Language, Run, Voice
from studio.core.errors import StudioError
from studio.core.lexicon_store import ORIGINS, LexiconEntry, VoiceLexicon
from studio.core.names import clean_name
from studio.dataset import consent as consenting
from studio.speech.archive.layout import CARD, CONSENT, LEXICON, MOST_WORDS, REPORT, DamagedError
from studio.text.voice_lexicon import checked_entry

_MARKS = {
    "similarity": (-1.0, 1.0),
    "wer": (0.0, 100.0),
    "per": (0.0, 100.0),
    "distillmos": (-10.0, 10.0),
    "share_of_ceiling": (-10.0, 10.0),
}
_HOW_CHECKED = ("words_heard", "similarity", "same_speaker_from")
_MINUTES, _STEPS, _COUNT = 1e6, 1e9, 1e6
_SENTENCE, _TEXT = 600, 6000  # letters


@dataclass(frozen=True, slots=True)
class Card:
    """What a voice is."""

    name: str
    language: Language
    synthetic: bool
    created: str
    made_by: str
    """The program that wrote the file."""


def parsed(data: bytes, member: str) -> dict[str, Any]:
    """JSON that is one object, without numbers that are none and without a key twice."""

    def no_number(what: str) -> float:
        raise ValueError(what)

    def one_of_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
        found = dict(pairs)
        if len(found) != len(pairs):
            raise ValueError("a key stands twice")
        return found

    try:
        said = json.loads(
            data.decode("utf-8"), parse_constant=no_number, object_pairs_hook=one_of_each
        )
    except (ValueError, RecursionError) as error:
        raise DamagedError(f"{member} cannot be read") from error
    if not isinstance(said, dict):
        raise DamagedError(f"{member} cannot be read")
    return said


def written(said: Mapping[str, Any]) -> bytes:
    """An object as JSON."""
    return (json.dumps(said, ensure_ascii=False, indent=1) + "\n").encode()


class Fields:
    """The values of one object, each checked as it is asked for; `end` finds what nobody asked."""

    def __init__(self, said: Any, member: str, *known: str) -> None:
        """`known` are all keys that there may be, each of them needed unless it ends in "?"."""
        self._member = member
        if not isinstance(said, dict):
            raise self.wrong("its form")
        names = {name.rstrip("?") for name in known}
        needed = {name for name in known if not name.endswith("?")}
        if not needed <= said.keys() <= names:
            odd = sorted((said.keys() - names) | (needed - said.keys()))
            raise self.wrong(str(odd[0])[:40])
        self._said = said

    def wrong(self, name: str) -> DamagedError:
        return DamagedError(f"{self._member} holds a wrong value for {name}")

    def text(self, name: str, most: int, least: int = 0) -> str:
        value = self._said[name]
        if not isinstance(value, str) or not least <= len(value) <= most or _hides(value):
            raise self.wrong(name)
        return value

    def number(self, name: str, low: float, high: float) -> float:
        value = self._said[name]
        if type(value) not in (int, float) or not low <= value <= high:
            raise self.wrong(name)
        return value

    def whole(self, name: str, low: int, high: float) -> int:
        value = self.number(name, low, high)
        if type(value) is not int:
            raise self.wrong(name)
        return value

    def flag(self, name: str) -> bool:
        if type(self._said[name]) is not bool:
            raise self.wrong(name)
        return self._said[name]

    def one_of(self, name: str, known: tuple[str, ...]) -> str:
        value = self._said[name]
        if not isinstance(value, str) or value not in known:
            raise self.wrong(name)
        return value

    def moment(self, name: str) -> str:
        value = self.text(name, 40, 4)
        try:
            if not 2000 <= datetime.fromisoformat(value).year <= 2999:
                raise ValueError(value)
        except ValueError as error:
            raise self.wrong(name) from error
        return value

    def raw(self, name: str) -> Any:
        return self._said.get(name)


def _hides(text: str) -> bool:
    """Whether it holds what shows as something else: turned writing, controls, half letters."""
    return any(
        letter not in "\n\t" and unicodedata.category(letter) in ("Cc", "Cf", "Cs")
        for letter in text
    )


def card_of(voice: Voice) -> dict[str, Any]:
    """The card of a voice of the library."""
    return {
        "name": voice.name,
        "language": voice.language,
        "synthetic": voice.synthetic,
        "created": voice.created,
        "made_by": f"Timbre {__version__}",
    }


def read_card(data: bytes) -> Card:
    """A card that was checked."""
    fields = Fields(parsed(data, CARD), CARD, "name", "language", "synthetic", "created", "made_by")
    name = fields.text("name", 60, 1)
    try:
        if clean_name(name) != name:
            raise fields.wrong("name")
    except StudioError as error:
        raise fields.wrong("name") from error
    return Card(
        name,
        cast(Language, fields.one_of("language", LANGUAGES)),
        fields.flag("synthetic"),
        fields.moment("created"),
        fields.text("made_by", 60, 1),
    )


def consent_of(consent: Consent) -> dict[str, Any]:
    """The record of a consent, as it travels: without the recording, but with its checksum."""
    terms = consenting.terms_of(consent)
    return {
        "kind": consent.kind,
        "name": consent.name,
        "text": consent.text,
        "date": consent.date,
        "sha256": consent.sha256,
        "terms": None if terms is None else terms.as_dict(),
        "checks": {k: consent.checks[k] for k in _HOW_CHECKED if consent.checks.get(k) is not None},
    }


def read_consent(data: bytes, card: Card, today: datetime) -> Consent:
    """A consent that was checked, for a voice that has no id yet; marked as imported."""
    keys = ("kind", "name", "text", "date", "sha256", "terms", "checks")
    fields = Fields(parsed(data, CONSENT), CONSENT, *keys)
    kind = fields.one_of("kind", CONSENT_KINDS)
    if (kind == "synthetic") != card.synthetic:
        raise fields.wrong("kind")
    sha256 = fields.text("sha256", 64)
    if (kind == "statement") != (len(sha256) == 64 and set(sha256) <= set("0123456789abcdef")):
        raise fields.wrong("sha256")
    checks: dict[str, Any] = {IMPORTED: today.isoformat(timespec="seconds")}
    checks |= _how_checked(fields.raw("checks"))
    if (terms := _terms(fields, kind)) is not None:
        checks["terms"] = terms
    return Consent(
        "",
        cast(Any, kind),
        fields.text("name", 200, 0 if kind == "synthetic" else 1),
        fields.text("text", _TEXT, 0 if kind == "synthetic" else 1),
        fields.moment("date"),
        sha256,
        None,
        checks,
    )


def _how_checked(said: Any) -> dict[str, float]:
    fields = Fields(said, CONSENT, *(f"{name}?" for name in _HOW_CHECKED))
    return {
        name: fields.number(name, -1.0, 1.0)
        for name in _HOW_CHECKED
        if fields.raw(name) is not None
    }


def _terms(fields: Fields, kind: str) -> dict[str, Any] | None:
    said = fields.raw("terms")
    if said is None:
        if kind == "statement":
            raise fields.wrong("terms")
        return None
    inner = Fields(said, CONSENT, "name", "date", "uses", "other", "language")
    uses = inner.raw("uses")
    if not isinstance(uses, list) or len(uses) > 20:
        raise fields.wrong("uses")
    if not all(isinstance(use, str) for use in uses):
        raise fields.wrong("uses")
    for name in ("name", "date", "other", "language"):
        inner.text(name, 200)
    try:
        return consenting.checked(consenting.Terms.from_dict(said)).as_dict()
    except StudioError as error:
        raise fields.wrong("terms") from error


def lexicon_of(lexicon: VoiceLexicon) -> VoiceLexicon:
    """What of a lexicon travels: everything that can be said by any version of this program."""
    entries = tuple(e for e in lexicon.entries if _sayable(e) is not None)[:MOST_WORDS]
    return VoiceLexicon(entries, frozenset(sorted(lexicon.refused)[:MOST_WORDS]))


def read_lexicon(data: bytes) -> VoiceLexicon:
    """A lexicon that was checked."""
    fields = Fields(parsed(data, LEXICON), LEXICON, "version", "entries", "refused")
    fields.whole("version", 1, 1)
    said, refused = fields.raw("entries"), fields.raw("refused")
    for name, found in (("entries", said), ("refused", refused)):
        if not isinstance(found, list) or len(found) > MOST_WORDS:
            raise fields.wrong(name)
    if not all(isinstance(key, str) and len(key) <= 200 and not _hides(key) for key in refused):
        raise fields.wrong("refused")
    entries = [_entry(one) for one in said]
    if len({entry.key for entry in entries}) != len(entries):
        raise fields.wrong("entries")
    return VoiceLexicon(tuple(sorted(entries, key=lambda e: e.key)), frozenset(refused))


def _entry(said: Any) -> LexiconEntry:
    keys = ("word", "say", "origin", "note", "count", "margin", "language")
    fields = Fields(said, LEXICON, *keys)
    entry = LexiconEntry(
        fields.text("word", 80, 1),
        fields.text("say", 240, 1),
        cast(Any, fields.one_of("origin", ORIGINS)),
        fields.text("note", 120),
        fields.whole("count", 0, _COUNT),
        float(fields.number("margin", -1e6, 1e6)),
        fields.one_of("language", ("", *LANGUAGES)),
    )
    found = _sayable(entry)
    if found is None:
        raise fields.wrong("say")
    return found


def _sayable(entry: LexiconEntry) -> LexiconEntry | None:
    try:
        made = checked_entry(entry.word, entry.say, entry.note)
    except StudioError:
        return None
    others = {k: v for k, v in asdict(entry).items() if k not in ("word", "say", "note")}
    return replace(made, **others)


def report_of(run: Run) -> dict[str, Any] | None:
    """The figures of a report card, without what was said in the recordings; None without one."""
    if run.report is None:
        return None
    try:
        return _figures(run.report)
    except (KeyError, TypeError):  # of an early version, which wrote less
        return None


def _figures(report: Mapping[str, Any]) -> dict[str, Any]:
    marks = {
        part: {name: report[part][name] for name in _MARKS} for part in ("start", "end", "real")
    }
    return {
        "kept": bool(report["kept"]),
        "sentence": report["sentence"],
        "preset": report["preset"],
        "device": report["device"],
        "minutes_of_speech": report["minutes_of_speech"],
        "minutes_of_training": report["minutes_of_training"],
        **marks,
        "nearest_stock": report["real"]["nearest_stock"],
        "nearest_stock_similarity": report["real"]["nearest_stock_similarity"],
        "steps": report["steps"],
        "chosen_step": report["chosen_step"],
    }


def read_report(data: bytes) -> dict[str, Any]:
    """A report card that was checked, in the form in which a run has it."""
    keys = (
        *("kept", "sentence", "preset", "device", "minutes_of_speech", "minutes_of_training"),
        *("start", "end", "real", "nearest_stock", "nearest_stock_similarity"),
        *("steps", "chosen_step"),
    )
    fields = Fields(parsed(data, REPORT), REPORT, *keys)

    def text(name: str) -> str:
        return fields.text(name, 60)

    marks = {part: _marks(fields.raw(part)) for part in ("start", "end", "real")}
    real = marks["real"] | {
        "nearest_stock": text("nearest_stock"),
        "nearest_stock_similarity": fields.number("nearest_stock_similarity", -1.0, 1.0),
    }
    return {
        "kept": fields.flag("kept"),
        "sentence": fields.text("sentence", _SENTENCE),
        "preset": text("preset"),
        "device": text("device"),
        "minutes_of_speech": fields.number("minutes_of_speech", 0, _MINUTES),
        "minutes_of_training": fields.number("minutes_of_training", 0, _MINUTES),
        **marks,
        "real": real,
        "held_out": [],
        "set_aside": [],
        "steps": fields.whole("steps", 0, _STEPS),
        "chosen_step": fields.whole("chosen_step", 0, _STEPS),
    }


def _marks(said: Any) -> dict[str, Any]:
    fields = Fields(said, REPORT, *_MARKS)
    return {name: fields.number(name, low, high) for name, (low, high) in _MARKS.items()}
