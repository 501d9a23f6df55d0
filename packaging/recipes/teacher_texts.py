"""Varied English sentences for the teacher to speak, one a line.

    python packaging/recipes/teacher_texts.py [--count 2000] > texts.txt

Read-aloud books lack what a studio is asked to say: numbers, dates, names, questions, exclamations,
dialogue, and lines of one to five words. The sentences are put together from the lists below; the
same seed gives the same lines.
"""

from __future__ import annotations

import argparse
import random
import re

LISTS: dict[str, str] = {
    "name": """Anna|Marcus|Priya|Joe|Eleanor|Tariq|Zoë|George|Yuki|Beth|Oliver|Farah|Hugh|Ingrid|
        Louise|Theo|Nadia|Patrick|Ruth|Walter|Chloe|Gareth|Imogen|Rajesh|Wyatt|Josephine""",
    "surname": """Thornton|Okafor|Hughes|Lindqvist|Gallagher|Fitzroy|Patel|Yates|McKay|Jefferson|
        Brzezinski|Osborne|Vaughan|Whitworth|Chaudhry|Nguyen|Sørensen|Delacroix""",
    "place": """Boston|Edinburgh|the harbour|New Zealand|Chicago|Liverpool|the airport|Oxford|
        Thursday Island|the third floor|Vancouver|the old mill|Phoenix|Geneva|the village hall|
        Cheltenham|the north shore|Johannesburg""",
    "thing": """the blue envelope|a pair of scissors|my umbrella|the wooden ladder|
        this measuring cup|the spare key|a jar of honey|her violin|the television|an orange jacket|
        the toolbox|a huge yellow vase|your passport|the garage door|a loaf of bread|the photograph|
        their youngest goat|the azure scarf|a quarter of the cheese|the electric drill""",
    "verb": """finish|measure|borrow|wash|explain|follow|change|forget|choose|carry|sharpen|unwrap|
        examine|throw away|move|deliver|ignore|push|judge|recognise""",
    "past": """repaired|lost|sold|photographed|unlocked|painted|weighed|described|dropped|hid|
        enjoyed|caught|returned|watched|chased|refused|thought about|brought back""",
    "adjective": """gentle|enormous|quiet|awkward|bright|unusual|thirsty|wooden|careful|strange|
        early|gorgeous|thin|vague|loyal|rough|jealous|fresh|hollow|shy""",
    "animal": """fox|owl|horse|spider|goose|whale|kitten|giraffe|badger|thrush|wolf|mouse|sheep|
        jaguar|tortoise|pigeon|bull|zebra""",
    "adverb": """quickly|without a word|rather slowly|as usual|by mistake|on purpose|at last|
        in the end|very carefully|before breakfast|after midnight|for no reason at all|
        twice a week|once in a while|with both hands|more or less""",
    "number": """two|eleven|forty-three|a hundred and five|7|19|250|1,200|3.5|half a dozen|88|
        fifteen|2,048|ninety-nine|64|0.75""",
    "date": """3 March 1987|the first of June|Tuesday, October 14|New Year's Eve|May 5th, 2021|
        the end of August|12 December|Friday the thirteenth|the summer of 1969|Wednesday morning""",
    "time": """half past six|10:45|noon|a quarter to nine|3 p.m.|twenty to four|midnight|
        7:05 a.m.|around five o'clock""",
    "money": """$4.99|£12.50|three dollars|a thousand pounds|$250|forty pence|£1,999|
        ninety cents""",
    "reason": """because it was raining|since nobody had asked|although the road was closed|
        while the others were asleep|as soon as the bell rang|if the weather stays fine|
        unless somebody objects|so that everyone could hear|until the music stopped|
        when the judge arrived""",
    "opening": """Well|Of course|Actually|To be honest|Listen|In other words|By the way|
        Sooner or later|As a matter of fact|Look|Fortunately|For example|On the other hand""",
    "cry": """How wonderful|Watch out|What a mess|Not again|Good heavens|Congratulations|Hurry up|
        Oh no|Hooray|What a lovely surprise|Stop right there|Nonsense|Brilliant""",
    "short": """Yes.|No, thanks.|Why not?|Maybe later.|Good evening.|Of course!|Who is it?|Go on.|
        Thank you.|Really?|Over here!|Not yet.|I think so.|See you tomorrow.|What time is it?|
        Exactly.|Please sit down.|After you.|Never mind.|How much?|Just a moment.|That's enough!|
        Take care.|Where to?|Fair enough.|Wait for me!|It depends.|Guess who.|Sorry?|Ready?""",
    "question": """Where did you|Why would anyone|How often do they|When should we|Could you please|
        Do you really want to|Who is going to|Did somebody already|Would it help to""",
}  # fmt: skip

