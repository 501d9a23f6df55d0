"""Sentences from below the window, in the language of the window.

The lower rooms speak English: what went wrong, what to do, what was found in a take. Their
sentences are templates with values in them, and `resources/i18n/sentences_<language>.tsv` holds a
translation for each template (`{}` for a value; `{0}`, `{1}` where a language wants another order).
Here a sentence is recognised by its template and said anew; a value may be such a sentence itself,
or a part of one. What no template fits stays English.

A widget keeps the English sentence, as the library does, and calls `said` where it shows it.
"""

import functools
import re
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QLocale

from studio.paths import resources_dir

GAP = "{}"
LIST = ", "  # between parts that are all known; its translation stands between theirs
_SAME_EVERYWHERE = re.compile(r"\d+|“[^”]*”")  # numbers, and what somebody said or wrote
_REMEMBERED = 4096  # sentences: tables ask for the same ones whenever they are painted


def said(sentence: str, language: str = "") -> str:
    """Return a sentence in a language; "" is that of the window."""
    return _translated(sentence, language or QLocale().name())


@dataclass(frozen=True, slots=True)
class _Template:
    landmark: str
    """The longest of its own parts: looking for that first is quicker than trying the pattern."""
    pattern: re.Pattern[str]
    translation: str

    @classmethod
    def of(cls, text: str, translation: str) -> "_Template":
        parts = text.split(GAP)
        pattern = "(.*?)".join(re.escape(part) for part in parts)
        return cls(max(parts, key=len), re.compile(pattern, re.DOTALL), translation)


class Catalogue:
    """The templates of one language.

    Those that begin with a value come last: they would swallow what stands before a sentence in
    another one. Otherwise those with the most letters of their own come first.
    """

    def __init__(self, translations: dict[str, str]) -> None:
        gaps = [text for text in translations if GAP in text]
        gaps.sort(key=lambda text: (text.startswith(GAP), -len(text.replace(GAP, ""))))
        self._templates = [_Template.of(text, translations[text]) for text in gaps]
        self._plain = {text: said for text, said in translations.items() if GAP not in text}

    def translate(self, sentence: str) -> str:
        """Return the sentence, and those that are values in it, translated as far as known."""
        found = self._find(sentence)
        return sentence if found is None else found

    def _find(self, sentence: str) -> str | None:
        """Return one sentence, or parts with `LIST` between them; None when any is unknown."""
        if sentence in self._plain:
            return self._plain[sentence]
        items: list[str] = []
        part: str | None = None
        for piece in sentence.split(LIST):  # the shortest known parts: a gap would swallow the rest
            part = piece if part is None else f"{part}{LIST}{piece}"
            item = self._find_part(part)
            if item is not None:
                items.append(item)
                part = None
        if part is None:
            return self._plain.get(LIST, LIST).join(items)
        return self._find_part(sentence) if items else None

    def _find_part(self, sentence: str) -> str | None:
        if sentence in self._plain:
            return self._plain[sentence]
        if _SAME_EVERYWHERE.fullmatch(sentence):
            return sentence
        for template in self._templates:
            if template.landmark not in sentence:
                continue
            found = template.pattern.fullmatch(sentence)
            if found:
                values = [self.translate(value) for value in found.groups()]
                return template.translation.format(*values)
        return None


def read_catalogue(path: Path) -> dict[str, str]:
    """Read template and translation from each line of a TSV file; \\n stands for a new line."""
    rows = [line.split("\t") for line in path.read_text(encoding="utf-8").splitlines() if line]
    return {row[0].replace("\\n", "\n"): row[1].replace("\\n", "\n") for row in rows}


@functools.lru_cache(maxsize=_REMEMBERED)
def _translated(sentence: str, language: str) -> str:
    return _catalogue(language).translate(sentence)


@functools.cache
def _catalogue(language: str) -> Catalogue:
    path = resources_dir() / "i18n" / f"sentences_{language}.tsv"
    return Catalogue(read_catalogue(path) if path.exists() else {})
