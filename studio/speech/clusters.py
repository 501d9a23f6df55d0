"""Work done on a cluster of Dask or Ray: the same results, on other machines.

Lines of a script (`render_line`), and takes that are prepared (`studio.training.preparing`): plain
functions of what they are given. Timbre is installed on every machine of the cluster; a voice of
the library needs the library's folder under the same path there (a shared drive), stock voices need
nothing. The clients are optional and are imported only when a cluster is named.
"""

from __future__ import annotations

import contextlib
import itertools
import logging
import socket
import warnings
from collections.abc import Callable, Iterable, Iterator
from typing import Any, TypeVar
from urllib.parse import urlsplit

from studio.core.errors import StudioError
from studio.speech.line_rendering import LineOrder, RenderedLine, render_line

Key = TypeVar("Key")
Order = TypeVar("Order")
Result = TypeVar("Result")

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
        """Make lines; see `each`."""
        return self.each(render_line, orders)

    def each(
        self, do: Callable[[Order], Result], orders: Iterable[tuple[Key, Order]]
    ) -> Iterator[tuple[Key, Result]]:
        """Do something with every order and yield the results as they are done.

        `do` is a function of a module. Raises StudioError where nobody answers.
        """
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
                    future = client.submit(do, order, pure=False)
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
        """Make lines; see `each`."""
        return self.each(render_line, orders)

    def each(
        self, do: Callable[[Order], Result], orders: Iterable[tuple[Key, Order]]
    ) -> Iterator[tuple[Key, Result]]:
        """Do something with every order and yield the results as they are done.

        `do` is a function of a module. Raises StudioError where nobody answers, or where the
        cluster fails on the way.
        """
        with self._joined() as ray:
            remote = ray.remote(num_cpus=1)(do)
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
                    key, result = keys.pop(one), self._got(ray, one)
                    yield key, result
                more = len(done)

    @contextlib.contextmanager
    def _joined(self) -> Iterator[Any]:
        """The module of Ray, joined to the cluster for as long as the block lasts."""
        try:
            import ray  # pyright: ignore[reportMissingImports]
        except ModuleNotFoundError as error:
            raise _not_installed("Ray", '"ray[client]"') from error
        url = urlsplit(self._address)
        try:  # Ray itself takes half a minute to find that nobody is there
            socket.create_connection((url.hostname, url.port), ANSWER_SECONDS).close()
        except OSError as error:
            raise _no_answer(self._address) from error
        # It tells stderr what it does.
        logging.getLogger("ray.client_builder").setLevel(logging.ERROR)
        try:
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")  # what matters raises
                ray.init(self._address, log_to_driver=False, logging_level=logging.ERROR)
        except ImportError as error:  # Ray without its client
            raise _not_installed("Ray", '"ray[client]"') from error
        except (OSError, ValueError, RuntimeError, ray.exceptions.RayError) as error:
            raise _no_answer(self._address, _first_line(error)) from error
        try:
            yield ray
        finally:
            ray.shutdown()

    def _got(self, ray: Any, one: Any) -> Any:
        try:
            return ray.get(one)
        except ray.exceptions.RayTaskError:
            raise  # a mistake in what was done, which is ours
        except (ray.exceptions.RayError, ConnectionError) as error:
            raise StudioError(
                f"The cluster {self._address} has lost work that was under way "
                f"({_first_line(error)}): see that it runs, and go on; what is made is kept."
            ) from error


def _not_installed(name: str, package: str) -> StudioError:
    return StudioError(
        f"The client of {name} is not installed; install it with `pip install {package}`."
    )


def _no_answer(address: str, why: str = "") -> StudioError:
    because = f" ({why})" if why else ""
    return StudioError(
        f"The cluster {address} does not answer{because}: start it, or check its address."
    )


def _first_line(error: BaseException) -> str:
    return next(iter(str(error).strip().splitlines()), type(error).__name__).rstrip(".")[:200]
