"""Free memory as Linux, its containers and macOS tell it."""

from __future__ import annotations

from pathlib import Path

import pytest

from studio.core.free_memory import free_memory, of_vm_stat

GIB = 1 << 30
VM_STAT = """Mach Virtual Memory Statistics: (page size of 16384 bytes)
Pages free:                               65536.
Pages active:                            400000.
Pages inactive:                          131072.
Pages speculative:                        65536.
Pages wired down:                        100000.
Pages purgeable:                           5000.
"""


def machine(root: Path, cgroup: str, files: dict[str, object]) -> Path:
    """The files of a machine with 8 GiB free, as far as they are read."""
    written = {
        "proc/meminfo": f"MemTotal: 16000000 kB\nMemFree: 1 kB\nMemAvailable: {8 << 20} kB\n",
        "proc/self/cgroup": cgroup,
        **{f"sys/fs/cgroup/{name}": text for name, text in files.items()},
    }
    for name, text in written.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(f"{text}\n")
    return root


@pytest.mark.parametrize(
    ("cgroup", "files", "left"),
    [
        ("", {}, 8 * GIB),
        ("0::/", {}, 8 * GIB),
        ("0::/", {"memory.max": "max", "memory.current": GIB}, 8 * GIB),
        ("0::/", {"memory.max": 3 * GIB, "memory.current": GIB}, 2 * GIB),
        (
            "0::/a/b",
            {
                "a/memory.max": 3 * GIB,
                "a/memory.current": 2 * GIB,
                "a/memory.stat": f"anon 5\ninactive_file {GIB}",
                "a/b/memory.max": "max",
                "a/b/memory.current": GIB,
            },
            2 * GIB,
        ),
        ("0::/a", {"a/memory.max": GIB, "a/memory.current": 2 * GIB}, 0),
        (
            "9:cpu:/x\n4:memory:/docker/7\n0::/",
            {
                "memory/docker/7/memory.limit_in_bytes": 2 * GIB,
                "memory/docker/7/memory.usage_in_bytes": GIB,
                "memory/memory.limit_in_bytes": (1 << 63) - 4096,
                "memory/memory.usage_in_bytes": 9 * GIB,
            },
            GIB,
        ),
    ],
)
def test_the_least_of_what_machine_and_containers_leave(
    tmp_path: Path, cgroup: str, files: dict[str, object], left: int
) -> None:
    assert free_memory("linux", machine(tmp_path, cgroup, files)) == left


def test_what_cannot_be_known_is_not_guessed(tmp_path: Path) -> None:
    assert free_memory("linux", tmp_path) is None
    assert of_vm_stat("") is None


def test_macos_counts_pages() -> None:
    assert of_vm_stat(VM_STAT) == 4 * GIB


def test_this_machine_tells() -> None:
    told = free_memory()
    assert told is not None
    assert 10_000_000 < told < 1 << 50
