"""How many words of a narration are skipped, repeated or garbled without being flagged.

    python -m tests.benchmarks.narration WORK                  # the whole text, about an hour
    python -m tests.benchmarks.narration WORK --words 500      # a part, from all over it
    python -m tests.benchmarks.narration WORK --library DIR --voice NAME
    python -m tests.benchmarks.narration WORK --person callie  # what the count makes of a person

Renders `narration.txt` (5,000 words of prose, news, names and numbers, written for this) as
`timbre render` does, into a library in the folder WORK, and lets a recogniser listen that has no
part in Timbre's own hearing: Whisper base, by faster-whisper. The lines are taken from all over the
text, so that what is known after a part of them is a fair sample. All is kept in WORK: a run that
was stopped goes on.

How a word comes to be counted:

1. The recogniser writes down each line. Where that is the text, but for its free spellings
   (`speech.word_errors`), every word was said.
2. Every sentence of the other lines is cut out and heard on its own in several ways: as it is,
   between silence, 8 % slower, 8 % faster. One that is the text is enough.
3. In the sentences that are left, text and best hearing are compared by their phonemes, for how a
   name is spelt is no error ("Halvorsen", "Halverson"): a word is *suspected* when more than a
   third of its phonemes, and at least two, are missing or others; so is a place where three or more
   phonemes stand that the text has not (a repetition, a word too many).
4. What is the recogniser's own slip is told apart by *controls*: three other voices say the same
   sentence. A word that is suspected in two of them as well is not this rendering's: the recogniser
   does not know it, or the text stack or the generator says it wrongly, whoever speaks (the voices
   share both). Such words are counted on their own and named, for a listener to judge: the truth
   lies between `per_1000_of_this_rendering` and `per_1000_at_most`.

The figure is per 1,000 words of the text as they are spoken, of what was delivered without being
flagged: a suspected word is excused only when the inverse model flagged a word of its own sentence.
`--person` counts in the same way in real recordings of a person: what is suspected there is what
this ear and this count make of speech in which nothing is garbled.
Whisper can guess a garbled word from its neighbours, so a few may be missed; the inverse model,
which guesses nothing, has heard all of them.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from studio.audio.files import read_sound, resample, sound_form, to_mono
from studio.core.entities import ScriptLine
from studio.core.files import write_atomically
from studio.core.library import Library
from studio.speech.recogniser import transcribe
from studio.speech.render import render
from studio.speech.speak import speak
from studio.speech.speakers import speakers
from studio.speech.word_errors import word_errors
from studio.text.inventory import plain
from studio.text.line_scripts import open_script
from studio.text.phonemes import phonemize
from tests.benchmarks.people import LANGUAGES, Clip, clips_of

TEXT = Path(__file__).with_name("narration.txt")
CONTROLS = ("af_bella", "am_michael", "bm_george")
MOST_WRONG = 1 / 3  # of a word's phonemes
EXTRA = 3  # phonemes in a row that the text has not
RATE = 24_000
BATCH = 8  # lines
_PAD = np.zeros(RATE // 2, np.float32)

Samples = NDArray[np.float32]

HEARINGS: dict[str, Callable[[Samples], tuple[Samples, int]]] = {
    "as it is": lambda sound: (sound, RATE),
    "between silence": lambda sound: (np.concatenate([_PAD, sound, _PAD]), RATE),
    "slower": lambda sound: (resample(sound, RATE, round(RATE * 1.08)), RATE),
    "faster": lambda sound: (resample(sound, RATE, round(RATE / 1.08)), RATE),
}


class Kept:
    """What was heard, in a file of JSON lines that only grows."""

    def __init__(self, path: Path) -> None:
        self._path = path
        self._heard: dict[str, str] = {}
        for line in path.read_text(encoding="utf-8").splitlines() if path.is_file() else ():
            key, text = json.loads(line)
            self._heard[key] = text

    def heard(self, key: str, sound: Callable[[], tuple[Samples, int]]) -> str:
        """What was heard under a key; the sound is asked for only when it was not heard yet."""
        if key not in self._heard:
            self._heard[key] = transcribe(*sound())
            with self._path.open("a", encoding="utf-8") as file:
                file.write(json.dumps([key, self._heard[key]], ensure_ascii=False) + "\n")
        return self._heard[key]


@dataclass(frozen=True)
class Place:
    """Where a sentence stands."""

    line: str
    key: str
    """Under which its hearings are kept."""
    text: str
    language: str
    flagged: bool


@dataclass(frozen=True)
class Suspect:
    """A word that was not heard as it stands in the text."""

    line: str
    word: str
    sentence: str
    heard: str
    flagged: bool
    """Whether the inverse model flagged a word of the sentence."""
    controls: int
    """In how many other voices it is suspected, too."""


def lost_places(words: list[tuple[str, str]], heard: str, language: str) -> dict[int, str]:
    """The places of words (text, phonemes) that were not heard so; `len(words)` + n = extras."""
    said = [(symbol, place) for place, (_, p) in enumerate(words) for symbol in plain(p)]
    other = "".join(plain(word.phonemes) for word in phonemize(heard, language).words)
    wrong = dict.fromkeys(range(len(words)), 0)
    extra, run = {}, 0
    for place, is_extra in _edits([symbol for symbol, _ in said], other):
        if is_extra:
            run += 1
            if run == EXTRA:
                extra[len(words) + len(extra)] = "(something more)"
            continue
        run = 0
        if place >= 0:
            wrong[said[place][1]] += 1
    lost = {
        place: words[place][0]
        for place, count in wrong.items()
        if count >= 2 and count > MOST_WRONG * len(plain(words[place][1]))
    }
    short = {  # of two phonemes both are wrong, of one that one
        place: words[place][0]
        for place, count in wrong.items()
        if 0 < len(plain(words[place][1])) < 3 and count == len(plain(words[place][1]))
    }
    return {**lost, **short, **extra}


def _edits(said: list[str], heard: str) -> Iterator[tuple[int, bool]]:
    """The edits of the nearest alignment: (place in `said`, False), (-1, True) for what is more.

    What is as it should be comes as (-1, False).
    """
    cost = np.zeros((len(said) + 1, len(heard) + 1), np.int32)
    cost[:, 0], cost[0] = np.arange(len(said) + 1), np.arange(len(heard) + 1)
    for i, symbol in enumerate(said, 1):
        for j, other in enumerate(heard, 1):
            cost[i, j] = min(
                cost[i - 1, j - 1] + (symbol != other), cost[i - 1, j] + 1, cost[i, j - 1] + 1
            )
    i, j, found = len(said), len(heard), list[tuple[int, bool]]()
    while i or j:
        if i and j and cost[i, j] == cost[i - 1, j - 1] + (said[i - 1] != heard[j - 1]):
            found.append((i - 1 if said[i - 1] != heard[j - 1] else -1, False))
            i, j = i - 1, j - 1
        elif i and cost[i, j] == cost[i - 1, j] + 1:
            found.append((i - 1, False))
            i -= 1
        else:
            found.append((-1, True))
            j -= 1
    return iter(reversed(found))


class Listening:
    """Hears a project's renderings."""

    def __init__(self, library: Library, kept: Kept) -> None:
        self._library, self._kept = library, kept
        self.words = self.delivered = self.flagged_lines = 0
        self.seconds = 0.0
        self.suspects: list[Suspect] = []

    def listen(self, line: ScriptLine) -> None:
        """Hear one line, and note what is suspected in it."""
        assert line.rendering_id is not None
        made = self._library.rendering(line.rendering_id)
        sound = _samples(made.path)
        heard = self._kept.heard(made.id, lambda: (sound, RATE))
        errors = word_errors(line.text, heard)
        self.words += errors.words
        self.seconds += made.seconds
        self.flagged_lines += line.state == "flagged"
        if errors.errors == 0:
            return
        score = json.loads(made.score.read_text(encoding="utf-8"))
        for number, sentence in enumerate(score["sentences"]):
            self._sentence(line, made.id, number, sentence, score["language"], sound)

    def _sentence(
        self,
        line: ScriptLine,
        key: str,
        number: int,
        sentence: dict[str, Any],
        language: str,
        sound: Samples,
    ) -> None:
        begin, end = (round(RATE * sentence[name]) for name in ("start", "end"))
        words = [(word["text"], word["phonemes"]) for word in sentence["words"]]
        flagged = any(word["heard"] is False for word in sentence["words"])
        place = Place(line.id, f"{key}/{number}", sentence["text"], language, flagged)
        self.check(place, words, sound[begin:end])

    def check(self, at: Place, words: list[tuple[str, str]], clip: Samples) -> None:
        """Hear one sentence in several ways, and note its words (text, phonemes) that are lost."""
        best: tuple[int, str] | None = None
        for name, how in HEARINGS.items():
            heard = self._kept.heard(f"{at.key}/{name}", lambda how=how: how(clip))
            errors = word_errors(at.text, heard).errors
            best = min(best or (errors, heard), (errors, heard), key=lambda one: one[0])
            if errors == 0:
                return
        assert best is not None
        lost = lost_places(words, best[1], at.language)
        if not lost:
            return
        others = [self._control(at.text, voice) for voice in CONTROLS]
        for place, word in lost.items():
            count = sum(place in other for other in others)
            self.suspects.append(Suspect(at.line, word, at.text, best[1], at.flagged, count))

    def recording(self, clip: Clip, language: str) -> None:
        """Hear a person's recording of a text as if it were a rendering."""
        sound = resample(_samples(clip[0]), sound_form(clip[0]).rate, RATE)
        heard = self._kept.heard(clip[0].stem, lambda: (sound, RATE))
        errors = word_errors(clip[1], heard)
        self.words += errors.words
        self.seconds += len(sound) / RATE
        if errors.errors:
            words = [(word.text, word.phonemes) for word in phonemize(clip[1], language).words]
            self.check(Place(clip[0].stem, clip[0].stem, clip[1], language, False), words, sound)

    def _control(self, text: str, voice: str) -> dict[int, str]:
        """What is suspected when another voice says a sentence."""
        speaker = speakers().speaker(None, voice)
        spoken = list(speak(speaker, text, language="en-us"))
        sound = np.concatenate([one.samples for one in spoken])
        heard = self._kept.heard(f"{voice}/{text}", lambda: (sound, RATE))
        words = [(word.text, word.phonemes) for one in spoken for word in one.words]
        return {} if word_errors(text, heard).errors == 0 else lost_places(words, heard, "en-us")

    def report(self) -> dict[str, Any]:
        """The figures, and every suspected word."""
        silent = [one for one in self.suspects if not one.flagged]
        own = [one for one in silent if one.controls < 2]
        return {
            "words": self.words,
            "minutes": round(self.seconds / 60, 1),
            "flagged_lines": self.flagged_lines,
            "suspected": len(self.suspects),
            "suspected_and_flagged": len(self.suspects) - len(silent),
            "unflagged": len(silent),
            "unflagged_in_this_rendering_alone": len(own),
            "per_1000_of_this_rendering": round(1000 * len(own) / max(1, self.words), 2),
            "per_1000_at_most": round(1000 * len(silent) / max(1, self.words), 2),
            "suspects": [vars(one) for one in self.suspects],
        }


