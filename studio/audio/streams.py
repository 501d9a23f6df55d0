"""Sound files of any length and form, read block by block: memory does not grow with them.

What libsndfile knows (WAV, FLAC, Ogg Vorbis, Opus, MP3, AIFF, CAF, W64 …) it reads. The rest (M4A,
AAC, WMA, WebM, the sound of a film) goes through PyAV, which also goes on behind a place that
libsndfile cannot get over. What is broken is read as far as it can be, and `SoundStream.notes` says
what was wrong.
"""

from __future__ import annotations

import contextlib
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from math import gcd
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import soundfile

from studio.audio.files import MAX_CHANNELS, MAX_RATE, MIN_RATE, Samples, resample
from studio.core.errors import StudioError, explain_os_error

if TYPE_CHECKING:
    import av.container

BLOCK_SECONDS = 1.0
_DEEP = {"PCM_24", "PCM_32", "FLOAT", "DOUBLE"}
_DEEP_SAMPLES = {"s32", "s32p", "flt", "dbl"}  # planar floats are how lossy codecs decode
_GAP_SECONDS = 0.1  # a jump in the time stamps above this is sound that is missing
_FILTER_HALF = 48  # of studio.audio.files.resample, in samples of the lower rate


@dataclass(frozen=True, slots=True)
class StreamForm:
    """What a file says about its sound."""

    rate: int
    """Samples a second."""
    channels: int
    seconds: float | None
    """As the header says; None where it does not, and it may be wrong in a damaged file."""
    deep: bool
    """Whether 16 bits a sample would lose something."""


class SoundStream:
    """A sound file being read from its beginning; see `open_stream`."""

    def __init__(self, path: Path, form: StreamForm, file: soundfile.SoundFile | None) -> None:
        self.path = path
        self.form = form
        self.notes: list[str] = []
        """Sentences about what could not be read; complete when the blocks have ended."""
        self._file = file

    def blocks(self, seconds: float = BLOCK_SECONDS) -> Iterator[Samples]:
        """Yield the sound, mixed to one channel: float32 `[n]`, each block `seconds` long.

        The last one may be shorter. Can be run once. StudioError when there is no sound at all.
        """
        size = max(1, round(seconds * self.form.rate))
        count = 0
        for block in _of_size(self._pieces(size), size):
            count += len(block)
            yield block
        if count == 0:
            raise _holds_nothing(self.path)
        self._note_what_is_missing(count / self.form.rate)

    def _pieces(self, size: int) -> Iterator[Samples]:
        """Mono samples as they come, cleaned of what is no number."""
        for piece in self._decoded(size):
            if not np.isfinite(piece).all():
                self._note("Some samples are no numbers; they were taken as silence.")
                piece = np.nan_to_num(piece, nan=0.0, posinf=0.0, neginf=0.0)
            yield piece

    def _decoded(self, size: int) -> Iterator[Samples]:
        done = 0
        if self._file is not None:
            try:
                while len(block := self._file.read(size, dtype="float32", always_2d=True)):
                    done += len(block)
                    yield np.asarray(block, np.float32).mean(axis=1, dtype=np.float32)
                return
            except soundfile.SoundFileError:
                at = done / self.form.rate
                self._note(f"It is damaged at {clock(at)}; what could be read was taken.")
        yield from self._by_pyav(done)

    def _by_pyav(self, skip: int) -> Iterator[Samples]:
        """The samples from number `skip` on; nothing when PyAV cannot read them either."""
        try:
            container = _pyav_container(self.path)
        except StudioError:
            if skip == 0:
                raise
            return
        with container:
            for piece in _PyavReader(self, container).pieces():
                if skip >= len(piece):
                    skip -= len(piece)
                    continue
                yield piece[skip:]
                skip = 0

    def _note(self, sentence: str) -> None:
        if sentence not in self.notes:
            self.notes.append(sentence)

    def _note_what_is_missing(self, seconds: float) -> None:
        said = self.form.seconds
        if not self.notes and said is not None and said - seconds > max(0.5, 0.01 * said):
            self._note(
                f"It should be {clock(said)} long and only {clock(seconds)} could be read: it is "
                "cut off or damaged."
            )
        elif not self.notes and _is_cut_off(self.path):
            self._note(f"The file is cut off: it ends at {clock(seconds)}, before its own end.")


