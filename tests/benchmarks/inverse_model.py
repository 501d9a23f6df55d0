"""Figures of the inverse model: phoneme error rate, alignment, and words that were not said.

    python tests/benchmarks/inverse_model.py                     # the shipped model
    python tests/benchmarks/inverse_model.py --model FOLDER --sets lj
    python tests/benchmarks/inverse_model.py --fit               # the weights of the word check

Wants the real speech (`TIMBRE_SPEECH`, or ../shared/speech) and the teacher speech
(`TIMBRE_TEACHER`, or ../shared/teacher). About 3 minutes on a free core. Measured are:

- *PER*: edits between the greedy CTC reading and the text's phonemes, per phoneme of the text. The
  text is phonemised as US English, for which the model was trained; for `richard`, who is British,
  also as whichever accent is nearer in each recording (with ɒ and ɑ as one).
- *alignment*: how far the symbols of held-out teacher speech begin from where the teacher has them,
  as `align` says and in the generator's frames.
- *words*: in each recording one word of the text is swapped for another, or one is put in: how many
  are found, and how many words that were said are called missing.
"""

from __future__ import annotations

import argparse
import json
import os
import random
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np

from studio.audio.files import read_sound, resample, to_mono
from studio.speech.hear import check_text, word_evidence
from studio.text import inventory
from studio.text.phonemes import phonemize
from studio.voice.align import align, best_pronunciation, generator_durations
from studio.voice.inverse_model import InverseModel, Posteriors, best_path

ROOT = Path(__file__).resolve().parents[2]
SPEECH = Path(os.environ.get("TIMBRE_SPEECH", ROOT / "../shared/speech"))
TEACHER = Path(os.environ.get("TIMBRE_TEACHER", ROOT / "../shared/teacher"))
RATE = 16_000
FEWEST_WORDS = 3
MOST_CLIPS = 150  # of a set


@dataclass(frozen=True)
class Clip:
    """A recording that was listened to."""

    text: str
    audio: np.ndarray
    heard: Posteriors

    def reading(self) -> str:
        """The phonemes that were heard."""
        return "".join(inventory.PHONEMES[index] for index, _, _ in best_path(self.heard.ctc))


def listen(path: Path) -> np.ndarray:
    """A recording at 16 kHz."""
    sound = read_sound(path)
    return resample(to_mono(sound.samples), sound.rate, RATE)


