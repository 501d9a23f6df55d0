"""Files are written whole or not at all."""

import contextlib
import hashlib
import os
import uuid
from collections.abc import Iterator
from pathlib import Path

from studio.core.errors import explain_os_error

PART_PREFIX = ".part-"
"""How the name of an unfinished file begins; the end of the name is that of the finished one."""


@contextlib.contextmanager
def atomic_path(path: Path) -> Iterator[Path]:
    """Yield the path of a temporary file beside `path`, and rename it to `path` on success.

    The temporary file keeps the suffix of `path`, does not exist yet, and is flushed to the disk
    before the rename. If the block raises, it is removed and whatever was at `path` stays.
    Missing parent folders are made. Errors of the operating system become StudioErrors.
    """
    path = Path(path)
    part = path.with_name(f"{PART_PREFIX}{uuid.uuid4().hex[:12]}-{path.name}")
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        yield part
        _flush(part)
        part.replace(path)
        _flush(path.parent)
    except OSError as error:
        raise explain_os_error(error, path) from error
    finally:
        with contextlib.suppress(OSError):
            part.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Write `data` to `path` so that a reader finds the old content or the new, nothing between."""
    with atomic_path(path) as part:
        part.write_bytes(data)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file's bytes in hexadecimal. StudioError when it cannot be read."""
    try:
        with Path(path).open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise explain_os_error(error, path) from error


def _flush(path: Path) -> None:
    """Make the operating system write a file, or a folder's list of names, to the disk now."""
    if os.name == "nt" and path.is_dir():
        return  # Windows opens no folders, and its renames need no such thing.
    handle = os.open(path, os.O_RDONLY if os.name != "nt" else os.O_RDWR)
    try:
        os.fsync(handle)
    except OSError:
        if not path.is_dir():  # Some network drives cannot flush a folder; the file matters.
            raise
    finally:
        os.close(handle)