@contextlib.contextmanager
def open_stream(path: Path) -> Iterator[SoundStream]:
    """Open a sound file of any length, to read it once from the beginning.

    StudioError, naming the file, when it is no sound, is empty, or has a form that nobody records
    speech in.
    """
    path = Path(path)
    _check_file(path)
    try:
        with soundfile.SoundFile(path) as file:
            deep = file.subtype in _DEEP
            seconds = _believable(file.frames, file.samplerate)
            form = StreamForm(file.samplerate, file.channels, seconds, deep)
            _check_form(path, form)
            if file.frames > 0:
                yield SoundStream(path, form, file)
                return
    except soundfile.SoundFileError:
        pass
    with _pyav_container(path) as container:
        form = _pyav_form(container)
    _check_form(path, form)
    yield SoundStream(path, form, None)


def resampled(blocks: Iterable[Samples], from_rate: int, to_rate: int) -> Iterator[Samples]:
    """Yield a stream of mono blocks at another rate: the same samples as `files.resample` makes.

    The blocks that come out are not of the same lengths as those that go in.
    """
    if from_rate == to_rate:
        yield from blocks
        return
    divisor = gcd(from_rate, to_rate)
    up, down = to_rate // divisor, from_rate // divisor
    # Context on both sides, a multiple of `down` so that every block starts on an output sample.
    context = -(-(_FILTER_HALF * max(up, down) // up + 1) // down) * down
    held = np.zeros(0, np.float32)  # starts `before` samples ahead of what was not yet put out
    before = 0
    for block in blocks:
        held = np.concatenate([held, block])
        ready = (len(held) - before - context) // down * down
        if ready < max(down, from_rate // 4):
            continue
        yield _part(held[: before + ready + context], before, ready, up, down)
        kept = min(before + ready, context)
        held, before = held[before + ready - kept :], kept
    if len(held) > before:
        yield _part(held, before, len(held) - before, up, down)


def clock(seconds: float) -> str:
    """Write a time as 1:02:03 or 2:03."""
    whole = int(seconds)
    hours, rest = divmod(whole, 3600)
    return f"{hours}:{rest // 60:02}:{rest % 60:02}" if hours else f"{rest // 60}:{rest % 60:02}"


def _part(held: Samples, before: int, count: int, up: int, down: int) -> Samples:
    """Resample `held` and return what belongs to `count` samples from `before` on."""
    first = before * up // down  # exact: `before` is a multiple of `down`
    return resample(held, down, up)[first : first + -(-count * up // down)]


def _of_size(pieces: Iterable[Samples], size: int) -> Iterator[Samples]:
    """Join and cut pieces to blocks of `size` samples."""
    held: list[Samples] = []
    count = 0
    for piece in pieces:
        if not held and len(piece) == size:
            yield piece
            continue
        held.append(piece)
        count += len(piece)
        if count >= size:
            joined = np.concatenate(held)
            whole = count // size * size
            yield from joined[:whole].reshape(-1, size)
            held, count = [joined[whole:]], count - whole
    if count:
        yield np.concatenate(held)


def _check_file(path: Path) -> None:
    try:
        if path.is_dir():
            raise StudioError(f"{path} is a folder; choose a sound file.")
        if path.stat().st_size == 0:
            raise _holds_nothing(path)
        with path.open("rb"):
            pass
    except OSError as error:
        raise explain_os_error(error, path) from error


def _check_form(path: Path, form: StreamForm) -> None:
    if not MIN_RATE <= form.rate <= MAX_RATE:
        raise StudioError(
            f"{path.name} has {form.rate} samples a second; "
            f"export it with {MIN_RATE} to {MAX_RATE}, best 48000."
        )
    if not 1 <= form.channels <= MAX_CHANNELS:
        raise StudioError(f"{path.name} has {form.channels} channels; export it as mono.")


def _believable(frames: int, rate: int) -> float | None:
    """Seconds; None for the huge number that stands for "not known"."""
    seconds = frames / max(1, rate)
    return seconds if 0 < seconds < 1e6 else None


def _is_cut_off(path: Path) -> bool:
    """Whether a WAV or Ogg file ends before the end that it announces."""
    with path.open("rb") as file:
        head = file.read(12)
        size = file.seek(0, 2)
        if head[:4] == b"RIFF" and head[8:] == b"WAVE":
            said = int.from_bytes(head[4:8], "little") + 8
            return 44 < said < 0xFFFF0000 and size < said
        if head[:4] == b"OggS":
            file.seek(max(0, size - 65_536))
            tail = file.read()
            page = tail.rfind(b"OggS")
            return page >= 0 and len(tail) > page + 5 and not tail[page + 5] & 4
    return False


def _holds_nothing(path: Path) -> StudioError:
    return StudioError(f"{path.name} holds no sound (0 seconds); record or export it again.")


# PyAV


class _PyavReader:
    """The first sound stream of a container as mono samples at the form's rate."""

    def __init__(self, stream: SoundStream, container: av.container.InputContainer) -> None:
        self._stream = stream
        self._rate = stream.form.rate
        self._container = container
        self._resampler: Any = None
        self._form: tuple[str, str, int] | None = None
        self._done = 0  # samples

    def pieces(self) -> Iterator[Samples]:
        from av.error import FFmpegError

        packets = self._container.demux(self._container.streams.audio[0])
        while True:
            try:
                packet = next(packets)
                frames = packet.decode()
            except (StopIteration, EOFError):
                return
            except (FFmpegError, ValueError):
                self._damaged()
                if self._container.streams.audio[0].codec_context is None:
                    return
                continue
            for frame in frames:
                for piece in self._samples(frame):
                    self._done += len(piece)
                    yield piece

    def _samples(self, frame: Any) -> Iterator[Samples]:
        import av

        missing = self._missing(frame)
        if missing:
            self._damaged()
            yield np.zeros(missing, np.float32)
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:
            self._form = form
            self._resampler = av.AudioResampler("fltp", frame.layout, self._rate)
        frame.pts = None
        for part in self._resampler.resample(frame):
            yield part.to_ndarray().mean(axis=0, dtype=np.float32)

    def _missing(self, frame: Any) -> int:
        """Samples that were lost before this frame, by its time stamp."""
        if frame.pts is None or frame.time_base is None or self._done == 0:
            return 0
        start = self._container.streams.audio[0].start_time or 0
        at = float((frame.pts - min(0, start)) * frame.time_base)
        gap = at - self._done / self._rate
        said = self._stream.form.seconds
        if gap < _GAP_SECONDS or said is None or at > said + 1.0:
            return 0
        return round(gap * self._rate)

    def _damaged(self) -> None:
        if not self._stream.notes:
            at = clock(self._done / self._rate)
            self._stream._note(f"It is damaged at {at}; what could be read was taken.")


def _pyav_container(path: Path) -> av.container.InputContainer:
    """Open a file by FFmpeg; StudioError when it cannot or has no sound in it."""
    try:
        import av
        from av.error import FFmpegError
    except ImportError as error:
        raise StudioError(
            f"{path.name} cannot be read without PyAV: install it with `pip install av`, or "
            "export the sound as WAV or FLAC."
        ) from error
    try:
        container = av.open(str(path), metadata_errors="ignore")
    except (FFmpegError, OSError, ValueError) as error:
        raise StudioError(
            f"{path.name} is no sound file that can be read, or its beginning or end is missing; "
            "export it again, best as WAV or FLAC."
        ) from error
    if not container.streams.audio:
        container.close()
        raise StudioError(f"{path.name} has no sound in it; choose a recording.")
    return container


def _pyav_form(container: av.container.InputContainer) -> StreamForm:
    stream = container.streams.audio[0]
    seconds = None
    if stream.duration is not None and stream.time_base is not None:
        seconds = float(stream.duration * stream.time_base)
    elif container.duration is not None:
        seconds = container.duration / 1e6
    deep = stream.format is not None and stream.format.name in _DEEP_SAMPLES
    return StreamForm(stream.rate or 0, stream.channels, seconds, deep)
