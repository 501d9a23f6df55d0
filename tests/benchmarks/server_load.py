"""`timbre serve` under load: many clients at once, on this computer alone.

    python -m tests.benchmarks.server_load                 # 50 clients, two texts each
    python -m tests.benchmarks.server_load --clients 8 --rounds 1

Every request must be answered whole (a WAV that says something), in the order in which it came, and
the memory of server and worker must not grow from round to round. Prints when the first
byte came, when the last, and the memory. `--openai` asks through the official client, if installed.
"""

from __future__ import annotations

import argparse
import http.client
import json
import tempfile
import threading
import time
from dataclasses import dataclass, field
from pathlib import Path

from studio.server.running import Server, Settings

MOST_GROWN = 60.0  # MB from the end of the first round to the end of the last
MOST_SECONDS = 600.0
TEXT = "Request number {} is being read aloud. It has two sentences."


@dataclass
class Answer:
    """What one request came to."""

    number: int
    asked: float
    first: float = 0.0
    last: float = 0.0
    size: int = 0
    wrong: str = ""


@dataclass
class Load:
    """All answers of all rounds."""

    answers: list[Answer] = field(default_factory=list)
    memory: list[float] = field(default_factory=list)
    """MB of server and workers, after each round."""


def ask(port: int, token: str, answer: Answer, client: str) -> None:
    """Make one request, and read its sound as it comes."""
    said = {"model": "timbre", "voice": "af_heart", "input": TEXT.format(answer.number)}
    body = json.dumps(said | {"response_format": "wav"})
    headers = {"Authorization": f"Bearer {token}", "Content-Type": "application/json"}
    link = http.client.HTTPConnection("127.0.0.1", port, timeout=MOST_SECONDS)
    try:
        link.request("POST", "/v1/audio/speech", body, headers | {"X-Timbre-Client": client})
        got = link.getresponse()
        while data := got.read1(65536):
            answer.first = answer.first or time.monotonic()
            answer.size += len(data)
        if got.status != 200 or answer.size < 50_000:
            answer.wrong = f"status {got.status}, {answer.size} bytes"
    except (OSError, http.client.HTTPException) as error:
        answer.wrong = repr(error)
    finally:
        answer.last = time.monotonic()
        link.close()


def ask_with_openai(port: int, token: str, answer: Answer) -> None:
    """The same through the official client library."""
    import openai  # type: ignore  # no dependency of this project

    client = openai.OpenAI(base_url=f"http://127.0.0.1:{port}/v1", api_key=token, max_retries=0)
    text = TEXT.format(answer.number)
    try:
        with client.audio.speech.with_streaming_response.create(
            model="tts-1", voice="af_heart", input=text, response_format="wav"
        ) as got:
            for data in got.iter_bytes():
                answer.first = answer.first or time.monotonic()
                answer.size += len(data)
    except openai.OpenAIError as error:
        answer.wrong = repr(error)
    answer.last = time.monotonic()


def load(server: Server, token: str, clients: int, rounds: int, openai: bool) -> Load:
    """Let so many clients ask at once, several times."""
    result = Load()
    for _ in range(rounds):
        threads = []
        for index in range(clients):
            answer = Answer(len(result.answers), time.monotonic())
            result.answers.append(answer)
            given = (server.port, token, answer)
            target, more = (ask_with_openai, ()) if openai else (ask, (f"client {index}",))
            threads.append(threading.Thread(target=target, args=(*given, *more), daemon=True))
            threads[-1].start()
        for thread in threads:
            thread.join(MOST_SECONDS)
        result.memory.append(sum(megabytes(pid) for pid in ("self", *server.pool.pids())))
    return result


def megabytes(pid: int | str) -> float:
    """Resident memory of a process (Linux)."""
    for line in Path(f"/proc/{pid}/status").read_text().splitlines():
        if line.startswith("VmRSS:"):
            return int(line.split()[1]) / 1024
    return 0.0


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--clients", type=int, default=50)
    parser.add_argument("--rounds", type=int, default=2)
    parser.add_argument("--workers", type=int, default=1)
    parser.add_argument("--openai", action="store_true", help="through the official client")
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        token_file = Path(folder) / "token"
        server = Server(Settings(Path(folder) / "library", port=0, workers=given.workers,
                                 token_file=token_file))  # fmt: skip
        thread = threading.Thread(target=server.run)
        thread.start()
        try:
            server.pool.ready.wait(MOST_SECONDS)
            token = token_file.read_text().strip()
            result = load(server, token, given.clients, given.rounds, given.openai)
        finally:
            server.stop()
            thread.join(30)
    report(result, given.clients)


def report(result: Load, clients: int) -> None:
    """Print the figures; fails when an answer is missing or memory grew."""
    answers = result.answers
    wrong = [f"{a.number}: {a.wrong or 'no answer'}" for a in answers if a.wrong or not a.last]
    first = sorted(a.first - a.asked for a in answers if a.first)
    last = sorted(a.last - a.asked for a in answers if a.last)
    late = [  # how many places somebody was served later than they came
        place - number % clients
        for start in range(0, len(answers), clients)
        for place, number in enumerate(
            a.number for a in sorted(answers[start : start + clients], key=lambda a: a.first)
        )
    ]
    grown = result.memory[-1] - result.memory[0]
    print(f"{len(answers)} requests of {clients} clients at once: {len(wrong)} wrong or dropped")
    for what, times in (("first byte", first), ("whole answer", last)):
        if times:
            soonest, middle, latest = times[0], times[len(times) // 2], times[-1]
            print(f"{what}: {soonest:.2f} s the soonest, {middle:.2f} s the median, {latest:.2f} s")
    print(f"served at most {max(late, default=0)} places later than asked")
    print(f"memory after each round: {', '.join(f'{mb:.0f}' for mb in result.memory)} MB")
    print("\n".join(wrong))
    if wrong or grown > MOST_GROWN:
        raise SystemExit(1)


if __name__ == "__main__":
    main()
