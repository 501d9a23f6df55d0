"""The inverse model hears phonemes, whatever the batch, and lets gradients through to the audio."""

import shutil

import numpy as np
import pytest
import torch

from studio import paths
from studio.core.errors import StudioError
from studio.text import inventory
from studio.voice.inverse_model import (
    BLANK,
    CTC_CLASSES,
    FRAME_CLASSES,
    WINDOW_FRAMES,
    InverseModel,
    Posteriors,
    _windows,
    best_path,
    ctc_loss,
)
from studio.voice.speech_encoder import FRAME_SAMPLES

from .clips import TeacherClip


def read(heard: Posteriors) -> str:
    return "".join(inventory.PHONEMES[index] for index, _, _ in best_path(heard.ctc))


def edits(a: str, b: str) -> int:
    row = list(range(len(b) + 1))
    for x in a:
        before, row[0] = row[:], row[0] + 1
        for j, y in enumerate(b):
            row[j + 1] = min(before[j + 1] + 1, row[j] + 1, before[j] + (x != y))
    return row[-1]


def test_hears_what_the_teacher_said(model: InverseModel, clips: list[TeacherClip]):
    wrong = sum(edits(read(model.listen(c.audio)), inventory.plain(c.phonemes)) for c in clips)
    assert wrong / sum(len(inventory.plain(c.phonemes)) for c in clips) < 0.2


def test_silence_and_noise_hold_no_speech(model: InverseModel):
    noise = np.random.default_rng(1).normal(0, 0.01, 32_000).astype(np.float32)
    assert len(read(model.listen(np.zeros(32_000, np.float32)))) <= 1
    assert len(read(model.listen(noise))) <= 2


def test_outputs_are_log_probabilities_on_both_grids(model: InverseModel):
    audio = torch.randn(2, 16_123) * 0.05
    ctc, frames = model(audio)
    assert ctc.shape == (2, 51, CTC_CLASSES)
    assert frames.shape == (2, 102, FRAME_CLASSES)
    torch.testing.assert_close(ctc.exp().sum(-1), torch.ones(2, 51))
    torch.testing.assert_close(frames.exp().sum(-1), torch.ones(2, 102))
    torch.testing.assert_close(model.log_probs(audio), ctc)
    torch.testing.assert_close(model.frame_log_probs(audio), frames)


def test_a_batch_hears_what_each_recording_alone_does(
    model: InverseModel, clips: list[TeacherClip]
):
    lengths = torch.tensor([len(clip.audio) for clip in clips])
    batch = torch.full((len(clips), int(lengths.max())), 0.3)  # what lies behind the end is junk
    for row, clip in enumerate(clips):
        batch[row, : len(clip.audio)] = torch.from_numpy(clip.audio)
    with torch.no_grad():
        together = model.log_probs(batch, lengths)
    for row, clip in enumerate(clips):
        alone = model.listen(clip.audio).ctc
        np.testing.assert_allclose(together[row, : len(alone)].numpy(), alone, atol=2e-3)


def test_gradients_reach_the_audio_and_point_downhill(
    model: InverseModel, clips: list[TeacherClip]
):
    audio = torch.from_numpy(clips[0].audio[:32_000])[None].clone().requires_grad_()
    line = [clips[0].phonemes[:20]]
    loss = model.ctc_loss(audio, line).mean()
    (gradient,) = torch.autograd.grad(loss, audio)
    assert bool(gradient.isfinite().all())
    assert float(gradient.norm()) > 0
    step = 1e-3 * gradient / gradient.norm()
    with torch.no_grad():
        assert float(model.ctc_loss(audio - step, line).mean()) < float(loss)


def test_loss_prefers_the_right_sentence(model: InverseModel, clips: list[TeacherClip]):
    with torch.no_grad():
        audio = torch.from_numpy(clips[0].audio)[None]
        right = model.ctc_loss(audio, [clips[0].phonemes])
        wrong = model.ctc_loss(audio, [clips[1].phonemes])
    assert float(right) < 0.7
    assert float(wrong) > 2.0


def test_loss_of_a_line_that_does_not_fit_is_zero():
    log_probs = torch.randn(1, 3, CTC_CLASSES).log_softmax(-1)
    assert float(ctc_loss(log_probs, torch.tensor([3]), ["kæt ænd dˈɔɡ"])) == 0.0


def test_windows_cover_every_frame_once():
    for frames in (1, WINDOW_FRAMES, WINDOW_FRAMES + 1, 5000):
        kept = []
        for start, end, skip, keep in _windows(frames * FRAME_SAMPLES - 5):
            first = start // FRAME_SAMPLES
            kept += range(first + skip, first + keep)
            assert end - start <= WINDOW_FRAMES * FRAME_SAMPLES
        assert kept == list(range(frames))


def test_long_recordings_are_heard_without_seams(model: InverseModel, clips: list[TeacherClip]):
    long = np.concatenate([clip.audio for clip in clips] * 3)  # 28 s
    assert len(long) > WINDOW_FRAMES * FRAME_SAMPLES
    parts = sum(len(read(model.listen(clip.audio))) for clip in clips) * 3
    assert abs(len(read(model.listen(long))) - parts) <= 0.05 * parts


def test_best_path_joins_repeats_and_drops_blanks():
    ctc = np.full((6, CTC_CLASSES), -10.0)
    for frame, index in enumerate([BLANK, 3, 3, BLANK, 3, 5]):
        ctc[frame, index] = -0.1 * (frame + 1)
    assert [(index, frame) for index, frame, _ in best_path(ctc)] == [(3, 1), (3, 4), (5, 5)]


def test_head_state_moves_a_tuned_head(model: InverseModel):
    other = InverseModel()
    other.load_head_state(model.head_state())
    for ours, theirs in zip(model.head_parameters(), other.head_parameters(), strict=True):
        torch.testing.assert_close(ours, theirs)
    assert sum(p.numel() for p in model.head_parameters()) < 3_000_000


def test_a_flipped_bit_is_named(tmp_path):
    folder = tmp_path / "inverse"
    shutil.copytree(paths.models_dir() / "inverse", folder)
    path = folder / "head-1.safetensors"
    damaged = bytearray(path.read_bytes())
    damaged[len(damaged) // 2] ^= 1
    path.write_bytes(damaged)
    with pytest.raises(StudioError, match=r"head-1\.safetensors is damaged"):
        InverseModel.load(folder)
