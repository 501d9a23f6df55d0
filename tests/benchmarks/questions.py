"""Whether recordings carry how their speaker asks and exclaims, beyond what the stack knows.

    python -m tests.benchmarks.questions --keep FOLDER               # 3 minutes of one core
    python -m tests.benchmarks.questions --keep FOLDER --voice RUN   # beside a tuned stack
    python -m tests.benchmarks.questions --keep FOLDER --hear --shift   # minutes more

Reads `TIMBRE_SPEECH` (or ../shared/speech). Counts the takes of each speaker whose text ends in
“?” or “!”, and the prompts that Timbre asks people to read; says how the stock voices end the same
words as a statement, as a question and as an exclamation. Then, for `--speaker`, against the
nearest stock voice's stack or (`--voice`: the folder of a kept run) a tuned one, always with the
right durations:

- *residuals*: take less stack, of questions and exclamations beside those of statements, with 95 %
  intervals (bootstrap over takes), and how many takes make such a difference clear of 0.
- *endings*: the error in F0 from the last stress on, as `studio.training.asking` counts it, when
  each take is foretold by the others of its kind; the same learnt on statements (what any takes
  would give), and what the ending does to statements; from how many takes it is learnt; how often
  statements pass for a way of asking.
- *scaled*: the same error when the stack's own way of asking, its “?” reading less its “.” reading
  of the same words, is made stronger: that needs no takes.
- *heard*: (`--hear`) a dozen prompts that ask for yes or no, spoken with the ending that all of
  these questions teach: what a frozen inverse model hears wrong, and DistillMOS.
- *shift*: (`--shift`) the same error when, instead, a shift of the manner is learnt by gradient,
  each question left out in turn.

Pitch in cents.
"""

from __future__ import annotations

import argparse
import itertools
import math
import random
from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from studio.audio.files import resample, sound_form
from studio.audio.mel_spec import RATE as RATE_HZ
from studio.core.library import Library
from studio.core.manner import Manner
from studio.speech.speak import without_edges
from studio.speech.speakers import blended_style
from studio.text.coverage import Chooser, known_phonemes
from studio.text.phonemes import phonemize
from studio.text.questions import asks
from studio.text.scripts import shipped_scripts
from studio.training import asking
from studio.training.asking import Asked, beside, foretold, learnt_question, question_of
from studio.training.judge import Speaker, naturalness
from studio.training.listening import mean_error_rate
from studio.training.material import as_told
from studio.training.prepare import SetAside, prepare_takes
from studio.training.prepared import HEARD_RATE, PreparedTake
from studio.training.recipe import Recipe
from studio.training.stock import nearest_stock
from studio.voice.asking import POINTS, pitched
from studio.voice.generator import Generator
from studio.voice.inverse_model import InverseModel, best_path
from studio.voice.prosody import EncodedText, expand
from studio.voice.style import Style
from studio.voice.voice_file import load_voice
from tests.benchmarks.people import EVERYBODY, LANGUAGES, LEAST_WORDS, speech_folder

KINDS = {"?": "questions", "!": "exclamations", ".": "statements"}
STATEMENTS = 30
LONGEST = 15.0  # seconds
DRAWS = 4_000  # of the bootstrap
STRENGTHS = (0.0, 1.0, 2.0, 4.0)
STEPS, EVERY, RATE = 24, 4, 1e-2  # of a learnt shift; the manner's own rate is 2e-3
HEARD = 12  # sentences
WORDS = ("Would you like to change it now", "Are you coming home tomorrow", "She is still there")
VOICES = ("af_heart", "af_sarah", "am_michael", "bf_emma", "bm_george")

Floats = NDArray[np.float64]
NOTHING = np.zeros(POINTS)


