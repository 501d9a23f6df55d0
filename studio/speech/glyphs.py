"""A small pixel font for pictures: letters, digits and English phonemes, 5 × 9 pixels each.

Each glyph is nine digits to the base 32, one a row from the top, the highest bit on the left; the
baseline is the bottom of row 7, the last two rows are for descenders.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.typing import NDArray

from studio.text.ipa import IPA

WIDTH, HEIGHT, ADVANCE = 5, 9, 6  # pixels; from one glyph to the next

# fmt: off
_GLYPHS = {
    "a": "00e1fhf00", "b": "ggmphhu00", "c": "00egghe00", "d": "11djhhf00", "e": "00ehvge00",
    "f": "698s88800", "g": "00fhhhf1e", "h": "ggmphhh00", "i": "40c444e00", "j": "2062222ic",
    "k": "ggikoki00", "l": "c44444e00", "m": "00qllhh00", "n": "00mphhh00", "o": "00ehhhe00",
    "p": "00uhhhugg", "q": "00fhhhf11", "r": "00mpggg00", "s": "00fge1u00", "t": "88s889600",
    "u": "00hhhjd00", "v": "00hhha400", "w": "00hhlla00", "x": "00ha4ah00", "y": "00hhhhf1e",
    "z": "00v248v00", "0": "ehjlphe00", "1": "4c4444e00", "2": "eh1248v00", "3": "v2421he00",
    "4": "26aiv2200", "5": "vgu11he00", "6": "68guhhe00", "7": "v12444400", "8": "ehhehhe00",
    "9": "ehhf12c00", ".": "00000cc00", ",": "000004480", "'": "440000000", "-": "0000e0000",
    "$": "4fke5u400", "%": "op248j300", ":": "0cc0cc000", "?": "eh1240400", "!": "444440400",
    "…": "000000l00", "ə": "00e1vhe00", "ɪ": "00e444e00", "ʊ": "00rhhhe00", "ɛ": "00egcge00",
    "æ": "00q5fkb00", "ɑ": "00diiid00", "ɔ": "00e11he00", "ʌ": "004ahhh00", "θ": "ehhvhhe00",
    "ð": "a4a1fhe00", "ʃ": "64444444c", "ʒ": "00v2611he", "ŋ": "00mphhh16", "ɹ": "00111jd00",
    "ɜ": "00e161e00", "ɒ": "00m999m00", "ɾ": "006988800", "ː": "004404400", "ˈ": "444000000",
    "ˌ": "000000444", "(": "248888420", ")": "842222480", "/": "112448gg0", "&": "8kk8lid00",
}
# fmt: on
_DRAWN = {"—": "-", "’": "'"}


def phoneme_text(symbol: str) -> str:
    """A phoneme symbol as it is drawn."""
    return _DRAWN.get(symbol, IPA.get(symbol, symbol))


def text_width(text: str, scale: int) -> int:
    """Pixels that a text takes."""
    return max(0, len(text) * ADVANCE - 1) * scale


def text_mask(text: str, scale: int = 1) -> NDArray[np.bool_]:
    """`[9 × scale, width]`, True where a text has ink; what has no glyph is a blank."""
    mask = np.zeros((HEIGHT, max(1, len(text) * ADVANCE - 1)), np.bool_)
    for index, letter in enumerate(text):
        glyph = _glyph(letter)
        if glyph is not None:
            mask[:, index * ADVANCE : index * ADVANCE + WIDTH] = glyph
    return mask.repeat(scale, axis=0).repeat(scale, axis=1)


@cache
def _glyph(letter: str) -> NDArray[np.bool_] | None:
    rows = _GLYPHS.get(letter) or _GLYPHS.get(letter.lower())
    if rows is None:
        return None
    bits = [[int(row, 32) >> (WIDTH - 1 - column) & 1 for column in range(WIDTH)] for row in rows]
    return np.array(bits, np.bool_)
