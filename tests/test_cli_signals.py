"""Ctrl-C and SIGTERM in the middle of the real program: what is made stays, nobody is left."""

from __future__ import annotations

import contextlib
import json
import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from studio.cli.exit_codes import CANCELLED, OK, TERMINATED
from studio.core.library import Library

LINES = 10
WAIT = 300.0  # seconds for what a busy machine does in some
TIMBRE = (sys.executable, "-c", "import sys; from studio.cli import main; sys.exit(main())")


@contextlib.contextmanager
def timbre(*words: object) -> Iterator[subprocess.Popen[str]]:
    """The program in a process group of its own, as a terminal starts it."""
    process = subprocess.Popen(
        [*TIMBRE, *map(str, words)], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        start_new_session=True, env={**os.environ, "OMP_NUM_THREADS": "1", "TIMBRE_DEBUG": ""},
    )  # fmt: skip
    try:
        yield process
    finally:
        with contextlib.suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.communicate()


def stopped(process: subprocess.Popen[str], kind: signal.Signals) -> tuple[int, str, str]:
    """Send the signal as it comes in life; the exit code and what was said when all have ended."""
    if kind == signal.SIGINT:
        os.killpg(process.pid, kind)  # a terminal sends Ctrl-C to everybody
    else:
        process.send_signal(kind)
    out, err = process.communicate(timeout=WAIT)
    until = time.monotonic() + 20.0
    with contextlib.suppress(ProcessLookupError):
        while True:
            os.killpg(process.pid, 0)
            assert time.monotonic() < until, "a process is left"
            time.sleep(0.05)
    return process.returncode, out, err


def ran(*words: object) -> dict[str, Any]:
    """Let it run to its end; its last JSON value."""
    with timbre(*words) as process:
        out, err = process.communicate(timeout=WAIT)
    assert process.returncode == OK, err
    return json.loads(out[out.index("{") :].splitlines()[-1] if "event" in out else out)


def until_there_is(process: subprocess.Popen[str], found: Callable[[], bool]) -> None:
    until = time.monotonic() + WAIT
    while not found():
        assert process.poll() is None and time.monotonic() < until
        time.sleep(0.02)


@pytest.mark.slow
@pytest.mark.longest
def test_a_rendering_and_a_delivery_are_stopped_and_go_on(tmp_path: Path) -> None:
    script, library, out = tmp_path / "play.txt", tmp_path / "library", tmp_path / "out"
    script.write_text("\n\n".join(f"This is line number {n + 1}." for n in range(LINES)))
    where = ("--library", library)
    render = ("render", script, *where, "--tries", 0, "--progress", "json")
    kept = 0
    for kind, code, more in (
        (signal.SIGINT, CANCELLED, ()),
        (signal.SIGTERM, TERMINATED, ("--processes", 2)),
    ):
        with timbre(*render, *more) as process:
            assert process.stdout is not None
            for line in process.stdout:  # the first line is made: in the middle
                if json.loads(line)["event"] == "line":
                    break
            returned, said, err = stopped(process, kind)
        assert returned == code
        assert err.strip() == (
            "timbre: Cancelled. The lines that were made are kept; the same command makes those "
            "that are missing."
        )
        assert json.loads(said.splitlines()[-1])["event"] == "cancelled"
        books = Library(library)
        states = [line.state for line in books.script_lines(books.project("play").id)]
        assert kept < states.count("rendered") < LINES
        kept = states.count("rendered")
    done = ran(*render)
    assert (done["made"], done["same"], done["failed"]) == (LINES - kept, kept, 0)

    deliver = ("deliver", "play", *where, "-o", out, "--layout", "lines", "--json")
    with timbre(*deliver) as process:
        until_there_is(process, lambda: len(list(out.glob("**/*.wav"))) > 1)
        code, _, err = stopped(process, signal.SIGINT)
    written = {path: path.stat().st_mtime_ns for path in out.glob("**/*.wav")}
    assert code == CANCELLED and 0 < len(written) < LINES
    assert "Traceback" not in err and "Files that were finished are whole" in err
    assert not [path for path in out.rglob("*") if path.is_file() and path not in written
                and path.name != "manifest.json"]  # fmt: skip
    again = ran(*deliver)
    same = again["changes"]["same"]
    assert again["changes"]["added"] == LINES - same
    assert same >= len(written) - 1  # the last one may not have been looked at yet
    kept_as_they_were = sum(path.stat().st_mtime_ns == at for path, at in written.items())
    assert kept_as_they_were == same
