"""Where the voices of a delivered sound come from, and by whose consent they speak.

No torch here: it is asked before anything is loaded.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace
from typing import Any

from studio.core.entities import Consent, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.names import name_key
from studio.dataset.consent import silenced
from studio.speech import catalogue
from studio.speech.export import Origin

_HOW = {"statement": "read aloud", "attestation": "signed"}


@dataclass(frozen=True, slots=True)
class Provenance:
    """A voice, for what is written into files."""

    voice: str
    """As it was asked for: an id, a name, a blend."""
    name: str
    """For people."""
    source: str
    """ "the stock voice Heart", "the cloned voice “Anna” (consent of Anna Berg, 2026-11-20)"."""
    consents: tuple[dict[str, Any], ...]
    """For the manifest: voice, kind, by, date, sha256 of the statement."""


def provenance(library: Library | None, voice: str) -> Provenance:
    """Say where a voice comes from.

    StudioError when there is none of that name, or when its consent was taken back.
    """
    whole = _find(library, voice)  # names may hold "+" and ":"
    if whole is not None:
        return replace(whole, voice=voice)
    found = []
    for part in voice.split("+"):
        name = part.partition(":")[0].strip()
        one = _find(library, name)
        if one is None and "+" in voice and name in catalogue.blend_names():
            one = _stock(name)
        if one is None:
            raise StudioError(
                f"There is no voice “{voice}”, so nobody can say by whose consent it speaks; "
                "`timbre voices` lists those there are."
            )
        found.append(one)
    return Provenance(
        voice,
        " and ".join(one.name for one in found),
        " and ".join(one.source for one in found),
        tuple(consent for one in found for consent in one.consents),
    )


def origin(found: Iterable[Provenance], text: str) -> Origin:
    """What a sound in which these voices speak says about itself."""
    voices = list({one.voice: one for one in found}.values())
    return Origin(
        ", ".join(one.name for one in voices), ", ".join(one.source for one in voices), text
    )


def _find(library: Library | None, name: str) -> Provenance | None:
    if name in catalogue.stock_names():
        return _stock(name)
    if library is not None:
        for one in library.voices():
            if name == one.id or name_key(name) == name_key(one.name):
                return _own(one, library)
    known = catalogue.stock_name(name)
    return None if known is None else _stock(known)


def _stock(name: str) -> Provenance:
    label = name.partition("_")[2].capitalize()
    return Provenance(name, label, f"the stock voice {label}, which is nobody's own", ())


def _own(voice: Voice, library: Library) -> Provenance:
    consent = library.consent(voice.id)
    if why := silenced(voice, consent):
        raise StudioError(why)
    if voice.synthetic:
        return Provenance(
            voice.id, voice.name, f"the synthetic voice “{voice.name}”, which is nobody's own", ()
        )
    if consent is None:
        source = f"the cloned voice “{voice.name}” (no consent was written down)"
        return Provenance(voice.id, voice.name, source, ())
    how = _HOW.get(consent.kind, "given")
    source = (
        f"the cloned voice “{voice.name}” (consent of {consent.name}, {how} on {consent.date[:10]})"
    )
    return Provenance(voice.id, voice.name, source, (_kept(voice, consent),))


def _kept(voice: Voice, consent: Consent) -> dict[str, Any]:
    return {
        "voice": voice.name, "kind": consent.kind, "by": consent.name,
        "date": consent.date, "sha256": consent.sha256,
    }  # fmt: skip
