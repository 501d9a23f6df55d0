"""Files are whole or not there, and errors of the disk are one sentence."""

import errno
import hashlib
import os
from pathlib import Path

import pytest

from studio.core.errors import StudioError, explain_os_error
from studio.core.files import atomic_path, sha256_of, write_atomically


def test_written_whole_and_nothing_left_beside_it(tmp_path: Path) -> None:
    target = tmp_path / "new" / "folder" / "file.bin"
    write_atomically(target, b"first")
    write_atomically(target, b"second")
    assert target.read_bytes() == b"second"
    assert list(target.parent.iterdir()) == [target]


def test_old_content_stays_when_the_block_raises(tmp_path: Path) -> None:
    target = tmp_path / "file.wav"
    target.write_bytes(b"old")
    with pytest.raises(RuntimeError, match="half way"), atomic_path(target) as part:
        assert part.parent == tmp_path
        assert part.suffix == ".wav"
        part.write_bytes(b"half")
        raise RuntimeError("half way")
    assert target.read_bytes() == b"old"
    assert list(tmp_path.iterdir()) == [target]


def test_disk_limit_is_told_in_one_sentence(tmp_path: Path) -> None:
    resource = pytest.importorskip("resource")
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (1000, limits[1]))
    try:
        with pytest.raises(StudioError, match=r"disk is full: .*big\.bin"):
            write_atomically(tmp_path / "big.bin", bytes(5000))
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert list(tmp_path.iterdir()) == []


def test_file_where_a_folder_is_needed(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(StudioError, match="folder is needed"):
        write_atomically(tmp_path / "file" / "below", b"")


def test_sha256(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"timbre" * 100_000)
    assert sha256_of(tmp_path / "file") == hashlib.sha256(b"timbre" * 100_000).hexdigest()
    with pytest.raises(StudioError, match="does not exist"):
        sha256_of(tmp_path / "nothing")


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (errno.ENOSPC, "disk is full"),
        (errno.EROFS, "read-only"),
        (errno.EACCES, "permissions"),
        (errno.ENOENT, "does not exist"),
        (errno.EISDIR, "is a folder"),
        (errno.EIO, os.strerror(errno.EIO)),
    ],
)
def test_errors_of_the_system_become_sentences(number: int, words: str) -> None:
    error = OSError(number, os.strerror(number), "/some/file")
    sentence = str(explain_os_error(error))
    assert words in sentence
    assert "/some/file" in sentence
    assert sentence.endswith(".")
