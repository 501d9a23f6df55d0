"""The whole check of a take: the recording, how it sits among the others, and what was read.

Whatever is found says what to do about it. What a person can mend without reading again (silence
at the ends, a hum) is a warning; what cannot be used is refused, and so is a reading that is not
the text. The person may still keep it, or let the text say what was said.
"""

from __future__ import annotations

import time
from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass
from typing import Any, Literal

from studio.audio.files import Sound
from studio.audio.fingerprint import Drift, Fingerprint, drift
from studio.audio.room import RoomReport
from studio.audio.take_faults import Fault, find_faults
from studio.dataset.misreading import Misreading, misreading, reads

Verdict = Literal["good", "warn", "refuse"]

LONGEST_READ = 180.0
"""Seconds; what is longer is no take of a prompt and is not compared with its text."""
_MOST_NAMED = 3  # misread words that the sentence names


@dataclass(frozen=True, slots=True)
class TakeCheck:
    """What was found in a take. `misreading` is None where text and take cannot be compared."""

    verdict: Verdict
    faults: tuple[Fault, ...]
    drift: tuple[Drift, ...]
    misreading: Misreading | None
    fingerprint: Fingerprint | None
    """How the take sounds as a recording, for the takes that come after it."""
    seconds: float
    """How long the check took."""

    @property
    def sentences(self) -> tuple[str, ...]:
        """What is wrong and what to do, the reason for a refusal first; empty for a good take."""
        refused = [fault.sentence for fault in self.faults if fault.severity == "refuse"]
        warned = [fault.sentence for fault in self.faults if fault.severity != "refuse"]
        read = misread_sentence(self.misreading) if self.misreading else None
        return (
            *refused,
            *([read] if read else []),
            *warned,
            *(found.sentence for found in self.drift),
        )

    def as_dict(self) -> dict[str, Any]:
        """What JSON can hold: for `Take.checks["check"]` and for the window."""
        return {
            "verdict": self.verdict,
            "faults": [asdict(fault) for fault in self.faults],  # spans become dicts as well
            "drift": [asdict(found) for found in self.drift],
            "misreading": None if self.misreading is None else self.misreading.as_dict(),
            "fingerprint": None if self.fingerprint is None else self.fingerprint.as_dict(),
            "sentences": list(self.sentences),
            "seconds": round(self.seconds, 3),
        }


def check_take(
    sound: Sound,
    text: str,
    language: str,
    room: RoomReport | None = None,
    others: Sequence[Fingerprint] = (),
) -> TakeCheck:
    """Check a take of `text`; within a second of the end of a take of 6 s, models warm.

    `room` is what the room check of its session found, `others` the speaker's other takes.
    A silent take is not compared with its text, nor one in a language that is not English.
    Raises StudioError where a model's weights are missing.
    """
    started = time.perf_counter()
    faults = find_faults(sound, room)
    silent = any(fault.kind == "silent" for fault in faults)
    now = None if silent else Fingerprint.of(sound)
    drifted = () if now is None else drift(now, others, room)
    read = None
    if not silent and sound.seconds <= LONGEST_READ and comparable(text, language):
        read = misreading(sound, text, language)
    return TakeCheck(
        _verdict(faults, drifted, read),
        faults,
        drifted,
        read,
        now,
        time.perf_counter() - started,
    )


def comparable(text: str, language: str) -> bool:
    """Whether a take can be compared with this text: English, in Latin letters, not only signs."""
    if not reads(language):
        return False
    letters = [letter for letter in text if letter.isalpha()]
    latin = sum(letter.isascii() or letter < "\u0250" for letter in letters)
    return latin == len(letters) and any(sign.isalnum() for sign in text)


def _verdict(faults: Sequence[Fault], drifted: Sequence[Drift], read: Misreading | None) -> Verdict:
    if any(fault.severity == "refuse" for fault in faults) or (read and read.misread):
        return "refuse"
    return "warn" if faults or drifted else "good"


def misread_sentence(read: Misreading) -> str | None:
    """What was misread, where, and what to do; None where nothing was."""
    if not read.misread:
        return None
    if read.another_text:
        return "This does not sound like the text: see which prompt is shown, then read it again."
    named = _slips(read)
    found = ", ".join(named[:_MOST_NAMED])
    if len(named) > _MOST_NAMED:
        found = f"{found} and {len(named) - _MOST_NAMED} more"
    mend = ", or let the text say what you said" if read.said_text else ""
    return f"Misread: {found}. Read it again{mend}."


def _slips(read: Misreading) -> list[str]:
    """Each slip in a few words, in the order of the take."""
    slips: list[tuple[float, str]] = []
    before: tuple[float, float, str] | None = None
    for word in read.words:
        if word.status == "read":
            before = None
            continue
        place = (word.start, word.end, word.heard)
        if word.status == "changed" and place == before:  # several words read as others
            at, slip = slips.pop()
            slips.append((at, slip.replace("”", f" {word.text}”", 1)))
        elif word.status == "missing":
            slips.append((word.start, f"“{word.text}” is missing at {word.start:.1f} s"))
        elif word.heard:
            slips.append(
                (word.start, f"“{word.text}” sounds like “{word.heard}” at {word.start:.1f} s")
            )
        else:
            slips.append((word.start, f"“{word.text}” is not clear at {word.start:.1f} s"))
        before = place
    slips += [
        (word.start, f"“{word.text}” at {word.start:.1f} s is not in the text")
        for word in read.added
    ]
    return [slip for _, slip in sorted(slips, key=lambda slip: slip[0])]


def fingerprints(checks: Sequence[Mapping[str, Any]]) -> tuple[Fingerprint, ...]:
    """The fingerprints kept in the checks of takes; those that cannot be read are left out."""
    from studio.core.errors import StudioError

    found = []
    for check in checks:
        kept = check.get("fingerprint") if isinstance(check, Mapping) else None
        if kept is None:
            continue
        try:
            found.append(Fingerprint.from_dict(kept))
        except (StudioError, KeyError, TypeError, ValueError):
            continue
    return tuple(found)
