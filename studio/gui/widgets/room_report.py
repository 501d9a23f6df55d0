"""What the room check found, a line for each thing, and what to do about it."""

from collections.abc import Mapping
from typing import Any

from PySide6.QtWidgets import QFrame, QGridLayout, QWidget

from studio.gui import texts
from studio.gui.sentences import said as translated
from studio.gui.widgets.parts import GAP, Mark, column, label

_QUIET_DBA = -55.0
_ECHO_SECONDS = 0.45
_HEADROOM = (3.0, 24.0)


class RoomReportView(QFrame):
    """Noise, hum, echo and headroom with a mark each, and the advice below."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._grid = QGridLayout()
        self._grid.setHorizontalSpacing(14)
        self._grid.setVerticalSpacing(8)
        self._grid.setColumnStretch(2, 1)
        self._advice = column()
        self._advice.setSpacing(6)
        layout = column(self._grid, self._advice)
        layout.setSpacing(GAP + 4)
        self.setLayout(layout)

    def show_report(self, report: Mapping[str, Any]) -> None:
        """Show `RoomReport.as_dict()`."""
        for layout in (self._grid, self._advice):
            while (item := layout.takeAt(0)) is not None:
                if (widget := item.widget()) is not None:
                    widget.deleteLater()
        for number, (name, value, good) in enumerate(self._lines(report)):
            self._add(number, name, value, good)
        for sentence in report["advice"]:
            said = label("", wrap=True)
            said.setText(f"→ {translated(sentence)}")
            self._advice.addWidget(said)
        if not report["advice"]:
            said = label("heading", wrap=True)
            said.setText(self.tr("Nothing to mend: this room is good to record in."))
            self._advice.addWidget(said)

    def _add(self, number: int, name: str, value: str, good: bool) -> None:
        mark, title, said = Mark(), label("heading"), label()
        mark.show_icon(*(("check", "good") if good else ("warning", "warn")))
        mark.setAccessibleName(self.tr("good") if good else self.tr("can be better"))
        title.setText(name)
        said.setText(value)
        for place, widget in enumerate((mark, title, said)):
            self._grid.addWidget(widget, number, place)

    def _lines(self, report: Mapping[str, Any]) -> list[tuple[str, str, bool]]:
        noise, hum, echo = report["noise_dbfs"], report["hum"], report["echo_seconds"]
        headroom = report["headroom_db"]
        no_hum = self.tr("none")
        hum_text = no_hum
        if hum is not None:
            hum_text = self.tr("{0} Hz at {1} dBFS").format(
                texts.number(hum["hz"], 0), _minus(hum["dbfs"])
            )
        echo_text = self.tr("cannot be told")
        if echo is not None:
            echo_text = self.tr("{0} s until it has died away").format(texts.number(echo, 2))
        loud = self.tr("{0} dB left at your loudest").format(texts.number(max(0.0, headroom), 0))
        return [
            (
                self.tr("Noise"),
                self.tr("{0} dBFS").format(_minus(noise)),
                report.get("noise_dba", noise) <= _QUIET_DBA,
            ),
            (self.tr("Hum"), hum_text, hum is None),
            (self.tr("Echo"), echo_text, echo is None or echo < _ECHO_SECONDS),
            (
                self.tr("Headroom"),
                loud,
                not report.get("clipped") and _HEADROOM[0] <= headroom <= _HEADROOM[1],
            ),
        ]


def _minus(dbfs: float) -> str:
    return texts.number(dbfs, 0).replace("-", "−")
