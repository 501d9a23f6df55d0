"""The stock voices of the text and prosody stack, and the styles they and their blends speak in.

A style is 256 numbers: the first 128 are the timbre, the last 128 the prosody. It depends a little
on the length of the utterance. Sixteen English voices come whole, with a style for each length; the
other 38 come as their mean, which serves in blends and as a start for training.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache

from torch import Tensor

from studio.core.errors import StudioError
from studio.paths import models_dir
from studio.voice.weights import load_weights, read_checked_bytes

STYLE_SIZE = 256
TIMBRE = slice(0, 128)
PROSODY = slice(128, 256)

# The first letter of a name is where the voice comes from, the second is f or m.
_LANGUAGES = {"a": "en-us", "b": "en-gb"}


@dataclass(frozen=True)
class StockVoice:
    """A voice that comes with the program."""

    name: str  # "af_heart", as style_for takes it
    label: str  # "Heart", for people
    language: str  # "en-us" or "en-gb"
    sex: str  # "f" or "m"


def stock_voices() -> list[StockVoice]:
    """The English voices to speak with, US first, each language by name."""
    names = [key.removeprefix("pack.") for key in _tensors() if key.startswith("pack.")]
    return [_describe(name) for name in sorted(names)]


@lru_cache(maxsize=1)
def all_names() -> tuple[str, ...]:
    """The 54 names that a blend may be made of, in order."""
    content = read_checked_bytes(models_dir() / "kokoro", "names")
    return tuple(json.loads(content))


def style_for(voice: str | Mapping[str, float], n_tokens: int) -> Tensor:
    """The style [256] of a voice or of a blend (name to weight) for an utterance.

    Weights are brought to a sum of 1. `n_tokens` is the number of phonemes without start and end.
    Raises StudioError for a voice that there is not, or weights which are none.
    """
    mix = {voice: 1.0} if isinstance(voice, str) else dict(voice)
    total = sum(mix.values())
    if not 0 < total < float("inf") or min(mix.values()) < 0:
        raise StudioError("The weights of a blend of voices must be positive: set them again.")
    styles = [weight / total * _style(name, n_tokens) for name, weight in mix.items()]
    return sum(styles[1:], styles[0])


def _style(name: str, n_tokens: int) -> Tensor:
    tensors = _tensors()
    pack = tensors.get(f"pack.{name}")
    if pack is not None:
        return pack[min(max(n_tokens, 1), len(pack)) - 1]
    if name not in all_names():
        raise StudioError(f"There is no stock voice {name!r}: choose another one.")
    return tensors["mean"][all_names().index(name)]


def _describe(name: str) -> StockVoice:
    place, _, label = name.partition("_")
    return StockVoice(name, label.capitalize(), _LANGUAGES[place[0]], place[1])


@lru_cache(maxsize=1)
def _tensors() -> dict[str, Tensor]:
    """The shipped styles, read once: `pack.NAME` [510, 256] and `mean` [54, 256]."""
    return load_weights(models_dir() / "kokoro", role="voices")
