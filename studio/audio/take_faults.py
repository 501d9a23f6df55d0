"""What is wrong with one take as a recording, and what to do about it."""

from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from studio.audio.bands import EDGES, FRAMES_A_SECOND, band_power
from studio.audio.cleanup import KEPT_AT_ENDS, silences_to_cut
from studio.audio.files import Sound
from studio.audio.hum import Hum, find_hum
from studio.audio.levels import Span, clipped_spans, pauses, peak_dbfs, speech_rms_dbfs
from studio.audio.room import RoomReport, a_weighting, in_words

Kind = Literal[
    "too_loud", "too_soft", "noisy", "hum", "cut_start", "cut_end", "long_silence", "silent"
]
Severity = Literal["refuse", "warn"]

CLIPPED_RUIN = 0.005  # seconds at full scale in all; less is a click, more is heard as distortion
NEAR_CLIPPING_DBFS = -0.5  # peak; the next word a little louder would clip
SOFT_DBFS = -40.0  # RMS of speech: 16 bits leave it 58 dB, and the microphone's own noise shows
NOISY_DB = 25.0  # between speech and noise as heard: the model would learn the noise
RUINED_DB = 10.0  # from here on soft consonants are lost in it
HUM_DB = 42.0  # between speech and hum: less is heard in the pauses, and learnt
NO_VOICE_DB = 6.0  # from the quietest tenth to the loudest moments: steady noise moves so little
CUT_START_DB = 20.0  # speech so near its own level in the first 30 ms began before the recording
CUT_END_DB = 22.0  # at the end a voice that falls away is quieter than one that is cut off
ABOVE_NOISE_DB = 10.0  # and so far above the noise that it is speech

