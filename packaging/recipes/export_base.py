"""Write the trained mel stage and vocoder as `models/base`: float16, manifest with hashes.

    python packaging/recipes/export_base.py --mel-stage STATE --vocoder STATE \
        --prepared FOLDER --teacher FOLDER --version 0.1

Beside the weights lie a little teacher speech that fine-tuning replays, and where each stock voice
lies among speakers, spoken by this very base.
"""

import argparse
import io
import json
from dataclasses import asdict
from pathlib import Path

import numpy as np
import soundfile
import torch
from torch import Tensor

from studio.core.files import write_atomically
from studio.paths import models_dir
from studio.speech.speakers import blended_style
from studio.text.phonemes import phonemize
from studio.training.adversary import ROLE as JUDGES
from studio.training.clips import Clip
from studio.training.replay import OPUS, SCORES
from studio.training.stock import ROLE
from studio.voice.generator import Generator, Manner
from studio.voice.mel_stage import MelStageConfig
from studio.voice.speaker_encoder import embed
from studio.voice.stock import stock_voices
from studio.voice.vocoder import VocoderConfig
from studio.voice.weights import save_weights

REPLAYED = 48  # clips
REPLAY_SECONDS = (1.5, 5.0)
SPOKEN = (
    "The harbour was quiet, and nobody had seen the boat come in.",
    "Would you please read me that page again, a little more slowly?",
)


def replay(prepared: Path, teacher: Path) -> tuple[bytes, dict[str, Tensor]]:
    """Clips by many voices: their sound as one Opus file, and what the mel stage is told."""
    sounds, spans, scores = [], [], {}
    at = 0
    for path in sorted(prepared.glob(f"{teacher.name}_*.pt")):
        clip = Clip(**torch.load(path, weights_only=True)[0])
        sound, rate = soundfile.read(teacher / f"{clip.name}.ogg", dtype="float32")
        if not REPLAY_SECONDS[0] <= len(sound) / rate <= REPLAY_SECONDS[1]:
            continue
        assert clip.speaker is not None
        tensors = {"text": clip.text, "boundaries": clip.boundaries, "f0": clip.f0,
                   "energy": clip.energy, "speaker": clip.speaker}  # fmt: skip
        scores |= {f"{len(spans)}.{name}": tensor.contiguous() for name, tensor in tensors.items()}
        sounds.append(sound)
        spans.append((at, at + len(sound)))
        at += len(sound)
        if len(spans) == REPLAYED:
            break
    file = io.BytesIO()
    soundfile.write(file, np.concatenate(sounds), 24_000, format="OGG", subtype="OPUS")
    return file.getvalue(), scores | {"spans": torch.tensor(spans)}


def speakers() -> dict[str, Tensor]:
    """Where each stock voice lies, as the base speaks it: name to ``[256]``."""
    generator, places = Generator.load(), {}
    for voice in stock_voices():
        lines = [phonemize(text, voice.language).phonemes for text in SPOKEN]
        style = blended_style({voice.name: 1.0})
        sounds = [generator.speak(line, style, Manner()).samples for line in lines]
        places[voice.name] = torch.from_numpy(embed(np.concatenate(sounds), 24_000))
    return places


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--mel-stage", type=Path, required=True)
    options.add_argument("--vocoder", type=Path, required=True)
    options.add_argument("--prepared", type=Path, required=True, help="of train_mel_stage.py")
    options.add_argument("--teacher", type=Path, required=True)
    options.add_argument("--version", required=True)
    given = options.parse_args()
    folder = models_dir() / "base"
    folder.mkdir(parents=True, exist_ok=True)
    config = {"mel_stage": asdict(MelStageConfig()), "vocoder": asdict(VocoderConfig())}
    write_atomically(folder / "config.json", json.dumps(config, indent=2).encode())
    sound, scores = replay(given.prepared, given.teacher)
    write_atomically(folder / "replay.ogg", sound)
    header = {
        "name": "base",
        "version": given.version,
        "licence": "Apache-2.0",
        "source": "trained by this project: packaging/recipes/train_mel_stage.py, train_vocoder.py",
    }
    listed = [("config.json", "config"), ("replay.ogg", OPUS)]

    def add(role: str, tensors: dict[str, Tensor]) -> None:
        shards = save_weights(folder, tensors, header, role=role, also=listed)
        listed.extend((shard.name, role) for shard in shards)

    for role, path in (("mel_stage", given.mel_stage), ("vocoder", given.vocoder)):
        state = torch.load(path, weights_only=True)["average"]
        add(role, {name: value.half() for name, value in state.items()})
    judges = torch.load(given.vocoder, weights_only=True)["judges"]
    add(JUDGES, {name: value.half() for name, value in judges.items()})
    add(SCORES, scores)
    add(ROLE, speakers())


if __name__ == "__main__":
    main()
