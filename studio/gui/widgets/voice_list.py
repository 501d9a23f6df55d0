"""The voices as a list with two lines each."""

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRectF, QSize, Qt, Signal
from PySide6.QtGui import QColor, QFont, QPainter, QStandardItem, QStandardItemModel
from PySide6.QtWidgets import (
    QAbstractItemView,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QWidget,
)

from studio.gui import texts
from studio.gui.theme import Theme
from studio.gui.voice_summary import Shelf, VoiceSummary
from studio.speech.catalogue import SpeakableVoice

_ID = Qt.ItemDataRole.UserRole
_SECOND = Qt.ItemDataRole.UserRole + 1
_LINE = 54  # pixels
_HEADING = 34
_CIRCLE = 34

Index = QModelIndex | QPersistentModelIndex


class VoiceList(QListView):
    """The person's voices and the stock voices, each under a heading."""

    chosen = Signal(str)
    """Id of a library voice, or name of a stock voice."""
    opened = Signal(str)
    """The same by Enter or a double click."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._model = QStandardItemModel(self)
        self.setModel(self._model)
        self.setItemDelegate(_Delegate(self))
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.selectionModel().currentChanged.connect(self._tell)
        self.activated.connect(lambda index: self.opened.emit(index.data(_ID)))

    def show_shelf(self, shelf: Shelf, current: str) -> None:
        """Show these voices and select the one that is named; the first when there is none."""
        self.selectionModel().blockSignals(True)
        self._model.clear()
        if shelf.own:
            self._heading(self.tr("Your voices"))
        for summary in shelf.own:
            self._line(summary.voice.id, summary.voice.name, self._of_own(summary))
        self._heading(self.tr("Stock voices"))
        for voice in shelf.stock:
            self._line(voice.id, voice.name, self._of_stock(voice))
        self.selectionModel().blockSignals(False)
        if (shelf.own or current) and not self.select(current):
            self.select(self._lines()[0].data(_ID))

    def select(self, voice_id: str) -> bool:
        """Select a voice by its id; False when there is no such voice here."""
        wanted = next((line for line in self._lines() if line.data(_ID) == voice_id), None)
        if wanted is not None:
            self.setCurrentIndex(wanted)
        return wanted is not None

    def _lines(self) -> list[QModelIndex]:
        rows = [self._model.index(row, 0) for row in range(self._model.rowCount())]
        return [index for index in rows if index.data(_ID)]

    def _heading(self, text: str) -> None:
        item = QStandardItem(text)
        item.setFlags(Qt.ItemFlag.NoItemFlags)
        self._model.appendRow(item)

    def _line(self, voice_id: str, name: str, second: str) -> None:
        item = QStandardItem(name)
        item.setData(voice_id, _ID)
        item.setData(second, _SECOND)
        item.setData(f"{name}, {second}", Qt.ItemDataRole.AccessibleTextRole)
        item.setToolTip(name)
        self._model.appendRow(item)

    def _of_own(self, summary: VoiceSummary) -> str:
        told = summary.voice.kind in ("sample", "imported")
        kind = [texts.word(summary.voice.kind)] if told else []
        if not summary.takes:
            return " · ".join([*kind, self.tr("no takes yet")])
        parts = [texts.takes(summary.takes), texts.duration(summary.seconds)]
        state = self.tr("trained") if summary.trained else self.tr("not trained")
        return " · ".join([state, *parts, *kind])  # what is cut off is what matters least

    def _of_stock(self, voice: SpeakableVoice) -> str:
        return " · ".join(filter(None, [texts.word(voice.language), texts.word(voice.sex)]))

    def _tell(self, index: QModelIndex) -> None:
        if index.data(_ID):
            self.chosen.emit(index.data(_ID))


class _Delegate(QStyledItemDelegate):
    """Draws one voice: its first letter in a circle, its name, and how far it is."""

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        return QSize(200, _LINE if index.data(_ID) else _HEADING)

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        area = QRectF(option.rect)  # type: ignore[attr-defined]
        if index.data(_ID):
            self._paint_voice(painter, option, index, area)
        else:
            painter.setPen(QColor(Theme.colours().muted))
            painter.setFont(_font(option, bold=True, less=1))
            painter.drawText(
                area.adjusted(14, 6, -8, 0), Qt.AlignmentFlag.AlignVCenter, index.data()
            )
        painter.restore()

    def _paint_voice(
        self, painter: QPainter, option: QStyleOptionViewItem, index: Index, area: QRectF
    ) -> None:
        colours = Theme.colours()
        selected = bool(option.state & QStyle.StateFlag.State_Selected)  # type: ignore[attr-defined]
        if selected:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(QColor(colours.selection))
            painter.drawRoundedRect(area.adjusted(4, 2, -4, -2), 7, 7)
            painter.setBrush(QColor(colours.accent))
            painter.drawRoundedRect(QRectF(area.left() + 4, area.top() + 12, 4, _LINE - 24), 2, 2)
        circle = QRectF(area.left() + 16, area.center().y() - _CIRCLE / 2, _CIRCLE, _CIRCLE)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(colours.accent if selected else colours.raised))
        painter.drawEllipse(circle)
        painter.setPen(QColor(colours.on_accent if selected else colours.muted))
        painter.setFont(_font(option, bold=True))
        painter.drawText(circle, Qt.AlignmentFlag.AlignCenter, index.data()[:1].upper())
        lines = area.adjusted(16 + _CIRCLE + 12, 8, -10, -8)
        _line(painter, lines, Qt.AlignmentFlag.AlignTop, index.data(), colours.text)
        painter.setFont(_font(option, less=1))
        _line(painter, lines, Qt.AlignmentFlag.AlignBottom, index.data(_SECOND), colours.muted)


def _line(painter: QPainter, area: QRectF, where: Qt.AlignmentFlag, text: str, colour: str) -> None:
    """Draw one line, shortened to fit."""
    painter.setPen(QColor(colour))
    short = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, int(area.width()))
    painter.drawText(area, where | Qt.AlignmentFlag.AlignLeft, short)


def _font(option: QStyleOptionViewItem, bold: bool = False, less: int = 0) -> QFont:
    font = QFont(option.font)  # type: ignore[attr-defined]
    font.setWeight(QFont.Weight.DemiBold if bold else QFont.Weight.Normal)
    font.setPointSizeF(max(7.0, font.pointSizeF() - less))
    return font