_EDGE_FRAMES = 2  # 10 ms apart, 32 ms long: about the first 40 ms
_ENOUGH_PAUSE = 0.15  # seconds of pauses that tell the noise
_PAUSE_PERCENTILE = 40  # breaths and lips lie above the noise of a pause
_NO_PAUSE_PERCENTILE = 3  # of all frames where a take has no pause
_STEADY_PERCENTILE = 15  # that lies a little above it in noise, and far above it in speech
_STEADY_DB = 2.5


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong with a take."""

    kind: Kind
    at: float | None
    """Seconds from the start; None when it is the whole take."""
    severity: Severity
    """"refuse": the take is of no use, read it again; "warn": usable, and better mended."""
    sentence: str
    """What is wrong and what to do."""
    trim: Span | None = None
    """What `Cleanup(trim=True)` would take away; the recording keeps it."""


def find_faults(sound: Sound, room: RoomReport | None = None) -> tuple[Fault, ...]:
    """Return what is wrong with a take, what ruins it first; () when nothing is.

    `room`: what the room check found, for takes whose pauses are too short to tell noise and hum.
    """
    heard = _Heard.of(sound)
    if heard is None:
        return (_silent(sound),)
    faults = [
        _too_loud(sound),
        _too_soft(heard),
        _noisy(heard, room),
        _hum(sound, heard, room),
        _cut_start(sound, heard),
        _cut_end(sound, heard),
        *_long_silences(sound),
    ]
    found = [fault for fault in faults if fault is not None]
    return tuple(sorted(found, key=lambda fault: (fault.severity != "refuse", fault.at or 0.0)))


@dataclass(frozen=True, slots=True, eq=False)
class _Heard:
    """A take as the ear weighs it."""

    level: NDArray[np.float64]
    """A-weighted dBFS of each frame, `[frames]`, 100 a second."""
    speech_dbfs: float
    """Not weighted, as it is told and set."""
    speech: float
    """A-weighted RMS of the speech, dBFS."""
    noise: float
    """A-weighted RMS of the noise, dBFS."""
    told_by_pauses: bool
    """Whether the noise is known: by pauses, or by being steady."""

    @classmethod
    def of(cls, sound: Sound) -> "_Heard | None":
        """Return it; None when there is no voice in the sound."""
        speech_dbfs = speech_rms_dbfs(sound.samples, sound.rate)
        if speech_dbfs is None:
            return None
        bands = band_power(sound.samples, sound.rate)
        centres = np.sqrt(np.array(EDGES[1:]) * np.array(EDGES[:-1]))
        power = bands.power @ a_weighting(centres)
        level = 10.0 * np.log10(power + 1e-14)
        bottom, top = np.percentile(level, (10, 90))
        if np.percentile(level, 98) - bottom < NO_VOICE_DB and len(level) > FRAMES_A_SECOND // 2:
            return None
        quiet = _in_pauses(sound, len(level))
        told = np.count_nonzero(quiet) >= _ENOUGH_PAUSE * FRAMES_A_SECOND
        low, higher = np.percentile(level, (_NO_PAUSE_PERCENTILE, _STEADY_PERCENTILE))
        noise = np.percentile(level[quiet], _PAUSE_PERCENTILE) if told else low
        told = told or higher - low < _STEADY_DB  # noise so loud that no pause can be told from it
        loud = level > max(top - 20.0, float(noise) + 3.0)
        speech = 10.0 * np.log10(power[loud].mean()) if loud.any() else top
        return cls(level, speech_dbfs, float(speech), float(noise), bool(told))


def _in_pauses(sound: Sound, frames: int) -> NDArray[np.bool_]:
    """Tell which frames lie in pauses, `[frames]`."""
    quiet = np.zeros(frames, bool)
    for pause in pauses(sound.samples, sound.rate):
        first = np.ceil(pause.start * FRAMES_A_SECOND)
        quiet[int(first) : max(0, int(pause.end * FRAMES_A_SECOND) - 3)] = True
    return quiet


def _silent(sound: Sound) -> Fault:
    if peak_dbfs(sound.samples) <= -100.0:
        sentence = (
            "Not a sound arrived: see that the right microphone is chosen and not muted, then read "
            "it again."
        )
    else:
        sentence = (
            "No voice was heard, only noise: come closer to the microphone or raise the input "
            "gain, then read it again."
        )
    return Fault("silent", None, "refuse", sentence)


def _too_loud(sound: Sound) -> Fault | None:
    spans = clipped_spans(sound.samples, sound.rate)
    if spans:
        at = max(spans, key=lambda span: span.seconds).start
        seconds = sum(span.seconds for span in spans)
        where = f"at {at:.1f} s" if len(spans) == 1 else f"at {at:.1f} s and elsewhere"
        if seconds >= CLIPPED_RUIN:
            sentence = (
                f"Too loud {where}: lower the input gain or move back a hand's width, then read it "
                "again."
            )
            return Fault("too_loud", at, "refuse", sentence)
        sentence = (
            f"A little too loud {where}: it can be used, but lower the input gain by 6 dB for the "
            "next one."
        )
        return Fault("too_loud", at, "warn", sentence)
    if peak_dbfs(sound.samples) < NEAR_CLIPPING_DBFS:
        return None
    mono = np.abs(sound.samples).reshape(len(sound.samples), -1).max(axis=1)
    at = float(np.argmax(mono)) / sound.rate
    sentence = (
        f"Almost too loud at {at:.1f} s: lower the input gain by 6 dB or move back a hand's width "
        "for the next one."
    )
    return Fault("too_loud", at, "warn", sentence)


def _too_soft(heard: _Heard) -> Fault | None:
    if heard.speech_dbfs >= SOFT_DBFS:
        return None
    sentence = (
        f"Very soft, {in_words(heard.speech_dbfs)} dBFS: raise the input gain by about "
        f"{-25.0 - heard.speech_dbfs:.0f} dB or come closer to the microphone."
    )
    return Fault("too_soft", None, "warn", sentence)


def _noisy(heard: _Heard, room: RoomReport | None) -> Fault | None:
    noise = heard.noise
    if not heard.told_by_pauses and room is not None:
        noise = min(noise, room.noise_dba)  # the quietest moment of the take was still speech
    distance = heard.speech - noise
    if distance >= NOISY_DB:
        return None
    if distance < RUINED_DB and heard.told_by_pauses:
        sentence = (
            f"The noise is nearly as loud as your voice ({distance:.0f} dB below it): switch off "
            "what makes it or come much closer to the microphone, then read it again."
        )
        return Fault("noisy", None, "refuse", sentence)
    if not heard.told_by_pauses:
        return None  # a short take cut tight: what is quietest in it need not be noise
    sentence = (
        f"Noisy: the background lies only {distance:.0f} dB below your voice. Close the window, "
        "switch off fans or come closer; what is left can be lowered by the clean-up."
    )
    return Fault("noisy", None, "warn", sentence)


def _hum(sound: Sound, heard: _Heard, room: RoomReport | None) -> Fault | None:
    hum: Hum | None = find_hum(sound.samples, sound.rate, pauses(sound.samples, sound.rate))
    if hum is None and not heard.told_by_pauses and room is not None:
        hum = room.hum
    if hum is None or heard.speech_dbfs - hum.dbfs >= HUM_DB:
        return None
    sentence = (
        f"A hum at {hum.mains} Hz, {in_words(hum.dbfs)} dBFS: move the microphone's cable away "
        "from power supplies or unplug the laptop's charger; the clean-up can filter it out."
    )
    return Fault("hum", None, "warn", sentence)


def _cut_start(sound: Sound, heard: _Heard) -> Fault | None:
    edge = float(heard.level[:_EDGE_FRAMES].max())
    if not _speech_at(edge, heard, CUT_START_DB):
        return None
    sentence = (
        "Your voice was already speaking when the recording began: wait a moment after pressing "
        "record, then read it again."
    )
    return Fault("cut_start", 0.0, "warn", sentence)


def _cut_end(sound: Sound, heard: _Heard) -> Fault | None:
    edge = float(heard.level[-_EDGE_FRAMES:].max())
    if not _speech_at(edge, heard, CUT_END_DB):
        return None
    sentence = (
        "The recording ended while you were still speaking: wait a moment before you stop it, "
        "then read it again."
    )
    return Fault("cut_end", sound.seconds, "warn", sentence)


def _speech_at(edge: float, heard: _Heard, near_db: float) -> bool:
    return edge > heard.speech - near_db and edge > heard.noise + ABOVE_NOISE_DB


def _long_silences(sound: Sound) -> list[Fault]:
    faults: list[Fault] = []
    for cut in silences_to_cut(sound):
        if cut.start == 0.0:
            what = f"{cut.seconds + KEPT_AT_ENDS:.1f} s of silence before the first word"
        elif cut.end >= sound.seconds:
            what = f"{cut.seconds + KEPT_AT_ENDS:.1f} s of silence after the last word"
        else:
            what = f"A long silence at {cut.start:.1f} s"
        sentence = f"{what}: it can be trimmed, and the recording stays whole."
        faults.append(Fault("long_silence", cut.start, "warn", sentence, cut))
    return faults
