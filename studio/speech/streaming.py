"""Generated sound as bytes that can be sent before the next sentence is made.

Sound is encoded as it comes. What an encoder would write into the beginning of a file at its end
(the length, mostly) is left out: decoders take the length as unknown. FLAC alone comes whole at the
end, because widely used readers (libsndfile) cannot read one without its length. Every kind but
bare samples says in its metadata that it is generated; the watermark is in the sound itself.
"""

from __future__ import annotations

import io
import struct
from dataclasses import dataclass

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio.audio.id3 import id3_tag
from studio.audio.mel_spec import RATE
from studio.speech.export import MP3_CONSTANT, Origin

Samples = NDArray[np.float32]

_MP3_KBITS = (0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160)  # MPEG 2, layer III
_UNKNOWN = 0xFFFFFFFF  # bytes, in the head of a WAV file: until the end
_INFO = {
    "title": b"INAM",
    "artist": b"IART",
    "software": b"ISFT",
    "comment": b"ICMT",
    "date": b"ICRD",
}


@dataclass(frozen=True, slots=True)
class Kind:
    """A kind of sound that can be streamed."""

    media_type: str
    container: str = ""
    """Of libsndfile; "" = written here."""
    subtype: str = ""
    whole: bool = False
    """Sent when all of it is made."""


KINDS = {
    "mp3": Kind("audio/mpeg", "MP3", "MPEG_LAYER_III"),
    "opus": Kind("audio/ogg", "OGG", "OPUS"),
    "flac": Kind("audio/flac", "FLAC", "PCM_16", whole=True),
    "wav": Kind("audio/wav"),
    "pcm": Kind(f"audio/pcm;rate={RATE};encoding=signed-int;bits=16"),
}
"""By the names that OpenAI's clients use."""


class _Sink(io.BytesIO):
    """A file of which the bytes in front can be taken away."""

    def __init__(self) -> None:
        super().__init__()
        self._taken = 0

    def take(self) -> bytes:
        """The bytes behind those that were taken before."""
        whole = self.getbuffer()
        more = bytes(whole[self._taken :])
        whole.release()
        self._taken += len(more)
        return more


class StreamedSound:
    """24 kHz mono samples in, bytes out, a piece at a time."""

    def __init__(self, kind: str, origin: Origin, *, only_piece: bool = False) -> None:
        """`kind`: of `KINDS`. `only_piece`: the first `add` is all, so the head says how much."""
        self._kind, self._origin, self._only = KINDS[kind], origin, only_piece
        self._name = kind
        self._whole = only_piece or self._kind.whole
        self._begun = False
        self._sink = _Sink()
        self._file: soundfile.SoundFile | None = None
        if self._kind.container:
            mode, level = MP3_CONSTANT if kind == "mp3" else (None, None)
            self._file = soundfile.SoundFile(
                self._sink, "w", RATE, 1, self._kind.subtype, format=self._kind.container,
                compression_level=level, bitrate_mode=mode,
            )  # fmt: skip
            if kind != "mp3":
                for name, value in origin.tags().items():
                    setattr(self._file, name, value)

    def add(self, samples: Samples) -> bytes:
        """The bytes that are ready once these samples, -1 to 1, have come."""
        clipped = np.clip(samples, -1.0, 1.0)
        if self._file is not None:
            for begin in range(0, len(clipped), 1 << 15):
                self._file.write(clipped[begin : begin + (1 << 15)])
            self._file.flush()
            return b"" if self._whole else self._taken()
        data = (clipped * 32767.0).round().astype("<i2").tobytes()
        head = b""
        if self._name == "wav" and not self._begun:
            head = _wav_head(self._origin, len(data) if self._only else None)
        self._begun = True
        return head + data

    def end(self) -> bytes:
        """The bytes that are left."""
        if self._file is None:
            return b""
        self._file.close()
        return self._taken()

    def _taken(self) -> bytes:
        """What the encoder has ready; in front of an MP3 what libsndfile would not spell."""
        data = self._sink.take()
        if self._name != "mp3" or self._begun or not data:
            return data
        self._begun = True
        # The first frame holds the length, and nothing yet while that is unknown.
        sound = data if self._whole else data[_mp3_frame(data) :]
        return id3_tag(self._origin.tags()) + sound


def _mp3_frame(data: bytes) -> int:
    """Bytes of the first frame of MPEG 2, layer III (ISO 13818-3)."""
    index, padding = data[2] >> 4, (data[2] >> 1) & 1
    return 72_000 * _MP3_KBITS[index] // RATE + padding


def _wav_head(origin: Origin, size: int | None) -> bytes:
    """What stands before the samples of a WAV file; without a size it goes on to the end."""
    info = b"INFO"
    for name, value in origin.tags().items():
        text = value.encode() + b"\0"
        info += _INFO[name] + struct.pack("<L", len(text)) + text + b"\0" * (len(text) % 2)
    form = struct.pack("<HHLLHH", 1, 1, RATE, 2 * RATE, 2, 16)
    chunks = b"WAVE" + b"fmt " + struct.pack("<L", len(form)) + form
    chunks += b"LIST" + struct.pack("<L", len(info)) + info + b"data"
    if size is None:
        return b"RIFF" + struct.pack("<L", _UNKNOWN) + chunks + struct.pack("<L", _UNKNOWN)
    return b"RIFF" + struct.pack("<L", len(chunks) + 4 + size) + chunks + struct.pack("<L", size)
