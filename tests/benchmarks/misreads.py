"""How many one-word misreadings are found, and how many correct takes are blamed.

    python -m tests.benchmarks.misreads [--sets callie lj richard] [--fit] [--time] [--list]
        [--jobs 2] [--cache FOLDER]

Real recordings (TIMBRE_SPEECH, or ../shared/speech beside the checkout) of three and more words,
each heard once. A correct take is the recording with its transcript; a misread one is the same
recording with a text that differs in one real word (`misread_trials.py`). Every speaker is judged
by weights that were fitted on the other speakers. A take counts as blamed when anything at all is
found in it; a misread one counts as found when a misreading is found at the word that was altered.

Transcripts that are wrong themselves are no false alarms. They are told apart by a third listener,
the whole recogniser in full precision, which takes no part in the check: where it too hears other
words than the transcript has, and the phonemes speak against the transcript as well, the take is
listed and left out. The rate with all of them counted is given beside.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import random
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from scipy.stats import beta

from studio.audio.files import Sound, read_sound, resample, to_mono
from studio.core.files import atomic_path
from studio.dataset.differences import (
    Comparison,
    Hearing,
    Measures,
    compare,
    listen,
    repeats,
)
from studio.dataset.misreading import (
    THRESHOLD,
    TWICE,
    WEIGHTS,
    features,
    judge,
    misread_probability,
)
from studio.dataset.take_check import check_take
from studio.speech.hear import hear
from studio.speech.recogniser import transcribe
from studio.speech.scribe import Piece
from studio.speech.word_errors import word_errors
from studio.voice.inverse_model import Posteriors
from studio.voice.speech_encoder import SAMPLE_RATE
from tests.benchmarks.misread_trials import KINDS, Trial, Vocabulary, trials

SPEECH = Path(os.environ.get("TIMBRE_SPEECH", Path(__file__).parents[3] / "shared" / "speech"))
SPEAKERS = ("callie", "lj", "richard")
EXTRA = "speechocean762"
ACCENTS = {"richard": "en-gb"}
FEWEST_WORDS = 3
MOST_CLIPS = {"callie": 150, EXTRA: 60}  # of the others all
ROUNDS = {"lj": 2}  # so many trials of each kind for each recording
WRONG_PHONEMES, WRONG_DECODER = -10.0, -5.0  # log ratios against a transcript called wrong
TIMED_SECONDS = 6.0
_NOTHING = Sound(np.zeros(0, np.float32), SAMPLE_RATE)


@dataclass
class Clip:
    """A recording with its transcript, its trials and what was measured in each."""

    set: str
    file: str
    text: str
    sound: Sound
    hearing: Hearing
    truth: list[Measures] = field(default_factory=list)
    altered: list[tuple[Trial, list[tuple[Measures, bool]]]] = field(default_factory=list)
    unclear: bool = False  # a word that both ears hear is not believed, or was said twice
    wrong: str = ""  # what the third listener hears, where the transcript is wrong

    @property
    def language(self) -> str:
        return ACCENTS.get(self.set, "en-us")


def transcripts(name: str) -> list[list[str]]:
    lines = (SPEECH / name / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    return [line.split("\t") for line in lines]


def chosen(name: str) -> list[list[str]]:
    """The rows of a set that are measured; of the learners one for each speaker."""
    rows = [row for row in transcripts(name) if len(row[1].split()) >= FEWEST_WORDS]
    random.Random(0).shuffle(rows)
    if name == EXTRA:
        rows = list({row[2]: row for row in reversed(rows)}.values())[::-1]
    return rows[: MOST_CLIPS.get(name, len(rows))]


def heard(name: str, row: list[str], cache: Path | None) -> Clip:
    """A recording, heard once: with a cache, once and for all."""
    sound = read_sound(SPEECH / name / row[0])
    kept = cache / f"{name}__{row[0]}.npz" if cache else None
    if kept and kept.exists():
        hearing = _read_hearing(kept)
    else:
        audio = resample(to_mono(sound.samples), sound.rate, SAMPLE_RATE).astype(np.float32)
        hearing = listen(audio, row[1])
        if kept:
            _keep_hearing(hearing, kept)
    return Clip(name, row[0], row[1], sound, hearing)


def _keep_hearing(hearing: Hearing, path: Path) -> None:
    arrays: dict[str, Any] = {
        "ctc": hearing.heard.ctc,
        "frames": hearing.heard.frames,
        "seconds": np.array(hearing.heard.seconds),
        "starts": np.array([piece.start for piece in hearing.pieces]),
        "lines": np.array(hearing.lines),
    }
    for number, piece in enumerate(hearing.pieces):
        arrays[f"encoded{number}"] = piece.encoded.astype(np.float16)
    path.parent.mkdir(parents=True, exist_ok=True)
    with atomic_path(path) as part, part.open("wb") as file:
        np.savez(file, **arrays)


def _read_hearing(path: Path) -> Hearing:
    with np.load(path, allow_pickle=False) as kept:
        pieces = tuple(
            Piece(kept[f"encoded{n}"].astype(np.float32), float(start))
            for n, start in enumerate(kept["starts"])
        )
        heard = Posteriors(kept["ctc"], kept["frames"], float(kept["seconds"]))
        return Hearing(heard, pieces, tuple(str(line) for line in kept["lines"]))


def measured(share_of: tuple[str, int, int, Path | None]) -> list[Clip]:
    """Hear and measure one in so many of a set's recordings: (set, which, of how many, cache)."""
    name, part, parts, cache = share_of
    words = Vocabulary([row[1] for other in (*SPEAKERS, EXTRA) for row in transcripts(other)])
    found = []
    for row in chosen(name)[part::parts]:
        clip = heard(name, row, cache)
        measure(clip, words)
        clip.wrong = clip.wrong if is_wrong(clip) else ""
        found.append(replace(clip, sound=_NOTHING, hearing=replace(clip.hearing, pieces=())))
    return found


