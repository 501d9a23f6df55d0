"""One word of a lexicon, tried: said in a sentence by a voice, and heard back.

A task as `studio.jobs.worker` runs it, like those of `studio.speech.tasks`.
"""

from __future__ import annotations

from collections.abc import Generator
from pathlib import Path
from typing import Any

from studio.core.errors import StudioError
from studio.core.messages import Message, Progress

CARRIER = "Now I say {} once more."
"""Around the word, for a word alone, and the last of a sentence, is said and heard otherwise."""


def try_word(
    library: Path | None, voice: str, word: str, say: str, out: Path, language: str | None = None
) -> Generator[Message, None, dict[str, Any]]:
    """Say a word as an entry has it, `say` "" = as without one, into the sound file `out`.

    Returns path, text, word, phonemes (IPA, as it was to be said), heard (whether it was), score
    (0 to 1) and heard_as (IPA of what was heard in its place).
    Raises StudioError where the entry, the voice or the path is not usable.
    """
    yield Progress("load")
    import numpy as np

    from studio.audio.files import Sound
    from studio.audio.mel_spec import RATE
    from studio.core.lexicon_store import VoiceLexicon
    from studio.core.library import Library
    from studio.speech import export
    from studio.speech.hear import hear
    from studio.speech.speak import speak
    from studio.speech.speakers import speakers
    from studio.text.ipa import to_ipa
    from studio.text.voice_lexicon import Sayings, checked_entry

    entries = [checked_entry(word, say)] if say else []
    text = CARRIER.format(word)
    speaker = speakers().speaker(None if library is None else Library(Path(library)), voice)
    language = language or speaker.language
    own = Sayings(VoiceLexicon().with_entries(*entries), language)
    yield Progress("speak")
    spoken = list(speak(speaker, text, None, language, own))
    sound = np.concatenate([one.samples for one in spoken])
    wrong = next((one.error for one in spoken if one.error), "")
    begin = CARRIER.index("{")
    place = range(begin, begin + len(word))
    tried = [one for part in spoken for one in part.words if one.span[0] in place]
    if wrong or not tried:
        raise StudioError(wrong or f"“{word}” has no sound: write how it is said.")
    path = Path(out).absolute()
    export.write(path, sound, RATE, speaker.about(text))
    yield Progress("listen")
    checks = [
        check
        for check in hear(Sound(sound, RATE), text, language, words=False, lexicon=own).checks
        if check.span[0] in place
    ]
    return {
        "path": str(path),
        "text": text,
        "word": word,
        "phonemes": to_ipa(" ".join(one.phonemes for one in tried)),
        "heard": bool(checks) and all(check.heard for check in checks),
        "score": round(min((check.score for check in checks), default=0.0), 3),
        "heard_as": to_ipa(" ".join(check.phonemes for check in checks)),
    }
