"""The normaliser's rules for what begins with a digit, a sign or a currency symbol.

The rules are tried in the order of `_RULES`, the narrow ones first.
"""

from __future__ import annotations

import re

from studio.text import numbers
from studio.text.quantities import match_money, match_quantity
from studio.text.scanner import Scanner, Token
from studio.text.tables import word_set
from studio.text.word_rules import in_a_name, mixed_form
from studio.text.written_forms import (
    FRACTION_CHARACTERS,
    MAGNITUDES,
    MONTH_ABBREVIATIONS,
    MONTHS,
    SPOKEN_DATES,
)

_LONG_RUN = re.compile(r"[\d,.:/-]*?\d{22,}[\d,.:/-]*\d|[\d,.:/-]{80,}\d")
_SIGNED = re.compile(r"[-−–+~≈](?=[\d.$£€¥]*\d)")
_FIXED = re.compile(r"(?:24/7|9/11|7/7)(?![\w/])")
_ISO_DATE = re.compile(r"(\d{4})-(\d{2})-(\d{2})(?![\w-])")
_SLASH_DATE = re.compile(r"(\d{1,2})([/.-])(\d{1,2})\2(\d{4}|\d{2})(?![\w/]|[.-]\d)")
_MONTH_NAMES = "|".join(
    name.capitalize() for name in [*MONTHS, "sept", *(month[:3] for month in MONTHS)]
)
_DAY_MONTH = re.compile(
    rf"(\d{{1,2}})(?:st|nd|rd|th)?\s+(?:of\s+)?({_MONTH_NAMES})\b\.?(?:,?\s+(\d{{4}})(?![\d-]))?"
)
_HALF_DAY = r"(?:\s?([ap])\.?\s?m\b\.?|\s?([AP])\.?M\b\.?)"
_TIME = re.compile(rf"(\d{{1,2}}):(\d{{2}})(?::(\d{{2}}))?(?![\d:]){_HALF_DAY}?")
_HOUR = re.compile(rf"(\d{{1,2}}){_HALF_DAY}(?!\w)")
_STOPPED_TIME = re.compile(r"(\d{1,2})\.([0-5]\d)(?![\d.%]|\s?(?:million|billion|percent))")
_RATIO = re.compile(r"(\d+):(\d+)(?![\d:])")
_PHONE = re.compile(
    r"\(\d{3}\)\s?\d{3}[-. ]\d{4}|(?:\+?1[-. ])?\d{3}[-. ]\d{3}[-. ]\d{4}|\d{3}[-.]\d{4}"
    r"|\+\d{1,3}(?:[ .()-]{0,3}\d){6,12}|0\d{2,4}[ -]\d{3,4}[ -]\d{3,6}"
)
_SAVINGS = re.compile(r"(40[13])\(?([kb])\b\)?")
_HEIGHT = re.compile(r"(\d+)['′’]\s?(\d{1,2})(?:[\"″”]|'')")
_FRACTION = re.compile(r"(?:(\d+)[\s-])?(\d+)[/⁄](\d+)(?![\d/])")
_FRACTION_CHARACTER = re.compile(rf"(\d+)?\s?([{''.join(FRACTION_CHARACTERS)}])")
_PARTS = re.compile(r"\d+(?:\.\d+){2,}")
_TWO_PARTS = re.compile(r"\d+\.\d+(?![\d%])")
_RANGE = re.compile(r"(\d[\d,]*(?:\.\d+)?)(?:-|\s?[–—−]\s?)(\d[\d,]*(?:\.\d+)?)(?![\d-]*-\d)")
_GROUPS = re.compile(r"\d+(?:-\d+){2,}")
_DECADE = re.compile(r"(\d{4}|\d{2})['’]?s\b")
_PLURAL = re.compile(r"(\d+)['’]?s\b")
_ORDINAL = re.compile(r"(\d[\d,]*)(?:st|nd|rd|th)\b", re.IGNORECASE)
_MIXED = re.compile(r"\d+[A-Za-z]+[\dA-Za-z]*")
_SIDES = re.compile(r"(\d{1,4})[x×](\d{1,4})(?!\w)")
_LARGE = re.compile(
    r"(\d+\.\d+(?=[kKmMbB]\b)|\d[\d,]*(?:\.\d+)?(?=M\b|bn\b|mn\b|tn\b))(bn|mn|tn|[kKmMbB])"
)
_NUMBER = re.compile(r"\d{1,3}(?:,\d{3})+(?:\.\d+)?(?!\d)|\d+(?:\.\d+)?|\.\d+")
_DECADE_AFTER = word_set("the her his their my our your early late mid in")
_BEFORE_YEAR = word_set("in year years since by from to until before after around of")
_RATING = word_set("rated rate rating score scored scores got stars")
_DIALLED = word_set("call calls called dial dialed dialled ring phone text")
_NAMED = word_set(
    "boeing airbus flight room route highway interstate area bus apartment suite unit hwy"
)
_VERSIONED = word_set(
    "version versions python release firmware ios android ubuntu kernel debian windows macos "
    "update v java qt"
)


