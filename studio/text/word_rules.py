"""The normaliser's rules for what begins with a letter, and for symbols between words."""

from __future__ import annotations

import re

from studio.text import numbers
from studio.text.acronyms import spell, spelled_form
from studio.text.lexicon import lexicon_for
from studio.text.scanner import Scanner, Token
from studio.text.tables import word_set
from studio.text.written_forms import (
    ABBREVIATIONS,
    BARE_ABBREVIATIONS,
    BEFORE_NUMBER,
    COUNTED_BY_ROMAN,
    CURRENCY_CODES,
    IN_ADDRESSES,
    MONTH_ABBREVIATIONS,
    MONTHS,
    RULERS,
    SLASHED,
    SYMBOLS,
    WEEKDAYS,
)

_LETTERS = r"[^\W\d_]"
_WORD = re.compile(rf"{_LETTERS}+(?:['’]{_LETTERS}+)*(?:-{_LETTERS}+(?:['’]{_LETTERS}+)*)*")
_CLIPPED = re.compile(r"['’‘](tis|twas|twere|em|til|cause|bout|n['’])(?!\w)", re.IGNORECASE)
_DECADE = re.compile(r"['’‘](\d0)s\b")
_DOTTED = re.compile(r"(?:[A-Za-z]\.){2,}(?:[A-Za-z](?![A-Za-z]))?|Ph\.D\.?|a\.k\.a\.")
_EMAIL = re.compile(r"[\w.+-]{0,63}\w@\w[\w-]{0,62}(?:\.\w[\w-]{0,62}){1,6}")
_TOP = r"com|org|net|edu|gov|io|dev|app|info|ai|tv|me|co\.uk|ac\.uk|org\.uk|uk|de|fr|eu|ca|au|us"
_ADDRESS = re.compile(
    rf"(?:(?:https?|ftp)://)?(?:[\w-]{{1,63}}\.){{1,6}}(?:{_TOP})(?::\d+)?(?![\w@.]\w)(?:[/?#][^\s<>\"”’]*)?"
    r"|https?://[^\s<>\"”’]+",
    re.IGNORECASE,
)
_ADDRESS_PIECE = re.compile(r"[A-Za-z]+|\d+|[^\sA-Za-z\d]")
_MONTH_NAMES = "|".join([*MONTHS, "sept", *(month[:3] for month in MONTHS)])
_MONTH_DAY = re.compile(
    rf"({_MONTH_NAMES})\.?\s+(\d{{1,2}})(?:st|nd|rd|th)?(?![\d:/%$]|[.,]\d)"
    r"(?:,?\s+(\d{4})(?![\d-]))?(?!\s*(?:a\.m|p\.m|am\b|pm\b))",
    re.IGNORECASE,
)
_VERSION = re.compile(r"v\.?(\d+(?:\.\d+)*)(?![\w])")
_MIXED = re.compile(r"[A-Za-z]+\d[A-Za-z\d]*")
_MIXED_PIECE = re.compile(r"[A-Za-z]+|\d+")
_SLASHED = re.compile(r"(?:" + "|".join(re.escape(form) for form in SLASHED) + r")(?!\w)", re.I)
_CODE_AMOUNT = re.compile(rf"({'|'.join(CURRENCY_CODES)})\s?(\d[\d,]*(?:\.\d+)?)")
_STREET = {"st": "street", "dr": "drive", "ln": "lane", "pl": "place", "sq": "square"}
_TITLE = {"st": "saint", "dr": "doctor"}


def match(scanner: Scanner, position: int) -> Token | None:
    """The token for the letters at a position, or None for an apostrophe that is a quote."""
    for rule in (_address, _clipped, _dotted, _date, _slashed, _code_amount, _version, _mixed):
        token = rule(scanner, position)
        if token:
            return token
    found = _WORD.match(scanner.text, position)
    return _word(scanner, found) if found else None


