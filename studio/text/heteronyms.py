"""Which pronunciation of a word fits its neighbours: a small tagger with hand-set weights.

For words that the lexicon gives per part of speech, the words around them vote for verb, noun and
adjective (`part_of_speech`); a few words have rules of their own (`SPECIAL`). Every candidate gets
a probability, so that the inverse model may choose another than the likeliest where a recording
says so.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass

from studio.text import word_classes as classes
from studio.text.lexicon import Entry

Scores = dict[str, float]


@dataclass(frozen=True, slots=True)
class Context:
    """A word with its neighbours in lower case, as far as the next punctuation marks."""

    word: str  # as written
    before: tuple[str, ...]  # nearest first, up to the last punctuation mark
    after: tuple[str, ...]  # nearest first, up to the next punctuation mark
    sentence: frozenset[str]  # all words near it, on both sides of commas too
    starts: bool = False  # whether it is the first word of its sentence

    def back(self, steps: int = 1) -> str:
        return self.before[steps - 1] if len(self.before) >= steps else ""

    def on(self, steps: int = 1) -> str:
        return self.after[steps - 1] if len(self.after) >= steps else ""


def candidates(entry: Entry, context: Context) -> tuple[tuple[str, float], ...]:
    """The pronunciations of an entry with their probabilities (sum 1), the likeliest first."""
    special = SPECIAL.get(context.word.lower())
    if special:
        scores = special(context)
    else:
        scores = part_of_speech(context)
        if "NOUN" in entry and not entry.keys() & {"ADJ", "VERB"}:
            # What stands like an adjective is the noun too: "the produce section".
            scores["NOUN"] = max(scores["NOUN"], scores.pop("ADJ"))
    total: dict[str, float] = {}
    for tag, probability in _softmax(scores).items():
        phonemes = _pronunciation(entry, tag)
        total[phonemes] = total.get(phonemes, 0.0) + probability
    return tuple(sorted(total.items(), key=lambda item: -item[1]))


def _softmax(scores: Scores) -> Scores:
    top = max(scores.values())
    weights = {tag: math.exp(score - top) for tag, score in scores.items()}
    whole = sum(weights.values())
    return {tag: weight / whole for tag, weight in weights.items()}


_PARENTS = {"VBD": "VERB", "VBN": "VERB", "VBP": "VERB"}


def _pronunciation(entry: Entry, tag: str) -> str:
    return entry.get(tag) or entry.get(_PARENTS.get(tag, ""), "") or entry["DEFAULT"]


def part_of_speech(context: Context) -> Scores:
    """Votes of the neighbours for "VERB", "NOUN" and "ADJ" (also adverbs)."""
    verb, noun, adjective = _from_before(context)
    after_verb, after_noun, after_adjective = _from_after(context)
    scores = {
        "VERB": verb + after_verb,
        "NOUN": noun + after_noun,
        "ADJ": adjective + after_adjective,
    }
    if context.word.lower().endswith("s"):
        scores["ADJ"] -= 2.0
    return scores


def _from_before(context: Context) -> tuple[float, float, float]:
    """Votes (verb, noun, adjective) of the words before."""
    before = context.back()
    if before in classes.ADVERBS or (before.endswith("ly") and len(before) > 4):
        skipped = Context(context.word, context.before[1:], context.after, context.sentence)
        verb, noun, adjective = _from_before(skipped)
        return verb + 0.7, noun - 0.5, adjective + 0.7
    if not before:
        return (1.2 if context.starts else 0.0), 0.3, 0.0
    third_person = context.word.lower().endswith("s")
    if before in classes.MODALS or before == "to":
        return 4.0, (0.8 if before == "to" else 0.0), 0.0
    if before in classes.SUBJECTS:
        return 3.5, 0.0, 0.3
    if before in classes.DETERMINERS or before.endswith("'s"):
        return 0.0, 3.0, 2.0
    if before in classes.BE:
        return 0.0, 1.0, 2.5
    if before in classes.PREPOSITIONS:
        return 0.0, 2.2, 1.0
    if before in classes.NUMBERS or before in classes.QUANTIFIERS:
        return 0.2, 2.5, 1.0
    if before in classes.OBJECTS:
        return 1.5, 1.0, 1.5
    if before in classes.HAVE:
        return 0.0, 1.5, 1.0
    if classes.is_adjective(before):
        return 0.0, 2.2, 0.8
    if classes.is_plural(before):
        return (0.5 if third_person else 1.6), 0.7, 0.0
    return (1.4 if third_person else 0.3), 0.9, 0.3


def _from_after(context: Context) -> tuple[float, float, float]:
    """Votes (verb, noun, adjective) of the words after."""
    after = context.on()
    if not after:
        return 0.0, 0.5, 0.3
    if after in classes.DETERMINERS or after in classes.OBJECTS or after in classes.INDEFINITE:
        return 2.4, -0.3, 0.0
    if after == "of":
        return -0.5, 2.0, 0.3
    if after in classes.BE or after in classes.HAVE or after in classes.MODALS:
        return -1.0, 2.2, 0.0
    if after in classes.CONJUNCTIONS or after == "that":
        return 0.8, 0.3, 0.0
    if after == "to":
        return 0.5, 0.4, 0.8
    if after in classes.PREPOSITIONS:
        return 0.5, 0.6, 0.2
    if after in classes.NUMBERS or after in classes.QUANTIFIERS:
        return 1.0, 0.0, 0.0
    if classes.is_past(after):
        return -0.5, 1.5, 0.2
    return 0.3, 0.0, 1.2  # most likely a noun: "a close friend", "fresh produce boxes"


def _read(context: Context) -> Scores:
    """Present "reed" or past "red", by auxiliaries first, then by the time that is spoken of."""
    before = [word for word in context.before if word not in classes.ADVERBS and word != "not"]
    before = [word for word in before if not (word.endswith("ly") and len(word) > 4)]
    last = before[0] if before else ""
    if last in classes.MODALS or last == "to":
        return {"DEFAULT": 4.0, "VBD": 0.0}
    if last in classes.HAVE or last in classes.BE or last in ("get", "got", "well"):
        return {"DEFAULT": 0.0, "VBD": 3.5}
    if last in classes.SUBJECTS and len(before) > 1:
        if before[1] in classes.HAVE:
            return {"DEFAULT": 0.0, "VBD": 3.5}
        if before[1] in classes.MODALS:
            return {"DEFAULT": 3.5, "VBD": 0.0}
    if 1 < len(before) < 5:  # "Have your parents read …", "Did all of them read …"
        if before[-1] in classes.HAVE:
            return {"DEFAULT": 0.0, "VBD": 2.5}
        if before[-1] in classes.MODALS:
            return {"DEFAULT": 2.5, "VBD": 0.0}
    past = 0.0
    singular = last and last not in classes.SUBJECTS and not classes.is_plural(last)
    if last in ("he", "she", "it", "who") or singular:
        past += 1.2  # otherwise "reads"
    if context.sentence & classes.PAST_TIMES:
        past += 3.0
    if context.sentence & classes.PRESENT_TIMES:
        past -= 2.0
    if any(classes.is_past(word) for word in context.sentence - {"read"}):
        past += 1.5
    if not last:
        past -= 1.5  # an order: "Read this"
    return {"DEFAULT": 0.7, "VBD": past}


def _lead(context: Context) -> Scores:
    """The metal or the verb and its noun."""
    metal = -2.0
    if context.on() in classes.AFTER_METAL:
        metal += 4.5
    if context.back() in classes.BEFORE_METAL:
        metal += 2.4 if context.on() not in ("to", "the") else 0.0
    metal += 1.2 * len(context.sentence & classes.NEAR_METAL)
    if context.back() in ("the", "a", "to", "will", "can", "in"):
        metal -= 1.5 if context.on() not in classes.AFTER_METAL else 0.0
    return {"DEFAULT": 0.0, "METAL": metal}


def _live(context: Context) -> Scores:
    """The verb, or what happens now and what is not dead."""
    scores = part_of_speech(context)
    lively = max(scores["NOUN"], scores["ADJ"])
    verb = scores["VERB"]
    if context.back() in classes.SHOWN or context.back(2) in classes.SHOWN:
        lively += 3.0
    if context.on() in classes.AFTER_LIVE or context.on(2) in ("tv", "television", "air", "stage"):
        lively += 2.5
    if context.on() in classes.AFTER_DWELLING:
        verb += 2.0
    return {"VERB": verb, "DEFAULT": lively}


def _lives(context: Context) -> Scores:
    scores = part_of_speech(context)
    if context.on() in classes.AFTER_DWELLING:
        scores["VERB"] += 1.5
    return {"VERB": scores["VERB"], "DEFAULT": max(scores["NOUN"], scores["ADJ"])}


def _bow(context: Context) -> Scores:
    """The bow of an archer or in the hair; bending, and a ship's."""
    scores = part_of_speech(context)
    bend = 2.0 if scores["VERB"] > max(scores["NOUN"], scores["ADJ"]) else -2.0
    if set(context.before[:3]) & classes.BEFORE_A_BOW:
        bend += 4.0
    if context.on() in ("to", "before", "down", "low"):
        bend += 1.5
    bend += 3.0 * len(context.sentence & classes.NEAR_SHIP)
    bend -= 3.0 * len(context.sentence & {"arrow", "arrows", "violin", "hair", "tie", "ribbon"})
    return {"VERB": bend, "DEFAULT": 0.0}


