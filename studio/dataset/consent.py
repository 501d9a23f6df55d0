"""What a person consents to, in the words that they read aloud, and whether a voice is unlocked.

No torch and no sound here: the window and the command line ask before anything heavy is loaded.
How a recorded statement is listened to stands in `statement.py`.
"""

from __future__ import annotations

import datetime
import json
import string
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import lru_cache
from typing import Any, Literal, get_args

from studio.core.adoption_store import IMPORTED
from studio.core.entities import Consent, ScriptLanguage, Take, Voice
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.library import Library
from studio.paths import resources_dir

LANGUAGES: tuple[ScriptLanguage, ...] = ("en", "zh")
MAX_NAME, MAX_OTHER = 80, 120  # letters

LockReason = Literal[
    "none",
    "withdrawn",
    "imported",
    "statement_needed",
    "not_synthetic",
    "refused",
    "missing",
    "changed",
]
LOCK_REASONS: tuple[str, ...] = get_args(LockReason)

_CHINESE = "〇一二三四五六七八九"


@dataclass(frozen=True, slots=True)
class Terms:
    """What the person fills in; `checked` says whether it can be read aloud."""

    name: str
    """Who speaks and consents: the full name."""
    date: str
    """ISO 8601, a day."""
    uses: tuple[str, ...]
    """What the copy may be used for: keys of `uses(language)`."""
    other: str = ""
    """A further use in the person's own words, as it continues "may be used for …"."""
    language: ScriptLanguage = "en"

    def as_dict(self) -> dict[str, Any]:
        """For `Consent.checks["terms"]`."""
        return {**asdict(self), "uses": list(self.uses)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Terms:
        """What `as_dict` gave. StudioError when it is something else."""
        try:
            return cls(
                str(values["name"]),
                str(values["date"]),
                tuple(str(use) for use in values["uses"]),
                str(values.get("other", "")),
                values["language"],
            )
        except (KeyError, TypeError) as error:
            raise StudioError(
                "What this consent is given for cannot be read; give it again."
            ) from error


@dataclass(frozen=True, slots=True)
class Part:
    """A sentence of the statement, and where in it what the person filled in stands."""

    text: str
    filled: str
    """"name", "date", "uses" or ""."""
    span: tuple[int, int]
    """Of the filled-in words, in letters of `text`; (0, 0) without."""


@dataclass(frozen=True, slots=True)
class Lock:
    """Why a voice may not be trained."""

    reason: LockReason
    sentence: str


def uses(language: ScriptLanguage) -> dict[str, str]:
    """The uses to choose from: key → the words in the statement."""
    return dict(_wording(language)["uses"])


def checked(terms: Terms, today: datetime.date | None = None) -> Terms:
    """The terms with single spaces. Raises StudioError, saying what to change.

    `today`: a statement of a later day is refused (a day's grace for time zones).
    """
    if terms.language not in LANGUAGES:
        raise StudioError(f"There is no statement in “{terms.language}”; choose en or zh.")
    name = _one_line(terms.name, "name", MAX_NAME)
    if not any(letter.isalpha() for letter in name):
        raise StudioError("Write the full name of the person who speaks; it is read aloud.")
    other = _one_line(terms.other, "use", MAX_OTHER).rstrip(".。,， ")
    if terms.language == "en" and any(letter.isalpha() and ord(letter) > 0x24F for letter in other):
        raise StudioError(
            "Write the further use in English letters, or choose the Chinese statement: "
            "it is read aloud and listened to."
        )
    known = uses(terms.language)
    unknown = [use for use in terms.uses if use not in known]
    if unknown:
        raise StudioError(f"“{unknown[0]}” is no use to choose; choose from {', '.join(known)}.")
    if not terms.uses and not other:
        raise StudioError("Say what the voice may be used for: choose a use or write one.")
    try:
        day = datetime.date.fromisoformat(terms.date)
    except ValueError:
        raise StudioError(f"“{terms.date}” is no date; write it as 2026-11-22.") from None
    if day > (today or datetime.date.today()) + datetime.timedelta(days=1):
        raise StudioError("The date of the statement lies in the future; write today's.")
    if not 2000 <= day.year <= 2099:
        raise StudioError(f"The year {day.year} cannot be right; write today's date.")
    chosen = tuple(use for use in known if use in terms.uses)  # in one order, none twice
    return Terms(name, day.isoformat(), chosen, other, terms.language)


def parts(terms: Terms) -> tuple[Part, ...]:
    """The sentences of the statement for checked terms."""
    words = {"name": terms.name, "date": date_in_words(terms.date, terms.language)}
    words["uses"] = _list(terms)
    return tuple(_part(template, words) for template in _wording(terms.language)["statement"])


def statement_text(terms: Terms) -> str:
    """The whole statement, as it is read aloud and kept."""
    return ("" if terms.language == "zh" else " ").join(part.text for part in parts(terms))


def date_in_words(date: str, language: ScriptLanguage) -> str:
    """A day as it is said: nobody has to choose how to read figures, and all words can be heard."""
    day = datetime.date.fromisoformat(date)
    if language == "zh":
        year = "".join(_CHINESE[int(figure)] for figure in str(day.year))
        return f"{year}年{_chinese(day.month)}月{_chinese(day.day)}日"
    words = _wording("en")
    month, year = words["months"][day.month - 1], _year(day.year)
    return f"the {words['days'][day.day - 1]} of {month}, {year}"


def terms_of(consent: Consent) -> Terms | None:
    """What a recorded statement was given for; None for an attestation, or what is unreadable."""
    try:
        return Terms.from_dict(consent.checks["terms"])
    except (KeyError, StudioError):
        return None


def lock(library: Library, voice: Voice, takes: Sequence[Take] | None = None) -> Lock | None:
    """Why a voice may not be trained; None when it may. Reads the statement's file for its hash.

    `takes` are the voice's, where they are known already. That the statement's speaker is the one
    of the takes is asked separately, when a training starts (`same_speaker.py`): it takes longer.
    """
    consent = library.consent(voice.id)
    if consent is None:
        return Lock(
            "none",
            f"Training is locked: nobody has consented yet that “{voice.name}” may be cloned. "
            "Give the consent first.",
        )
    if consent.withdrawn:
        return Lock(
            "withdrawn",
            f"The consent for “{voice.name}” was withdrawn, so it is neither trained nor spoken "
            "with; give the consent again or delete the voice.",
        )
    if IMPORTED in consent.checks:
        return Lock(
            "imported",
            f"“{voice.name}” came as a voice file, which may be spoken with and not be trained "
            "further: give a consent here, or make a new voice for recordings of your own.",
        )
    if consent.kind == "synthetic":
        return None if voice.synthetic else _not_synthetic(voice)
    if consent.kind == "attestation":
        takes = library.takes(voice.id, included_only=True) if takes is None else takes
        return _statement_needed(voice) if _was_recorded_here(takes) else None
    return _lock_of_statement(consent, voice)


def attestation_fits(library: Library, voice: Voice) -> None:
    """Refuse an attestation where the speaker has to read the statement, or has read it."""
    before = library.consent(voice.id)
    if before is not None and before.kind == "statement" and not before.withdrawn:
        raise StudioError(
            f"“{voice.name}” has a recorded statement, which says more than an attestation; "
            "withdraw that first if it no longer holds."
        )
    if _was_recorded_here(library.takes(voice.id)):
        raise StudioError(_statement_needed(voice).sentence)


def uses_in_words(terms: Terms) -> str:
    """What a voice may be used for, as the statement says it."""
    return _list(terms)


def silenced(voice: Voice, consent: Consent | None) -> str:
    """Why a voice may not be spoken with, in one sentence; "" when it may."""
    if consent is None or not consent.withdrawn:
        return ""
    return (
        f"“{voice.name}” is not spoken with: its consent was withdrawn. "
        "Give the consent again or delete the voice."
    )


def _lock_of_statement(consent: Consent, voice: Voice) -> Lock | None:
    if consent.checks.get("accepted") is not True:
        return Lock(
            "refused",
            f"The statement for “{voice.name}” was kept without being checked; read it again.",
        )
    if consent.file is None or not consent.file.is_file():
        return Lock(
            "missing",
            f"The recorded statement for “{voice.name}” is no longer in its folder: "
            "put the file back or read the statement again.",
        )
    if sha256_of(consent.file) != consent.sha256:
        return Lock(
            "changed",
            f"The recorded statement for “{voice.name}” was changed after it was given: "
            "put the first file back or read the statement again.",
        )
    return None


def _was_recorded_here(takes: Sequence[Take]) -> bool:
    return any(take.source == "recording" and take.included for take in takes)


def _statement_needed(voice: Voice) -> Lock:
    return Lock(
        "statement_needed",
        f"“{voice.name}” has takes that were recorded here, and for those the speaker reads the "
        "statement aloud; an attestation is for imported recordings. Record the statement.",
    )


def _not_synthetic(voice: Voice) -> Lock:
    return Lock(
        "not_synthetic",
        f"“{voice.name}” is a person's voice, but its consent says that it was made by a program; "
        "record the statement.",
    )


@lru_cache
def _wording(language: str) -> dict[str, Any]:
    path = resources_dir() / "consent" / f"{language}.json"
    return json.loads(path.read_text(encoding="utf-8"))


def _one_line(text: str, what: str, most: int) -> str:
    """The text with single spaces; refuses what cannot be read aloud or shows as something else."""
    text = unicodedata.normalize("NFC", text)
    # Cc and Cf hold line ends, and the marks that turn the direction of writing around.
    if any(unicodedata.category(letter) in ("Cc", "Cf", "Co", "Cs", "Zl", "Zp") for letter in text):
        raise StudioError(f"The {what} holds invisible characters; type it anew.")
    line = " ".join(text.split())
    if len(line) > most:
        raise StudioError(f"The {what} is too long to be read aloud: {most} letters are the most.")
    return line


def _part(template: str, words: Mapping[str, str]) -> Part:
    """Fill in one sentence; what is filled in may hold braces itself."""
    text, filled, span = "", "", (0, 0)
    for before, field, _, _ in string.Formatter().parse(template):
        text += before
        if field:
            filled, span = field, (len(text), len(text) + len(words[field]))
            text += words[field]
    return Part(text, filled, span)


def _list(terms: Terms) -> str:
    wording = _wording(terms.language)
    items = [wording["uses"][use] for use in terms.uses] + ([terms.other] if terms.other else [])
    if len(items) == 1:
        return items[0]
    return wording["between"].join(items[:-1]) + wording["last"] + items[-1]


def _year(year: int) -> str:
    """2000 to 2099: "two thousand and four", "twenty nineteen", "twenty thirty-one"."""
    numbers, all_tens = _wording("en")["numbers"], _wording("en")["tens"]
    rest = year - 2000
    if rest < 10:
        return "two thousand" + (f" and {numbers[rest]}" if rest else "")
    if rest < 20:
        return f"twenty {numbers[rest]}"
    tens, ones = divmod(rest, 10)
    return f"twenty {all_tens[tens - 2]}" + (f"-{numbers[ones]}" if ones else "")


def _chinese(number: int) -> str:
    """1 to 31."""
    tens, ones = divmod(number, 10)
    return (
        ("" if tens < 2 else _CHINESE[tens])
        + ("十" if tens else "")
        + (_CHINESE[ones] if ones else "")
    )
