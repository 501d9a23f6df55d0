"""Text to what the generator reads: words with their phonemes, and one phoneme string.

>>> phonemize("The apple fell.").phonemes
'ði ˈæpᵊl fˈɛl.'
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

from studio.text.heteronyms import Context
from studio.text.inventory import MAX_SYMBOLS
from studio.text.lexicon import check_overrides
from studio.text.normalise import Token, normalise
from studio.text.pronounce import Choices, Following, Pronouncer, starts_with_vowel
from studio.text.sentences import split_sentences
from studio.text.voice_lexicon import Sayings, longest_expression

MAX_PHONEMES = MAX_SYMBOLS - 60  # long utterances lose their shape before the limit is reached
_NEIGHBOURS = 6  # words on each side that decide about a heteronym
_NEARBY = 14  # words on each side for "yesterday" and the like
_OPENERS = frozenset("“(")
_PAUSES = frozenset(",.!?;:—…()")
_CLAUSES = frozenset(",;:—…)")


@dataclass(frozen=True, slots=True)
class Word:
    """A word as written, as spoken and as pronounced."""

    text: str
    spoken: str  # "five dollars" for "$5"
    phonemes: str  # the likeliest pronunciation, with stress, spaces between spoken words
    span: tuple[int, int]  # in the source text
    alternatives: Choices  # (phonemes, probability), the likeliest first; at least one
    place: tuple[int, int] = (0, 0)  # of these phonemes in the utterance's string


@dataclass(frozen=True, slots=True)
class Utterance:
    """What is spoken in one go; without words when the text has nothing to say."""

    text: str
    words: tuple[Word, ...]
    phonemes: str  # for the generator: symbols with stress, spaces between words, punctuation
    start: int = 0  # of the text in the source


@dataclass(frozen=True, slots=True)
class GivenWord:
    """A word or an expression, `text[start:end]`, whose sound is given."""

    start: int
    end: int
    phonemes: str
    spoken: str = ""
    """As it is read out; "" = as it is written."""


@dataclass(frozen=True, slots=True)
class _Item:
    """A word or a mark in its place between white space."""

    token: Token
    word: Word | None
    spaced: bool  # white space before it in the source


def phonemize(
    text: str, language: str = "en-us", lexicon: Mapping[str, str] | None = None
) -> Utterance:
    """The words of a text and its phonemes as one utterance, however long.

    `language` is "en-us" or "en-gb"; `lexicon` gives a person's own pronunciations by word
    or expression (`voice_lexicon.Sayings`, or phonemes by word).
    Raises StudioError for another language or for a symbol in `lexicon` that is no phoneme.
    """
    pronouncer = _pronouncer(language, lexicon)
    return _assembled(text, _items(text, 0, pronouncer), 0)


def utterances(
    text: str,
    language: str = "en-us",
    lexicon: Mapping[str, str] | None = None,
    max_phonemes: int = MAX_PHONEMES,
    given: Sequence[GivenWord] = (),
) -> Iterator[Utterance]:
    """The sentences of a text, one utterance each, those without words left out.

    A sentence of more than `max_phonemes` symbols is cut, at clause punctuation where there is
    any. Spans of words are places in `text`. `given` words do not overlap. Raises StudioError as
    `phonemize` does.
    """
    pronouncer = _pronouncer(language, lexicon)
    for sentence in split_sentences(masked(text, given)):
        items = _with_given(_items(sentence.text, sentence.start, pronouncer), text, given)
        for part in _cut(items, max_phonemes):
            first, last = part[0].token.start, part[-1].token.end
            utterance = _assembled(text[first:last], part, first)
            if utterance.words:
                yield utterance


def with_pronunciations(utterance: Utterance, chosen: Mapping[int, str]) -> Utterance:
    """The utterance with other pronunciations for some words, given by the word's index."""
    words: list[Word] = []
    pieces: list[str] = []
    position = shift = 0
    for index, word in enumerate(utterance.words):
        start, end = word.place
        phonemes = chosen.get(index, word.phonemes)
        pieces += [utterance.phonemes[position:start], phonemes]
        place = (start + shift, start + shift + len(phonemes))
        shift += len(phonemes) - (end - start)
        words.append(replace(word, phonemes=phonemes, place=place))
        position = end
    pieces.append(utterance.phonemes[position:])
    return replace(utterance, words=tuple(words), phonemes="".join(pieces))


def masked(text: str, given: Sequence[GivenWord]) -> str:
    """The text with a plain word of the same length for each given one.

    So nothing in them ends a sentence or is read as a number, and what stands before them sounds as
    it does before such a word ("the", "a").
    """
    parts, position = [], 0
    for word in given:
        letter = "o" if starts_with_vowel(word.phonemes) else "m"
        plain = letter * (word.end - word.start)
        capital = text[word.start : word.start + 1].isupper()
        parts += [text[position : word.start], plain.capitalize() if capital else plain]
        position = word.end
    return "".join([*parts, text[position:]])


