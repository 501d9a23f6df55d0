"""Numbers as English words: cardinals, ordinals, years, decimals, fractions, digit by digit.

Every function returns the words separated by spaces, without hyphens. British English puts an
"and" before the tens and units ("one hundred and five"), American English does not.
"""

from __future__ import annotations

from studio.text.tables import words

ONES = words(
    "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen "
    "fifteen sixteen seventeen eighteen nineteen"
)
TENS = words("- - twenty thirty forty fifty sixty seventy eighty ninety")
SCALES = ("", "thousand", "million", "billion", "trillion", "quadrillion", "quintillion")
LARGEST = 10 ** (3 * len(SCALES)) - 1  # longer numbers are read digit by digit

IRREGULAR_ORDINALS = {
    "one": "first",
    "two": "second",
    "three": "third",
    "five": "fifth",
    "eight": "eighth",
    "nine": "ninth",
    "twelve": "twelfth",
}


def _below_hundred(number: int) -> list[str]:
    if number < 20:
        return [ONES[number]] if number else []
    return [TENS[number // 10], *_below_hundred(number % 10)]


def _below_thousand(number: int, british: bool) -> list[str]:
    hundreds, rest = divmod(number, 100)
    words = [ONES[hundreds], "hundred"] if hundreds else []
    if hundreds and rest and british:
        words.append("and")
    return words + _below_hundred(rest)


def cardinal(number: int, british: bool = False) -> str:
    """A whole number: 1234 → "one thousand two hundred thirty four"."""
    if number < 0:
        return "minus " + cardinal(-number, british)
    if number == 0:
        return ONES[0]
    if number > LARGEST:
        return digits(str(number))
    groups: list[int] = []
    while number:
        number, group = divmod(number, 1000)
        groups.append(group)
    words: list[str] = []
    for scale in range(len(groups) - 1, -1, -1):
        group = groups[scale]
        if not group:
            continue
        if scale == 0 and words and group < 100 and british:
            words.append("and")
        words += _below_thousand(group, british)
        if scale:
            words.append(SCALES[scale])
    return " ".join(words)


def ordinal(number: int, british: bool = False) -> str:
    """A rank: 21 → "twenty first"."""
    return as_ordinal(cardinal(number, british))


def as_ordinal(words: str) -> str:
    """Make the last word of a cardinal an ordinal."""
    head, _, last = words.rpartition(" ")
    if last in IRREGULAR_ORDINALS:
        last = IRREGULAR_ORDINALS[last]
    elif last.endswith("y"):
        last = last[:-1] + "ieth"
    else:
        last += "th"
    return f"{head} {last}".strip()


def digits(text: str) -> str:
    """Digit by digit, everything else left out: "007" → "zero zero seven"."""
    return " ".join(ONES[int(digit)] for digit in text if digit.isdecimal())


def two_digits(number: int) -> str:
    """The way the end of a year or a time is said: 5 → "oh five", 30 → "thirty", 0 → "hundred"."""
    if number == 0:
        return "hundred"
    if number < 10:
        return f"oh {ONES[number]}"
    return " ".join(_below_hundred(number))


def year(number: int, british: bool = False) -> str:
    """A year: 1905 → "nineteen oh five", 2005 → "two thousand five", 1900 → "nineteen hundred"."""
    century, rest = divmod(number, 100)
    if number < 1000 or number % 1000 < 10 or number > 9999:
        return cardinal(number, british)
    return f"{cardinal(century)} {two_digits(rest)}"


def decimal(text: str, british: bool = False) -> str:
    """A number as written, with thousands separators and a decimal point: "1,234.50", ".45"."""
    text = text.replace(",", "")
    whole, point, fraction = text.partition(".")
    if not point or not fraction:
        return cardinal(int(whole or "0"), british)
    if not whole:
        return f"point {digits(fraction)}"
    return f"{cardinal(int(whole), british)} point {digits(fraction)}"


def fraction(numerator: int, denominator: int, british: bool = False) -> str:
    """A fraction: 1, 2 → "one half"; 3, 4 → "three quarters"; 5, 8 → "five eighths"."""
    if denominator == 2:
        name = "half" if numerator == 1 else "halves"
    else:
        name = "quarter" if denominator == 4 else ordinal(denominator, british)
        name += "" if numerator == 1 else "s"
    return f"{cardinal(numerator, british)} {name}"


def plural(words: str) -> str:
    """The plural of the last word: "nineteen nineties", "two thousands"."""
    if words.endswith("y"):
        return words[:-1] + "ies"
    return words + ("es" if words.endswith("x") else "s")


def decade(number: int, british: bool = False) -> str:
    """A decade: 1990 → "nineteen nineties", 80 → "eighties", 2000 → "two thousands"."""
    return plural(cardinal(number, british) if number < 100 else year(number, british))


ROMAN_VALUES = {"I": 1, "V": 5, "X": 10, "L": 50, "C": 100, "D": 500, "M": 1000}


def roman(text: str) -> int | None:
    """The value of a Roman numeral written in the usual way, 1 … 3999; None for anything else."""
    value = 0
    for symbol, following in zip(text, (text + " ")[1:], strict=True):
        size = ROMAN_VALUES.get(symbol)
        if size is None:
            return None
        value += -size if ROMAN_VALUES.get(following, 0) > size else size
    return value if 0 < value < 4000 and to_roman(value) == text else None


def to_roman(number: int) -> str:
    """A number 1 … 3999 as a Roman numeral."""
    steps = (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1)
    names = ("M", "CM", "D", "CD", "C", "XC", "L", "XL", "X", "IX", "V", "IV", "I")
    text = ""
    for step, name in zip(steps, names, strict=True):
        count, number = divmod(number, step)
        text += name * count
    return text
