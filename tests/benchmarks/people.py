"""Real speakers to clone, and which of their sentences are held out.

Reads `TIMBRE_SPEECH` (or `../shared/speech`). A speaker is a folder there, or FOLDER:ID where one
folder holds many. Of the learners of English in speechocean762 the woman and the man with the most
speech all of whose takes say their text are `speechocean762:9622` (71 s) and `speechocean762:9619`
(63 s): of those who speak longer some takes are refused as misread (`prepare.MISREAD`).
"""

from __future__ import annotations

import os
import random
import tempfile
from functools import cached_property
from pathlib import Path

from studio.audio.files import read_sound, sound_form, write_wav
from studio.core.entities import Language, Take, Voice
from studio.core.library import Library
from studio.training.listening import Listener
from studio.training.prepare import SetAside, prepare_takes
from studio.training.prepared import PreparedTake
from studio.training.stock import nearest_stock
from studio.voice.inverse_model import InverseModel
from tests.benchmarks.figures import Judge
from tests.benchmarks.worse_takes import add_untexted, spoil

EVERYBODY = "callie,lj,richard,speechocean762:9622,speechocean762:9619"
LANGUAGES: dict[str, Language] = {"richard": "en-gb"}
HELD_OUT = 20
LEAST_HELD_OUT = 6  # sentences, and as many to learn from come first: a training wants six takes
LEAST_WORDS = 4

Clip = tuple[Path, str]


def speech_folder() -> Path:
    """Where the real recordings are."""
    named = os.environ.get("TIMBRE_SPEECH")
    return Path(named) if named else Path(__file__).parents[3] / "shared" / "speech"


def clips_of(speaker: str, longest: float = 15.0) -> list[Clip]:
    """(sound, text) of the speaker's sentences of four words and more, in a fixed random order."""
    name, _, number = speaker.partition(":")
    folder = speech_folder() / name
    rows = [line.split("\t") for line in (folder / "transcripts.tsv").read_text().splitlines()]
    found = [
        (folder / row[0], row[1])
        for row in rows
        if len(row) > 1 and len(row[1].split()) >= LEAST_WORDS and (not number or row[2] == number)
    ]
    found = [pair for pair in sorted(found) if 1.0 < sound_form(pair[0]).seconds < longest]
    random.Random(1).shuffle(found)
    return found


def held_out_of(clips: list[Clip]) -> int:
    """How many of the first clips are held out: 20, or a quarter where there are few."""
    wanted = min(HELD_OUT, max(LEAST_HELD_OUT, len(clips) // 4))
    return max(1, min(wanted, len(clips) - LEAST_HELD_OUT))


class Person:
    """One speaker in a library: the takes to learn from, and the sentences held out.

    A library that knows the speaker already is measured as it is. `untexted`: minutes more, of
    which nobody knows the texts; `bad`: the share of the takes with a text that is spoilt.
    """

    def __init__(
        self,
        books: Library,
        speaker: str,
        minutes: float,
        language: str = "",
        *,
        untexted: float = 0.0,
        bad: float = 0.0,
    ) -> None:
        self.books, self.speaker = books, speaker
        self.language: Language = (
            "en-gb" if (language or LANGUAGES.get(speaker)) == "en-gb" else "en-us"
        )
        clips = clips_of(speaker)
        held = held_out_of(clips)
        fresh = speaker not in {voice.name for voice in books.voices()}
        self.voice = self._voice(speaker, clips[held:], minutes * 60)
        if fresh and (bad or untexted):
            first = held + len(books.takes(self.voice.id))
            if bad:
                spoil(books, self.voice, bad)
            if untexted:
                add_untexted(books, self.voice, clips[first:], untexted * 60)
        self.other = self._voice(f"{speaker}, held out", clips[:held], float("inf"))

    def _voice(self, name: str, clips: list[Clip], seconds: float) -> Voice:
        known = [voice for voice in self.books.voices() if voice.name == name]
        if known:
            return known[0]
        voice = self.books.create_voice(name, language=self.language)
        self.books.record_consent(voice.id, "attestation", "benchmark", "published for such use")
        for path, text in clips:
            if seconds > 0:
                seconds -= self._add(voice, path, text).seconds
        return voice

    def _add(self, voice: Voice, path: Path, text: str) -> Take:
        """A library holds WAV and FLAC: what is Ogg goes in as WAV."""
        if path.suffix in (".wav", ".flac"):
            return self.books.add_take(voice.id, path, text, source="import")
        with tempfile.TemporaryDirectory() as folder:
            wav, sound = Path(folder) / f"{path.stem}.wav", read_sound(path)
            write_wav(wav, sound.samples, sound.rate)
            return self.books.add_take(voice.id, wav, text, source="import")

    def _prepared(self, voice: Voice) -> list[PreparedTake]:
        takes = self.books.takes(voice.id, included_only=True)
        found: list[PreparedTake] = []
        folder = self.books.root / "prepared"
        for item in prepare_takes(takes, self.language, self.listening_model, folder):
            if isinstance(item, SetAside):
                print(f"{voice.name}: {item.take.text!r} is left out. {item.reason}", flush=True)
            else:
                found.append(item)
        return found

    @cached_property
    def listening_model(self) -> InverseModel:
        """As it is shipped."""
        return InverseModel.load().requires_grad_(False)

    @cached_property
    def learnt(self) -> list[PreparedTake]:
        """What a clone is made of."""
        return self._prepared(self.voice)

    @cached_property
    def unseen(self) -> list[PreparedTake]:
        """What it is measured on."""
        return self._prepared(self.other)

    @cached_property
    def judge(self) -> Judge:
        """Knows the person by the takes to learn from, as everybody does who clones them."""
        listener = Listener.knowing(self.listening_model, self.learnt)
        return Judge(self.speaker, listener, self.unseen)

    @cached_property
    def stock(self) -> str:
        """The stock voice that is nearest, as the base speaks it."""
        return nearest_stock(self.judge.listener.speaker)[0]

    @property
    def lines(self) -> list[str]:
        """The held-out sentences as phonemes."""
        return [take.phonemes for take in self.unseen]

    @property
    def minutes(self) -> float:
        """Of speech to learn from."""
        return sum(take.seconds for take in self.learnt) / 60
