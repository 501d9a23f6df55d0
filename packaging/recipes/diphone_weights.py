"""Count how common each diphone is in English, and write down the phonemes of the shipped prompts.

    python packaging/recipes/diphone_weights.py

Writes `resources/prompts/diphones-<language>.tsv` (unit, count) and
`resources/prompts/phonemes-<language>.tsv` (CRC 32 of the text, phonemes) for en-us and en-gb.
Takes about a minute. To be run again when prompts or pronunciations have changed.

What is counted, each kind of text with the same say (so that no one of them decides):

- read-aloud: the public-domain sentences of LJ Speech that the teacher speech was made from
  (`TIMBRE_TEACHER`, or ../shared/teacher) and the transcripts of `lj` in the real speech,
- spoken: the sentences of speechocean762, short and everyday; the prompts of `callie` that have
  four words and more (`TIMBRE_SPEECH`, or ../shared/speech),
- our own: the English prompts and the sentences that the text room is tested with.

A tenth of the whole comes from the word list (every word once), so that what is rare and did not
happen to occur has a place too. Only counts are kept; no text can be read out of them.
"""

from __future__ import annotations

import csv
import itertools
import json
import os
import zlib
from collections import Counter
from collections.abc import Iterable
from pathlib import Path

from studio.core.files import write_atomically
from studio.text.diphones import FINAL, diphones
from studio.text.lexicon import lexicon_for
from studio.text.phonemes import phonemize
from studio.text.scripts import shipped_scripts

ROOT = Path(__file__).resolve().parents[2]
SPEECH = Path(os.environ.get("TIMBRE_SPEECH", ROOT / "../shared/speech"))
TEACHER = Path(os.environ.get("TIMBRE_TEACHER", ROOT / "../shared/teacher"))
PROMPTS = ROOT / "resources" / "prompts"
LANGUAGES = ("en-us", "en-gb")
SIZE = 100_000  # counts are brought to this sum for each kind of text
LEXICON_SHARE = 0.1
SMALLEST = 0.5  # of SIZE; what is rarer is left out and weighs nothing


def transcripts(name: str) -> list[str]:
    """The different sentences of a set of real speech that have four words and more."""
    with (SPEECH / name / "transcripts.tsv").open(encoding="utf-8", newline="") as file:
        rows = [row[1] for row in csv.reader(file, delimiter="\t", quoting=csv.QUOTE_NONE)]
    sentences = (text.capitalize() if text.isupper() else text for text in rows)
    return list(dict.fromkeys(text for text in sentences if len(text.split()) >= 4))


def tested() -> list[str]:
    """The American sentences that the text room is tested with."""
    found = []
    for name in ("hard_sentences.tsv", "unseen_sentences.tsv"):
        with (ROOT / "tests" / "text" / name).open(encoding="utf-8", newline="") as file:
            found += [row["text"] for row in csv.DictReader(file, delimiter="\t", quotechar="\0")]
    return found


def corpus() -> dict[str, list[str]]:
    """The texts by kind."""
    teacher = [
        json.loads(line)["text"]
        for line in (TEACHER / "meta.jsonl").read_text(encoding="utf-8").splitlines()
    ]
    own = [
        p.text for script in shipped_scripts() if script.language == "en" for p in script.prompts
    ]
    return {
        "read-aloud": teacher + transcripts("lj"),
        "spoken": transcripts("speechocean762") + transcripts("callie"),
        "our own": own + tested(),
    }


def inside(phonemes: str) -> list[str]:
    """The units of a word as they are in the middle of a phrase."""
    return [unit.removesuffix(FINAL) for unit in diphones(phonemes)[1:-1]]


def counted(units: Iterable[list[str]], size: float) -> Counter[str]:
    """How often each unit occurs, the counts brought to a sum."""
    counts = Counter(itertools.chain.from_iterable(units))
    scale = size / counts.total()
    return Counter({unit: count * scale for unit, count in counts.items()})


def main() -> None:
    texts = corpus()
    for language in LANGUAGES:
        total: Counter[str] = Counter()
        for kind, lines in texts.items():
            units = (diphones(phonemize(line, language).phonemes) for line in lines)
            counts = counted(units, SIZE)
            print(language, kind, len(lines), "texts,", len(counts), "different units")
            total.update(counts)
        words = (inside(phonemes) for _, phonemes in lexicon_for(language).gold_words())
        total.update(counted(words, total.total() * LEXICON_SHARE / (1 - LEXICON_SHARE)))
        kept = [(unit, count) for unit, count in total.most_common() if count >= SMALLEST]
        table = "".join(f"{unit}\t{count:.1f}\n" for unit, count in kept)
        write_atomically(PROMPTS / f"diphones-{language}.tsv", table.encode())
        print(language, len(kept), "units of", len(total))
        write_phonemes(language)


def write_phonemes(language: str) -> None:
    """The phonemes of the shipped English prompts, so that the window need not work them out."""
    rows = [
        f"{zlib.crc32(prompt.text.encode()):08x}\t{phonemize(prompt.text, language).phonemes}\n"
        for script in shipped_scripts()
        if script.language == "en"
        for prompt in script.prompts
    ]
    write_atomically(PROMPTS / f"phonemes-{language}.tsv", "".join(rows).encode())


if __name__ == "__main__":
    main()