def measure(clip: Clip, words: Vocabulary) -> None:
    """Compare the recording with its transcript and with every altered text."""
    right = compare(clip.hearing, clip.text, clip.language)
    clip.truth = [d.measures for d in right.differences]
    unclear = any(w.status == "changed" and not w.heard for w in judge(right).words)
    clip.unclear = unclear or any(repeat.ratio >= TWICE for repeat in repeats(right))
    rng = random.Random(clip.file)
    for _ in range(ROUNDS.get(clip.set, 1)):
        for trial in trials(clip.text, words, rng):
            found = compare(clip.hearing, trial.text, clip.language)
            measures = [d.measures for d in found.differences]
            pairs = list(zip(measures, _hits(found, trial), strict=True))
            clip.altered.append((trial, pairs))


def _hits(found: Comparison, trial: Trial) -> list[bool]:
    """Of each difference whether it is where the text was altered."""
    hits = []
    for difference in found.differences:
        match, words = difference.match, found.text.words
        if match.first < match.last:
            begin, end = words[match.first].span[0], words[match.last - 1].span[1]
        else:
            begin = words[match.first - 1].span[1] if match.first else 0
            end = words[match.first].span[0] if match.first < len(words) else len(trial.text)
        hits.append(begin <= trial.end + 1 and end >= trial.start - 1)
    return hits


def is_wrong(clip: Clip) -> bool:
    """Whether a third listener hears other words than the transcript has, as the phonemes do."""
    if not any(m.phonemes < WRONG_PHONEMES and m.decoder < WRONG_DECODER for m in clip.truth):
        return False
    audio = to_mono(clip.sound.samples)
    clip.wrong = transcribe(audio, clip.sound.rate)
    heard = " ".join(clip.hearing.lines)
    third = word_errors(clip.text, clip.wrong, spelling=True)
    ours = word_errors(heard, clip.wrong, spelling=True)
    return third.errors > 0 and ours.errors < third.errors


def fit(found: Sequence[Clip], strength: float = 0.05) -> dict[str, float]:
    """The weights of `misread_probability`, by Newton's method on the logistic loss."""
    names = list(WEIGHTS)
    pairs = [pair for clip in found for _, pairs in clip.altered for pair in pairs]
    pairs += [(measures, False) for clip in found if not clip.wrong for measures in clip.truth]
    pairs = [(measures, hit) for measures, hit in pairs if not measures.rare]
    x = np.array([[features(m).get(name, 0.0) for name in names] for m, _ in pairs])
    y = np.array([float(hit) for _, hit in pairs])
    weights = np.zeros(len(names))
    for _ in range(40):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -50, 50)))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + strength * np.eye(len(names))
        weights += np.linalg.solve(curvature, x.T @ (y - p) - strength * weights)
    return dict(zip(names, weights.tolist(), strict=True))


def interval(hits: int, of: int) -> tuple[float, float]:
    """The 95 % confidence interval of a share (Clopper and Pearson)."""
    low = float(beta.ppf(0.025, hits, of - hits + 1)) if hits else 0.0
    high = float(beta.ppf(0.975, hits + 1, of - hits)) if hits < of else 1.0
    return low, high


def share(flags: Sequence[bool]) -> str:
    """A share with its interval, for the table."""
    if not flags:
        return "–"
    low, high = interval(sum(flags), len(flags))
    return f"{np.mean(flags):.1%} ({low:.1%}–{high:.1%}) of {len(flags)}"


