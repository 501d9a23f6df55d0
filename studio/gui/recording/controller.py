"""The course of a recording session, without its looks: what is read, recorded, kept, judged."""

from __future__ import annotations

import uuid
from functools import partial
from typing import TYPE_CHECKING, Any, Literal

from PySide6.QtCore import QObject, QTimer, Signal

from studio.core.entities import RecordingSession, Take, Voice
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.dataset.take_notes import NOT_ACCEPTED
from studio.gui.bridge import Bridge
from studio.gui.recording import keeping
from studio.gui.recording.checking import TakeChecker, verdict_of
from studio.gui.recording.count_in import CountIn
from studio.gui.recording.desk import ReadingDesk
from studio.gui.recording.left_behind import LeftBehind
from studio.gui.recording.microphone import Heard, Microphone
from studio.gui.recording.pauses import EndOfSpeech
from studio.gui.recording.plan import Line, ReadingPlan
from studio.gui.recording.verdict import Verdict
from studio.gui.settings import Settings

if TYPE_CHECKING:
    from pathlib import Path

    from studio.audio.recorder import Captured

Phase = Literal[
    "closed", "opening", "away", "ready", "counting", "recording", "keeping", "checking", "judged"
]
"""closed: no microphone is wanted. away: there should be one and is none. keeping: what was said is
on its way into the library. judged: the verdict is there."""

GOOD_NEWS = 700  # milliseconds for which "good" is seen before the next sentence comes
_AT_WORK = ("counting", "recording", "keeping")


