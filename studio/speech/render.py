"""Rendering the lines of a project: what is not made yet, what was changed, or single lines.

A task as `studio.jobs.worker` runs it. Every line is kept as soon as it is made, so a cancelled or
killed rendering goes on where it was: at most the lines under way are lost.
"""

from __future__ import annotations

import hashlib
import json
import tempfile
import time
from collections.abc import Generator, Iterator, Sequence
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any, Literal

from studio import __version__
from studio.core.database import folded
from studio.core.entities import Casting, LineState, Project, Rendering, ScriptLine
from studio.core.errors import StudioError
from studio.core.files import sha256_of
from studio.core.lexicon_store import LexiconEntry, VoiceLexicon
from studio.core.library import Library
from studio.core.manner import CONTROLS, Manner
from studio.core.messages import Message, Progress, Sample
from studio.core.project_store import DEFAULT
from studio.speech import catalogue
from studio.speech.line_rendering import TRIES, LineOrder, RenderedLine

Which = Literal["all", "changed", "flagged"]
_STATES: dict[str, tuple[LineState, ...]] = {
    "all": (),
    "changed": ("new", "changed", "failed"),
    "flagged": ("flagged",),
}
LETTERS_A_SECOND, BYTES_A_SECOND = 14.0, 48_000.0
_NEXT_TAKE = 104_729
"""What is added to the seed of a line that is made once more: far from what tries add to it."""
_MOST_NAMED = 100


@dataclass(slots=True)
class _Tally:
    """How far it is."""

    total: int
    """Letters of all lines."""
    letters: int = 0
    """Of the lines that are done with."""
    made_letters: int = 0
    """Of those that had to be made."""
    made: int = 0
    same: int = 0
    flagged: int = 0
    failed: int = 0
    seconds: float = 0.0
    began: float = 0.0

    @property
    def letters_left(self) -> int:
        """Of the lines that are still to be made."""
        return max(0, self.total - self.letters)

    def counts(self) -> dict[str, Any]:
        """What was done, as the task's result has it."""
        counts = {"made": self.made, "same": self.same, "flagged": self.flagged}
        return {**counts, "failed": self.failed, "seconds": round(self.seconds, 3)}

    def progress(self) -> Progress:
        """The message of how far it is, and how long the rest will take."""
        left = None
        if self.made_letters:
            left = (time.monotonic() - self.began) / self.made_letters * self.letters_left
        fraction = min(1.0, self.letters / self.total) if self.total else 1.0
        return Progress("render", fraction, left, {k: float(v) for k, v in self.counts().items()})


def render(
    library: Path,
    project: str,
    which: Which = "changed",
    lines: Sequence[str] = (),
    tries: int = TRIES,
    processes: int = 1,
    cluster: str = "",
) -> Generator[Message, None, dict[str, Any]]:
    """Render lines of a project (id or name) and keep what comes of them.

    `which`: "changed" makes what is new, changed or has failed; "all" looks at every line and makes
    those whose voice, weights, words or settings are no longer the same; "flagged" makes flagged
    lines once more. `lines`: these instead, each once more with another seed when it is made
    already. `tries` as in `LineOrder`. `processes` and `cluster`: see `executors`.

    Yields Progress (values made, same, flagged, failed, seconds) and, for every line that was made,
    a Sample: path of its rendering, its text, its position. Returns project, made, same, flagged,
    failed, seconds, and `failures`: the id and the sentence of the first hundred lines that failed.
    """
    yield Progress("load")
    from studio.speech.executors import executor

    books = Library(Path(library))
    about = books.project(project)
    again = bool(lines) or which == "flagged"
    orders = _Orders(books, about, tries)
    tally = _Tally(_letters(books, about.id, which, lines))
    work = _Work(books, about.id, tally, only_better=which == "flagged" and not lines)
    todo: list[str] = []
    chosen = (books.script_line(about.id, one) for one in lines)
    for line in chosen if lines else books.each_script_line(about.id, _STATES[which]):
        if again or not work.is_same(line, orders):
            todo.append(line.id)
        else:
            yield work.tally.progress()
    books.check_room(round(work.tally.letters_left / LETTERS_A_SECOND * BYTES_A_SECOND))
    makers = executor(processes, cluster)
    work.tally.began = time.monotonic()
    for line, made in makers.run(work.to_make(todo, orders, again)):
        yield from work.keep(line, made)
        yield work.tally.progress()
    yield work.tally.progress()
    return {"project": about.id, **work.tally.counts(), "failures": work.failures}


