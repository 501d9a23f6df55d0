"""How surely the mark is found, and how often it is seen where it is not.

    python -m tests.benchmarks.watermark [--minutes 12] [--sentences 60] [--formats]

*Where it is not*: windows of real recordings (TIMBRE_SPEECH or ../shared/speech), as they are and
after each format. *Where it is*: sentences of tests/benchmarks/sentences.txt in stock voices,
marked, mastered to -16 LUFS with soft room tone, and then each format. Prints the table of
models/watermark/README.md.
"""

from __future__ import annotations

import argparse
import io
import random
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio.audio.files import read_sound, resample, to_mono
from studio.audio.levels import rms_dbfs
from studio.audio.loudness import integrated_loudness
from studio.audio.mastering import telephone_band
from studio.audio.mel_spec import RATE
from studio.audio.room_tone import soft_tone, with_tones
from studio.audio.true_peak import limited
from studio.speech import watermark
from studio.speech.detect import FOUND, SILENT_DBFS, SURE
from tests.benchmarks.people import speech_folder

Sound = NDArray[np.float32]
SECONDS = (1.0, 2.0, 3.0, 6.0)
SOUNDS = (".flac", ".opus", ".ogg", ".wav")
FORMAT_WINDOWS = 40  # for each format, of marked and of real speech
VOICES = ("af_heart", "am_michael", "bf_emma", "bm_george", "af_bella", "am_fenrir")


def stored(sound: Sound, rate: int, form: str, subtype: str, **how: Any) -> tuple[Sound, int]:
    """The sound at a rate, after it was written to a file of that form and read again."""
    file = io.BytesIO()
    at = resample(sound, RATE, rate)
    soundfile.write(file, np.clip(at, -1, 1), rate, format=form, subtype=subtype, **how)
    file.seek(0)
    read, rate = soundfile.read(file, dtype="float32")
    return np.asarray(read, np.float32), rate


def telephone(sound: Sound, subtype: str) -> tuple[Sound, int]:
    """As a telephone line and its codec have it."""
    narrow = np.concatenate(list(telephone_band([resample(sound, RATE, 8_000)], 8_000)))
    file = io.BytesIO()
    soundfile.write(file, np.clip(narrow, -1, 1), 8_000, format="WAV", subtype=subtype)
    file.seek(0)
    return np.asarray(soundfile.read(file, dtype="float32")[0], np.float32), 8_000


FORMATS: dict[str, Callable[[Sound], tuple[Sound, int]]] = {
    "WAV 16 bit, 24 kHz": lambda s: stored(s, RATE, "WAV", "PCM_16"),
    "WAV 16 bit, 48 kHz": lambda s: stored(s, 48_000, "WAV", "PCM_16"),
    "MP3 192 kbit/s, 44.1 kHz": lambda s: stored(
        s, 44_100, "MP3", "MPEG_LAYER_III", bitrate_mode="CONSTANT", compression_level=0.4
    ),
    "MP3 64 kbit/s, 44.1 kHz": lambda s: stored(
        s, 44_100, "MP3", "MPEG_LAYER_III", bitrate_mode="CONSTANT", compression_level=0.89
    ),
    "MP3 32 kbit/s, 24 kHz": lambda s: stored(
        s, RATE, "MP3", "MPEG_LAYER_III", bitrate_mode="CONSTANT", compression_level=0.84
    ),
    "Opus, usual": lambda s: stored(s, 48_000, "OGG", "OPUS"),
    "Opus, smallest, 24 kHz": lambda s: stored(s, RATE, "OGG", "OPUS", compression_level=0.99),
    "Vorbis, usual": lambda s: stored(s, 48_000, "OGG", "VORBIS"),
    "µ-law, telephone band, 8 kHz": lambda s: telephone(s, "ULAW"),
    "A-law, telephone band, 8 kHz": lambda s: telephone(s, "ALAW"),
}


