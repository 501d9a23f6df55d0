"""What one voice, or a blend of several, gives to the generator: weights and a style.

A tuned voice is a set of weights near those of the base, and so is the straight line between two of
them: a blend takes the weighted mean of weights and styles. That holds for tunes of one base only.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import torch
from torch import Tensor

from studio import __version__
from studio.core.entities import Language, Voice
from studio.core.errors import StudioError
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.dataset.consent import silenced
from studio.speech import catalogue
from studio.text.inventory import MAX_SYMBOLS
from studio.voice.stock import all_names, style_for
from studio.voice.style import Style
from studio.voice.voice_file import ABOUT, load_voice, model_versions


@dataclass(frozen=True)
class Part:
    """A voice, alone or in a blend."""

    label: str
    """For people."""
    language: Language
    share: float
    """Its weight; of all parts together 1."""
    stock: str = ""
    """Its name, when it is a stock voice."""
    folder: Path | None = None
    """Of its run, when it is a library voice."""
    lexicon: VoiceLexicon = field(default_factory=VoiceLexicon)

    def identity(self) -> str:
        """Names its weights and its style: the checksums in what its run says of itself."""
        if self.folder is None:
            return f"{self.share:.6f} {self.stock}"
        try:
            about = (self.folder / ABOUT).read_bytes()
        except OSError:  # `load_voice` says what is wrong
            about = b""
        return f"{self.share:.6f} {self.folder} {hashlib.sha256(about).hexdigest()}"

    def load(self, own: Mapping[str, Tensor], blended: bool) -> tuple[dict[str, Tensor], Style]:
        """Its tensors by the generator's names, none for a stock voice, and its style.

        Raises StudioError when they do not fit the generator, or no blend.
        """
        if self.folder is None:
            return {}, blended_style({self.stock: 1.0})
        kept = load_voice(self.folder)
        kept.check(own)
        if blended and kept.other_base:
            raise StudioError(
                f"The voice “{self.label}” was trained with another version of the base models, "
                "so it cannot be blended: train it again."
            )
        return kept.tuned, kept.style


def stock_part(name: str, share: float) -> Part:
    """A stock voice."""
    label = name.partition("_")[2].capitalize()
    language: Language = "en-gb" if name.startswith("b") else "en-us"
    return Part(label, language, share, stock=name)


def library_part(library: Library, voice: Voice, share: float) -> Part:
    """A library voice. Raises StudioError when it may not speak or has not been trained."""
    if why := silenced(voice, library.consent(voice.id)):
        raise StudioError(why)
    if voice.run is None:
        raise StudioError(
            f"The voice “{voice.name}” is not trained yet: give it recordings and train it."
        )
    return Part(
        voice.name,
        voice.language,
        share,
        folder=library.run(voice.run).folder,
        lexicon=library.lexicon(voice.id),
    )


def find_parts(library: Library | None, voice: str) -> list[Part]:
    """The parts of what a person names. Raises StudioError for a voice that there is not.

    "af_heart", the id or name of a library voice, a first name ("heart"), or a blend of such with
    weights that default to 1: "af_heart:2+bm_george", "Ada:0.7+af_heart:0.3".
    """
    whole = _find(library, voice, 1.0)
    if whole is not None:
        return [whole]
    if "+" not in voice:
        raise _unknown(voice)
    mix = parse_blend(voice)
    total = sum(mix.values())
    if min(mix.values()) < 0 or not 0 < total < float("inf"):
        raise StudioError("The weights of a blend of voices must be positive: set them again.")
    parts = []
    for name, weight in mix.items():
        part = _find(library, name, weight / total)
        if part is None and name in all_names():  # good for a blend, not for speaking alone
            part = stock_part(name, weight / total)
        if part is None:
            raise _unknown(name)
        parts.append(part)
    return parts


def _find(library: Library | None, name: str, share: float) -> Part | None:
    if name in catalogue.stock_names():
        return stock_part(name, share)
    if library is not None:
        try:
            voice = library.voice(name)
        except StudioError:  # it has no such voice
            pass
        else:
            return library_part(library, voice, share)
    stock = catalogue.stock_name(name)
    return None if stock is None else stock_part(stock, share)


def _unknown(voice: str) -> StudioError:
    return StudioError(f"There is no voice “{voice}”: `timbre voices` lists those there are.")


def parse_blend(text: str) -> dict[str, float]:
    """ "af_heart:2+bm_george" -> {"af_heart": 2.0, "bm_george": 1.0}. Raises StudioError."""
    mix: dict[str, float] = {}
    for part in text.split("+"):
        name, _, weight = part.partition(":")
        try:
            mix[name.strip()] = mix.get(name.strip(), 0.0) + (float(weight) if weight else 1.0)
        except ValueError as error:
            raise StudioError(f"“{weight}” is no weight of a voice: write NAME:0.5.") from error
    return mix


def identity_of(parts: Sequence[Part]) -> str:
    """Names everything that the voice's sound comes from: weights, styles, base, program."""
    base = " ".join(model_versions().values())
    return "; ".join([__version__, base, *(part.identity() for part in parts)])


def blended_style(mix: Mapping[str, float]) -> Style:
    """The style of a stock voice or of a blend, for every length of a sentence."""
    rows = [style_for(mix, count) for count in range(1, MAX_SYMBOLS + 1)]
    return Style.of_pack(torch.stack(rows))


def taken(parts: Sequence[Part], own: Mapping[str, Tensor]) -> tuple[dict[str, Tensor], Style]:
    """The tensors that differ from the base's `own`, and the style, of a voice or a blend."""
    if len(parts) == 1:
        return parts[0].load(own, blended=False)
    if all(part.folder is None for part in parts):
        return {}, blended_style({part.stock: part.share for part in parts})
    loaded = [part.load(own, blended=True) for part in parts]
    shares = [part.share for part in parts]
    names = dict.fromkeys(name for tuned, _ in loaded for name in tuned)
    for name in names:
        if name not in own or any(t[name].shape != own[name].shape for t, _ in loaded if name in t):
            raise StudioError(
                f"The voice's weights do not fit this version ({name}): train it again."
            )
    tuned = {
        name: _mean([tensors.get(name, own[name]) for tensors, _ in loaded], shares)
        for name in names
    }
    return tuned, _mean_style([style for _, style in loaded], shares)


def _mean(tensors: Sequence[Tensor], shares: Sequence[float]) -> Tensor:
    return sum(
        (share * tensor.float() for tensor, share in zip(tensors, shares, strict=True)),
        torch.zeros_like(tensors[0]),
    )


def _mean_style(styles: Sequence[Style], shares: Sequence[float]) -> Style:
    """The mean for every length of a sentence; a short table's last row serves all longer ones."""
    rows = max(len(style.pack) for style in styles)
    at = torch.arange(rows)
    packs = [style.pack[at.clamp(max=len(style.pack) - 1)] for style in styles]
    return Style(
        _mean(packs, shares),
        _mean([style.timbre_shift for style in styles], shares),
        _mean([style.prosody_shift for style in styles], shares),
        _mean([style.question for style in styles], shares),
    )
