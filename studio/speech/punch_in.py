"""Punch-in: one sentence of a real recording said anew by the cloned voice.

    recording + its text → where the old sentence is (I) → the new one (G), marked
                        → tone, room, level of the recording → cut in at the pauses → heard back

The recording itself is never touched: what is made is another file, which says which part of it is
generated.
"""

from __future__ import annotations

import re
from collections.abc import Generator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from studio.audio.files import Samples, Sound, read_sound, resample, sound_form, to_mono
from studio.audio.levels import noise_dbfs, rms_dbfs, speech_bounds, speech_rms_dbfs
from studio.audio.matching import matched, spectral_difference
from studio.audio.mel_spec import RATE
from studio.audio.room_tone import noise_of
from studio.audio.true_peak import limited
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.manner import Manner
from studio.core.messages import Message, Progress
from studio.speech import export, watermark
from studio.speech.hear import Hearing, hear
from studio.speech.speak import silence, speak
from studio.speech.speakers import speakers

Task = Generator[Message, None, dict[str, Any]]

MAX_SECONDS = 300.0  # of a recording: its whole text is aligned at once
FADE = 0.03  # seconds over which both sides are blended
_REACH = 0.25  # seconds beside a word in which the quietest place is looked for
_FRAME = 0.02
_LEAST_HEARD = 0.5  # share of the old sentence's words that must have been heard
_PEAK = -0.5  # dBTP of what is put in
_CONTEXT = 8.0  # seconds on both sides whose level counts
_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)*")


@dataclass(frozen=True, slots=True)
class Place:
    """Where the old sentence is, in seconds of the recording."""

    cut_in: float
    start: float
    """Of its first word."""
    end: float
    """Of its last word."""
    cut_out: float


def punch_in(
    library: Path | None,
    recording: Path,
    text: str,
    replace: str,
    new: str,
    voice: str,
    out: Path,
    language: str | None = None,
    seed: int = 0,
) -> Task:
    """Write `out`: the recording, whose text is `text`, with `new` where `replace` was said.

    Returns path, seconds, start and end (of the generated part, in the new sound), old_start,
    old_end, cut_in and cut_out (in the recording; outside the cuts nothing changes), gain_db,
    tone_db, echo_seconds (what was done to match), room_dbfs (the noise that was laid under it),
    level_difference_db (to the speech around), spectral_difference_db (mean over thirds of an
    octave; spectral_difference_before_db without matching), noise_difference_db (of pauses),
    joint_step (the greatest step between samples at the joints over the greatest one in the
    recording), missing (words of the new sentence that were not heard back), heard and heard_whole
    (0 to 1, of the new words and of all) and watermark (0 to 1). StudioError when the sentence is
    not in the text or not in the recording.
    """
    yield Progress("load")
    recording, out = Path(recording).absolute(), Path(out).absolute()
    export.check_name(out)
    if out == recording or (out.exists() and out.samefile(recording)):
        raise StudioError("The recording itself is never changed; give the result another name.")
    span = find_sentence(text, replace)
    books = None if library is None else Library(Path(library))
    speaker = speakers().speaker(books, voice)
    language = language or speaker.language
    sound = read_sound(recording, MAX_SECONDS)
    yield Progress("align", 0.1)
    mono = to_mono(sound.samples)
    place = locate(Sound(mono, sound.rate), hear(Sound(mono, sound.rate), text, language), span)
    yield Progress("speak", 0.4)
    parts: list[Samples] = []
    for spoken in speak(speaker, new, Manner(seed=seed), language):
        if spoken.error:
            raise StudioError(spoken.error)
        parts += [silence(spoken.pause), spoken.samples]
    yield Progress("match", 0.6)
    made = _Made(np.concatenate(parts), mono, sound.rate, place)
    whole, start = _joined(sound, made.samples, place)
    end = start + len(made.speech) / sound.rate
    about = speaker.about(new).only(start, end)
    depth = "PCM_24" if out.suffix == ".wav" and sound_form(recording).subtype != "PCM_16" else None
    with export.writing(out, sound.rate, about, depth, sound.channels) as file:
        file.write(whole)
    yield Progress("listen", 0.8)
    written = to_mono(read_sound(out).samples)
    return {
        "path": str(out),
        "seconds": round(len(written) / sound.rate, 3),
        "start": round(start, 3),
        "end": round(end, 3),
        "old_start": round(place.start, 3),
        "old_end": round(place.end, 3),
        "cut_in": round(place.cut_in, 3),
        "cut_out": round(place.cut_out, 3),
        **made.figures(),
        **_checked(written, made, sound.rate, start, end, place),
        **_heard(Sound(written, sound.rate), text, span, new, language),
    }


