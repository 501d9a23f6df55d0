"""Takes prepared ahead of a training, here or on a cluster: a task for the worker process.

What is prepared is kept where training looks for it, so a training that follows begins to learn at
once. `prepare_order` is a function of its order alone and computes with one thread: its bytes are
the same in this process and on another machine with the same kind of processor.
"""

from __future__ import annotations

import functools
import tempfile
from collections.abc import Generator, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from studio.core.entities import Take, Voice
from studio.core.errors import StudioError
from studio.core.files import write_atomically
from studio.core.lexicon_store import VoiceLexicon
from studio.core.library import Library
from studio.core.messages import Message, Progress
from studio.speech.clusters import cluster as cluster_at
from studio.speech.executors import Serial
from studio.text.phonemes import phonemize
from studio.text.voice_lexicon import Sayings
from studio.training.prepare import prepare_take
from studio.training.prepared import FOLDER, read_prepared, write_prepared
from studio.voice.inverse_model import InverseModel
from studio.voice.precision import one_thread


@dataclass(frozen=True, slots=True)
class PrepareOrder:
    """Everything that a prepared take depends on."""

    take: Take
    language: str
    lexicon: VoiceLexicon
    """Of the voice."""


@dataclass(frozen=True, slots=True)
class PreparedBytes:
    """What came of an order: a file as `read_prepared` reads it, or why there is none."""

    data: bytes = b""
    error: str = ""


def prepare_order(order: PrepareOrder) -> PreparedBytes:
    """Prepare one take. Whatever the person can mend comes back as `error` and is not raised."""
    own = Sayings(order.lexicon, order.language, "you")
    try:
        with one_thread():
            ready = prepare_take(order.take, order.language, _ears(), own)
    except StudioError as error:
        return PreparedBytes(error=str(error))
    with tempfile.TemporaryDirectory(prefix="timbre-prepare-") as folder:
        path = Path(folder) / "take.safetensors"
        write_prepared(path, ready, order.take.cleanup)
        return PreparedBytes(path.read_bytes())


@functools.cache
def _ears() -> InverseModel:
    return InverseModel.load()


def prepare(
    library: Path, voice: str, cluster: str = ""
) -> Generator[Message, None, dict[str, Any]]:
    """Prepare the takes of a voice (id or name) that training would use; keep each as it is done.

    `cluster`: "dask://HOST:PORT", "ray://HOST:PORT", or "" for this process. Returns voice,
    prepared, same (prepared before), and unusable: the id of each take that cannot be learnt from,
    and the sentence why.
    """
    yield Progress("load")
    makers = cluster_at(cluster) if cluster else Serial()
    books = Library(Path(library))
    who = books.voice(voice)
    takes = books.takes(who.id, included_only=True)
    if not takes:
        raise StudioError(f"“{who.name}” has no takes yet: record or import some first.")
    folder = books.root / "voices" / who.id / "runs" / FOLDER
    todo = list(_to_do(books, who, takes, folder))
    folder.mkdir(parents=True, exist_ok=True)
    unusable: list[tuple[str, str]] = []
    for number, (key, made) in enumerate(makers.each(prepare_order, todo), start=1):
        if made.error:
            unusable.append((key, made.error))
        else:
            write_atomically(folder / f"{key}.safetensors", made.data)
        yield Progress("align", number / len(todo))
    done = {"prepared": len(todo) - len(unusable), "same": len(takes) - len(todo)}
    return {"voice": who.name, **done, "unusable": unusable}


def _to_do(
    books: Library, who: Voice, takes: Sequence[Take], folder: Path
) -> Iterator[tuple[str, PrepareOrder]]:
    """The takes that are not prepared as they are now."""
    lexicon = books.lexicon(who.id)
    own = Sayings(lexicon, who.language, "you")
    for take in takes:
        kept = folder / f"{take.id}.safetensors"
        asked = phonemize(take.text, who.language, own).phonemes
        if read_prepared(kept, take.id, take.text, take.cleanup, asked) is None:
            yield take.id, PrepareOrder(take, who.language, lexicon)
