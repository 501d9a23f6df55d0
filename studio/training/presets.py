"""How long a fine-tuning takes: the presets differ in time, not in kind."""

from dataclasses import dataclass

from studio.core.errors import StudioError


@dataclass(frozen=True)
class Preset:
    """One choice of the Train page.

    Attributes:
        cpu_minutes: minutes of tuning on a processor, without preparation and judging.
        gpu_minutes: the same on a graphics card.
        rungs: how often on the way held-out sentences are spoken, measured and kept.
    """

    name: str
    cpu_minutes: float
    gpu_minutes: float
    rungs: int

    def minutes_on(self, device: str) -> float:
        """Minutes of tuning on a kind of device ("cpu", "cuda", "mps")."""
        return self.gpu_minutes if device == "cuda" else self.cpu_minutes


PRESETS = {
    preset.name: preset
    for preset in (Preset("quick", 5.0, 1.5, 3), Preset("studio", 45.0, 10.0, 8))
}

LONGER = Preset("longer", 60.0, 20.0, 8)
"""Try for longer: a search for the recipe (`search.py`); the minutes are those of all trials."""
SEARCH_MINUTES = (15, 480)  # to choose from


def preset(name: str) -> Preset:
    """The preset of that name. Raises StudioError when there is none."""
    try:
        return LONGER if name == LONGER.name else PRESETS[name]
    except KeyError:
        known = ", ".join((*PRESETS, LONGER.name))
        raise StudioError(f"There is no preset “{name}”; choose one of {known}.") from None
