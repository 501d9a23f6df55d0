"""Words, phonemes and pitch of takes, computed in the warm process, one take at a time."""

import json
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer

from studio.core.entities import Take
from studio.core.library import Library
from studio.gui.bridge import Bridge, Handlers
from studio.gui.sound_picture import Mark

SCORE_TASK = "studio.dataset.data_set_tasks:score"

_KEPT = 200  # takes whose score is remembered
_PATIENCE = 200  # milliseconds on one take before it is worth a score: keys run through the table


@dataclass(frozen=True, slots=True)
class Score:
    """A take over time, as the window draws it."""

    phonemes: str
    words: tuple[Mark, ...]
    symbols: tuple[Mark, ...]
    f0_hz: tuple[float, ...]
    problem: str

    @classmethod
    def of(cls, result: dict[str, Any]) -> "Score":
        """Read `studio.dataset.score.TakeScore.as_dict()`."""
        return cls(
            str(result["phonemes"]),
            tuple(_mark(part) for part in result["words"]),
            tuple(_mark(part) for part in result["symbols"]),
            tuple(float(value) for value in result["f0_hz"]),
            str(result["problem"]),
        )


class TakeScores(QObject):
    """Asks for the score of the take that is looked at; those in between are passed over."""

    def __init__(
        self, library: Library, bridge: Bridge, told: Callable[[Take, Score], None]
    ) -> None:
        super().__init__()
        self._library, self._bridge, self._told = library, bridge, told
        self._known: OrderedDict[str, Score] = OrderedDict()
        self._wanted: Take | None = None
        self._asked: Take | None = None
        self._timer = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._timer.timeout.connect(self._ask)

    def want(self, take: Take | None) -> None:
        """Tell the score of this take as soon as it is known; None = of no take."""
        self._wanted = take
        self._timer.stop()
        if take is None:
            return
        known = self._known.get(_key(take))
        if known is not None:
            self._told(take, known)
        else:
            self._timer.start()

    def _ask(self) -> None:
        if self._wanted is None or self._asked is not None:
            return  # what is being computed ends first; then the newest wish is looked at
        self._asked = take = self._wanted
        handlers = Handlers(done=lambda result: self._done(take, result), ended=self._ended)
        self._bridge.run(
            SCORE_TASK, handlers, warm=True, library_root=self._library.root, take_id=take.id
        )

    def _done(self, take: Take, result: dict[str, Any]) -> None:
        if result["text"] != take.text:
            return  # it was changed meanwhile
        self._known[_key(take)] = score = Score.of(result)
        while len(self._known) > _KEPT:
            self._known.popitem(last=False)
        if self._wanted is not None and _key(self._wanted) == _key(take):
            self._wanted = None
            self._told(take, score)

    def _ended(self) -> None:
        failed, self._asked = self._asked, None
        if self._wanted is failed:
            self._wanted = None  # it cannot be aligned; asking again would not help
        if self._wanted is not None:
            self._timer.start()


def _mark(part: dict[str, Any]) -> Mark:
    return Mark(str(part["text"]), float(part["start"]), float(part["end"]))


def _key(take: Take) -> str:
    return f"{take.id}|{json.dumps(take.cleanup, sort_keys=True)}|{take.text}"