def find_sentence(text: str, wanted: str) -> tuple[int, int]:
    """Return where a sentence stands in a text, whatever its spaces, capitals and marks.

    StudioError when it is not there, or in several places.
    """
    words = [(m.group().casefold().replace("’", "'"), m.span()) for m in _WORD.finditer(text)]
    looked = [m.group().casefold().replace("’", "'") for m in _WORD.finditer(wanted)]
    if not looked:
        raise StudioError("Say which words of the recording are to be replaced.")
    plain = [word for word, _ in words]
    found = [
        at for at in range(len(plain) - len(looked) + 1) if plain[at : at + len(looked)] == looked
    ]
    if not found:
        raise StudioError(f"“{wanted}” does not stand in the text of the recording; check it.")
    if len(found) > 1:
        raise StudioError(
            f"“{wanted}” stands in the text {len(found)} times; add the words before or after it."
        )
    return words[found[0]][1][0], words[found[0] + len(looked) - 1][1][1]


def locate(sound: Sound, heard: Hearing, span: tuple[int, int]) -> Place:
    """Find the words of a part of the text, and the quietest places before and behind them."""
    inside = [c for c in heard.checks if c.span[0] < span[1] and c.span[1] > span[0]]
    said = [check for check in inside if check.heard]
    if not inside or len(said) < _LEAST_HEARD * len(inside):
        raise StudioError(
            "The sentence was not heard in the recording: check that the text is what is said."
        )
    before = [c.end for c in heard.checks if c.span[1] <= span[0] and c.heard]
    behind = [c.start for c in heard.checks if c.span[0] >= span[1] and c.heard]
    start, end = said[0].start, said[-1].end
    left = max([start - 1.0, *before[-1:]]) if before else 0.0
    right = min([end + 1.0, *behind[:1]]) if behind else sound.seconds
    bounds = speech_bounds(sound.samples, sound.rate, 0.0)
    cut_in = _quietest(sound, min(left, start - 0.04), start + 0.04) if before else 0.0
    cut_out = _quietest(sound, end - 0.04, max(right, end + 0.04)) if behind else sound.seconds
    if not before and bounds is not None:
        start = min(start, max(bounds.start, 0.0))
    return Place(cut_in, max(start, cut_in), min(end, cut_out), cut_out)


class _Made:
    """The new sentence, matched to the recording, with the mark in it."""

    def __init__(self, speech: Samples, mono: Samples, rate: int, place: Place) -> None:
        self._dry = resample(speech, RATE, rate)
        around = mono[
            max(0, round((place.cut_in - _CONTEXT) * rate)) : round(
                (place.cut_out + _CONTEXT) * rate
            )
        ]
        self.around = around
        tail = np.zeros(round(0.3 * rate), np.float32)  # into which the room dies away
        self._result = matched(np.concatenate((self._dry, tail)), mono, rate, around)
        marked = watermark.mark(self._result.samples, rate)
        self.speech = np.concatenate(list(limited([marked], rate, _PEAK)))
        self._mono, self._rate = mono, rate
        lead = round((place.start - place.cut_in) * rate)
        end = round((place.cut_out - place.end) * rate)
        gap = max(0, end - len(tail))
        self.samples = np.concatenate((_zeros(lead), self.speech, _zeros(gap)))
        room = noise_of(mono, rate)
        self.room_dbfs = rms_dbfs(room)
        self.samples = self.samples + np.resize(room, len(self.samples))

    def figures(self) -> dict[str, Any]:
        """What was done, and how near it came."""
        before = spectral_difference(self._dry, self._mono, self._rate)
        return {
            "gain_db": round(self._result.gain_db, 1),
            "tone_db": round(self._result.tone_db, 1),
            "echo_seconds": round(self._result.echo_seconds, 2),
            "room_dbfs": round(self.room_dbfs, 1),
            "spectral_difference_before_db": round(before, 2),
        }


