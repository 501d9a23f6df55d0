"""`timbre serve`: who may ask, what is refused and how, who is next, and that it speaks."""

from __future__ import annotations

import http.client
import io
import json
import os
import socket
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import numpy as np
import pytest
import soundfile

from studio.core.errors import StudioError
from studio.core.library import Library
from studio.server import pool as pools
from studio.server import running
from studio.server.gate import Gate, token_in
from studio.server.pool import FairQueue, FullError, Job
from studio.server.requests import MAX_BODY, Refused, read_request
from studio.server.running import Server, Settings
from studio.speech.export import Origin
from studio.speech.streaming import KINDS, StreamedSound
from studio.speech.watermark import detect

SPEECH = "/v1/audio/speech"
SAY: dict[str, Any] = {"model": "tts-1", "voice": "af_heart", "input": "One two."}
Ask = Callable[..., tuple[int, bytes]]


class Client:
    """Asks one server."""

    def __init__(self, server: Server, token: str | None) -> None:
        self.server, self.token = server, token

    def begin(self, said: Any, path: str = SPEECH, **headers: str) -> http.client.HTTPConnection:
        """Send a request, and return the connection without waiting for the answer."""
        link = http.client.HTTPConnection("127.0.0.1", self.server.port, timeout=60)
        sent = {} if self.token is None else {"Authorization": f"Bearer {self.token}"}
        sent |= {k.replace("_", "-"): v for k, v in headers.items()}
        if said is None:
            link.request("GET", path, headers=sent)
        else:
            body = said if isinstance(said, bytes) else json.dumps(said).encode()
            link.request("POST", path, body, {"Content-Type": "application/json"} | sent)
        return link

    def ask(self, said: Any, path: str = SPEECH, **headers: str) -> tuple[int, bytes]:
        """Status and body."""
        link = self.begin(said, path, **headers)
        answer = link.getresponse()
        try:
            return answer.status, answer.read()
        finally:
            link.close()

    def refused(self, said: Any, path: str = SPEECH, **headers: str) -> tuple[int, str]:
        """Status and sentence of a refusal in OpenAI's form."""
        status, body = self.ask(said, path, **headers)
        error = json.loads(body)["error"]
        assert error.keys() == {"message", "type", "param", "code"}
        return status, error["message"]


def started(settings: Settings) -> Iterator[Client]:
    server = Server(settings)
    thread = threading.Thread(target=server.run)
    thread.start()
    try:
        file = settings.token_file
        yield Client(server, None if file is None else file.read_text().strip())
    finally:
        server.stop()
        thread.join(30)
        assert not thread.is_alive()
        assert not list(server.pool._root.parent.glob(server.pool._root.name))


@pytest.fixture
def root(tmp_path: Path) -> Path:
    return Library(tmp_path / "library").root


@pytest.fixture
def client(root: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Client]:
    """A server whose task needs no models."""

    class QuickPool(pools.Pool):
        def __init__(self, workers: int, threads: int) -> None:
            super().__init__(workers, threads, task="tests.server.serving_tasks:say", warm_up=None)

    monkeypatch.setattr(running, "Pool", QuickPool)
    yield from started(Settings(root, port=0, token_file=tmp_path / "token"))


def until(true: Callable[[], bool]) -> None:
    end = time.monotonic() + 60
    while not true():
        assert time.monotonic() < end
        time.sleep(0.01)


def test_speech_and_lists(client: Client) -> None:
    assert client.ask(SAY) == (200, b"<One><two.>")
    assert client.ask({**SAY, "voice": {"id": "heart"}, "instructions": ""})[0] == 200
    status, body = client.ask({**SAY, "stream_format": "sse"})
    events = [json.loads(line[6:]) for line in body.decode().split("\n\n") if line]
    assert status == 200
    assert [one["type"] for one in events] == ["speech.audio.delta"] * 2 + ["speech.audio.done"]
    voices = json.loads(client.ask(None, "/v1/audio/voices")[1])["voices"]
    assert "af_heart" in [voice["id"] for voice in voices]
    assert json.loads(client.ask(None, "/v1/models")[1])["data"][0]["id"] == "timbre"
    assert json.loads(client.ask(None, "/health", Authorization="none")[1]) == {"status": "ok"}