class _Work:
    """What is done with a line, before it is made and after."""

    def __init__(self, books: Library, project_id: str, tally: _Tally, only_better: bool) -> None:
        self._books, self._project_id = books, project_id
        self._only_better = only_better
        self.tally = tally
        self.failures: list[tuple[str, str]] = []
        """Ids and sentences of the first lines that failed."""
        self._made_from: dict[str, tuple[LineOrder, str]] = {}  # of the lines under way

    def is_same(self, line: ScriptLine, orders: _Orders) -> bool:
        """Whether there is a rendering of just what the line says now; it is then the chosen."""
        try:
            same = self._chosen_if_same(line, orders)
            if same is None:
                same = self._books.same_rendering(self._project_id, orders.of(line)[1])
        except StudioError:
            return False  # it is told when its turn comes
        if same is None or not same.path.is_file() or (orders.tries and same.heard is None):
            return False
        if same.id != line.rendering_id or line.state in ("changed", "failed"):
            self._books.choose_same(self._project_id, line.id, same.id, line.revision)
        self.tally.same += 1
        self.tally.letters += len(line.text)
        return True

    def _chosen_if_same(self, line: ScriptLine, orders: _Orders) -> Rendering | None:
        """The chosen rendering where only its seed is another: a person may prefer a retake."""
        if line.rendering_id is None:
            return None
        chosen = self._books.rendering(line.rendering_id)
        _, fingerprint = orders.of(line, seed=chosen.seed)
        return chosen if fingerprint == chosen.fingerprint else None

    def to_make(
        self, todo: Sequence[str], orders: _Orders, again: bool
    ) -> Iterator[tuple[ScriptLine, LineOrder]]:
        """The orders, each from what its line says when its turn comes."""
        for line_id in todo:
            line = self._line(line_id)
            if line is None:
                continue
            try:
                order, fingerprint = orders.of(line, again)
            except StudioError as error:
                self._fail(line, str(error))
                continue
            self._made_from[line.id] = order, fingerprint
            yield line, order

    def keep(self, line: ScriptLine, made: RenderedLine) -> Iterator[Message]:
        """Keep what was made of a line; yields it to be listened to."""
        order, fingerprint = self._made_from.pop(line.id)
        if made.error:
            self._fail(line, made.error)
            return
        self.tally.letters += len(line.text)
        self.tally.made_letters += len(line.text)
        if self._line(line.id) is None:
            return  # somebody has taken it out of the script meanwhile
        with tempfile.TemporaryDirectory(prefix="timbre-render-") as folder:
            sound, score = Path(folder) / "line.wav", Path(folder) / "line.json"
            sound.write_bytes(made.sound)
            score.write_bytes(made.score)
            manner = Manner.from_dict(order.manner)
            kept = self._books.add_rendering(
                sound, score, voice=order.voice, voice_name=made.voice_name, text=order.text,
                manner=manner.to_dict(), seed=manner.seed, language=made.language,
                heard=made.heard, project_id=self._project_id, line_id=line.id,
                revision=line.revision, fingerprint=fingerprint,
                only_better=self._only_better,
            )  # fmt: skip
        self.tally.made += 1
        self.tally.seconds += made.seconds
        self.tally.flagged += bool(made.heard and made.heard.worst)
        yield Sample(kept.path, line.text, line.position)

    def _fail(self, line: ScriptLine, why: str) -> None:
        self.tally.failed += 1
        self.tally.letters += len(line.text)
        self._books.fail_line(self._project_id, line.id, why)
        if len(self.failures) < _MOST_NAMED:
            self.failures.append((line.id, why))

    def _line(self, line_id: str) -> ScriptLine | None:
        try:
            return self._books.script_line(self._project_id, line_id)
        except StudioError:
            return None


