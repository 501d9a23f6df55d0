"""The data set in figures: how much, how clean, how even, and which takes stand out."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import QEvent, QModelIndex, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import (
    QAbstractItemView,
    QFrame,
    QGridLayout,
    QHeaderView,
    QLabel,
    QScrollArea,
    QTableWidget,
    QTableWidgetItem,
    QVBoxLayout,
    QWidget,
)

from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.take_words import source_word, status_word
from studio.gui.theme import Theme
from studio.gui.widgets.empty import EmptyState
from studio.gui.widgets.histogram import Histogram
from studio.gui.widgets.parts import GAP, column, label, name_it, panel, row

SPREADS = ("level", "noise", "snr", "length", "rate", "pitch")
_DIGITS = {"length": 1, "rate": 1}
_ACROSS = 3
_ROW = 32  # pixels
_MOST_ROWS = 8

Figures = dict[str, Any]


class OutlierTable(QTableWidget):
    """Takes that stand out; a click or Enter goes to the take."""

    asked_for = Signal(str)

    def __init__(self) -> None:
        super().__init__(0, 2)
        _prepare(self)
        self.horizontalHeader().setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        self.horizontalHeader().setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)
        self.clicked.connect(self._go)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def _go(self, index: QModelIndex) -> None:
        item = self.item(index.row(), 0)
        if item is not None:
            self.asked_for.emit(item.data(Qt.ItemDataRole.UserRole))


class DataSetSummary(QScrollArea):
    """Shows `studio.dataset.summary.Summary` as a dictionary."""

    asked_for = Signal(str)
    """Id of a take to go to."""
    wants_figures = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self._figures: Figures | None = None
        self._big = {name: (label("big"), label("muted")) for name in ("used", "coverage", "words")}
        self._checks = label("muted")
        self._titles: dict[str, tuple[QLabel, QLabel]] = {}
        self.spreads = {name: Histogram(_DIGITS.get(name, 0)) for name in SPREADS}
        self._form = label(wrap=True)
        self.outliers, self.sessions = OutlierTable(), QTableWidget(0, 6)
        self.outliers.asked_for.connect(self.asked_for)
        _prepare(self.sessions)
        for place in (0, 2, 3, 4, 5):
            mode = QHeaderView.ResizeMode.ResizeToContents
            self.sessions.horizontalHeader().setSectionResizeMode(place, mode)
        self._outlier_title, self._session_title = label("heading"), label("heading")
        self._none = label("muted", wrap=True)
        self._lay_out()
        self._retranslate()

    @property
    def figures(self) -> Figures | None:
        return self._figures

    def show_figures(self, figures: Figures | None) -> None:
        """Show a summary; None = nothing yet."""
        self._figures = figures
        self._content.setVisible(figures is not None)
        self._empty.setVisible(figures is None)
        if figures is not None:
            self._fill(figures)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._retranslate()
        elif event.type() == QEvent.Type.PaletteChange and self._figures is not None:
            self._fill(self._figures)

    # Filling

    def _fill(self, figures: Figures) -> None:
        self._fill_big(figures)
        for name in SPREADS:
            self._fill_spread(name, figures["spreads"].get(name))
        self._form.setText(self._about_form(figures))
        self._fill_outliers(figures["outliers"])
        self._fill_sessions(figures["sessions"])

    def _fill_big(self, figures: Figures) -> None:
        used, about = self._big["used"]
        used.setText(texts.duration(figures["seconds"]))
        about.setText(
            self.tr("used, of {0} in {1}").format(
                texts.duration(figures["all_seconds"]), texts.takes(figures["takes"])
            )
        )
        share, about = self._big["coverage"]
        share.setText(texts.percent(figures["coverage"], 0))
        about.setText(self.tr("of the language's sound pairs"))
        words, about = self._big["words"]
        words.setText(texts.number(figures["words"], 0))
        about.setText(self.tr("words in {0} texts").format(texts.number(figures["texts"], 0)))
        checks = figures["checks"]
        names = (("good", "good"), ("warn", "warn"), ("refuse", "refuse"), ("unchecked", ""))
        parts = [
            f"{status_word(status)} {checks[name]}"  # type: ignore[arg-type]
            for name, status in names
            if checks.get(name)
        ]
        self._checks.setText(self.tr("Checks: {0}").format(" · ".join(parts)))

    def _fill_spread(self, name: str, spread: Figures | None) -> None:
        title, middle = self._titles[name]
        view = self.spreads[name]
        unit = self._units()[name]
        view.show_spread(spread, unit)
        if spread is None:
            middle.setText("–")
            return
        digits = _DIGITS.get(name, 0)
        low, median, high = (texts.number(spread[key], digits) for key in ("low", "median", "high"))
        middle.setText(f"{median} {unit}")
        said = self.tr("{0}: median {1} {2}; four of five takes lie between {3} and {4}")
        name_it(view, said.format(title.text(), median, unit, low, high))

    def _about_form(self, figures: Figures) -> str:
        """Say rates, channels, depth, sources and pitch range in a few short lines."""
        rates = [(f"{int(rate) / 1000:g} kHz", n) for rate, n in figures["rates"].items()]
        channels = {"1": self.tr("mono"), "2": self.tr("stereo")}
        sides = [(channels.get(str(key), str(key)), n) for key, n in figures["channels"].items()]
        depths = [(_depth(key), n) for key, n in figures["depths"].items()]
        sources = [(source_word(key), n) for key, n in figures["sources"].items()]
        lines = [" · ".join(_counted(part) for part in (rates, sides, depths, sources) if part)]
        span = figures["pitch_range_hz"]
        if span:
            lines.append(
                self.tr("Pitch of a take, usually from {0} to {1} Hz").format(
                    texts.number(span[0], 0), texts.number(span[1], 0)
                )
            )
        if figures.get("heard_seconds"):
            heard = self.tr("{0} came without a text and were heard: 1 or 2 words in 100 are wrong")
            lines.append(heard.format(texts.duration(figures["heard_seconds"])))
        if figures["mended"]:
            lines.append(self.tr("{0} cleaned up").format(texts.takes(figures["mended"])))
        if figures["unmeasured"]:
            lines.append(
                self.tr("{0} could not be read").format(texts.takes(figures["unmeasured"]))
            )
        return "\n".join(lines)

    def _fill_outliers(self, outliers: list[Figures]) -> None:
        table = self.outliers
        table.setRowCount(len(outliers))
        for place, found in enumerate(outliers):
            text = QTableWidgetItem(found["text"])
            text.setData(Qt.ItemDataRole.UserRole, found["take_id"])
            why = QTableWidgetItem(icon("warning", Theme.colours().warn), self._why(found))
            for at, item in enumerate((text, why)):
                item.setToolTip(item.text())
                table.setItem(place, at, item)
        table.setVisible(bool(outliers))
        self._none.setVisible(not outliers)
        _fit(table)

    def _why(self, found: Figures) -> str:
        """Say in what a take is unlike the others."""
        value, usual = found["value"], found["usual"]
        more = value > usual
        by = texts.number(abs(value - usual), 0)
        whole, usually = texts.number(value, 0), texts.number(usual, 0)
        match found["kind"]:
            case "level":
                said = self.tr("{0} dB louder than most") if more else self.tr(
                    "{0} dB softer than most"
                )  # fmt: skip
                return said.format(by)
            case "noise":
                return self.tr("{0} dB noisier than most").format(by)
            case "pitch":
                said = self.tr("higher than most: {0} Hz, not {1} Hz") if more else self.tr(
                    "lower than most: {0} Hz, not {1} Hz"
                )  # fmt: skip
                return said.format(whole, usually)
            case "rate":
                said = self.tr("faster than most: {0} phonemes a second, not {1}") if more else (
                    self.tr("slower than most: {0} phonemes a second, not {1}")
                )  # fmt: skip
                return said.format(whole, usually)
            case "length":
                said = self.tr("longer than most: {0} s") if more else self.tr(
                    "shorter than most: {0} s"
                )  # fmt: skip
                return said.format(texts.number(value, 1))
        return self.tr("too loud for the recorder in {0} places").format(whole)

    def _fill_sessions(self, sessions: list[Figures]) -> None:
        table = self.sessions
        table.setRowCount(len(sessions))
        for place, session in enumerate(sessions):
            level, noise = session["speech_dbfs"], session["noise_dbfs"]
            cells = (
                texts.day(session["created"]) if session["id"] else self.tr("imported"),
                session["device"] or "–",
                f"{session['rate'] / 1000:g} kHz",
                f"{texts.takes(session['takes'])}, {texts.duration(session['seconds'])}",
                "–" if level is None else texts.number(level, 1),
                "–" if noise is None else texts.number(noise, 1),
            )
            for at, said in enumerate(cells):
                item = QTableWidgetItem(said)
                item.setToolTip(said)
                table.setItem(place, at, item)
        _fit(table)

    # Building

    def _lay_out(self) -> None:
        top = row()
        for pair in self._big.values():
            top.addLayout(_pair(*pair), 1)
        grid = QGridLayout()
        grid.setHorizontalSpacing(28)
        grid.setVerticalSpacing(GAP)
        for place, name in enumerate(SPREADS):
            title, middle = label("muted"), label("heading")
            self._titles[name] = (title, middle)
            cell = column(row(title, 1, middle), self.spreads[name])
            cell.setSpacing(4)
            grid.addLayout(cell, place // _ACROSS, place % _ACROSS)
        self._content = QWidget()
        layout = QVBoxLayout(self._content)
        layout.setContentsMargins(0, 0, 8, 0)
        layout.setSpacing(GAP)
        layout.addWidget(panel(top, self._checks))
        layout.addWidget(panel(grid, self._form))
        layout.addWidget(panel(self._outlier_title, self._none, self.outliers))
        layout.addWidget(panel(self._session_title, self.sessions))
        layout.addStretch(1)
        self._empty = EmptyState("info", self.wants_figures.emit, "recheck")
        whole = QWidget()
        whole.setLayout(column(self._content, self._empty))
        self.setWidget(whole)
        self._content.hide()

    def _units(self) -> dict[str, str]:
        return {
            "level": self.tr("dBFS"),
            "noise": self.tr("dBFS"),
            "snr": self.tr("dB"),
            "length": self.tr("s"),
            "rate": self.tr("/s"),
            "pitch": self.tr("Hz"),
        }

    def _retranslate(self) -> None:
        titles = {
            "level": self.tr("Level of the speech"),
            "noise": self.tr("Noise"),
            "snr": self.tr("Speech above noise"),
            "length": self.tr("Length"),
            "rate": self.tr("Phonemes a second"),
            "pitch": self.tr("Pitch"),
        }
        for name, said in titles.items():
            self._titles[name][0].setText(said)
        self._empty.tell(
            self.tr("Not measured yet"),
            self.tr(
                "Level, noise, pitch and speaking rate of each take are measured once; the summary "
                "shows how even the takes are, and which stand out."
            ),
            self.tr("Measure the takes"),
        )
        self._outlier_title.setText(self.tr("Takes that stand out"))
        self._none.setText(self.tr("None: the takes are even."))
        self._session_title.setText(self.tr("Sessions"))
        self.outliers.setHorizontalHeaderLabels([self.tr("Take"), self.tr("What is unlike")])
        name_it(
            self.outliers,
            self.tr("Takes that stand out"),
            self.tr("A click or Enter goes to the take"),
        )
        heads = (self.tr("When"), self.tr("Microphone"), self.tr("Rate"), self.tr("Takes"),
                 self.tr("Level, dBFS"), self.tr("Noise, dBFS"))  # fmt: skip
        self.sessions.setHorizontalHeaderLabels(list(heads))
        name_it(self.sessions, self.tr("Sessions"))
        if self._figures is not None:
            self._fill(self._figures)


def _pair(figure: QLabel, about: QLabel) -> QVBoxLayout:
    """Return a figure with what it means below."""
    made = column(figure, about)
    made.setSpacing(2)
    return made


def _prepare(table: QTableWidget) -> None:
    table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
    table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
    table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
    table.setShowGrid(False)
    table.setWordWrap(False)
    table.setTabKeyNavigation(False)
    table.verticalHeader().hide()
    table.verticalHeader().setDefaultSectionSize(_ROW)
    header = table.horizontalHeader()
    header.setHighlightSections(False)
    header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
    header.setSectionResizeMode(QHeaderView.ResizeMode.Stretch)


def _fit(table: QTableWidget) -> None:
    """Make a table as high as its rows, up to some; more are scrolled."""
    head = table.horizontalHeader().sizeHint().height()
    table.setFixedHeight(head + _ROW * min(max(1, table.rowCount()), _MOST_ROWS) + 6)


def _counted(parts: Sequence[tuple[str, int]]) -> str:
    """Return "48 kHz", or "48 kHz (20), 44.1 kHz (3)" where there are several."""
    if len(parts) == 1:
        return parts[0][0]
    return ", ".join(f"{name} ({count})" for name, count in parts)


def _depth(subtype: str) -> str:
    """Return libsndfile's name of a sample format as people say it."""
    known = {"PCM_16": "16 bit", "PCM_24": "24 bit", "PCM_32": "32 bit", "FLOAT": "32 bit float"}
    return known.get(subtype, subtype.replace("PCM_", "").capitalize())
