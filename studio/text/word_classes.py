"""Closed classes of English words, which the heteronym rules look for in a word's neighbourhood."""

from __future__ import annotations

from studio.text.tables import word_set

MODALS = word_set(
    "will would can could shall should may might must do does did don't doesn't didn't can't "
    "cannot couldn't won't wouldn't shouldn't mustn't let's please i'll you'll he'll she'll it'll "
    "we'll they'll i'd you'd he'd she'd we'd they'd not never help gonna wanna"
)
SUBJECTS = word_set(
    "i you he she it we they who nobody everybody somebody anybody everyone someone anyone "
    "nothing everything something people"
)
OBJECTS = word_set("me him us them you it her himself herself itself themselves yourself myself")
INDEFINITE = word_set("everything something anything nothing everyone someone anyone everybody")
DETERMINERS = word_set(
    "the a an this these those my your his her its our their each every no some any another which "
    "what whose"
)
QUANTIFIERS = word_set("many few several more most all both such other own various first last next")
NUMBERS = word_set(
    "one two three four five six seven eight nine ten eleven twelve twenty thirty forty fifty "
    "sixty seventy eighty ninety hundred thousand million billion"
)
PREPOSITIONS = word_set(
    "of in on at by for from with about into over under through between among during without "
    "against across behind beyond near per via within upon off toward towards like as than"
)
CONJUNCTIONS = word_set("and or but when if because while although until since so whenever where")
BE = word_set(
    "is are was were be been being am i'm you're he's she's it's we're they're isn't aren't "
    "wasn't weren't 's"
)
HAVE = word_set("have has had having i've you've we've they've haven't hasn't hadn't would've")
ADVERBS = word_set(
    "always often never sometimes usually also just already still even really ever now then soon "
    "rather quite"
)
_ADJECTIVES = word_set(
    "good new first last long great little own other old right big high different small large "
    "next early young important few public bad same able strong fresh local free full short low "
    "hard easy clear recent certain personal open red green white black final whole simple single "
    "cold hot best better worst special poor dark deep sad happy main key huge tiny clean quick "
    "slow world official criminal daily annual weekly"
)
_ADJECTIVE_ENDINGS = ("ous", "ful", "ive", "ible", "able", "ical", "less", "ish")
_IRREGULAR_PLURALS = word_set("police people children men women teeth feet mice cattle sheep")
PAST_TIMES = word_set("yesterday ago last earlier already once previously before")
PRESENT_TIMES = word_set(
    "tomorrow every usually often always now sometimes today's tonight daily rarely never like want"
)
_PAST = word_set(
    "was were had went said came saw took gave made did got knew thought told found left felt "
    "kept began brought bought wrote sat stood heard let meant met ran paid fell became held sent "
    "lost blew broke laughed cried asked"
)

AFTER_METAL = word_set(
    "poisoning pipe pipes paint paints pencil pencils acid weight weights shot bullet bullets "
    "free based ore glass crystal roof contamination battery batteries levels exposure mine mines "
    "solder sheet shielding oxide ions and"
) - {"and"}
BEFORE_METAL = word_set(
    "of molten liquid contains contained containing white red found detected detect melt melted "
    "mining add adding absorb"
)
AFTER_DWELLING = word_set("in at here there near with alone together by on next")
BEFORE_A_BOW = word_set("take takes took taking taken make makes made gave give low deep final")
NEAR_SHIP = word_set("ship ships boat stern deck sailed sailor waves hull anchor curtain")
NEAR_METAL = word_set(
    "metal metals tin zinc copper mercury poisoning toxic iron steel pipes pipe plumbing molten "
    "heavy pounds element alloy alloys cadmium arsenic made bullets"
)
SHOWN = word_set(
    "broadcast broadcasts stream streamed streaming perform performed performing performs "
    "recorded shown showing aired airing played playing sing sang singing appear appeared watch "
    "watched go goes going went come coming seen heard television"
)
AFTER_LIVE = word_set(
    "broadcast broadcasts music show shows concert concerts stream streams wire wires audience "
    "coverage performance performances ammunition animals animal bait band bands event events "
    "feed tv television video version recording recordings chat album birth births vaccine "
    "entertainment sports round rounds tissue sessions session"
)
NEAR_FISH = word_set(
    "caught catch fish fishing fished lake sea river fried largemouth striped boat hook trout "
    "salmon grilled pond cooked ate"
)
NEAR_MUSIC = word_set(
    "guitar drum drums player clef sing sings singer line lines voice tenor music band plays play "
    "played boost notes amp double jazz song speaker speakers treble sound solo"
)
AFTER_MINUTE = word_set(
    "details detail traces trace particles particle amounts amount quantities quantity fraction "
    "differences difference variations variation changes change hole holes bits bit scale size "
    "crystals creatures organisms examination doses"
)


def is_adjective(word: str) -> bool:
    """Whether a word is probably an adjective."""
    return word in _ADJECTIVES or (len(word) > 5 and word.endswith(_ADJECTIVE_ENDINGS))


def is_plural(word: str) -> bool:
    """Whether a word is probably a plural noun."""
    if word in _IRREGULAR_PLURALS:
        return True
    return len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is", "'s"))


def is_past(word: str) -> bool:
    """Whether a word is probably a verb in the past."""
    return word in _PAST or (len(word) > 4 and word.endswith("ed") and not word.endswith("eed"))