# Each pattern, and how often it is taken against the others.
PATTERNS: list[tuple[int, str]] = [
    (6, "{name} {past} {thing} {adverb}."),
    (6, "The {adjective} {animal} {past} {thing} {reason}."),
    (5, "{question} {verb} {thing}?"),
    (4, "{question} {verb} {thing} {adverb}, {name}?"),
    (4, "{opening}, {name} {surname} {past} {thing} on {date}."),
    (3, "Is it true that {name} {past} {thing} near {place}?"),
    (3, "{cry}! The {animal} {past} {thing}!"),
    (4, '"{cry}!" said {name}. "{question} {verb} {thing}?"'),
    (4, '"I never {past} {thing}," {name} answered, "{reason}."'),
    (3, "The tickets cost {money} each, and we need {number} of them."),
    (3, "Dr. {surname} will see you at {time} on {date}."),
    (3, "From {place} to {place} it is {number} miles, {opening_low} a little more."),
    (3, "There were {number} chairs, {number} tables and only one {adjective} lamp."),
    (3, "Call {name} at {time}; {reason}, take {thing} to {place}."),
    (2, "Mrs. {surname} paid {money} for {thing}, {reason}."),
    (2, "Chapter {number}: {name} and the {adjective} {animal}."),
    (3, "{opening}, you could {verb} {thing}, {verb} it again, or simply {verb} {thing}."),
    (3, "{name}, {name} and {name} met in {place} at {time}."),
    (2, "What {name} {past} was neither {adjective} nor {adjective}, but {adjective}."),
    (
        3,
        "A {adjective} {animal} and a {adjective} {animal} {past} {thing}, {opening_low} {adverb}.",
    ),
    (2, "If you {verb} {thing} {adverb}, will {name} {verb} the {adjective} {animal}?"),
    (2, "Not {thing}, not {thing}: {thing}!"),
    (3, "{name}!"),
    (3, "{name} {surname}?"),
    (10, "{short}"),
    (3, "{short} {short}"),
    (2, "{adjective}, {adjective}, {adjective}."),
    (2, "{thing}, perhaps?"),
]


def fill(pattern: str, rng: random.Random) -> str:
    """A pattern with each gap filled at random."""

    def word(gap: re.Match[str]) -> str:
        key = gap.group(1)
        if key == "opening_low":
            return rng.choice(["or perhaps", "and maybe", "but probably"])
        return " ".join(rng.choice(LISTS[key].split("|")).split())

    text = re.sub(r"\{(\w+)\}", word, pattern)
    text = re.sub(r"\b([Aa]) (?=[aeiouAEIOU])", r"\1n ", text)
    text = re.sub(r'(^|[.!?] "?)([a-z])', lambda m: m.group(1) + m.group(2).upper(), text)
    return text.replace("p.m..", "p.m.").replace("a.m..", "a.m.")


def sentences(count: int, seed: int = 1) -> list[str]:
    """So many different lines; short ones come again only when they are used up."""
    rng = random.Random(seed)
    weights = [weight for weight, _ in PATTERNS]
    patterns = [pattern for _, pattern in PATTERNS]
    found: dict[str, None] = {}
    for _ in range(50 * count):
        found.setdefault(fill(rng.choices(patterns, weights)[0], rng))
        if len(found) == count:
            break
    return list(found)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--count", type=int, default=2000)
    given = parser.parse_args()
    print("\n".join(sentences(given.count)))


if __name__ == "__main__":
    main()
