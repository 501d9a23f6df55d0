"""What a search tried: every recipe with what it changed and how it scored, and which one won."""

from typing import Any

from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtWidgets import (
    QHeaderView,
    QTableWidget,
    QTableWidgetItem,
    QWidget,
)

from studio.gui import texts
from studio.gui.icons import icon
from studio.gui.theme import Theme
from studio.gui.widgets.parts import column, label, name_it, show_whole_rows

_ROW = 30  # pixels
_LEAST_ROWS, _MOST_ROWS = 2, 8  # that are seen at once


def trial_of(values: dict[str, float]) -> str:
    """Return which trial a search is at: what its progress says."""
    text = QCoreApplication.translate("TrialsTable", "Trying recipes: {0} of {1}")
    return text.format(int(values.get("trial", 0)), int(values.get("trials", 0)))


def best_of(values: dict[str, float]) -> str:
    """Return the best score so far beside that of the usual recipe; "" before there is one."""
    if "best" not in values:
        return ""
    text = QCoreApplication.translate("TrialsTable", "best so far {0}, the usual recipe {1}")
    best, usual = (texts.number(values.get(key, 0.0), 3) for key in ("best", "usual"))
    return text.format(best, usual)


class TrialsTable(QWidget):
    """Part of a report card; hidden for runs without a search."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._search: dict[str, Any] | None = None
        self._title = label("heading")
        self.verdict = label(wrap=True)
        self.table = QTableWidget(0, 4)
        self._what_it_is = label("muted", wrap=True)
        layout = column(self._title, self.verdict, self.table, self._what_it_is)
        layout.setContentsMargins(0, 8, 0, 0)
        layout.setSpacing(6)
        self.setLayout(layout)
        self._set_up_table()
        self.show_search(None)

    def show_search(self, search: dict[str, Any] | None) -> None:
        """Show what a report says (its "search"; None or empty = nothing was searched)."""
        self._search = search
        self.setVisible(bool(search))
        self._title.setText(self.tr("What was tried"))
        self.table.setHorizontalHeaderLabels(
            [self.tr("Recipe"), self.tr("What it changes"), self.tr("Tuned for"), self.tr("Score")]
        )
        name_it(self.table, self.tr("What was tried"))
        self._what_it_is.setText(
            self.tr(
                "Score: likeness, less what is lost in words and naturalness. Those tuned for "
                "longest were compared again on takes that had chosen nothing."
            )
        )
        if search:
            self.verdict.setText(self._verdict(search))
            self._fill(search)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self.show_search(self._search)

    def _set_up_table(self) -> None:
        table = self.table
        show_whole_rows(table)
        table.verticalHeader().setDefaultSectionSize(_ROW)
        header = table.horizontalHeader()
        header.setStretchLastSection(False)
        header.setSectionResizeMode(1, QHeaderView.ResizeMode.Stretch)

    def _fill(self, search: dict[str, Any]) -> None:
        trials = search.get("trials") or []
        self.table.setRowCount(len(trials))
        rows = min(_MOST_ROWS, max(_LEAST_ROWS, len(trials)))
        self.table.setFixedHeight(_ROW * rows + 34)
        order = sorted(range(len(trials)), key=lambda n: _rank(n, trials[n]))
        for line, number in enumerate(order):
            trial = trials[number]
            score = trial.get("score")
            values = (
                str(number) if number else self.tr("usual"),
                self._changes(trial.get("changes") or {}, search.get("usual") or {}),
                texts.duration(float(trial.get("seconds", 0.0))),
                "–" if score is None else texts.number(score, 3),
            )
            for place, value in enumerate(values):
                item = QTableWidgetItem(value)
                item.setToolTip(self._note(str(trial.get("note", ""))) or values[1])
                if place == 0 and number == search.get("winner"):
                    item.setIcon(icon("check", Theme.colours().good))
                self.table.setItem(line, place, item)

    def _verdict(self, search: dict[str, Any]) -> str:
        winner, others = search.get("winner"), len(search.get("trials") or []) - 1
        spent = texts.duration(60 * float(search.get("minutes", 0)))
        if not winner:
            text = self.tr(
                "{0} other recipes were tried in {1}. None was better than the usual one by more "
                "than chance, so the usual one was used."
            )
            return text.format(others, spent)
        text = self.tr(
            "Recipe {0} won: {1} better than the usual one, where chance makes up to {2} "
            "({3} others tried in {4})."
        )
        gain, noise = (texts.number(search.get(key) or 0.0, 3) for key in ("gain", "noise"))
        return text.format(winner, gain, noise, others, spent)

    def _changes(self, changes: dict[str, Any], usual: dict[str, Any]) -> str:
        names = self.names()
        text = self.tr("{0} {1} instead of {2}")
        return "; ".join(
            text.format(names.get(name, name), f"{value:g}", f"{usual.get(name, 0):g}")
            for name, value in changes.items()
        )

    def names(self) -> dict[str, str]:
        """Return what the numbers of a recipe are called."""
        return {
            "mel_rate": self.tr("learning rate of the mel stage"),
            "timbre_rate": self.tr("learning rate of the timbre"),
            "vocoder_rate": self.tr("learning rate of the vocoder"),
            "judges_rate": self.tr("learning rate of the vocoder's judges"),
            "predictor_rate": self.tr("learning rate of the prosody"),
            "manner_rate": self.tr("learning rate of the manner"),
            "mel_batch": self.tr("pieces a step of the mel stage"),
            "mel_frames": self.tr("frames a piece"),
            "vocoder_batch": self.tr("pieces a step of the vocoder"),
            "replay_share": self.tr("share of replayed speech"),
            "weight_decay": self.tr("weight decay"),
            "warm_steps": self.tr("steps over which the rates rise"),
            "average_span": self.tr("steps that are averaged"),
            "heard_weight": self.tr("weight of what is heard"),
            "gain_db": self.tr("spread of the level in dB"),
            "sizes": self.tr("share of stretched pieces"),
            "dropout": self.tr("dropout of the prosody"),
            "trust": self.tr("trust in clear takes"),
        }

    def _note(self, note: str) -> str:
        """Return why a trial failed, "" when it did not."""
        notes = {
            "memory": self.tr("There was not enough memory for it."),
            "broken": self.tr("It broke down: nothing could be measured on what it became."),
        }
        return notes.get(note, note)


def _rank(number: int, trial: dict[str, Any]) -> tuple[float, float, int]:
    """Those that came furthest first, and of these the best."""
    score = trial.get("score")
    return -float(trial.get("level", 0)), 9.0 if score is None else -float(score), number
