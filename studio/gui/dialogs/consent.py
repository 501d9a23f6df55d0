"""A consent that is given: who, when, for what, how it was checked; and the attestation to sign."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QFormLayout,
    QLineEdit,
    QWidget,
)

from studio.core.entities import Consent
from studio.dataset.consent import Lock, terms_of
from studio.gui import texts
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.dialogs.facts import declaration, facts_form, readable
from studio.gui.dialogs.statement import use_names
from studio.gui.sentences import said
from studio.gui.widgets.parts import GAP, MARGIN, button, column, label, name_it, row


class ConsentDialog(QDialog):
    """Collects who speaks and what is declared; `name` and `statement` hold them afterwards."""

    def __init__(self, voice_name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Consent"))
        self.setMinimumWidth(520)
        self.statement = self.tr(
            "I am the speaker of the recordings of “{0}”, or the speaker has agreed that I make "
            "and use a copy of their voice from them. I will not use it to deceive anybody."
        ).format(voice_name)
        self.name_field = QLineEdit(maxLength=120)
        name_it(self.name_field, self.tr("Name of the speaker"))
        self.agree = QCheckBox(self.tr("This is true, and I sign it with the name above."))
        self.buttons = ok_and_cancel(self, self.tr("Sign"))
        self._lay_out()
        self.name_field.textChanged.connect(self._check)
        self.agree.toggled.connect(self._check)
        self._check()

    @property
    def name(self) -> str:
        return " ".join(self.name_field.text().split())

    def _lay_out(self) -> None:
        form = QFormLayout(self)
        form.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        form.setVerticalSpacing(GAP)
        about = label("muted", wrap=True)
        about.setText(
            self.tr("A voice is somebody's. What you sign is kept with the voice and its date.")
        )
        statement = label("heading", wrap=True)
        statement.setText(self.statement)
        form.addRow(about)
        form.addRow(statement)
        form.addRow(self.tr("&Name of the speaker"), self.name_field)
        form.addRow(self.agree)
        form.addRow(self.buttons)

    def _check(self) -> None:
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(bool(self.name) and self.agree.isChecked())


class GivenConsentDialog(QDialog):
    """Shows a consent; says what is asked for by its signals."""

    play_pressed = Signal()
    withdraw_pressed = Signal()
    again_pressed = Signal()
    """To give the consent anew."""

    def __init__(
        self, voice_name: str, consent: Consent, lock: Lock | None, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setWindowTitle(self.tr("Consent for “{0}”").format(voice_name))
        self.setMinimumWidth(580)
        self._consent = consent
        self.facts: list[tuple[str, str]] = self._facts(lock)
        self.play = button("play", self.play_pressed.emit)
        self.play.setText(self.tr("Play the statement"))
        self.play.setVisible(consent.file is not None and consent.file.exists())
        self.withdraw = button("cancel", self.withdraw_pressed.emit)
        self.withdraw.setText(self.tr("Take the consent back…"))
        self.withdraw.setVisible(not consent.withdrawn and consent.kind != "synthetic")
        self.again = button("edit", self.again_pressed.emit)
        self.again.setText(self.tr("Give the consent again…"))
        self.again.setVisible(lock is not None)
        self.close_button = button("", self.reject, role="primary")
        self.close_button.setText(self.tr("Close"))
        self.close_button.setDefault(True)
        self._lay_out()

    def _lay_out(self) -> None:
        form = facts_form(self.facts)
        scroll = declaration(readable(self._consent.text), 150)
        scroll.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        buttons = row(self.play, self.withdraw, self.again, 1, self.close_button)
        layout = column(form, scroll, buttons)
        layout.setStretch(1, 1)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)

    def _facts(self, lock: Lock | None) -> list[tuple[str, str]]:
        consent, terms = self._consent, terms_of(self._consent)
        found = []
        if consent.name:
            found.append((self.tr("Given by"), consent.name))
        found.append((self.tr("When"), texts.day(consent.date)))
        if consent.withdrawn:
            found.append((self.tr("Taken back"), texts.day(consent.withdrawn)))
        if terms is not None:
            names = use_names()
            chosen = [names.get(use, use) for use in terms.uses]
            chosen += [terms.other] if terms.other else []
            found.append((self.tr("May be used for"), "; ".join(chosen)))
        found.append((self.tr("How"), self._how()))
        if consent.kind == "statement":
            found += self._checked(consent.checks)
        if lock is not None and not consent.withdrawn:
            found.append((self.tr("Locked"), said(lock.sentence)))
        return found

    def _how(self) -> str:
        return {
            "statement": self.tr("Read aloud by the speaker, and recorded"),
            "attestation": self.tr("Signed, not recorded: for imported recordings alone"),
            "synthetic": self.tr("Not needed: this voice was made and is nobody's."),
        }[self._consent.kind]

    def _checked(self, checks: dict[str, Any]) -> list[tuple[str, str]]:
        heard, alike = checks.get("words_heard"), checks.get("similarity")
        if heard is None:
            words = self.tr("Not listened to: the studio hears English words alone")
        else:
            words = self.tr("{0} of the words were heard").format(texts.percent(heard, 0))
            missing = ", ".join(f"“{word}”" for word in checks.get("missing", ()))
            if missing:
                words += " " + self.tr("(not {0})").format(missing)
        if alike is None:
            speaker = self.tr("There were no takes yet: compared when a training starts")
        else:
            speaker = self.tr("Similarity to the takes {0}; {1} is needed").format(
                texts.number(alike, 2), texts.number(checks.get("same_speaker_from", 0.0), 2)
            )
        return [
            (self.tr("Words"), words),
            (self.tr("Speaker"), speaker),
            ("SHA-256", self._consent.sha256),
        ]
