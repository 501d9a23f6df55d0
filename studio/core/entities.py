"""What the library holds, as plain frozen values."""

from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, get_args

VoiceKind = Literal["stock", "sample", "own", "imported"]
Language = Literal["en-us", "en-gb"]
TakeSource = Literal["import", "recording"]
ConsentKind = Literal["statement", "attestation", "synthetic"]
ScriptLanguage = Literal["en", "zh"]
RunState = Literal["training", "kept", "rejected", "cancelled", "failed"]
LineState = Literal["new", "changed", "rendered", "flagged", "failed"]
Gap = Literal["sentence", "paragraph", "section"]

VOICE_KINDS: tuple[str, ...] = get_args(VoiceKind)
LANGUAGES: tuple[str, ...] = get_args(Language)
TAKE_SOURCES: tuple[str, ...] = get_args(TakeSource)
CONSENT_KINDS: tuple[str, ...] = get_args(ConsentKind)
SCRIPT_LANGUAGES: tuple[str, ...] = get_args(ScriptLanguage)
RUN_STATES: tuple[str, ...] = get_args(RunState)
LINE_STATES: tuple[str, ...] = get_args(LineState)
GAPS: tuple[str, ...] = get_args(Gap)

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


@dataclass(frozen=True, slots=True)
class SourceLine:
    """One line of a script that is to be spoken, as its file has it."""

    text: str
    id: str = ""
    """Unique in its script; "" = the file gives none, and the project makes one."""
    character: str = ""
    direction: str = ""
    """How to say it, for people: "whispered"."""
    settings: dict[str, float] = field(default_factory=dict)
    """Fields of a manner that differ from the character's: {"speed": 0.9}."""
    gap: Gap = "paragraph"
    """What lies between the line before and this one."""
    start: float | None = None
    """Seconds at which it is to begin (subtitles); None = when its turn comes."""
    end: float | None = None
    row: int = 0
    """Where it stands in its file; lines count from 1."""


@dataclass(frozen=True, slots=True)
class Casting:
    """Who speaks a character, and how."""

    voice: str
    """What `speak` takes: a stock voice, a blend, the id of a voice; "" = nobody yet."""
    manner: dict[str, Any] = field(default_factory=dict)
    """Fields of a manner that differ from the usual."""


@dataclass(frozen=True, slots=True)
class Project:
    """A script that is being spoken: its lines, its cast and its own lexicon."""

    id: str
    name: str
    source: str
    """The path of the script; "" = it was pasted."""
    language: str
    """In which its texts are read; "" = each voice's own."""
    created: str


@dataclass(frozen=True, slots=True)
class ScriptLine:
    """A line of a project, and what there is of it."""

    project_id: str
    id: str
    """Unique in its project, and kept when the script is read again."""
    position: int
    """From 0, in the order of the script."""
    character: str
    text: str
    direction: str
    settings: dict[str, float]
    gap: Gap
    start: float | None
    end: float | None
    state: LineState
    """new: not rendered yet; changed: what was rendered is no longer what it says; flagged: a word
    of it could not be heard back; failed: `note` says why."""
    note: str
    revision: int
    """Counts the changes that make another rendering necessary."""
    rendering_id: str | None
    """The chosen rendering, also when the line was changed since."""
    seconds: float | None
    """Of the chosen rendering, as all that follows."""
    heard: float | None
    """0 to 1, the share of its words that was heard back; None = nobody listened."""
    worst: str
    """The word that was heard worst; "" = all were heard."""
    worst_at: float | None
    """The second in the rendering at which it is said."""
    doubt: float
    """0 = sure of every word, 1 = a word was not said at all."""


@dataclass(frozen=True, slots=True)
class ScriptChanges:
    """What reading a script again changed: how many lines are of which kind."""

    new: int
    changed: int
    kept: int
    removed: int


@dataclass(frozen=True, slots=True)
class HeardBack:
    """How well a rendering was heard by the inverse model."""

    share: float
    """0 to 1, of its words."""
    doubt: float
    """0 to 1: 1 - the probability that the worst word was said."""
    worst: str = ""
    """The word that was not heard, or heard worst of those; "" = all were heard."""
    worst_at: float | None = None
    """Seconds at which it is said."""
    lost: tuple[tuple[str, float, float], ...] = ()
    """Every word that was not heard: the word, its second, its probability."""


@dataclass(frozen=True, slots=True)
class Rendering:
    """One spoken text, kept with everything that is needed to make it again."""

    id: str
    path: Path
    """The sound: WAV, 24 kHz, marked; absolute."""
    score: Path
    """Words and phonemes with their times, as `speech.export.writing_score` writes them."""
    voice: str
    """What `speak` takes; voices of the library by their ids."""
    voice_name: str
    """For people."""
    text: str
    manner: dict[str, Any]
    seed: int
    language: str
    created: str
    """ISO 8601."""
    seconds: float
    heard: HeardBack | None
    """None = nobody listened."""
    starred: bool = False
    project_id: str = ""
    """"" = it belongs to no project (the Speak page)."""
    line_id: str = ""
    fingerprint: str = ""
    """Of all that it was made from: the same fingerprint, the same sound."""
    deleted: str = ""
    """When it was put into the trash (ISO 8601); "" = it is not in there."""


@dataclass(frozen=True, slots=True)
class DiskUse:
    """What the renderings of a library take."""

    renderings: int
    seconds: float
    bytes: int
    """Of sounds, without those in the trash."""
    trash_bytes: int
    free_bytes: int
    """Left on the disk."""
