"""How a voice, or a script, says words: seen, changed, tried by a voice, from and to a file."""

from collections import deque
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTemporaryDir, Signal
from PySide6.QtWidgets import (
    QDialog,
    QDialogButtonBox,
    QFileDialog,
    QLineEdit,
    QVBoxLayout,
    QWidget,
)

from studio.core.entities import Project
from studio.core.library import Library
from studio.gui.bridge import Bridge, Handlers, Job
from studio.gui.dialogs.buttons import button_box
from studio.gui.lexicon_rows import (
    Book,
    LexiconRow,
    LexiconRows,
    add_word,
    export_words,
    import_words,
    invented_words,
    read_rows,
    remove_words,
)
from studio.gui.playback import Playback
from studio.gui.sentences import said
from studio.gui.widgets.lexicon_table import LexiconModel, LexiconTable
from studio.gui.widgets.parts import GAP, MARGIN, button, label, name_it, row

TRY_TASK = "studio.speech.word_trial:try_word"
_KEY = "lexicon"


class LexiconDialog(QDialog):
    """Shows the lexicon of a voice, or of a project; what is changed is in the library at once."""

    kept = Signal()
    """It is another now."""

    def __init__(
        self,
        library: Library,
        bridge: Bridge,
        playback: Playback,
        voice_id: str,
        voice_name: str,
        parent: QWidget | None = None,
        project: Project | None = None,
    ) -> None:
        """`project`: show its lexicon instead, tried by the voice."""
        super().__init__(parent)
        self._library, self._bridge, self._playback = library, bridge, playback
        self._voice_id = voice_id
        self._book = Book(library, voice_id if project is None else project.id, project is not None)
        self._to_try: deque[tuple[str, str]] = deque()  # words that are tried one after another
        self._batch = False
        self._job: Job | None = None
        self._open = True
        self._sounds = QTemporaryDir()
        self._count = 0
        said_by = voice_name if project is None else project.name
        self.setWindowTitle(self.tr("How {0} says words").format(said_by))
        self.resize(760, 520)
        self.model = LexiconModel()
        self.table = LexiconTable(self.model)
        self.word, self.say = QLineEdit(maxLength=80), QLineEdit(maxLength=120)
        self.remarks = label("small", wrap=True)
        self._make_buttons()
        self._name_all()
        self._connect()
        self._lay_out()
        self._update_state()
        show, refuse = self._while_open(self._show), self._while_open(self._refuse)
        self._bridge.compute(partial(read_rows, self._book), show, refuse)

    @property
    def trying(self) -> bool:
        """Whether a word is being said and heard."""
        return self._job is not None

    def add(self) -> None:
        """Keep what stands in the fields."""
        if self.word.text().strip() and self.say.text().strip():
            change = partial(add_word, self._book)
            self._write(partial(change, self.word.text(), self.say.text()), self._added)

    def remove(self) -> None:
        """Remove the chosen words."""
        chosen = (self.model.rows[index.row()] for index in self._selected())
        words = [row.entry.word for row in chosen if row.entry.say]
        if words:
            self._write(partial(remove_words, self._book, words), self._show)

    def try_word(self) -> None:
        """Say what stands in the fields, and hear it back."""
        word, say = self.word.text().strip(), self.say.text().strip()
        if word and not self.trying:
            self._try(word, say)

    def write_word(self, word: str) -> None:
        """Put a word into the fields, to be given another way."""
        self.word.setText(word)
        self.say.setFocus()

    def try_all(self) -> None:
        """Say and hear the words of the lexicon, and those of the script that are in no
        dictionary, one after another; or stop that."""
        if self._to_try:
            self._to_try.clear()
        elif not self.trying:
            find = self._while_open(self._found_words)
            read = partial(invented_words, self._book)
            self._bridge.compute(read, find, self._while_open(self._refuse))

    def _found_words(self, invented: list[str]) -> None:
        self.model.show_invented(invented)
        self._batch = bool(self.model.rows)
        self._to_try = deque((row.entry.word, row.say) for row in self.model.rows)
        self._try_next()

    def _try_next(self) -> None:
        if self._to_try and not self.trying:
            self._try(*self._to_try.popleft())

    def _try(self, word: str, say: str) -> None:
        self._count += 1
        self.remarks.setText(self.tr("Saying “{0}”…").format(word))
        handlers = Handlers(
            done=self._while_open(partial(self._tried, word, say)),
            failed=self._while_open(lambda sentence, _detail: self._refuse(sentence)),
            ended=self._while_open(self._ended),
        )
        self._job = self._bridge.run(
            TRY_TASK,
            handlers,
            warm=True,
            library=self._library.root,
            voice=self._voice_id,
            word=word,
            say=say,
            out=Path(self._sounds.path()) / f"{self._count}.wav",
        )
        self._update_state()

    def choose_import(self) -> None:
        """Ask for a table and read it."""
        kinds = self.tr("Tables (*.csv *.tsv *.txt);;All files (*)")
        path, _ = QFileDialog.getOpenFileName(self, self.tr("Import words"), "", kinds)
        if path:
            self.import_file(Path(path))

    def import_file(self, path: Path) -> None:
        """Add the words of a table."""
        self._write(partial(import_words, self._book, path), self._imported)

    def choose_export(self) -> None:
        """Ask for a name and write the table."""
        kinds = self.tr("Tables (*.csv)")
        path, _ = QFileDialog.getSaveFileName(self, self.tr("Export words"), "lexicon.csv", kinds)
        if path:
            self.export_file(Path(path))

    def export_file(self, path: Path) -> None:
        """Write the lexicon as CSV."""
        write = partial(export_words, self._book, path)
        text = self.tr("Saved as {0}.")
        done = self._while_open(lambda made: self.remarks.setText(text.format(made)))
        self._bridge.write(write, done, self._while_open(self._refuse))

    def done(self, result: int) -> None:
        self._open = False
        if self._job is not None:
            self._job.cancel()
        if self._playback.playing == _KEY:
            self._playback.stop()
        super().done(result)

    # What came of it

    def _write(
        self, change: Callable[[], LexiconRows], shown: Callable[[LexiconRows], None]
    ) -> None:
        self.remarks.clear()
        self._bridge.write(change, self._while_open(shown), self._while_open(self._refuse))

    def _while_open(self, then: Callable[..., None]) -> Callable[..., None]:
        """`then`, but nothing once the dialog is closed: work may end later."""
        return lambda *given: then(*given) if self._open else None

    def _show(self, found: LexiconRows) -> None:
        self.model.show_rows(found.rows)
        self.kept.emit()
        self._update_state()

    def _added(self, found: LexiconRows) -> None:
        self._show(found)
        self.word.clear()
        self.say.clear()
        self.word.setFocus()

    def _imported(self, found: LexiconRows) -> None:
        self._show(found)
        count = self.tr("%n word(s) imported.", "", found.added)
        self.remarks.setText("\n".join([count, *map(said, found.notes)]))

    def _tried(self, word: str, say: str, result: dict[str, Any]) -> None:
        self.model.show_tried(word, say, result)
        if not self._batch:  # many are looked at, and not listened to
            self._playback.play(Path(result["path"]), _KEY)
        text = self.tr("“{0}” said as /{1}/: {2}")
        self.remarks.setText(text.format(word, result["phonemes"], self.model.heard_text(result)))

    def _ended(self) -> None:
        self._job = None
        more = bool(self._to_try)
        self._try_next()
        if self._batch and not more:
            self._batch = False
            text = self.tr("{0} of {1} words could not be heard back; the worst stand first.")
            self.remarks.setText(text.format(self.model.unheard_first(), len(self.model.rows)))
        self._update_state()

    def _refuse(self, sentence: str) -> None:
        self.remarks.setText(said(sentence))

    def _chosen(self) -> None:
        """Take the chosen word into the fields, where it can be tried and changed."""
        chosen = self._current()
        if chosen is not None:
            self.word.setText(chosen.entry.word)
            self.say.setText(chosen.say)
        self._update_state()

    def _current(self) -> LexiconRow | None:
        place = self.table.currentIndex().row()
        return self.model.rows[place] if 0 <= place < len(self.model.rows) else None

    def _selected(self) -> list[Any]:
        return self.table.selectionModel().selectedRows()

    def _update_state(self) -> None:
        word, say = bool(self.word.text().strip()), bool(self.say.text().strip())
        self.add_button.setEnabled(word and say)
        self.try_button.setEnabled(word and not self.trying)
        chosen = [self.model.rows[index.row()] for index in self._selected()]
        self.remove_button.setEnabled(any(row.entry.say for row in chosen))
        self.try_all_button.setEnabled(not self.trying or bool(self._to_try))
        self.try_all_button.set_icon("stop" if self._to_try else "recheck")
        self.export_button.setEnabled(bool(self.model.rows))

    # Building

    def _make_buttons(self) -> None:
        self.add_button = button("add", self.add, key="Ctrl+Return")
        self.try_button = button("play", self.try_word, key="Ctrl+P")
        self.remove_button = button("delete", self.remove)
        self.try_all_button = button("recheck", self.try_all, key="Ctrl+T")
        self.import_button = button("import", self.choose_import, key="Ctrl+O")
        self.export_button = button("export", self.choose_export, key="Ctrl+S")
        self.buttons = button_box(QDialogButtonBox.StandardButton.Close)
        # Enter in a field adds the word, and does not close.
        self.buttons.button(QDialogButtonBox.StandardButton.Close).setAutoDefault(False)

    def _name_all(self) -> None:
        self.word.setPlaceholderText(self.tr("Word, as it stands in texts"))
        self.say.setPlaceholderText(self.tr("noo-YEN, or phonemes: /nuːˈjɛn/"))
        name_it(self.word, self.tr("Word or expression"))
        name_it(
            self.say,
            self.tr("Say it like"),
            self.tr("As it would be spelled, stressed syllables in capitals, or phonemes in //"),
        )
        name_it(self.table, self.tr("Words"), self.tr("Space says the word, Delete removes it"))
        for made, text, tip in (
            (self.add_button, self.tr("Add"), self.tr("Add or change the word (Ctrl+Enter)")),
            (self.try_button, self.tr("Try"), self.tr("Say it and hear it back (Ctrl+P)")),
            (self.remove_button, self.tr("Remove"), self.tr("Remove the chosen words (Delete)")),
            (
                self.try_all_button,
                self.tr("Try all"),
                self.tr("Say and hear every word here, and those in no dictionary (Ctrl+T)"),
            ),
            (self.import_button, self.tr("Import…"), self.tr("Add words from a table (Ctrl+O)")),
            (self.export_button, self.tr("Export…"), self.tr("Save as a table, CSV (Ctrl+S)")),
        ):
            made.setText(text)
            name_it(made, text, tip)

    def _connect(self) -> None:
        for field in (self.word, self.say):
            field.textChanged.connect(self._update_state)
        self.word.returnPressed.connect(self.say.setFocus)
        self.say.returnPressed.connect(self.add)
        self.table.pressed_try.connect(self.try_word)
        self.table.pressed_remove.connect(self.remove)
        self.table.selectionModel().currentRowChanged.connect(self._chosen)
        self.table.selectionModel().selectionChanged.connect(self._update_state)
        self.buttons.rejected.connect(self.reject)

    def _lay_out(self) -> None:
        layout = QVBoxLayout(self)
        layout.setContentsMargins(MARGIN, MARGIN, MARGIN, MARGIN)
        layout.setSpacing(GAP)
        fields = row(self.word, self.say, self.try_button, self.add_button)
        fields.setStretch(0, 2)
        fields.setStretch(1, 3)
        layout.addLayout(fields)
        layout.addWidget(self.table, 1)
        layout.addWidget(self.remarks)
        below = row(self.try_all_button, self.remove_button, self.import_button, self.export_button)
        below.addStretch(1)
        below.addWidget(self.buttons)
        layout.addLayout(below)