def _found(pairs: Sequence[tuple[Measures, bool]], weights: dict[str, float]) -> bool:
    return any(hit and misread_probability(m, weights) >= THRESHOLD for m, hit in pairs)


def _blamed(clip: Clip, weights: dict[str, float]) -> bool:
    return clip.unclear or any(misread_probability(m, weights) >= THRESHOLD for m in clip.truth)


def report(name: str, found: Sequence[Clip], weights: dict[str, float], verbose: bool) -> None:
    """Print a speaker's rates."""
    right = [clip for clip in found if not clip.wrong]
    print(f"\n{name}: {len(found)} takes, {len(found) - len(right)} transcripts wrong by measure")
    print("  weights " + ", ".join(f"{key} {value:.2f}" for key, value in weights.items()))
    kinds = {kind: _outcomes(right, weights, (kind,)) for kind in KINDS}
    print(f"  one-word changes found: {share(_outcomes(right, weights, ('random', 'near')))}")
    for kind, flags in kinds.items():
        print(f"    {kind:8} {share(flags)}")
    print(f"  correct takes blamed: {share([_blamed(clip, weights) for clip in right])}")
    print(f"    all transcripts believed: {share([_blamed(clip, weights) for clip in found])}")
    for clip in found:
        if clip.wrong:
            print(f"    transcript wrong: {clip.file}: {clip.text!r}, heard {clip.wrong!r}")
        elif verbose and _blamed(clip, weights):
            print(f"    blamed: {clip.file}: {clip.text!r}, heard {clip.hearing.lines}")
    if verbose:
        for clip in right:
            for trial, pairs in clip.altered:
                if not _found(pairs, weights):
                    print(f"    missed: {trial.kind}: {trial.text!r}, heard {clip.hearing.lines}")


def _outcomes(
    found: Sequence[Clip], weights: dict[str, float], kinds: tuple[str, ...]
) -> list[bool]:
    return [
        _found(pairs, weights)
        for clip in found
        for trial, pairs in clip.altered
        if trial.kind in kinds
    ]


def time_check() -> None:
    """Seconds for the whole check of a take of 6 s, and the ratio to `hear` on the same take."""
    name, text = next((row[0], row[1]) for row in transcripts("lj") if row[0].endswith("0029.flac"))
    whole = read_sound(SPEECH / "lj" / name)
    quiet = np.zeros(int(TIMED_SECONDS * whole.rate) - len(whole.samples), np.float32)
    sound = Sound(np.concatenate([to_mono(whole.samples), quiet]), whole.rate)
    for said in (text, text.replace("Italy", "Finland")):
        check, clock, peer = [], [], []
        for _ in range(6):
            started, wall = time.process_time(), time.perf_counter()
            check_take(sound, said, "en-us")
            check.append(time.process_time() - started)
            clock.append(time.perf_counter() - wall)
            started = time.process_time()
            hear(sound, said, words=False)
            peer.append(time.process_time() - started)
        print(
            f"6 s take, {'correct' if said == text else 'misread'}: whole check "
            f"{np.median(check):.2f} s of processor time ({min(clock):.2f} s by the clock), "
            f"{np.median(check) / np.median(peer):.1f} times studio.speech.hear.hear"
        )


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--sets", nargs="*", default=[*SPEAKERS], help="none: only time")
    parser.add_argument("--fit", action="store_true", help="print weights fitted on all the sets")
    parser.add_argument("--time", action="store_true", help="how long a take of 6 s costs")
    parser.add_argument("--jobs", type=int, default=1, help="processes")
    parser.add_argument("--cache", type=Path, help="folder where what was heard is kept")
    parser.add_argument("--list", action="store_true", help="list what was missed or blamed")
    given = parser.parse_args()
    if given.time:
        time_check()
    if not given.sets:
        return
    shares = [
        (name, part, given.jobs, given.cache)
        for name in dict.fromkeys([*SPEAKERS, *given.sets])
        for part in range(given.jobs)
    ]
    found: dict[str, list[Clip]] = {}
    with multiprocessing.get_context("spawn").Pool(given.jobs) as pool:
        for (name, *_), clips in zip(shares, pool.imap(measured, shares), strict=True):
            found.setdefault(name, []).extend(clips)
            print(f"{name}: {len(found[name])} recordings heard", file=sys.stderr, flush=True)
    for name in given.sets:
        others = [clip for other in SPEAKERS if other != name for clip in found[other]]
        report(name, found[name], fit(others), given.list)
    if given.fit:
        print("\nall speakers:", fit([c for name in SPEAKERS for c in found[name]]))


if __name__ == "__main__":
    main()
