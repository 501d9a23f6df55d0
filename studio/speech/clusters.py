"""Lines made on a cluster of Dask or Ray: the same work, the same results, on other machines.

Timbre is installed on every machine of the cluster; a voice of the library needs the library's
folder under the same path there (a shared drive), stock voices need nothing. The clients are
optional and are imported only when a cluster is named.
"""

from __future__ import annotations

import contextlib
import itertools
from collections.abc import Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from studio.core.errors import StudioError
from studio.speech.line_rendering import LineOrder, RenderedLine, render_line

Key = TypeVar("Key")

ANSWER_SECONDS = 20.0
"""How long to wait for a cluster to answer."""
_WAITING = 2
"""Orders for each place of the cluster: one that is made, and one that is on its way there."""


def cluster(url: str) -> Dask | Ray:
    """The executor for "dask://HOST:PORT" or "ray://HOST:PORT". Raises StudioError otherwise."""
    try:
        parts = urlsplit(url)
        known = parts.scheme in ("dask", "ray") and parts.hostname and parts.port
    except ValueError:  # a port that is no number
        known = False
    if not known:
        raise StudioError(
            f"“{url}” names no cluster: write dask://HOST:PORT or ray://HOST:PORT, for example "
            "dask://127.0.0.1:8786."
        )
    return Dask(url) if url.startswith("dask:") else Ray(url)


class Dask:
    """The workers of a Dask scheduler."""

    def __init__(self, url: str) -> None:
        self._address = url.replace("dask://", "tcp://", 1)

    def run(self, orders: Iterable[tuple[Key, LineOrder]]) -> Iterator[tuple[Key, RenderedLine]]:
        """Yield the results as they are done. Raises StudioError where nobody answers."""
        try:
            from distributed import Client, as_completed  # pyright: ignore[reportMissingImports]
        except ModuleNotFoundError as error:
            raise _not_installed("Dask", "distributed") from error
        try:
            client = Client(self._address, timeout=ANSWER_SECONDS, set_as_default=False)
        except (OSError, ValueError) as error:
            raise _no_answer(self._address) from error
        with contextlib.closing(client):
            # Typed as it is in a coroutine; a client that is none answers at once.
            threads: Any = client.nthreads()
            places = sum(threads.values()) or 1
            waiting = iter(orders)
            keys: dict[Any, Key] = {}

            def submit(count: int) -> list[Any]:
                new = []
                for key, order in itertools.islice(waiting, count):
                    future = client.submit(render_line, order, pure=False)
                    keys[future.key] = key
                    new.append(future)
                return new

            under_way = as_completed(submit(_WAITING * places), loop=client.loop)
            for future in under_way:
                yield keys.pop(future.key), future.result()
                under_way.update(submit(1))


class Ray:
    """The nodes of a Ray cluster."""

    def __init__(self, url: str) -> None:
        self._address = url

    def run(self, orders: Iterable[tuple[Key, LineOrder]]) -> Iterator[tuple[Key, RenderedLine]]:
        """Yield the results as they are done. Raises StudioError where nobody answers."""
        try:
            import ray  # pyright: ignore[reportMissingImports]
        except ModuleNotFoundError as error:
            raise _not_installed("Ray", "ray") from error
        try:
            ray.init(address=self._address, log_to_driver=False)
        except (OSError, ValueError, RuntimeError) as error:
            raise _no_answer(self._address) from error
        try:
            remote = ray.remote(num_cpus=1)(render_line)
            places = max(1, int(ray.cluster_resources().get("CPU", 1)))
            waiting = iter(orders)
            keys: dict[Any, Key] = {}
            more = _WAITING * places
            while True:
                for key, order in itertools.islice(waiting, more):
                    keys[remote.remote(order)] = key
                if not keys:
                    return
                done, _ = ray.wait(list(keys), num_returns=1)
                for one in done:
                    yield keys.pop(one), ray.get(one)
                more = len(done)
        finally:
            ray.shutdown()


def _not_installed(name: str, package: str) -> StudioError:
    return StudioError(
        f"The client of {name} is not installed; install it with `pip install {package}`."
    )


def _no_answer(address: str) -> StudioError:
    return StudioError(f"The cluster {address} does not answer: start it, or check its address.")
