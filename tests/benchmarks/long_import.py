"""How well long recordings become takes: memory, speed, speakers, words, cuts.

    python -m tests.benchmarks.long_import [memory] [speakers] [words] [cuts] [--minutes 10 60]

Recordings are made of real speech joined with pauses (the folder that TIMBRE_SPEECH names, or
../shared/speech). `memory` takes about three minutes on one core, the others two each.
"""

from __future__ import annotations

import argparse
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio.audio.files import Sound, read_sound, resample, to_mono
from studio.core.library import Library
from studio.dataset.cutting import Cutter, Piece
from studio.dataset.long_recording import import_recording
from studio.dataset.main_speaker import likenesses
from studio.dataset.recording_plan import Source, planned, without_sound
from studio.dataset.transcribe import BELIEVED, Heard, transcribed
from studio.speech.hear import hear
from studio.speech.word_errors import word_errors

RATE = 16_000
SPEAKERS = ("richard", "callie", "lj")
ROOT = Path(__file__).resolve().parents[2]
Samples = NDArray[np.float32]


@dataclass(frozen=True)
class Clip:
    """A recorded sentence."""

    path: Path
    text: str
    who: str

    def sound(self, rate: int = RATE) -> Samples:
        """[n] at -26 dBFS RMS: levels tell nothing of who it is."""
        sound = read_sound(self.path)
        mono = resample(to_mono(sound.samples), sound.rate, rate)
        return (mono * (0.05 / np.sqrt(np.mean(mono**2) + 1e-12))).astype(np.float32)


def speech_folder() -> Path:
    """Where the real speech lies; the program ends when it does not."""
    folder = Path(os.environ.get("TIMBRE_SPEECH", ROOT.parent / "shared" / "speech"))
    if not folder.is_dir():
        raise SystemExit(f"{folder} is not there; name the folder of real speech in TIMBRE_SPEECH.")
    return folder


def clips(who: str, least_words: int = 4) -> list[Clip]:
    """The clips of one source that have so many words, in a fixed random order."""
    folder = speech_folder() / who
    rows = [
        line.split("\t") for line in (folder / "transcripts.tsv").read_text("utf-8").splitlines()
    ]
    found = [
        Clip(folder / row[0], row[1], who + (row[2] if len(row) > 2 else ""))
        for row in rows[1:]
        if len(row[1].split()) >= least_words and (folder / row[0]).is_file()
    ]
    order = np.random.default_rng(7).permutation(len(found))
    return [found[number] for number in order]


def first_seconds(chosen: Sequence[Clip], seconds: float) -> list[Clip]:
    """So many of the clips that they last for `seconds` together."""
    found: list[Clip] = []
    for clip in chosen:
        if seconds <= 0:
            break
        found.append(clip)
        seconds -= soundfile.info(clip.path).duration
    return found


@dataclass(frozen=True)
class Place:
    """Where a clip lies in a recording, in seconds."""

    clip: Clip
    start: float
    end: float


def joined(chosen: Sequence[Clip], pauses: tuple[float, float]) -> tuple[Samples, list[Place]]:
    """The clips one behind the other with pauses of room noise at -80 dBFS."""
    rng = np.random.default_rng(0)
    sounds: list[Samples] = []
    places, at = [], 0
    for clip in chosen:
        sound = clip.sound()
        pause = round(rng.uniform(*pauses) * RATE)
        places.append(Place(clip, at / RATE, (at + len(sound)) / RATE))
        sounds += [sound, (1e-4 * rng.standard_normal(pause)).astype(np.float32)]
        at += len(sound) + pause
    return np.concatenate(sounds), places


def pieces_of(sound: Samples) -> Iterator[Piece]:
    """Cut a recording at 16 kHz."""
    cutter = Cutter()
    for at in range(0, len(sound), RATE):
        yield from cutter.feed(sound[at : at + RATE])
    yield from cutter.finish()


# Memory and speed


def memory(minutes: Sequence[int]) -> None:
    """Peak memory and time of the first way (cut, speakers) for lengths that differ much, and of
    the whole way for two and five minutes; each in a process of its own."""
    chosen = [clip for who in SPEAKERS for clip in clips(who)[:25]]
    sound, _ = joined(chosen, (0.3, 1.2))
    print(f"{'what':<12}{'minutes':>8}{'peak MB':>9}{'seconds':>9}{'RTF':>8}")
    with tempfile.TemporaryDirectory() as folder:
        for what, lengths in (("cut", minutes), ("whole", (2, 5))):
            for length in lengths:
                path = Path(folder) / f"{length}.flac"
                with soundfile.SoundFile(path, "w", RATE, 1, "PCM_16") as file:
                    left = length * 60 * RATE
                    while left > 0:
                        file.write(sound[:left])
                        left -= len(sound)
                command = [sys.executable, "-m", "tests.benchmarks.long_import", "--one", what]
                out = subprocess.run(
                    [*command, str(path)], cwd=ROOT, capture_output=True, text=True, check=True
                )
                peak, took = map(float, out.stdout.split())
                rtf = took / (length * 60)
                print(f"{what:<12}{length:>8}{peak:>9.0f}{took:>9.0f}{rtf:>8.3f}", flush=True)
                path.unlink()


