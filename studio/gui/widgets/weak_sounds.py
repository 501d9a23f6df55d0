"""Why a trained voice sounds as it does: its weak phonemes, and what to record to mend them."""

from typing import Any

from PySide6.QtCore import QEvent, Signal
from PySide6.QtWidgets import QWidget

from studio.gui.widgets.parts import button, column, label, name_it, row


class WeakSounds(QWidget):
    """Part of a report card; hidden for reports that say nothing of it."""

    record_pressed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._weak: dict[str, Any] | None = None
        self._may_record = False
        self._title = label("heading")
        self.sounds = label(wrap=True)
        self._what_to_do = label("muted", wrap=True)
        self.prompts = label(wrap=True)
        self.record = button("record", self.record_pressed.emit)
        layout = column(
            self._title, self.sounds, self._what_to_do, self.prompts, row(self.record, 1)
        )
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        self.setLayout(layout)
        self.show_weak(None, False)

    def show_weak(self, weak: dict[str, Any] | None, may_record: bool) -> None:
        """Show what a report says (its "weak"; None = nothing).

        `may_record`: whether the prompts are those that the Record page would offer.
        """
        self._weak, self._may_record = weak, may_record
        found = (weak or {}).get("phonemes") or []
        prompts = (weak or {}).get("prompts") or []
        self._title.setText(self.tr("Why it sounds as it does"))
        self.sounds.setText("\n".join(self._sentence(one) for one in found) or self._none())
        self._what_to_do.setText(self.tr("These sentences are full of what is weak:"))
        self.prompts.setText("\n".join(f"“{prompt.get('text', '')}”" for prompt in prompts))
        five = self.tr("Record these five") if len(prompts) == 5 else self.tr("Record these")
        self.record.setText(five)
        name_it(self.record, five, self.tr("Go to the Record page with these sentences first"))
        self._what_to_do.setVisible(bool(prompts))
        self.prompts.setVisible(bool(prompts))
        self.record.setVisible(bool(prompts) and may_record)
        self.setVisible(bool(weak))

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_weak(self._weak, self._may_record)

    def _none(self) -> str:
        return self.tr(
            "No sound stands out: each was recorded often enough, and is heard about as well as "
            "in the real takes."
        )

    def _sentence(self, found: dict[str, Any]) -> str:
        ipa, word = found.get("ipa", ""), found.get("word", "")
        if found.get("reason") == "few":
            text = self.tr("{0} as in “{1}”: too few in the recordings ({2})")
            return text.format(ipa, word, found.get("examples", 0))
        times = (found.get("misheard", 0), found.get("said", 0))
        if found.get("heard_as"):
            text = self.tr("{0} as in “{1}”: heard wrongly {2} of {3} times, mostly as {4}")
            return text.format(ipa, word, *times, found["heard_as"])
        return self.tr("{0} as in “{1}”: heard wrongly {2} of {3} times").format(ipa, word, *times)
