"""How long and how a WAV or FLAC file sounds, read from its first bytes.

The library needs no more than this, and stays within the standard library by it. What is in the
samples is the audio room's matter.
"""

import struct
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from studio.core.errors import StudioError, explain_os_error

_FLAC_STREAMINFO = 34  # bytes, RFC 9639 section 8.2


@dataclass(frozen=True, slots=True)
class SoundHeader:
    """Form of a sound file."""

    suffix: str
    """".wav" or ".flac", by the content and not by the name."""
    rate: int
    channels: int
    frames: int

    @property
    def seconds(self) -> float:
        return self.frames / self.rate


def read_sound_header(path: Path) -> SoundHeader:
    """Read the form of a WAV (RIFF) or FLAC file.

    StudioError when the file is neither, is broken, holds no sound, or cannot be read.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            header = _read(file)
    except OSError as error:
        raise explain_os_error(error, path) from error
    except (struct.error, ValueError) as error:
        raise StudioError(
            f"{path.name} is not a whole WAV or FLAC file; export it again from where it was made."
        ) from error
    if header.frames == 0:
        raise StudioError(f"{path.name} holds no sound; record or export it again.")
    return header


def _read(file: BinaryIO) -> SoundHeader:
    magic = file.read(4)
    if magic == b"fLaC":
        return _read_flac(file)
    if magic == b"RIFF":
        return _read_wav(file)
    raise ValueError("neither WAV nor FLAC")


def _read_flac(file: BinaryIO) -> SoundHeader:
    block = file.read(4)
    if len(block) < 4 or block[0] & 0x7F != 0:
        raise ValueError("the first block of a FLAC file tells its form")
    info = file.read(_FLAC_STREAMINFO)
    (bits,) = struct.unpack(">Q", info[10:18])
    rate, channels, frames = bits >> 44, (bits >> 41 & 7) + 1, bits & (1 << 36) - 1
    if rate == 0 or not file.read(1):
        raise ValueError("nothing behind the header")
    return SoundHeader(".flac", rate, channels, frames)


def _read_wav(file: BinaryIO) -> SoundHeader:
    _, kind = struct.unpack("<I4s", file.read(8))
    if kind != b"WAVE":
        raise ValueError("RIFF, but not WAVE")
    rate = channels = frame_bytes = 0
    while True:
        name, size = struct.unpack("<4sI", file.read(8))
        if name == b"fmt ":
            _, channels, rate, _, frame_bytes = struct.unpack("<HHIIH", file.read(14))
            file.seek(size - 14 + size % 2, 1)
        elif name == b"data":
            if not (rate and channels and frame_bytes):
                raise ValueError("no form before the samples")
            start = file.tell()
            there = file.seek(0, 2) - start
            if there < size < 0xFFFFFFFF - 65535:  # a stream of unknown length says about 2^32
                raise ValueError("cut off")
            return SoundHeader(".wav", rate, channels, min(size, there) // frame_bytes)
        else:
            file.seek(size + size % 2, 1)