def _tear(context: Context) -> Scores:
    """To rip and a rip, or what the eye sheds."""
    scores = part_of_speech(context)
    rip, shed = scores["VERB"], max(scores["NOUN"], scores["ADJ"])
    if context.on() in ("in", "along") and not context.sentence & {"eye", "eyes", "cheek"}:
        rip = max(rip, shed + 1.5)
    shed += 2.0 * len(context.sentence & {"eye", "eyes", "cheek", "cheeks", "cry", "crying", "gas"})
    return {"VERB": rip, "DEFAULT": shed}


def _invalid(context: Context) -> Scores:
    """Not valid, or a sick person."""
    person = context.back() in ("an", "the", "elderly", "bedridden") and context.on() in ("", "who")
    return {"DEFAULT": 0.0, "NOUN": 1.5 if person else -3.0}


def _bass(context: Context) -> Scores:
    """The low voice or the fish."""
    fish = -0.5 + 2.0 * len(context.sentence & classes.NEAR_FISH)
    music = 2.0 * len(context.sentence & classes.NEAR_MUSIC)
    return {"ADJ": music, "DEFAULT": fish}


def _wound(context: Context) -> Scores:
    """An injury, or the past of "to wind"."""
    scores = part_of_speech(context)
    turned = scores["VERB"] - scores["NOUN"] - 0.8
    if context.on() in ("up", "around", "round", "down", "tightly", "through", "its", "his", "her"):
        turned += 2.5
    if context.back() in classes.MODALS or context.back() == "to":
        turned -= 4.0
    return {"VBD": turned, "DEFAULT": 0.0}


