"""How much memory a process may still take, as the system and its limits tell it."""

from __future__ import annotations

import ctypes
import re
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path, PurePosixPath

# the fields of Windows' MEMORYSTATUSEX, in their order
_WINDOWS_COUNTS = (
    *("total", "free", "total_page", "free_page"),
    *("total_virtual", "free_virtual", "free_extended"),
)


def free_memory(system: str = sys.platform, root: Path = Path("/")) -> int | None:
    """Bytes that can be taken without other programs being pushed out; None = not known.

    What a container (cgroup) leaves counts, too. `root` is for files of Linux.
    """
    if system == "win32":
        return _of_windows()
    if system == "darwin":
        return of_vm_stat(_vm_stat())
    told = [_of_meminfo(root), *_of_cgroups(root)]
    known = [value for value in told if value is not None]
    return min(known) if known else None


def of_vm_stat(told: str) -> int | None:
    """Bytes that macOS can hand out, from what its command vm_stat prints."""
    size = re.search(r"page size of (\d+) bytes", told)
    counts = dict(re.findall(r"^Pages (free|inactive|speculative|purgeable):\s+(\d+)", told, re.M))
    if size is None or "free" not in counts:
        return None
    counts.pop("purgeable", None)  # is part of the others
    return int(size[1]) * sum(int(count) for count in counts.values())


def _of_meminfo(root: Path) -> int | None:
    found = re.search(r"^MemAvailable:\s+(\d+) kB", _text(root / "proc/meminfo"), re.M)
    return int(found[1]) * 1024 if found else None


def _of_cgroups(root: Path) -> Iterator[int]:
    """What each limit on the process's groups leaves, of both versions of cgroups."""
    top = root / "sys/fs/cgroup"
    for line in _text(root / "proc/self/cgroup").splitlines():
        number, _, rest = line.partition(":")
        controllers, _, group = rest.partition(":")
        if number == "0" and not controllers:
            base, names = top, ("memory.max", "memory.current", "inactive_file")
        elif "memory" in controllers.split(","):
            base = top / "memory"
            names = ("memory.limit_in_bytes", "memory.usage_in_bytes", "total_inactive_file")
        else:
            continue
        # A limit on a group above holds as well. In a container, its own group is the top.
        path = PurePosixPath(group.lstrip("/"))
        for part in (path, *path.parents):
            left = _left_in(base / part, *names)
            if left is not None:
                yield left


def _left_in(folder: Path, limit_name: str, used_name: str, cache_name: str) -> int | None:
    """What one group may still take; files that can be forgotten do not count as taken."""
    limit, used = _text(folder / limit_name).strip(), _text(folder / used_name).strip()
    if not limit.isdigit() or not used.isdigit():
        return None  # "max": without limit
    cache = re.search(rf"^{cache_name} (\d+)", _text(folder / "memory.stat"), re.M)
    return max(0, int(limit) - int(used) + (int(cache[1]) if cache else 0))


def _of_windows() -> int | None:
    """Memory, or what may still be committed if that is less."""
    if sys.platform != "win32":
        return None

    class Status(ctypes.Structure):
        _fields_ = (
            ("length", ctypes.c_ulong),
            ("load", ctypes.c_ulong),
            *((name, ctypes.c_ulonglong) for name in _WINDOWS_COUNTS),
        )

    status = Status()
    status.length = ctypes.sizeof(status)
    if not ctypes.windll.kernel32.GlobalMemoryStatusEx(ctypes.byref(status)):
        return None
    return min(status.free, status.free_page)


def _vm_stat() -> str:
    try:
        done = subprocess.run(
            ["/usr/bin/vm_stat"], capture_output=True, text=True, timeout=5, check=True
        )
    except (OSError, subprocess.SubprocessError):
        return ""
    return done.stdout


def _text(path: Path) -> str:
    try:
        return path.read_text(encoding="ascii", errors="replace")
    except OSError:
        return ""
