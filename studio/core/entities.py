"""What the library holds, as plain frozen values."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

VoiceKind = Literal["stock", "sample", "own"]
Language = Literal["en-us", "en-gb"]
TakeSource = Literal["import", "recording"]
ConsentKind = Literal["statement", "attestation", "synthetic"]
ScriptLanguage = Literal["en", "zh"]
RunState = Literal["training", "kept", "rejected", "cancelled", "failed"]

VOICE_KINDS: tuple[str, ...] = get_args(VoiceKind)
LANGUAGES: tuple[str, ...] = get_args(Language)
TAKE_SOURCES: tuple[str, ...] = get_args(TakeSource)
CONSENT_KINDS: tuple[str, ...] = get_args(ConsentKind)
SCRIPT_LANGUAGES: tuple[str, ...] = get_args(ScriptLanguage)
RUN_STATES: tuple[str, ...] = get_args(RunState)

HEARD, GIVEN = "recogniser", "person"
"""In `Take.checks["text_by"]`: the text is what was heard in the take; a person has confirmed it.
Without an entry it came with the recording."""


@dataclass(frozen=True, slots=True)
class Voice:
    """A speaker: the takes that belong to it, and at most one run whose weights speak."""

    id: str
    name: str
    kind: VoiceKind
    language: Language
    created: str
    """ISO 8601, with the time zone."""
    base: str = ""
    """The stock voice that it starts from; "" = chosen at training."""
    synthetic: bool = False
    """True when nobody has this voice: it was made, not recorded."""
    run: str | None = None
    """Id of the run whose weights speak; None = none kept yet."""


@dataclass(frozen=True, slots=True)
class Take:
    """One recording of one text."""

    id: str
    voice_id: str
    path: Path
    """Absolute."""
    text: str
    seconds: float
    rate: int
    """Samples a second."""
    channels: int
    created: str
    source: TakeSource
    included: bool = True
    """Whether training uses it."""
    starred: bool = False
    note: str = ""
    """"" or why it is set aside."""
    checks: dict[str, Any] = field(default_factory=dict)
    """What was measured on it (JSON values)."""
    prompt_id: str = ""
    """The prompt that was read; "" = none."""
    session_id: str = ""
    """The session in which it was recorded; "" = imported."""
    cleanup: dict[str, Any] = field(default_factory=dict)
    """How the sound is mended before it is used (`studio.audio.cleanup`); {} = as it came."""

    @property
    def text_is_heard(self) -> bool:
        """Whether nobody gave the text: it was heard in the take, and no person confirmed it."""
        return self.checks.get("text_by") == HEARD

    @property
    def text_belief(self) -> float:
        """0 to 1, how far the text is believed: 1 where a person gave it."""
        value = self.checks.get("belief") if self.text_is_heard else 1.0
        return min(max(float(value), 0.0), 1.0) if isinstance(value, int | float) else 0.5


@dataclass(frozen=True, slots=True)
class Prompt:
    """One sentence to read."""

    id: str
    """Unique in its script; kept from where the script came from."""
    text: str
    direction: str = ""
    """How to read it, e.g. "whispered"."""
    character: str = ""


@dataclass(frozen=True, slots=True)
class Script:
    """Sentences to read: shipped with the program, or the person's own."""

    id: str
    name: str
    language: ScriptLanguage
    prompts: tuple[Prompt, ...]


@dataclass(frozen=True, slots=True)
class RecordingSession:
    """One sitting: the takes that were recorded with one microphone in one room."""

    id: str
    voice_id: str
    created: str
    device: str
    rate: int
    """The device's own, in samples a second."""
    room: dict[str, Any] | None = None
    """What the room check found (`studio.audio.room`); None = not checked."""


@dataclass(frozen=True, slots=True)
class Consent:
    """Why this voice may be cloned."""

    voice_id: str
    kind: ConsentKind
    name: str
    """Who consents."""
    text: str
    date: str
    sha256: str
    """Of the recorded statement; "" where there is none."""
    file: Path | None = None
    """The recorded statement; absolute."""
    checks: dict[str, Any] = field(default_factory=dict)
    """What was heard of the statement, and how alike its speaker is to that of the takes."""

    @property
    def withdrawn(self) -> str:
        """When it was taken back (ISO 8601); "" = it holds."""
        return str(self.checks.get("withdrawn", ""))


@dataclass(frozen=True, slots=True)
class Run:
    """One fine-tuning of a voice."""

    id: str
    voice_id: str
    created: str
    preset: str
    device: str
    state: RunState
    folder: Path
    """Absolute; checkpoints and samples lie in it."""
    report: dict[str, Any] | None = None
    """The report card, once there is one."""