def _with_given(items: list[_Item], text: str, given: Sequence[GivenWord]) -> list[_Item]:
    """The items with the given words in place of what was made of their places."""
    if not given:
        return items
    kept: list[_Item] = []
    for item in items:
        start, end = item.token.start, item.token.end
        word = next((one for one in given if one.start < end and start < one.end), None)
        if word is None:
            kept.append(item)
        elif not kept or kept[-1].token.end <= word.start:
            kept.append(_given_item(item, word, text))
    return kept


def _given_item(item: _Item, word: GivenWord, text: str) -> _Item:
    start, end = min(item.token.start, word.start), max(item.token.end, word.end)
    written = text[start:end]
    spoken = word.spoken or written
    phonemes = _for_generator(word.phonemes)
    made = Word(written, spoken, phonemes, (start, end), ((phonemes, 1.0),))
    return _Item(Token(written, start, end, spoken), made, item.spaced)


def _pronouncer(language: str, lexicon: Mapping[str, str] | None) -> Pronouncer:
    checked = lexicon if isinstance(lexicon, Sayings) else check_overrides(lexicon or {})
    return Pronouncer(language, checked)


def _items(text: str, start: int, pronouncer: Pronouncer) -> list[_Item]:
    """Words and marks of a text with their pronunciations; tokens without a sound left out."""
    tokens = _expressions(normalise(text, pronouncer.language), text, pronouncer)
    words = _pronounced(tokens, pronouncer)
    items: list[_Item] = []
    for token, word in zip(tokens, words, strict=True):
        if token.spoken and word is None:
            continue
        spaced = token.start > 0 and text[token.start - 1].isspace()
        if start:
            token = replace(token, start=token.start + start, end=token.end + start)
            word = word and replace(word, span=(token.start, token.end))
        items.append(_Item(token, word, spaced))
    return items


def _expressions(tokens: list[Token], text: str, pronouncer: Pronouncer) -> Sequence[Token]:
    """Words that have an own pronunciation together ("New York") as one token, the longest first.

    Only white space may stand between them.
    """
    longest = longest_expression(pronouncer.overrides)
    if longest < 2:
        return tokens
    joined: list[Token] = []
    at = 0
    while at < len(tokens):
        found = tokens[at]
        size = 1
        for size in range(min(longest, len(tokens) - at), 1, -1):
            first, last = tokens[at], tokens[at + size - 1]
            written = text[first.start : last.end]
            spoken = all(token.spoken for token in tokens[at : at + size])
            if spoken and pronouncer.override(written) is not None:
                found = Token(written, first.start, last.end, written)
                break
        else:
            size = 1
        joined.append(found)
        at += size
    return joined


def _pronounced(tokens: Sequence[Token], pronouncer: Pronouncer) -> list[Word | None]:
    """The word for every token (None for marks), from the last to the first.

    Backwards, because small words sound according to what follows them.
    """
    units, owners = _spoken_units(tokens)
    lowered = [unit.lower() for unit in units]
    starts = [
        not unit and _ends_sentence(tokens[owner])
        for unit, owner in zip(units, owners, strict=True)
    ]
    chosen: list[list[Choices]] = [[] for _ in tokens]
    following = Following()
    index = len(units) - 1
    while index >= 0:
        unit, owner = units[index], owners[index]
        if not unit:
            if tokens[owner].mark[:1] in _PAUSES:
                following = Following()
            index -= 1
            continue
        first = _letters_start(units, owners, index)
        if first < index:
            choices: Choices = ((pronouncer.letters(units[first : index + 1]), 1.0),)
        else:
            starting = index == 0 or starts[index - 1]
            choices = _one(units, lowered, index, starting, tokens[owner], pronouncer, following)
        chosen[owner].insert(0, choices)
        vowel = starts_with_vowel(choices[0][0])
        following = Following(vowel) if vowel is not None else following
        index = first - 1
    return [
        _word(token, choices, pronouncer) for token, choices in zip(tokens, chosen, strict=True)
    ]


def _spoken_units(tokens: Sequence[Token]) -> tuple[list[str], list[int]]:
    """All spoken words in a row with the index of their token; "" stands for a mark."""
    units: list[str] = []
    owners: list[int] = []
    for index, token in enumerate(tokens):
        pieces = token.spoken.split() if token.spoken else [""]
        units += pieces
        owners += [index] * len(pieces)
    return units, owners


def _ends_sentence(token: Token) -> bool:
    return token.mark[:1] in (".", "!", "?", "…", "“", "”")