def pieces(sounds: Iterator[Sound], seconds: float) -> Iterator[Sound]:
    """Windows of that length, of sounds joined together, that hold something."""
    size, held = round(seconds * RATE), np.zeros(0, np.float32)
    for sound in sounds:
        held = np.concatenate((held, sound))
        while len(held) >= size:
            if rms_dbfs(held[:size]) > SILENT_DBFS:
                yield held[:size]
            held = held[size:]


def real(minutes: float) -> dict[str, list[Sound]]:
    """Recordings of each source, in random order, about so many minutes in all."""
    found: dict[str, list[Sound]] = {}
    for folder in sorted(p for p in speech_folder().iterdir() if p.is_dir()):
        paths = sorted(
            p for p in folder.rglob("*") if p.suffix in (".flac", ".opus", ".ogg", ".wav")
        )
        random.Random(1).shuffle(paths)
        total, sounds = 0.0, list[Sound]()
        for path in paths:
            sound = read_sound(path)
            sounds.append(resample(to_mono(sound.samples), sound.rate, RATE))
            total += sound.seconds
            if total > minutes * 15:
                break
        found[folder.name] = sounds
    return found


def spoken(sentences: int) -> list[Sound]:
    """Marked sentences in stock voices, mastered as for a podcast."""
    from studio.speech.speak import without_edges
    from studio.speech.speakers import speakers
    from studio.text.phonemes import phonemize

    lines = (Path(__file__).parent / "sentences.txt").read_text(encoding="utf-8").splitlines()
    texts = [line for line in lines if line and not line.startswith("#")]
    tone = watermark.mark(soft_tone(RATE), RATE)
    made = []
    for number in range(sentences):
        speaker = speakers().speaker(None, VOICES[number % len(VOICES)])
        phonemes = phonemize(texts[number % len(texts)], speaker.language).phonemes
        sound = without_edges(speaker.generator.speak(phonemes, speaker.style).samples)
        marked = np.concatenate((watermark.mark(sound, RATE), np.zeros(RATE // 3, np.float32)))
        gain = np.float32(10 ** ((-16 - integrated_loudness(marked, RATE)) / 20))
        toned = with_tones([marked * gain], [(0, tone)], RATE)
        made.append(np.concatenate(list(limited(toned, RATE, -1.0))))
    return made


def row(name: str, certainties: list[float]) -> str:
    """One line of the table."""
    found = np.array(certainties)
    return (
        f"| {name} | {len(found)} | {(found > FOUND).mean():.2%} | {(found > SURE).mean():.2%} | "
        f"{np.percentile(found, 1):.2f} | {np.median(found):.2f} | {found.max():.2f} |"
    )


def main() -> None:
    """Measure and print."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--minutes", type=float, default=12.0, help="of real speech")
    parser.add_argument("--sentences", type=int, default=60)
    parser.add_argument("--formats", action="store_true", help="only the formats")
    given = parser.parse_args()
    head = f"| what | windows | above {FOUND} | above {SURE} | 1 % below | median | most |"
    print(f"{head}\n|---|---|---|---|---|---|---|")
    unmarked, marked = real(given.minutes), spoken(given.sentences)
    everybody = [sound for sounds in unmarked.values() for sound in sounds]
    random.Random(2).shuffle(everybody)
    for seconds in () if given.formats else SECONDS:
        for name, sounds in unmarked.items():
            windows = pieces(iter(sounds), seconds)
            print(row(f"real: {name}, {seconds:g} s", [watermark.detect(w, RATE) for w in windows]))
        windows = pieces(iter(marked), seconds)
        print(row(f"marked, {seconds:g} s", [watermark.detect(w, RATE) for w in windows]))
    for name, write in FORMATS.items():
        for what, sounds in (("marked", marked), ("real", everybody)):
            windows = list(pieces(iter(sounds), 6.0))[:FORMAT_WINDOWS]
            found = [watermark.detect(*write(window)) for window in windows]
            print(row(f"{what}: {name}", found), flush=True)


if __name__ == "__main__":
    main()