def _dove(context: Context) -> Scores:
    """The bird, or the past of "to dive"."""
    dived = context.on() in (
        "into",
        "in",
        "down",
        "under",
        "for",
        "off",
        "deep",
        "headfirst",
        "right",
    )
    after_subject = context.back() in classes.SUBJECTS
    return {"VERB": -1.5 + 1.5 * dived + 2.5 * after_subject, "DEFAULT": 0.0}


def _minute(context: Context) -> Scores:
    """Sixty seconds, or very small."""
    small = -2.5
    if context.on() in classes.AFTER_MINUTE:
        small += 4.5
    if context.back() in classes.BE and not context.on():
        small += 4.0
    if context.back() in ("very", "so", "extremely", "most"):
        small += 4.0
    return {"ADJ": small, "DEFAULT": 0.0}


def _close(context: Context) -> Scores:
    """To shut, or near."""
    scores = part_of_speech(context)
    near = scores["ADJ"] + 0.5
    if context.on() in ("to", "by", "behind", "enough", "together") and context.back() != "to":
        near += 1.8
    ending = scores["NOUN"] - 1.0
    if context.back() in classes.DETERMINERS and context.on() in ("of", ""):
        ending += 1.5
    return {"VERB": scores["VERB"], "NOUN": ending, "DEFAULT": near}


