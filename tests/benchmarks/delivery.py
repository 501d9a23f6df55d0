"""An hour of speech delivered: memory, time, loudness, ACX and the mark, by the files themselves.

    python -m tests.benchmarks.delivery [--minutes 5 60] [--formats flac acx …] [--keep FOLDER]

A few paragraphs of narration.txt are rendered once; the lines of a long script are hard links to
them. Each delivery runs in a fresh process, whose peak memory is told. Loudness and true peak are
measured a second time by FFmpeg's ebur128, ACX's RMS, peak and floor by a few lines of this file,
and the mark is looked for in windows all over the file: none of it by what delivered.

Exit code 1 where memory grows by more than 20 %, a loudness is off by more than 0.5, ACX would
refuse, or a window that was looked at carries no mark.

Measured on a busy machine (seconds are the clock's, with one of two cores at best):

| | length | seconds | peak memory | loudness | true peak | mark in windows |
|---|---|---|---|---|---|---|
| FLAC | 5.1 min | 34 | 473 MB | -16.08 LUFS | -1.05 dB | 24 of 24, least 1.00 |
| FLAC | 60.1 min | 423 | 494 MB | -16.08 LUFS | -1.05 dB | 24 of 24, least 1.00 |
| ACX MP3 | 5.1 min | 71 | 489 MB | RMS -20.5 dB | peak -3.5 dB | 24 of 24, least 1.00 |
| ACX MP3 | 60.1 min | 1274 | 486 MB | RMS -20.5 dB | peak -3.5 dB | 24 of 24, least 1.00 |
| Opus | 5.1 min | 286 | 482 MB | -16.07 LUFS | -1.18 dB | 24 of 24, least 1.00 |
| WAV | 5.1 min | 84 | 488 MB | -16.08 LUFS | -1.05 dB | 24 of 24, least 1.00 |
| WAV | 60.1 min | 898 | 494 MB | -16.08 LUFS | -1.05 dB | 24 of 24, least 1.00 |

ACX's noise floor is -72.2 and -72.6 dB, and both pass.
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import av
import numpy as np
import soundfile
from av.filter import Graph

from studio.speech.delivery import GAPS, DeliveredLine, DeliverySettings

FORMATS: dict[str, dict[str, Any]] = {
    "flac": {"format": "flac", "loudness": "podcast", "rate": 48_000},
    "mp3": {"format": "mp3", "loudness": "podcast", "rate": 44_100},
    "opus": {"format": "opus", "loudness": "podcast", "rate": 48_000},
    "acx": {"format": "mp3", "loudness": "acx", "rate": 44_100},
    "wav": {"format": "wav", "loudness": "podcast", "rate": 48_000},
    "ebu": {"format": "wav", "depth": "24", "loudness": "ebu", "rate": 48_000},
}
LUFS = {"podcast": -16.0, "ebu": -23.0}
VOICE = "af_heart"
PARAGRAPHS = 8
WINDOWS = 24  # of 6 s, all over a file, in which the mark is looked for
WINDOW = 6.0
MOST_GROWN, MOST_OFF = 1.2, 0.5
NARRATION = Path(__file__).with_name("narration.txt")


def main(words: Sequence[str] | None = None) -> int:
    """Deliver and print a table; 1 where something is not as it should be."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n", 1)[0])
    parser.add_argument("--minutes", type=float, nargs="+", default=[5.0, 60.0])
    parser.add_argument("--formats", nargs="+", choices=tuple(FORMATS), default=list(FORMATS))
    parser.add_argument("--keep", type=Path, help="work there and leave what was made")
    parser.add_argument("--one", nargs=3, help=argparse.SUPPRESS)
    given = parser.parse_args(words)
    if given.one:
        print(json.dumps(deliver_one(Path(given.one[0]), float(given.one[1]), given.one[2])))
        return 0
    with tempfile.TemporaryDirectory(prefix="timbre-delivery-") as folder:
        work = (given.keep or Path(folder)).absolute()
        _render(work)
        return _table(work, given.minutes, given.formats)


