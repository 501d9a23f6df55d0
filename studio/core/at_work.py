"""Whether a voice is being trained just now, by whichever process: a lock that ends with it."""

import contextlib
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from studio.core.errors import StudioError

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

LOCK = ".training.lock"
"""In the voice's folder; it is only the lock on it that says something, not the file."""


@contextlib.contextmanager
def training(folder: Path, name: str) -> Iterator[None]:
    """While the block runs, the voice in `folder` is being trained and cannot be deleted.

    Raises StudioError when another process trains it already.
    """
    with (folder / LOCK).open("ab") as file:
        if not _locked(file):
            raise StudioError(
                f"“{name}” is being trained already by another window or command; "
                "wait for that or stop it first."
            )
        yield  # closing the file gives the lock back


def is_training(folder: Path) -> bool:
    """Whether some process trains the voice in `folder`."""
    path = folder / LOCK
    if not path.exists():
        return False
    with path.open("ab") as file:
        return not _locked(file)


def _locked(file: IO[bytes]) -> bool:
    """Take the lock on an open file, without waiting; False when somebody else has it."""
    try:
        if sys.platform == "win32":
            file.seek(0)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
