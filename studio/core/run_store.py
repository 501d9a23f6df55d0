"""The training runs of a library."""

import json
import sqlite3
from dataclasses import replace
from typing import Any

from studio.core import recovery
from studio.core.entities import RUN_STATES, Run, RunState, Voice
from studio.core.errors import StudioError
from studio.core.layout import new_id
from studio.core.store import Store, check_one_of, now


class RunStore(Store):
    """Writes down what was trained, and which run speaks for a voice."""

    def create_run(self, voice_id: str, preset: str, device: str) -> Run:
        """Make the folder and the row of a new training run, in the state "training"."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            run_id = new_id()
            folder = self._layout.runs(voice.id) / run_id
            folder.mkdir(parents=True)
            run = Run(run_id, voice.id, now(), preset, device, "training", folder)
            rows.execute(
                "INSERT INTO runs SELECT ?, ?, 1 + coalesce(max(number), 0), ?, ?, ?, ?, NULL "
                "FROM runs",
                (run_id, voice.id, run.created, preset, device, run.state),
            )
        return run

    def runs(self, voice_id: str) -> list[Run]:
        """Return the runs of a voice, the oldest first."""
        with self._database.reading() as rows:
            voice = self._find_voice(rows, voice_id)
            found = rows.execute(
                "SELECT * FROM runs WHERE voice_id = ? ORDER BY number", (voice.id,)
            ).fetchall()
        return [self._run(row) for row in found]

    def run(self, run_id: str) -> Run:
        """Return one run."""
        with self._database.reading() as rows:
            return self._find_run(rows, run_id)

    def update_run(
        self,
        run_id: str,
        *,
        state: RunState | None = None,
        report: dict[str, Any] | None = None,
    ) -> Run:
        """Change the state of a run, or give it its report card."""
        if state is not None:
            check_one_of("state of a run", state, RUN_STATES)
        with self._database.writing() as rows:
            old = self._find_run(rows, run_id)
            new = replace(
                old,
                state=old.state if state is None else state,
                report=old.report if report is None else report,
            )
            rows.execute(
                "UPDATE runs SET state = ?, report = ? WHERE id = ?",
                (new.state, None if new.report is None else json.dumps(new.report), run_id),
            )
        return new

    def keep_run(self, voice_id: str, run_id: str | None) -> Voice:
        """Let the weights of a run speak for its voice; None = the voice that it started from."""
        with self._database.writing() as rows:
            voice = self._find_voice(rows, voice_id)
            if run_id is not None:
                if self._find_run(rows, run_id).voice_id != voice.id:
                    raise ValueError(f"run {run_id} belongs to another voice")
                rows.execute("UPDATE runs SET state = 'kept' WHERE id = ?", (run_id,))
            rows.execute("UPDATE voices SET run = ? WHERE id = ?", (run_id, voice.id))
        return replace(voice, run=run_id)

    def delete_run(self, run_id: str) -> None:
        """Delete a run: its row and its folder. A voice that it spoke for has none then."""
        with (
            recovery.deleting(self.run(run_id).folder) as discard,
            self._database.writing() as rows,
        ):
            rows.execute("UPDATE voices SET run = NULL WHERE run = ?", (run_id,))
            rows.execute("DELETE FROM runs WHERE id = ?", (run_id,))
            discard()

    def _find_run(self, rows: sqlite3.Connection, run_id: str) -> Run:
        row = rows.execute("SELECT * FROM runs WHERE id = ?", (run_id,)).fetchone()
        if row is None:
            raise StudioError("This run is no longer in the library; it may have been deleted.")
        return self._run(row)

    def _run(self, row: sqlite3.Row) -> Run:
        return Run(
            row["id"],
            row["voice_id"],
            row["created"],
            row["preset"],
            row["device"],
            row["state"],
            self._layout.run(row["voice_id"], row["id"]),
            None if row["report"] is None else json.loads(row["report"]),
        )
