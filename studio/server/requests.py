"""What a request for speech asks for, checked; and refusals as OpenAI's API writes them."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from studio.core.entities import LANGUAGES
from studio.core.errors import StudioError
from studio.core.library import Library
from studio.core.manner import Manner
from studio.core.names import name_key
from studio.speech import catalogue
from studio.speech.streaming import KINDS

MAX_BODY = 64 * 1024  # bytes; the longest text takes a quarter of it
MAX_INPUT = 4096  # characters, as OpenAI's API has it
MODELS = ("timbre", "tts-1", "tts-1-hd", "gpt-4o-mini-tts")
"""All are the same; the others are what clients ask for when nobody has told them."""
_KNOWN = {
    *("model", "input", "voice", "response_format", "speed", "stream_format", "instructions"),
    *("language", "timbre"),
}


class Refused(Exception):  # noqa: N818 - it is an answer
    """A request that is answered with a status of 400 or more and a sentence."""

    def __init__(
        self, status: int, sentence: str, code: str, param: str | None = None,
        headers: Mapping[str, str] | None = None,
    ) -> None:  # fmt: skip
        super().__init__(sentence)
        self.status, self.sentence, self.code, self.param = status, sentence, code, param
        self.headers = dict(headers or {})

    def body(self) -> bytes:
        """The error as OpenAI's clients read it."""
        kind = "server_error" if self.status >= 500 else "invalid_request_error"
        error = {"message": self.sentence, "type": kind, "param": self.param, "code": self.code}
        return json.dumps({"error": error}, ensure_ascii=False).encode()


@dataclass(frozen=True, slots=True)
class Wanted:
    """Speech that somebody asks for."""

    text: str
    voice: str
    kind: str
    manner: dict[str, Any]
    language: str | None
    events: bool
    """As server-sent events instead of plain sound."""


def read_request(body: bytes, library: Library | None) -> Wanted:
    """What the body of `POST /v1/audio/speech` asks for. Raises Refused."""
    said = _object(body)
    for name in said:
        if name not in _KNOWN:
            raise _bad(f"There is no parameter “{name[:60]}”: leave it out.", name[:60])
    model = said.get("model")
    if model not in MODELS:
        raise Refused(
            404, f"There is no such model: choose “{MODELS[0]}”.", "model_not_found", "model"
        )
    if said.get("instructions"):
        raise _bad(
            "Instructions in words are not understood here: leave them out, and choose a voice, "
            "the speed or the controls under “timbre”.",
            "instructions",
        )
    return Wanted(
        _text(said), _voice(said, library), _one_of(said, "response_format", tuple(KINDS), "mp3"),
        _manner(said), _one_of(said, "language", LANGUAGES, None),
        _one_of(said, "stream_format", ("audio", "sse"), "audio") == "sse",
    )  # fmt: skip


def listed_voices(library: Library | None) -> list[dict[str, Any]]:
    """The voices that can be asked for."""
    return [
        {"id": one.id, "name": one.name, "kind": one.kind, "language": one.language}
        for one in catalogue.speakable(library)
    ]


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Refused(400, "The request is no JSON: send one object.", "invalid_json") from error
    if not isinstance(said, dict):
        raise Refused(400, "The request is no JSON object: send one.", "invalid_json")
    return said


def _text(said: Mapping[str, Any]) -> str:
    text = said.get("input")
    if not isinstance(text, str) or not text.strip():
        raise _bad("There is nothing to say: give the text as “input”.", "input")
    if len(text) > MAX_INPUT:
        raise _bad(
            f"The text has {len(text)} characters, and {MAX_INPUT} may be sent at once: send it "
            "in parts.",
            "input",
        )
    if any("\ud800" <= letter <= "\udfff" for letter in text):
        raise _bad("The text holds half characters: send it as UTF-8.", "input")
    return text


def _voice(said: Mapping[str, Any], library: Library | None) -> str:
    voice = said.get("voice")
    if isinstance(voice, dict):
        voice = voice.get("id")
    if not isinstance(voice, str) or not voice.strip():
        raise _bad("Say which voice is to speak: give its id as “voice”.", "voice")
    if len(voice) > 400:
        raise _bad("The name of the voice is too long.", "voice")
    if "+" in voice or catalogue.is_stock(voice):
        return voice  # blends are read where the models are
    own = [] if library is None else library.voices()
    if any(voice == one.id or name_key(voice) == name_key(one.name) for one in own):
        return voice
    raise _bad(
        f"There is no voice “{voice[:60]}”: GET /v1/audio/voices lists those there are.", "voice"
    )


def _manner(said: Mapping[str, Any]) -> dict[str, Any]:
    controls = said.get("timbre", {})
    if controls is None:
        controls = {}
    if not isinstance(controls, dict):
        raise _bad("The controls under “timbre” must be an object, like {“pitch”: 2}.", "timbre")
    if "speed" in said and said["speed"] is not None:
        controls = {**controls, "speed": said["speed"]}
    try:
        return Manner.from_dict(controls).to_dict()
    except (StudioError, OverflowError) as error:
        param = "speed" if "speed" in said and "speed" in str(error) else "timbre"
        raise _bad(str(error), param) from error


def _one_of(said: Mapping[str, Any], name: str, known: tuple[str, ...], usual: Any) -> Any:
    value = said.get(name)
    if value is None:
        return usual
    if not isinstance(value, str) or value not in known:
        raise _bad(f"“{name}” must be one of {', '.join(known)}.", name)
    return value


def _bad(sentence: str, param: str) -> Refused:
    return Refused(400, sentence, "invalid_value", param)
