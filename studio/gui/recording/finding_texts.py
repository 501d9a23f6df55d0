"""The verdict on a take in the words of the window's language."""

from PySide6.QtCore import QCoreApplication

from studio.gui.recording.checking import NOT_CHECKED
from studio.gui.recording.verdict import Finding, ReadText, Verdict
from studio.gui.sentences import said


def heading(verdict: Verdict) -> str:
    """Return the verdict in a word or two."""
    translate = QCoreApplication.translate
    if any(finding.kind == NOT_CHECKED for finding in verdict.findings):
        return translate("Verdict", "Not checked")
    if verdict.misread:
        return translate("Verdict", "Not what the text says")
    return {
        "good": translate("Verdict", "Good"),
        "warn": translate("Verdict", "Usable, but not perfect"),
        "refuse": translate("Verdict", "Read it again"),
    }[verdict.level]


def read_sentences(read: ReadText) -> list[str]:
    """Return what was misread, a sentence for each way of misreading."""
    if not read.misread:
        return []
    translate = QCoreApplication.translate
    if read.another_text:
        return [translate("Verdict", "This is not the text: see which sentence is shown.")]
    found = []
    if read.missing:
        found.append(translate("Verdict", "Missing: {0}.").format(_quoted(read.missing)))
    for piece in read.changed:
        if piece.heard:
            sounded = translate("Verdict", "“{0}” sounded like “{1}”.")
            found.append(sounded.format(piece.text, piece.heard))
        else:
            found.append(translate("Verdict", "“{0}” was not heard so.").format(piece.text))
    if read.added:
        found.append(translate("Verdict", "Added: {0}.").format(_quoted(read.added)))
    return found


def sentence_of(finding: Finding) -> str:
    """Return what is wrong and what to do, in the language of the window if it is known there."""
    return said(finding.sentence)


def _quoted(words: tuple[str, ...]) -> str:
    return " ".join(f"“{word.strip()}”" for word in words)
