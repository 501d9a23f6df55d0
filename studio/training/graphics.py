"""What the operating system itself tells of graphics cards, whatever PyTorch makes of them."""

from __future__ import annotations

import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

NVIDIA, AMD = "0x10de", "0x1002"  # vendors on the PCI bus
DISPLAY = "0x03"  # how the class of a graphics card begins there
PATIENCE = 5.0  # seconds for a tool that may hang with its driver

Run = Callable[[Sequence[str]], str]


@dataclass(frozen=True)
class Seen:
    """The graphics cards that are built in.

    Attributes:
        nvidia: name of an NVIDIA card, "" when there is none; "NVIDIA graphics card" when it has
            no driver that knows its name.
        driver: version of the NVIDIA driver that is loaded, "" when none is.
        amd: name of an AMD card, "" when there is none.
        chip: name of Apple's chip, "" elsewhere.
    """

    nvidia: str = ""
    driver: str = ""
    amd: str = ""
    chip: str = ""


def look(system: str = sys.platform, root: Path = Path("/"), run: Run | None = None) -> Seen:
    """Ask the system; takes at most a few seconds, and milliseconds where no tool is asked.

    `system` as in `sys.platform`, `root` for files of Linux, `run` for commands (their output, ""
    when they cannot be run).
    """
    run = run or output_of
    if system == "darwin":
        return Seen(chip=run(["sysctl", "-n", "machdep.cpu.brand_string"]).strip())
    name, _, driver = run(
        ["nvidia-smi", "--query-gpu=name,driver_version", "--format=csv,noheader"]
    ).partition("\n")[0].partition(", ")  # fmt: skip
    if not driver:  # the tool prints why it failed to the same place
        name = ""
    adapters = list(_windows_adapters()) if system == "win32" else list(_linux_adapters(root))
    if not driver and system.startswith("linux"):
        driver = _driver_of_linux(root)
    return Seen(
        nvidia=name or next((found for found in adapters if "NVIDIA" in found), ""),
        driver=driver.strip(),
        amd=next((found for found in adapters if found.startswith(("AMD", "Radeon"))), ""),
    )


def output_of(command: Sequence[str]) -> str:
    """What a command prints; "" when it is not there, fails or hangs."""
    program = shutil.which(command[0])
    if program is None:
        return ""
    try:
        done = subprocess.run(
            [program, *command[1:]],
            capture_output=True,
            text=True,
            timeout=PATIENCE,
            check=True,
            creationflags=getattr(subprocess, "CREATE_NO_WINDOW", 0),
        )
    except (OSError, subprocess.SubprocessError, UnicodeDecodeError):
        return ""
    return done.stdout


def _linux_adapters(root: Path) -> Iterator[str]:
    """Names of the graphics cards on the PCI bus, as far as Linux knows them: by their makers."""
    makers = {NVIDIA: "NVIDIA graphics card", AMD: "AMD graphics card"}
    for device in sorted((root / "sys/bus/pci/devices").glob("*")):
        if _text(device / "class").startswith(DISPLAY):
            maker = makers.get(_text(device / "vendor"))
            if maker:
                yield maker


def _driver_of_linux(root: Path) -> str:
    """The version of NVIDIA's kernel module, "" when it is not loaded."""
    words = _text(root / "proc/driver/nvidia/version").split()
    return next((word for word in words if word[0].isdigit() and "." in word), "")


def _windows_adapters() -> Iterator[str]:
    """Names of the display adapters in the registry."""
    if sys.platform != "win32":
        return
    import winreg

    display = r"SYSTEM\CurrentControlSet\Control\Class\{4d36e968-e325-11ce-bfc1-08002be10318}"
    for number in range(16):
        try:
            with winreg.OpenKey(winreg.HKEY_LOCAL_MACHINE, rf"{display}\{number:04d}") as key:
                yield str(winreg.QueryValueEx(key, "DriverDesc")[0])
        except OSError:
            continue


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace").strip()
    except OSError:
        return ""