def one(what: str, path: Path) -> None:
    """Import a file and print the peak memory in MB and the seconds it took."""
    began = time.perf_counter()
    if what == "cut":
        for _ in planned(Source(path, path.name)):
            pass
    else:
        with tempfile.TemporaryDirectory() as folder:
            library = Library(Path(folder))
            voice = library.create_voice("Speed")
            for _ in import_recording(library, voice.id, path):
                pass
    took = time.perf_counter() - began
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, took)


# Speakers


def speakers() -> None:
    """One main speaker, with two others and strangers among them: who is kept?"""
    print(f"{'main':<10}{'pieces':>7}{'own':>5}{'kept':>6}{'precision':>11}{'recall':>8}")
    for main in SPEAKERS:
        chosen = first_seconds(clips(main), 180.0)
        for other in SPEAKERS:
            chosen += first_seconds(clips(other), 45.0) if other != main else []
        chosen += clips("speechocean762")[100:115]
        order = np.random.default_rng(3).permutation(len(chosen))
        sound, places = joined([chosen[number] for number in order], (0.3, 1.5))
        pieces = list(pieces_of(sound))
        share = np.array([_share(piece, places, main) for piece in pieces])
        plans = [without_sound(piece) for piece in pieces]
        spoken = [plan.voiced * plan.seconds for plan in plans]
        found = likenesses([plan.speaker for plan in plans], None, spoken)
        kept = np.array([one is None or one.own for one in found])
        own = share > 0.9
        print(
            f"{main:<10}{len(pieces):>7}{own.sum():>5}{kept.sum():>6}"
            f"{own[kept].mean():>11.3f}{kept[own].mean():>8.3f}",
            flush=True,
        )


def _share(piece: Piece, places: Sequence[Place], who: str) -> float:
    """Which share of the speech in a piece is spoken by `who`."""
    own = everybody = 0.0
    for place in places:
        both = max(0.0, min(piece.end, place.end) - max(piece.start, place.start))
        everybody += both
        own += both if place.clip.who == who else 0.0
    return own / max(everybody, 1e-9)


# Words


def words() -> None:
    """Word errors of what is written down, and whether the confidence tells where they are."""
    print(f"{'source':<16}{'WER':>7}{'doubtful':>10}{'WER of the rest':>17}{'wrong found':>13}")
    for who in (*SPEAKERS, "speechocean762"):
        total, rest = [0, 0], [0, 0]
        doubtful = wrong = caught = count = 0
        for clip in clips(who)[60:85] or clips(who)[:25]:
            found = transcribed(Heard(clip.sound(), "en-us"))
            errors = word_errors(clip.text, found.text, spelling=True)
            doubt = found.confidence < BELIEVED
            bad = errors.errors >= 3  # more than a name or a word that sounds the same
            count, doubtful = count + 1, doubtful + doubt
            wrong, caught = wrong + bad, caught + (bad and doubt)
            for sums in (total, *(() if doubt else (rest,))):
                sums[0] += errors.errors
                sums[1] += errors.words
        print(
            f"{who:<16}{total[0] / total[1]:>7.1%}{doubtful / count:>10.1%}"
            f"{rest[0] / max(1, rest[1]):>17.1%}{f'{caught} of {wrong}':>13}",
            flush=True,
        )


# Cuts


def cuts() -> None:
    """Sentences run together without any pause between them: is a cut ever within a word?"""
    chosen = [clip for who in ("lj", "callie", "richard") for clip in clips(who, 6)[:20]]
    sound, places = joined(chosen, (0.0, 0.0))
    pieces = list(pieces_of(sound))
    within: dict[str, list[float]] = defaultdict(list)
    for place in places:
        edges = [edge for piece in pieces for edge in (piece.start, piece.end)]
        inside = [e - place.start for e in edges if place.start + 0.05 < e < place.end - 0.05]
        if not inside:
            continue
        heard = hear(Sound(place.clip.sound(), RATE), place.clip.text, words=False)
        for edge in inside:
            deep = [
                min(edge - check.start, check.end - edge)
                for check in heard.checks
                if check.start < edge < check.end
            ]
            within[place.clip.who].append(max(deep, default=0.0))
    every = [deep for values in within.values() for deep in values]
    lengths = np.array([piece.seconds for piece in pieces])
    good = np.mean((lengths >= 2.0) & (lengths <= 12.5))
    print(
        f"{len(pieces)} pieces, {lengths.min():.1f} to {lengths.max():.1f} s; {good:.0%} of 2–12 s"
    )
    print(f"{len(every)} edges within sentences; deeper than 60 ms in a word: ", end="")
    print(
        sum(deep > 0.06 for deep in every), "; deepest (ms):", round(1000 * max(every, default=0))
    )


def main() -> None:
    """Run what was asked for."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", nargs="*", help="memory, speakers, words, cuts; default: all")
    parser.add_argument("--minutes", type=int, nargs="+", default=[10, 60])
    parser.add_argument("--one", nargs=2, help=argparse.SUPPRESS)
    given = parser.parse_args()
    if given.one:
        one(given.one[0], Path(given.one[1]))
        return
    chosen = given.what or ["memory", "speakers", "words", "cuts"]
    for what in chosen:
        print(f"\n{what}")
        if what == "memory":
            memory(given.minutes)
        else:
            {"speakers": speakers, "words": words, "cuts": cuts}[what]()


if __name__ == "__main__":
    main()
