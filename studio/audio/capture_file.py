"""The file that a take streams to while it is being recorded.

A capture is a WAV file of 32-bit float samples. PortAudio hands us float32, in which every sample
of a 16- or 24-bit converter has a value of its own, so this is lossless for all devices, needs no
conversion at the end that could fail, and every program reads it. (24-bit PCM would be a quarter
smaller and would round what a float device or a sound server's mixer delivers.)

While it grows it is called `NAME.wav.unfinished` and its header is put right after every write, so
that a process which is killed leaves a whole file; `NAME.wav.json` beside it tells what was being
read. At the end it is flushed to the disk and renamed to `NAME.wav`: a file of that name is whole.
Both stay until `forget`, so that a take whose process dies before the library has taken it over
is found by `recover` too. A capture is locked by the process that records or has recovered it.
"""

import contextlib
import json
import os
import struct
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import IO

import numpy as np

from studio.audio.files import MAX_CHANNELS, MAX_RATE, MIN_RATE, Samples
from studio.core.errors import FULL_DISK, StudioError, explain_os_error
from studio.core.files import PART_PREFIX, write_atomically

try:
    import fcntl
except ImportError:  # Windows: there an open file cannot be renamed, which protects it too
    fcntl = None

UNFINISHED = ".unfinished"
"""What the name of a capture ends with as long as it is being recorded."""

ABOUT = ".json"
"""What is added to a capture's name for the file that tells what it is."""

_LOCK = ".captures.lock"
_HEADER = struct.Struct("<4sI4s 4sIHHIIHHH 4sII 4sI")  # RIFF, fmt (float: 18 bytes), fact, data
_BYTES = 4  # of a sample
_MAX_DATA = 0xFFFF_FFFF - _HEADER.size  # a WAV file holds 4 GiB: 6 hours of mono at 48 kHz
_FLUSH_SECONDS = 5  # of sound; so much a power failure can take

_claimed: dict[Path, int] = {}
"""File descriptors that hold the locks of this process's captures, by their final path."""


@dataclass(frozen=True, slots=True)
class Recovered:
    """A capture that another process left behind."""

    path: Path
    """A whole WAV file."""
    seconds: float
    rate: int
    channels: int
    finished: bool
    """Whether its recording had come to its end; otherwise the end may be missing."""
    about: dict[str, str] = field(default_factory=dict)
    """What was given to `Recorder.start`, such as prompt_id and text; empty if that was lost."""


class CaptureFile:
    """A take that is being written. One thread at a time."""

    def __init__(
        self, path: Path, rate: int, channels: int, about: Mapping[str, str] | None = None
    ) -> None:
        """Begin the capture that will be called `path` (`….wav`) when it is whole.

        StudioError when the folder cannot be written; ValueError when `path` is taken.
        """
        self.path = Path(path).absolute()
        self.rate = rate
        self.channels = channels
        self.frames = 0
        """Frames that are in the file."""
        self._flushed = 0
        if self.path.suffix != ".wav":
            raise ValueError("a capture's name ends with .wav")
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with _locked(self.path.parent):
                self._file = self._begin(dict(about or {}))
        except OSError as error:
            raise explain_os_error(error, self.path) from error

    def _begin(self, about: dict[str, str]) -> IO[bytes]:
        if self.path.exists():
            raise ValueError(f"{self.path} is a finished capture already")
        known = {"rate": self.rate, "channels": self.channels, "about": about}
        write_atomically(_about(self.path), json.dumps(known, ensure_ascii=False).encode())
        file = _unfinished(self.path).open("xb", buffering=0)
        _claim(self.path, file)
        file.write(_header(self.rate, self.channels, 0))
        return file

    def write(self, block: Samples) -> None:
        """Append `block`, float32 `[n, channels]`; afterwards the file is whole as it is.

        Samples that are no numbers (broken drivers) become silence. StudioError when the disk is
        full: all whole frames that found room are kept, and `finish` can still be called.
        """
        if not np.isfinite(block).all():
            block = np.nan_to_num(block, nan=0.0, posinf=0.0, neginf=0.0)
        data = np.ascontiguousarray(block, "<f4").tobytes()
        width = _BYTES * self.channels
        if self.frames * width + len(data) > _MAX_DATA:
            raise StudioError(
                "This take is as long as a WAV file can be, and recording has stopped; what you "
                "said is kept."
            )
        done = 0
        try:
            while done < len(data):
                done += self._file.write(data[done:])
        except OSError as error:
            raise _why_stopped(error, self.path) from error
        finally:
            self.frames += done // width
            self._put_header(tear=done % width > 0)
        if self.frames - self._flushed >= _FLUSH_SECONDS * self.rate:
            os.fsync(self._file.fileno())
            self._flushed = self.frames

    def finish(self) -> None:
        """Flush to the disk and give the file its final name.

        StudioError when that fails; what was written stays and can be recovered.
        """
        try:
            with self._file:
                self._put_header()
                os.fsync(self._file.fileno())
            _unfinished(self.path).replace(self.path)
            _flush_folder(self.path.parent)
        except OSError as error:
            raise explain_os_error(error, self.path) from error

    def discard(self) -> None:
        """Close and remove the file."""
        self._file.close()
        forget(self.path)

    def _put_header(self, tear: bool = False) -> None:
        """Write the sizes: after the samples, so that they never promise what is not there.

        `tear`: only a part of the last frame found room, and is taken away.
        """
        end = _HEADER.size + self.frames * _BYTES * self.channels
        with contextlib.suppress(OSError):  # a header with older sizes is mended by `recover`
            if tear:
                self._file.truncate(end)
            self._file.seek(0)
            self._file.write(_header(self.rate, self.channels, self.frames))
        self._file.seek(end)