def main() -> None:
    """Render, listen, print the figures as JSON."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=_formatter)
    parser.add_argument("work", type=Path, help="a folder for everything that is kept")
    parser.add_argument("--words", type=int, default=0, help="so many words; 0 = all")
    parser.add_argument("--voice", default="af_heart")
    parser.add_argument("--person", help="count in real recordings instead (`people`)")
    parser.add_argument("--library", type=Path, help="of the voice, when it is no stock voice")
    parser.add_argument(
        "--tries", type=int, default=4, help="0: nobody listens, nothing is flagged"
    )
    given = parser.parse_args()
    torch.set_num_threads(1)
    given.work.mkdir(parents=True, exist_ok=True)
    library = Library(given.library or given.work / "library")
    kept = Kept(given.work / "heard.jsonl")
    if given.person:
        person = Listening(library, kept)
        for clip in clips_of(given.person):
            person.recording(clip, LANGUAGES.get(given.person, "en-us"))
        print(json.dumps(person.report(), ensure_ascii=False, indent=1))
        return
    name = f"narration {given.voice} {given.tries}"
    if name.casefold() not in {one.name.casefold() for one in library.projects()}:
        library.create_project(name, open_script(TEXT).lines, voice=given.voice)
    project = library.project(name).id
    listening = Listening(library, kept)
    ids = _from_all_over(library, project)
    for at in range(0, len(ids), BATCH):
        batch = ids[at : at + BATCH]
        _render(library, project, batch, given.tries)
        for line_id in batch:
            line = library.script_line(project, line_id)
            if line.state in ("rendered", "flagged"):
                listening.listen(line)
        result = {"voice": given.voice, "failed_lines": library.line_counts(project)["failed"]}
        result |= listening.report()
        text = json.dumps(result, ensure_ascii=False, indent=1)
        write_atomically(given.work / f"{name}.json", text.encode())
        print(f"{listening.words} words, {len(listening.suspects)} suspected", flush=True)
        if given.words and listening.words >= given.words:
            break
    print((given.work / f"{name}.json").read_text(encoding="utf-8"))


def _render(library: Library, project: str, lines: Sequence[str], tries: int) -> None:
    """Make those of the lines that are not made yet."""
    new = [one for one in lines if library.script_line(project, one).state in ("new", "failed")]
    if new:
        for _ in render(library.root, project, lines=new, tries=tries):
            pass


def _from_all_over(library: Library, project: str) -> list[str]:
    """The ids of all lines, in an order of which every beginning is spread over the text."""
    ids = [line.id for line in library.each_script_line(project)]
    golden = (5**0.5 - 1) / 2
    return [ids[place] for place in sorted(range(len(ids)), key=lambda n: n * golden % 1)]


def _samples(path: Path) -> Samples:
    return np.asarray(to_mono(read_sound(path).samples), np.float32)


def _formatter(prog: str) -> argparse.HelpFormatter:
    return argparse.RawDescriptionHelpFormatter(prog)


if __name__ == "__main__":
    main()
