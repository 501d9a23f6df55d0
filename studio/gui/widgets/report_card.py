"""The report card of a run: before, after, and the speaker's own takes beside them."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QAbstractItemView,
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.sentences import said
from studio.gui.theme import Theme
from studio.gui.widgets.own_ways import OwnWaysLine
from studio.gui.widgets.parts import Mark, column, label, name_it, row
from studio.gui.widgets.trials_table import TrialsTable
from studio.gui.widgets.weak_sounds import WeakSounds


@dataclass(frozen=True, slots=True)
class Measure:
    """One row: which number, how it is written, and which way is better."""

    key: str
    kind: str
    """"ratio" (0.912), "percent" or "mos" (3.81)."""
    more_is_better: bool
    least: float
    """A smaller change than this counts as none."""

    def text(self, value: float | None) -> str:
        """Return a value as it is shown."""
        if value is None:
            return "–"
        if self.kind == "percent":
            return texts.percent(value)
        return texts.number(value, 3 if self.kind == "ratio" else 2)


MEASURES = (
    Measure("similarity", "ratio", True, 0.002),
    Measure("share_of_ceiling", "percent", True, 0.002),
    Measure("wer", "percent", False, 0.001),
    Measure("per", "percent", False, 0.001),
    Measure("distillmos", "mos", True, 0.02),
)


_ROW = 46  # pixels: two lines in a small window


class ReportCard(QWidget):
    """Shows one report, as the training task returns it."""

    record_pressed = Signal(str)
    """Id of the voice whose weak sounds are to be recorded."""
    language_pressed = Signal(str, str)
    """Id of a voice and the language that it is to have."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._report: dict[str, Any] | None = None
        self._mends = ""
        self._mark = Mark()
        self.verdict = label("heading", wrap=True)
        self.table = QTableWidget(len(MEASURES), 5)
        self.facts = label("muted", wrap=True)
        self.weak = WeakSounds()
        self.ways = OwnWaysLine()
        self.ways.language_pressed.connect(lambda to: self.language_pressed.emit(self._mends, to))
        self.weak.record_pressed.connect(lambda: self.record_pressed.emit(self._mends))
        head = row(self._mark, self.verdict)
        head.setStretch(1, 1)
        self.trials = TrialsTable()
        self.setLayout(column(head, self.table, self.facts, self.ways, self.trials, self.weak, 1))
        self._set_up_table()
        self.show_report(None)

    def show_report(self, report: dict[str, Any] | None, mends: str = "") -> None:
        """Show a report, or say that there is none.

        `mends`: id of the voice whose newest report it is, whose prompts can be recorded; "" = of
        an earlier one.
        """
        self._report, self._mends = report, mends
        self.ways.show_ways((report or {}).get("ways"), bool(mends))
        self.weak.show_weak((report or {}).get("weak"), bool(mends))
        self.trials.show_search((report or {}).get("search"))
        self.table.setVisible(report is not None)
        self.facts.setVisible(report is not None)
        self._mark.setVisible(report is not None)
        if report is None:
            self.verdict.setText(
                self.tr(
                    "The report card comes when a run has ended: it compares the trained voice "
                    "with its start and with the real takes."
                )
            )
            return
        mark = ("check", "good") if report.get("kept") else ("warning", "warn")
        self._mark.show_icon(*mark, size=24)
        self.verdict.setText(said(str(report.get("sentence", ""))))
        self._fill(report)
        self.facts.setText(self._facts(report))

    def retranslate(self) -> None:
        """Set every text in the language in use."""
        self._set_headers()
        self.show_report(self._report, self._mends)

    def _set_up_table(self) -> None:
        table = self.table
        table.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        table.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        table.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        table.setShowGrid(False)
        table.verticalHeader().hide()
        table.verticalHeader().setDefaultSectionSize(_ROW)
        table.setWordWrap(True)
        table.setTextElideMode(Qt.TextElideMode.ElideNone)
        header = table.horizontalHeader()
        header.setHighlightSections(False)
        header.setSectionResizeMode(QHeaderView.ResizeMode.ResizeToContents)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        header.setDefaultAlignment(Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter)
        table.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        table.setFixedHeight(_ROW * len(MEASURES) + 42)
        self._set_headers()

    def _set_headers(self) -> None:
        names = (
            self.tr("Measure"),
            self.tr("Before"),
            self.tr("After"),
            self.tr("Change"),
            self.tr("Real takes"),
        )
        self.table.setHorizontalHeaderLabels(names)
        name_it(self.table, self.tr("Report card"))
        self.table.setToolTip("")

    def _names(self) -> dict[str, tuple[str, str]]:
        """Return what each measure is called, and what it means."""
        return {
            "similarity": (
                self.tr("Similarity to the speaker"),
                self.tr("1 is the same voice; two strangers have 0.5 to 0.6"),
            ),
            "share_of_ceiling": (
                self.tr("Share of the ceiling"),
                self.tr("The ceiling is how similar the speaker's own takes are to each other"),
            ),
            "wer": (
                self.tr("Word errors (WER)"),
                self.tr("Share of the words that a recogniser hears wrongly; less is better"),
            ),
            "per": (
                self.tr("Phoneme errors (PER)"),
                self.tr("Share of the phonemes that the inverse model hears wrongly"),
            ),
            "distillmos": (
                self.tr("Naturalness (DistillMOS)"),
                self.tr("1 to 5; what listeners would probably say"),
            ),
        }

    def _fill(self, report: dict[str, Any]) -> None:
        names = self._names()
        start, end, real = (report.get(part) or {} for part in ("start", "end", "real"))
        for line, measure in enumerate(MEASURES):
            name, meaning = names[measure.key]
            before, after = start.get(measure.key), end.get(measure.key)
            own = 1.0 if measure.key == "share_of_ceiling" else real.get(measure.key)
            change, mark = self._change(measure, before, after)
            values = (name, measure.text(before), measure.text(after), change, measure.text(own))
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(meaning)
                if place == 3 and mark:
                    colours = Theme.colours()
                    item.setIcon(icon(mark, colours.good if mark == "better" else colours.bad))
                self.table.setItem(line, place, item)

    def _change(
        self, measure: Measure, before: float | None, after: float | None
    ) -> tuple[str, str]:
        """Return the change in a word, and its icon."""
        if before is None or after is None:
            return "", ""
        gained = (after - before) * (1 if measure.more_is_better else -1)
        if abs(gained) < measure.least:
            return self.tr("same"), ""
        return (self.tr("better"), "better") if gained > 0 else (self.tr("worse"), "worse")

    def _facts(self, report: dict[str, Any]) -> str:
        real = report.get("real") or {}
        nearest = real.get("nearest_stock_similarity")
        parts = []
        if nearest is not None:
            name = str(real.get("nearest_stock", "")).partition("_")[2] or real.get("nearest_stock")
            text = self.tr("Nearest stock voice: {0}, similarity {1}; the ceiling is {2}.")
            ceiling = texts.number(real.get("similarity", 1.0), 3)
            parts.append(text.format(str(name).capitalize(), texts.number(nearest, 3), ceiling))
        text = self.tr("Trained on {0} of speech for {1} ({2}); {3} held-out sentences.")
        parts.append(
            text.format(
                texts.duration(60 * float(report.get("minutes_of_speech", 0))),
                texts.duration(60 * float(report.get("minutes_of_training", 0))),
                ", ".join(texts.word(str(report.get(key, ""))) for key in ("preset", "device")),
                len(report.get("held_out") or ()),
            )
        )
        heard = 60 * float(report.get("minutes_without_text", 0))
        if heard >= 1:
            text = self.tr("{0} of it came without a text and were heard.")
            parts.append(text.format(texts.duration(heard)))
        chosen, steps = report.get("chosen_step"), report.get("steps")
        mean = report.get("averaged") or {}
        if mean.get("taken"):
            text = self.tr("It is the mean of its checkpoints {0}: better than each of them.")
            parts.append(text.format(", ".join(map(str, mean.get("steps") or ()))))
        elif chosen is None or steps is None or chosen <= steps:  # else it lies between two
            text = self.tr("The best of its checkpoints is step {0} of {1}.")
            parts.append(text.format(chosen, steps))
        gone = float((report.get("strength") or {}).get("taken", 1.0))
        if gone < 1:
            text = self.tr(
                "It goes {0} of the way from the stock voice: farther, it spoke less clearly."
            )
            parts.append(text.format(texts.percent(gone, 0)))
        choice = report.get("choice")
        if choice:
            text = self.tr("You chose step {0}; what stands above was measured on step {1}.")
            parts.append(text.format(choice.get("step"), chosen))
        parts += [said(str(note)) for note in report.get("notes") or ()]
        return "\n".join(parts)
