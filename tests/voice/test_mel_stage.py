"""The mel stage: which frame belongs to which token, and that it learns what it is shown."""

import torch

from studio.audio import mel_spec
from studio.voice.mel_stage import (
    MelStage,
    MelStageConfig,
    Score,
    denormalise,
    frames_of_tokens,
    normalise,
)

SMALL = MelStageConfig(text=16, channels=32, reader_blocks=2, flow_blocks=2, condition=16)


def score(frames: int = 40) -> Score:
    token, place = frames_of_tokens(torch.tensor([0.0, 6.0, 6.5, 20.0, float(frames)]), frames)
    return Score(
        text=torch.randn(1, 16, 4),
        token=token.unsqueeze(0),
        place=place.unsqueeze(0),
        f0=torch.full((1, frames), 150.0),
        energy=torch.zeros(1, frames),
        speaker=torch.randn(1, 129),
    )


def test_frames_belong_to_the_token_that_covers_their_middle() -> None:
    token, place = frames_of_tokens(torch.tensor([0.0, 2.0, 2.4, 5.0]), 5)
    assert token.tolist() == [0, 0, 2, 2, 2]  # the middle token is shorter than a frame
    assert place[0].tolist()[:2] == [0.25, 0.75]


def test_normalising_is_undone() -> None:
    mel = torch.randn(2, mel_spec.BANDS, 7)
    assert torch.allclose(denormalise(normalise(mel)), mel, atol=1e-5)


def test_learns_one_spectrogram_and_speaks_it() -> None:
    torch.manual_seed(0)
    stage, told = MelStage(SMALL), score()
    mel = torch.randn(1, mel_spec.BANDS, 1).expand(-1, -1, 40) * 2 - 3
    optimiser = torch.optim.Adam(stage.parameters(), lr=5e-3)
    losses = []
    for _ in range(120):
        of_mean, of_flow = stage.losses(told, mel)
        optimiser.zero_grad()
        (of_mean + of_flow).backward()
        optimiser.step()
        losses.append(of_mean.item() + of_flow.item())
    assert sum(losses[-10:]) < 0.7 * sum(losses[:10])
    with torch.inference_mode():
        for steps in (0, 4):
            made = stage(told, steps=steps, warmth=0.5)
            assert (made - mel).abs().mean() < 1.5


def test_what_is_masked_does_not_count() -> None:
    torch.manual_seed(0)
    stage, told = MelStage(SMALL), score()
    mel, mask = torch.randn(1, mel_spec.BANDS, 40), torch.ones(1, 40)
    mask[:, 30:] = 0
    spoilt = mel.clone()
    spoilt[:, :, 30:] = 1e3
    torch.manual_seed(1)
    clean, _ = stage.losses(told, mel, mask)
    torch.manual_seed(1)
    dirty, _ = stage.losses(told, spoilt, mask)
    assert torch.allclose(clean, dirty)


def test_the_same_start_gives_the_same_mel() -> None:
    stage, told = MelStage(SMALL).eval(), score()
    start = torch.randn(1, mel_spec.BANDS, 40)
    with torch.inference_mode():
        assert torch.equal(stage(told, start=start), stage(told, start=start))
