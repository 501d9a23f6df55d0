"""Where the time of speaking goes: the stages of `Generator.speak`, and time to the first sound.

    python -m tests.benchmarks.speaking_stages [--threads 1 2] [--rounds 15] [--clock]

Sentences of three lengths, turn about in float32, in 8-bit numbers (phoneme language model, mel
stage and vocoder), in bfloat16, and with the language model in 8 bits and the rest in bfloat16,
which is what a processor that knows both takes. Each figure is
the median in milliseconds: of processor time of the calling thread (right for one thread, whatever
else the machine does), or with `--clock` by the clock. The last line is from text to the first
samples of `Hello there.`, warm.
"""

from __future__ import annotations

import argparse
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from statistics import median
from typing import Any

import torch

from studio.speech.speak import speak
from studio.speech.speakers import Speaker, speakers
from studio.text.phonemes import phonemize
from studio.voice import generator as generator_module
from studio.voice import vocoder as vocoder_module
from studio.voice.eight_bits import in_eight_bits
from studio.voice.generator import Generator

TEXTS = {
    "short": "Hello there.",
    "middle": "The ferry left the harbour just as the rain began to fall.",
    "long": (
        "She measured the wall twice, wrote the numbers on the back of an envelope, and drove to "
        "the shop by the river before anybody in the house had finished breakfast or found the dog."
    ),
}
GREETING = TEXTS["short"]

Times = defaultdict[str, float]
Now = Callable[[], float]


def stages(generator: Generator) -> dict[str, tuple[Any, str]]:
    """What is timed: a name, and where its method stands (no stage within another)."""
    prosody, mel, vocoder = generator.prosody, generator.mel_stage, generator.vocoder
    predictor = prosody.predictor
    return {
        "PL-BERT": (prosody.bert, "forward"),
        "its projection": (prosody.bert_projection, "forward"),
        "text encoder": (prosody.text_encoder, "forward"),
        "duration encoder": (predictor.duration_encoder, "forward"),
        "duration LSTM": (predictor.duration_lstm, "forward"),
        "curve LSTM": (predictor.curve_lstm, "forward"),
        "F0": (predictor.f0, "forward"),
        "N": (predictor.energy, "forward"),
        "mel: reader": (mel, "read"),
        "mel: flow": (mel, "step"),
        "vocoder: network": (vocoder, "bands"),
        "vocoder: filters": (vocoder, "_filters_of"),
        "vocoder: pulses": (vocoder_module, "pulses"),
        "vocoder: source FFT": (vocoder, "_frames"),
        "vocoder: inverse FFT": (vocoder, "_overlap"),
    }


@contextmanager
def timed(generator: Generator, now: Now) -> Iterator[Times]:
    """While it lasts, the seconds of each stage are added up in the dictionary it gives."""
    times: Times = defaultdict(float)
    replaced = []
    for name, (owner, method) in stages(generator).items():
        before = getattr(owner, method)
        setattr(owner, method, _timing(before, name, times, now))
        replaced.append((owner, method, before))
    try:
        yield times
    finally:
        for owner, method, before in replaced:
            if owner is vocoder_module:
                setattr(owner, method, before)
            else:
                delattr(owner, method)


def _timing(work: Callable[..., Any], name: str, times: Times, now: Now) -> Callable[..., Any]:
    def run(*args: Any, **kwargs: Any) -> Any:
        began = now()
        result = work(*args, **kwargs)
        times[name] += now() - began
        return result

    return run


def _context(
    eight_bits: bool, half: bool
) -> Callable[[torch.device], AbstractContextManager[object]]:
    """What `quickest_native` would be on another processor."""
    if half:
        return lambda device: torch.autocast(device.type, torch.bfloat16)
    return lambda _device: in_eight_bits() if eight_bits else nullcontext()


@contextmanager
def precision(eight_bits: bool, half: bool) -> Iterator[None]:
    """Speak in these precisions, whatever the processor is best at."""
    before = generator_module.eight_bits_are_native, generator_module.quickest_native
    generator_module.eight_bits_are_native = lambda _device: eight_bits
    generator_module.quickest_native = _context(eight_bits, half)
    try:
        yield
    finally:
        generator_module.eight_bits_are_native, generator_module.quickest_native = before


def measure(speaker: Speaker, phonemes: str, rounds: int, now: Now) -> dict[str, list[Times]]:
    """The stages' seconds of each round, by precision; they take turns."""
    kinds = {"float32": (False, False), "8 bits": (True, False), "bfloat16": (False, True)}
    kinds["both"] = (True, True)
    found: dict[str, list[Times]] = {name: [] for name in kinds}
    for _ in range(rounds + 1):
        for name, kept in found.items():
            with precision(*kinds[name]), timed(speaker.generator, now) as times:
                began = now()
                speech = speaker.generator.speak(phonemes, speaker.style)
                times["all"] = now() - began
            times["the rest"] = 2 * times["all"] - sum(times.values())
            times["sound"] = speech.seconds
            kept.append(times)
    return {name: kept[1:] for name, kept in found.items()}  # the first round warms up


def first_sound(speaker: Speaker, rounds: int, now: Now) -> list[float]:
    """Seconds from text to the first samples."""
    found = []
    for _ in range(rounds):
        began = now()
        next(speak(speaker, GREETING))
        found.append(now() - began)
    return found


def main() -> None:
    options = argparse.ArgumentParser(description=(__doc__ or "").partition("\n")[0])
    options.add_argument("--threads", type=int, nargs="+", default=[1, 2])
    options.add_argument("--rounds", type=int, default=15)
    options.add_argument("--voice", default="af_heart")
    options.add_argument("--clock", action="store_true", help="by the clock, not processor time")
    given = options.parse_args()
    now: Now = time.perf_counter if given.clock else time.thread_time
    speaker = speakers().speaker(None, given.voice)
    columns: dict[str, list[Times]] = {}
    for threads in given.threads:
        torch.set_num_threads(threads)
        for label, text in TEXTS.items():
            spoken = measure(speaker, phonemize(text, "en-us").phonemes, given.rounds, now)
            columns |= {f"{label} {kind} {threads}": kept for kind, kept in spoken.items()}
    print("| ms | " + " | ".join(columns) + " |\n|---|" + "---|" * len(columns))
    for name in [*stages(speaker.generator), "the rest", "all", "sound"]:
        row = [1000 * median(times[name] for times in kept) for kept in columns.values()]
        print(f"| {name} | " + " | ".join(f"{ms:.1f}" for ms in row) + " |")
    for threads in given.threads:
        torch.set_num_threads(threads)
        took = first_sound(speaker, given.rounds, now)
        print(f"first sound, {threads} threads: {1000 * median(took):.0f} ms (median)")


if __name__ == "__main__":
    main()
