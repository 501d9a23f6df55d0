"""Which file of a library lies where. No path that leaves the root can be made here."""

import re
import uuid
from dataclasses import dataclass
from pathlib import Path

from studio.core.errors import StudioError

TRASH_PREFIX = ".trash-"
"""A file or folder whose row is being deleted."""

STAGED_PREFIX = ".import-"
"""A voice's folder that is being built and has no row yet."""

_ID = re.compile(r"[0-9a-f]{32}")
_RENDERING_FILE = re.compile(r"[0-9a-f]{32}\.(wav|json)")
_TAKE_FILE = re.compile(r"[0-9a-f]{32}\.(wav|flac)")


def new_id() -> str:
    """Return an id for a row, which is also safe as the name of a file."""
    return uuid.uuid4().hex


def is_id(name: str) -> bool:
    return _ID.fullmatch(name) is not None


def is_take_file(name: str) -> bool:
    return _TAKE_FILE.fullmatch(name) is not None


def is_rendering_file(name: str) -> bool:
    return _RENDERING_FILE.fullmatch(name) is not None


@dataclass(frozen=True, slots=True)
class Layout:
    """The paths of a library. Ids and file names are checked: the database may be a stranger's."""

    root: Path

    @property
    def voices(self) -> Path:
        return self.root / "voices"

    def voice(self, voice_id: str) -> Path:
        return _own(self.voices / _checked(voice_id, is_id(voice_id)))

    def takes(self, voice_id: str) -> Path:
        return _own(self.voice(voice_id) / "takes")

    def take_file(self, voice_id: str, file: str) -> Path:
        return self.takes(voice_id) / _checked(file, is_take_file(file))

    def captures(self, voice_id: str) -> Path:
        """Where a take lies while it is being recorded."""
        return _own(self.voice(voice_id) / "captures")

    def consent(self, voice_id: str) -> Path:
        return _own(self.voice(voice_id) / "consent")

    def consent_file(self, voice_id: str, file: str) -> Path:
        return self.consent(voice_id) / _checked(file, is_take_file(file))

    def lexicon(self, voice_id: str) -> Path:
        return self.voice(voice_id) / "lexicon.json"

    def runs(self, voice_id: str) -> Path:
        return _own(self.voice(voice_id) / "runs")

    def run(self, voice_id: str, run_id: str) -> Path:
        return self.runs(voice_id) / _checked(run_id, is_id(run_id))

    @property
    def renderings(self) -> Path:
        return _own(self.root / "renderings")

    def rendering(self, rendering_id: str) -> Path:
        """The sound of a rendering; its score has the suffix .json."""
        return self.renderings / f"{_checked(rendering_id, is_id(rendering_id))}.wav"


def _own(folder: Path) -> Path:
    """Refuse a folder through which a path would leave the library."""
    if folder.is_symlink():
        raise StudioError(
            f"{folder} is a link to another place, and the library touches nothing outside its "
            "own folder; put the real folder there."
        )
    return folder


def _checked(name: str, fits: bool) -> str:
    if not fits:
        raise StudioError(
            f"The library names a file that cannot be its own (“{name}”); "
            "put back a copy of it or choose another folder."
        )
    return name