def test_what_is_refused_at_the_door(client: Client) -> None:
    assert client.refused(SAY, Authorization="Bearer wrong")[0] == 401
    assert client.refused(SAY, Host="evil.example")[0] == 403
    assert client.refused(SAY, Origin="https://evil.example")[0] == 403
    assert client.refused(SAY, Origin="null")[0] == 403
    assert client.refused(SAY, Content_Type="text/plain")[0] == 415
    assert client.refused(b"x" * (MAX_BODY + 1))[0] == 413
    assert client.refused(None, "/v1/elsewhere")[0] == 404
    assert client.refused(None, SPEECH)[0] == 405
    port = client.server.port
    assert client.ask(None, "/v1/models", Host=f"localhost:{port}")[0] == 200
    link = client.begin(None, "/v1/models", Origin=f"http://127.0.0.1:{port}")
    answer = link.getresponse()
    assert answer.status == 200
    assert not [name for name, _ in answer.getheaders() if name.lower().startswith("access-")]
    link.close()


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"input": " "}, "There is nothing to say"),
        ({"input": "x" * 4097}, "4096 may be sent at once"),
        ({"input": "\ud800"}, "half characters"),
        ({"input": 5}, "There is nothing to say"),
        ({"model": "other"}, "no such model"),
        ({"voice": "alloy"}, "There is no voice “alloy”"),
        ({"voice": {}}, "which voice"),
        ({"speed": 9}, "The speed must lie between"),
        ({"speed": 10**400}, "The speed must lie between"),
        ({"timbre": {"wings": 2}}, "no control “wings”"),
        ({"response_format": "aac"}, "“response_format” must be one of"),
        ({"instructions": "cheerful"}, "Instructions in words"),
        ({"surprise": 1}, "no parameter “surprise”"),
    ],
)
def test_bad_requests_get_a_sentence(change: dict[str, Any], sentence: str) -> None:
    with pytest.raises(Refused, match=sentence) as caught:
        read_request(json.dumps(SAY | change).encode(), None)
    assert 400 <= caught.value.status < 500


@pytest.mark.parametrize("body", [b"", b"[]", b"{", b"\xff", b"[" * 60_000, b'"x"'])
def test_what_is_no_json(body: bytes) -> None:
    with pytest.raises(Refused, match="is no JSON"):
        read_request(body, None)


def test_what_goes_wrong_is_told_or_breaks_the_sound(client: Client) -> None:
    sentence = "This word cannot be said: write another."
    assert client.refused({**SAY, "input": "fail"}) == (400, sentence)
    link = client.begin({**SAY, "input": "one fail"})
    with pytest.raises(http.client.IncompleteRead):
        link.getresponse().read()
    link.close()
    said = client.ask({**SAY, "input": "one fail", "stream_format": "sse"})[1]
    assert sentence in said.decode()


def test_whoever_leaves_stops_the_work(client: Client, root: Path) -> None:
    pool, log = client.server.pool, root / "log"
    running, waiting = client.begin({**SAY, "input": "wait"}), client.begin(SAY)
    until(lambda: log.exists() and len(pool.queue) == 1)
    waiting.close()
    until(lambda: len(pool.queue) == 0)
    running.close()
    until(lambda: pool.busy == 0)
    assert log.read_text(encoding="utf-8").splitlines() == ["wait", "stopped wait"]
    until(lambda: not list(pool._root.iterdir()))
    assert client.ask(SAY)[0] == 200


