"""Every setting of the window in one table. An unknown name raises."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QByteArray, QSettings

from studio.paths import config_dir


@dataclass(frozen=True, slots=True)
class Setting:
    """One setting: its type, what it is without a choice, and what it does."""

    kind: type
    default: Any
    does: str


SETTINGS: dict[str, Setting] = {
    "language": Setting(str, "", 'language of the window, "en" or "zh_CN"; "" = the system\'s'),
    "appearance": Setting(str, "system", '"light", "dark" or "system"'),
    "voice": Setting(str, "", "id of the voice that was chosen last"),
    "speak_voice": Setting(str, "", "id of the voice that spoke last"),
    "manners": Setting(str, "{}", "JSON: by voice, the controls of speaking that were moved last"),
    "speak_side": Setting(str, "", 'what is open beside the text: "controls", "takes" or ""'),
    "import_folder": Setting(str, "", "folder from which was imported last"),
    "save_folder": Setting(str, "", "folder into which was saved last"),
    "script": Setting(
        str, "best", 'id of the script; "best" = all, best order first, "mend" = weak sounds'
    ),
    "project": Setting(str, "", "id of the project that was shown last on the Scripts page"),
    "script_folder": Setting(str, "", "folder from which a script was read last"),
    "microphone": Setting(str, "", 'what the microphone is remembered by; "" = the system\'s'),
    "auto_stop": Setting(bool, False, "whether a take ends by itself after a second of silence"),
    "auto_advance": Setting(bool, True, "whether a good take leads to the next sentence"),
    "count_in": Setting(bool, False, "whether three beats are counted before a take"),
    "ticks": Setting(bool, False, "whether the count is heard"),
    "geometry": Setting(QByteArray, QByteArray(), "place and size of the window"),
}


class Settings:
    """The table above, kept in a file of the person's."""

    def __init__(self) -> None:
        self._file = QSettings(str(config_dir() / "window.ini"), QSettings.Format.IniFormat)

    def get(self, name: str) -> Any:
        """Return a setting; its default when the file holds none, or something of another type."""
        setting = SETTINGS[name]
        value = self._file.value(name, setting.default)
        if setting.kind is bool and value in ("true", "false"):  # so the file holds them
            value = value == "true"
        return value if isinstance(value, setting.kind) else setting.default

    def set(self, name: str, value: Any) -> None:
        """Change a setting."""
        if not isinstance(value, SETTINGS[name].kind):
            raise TypeError(f"the setting {name} is no {type(value).__name__}")
        self._file.setValue(name, value)
