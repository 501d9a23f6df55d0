"""What the check says about a take, and what can be done about it."""

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtWidgets import QFrame, QGridLayout, QScrollArea, QWidget

from studio.core.entities import Take
from studio.gui.recording.checking import verdict_of
from studio.gui.sentences import said
from studio.gui.take_list import ACCEPTED, is_doubtful, status
from studio.gui.take_words import STATUS_ICONS, about_text, sentences, status_tone, status_word
from studio.gui.widgets.parts import Mark, button, column, label, name_it, row


class CheckCard(QFrame):
    """Verdict, sentences and buttons of the chosen take."""

    pressed_accept = Signal()
    pressed_check = Signal()
    pressed_clean = Signal()
    pressed_said = Signal(str)
    """What was said, to become the text."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "panel")
        self._take: Take | None = None
        self._said = ""
        self._mark, self.heading = Mark(), label("heading")
        self.text = label(wrap=True)
        self.text.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.text.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        scroll = QScrollArea(widgetResizable=True)
        scroll.setFrameShape(QFrame.Shape.NoFrame)
        scroll.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        scroll.setWidget(self.text)
        self.said = button("edit", lambda: self.pressed_said.emit(self._said))
        self.accept = button("check", self.pressed_accept.emit)
        self.check = button("recheck", self.pressed_check.emit)
        self.clean = button("clean", self.pressed_clean.emit)
        buttons = QGridLayout()
        buttons.setSpacing(6)
        buttons.addWidget(self.accept, 0, 0)
        buttons.addWidget(self.check, 0, 1)
        buttons.addWidget(self.clean, 1, 0, 1, 2)
        layout = column(row(self._mark, self.heading, 1), scroll, self.said)
        layout.addLayout(buttons)
        layout.setContentsMargins(12, 10, 12, 10)
        layout.setSpacing(6)
        layout.setStretch(1, 1)
        self.setLayout(layout)
        self._retranslate()

    def show_take(self, take: Take | None, busy: bool = False) -> None:
        """Show what was found in a take; `busy`: something runs, so nothing can be checked now."""
        self._take = take
        for widget in (self.accept, self.clean):
            widget.setEnabled(take is not None)
        self.check.setEnabled(take is not None and not busy)
        self._mark.setVisible(take is not None)
        if take is None:
            self._tell("", [])
            return
        verdict = verdict_of(take)
        read = verdict.read if verdict is not None else None
        heard = (read.said or "") if read is not None else ""
        self._said = heard if heard != take.text else ""
        can_accept = is_doubtful(take) or not take.included or take.text_is_heard
        self.accept.setEnabled(can_accept)
        of = status(take)
        heading = self.tr("Accepted by you") if take.checks.get(ACCEPTED) else status_word(of)
        self._mark.show_icon(STATUS_ICONS[of], status_tone(of))
        lines = [said(take.note)] if take.note else []
        lines += [line for line in sentences(take) if line not in lines]
        about = about_text(take)
        if not lines and not of:
            lines = [self.tr("Whether it was misread, is too loud or noisy is not known yet.")]
        lines += [about] if about else []
        self._tell(heading, lines)

    def show_checking(self) -> None:
        """Say that the take is being checked, until the next `show_take`."""
        self.check.setEnabled(False)
        self._mark.setVisible(False)
        self._tell(self.tr("Checking…"), [])

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
            self.show_take(self._take)
        elif event.type() == QEvent.Type.PaletteChange:
            self.show_take(self._take)

    def _tell(self, heading: str, lines: list[str]) -> None:
        self.heading.setText(heading)
        bullet = "• " if len(lines) > 1 else ""
        self.text.setText("\n".join(f"{bullet}{line}" for line in lines))
        self.said.setVisible(bool(self._said) and self._take is not None)
        self.said.setToolTip(self._said)
        self.setAccessibleName(". ".join([heading, *lines]) if heading else self.tr("Check"))

    def _retranslate(self) -> None:
        self.said.setText(self.tr("Write what I said"))
        self.accept.setText(self.tr("Accept"))
        name_it(
            self.accept,
            self.tr("Accept this take"),
            self.tr("Use this take as it is and go on to the next (Enter)"),
        )
        self.check.setText(self.tr("Check"))
        name_it(self.check, self.tr("Check this take again"), self.tr("Check again (K)"))
        self.clean.setText(self.tr("Clean up…"))
        name_it(
            self.clean,
            self.tr("Clean up the sound"),
            self.tr("Noise, hum, silences, level, with a preview; the recording stays (C)"),
        )