def _is_letter(unit: str) -> bool:
    """Whether a spoken word is the name of a letter, or of several: "B", "Bs"."""
    if unit in ("As", "Is", "Us"):  # the words, at the beginning of a sentence
        return False
    return unit[:1].isupper() and unit[:1].isascii() and unit[1:] in ("", "s")


def _letters_start(units: Sequence[str], owners: Sequence[int], index: int) -> int:
    """Where the run of letter names within one token begins that ends at an index."""
    first = index
    while _is_letter(units[first]) and first and owners[first - 1] == owners[index]:
        if not _is_letter(units[first - 1]):
            break
        first -= 1
    return first


def _one(
    units: Sequence[str],
    lowered: Sequence[str],
    index: int,
    starts: bool,
    token: Token,
    pronouncer: Pronouncer,
    following: Following,
) -> Choices:
    """The pronunciations of one spoken word among its neighbours."""
    unit = units[index]
    if _is_letter(unit) and not (unit == "I" and token.text == "I"):
        return ((pronouncer.letters([unit]), 1.0),)
    before = _clause(lowered[max(0, index - _NEIGHBOURS) : index][::-1])
    after = _clause(lowered[index + 1 : index + 1 + _NEIGHBOURS])
    nearby = frozenset(lowered[max(0, index - _NEARBY) : index + _NEARBY]) - {""}
    return pronouncer.word(Context(unit, before, after, nearby, starts), following)


def _clause(words: Sequence[str]) -> tuple[str, ...]:
    """The words up to the first mark."""
    end = next((place for place, word in enumerate(words) if not word), len(words))
    return tuple(words[:end])


def _word(token: Token, chosen: list[Choices], pronouncer: Pronouncer) -> Word | None:
    """The word of a token from the pronunciations of its spoken words; None without a sound."""
    own = pronouncer.override(token.text) if token.spoken else None
    if own is not None:
        alternatives: Choices = ((own, 1.0),)
    elif len(chosen) == 1:
        alternatives = chosen[0]
    else:
        alternatives = ((" ".join(choices[0][0] for choices in chosen if choices[0][0]), 1.0),)
    alternatives = tuple((_for_generator(phonemes), share) for phonemes, share in alternatives)
    if not chosen or not alternatives[0][0]:
        return None
    span = (token.start, token.end)
    return Word(token.text, token.spoken, alternatives[0][0], span, alternatives)


def _for_generator(phonemes: str) -> str:
    """The lexicon's symbols as Kokoro 1.0 was trained on them: ɾ is T, ʔ is t."""
    return phonemes.replace("ɾ", "T").replace("ʔ", "t")


def _assembled(text: str, items: Sequence[_Item], start: int) -> Utterance:
    """One utterance from words and marks, spaced as the generator was trained."""
    phonemes = ""
    words: list[Word] = []
    opened = True  # nothing yet, or an opening mark: no space after it
    for item in items:
        if item.word:
            if not opened and (item.spaced or phonemes[-1:] not in "—“("):
                phonemes += " "
            place = (len(phonemes), len(phonemes) + len(item.word.phonemes))
            words.append(replace(item.word, place=place))
            phonemes += item.word.phonemes
            opened = False
        else:
            mark = item.token.mark
            if item.spaced and not opened and (mark in _OPENERS or mark == "—"):
                phonemes += " "
            phonemes += mark
            opened = mark in _OPENERS
    return Utterance(text, tuple(words), phonemes.strip(), start)


def _length(item: _Item) -> int:
    """Symbols that an item takes in an utterance, the space before it included."""
    return (len(item.word.phonemes) if item.word else len(item.token.mark)) + 1


def _cut(items: list[_Item], limit: int) -> Iterator[list[_Item]]:
    """Parts of at most `limit` symbols: cut behind clause punctuation, else between words."""
    part: list[_Item] = []
    length = 0
    for item in _no_longer_than(items, limit):
        while part and length + _length(item) > limit:
            end = _best_end(part)
            yield part[:end]
            part = part[end:]
            length = sum(_length(kept) for kept in part)
        part.append(item)
        length += _length(item)
    if part:
        yield part


def _best_end(part: list[_Item]) -> int:
    """How many items to speak first: up to the last pause in the second half, or all."""
    for end in range(len(part), len(part) // 2, -1):
        if part[end - 1].token.mark[:1] in _CLAUSES and part[end - 1].token.mark:
            return end
    return len(part)


def _no_longer_than(items: list[_Item], limit: int) -> Iterator[_Item]:
    """The items, a word that alone is too long cut in pieces."""
    for item in items:
        if item.word is None or len(item.word.phonemes) < limit:
            yield item
            continue
        phonemes, size = item.word.phonemes, limit - 1
        for begin in range(0, len(phonemes), size):
            piece = phonemes[begin : begin + size].strip()
            if piece:
                word = replace(item.word, phonemes=piece, alternatives=((piece, 1.0),))
                yield replace(item, word=word)
