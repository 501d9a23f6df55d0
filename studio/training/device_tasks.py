"""A task that says where training can run; torch is loaded by it, in the worker's process."""

from __future__ import annotations

from collections.abc import Generator
from typing import Any

from studio.core.messages import Message, Progress


def usable_devices() -> Generator[Message, None, dict[str, Any]]:
    """Return {"cuda": whether a graphics card can be used, "name": of the card or ""}."""
    yield Progress("load")
    import torch

    usable = torch.cuda.is_available()
    return {"cuda": usable, "name": torch.cuda.get_device_name(0) if usable else ""}
