"""A ring for how much has been said: minutes outside, coverage of the language's sounds inside."""

from PySide6.QtCore import QEvent, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from studio.gui import texts
from studio.gui.theme import Theme
from studio.gui.widgets.parts import name_it

_SIDE, _LEAST_SIDE = 132, 84  # pixels
_THICK = 9.0


class CoverageRing(QWidget):
    """The outer ring is full when there is enough speech, the inner one when all was said.

    Nobody knows how much is enough until it was measured; then there is no outer ring.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._seconds = 0.0
        self._coverage: float | None = None
        self._enough: float | None = None
        self.setMinimumSize(_LEAST_SIDE, _LEAST_SIDE)
        self.setMaximumSize(_SIDE, _SIDE)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Expanding)
        self._tell()

    def show_state(
        self, seconds: float, coverage: float | None, enough_minutes: float | None, why: str = ""
    ) -> None:
        """Show seconds of accepted speech, the share 0 to 1 of the sounds, and what is enough."""
        self._seconds, self._coverage, self._enough = seconds, coverage, enough_minutes
        self._tell(why)
        self.update()

    def sizeHint(self) -> QSize:
        return QSize(_SIDE, _SIDE)

    def changeEvent(self, event: QEvent) -> None:
        super().changeEvent(event)
        if event.type() == QEvent.Type.LanguageChange:
            self._tell()
        elif event.type() == QEvent.Type.PaletteChange:
            self.update()

    @property
    def enough_share(self) -> float | None:
        """How much of enough there is, 0 to 1; None when that is not known."""
        if self._enough is None:
            return None
        return min(1.0, self._seconds / 60 / self._enough)

    def paintEvent(self, event: QPaintEvent) -> None:
        colours = Theme.colours()
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        side = min(self.width(), self.height()) - 2 * _THICK
        area = QRectF(0, 0, side, side)
        area.moveCenter(QRectF(self.rect()).center())
        share = self.enough_share
        if share is not None:
            colour = colours.good if share >= 1 else colours.accent
            self._arc(painter, area, share, colour)
            area = area.adjusted(_THICK + 4, _THICK + 4, -_THICK - 4, -_THICK - 4)
        self._arc(painter, area, self._coverage or 0.0, colours.warn)
        self._paint_text(painter)
        painter.end()

    def _arc(self, painter: QPainter, area: QRectF, share: float, colour: str) -> None:
        pen = QPen(QColor(Theme.colours().raised), _THICK)
        painter.setPen(pen)
        painter.drawEllipse(area)
        if share > 0:
            pen.setColor(QColor(colour))
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.drawArc(area, 90 * 16, -round(min(share, 1.0) * 360 * 16))

    def _paint_text(self, painter: QPainter) -> None:
        colours = Theme.colours()
        whole = round(self._seconds)
        font = painter.font()
        font.setPixelSize(24)
        font.setBold(True)
        painter.setFont(font)
        painter.setPen(QColor(colours.text))
        middle = QPointF(self.rect().center())
        box = QRectF(0, middle.y() - 24, self.width(), 30)
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, f"{whole // 60}:{whole % 60:02d}")
        font.setPixelSize(12)
        font.setBold(False)
        painter.setFont(font)
        painter.setPen(QColor(colours.muted))
        below = QRectF(0, middle.y() + 5, self.width(), 18)
        painter.drawText(below, Qt.AlignmentFlag.AlignCenter, self.tr("minutes"))

    def _tell(self, why: str = "") -> None:
        said = [self.tr("{0} accepted").format(texts.duration(self._seconds))]
        if self._enough is not None:
            said.append(self.tr("{0} min are enough").format(texts.number(self._enough, 0)))
        if self._coverage is not None:
            share = texts.percent(self._coverage, 0)
            said.append(self.tr("{0} of the sounds of the language").format(share))
        tip = "\n".join([*said, why]) if why else "\n".join(said)
        name_it(self, self.tr("How much has been read"), tip)
        self.setAccessibleDescription(", ".join(said))