def _table(work: Path, minutes: Sequence[float], formats: Sequence[str]) -> int:
    print("| what | length | seconds | peak memory | loudness (FFmpeg) | true peak | mark | |")
    print("|---|---|---|---|---|---|---|---|")
    faults: list[str] = []
    for name in formats:
        peaks = []
        for length in sorted(minutes):
            done = _in_a_process(work, length, name)
            peaks.append(done["memory_mb"])
            loud = f"{done['lufs']:.2f} LUFS"
            told = f"{done['told']['lufs']:.2f} told" if done["told"]["lufs"] else ""
            acx = ""
            if "acx" in done:
                acx = ", ".join(f"{key} {value:.1f}" for key, value in done["acx"].items())
                acx += " passes" if done["passed"] else " FAILS"
            mark = f"{done['marked']} of {done['windows']}, least {done['least']:.2f}"
            print(
                f"| {name} | {done['length'] / 60:.1f} min | {done['seconds']:.0f} | "
                f"{done['memory_mb']:.0f} MB | {loud} ({told}) | {done['true_peak']:.2f} dB | "
                f"{mark} | {acx} |",
                flush=True,
            )
            faults += [f"{name}, {length:g} min: {one}" for one in done["faults"]]
        if peaks[-1] > MOST_GROWN * peaks[0]:
            faults.append(f"{name}: memory grows from {peaks[0]:.0f} to {peaks[-1]:.0f} MB")
    print(*(f"NOT AS IT SHOULD BE: {fault}" for fault in faults), sep="\n")
    return 1 if faults else 0


def _in_a_process(work: Path, minutes: float, name: str) -> dict[str, Any]:
    words = ["--one", str(work), str(minutes), name]
    run = subprocess.run(
        [sys.executable, "-m", "tests.benchmarks.delivery", *words],
        check=True, stdout=subprocess.PIPE, text=True, env={**os.environ, "OMP_NUM_THREADS": "1"},
    )  # fmt: skip
    done = json.loads(run.stdout.splitlines()[-1])
    path, settings = Path(done["path"]), FORMATS[name]
    done |= _ebur128(path) | _mark_in(path)
    faults = []
    aim = LUFS.get(settings["loudness"])
    if aim is not None and abs(done["lufs"] - aim) > MOST_OFF:
        faults.append(f"{done['lufs']:.2f} LUFS")
    if settings["loudness"] == "acx":
        done["acx"] = _acx(path)
        done["passed"] = done["passed"] and _acx_passes(done["acx"])
        faults += [] if done["passed"] else ["ACX refuses it"]
    if done["marked"] < done["windows"]:
        faults.append(f"no mark in {done['windows'] - done['marked']} windows")
    path.unlink()
    return {**done, "faults": faults}


def deliver_one(work: Path, minutes: float, name: str) -> dict[str, Any]:
    """Deliver so many minutes in one format, in this process; what it took and what was told."""
    from studio.speech.delivery_task import deliver

    settings = DeliverySettings(**FORMATS[name], name=f"{name}-{minutes:g}", layout="one")
    began, task = time.monotonic(), deliver(None, _lines(work, minutes), work / "out", settings)
    while True:
        try:
            next(task)
        except StopIteration as end:
            done = end.value
            break
    (row,) = done["files"]
    return {
        "path": str(work / "out" / row["file"]), "length": row["seconds"],
        "seconds": time.monotonic() - began, "memory_mb": _highest_memory(),
        "told": row["measured"], "passed": done["passed"], "told_marked": done["marked"],
    }  # fmt: skip


def _highest_memory() -> float:
    """Megabytes that this process had at most (Linux)."""
    for line in Path("/proc/self/status").read_text(encoding="ascii").splitlines():
        if line.startswith("VmHWM:"):
            return int(line.split()[1]) / 1000
    raise RuntimeError("the system does not tell")


