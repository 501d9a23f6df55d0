"""The rooms keep apart: what the import linter holds, and what only a fresh interpreter shows."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


def modules_after(statement: str) -> set[str]:
    """Names of the top-level packages in `sys.modules` after `statement` in a new interpreter."""
    script = f"{statement}\nimport sys\nprint(*sorted({{m.split('.')[0] for m in sys.modules}}))"
    done = subprocess.run(
        [sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stdout.split())


def test_imports_run_downwards() -> None:
    linter = Path(sys.executable).parent / "lint-imports"
    done = subprocess.run([linter], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.parametrize("module", ["studio.gui.app", "studio.jobs.worker"])
def test_the_window_opens_before_torch_loads(module: str) -> None:
    loaded = modules_after(f"import {module}")
    assert "studio" in loaded
    assert not loaded & {"torch", "torchaudio", "sounddevice", "transformers", "onnxruntime"}


def test_the_command_line_knows_no_qt_and_starts_without_torch() -> None:
    loaded = modules_after("import studio.cli")
    assert "studio" in loaded
    assert not loaded & {"PySide6", "pyqtgraph", "torch", "sounddevice"}
