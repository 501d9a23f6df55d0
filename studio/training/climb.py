"""Climbing the ladder: at every rung the weights say the same three sentences, and are kept.

What is heard is made as the Speak page makes it, from the text, so a rung sounds in the comparison
as it will when it is chosen.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Iterator, Mapping
from pathlib import Path

import numpy as np
from torch import Tensor

from studio.audio.mel_spec import RATE
from studio.core.entities import Language
from studio.core.errors import StudioError
from studio.core.messages import Sample
from studio.speech import export, watermark
from studio.speech.export import Origin
from studio.speech.speak import silence, speak
from studio.speech.speakers import TUNED, Speaker
from studio.training.ladder import FIXED, Ladder, Rung, read_ladder
from studio.training.listening import Samples
from studio.voice.generator import Generator, Manner
from studio.voice.inverse_model import InverseModel
from studio.voice.style import Style
from studio.voice.voice_file import save_voice

SEED = 7  # the same at every rung, so that only the weights differ
TUNED_PARTS = ("mel_stage.", "vocoder.", "prosody.predictor.")


def tuned_of(generator: Generator) -> Mapping[str, Tensor]:
    """What a voice keeps of a generator: the tensors that fine-tuning may move, by name."""
    state = generator.state_dict()
    return {name: tensor for name, tensor in state.items() if name.startswith(TUNED_PARTS)}


class Climb:
    """The ladder of a run that is being trained."""

    def __init__(
        self,
        folder: Path,
        name: str,
        language: Language,
        base: str,
        text: str,
        climbed: Collection[int] = (),
        origin: str = "",
    ) -> None:
        """Begin a ladder in a run's folder, or go on with it.

        ``name`` and ``base``: of the voice and of the stock voice it started from, as its samples
        tell. ``text``: of a held-out take. ``climbed``: steps of the rungs that the run's
        checkpoint knows; others were climbed after it and are climbed again. ``origin``: where the
        voice comes from, as `studio.speech.provenance` has it.
        """
        self.name, self.origin = name, origin or f"the cloned voice “{name}”"
        self.language: Language = language
        self.base = base.partition("_")[2].capitalize() or base
        try:
            ladder = read_ladder(folder)
        except StudioError:  # damaged: the run goes on, with a new one
            ladder = Ladder(folder)
        texts = ladder.texts or (text, *FIXED.get(language, FIXED["en-us"]))
        self.ladder = Ladder(folder, texts, ladder.rungs).back_to(climbed)

    def add(
        self, rung: Rung, generator: Generator, style: Style, inverse: InverseModel
    ) -> Iterator[Sample]:
        """Let a rung speak and keep it; the start (step 0) is heard and not kept.

        Weights that hold no numbers any more are passed over.
        """
        figures = (rung.similarity, rung.per, rung.validation, rung.score)
        if not all(map(math.isfinite, figures)):
            return
        for number, text in enumerate(self.ladder.texts):
            sound = self._say(generator, style, text)
            if len(sound):
                path = self.ladder.sample(rung.step, number)
                path.parent.mkdir(parents=True, exist_ok=True)
                marked = watermark.mark(sound, RATE)
                export.write(path, marked, RATE, self._origin(rung.step, text))
                yield Sample(path, text, rung.step)
        if rung.step:
            self._keep(rung, generator, style, inverse)
        self.ladder = self.ladder.with_rung(rung)
        self.ladder.save()
        self.ladder.drop_worst()

    def _keep(self, rung: Rung, generator: Generator, style: Style, inverse: InverseModel) -> None:
        folder, head = self.ladder.weights(rung.step), inverse.head_state()
        folder.mkdir(parents=True, exist_ok=True)
        save_voice(folder, tuned_of(generator), style, step=rung.step, inverse=head)

    def _say(self, generator: Generator, style: Style, text: str) -> Samples:
        speaker = Speaker(generator, style, self.name, self.language, TUNED, "")
        parts: list[Samples] = []
        for spoken in speak(speaker, text, Manner(seed=SEED)):
            parts += [silence(spoken.pause), spoken.samples]
        return np.concatenate(parts)

    def _origin(self, step: int, text: str) -> Origin:
        if step == 0:
            return Origin(self.base, f"the stock voice {self.base}, which is nobody's own", text)
        return Origin(self.name, f"{self.origin}, in training", text)