class _Orders:
    """Turns lines into orders, by the project's cast, its lexicon and its language."""

    def __init__(self, books: Library, project: Project, tries: int) -> None:
        self._books, self._project, self.tries = books, project, tries
        self._cast = books.casting(project.id)
        self._lexicon = books.project_lexicon(project.id)
        self._voices: dict[str, tuple[VoiceLexicon, list[str]]] = {}

    def of(
        self, line: ScriptLine, again: bool = False, seed: int | None = None
    ) -> tuple[LineOrder, str]:
        """The order of a line and the fingerprint of all that it depends on.

        `again`: with another seed than the renderings that there are; `seed`: with this one.
        Raises StudioError when nobody speaks the line, or its settings cannot be.
        """
        casting = self._cast.get(line.character, self._cast[DEFAULT])
        if not casting.voice:
            if not line.character:
                raise StudioError(
                    "Nobody speaks this line: choose a voice for whoever is not cast."
                )
            raise StudioError(f"Nobody speaks {line.character}: choose a voice for this character.")
        manner = Manner.from_dict({**casting.manner, **line.settings})
        if seed is not None:
            manner = replace(manner, seed=seed)
        if again and (takes := self._takes(line)):
            most = int(CONTROLS["seed"].most)
            manner = replace(manner, seed=(manner.seed + takes * _NEXT_TAKE) % (most + 1))
        entries = _said_in(line.text, self._lexicon)
        lexicon, weights = self._voice(casting)
        order = LineOrder(
            line.text, casting.voice, manner.changes(), self._project.language, entries,
            str(self._books.root) if weights else "", self.tries,
        )  # fmt: skip
        own = [asdict(entry) for entry in _said_in(line.text, lexicon)]
        said = {**order.to_dict(), "library": "", "tries": 0, "own": own, "weights": weights}
        said["version"] = __version__
        known = json.dumps(said, sort_keys=True, ensure_ascii=False)
        return order, hashlib.sha256(known.encode()).hexdigest()

    def _takes(self, line: ScriptLine) -> int:
        """How many renderings of a line there are, those in the trash among them."""
        of_line = {"project_id": line.project_id, "line_id": line.id, "limit": 100_000}
        return sum(len(self._books.renderings(**of_line, deleted=one)) for one in (False, True))

    def _voice(self, casting: Casting) -> tuple[VoiceLexicon, list[str]]:
        """The lexicon of a voice, and which weights of the library it speaks with."""
        if casting.voice not in self._voices:
            lexicon = catalogue.lexicon_of(self._books, casting.voice)
            self._voices[casting.voice] = lexicon, list(self._weights(casting.voice))
        return self._voices[casting.voice]

    def _weights(self, voice: str) -> Iterator[str]:
        known = {one.id: one for one in self._books.voices()}
        for part in voice.split("+"):
            own = known.get(part.partition(":")[0].strip())
            if own is None:
                continue
            yield own.language
            if own.run is not None:  # another checkpoint of a run has another description
                about = self._books.run(own.run).folder / "voice.json"
                yield sha256_of(about) if about.is_file() else own.run


def _letters(books: Library, project_id: str, which: Which, lines: Sequence[str]) -> int:
    if lines:
        return sum(len(books.script_line(project_id, one).text) for one in lines)
    return books.letters_to_speak(project_id, _STATES[which])


def _said_in(text: str, lexicon: VoiceLexicon) -> tuple[LexiconEntry, ...]:
    """The entries of a lexicon whose words a text may hold."""
    letters = " ".join(folded(text).split())
    return tuple(entry for entry in lexicon.entries if entry.key in letters)