def match_symbol(scanner: Scanner, position: int) -> Token | None:
    """The token for a symbol that is said ("&", "#1", "@"), or None."""
    text = scanner.text
    token = _address(scanner, position)
    if token:
        return token
    symbol = text[position]
    following = text[position + 1 : position + 2]
    if symbol == "#" and following.isalnum():
        said = "number" if following.isdigit() else "hashtag"
        return scanner.token(position, position + 1, said)
    if symbol == "/" and scanner.touches(position) and following.isalpha():
        per = scanner.tokens[-1].text[:1] in "$£€¥0123456789"
        return scanner.token(position, position + 1, "per") if per else None
    if symbol in "<>" and not (following.isspace() or following.isdigit()):
        return None  # a tag or an arrow, not a comparison
    if symbol in SYMBOLS:
        return scanner.token(position, position + 1, SYMBOLS[symbol])
    return None


def _address(scanner: Scanner, position: int) -> Token | None:
    """Web and mail addresses; the "https://" is not said."""
    found = _EMAIL.match(scanner.text, position) or _ADDRESS.match(scanner.text, position)
    if not found:
        return None
    written = found.group().rstrip(".,;:!?)'")
    bare = re.sub(r"^(?:https?|ftp)://", "", written, flags=re.IGNORECASE).rstrip("/")
    words = [_address_piece(piece) for piece in _ADDRESS_PIECE.findall(bare)]
    spoken = " ".join(word for word in words if word)
    return scanner.token(position, position + len(written), spoken) if spoken else None


def _address_piece(piece: str) -> str:
    if piece.lower() == "www":
        return "W W W"
    if piece.isdecimal():
        return numbers.cardinal(int(piece)) if len(piece) < 5 else numbers.digits(piece)
    if not piece.isalpha():
        return IN_ADDRESSES.get(piece, "")
    consonants_only = not re.search(r"[aeiouy]", piece, re.IGNORECASE)
    return spell(piece) if consonants_only or len(piece) == 1 else piece


def _clipped(scanner: Scanner, position: int) -> Token | None:
    """'tis, 'em, 'n', the '80s."""
    decade = _DECADE.match(scanner.text, position)
    if decade:
        return scanner.token(position, decade.end(), numbers.decade(int(decade.group(1))))
    found = _CLIPPED.match(scanner.text, position)
    if not found:
        return None
    spoken = {"til": "till", "cause": "because", "bout": "about", "n'": "and", "n’": "and"}
    word = found.group(1).lower()
    return scanner.token(position, found.end(), spoken.get(word, f"'{word}"))


def _dotted(scanner: Scanner, position: int) -> Token | None:
    """U.S., a.m., i.e., J.R.R., Ph.D.: letters with full stops between."""
    found = _DOTTED.match(scanner.text, position)
    if not found:
        return None
    end = found.end()
    if found.group().endswith(".") and not scanner.keeps_stop(end - 1):
        end -= 1
    key = found.group().lower().rstrip(".")
    spoken = ABBREVIATIONS.get(key) or spell(key)
    return Token(
        scanner.text[position:end], position, end, spoken, spelled=key not in ABBREVIATIONS
    )


def _date(scanner: Scanner, position: int) -> Token | None:
    """March 3rd, 2021; Jan. 5."""
    found = _MONTH_DAY.match(scanner.text, position)
    if not found or not found.group(1)[0].isupper() or not 1 <= int(found.group(2)) <= 31:
        return None
    name = found.group(1).lower()
    month = MONTH_ABBREVIATIONS.get(name, name)
    year = scanner.year(int(found.group(3))) if found.group(3) else ""
    spoken = f"{month} {numbers.ordinal(int(found.group(2)))} {year}"
    return scanner.token(position, found.end(), spoken.strip())


def _slashed(scanner: Scanner, position: int) -> Token | None:
    """and/or, w/o."""
    found = _SLASHED.match(scanner.text, position)
    if not found:
        return None
    return scanner.token(position, found.end(), SLASHED[found.group().lower()])


def _code_amount(scanner: Scanner, position: int) -> Token | None:
    """USD 40."""
    found = _CODE_AMOUNT.match(scanner.text, position)
    if not found:
        return None
    amount = scanner.decimal(found.group(2))
    return scanner.token(position, found.end(), f"{amount} {CURRENCY_CODES[found.group(1)]}")


