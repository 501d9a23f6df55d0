"""Where to train: the graphics card when this torch can use it, otherwise the processor."""

import torch

from studio.core.errors import StudioError

CHOICES = ("auto", "cpu", "cuda")


def choose_device(wanted: str) -> torch.device:
    """The device for "auto", "cpu" or "cuda".

    Raises StudioError when a graphics card is asked for that cannot be used.
    """
    if wanted not in CHOICES:
        raise StudioError(f"There is no device “{wanted}”; choose one of {', '.join(CHOICES)}.")
    if wanted == "cuda" and not torch.cuda.is_available():
        raise StudioError(
            "No graphics card can be used: none was found by this build of PyTorch. "
            "Train on the processor (cpu), or install PyTorch for your card."
        )
    if wanted == "cpu" or not torch.cuda.is_available():
        return torch.device("cpu")
    return torch.device("cuda")
