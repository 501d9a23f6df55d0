"""The ASGI application: which request gets which answer, and sound that is sent as it is made.

Written for plain ASGI: four routes need no framework.
"""

from __future__ import annotations

import asyncio
import base64
import contextlib
import json
import shutil
from collections.abc import AsyncIterator, Awaitable, Callable, MutableMapping
from pathlib import Path
from typing import Any

from studio import __version__
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.jobs.messages import Cancelled, Done, Failed, Message, Sample
from studio.server import requests
from studio.server.gate import Gate
from studio.server.pool import FullError, Job, Pool
from studio.server.requests import Refused, Wanted
from studio.speech.streaming import KINDS

Scope = MutableMapping[str, Any]
Receive = Callable[[], Awaitable[MutableMapping[str, Any]]]
Send = Callable[[MutableMapping[str, Any]], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]

BODY_SECONDS = 20.0
"""A client has so long to send its request."""
STALLED_SECONDS = 120.0
"""Whoever takes no sound for so long is taken for gone."""
_ALWAYS = [(b"cache-control", b"no-store"), (b"x-content-type-options", b"nosniff")]
_CLIENT = "x-timbre-client"
_ROUTES = {
    "/health": ("GET",),
    "/v1/models": ("GET",),
    "/v1/audio/voices": ("GET",),
    "/v1/audio/speech": ("POST",),
}


class _GoneError(Exception):
    """The client has left."""


class App:
    """One server's answers."""

    def __init__(self, pool: Pool, gate: Gate, library: Path | None) -> None:
        self._pool, self._gate, self._library = pool, gate, library

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        if scope["type"] != "http":
            return
        answer = _Answer(receive, send)
        try:
            await self._answer(scope, answer)
        except Refused as refused:
            await self._refuse(answer, refused)
        except StudioError as error:
            await self._refuse(answer, Refused(400, str(error), "invalid_value"))
        except _GoneError:
            pass

    async def _refuse(self, answer: _Answer, refused: Refused) -> None:
        with contextlib.suppress(_GoneError):
            more = [(k.encode(), v.encode()) for k, v in refused.headers.items()]
            await answer.whole(refused.status, "application/json", refused.body(), more)

    async def _answer(self, scope: Scope, answer: _Answer) -> None:
        headers = {k.decode("latin-1"): v.decode("latin-1") for k, v in scope["headers"]}
        path, method = scope["path"], scope["method"]
        self._gate.check(headers, needs_token=path != "/health")
        if path not in _ROUTES:
            raise Refused(404, "There is nothing at this address.", "not_found")
        if method not in _ROUTES[path]:
            allowed = ", ".join(_ROUTES[path])
            raise Refused(
                405, f"This address takes {allowed}.", "wrong_method", headers={"allow": allowed}
            )
        if path == "/v1/audio/speech":
            await self._speech(scope, headers, answer)
            return
        said = await asyncio.to_thread(self._said, path)
        await answer.whole(200, "application/json", json.dumps(said, ensure_ascii=False).encode())

    def _said(self, path: str) -> dict[str, Any]:
        """What the short addresses say."""
        if path == "/health":
            return {"status": "ok" if self._pool.ready.is_set() else "loading"}
        if path == "/v1/models":
            model = {"id": requests.MODELS[0], "object": "model", "created": 0, "owned_by": "you"}
            return {"object": "list", "data": [model]}
        voices = requests.listed_voices(self._books())
        return {"object": "list", "voices": voices}

    async def _speech(self, scope: Scope, headers: dict[str, str], answer: _Answer) -> None:
        body = await answer.body(headers)
        wanted = await asyncio.to_thread(lambda: requests.read_request(body, self._books()))
        client = headers.get(_CLIENT, "")[:64] or (scope.get("client") or ("", 0))[0]
        async with self._spoken(client, wanted) as messages:
            await self._send_speech(wanted, messages, answer)

    @contextlib.asynccontextmanager
    async def _spoken(self, client: str, wanted: Wanted) -> AsyncIterator[asyncio.Queue[Message]]:
        """The messages of one job, which ends with the block at the latest."""
        loop, messages = asyncio.get_running_loop(), asyncio.Queue[Message]()

        def tell(message: Message) -> None:
            with contextlib.suppress(RuntimeError):  # the server has ended
                loop.call_soon_threadsafe(messages.put_nowait, message)

        folder = self._pool.new_folder()
        given = {
            "library": self._library, "voice": wanted.voice, "text": wanted.text,
            "kind": wanted.kind, "manner": wanted.manner, "language": wanted.language,
            "folder": folder,
        }  # fmt: skip
        job = Job(client, given, tell)
        try:
            self._pool.submit(job)
        except FullError:
            folder.rmdir()
            raise Refused(
                429, "Too many texts are waiting: try again in a minute.", "rate_limit_exceeded",
                headers={"retry-after": "60"},
            ) from None  # fmt: skip
        try:
            yield messages
        finally:
            await asyncio.to_thread(self._pool.cancel, job)
            await asyncio.to_thread(shutil.rmtree, folder, ignore_errors=True)

    async def _send_speech(
        self, wanted: Wanted, messages: asyncio.Queue[Message], answer: _Answer
    ) -> None:
        """Sound, a sentence at a time; what goes wrong before the first one is a refusal."""
        media_type = "text/event-stream" if wanted.events else KINDS[wanted.kind].media_type
        while True:
            match await answer.unless_gone(messages.get()):
                case Sample(path=path):
                    data = await asyncio.to_thread(path.read_bytes)
                    await asyncio.to_thread(path.unlink, missing_ok=True)
                    if not answer.begun:
                        await answer.begin(200, media_type)
                    if data:
                        await answer.more(_delta(data) if wanted.events else data)
                case Done():
                    if wanted.events:
                        await answer.more(_event({"type": "speech.audio.done", "usage": _USAGE}))
                    await answer.end()
                    return
                case Failed(sentence=sentence, detail=detail):
                    status, code = (500, "server_error") if detail else (400, "invalid_value")
                    await self._broken(wanted, answer, Refused(status, sentence, code))
                    return
                case Cancelled():
                    sentence = "The server is being closed: try again when it runs."
                    await self._broken(wanted, answer, Refused(503, sentence, "server_error"))
                    return
                case _:
                    pass

    async def _broken(self, wanted: Wanted, answer: _Answer, refused: Refused) -> None:
        """Say what went wrong; where sound was sent already, end it so that it is not believed."""
        if not answer.begun:
            raise refused
        if wanted.events:
            await answer.more(_event({"type": "error", **json.loads(refused.body())}))
            await answer.end()
            return
        raise RuntimeError(refused.sentence)  # uvicorn cuts the connection: no last chunk

    def _books(self) -> Library | None:
        folder = self._library
        if folder is None or not (folder / "library.sqlite").is_file():
            return None
        return Library(folder)