def _version(scanner: Scanner, position: int) -> Token | None:
    """v3.11 → version three point eleven."""
    found = _VERSION.match(scanner.text, position)
    if not found:
        return None
    parts = " point ".join(scanner.cardinal(int(part)) for part in found.group(1).split("."))
    version = "" if scanner.previous_word() == "version" else "version "
    return scanner.token(position, found.end(), version + parts)


def _mixed(scanner: Scanner, position: int) -> Token | None:
    """Letters and digits in one: MP3, H2O, A380, iPhone15."""
    found = _MIXED.match(scanner.text, position)
    if not found:
        return None
    return scanner.token(position, found.end(), mixed_form(scanner, found.group()))


def mixed_form(scanner: Scanner, written: str) -> str:
    """What is said for letters and digits in one."""
    words: list[str] = []
    for piece in _MIXED_PIECE.findall(written):
        if piece.isdigit():
            words.append(in_a_name(scanner, piece))
        elif len(piece) <= 3 or piece.isupper():
            words.append(spell(piece))
        else:
            words.append(piece)
    return " ".join(words)


def in_a_name(scanner: Scanner, digits: str) -> str:
    """A number that is part of a name: 747 → "seven forty seven", 101 → "one oh one"."""
    if digits.startswith("0") and len(digits) > 1:
        return numbers.digits(digits)
    if len(digits) == 3 and not digits.endswith("00"):
        return f"{scanner.cardinal(int(digits[0]))} {numbers.two_digits(int(digits[1:]))}"
    if len(digits) == 4:
        return scanner.year(int(digits))
    return scanner.cardinal(int(digits)) if len(digits) < 4 else numbers.digits(digits)


def _word(scanner: Scanner, found: re.Match[str]) -> Token:
    """A word: an abbreviation, a Roman numeral, an acronym, or simply a word."""
    start, end, word = found.start(), found.end(), found.group()
    if word[-1] in "sS" and _is_possessive(scanner, start, end):
        end += 1  # the dogs' bowls
    stop = scanner.text[end : end + 1] == "."
    spoken = _abbreviation(scanner, word, end) if stop else None
    if spoken:
        ends = not scanner.keeps_stop(end)
        return scanner.token(start, end if ends else end + 1, spoken)
    spoken = BARE_ABBREVIATIONS.get(word.lower())
    if spoken and not word.islower():
        return scanner.token(start, end, spoken)
    if word.lower() in WEEKDAYS and word[0].isupper() and stop:
        ends = not scanner.keeps_stop(end)
        return scanner.token(start, end if ends else end + 1, WEEKDAYS[word.lower()])
    if (word.isupper() and len(word) > 1) or word in ("I", "V", "X"):
        roman = _roman(scanner, word)
        if roman:
            return scanner.token(start, end, roman)
    if word in ("a", "A"):
        return scanner.token(start, end, "A" if _is_letter_a(scanner, word, start, end) else "a")
    if word == "x" and scanner.next_word(end)[:1].isdigit() and scanner.follows_number():
        return scanner.token(start, end, "by")  # 10 x 4
    spelled = spelled_form(scanner, word, start, end)
    if spelled:
        return Token(scanner.text[start:end], start, end, spelled, spelled=True)
    if word.islower() and word.isascii() and 1 < len(word) < 5 and _is_no_word(scanner, word):
        return Token(word, start, end, spell(word), spelled=True)
    if len(word) == 1 and stop and word.isupper() and word != "I" and scanner.keeps_stop(end):
        end += 1  # an initial: J. Smith
        return scanner.token(start, end, word)
    return scanner.token(start, end, scanner.text[start:end].replace("’", "'"))


def _is_no_word(scanner: Scanner, word: str) -> bool:
    """Whether a short word has no vowel and is not in the lists: "bc", "html"."""
    if re.search(r"[aeiouy']", word):
        return False
    return lexicon_for("en-gb" if scanner.british else "en-us").entry(word) is None


def _is_possessive(scanner: Scanner, start: int, end: int) -> bool:
    """Whether an apostrophe behind an s belongs to the word and closes no quote: 'the dogs'."""
    if scanner.text[end : end + 1] not in ("'", "’") or scanner.text[end + 1 : end + 2].isalnum():
        return False
    before = scanner.text[max(0, start - 60) : start]
    return not re.search(r"(?:^|\s)['‘]\w[^'’]*$", before)