@dataclass(frozen=True)
class Told:
    """A take, what the stack says for it, and what it says when the text is a statement."""

    kind: str
    take: PreparedTake
    text: EncodedText
    f0: Tensor
    plain: Tensor
    energy: Tensor
    frames: Tensor

    @property
    def asked(self) -> Asked | None:
        """The take beside the stack."""
        return self.beside(self.f0)

    def beside(self, said: Tensor) -> Asked | None:
        """The take beside another prediction."""
        return beside(self.take.phonemes, self.take.durations, self.take.f0, said)


def kind_of(text: str) -> str:
    """The mark that a text ends in; "" for other ones."""
    last = text.strip().rstrip("\"'”’")[-1:]
    return last if last in KINDS else ""


def rows_of(speaker: str) -> list[tuple[Path, str]]:
    """All recordings of a speaker with their texts."""
    name, _, number = speaker.partition(":")
    folder = speech_folder() / name
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text().splitlines()]
    return [(folder / row[0], row[1]) for row in rows if not number or row[2] == number]


def takes_of(keep: Path, speaker: str) -> list[PreparedTake]:
    """Its questions and exclamations and, in a fixed random order, some statements; kept."""
    language = LANGUAGES.get(speaker, "en-us")
    rows = [(p, t) for p, t in rows_of(speaker) if kind_of(t)]
    rows = [(p, t) for p, t in rows if 0.7 < sound_form(p).seconds < LONGEST]
    usual = sorted((p, t) for p, t in rows if kind_of(t) == "." and len(t.split()) >= LEAST_WORDS)
    random.Random(1).shuffle(usual)
    books = Library(keep / "library")
    known = {voice.name: voice for voice in books.voices()}
    voice = known.get(speaker) or books.create_voice(speaker, language=language)
    if speaker not in known:
        for path, text in [row for row in rows if kind_of(row[1]) != "."] + usual[:STATEMENTS]:
            books.add_take(voice.id, path, text, source="import")
    model = InverseModel.load().requires_grad_(False)
    found: list[PreparedTake] = []
    for item in prepare_takes(books.takes(voice.id), language, model, keep / "prepared"):
        if isinstance(item, SetAside):
            print(f"left out: {item.take.text!r}: {item.reason}", flush=True)
        else:
            found.append(item)
    return found


def told(take: PreparedTake, generator: Generator, style: Style) -> Told:
    """A take between pauses, with what the stack says for it."""
    with torch.no_grad():
        take, text = as_told(take, generator, style, Recipe())
        no_shift = torch.zeros(128)
        f0, energy, frames = curves(generator, text, take.durations, style, no_shift)
        plain = f0
        place = max(take.phonemes.rfind("?"), take.phonemes.rfind("!"))
        if kind_of(take.text) in ("?", "!") and place >= 0:
            phonemes = take.phonemes[:place] + "." + take.phonemes[place + 1 :]
            stated = generator.prosody.encode(*generator.tokens(phonemes))
            plain = curves(generator, stated, take.durations, style, no_shift)[0]
    return Told(kind_of(take.text), take, text, f0, plain, energy, frames)


def curves(
    generator: Generator, text: EncodedText, durations: Tensor, style: Style, shift: Tensor
) -> tuple[Tensor, Tensor, Tensor]:
    """F0, energy ``[F]`` with the right durations, and predicted durations ``[T]``."""
    prosody = style.rows(text.lengths - 2)[1] + shift
    features = generator.prosody.prosody_features(text, prosody)
    frames = generator.prosody.durations(features, text.lengths)[0]
    f0, energy = generator.prosody.f0_and_energy(expand(features, durations[None]), prosody)
    return f0[0], energy[0], frames


MEASURES = ("level", "range", "from the last stress on, beside the level", "rise from there",
            "N", "length, %", "error in F0")  # fmt: skip