def match(scanner: Scanner, position: int) -> Token | None:
    """The token for the number at a position, or None."""
    text = scanner.text
    if text[position].isdigit() or text[position] in "$£€¥₹₩₽₿.(" or text[position] in _FRACTIONS:
        long_run = _LONG_RUN.match(text, position)
        if long_run:  # no number, and more than `int` reads
            return scanner.token(position, long_run.end(), numbers.digits(long_run.group()))
        for rule in _RULES:
            token = rule(scanner, position)
            if token:
                return token
    return _signed(scanner, position)


_FRACTIONS = frozenset(FRACTION_CHARACTERS)


def _signed(scanner: Scanner, position: int) -> Token | None:
    """−5, +3, ~50: a sign directly before a number and behind no word."""
    text = scanner.text
    if not _SIGNED.match(text, position):
        return None
    if text[position] == "+":
        phone = _PHONE.match(text, position)
        if phone:
            said = f"plus {numbers.digits(phone.group())}"
            return scanner.token(position, phone.end(), said)
    before = text[position - 1 : position]
    between = text[position] == "–" and scanner.tokens and scanner.tokens[-1].text[-1:].isdigit()
    if between or (before and not before.isspace() and before not in "([{,;:\"“'"):
        if text[position] in "-−–" and _is_range_end(scanner, position):
            return scanner.token(position, position + 1, "to")
        return None
    number = match(scanner, position + 1)
    if number is None:
        return None
    said = {"-": "minus", "−": "minus", "–": "minus", "+": "plus", "~": "about", "≈": "about"}[
        text[position]
    ]
    return scanner.token(position, number.end, f"{said} {number.spoken}")


def _is_range_end(scanner: Scanner, position: int) -> bool:
    """Whether a dash joins two amounts: "9 a.m.-5 p.m."."""
    return scanner.touches(position) and scanner.tokens[-1].text[:1].isdigit()


def _fixed(scanner: Scanner, position: int) -> Token | None:
    found = _FIXED.match(scanner.text, position)
    return scanner.token(position, found.end(), SPOKEN_DATES[found.group()]) if found else None


def _iso_date(scanner: Scanner, position: int) -> Token | None:
    found = _ISO_DATE.match(scanner.text, position)
    if not found:
        return None
    year, month, day = (int(part) for part in found.groups())
    said = _date(scanner, day, month, year)
    return scanner.token(position, found.end(), said) if said else None


def _slash_date(scanner: Scanner, position: int) -> Token | None:
    """12/25/2020: month first in American English, day first in British."""
    found = _SLASH_DATE.match(scanner.text, position)
    if not found:
        return None
    first, second, year = int(found.group(1)), int(found.group(3)), int(found.group(4))
    if len(found.group(4)) == 2:
        if found.group(2) != "/":
            return None
        year += 2000 if year < 70 else 1900
    day, month = (first, second) if scanner.british else (second, first)
    said = _date(scanner, day, month, year) or _date(scanner, month, day, year)
    return scanner.token(position, found.end(), said) if said else None


def _date(scanner: Scanner, day: int, month: int, year: int | None) -> str | None:
    """A date in words, or None where there is no such month or day."""
    if not (1 <= month <= 12 and 1 <= day <= 31):
        return None
    end = f" {scanner.year(year)}" if year else ""
    if scanner.british:
        return f"the {numbers.ordinal(day)} of {MONTHS[month - 1]}{end}"
    return f"{MONTHS[month - 1]} {numbers.ordinal(day)}{end}"


def _day_month(scanner: Scanner, position: int) -> Token | None:
    """3 March 2021, the 1st of May."""
    found = _DAY_MONTH.match(scanner.text, position)
    if not found or not 1 <= int(found.group(1)) <= 31:
        return None
    name = found.group(2).lower()
    month = MONTH_ABBREVIATIONS.get(name, name)
    end = f" {scanner.year(int(found.group(3)))}" if found.group(3) else ""
    article = "" if scanner.previous_word() == "the" else "the "
    stop = found.end()
    if scanner.text[stop - 1] == "." and not scanner.keeps_stop(stop - 1):
        stop -= 1
    return scanner.token(
        position, stop, f"{article}{numbers.ordinal(int(found.group(1)))} of {month}{end}"
    )


