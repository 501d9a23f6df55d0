"""From the name of a voice to a generator that speaks in it.

One base generator is loaded in each process. A tuned voice lends it its weights and gets them taken
away again before another voice speaks, so that no voice ever sounds through the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from functools import cached_property, lru_cache
from pathlib import Path

import torch
from torch import Tensor

from studio.core.entities import Language, Voice
from studio.core.errors import StudioError
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.dataset.consent import silenced
from studio.speech import catalogue
from studio.text.inventory import MAX_SYMBOLS
from studio.text.voice_lexicon import Sayings
from studio.voice.generator import Generator
from studio.voice.stock import all_names, style_for
from studio.voice.style import Style
from studio.voice.voice_file import ABOUT, load_voice

BASE, TUNED = "base models", "fine-tuned weights"


@dataclass(frozen=True)
class Speaker:
    """A generator that is ready to speak in a voice. Valid until another voice is asked for."""

    generator: Generator
    style: Style
    name: str
    """For people."""
    language: Language
    by: str
    """Whose weights speak: `BASE` or `TUNED`."""
    origin: str
    """Where the voice comes from, as the file of a spoken text says it."""
    lexicon: VoiceLexicon = field(default_factory=VoiceLexicon)
    """How the voice says words."""

    def sayings(self, language: str) -> Sayings:
        """The voice's own pronunciations in a language."""
        return Sayings(self.lexicon, language)


class Speakers:
    """The voices that one generator can speak in, one after another."""

    def __init__(self, load: Callable[[], Generator] = Generator.load) -> None:
        self._load = load
        self._lent: tuple[Path, bytes] | None = None  # whose weights: folder, what it says of them
        self._own: dict[str, Tensor] = {}  # what those weights replaced

    @cached_property
    def generator(self) -> Generator:
        """The generator, loaded when the first voice is known to exist."""
        return self._load()

    def speaker(self, library: Library | None, voice: str) -> Speaker:
        """The speaker for a stock voice, a blend of some, or a library voice with a kept run.

        `voice`: "af_heart", "af_heart:2+bm_george" (weights default to 1), or the id or name of a
        voice in the library; a stock voice's first name ("heart") goes last. Raises StudioError
        for an unknown or untrained voice and for damaged files.
        """
        if voice in catalogue.stock_names() or ("+" in voice and _is_blend(voice)):
            return self._stock(_parse_blend(voice))
        if library is not None and (found := _in_library(library, voice)) is not None:
            return self._tuned(library, found)
        name = catalogue.stock_name(voice)
        if name is None:
            raise StudioError(
                f"There is no voice “{voice}”: `timbre voices` lists those there are."
            )
        return self._stock({name: 1.0})

    def _stock(self, mix: Mapping[str, float]) -> Speaker:
        style = blended_style(mix)
        self._give_back()
        heaviest = max(mix, key=lambda name: mix[name])
        label = " and ".join(name.partition("_")[2].capitalize() for name in mix)
        return Speaker(
            self.generator,
            style,
            label,
            "en-gb" if heaviest.startswith("b") else "en-us",
            BASE,
            f"the stock voice{'s' if len(mix) > 1 else ''} {label}",
        )

    def _tuned(self, library: Library, voice: Voice) -> Speaker:
        if why := silenced(voice, library.consent(voice.id)):
            raise StudioError(why)
        if voice.run is None:
            raise StudioError(
                f"The voice “{voice.name}” is not trained yet: give it recordings and train it."
            )
        folder = library.run(voice.run).folder
        style = self._lend(folder)
        kind = "synthetic voice" if voice.synthetic else "cloned voice"
        return Speaker(
            self.generator,
            style,
            voice.name,
            voice.language,
            TUNED,
            f"the {kind} “{voice.name}”",
            library.lexicon(voice.id),
        )

    def _lend(self, folder: Path) -> Style:
        """Give the generator a run's weights, and return the style that goes with them."""
        key = (folder, _about(folder))  # before the weights: what is newer is then read again
        kept = load_voice(folder)
        own = self.generator.state_dict()
        kept.check(own)
        if key != self._lent:
            self._give_back()
            self._own = {n: own[n].clone() for n in kept.tuned if n in own}
            self._lent = key
            try:
                self.generator.take_over(kept.tuned)
            except BaseException:
                self._give_back()
                raise
        return kept.style

    def _give_back(self) -> None:
        """Put the base weights back where a voice's own have replaced them."""
        if self._lent is None:
            return
        self.generator.take_over(self._own)
        self._own, self._lent = {}, None


@lru_cache(maxsize=1)
def speakers() -> Speakers:
    """The process's speakers, with the shipped base weights, on the CPU."""
    return Speakers()


def blended_style(mix: Mapping[str, float]) -> Style:
    """The style of a stock voice or of a blend, for every length of a sentence."""
    rows = [style_for(mix, count) for count in range(1, MAX_SYMBOLS + 1)]
    return Style.of_pack(torch.stack(rows))


def _about(folder: Path) -> bytes:
    """What a run says of its weights, their checksums among it; nothing when it has none."""
    try:
        return (folder / ABOUT).read_bytes()
    except OSError:  # `load_voice` says what is wrong
        return b""


def _is_blend(text: str) -> bool:
    names = [part.partition(":")[0].strip() for part in text.split("+")]
    return all(name in all_names() for name in names)


def _parse_blend(text: str) -> dict[str, float]:
    """ "af_heart:2+bm_george" -> {"af_heart": 2.0, "bm_george": 1.0}."""
    mix: dict[str, float] = {}
    for part in text.split("+"):
        name, _, weight = part.partition(":")
        try:
            mix[name.strip()] = mix.get(name.strip(), 0.0) + (float(weight) if weight else 1.0)
        except ValueError as error:
            raise StudioError(f"“{weight}” is no weight of a voice: write NAME:0.5.") from error
    return mix


def _in_library(library: Library, voice: str) -> Voice | None:
    try:
        return library.voice(voice)
    except StudioError:  # it has no such voice
        return None
