"""Run by test_recorder.py and test_devices.py inside tests/virtual-audio.sh: records what the sound
server's loop plays, through the real library, and prints what was measured as JSON.

    tests/virtual-audio.sh python tests/audio/recording_loopback.py under_load=10 killed=50
"""

import contextlib
import json
import multiprocessing
import os
import random
import resource
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import numpy as np
import soundfile
from numpy.typing import NDArray

from studio.audio import capture_file, sound_server
from studio.audio.device_watch import DeviceWatch
from studio.audio.listening import PRE_ROLL
from studio.audio.meter import Meter
from studio.audio.player import Player
from studio.audio.recorder import Captured, Recorder
from studio.core.errors import StudioError

RATE = 48_000
LEAD = RATE // 2  # silence first: the server swallows the beginning of a stream

Sound = NDArray[np.float32]


def under_load(seconds: int) -> dict[str, object]:
    """Noise in, noise out, compared sample by sample, while both cores are busy."""
    noise = np.random.default_rng(5).uniform(-0.5, 0.5, seconds * RATE).astype(np.float32)
    with folder() as path, opened() as recorder, busy(2), playing(noise) as play:
        started = time.monotonic()
        recorder.start(path / "take.wav")
        shown = 0
        while play.poll() is None:
            time.sleep(1 / 60)
            shown += len(recorder.drain().samples)
        time.sleep(0.3)
        asked = time.monotonic()
        captured = recorder.stop()
        stopped = time.monotonic()
        sound = read(captured.path)
    first = place_of(noise[:RATE], sound)
    heard = sound[first : first + len(noise)]
    return {
        **told(captured),
        "sent": len(noise),
        "received": len(heard),
        "exact": int(np.count_nonzero(heard == noise[: len(heard)])),
        "outside": int(np.count_nonzero(sound[:first])),
        "drift": [place_of(part, sound) - first - at for at, part in seconds_of(noise)],
        "shown": shown,
        "wall": asked - started,
        "stop_took": stopped - asked,
    }


