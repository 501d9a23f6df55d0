"""A task that says where training can run; torch is loaded by it, in the worker's process."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import asdict
from typing import Any

from studio.core.messages import Message, Progress


def usable_devices(try_out: bool = False) -> Generator[Message, None, dict[str, Any]]:
    """Return what can be trained on beside the processor: `device.Found` as a dictionary.

    With ``try_out`` a card is only believed when it has computed something; that takes some
    memory of the card as long as the process lives.
    """
    yield Progress("load")
    import torch  # noqa: F401 - so that whatever comes next in this process finds it loaded

    from studio.training.device import find, probe

    return asdict(find(probe(try_out)))
