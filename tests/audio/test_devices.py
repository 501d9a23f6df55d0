"""Which microphones there are, and what is told when one cannot be opened."""

import json
import os
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from studio.audio import device_watch, devices, sound_server
from studio.audio.device_watch import DeviceWatch
from studio.audio.devices import Device
from studio.core.errors import StudioError

SOURCES = [
    {"name": "loop.monitor", "description": "Monitor of Loudspeaker", "monitor_source": "loop",
     "sample_specification": "s16le 2ch 44100Hz"},
    {"name": "usb", "description": "Blue Yeti", "monitor_source": "",
     "sample_specification": "s24le 1ch 96000Hz"},
    {"name": "usb.2", "description": "Blue Yeti", "monitor_source": "",
     "sample_specification": "float32le 2ch 48000Hz"},
]  # fmt: skip

PORTAUDIO = [
    Device(0, "hw:1,0", 2, 44_100, False, "ALSA"),
    Device(1, "pulse", 32, 44_100, False, "ALSA"),
    Device(2, "default", 32, 44_100, True, "ALSA"),
]


@pytest.fixture
def server(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """`server(sources, default)`: a `pactl` that answers so; anything but a list as it is."""
    socket = tmp_path / "socket"
    socket.touch()
    monkeypatch.setenv("PULSE_SERVER", f"unix:{socket}")
    monkeypatch.setenv("PATH", str(tmp_path), prepend=os.pathsep)

    def answer(sources: object, default: str = "usb") -> None:
        listed = sources if isinstance(sources, str) else json.dumps(sources)
        (tmp_path / "list").write_text(listed)
        (tmp_path / "info").write_text(json.dumps({"default_source_name": default}))
        program = tmp_path / "pactl"
        program.write_text(f'#!/bin/sh\n[ "$1" = --format=json ] && cat "{tmp_path}/$2"\n')
        program.chmod(0o755)

    return answer


@pytest.fixture
def portaudio(monkeypatch: pytest.MonkeyPatch) -> list[Device]:
    """What PortAudio lists; may be changed."""
    found = list(PORTAUDIO)
    monkeypatch.setattr(devices, "_devices", lambda _kind: list(found))
    monkeypatch.setattr(devices, "refresh", lambda: False)
    return found


def test_microphones_of_the_sound_server_with_their_own_rates(server, portaudio) -> None:
    server(SOURCES)
    found = devices.inputs()
    assert [(one.key, one.rate, one.channels, one.is_default) for one in found] == [
        ("Blue Yeti [PulseAudio]", 96_000, 1, True),
        ("Blue Yeti [PulseAudio] #2", 48_000, 2, False),
        ("hw:1,0 [ALSA]", 44_100, 2, False),
    ]
    assert [one.source for one in found] == ["usb", "usb.2", ""]
    assert {one.index for one in found if one.source} == {1}  # through "pulse"


def test_what_loudspeakers_play_is_only_offered_when_it_is_the_default(server, portaudio) -> None:
    server(SOURCES[:2], default="loop.monitor")
    assert [one.name for one in devices.inputs()] == [
        "Monitor of Loudspeaker",
        "Blue Yeti",
        "hw:1,0",
    ]


@pytest.mark.parametrize(
    "answer",
    ["", "no JSON", "{}", "[1, null]", '[{"name": 3}]', '[{"name": "x"}]',
     '[{"name": "x", "sample_specification": "s16le many"}]'],
)  # fmt: skip
def test_a_server_that_answers_nonsense(server, portaudio, answer: str) -> None:
    server(answer)
    assert [one.key for one in devices.inputs()] == [
        "hw:1,0 [ALSA]",
        "pulse [ALSA]",
        "default [ALSA]",
    ]


def test_no_pactl_and_no_server(portaudio, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("PULSE_SERVER", f"unix:{tmp_path}/none")
    assert sound_server.sources() == []
    (tmp_path / "none").touch()
    monkeypatch.setenv("PATH", str(tmp_path))
    assert sound_server.sources() == []
    assert sound_server.has_source("usb") is None
    assert len(devices.inputs()) == 3


def test_a_server_that_does_not_answer_in_time(
    server, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    server(SOURCES)
    assert sound_server.has_source("usb") is True
    assert sound_server.has_source("gone") is False
    (tmp_path / "pactl").write_text("#!/bin/sh\nexec sleep 5\n")
    monkeypatch.setattr(sound_server, "_SHORT_SECONDS", 0.1)
    assert sound_server.has_source("usb") is None


def test_a_remembered_microphone_is_found_again(server, portaudio) -> None:
    server(SOURCES)
    key = devices.inputs()[1].key
    server(list(reversed(SOURCES)), default="loop.monitor")
    portaudio.insert(0, Device(0, "hw:0,0", 2, 48_000, False, "ALSA"))
    assert devices.find_input(key).name == "Blue Yeti"
    assert devices.find_input(None).name == "Monitor of Loudspeaker"
    with pytest.raises(StudioError, match=r"The microphone Old \[ALSA\] is not there; plug it in"):
        devices.find_input("Old [ALSA]")


def test_a_new_microphone_is_looked_for_once(portaudio, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULSE_SERVER", raising=False)
    monkeypatch.setattr(sound_server, "sources", list)

    def plug() -> bool:
        portaudio.append(Device(3, "new", 1, 48_000, False, "ALSA"))
        return True

    monkeypatch.setattr(devices, "refresh", plug)
    assert devices.find_input("new [ALSA]").index == 3
    portaudio.clear()
    monkeypatch.setattr(devices, "refresh", lambda: True)
    with pytest.raises(StudioError, match="No sound device answers; connect a microphone"):
        devices.find_input(None)


def test_the_variable_of_the_sound_server_is_put_back(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("PULSE_SOURCE", raising=False)
    with sound_server.through("usb"):
        assert os.environ["PULSE_SOURCE"] == "usb"
    assert "PULSE_SOURCE" not in os.environ
    monkeypatch.setenv("PULSE_SOURCE", "mine")
    with sound_server.through("usb"):
        pass
    with sound_server.through(""):
        assert os.environ["PULSE_SOURCE"] == "mine"
    assert os.environ["PULSE_SOURCE"] == "mine"


class FakePortAudioError(Exception):
    """As sounddevice raises it: a text, PortAudio's number, and what the system said."""


@pytest.mark.parametrize(
    ("error", "sentence"),
    [
        (
            FakePortAudioError("Device unavailable", -9985),
            "The microphone is in use by another program; close that program or choose another "
            "microphone.",
        ),
        (
            FakePortAudioError("Invalid sample rate", -9997),
            "The sound device does not run at this rate; choose another rate, best its own.",
        ),
        (
            FakePortAudioError("Host error", -9999),
            "No sound device answers; connect a microphone, check the system's sound settings and "
            "try again (('Host error', -9999)).",
        ),
        (
            ValueError("No input device matching"),
            "The chosen sound device is not there; connect it or choose another one.",
        ),
    ],
)
def test_why_a_microphone_does_not_open(
    monkeypatch: pytest.MonkeyPatch, error: Exception, sentence: str
) -> None:
    module: Any = SimpleNamespace(PortAudioError=FakePortAudioError)
    monkeypatch.setattr(devices, "sounddevice", lambda: module)
    with pytest.raises(StudioError) as told, devices.opening("input"):
        raise error
    assert str(told.value) == sentence
    assert devices._open_streams == 0


def test_watch_looks_deeper_only_when_something_changed(
    portaudio, monkeypatch: pytest.MonkeyPatch
) -> None:
    ground: list[object] = ["cards"]
    refreshed: list[int] = []
    can_refresh = True

    def refresh() -> bool:
        refreshed.append(1)
        return can_refresh

    monkeypatch.setattr(device_watch, "_ground", lambda: ground[0])
    monkeypatch.setattr(sound_server, "sources", list)
    monkeypatch.setattr(devices, "refresh", refresh)
    told: list[int] = []
    watch = DeviceWatch(lambda: told.append(watch.changes))
    for _ in range(3):
        watch.look()
    assert (watch.changes, refreshed, told) == (1, [], [1])
    assert len(watch.inputs) == 3
    ground[0] = "other cards"
    can_refresh = False  # something plays
    watch.look()
    watch.look()
    assert (watch.changes, len(refreshed)) == (1, 2)  # tried again until it is possible
    can_refresh = True
    portaudio.pop(0)
    watch.look()
    watch.look()
    assert (watch.changes, len(refreshed), told) == (2, 3, [1, 2])
    assert [one.name for one in watch.inputs] == ["pulse", "default"]
    ground[0] = None  # a system that tells nothing: looked at every time
    watch.look()
    watch.look()
    assert (watch.changes, len(refreshed)) == (2, 5)


def test_watch_stops() -> None:
    watch = DeviceWatch(seconds=60)
    watch.start()
    watch.look_now()
    watch.stop()
    assert watch._thread is not None
    watch._thread.join(10)
    assert not watch._thread.is_alive()
