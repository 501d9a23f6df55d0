"""Amounts: money and numbers with a unit."""

from __future__ import annotations

import re

from studio.text.scanner import Scanner, Token
from studio.text.tables import word_set
from studio.text.written_forms import (
    BRITISH_SPELLINGS,
    CURRENCIES,
    CURRENCY_CODES,
    MAGNITUDES,
    UNITS,
    UNITS_CLOSE_ONLY,
)

_NUMBER = r"\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?|\.\d+"
_CURRENCY = "|".join(re.escape(symbol) for symbol in sorted(CURRENCIES, key=len, reverse=True))
_SCALE = r"hundred|thousand|million|billion|trillion"
_SHORT_SCALE = "|".join(sorted(MAGNITUDES, key=len, reverse=True))
_SCALED = rf"(?:\s?({_SCALE})\b|({_SHORT_SCALE})\b)?"
_MONEY = re.compile(
    rf"({_CURRENCY})\s?({_NUMBER}){_SCALED}(?:\s?[-–—]\s?(?:\1)?\s?({_NUMBER}){_SCALED})?(?![\d])"
)
_MONEY_BEHIND = re.compile(
    rf"({_NUMBER})(?:\s?({_SCALE}))?\s?([$£€¥₹]|(?:{'|'.join(CURRENCY_CODES)})\b)"
)
_PENCE = re.compile(r"(\d+)p\b")
_UNIT = "|".join(re.escape(unit) for unit in sorted(UNITS, key=len, reverse=True))
_QUANTITY = re.compile(rf"({_NUMBER})(\s?(?:{_SCALE})\b)?([\s\u00a0-]?)({_UNIT})(?![A-Za-z0-9²³])")
_DOTTED_UNITS = word_set(
    "min mins ft in tsp tbsp lb lbs oz hr hrs sec secs pt pts yd yds gal mi qt"
)
_ARTICLES = word_set("a an the this that every each another my his her its our their")
_FUNCTION_WORDS = word_set(
    "of in to and or is are was were on at by for from with per each than that when while if but "
    "as it he she they we you i a an the has have had will would can could today now later ago "
    "away so tall long wide high deep old apart left total then because per off out up down"
)


def match_money(scanner: Scanner, position: int) -> Token | None:
    """$5.99, $2.5 million, $10–$20, 20 €, 50p."""
    found = _MONEY.match(scanner.text, position)
    if found:
        return _money(scanner, found)
    found = _MONEY_BEHIND.match(scanner.text, position)
    if found:
        scale = f" {found.group(2)}" if found.group(2) else ""
        said = scanner.decimal(found.group(1)) + scale
        symbol = found.group(3)
        name = CURRENCY_CODES.get(symbol) or CURRENCIES[symbol][said != "one"]
        return scanner.token(position, found.end(), f"{said} {name}")
    found = _PENCE.match(scanner.text, position) if scanner.british else None
    if found:
        said = scanner.cardinal(int(found.group(1)))
        return scanner.token(position, found.end(), f"{said} P")
    return None


def _money(scanner: Scanner, found: re.Match[str]) -> Token:
    """An amount, or from one amount to another."""
    names = CURRENCIES[found.group(1)]
    end = found.end()
    low, scale = found.group(2), found.group(3) or MAGNITUDES.get(found.group(4) or "")
    high = found.group(5)
    if high:
        high_scale = found.group(6) or MAGNITUDES.get(found.group(7) or "")
        first = scanner.decimal(low) + (f" {scale}" if scale and scale != high_scale else "")
        said = f"{first} to {_amount(scanner, high, high_scale, names, attributive=False)}"
        return scanner.token(found.start(), end, said)
    attributive = scanner.previous_word() in _ARTICLES and _noun_follows(scanner, end)
    return scanner.token(found.start(), end, _amount(scanner, low, scale, names, attributive))


def _amount(
    scanner: Scanner,
    number: str,
    scale: str | None,
    names: tuple[str, str, str, str],
    attributive: bool,
) -> str:
    """An amount of money in words."""
    one, several, hundredth, hundredths = names
    if scale:
        return f"{scanner.decimal(number)} {scale} {one if attributive else several}"
    whole, _, cents = number.replace(",", "").partition(".")
    if len(cents) != 2 or not hundredth:
        singular = attributive or number == "1"
        return f"{scanner.decimal(number)} {one if singular else several}"
    count, small = int(whole or "0"), int(cents)
    big_words = f"{scanner.cardinal(count)} {one if count == 1 or attributive else several}"
    small_words = f"{scanner.cardinal(small)} {hundredth if small == 1 else hundredths}"
    if not small:
        return big_words
    if not count:
        return small_words
    if scanner.british and small >= 10:
        return f"{big_words} {scanner.cardinal(small)}"
    return f"{big_words} and {small_words}"


def match_quantity(scanner: Scanner, position: int) -> Token | None:
    """5 kg, 72°F, 16GB, 12%, 10-km."""
    found = _QUANTITY.match(scanner.text, position)
    if not found:
        return None
    number, scale, joint, unit = found.groups()
    if unit in UNITS_CLOSE_ONLY and joint and not _is_unit(scanner, found):
        return None
    if joint == "-" and unit in ("%", "°", "x"):
        return None
    end = found.end()
    if unit in _DOTTED_UNITS and scanner.text[end : end + 1] == "." and scanner.keeps_stop(end):
        end += 1
    attributive = joint == "-" or (
        scanner.previous_word() in _ARTICLES and _noun_follows(scanner, end)
    )
    singular = attributive or (number == "1" and not scale)
    name = UNITS[unit][0 if singular else 1]
    if scanner.british:
        for american, british in BRITISH_SPELLINGS.items():
            name = name.replace(american, british)
    said = f"{scanner.decimal(number)}{' ' + scale.strip() if scale else ''} {name}"
    if not singular and _noun_follows(scanner, end) and unit in ("ft", "in", "lb"):
        said = f"{scanner.decimal(number)} {UNITS[unit][0]}"  # "6 ft. fence"
    return scanner.token(position, end, said)


def _is_unit(scanner: Scanner, found: re.Match[str]) -> bool:
    """Whether "in", "m", "s" … behind a number and a space is a unit and no word."""
    unit, end = found.group(4), found.end()
    following = scanner.text[end : end + 1]
    if unit in ("in", "x", "B", "V", "W", "pt", "cal"):
        return unit == "in" and following == "."
    return following != "'" and following != "’"


def _noun_follows(scanner: Scanner, position: int) -> bool:
    """Whether a plain word which may be a noun stands directly behind an amount."""
    if not scanner.text[position : position + 1].isspace():
        return False
    following = scanner.next_word(position)
    text = scanner.text[position : position + 2]
    return (
        following.isalpha()
        and following.islower()
        and following not in _FUNCTION_WORDS
        and "," not in text
        and not following.endswith("ly")
    )