def _abbreviation(scanner: Scanner, word: str, stop: int) -> str | None:
    """What is said for a word with a full stop behind it; None when it is only a word."""
    key = word.lower()
    following = scanner.next_word(stop + 1)
    if key in _TITLE and word[0].isupper():
        named = following[:1].isupper() and not _after_street_name(scanner, key, stop)
        return _TITLE[key] if named else _STREET[key]
    if key == "inc" and word.islower():
        return "including" if following and scanner.text[stop + 1 : stop + 2] == " " else None
    if key in _STREET and word[0].isupper() and scanner.tokens:
        return _STREET[key]
    if key in BEFORE_NUMBER and following[:1].isdigit():
        return BEFORE_NUMBER[key]
    if key in ("fig", "co", "ed", "max", "min", "gen", "ch", "ext", "est", "misc", "rep") and (
        word.islower() and not following[:1].isdigit() and not scanner.keeps_stop(stop)
    ):
        return None  # "ten minutes at the max."; "eat a fig."
    if key in MONTH_ABBREVIATIONS and key != "may" and word[0].isupper():
        return MONTH_ABBREVIATIONS[key]
    if key == "ft" and word[0].isupper():
        return "fort"
    if key in ("mt", "jr", "sr", "rev", "hon", "gov", "col", "sen") and word.islower():
        return None
    return ABBREVIATIONS.get(key)


def _after_street_name(scanner: Scanner, key: str, stop: int) -> bool:
    """Whether "St." or "Dr." ends an address: "Baker St., London", "Elm Dr. in Ohio"."""
    if not scanner.tokens or scanner.tokens[-1].mark:
        return False
    name = scanner.tokens[-1].text
    if scanner.text[stop + 1 : stop + 2] in (",", ";", ")", "") and name[0].isupper():
        return True
    starts = len(scanner.tokens) < 2 or scanner.tokens[-2].mark in (".", "!", "?")
    is_name = name[0].isdigit() or (name[0].isupper() and not starts)
    following = scanner.next_word(stop + 1).lower()
    return is_name and (key == "st" or following in _AFTER_ADDRESS)


_AFTER_ADDRESS = word_set("the near in on at and is was has he she it they we i apartment")


def _roman(scanner: Scanner, word: str) -> str | None:
    """A Roman numeral behind a ruler's name or a word such as "chapter"."""
    value = numbers.roman(word)
    if value is None or not scanner.tokens or scanner.tokens[-1].mark:
        return None
    before = scanner.previous_word()
    if before in COUNTED_BY_ROMAN and (
        word != "I" or before in ("chapter", "part", "war", "volume")
    ):
        return scanner.cardinal(value)
    if before in RULERS and scanner.tokens[-1].text[0].isupper() and word != "I" and value < 40:
        if before == "malcolm" and word == "X":
            return None
        return f"the {scanner.ordinal(value)}"
    if len(word) > 1 and value < 40 and scanner.tokens[-1].text[0].isupper():
        return scanner.cardinal(value)  # "Rocky IV"
    return None


_LETTER_A_AFTER = word_set(
    "vitamin plan grade class type hepatitis an letter group team section block exhibit option "
    "point side appendix series serie level schedule"
)
_NOT_AFTER_ARTICLE = word_set("is was and or in on to for of with are as has")


def _is_letter_a(scanner: Scanner, word: str, start: int, end: int) -> bool:
    """Whether an "a" is the letter rather than the article."""
    following = scanner.next_word(end)
    rest = (
        scanner.text[end:].lstrip() if end + 40 > len(scanner.text) else scanner.text[end : end + 8]
    )
    if scanner.previous_word() in _LETTER_A_AFTER and word == "A":
        return True
    if word == "A" and (rest[:1] in "-+" or following.lower() in _NOT_AFTER_ARTICLE):
        return True
    return not rest.strip() or (rest.strip()[:1] in ".,;:!?)" and word == "A")