class RecordingController(QObject):
    """One voice, one script, one microphone. A page shows its state, passes on what is pressed."""

    changed = Signal()
    """Something that is shown is different."""
    heard = Signal(object)
    """A `Heard`: what the microphone brought, for meter and picture."""
    take_began = Signal()
    take_ended = Signal()
    said = Signal(str, str)
    """Tone and sentence for the banner."""
    judged_elsewhere = Signal(object, object)
    """A take of a sentence that is not shown any more, and its `Verdict`, which is not good."""
    library_changed = Signal()
    kept_broken = Signal(object)
    """A take that ended by itself is in the library: its `Take`."""

    def __init__(
        self, library: Library, bridge: Bridge, settings: Settings, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self._library, self._bridge, self._settings = library, bridge, settings
        self.microphone = Microphone(bridge, self)
        self.count_in = CountIn(bridge, self)
        self._checker = TakeChecker(library, bridge, self._judged)
        self.desk = ReadingDesk(library, bridge, settings, self)
        self.left_behind = LeftBehind(library, bridge, self)
        self.session: RecordingSession | None = None
        self.phase: Phase = "closed"
        self.trouble = ""
        """Why there is no microphone, in one sentence."""
        self.take: Take | None = None
        """The take of the sentence that is looked at."""
        self.verdict: Verdict | None = None
        self.seconds = 0.0
        """Length of the take that is being recorded."""
        self._wanted = False  # whether the microphone is to be open
        self._folder: Path | None = None
        self._reading: keeping.Reading | None = None
        self._end_of_speech = EndOfSpeech()
        self._again = False
        self._advance = QTimer(self, singleShot=True, interval=GOOD_NEWS)
        self._advance.timeout.connect(self._go_on)
        self._connect()

    @property
    def voice(self) -> Voice | None:
        return self.desk.voice

    @property
    def plan(self) -> ReadingPlan:
        return self.desk.plan

    @property
    def line(self) -> Line | None:
        """The sentence to read."""
        return self.desk.line

    @property
    def takes_in_session(self) -> int:
        """How many takes this sitting has brought."""
        here = self.session.id if self.session else ""
        return sum(bool(here) and take.session_id == here for take in self.desk.takes)

    @property
    def busy(self) -> bool:
        """Whether a take is on its way."""
        return self.phase in _AT_WORK

    # Voice and script

    def set_voice(self, voice: Voice | None) -> None:
        """Work on another voice."""
        if self.voice is not None and voice is not None and voice.id == self.voice.id:
            self.desk.voice = voice
            return
        self.stop()
        self.session, self._folder = None, None
        self.desk.set_voice(voice)
        self._look_at(None)

    def read_library(self) -> None:
        """Read scripts, takes and coverage anew; stays at the same sentence if it is still there.

        The first time, what a killed program left behind is looked for too.
        """
        if self.voice is None:
            return
        self.desk.read()
        if self._folder is None and self._find_folder(self.voice):
            self.left_behind.look(self.voice)

    def _find_folder(self, voice: Voice) -> bool:
        """Find where takes are recorded to; False, with a sentence, when nothing can be."""
        try:
            self._folder = self._library.capture_folder(voice.id)
        except StudioError as error:
            self._refuse(str(error))
            return False
        return True

    def choose_script(self, choice: str, anew: bool = False) -> None:
        """Read another script (its id, `reading.BEST` or `MEND`); `anew`: from its beginning."""
        if not self.busy and self.desk.choose(choice, anew):
            self._look_at(None)

    # Microphone

    def open(self) -> None:
        """Listen to the microphone that was chosen last."""
        self._wanted = True
        if self.phase in ("closed", "away"):
            self._become("opening")
            self.microphone.open(self._settings.get("microphone"))

    def choose_microphone(self, key: str) -> None:
        """Listen to another one ("" = the system's own)."""
        self._settings.set("microphone", key)
        if self.phase not in _AT_WORK:
            self._wanted = True
            self._become("opening")
            self.microphone.open(key)

    def close(self) -> None:
        """Let go of the microphone; a take that is under way is kept."""
        self._wanted = False
        self._advance.stop()
        self.stop()
        self.microphone.close()
        if self.phase != "keeping":
            self._become("closed")

    def use_room(self, room: dict[str, Any]) -> None:
        """Keep what the room check found with the session."""
        if self.session is None:
            return
        update = partial(self._library.update_session, self.session.id, room=room)
        self._bridge.write(update, self._in_session, self._refuse)

    # Taking

    def toggle(self) -> None:
        """Record, or stop recording: what Space does."""
        match self.phase:
            case "recording" | "counting":
                self.stop()
            case "ready" | "checking" | "judged":
                self._begin()
            case "away":
                self.open()

    def again(self) -> None:
        """Read the same sentence once more; a take that is under way ends and is kept."""
        if self.phase == "recording":
            self._again = True
            self.stop()
        elif self.phase in ("ready", "checking", "judged"):
            self._begin()

    def stop(self) -> None:
        """End the count or the take."""
        if self.phase == "counting":
            self.count_in.cancel()
            self._become("ready" if self.microphone.is_open else "away")
        elif self.phase == "recording":
            self._become("keeping")
            self.take_ended.emit()
            self.microphone.finish()

    def _begin(self) -> None:
        if self.line is None or self.voice is None:
            return
        if self._folder is None and not self._find_folder(self.voice):
            return
        self._advance.stop()
        self._look_at(None)
        if self._settings.get("count_in"):
            self._become("counting")
            self.count_in.start(self._settings.get("ticks"))
        else:
            self._start()

    def _start(self) -> None:
        if self.line is None or self.voice is None or self._folder is None:
            return
        session = self.session.id if self.session else ""
        text = self.line.prompt.text
        self._reading = keeping.Reading(self.voice.id, text, self.line.key, session)
        path = self._folder / f"{uuid.uuid4().hex}.wav"
        try:
            self.microphone.start(path, self._reading.about())
        except StudioError as error:
            self._away(str(error))
            return
        self.seconds = 0.0
        self._end_of_speech = EndOfSpeech(self._noise())
        self.take_began.emit()
        self._become("recording")

    def _heard(self, heard: Heard) -> None:
        self.heard.emit(heard)
        if self.phase != "recording":
            return
        self.seconds += heard.seconds
        ended = self._end_of_speech.hear(heard.reading.rms_dbfs, heard.seconds)
        if ended and self._settings.get("auto_stop"):
            self.stop()

    # Keeping

    def _captured(self, captured: Captured) -> None:
        read = self._reading
        if read is None:
            return
        note = captured.trouble or NOT_ACCEPTED
        keep = partial(keeping.keep_capture, self._library, captured.path, read, note)
        self._bridge.write(keep, partial(self._kept, captured), self._not_kept)

    def _kept(self, captured: Captured, take: Take) -> None:
        again, self._again = self._again, False
        if self.voice is not None and take.voice_id == self.voice.id:
            self.desk.takes.append(take)
            if self.line is not None and take.prompt_id == self.line.key:
                self.take, self.verdict = take, None
        if captured.trouble:
            self.kept_broken.emit(take)
            self._settle()
        elif again:
            self._settle()
            self._begin()
        else:
            self._settle("checking")
            self._checker.check(take)
        self.library_changed.emit()

    def _settle(self, phase: Phase = "ready") -> None:
        """The take is in the library (or never will be): what comes now."""
        if self.phase != "keeping":
            self.changed.emit()
        elif not self._wanted:
            self._become("closed")
        else:
            self._become(phase if self.microphone.is_open else "away")

    def _not_kept(self, sentence: str) -> None:
        self._again = False
        self._settle()
        self._refuse(sentence)

    # Judging

    def _judged(self, take: Take, verdict: Verdict) -> None:
        if self.voice is None or take.voice_id != self.voice.id:
            return
        shown = self.take is not None and self.take.id == take.id
        if shown:
            self.verdict = verdict
            if self.phase == "checking":
                self._become("judged")
        if verdict.level == "good":
            self._accept(take, None, False)
            if shown and self.phase == "judged" and self._settings.get("auto_advance"):
                self._advance.start()
        else:
            self.read_library()  # the check is written down there
            if not shown:
                self.judged_elsewhere.emit(take, verdict)
        self.changed.emit()

    def accept(self, *, text: str | None = None, trim: bool = False) -> None:
        """Use the take that is shown, whatever the check says, and go on.

        `text`: what was said instead of the sentence. `trim`: without the silence around it.
        """
        if self.take is None or self.phase not in ("ready", "checking", "judged", "away"):
            return
        self._accept(self.take, text, trim)
        self._go_on()

    def _accept(self, take: Take, text: str | None, trim: bool) -> None:
        self.plan.mark(take.prompt_id)
        accept = partial(keeping.accept, self._library, take.id, text, trim)
        self._bridge.write(accept, lambda _take: self._reread(), self._refuse)

    def _reread(self) -> None:
        self.library_changed.emit()
        self.read_library()

    # Going from sentence to sentence

    def next(self) -> None:
        """Go to the next sentence."""
        self._step(1)

    def back(self) -> None:
        """Go back to the sentence before."""
        self._step(-1)

    def look_at_take(self, take_id: str) -> None:
        """Show another take of this sentence with what was found in it."""
        found = next((take for take in self.desk.prompt_takes if take.id == take_id), None)
        if found is not None and found != self.take:
            self._look_at(found)

    def go_to(self, prompt_id: str) -> None:
        """Go to a sentence by the id that its takes carry."""
        if not self.busy and self.plan.go_to(prompt_id):
            self._arrive()

    def _step(self, by: int) -> None:
        if not self.busy and self.plan.step(by):
            self._arrive()

    def _go_on(self) -> None:
        if not self.busy and self.plan.advance():
            self._arrive()

    def _arrive(self) -> None:
        self._advance.stop()
        takes = self.desk.prompt_takes
        best = next((take for take in takes if take.starred), takes[-1] if takes else None)
        self._look_at(best)

    def _look_at(self, take: Take | None) -> None:
        self.take = take
        self.verdict = verdict_of(take) if take else None
        if self.phase in ("ready", "checking", "judged"):
            self.phase = "judged" if self.verdict else "ready"
        self.changed.emit()

    # What others tell

    def _connect(self) -> None:
        microphone = self.microphone
        microphone.opened.connect(self._opened)
        microphone.refused.connect(self._away)
        microphone.lost.connect(self._lost)
        microphone.heard.connect(self._heard)
        microphone.captured.connect(self._captured)
        microphone.not_captured.connect(self._not_kept)
        self.desk.read_anew.connect(self._read_anew)
        self.desk.refused.connect(self._refuse)
        self.left_behind.kept.connect(self._left_behind_kept)
        self.left_behind.refused.connect(self._refuse)
        self.count_in.beat.connect(lambda _left: self.changed.emit())
        self.count_in.over.connect(self._start)

    def _opened(self, name: str, rate: int) -> None:
        self.trouble = ""
        if self.phase == "opening":
            self._become("judged" if self.verdict else "ready")
        if self.voice is not None:
            self._checker.warm_up(self.voice.language)
            find = partial(keeping.sitting, self._library, self.voice.id, name, rate)
            self._bridge.write(find, self._in_session, self._refuse)

    def _in_session(self, session: RecordingSession) -> None:
        if self.voice is not None and session.voice_id == self.voice.id:
            self.session = session
            self.changed.emit()

    def _noise(self) -> float | None:
        noise = (self.session.room or {}).get("noise_dbfs") if self.session else None
        return float(noise) if isinstance(noise, int | float) else None

    def _lost(self, sentence: str) -> None:
        self.said.emit("bad", sentence)
        if self.phase == "counting":
            self.count_in.cancel()
        if self.phase == "recording":  # the microphone has ended the take; it is being kept
            self.take_ended.emit()
            self._become("keeping")
        if not self.microphone.is_open:
            self._away(sentence)

    def _away(self, sentence: str) -> None:
        self.trouble = sentence
        self._become("away" if self.phase != "keeping" else "keeping")

    def _read_anew(self) -> None:
        if self.take is not None:  # its row may say something else now
            known = {take.id: take for take in self.desk.takes}
            self.take = known.get(self.take.id)
        if self.take is None and not self.busy:
            self._arrive()
        self.changed.emit()

    def _left_behind_kept(self, takes: list[Take]) -> None:
        self.desk.takes += takes
        self.go_to(takes[-1].prompt_id)
        for take in takes:
            self._checker.check(take)
        self._reread()

    def _become(self, phase: Phase) -> None:
        self.phase = phase
        self.changed.emit()

    def _refuse(self, sentence: str) -> None:
        self.said.emit("bad", sentence)