def test_clients_take_turns(client: Client, root: Path) -> None:
    """One asks for many texts at once; another's comes after one more of them, not after all."""
    pool = client.server.pool
    first = client.begin({**SAY, "input": "wait"})
    until((root / "log").exists)
    asked = []
    for number in range(6):
        asked.append(client.begin({**SAY, "input": f"many {number}"}, x_timbre_client="many"))
        until(lambda: len(pool.queue) == len(asked))
    asked.append(client.begin({**SAY, "input": "one"}, x_timbre_client="one"))
    until(lambda: len(pool.queue) == len(asked))
    first.close()
    for link in asked:
        assert link.getresponse().read()
        link.close()
    order = (root / "log").read_text(encoding="utf-8").splitlines()
    assert order[2:] == ["many 0", "one", *(f"many {number}" for number in range(1, 6))]


def test_a_full_queue_refuses() -> None:
    queue = FairQueue(most=2)
    jobs = [Job("a", {}, lambda message: None) for _ in range(3)]
    queue.put(jobs[0])
    queue.put(jobs[1])
    with pytest.raises(FullError):
        queue.put(jobs[2])
    assert queue.remove(jobs[0])
    assert not queue.remove(jobs[0])
    assert queue.take() is jobs[1]
    assert queue.close() == []
    assert queue.take() is None


def test_only_loopback_unless_asked_for(tmp_path: Path) -> None:
    with pytest.raises(StudioError, match="can be reached by other computers"):
        Server(Settings(tmp_path, host="0.0.0.0"))
    with pytest.raises(StudioError, match="Without a token"):
        Server(Settings(tmp_path, host="0.0.0.0", network=True))
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(StudioError, match="choose another one with --port"):
            Server(Settings(tmp_path, port=taken.getsockname()[1]))


def test_the_token_is_its_owners(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "token"
    token = token_in(path)
    assert token_in(path) == token
    assert len(token) > 40
    if os.name == "posix":
        assert path.stat().st_mode & 0o077 == 0
        path.chmod(0o644)
        with pytest.raises(StudioError, match="Others may read the token"):
            token_in(path)
        path.chmod(0o600)
    path.write_text("short")
    with pytest.raises(StudioError, match="holds no token"):
        token_in(path)
    with pytest.raises(Refused):
        Gate(None, local=True).check({"host": "evil.example:80"})


@pytest.mark.parametrize("kind", KINDS)
@pytest.mark.parametrize("pieces", [1, 3])
def test_kinds_of_sound(kind: str, pieces: int, vowel: Callable[..., Any]) -> None:
    sound = 3 * vowel(seconds=3.0)
    made = StreamedSound(
        kind, Origin("Heart", "the stock voice Heart", "Ää."), only_piece=pieces == 1
    )
    parts = [made.add(part) for part in np.array_split(sound, pieces)]
    assert all(parts) or pieces == 1 or KINDS[kind].whole, "each piece can be sent at once"
    data = b"".join([*parts, made.end()])
    if kind == "pcm":
        heard = np.frombuffer(data, "<i2") / 32768
    else:
        with soundfile.SoundFile(io.BytesIO(data)) as file:
            heard = file.read(len(sound))
            tags = file.copy_metadata()
        assert "Generated speech" in tags["comment"]
        assert tags["title"].startswith("Ää") or kind == "wav"
    assert abs(len(heard) - len(sound)) < 2400
    assert np.sqrt(np.mean(heard**2)) == pytest.approx(np.sqrt(np.mean(sound**2)), rel=0.1)


def test_a_real_voice_speaks_marked(root: Path) -> None:
    for client in started(Settings(root, port=0)):
        status, body = client.ask({**SAY, "response_format": "wav", "input": "The harbour."})
        assert status == 200
        sound, rate = soundfile.read(io.BytesIO(body), dtype="float32")
        assert rate == 24_000
        assert detect(np.asarray(sound, np.float32), rate) > 0.5
        assert client.refused({**SAY, "input": "…"}) == (
            400,
            "There is nothing to say: the text holds no word.",
        )