class _Answer:
    """What goes to one client, and whether it is still there."""

    def __init__(self, receive: Receive, send: Send) -> None:
        self._receive, self._send = receive, send
        self._read = False
        self.begun = False

    async def body(self, headers: dict[str, str]) -> bytes:
        """The body of a request in JSON. Raises Refused."""
        kind = headers.get("content-type", "").partition(";")[0].strip().lower()
        if kind != "application/json":  # pages of other sites cannot send this unasked
            raise Refused(415, "Send the request as application/json.", "wrong_content_type")
        length = headers.get("content-length", "0")
        if not length.isdecimal() or int(length[:12]) > requests.MAX_BODY:
            raise _too_large()
        try:
            async with asyncio.timeout(BODY_SECONDS):
                return await self._whole_body()
        except TimeoutError:
            raise Refused(408, "The request did not come to an end.", "timeout") from None

    async def _whole_body(self) -> bytes:
        parts: list[bytes] = []
        while True:
            message = await self._receive()
            if message["type"] == "http.disconnect":
                raise _GoneError
            parts.append(message.get("body", b""))
            if sum(map(len, parts)) > requests.MAX_BODY:
                raise _too_large()
            if not message.get("more_body", False):
                self._read = True
                return b"".join(parts)

    async def unless_gone(self, waited_for: Awaitable[Any]) -> Any:
        """What is waited for. Raises _GoneError when the client leaves before."""
        waiting = asyncio.ensure_future(waited_for)
        gone = asyncio.ensure_future(self._until_gone())
        try:
            await asyncio.wait({waiting, gone}, return_when=asyncio.FIRST_COMPLETED)
            if waiting.done():
                return waiting.result()
            raise _GoneError
        finally:
            waiting.cancel()
            gone.cancel()

    async def _until_gone(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def begin(self, status: int, media_type: str, more: Headers | None = None) -> None:
        self.begun = True
        generator = (b"x-generated-by", f"Timbre {__version__}".encode())
        headers = [(b"content-type", media_type.encode()), generator, *_ALWAYS, *(more or ())]
        await self._give({"type": "http.response.start", "status": status, "headers": headers})

    async def more(self, data: bytes) -> None:
        await self._give({"type": "http.response.body", "body": data, "more_body": True})

    async def end(self) -> None:
        await self._give({"type": "http.response.body", "body": b"", "more_body": False})

    async def whole(
        self,
        status: int,
        media_type: str,
        data: bytes,
        more: list[tuple[bytes, bytes]] | None = None,
    ) -> None:
        """An answer in one piece."""
        close = [] if self._read or status < 400 else [(b"connection", b"close")]
        length = (b"content-length", str(len(data)).encode())
        await self.begin(status, media_type, [length, *close, *(more or ())])
        await self._give({"type": "http.response.body", "body": data, "more_body": False})

    async def _give(self, message: MutableMapping[str, Any]) -> None:
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await self._send(message)
        except (OSError, TimeoutError) as error:
            raise _GoneError from error


def _too_large() -> Refused:
    most = requests.MAX_BODY // 1024
    return Refused(413, f"The request is larger than {most} KB: send less at once.", "too_large")


_USAGE = {"input_tokens": 0, "output_tokens": 0, "total_tokens": 0}


def _delta(data: bytes) -> bytes:
    return _event({"type": "speech.audio.delta", "audio": base64.b64encode(data).decode()})


def _event(said: dict[str, Any]) -> bytes:
    return b"data: " + json.dumps(said).encode() + b"\n\n"
