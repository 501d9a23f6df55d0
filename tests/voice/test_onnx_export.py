"""A voice in ONNX says what the PyTorch one says, and an example of twenty lines speaks with it."""

from __future__ import annotations

import json
import re
import subprocess
import sys
import wave
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
import onnxruntime
import pytest
import torch

from studio.core.errors import StudioError
from studio.speech import watermark
from studio.speech.onnx_mark import MarkGraph
from studio.speech.speakers import blended_style
from studio.text.inventory import encode
from studio.voice import generator as generators
from studio.voice.generator import Generator, Manner
from studio.voice.onnx_export import export_onnx
from studio.voice.style import Style

pytestmark = pytest.mark.slow  # the exporter takes ten seconds, more on a busy machine
ROOT = Path(__file__).resolve().parents[2]
SENTENCES = ("ðə hˈɑɹbəɹ wʌz kwˈIət.", "ɪz ðə hˈɑɹbəɹ kwˈIət?", "wʌt ɪz kwˈIət?")
RISE = torch.tensor([0.0, 100.0, 250.0, 300.0, 450.0, 600.0])
LEXICON = {"is": "ɪz", "the": "ðə", "harbour": "hˈɑɹbəɹ", "quiet": "kwˈIət"}


@pytest.fixture(scope="module")
def spoken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Generator, Style, Path]:
    """The shipped generator, of which the language model thinks only twice, and its export."""
    generator = Generator.load()
    style = replace(blended_style({"af_heart": 1.0}), question=RISE)
    generator.prosody.bert.passes = 2
    folder = tmp_path_factory.mktemp("onnx") / "heart"
    export_onnx(generator, style, folder, {"voice": "Heart"}, LEXICON, "# Heart\n", MarkGraph())
    return generator, style, folder


def decibels(difference: np.ndarray, signal: np.ndarray) -> float:
    return float(10 * np.log10(np.sum(difference**2) / np.sum(signal**2)))


@pytest.mark.parametrize("sentence", SENTENCES)
def test_the_same_plan_and_the_same_sound(
    spoken: tuple[Generator, Style, Path], sentence: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    generator, style, folder = spoken
    monkeypatch.setattr(generators, "quickest_native", lambda device: nullcontext())
    monkeypatch.setattr(generators, "eight_bits_are_native", lambda device: False)
    plan = generator.plan(sentence, style)
    speech = generator.render(plan, Manner(seed=3))
    marked = watermark.mark(speech.samples, 24_000)
    ids = encode(sentence)
    voice = json.loads((folder / "voice.json").read_bytes())
    asking = re.search(voice["asks"], re.sub("[ˈˌ]", "", sentence)) is not None
    assert asking == (sentence == SENTENCES[1])
    row = np.load(folder / "style.npy")[len(ids) - 1][None]
    given: dict[str, Any] = {"tokens": np.array([[0, *ids, 0]]), "prosody": row[:, 129:]}
    given["speed"] = np.ones(1, np.float32)
    cents = np.array([voice["question"]], np.float32)
    network = onnxruntime.InferenceSession(folder / "plan.onnx")
    made: Any = network.run(None, given | {"question": cents * asking})
    if asking:  # it has risen, by as much as was learnt
        fallen: Any = network.run(None, given | {"question": 0 * cents})[1]
        voiced = (fallen > 60) & (made[1] > 60)
        assert 1200 * np.log2(made[1][voiced] / fallen[voiced]).max() == pytest.approx(600, abs=5)
    settled: dict[str, Any] = dict(zip(("durations", "f0", "energy", "content"), made, strict=True))
    assert settled["durations"].tolist() == plan.durations.tolist()
    assert np.abs(settled["f0"] - plan.f0.numpy()).max() < 0.01  # Hz
    assert np.abs(settled["energy"] - plan.energy.numpy()).max() < 1e-3
    frames, dice = plan.f0.shape[1], torch.Generator().manual_seed(3)
    noises = {
        "timbre": row[:, :129],
        "start": torch.randn((1, 100, frames), generator=dice).numpy(),
        "noise": torch.randn((1, 300 * frames), generator=dice).numpy(),
    }
    sound = onnxruntime.InferenceSession(folder / "sound.onnx")
    same = {"durations": plan.durations, "f0": plan.f0, "energy": plan.energy}
    same = {n: t.numpy() for n, t in {**same, "content": plan.content}.items()}
    # From one plan; and each from the text on its own, where the phase of a voice adds up the
    # millionths by which two float32 LSTMs differ in F0.
    for settings, most in ((same, -90.0), (settled, -60.0)):
        made = sound.run(None, settings | noises)
        samples: Any = made[0]
        assert samples.shape == (1, len(marked))
        assert decibels(samples[0] - marked, marked) < most


def test_twenty_lines_speak_without_torch(
    spoken: tuple[Generator, Style, Path], tmp_path: Path
) -> None:
    example, out = ROOT / "packaging" / "examples" / "speak_onnx.py", tmp_path / "out.wav"
    code = example.read_text(encoding="utf-8").split('"""', 2)[2]
    assert "torch" not in code
    assert len(code[code.index("\nfolder") :].strip().splitlines()) == 20
    words = [sys.executable, str(example), str(spoken[2]), "is the harbour quiet?", str(out)]
    subprocess.run(words, check=True, timeout=300)
    with wave.open(str(out)) as file:
        samples = np.frombuffer(file.readframes(file.getnframes()), "<i2") / 32768
        assert file.getframerate() == 24_000
    assert 0.5 < len(samples) / 24_000 < 4
    assert np.sqrt(np.mean(samples**2)) > 0.01
    assert watermark.detect(samples.astype(np.float32), 24_000) > 0.9


def test_the_mark_in_the_graph_is_the_mark(
    sample_take: Callable[[int], tuple[np.ndarray, int, str]],
) -> None:
    """What it changes is what `watermark.mark` changes, also where the sound has an odd length."""
    samples = sample_take(0)[0][:40_007]
    with torch.inference_mode():
        mine = MarkGraph().eval()(torch.from_numpy(samples)[None])[0].numpy()
    theirs = watermark.mark(samples, 24_000)
    assert decibels(mine - theirs, theirs - samples) < -60.0
    assert watermark.detect(samples, 24_000) < 0.5 < watermark.detect(mine, 24_000)
    silence = torch.zeros(1, 24_000)
    assert not MarkGraph().eval()(silence).any()


def test_a_folder_that_is_there_stays(spoken: tuple[Generator, Style, Path]) -> None:
    with pytest.raises(StudioError, match="is there already"):
        export_onnx(*spoken, {}, {}, "", MarkGraph())