def _used(context: Context) -> Scores:
    """ "used to": a habit, unless something is used to do it."""
    if context.on() != "to":
        return {"DEFAULT": 4.0, "VBD": 0.0}
    thing = context.back() in ("is", "are", "was", "were", "be", "been", "being")
    person = context.back(2) in classes.SUBJECTS - {"it", "this", "that", "which"}
    return {"DEFAULT": 1.5 if thing and not person else -1.5, "VBD": 0.5}


def _does(context: Context) -> Scores:
    deer = context.back() in classes.NUMBERS or {"deer", "bucks", "stags"} & context.sentence
    return {"DEFAULT": 0.0, "DEER": 1.5 if deer else -5.0}


def _row(context: Context) -> Scores:
    quarrel = context.back() in ("blazing", "furious", "diplomatic", "heated", "huge", "terrible")
    had = context.back(2) in classes.HAVE and context.on() in ("with", "about", "over", "")
    return {"DEFAULT": 0.0, "QUARREL": 2.0 if quarrel else 1.0 if had else -4.0}


def _resume(context: Context) -> Scores:
    noun = context.back() in classes.DETERMINERS or context.back() in ("and", "your", "good")
    return {"DEFAULT": 0.0, "NOUN": 3.0 if noun else -3.0}


def _place(context: Context) -> Scores:
    """A town whose name is also a common word."""
    there = context.word[:1].isupper() and not context.starts
    after = context.back() in ("in", "to", "from", "near", "at", "of", "around", "visit", "visited")
    return {"DEFAULT": 0.0, "PLACE": 2.5 if there and after else -3.0}


def _content(context: Context) -> Scores:
    """Pleased, or what something holds."""
    scores = part_of_speech(context)
    pleased = scores["ADJ"] + (2.0 if context.on() in ("with", "to") else 0.0)
    if context.back() in classes.BE or context.back() in ("feel", "feels", "felt", "quite", "very"):
        pleased += 1.5
    held = scores["NOUN"] + (1.0 if context.on() in ("of", "is", "was", "in") else 0.0)
    return {"DEFAULT": max(pleased, scores["VERB"]), "NOUN": held + 0.5}


def _that(context: Context) -> Scores:
    """Pointing at something, or joining clauses."""
    after, before = context.on(), context.back()
    points = -1.0
    if not after or (context.starts and after in classes.BE | classes.MODALS):
        points += 3.0
    if before in classes.PREPOSITIONS or before in ("to", "do", "does", "did", "like"):
        points += 2.0
    return {"DT": points, "DEFAULT": 0.0}


def _adjective_in_two_syllables(context: Context) -> Scores:
    """learned, blessed, aged: an extra syllable directly before a noun."""
    attributive = context.back() in classes.DETERMINERS and context.on() not in ("", "of", "to")
    return {"DEFAULT": 0.0, "ADJ": 2.0 if attributive else -2.0}


SPECIAL: dict[str, Callable[[Context], Scores]] = {
    "read": _read,
    "reread": _read,
    "lead": _lead,
    "leads": lambda context: {"DEFAULT": 3.0, "METAL": 0.0},
    "live": _live,
    "lives": _lives,
    "bow": _bow,
    "bows": _bow,
    "bass": _bass,
    "tear": _tear,
    "tears": _tear,
    "invalid": _invalid,
    "wound": _wound,
    "dove": _dove,
    "minute": _minute,
    "close": _close,
    "used": _used,
    "does": _does,
    "row": _row,
    "rows": _row,
    "resume": _resume,
    "nice": _place,
    "reading": _place,
    "content": _content,
    "that": _that,
    "learned": _adjective_in_two_syllables,
    "blessed": _adjective_in_two_syllables,
    "aged": _adjective_in_two_syllables,
}
