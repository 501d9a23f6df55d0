"""How the lines of a script become files: what for, which form, how loud, what they are called."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import (
    QCheckBox,
    QComboBox,
    QDialog,
    QDialogButtonBox,
    QDoubleSpinBox,
    QFileDialog,
    QFormLayout,
    QLabel,
    QLineEdit,
    QWidget,
)

from studio.core.errors import StudioError
from studio.gui import texts
from studio.gui.bridge import Bridge
from studio.gui.deliver_choice import PURPOSES, Names, depths_of, fitting, preview, rates_of
from studio.gui.dialogs.buttons import ok_and_cancel
from studio.gui.script_words import lines as lines_text
from studio.gui.sentences import said
from studio.gui.widgets.parts import GAP, MARGIN, button, column, label, name_it, row
from studio.speech.delivery import (
    FORMATS,
    LAYOUTS,
    LOUDNESSES,
    LUFS_RANGE,
    MAX_GAP,
    ROOM_TONES,
    SUBTITLES,
    DeliveredLine,
    DeliverySettings,
)

_PATIENCE = 150  # milliseconds after a letter


class DeliverDialog(QDialog):
    """Collects the folder and the settings; `folder` and `settings` hold them."""

    def __init__(
        self,
        bridge: Bridge,
        name: str,
        start: Path,
        lines: Sequence[DeliveredLine],
        missing: int,
        parent: QWidget | None = None,
    ) -> None:
        """`missing`: lines that are not made, or not as they are now."""
        super().__init__(parent)
        self._bridge, self._lines = bridge, lines
        self._open = True
        self.setWindowTitle(self.tr("Export “{0}”").format(name))
        self.setMinimumWidth(660)
        usual = DeliverySettings()
        self.path = QLineEdit(str(start / name.replace("/", "-")))
        self.browse = button("", self._browse)
        self.purpose = _choice(*PURPOSES)
        self.format, self.bits, self.rate = _choice(*FORMATS), QComboBox(), QComboBox()
        self.layout_ = _choice(*LAYOUTS)
        self.name, self.template = QLineEdit(name), QLineEdit(usual.template)
        self.names = label("small", wrap=True)
        self.loudness, self.tone = _choice(*LOUDNESSES), _choice(*ROOM_TONES)
        self.lufs = QDoubleSpinBox(minimum=LUFS_RANGE[0], maximum=LUFS_RANGE[1], decimals=1)
        self.lufs.setValue(usual.target_lufs)
        self.gap = QDoubleSpinBox(maximum=MAX_GAP, decimals=1, singleStep=0.1)
        self.gap.setValue(usual.gap)
        self.subtitles = {kind: QCheckBox(kind.upper()) for kind in SUBTITLES}
        self.lipsync, self.remove_old = QCheckBox(), QCheckBox()
        self.hint, self.missing = label("muted", wrap=True), label("muted", wrap=True)
        self.buttons = ok_and_cancel(self, self.tr("Export"))
        self._later = QTimer(self, interval=_PATIENCE, singleShot=True)
        self._later.timeout.connect(self._check)
        self._say(missing)
        self._lay_out()
        self._suggest()
        self._connect()

    @property
    def folder(self) -> Path:
        return Path(self.path.text().strip()).expanduser()

    @property
    def settings(self) -> DeliverySettings:
        """What was chosen. StudioError where it cannot be."""
        return DeliverySettings(**self._values())

    def done(self, result: int) -> None:
        self._open = False  # names may be on their way
        self._later.stop()
        super().done(result)

    def choose_purpose(self, purpose: str) -> None:
        """Set what is usual for a purpose."""
        self.purpose.setCurrentIndex(self.purpose.findData(purpose))
        self._suggest()

    def _values(self) -> dict[str, Any]:
        return {
            "format": self.format.currentData(),
            "depth": self.bits.currentData(),
            "rate": self.rate.currentData(),
            "layout": self.layout_.currentData(),
            "name": self.name.text().strip() or "narration",
            "template": self.template.text(),
            "gap": round(self.gap.value(), 1),
            "loudness": self.loudness.currentData(),
            "target_lufs": self.lufs.value(),
            "room_tone": self.tone.currentData(),
            "subtitles": tuple(k for k, box in self.subtitles.items() if box.isChecked()),
            "lipsync": self.lipsync.isChecked(),
            "remove_old": self.remove_old.isChecked(),
        }

    def _browse(self) -> None:
        title = self.tr("Export into the folder")
        found = QFileDialog.getExistingDirectory(self, title, str(self.folder.parent))
        if found:
            self.path.setText(found)

    # What fits what

    def _suggest(self) -> None:
        """Take over what is usual for the purpose."""
        usual = {"depth": "16", "subtitles": (), "lipsync": False}
        values = usual | PURPOSES[self.purpose.currentData()]
        for field, name in (
            (self.format, "format"),
            (self.layout_, "layout"),
            (self.loudness, "loudness"),
            (self.tone, "room_tone"),
        ):
            field.setCurrentIndex(field.findData(values[name]))
        for kind, box in self.subtitles.items():
            box.setChecked(kind in values["subtitles"])
        self.lipsync.setChecked(values["lipsync"])
        self._offer_depths(values["depth"], values["rate"])

    def _offer_depths(self, depth: str, rate: int) -> None:
        """Offer what goes with the format, and keep what was chosen as far as it fits."""
        wanted = fitting({"format": self.format.currentData(), "depth": depth, "rate": rate})
        self.bits.clear()
        for one in depths_of(wanted["format"]):
            self.bits.addItem(self._depth_text(one), one)
        self.bits.setCurrentIndex(self.bits.findData(wanted["depth"]))
        self.bits.setVisible(self.bits.count() > 1)
        self.rate.clear()
        for one in rates_of(wanted["format"], wanted["depth"]):
            self.rate.addItem(self.tr("{0} Hz").format(one), one)
        self.rate.setCurrentIndex(self.rate.findData(wanted["rate"]))
        self._fit()

    def _fit(self) -> None:
        """Show what belongs to the layout and the loudness that are chosen."""
        lines = self.layout_.currentData() == "lines"
        self._show_row(self.template, lines)
        self._show_row(self.gap, not lines)
        self._show_row(self.tone, not lines or self.tone.currentData() != "none")
        self.lufs.setVisible(self.loudness.currentData() == "game")
        self._later.start()

    def _check(self) -> None:
        """Look whether it can be, and what the files would be called: not here, it may be long."""
        self._allow(False)
        folder = self.folder
        if not self.path.text().strip() or not folder.is_absolute() or folder.is_file():
            self._problem(self.tr("Type the whole path of a folder."))
            return
        try:
            read = partial(preview, self._lines, self.settings)
        except StudioError as error:
            self._problem(str(error))
            return
        self._bridge.compute(read, self._show_names, self._problem, "delivered names")

    def _show_names(self, names: Names) -> None:
        if not self._open:
            return
        more = names.count - len(names.first)
        text = "   ".join(names.first)
        self.names.setText(self.tr("{0}   and {1} more").format(text, more) if more > 0 else text)
        self.hint.clear()
        self._allow(bool(self._lines))

    def _problem(self, sentence: str) -> None:
        if not self._open:
            return
        self.names.clear()
        self.hint.setText(said(sentence))

    def _allow(self, may: bool) -> None:
        self.buttons.button(QDialogButtonBox.StandardButton.Ok).setEnabled(may)

    def _show_row(self, field: QWidget, shown: bool) -> None:
        self.form.setRowVisible(field, shown)

    # Texts

    def _say(self, missing: int) -> None:
        for field, words in (
            (self.purpose, self._purposes()),
            (self.layout_, self._layouts()),
            (self.loudness, self._loudnesses()),
            (self.tone, self._tones()),
        ):
            for place in range(field.count()):
                field.setItemText(place, words[field.itemData(place)])
        for place, kind in enumerate(FORMATS):
            self.format.setItemText(place, {"ogg": "Ogg Vorbis"}.get(kind, kind.upper()))
        self.browse.setText(self.tr("Choose…"))
        self.lufs.setSuffix(" LUFS")
        self.gap.setSuffix(self.tr(" s"))
        self.lipsync.setText(self.tr("&Lip-sync: words, phonemes and visemes (JSON)"))
        self.remove_old.setText(self.tr("Delete files of the last export that are no longer in it"))
        if missing:
            text = self.tr("{0} not made as they are now; what is made of them is exported.")
            self.missing.setText(text.format(lines_text(missing)))
        about = self.tr("It may hold {character}, {id}, {n}, {voice}, {name}; “/” makes folders")
        for widget, name, tip in (
            (self.path, self.tr("Folder"), ""),
            (self.browse, self.tr("Choose the folder"), ""),
            (self.purpose, self.tr("What it is for"), self.tr("Sets what is usual below")),
            (self.format, self.tr("Format"), ""),
            (self.bits, self.tr("Bits of a sample"), ""),
            (self.rate, self.tr("Samples a second"), ""),
            (self.layout_, self.tr("Which files"), ""),
            (self.name, self.tr("Name"), ""),
            (self.template, self.tr("Template of the names"), about),
            (self.loudness, self.tr("How loud"), ""),
            (self.lufs, self.tr("Loudness of each line"), ""),
            (self.tone, self.tr("What is heard between lines"), ""),
            (self.gap, self.tr("Seconds between lines"), ""),
        ):
            name_it(widget, name, tip)

    def _purposes(self) -> dict[str, str]:
        return {
            "podcast": self.tr("Podcast or video"),
            "audiobook": self.tr("Audio book (ACX)"),
            "game": self.tr("Game: a file for each line"),
            "film": self.tr("Film or radio: a track for each character"),
            "telephone": self.tr("Telephone prompts"),
        }

    def _layouts(self) -> dict[str, str]:
        return {
            "one": self.tr("one file"),
            "stems": self.tr("one for each character, all of the same length"),
            "lines": self.tr("one for each line"),
        }

    def _loudnesses(self) -> dict[str, str]:
        return {
            "none": self.tr("as it was made"),
            "podcast": self.tr("podcast, −16 LUFS"),
            "ebu": self.tr("EBU R 128, −23 LUFS"),
            "acx": self.tr("ACX: RMS, peak and floor"),
            "game": self.tr("each line alike"),
        }

    def _tones(self) -> dict[str, str]:
        return {
            "none": self.tr("nothing"),
            "own": self.tr("the room of the speaker's recordings"),
            "soft": self.tr("soft noise"),
        }

    def _depth_text(self, depth: str) -> str:
        words = {
            "16": self.tr("16 bit"), "24": self.tr("24 bit"), "float": self.tr("32 bit float"),
            "ulaw": self.tr("µ-law"), "alaw": self.tr("A-law"),
        }  # fmt: skip
        return words[depth]

    # Building

    def _connect(self) -> None:
        self.purpose.activated.connect(lambda _: self._suggest())
        for field in (self.format, self.bits):
            field.activated.connect(
                lambda _: self._offer_depths(self.bits.currentData(), self.rate.currentData())
            )
        for field in (self.layout_, self.loudness, self.tone, self.rate):
            field.activated.connect(lambda _: self._fit())
        for edit in (self.path, self.name, self.template):
            edit.textChanged.connect(lambda _: self._later.start())

    def _lay_out(self) -> None:
        self.form = form = QFormLayout()
        form.setVerticalSpacing(GAP - 2)
        about = label("muted")
        about.setText(self.tr("{0} to export").format(lines_text(len(self._lines))))
        loud = row(self.loudness, self.lufs, 1)
        kind = row(self.format, self.bits, self.rate, 1)
        beside = row(*self.subtitles.values(), self.lipsync, 1)
        for text, field, buddy in (
            (self.tr("&For"), self.purpose, self.purpose),
            (self.tr("F&older"), row(self.path, self.browse), self.path),
            (self.tr("&Name"), self.name, self.name),
            (self.tr("Fi&les"), self.layout_, self.layout_),
            (self.tr("&Template"), self.template, self.template),
            ("", self.names, None),
            (self.tr("Fo&rmat"), kind, self.format),
            (self.tr("Lou&dness"), loud, self.loudness),
            (self.tr("&Between lines"), self.tone, self.tone),
            (self.tr("&Pause"), self.gap, self.gap),
            (self.tr("As well"), beside, None),
            ("", self.remove_old, None),
        ):
            named = QLabel(text)
            if buddy is not None:
                named.setBuddy(buddy)
            form.addRow(named, field)
        layout = column(about, form, self.missing, self.hint, self.buttons)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        self.missing.setVisible(bool(self.missing.text()))
        self.setLayout(layout)


def _choice(*values: str) -> QComboBox:
    made = QComboBox()
    for value in values:
        made.addItem(texts.word(value), value)
    return made