def recover(folder: Path) -> tuple[Recovered, ...]:
    """Make whole WAV files of the captures that killed processes left in `folder`.

    Captures that a living process records or holds are left alone; those that are returned belong
    to this process from now on (no second window is told of them) until `forget`. Empty ones are
    removed. StudioError when nothing could be recovered because the disk does not let us.
    """
    folder = Path(folder).absolute()
    if not folder.is_dir() or not any(_names(folder)):
        return ()
    found: list[Recovered] = []
    failure: OSError | None = None
    try:
        with _locked(folder):
            for name in _names(folder):
                try:
                    recovered = _recover_one(folder / name)
                except OSError as error:
                    failure = error
                    continue
                if recovered is not None:
                    found.append(recovered)
            _remove_leftovers(folder)
    except OSError as error:
        failure = error
    if failure is not None and not found:
        raise explain_os_error(failure, folder) from failure
    return tuple(found)


def forget(path: Path) -> None:
    """Remove a capture with all that belongs to it: the library has it now, or nobody wants it.

    The sound goes first: whoever is killed in between leaves nothing that would be recovered.
    """
    path = Path(path).absolute()
    _release(path)
    try:
        for part in (path, _unfinished(path), _about(path)):
            part.unlink(missing_ok=True)
    except OSError as error:
        raise explain_os_error(error, path) from error


def _recover_one(path: Path) -> Recovered | None:
    """Mend the capture that is or will be called `path`.

    None when it is held by somebody, holds nothing (then it is removed) or is none of ours.
    """
    finished = path.exists()
    where = path if finished else _unfinished(path)
    if path in _claimed:
        return None
    with where.open("r+b", buffering=0) as file:
        if not _claim(path, file):
            return None
        size = where.stat().st_size - _HEADER.size
        rate, channels, about = _known(path, file)
        frames = size // (_BYTES * channels) if channels else 0
        if channels and frames > 0 and not finished:
            _mend(file, rate, channels, frames)
    if size < _BYTES * max(channels, 1) and not finished:
        forget(path)
        return None
    if not channels:
        _release(path)
        return None
    if not finished:
        where.replace(path)
        _flush_folder(path.parent)
    return Recovered(path, frames / rate, rate, channels, finished, about)


def _mend(file: IO[bytes], rate: int, channels: int, frames: int) -> None:
    """Make the sizes in the header those of the file."""
    file.truncate(_HEADER.size + frames * _BYTES * channels)
    file.seek(0)
    file.write(_header(rate, channels, frames))
    os.fsync(file.fileno())


