"""Which stock voice is nearest to a speaker: where a fine-tuning starts from."""

from __future__ import annotations

from studio.paths import models_dir
from studio.training.judge import Speaker
from studio.voice.weights import load_weights

ROLE = "speakers"  # in the base's manifest: where each stock voice lies, spoken by the base itself


def nearest_stock(speaker: Speaker) -> tuple[str, float]:
    """Name and cosine of the stock voice nearest to a speaker."""
    places = load_weights(models_dir() / "base", ROLE)
    return speaker.nearest({name: place.numpy() for name, place in places.items()})