def _time(scanner: Scanner, position: int) -> Token | None:
    """3:05 p.m., 15:45, 12:00; 2:05:30 is a length of time."""
    found = _TIME.match(scanner.text, position)
    if not found or int(found.group(1)) > 24 or int(found.group(2)) > 59:
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    half = (found.group(4) or found.group(5) or "").upper()
    if found.group(3) and not half:
        said = _duration(hour, minute, int(found.group(3)))
    elif minute == 0 and not half:
        said = f"{scanner.cardinal(hour)} o'clock" if 1 <= hour <= 12 else _on_the_hour(hour)
    else:
        said = scanner.cardinal(hour) + (f" {numbers.two_digits(minute)}" if minute else "")
    return _with_half(scanner, found, said, half)


def _on_the_hour(hour: int) -> str:
    return f"{numbers.cardinal(hour)} hundred" if hour else "zero hundred"


def _duration(hours: int, minutes: int, seconds: int) -> str:
    names = (("hour", hours), ("minute", minutes), ("second", seconds))
    parts = [f"{numbers.cardinal(n)} {name}{'' if n == 1 else 's'}" for name, n in names if n]
    return " and ".join([" ".join(parts[:-1]), parts[-1]]) if len(parts) > 1 else "".join(parts)


def _with_half(scanner: Scanner, found: re.Match[str], said: str, half: str) -> Token:
    """A time with "a m" or "p m", the full stop left where it ends the sentence too."""
    end = found.end()
    if half and found.group().endswith(".") and not scanner.keeps_stop(end - 1):
        end -= 1
    return scanner.token(found.start(), end, f"{said} {half} M" if half else said)


def _stopped_time(scanner: Scanner, position: int) -> Token | None:
    """9.30, the British way of writing a time, where a time is likely."""
    found = _STOPPED_TIME.match(scanner.text, position) if scanner.british else None
    if not found or scanner.previous_word() not in ("at", "from", "until", "till", "by"):
        return None
    hour, minute = int(found.group(1)), int(found.group(2))
    said = scanner.cardinal(hour) + (f" {numbers.two_digits(minute)}" if minute else "")
    return scanner.token(position, found.end(), said) if hour < 25 else None


def _hour(scanner: Scanner, position: int) -> Token | None:
    """7am, 5 p.m."""
    found = _HOUR.match(scanner.text, position)
    if not found or not 1 <= int(found.group(1)) <= 12:
        return None
    half = (found.group(2) or found.group(3)).upper()
    return _with_half(scanner, found, scanner.cardinal(int(found.group(1))), half)


def _ratio(scanner: Scanner, position: int) -> Token | None:
    found = _RATIO.match(scanner.text, position)
    if not found:
        return None
    first, second = (scanner.cardinal(int(part)) for part in found.groups())
    return scanner.token(position, found.end(), f"{first} to {second}")


def _phone(scanner: Scanner, position: int) -> Token | None:
    found = _PHONE.match(scanner.text, position)
    if not found or scanner.text[found.end() : found.end() + 1].isdigit():
        return None
    return scanner.token(position, found.end(), numbers.digits(found.group()))


def _savings(scanner: Scanner, position: int) -> Token | None:
    found = _SAVINGS.match(scanner.text, position)
    if not found:
        return None
    said = f"{in_a_name(scanner, found.group(1))} {found.group(2).upper()}"
    return scanner.token(position, found.end(), said)


def _height(scanner: Scanner, position: int) -> Token | None:
    found = _HEIGHT.match(scanner.text, position)
    if not found:
        return None
    feet, inches = (scanner.cardinal(int(part)) for part in found.groups())
    return scanner.token(position, found.end(), f"{feet} foot {inches}")


def _fraction(scanner: Scanner, position: int) -> Token | None:
    """1/2, 2 1/2, ½; 50/50 is "fifty fifty"."""
    found = _FRACTION_CHARACTER.match(scanner.text, position)
    if found:
        part = FRACTION_CHARACTERS[found.group(2)]
        return scanner.token(position, found.end(), _mixed_fraction(scanner, found.group(1), *part))
    found = _FRACTION.match(scanner.text, position)
    if not found:
        return None
    above, below = int(found.group(2)), int(found.group(3))
    if scanner.previous_word() in _RATING and below in (5, 10, 20, 100):
        said = f"{scanner.cardinal(above)} out of {scanner.cardinal(below)}"
        return scanner.token(position, found.end(), said)
    if above == below or below < 2 or below > 100 or above > 100:
        said = f"{scanner.cardinal(above)} {scanner.cardinal(below)}"
        whole = f"{scanner.cardinal(int(found.group(1)))} " if found.group(1) else ""
        return scanner.token(position, found.end(), whole + said)
    said = _mixed_fraction(scanner, found.group(1), above, below)
    return scanner.token(position, found.end(), said)


