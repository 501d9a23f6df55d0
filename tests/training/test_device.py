"""Every way in which a graphics card can be there and not be usable, as the sentence tells it."""

from __future__ import annotations

import os
import re
import stat
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import pytest
import torch

from studio.core.errors import StudioError
from studio.core.messages import Progress
from studio.training import device as module
from studio.training.device import GIB, Card, Found, Probe, choose_device, find, first_computation
from studio.training.device_tasks import usable_devices
from studio.training.graphics import Seen, look, output_of

RTX = Card("NVIDIA GeForce RTX 4070", int(11.99 * GIB), (8, 9))
RADEON = Card("AMD Radeon RX 7900 XTX", 24 * GIB, (11, 0))
NVIDIA = Seen(nvidia="NVIDIA GeForce RTX 4070", driver="550.54")
CUDA = Probe(
    system="linux",
    seen=NVIDIA,
    built_for="cuda",
    built_version="13.0",
    architectures=("sm_75", "sm_80", "sm_86", "sm_90", "sm_100", "compute_120"),
)
AMD = Probe(system="linux", seen=Seen(amd="AMD graphics card"))
MAC = Probe(system="darwin", seen=Seen(chip="Apple M2"), metal="usable")


@pytest.mark.parametrize(
    ("probe", "device", "name"),
    [
        (replace(CUDA, cards=(RTX,)), "cuda", "NVIDIA GeForce RTX 4070, 12 GB"),
        (
            replace(AMD, built_for="rocm", built_version="7.1", cards=(RADEON,)),
            "cuda",
            "AMD Radeon RX 7900 XTX (ROCm), 24 GB",
        ),
        (MAC, "mps", "Apple M2 (Metal)"),
    ],
)
def test_what_can_be_used_is_named_for_what_it_is(probe: Probe, device: str, name: str) -> None:
    assert find(probe) == Found(device, name)


@pytest.mark.parametrize(
    "probe",
    [
        Probe(system="linux"),
        replace(CUDA, seen=Seen()),
        Probe(system="win32"),
        replace(MAC, seen=Seen(chip="Intel(R) Core(TM) i7"), metal="built"),
    ],
)
def test_where_there_is_no_card_nothing_is_complained_of(probe: Probe) -> None:
    assert find(probe) == Found()


@pytest.mark.parametrize(
    ("probe", "said"),
    [
        (Probe(system="linux", seen=NVIDIA), "install the CUDA build"),
        (Probe(system="win32", seen=NVIDIA), "install the CUDA build"),
        (replace(CUDA, built_for="rocm", seen=NVIDIA), "install the CUDA build"),
        (replace(CUDA, seen=replace(NVIDIA, driver="")), "driver is not loaded"),
        (replace(CUDA, driver_speaks="12.4"), "driver 550.54 is too old for CUDA 13.0"),
        (replace(CUDA, driver_speaks="13.0"), "does not answer PyTorch"),
        (CUDA, "does not answer PyTorch"),
        (replace(CUDA, hidden=True), "hidden by the setting CUDA_VISIBLE_DEVICES"),
        (replace(CUDA, cards=(replace(RTX, capability=(5, 2)),)), "5.2) is too old for this"),
        (
            replace(CUDA, cards=(RTX,), architectures=("sm_50", "sm_75")),
            "8.9) is newer than this PyTorch",
        ),
        (replace(CUDA, cards=(RTX,), failed="no kernel image"), "failed (no kernel image)"),
        (AMD, "install the ROCm build"),
        (replace(AMD, built_for="rocm", built_version="7.1"), "whether ROCm 7.1 knows the card"),
        (replace(MAC, metal=""), "install Python and PyTorch for arm64"),
        (replace(MAC, metal="built"), "update macOS"),
        (replace(MAC, failed="its numbers are wrong"), "its numbers are wrong"),
    ],
)
def test_a_card_that_cannot_be_used_is_said_with_what_to_do(probe: Probe, said: str) -> None:
    found = find(probe)
    assert (found.device, found.name) == ("", "")
    assert said in found.why_not
    assert found.why_not.endswith(".") and "\n" not in found.why_not
    with pytest.raises(StudioError, match=re.escape(found.why_not)):
        choose_device("mps" if probe.system == "darwin" else "cuda", probe)
    assert choose_device("auto", probe).type == "cpu"


