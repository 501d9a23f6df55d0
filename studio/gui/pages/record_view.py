"""What is seen of the Record page: prompter, takes, sound, verdict, meter and buttons."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QTimer
from PySide6.QtWidgets import QStackedWidget, QWidget

from studio.gui import texts
from studio.gui.announcing import announce
from studio.gui.bridge import Bridge
from studio.gui.playback import Playback
from studio.gui.recording.controller import RecordingController
from studio.gui.recording.microphone import Heard
from studio.gui.sentences import said
from studio.gui.widgets.device_picker import DevicePicker
from studio.gui.widgets.key_button import KeyButton, key_button
from studio.gui.widgets.level_meter import LevelMeter
from studio.gui.widgets.offer import Offer
from studio.gui.widgets.parts import button, column, name_it, restyle, row
from studio.gui.widgets.prompter import Prompter
from studio.gui.widgets.reading_side import ReadingSide
from studio.gui.widgets.take_sound import TakeSound
from studio.gui.widgets.verdict_panel import VerdictPanel

BOTTOM, LEAST_BOTTOM = 172, 100  # pixels: the sound of the take and its verdict
_VERDICT = 400
_DIES_AWAY = 700  # milliseconds: the loudspeaker's delay, the room's echo, the take's pre-roll


class RecordView(QWidget):
    """Shows what the controller knows; every button calls it or the page."""

    def __init__(self, controller: RecordingController, bridge: Bridge, playback: Playback) -> None:
        super().__init__()
        self._controller = controller
        self._left_count = 0
        self._told = ""  # the verdict that was said last
        self.prompter = Prompter()
        self.side = ReadingSide(controller)
        self.sound = TakeSound(bridge, playback)
        self.verdict = VerdictPanel()
        self.meter = LevelMeter()
        self.devices = DevicePicker()
        self.away = Offer("warning", ("resume", controller.open))
        self.room = Offer("room", ("room", lambda: None), ("", lambda: None))
        self.left = Offer("save", ("check", lambda: None), ("delete", lambda: None))
        self.room_button = button("room", lambda: None)
        self.buttons: dict[str, KeyButton] = self._make_buttons()
        self.ask_for_room = True
        """Whether the room check is offered before the first take."""
        self._lay_out()
        self._connect(playback)
        self.retranslate()

    def show_state(self) -> None:
        """Show where the session is."""
        controller = self._controller
        self._show_lines()
        self._show_phase()
        self.side.show_state()
        self._show_bottom()
        self._enable()
        if controller.phase in ("away", "closed", "opening"):
            self.meter.show_reading(None)

    def hear(self, heard: Heard) -> None:
        """Draw what has just come in."""
        self.meter.show_reading(heard.reading)
        if heard.columns is not None:
            self.sound.live.add(heard.columns)
            self.prompter.clock.setText(texts.duration(self._controller.seconds))

    def record(self) -> None:
        """Record, or stop recording."""
        self._when_quiet(self._controller.toggle)

    def again(self) -> None:
        """Read the same sentence once more."""
        self._when_quiet(self._controller.again)

    def _when_quiet(self, do: Callable[[], None]) -> None:
        """Do it at once, or when the take that plays has died away: it is not to be recorded."""
        if self.sound.playing:
            self.sound.stop()
            QTimer.singleShot(_DIES_AWAY, self, do)
        else:
            do()

    # What is shown when

    def _show_lines(self) -> None:
        plan = self._controller.plan
        verdict = self._controller.verdict
        before, line, after = plan.before, plan.current, plan.after
        place = ""
        if line is not None:
            place = self.tr("{0} of {1} · {2} read").format(
                plan.place + 1, self._controller.desk.total, plan.read
            )
        self.prompter.show_lines(
            before.prompt if before else None,
            line.prompt if line else None,
            after.prompt if after else None,
            place,
            verdict.read if verdict else None,
        )

    def _show_phase(self) -> None:
        controller = self._controller
        take = controller.take
        chosen = take is not None and take.starred and take.included
        verdict = controller.verdict
        level = verdict.level if verdict else "good"
        tone = {"good": "good", "warn": "warn", "refuse": "bad"}[level]
        counted = self.tr("Starts in {0}").format(controller.count_in.left)
        judged = {
            "good": self.tr("✓ Good and accepted"),
            "warn": self.tr("! Accept it, or read it again"),
            "refuse": self.tr("✕ Read it again"),
        }
        words = {
            "closed": (self.tr("The microphone is off"), ""),
            "opening": (self.tr("Opening the microphone…"), "busy"),
            "away": (self.tr("✕ No microphone"), "bad"),
            "ready": (self.tr("Ready: press Space and read aloud"), ""),
            "counting": (counted, "count"),
            "recording": (self.tr("● Recording: press Space when you are done"), "record"),
            "keeping": (self.tr("Keeping the take…"), "busy"),
            "checking": (self.tr("Kept. Listening to it…"), "busy"),
            "judged": (judged[level] if not chosen else self.tr("✓ Accepted"), tone),
        }
        if chosen and controller.phase == "ready":
            words["ready"] = (self.tr("✓ Accepted; Space reads it once more"), "good")
        text, tone = words[controller.phase]
        if chosen and controller.phase == "judged":
            tone = "good"
        clock = "" if controller.phase != "recording" else self.prompter.clock.text()
        self.prompter.show_state(text, tone, clock)

    def _show_bottom(self) -> None:
        controller = self._controller
        unasked = controller.session is not None and controller.session.room is None
        offered = self.ask_for_room and unasked and controller.phase == "ready"
        shown = self._heard
        if controller.phase == "away":
            shown = self.away
            self._tell_away()
        elif offered and not controller.takes_in_session:
            shown = self.room
        self._lower.setCurrentWidget(shown)
        if controller.phase == "counting":
            self.sound.show_count(controller.count_in.left)
        elif controller.phase not in ("recording", "keeping"):
            hint = self.tr("Here you see the sound of the take.")
            self.sound.show_take(controller.take, hint)
        quiet = controller.phase in ("counting", "recording", "keeping", "checking")
        verdict = controller.verdict
        plain = verdict is None or (verdict.level == "good" and not verdict.findings)
        self.verdict.show_verdict(None if quiet or plain else verdict)
        self._announce_verdict()

    def _announce_verdict(self) -> None:
        controller = self._controller
        key = f"{controller.take.id}" if controller.take and controller.verdict else ""
        if key and key != self._told and controller.phase == "judged":
            announce(self.prompter, self.verdict.spoken())  # "" when the state line says it all
        self._told = key

    def _enable(self) -> None:
        controller = self._controller
        phase, plan = controller.phase, controller.plan
        going = controller.busy
        can_read = phase in ("ready", "checking", "judged", "counting", "recording")
        self.buttons["record"].setEnabled(can_read and controller.line is not None)
        self.buttons["again"].setEnabled(can_read and (going or controller.take is not None))
        self.buttons["back"].setEnabled(not going and plan.before is not None)
        self.buttons["next"].setEnabled(not going and plan.after is not None)
        self.buttons["play"].setEnabled(not going and controller.take is not None)
        self.buttons["accept"].setEnabled(not going and controller.take is not None)
        self.room_button.setEnabled(phase in ("ready", "checking", "judged"))
        self.devices.setEnabled(not going)
        stops = phase in ("recording", "counting")
        record = self.buttons["record"]
        record.set_icon("stop" if stops else "record")
        record.tell(
            self.tr("Stop") if stops else self.tr("Record"),
            self.tr("Record, or stop recording"),
            self.tr("Space"),
        )
        decide = phase == "judged" and controller.verdict is not None
        doubtful = decide and controller.verdict is not None and controller.verdict.level != "good"
        again = doubtful and controller.verdict is not None and controller.verdict.level == "refuse"
        self.buttons["accept"].tell(
            self.tr("Accept anyway") if doubtful else self.tr("Accept"),
            self.tr("Use this take and go on: Enter"),
            "↵",
        )
        self._stress("again" if again else "accept" if doubtful else "record")

    def _stress(self, name: str) -> None:
        """Let one button stand out: the next step."""
        for other, made in self.buttons.items():
            role = "primary" if other == name else ""
            if made.property("role") != role:
                restyle(made, "role", role)
                made.paint_icon()

    def _play_changed(self, key: str, playing: bool) -> None:
        if key == self.sound.key or not playing:
            self.buttons["play"].set_icon("stop" if playing else "play")

    # Building

    def _make_buttons(self) -> dict[str, KeyButton]:
        controller = self._controller
        return {
            "back": key_button("back", controller.back),
            "record": key_button("record", self.record, role="primary"),
            "next": key_button("forward", controller.next),
            "play": key_button("play", self.sound.toggle_play),
            "again": key_button("again", self.again),
            "accept": key_button("check", controller.accept),
        }

    def _lay_out(self) -> None:
        upper = row(self.prompter, self.side)
        upper.setStretch(0, 1)
        sound = row(self.sound, self.verdict)
        sound.setStretch(0, 1)
        self._heard = QWidget()
        self._heard.setLayout(sound)
        self._lower = QStackedWidget()
        self._lower.setMinimumHeight(LEAST_BOTTOM)
        self._lower.setMaximumHeight(BOTTOM)
        for widget in (self._heard, self.room, self.away):
            self._lower.addWidget(widget)
        self.verdict.setFixedWidth(_VERDICT)
        microphone = row(self.devices, self.room_button, self.meter)
        microphone.setStretch(2, 1)
        buttons = row(*self.buttons.values())
        buttons.insertStretch(3, 1)
        buttons.setSpacing(8)
        whole = column(self.left, upper, self._lower, buttons, microphone)
        whole.setStretch(1, 1)
        self.setLayout(whole)
        self.left.hide()

    def _connect(self, playback: Playback) -> None:
        controller = self._controller
        controller.changed.connect(self.show_state)
        controller.heard.connect(self.hear)
        controller.take_began.connect(self.sound.begin)
        controller.take_ended.connect(self.sound.live.end)
        controller.microphone.inputs_changed.connect(self.devices.show_devices)
        self.meter.cleared.connect(controller.microphone.clear_clip)
        self.devices.looked.connect(controller.microphone.look_for_devices)
        self.devices.picked.connect(self._device_picked)
        self.verdict.trim.connect(lambda: controller.accept(trim=True))
        playback.started.connect(lambda key: self._play_changed(key, True))
        playback.ended.connect(lambda key: self._play_changed(key, False))

    def _device_picked(self, key: str) -> None:
        self._controller.choose_microphone(key)
        self.prompter.setFocus()

    # Texts

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.retranslate()

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        words = {
            "back": (self.tr("Back"), self.tr("The sentence before"), "B"),
            "next": (self.tr("Next"), self.tr("The next sentence"), "N"),
            "play": (self.tr("Play"), self.tr("Play this take, or stop"), "P"),
            "again": (self.tr("Again"), self.tr("Read this sentence once more"), "R"),
        }
        for name, (text, tip, key) in words.items():
            self.buttons[name].tell(text, tip, key)
        self.room_button.setText(self.tr("Room check…"))
        name_it(self.room_button, self.tr("Room check"), self.tr("Check how the room sounds"))
        self.room.tell(
            self.tr("First, how does this room sound?"),
            self.tr("Three seconds of silence and one loud sentence tell what to mend before you "
                    "record for an hour."),
            self.tr("Check the room"),
            self.tr("Skip"),
        )  # fmt: skip
        self._tell_away()
        self.tell_left_behind(self._left_count)
        self.show_state()

    def tell_left_behind(self, count: int) -> None:
        """Offer what a killed program left; 0 = nothing."""
        self._left_count = count
        self.left.setVisible(count > 0)
        self.left.tell(
            self.tr("%n take(s) were being recorded when Timbre ended", "", count),
            self.tr("What was said is saved. Keep it, listen, then accept it or not."),
            self.tr("Keep"),
            self.tr("Delete…"),
        )

    def _tell_away(self) -> None:
        self.away.tell(
            self.tr("No microphone is heard"),
            said(self._controller.trouble),
            self.tr("Connect again"),
        )
