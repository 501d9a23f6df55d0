"""Errors which are told to the person in their own words."""

import errno
import os
from pathlib import Path

FULL_DISK = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EFBIG})
"""Error numbers which mean that no more bytes fit (EFBIG: a limit on the size of one file)."""

_READ_ONLY = frozenset({errno.EROFS, errno.EACCES, errno.EPERM})


class StudioError(Exception):
    """Something the person can mend.

    The message is one clear sentence: what is wrong and what to do about it.
    Bugs are not StudioErrors; they may be loud.
    """


_NO_MEMORY = (
    "can't allocate memory",  # torch on Linux and macOS
    "not enough memory",  # torch on Windows
    "out of memory",  # graphics cards
    "ALLOC_FAILED",  # the libraries of graphics cards
    "bad_alloc",
)


def is_out_of_memory(error: BaseException) -> bool:
    """Whether memory ran out: Python's own error, or torch's (by name: torch is not here)."""
    if isinstance(error, MemoryError) or type(error).__name__ == "OutOfMemoryError":
        return True
    return isinstance(error, RuntimeError) and any(words in str(error) for words in _NO_MEMORY)


def explain_os_error(error: OSError, path: Path | str | None = None) -> StudioError:
    """Return the sentence that belongs to an error of the operating system.

    `path` is what was being read or written; without it the error's own file name is taken.
    """
    where = str(path if path is not None else error.filename or "the disk")
    if error.errno in FULL_DISK:
        return StudioError(f"The disk is full: {where} could not be written; make room, try again.")
    if error.errno in _READ_ONLY:
        return StudioError(
            f"{where} cannot be read or written: it is read-only or belongs to somebody else; "
            "choose another folder or change its permissions."
        )
    if isinstance(error, FileNotFoundError):
        return StudioError(f"{where} does not exist; check the path.")
    if isinstance(error, IsADirectoryError):
        return StudioError(f"{where} is a folder, and a file is needed.")
    if isinstance(error, (NotADirectoryError, FileExistsError)):
        return StudioError(f"{where} goes through a file where a folder is needed.")
    reason = error.strerror or os.strerror(error.errno or 0)
    return StudioError(f"{where} could not be used: {reason}.")
