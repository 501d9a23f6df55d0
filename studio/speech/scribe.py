"""Whisper's decoder on the inverse model's own encoder: what was said, and how likely a text is.

`recogniser.py` runs Whisper whole, over 30 s of padding. The inverse model computes the same
encoder for as many frames as there are, so its last layer can be handed to the decoder: the words
of a take then cost the decoder alone (about 0.04 s of a core for a second of speech), and any text
can be scored against the same take in a single pass (a fifth of that). This is for a second
opinion on takes of known text; a recording that stands alone is the recogniser's.

Shapes: T encoder frames of 20 ms, D = 512 channels.
"""

from __future__ import annotations

import functools
import json
import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray

from studio.speech.recogniser import model_files, threads
from studio.voice.inverse_model import InverseModel, Posteriors
from studio.voice.speech_encoder import FRAME_SAMPLES, SAMPLE_RATE

TAIL_SAMPLES = 2 * SAMPLE_RATE
"""Silence behind the take, 2 s: with less the decoder often does not notice the end and starts
again (of 30 short takes 11 with 1 s, 3 with 2 s; 1 with time marks as well)."""
MOST_SECONDS = 24.0
"""Longer takes are heard in pieces, cut where it is quietest."""
LEAST_SECONDS = 12.0  # a piece that is not the last has at least this much
_CUT_WINDOW = SAMPLE_RATE // 20  # 50 ms: how wide the quiet has to be
_BEAMS = 5
_MOST_TOKENS = 440
_FIRST_MERGE = "Ġ t"
_FLOOR = 1e-9  # of a token's probability


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a take as the encoder heard it: `encoded` [T, D], from `start` seconds on."""

    encoded: NDArray[np.float32]
    start: float


def encode(model: InverseModel, audio: NDArray[np.float32]) -> tuple[Posteriors, tuple[Piece, ...]]:
    """Hear `audio` [n] at 16 kHz once: for the phonemes, and for the words.

    The phonemes' posteriors are as `InverseModel.listen` gives them, up to the silence that is put
    behind each piece.
    """
    ctc, frames, pieces = [], [], []
    for start, end in _cuts(audio):
        padded = np.concatenate([audio[start:end], np.zeros(TAIL_SAMPLES, np.float32)])
        with torch.no_grad():
            outputs = model.encoder(torch.from_numpy(padded)[None].to(model.device))
            features = model.head.features(outputs)
            heard = model.head(features, torch.tensor([features.shape[1]]))
        kept = math.ceil((end - start) / FRAME_SAMPLES)
        ctc.append(heard[0][0, :kept].cpu().numpy())
        frames.append(heard[1][0, : 2 * kept].cpu().numpy())
        pieces.append(Piece(outputs[-1][0].cpu().numpy(), start / SAMPLE_RATE))
    seconds = len(audio) / SAMPLE_RATE
    return Posteriors(np.concatenate(ctc), np.concatenate(frames), seconds), tuple(pieces)


def _cuts(audio: NDArray[np.float32]) -> list[tuple[int, int]]:
    """Where the pieces begin and end, in samples that are whole frames, but for the last end."""
    most, least = int(MOST_SECONDS * SAMPLE_RATE), int(LEAST_SECONDS * SAMPLE_RATE)
    cuts, start = [], 0
    while len(audio) - start > most:
        stretch = audio[start + least : start + most].astype(np.float64) ** 2
        sums = np.concatenate([[0.0], np.cumsum(stretch)])
        energy = sums[_CUT_WINDOW:] - sums[:-_CUT_WINDOW]
        end = start + least + int(np.argmin(energy)) + _CUT_WINDOW // 2
        end -= (end - start) % FRAME_SAMPLES
        cuts.append((start, end))
        start = end
    return [*cuts, (start, len(audio))]


@dataclass(frozen=True, slots=True)
class Scribe:
    """The decoder with its tokeniser; `scribe()` gives the shipped one."""

    whisper: object  # ctranslate2.models.Whisper: has no types
    tokenizer: object  # faster_whisper.tokenizer.Tokenizer

    def write(self, piece: Piece, most_tokens: int = _MOST_TOKENS) -> str:
        """The words heard in a piece, in at most so many tokens; beam search, no sampling."""
        prompt = [*self.tokenizer.sot_sequence]  # with time marks  # pyright: ignore
        found = self.whisper.generate(  # pyright: ignore
            _view(piece, 1),
            [prompt],
            beam_size=_BEAMS,
            max_length=min(_MOST_TOKENS, len(prompt) + most_tokens),
        )[0]
        words = [i for i in found.sequences_ids[0] if i < self.tokenizer.eot]  # pyright: ignore
        return str(self.tokenizer.decode(words)).strip()  # pyright: ignore

    def tokens(self, text: str) -> list[int]:
        """How the decoder spells a text."""
        return self.tokenizer.encode(" " + text.strip())  # pyright: ignore

    def score(self, piece: Piece, texts: Sequence[str]) -> NDArray[np.float64]:
        """log P(text) of each text as what is said in the piece, or the beginning of it."""
        spelt = [self.tokens(text)[:_MOST_TOKENS] for text in texts]
        start = [*self.tokenizer.sot_sequence]  # pyright: ignore
        found = self.whisper.align(  # pyright: ignore
            _view(piece, len(spelt)), start, spelt, [len(piece.encoded)] * len(spelt)
        )
        return np.array([_log_probability(one.text_token_probs) for one in found])


def _log_probability(probabilities: Sequence[float]) -> float:
    return float(np.log(np.maximum(probabilities, _FLOOR)).sum())


def _view(piece: Piece, copies: int) -> object:
    """The encoded piece, so many times, as CTranslate2 wants it: [copies, T, D]."""
    import ctranslate2

    block = np.ascontiguousarray(np.repeat(piece.encoded[None], copies, axis=0), dtype=np.float32)
    return ctranslate2.StorageView.from_array(block)


@functools.lru_cache(maxsize=2)
def scribe(language: str = "en") -> Scribe:
    """The shipped decoder in int8, loaded once in each process (about 1 s and 120 MB).

    Raises StudioError when the weights are missing or damaged. `language` is Whisper's code.
    """
    import ctranslate2
    import tokenizers
    from faster_whisper.tokenizer import Tokenizer

    files = model_files()
    spelling = tokenizers.Tokenizer.from_str(_mended(files["tokenizer.json"]))
    whisper = ctranslate2.models.Whisper(
        "whisper-base", device="cpu", compute_type="int8", intra_threads=threads(), files=files
    )
    return Scribe(whisper, Tokenizer(spelling, True, task="transcribe", language=language))


def _mended(tokenizer: bytes) -> str:
    """The tokeniser's file with its first merge, which was lost when the file was made.

    Without "Ġ t" every " the" would be spelt " " + "the", which the decoder has hardly ever seen:
    that does no harm to what it writes, but makes every such text unlikely.
    """
    spelling = json.loads(tokenizer)
    merges = spelling["model"]["merges"]
    if _FIRST_MERGE not in (merges[0], " ".join(merges[0])):
        merges.insert(0, _FIRST_MERGE)
    return json.dumps(spelling)
