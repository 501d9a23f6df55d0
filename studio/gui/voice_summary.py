"""How far a voice is, read from the library: what the Library page shows at a glance. No Qt."""

from dataclasses import dataclass
from typing import Literal

from studio.core.entities import Consent, Run, Voice
from studio.core.library import Library
from studio.dataset.consent import Lock, lock
from studio.speech.catalogue import SpeakableVoice, stock

Step = Literal["recordings", "train", "speak"]

ENOUGH_SECONDS = 20.0  # the least that training takes


@dataclass(frozen=True, slots=True)
class VoiceSummary:
    """A voice with what has been done for it."""

    voice: Voice
    takes: int
    included: int
    seconds: float
    """Of the included takes."""
    consent: Consent | None
    runs: tuple[Run, ...]
    lock: Lock | None = None
    """Why it may not be trained."""
    imported: bool = True
    """Whether no take was recorded here: then an attestation is enough."""

    @property
    def trained(self) -> bool:
        return self.voice.run is not None

    @property
    def set_aside(self) -> int:
        return self.takes - self.included

    @property
    def enough(self) -> bool:
        return self.seconds >= ENOUGH_SECONDS

    @property
    def next_step(self) -> Step:
        """The page on which the work on this voice goes on."""
        if self.trained:
            return "speak"
        return "train" if self.enough else "recordings"


@dataclass(frozen=True, slots=True)
class Shelf:
    """All voices that there are."""

    own: tuple[VoiceSummary, ...]
    stock: tuple[SpeakableVoice, ...]


def summarise(library: Library, voice: Voice) -> VoiceSummary:
    """Read how far one voice is."""
    takes = library.takes(voice.id)
    used = [take for take in takes if take.included]
    return VoiceSummary(
        voice,
        len(takes),
        len(used),
        sum(take.seconds for take in used),
        library.consent(voice.id),
        tuple(library.runs(voice.id)),
        lock(library, voice, takes),
        not any(take.source == "recording" for take in used),
    )


def shelf(library: Library) -> Shelf:
    """Read all voices: the person's own first, then the sample voice; and the stock voices."""
    found = [summarise(library, voice) for voice in library.voices()]
    found.sort(key=lambda summary: summary.voice.kind == "sample")
    return Shelf(tuple(found), tuple(stock()))
