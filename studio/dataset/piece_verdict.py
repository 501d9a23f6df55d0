"""Whether a piece of a long recording is included, and what a person should listen for in it."""

from __future__ import annotations

from studio.audio.streams import clock
from studio.core.entities import HEARD
from studio.dataset.main_speaker import Likeness
from studio.dataset.transcribe import BELIEVED, Transcript

CLEAN_DB = 10.0
"""Speech that stands out of its background by less is set aside."""
QUIET_DB = 20.0
"""With less a person should listen to the background."""
CLEAR_PHONEMES = 0.6
"""Mean confidence of phonemes below which what was heard is no speech."""
PHONEMES_A_SECOND = 2.0
"""Fewer of them than this in a second of voice are a song or no speech."""

_AGAIN = "include it if it is right after all."

Verdict = tuple[str, str]
"""A kind and a sentence, both empty where there is nothing to say."""


def why_aside(
    found: Transcript, like: Likeness | None, snr_db: float, voiced: float, *, uncut: bool
) -> Verdict:
    """Say why a piece is not included: "wordless", "noise", "speaker", "uncut" or "unsure".

    `voiced` is how many seconds of it hold a voice, `snr_db` how far that stands out, `uncut`
    whether it was cut where there is no pause.
    """
    fast = found.phonemes / max(0.1, voiced)
    if not found.text or found.clearness < CLEAR_PHONEMES or fast < PHONEMES_A_SECOND:
        return "wordless", f"No words were heard in it: music, noise or a laugh; {_AGAIN}"
    if snr_db < CLEAN_DB:
        below = max(0.0, snr_db)
        return "noise", f"Music or noise is only {below:.0f} dB below the voice; {_AGAIN}"
    if like is not None and not like.own:
        return _whose(like, snr_db)
    if uncut:
        return "uncut", f"Nobody pauses: it is too long for a take or cut within a word; {_AGAIN}"
    if found.by == HEARD and not found.sure:
        return "unsure", _about_text(found)
    return "", ""


def _whose(like: Likeness, snr_db: float) -> Verdict:
    alike = f"(likeness {like.similarity:.2f})"
    if snr_db < QUIET_DB:
        return "noise", f"Music, noise or somebody else is heard in it {alike}; {_AGAIN}"
    if like.similarity > like.other and like.similarity >= like.least + 0.1:
        return "speaker", f"Somebody else seems to speak in it too {alike}; {_AGAIN}"
    return "speaker", f"Somebody else speaks {alike}; {_AGAIN}"


def why_doubtful(found: Transcript, like: Likeness | None, snr_db: float) -> Verdict:
    """Say what a person should listen for in a piece that is included."""
    if found.confidence < BELIEVED:
        return "doubtful", _about_text(found)
    if like is None or not like.sure:
        return "doubtful", "Listen who speaks: it may be somebody else."
    if snr_db < QUIET_DB:
        return "doubtful", f"Noise is only {snr_db:.0f} dB below the voice: listen to it."
    return "", ""


def _about_text(found: Transcript) -> str:
    words = ", ".join(f"“{word.text}”" for word in found.unheard[:3])
    if words:
        return f"Listen whether {words} is said, and mend the text."
    if found.extras:
        at = clock(found.extras[0].start)
        return f"More is said at {at} than the text has: listen, and mend it."
    return "It is not sure what is said: listen, mend the text, then include it."
