"""torchaudio's Python parts work, whether or not its compiled part can load."""

import subprocess
import sys

import torch

from studio.voice.torchaudio_compat import COMPILED, torchaudio


def test_python_parts_work():
    tone = torch.sin(torch.arange(24_000) * 2 * torch.pi * 440 / 24_000)
    low = torchaudio.functional.resample(tone, 24_000, 16_000)
    peak = torch.fft.rfft(low).abs().argmax()
    assert len(low) == 16_000
    assert peak == 440  # one second: a bin is one hertz


def test_a_later_plain_import_finds_the_same_module():
    code = (
        "from studio.voice.torchaudio_compat import torchaudio as ours\n"
        "import torchaudio, torchaudio.transforms\n"
        "assert torchaudio is ours"
    )
    subprocess.run([sys.executable, "-W", "error", "-c", code], check=True)


def test_what_needs_the_compiled_part_says_so():
    log_probs = torch.zeros(1, 4, 3).log_softmax(-1)
    targets = torch.tensor([[1, 2]], dtype=torch.int32)
    if COMPILED:
        paths, _ = torchaudio.functional.forced_align(log_probs, targets)
        assert paths.shape == (1, 4)
        return
    try:
        torchaudio.functional.forced_align(log_probs, targets)
    except RuntimeError as error:
        assert "compiled part" in str(error)
    else:
        raise AssertionError("forced_align ran without the compiled part")
