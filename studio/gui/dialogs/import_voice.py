"""Whose voice a voice file holds and what it is given for, to be read before it is taken in."""

from PySide6.QtWidgets import (
    QCheckBox,
    QDialog,
    QDialogButtonBox,
    QLineEdit,
    QWidget,
)

from studio.core.errors import StudioError
from studio.core.names import MAX_NAME_LENGTH, clean_name, name_key
from studio.dataset.consent import terms_of
from studio.gui import texts
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.dialogs.facts import declaration, facts_form, readable
from studio.gui.dialogs.statement import use_names
from studio.gui.widgets.parts import MARGIN, column, label, name_it
from studio.speech.archive.reading import VoiceFile
from studio.speech.catalogue import is_stock


class ImportVoiceDialog(QDialog):
    """Shows the consent, and collects the name and the promise to keep to it; `name` holds it."""

    def __init__(self, found: VoiceFile, taken: set[str], parent: QWidget | None = None) -> None:
        """`taken`: names that voices have already, as `name_key` gives them."""
        super().__init__(parent)
        self._found, self._taken = found, taken
        self.setWindowTitle(self.tr("Import a voice"))
        self.setMinimumWidth(580)
        self.facts = self._facts()
        self.name_field = QLineEdit(found.card.name, maxLength=MAX_NAME_LENGTH)
        name_it(self.name_field, self.tr("Name of the voice"))
        self.hint = label("small", wrap=True)
        self.promise = QCheckBox(self.tr("I have read this, and use the voice for nothing else."))
        self.promise.setVisible(not found.card.synthetic)
        self.buttons = ok_and_cancel(self, self.tr("Import"))
        self._lay_out()
        self.name_field.textChanged.connect(self._check)
        self.promise.toggled.connect(self._check)
        self._check()

    @property
    def name(self) -> str:
        return clean_name(self.name_field.text())

    def _facts(self) -> list[tuple[str, str]]:
        card, consent = self._found.card, self._found.consent
        facts = [(self.tr("File"), self._found.path.name), (self.tr("Made by"), card.made_by)]
        if card.synthetic:
            return [*facts, (self.tr("Whose voice"), self.tr("Nobody's: it was made."))]
        facts.append((self.tr("Whose voice"), consent.name))
        facts.append((self.tr("Consent given"), texts.day(consent.date)))
        how = {
            "statement": self.tr("Read aloud by the speaker, and recorded"),
            "attestation": self.tr("Signed, not recorded"),
        }
        facts.append((self.tr("How"), how.get(consent.kind, "")))
        terms = terms_of(consent)
        if terms is not None:
            names = use_names()
            uses = [*(names.get(use, use) for use in terms.uses), terms.other]
            facts.append((self.tr("May be used for"), "; ".join(filter(None, uses))))
        return facts

    def _lay_out(self) -> None:
        form = facts_form(self.facts)
        form.addRow(self.tr("&Name here"), self.name_field)
        layout = column(form, self.hint)
        if self._found.consent.text:
            statement = readable(self._found.consent.text)
            name_it(statement, self.tr("What the speaker declared"))
            layout.addWidget(declaration(statement, 130), 1)
        layout.addWidget(self.promise)
        layout.addWidget(self.buttons)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.setLayout(layout)

    def _check(self) -> None:
        wrong = self._wrong_name()
        self.hint.setText(wrong)
        self.hint.setVisible(bool(wrong))
        promised = self.promise.isChecked() or self._found.card.synthetic
        ok = self.buttons.button(QDialogButtonBox.StandardButton.Ok)
        ok.setEnabled(not wrong and promised)

    def _wrong_name(self) -> str:
        try:
            name = self.name
        except StudioError:
            return self.tr("Write a name.")
        if name_key(name) in self._taken or is_stock(name):
            return self.tr("There is a voice with this name already; choose another.")
        return ""