def _lines(work: Path, minutes: float) -> list[DeliveredLine]:
    """Lines of so many minutes in all, each a link of its own to one of the renderings."""
    links = work / "lines"
    links.mkdir(exist_ok=True)
    made = sorted(work.glob("rendered-*.wav"))
    lines: list[DeliveredLine] = []
    seconds = 0.0
    while seconds < minutes * 60:
        source = made[len(lines) % len(made)]
        sound = links / f"{len(lines):05}.wav"
        if not sound.exists():
            os.link(source, sound)
        text = source.with_suffix(".txt").read_text(encoding="utf-8")
        gap = GAPS["section"] if len(lines) % 20 == 19 else None
        score = source.with_suffix(".json")
        lines.append(DeliveredLine(f"{len(lines)}", "", text, sound, score, VOICE, gap))
        seconds += soundfile.info(sound).duration + (gap or 0.6)
    return lines


def _render(work: Path) -> None:
    """Some paragraphs in a stock voice, as `timbre render` makes them; once."""
    from studio.speech.line_rendering import LineOrder, render_line

    work.mkdir(parents=True, exist_ok=True)
    paragraphs = NARRATION.read_text(encoding="utf-8").split("\n\n")
    texts = [text for text in paragraphs if 150 < len(text) < 350][:PARAGRAPHS]
    for number, text in enumerate(texts):
        path = work / f"rendered-{number}.wav"
        if path.exists():
            continue
        made = render_line(LineOrder(text, VOICE, tries=0))
        assert not made.error, made.error
        path.with_suffix(".json").write_bytes(made.score)
        path.with_suffix(".txt").write_text(text, encoding="utf-8")
        path.write_bytes(made.sound)


def _ebur128(path: Path) -> dict[str, float]:
    """Integrated loudness (LUFS) and true peak (dBTP) of a file, by FFmpeg."""
    found: dict[str, str] = {}
    with av.open(str(path)) as file:
        stream, graph = file.streams.audio[0], Graph()
        source, sink = graph.add_abuffer(template=stream), graph.add("abuffersink")
        meter = graph.add("ebur128", "metadata=1:peak=true:framelog=quiet")
        source.link_to(meter)
        meter.link_to(sink)
        graph.configure()
        for frame in file.decode(stream):
            graph.push(frame)
            for out in _pulled(graph):
                found = dict(out.metadata) or found
    peak = max(float(found["lavfi.r128.true_peak"]), 1e-9)
    return {"lufs": float(found["lavfi.r128.I"]), "true_peak": 20 * float(np.log10(peak))}


def _pulled(graph: Graph) -> Iterator[Any]:
    while True:
        try:
            yield graph.pull()
        except (BlockingIOError, EOFError):  # PyAV's own are of these kinds
            return


def _acx(path: Path) -> dict[str, float]:
    """RMS, peak and noise floor (the quietest half second) of a file in dBFS, as ACX Check does."""
    squares = highest = 0.0
    count, floor = 0, np.inf
    with soundfile.SoundFile(path) as file:
        for block in file.blocks(file.samplerate // 2, dtype="float64", always_2d=True):
            power = float(np.mean(block[:, 0] ** 2))
            squares, count = squares + power * len(block), count + len(block)
            highest = max(highest, float(np.abs(block).max()))
            if len(block) == file.samplerate // 2:
                floor = min(floor, power)
    decibels = {"RMS": squares / count, "peak": highest**2, "floor": floor}
    return {name: 10 * float(np.log10(max(value, 1e-12))) for name, value in decibels.items()}


def _acx_passes(found: dict[str, float]) -> bool:
    return -23 <= found["RMS"] <= -18 and found["peak"] <= -3 and found["floor"] <= -60


def _mark_in(path: Path) -> dict[str, Any]:
    """Look for the mark in windows all over a file."""
    from studio.speech import watermark

    certain = []
    with soundfile.SoundFile(path) as file:
        size = round(WINDOW * file.samplerate)
        for at in np.linspace(0, file.frames - size, WINDOWS):
            file.seek(int(at))
            part = np.asarray(file.read(size, dtype="float32"), np.float32)
            certain.append(watermark.detect(part, file.samplerate))
    marked = sum(one > watermark.FOUND for one in certain)
    return {"windows": len(certain), "marked": marked, "least": min(certain)}


if __name__ == "__main__":
    sys.exit(main())
