# pyright: basic, reportAttributeAccessIssue=false, reportIndexIssue=false
"""Speak with onnxruntime and numpy alone: python speak.py FOLDER "a calm sea" OUT.wav

FOLDER is what `timbre export-onnx` wrote. Words are those of its lexicon.json; anything else can be
given as phonemes between slashes: "/ə kˈɑm sˈi./". A question mark at the end is heard, where the
voice has learnt how its speaker asks for a yes or a no.
"""

import json
import re
import sys
import wave
from pathlib import Path

import numpy as np
import onnxruntime

folder, text, out = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
voice = json.loads((folder / "voice.json").read_text(encoding="utf-8"))
words = json.loads((folder / "lexicon.json").read_text(encoding="utf-8"))
said = (words[word] for word in text.rstrip("?").split())
spelled = text.strip("/") if text[0] == "/" else " ".join(said) + ".?"[text[-1] == "?"]
ids = [voice["symbols"][symbol] for symbol in spelled]
style = np.load(folder / "style.npy")[min(len(ids), 510) - 1][None]
plan = onnxruntime.InferenceSession(folder / "plan.onnx")
sound = onnxruntime.InferenceSession(folder / "sound.onnx")
asks = re.search(voice["asks"], re.sub("[ˈˌ]", "", spelled)) is not None
given = {"tokens": np.array([[0, *ids, 0]]), "speed": np.ones(1, np.float32)}
given |= {"prosody": style[:, 129:], "question": np.array([voice["question"] * asks], np.float32)}
settled = dict(zip(("durations", "f0", "energy", "content"), plan.run(None, given), strict=True))
dice, frames = np.random.default_rng(0), settled["f0"].shape[1]
start = dice.standard_normal((1, voice["bands"], frames), np.float32)
noise = dice.standard_normal((1, voice["hop"] * frames), np.float32)
(samples,) = sound.run(None, settled | {"timbre": style[:, :129], "start": start, "noise": noise})
with wave.open(out, "wb") as file:
    file.setparams((1, 2, voice["rate"], 0, "NONE", ""))
    file.writeframes((samples[0] * 32767).astype("<i2").tobytes())
