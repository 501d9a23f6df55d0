"""From the name of a voice to a generator that speaks in it.

One base generator is loaded in each process. A tuned voice lends it its weights and gets them taken
away again before another voice speaks, so that no voice ever sounds through the next one.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from functools import cached_property, lru_cache

from torch import Tensor

from studio.core.entities import Language
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.speech.blending import Part, blended_style, find_parts, identity_of, taken
from studio.speech.export import Origin
from studio.speech.provenance import provenance
from studio.text.voice_lexicon import Sayings
from studio.voice.generator import Generator
from studio.voice.style import Style

__all__ = ["BASE", "TUNED", "Speaker", "Speakers", "blended_style", "speakers"]

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
    """Where the voice comes from and by whose consent it speaks, as `provenance` has it."""
    lexicon: VoiceLexicon = field(default_factory=VoiceLexicon)
    """How the voice says words."""
    identity: str = ""
    """Names the weights and the style that speak: the same one, the same voice."""

    def about(self, text: str) -> Origin:
        """What a sound says about itself in which the voice says a text."""
        return Origin(self.name, self.origin, text)

    def sayings(self, language: str, over: VoiceLexicon | None = None) -> Sayings:
        """The voice's own pronunciations in a language, those of a project over them."""
        own = self.lexicon if over is None else self.lexicon.with_entries(*over.entries)
        return Sayings(own, language)


class Speakers:
    """The voices that one generator can speak in, one after another."""

    def __init__(self, load: Callable[[], Generator] = Generator.load) -> None:
        self._load = load
        self._lent: str | None = None  # the identity of whose weights it has
        self._style: Style | None = None  # that goes with them
        self._own: dict[str, Tensor] = {}  # what those weights replaced

    @cached_property
    def generator(self) -> Generator:
        """The generator, loaded when the first voice is known to exist."""
        return self._load()

    def speaker(self, library: Library | None, voice: str) -> Speaker:
        """The speaker for a stock voice, a library voice with a kept run, or a blend of some.

        `voice`: "af_heart", the id or name of a voice in the library, or a blend of such with
        weights that default to 1, "af_heart:2+bm_george", "Ada:0.7+af_heart:0.3"; a stock voice's
        first name ("heart") goes last. Raises StudioError for an unknown or untrained voice, for
        damaged files, and for voices that cannot be blended.
        """
        parts = find_parts(library, voice)
        identity = identity_of(parts)  # before the weights: what is newer is then read again
        style = self._lend(identity, parts)
        heaviest = max(parts, key=lambda part: part.share)
        tuned = any(part.folder is not None for part in parts)
        return Speaker(
            self.generator,
            style,
            " and ".join(part.label for part in parts),
            heaviest.language,
            TUNED if tuned else BASE,
            provenance(library, voice).source,
            heaviest.lexicon,
            identity,
        )

    def _lend(self, identity: str, parts: Sequence[Part]) -> Style:
        """Give the generator a voice's weights, and return the style that goes with them."""
        if identity == self._lent and self._style is not None:
            return self._style
        self._give_back()
        own = self.generator.state_dict()
        tuned, style = taken(parts, own)
        self._own = {name: own[name].clone() for name in tuned if name in own}
        self._lent = identity
        try:
            self.generator.take_over(tuned)
        except BaseException:
            self._give_back()
            raise
        self._style = style
        return style

    def _give_back(self) -> None:
        """Put the base weights back where a voice's own have replaced them."""
        if self._lent is None:
            return
        self.generator.take_over(self._own)
        self._own, self._lent, self._style = {}, None, None


@lru_cache(maxsize=1)
def speakers() -> Speakers:
    """The process's speakers, with the shipped base weights, on the CPU."""
    return Speakers()