def _known(path: Path, file: IO[bytes]) -> tuple[int, int, dict[str, str]]:
    """Return rate, channels and what is known; (0, 0, {}) when nothing tells how to read it."""
    form = _form(file)
    try:
        known = json.loads(_about(path).read_bytes())
        about = {str(name): str(value) for name, value in known["about"].items()}
        form = form or _possible(int(known["rate"]), int(known["channels"]))
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        about = {}
    rate, channels = form or (0, 0)
    return rate, channels, about


def _form(file: IO[bytes]) -> tuple[int, int] | None:
    """Return rate and channels by the header of a capture; None when it is none of ours."""
    head = file.read(_HEADER.size)
    if len(head) < _HEADER.size:
        return None
    fields = _HEADER.unpack(head)
    channels, rate = fields[6], fields[7]
    expected = _HEADER.unpack(_header(rate, channels, 0)) if channels and rate else ()
    sizes = (1, 14, 16)  # their places among the fields
    same = [
        a == b for n, (a, b) in enumerate(zip(fields, expected, strict=False)) if n not in sizes
    ]
    return _possible(rate, channels) if same and all(same) else None


def _possible(rate: int, channels: int) -> tuple[int, int] | None:
    good = MIN_RATE <= rate <= MAX_RATE and 1 <= channels <= MAX_CHANNELS
    return (rate, channels) if good else None


def _header(rate: int, channels: int, frames: int) -> bytes:
    width = _BYTES * channels
    data = frames * width
    return _HEADER.pack(
        *(b"RIFF", _HEADER.size - 8 + data, b"WAVE"),
        *(b"fmt ", 18, 3, channels, rate, (rate * width) & 0xFFFF_FFFF, width, 8 * _BYTES, 0),
        *(b"fact", 4, frames),
        *(b"data", data),
    )  # 3 = IEEE float


def _why_stopped(error: OSError, path: Path) -> StudioError:
    if error.errno in FULL_DISK:
        return StudioError(
            "The disk is full, so recording has stopped; what you said until then is kept. Make "
            "room and read it again."
        )
    return explain_os_error(error, path)


def _names(folder: Path) -> list[str]:
    """Return the final names of all captures in `folder`, finished or not."""
    names = {path.name.removesuffix(UNFINISHED) for path in folder.glob(f"*.wav{UNFINISHED}")}
    return sorted(names | {path.name for path in folder.glob("*.wav")})


def _remove_leftovers(folder: Path) -> None:
    """Remove what tells of captures that are gone; nobody begins one while we hold the lock."""
    names = set(_names(folder))
    for path in folder.glob(f"*.wav{ABOUT}"):
        if path.name.startswith(PART_PREFIX) or path.name.removesuffix(ABOUT) not in names:
            path.unlink(missing_ok=True)


def _unfinished(path: Path) -> Path:
    return path.with_name(path.name + UNFINISHED)


def _about(path: Path) -> Path:
    return path.with_name(path.name + ABOUT)


@contextlib.contextmanager
def _locked(folder: Path) -> Iterator[None]:
    """Keep other processes from beginning or recovering captures in `folder` for a moment."""
    with (folder / _LOCK).open("ab") as file:
        if fcntl is not None:
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


def _claim(path: Path, file: IO[bytes]) -> bool:
    """Lock the file behind `file` until `forget`; False when another process holds it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    gone = [one for one in _claimed if not one.exists() and not _unfinished(one).exists()]
    for one in gone:
        _release(one)  # moved away or removed by somebody who did not say so
    _claimed[path] = os.dup(file.fileno())  # a lock lives as long as any copy of it is open
    return True


def _release(path: Path) -> None:
    handle = _claimed.pop(path, None)
    if handle is not None:
        os.close(handle)


def _flush_folder(folder: Path) -> None:
    if os.name == "nt":
        return  # Windows opens no folders, and its renames need no such thing.
    handle = os.open(folder, os.O_RDONLY)
    try:
        with contextlib.suppress(OSError):  # some network drives cannot; the file matters
            os.fsync(handle)
    finally:
        os.close(handle)