def residuals(one: Told) -> Floats:
    """The `MEASURES` of a take less those of the stack; NaN where there is no such place."""
    both = (pitched(one.take.f0) & pitched(one.f0)).numpy()
    real, said = (1200 * np.log2(f0.numpy()[both]) for f0 in (one.take.f0, one.f0))
    asked = one.asked
    rise = asked.points[-1] - asked.points[0] if asked else np.nan
    return np.array(
        [
            np.median(real) - np.median(said),
            np.ptp(np.percentile(real, [10, 90])) - np.ptp(np.percentile(said, [10, 90])),
            asked.off.mean() if asked else np.nan,
            rise,
            float((one.take.energy - one.energy)[both].mean()),
            100 * math.log(float(one.take.durations[1:-3].sum() / one.frames[1:-3].sum())),
            np.abs(real - said).mean(),
        ]
    )


def interval(values: Sequence[float] | Floats) -> str:
    """The mean and its 95 % interval by bootstrap."""
    found = np.array([value for value in values if np.isfinite(value)])
    if len(found) < 2:
        return "–"
    dice = np.random.default_rng(1)
    draws = found[dice.integers(len(found), size=(DRAWS, len(found)))].mean(1)
    low, high = np.percentile(draws, [2.5, 97.5])
    return f"{found.mean():.3g} [{low:.3g}, {high:.3g}]"


def difference(first: Floats, second: Floats) -> str:
    """The difference of two means, its interval, bold where clear of 0, and the takes for that."""
    first, second = first[np.isfinite(first)], second[np.isfinite(second)]
    dice = np.random.default_rng(1)
    a, b = (v[dice.integers(len(v), size=(DRAWS, len(v)))].mean(1) for v in (first, second))
    low, high = np.percentile(a - b, [2.5, 97.5])
    apart = first.mean() - second.mean()
    found = f"{apart:+.3g} [{low:+.3g}, {high:+.3g}]"
    needed = (1.96 * first.std(ddof=1) / max(abs(apart), 1e-9)) ** 2
    return (f"**{found}**" if low * high > 0 else found) + f" | {math.ceil(needed)}"


def table_of_residuals(groups: dict[str, list[Told]]) -> None:
    """Questions and exclamations beside statements."""
    values = {kind: np.array([residuals(one) for one in found]) for kind, found in groups.items()}
    print("\n| take less stack | statements | questions less these | takes for that "
          "| exclamations less these | takes for that |\n" + "|---" * 6 + "|")  # fmt: skip
    for at, name in enumerate(MEASURES):
        cells = [difference(values[kind][:, at], values["."][:, at]) for kind in "?!"]
        print(f"| {name} | {interval(values['.'][:, at])} | {' | '.join(cells)} |")


def table_of_endings(asked: dict[str, list[Asked]]) -> None:
    """Each take foretold by the others of its kind."""
    print("\n| | takes | error without | less by the others' ending | less by the statements' "
          "ending | ending, cents | statements: less by this |\n" + "|---" * 7 + "|")  # fmt: skip
    usual = asked["."]
    for kind in "?!.":
        found, mean = asked[kind], question_of(asked[kind])
        cells = [
            str(len(found)),
            interval([one.error(NOTHING) for one in found]),
            interval(foretold(found)),
            interval([one.error(NOTHING) - one.error(question_of(usual)) for one in found]),
            " ".join(f"{cents:.0f}" for cents in mean),
            interval([one.error(NOTHING) - one.error(mean) for one in usual]),
        ]
        print(f"| {KINDS[kind]} | {' | '.join(cells)} |")
    for size in range(1, len(asked["?"])):
        gains = [
            one.error(NOTHING) - one.error(question_of(some))
            for place, one in enumerate(asked["?"])
            for some in itertools.combinations(
                [*asked["?"][:place], *asked["?"][place + 1 :]], size
            )
        ]
        better = np.mean(np.array(gains) > 0)
        print(f"learnt from {size} questions: {np.mean(gains):.0f} less, {better:.0%} better")
    dice = np.random.default_rng(1)
    for size in (5, 8, 12):
        drawn = [
            asking.is_sure(foretold([usual[i] for i in dice.choice(len(usual), size, False)]))
            for _ in range(500)
        ]
        print(f"{size} statements pass for a way of asking: {np.mean(drawn):.1%}")