def clips(name: str, model: InverseModel) -> list[Clip]:
    """Up to 150 recordings of a set, those of three and more words."""
    lines = (SPEECH / name / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    rows = [line.split("\t") for line in lines]
    rows = [row for row in rows if len(row[1].split()) >= FEWEST_WORDS]
    random.Random(0).shuffle(rows)
    found = []
    for row in rows[:MOST_CLIPS]:
        audio = listen(SPEECH / name / row[0])
        found.append(Clip(row[1], audio, model.listen(audio)))
    return found


def edits(heard: str, reference: str) -> int:
    """The edit distance of two phoneme strings."""
    row = np.arange(len(reference) + 1)
    for symbol in heard:
        before = row.copy()
        row[0] += 1
        for j, other in enumerate(reference):
            row[j + 1] = min(before[j + 1] + 1, row[j] + 1, before[j] + (symbol != other))
    return int(row[-1])


def error_rates(found: list[Clip]) -> tuple[float, float]:
    """PER against US English, and against the nearer of US and GB English."""
    wrong, nearer = np.zeros(2), np.zeros(2)
    for clip in found:
        heard = clip.reading()
        us = inventory.plain(phonemize(clip.text, "en-us").phonemes)
        gb = inventory.plain(phonemize(clip.text, "en-gb").phonemes).replace("ɒ", "ɑ")
        counts = [(edits(heard, us), len(us)), (edits(heard.replace("ɒ", "ɑ"), gb), len(gb))]
        wrong += counts[0]
        nearer += min(counts, key=lambda c: c[0] / max(c[1], 1))
    return wrong[0] / wrong[1], nearer[0] / nearer[1]


def alignment_errors(model: InverseModel) -> tuple[np.ndarray, np.ndarray]:
    """Boundary errors in seconds on held-out teacher speech: of `align`, of whole frames."""
    fine, coarse = [], []
    for line in (TEACHER / "meta.jsonl").read_text(encoding="utf-8").splitlines():
        row = json.loads(line)
        if int(row["id"].split("_")[-1]) % 12 != 5:  # `held_out` of the recipe
            continue
        audio = listen(TEACHER / f"{row['id']}.ogg")
        true = np.cumsum(row["durations"]) / 40
        alignment = align(model, audio, row["phonemes"])
        starts = [span.start for span in alignment.spans] + [alignment.spans[-1].end]
        fine.append(np.abs(np.array(starts) - true[:-1]))
        frames = generator_durations(alignment, row["phonemes"], float(true[-1]))
        coarse.append(np.abs(np.cumsum(frames) / 40 - true)[:-1])
    return np.concatenate(fine), np.concatenate(coarse)


def altered(text: str, vocabulary: list[str], rng: random.Random) -> Iterator[tuple[str, int, int]]:
    """The text with a word swapped, and with a word put in: (text, start, end of the word)."""
    words = text.split()
    plain = [i for i, word in enumerate(words) if word.strip(".,;:!?").isalpha()]
    for swap in (True, False):
        at = rng.choice(plain) if swap and plain else rng.randint(0, len(words))
        word = rng.choice(vocabulary)
        line = [*words[:at], word, *words[at + 1 if swap else at :]]
        if swap and (not plain or word.lower() == words[at].strip(".,;:!?").lower()):
            continue
        start = len(" ".join(words[:at])) + (1 if at else 0)
        yield " ".join(line), start, start + len(word)


def word_rates(found: list[Clip], vocabulary: list[str]) -> dict[str, float]:
    """Shares: words of the true text called missing; altered words found; their neighbours lost."""
    rng = random.Random(7)
    said, altered_found, others = [], [], []
    for clip in found:
        said += [not check.heard for check in check_text(clip.heard, clip.text)[0]]
        for text, start, end in altered(clip.text, vocabulary, rng):
            checks, _ = check_text(clip.heard, text)
            hit = [c for c in checks if c.span[0] < end and c.span[1] > start]
            altered_found += [not all(c.heard for c in hit)]
            others += [not c.heard for c in checks if c not in hit]
    return {
        "words": len(said),
        "false alarms": float(np.mean(said)),
        "altered": len(altered_found),
        "found": float(np.mean(altered_found)),
        "false alarms beside": float(np.mean(others)),
    }


def fit(found: list[Clip], vocabulary: list[str]) -> np.ndarray:
    """Bias and weights of `said_probability`, by Newton's method on the logistic loss."""
    rng, rows, labels = random.Random(3), [], []
    for clip in found:
        lines = [(clip.text, 0, 0), *altered(clip.text, vocabulary, rng)]
        for number, (text, start, end) in enumerate(lines):
            utterance = best_pronunciation(clip.heard, phonemize(text))
            sounds = [[i for _, i in inventory.sounds(w.phonemes)] for w in utterance.words]
            evidence = word_evidence(clip.heard.ctc, sounds)
            for word, e in zip(utterance.words, evidence, strict=True):
                is_altered = number > 0 and word.span[0] < end and word.span[1] > start
                if e.phonemes and (number == 0 or is_altered):
                    rows.append([1.0, e.ratio, e.worst, np.log(e.phonemes)])
                    labels.append(not is_altered)
    x, y, weights = np.array(rows), np.array(labels, float), np.zeros(4)
    for _ in range(30):
        p = 1 / (1 + np.exp(-np.clip(x @ weights, -50, 50)))
        curvature = (x * (p * (1 - p))[:, None]).T @ x + 1e-2 * np.eye(4)
        weights += np.linalg.solve(curvature, x.T @ (y - p) - 1e-2 * weights)
    return weights


def words_of(name: str) -> list[str]:
    """The words to swap in: those of a set's texts, of letters alone."""
    lines = (SPEECH / name / "transcripts.tsv").read_text(encoding="utf-8").splitlines()
    return sorted({w for line in lines for w in line.split("\t")[1].split() if w.isalpha()})


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    parser.add_argument("--model", type=Path, help="another folder than models/inverse")
    parser.add_argument("--sets", nargs="*", default=["richard", "callie"])
    parser.add_argument("--fit", action="store_true", help="fit the word check on lj and callie")
    given = parser.parse_args()
    model = InverseModel.load(given.model).requires_grad_(False)
    vocabulary = words_of("lj")
    if given.fit:
        print(fit(clips("lj", model) + clips("callie", model), vocabulary).round(2).tolist())
        return
    for name in given.sets:
        started = time.process_time()
        found = clips(name, model)
        cost = (time.process_time() - started) / sum(clip.heard.seconds for clip in found)
        us, nearer = error_rates(found)
        print(f"{name}: {len(found)} recordings, {cost:.3f} s of a core for each second")
        print(f"  PER {us:.1%} (US English), {nearer:.1%} (the nearer of US and GB)")
        print("  " + ", ".join(f"{k} {v:.4g}" for k, v in word_rates(found, vocabulary).items()))
    for kind, errors in zip(("align", "whole frames"), alignment_errors(model), strict=True):
        ms = 1000 * errors
        print(
            f"teacher, held out, {kind}: median {np.median(ms):.1f} ms, mean {ms.mean():.1f}, "
            f"90 % below {np.percentile(ms, 90):.0f}"
        )


if __name__ == "__main__":
    main()
