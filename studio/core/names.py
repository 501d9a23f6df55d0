"""Names of voices: how they are written down, and when two are the same."""

import re
import unicodedata

from studio.core.errors import StudioError

MAX_NAME_LENGTH = 60

_UNPRINTABLE = re.compile(r"[\x00-\x1f\x7f\u2028\u2029]")


def clean_name(name: str) -> str:
    """Return the name as it is written down, or say what is wrong with it."""
    name = " ".join(unicodedata.normalize("NFC", name).split())
    if not name:
        raise StudioError("A voice needs a name; type one.")
    if len(name) > MAX_NAME_LENGTH:
        raise StudioError(f"The name is longer than {MAX_NAME_LENGTH} letters; choose a shorter.")
    if _UNPRINTABLE.search(name):
        raise StudioError("The name holds characters that cannot be seen; type it anew.")
    return name


def name_key(name: str) -> str:
    """Return what two names have in common when people would call them the same."""
    return " ".join(unicodedata.normalize("NFKC", name).casefold().split())
