"""The same order gives the same result here, in another process, and on a cluster."""

from __future__ import annotations

import contextlib
import os
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from distributed import LocalCluster

from studio.audio.files import read_sound, write_wav
from studio.core.entities import Take
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.speech.clusters import cluster
from studio.speech.executors import Processes, Serial
from studio.speech.line_rendering import LineOrder
from studio.training.preparing import PrepareOrder, prepare_order

ORDER = LineOrder("Good morning.", "af_heart", {"seed": 3}, tries=0)


def _needs_ray() -> None:
    why = 'Ray is an optional extra: pip install ".[ray]"'
    pytest.importorskip("ray", reason=why, exc_type=ImportError)


@contextlib.contextmanager
def dask() -> Iterator[str]:
    """The address of a Dask cluster in this process."""
    local_cluster: Any = LocalCluster  # its types know its asynchronous use alone
    with local_cluster(
        n_workers=1, threads_per_worker=2, processes=False, protocol="tcp", host="127.0.0.1",
        scheduler_kwargs={"dashboard": False}, dashboard_address=":0",
    ) as local:  # fmt: skip
        yield local.scheduler_address.replace("tcp", "dask")


@contextlib.contextmanager
def ray() -> Iterator[str]:
    """The address of a Ray cluster of one place, in processes of its own."""
    _needs_ray()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    # Ray's sockets lie in it, whose paths may not be long.
    with tempfile.TemporaryDirectory(prefix="ray", ignore_cleanup_errors=True) as folder:
        head = subprocess.Popen(
            [
                sys.executable, "-m", "ray.scripts.scripts", "start", "--head", "--block",
                "--port=0", f"--ray-client-server-port={port}", "--num-cpus=1",
                "--object-store-memory=80000000", "--include-dashboard=false",
                "--disable-usage-stats", f"--temp-dir={folder}",
            ],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, start_new_session=True,
        )  # fmt: skip
        try:
            _answers(port, head)
            yield f"ray://127.0.0.1:{port}"
        finally:
            head.terminate()
            with contextlib.suppress(subprocess.TimeoutExpired):
                head.wait(30)
            with contextlib.suppress(ProcessLookupError):  # whatever of it is left
                os.killpg(head.pid, signal.SIGKILL)
            head.wait()


def _answers(port: int, process: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120.0
    while True:
        with contextlib.suppress(OSError):
            socket.create_connection(("127.0.0.1", port), 1.0).close()
            return
        assert process.poll() is None, "Ray does not start"
        assert time.monotonic() < until, "Ray does not answer"
        time.sleep(0.2)


@pytest.fixture(params=[dask, ray])
def url(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Iterator[str]:
    monkeypatch.setenv("RAY_AUTH_MODE", "disabled")  # else it writes a token into the home folder
    with request.param() as address:
        yield address


def sounds_of(made: dict[str, Any], folder: Path) -> dict[str, np.ndarray]:
    found = {}
    for key, line in made.items():
        (folder / "made.wav").write_bytes(line.sound)
        found[key] = read_sound(folder / "made.wav").samples
    return found


@pytest.fixture
def take(
    library: Library, tmp_path: Path, sample_take: Callable[[int], tuple[np.ndarray, int, str]]
) -> Take:
    voice = library.create_voice("Sample", kind="sample", synthetic=True)
    samples, rate, text = sample_take(0)
    path = tmp_path / "take.wav"
    write_wav(path, samples, rate)
    return library.add_take(voice.id, path, text, source="import")


def test_the_same_orders_give_the_same_here_elsewhere_and_on_a_cluster(
    url: str, tmp_path: Path, take: Take, library: Library
) -> None:
    orders = [("a", ORDER), ("b", replace(ORDER, text="Hello."))]
    here, *others = (
        sounds_of(dict(maker.run(orders)), tmp_path)
        for maker in (Serial(), Processes(1), cluster(url))
    )
    for other in others:
        assert all(np.array_equal(other[key], here[key]) for key in ("a", "b"))
    lexicon = library.lexicon(take.voice_id)
    prepare = [(take.id, PrepareOrder(take, "en-us", lexicon))]
    ((_, mine),) = Serial().each(prepare_order, prepare)
    ((_, theirs),) = cluster(url).each(prepare_order, prepare)
    assert mine == theirs and mine.data and not mine.error


@pytest.mark.parametrize("url", ["dask://here", "spark://here:1", "dask://here:port", "x"])
def test_a_cluster_that_is_none_is_refused(url: str) -> None:
    with pytest.raises(StudioError, match="names no cluster"):
        cluster(url)


def test_nobody_is_there() -> None:
    _needs_ray()
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(StudioError, match="does not answer"):
        list(cluster(f"ray://127.0.0.1:{port}").run([("a", ORDER)]))