def _mixed_fraction(scanner: Scanner, whole: str | None, above: int, below: int) -> str:
    said = numbers.fraction(above, below, scanner.british)
    if not whole:
        return said
    said = "a" + said.removeprefix("one") if above == 1 else said
    return f"{scanner.cardinal(int(whole))} and {said}"


def _parts(scanner: Scanner, position: int) -> Token | None:
    """2.0.1, and 3.11 behind the name of a program; four parts are an internet address."""
    found = _PARTS.match(scanner.text, position)
    if not found and scanner.previous_word() in _VERSIONED:
        found = _TWO_PARTS.match(scanner.text, position)
    if not found:
        return None
    pieces = found.group().split(".")
    joint = " dot " if len(pieces) == 4 else " point "
    said = joint.join(scanner.cardinal(int(piece)) for piece in pieces)
    return scanner.token(position, found.end(), said)


def _range(scanner: Scanner, position: int) -> Token | None:
    """1914–1918, 10-20%, 3-2."""
    found = _RANGE.match(scanner.text, position)
    if not found:
        return None
    low, high = found.groups()
    second = match_quantity(scanner, found.start(2)) or _plain(scanner, found.start(2))
    if second is None or re.match(r"\.\d", scanner.text[second.end : second.end + 2]):
        return None
    if _is_year(low) and len(high) == 2:
        said = f"{scanner.year(int(low))} to {scanner.cardinal(int(high))}"
    else:
        first = scanner.year(int(low)) if _is_year(low) else scanner.decimal(low)
        said = f"{first} to {second.spoken}"
    return scanner.token(position, second.end, said)


def _groups(scanner: Scanner, position: int) -> Token | None:
    """123-45-6789: digit by digit."""
    found = _GROUPS.match(scanner.text, position)
    return scanner.token(position, found.end(), numbers.digits(found.group())) if found else None


def _decade(scanner: Scanner, position: int) -> Token | None:
    """1990s, her 30s, two 747s."""
    found = _DECADE.match(scanner.text, position)
    if found and int(found.group(1)) % 10 == 0:
        number = int(found.group(1))
        if number >= 1000 or scanner.previous_word() in _DECADE_AFTER:
            return scanner.token(position, found.end(), numbers.decade(number))
    found = _PLURAL.match(scanner.text, position)
    if not found or len(found.group(1)) < 3:
        return None
    return scanner.token(position, found.end(), numbers.plural(in_a_name(scanner, found.group(1))))


def _ordinal(scanner: Scanner, position: int) -> Token | None:
    found = _ORDINAL.match(scanner.text, position)
    if not found:
        return None
    number = int(found.group(1).replace(",", ""))
    if scanner.british and found.group().endswith("st") and (number % 10 != 1 or number == 11):
        return scanner.token(position, found.end(), f"{scanner.cardinal(number)} stone")
    said = scanner.ordinal(number)
    return scanner.token(position, found.end(), said)


def _mixed(scanner: Scanner, position: int) -> Token | None:
    """4K, 3D, 10k, 4x4."""
    sides = _SIDES.match(scanner.text, position)
    if sides:
        said = " by ".join(scanner.cardinal(int(side)) for side in sides.groups())
        return scanner.token(position, sides.end(), said)
    large = _LARGE.match(scanner.text, position)
    if large:
        said = f"{scanner.decimal(large.group(1))} {MAGNITUDES[large.group(2)]}"
        return scanner.token(position, large.end(), said)
    found = _MIXED.match(scanner.text, position)
    if not found:
        return None
    return scanner.token(position, found.end(), mixed_form(scanner, found.group()))


def _is_year(text: str) -> bool:
    return len(text) == 4 and text.isdigit() and 1100 <= int(text) <= 2099


def _plain(scanner: Scanner, position: int) -> Token | None:
    """Any other number: a year, a telephone number, a code or simply how many."""
    found = _NUMBER.match(scanner.text, position)
    if not found:
        return None
    written, before = found.group(), scanner.previous_word()
    if written.isdigit() and len(written) == 3 and before in _DIALLED:
        said = numbers.digits(written)
    elif written.isdigit() and len(written) == 3 and before in _NAMED:
        said = in_a_name(scanner, written)
    elif written.isdigit() and written.startswith("0") and len(written) > 1:
        said = numbers.digits(written)
    elif _is_year(written) or (before in _BEFORE_YEAR and re.fullmatch(r"10[1-9]\d", written)):
        said = scanner.year(int(written))
    else:
        said = scanner.decimal(written)
    return scanner.token(position, found.end(), said)


_RULES = (
    _fixed,
    _iso_date,
    _slash_date,
    _day_month,
    _time,
    _stopped_time,
    _hour,
    _ratio,
    _phone,
    _savings,
    _height,
    _fraction,
    match_money,
    _parts,
    _groups,
    _range,
    _decade,
    match_quantity,
    _ordinal,
    _mixed,
    _plain,
)