def table_of_scaled(groups: dict[str, list[Told]]) -> None:
    """The stack's own question or exclamation, made stronger."""
    print("\n| the stack's own × | questions: error | exclamations: error |\n|---|---|---|")
    for strength in STRENGTHS:
        cells = []
        for kind in "?!":
            made = [
                one.beside(one.plain * (one.f0.clamp(min=1) / one.plain.clamp(min=1)) ** strength)
                for one in groups[kind]
            ]
            cells.append(interval([one.error(NOTHING) for one in made if one]))
        print(f"| {strength:g} | {' | '.join(cells)} |", flush=True)


def table_of_shifts(generator: Generator, style: Style, questions: Sequence[Told]) -> None:
    """A shift of the manner by gradient, each question by one that never saw it."""
    print("\n| steps of a shift of the manner | questions: error |\n|---|---|")
    errors: dict[int, list[float]] = {}
    for place, one in enumerate(questions):
        shift = torch.zeros(128, requires_grad=True)
        optimiser = torch.optim.AdamW([shift], RATE, weight_decay=0.1)
        for step in range(STEPS + 1):
            if step % EVERY == 0:
                with torch.no_grad():
                    said = curves(generator, one.text, one.take.durations, style, shift)[0]
                found = one.beside(said)
                errors.setdefault(step, []).append(found.error(NOTHING) if found else np.nan)
            optimiser.zero_grad()
            for other in [*questions[:place], *questions[place + 1 :]]:
                said = curves(generator, other.text, other.take.durations, style, shift)[0]
                both = pitched(other.take.f0) & pitched(said.detach())
                (torch.log(said[both]) - torch.log(other.take.f0[both])).abs().mean().backward()
            optimiser.step()
    for step, found in errors.items():
        print(f"| {step} | {interval(found)} |", flush=True)


def table_of_heard(generator: Generator, style: Style, takes: Sequence[PreparedTake]) -> None:
    """How clear and natural questions are with the learnt ending."""
    style = replace(style, question=learnt_question(generator, style, takes))
    print(f"\nlearnt: {style.question.round().int().tolist()}")
    print("| questions × | PER | DistillMOS | last pitch beside the median |\n|---|---|---|---|")
    prompts = [p.text for s in shipped_scripts() if s.language == "en" for p in s.prompts]
    strings = [string for text in prompts if asks(string := known_phonemes(text) or "")][:HEARD]
    ears = InverseModel.load().requires_grad_(False)
    for strength in (0.0, 1.0, 1.5):
        said = [generator.speak(s, style, Manner(seed=7, questions=strength)) for s in strings]
        sounds = [without_edges(speech.samples) for speech in said]
        errors = mean_error_rate(strings, [best_path(ears.listen(_at_16k(x)).ctc) for x in sounds])
        natural = np.mean([naturalness(sound, RATE_HZ) for sound in sounds])
        ends = []
        for speech in said:
            f0 = torch.from_numpy(speech.f0)
            sounding = f0[pitched(f0)]
            ends.append(1200 * math.log2(sounding[-8:].mean() / sounding.median()))
        print(f"| {strength:g} | {errors:.1%} | {natural:.2f} | {np.mean(ends):.0f} |", flush=True)


def _at_16k(sound: NDArray[np.float32]) -> NDArray[np.float32]:
    return resample(sound, RATE_HZ, HEARD_RATE)