def tone(rate: int) -> dict[str, object]:
    """997 Hz played by our player, recorded at any rate."""
    axis = np.arange(round(1.2 * RATE)) / RATE
    sine = (0.25 * np.sin(2 * np.pi * 997 * axis)).astype(np.float32)
    over = threading.Event()
    with folder() as path, opened(rate=rate) as recorder:
        meter = Meter(recorder.rate)
        recorder.start(path / "take.wav")
        Player().play(sine, RATE, lambda _error: over.set())
        highest = meter.reading
        while not over.wait(1 / 60):
            reading = meter.feed(recorder.drain().samples)
            highest = max(highest, reading, key=lambda one: one.rms_dbfs)
        time.sleep(0.3)
        captured = recorder.stop()
        sound = read(captured.path)
    loud = np.flatnonzero(np.abs(sound) > 0.02)
    middle = sound[loud[0] : loud[-1]][rate // 10 : -rate // 10]
    spectrum = np.abs(np.fft.rfft(middle * np.hanning(len(middle)), 1 << 20))
    return {
        **told(captured),
        "hertz": float(np.argmax(spectrum)) * rate / (1 << 20),
        "peak": float(np.percentile(np.abs(middle), 99.9)),
        "heard": (loud[-1] - loud[0]) / rate,
        "meter": [highest.peak_dbfs, highest.hold_dbfs, highest.rms_dbfs, highest.clipped],
    }


def pre_roll() -> dict[str, object]:
    """What was said before the key was pressed belongs to the take; two takes may overlap."""
    ramp = (np.arange(6 * RATE) % (1 << 20) / (1 << 20)).astype(np.float32)
    with folder() as path, opened() as recorder, playing(ramp) as play:
        while not recorder.drain().samples.any():
            time.sleep(0.005)
        time.sleep(1.0)
        newest = recorder.drain().samples[-1, 0]
        recorder.start(path / "one.wav")
        time.sleep(0.5)
        one = recorder.finish()
        recorder.start(path / "two.wav")  # while the first one is still being finished
        time.sleep(0.5)
        two = recorder.stop()
        play.kill()
        first, second = read(one.result().path), read(two.path)
    return {
        "before": round((float(newest) - float(first[0])) * (1 << 20)) / RATE,
        "steps": [steps(first), steps(second)],
        "overlap": round((float(first[-1]) - float(second[0])) * (1 << 20)) / RATE,
    }


def server_dies() -> dict[str, object]:
    """The sound server is killed in the middle of a take, and one like it is started again."""
    lost: list[tuple[float, str]] = []
    recorder = Recorder()
    recorder.open(None, lambda sentence: lost.append((time.monotonic(), sentence)))
    wait(lambda: len(recorder.drain().samples) > 0)
    with folder() as path:
        recorder.start(path / "take.wav", {"prompt_id": "7"})
        time.sleep(1.0)
        os.kill(int(os.environ["SOUND_SERVER_PID"]), signal.SIGKILL)
        killed = time.monotonic()
        wait(lambda: bool(lost))
        kept = recorder.stop()
        sound = read(kept.path)
        again = sentence_of(lambda: recorder.open(None))
        with another_server():
            recorder.open(None)
            wait(lambda: len(recorder.drain().samples) > 0)
            recorder.start(path / "next.wav")
            time.sleep(0.5)
            after = recorder.stop()
            recorder.close(wait=True)
    return {
        **told(kept),
        "noticed": lost[0][0] - killed,
        "sentences": [sentence for _, sentence in lost],
        "frames": len(sound),
        "again": again,
        "after": told(after),
    }


def server_hangs() -> dict[str, object]:
    """The server is alive and answers nobody: then callbacks stop, and nothing else happens."""
    lost: list[tuple[float, str]] = []
    recorder = Recorder()
    recorder.open(None, lambda sentence: lost.append((time.monotonic(), sentence)))
    wait(lambda: len(recorder.drain().samples) > 0)
    server = int(os.environ["SOUND_SERVER_PID"])
    with folder() as path:
        recorder.start(path / "take.wav")
        time.sleep(0.6)
        os.kill(server, signal.SIGSTOP)
        hung = time.monotonic()
        wait(lambda: bool(lost))
        kept = recorder.stop()
        os.kill(server, signal.SIGCONT)
        recorder.open(None)
        wait(lambda: len(recorder.drain().samples) > 0)
        recorder.close(wait=True)
    return {
        **told(kept),
        "noticed": lost[0][0] - hung,
        "sentences": [sentence for _, sentence in lost],
    }


def slow_disk() -> dict[str, object]:
    """Each flush to the disk takes a second; the microphone and the window go on."""
    ramp = (np.arange(8 * RATE) % (1 << 20) / (1 << 20)).astype(np.float32)
    flush = os.fsync
    stalls: list[float] = []
    with folder() as path, opened() as recorder, playing(ramp) as play:
        while not recorder.drain().samples.any():
            time.sleep(0.005)
        time.sleep(PRE_ROLL + 0.1)
        recorder.start(path / "one.wav")
        time.sleep(0.1)
        os.fsync = lambda handle: (time.sleep(1.0), flush(handle))[1]
        one = recorder.finish()
        recorder.start(path / "two.wav")
        shown, end = time.monotonic(), time.monotonic() + 1.5
        while time.monotonic() < end:
            time.sleep(1 / 60)
            if len(recorder.drain().samples):
                stalls.append(time.monotonic() - shown)
                shown = time.monotonic()
        asked = time.monotonic()
        two = recorder.finish()
        returned = time.monotonic() - asked
        kept = [one.result(), two.result()]
        os.fsync = flush
        play.kill()
        sounds = [read(captured.path) for captured in kept]
    return {
        "takes": [told(captured) for captured in kept],
        "steps": [steps(sound) for sound in sounds],
        "longest_without_picture": max(stalls),
        "finish_took": returned,
    }


def unplugged() -> dict[str, object]:
    """A second microphone comes, records, goes in the middle of a take, and comes again.

    The server then lets the stream go on with the first microphone, without a word.
    """
    watch = DeviceWatch(seconds=0.1)
    watch.start()
    wait(lambda: watch.changes > 0)
    names = [[device.key for device in watch.inputs]]
    module = plug()
    wait(lambda: watch.changes > 1)
    names.append([device.key for device in watch.inputs])
    key = next(device.key for device in watch.inputs if not device.is_default)
    lost: list[tuple[float, str]] = []
    recorder = Recorder()
    with folder() as path:
        recorder.open(key, lambda sentence: lost.append((time.monotonic(), sentence)))
        form = [recorder.rate, recorder.channels]
        wait(lambda: len(recorder.drain().samples) > 0)
        recorder.start(path / "take.wav")
        time.sleep(0.6)
        pactl("unload-module", module)
        gone = time.monotonic()
        wait(lambda: bool(lost) and not recorder.is_open)
        kept = told(recorder.stop())
        wait(lambda: len(watch.inputs) == 1)
        names.append([device.key for device in watch.inputs])
        without = sentence_of(lambda: recorder.open(key))
        module = plug()
        recorder.open(key)
        recorder.close(wait=True)
    watch.stop()
    pactl("unload-module", module)
    return {
        **kept,
        "names": names,
        "key": key,
        "form": form,
        "noticed": lost[0][0] - gone,
        "sentences": [sentence for _, sentence in lost],
        "without": without,
    }


def disk_full() -> dict[str, object]:
    """No more than 100 kB fit into a file: half a second."""
    lost: list[str] = []
    with folder() as path, opened(lost.append) as recorder:
        limits = resource.getrlimit(resource.RLIMIT_FSIZE)
        resource.setrlimit(resource.RLIMIT_FSIZE, (100_001, limits[1]))
        recorder.start(path / "take.wav")
        wait(lambda: bool(lost))
        listens = recorder.is_open
        kept = recorder.stop()
        frames = len(read(kept.path))
        resource.setrlimit(resource.RLIMIT_FSIZE, (0, limits[1]))
        recorder.start(path / "none.wav")
        refused = sentence_of(recorder.stop)
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
        recorder.start(path / "next.wav")
        time.sleep(0.3)
        after = recorder.stop()
        left = sorted(file.name for file in path.glob("*.wav*"))
    return {
        **told(kept),
        "frames": frames,
        "sentences": lost,
        "listens": listens,
        "refused": refused,
        "after": told(after),
        "left": left,
    }


def killed(times: int) -> dict[str, object]:
    """Recording processes are killed at random moments."""
    chance = random.Random(11)
    moments = [chance.uniform(0.0, 2.0) for _ in range(times)]
    with ThreadPoolExecutor(4) as pool:
        turns = list(pool.map(kill_once, moments))
    return {
        "finished": sum(turn[0] for turn in turns),
        "unfinished": sum(len(turn[1]) for turn in turns),
        "missing_seconds": [round(one, 3) for turn in turns for one in turn[1]],
        "torn": [f"{number}: {one}" for number, turn in enumerate(turns) for one in turn[2]],
    }


def kill_once(moment: float) -> tuple[int, list[float], list[str]]:
    """Returns how many takes were finished, what is missing of the others, and what is wrong."""
    with folder() as path:
        words = [line.split() for line in killed_after(moment, path) if line.endswith(".\n")]
        done = {name: int(frames) for word, name, frames, _ in words if word == "finished"}
        said = {name: int(frames) for word, name, frames, _ in words if word == "heard"}
        found = {one.path.name: one for one in capture_file.recover(path)}
        kept = {name: len(read(one.path)) for name, one in found.items()}
        torn = [name for name, frames in done.items() if kept.get(name) != frames]
        torn += [name for name, frames in said.items() if frames and name not in kept]
        for name, one in found.items():
            if one.about != {"prompt_id": name.removesuffix(".wav")}:
                torn.append(f"{name} is {one.about}")
            capture_file.forget(one.path)
        torn += [file.name for file in path.iterdir() if "wav" in file.name]
    pre_roll = round(PRE_ROLL * RATE)
    missing = [
        (frames + pre_roll - kept.get(name, 0)) / RATE
        for name, frames in said.items()
        if name not in done
    ]
    return len(done), missing, torn


def killed_after(seconds: float, path: Path) -> list[str]:
    """Let a process record into `path` and kill it; returns what it has told."""
    with subprocess.Popen(
        [sys.executable, __file__, "record_for_ever", str(path)], stdout=subprocess.PIPE, text=True
    ) as child:
        assert child.stdout is not None
        first = child.stdout.readline()
        time.sleep(seconds)
        child.kill()
        return [first, *child.stdout]


def record_for_ever(path: str) -> None:
    """Records takes of half a second and tells what is heard, until it is killed."""
    with opened() as recorder:
        for number in range(1000):
            name = f"{number}.wav"
            recorder.start(Path(path) / name, {"prompt_id": str(number)})
            heard = 0
            recorder.drain()
            while heard < RATE // 2:
                time.sleep(0.01)
                heard += len(recorder.drain().samples)
                print("heard", name, heard, ".", flush=True)
            captured = recorder.stop()
            print("finished", name, round(captured.seconds * RATE), ".", flush=True)


@contextlib.contextmanager
def opened(
    on_lost: Callable[[str], None] | None = None, rate: int | None = None
) -> Iterator[Recorder]:
    recorder = Recorder()
    recorder.open(None, on_lost, rate=rate)
    wait(lambda: len(recorder.drain().samples) > 0)
    time.sleep(0.4)  # more than the pre-roll
    yield recorder
    recorder.close(wait=True)


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    with tempfile.TemporaryDirectory() as path:
        yield Path(path)


@contextlib.contextmanager
def playing(sound: Sound) -> Iterator["subprocess.Popen[bytes]"]:
    """Play `sound` after half a second of silence, buffered so far ahead that no gap is torn."""
    silence = np.zeros(LEAD, np.float32)
    with tempfile.NamedTemporaryFile() as file:
        file.write(np.concatenate([silence, sound, silence]).tobytes())
        file.flush()
        play = subprocess.Popen(
            ["pacat", "--playback", "--raw", "--device=loop", f"--rate={RATE}", "--channels=1",
             "--format=float32le", "--latency-msec=2000", file.name]
        )  # fmt: skip
        yield play
        play.wait()


@contextlib.contextmanager
def busy(count: int) -> Iterator[None]:
    """Other processes compute without a pause."""
    processes = [multiprocessing.Process(target=_spin, daemon=True) for _ in range(count)]
    for process in processes:
        process.start()
    yield
    for process in processes:
        process.kill()
        process.join()


def _spin() -> None:
    while True:
        pass


@contextlib.contextmanager
def another_server() -> Iterator[None]:
    """A sound server where the one that was killed has been."""
    socket = os.environ["PULSE_SERVER"].removeprefix("unix:")
    Path(socket).unlink(missing_ok=True)
    server = subprocess.Popen(
        ["pulseaudio", "-n", "--daemonize=no", "--exit-idle-time=-1", "--use-pid-file=no",
         "--disable-shm=yes", "--realtime=no", "--high-priority=no", "--log-level=error",
         f"--load=module-native-protocol-unix auth-anonymous=1 socket={socket}",
         "--load=module-null-sink sink_name=loop rate=48000 channels=1 format=float32le"],
        stderr=subprocess.DEVNULL,
    )  # fmt: skip
    wait(lambda: bool(sound_server.sources()))
    pactl("set-default-source", "loop.monitor")
    yield
    server.kill()
    server.wait()


def plug() -> str:
    """Add a microphone to the server; returns the number by which it is taken away."""
    return pactl(
        "load-module", "module-remap-source", "source_name=second", "master=loop.monitor",
        "source_properties=device.description=Second", "rate=44100", "channels=2", "remix=yes",
    )  # fmt: skip


def pactl(*words: str) -> str:
    done = subprocess.run(["pactl", *words], capture_output=True, text=True, check=False)
    assert done.returncode == 0, (words, done.stderr)
    return done.stdout.strip()


def wait(until: Callable[[], bool], seconds: float = 10.0) -> None:
    end = time.monotonic() + seconds
    while not until():
        if time.monotonic() > end:
            raise TimeoutError("it did not happen")
        time.sleep(0.01)


def sentence_of(work: Callable[[], object]) -> str:
    try:
        work()
    except StudioError as error:
        return str(error)
    return ""


def told(captured: Captured) -> dict[str, object]:
    return {
        "seconds": captured.seconds,
        "lost_frames": captured.lost_frames,
        "gaps": captured.gaps,
        "complete": captured.complete,
        "trouble": captured.trouble,
    }


def read(path: Path) -> Sound:
    sound, _rate = soundfile.read(path, dtype="float32", always_2d=True)
    return np.asarray(sound[:, 0], np.float32)


def steps(sound: Sound) -> list[float]:
    """The different steps from sample to sample of a ramp, in its own steps."""
    return sorted({round(float(step) * (1 << 20)) for step in np.diff(sound.astype(np.float64))})


def seconds_of(sound: Sound) -> list[tuple[int, Sound]]:
    return [(at, sound[at : at + RATE]) for at in range(0, len(sound) - RATE + 1, RATE)]


def place_of(part: Sound, sound: Sound) -> int:
    """Where `part` lies in `sound`, by cross-correlation."""
    size = 1 << (len(part) + len(sound)).bit_length()
    product = np.fft.rfft(sound, size) * np.conj(np.fft.rfft(part, size))
    return int(np.argmax(np.fft.irfft(product, size)[: len(sound)]))


def main(scenarios: list[str]) -> None:
    """Run `name` or `name=number` one after the other."""
    results = {}
    for scenario in scenarios:
        name, _, value = scenario.partition("=")
        results[scenario] = globals()[name](*([int(value)] if value else []))
    print(json.dumps(results))


if __name__ == "__main__":
    if sys.argv[1] == "record_for_ever":
        record_for_ever(sys.argv[2])
    else:
        main(sys.argv[1:])