@pytest.mark.parametrize(
    ("capability", "knows"),
    [((8, 9), True), ((7, 5), True), ((7, 0), False), ((12, 0), True), ((12, 1), True)],
)
def test_code_of_the_same_generation_runs_and_of_none_does_not(
    capability: tuple[int, int], knows: bool
) -> None:
    probe = replace(CUDA, cards=(replace(RTX, capability=capability),))
    assert (find(probe).device == "cuda") is knows
    assert find(replace(probe, architectures=())).device == "cuda"  # it does not tell


def test_apples_graphics_have_to_be_asked_for() -> None:
    assert choose_device("auto", MAC).type == "cpu"
    assert choose_device("mps", MAC).type == "mps"
    with pytest.raises(StudioError, match="No graphics card of that kind"):
        choose_device("cuda", MAC)
    assert choose_device("auto", replace(CUDA, cards=(RTX,))).type == "cuda"


def test_the_first_computation_comes_out_or_says_why() -> None:
    assert first_computation(torch.device("cpu")) == ""
    assert "meta" in first_computation(torch.device("meta"))  # computes nothing


def test_wrong_numbers_are_not_believed(monkeypatch: pytest.MonkeyPatch) -> None:
    right = module._small_training("cpu")
    for wrong in ([2 * right[0], *right[1:]], [float("nan"), *right[1:]]):
        answers = iter((wrong, right))
        monkeypatch.setattr(module, "_small_training", lambda _, given=answers: next(given))
        assert first_computation(torch.device("cpu")) == "its numbers are wrong"


def test_the_task_tells_what_was_found(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "look", lambda: NVIDIA)
    steps = usable_devices(try_out=True)
    assert next(steps) == Progress("load")
    with pytest.raises(StopIteration) as end:
        next(steps)
    assert set(end.value.value) == {"device", "name", "why_not"}
    if torch.version.cuda is None and sys.platform != "darwin":
        assert "NVIDIA GeForce RTX 4070 cannot be used" in end.value.value["why_not"]


def test_what_linux_shows(tmp_path: Path) -> None:
    def silent(_command: object) -> str:
        return ""

    buses = tmp_path / "sys/bus/pci/devices"
    for number, (vendor, kind) in enumerate(
        [("0x8086", "0x060000"), ("0x10de", "0x040300"), ("0x1002", "0x030000")]
    ):
        folder = buses / f"0000:0{number}:00.0"
        folder.mkdir(parents=True)
        (folder / "vendor").write_text(vendor + "\n")
        (folder / "class").write_text(kind + "\n")
    assert look("linux", tmp_path, silent) == Seen(amd="AMD graphics card")
    (buses / "0000:02:00.0/vendor").write_text("0x10de\n")
    assert look("linux", tmp_path, silent) == Seen(nvidia="NVIDIA graphics card")
    version = tmp_path / "proc/driver/nvidia/version"
    version.parent.mkdir(parents=True)
    version.write_text("NVRM version: NVIDIA UNIX x86_64 Kernel Module  550.54.14  Thu Feb 22\n")
    assert look("linux", tmp_path, silent).driver == "550.54.14"
    assert look("linux", tmp_path / "empty", silent) == Seen()


def test_what_the_tools_tell(tmp_path: Path) -> None:
    def run(command: object) -> str:
        assert isinstance(command, list)
        return {"nvidia-smi": "NVIDIA GeForce RTX 4070, 551.86\n", "sysctl": "Apple M2\n"}[
            command[0]
        ]

    assert look("linux", tmp_path, run) == replace(NVIDIA, driver="551.86")
    assert look("darwin", tmp_path, run) == Seen(chip="Apple M2")
    broken = "NVIDIA-SMI has failed because it couldn't communicate with the NVIDIA driver.\n"
    assert look("linux", tmp_path, lambda _: broken) == Seen()


@pytest.mark.skipif(sys.platform == "win32", reason="writes a shell script")
def test_a_tool_that_hangs_or_fails_says_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", f"{tmp_path}{os.pathsep}{os.environ['PATH']}")
    monkeypatch.setattr("studio.training.graphics.PATIENCE", 0.2)
    for body, printed in (("echo yes", "yes\n"), ("echo no; exit 9", ""), ("exec sleep 20", "")):
        tool = tmp_path / "nvidia-smi"
        tool.write_text(f"#!/bin/sh\n{body}\n")
        tool.chmod(tool.stat().st_mode | stat.S_IXUSR)
        assert output_of(["nvidia-smi"]) == printed
    assert output_of(["no-such-tool-anywhere"]) == ""


def test_the_window_may_import_it_without_torch() -> None:
    code = "import sys, studio.training.device; print('torch' in sys.modules)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "False"