def table_of_prompts() -> None:
    """How many of each kind there are to learn from, and to read."""
    print("| speaker | takes | questions | exclamations |\n|---|---|---|---|")
    for speaker in EVERYBODY.split(","):
        kinds = [kind_of(text) for _, text in rows_of(speaker)]
        print(f"| {speaker} | {len(kinds)} | {kinds.count('?')} | {kinds.count('!')} |")
    print("\n| prompts | minutes | questions | for yes or no | exclamations |\n" + "|---" * 5 + "|")
    english = [script for script in shipped_scripts() if script.language == "en"]
    guided = [prompt for script in english for prompt in script.prompts]
    for name, prompts in [("all", guided), *((s.id, list(s.prompts)) for s in english)]:
        for minutes in (5.0, math.inf):
            chooser, said, spent = Chooser(prompts), list[str](), 0.0
            seconds = dict(zip((p.id for p in prompts), chooser.seconds, strict=True))
            while spent < minutes * 60 and (prompt := chooser.next()) is not None:
                chooser.say(prompt.id)
                spent += float(seconds[prompt.id])
                said.append(prompt.text)
            kinds = [kind_of(text) for text in said]
            rising = sum(asks(known_phonemes(text) or "") for text in said)
            print(f"| {name} | {spent / 60:.1f} | {kinds.count('?')} | {rising} "
                  f"| {kinds.count('!')} |")  # fmt: skip


def table_of_stock(generator: Generator) -> None:
    """How the stock voices end the same words: the last pitch beside the median, in cents."""
    print("\n| last pitch beside the median | . | ? | ! |\n|---|---|---|---|")
    for voice in VOICES:
        style, cells = blended_style({voice: 1.0}), []
        for mark in ".?!":
            ends = []
            for text in WORDS:
                phonemes = phonemize(text + mark, "en-gb" if voice[0] == "b" else "en-us").phonemes
                f0 = generator.plan(phonemes, style).f0[0]
                sounding = f0[pitched(f0)]
                ends.append(1200 * math.log2(sounding[-8:].mean() / sounding.median()))
            cells.append(f"{np.mean(ends):.0f}")
        print(f"| {voice} | {' | '.join(cells)} |", flush=True)


def measured(keep: Path, speaker: str, run: Path | None, hear: bool, shift: bool) -> None:
    """Everything about one speaker."""
    takes = takes_of(keep, speaker)
    generator = Generator.load().requires_grad_(False)
    if run is None:
        who = Speaker.of([(take.sound.numpy(), 24_000) for take in takes[-20:]])
        stock = nearest_stock(who)[0]
        style, by = blended_style({stock: 1.0}), f"the stock voice {stock}"
    else:
        voice = load_voice(run)
        generator.take_over(voice.tuned)
        style, by = voice.style, "its tuned stack"
    every = [told(take, generator, style) for take in takes]
    groups = {kind: [one for one in every if one.kind == kind] for kind in KINDS}
    counts = ", ".join(f"{len(found)} {KINDS[kind]}" for kind, found in groups.items())
    print(f"\n## {speaker} beside {by}: {counts}")
    table_of_residuals(groups)
    asked = {k: [one for told in found if (one := told.asked)] for k, found in groups.items()}
    table_of_endings(asked)
    table_of_scaled(groups)
    print("\n| question | error | less by the others' | ending of its own |\n|---|---|---|---|")
    named = [(told, one) for told in groups["?"] if (one := told.asked)]
    for (one, own), gain in zip(named, foretold(asked["?"]), strict=True):
        points = " ".join(f"{cents:.0f}" for cents in own.points)
        print(f"| {one.take.text[-48:]} | {own.error(NOTHING):.0f} | {gain:.0f} | {points} |")
    if hear:
        table_of_heard(generator, style, takes)
    if shift:
        table_of_shifts(generator, style, groups["?"])


def main() -> None:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawTextHelpFormatter
    )
    parser.add_argument("--keep", type=Path, required=True, help="where prepared takes are kept")
    parser.add_argument("--speaker", default="callie")
    parser.add_argument("--voice", type=Path, help="folder of a kept run of that speaker")
    parser.add_argument("--hear", action="store_true", help="speak some with the learnt ending")
    parser.add_argument("--shift", action="store_true", help="learn a shift by gradient as well")
    given = parser.parse_args()
    given.keep.mkdir(parents=True, exist_ok=True)
    if given.voice is None:
        table_of_prompts()
        table_of_stock(Generator.load())
    measured(given.keep, given.speaker, given.voice, given.hear, given.shift)


if __name__ == "__main__":
    main()
