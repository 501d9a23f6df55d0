"""A server that runs: its socket, its token, and uvicorn, which speaks HTTP."""

from __future__ import annotations

import socket
import threading
from dataclasses import dataclass
from pathlib import Path

import uvicorn

from studio.core.errors import StudioError
from studio.jobs.cores import usable_cores
from studio.server.app import App
from studio.server.gate import Gate, is_loopback, token_in
from studio.server.pool import Pool

MOST_CONNECTIONS = 1024
MOST_HEADERS = 32 * 1024  # bytes
MOST_WORKERS = 32


@dataclass(frozen=True, slots=True)
class Settings:
    """How a server is to run."""

    library: Path
    host: str = "127.0.0.1"
    port: int = 7860
    """0: any that is free."""
    workers: int = 1
    token_file: Path | None = None
    """None: no token is asked for."""
    network: bool = False
    """Whether other computers may reach it."""


class Server:
    """Bound when it is made; `run` serves until `stop` or Ctrl-C."""

    def __init__(self, settings: Settings) -> None:
        """Raises StudioError when it may not, or cannot, be bound."""
        _check(settings)
        token = None if settings.token_file is None else token_in(settings.token_file)
        self._socket = _bound(settings.host, settings.port)
        self.port = int(self._socket.getsockname()[1])
        threads = max(1, usable_cores() // settings.workers)
        self.pool = Pool(settings.workers, threads)
        gate = Gate(token, is_loopback(settings.host), settings.host)
        shown = f"[{settings.host}]" if ":" in settings.host else settings.host
        self.url = f"http://{shown}:{self.port}"
        self._server = uvicorn.Server(
            uvicorn.Config(
                App(self.pool, gate, settings.library), http="h11", ws="none", lifespan="off",
                loop="asyncio", interface="asgi3", log_level="error", access_log=False,
                proxy_headers=False, server_header=False, limit_concurrency=MOST_CONNECTIONS,
                timeout_keep_alive=30, timeout_graceful_shutdown=2,
                h11_max_incomplete_event_size=MOST_HEADERS,
            )
        )  # fmt: skip

    def run(self) -> None:
        """Serve until `stop`, or until Ctrl-C on the main thread."""
        try:
            self._server.run(sockets=[self._socket])
        finally:
            self._socket.close()
            self.pool.close()

    def stop(self) -> None:
        """Let `run` return; from any thread."""
        self._server.should_exit = True
        # Those who wait for speech are told, so that their connections can end.
        threading.Thread(target=self.pool.close, daemon=True).start()


def _check(settings: Settings) -> None:
    if not is_loopback(settings.host):
        if not settings.network:
            raise StudioError(
                f"“{settings.host}” can be reached by other computers: add --allow-network if that "
                "is what you want, or leave --host out."
            )
        if settings.token_file is None:
            raise StudioError("Without a token the server answers on this computer alone.")
    if not 1 <= settings.workers <= MOST_WORKERS:
        raise StudioError(f"The number of workers must lie between 1 and {MOST_WORKERS}.")
    if not 0 <= settings.port <= 65535:
        raise StudioError("The port must lie between 0 and 65535.")


def _bound(host: str, port: int) -> socket.socket:
    try:
        family, kind, proto, _, address = socket.getaddrinfo(
            host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE
        )[0]
        made = socket.socket(family, kind, proto)
        try:
            made.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            made.bind(address)
            made.listen(MOST_CONNECTIONS)
        except OSError:
            made.close()
            raise
    except OSError as error:
        raise StudioError(
            f"The server cannot use port {port} of “{host}” ({error.strerror}): choose another "
            "one with --port, or stop what uses it."
        ) from error
    made.setblocking(False)
    return made