def _joined(sound: Sound, made: Samples, place: Place) -> tuple[Samples, float]:
    """Put the new part between the two old ones, blended at both joints; where it begins."""
    rate, columns = sound.rate, sound.samples.reshape(len(sound.samples), -1)
    new = np.repeat(made[:, None], columns.shape[1], axis=1)
    first, last = round(place.cut_in * rate), round(place.cut_out * rate)
    whole = _blended(_blended(columns[:first], new, rate), columns[last:], rate)
    shape = whole if sound.samples.ndim == 2 else whole[:, 0]
    begin = place.start - (FADE if first else 0.0)
    return shape.astype(np.float32), max(0.0, begin)


def _blended(left: NDArray[np.float32], right: NDArray[np.float32], rate: int) -> Samples:
    """Join two sounds over `FADE` seconds; noise on both sides keeps its power."""
    fade = min(round(FADE * rate), len(left), len(right))
    if fade == 0:
        return np.concatenate((left, right))
    rise = np.sin(np.linspace(0.0, np.pi / 2, fade, dtype=np.float32))[:, None]
    middle = left[-fade:] * rise[::-1] + right[:fade] * rise
    return np.concatenate((left[:-fade], middle, right[fade:]))


def _quietest(sound: Sound, start: float, end: float) -> float:
    """The middle of the quietest 20 ms between two times, in seconds."""
    rate, size = sound.rate, round(_FRAME * sound.rate)
    first, last = max(0, round(start * rate)), min(len(sound.samples), round(end * rate))
    part = sound.samples[first:last].astype(np.float64)
    if len(part) <= size:
        return (first + last) / 2 / rate
    power = np.convolve(part**2, np.ones(size), mode="valid")
    smooth = np.minimum(power, np.percentile(power, 20))  # any place in the pause is good …
    quiet = np.flatnonzero(power <= smooth.max() * 1.5)
    middle = int(quiet[np.argmin(np.abs(quiet - (quiet[0] + quiet[-1]) / 2))])  # … its middle best
    return (first + middle + size / 2) / rate


def _checked(
    written: Samples, made: _Made, rate: int, start: float, end: float, place: Place
) -> dict[str, Any]:
    """How well the new part fits, measured in the file that was written."""
    part = written[round(start * rate) : round(end * rate)]
    level = (speech_rms_dbfs(part, rate) or 0.0) - (speech_rms_dbfs(made.around, rate) or 0.0)
    steps = np.abs(np.diff(written))
    reach = round(FADE * rate)
    joints = [round((start - place.start + place.cut_in) * rate), round(end * rate)]
    worst = max(float(steps[max(0, at - reach) : at + reach].max(initial=0.0)) for at in joints)
    return {
        "level_difference_db": round(level, 2),
        "spectral_difference_db": round(spectral_difference(part, made.around, rate), 2),
        "noise_difference_db": round(noise_dbfs(part, rate) - noise_dbfs(made.around, rate), 1),
        "joint_step": round(worst / max(float(np.abs(np.diff(made.around)).max()), 1e-9), 3),
        "watermark": round(watermark.detect(part, rate), 3),
    }


def _heard(
    sound: Sound, text: str, span: tuple[int, int], new: str, language: str
) -> dict[str, Any]:
    """Which words of the new sentence, and of the whole, were heard back."""
    whole = text[: span[0]] + new.rstrip(" .") + text[span[1] :]
    found = hear(sound, whole, language, words=False)
    last = span[0] + len(new)
    mine = [check for check in found.checks if span[0] <= check.span[0] < last]
    heard = sum(check.heard for check in mine) / len(mine) if mine else 0.0
    return {
        "missing": [check.text for check in mine if not check.heard],
        "heard": round(heard, 3),
        "heard_whole": round(found.confidence, 3),
    }


def _zeros(count: int) -> Samples:
    return np.zeros(max(0, count), np.float32)
