"""From a folder of recordings with texts to takes in the library."""

import tempfile
from collections.abc import Generator
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from studio.audio import levels
from studio.audio.files import Sound, read_sound, sound_form, write_flac
from studio.audio.transcripts import list_folder
from studio.core.entities import GIVEN, Take
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.library import Library

MIN_SECONDS = 0.3
MAX_SECONDS = 60.0
MIN_SPEECH_SECONDS = 0.15

_MUST_BE_CUT = (
    "It is in a form or has a text that is not for a single take: import it with transcribing, "
    "which cuts it, or export it as WAV."
)
_KEPT_AS_THEY_ARE = {"WAV", "WAVEX", "FLAC"}
_DEEP = {"PCM_24", "PCM_32", "FLOAT", "DOUBLE"}


@dataclass(frozen=True, slots=True)
class ImportProgress:
    """One file more has been looked at."""

    done: int
    total: int
    file: str
    """The file looked at next; "" at the end."""
    added: int


@dataclass(slots=True)
class ImportReport:
    """What became of each file. Names are relative to the imported folder."""

    added: list[str] = field(default_factory=list)
    """Ids of the new takes."""
    seconds: float = 0.0
    """How long they are together."""
    already: list[str] = field(default_factory=list)
    """Files whose sound the voice has already."""
    given: list[str] = field(default_factory=list)
    """Files that came without a text before, and whose takes have one now."""
    set_aside: list[tuple[str, str]] = field(default_factory=list)
    """File and a sentence: what is wrong with it and what to do."""
    noted: list[tuple[str, str]] = field(default_factory=list)
    """Files that were added, and a sentence about what could be better."""
    missing: list[str] = field(default_factory=list)
    """Files that a transcript names and that are not there."""
    without_text: list[str] = field(default_factory=list)
    """Sound files that no transcript names."""
    too_long: list[tuple[str, str]] = field(default_factory=list)
    """Files that are more than a take, with their text; they are in `set_aside` too."""

    def leave_long(self, name: str, text: str, why: str) -> None:
        """Set aside a file that is more than a take."""
        self.too_long.append((name, text))
        self.set_aside.append((name, why))

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON values."""
        return asdict(self)


class _TooLongError(StudioError):
    """A file that would have to be cut."""


def import_folder(
    library: Library, voice_id: str, path: Path
) -> Generator[ImportProgress, None, ImportReport]:
    """Add the sounds of a folder that have a text to a voice; the generator returns the report.

    See `studio.audio.transcripts` for the forms of folder. One bad file stops nothing: it is set
    aside with its reason. The same sound is never added twice to a voice. StudioError when the
    folder itself cannot be used, or when the library cannot be written.
    """
    path = Path(path).expanduser().absolute()
    voice = library.voice(voice_id)
    listing = list_folder(path)
    report = ImportReport(
        set_aside=listing.set_aside, missing=listing.missing, without_text=listing.without_text
    )
    for file, text in listing.long:
        report.leave_long(file.relative_to(path).as_posix(), text, _MUST_BE_CUT)
    known, heard = library.origins(voice.id), _heard_takes(library, voice.id)
    total = len(listing.pairs)
    for done, (file, text) in enumerate(listing.pairs):
        name = file.relative_to(path).as_posix()
        yield ImportProgress(done, total, name, len(report.added))
        try:
            origin = sha256_of(file)
            if origin in heard:
                report.given.append(name)
                _give(library, heard.pop(origin), text)
                continue
            if origin in known:
                report.already.append(name)
                continue
            checked = _check(file)
        except _TooLongError as error:
            report.leave_long(name, text, str(error))
            continue
        except StudioError as error:
            report.set_aside.append((name, str(error)))
            continue
        take = _add(library, voice.id, file, text, origin, checked)
        known.add(origin)
        report.added.append(take.id)
        report.seconds += take.seconds
        if take.checks["clipped"]:
            report.noted.append((name, about_clipping(take.checks["clipped"])))
    yield ImportProgress(total, total, "", len(report.added))
    return report


def _heard_takes(library: Library, voice_id: str) -> dict[str, Take]:
    """The takes that are whole files and whose text was heard, by the SHA-256 of the file."""
    known = library.origins(voice_id)
    found = [take for take in library.takes(voice_id) if take.text_is_heard]
    by_file = {str(take.checks.get("source_sha256", "")): take for take in found}
    return {sha256: take for sha256, take in by_file.items() if sha256 in known}


def _give(library: Library, take: Take, text: str) -> None:
    """Give a take whose text was heard the text that has come."""
    unsure = take.checks.get("kind") == "unsure"  # for no other reason than its text
    checks = {"text_by": GIVEN} | ({} if text == take.text else {"check": {}})
    if unsure or take.included:
        library.update_take(take.id, text=text, included=True, note="", checks=checks)
    else:
        library.update_take(take.id, text=text, checks=checks)


@dataclass(frozen=True, slots=True)
class _Checked:
    sound: Sound
    container: str
    subtype: str
    checks: dict[str, Any]


def _check(file: Path) -> _Checked:
    """Read a sound and measure it; StudioError when it cannot become a take."""
    form = sound_form(file)
    if form.seconds > MAX_SECONDS:  # before its samples fill the memory
        raise _TooLongError(
            f"{file.name} is {_duration(form.seconds)} long, and a take has at most "
            f"{MAX_SECONDS:.0f} seconds; cut it into sentences."
        )
    sound = read_sound(file, max_seconds=MAX_SECONDS + 1.0)
    checks = measured(sound, file.name)
    return _Checked(sound, form.container, form.subtype, checks)


def measured(sound: Sound, name: str) -> dict[str, Any]:
    """Return what is measured on every take: levels, where speech is, where it is too loud.

    StudioError, naming the file, when it is too short or silent.
    """
    if sound.seconds < MIN_SECONDS:
        raise StudioError(
            f"{name} is shorter than {MIN_SECONDS} seconds; record a whole word or more."
        )
    speech = levels.speech_bounds(sound.samples, sound.rate, margin=0.0)
    if speech is None or speech.seconds < MIN_SPEECH_SECONDS:
        raise StudioError(f"{name} is silent: nothing is said in it; record it again.")
    return {
        "peak_dbfs": round(levels.peak_dbfs(sound.samples), 1),
        "speech_dbfs": round(levels.speech_rms_dbfs(sound.samples, sound.rate) or 0.0, 1),
        "noise_dbfs": round(levels.noise_dbfs(sound.samples, sound.rate), 1),
        "speech": [round(speech.start, 3), round(speech.end, 3)],
        "clipped": [
            [round(span.start, 3), round(span.end, 3)]
            for span in levels.clipped_spans(sound.samples, sound.rate)
        ],
    }


def _add(
    library: Library, voice_id: str, file: Path, text: str, origin: str, checked: _Checked
) -> Take:
    """Copy WAV and FLAC as they are; decode the rest into FLAC of the same rate."""
    if checked.container in _KEPT_AS_THEY_ARE:
        return library.add_take(voice_id, file, text, origin=origin, checks=checked.checks)
    with tempfile.TemporaryDirectory(prefix="timbre-import-") as folder:
        flac = Path(folder) / "take.flac"
        subtype = "PCM_24" if checked.subtype in _DEEP else "PCM_16"
        write_flac(flac, checked.sound.samples, checked.sound.rate, subtype)
        return library.add_take(voice_id, flac, text, origin=origin, checks=checked.checks)


def about_clipping(spans: list[list[float]]) -> str:
    """Say what to do about a take that is too loud in `spans` (start and end in seconds)."""
    more = f" and {len(spans) - 1} times more" if len(spans) > 1 else ""
    return (
        f"It is too loud at {spans[0][0]:.1f} s{more}: "
        "if the voice sounds rough, lower the input gain and record it again."
    )


def _duration(seconds: float) -> str:
    return f"{seconds / 60:.0f} minutes" if seconds >= 120 else f"{seconds:.0f} seconds"
